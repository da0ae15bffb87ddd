/** A picture's planes as libjpeg makes them for compression: colours, fewer samples of chroma, edges filled up to whole units. */
import type { JpegPicture } from './jpeg_writer.ts'
import type { EncoderLoops, Workspace } from './workspace.ts'

export interface SamplePlane {
  readonly data: Uint8Array
  readonly stride: number
}

const fixed = (value: number): number => Math.floor(value * 65536 + 0.5)
const HALF = 32768
const OFFSET = (128 << 16) + HALF - 1

/** Rows of the full size, the last column repeated up to their ends. */
function convertRow(
  { width, data }: JpegPicture,
  y: number,
  rows: readonly [luma: Uint8Array, cb: Uint8Array, cr: Uint8Array],
  loops: EncoderLoops,
): void {
  loops.toYCbCr(data, y * width * 3, width, ...rows)
  for (const row of rows) row.fill(row[width - 1] as number, width)
}
export function toYCbCr(
  data: Uint8Array,
  first: number,
  width: number,
  luma: Uint8Array,
  cb: Uint8Array,
  cr: Uint8Array,
): void {
  for (let x = 0, at = first; x < width; x++, at += 3) {
    const red = data[at] as number
    const green = data[at + 1] as number
    const blue = data[at + 2] as number
    luma[x] = (Y_RED * red + Y_GREEN * green + Y_BLUE * blue + HALF) >> 16
    cb[x] = (CB_RED * red + CB_GREEN * green + HALF * blue + OFFSET) >> 16
    cr[x] = (HALF * red + CR_GREEN * green + CR_BLUE * blue + OFFSET) >> 16
  }
}
const [Y_RED, Y_GREEN, Y_BLUE] = [fixed(0.299), fixed(0.587), fixed(0.114)]
const [CB_RED, CB_GREEN] = [-fixed(0.16874), -fixed(0.33126)]
const [CR_GREEN, CR_BLUE] = [-fixed(0.41869), -fixed(0.08131)]

/** The last of `rows` rows repeated up to the end of the plane. */
function fillDown({ data, stride }: SamplePlane, rows: number): void {
  for (let at = rows * stride; at < data.length; at += stride) data.copyWithin(at, (rows - 1) * stride, rows * stride)
}
const planeOf = (blocksAcross: number, blocksDown: number, workspace: Workspace): SamplePlane => ({
  data: workspace.bytes(blocksAcross * blocksDown * 64),
  stride: blocksAcross * 8,
})

export function greyPlane(picture: JpegPicture, workspace: Workspace): SamplePlane {
  const { width, height, data } = picture
  const plane = planeOf(Math.ceil(width / 8), Math.ceil(height / 8), workspace)
  for (let y = 0; y < height; y++) {
    const row = plane.data.subarray(y * plane.stride, (y + 1) * plane.stride)
    row.set(data.subarray(y * width, (y + 1) * width))
    row.fill(row[width - 1] as number, width)
  }
  fillDown(plane, height)
  return plane
}

/** Luma, Cb and Cr; `halved`: of chroma, half of the samples across and down. */
export function colorPlanes(
  picture: JpegPicture,
  halved: boolean,
  workspace: Workspace,
): readonly [SamplePlane, SamplePlane, SamplePlane] {
  const { width, height } = picture
  const unit = halved ? 2 : 1
  const [across, down] = [Math.ceil(width / (8 * unit)), Math.ceil(height / (8 * unit))]
  const planes = [
    planeOf(across * unit, down * unit, workspace),
    planeOf(across, down, workspace),
    planeOf(across, down, workspace),
  ] as const
  const [luma, ...chroma] = planes
  const full = luma.stride
  const rowsAt = (plane: SamplePlane, y: number): Uint8Array =>
    plane.data.subarray(y * plane.stride, (y + 1) * plane.stride)
  // two rows of full width for each chroma plane
  const lines = chroma.map(() => [workspace.bytes(full), workspace.bytes(full)] as const)
  for (let y = 0; y < height; y++) {
    const [cb, cr] = halved
      ? (lines.map(pair => pair[y & 1] as Uint8Array) as [Uint8Array, Uint8Array])
      : [rowsAt(planes[1], y), rowsAt(planes[2], y)]
    convertRow(picture, y, [rowsAt(luma, y), cb, cr], workspace.encoder)
    const last = y === height - 1
    if (!halved || ((y & 1) === 0 && !last)) continue
    for (const [i, plane] of chroma.entries()) {
      const [upper, lower] = lines[i] as readonly [Uint8Array, Uint8Array]
      workspace.encoder.average(upper, (y & 1) === 0 ? upper : lower, rowsAt(plane, y >> 1))
    }
  }
  fillDown(luma, height)
  for (const plane of chroma) fillDown(plane, Math.ceil(height / unit))
  return planes
}

/** Means of four; halves are rounded up and down by turns. */
export function average(upper: Uint8Array, lower: Uint8Array, into: Uint8Array): void {
  for (let x = 0, from = 0; x < into.length; x++, from += 2) {
    const sum =
      (upper[from] as number) + (upper[from + 1] as number) + (lower[from] as number) + (lower[from + 1] as number)
    into[x] = (sum + 1 + (x & 1)) >> 2
  }
}

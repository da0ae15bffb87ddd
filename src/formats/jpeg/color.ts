/** Rows of components to rows of pixels, with libjpeg's fixed-point numbers of 16 bits of fraction, and TensorFlow's way from CMYK to RGB. */

export type ColorSpace = 'grey' | 'YCbCr' | 'RGB' | 'CMYK' | 'YCCK' | 'unknown'

/** Writes `width` pixels of rows of components to `out`, from byte `at` on. */
export type ConvertPixels = (rows: readonly Uint8Array[], width: number, out: Uint8Array, at: number) => void

const fixed = (value: number): number => Math.floor(value * 65536 + 0.5)
const table = (entry: (x: number) => number): Int32Array => Int32Array.from({ length: 256 }, (_, i) => entry(i - 128))
const RED_OF_CR = table(x => (fixed(1.402) * x + 32768) >> 16)
const BLUE_OF_CB = table(x => (fixed(1.772) * x + 32768) >> 16)
const GREEN_OF_CR = table(x => -fixed(0.71414) * x)
const GREEN_OF_CB = table(x => -fixed(0.34414) * x + 32768)
const [RED, GREEN, BLUE] = [fixed(0.299), fixed(0.587), fixed(0.114)]

export const convertYCbCr: ConvertPixels = ([luma, cb, cr], width, out, at) => {
  const [ys, bs, rs] = [luma as Uint8Array, cb as Uint8Array, cr as Uint8Array]
  const pixels = new Uint8ClampedArray(out.buffer, out.byteOffset + at, width * 3)
  for (let x = 0, to = 0; x < width; x++, to += 3) {
    const y = ys[x] as number
    const b = bs[x] as number
    const r = rs[x] as number
    pixels[to] = y + (RED_OF_CR[r] as number)
    pixels[to + 1] = y + (((GREEN_OF_CB[b] as number) + (GREEN_OF_CR[r] as number)) >> 16)
    pixels[to + 2] = y + (BLUE_OF_CB[b] as number)
  }
}
const fromRgb: ConvertPixels = ([red, green, blue], width, out, at) => {
  for (let x = 0, to = at; x < width; x++, to += 3) {
    out[to] = red?.[x] as number
    out[to + 1] = green?.[x] as number
    out[to + 2] = blue?.[x] as number
  }
}
const fromGrey: ConvertPixels = ([grey], width, out, at) => fromRgb([grey, grey, grey] as Uint8Array[], width, out, at)
const toGrey: ConvertPixels = ([grey], width, out, at) => out.set((grey as Uint8Array).subarray(0, width), at)
const rgbToGrey: ConvertPixels = ([red, green, blue], width, out, at) => {
  for (let x = 0; x < width; x++)
    out[at + x] =
      (RED * (red?.[x] as number) + GREEN * (green?.[x] as number) + BLUE * (blue?.[x] as number) + 32768) >>> 16
}

/** `inverted`: the file has 255 for no ink, as Adobe's have. */
const fromCmyk =
  (inverted: boolean): ConvertPixels =>
  (rows, width, out, at) => {
    for (let x = 0, to = at; x < width; x++, to += 3) {
      const k = rows[3]?.[x] as number
      for (let i = 0; i < 3; i++) {
        const ink = rows[i]?.[x] as number
        out[to + i] = Math.trunc((inverted ? k * ink : (255 - k) * (255 - ink)) / 255)
      }
    }
  }
/** Luma and chroma are those of the inks' complement. */
const fromYcck = (inverted: boolean, fromYCbCr: ConvertPixels): ConvertPixels => {
  const convert = fromCmyk(inverted)
  let inks = new Uint8Array(0)
  let planes: Uint8Array[] = []
  return (rows, width, out, at) => {
    if (inks.length < width * 3) {
      inks = new Uint8Array(width * 3)
      planes = [new Uint8Array(width), new Uint8Array(width), new Uint8Array(width)]
    }
    fromYCbCr(rows, width, inks, 0)
    for (let x = 0; x < width; x++)
      for (let i = 0; i < 3; i++) (planes[i] as Uint8Array)[x] = 255 - (inks[x * 3 + i] as number)
    convert([...planes, rows[3] as Uint8Array], width, out, at)
  }
}

/** How a colour space becomes 1 or 3 channels, and how many components that takes; undefined where libjpeg has no way. */
export function conversion(
  space: ColorSpace,
  channels: number,
  adobe: boolean,
  fromYCbCr: ConvertPixels,
): { readonly convert: ConvertPixels; readonly components: number } | undefined {
  switch (`${space} ${channels}`) {
    case 'grey 1':
    case 'YCbCr 1':
      return { convert: toGrey, components: 1 }
    case 'RGB 1':
      return { convert: rgbToGrey, components: 3 }
    case 'grey 3':
      return { convert: fromGrey, components: 1 }
    case 'YCbCr 3':
      return { convert: fromYCbCr, components: 3 }
    case 'RGB 3':
      return { convert: fromRgb, components: 3 }
    case 'CMYK 3':
      return { convert: fromCmyk(adobe), components: 4 }
    case 'YCCK 3':
      return { convert: fromYcck(adobe, fromYCbCr), components: 4 }
    default:
      return undefined
  }
}

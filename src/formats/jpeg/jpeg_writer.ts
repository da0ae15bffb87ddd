/** JPEG files, byte for byte as TensorFlow has libjpeg-turbo 1.5 write them. */
import { checkBytes } from '../../tensor/allocation.ts'
import { colorPlanes, greyPlane, type SamplePlane } from './encoder_planes.ts'
import { type Divisors, divisorsOf } from './forward_transform.ts'
import { encodingTable, type HuffmanCodes, optimalSpec } from './huffman_codes.ts'
import { type Codes, type EncodedComponent, type EncodedScan, newCounts, ScanEncoder, scansOf } from './scan_encoder.ts'
import { NATURAL_ORDER, STANDARD_AC, STANDARD_DC, STANDARD_QUANTIZERS } from './tables.ts'
import { ARRAY_SLACK, type EncoderLoops, openWorkspace, type Workspace } from './workspace.ts'

export interface JpegPicture {
  readonly width: number
  readonly height: number
  /** 1 grey, 3 RGB. */
  readonly channels: 1 | 3
  /** Row-major. */
  readonly data: Uint8Array
}
export interface JpegSettings {
  /** 0 to 100. */
  readonly quality: number
  readonly progressive: boolean
  /** Huffman tables are made for the picture. */
  readonly optimizeSize: boolean
  readonly chromaDownsampling: boolean
  /** 1: dots an inch; 2: dots a centimetre. */
  readonly densityUnit: 1 | 2
  readonly xDensity: number
  readonly yDensity: number
  readonly xmpMetadata: Uint8Array
}

const [MOST_SIZE, MOST_PIXELS, MOST_SEGMENT] = [65500, 2 ** 29, 65533]
const XMP_NAMESPACE = 'http://ns.adobe.com/xap/1.0/\0'

/** libjpeg's tables for a quality, of values that fit a byte. */
function quantizersOf(quality: number): readonly [Uint16Array, Uint16Array] {
  const used = Math.max(1, quality)
  const scale = used < 50 ? Math.floor(5000 / used) : 200 - used * 2
  const scaled = (table: Uint8Array): Uint16Array =>
    Uint16Array.from(table, value => Math.min(Math.max(Math.floor((value * scale + 50) / 100), 1), 255))
  return [scaled(STANDARD_QUANTIZERS[0]), scaled(STANDARD_QUANTIZERS[1])]
}

function componentsOf(
  picture: JpegPicture,
  settings: JpegSettings,
  divisors: readonly Divisors[],
  workspace: Workspace,
): EncodedComponent[] {
  const { width, height } = picture
  const halved = picture.channels === 3 && settings.chromaDownsampling
  const unit = halved ? 2 : 1
  const planes = picture.channels === 1 ? [greyPlane(picture, workspace)] : colorPlanes(picture, halved, workspace)
  return planes.map((plane, i) => {
    const [h, v] = i === 0 ? [unit, unit] : [1, 1]
    const blocksAcross = Math.ceil((width * h) / (8 * unit))
    const blocksDown = Math.ceil((height * v) / (8 * unit))
    const paddedAcross = plane.stride / 8
    const coefficients = workspace.words(plane.data.length)
    const table = i === 0 ? 0 : 1
    const component: EncodedComponent = { id: i + 1, h, v, table, blocksAcross, blocksDown, paddedAcross, coefficients }
    transform(plane, component, divisors[table] as Divisors, workspace.encoder)
    return component
  })
}

/** Transforms the blocks that have samples; those that only fill up units have the mean of the one before. */
function transform(
  { data, stride }: SamplePlane,
  component: EncodedComponent,
  divisors: Divisors,
  loops: EncoderLoops,
): void {
  const { h, blocksAcross, blocksDown, paddedAcross, coefficients } = component
  for (let y = 0; y < blocksDown; y++) {
    loops.forwardRow(data, y * 8 * stride, stride, blocksAcross, divisors, coefficients, y * paddedAcross * 64)
    for (let x = blocksAcross; x < paddedAcross; x++) {
      const at = (y * paddedAcross + x) * 64
      coefficients[at] = coefficients[at - 64] as number
    }
  }
  const rows = coefficients.length / (64 * paddedAcross)
  for (let y = blocksDown; y < rows; y++) {
    for (let x = 0; x < paddedAcross; x++) {
      const above = (y - 1) * paddedAcross + x - (x % h) + h - 1
      coefficients[(y * paddedAcross + x) * 64] = coefficients[above * 64] as number
    }
  }
}

const word = (value: number): number[] => [(value >> 8) & 0xff, value & 0xff]
const segment = (marker: number, content: readonly number[] | Uint8Array): Uint8Array =>
  Uint8Array.of(0xff, marker, ...word(content.length + 2), ...content)

function frameHeader(
  { width, height }: JpegPicture,
  components: readonly EncodedComponent[],
  marker: number,
): Uint8Array {
  const each = components.flatMap(({ id, h, v, table }) => [id, (h << 4) | v, table])
  return segment(marker, [8, ...word(height), ...word(width), components.length, ...each])
}
function scanHeader({ components, first, last, high, low }: EncodedScan): Uint8Array {
  const each = components.flatMap(({ id, table }) => {
    const dc = first === 0 && high === 0 ? table : 0
    const ac = last > 0 ? table : 0
    return [id, (dc << 4) | ac]
  })
  return segment(0xda, [components.length, ...each, first, last, (high << 4) | low])
}
const tableSegment = ({ spec }: HuffmanCodes, head: number): Uint8Array =>
  segment(0xc4, [head, ...spec.counts, ...spec.symbols])

/** The codes of a scan: the standard's, or those that fit it best. */
function codesFor(scan: EncodedScan, optimal: boolean, loops: EncoderLoops): Codes {
  if (!optimal) return { dc: STANDARD_DC.map(encodingTable), ac: STANDARD_AC.map(encodingTable) }
  const counts = newCounts()
  new ScanEncoder(scan, { counts }, loops).encode()
  const made = (counted: Float64Array): HuffmanCodes => encodingTable(optimalSpec(counted))
  return { dc: counts.dc.map(made), ac: counts.ac.map(made) }
}

/** The Huffman tables that a scan uses, each once. */
function tableSegments(scan: EncodedScan, codes: Codes): Uint8Array[] {
  const segments: Uint8Array[] = []
  for (const table of new Set(scan.components.map(component => component.table))) {
    if (scan.first === 0 && scan.high === 0) segments.push(tableSegment(codes.dc[table] as HuffmanCodes, table))
    if (scan.last > 0) segments.push(tableSegment(codes.ac[table] as HuffmanCodes, 0x10 | table))
  }
  return segments
}

/** What planes and coefficients take, filled up to whole units, and two rows of each chroma. */
const workspaceBytes = ({ width, height, channels }: JpegPicture): number =>
  3 * channels * (width + 16) * (height + 16) + 4 * (width + 16) + 16 * ARRAY_SLACK

/** The bytes of a file; undefined where libjpeg refuses the picture. */
export function writeJpeg(picture: JpegPicture, settings: JpegSettings): Buffer | undefined {
  const { width, height, channels } = picture
  if (width < 1 || height < 1 || width > MOST_SIZE || height > MOST_SIZE || width * height >= MOST_PIXELS)
    return undefined
  const xmp = Buffer.concat([Buffer.from(XMP_NAMESPACE, 'latin1'), settings.xmpMetadata])
  if (settings.xmpMetadata.length > 0 && xmp.length > MOST_SEGMENT) return undefined
  checkBytes(width * height * channels * 3)
  const workspace = openWorkspace(workspaceBytes(picture))
  const quantizers = quantizersOf(settings.quality)
  const components = componentsOf(picture, settings, quantizers.map(divisorsOf), workspace)
  const density = [settings.densityUnit, ...word(settings.xDensity), ...word(settings.yDensity)]
  const parts = [Uint8Array.of(0xff, 0xd8), segment(0xe0, [...Buffer.from('JFIF\0', 'latin1'), 1, 1, ...density, 0, 0])]
  if (settings.xmpMetadata.length > 0) parts.push(segment(0xe1, xmp))
  for (let table = 0; table < Math.min(2, channels); table++) {
    const values = Array.from(
      { length: 64 },
      (_, i) => quantizers[table as 0 | 1][NATURAL_ORDER[i] as number] as number,
    )
    parts.push(segment(0xdb, [table, ...values]))
  }
  parts.push(frameHeader(picture, components, settings.progressive ? 0xc2 : 0xc0))
  for (const scan of scansOf(components, settings.progressive)) {
    const codes = codesFor(scan, settings.progressive || settings.optimizeSize, workspace.encoder)
    parts.push(
      ...tableSegments(scan, codes),
      scanHeader(scan),
      new ScanEncoder(scan, { codes }, workspace.encoder).encode(),
    )
  }
  return Buffer.concat([...parts, Uint8Array.of(0xff, 0xd9)])
}

/** PNG files, as TensorFlow has libpng 1.2 read them: which damage is an error, and how samples become the channels that are asked for. */
import { inflateSync } from 'node:zlib'
import { invalidArgument, Status } from '../../errors/status.ts'
import { checkAllocation } from '../../tensor/allocation.ts'
import { uint8, uint16 } from '../../tensor/dtypes.ts'
import { inflatedPrefix, MOST_INFLATION } from '../compression.ts'
import { crc32 } from '../crc32.ts'
import { type PixelFormat, pixelConverter } from './pixel_conversion.ts'
import type { PngImage } from './png_writer.ts'
import { unfilter } from './unfilter.ts'

const SIGNATURE = 'iVBORw0KGgo='
/** libpng's limit of width and height. */
const MOST_PIXELS_ACROSS = 1_000_000
const ALPHA = 4
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
/** The bit depths of each colour type. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}
/** First column, first row, steps of each of Adam7's passes. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const NOT_INTERLACED = [[0, 0, 1, 1]] as const

interface Header extends PixelFormat {
  readonly width: number
  readonly height: number
  readonly interlaced: boolean
}

/** Thrown where libpng gives up; the message for the user is TensorFlow's. */
class Damaged {}

interface Chunk {
  readonly type: string
  readonly data: Buffer
  readonly intact: boolean
}
const isCritical = (type: string): boolean => (type.charCodeAt(0) & 0x20) === 0

/** The chunks one after another; where the file ends within one there is no more to read. */
class ChunkReader {
  readonly #bytes: Buffer
  #at = 8
  constructor(bytes: Buffer) {
    this.#bytes = bytes
    if (bytes.subarray(0, 8).toString('base64').slice(0, SIGNATURE.length) !== SIGNATURE) throw new Damaged()
  }
  /** The type of the next chunk, which may be cut. */
  peek(): string {
    const at = this.#at
    const type = this.#bytes.toString('latin1', at + 4, at + 8)
    if (!/^[A-Za-z]{4}$/.test(type) || this.#bytes.readUInt32BE(at) >= 2 ** 31) throw new Damaged()
    return type
  }
  next(): Chunk {
    const type = this.peek()
    const at = this.#at
    const end = at + 12 + this.#bytes.readUInt32BE(at)
    if (end > this.#bytes.length) throw new Damaged()
    this.#at = end
    const intact = crc32(this.#bytes.subarray(at + 4, end - 4)) === this.#bytes.readUInt32BE(end - 4)
    return { type, data: this.#bytes.subarray(at + 8, end - 4), intact }
  }
}

function headerOf({ type, data, intact }: Chunk): Header {
  if (type !== 'IHDR' || data.length !== 13 || !intact) throw new Damaged()
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)]
  const [depth, colorType, compression, filter, interlace] = data.subarray(8) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ]
  const fits = (size: number): boolean => size > 0 && size <= MOST_PIXELS_ACROSS
  if (!fits(width) || !fits(height) || !DEPTHS[colorType]?.includes(depth)) throw new Damaged()
  if (compression !== 0 || filter !== 0 || interlace > 1) throw new Damaged()
  return {
    width,
    height,
    depth,
    channels: CHANNELS[colorType] as number,
    isColor: (colorType & 2) !== 0,
    hasAlpha: (colorType & ALPHA) !== 0,
    interlaced: interlace === 1,
    palette: undefined,
    gamma: 0,
    significantBits: 0,
    transparency: undefined,
  }
}

/** What stands before the pixels. */
function readHeader(chunks: ChunkReader): Header {
  let header = headerOf(chunks.next())
  const isIndexed = header.isColor && header.channels === 1
  let saysBits = false
  while (chunks.peek() !== 'IDAT') {
    const { type, data, intact } = chunks.next()
    if (type === 'PLTE') {
      const unfit = data.length % 3 !== 0 || data.length > 768 || !intact
      if (header.palette || (isIndexed && unfit)) throw new Damaged()
      if (header.isColor && !unfit) header = { ...header, palette: data }
    } else if (type === 'tRNS') {
      const { palette, transparency, hasAlpha, channels } = header
      const fits = isIndexed
        ? data.length > 0 && palette !== undefined && data.length <= palette.length / 3
        : data.length === 2 * channels
      if (fits && intact && !transparency && !hasAlpha) header = { ...header, transparency: data }
    } else if (type === 'gAMA') {
      if (data.length === 4 && intact && header.gamma === 0)
        header = { ...header, gamma: Math.fround(data.readUInt32BE(0) / 100_000) }
    } else if (type === 'sBIT') {
      if (intact && !saysBits && data.length === (isIndexed ? 3 : header.channels)) {
        saysBits = true
        header = { ...header, significantBits: Math.max(...data.subarray(0, header.isColor ? 3 : 1)) }
      }
    } else if (isCritical(type)) throw new Damaged()
  }
  if (isIndexed && !header.palette) throw new Damaged()
  return header
}

/** The compressed data, after which the file's other chunks are looked at too. */
function compressedData(chunks: ChunkReader): Buffer[] {
  const parts: Buffer[] = []
  let chunk = chunks.next()
  for (; chunk.type === 'IDAT'; chunk = chunks.next()) {
    if (!chunk.intact) throw new Damaged()
    parts.push(chunk.data)
  }
  for (; chunk.type !== 'IEND'; chunk = chunks.next()) {
    if (isCritical(chunk.type)) throw new Damaged()
  }
  if (!chunk.intact) throw new Damaged()
  return parts
}

/**
 * What Node keeps of damaged streams until the program returns to the event loop, which a loop of runs never does. When that is much, streams are
 * inflated without Node.
 */
const kept = { bytes: 0 }
const MOST_KEPT = 2 ** 25
/** About as much of a stream besides its output. */
const STREAM_BYTES = 2 ** 12

/** libpng reads compressed data by as many bytes. */
const PIECE = 8192

/** The first `size` bytes that the parts inflate to. */
function inflated(parts: readonly Buffer[], size: number): Buffer {
  const bytes = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
  // nothing is made for data that cannot be there
  if (bytes.length * MOST_INFLATION < size) throw new Damaged()
  return (kept.bytes < MOST_KEPT && inflatedAtOnce(bytes, size)) || inflatedInPieces(bytes, size)
}
/** Of a stream that ends with these bytes and the data, and is not damaged; else undefined. */
function inflatedAtOnce(bytes: Buffer, size: number): Buffer | undefined {
  const chunkSize = Math.max(64, Math.min(size, 1 << 24))
  try {
    const inflated: unknown = inflateSync(bytes, { maxOutputLength: size, chunkSize, info: true })
    const { buffer, engine } = inflated as {
      readonly buffer: Buffer
      readonly engine: { readonly bytesWritten: number }
    }
    return buffer.length === size && engine.bytesWritten === bytes.length ? buffer : undefined
  } catch {
    if (kept.bytes === 0) process.nextTick(forgetKept)
    kept.bytes += chunkSize + STREAM_BYTES
    return undefined
  }
}
function forgetKept(): void {
  kept.bytes = 0
}
/** libpng looks for one byte more than there may be, which is no error as long as no data is left that it has not read. */
function inflatedInPieces(bytes: Buffer, size: number): Buffer {
  try {
    const { prefix, ended, taken } = inflatedPrefix(bytes, size + 2)
    const hasMore = prefix.length > size
    const isWhole = hasMore
      ? Math.ceil(taken / PIECE) * PIECE >= bytes.length
      : ended && prefix.length === size && taken === bytes.length
    if (!isWhole) throw new Damaged()
    return prefix.subarray(0, size)
  } catch (error) {
    throw error instanceof Status ? new Damaged() : error
  }
}

/** The samples of a file, row-major, with `channels` a pixel (0: as many as the file has) of `depth` bits. */
export function readPng(file: Uint8Array, channels: number, depth: 8 | 16): PngImage {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  let opened: { header: Header; chunks: ChunkReader }
  try {
    const chunks = new ChunkReader(bytes)
    opened = { header: readHeader(chunks), chunks }
  } catch (error) {
    if (!(error instanceof Damaged)) throw error
    throw invalidArgument(`Invalid PNG header, data size ${bytes.length}`)
  }
  const { header, chunks } = opened
  const { width, height } = header
  if (width * height >= 2 ** 29) throw invalidArgument(`PNG size too large for int: ${width} by ${height}`)
  const outChannels = channels === 0 ? header.channels : channels
  try {
    checkAllocation([height, width, outChannels], depth === 8 ? uint8 : uint16)
    const rows = inflated(compressedData(chunks), storedSize(header))
    const data =
      depth === 8 ? new Uint8Array(width * height * outChannels) : new Uint16Array(width * height * outChannels)
    spread(rows, header, outChannels, data)
    return { width, height, channels: outChannels, depth, data }
  } catch (error) {
    if (!(error instanceof Damaged)) throw error
    throw invalidArgument(`Invalid PNG data, size ${bytes.length}`)
  }
}

interface Pass {
  readonly left: number
  readonly top: number
  readonly across: number
  readonly down: number
  readonly columns: number
  readonly rows: number
  readonly rowBytes: number
}
/** The passes that have pixels. */
function passesOf({ width, height, depth, channels, interlaced }: Header): Pass[] {
  return (interlaced ? ADAM7 : NOT_INTERLACED)
    .map(([left, top, across, down]) => {
      const columns = Math.ceil((width - left) / across)
      const rowBytes = Math.ceil((columns * channels * depth) / 8)
      return { left, top, across, down, columns, rows: Math.ceil((height - top) / down), rowBytes }
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0)
}
const storedSize = (header: Header): number =>
  passesOf(header).reduce((sum, { rows, rowBytes }) => sum + rows * (rowBytes + 1), 0)

/** Undoes filters and interlacing, and puts the pixels where they belong. */
function spread(stored: Buffer, header: Header, channels: number, out: Uint8Array | Uint16Array): void {
  const pixelBytes = Math.max(1, (header.channels * header.depth) >> 3)
  const convert = pixelConverter(header, channels, out)
  let at = 0
  for (const { left, top, across, down, columns, rows, rowBytes } of passesOf(header)) {
    unfilter(stored, at, rows, rowBytes, pixelBytes)
    for (let row = 0; row < rows; row++) {
      convert(stored, at + 1, columns, (top + row * down) * header.width + left, across)
      at += rowBytes + 1
    }
  }
}

/** PNG files as libpng writes them: for each row the filter whose bytes are smallest, one stream of deflated data. */
import { deflateAll } from '../compression.ts'
import { crc32 } from '../crc32.ts'

export interface PngImage {
  readonly width: number
  readonly height: number
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: number
  readonly depth: 8 | 16
  /** The samples, row-major. */
  readonly data: Uint8Array | Uint16Array
}

/** libpng's buffer for compressed data, each of which becomes a chunk. */
const PART = 8192

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** PNG's colour types by number of channels. */
const COLOR_TYPES = [0, 0, 4, 2, 6]

function chunk(type: string, content: Uint8Array): Buffer {
  const out = Buffer.alloc(content.length + 12)
  out.writeUInt32BE(content.length, 0)
  out.write(type, 4, 'latin1')
  out.set(content, 8)
  out.writeUInt32BE(crc32(out.subarray(4, content.length + 8)), content.length + 8)
  return out
}

/** What each filter takes for a byte: from its left, upper and upper left neighbours. */
const FILTERS: readonly ((left: number, up: number, corner: number) => number)[] = [
  () => 0,
  left => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  (left, up, corner) => {
    const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
    return a <= b && a <= c ? left : b <= c ? up : corner
  },
]

/** Each row behind the number of its filter: the one with the smallest sum of differences, taken as signed bytes. */
function filtered(samples: Uint8Array, rowBytes: number, pixelBytes: number): Buffer {
  const rows = rowBytes === 0 ? 0 : samples.length / rowBytes
  const out = Buffer.alloc(rows * (rowBytes + 1))
  const candidate = new Uint8Array(rowBytes)
  for (let row = 0; row < rows; row++) {
    const at = row * rowBytes
    let least = Number.POSITIVE_INFINITY
    for (const [number, predict] of FILTERS.entries()) {
      let sum = 0
      for (let i = 0; i < rowBytes; i++) {
        const left = i >= pixelBytes ? (samples[at + i - pixelBytes] as number) : 0
        const up = row > 0 ? (samples[at + i - rowBytes] as number) : 0
        const corner = row > 0 && i >= pixelBytes ? (samples[at + i - rowBytes - pixelBytes] as number) : 0
        const byte = ((samples[at + i] as number) - predict(left, up, corner)) & 0xff
        candidate[i] = byte
        sum += byte < 128 ? byte : 256 - byte
      }
      if (sum >= least) continue
      least = sum
      out[row * (rowBytes + 1)] = number
      out.set(candidate, row * (rowBytes + 1) + 1)
    }
  }
  return out
}

/** The window that libpng asks zlib for: no larger than the data needs with what zlib looks ahead. */
function windowBits(size: number): number {
  let bits = 15
  while (bits > 9 && size + 262 <= 1 << (bits - 1)) bits--
  return bits
}

/** The header of the stream names the smallest window that holds all of the data. */
function withSmallWindow(stream: Buffer, size: number): Buffer {
  let bits = (stream[0] as number) >> 4
  let half = 1 << (bits + 7)
  if (size > half) return stream
  do {
    half >>= 1
    bits--
  } while (bits > 0 && size <= half)
  const method = 8 | (bits << 4)
  const flags = (stream[1] as number) & 0xe0
  stream[0] = method
  stream[1] = flags + 31 - (((method << 8) + flags) % 31)
  return stream
}

/** The bytes of a PNG file. `compression`: 0 to 9, −1 for zlib's default. */
export function writePng({ width, height, channels, depth, data }: PngImage, compression = -1): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = depth
  header[9] = COLOR_TYPES[channels] as number
  const samples = depth === 8 ? (data as Uint8Array) : Buffer.from(Uint16Array.from(data).buffer).swap16()
  const pixelBytes = (channels * depth) / 8
  const rows = filtered(samples, width * pixelBytes, pixelBytes)
  const options = {
    level: compression,
    memLevel: 9,
    windowBits: windowBits(rows.length),
    filtered: true,
  }
  const stream = withSmallWindow(deflateAll(rows, options), rows.length)
  const parts: Buffer[] = []
  for (let at = 0; at < stream.length; at += PART) parts.push(chunk('IDAT', stream.subarray(at, at + PART)))
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), ...parts, chunk('IEND', Buffer.alloc(0))])
}

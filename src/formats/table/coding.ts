/** Numbers as tables and checkpoints write them: little-endian, or seven bits to a byte. */
import { dataLoss } from '../../errors/status.ts'

/** Reads numbers from bytes, and fails where they end. */
export class ByteReader {
  readonly bytes: Buffer
  position: number

  constructor(bytes: Buffer, position = 0) {
    this.bytes = bytes
    this.position = position
  }
  /** A number of at most 64 bits; Infinity where it is not exact, which is more than there is of anything. */
  varint(): number {
    let value = 0
    for (let scale = 1, count = 0; count < 10; scale *= 128, count++) {
      const byte = this.bytes[this.position++]
      if (byte === undefined) break
      value += (byte & 127) * scale
      if (byte < 128) return value <= Number.MAX_SAFE_INTEGER ? value : Number.POSITIVE_INFINITY
    }
    throw dataLoss('bad varint')
  }
  /** A view on the next `length` bytes. */
  take(length: number): Buffer {
    const end = this.position + length
    if (!(end <= this.bytes.length)) throw dataLoss('bytes end too early')
    const view = this.bytes.subarray(this.position, end)
    this.position = end
    return view
  }
}

/** Appends a number, seven bits to a byte. */
export function pushVarint(bytes: number[], value: number): void {
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
}
/** Writes a number at `at`, seven bits to a byte, and returns where it ends. */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value
  let end = at
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[end++] = (rest % 128) | 128
  bytes[end++] = rest
  return end
}

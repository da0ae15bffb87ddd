/** A file that is read from its start on, by lines or by bytes, with a piece of it in memory (core/lib/io/inputbuffer.cc). */
import { resourceExhausted, type Status } from '../../errors/status.ts'
import { tooFew } from './byte_source.ts'
import { RandomAccessFile } from './random_access_file.ts'

const PIECE = 1 << 18
const SMALLEST_PIECE = 1 << 12
/** Longer than any record that a message of Protocol Buffers can hold. */
export const LONGEST_VALUE = 2 ** 31 - 1
const NEWLINE = 0x0a
const RETURN = 0x0d

const tooLong = (path: string): Status =>
  resourceExhausted(`A value of more than ${LONGEST_VALUE} bytes would be read from ${path}.`)

export class InputBuffer {
  readonly #file: RandomAccessFile
  readonly #piece: Buffer
  /** Where in the file the bytes come from that follow those at hand. */
  #next = 0
  /** The bytes at hand that have not been given. */
  #rest: Buffer

  constructor(path: string) {
    this.#file = new RandomAccessFile(path)
    this.#piece = Buffer.allocUnsafeSlow(Math.min(PIECE, Math.max(SMALLEST_PIECE, this.#file.size)))
    this.#rest = this.#piece.subarray(0, 0)
  }
  /** Where the next byte stands. */
  get position(): number {
    return this.#next - this.#rest.length
  }
  get size(): number {
    return this.#file.size
  }
  /** Whether there are bytes at hand, which are the next ones of the file if there are any. */
  #fill(): boolean {
    if (this.#rest.length > 0) return true
    const count = this.#file.readAt(this.#piece, this.#next)
    this.#rest = this.#piece.subarray(0, count)
    this.#next += count
    return count > 0
  }
  #seek(position: number): void {
    this.#next = position
    this.#rest = this.#piece.subarray(0, 0)
  }
  /**
   * The next line without its end, and without carriage returns; undefined at the end of the file. Raises ResourceExhausted where a line is longer
   * than 2 GiB.
   */
  readLine(): Buffer | undefined {
    const parts: Buffer[] = []
    let length = 0
    let ended = false
    while (!ended && this.#fill()) {
      const end = this.#rest.indexOf(NEWLINE)
      ended = end >= 0
      const part = withoutReturns(ended ? this.#rest.subarray(0, end) : this.#rest)
      this.#rest = this.#rest.subarray(ended ? end + 1 : this.#rest.length)
      length += part.length
      if (length > LONGEST_VALUE) throw tooLong(this.#file.path)
      // the piece is about to be filled with other bytes
      if (part.length > 0) parts.push(Buffer.from(part))
    }
    if (!ended && length === 0) return undefined
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, length)
  }
  /** The next `count` bytes. Raises OutOfRange where there are fewer, and is at the end of the file then. */
  readBytes(count: number): Buffer {
    if (count === 0) return Buffer.alloc(0)
    this.#fill()
    this.#require(count)
    if (count > LONGEST_VALUE) throw tooLong(this.#file.path)
    const bytes = Buffer.allocUnsafe(count)
    const held = this.#rest.copy(bytes)
    this.#rest = this.#rest.subarray(held)
    // what is longer than a piece goes straight to where it belongs
    const read = held < count ? this.#file.readAt(bytes.subarray(held), this.#next) : 0
    this.#next += read
    if (held + read < count) throw tooFew()
    return bytes
  }
  /** Goes on `count` bytes later. Raises OutOfRange where the file ends before. */
  skip(count: number): void {
    if (count === 0) return
    this.#fill()
    this.#require(count)
    if (count < this.#rest.length) this.#rest = this.#rest.subarray(count)
    else this.#seek(this.position + count)
  }
  #require(count: number): void {
    if (count <= this.#rest.length) return
    const { size } = this
    if (this.position + count <= size) return
    this.#seek(size)
    throw tooFew()
  }
  close(): void {
    this.#file.close()
  }
}

function withoutReturns(line: Buffer): Buffer {
  return line.includes(RETURN) ? Buffer.from(line.filter(byte => byte !== RETURN)) : line
}

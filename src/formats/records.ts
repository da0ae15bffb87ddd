/** TFRecord files, of which event files are a kind: length, checksum, data, checksum; once more for each record. */
import { dataLoss, resourceExhausted } from '../errors/status.ts'
import { asBuffer } from '../tensor/array_parts.ts'
import { type Compression, Inflater } from './compression.ts'
import { maskedCrc32c } from './crc32c.ts'

const LENGTH_BYTES = 8
const CRC_BYTES = 4
const HEADER_BYTES = LENGTH_BYTES + CRC_BYTES
/** Longer than any message of Protocol Buffers can be. */
const LONGEST_RECORD = 2 ** 31 - 1
const PIECE = 1 << 18
const FIRST_MEMORY = 1 << 24

function memory(size: number): Buffer {
  try {
    return Buffer.allocUnsafe(size)
  } catch (error) {
    if (!(error instanceof globalThis.RangeError)) throw error
    throw resourceExhausted(`There is no memory for a record of ${size} bytes.`)
  }
}

/** A record as it stands in a file. */
export function encodeRecord(data: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(HEADER_BYTES + data.length + CRC_BYTES)
  record.writeBigUInt64LE(BigInt(data.length), 0)
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, LENGTH_BYTES)), LENGTH_BYTES)
  record.set(data, HEADER_BYTES)
  record.writeUInt32LE(maskedCrc32c(data), HEADER_BYTES + data.length)
  return record
}

/** Where records are read from, in order. */
export interface ByteSource {
  /** Fills the buffer from its start; returns how many bytes there were, fewer only at the end. */
  read(into: Buffer): number
  /** How many bytes are left, or more; infinite where nobody knows. */
  left(): number
}

/** Bytes in memory as a source. */
export function bytesAsSource(bytes: Uint8Array): ByteSource {
  const all = asBuffer(bytes)
  let at = 0
  return {
    read(into) {
      const count = all.copy(into, 0, at)
      at += count
      return count
    },
    left: () => all.length - at,
  }
}

/** A source that asks `source` for large pieces. */
function inPieces(source: ByteSource): ByteSource {
  let piece = Buffer.alloc(0)
  return {
    read(into) {
      let filled = 0
      while (filled < into.length) {
        if (piece.length === 0) {
          const rest = into.subarray(filled)
          // what is larger than a piece goes straight to where it belongs
          if (rest.length >= PIECE) return filled + source.read(rest)
          const next = Buffer.allocUnsafe(Math.min(PIECE, Math.max(source.left(), 1)))
          piece = next.subarray(0, source.read(next))
          if (piece.length === 0) return filled
        }
        const count = piece.copy(into, filled)
        filled += count
        piece = piece.subarray(count)
      }
      return filled
    },
    left: () => piece.length + source.left(),
  }
}

function inflated(source: ByteSource, compression: Exclude<Compression, ''>): ByteSource {
  const inflater = new Inflater(compression, into => source.read(into))
  return { read: into => inflater.read(into), left: () => inflater.mostLeft(source.left()) }
}

/** Reads records one by one; beyond the record at hand it holds no more than pieces of the file. */
export class RecordReader {
  readonly #source: ByteSource
  readonly #header = Buffer.alloc(HEADER_BYTES)
  #offset: number

  /** `offset`: where the source begins in its file. */
  constructor(source: ByteSource, compression: Compression = '', offset = 0) {
    this.#offset = offset
    const pieces = inPieces(source)
    this.#source = compression === '' ? pieces : inflated(pieces, compression)
  }
  /** Where the next record starts. */
  get offset(): number {
    return this.#offset
  }
  /**
   * The data of the next record; null at the end, which is also where less than a header is left, as in TensorFlow.
   * Raises DataLoss `corrupted record at N` or `truncated record at N`, and what damaged compression gives.
   */
  next(): Buffer | null {
    const header = this.#header
    if (this.#source.read(header) < HEADER_BYTES) return null
    if (header.readUInt32LE(LENGTH_BYTES) !== maskedCrc32c(header.subarray(0, LENGTH_BYTES)))
      throw dataLoss(`corrupted record at ${this.#offset}`)
    const length = Number(header.readBigUInt64LE(0))
    // memory is taken only for what can be there
    if (length > this.#source.left() - CRC_BYTES) throw dataLoss(`truncated record at ${this.#offset}`)
    if (length > LONGEST_RECORD)
      throw resourceExhausted(`The record at ${this.#offset} has ${length} bytes, more than ${LONGEST_RECORD}.`)
    const record = this.#read(length + CRC_BYTES)
    const data = record.subarray(0, length)
    // the place that TensorFlow names is that of the data
    if (record.readUInt32LE(length) !== maskedCrc32c(data))
      throw dataLoss(`corrupted record at ${this.#offset + HEADER_BYTES}`)
    this.#offset += HEADER_BYTES + record.length
    return data
  }
  /** Exactly `size` bytes. The memory grows with what has come: compressed files claim much in few bytes. */
  #read(size: number): Buffer {
    let bytes = memory(Math.min(size, FIRST_MEMORY))
    let filled = 0
    for (;;) {
      filled += this.#source.read(bytes.subarray(filled))
      if (filled < bytes.length) throw dataLoss(`truncated record at ${this.#offset}`)
      if (filled === size) return bytes
      const larger = memory(Math.min(size, 2 * filled))
      bytes.copy(larger)
      bytes = larger
    }
  }
}

/** The data of all records of a file in memory, in order. Raises as `RecordReader.next` does, after the good records before. */
export function* readRecords(file: Uint8Array, compression: Compression = ''): Generator<Buffer, void, undefined> {
  const reader = new RecordReader(bytesAsSource(file), compression)
  for (let data = reader.next(); data !== null; data = reader.next()) yield data
}

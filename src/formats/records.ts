/** TFRecord files, of which event files are a kind: length, checksum, data, checksum; once more for each record. */
import { dataLoss } from '../errors/status.ts'
import { asBuffer } from '../tensor/array_parts.ts'
import { maskedCrc32c } from './crc32c.ts'

const LENGTH_BYTES = 8
const CRC_BYTES = 4
const HEADER_BYTES = LENGTH_BYTES + CRC_BYTES

/** A record as it stands in a file. */
export function encodeRecord(data: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(HEADER_BYTES + data.length + CRC_BYTES)
  record.writeBigUInt64LE(BigInt(data.length), 0)
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, LENGTH_BYTES)), LENGTH_BYTES)
  record.set(data, HEADER_BYTES)
  record.writeUInt32LE(maskedCrc32c(data), HEADER_BYTES + data.length)
  return record
}

export interface RecordAt {
  /** A view on the file's bytes. */
  readonly data: Buffer
  /** Where the next record starts. */
  readonly next: number
}

/**
 * The record that starts at `offset`; null at the end, which is also where less than a header is left, as in TensorFlow.
 * Raises DataLoss `corrupted record at N` or `truncated record at N`.
 */
export function readRecord(file: Uint8Array, offset: number): RecordAt | null {
  const bytes = asBuffer(file)
  if (bytes.length - offset < HEADER_BYTES) return null
  const header = bytes.subarray(offset, offset + LENGTH_BYTES)
  if (bytes.readUInt32LE(offset + LENGTH_BYTES) !== maskedCrc32c(header))
    throw dataLoss(`corrupted record at ${offset}`)
  const length = Number(header.readBigUInt64LE(0))
  const start = offset + HEADER_BYTES
  if (length > bytes.length - start - CRC_BYTES) throw dataLoss(`truncated record at ${offset}`)
  const data = bytes.subarray(start, start + length)
  // The place that TensorFlow names is that of the data.
  if (bytes.readUInt32LE(start + length) !== maskedCrc32c(data)) throw dataLoss(`corrupted record at ${start}`)
  return { data, next: start + length + CRC_BYTES }
}

/** The data of all records of a file, in order. Raises as `readRecord` does, after the good records before. */
export function* readRecords(file: Uint8Array): Generator<Buffer, void, undefined> {
  for (let record = readRecord(file, 0); record !== null; record = readRecord(file, record.next)) yield record.data
}

/** The bytes of tensors in data files: those of memory, little-endian; of strings their lengths, a checksum and their bytes. */
import { dataLoss } from '../../errors/status.ts'
import { denseData, lanes } from '../../tensor/array_parts.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { crc32c, maskCrc, unmaskCrc } from '../crc32c.ts'
import type { ByteSource } from '../files/byte_source.ts'
import { copyBytes, readBytes } from '../files/byte_source.ts'
import { ByteReader, pushVarint } from '../table/coding.ts'
import type { Key } from '../table/table_reader.ts'
import { nameOf } from './bundle_files.ts'

/** Bytes at a time: what is read or written is still in a cache when its checksum is made. */
const PIECE = 1 << 20
const LARGEST_SHORT_LENGTH = 2 ** 32 - 1

/** The memory of an array of numbers; of one whose elements are not side by side, a copy. */
export function memoryOf(array: NDArray): Uint8Array {
  const data = denseData(array) as Uint8Array
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

export interface Written {
  readonly size: number
  /** Masked. */
  readonly crc: number
}

/** Writes a tensor, and says how long it was and what its checksum is. */
export function writeTensor(array: NDArray, write: (bytes: Uint8Array) => void): Written {
  if (!array.dtype.is_plain) return writeStrings(array.data as Uint8Array[], write)
  const bytes = memoryOf(array)
  let crc = 0
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = bytes.length <= PIECE ? bytes : bytes.subarray(at, at + PIECE)
    crc = crc32c(piece, crc)
    write(piece)
  }
  return { size: bytes.length, crc: maskCrc(crc) }
}

function writeStrings(strings: readonly Uint8Array[], write: (bytes: Uint8Array) => void): Written {
  let [crc, size] = [0, 0]
  const lengths: number[] = []
  for (const { length } of strings) {
    pushVarint(lengths, length)
    crc = crc32c(lengthBytes(length), crc)
  }
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32LE(maskCrc(crc))
  crc = crc32c(checksum, crc)
  const put = (bytes: Uint8Array): void => {
    size += bytes.length
    write(bytes)
  }
  put(Buffer.from(lengths))
  put(checksum)
  for (const bytes of strings) {
    crc = crc32c(bytes, crc)
    put(bytes)
  }
  return { size, crc: maskCrc(crc) }
}
/** A length as its checksum is made of it. */
function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length > LARGEST_SHORT_LENGTH ? 8 : 4)
  if (bytes.length === 8) bytes.writeBigUInt64LE(BigInt(length))
  else bytes.writeUInt32LE(length)
  return bytes
}

/** What an index says of a tensor's bytes. */
export interface Stored {
  readonly key: Key
  readonly offset: number
  readonly size: number
  /** Masked. */
  readonly crc: number
}

const checksumText = (crc: number): string => crc.toString().padStart(8, '0')
function checkSum(stored: Stored, actual: number): void {
  const expected = unmaskCrc(stored.crc)
  if (actual !== expected)
    throw dataLoss(
      `Checksum does not match: stored ${checksumText(expected)} vs. calculated on the restored bytes ${checksumText(actual)}`,
    )
}

let scratch: Buffer | undefined
/** What `scratch` has all bytes of: mostly the next one that is filled. */
let held: Stored | undefined
/** Raises DataLoss where a tensor's bytes are not what was written. */
export function verifyTensor(source: ByteSource, stored: Stored): void {
  scratch ??= Buffer.allocUnsafeSlow(PIECE)
  held = undefined
  let crc = 0
  for (let at = 0; at < stored.size; at += PIECE) {
    const piece = scratch.subarray(0, Math.min(PIECE, stored.size - at))
    source.readInto(piece, stored.offset + at)
    crc = crc32c(piece, crc)
  }
  checkSum(stored, crc)
  if (stored.size <= PIECE) held = stored
}
/** Fills `target` with a tensor's bytes, which have been verified. */
export function fillTensor(source: ByteSource, stored: Stored, target: NDArray, swapped = false): void {
  const bytes = memoryOf(target)
  if (held === stored) copyBytes(bytes, 0, scratch as Buffer, 0, bytes.length)
  else source.readInto(bytes, stored.offset)
  if (bytes.length > PIECE) source.checkUnchanged()
  if (swapped) swapElements(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), target.dtype)
}

/** Fills `target` with a tensor's bytes. Raises DataLoss where they are not what was written. */
export function readTensor(source: ByteSource, stored: Stored, target: NDArray, swapped = false): void {
  const bytes = memoryOf(target)
  if (stored.size !== bytes.length)
    throw dataLoss(
      `Invalid size in bundle entry: key ${nameOf(stored.key)}; stored size ${stored.size}; expected size ${bytes.length}`,
    )
  let crc = 0
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = bytes.length <= PIECE ? bytes : bytes.subarray(at, at + PIECE)
    source.readInto(piece, stored.offset + at)
    crc = crc32c(piece, crc)
  }
  checkSum(stored, crc)
  if (swapped) swapElements(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), target.dtype)
}
/** From the other order of bytes. */
function swapElements(bytes: Buffer, dtype: DType): void {
  const size = dtype.size / lanes(dtype)
  if (size === 2) bytes.swap16()
  else if (size === 4) bytes.swap32()
  else if (size === 8) bytes.swap64()
}

/** `count` strings. Raises DataLoss where the bytes are not what was written. */
export function readStrings(source: ByteSource, stored: Stored, count: number): Buffer[] {
  // each length takes a byte
  if (stored.size < count + 4)
    throw dataLoss(
      `Invalid size in bundle entry: key ${nameOf(stored.key)}; stored size ${stored.size}; expected size is at least ${count + 4}`,
    )
  const bytes = readBytes(source, stored.offset, stored.size)
  const reader = new ByteReader(bytes)
  const tooLong = () => dataLoss(`String lengths longer than expected offset ${stored.offset + stored.size}`)
  let crc = 0
  const lengths: number[] = []
  try {
    for (let i = 0; i < count; i++) {
      const length = reader.varint()
      if (length > stored.size) throw tooLong()
      lengths.push(length)
      crc = crc32c(lengthBytes(length), crc)
    }
    const checksum = reader.take(4)
    const expected = unmaskCrc(checksum.readUInt32LE())
    if (expected !== crc)
      throw dataLoss(
        `The length checksum does not match: expected ${checksumText(expected)} but actual is ${checksumText(crc)}`,
      )
    crc = crc32c(checksum, crc)
    const strings = lengths.map(length => reader.take(length))
    if (reader.position !== bytes.length) throw tooLong()
    crc = crc32c(bytes.subarray(bytes.length - lengths.reduce((a, b) => a + b, 0)), crc)
    checkSum(stored, crc)
    return strings
  } catch (error) {
    if ((error as Error).message.startsWith('bytes end')) throw tooLong()
    throw error
  }
}

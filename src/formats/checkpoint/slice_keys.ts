/** The names of slices in tables (EncodeTensorNameSlice): numbers and texts in a form whose bytes have the order of what they stand for. */
import type { Key } from '../table/table_reader.ts'
import type { TensorSlice } from './tensor_slice.ts'

/** Its length and its bytes, without zeros in front. */
function unsignedKey(value: number): string {
  let bytes = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes = String.fromCharCode(rest % 256) + bytes
  return String.fromCharCode(bytes.length) + bytes
}

/** The bytes 0 and 255 are each followed by the other, which leaves 0 1 for the end. */
const textKey = (text: Key): string =>
  `${text.replace(/[\0\xff]/g, byte => (byte === '\0' ? '\0\xff' : '\xff\0'))}\0\x01`

/** One byte for -64 … 63; else the number of bytes stands in the first bits. */
function signedKey(value: number): string {
  const magnitude = value < 0 ? -(value + 1) : value
  if (magnitude < 64) return String.fromCharCode((value & 0xff) ^ 0x80)
  const bits = BigInt(magnitude).toString(2).length
  const length = Math.floor(bits / 7) + 1
  const bytes = Buffer.alloc(10, value < 0 ? 0xff : 0)
  bytes.writeBigInt64BE(BigInt(value), 2)
  const used = bytes.subarray(10 - length)
  // as many ones as there are bytes
  for (let bit = 0; bit < length; bit++) used[bit >>> 3] = (used[bit >>> 3] as number) ^ (0x80 >>> (bit & 7))
  return used.toString('latin1')
}

export function sliceKey(name: Key, slice: TensorSlice): Key {
  const extents = slice.map(({ start, length }) => signedKey(start) + signedKey(length ?? -1))
  return unsignedKey(0) + textKey(name) + unsignedKey(slice.length) + extents.join('')
}

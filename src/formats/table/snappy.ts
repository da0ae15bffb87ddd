/** Snappy's block format, reading only: some versions of TensorFlow wrote checkpoint indices with it. */
import { dataLoss } from '../../errors/status.ts'
import { ByteReader } from './coding.ts'

const corrupted = () => dataLoss('corrupted compressed block contents')

/** No element of three bytes makes more than 64. */
const MOST_GROWTH = 22

export function uncompressSnappy(compressed: Buffer): Buffer {
  const reader = new ByteReader(compressed)
  const length = reader.varint()
  if (length > compressed.length * MOST_GROWTH) throw corrupted()
  const out = Buffer.allocUnsafeSlow(length)
  let at = 0
  const little = (bytes: number): number => {
    const part = reader.take(bytes)
    return bytes === 0 ? 0 : part.readUIntLE(0, bytes)
  }
  while (reader.position < compressed.length) {
    const tag = compressed[reader.position++] as number
    const kind = tag & 3
    if (kind === 0) {
      const short = tag >>> 2
      const literal = reader.take((short < 60 ? short : little(short - 59)) + 1)
      if (literal.length > length - at) throw corrupted()
      out.set(literal, at)
      at += literal.length
      continue
    }
    const size = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1
    const back = kind === 1 ? ((tag >>> 5) << 8) | little(1) : little(kind === 2 ? 2 : 4)
    if (back === 0 || back > at || size > length - at) throw corrupted()
    // what is copied may be what the copy makes
    for (let i = 0; i < size; i++, at++) out[at] = out[at - back] as number
  }
  if (at !== length) throw corrupted()
  return out
}

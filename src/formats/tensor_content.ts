/** A tensor as the bytes of a TensorProto whose elements are in `tensor_content`, as TensorFlow's runtime writes it. */

import { string } from '../tensor/dtypes.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { NDArray as Arrays } from '../tensor/ndarray.ts'
import { TensorProto } from './protos/graph.generated.ts'
import { shapeProto, tensorProtoToArray } from './tensor_proto.ts'

export function tensorToString(array: NDArray): Buffer {
  const proto = new TensorProto({
    dtype: array.dtype.base_dtype.as_datatype_enum,
    tensor_shape: shapeProto(array.shape),
  })
  proto.tensor_content = array.dtype.base === 'string' ? stringList(array.data as Uint8Array[]) : array.to_bytes()
  return proto.SerializeToString()
}

/** Throws where the bytes are no TensorProto. */
export function tensorFromString(bytes: Uint8Array): NDArray {
  const proto = TensorProto.FromString(Buffer.from(bytes))
  if (proto.dtype !== string.as_datatype_enum || proto.tensor_content.length === 0) return tensorProtoToArray(proto)
  const shape = (proto.tensor_shape?.dim ?? []).map(dim => Number(dim.size))
  return new Arrays(
    string,
    shape,
    parseStringList(
      proto.tensor_content,
      shape.reduce((a, b) => a * b, 1),
    ),
  )
}

/** The lengths as varints, then the bytes. */
function stringList(strings: readonly Uint8Array[]): Buffer {
  const lengths: number[] = []
  for (const { length } of strings) {
    let rest = length
    for (; rest > 127; rest = Math.floor(rest / 128)) lengths.push((rest % 128) | 128)
    lengths.push(rest)
  }
  return Buffer.concat([Buffer.from(lengths), ...strings])
}
function parseStringList(content: Uint8Array, count: number): Buffer[] {
  let at = 0
  const lengths = Array.from({ length: count }, () => {
    let length = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = content[at++] as number
      length += (byte & 127) * scale
      if (byte < 128) return length
    }
  })
  return lengths.map(length => {
    const bytes = Buffer.from(content.subarray(at, at + length))
    at += length
    return bytes
  })
}

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TensorProto } from '../../src/formats/protos/index.ts'
import { makeTensorProto, tensorProtoToArray } from '../../src/formats/tensor_proto.ts'
import { as_dtype, type Data } from '../../src/tensor/dtypes.ts'
import { toHalf } from '../../src/tensor/half.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'

interface Case {
  readonly dtype: string
  readonly values: (number | boolean | string | [number, number])[]
  readonly array_shape: number[]
  readonly shape: number[] | null
  readonly bytes: string
}
const cases = JSON.parse(
  readFileSync(new URL('../golden/protos/tensor_protos.json', import.meta.url), 'utf8'),
) as Case[]

function arrayOf({ dtype, values, array_shape }: Case): NDArray {
  const type = as_dtype(dtype)
  const elements: unknown[] = values.flatMap((value): unknown => {
    if (Array.isArray(value)) return value
    if (dtype === 'int64') return BigInt(value as string)
    if (dtype === 'string') return Buffer.from(value as string)
    if (dtype === 'float16') return toHalf(value as number)
    if (dtype === 'float32' && typeof value === 'string') return Number(value.replace('inf', 'Infinity'))
    return Number(value)
  })
  const data = type.allocate(array_shape.reduce((a, b) => a * b, 1)) as unknown[]
  for (const [i, element] of elements.entries()) data[i] = element
  return new NDArray(type, array_shape, data as Data)
}

describe('arrays as TensorProtos', () => {
  it.each(
    cases.map(
      (one, i) =>
        [`${i} ${one.dtype} ${JSON.stringify(one.array_shape)} as ${JSON.stringify(one.shape)}`, one] as const,
    ),
  )('%s', (_, one) => {
    const array = arrayOf(one)
    const proto = makeTensorProto(array, one.shape ?? undefined)
    expect(proto.SerializeToString().toString('base64')).toBe(one.bytes)
    const back = tensorProtoToArray(TensorProto.FromString(Buffer.from(one.bytes, 'base64')))
    const shape = one.shape ?? one.array_shape
    expect(back.dtype).toBe(array.dtype)
    expect(back.shape).toEqual(shape)
    const width = array.dtype.is_complex ? 2 : 1
    const last = array.size - 1
    for (let i = 0; i < back.size * width; i++)
      expect(back.data[i]).toEqual(array.data[Math.min(i, last * width + (i % width))])
  })

  it('reads strings in one piece, as later servers send them', () => {
    const proto = new TensorProto({
      dtype: 7,
      tensor_shape: { dim: [{ size: 2 }] },
      tensor_content: Buffer.from('\x02\x01abc', 'latin1'),
    })
    expect((tensorProtoToArray(proto).data as Buffer[]).map(String)).toEqual(['ab', 'c'])
  })

  it('fills an empty list with zeros', () => {
    const proto = TensorProto.FromText('dtype: DT_INT32 tensor_shape { dim { size: 3 } }')
    expect(tensorProtoToArray(proto).data).toEqual(new Int32Array(3))
  })

  it('does not depend on where the content starts', () => {
    const bytes = new TensorProto({
      dtype: 2,
      tensor_shape: { dim: [{ size: 2 }] },
      tensor_content: Buffer.from(new Float64Array([1.5, -2]).buffer),
    }).SerializeToString()
    for (let shift = 0; shift < 8; shift++) {
      const moved = Buffer.concat([Buffer.alloc(shift), bytes]).subarray(shift)
      expect(tensorProtoToArray(TensorProto.FromString(moved)).data).toEqual(new Float64Array([1.5, -2]))
    }
  })

  it('refuses what is no tensor', () => {
    for (const text of [
      'dtype: DT_INVALID',
      'dtype: DT_FLOAT tensor_shape { unknown_rank: true }',
      'dtype: DT_FLOAT tensor_shape { dim { size: -1 } }',
    ]) {
      expect(() => tensorProtoToArray(TensorProto.FromText(text))).toThrow('Cannot parse tensor from proto: ')
    }
    expect(() => tensorProtoToArray(TensorProto.FromText('dtype: DT_FLOAT tensor_content: "abc"'))).toThrow(
      'Cannot parse tensor from proto: ',
    )
  })
})

/** Records as tensors: raw bytes, comma-separated values, JSON, tensors as protos (core/ops/parsing_ops.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { isStackOverflow } from '../../errors/stack_overflow.ts'
import { invalidArgument, unimplemented } from '../../errors/status.ts'
import { TensorProto } from '../../formats/protos/graph.generated.ts'
import { tensorProtoToArray } from '../../formats/tensor_proto.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import { unchanged, unknownShape } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { csvFields } from '../../kernels/reference/text/csv.ts'
import type { Data, DType, DTypeLike } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { shapeText } from '../../tensor/shape.ts'
import { exampleOfJson } from './example_json.ts'
import { parsedFloat } from './string_conversion_ops.ts'

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

export const DecodeRaw = defineOp('DecodeRaw', {
  inputs: ['bytes: string'],
  outputs: ['output: out_type'],
  attrs: ['out_type: {half, float, double, int32, uint8, int16, int8, int64}', 'little_endian: bool = true'],
  infer: c => {
    const shape = c.input(0)
    return [shape === null ? null : [...shape, null]]
  },
  gradient: 'none',
  kernel: k => {
    const strings = k.input(0)
    const type = k.attr('out_type')
    const bytes = strings.data as Uint8Array[]
    // of no strings each would have one value
    if (bytes.length === 0) return NDArray.zeros([...strings.shape, 1], type)
    const length = (bytes[0] as Uint8Array).length
    for (const [i, each] of bytes.entries()) {
      if (each.length !== length)
        throw invalidArgument(
          `DecodeRaw requires input strings to all be the same size, but element ${i} has size ${length} != ${each.length}`,
        )
    }
    if (length % type.size !== 0) {
      throw invalidArgument(
        `Input to DecodeRaw has length ${length} that is not a multiple of ${type.size}, the size of ${type.cpp_name}`,
      )
    }
    if (k.attr('little_endian') !== true && type.size > 1)
      throw unimplemented('Unimplemented support for little_endian=false')
    return NDArray.from_bytes(type, [...strings.shape, length / type.size], Buffer.concat(bytes))
  },
  lower: { kind: 'host' },
})

/** A field of type `type`, or its default where it is empty. */
function parsedField(field: string, type: DType, place: string, fallback: unknown): unknown {
  if (field === '' && fallback === undefined) return undefined
  if (field === '') return fallback
  switch (type.base) {
    case 'string':
      return Buffer.from(field, 'latin1')
    case 'float32': {
      const value = parsedFloat(field)
      if (value === undefined) throw invalidArgument(`${place} is not a valid float: ${field}`)
      return value
    }
    default: {
      const value = /^\s*-?\d+\s*$/.test(field) ? BigInt(field.trim()) : undefined
      const bits = type.base === 'int32' ? 32 : 64
      if (value === undefined || BigInt.asIntN(bits, value) !== value)
        throw invalidArgument(`${place} is not a valid ${type.name}: ${field}`)
      return bits === 32 ? Number(value) : value
    }
  }
}

export const DecodeCSV = defineOp('DecodeCSV', {
  inputs: ['records: string', 'record_defaults: OUT_TYPE'],
  outputs: ['output: OUT_TYPE'],
  attrs: ['OUT_TYPE: list({float, int32, int64, string}) >= 1', "field_delim: string = ','"],
  infer: c => {
    for (let i = 1; i < c.inputCount; i++) {
      const [size] = c.withRank(c.input(i), 1)
      if (typeof size === 'number' && size > 1) throw c.fail('Shape of a default must be a length-0 or length-1 vector')
    }
    return c.outputTypes.map(() => c.input(0))
  },
  gradient: 'unregistered',
  kernel: k => {
    const types = k.attr('OUT_TYPE')
    const delimiter = k.attr('field_delim')
    if (Buffer.byteLength(delimiter) !== 1) throw invalidArgument('field_delim should be only 1 char')
    const defaults = k.list('record_defaults')
    for (const [f, value] of defaults.entries()) {
      if (value.size > 1)
        throw invalidArgument(`There should only be 1 default per field but field ${f} has ${value.size}`)
    }
    const records = k.input(0)
    const columns = types.map((): unknown[] => [])
    for (const [r, record] of (records.data as Uint8Array[]).entries()) {
      const fields = csvFields(textOf(record), delimiter)
      if (fields.length !== types.length)
        throw invalidArgument(`Expect ${types.length} fields but have ${fields.length} in record ${r}`)
      for (const [f, type] of types.entries()) {
        const value = parsedField(
          fields[f] as string,
          type,
          `Field ${f} in record ${r}`,
          ((defaults[f] as NDArray).data as unknown[])[0],
        )
        if (value === undefined) throw invalidArgument(`Field ${f} is required but missing in record ${r}!`)
        columns[f]?.push(value)
      }
    }
    return types.map((type, f) => arrayOf(columns[f] as unknown[], type, records.shape))
  },
  lower: { kind: 'host' },
})

function arrayOf(values: readonly unknown[], type: DType, shape: readonly number[]): NDArray {
  if (type.base === 'string') return new NDArray(type, shape, [...values] as Data)
  const array = new NDArray(type, shape, type.allocate(values.length))
  for (const [i, value] of values.entries()) (array.data as unknown[])[i] = value
  return array
}

export const DecodeJSONExample = defineOp('DecodeJSONExample', {
  inputs: ['json_examples: string'],
  outputs: ['binary_examples: string'],
  infer: unchanged,
  gradient: 'unregistered',
  kernel: k => {
    const texts = k.input(0)
    const examples = (texts.data as Uint8Array[]).map(bytes => exampleOfJson(Buffer.from(bytes).toString('utf8')))
    return new NDArray('string', texts.shape, examples as Data)
  },
  lower: { kind: 'host' },
})

export const ParseTensor = defineOp('ParseTensor', {
  inputs: ['serialized: string'],
  outputs: ['output: out_type'],
  attrs: ['out_type: type'],
  infer: unknownShape,
  gradient: 'none',
  kernel: k => {
    const serialized = k.input(0)
    if (serialized.shape.length !== 0)
      throw invalidArgument(`Expected \`serialized\` to be a scalar, got shape: ${shapeText(serialized.shape)}`)
    const bytes = (serialized.data as Uint8Array[])[0] as Uint8Array
    const wanted = k.attr('out_type')
    let proto: TensorProto
    try {
      proto = TensorProto.FromString(bytes)
    } catch (error) {
      if (isStackOverflow(error)) throw error
      throw invalidArgument(`Could not parse \`serialized\` as TensorProto: '${textOf(bytes)}'`)
    }
    let value: NDArray
    try {
      value = tensorProtoToArray(proto)
    } catch (error) {
      if (isStackOverflow(error)) throw error
      throw invalidArgument(`Cannot parse tensor from proto: ${proto.ToText()}`)
    }
    if (value.dtype !== wanted)
      throw invalidArgument(
        `Type mismatch between parsed tensor (${value.dtype.cpp_name}) and dtype (${wanted.cpp_name})`,
      )
    return value
  },
  lower: { kind: 'host' },
})

// --- functions

interface DecodeRawArgs {
  bytes: TensorLike
  out_type: DTypeLike
  little_endian: boolean | null
  name: Name
}
/** The bytes of each string as numbers of `out_type`, along a new last dimension. Errors: InvalidArgumentError where the lengths differ. */
export const decode_raw = pyfunction(
  'decode_raw(bytes, out_type, little_endian=None, name=None)',
  ({ name, ...args }: DecodeRawArgs) => apply(DecodeRaw, { ...args }, name),
)
interface DecodeCsvArgs {
  records: TensorLike
  record_defaults: readonly TensorLike[]
  field_delim: string | null
  name: Name
}
/**
 * The columns of comma-separated records, each as a tensor of the records' shape. `record_defaults`: one vector a column, which
 * says its type and what an empty field stands for; it is empty where the field is required.
 */
export const decode_csv = pyfunction(
  'decode_csv(records, record_defaults, field_delim=None, name=None)',
  ({ name, ...args }: DecodeCsvArgs): Tensor[] => [...applyOp(DecodeCSV, { ...args }, name).outputs],
)
/** Each JSON text as a serialized Example. */
export const decode_json_example = pyfunction(
  'decode_json_example(json_examples, name=None)',
  ({ json_examples, name }: { json_examples: TensorLike; name: Name }) =>
    apply(DecodeJSONExample, { json_examples }, name),
)
/** The tensor that a serialized TensorProto holds. */
export const parse_tensor = pyfunction(
  'parse_tensor(serialized, out_type, name=None)',
  ({ serialized, out_type, name }: { serialized: TensorLike; out_type: DTypeLike; name: Name }) =>
    apply(ParseTensor, { serialized, out_type }, name),
)

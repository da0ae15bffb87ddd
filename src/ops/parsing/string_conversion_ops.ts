/** Numbers as text and text as numbers; Base64. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import { unchanged } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { decodeBase64, encodeBase64 } from '../../kernels/reference/text/base64.ts'
import { bytesOfTexts } from '../../kernels/reference/text/byte_strings.ts'
import { type CFormat, formatC, hasSign } from '../../kernels/reference/text/c_format.ts'
import { checkBytes } from '../../tensor/allocation.ts'
import { type DType, type DTypeLike, float32, string } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { integerArray } from '../math/shape_ops.ts'

export const AsString = defineOp('AsString', {
  inputs: ['input: T'],
  outputs: ['output: string'],
  attrs: [
    'T: {int32, int64, complex64, float, double, bool, int8}',
    // C's printf has no limits
    'precision: int32 <= 4096 = -1',
    'scientific: bool = false',
    'shortest: bool = false',
    'width: int32 <= 4096 = -1',
    "fill: string = ''",
  ],
  infer: unchanged,
  gradient: 'none',
  kernel: k => {
    const input = k.input(0)
    const format = formatOf(k, input.dtype)
    checkBytes(input.size * Math.max(format.width, format.precision))
    const text = textReader(input, format)
    const texts: string[] = []
    for (let i = 0; i < input.size; i++) texts.push(text(i))
    return new NDArray(string, input.shape, bytesOfTexts(texts))
  },
  lower: { kind: 'host' },
})

/** The text of each element. */
function textReader({ dtype, data }: NDArray, format: CFormat): (index: number) => string {
  if (dtype.base === 'bool') return i => ((data as Uint8Array)[i] ? 'true' : 'false')
  if (dtype.is_complex) {
    const parts = data as Float32Array
    const part = (at: number): string => formatC(parts[at] as number, format, hasSign(parts, at))
    return i => `(${part(2 * i)},${part(2 * i + 1)})`
  }
  const numbers = data as Float64Array
  if (dtype.is_floating) return i => formatC(numbers[i] as number, format, hasSign(numbers, i))
  return i => formatC(numbers[i] as number, format)
}

function formatOf(k: KernelContext, dtype: DType): CFormat {
  const [precision, width] = [k.attr('precision') as number, k.attr('width') as number]
  const [scientific, shortest] = [k.attr('scientific') === true, k.attr('shortest') === true]
  const flag = k.attr('fill') as string
  const isFloat = dtype.is_floating || dtype.is_complex
  if (!isFloat) {
    const { name } = dtype
    if (scientific || shortest)
      throw invalidArgument(`scientific and shortest format not supported for datatype ${name}`)
    if (precision >= 0) throw invalidArgument(`precision not supported for datatype ${name}`)
  }
  if (flag.length > 1) throw invalidArgument('Fill string must be one or fewer characters')
  if (scientific && shortest) throw invalidArgument('Cannot select both scientific and shortest notation')
  if (flag !== '' && !' +-0#'.includes(flag)) throw invalidArgument(`Fill argument not supported: "${flag}"`)
  // the flag goes with the width
  return {
    flag: width < 0 ? '' : flag,
    width,
    precision,
    conversion: !isFloat ? 'd' : shortest ? 'g' : scientific ? 'e' : 'f',
  }
}

/** What C's strtof takes for a number, white space around it allowed. */
export function parsedFloat(text: string): number | undefined {
  const trimmed = text.trim()
  if (/^[+-]?(inf|infinity)$/i.test(trimmed))
    return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/^[+-]?nan(\(\w*\))?$/i.test(trimmed)) return Number.NaN
  const hexadecimal = /^([+-]?)0x([0-9a-f]+)$/i.exec(trimmed)
  if (hexadecimal) return (hexadecimal[1] === '-' ? -1 : 1) * Number.parseInt(hexadecimal[2] as string, 16)
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : undefined
}
function parsedInteger(text: string): number | undefined {
  const trimmed = text.trim()
  if (!/^[+-]?\d+$/.test(trimmed)) return undefined
  const value = Number(trimmed)
  return value >= -0x80000000 && value <= 0x7fffffff ? value : undefined
}

export const StringToNumber = defineOp('StringToNumber', {
  inputs: ['string_tensor: string'],
  outputs: ['output: out_type'],
  attrs: ['out_type: {float, int32} = DT_FLOAT'],
  infer: unchanged,
  gradient: 'none',
  kernel: k => {
    const input = k.input(0)
    const type = k.attr('out_type') as DType
    const numbers = (input.data as Uint8Array[]).map(bytes => {
      const text = Buffer.from(bytes).toString('latin1')
      const value = type === float32 ? parsedFloat(text) : parsedInteger(text)
      if (value === undefined)
        throw invalidArgument(`StringToNumberOp could not correctly convert string: ${Buffer.from(bytes).toString()}`)
      return value
    })
    return type === float32
      ? new NDArray(float32, input.shape, Float32Array.from(numbers))
      : integerArray(numbers, input.shape, type)
  },
  lower: { kind: 'host' },
})

const mapStrings = (input: NDArray, map: (bytes: Uint8Array) => Uint8Array): NDArray =>
  new NDArray(string, input.shape, (input.data as Uint8Array[]).map(map))

export const EncodeBase64 = defineOp('EncodeBase64', {
  inputs: ['input: string'],
  outputs: ['output: string'],
  attrs: ['pad: bool = false'],
  infer: unchanged,
  gradient: 'none',
  kernel: k => {
    const pad = k.attr('pad') === true
    return mapStrings(k.input(0), bytes => encodeBase64(bytes, pad))
  },
  lower: { kind: 'host' },
})
export const DecodeBase64 = defineOp('DecodeBase64', {
  inputs: ['input: string'],
  outputs: ['output: string'],
  infer: unchanged,
  gradient: 'none',
  kernel: k => mapStrings(k.input(0), decodeBase64),
  lower: { kind: 'host' },
})

// --- functions

interface AsStringArgs {
  input: TensorLike
  precision: number | null
  scientific: boolean | null
  shortest: boolean | null
  width: number | null
  fill: string | null
  name: Name
}
/** Each element as C's printf prints it. */
export const as_string = pyfunction(
  'as_string(input, precision=None, scientific=None, shortest=None, width=None, fill=None, name=None)',
  ({ name, ...args }: AsStringArgs) => apply(AsString, { ...args }, name),
)
/** Each string as a float32 or int32. Errors: InvalidArgumentError where it is no number. */
export const string_to_number = pyfunction(
  'string_to_number(string_tensor, out_type=None, name=None)',
  ({ string_tensor, out_type, name }: { string_tensor: TensorLike; out_type: DTypeLike | null; name: Name }) =>
    apply(StringToNumber, { string_tensor, out_type }, name),
)
/** Each string in web-safe Base64, with `pad` filled up with '='. */
export const encode_base64 = pyfunction(
  'encode_base64(input, pad=None, name=None)',
  ({ input, pad, name }: { input: TensorLike; pad: boolean | null; name: Name }) =>
    apply(EncodeBase64, { input, pad }, name),
)
/** The bytes that web-safe Base64 strings stand for, padded or not. */
export const decode_base64 = pyfunction(
  'decode_base64(input, name=None)',
  ({ input, name }: { input: TensorLike; name: Name }) => apply(DecodeBase64, { input }, name),
)

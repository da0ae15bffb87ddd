/** Conversion of elements from one data type to another, as numpy (that is, C on x86-64) converts them. */

import { TypeError, ValueError } from '../errors/index.ts'
import { type ArrayParts, asBuffer, dense, denseData, elementReader } from './array_parts.ts'
import { entriesOf, storageOf } from './compiled_loops.ts'
import type { Data, DType, TypedArray } from './dtypes.ts'
import { fromBfloat16, halfTable, toBfloat16, toHalf } from './half.ts'
import { PyFloat, PyInt } from './literals.ts'
import type { FloatKind } from './printing/decimal_digits.ts'
import { scalarText } from './printing/float_text.ts'
import { formatFloat } from './python_float.ts'
import { numElements } from './shape.ts'
import { LEAST_FOR_VECTORS, vectorLoops } from './vector_loops.ts'

const INT64_MIN = -(2n ** 63n)
/** What the processor's conversion gives for a float that no int32 holds; narrower types take its low bits, which are 0. */
const INT32_INDEFINITE = -2147483648

/** Real parts as plain numbers (or bigints), and imaginary parts where there are any. */
interface Parts {
  readonly re: ArrayLike<number> | BigInt64Array
  readonly im?: ArrayLike<number>
  readonly floating: boolean
}

function parseNumber(bytes: Uint8Array): number {
  const text = asBuffer(bytes).toString('utf8').trim()
  const named = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(text)
  if (named)
    return (named[1] === '-' ? -1 : 1) * (/^n/i.test(named[2] as string) ? Number.NaN : Number.POSITIVE_INFINITY)
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text))
    throw new ValueError(`could not convert string to float: '${text}'`)
  return Number(text)
}

/** The number that an element of an array of objects is. */
function objectNumber(item: unknown): number {
  if (typeof item === 'number' || typeof item === 'boolean' || typeof item === 'bigint') return Number(item)
  if (item instanceof PyInt || item instanceof PyFloat) return Number(item.value)
  if (item instanceof Uint8Array) return parseNumber(item)
  if (typeof item === 'string') return parseNumber(Buffer.from(item))
  if (Array.isArray(item)) throw new ValueError('setting an array element with a sequence.')
  if (item === null) throw new TypeError('float() argument must be a string or a number')
  if (isParts(item)) {
    if (numElements(item.shape) !== 1) throw new ValueError('setting an array element with a sequence.')
    return objectNumber(elementReader(item.dtype, denseData(item))(0))
  }
  throw new TypeError('a resource handle cannot be converted to a number')
}

const isParts = (item: unknown): item is ArrayParts =>
  typeof item === 'object' && item !== null && 'data' in item && 'shape' in item && 'dtype' in item

function decode(from: ArrayParts): Parts {
  const data = from.data
  switch (from.dtype.base) {
    case 'float16': {
      const table = halfTable()
      return { re: Float32Array.from(data as Uint16Array, bits => table[bits] as number), floating: true }
    }
    case 'bfloat16':
      return { re: Float32Array.from(data as Uint16Array, fromBfloat16), floating: true }
    case 'complex64':
    case 'complex128': {
      const pairs = data as Float64Array
      const re = new Float64Array(pairs.length / 2)
      const im = new Float64Array(pairs.length / 2)
      for (let i = 0; i < re.length; i++) {
        re[i] = pairs[2 * i] as number
        im[i] = pairs[2 * i + 1] as number
      }
      return { re, im, floating: true }
    }
    case 'string':
      return { re: Float64Array.from(data as Uint8Array[], parseNumber), floating: true }
    case 'resource':
      return { re: Float64Array.from(data as unknown[], objectNumber), floating: true }
    case 'float32':
    case 'float64':
      return { re: data as Float64Array, floating: true }
    default:
      return { re: data as Int32Array | BigInt64Array, floating: false }
  }
}

/** The float32 nearest to an int64, rounded once. */
export function int64ToFloat32(value: bigint): number {
  const exact = Number(value)
  if (Math.abs(exact) < 2 ** 53) return Math.fround(exact)
  // the low bits only matter as "something is there": fold them into one, so that 53 bits hold the rest
  const kept = value >> 11n
  return Math.fround(Number((value & 0x7ffn) === 0n ? kept : kept | 1n) * 2048)
}

/** Truncation to an int64, as the processor does it: what does not fit gives the smallest int64. */
export function floatToInt64(value: number): bigint {
  return value >= -(2 ** 63) && value < 2 ** 63 ? BigInt(Math.trunc(value)) : INT64_MIN
}

/** Truncation to an int32, as the processor does it: what does not fit gives the smallest int32. */
export function floatToInt32(value: number): number {
  const whole = Math.trunc(value)
  return whole >= -2147483648 && whole <= 2147483647 ? whole | 0 : INT32_INDEFINITE
}

function toIntegers(out: Exclude<TypedArray, BigInt64Array>, parts: Parts): void {
  const { re } = parts
  if (re instanceof BigInt64Array) {
    // two's complement wraps around: the low word is all that can reach the result
    const low = new Int32Array(re.buffer, re.byteOffset, re.length * 2)
    for (let i = 0; i < out.length; i++) out[i] = low[2 * i] as number
  } else if (parts.floating) {
    for (let i = 0; i < out.length; i++) out[i] = floatToInt32(re[i] as number)
  } else out.set(re)
}

/** Writes doubles as the two words of int64s; what does not fit gives the smallest int64. */
function toInt64(out: BigInt64Array, { re }: Parts): void {
  if (re instanceof BigInt64Array) {
    out.set(re)
    return
  }
  const words = wordsOf(out)
  for (let i = 0; i < re.length; i++) {
    const value = re[i] as number
    const low = value | 0
    if (low === value) {
      words[2 * i] = low
      words[2 * i + 1] = low >> 31
      continue
    }
    const whole = Math.trunc(value)
    if (whole >= -INT64_LIMIT && whole < INT64_LIMIT) {
      const high = Math.floor(whole / WORD)
      words[2 * i] = whole - high * WORD
      words[2 * i + 1] = high
    } else {
      words[2 * i] = 0
      words[2 * i + 1] = INT32_INDEFINITE
    }
  }
}
const WORD = 2 ** 32
const INT64_LIMIT = 2 ** 63
/** An int64's low word, then its high one. */
const wordsOf = (data: BigInt64Array): Int32Array => new Int32Array(data.buffer, data.byteOffset, data.length * 2)

/** int64s as doubles, each rounded once. */
export function int64ToFloat64(out: Float64Array, data: BigInt64Array): void {
  const words = wordsOf(data)
  for (let i = 0; i < out.length; i++) out[i] = (words[2 * i + 1] as number) * WORD + ((words[2 * i] as number) >>> 0)
}

function toBooleans(out: Uint8Array, { re, im }: Parts): void {
  if (re instanceof BigInt64Array) {
    const words = wordsOf(re)
    for (let i = 0; i < out.length; i++)
      out[i] = ((words[2 * i] as number) | (words[2 * i + 1] as number)) === 0 ? 0 : 1
  } else for (let i = 0; i < out.length; i++) out[i] = re[i] === 0 && (im === undefined || im[i] === 0) ? 0 : 1
}

function toComplex(out: Float32Array | Float64Array, { re, im }: Parts): void {
  for (let i = 0; 2 * i < out.length; i++) {
    const real = re[i] as number | bigint
    out[2 * i] = typeof real === 'bigint' ? (out instanceof Float32Array ? int64ToFloat32(real) : Number(real)) : real
    if (im) out[2 * i + 1] = im[i] as number
  }
}

function toText(from: ArrayParts): Buffer[] {
  const read = elementReader(from.dtype, from.data)
  const text = (value: unknown): string => {
    if (typeof value === 'boolean') return value ? 'True' : 'False'
    if (typeof value !== 'number' || !(from.dtype.is_floating || from.dtype.base === 'bfloat16')) return String(value)
    // with the digits that tell the number from its neighbors in its own precision
    return from.dtype.base === 'float64' ? formatFloat(value) : scalarText(value, from.dtype.base as FloatKind)
  }
  const size = from.dtype.is_complex ? from.data.length / 2 : from.data.length
  return Array.from({ length: size }, (_, i) => Buffer.from(text(read(i))))
}

function copied({ dtype, shape, data }: ArrayParts): Data {
  if (Array.isArray(data) || dtype.is_complex) return data.slice()
  const made = dtype.allocateToFill(data.length, shape) as Uint8Array
  made.set(data as Uint8Array)
  return made
}

function convertedByVectors({ dtype, data, shape }: ArrayParts, to: DType): Data | undefined {
  const [from, storage] = [storageOf(dtype.base), to.base === 'bool' ? undefined : storageOf(to.base)]
  if (from === undefined || storage === undefined) return undefined
  const loop = vectorLoops()?.unary('copy', [from, storage])
  if (loop === undefined) return undefined
  const out = to.allocateToFill(data.length, shape)
  loop(entriesOf(data), 0, 1, entriesOf(out), 0, data.length)
  return out
}

/**
 * The elements of `from` as type `to`, always in new memory. Floats are truncated towards zero and integers wrap around;
 * what no integer holds (NaN, infinities, too large) gives what the processor gives; complex numbers lose their imaginary part.
 */
export function convertElements(array: ArrayParts, to: DType): Data {
  // a copy of a view is new memory already
  if (array.dtype.base === to.base) return array.layout === undefined ? copied(array) : denseData(array)
  const from = dense(array)
  if (to.base === 'string') return toText(from)
  if (from.data.length >= LEAST_FOR_VECTORS) {
    const made = convertedByVectors(from, to)
    if (made !== undefined) return made
  }
  const parts = decode(from)
  const { re } = parts
  const out = to.is_complex ? to.allocate(re.length) : to.allocateToFill(re.length)
  switch (to.base) {
    case 'float32':
    case 'float64': {
      const floats = out as Float64Array
      const wide = to.base === 'float64'
      if (re instanceof BigInt64Array) {
        if (wide) int64ToFloat64(floats, re)
        else for (let i = 0; i < re.length; i++) floats[i] = int64ToFloat32(re[i] as bigint)
      } else floats.set(re)
      break
    }
    case 'float16':
    case 'bfloat16': {
      const bits = out as Uint16Array
      const encode = to.base === 'float16' ? toHalf : toBfloat16
      for (let i = 0; i < bits.length; i++) bits[i] = encode(Number(re[i]))
      break
    }
    case 'complex64':
    case 'complex128':
      toComplex(out as Float64Array, parts)
      break
    case 'bool':
      toBooleans(out as Uint8Array, parts)
      break
    case 'int64':
      toInt64(out as BigInt64Array, parts)
      break
    case 'resource':
      throw new TypeError('numbers cannot be converted to resource handles')
    default:
      toIntegers(out as Int32Array, parts)
  }
  return out
}

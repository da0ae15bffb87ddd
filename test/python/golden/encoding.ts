/** Tensors as the golden files write them: `{dtype, shape, data | b64}`, or a digest `{first, last, sum, sha256}`. */
import { createHash } from 'node:crypto'
import { as_dtype } from '../../../src/tensor/dtypes.ts'
import { Complex } from '../../../src/tensor/literals.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'

export interface EncodedTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data?: unknown
  readonly b64?: string
  readonly first?: readonly unknown[]
  readonly last?: readonly unknown[]
  readonly sum?: unknown
  readonly sha256?: string
}

export const isTensor = (value: unknown): value is EncodedTensor =>
  typeof value === 'object' &&
  value !== null &&
  'dtype' in value &&
  'shape' in value &&
  ('data' in value || 'b64' in value || 'first' in value)

type Plain = number | bigint | string | boolean | Complex

const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
}
const isFloat = (dtype: string): boolean => /^(float|double|half|bfloat)/.test(dtype)

/** One leaf. */
function leaf(dtype: string, value: unknown): Plain {
  if (dtype === 'string')
    return typeof value === 'string' ? value : Buffer.from((value as { b64: string }).b64, 'base64').toString('latin1')
  if (dtype === 'bool') return value as boolean
  if (dtype.startsWith('complex')) {
    const [re, im] = (value as unknown[]).map(part => leaf('float64', part) as number)
    return new Complex(re as number, im)
  }
  if (isFloat(dtype)) return typeof value === 'string' ? (SPECIAL[value] as number) : (value as number)
  return typeof value === 'string' ? BigInt(value) : (value as number)
}

/** Leaves in row-major order; the pairs of complex numbers are leaves. */
function leaves(dtype: string, data: unknown, depth: number): Plain[] {
  return depth === 0 ? [leaf(dtype, data)] : (data as unknown[]).flatMap(item => leaves(dtype, item, depth - 1))
}

/** The array that an encoded tensor stands for; digests have none. */
export function decodeTensor(tensor: EncodedTensor): NDArray {
  if (tensor.b64 !== undefined)
    return NDArray.from_bytes(as_dtype(tensor.dtype), tensor.shape, Buffer.from(tensor.b64, 'base64'))
  const flat = leaves(tensor.dtype, tensor.data, tensor.shape.length)
  const values =
    tensor.dtype === 'string'
      ? flat.map(text => Buffer.from(String(text), [...String(text)].some(char => char > '\xff') ? 'utf8' : 'utf8'))
      : flat
  return NDArray.of(values, tensor.dtype).reshape(tensor.shape)
}

/** The elements of an array as comparable values. */
function elements(array: NDArray): Plain[] {
  return (array.reshape(array.size).tolist() as unknown[]).map(value =>
    Buffer.isBuffer(value) ? bytesText(value) : (value as Plain),
  )
}

/** Bytes as the files write them: text where they are UTF-8, else Latin-1. */
export function bytesText(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? text : bytes.toString('latin1')
}

/** Rounding that counts as equal: 1e-5 of the largest expected magnitude, 1e-3 for half. */
export function tolerance(dtype: string, expected: readonly number[]): number {
  const largest = expected.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0)
  return (dtype === 'float16' || dtype === 'bfloat16' ? 1e-3 : 1e-5) * largest
}

const near = (a: number, b: number, within: number): boolean =>
  Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= within

function compareElements(
  dtype: string,
  expected: readonly Plain[],
  actual: readonly Plain[],
  within: number,
): string | null {
  for (const [i, want] of expected.entries()) {
    const got = actual[i] as Plain
    let same: boolean
    if (want instanceof Complex)
      same = got instanceof Complex && near(got.re, want.re, within) && near(got.im, want.im, within)
    else if (isFloat(dtype)) same = near(Number(got), Number(want), within)
    else
      same =
        typeof want === 'bigint' || typeof got === 'bigint'
          ? BigInt(want as bigint) === BigInt(got as bigint)
          : got === want
    if (!same) return `element ${i}: expected ${String(want)}, got ${String(got)}`
  }
  return null
}

const parts = (values: readonly Plain[]): number[] =>
  values.flatMap(value => (value instanceof Complex ? [value.re, value.im] : [Number(value)]))

/** The difference between a golden tensor and an array, or null. */
export function compareTensor(expected: EncodedTensor, actual: NDArray): string | null {
  const dtype = actual.dtype.base
  if (dtype !== expected.dtype) return `dtype: expected ${expected.dtype}, got ${dtype}`
  if (actual.shape.join() !== expected.shape.join())
    return `shape: expected [${expected.shape.join()}], got [${actual.shape.join()}]`
  const got = elements(actual)
  if (expected.first === undefined) {
    const want =
      expected.b64 === undefined
        ? leaves(dtype, expected.data, expected.shape.length)
        : elements(decodeTensor(expected))
    return compareElements(dtype, want, got, tolerance(dtype, parts(want)))
  }
  const digest = isFloat(dtype) ? undefined : createHash('sha256').update(actual.to_bytes()).digest('hex')
  if (digest !== undefined && expected.sha256 !== undefined)
    return digest === expected.sha256 ? null : 'bytes differ (sha256)'
  const want = [...expected.first, ...(expected.last ?? [])].map(value => leaf(dtype, value))
  const ends = [...got.slice(0, expected.first.length), ...got.slice(got.length - (expected.last?.length ?? 0))]
  const within = tolerance(dtype, parts(want))
  const different = compareElements(dtype, want, ends, within)
  if (different || !isFloat(dtype)) return different
  const sum = got.reduce<number>((total, value) => total + Number(value), 0)
  return near(sum, leaf('float64', expected.sum) as number, within * Math.sqrt(got.length) * 4)
    ? null
    : `sum: expected ${String(expected.sum)}, got ${sum}`
}

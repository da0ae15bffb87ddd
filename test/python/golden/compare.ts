/** Values of a program against golden values. */

import { NumpyScalar } from '../../../src/python/numpy/scalar.ts'
import { findAttribute } from '../../../src/python/objects/attributes.ts'
import { iterable } from '../../../src/python/objects/iteration.ts'
import { repr, str } from '../../../src/python/objects/text/repr.ts'
import { PyNamedTuple, PyTuple } from '../../../src/python/objects/values/tuple.ts'
import { typeName } from '../../../src/python/objects/values/type.ts'
import { Complex, PyFloat, PyInt } from '../../../src/tensor/literals.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { bytesText, compareTensor, type EncodedTensor, isTensor } from './encoding.ts'
import { spelling } from './messages.ts'

/** What differs, each with its place. */
export type Differences = string[]

const show = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

const mismatch = (place: string, expected: unknown, actual: unknown): Differences => [
  `${place}: expected ${show(expected)}, got ${describe(actual)}`,
]

/** A value of the program for a message. */
export function describe(value: unknown): string {
  try {
    return `${typeName(value)} ${show(repr(value))}`
  } catch {
    return typeName(value)
  }
}

function items(place: string, expected: readonly unknown[], actual: Iterable<unknown>): Differences {
  const got = [...actual]
  if (got.length !== expected.length) return [`${place}: expected ${expected.length} items, got ${got.length}`]
  return expected.flatMap((one, i) => compareResult(one, got[i], `${place}[${i}]`))
}

function fieldsOf(place: string, expected: Readonly<Record<string, unknown>>, actual: unknown): Differences {
  return Object.entries(expected).flatMap(([name, value]) =>
    compareResult(value, findAttribute(actual, name) ?? null, `${place}.${name}`),
  )
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : Buffer.isBuffer(value) ? bytesText(value) : undefined

const goldenText = (value: unknown): string =>
  typeof value === 'string' ? value : Buffer.from((value as { b64: string }).b64, 'base64').toString('latin1')

const NUMBERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  $python_int: value => (value instanceof PyInt ? value.value : undefined),
  $python_long: value => (value instanceof PyInt ? value.value : undefined),
  $python_bool: value => value,
  $python_float: value => (value instanceof PyFloat ? value.value : undefined),
}

const nearFloat = (expected: unknown, want: number, got: number): boolean =>
  Number.isNaN(got) ? expected === 'nan' : got === want || Math.abs(got - want) <= 1e-5 * Math.abs(want)

function compareNumber(kind: string, expected: unknown, actual: unknown, place: string): Differences {
  const got = NUMBERS[kind]?.(actual)
  if (kind === '$python_bool') return got === expected ? [] : mismatch(place, { [kind]: expected }, actual)
  const want =
    typeof expected === 'string'
      ? kind === '$python_float'
        ? Number(expected.replace('inf', 'Infinity'))
        : BigInt(expected)
      : (expected as number)
  const same =
    got !== undefined &&
    (String(got) === String(want) || (kind === '$python_float' && nearFloat(expected, Number(want), Number(got))))
  if (!same) return mismatch(place, { [kind]: expected }, actual)
  return []
}

/** Compares a value with the encoding that keeps types visible (`$ndarray`, `$tuple`, `$python_int` …). */
export function compareResult(expected: unknown, actual: unknown, place = 'result', folder = ''): Differences {
  if (expected === null) return actual === null || actual === undefined ? [] : mismatch(place, null, actual)
  if (Array.isArray(expected))
    return Array.isArray(actual) && !(actual instanceof PyTuple)
      ? items(place, expected, actual)
      : mismatch(place, expected, actual)
  if (typeof expected !== 'object') return mismatch(place, expected, actual)
  if ('fields' in expected && '$namedtuple' in expected) {
    if (!(actual instanceof PyNamedTuple) && (typeof actual !== 'object' || actual === null))
      return mismatch(place, expected, actual)
    return fieldsOf(place, expected.fields as Record<string, unknown>, actual)
  }
  const [[kind, value]] = Object.entries(expected) as [[string, unknown]]
  switch (kind) {
    case '$ndarray':
    case '$numpy_scalar': {
      if (!(actual instanceof NDArray)) return mismatch(place, expected, actual)
      if ((kind === '$numpy_scalar') !== actual instanceof NumpyScalar)
        return [`${place}: expected ${kind.slice(1)}, got ${describe(actual)}`]
      const different = compareTensor(value as EncodedTensor, actual)
      return different ? [`${place}: ${different}`] : []
    }
    case '$bytes':
    case '$unicode': {
      const got = textOf(actual)
      return got !== undefined && spelling(got, folder) === spelling(goldenText(value), folder)
        ? []
        : mismatch(place, expected, actual)
    }
    case '$tuple':
      return actual instanceof PyTuple ? items(place, value as unknown[], actual) : mismatch(place, expected, actual)
    case '$dict': {
      if (!(actual instanceof Map)) return mismatch(place, expected, actual)
      const byName = new Map([...actual].map(([key, item]) => [spelling(str(key)), item] as const))
      return Object.entries(value as object).flatMap(([key, one]) =>
        compareResult(one, byName.get(spelling(key)), `${place}[${key}]`),
      )
    }
    case '$repr':
      return spelling(repr(actual), folder) === spelling(String(value), folder) ? [] : mismatch(place, value, actual)
    default:
      if (kind in NUMBERS) return compareNumber(kind, value, actual, place)
      if (kind.endsWith('Value'))
        return typeName(actual) === kind.slice(1)
          ? fieldsOf(place, value as Record<string, unknown>, actual)
          : mismatch(place, expected, actual)
      return mismatch(place, expected, actual)
  }
}

/** Compares a value with plain JSON: tuples are lists, text is text, numbers may be of any kind. */
export function compareJson(expected: unknown, actual: unknown, place = 'result'): Differences {
  if (isTensor(expected)) {
    const different =
      actual instanceof NDArray ? compareTensor(expected, actual) : `expected a tensor, got ${describe(actual)}`
    return different ? [`${place}: ${different}`] : []
  }
  if (expected === null) return actual === null || actual === undefined ? [] : mismatch(place, null, actual)
  if (actual instanceof Complex) return compareJson(expected, [actual.re, actual.im], place)
  if (Array.isArray(expected)) {
    if (typeof actual !== 'object' || actual === null || actual instanceof NumpyScalar)
      return mismatch(place, expected, actual)
    const got = actual instanceof NDArray ? (actual.tolist() as unknown[]) : [...iterable(actual)]
    if (got.length !== expected.length) return [`${place}: expected ${expected.length} items, got ${got.length}`]
    const flat = expected
      .flat(Number.POSITIVE_INFINITY)
      .filter((value): value is number => typeof value === 'number' && Number.isFinite(value))
    const scale = flat.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    return expected.flatMap((one, i) => compareScaled(one, got[i], `${place}[${i}]`, scale))
  }
  return compareScaled(expected, actual, place, typeof expected === 'number' ? Math.abs(expected) : 0)
}

function compareScaled(expected: unknown, actual: unknown, place: string, scale: number): Differences {
  if (expected === null || isTensor(expected)) return compareJson(expected, actual, place)
  if (Array.isArray(expected)) {
    if (typeof actual !== 'object' || actual === null) return mismatch(place, expected, actual)
    const got = actual instanceof NDArray ? (actual.tolist() as unknown[]) : [...iterable(actual)]
    if (got.length !== expected.length) return [`${place}: expected ${expected.length} items, got ${got.length}`]
    return expected.flatMap((one, i) => compareScaled(one, got[i], `${place}[${i}]`, scale))
  }
  if (typeof expected === 'number') {
    const got = numberOf(actual)
    return got !== undefined && (got === expected || Math.abs(got - expected) <= 1e-5 * scale)
      ? []
      : mismatch(place, expected, actual)
  }
  if (typeof expected === 'boolean')
    return actual === expected || (actual instanceof NumpyScalar && actual.item() === expected)
      ? []
      : mismatch(place, expected, actual)
  if (typeof expected === 'string') {
    const got = textOf(actual)
    if (got !== undefined) return spelling(got) === spelling(expected) ? [] : mismatch(place, expected, got)
    const number = numberOf(actual)
    const special = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY }[expected]
    if (number !== undefined && special !== undefined)
      return Object.is(number, special) ? [] : mismatch(place, expected, actual)
    if (actual instanceof PyInt) return String(actual.value) === expected ? [] : mismatch(place, expected, actual)
    return mismatch(place, expected, actual)
  }
  if (typeof expected === 'object') {
    const byName =
      actual instanceof Map
        ? new Map([...actual].map(([key, item]) => [str(key), item] as const))
        : new Map(Object.entries(actual as object))
    return Object.entries(expected as object).flatMap(([key, one]) =>
      compareJson(one, byName.get(key), `${place}.${key}`),
    )
  }
  return mismatch(place, expected, actual)
}

function numberOf(value: unknown): number | undefined {
  if (value instanceof PyInt || value instanceof PyFloat) return Number(value.value)
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  return value instanceof NDArray && value.size === 1 ? Number(value.item()) : undefined
}

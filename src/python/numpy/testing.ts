/** numpy.testing: assertions about arrays, whose errors say how far apart the arrays are. */

import { AssertionError } from '../../errors/index.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { arrayToString } from '../../tensor/printing/array_text.ts'
import { printOptions } from '../../tensor/printing/options.ts'
import { promoteTypes } from '../../tensor/promotion.ts'
import { broadcastShapes } from '../../tensor/shape.ts'
import { call } from '../objects/call.ts'
import { equals } from '../objects/compare.ts'
import { toFloat } from '../objects/convert.ts'
import { isException } from '../objects/exceptions.ts'
import { percentFormat } from '../objects/text/percent.ts'
import { repr, str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { declareMembers } from '../objects/values/members.ts'
import type { Namespace } from '../objects/values/module.ts'
import { float, int, isNumber } from '../objects/values/numbers.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { typeName } from '../objects/values/type.ts'
import { isObjectArray, objectBinary } from './object_arrays.ts'
import { NumpyScalar } from './scalar.ts'

/** What is said beside the values. */
interface Words {
  readonly header: string
  readonly message: string
  readonly verbose: boolean
  readonly precision: number
  readonly names: readonly [string, string]
}

/** The longest text of a value: three lines of it. */
function valueText(value: unknown, precision: number): string {
  const text = value instanceof NDArray && !(value instanceof NumpyScalar) ? value.repr({ precision }) : repr(value)
  const lines = text.split('\n')
  return lines.length > 4 ? `${lines.slice(0, 3).join('\n')}...` : text
}

function failure(values: readonly [unknown, unknown], { header, message, verbose, precision, names }: Words): Error {
  const short = !message.includes('\n') && message.length < 79 - header.length
  const lines = [message === '' ? `\n${header}` : short ? `\n${header} ${message}` : `\n${header}\n${message}`]
  if (verbose) for (const [i, value] of values.entries()) lines.push(` ${names[i]}: ${valueText(value, precision)}`)
  return new AssertionError(lines.join('\n'))
}

/** `n` in percent with three digits. */
const percent = (n: number): string => percentFormat('%.3g%%', float(n))
const shapeText = (array: NDArray): string => repr(PyTuple.from_items(array.shape.map(int)))
const isNumeric = (array: NDArray): boolean => array.dtype.base !== 'string' && array.dtype.base !== 'resource'
/** Elements as floats: numbers that are none already become float64. */
const inexact = (array: NDArray): NDArray =>
  array.dtype.is_floating || array.dtype.is_complex ? array : array.astype('float64')
const flagsOf = (value: unknown): Uint8Array => NDArray.of(value, 'bool').data as Uint8Array
const numbers = (array: NDArray): Float64Array => array.astype('float64').data as Float64Array

/** Where elements agree, given arrays of one shape. */
type Comparison = (x: NDArray, y: NDArray) => Uint8Array

interface Options {
  readonly equalNan: boolean
  readonly equalInf: boolean
}

/** Elements that are NaN or infinite in both; an error where only one of them is. */
function special(x: NDArray, y: NDArray, options: Options, mismatch: (kind: string) => Error): Uint8Array {
  const flags = new Uint8Array(x.size)
  if (!isNumeric(x) || !isNumeric(y) || x.dtype.is_complex || y.dtype.is_complex) return flags
  const [xs, ys] = [numbers(x), numbers(y)]
  const kinds: [boolean, string, (value: number) => boolean][] = [
    [options.equalNan, 'nan', Number.isNaN],
    [options.equalInf, '+inf', value => value === Number.POSITIVE_INFINITY],
    [options.equalInf, '-inf', value => value === Number.NEGATIVE_INFINITY],
  ]
  for (const [asked, kind, is] of kinds) {
    if (!asked) continue
    for (const [i, value] of xs.entries()) {
      if (is(value) !== is(ys[i] as number)) throw mismatch(kind)
      if (is(value)) flags[i] = 1
    }
  }
  return flags
}

const largest = (values: NDArray): NDArray => NDArray.of(values.max(), values.dtype)
const scalarText = (array: NDArray): string => arrayToString(array, printOptions())

/** How far apart the arrays are; nothing for what has no differences. */
function differences(x: NDArray, y: NDArray): string[] {
  if (!isNumeric(x) || !isNumeric(y) || (x.dtype.base === 'bool' && y.dtype.base === 'bool')) return []
  const type = promoteTypes(x.dtype, y.dtype)
  const error = x.astype(type).sub(y.astype(type)).abs()
  const divisors = y.astype(type).abs()
  const at = [...numbers(divisors).entries()].filter(([, value]) => value !== 0).map(([i]) => i)
  const relative =
    at.length === 0 ? 'inf' : scalarText(largest(inexact(error).take(at).div(inexact(divisors).take(at))))
  return [`Max absolute difference: ${scalarText(largest(error))}`, `Max relative difference: ${relative}`]
}

/** Compares arrays element by element, after numpy's rules for shapes, NaN and infinities. */
function compareArrays(compare: Comparison, x: NDArray, y: NDArray, words: Words, options: Options): null {
  const fail = (message: string): Error =>
    failure([x, y], { ...words, message: words.message + message, names: ['x', 'y'] })
  const shape = broadcastShapes(x.shape, y.shape)
  if (!shape || (x.ndim > 0 && y.ndim > 0 && x.shape.join() !== y.shape.join()))
    throw fail(`\n(shapes ${shapeText(x)}, ${shapeText(y)} mismatch)`)
  const [a, b] = [x, y].map(one => one.broadcast_to(shape).ravel()) as [NDArray, NDArray]
  const flagged = special(a, b, options, kind => fail(`\nx and y ${kind} location mismatch:`))
  const left = [...flagged.keys()].filter(i => flagged[i] === 0)
  if (left.length === 0) return null
  const [p, q] = [a.take(left), b.take(left)]
  const wrong = compare(p, q).reduce((count, flag) => count + (flag ? 0 : 1), 0)
  if (wrong === 0) return null
  throw fail(
    `\n${[`Mismatched elements: ${wrong} / ${a.size} (${percent((100 * wrong) / a.size)})`, ...differences(p, q)].join('\n')}`,
  )
}

const equalElements: Comparison = (x, y) => {
  const objects = [x, y].some(isObjectArray)
  if (objects) return flagsOf(objectBinary('==', x, y))
  if (isNumeric(x) !== isNumeric(y)) return new Uint8Array(x.size)
  return flagsOf(x.eq(y))
}

const closeElements =
  (rtol: number, atol: number): Comparison =>
  (x, y) => {
    const wide = inexact(y)
    const distance = inexact(x).sub(wide).abs()
    const size = wide.abs()
    return flagsOf(distance.le(size.mul(NDArray.of(rtol, size.dtype)).add(NDArray.of(atol, size.dtype))))
  }

const nearElements =
  (decimal: number): Comparison =>
  (x, y) =>
    flagsOf(
      inexact(x)
        .sub(inexact(y))
        .abs()
        .lt(NDArray.of(1.5 * 10 ** -decimal, 'float64')),
    )

const isSequence = (value: unknown): value is readonly unknown[] => Array.isArray(value)
const isArray = (value: unknown): boolean => value instanceof NDArray && !(value instanceof NumpyScalar)
const plain = (value: unknown): number => toFloat(value).value
const isReal = (value: unknown): boolean => isNumber(value) || (value instanceof NumpyScalar && !value.dtype.is_complex)

/** `%g` of a tolerance. */
const general = (value: number): string => percentFormat('%g', float(value))

/** What assert_raises gives where it gets nothing to call. */
class RaisesContext {
  static readonly pythonName = '_AssertRaisesContext'
  exception: unknown = null
  readonly #type: unknown
  constructor(type: unknown) {
    this.#type = type
  }
  enter(): this {
    return this
  }
  leave(error: unknown): boolean {
    if (error === undefined) throw notRaised(this.#type)
    this.exception = error
    return raisedAs(error, this.#type)
  }
  [Symbol.dispose](): void {
    this.leave(undefined)
  }
}

declareMembers(RaisesContext, 'exception')

const raisedAs = (error: unknown, type: unknown): boolean =>
  type instanceof PyTuple ? type.some(one => isException(error, one)) : isException(error, type)
const notRaised = (type: unknown): Error =>
  new AssertionError(
    `${(type as { pythonName?: string; name?: string }).pythonName ?? (type as { name?: string }).name ?? repr(type)} not raised`,
  )

const text = (message: unknown): string => (message === null ? '' : str(message))

/** The names of the module; np makes the arrays. */
export function testingNames(np: Namespace): Readonly<Record<string, unknown>> {
  const arrayOf = (value: unknown): NDArray => {
    const made = call(np['array'], [value], null) as NDArray
    return new NDArray(made.dtype, made.shape, made.data)
  }
  const words = (header: string, message: unknown, verbose: unknown, precision = 6): Words => ({
    header,
    message: text(message),
    verbose: truth(verbose),
    precision,
    names: ['ACTUAL', 'DESIRED'],
  })
  const both = { equalNan: true, equalInf: true }

  const arrayEqual = (x: unknown, y: unknown, message: unknown, verbose: unknown): null =>
    compareArrays(equalElements, arrayOf(x), arrayOf(y), words('Arrays are not equal', message, verbose), both)

  const almostHeader = (decimal: unknown): string => `Arrays are not almost equal to ${str(decimal)} decimals`
  const arrayAlmostEqual = (x: unknown, y: unknown, decimal: unknown, message: unknown, verbose: unknown): null => {
    const digits = plain(decimal)
    return compareArrays(
      nearElements(digits),
      arrayOf(x),
      arrayOf(y),
      words(almostHeader(decimal), message, verbose, digits),
      both,
    )
  }

  const almostEqual = (
    actual: unknown,
    desired: unknown,
    decimal: unknown,
    message: unknown,
    verbose: unknown,
  ): null => {
    if ([actual, desired].some(value => isArray(value) || isSequence(value)))
      return arrayAlmostEqual(actual, desired, decimal, message, true)
    const [a, d] = [plain(actual), plain(desired)]
    const finite = Number.isFinite(a) && Number.isFinite(d)
    const agree = finite ? Math.abs(d - a) < 1.5 * 10 ** -plain(decimal) : Object.is(a, d)
    if (agree) return null
    throw failure([actual, desired], words(almostHeader(decimal), message, verbose, 8))
  }

  const equal = (actual: unknown, desired: unknown, message: unknown, verbose: unknown): null => {
    if (desired instanceof PyDict) {
      if (!(actual instanceof PyDict)) throw new AssertionError(`<type '${typeName(actual)}'>`)
      equal(int(actual.size), int(desired.size), message, verbose)
      for (const [key, value] of desired) {
        if (!actual.has(key)) throw new AssertionError(repr(key))
        equal(actual.get(key), value, `key=${repr(key)}\n${text(message)}`, verbose)
      }
      return null
    }
    if (isSequence(desired) && isSequence(actual)) {
      equal(int(actual.length), int(desired.length), message, verbose)
      for (const [i, value] of desired.entries()) equal(actual[i], value, `item=${i}\n${text(message)}`, verbose)
      return null
    }
    if (isArray(actual) || isArray(desired)) return arrayEqual(actual, desired, message, verbose)
    const wrong = failure([actual, desired], words('Items are not equal:', message, verbose, 8))
    if (isReal(actual) && isReal(desired)) {
      const [a, d] = [plain(actual), plain(desired)]
      // NaN is NaN here, and zeros have signs
      if (Number.isNaN(a) && Number.isNaN(d)) return null
      if (a === 0 && d === 0 && !Object.is(a, d)) throw wrong
    }
    if (!equals(actual, desired)) throw wrong
    return null
  }

  return {
    assert_: native("assert_(val, msg='')", (value: unknown, message: unknown) => {
      if (!truth(value)) throw new AssertionError(str(message))
      return null
    }),
    assert_equal: native("assert_equal(actual, desired, err_msg='', verbose=True)", equal),
    assert_almost_equal: native(
      "assert_almost_equal(actual, desired, decimal=7, err_msg='', verbose=True)",
      almostEqual,
    ),
    assert_array_equal: native("assert_array_equal(x, y, err_msg='', verbose=True)", arrayEqual),
    assert_array_almost_equal: native(
      "assert_array_almost_equal(x, y, decimal=6, err_msg='', verbose=True)",
      arrayAlmostEqual,
    ),
    assert_array_less: native(
      "assert_array_less(x, y, err_msg='', verbose=True)",
      (x: unknown, y: unknown, message: unknown, verbose: unknown) =>
        compareArrays(
          (a, b) => flagsOf(a.lt(b)),
          arrayOf(x),
          arrayOf(y),
          words('Arrays are not less-ordered', message, verbose),
          {
            equalNan: true,
            equalInf: false,
          },
        ),
    ),
    assert_allclose: native(
      "assert_allclose(actual, desired, rtol=0.0000001, atol=0, equal_nan=True, err_msg='', verbose=True)",
      (
        actual: unknown,
        desired: unknown,
        rtol: unknown,
        atol: unknown,
        equalNan: unknown,
        message: unknown,
        verbose: unknown,
      ) => {
        const [r, a] = [plain(rtol), plain(atol)]
        const header = `Not equal to tolerance rtol=${general(r)}, atol=${general(a)}`
        return compareArrays(closeElements(r, a), arrayOf(actual), arrayOf(desired), words(header, message, verbose), {
          equalNan: truth(equalNan),
          equalInf: true,
        })
      },
    ),
    assert_approx_equal: native(
      "assert_approx_equal(actual, desired, significant=7, err_msg='', verbose=True)",
      (actual: unknown, desired: unknown, significant: unknown, message: unknown, verbose: unknown) => {
        const [a, d, digits] = [plain(actual), plain(desired), plain(significant)]
        const scale = 10 ** Math.floor(Math.log10(0.5 * (Math.abs(d) + Math.abs(a))))
        if (a === d || (Number.isNaN(a) && Number.isNaN(d)) || Math.abs(d / scale - a / scale) < 10 ** -(digits - 1))
          return null
        throw failure(
          [toFloat(actual), toFloat(desired)],
          words(`Items are not equal to ${digits} significant digits:`, message, verbose, 8),
        )
      },
    ),
    assert_raises: native(
      'assert_raises(exception, *args, **kwargs)',
      (type: unknown, args: PyTuple, keywords: PyDict) => {
        const [callee, ...rest] = args as unknown[]
        if (callee === undefined) return new RaisesContext(type)
        try {
          call(callee, rest, keywords.size > 0 ? (keywords as unknown as ReadonlyMap<string, unknown>) : null)
        } catch (error) {
          if (raisedAs(error, type)) return null
          throw error
        }
        throw notRaised(type)
      },
    ),
  }
}

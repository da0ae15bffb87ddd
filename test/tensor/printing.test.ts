/** numpy's str and repr; the golden arrays were printed by numpy 1.16.6 under Python 2.7. */
import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { Complex, float, int } from '../../src/tensor/literals.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'
import { arrayRepr, arrayStr } from '../../src/tensor/printing/array_text.ts'
import { formatFloat32 } from '../../src/tensor/printing/float_text.ts'
import { resetPrintOptions, setPrintOptions } from '../../src/tensor/printing/options.ts'
import { bytesRepr, pythonRepr } from '../../src/tensor/printing/python_text.ts'
import { formatFloat } from '../../src/tensor/python_float.ts'
import { type PrintedArray, printedArray } from './printing_golden.ts'

const golden = JSON.parse(
  readFileSync(new URL('../golden/printing/arrays.json', import.meta.url), 'utf8'),
) as PrintedArray[]

describe('arrays as numpy prints them', () => {
  test.each(golden.map((entry, i) => [i, entry.expr ?? entry.dtype, entry] as const))('%i %s', (_, _name, entry) => {
    const array = printedArray(entry)
    expect(arrayStr(array, entry.options)).toBe(entry.str)
    expect(entry.scalar ? arrayStr(array, entry.options) : arrayRepr(array, entry.options, entry.dtype_name)).toBe(
      entry.repr,
    )
  })

  test('methods', () => {
    const array = NDArray.of([1, 2.5])
    expect(String(array)).toBe('[1.  2.5]')
    expect(`${array}`).toBe('[1.  2.5]')
    expect('W: '.concat(array as never) + array).toBe('W: [1.  2.5][1.  2.5]')
    expect(array.repr()).toBe('array([1. , 2.5], dtype=float32)')
    expect(inspect(array)).toBe('array([1. , 2.5], dtype=float32)')
  })
})

describe('print options', () => {
  afterEach(resetPrintOptions)
  test('set for all arrays', () => {
    setPrintOptions({ precision: 3, suppress: true })
    expect(NDArray.of([1e-10, 1 / 3], 'float64').toString()).toBe('[0.    0.333]')
    setPrintOptions({ nanstr: 'missing' })
    expect(NDArray.of([Number.NaN, 1]).toString()).toBe('[missing      1.]')
  })
})

describe('floats', () => {
  test.each([
    [0.1, '0.1'],
    [1, '1.0'],
    [1 / 3, '0.3333333333333333'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1e17, '1e+17'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [123456789.12345679, '123456789.12345679'],
    [1e22, '1e+22'],
    [5e-324, '5e-324'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
    [-0, '-0.0'],
    [100, '100.0'],
    [2.5e-7, '2.5e-07'],
    [1e-100, '1e-100'],
    [Number.NaN, 'nan'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('repr of %d is %s', (value, text) => expect(formatFloat(value)).toBe(text))

  test.each([
    [0.1, '0.1'],
    [1 / 3, '0.33333334'],
    [1e8, '100000000.0'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1e-4, '1e-04'],
    [123456789, '123456790.0'],
    [1e-45, '1e-45'],
    [3.4e38, '3.4e+38'],
    [-0, '-0.0'],
    [0.9874, '0.9874'],
  ])('repr of float32 %d is %s', (value, text) => expect(formatFloat32(value)).toBe(text))
})

describe('values in lists', () => {
  const scalar = (value: number): NDArray => NDArray.of(value)
  test.each([
    [[NDArray.of([1, 2], 'int32')], '[array([1, 2], dtype=int32)]'],
    [{ a: float(2.5) }, "{'a': 2.5}"],
    [[1, 0.1, 1e20, 1e16, 1e-5, 1.5].map(float), '[1.0, 0.1, 1e+20, 1e+16, 1e-05, 1.5]'],
    [[float(0.1), int(3), true, null], '[0.1, 3, True, None]'],
    [new Map([[Buffer.from('k'), 'é']]), "{'k': u'\\xe9'}"],
    [[new Complex(1, -2)], '[(1-2j)]'],
    [[scalar(0.5)], '[array(0.5, dtype=float32)]'],
  ])('%#', (value, text) => expect(pythonRepr(value)).toBe(text))
  test('bytes', () => expect(bytesRepr(Buffer.from('a\n\0\\é'))).toBe("'a\\n\\x00\\\\\\xc3\\xa9'"))
})

import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { IndexError, ValueError, ZeroDivisionError } from '../../src/errors/index.ts'
import { Dimension } from '../../src/tensor/dimension.ts'
import { float, int } from '../../src/tensor/literals.ts'
import { as_shape, type ShapeLike, TensorShape, unknown_shape } from '../../src/tensor/tensor_shape.ts'
import '../../src/formats/tensor_proto.ts'

const shape = (dims?: ShapeLike): TensorShape => new TensorShape(dims ?? null)

describe('Dimension', () => {
  const three = new Dimension(3)
  const unknown = new Dimension(null)
  test('prints', () => {
    expect(`${three} ${unknown}`).toBe('3 ?')
    expect([three.repr(), inspect(unknown)]).toEqual(['Dimension(3)', 'Dimension(None)'])
  })
  test('compares; unknown gives null', () => {
    expect([
      three.equals(3),
      three.equals(unknown),
      three.not_equals(4),
      three.lt(4),
      unknown.ge(1),
      three.equals('a'),
    ]).toEqual([true, null, true, true, null, false])
  })
  test('computes', () => {
    const seven = new Dimension(7)
    const values = [
      seven.add(1),
      seven.sub(2),
      seven.mul(2),
      seven.floordiv(2),
      seven.mod(4),
      seven.div(2),
      seven.rsub(9),
      seven.rfloordiv(15),
      seven.add(null),
    ]
    expect(values.map(dim => dim.value)).toEqual([8, 5, 14, 3, 3, 3, 2, 2, null])
    expect(unknown.floordiv(0).value).toBeNull()
    expect(Number(seven) + 1).toBe(8)
  })
  test.each([
    [() => new Dimension(1.5), ValueError, 'Ambiguous dimension: 1.5'],
    [() => new Dimension(-1), ValueError, 'Dimension -1 must be >= 0'],
    [() => new Dimension(3).sub(5), ValueError, 'Dimension -2 must be >= 0'],
    [() => new Dimension('a'), ValueError, "invalid literal for int() with base 10: 'a'"],
    [
      () => new Dimension([1] as never),
      TypeError,
      "int() argument must be a string, a bytes-like object or a number, not 'list'",
    ],
    [() => new Dimension(3).merge_with(4), ValueError, 'Dimensions 3 and 4 are not compatible'],
    [() => new Dimension(7).mod(0), ZeroDivisionError, 'integer division or modulo by zero'],
  ])('refuses %#', (make, type, message) => {
    expect(make).toThrow(type)
    expect(make).toThrow(message)
  })
  test('reads numbers of all kinds', () => {
    expect(
      [new Dimension('5'), new Dimension(int(4)), new Dimension(float(2)), new Dimension(8n)].map(dim => dim.value),
    ).toEqual([5, 4, 2, 8])
  })
})

describe('TensorShape', () => {
  test.each([
    [shape(), '<unknown>', 'TensorShape(None)'],
    [shape([]), '()', 'TensorShape([])'],
    [shape(3), '(3,)', 'TensorShape([Dimension(3)])'],
    [shape([null, 4]), '(?, 4)', 'TensorShape([Dimension(None), Dimension(4)])'],
    [shape({ dim: [{ size: -1 }, { size: 2 }] }), '(?, 2)', 'TensorShape([Dimension(None), Dimension(2)])'],
    [shape({ unknown_rank: true }), '<unknown>', 'TensorShape(None)'],
    [shape(new Int32Array([2, 3])), '(2, 3)', 'TensorShape([Dimension(2), Dimension(3)])'],
    [unknown_shape(2), '(?, ?)', 'TensorShape([Dimension(None), Dimension(None)])'],
  ])('%s', (made, text, repr) => {
    expect(String(made)).toBe(text)
    expect(made.repr()).toBe(repr)
    expect(inspect(made)).toBe(repr)
  })
  test('as data', () => {
    expect(shape([1, null]).as_list()).toEqual([1, null])
    expect([
      shape([2, 3]).num_elements(),
      shape([]).num_elements(),
      shape([1, null]).num_elements(),
      shape().num_elements(),
    ]).toEqual([6, 1, null, null])
    expect([shape([null, 2]), shape([]), shape()].map(each => String(each.as_proto()).replace(/\s+/g, ' '))).toEqual([
      'dim { size: -1 } dim { size: 2 } ',
      '',
      'unknown_rank: true ',
    ])
    expect(TensorShape.of([1, null]).toShape()).toEqual([1, null])
    expect([shape().ndims, shape([1, 2]).ndims, shape([1, 2]).length]).toEqual([null, 2, 2])
    expect([...shape([1, 2])].map(dim => dim.value)).toEqual([1, 2])
    expect(as_shape(shape([1])).toShape()).toEqual([1])
  })
  test('index and slice', () => {
    const known = shape([1, 2, 3])
    expect([known.at(0).value, known.at(-1).value, shape().at(3).value]).toEqual([1, 3, null])
    expect([known.slice(1), known.slice(0, -1), known.slice(null, null, -1)].map(String)).toEqual([
      '(2, 3)',
      '(1, 2)',
      '(3, 2, 1)',
    ])
    expect([shape().slice(1, 3), shape().slice(1), shape().slice(-1, 3), shape().slice(3, 1)].map(String)).toEqual([
      '(?, ?)',
      '<unknown>',
      '<unknown>',
      '()',
    ])
  })
  test('merges and compares', () => {
    expect(String(shape([1, null]).merge_with([null, 3]))).toBe('(1, 3)')
    expect(String(shape().merge_with([2]))).toBe('(2,)')
    expect(String(shape([1]).concatenate([2, null]))).toBe('(1, 2, ?)')
    expect(String(shape([1]).concatenate(null))).toBe('<unknown>')
    expect(String(shape().with_rank(2))).toBe('(?, ?)')
    expect(shape([32, null]).is_compatible_with([null, 784])).toBe(true)
    expect(shape([32, null]).is_compatible_with([1])).toBe(false)
    expect([
      shape([1, 2]).equals([1, 2]),
      shape([1, null]).equals([1, null]),
      shape().equals(null),
      shape().equals([1]),
      shape([1]).equals('ab'),
    ]).toEqual([true, false, true, false, false])
    expect(shape([null]).not_equals([null])).toBe(true)
  })
  test.each([
    [
      () => shape('ab'),
      TypeError,
      'A string has ambiguous TensorShape, please wrap in a list or convert to an int: ab',
    ],
    [() => shape([-1]), ValueError, 'Dimension -1 must be >= 0'],
    [() => shape(5.5), ValueError, 'Ambiguous dimension: 5.5'],
    [() => shape([1, 2]).at(5), IndexError, 'list index out of range'],
    [() => shape().slice(0, 3, 1), ValueError, 'Steps are not yet handled'],
    [() => shape([1, 2]).merge_with([1, 3]), ValueError, 'Shapes (1, 2) and (1, 3) are not compatible'],
    [() => shape([1, 2]).merge_with([1]), ValueError, 'Shapes (1, 2) and (1,) are not compatible'],
    [() => shape([1]).with_rank(2), ValueError, 'Shape (1,) must have rank 2'],
    [() => shape([1]).with_rank_at_least(2), ValueError, 'Shape (1,) must have rank at least 2'],
    [() => shape([1, 2]).with_rank_at_most(1), ValueError, 'Shape (1, 2) must have rank at most 1'],
    [() => shape().length, ValueError, 'Cannot take the length of Shape with unknown rank.'],
    [() => [...shape()], ValueError, 'Cannot iterate over a shape with unknown rank.'],
    [() => shape().as_list(), ValueError, 'as_list() is not defined on an unknown TensorShape.'],
    [() => shape([3]).assert_is_compatible_with([4]), ValueError, 'Shapes (3,) and [4] are incompatible'],
    [() => shape([3, null]).assert_is_fully_defined(), ValueError, 'Shape (3, ?) is not fully defined'],
    [() => shape([1]).assert_same_rank([1, 2]), ValueError, 'Shapes (1,) and (1, 2) must have the same rank'],
    [() => shape([1]).assert_has_rank(2), ValueError, 'Shape (1,) must have rank 2'],
    [() => shape().not_equals([1]), ValueError, 'The inequality of unknown TensorShapes is undefined.'],
  ])('refuses %#', (make, type, message) => {
    expect(make).toThrow(type)
    expect(make).toThrow(message)
  })
})

import { describe, expect, test } from 'vitest'
import { IndexError, OverflowError, ValueError } from '../../src/errors/index.ts'
import { binary } from '../../src/tensor/arithmetic.ts'
import { float32, int32, string } from '../../src/tensor/dtypes.ts'
import type { Index } from '../../src/tensor/indexing.ts'
import { Complex, float, int } from '../../src/tensor/literals.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'

const range = (...shape: number[]): NDArray =>
  NDArray.of(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    'int32',
  ).reshape(shape)

describe('NDArray.of', () => {
  test.each<[unknown, string, number[]]>([
    [1, 'float32', []],
    [[1, 2.5], 'float32', [2]],
    [[int(1), int(2)], 'int32', [2]],
    [[int(1), 2.5], 'float32', [2]],
    [[int(2 ** 40)], 'int64', [1]],
    [[float(1)], 'float32', [1]],
    [[true, false], 'bool', [2]],
    [[1n], 'int64', [1]],
    [[new Complex(1, 2), 3], 'complex128', [2]],
    ['abc', 'string', []],
    [Buffer.from('abc'), 'string', []],
    [[['a'], [Buffer.from('b')]], 'string', [2, 1]],
    [new Uint8Array([1, 2]), 'uint8', [2]],
    [[new Float64Array([1, 2]), new Float64Array([3, 4])], 'float64', [2, 2]],
    [[NDArray.of([1, 2], 'int8'), NDArray.of([3, 4], 'int8')], 'int8', [2, 2]],
    [new Uint32Array([4294967295]), 'int64', [1]],
    [[], 'float32', [0]],
    [[[], []], 'float32', [2, 0]],
  ])('%# %s', (value, dtype, shape) => {
    const array = NDArray.of(value)
    expect(array.dtype.name).toBe(dtype)
    expect(array.shape).toEqual(shape)
  })

  test.each<[unknown, string, unknown[]]>([
    [[1.9, -1.9], 'int32', [1, -1]],
    [[300, -1], 'uint8', [44, 255]],
    [[1e10], 'int32', [1410065408]],
    [[2 ** 40], 'int32', [0]],
    [[1e300], 'float32', [Number.POSITIVE_INFINITY]],
    [['1.5', 'nan'], 'float32', [1.5, Number.NaN]],
    [[null], 'float32', [Number.NaN]],
    [[0, 2, Number.NaN], 'bool', [false, true, true]],
    [[int(3)], 'float64', [3]],
    [[2049], 'float16', [2048]],
    [new Float64Array([3e9, Number.NaN]), 'int32', [-2147483648, -2147483648]],
    [[2n ** 63n - 1n], 'int64', [2n ** 63n - 1n]],
  ])('%# %s as %s', (value, dtype, list) => expect(NDArray.of(value, dtype).tolist()).toEqual(list))

  test.each([
    [() => NDArray.of([[1, 2], [3]]), ValueError, 'setting an array element with a sequence.'],
    [() => NDArray.of([1, [2]]), ValueError, 'setting an array element with a sequence.'],
    [() => NDArray.of(['a'], 'float32'), ValueError, "could not convert string to float: 'a'"],
    [() => NDArray.of([Number.NaN], 'int32'), ValueError, 'cannot convert float NaN to integer'],
    [() => NDArray.of([Number.POSITIVE_INFINITY], 'int32'), OverflowError, 'cannot convert float infinity to integer'],
    [() => NDArray.of([2n ** 63n], 'int64'), OverflowError, 'Python int too large to convert to C long'],
    [() => NDArray.of([new Complex(0, 1)], 'float32'), TypeError, "can't convert complex to float"],
  ])('refuses %#', (make, type, message) => {
    expect(make).toThrow(type)
    expect(make).toThrow(message)
  })

  test('copies what it is given', () => {
    const data = new Float32Array([1, 2])
    const array = NDArray.of(data)
    data[0] = 9
    expect(array.tolist()).toEqual([1, 2])
  })
})

test('bytes there and back', () => {
  const array = NDArray.of([1, -2.5], 'float32')
  const bytes = array.to_bytes()
  expect(bytes.toString('hex')).toBe('0000803f000020c0')
  expect(NDArray.from_bytes('float32', [2], bytes).equals(array)).toBe(true)
  expect(() => NDArray.from_bytes('float32', [3], bytes)).toThrow(ValueError)
  expect(() => NDArray.of('a').to_bytes()).toThrow(TypeError)
})

test('the data must fit the shape', () => {
  expect(() => new NDArray(float32, [3], new Float32Array(2))).toThrow('cannot reshape array of size 2 into shape (3,)')
  expect(new NDArray('complex64', [2], new Float32Array(4)).size).toBe(2)
})

describe('indexing', () => {
  const cube = range(2, 3, 4)
  test.each<[Index[], unknown]>([
    [[0, 1, 2], 6],
    [[-1, -1, -1], 23],
    [
      [1, 2],
      [20, 21, 22, 23],
    ],
    [
      ['...', 1],
      [
        [1, 5, 9],
        [13, 17, 21],
      ],
    ],
    [
      [0, '::-1', 0],
      [8, 4, 0],
    ],
    [
      [1, '1:', '1:3'],
      [
        [17, 18],
        [21, 22],
      ],
    ],
    [[0, 0, null, '::2'], [[0, 2]]],
    [[0, 0, '5:1'], []],
    [
      [0, 0, '-3:-1'],
      [1, 2],
    ],
    [
      [0, 0, { start: 3, stop: null, step: -2 }],
      [3, 1],
    ],
  ])('at %j', (index, expected) => {
    const picked = cube.at(...index)
    expect(picked instanceof NDArray ? picked.tolist() : picked).toEqual(expected)
  })
  test('keeps its shape where nothing is left', () => {
    expect(cube.at('0:0').shape).toEqual([0, 3, 4])
    expect(NDArray.of(5).at('...').shape).toEqual([])
    expect(NDArray.of(5).at(null).shape).toEqual([1])
    expect(cube.at(null, '...').shape).toEqual([1, 2, 3, 4])
  })
  test('by arrays', () => {
    const row = NDArray.of([10, 20, 30])
    expect(row.at([2, 0, -1]).tolist()).toEqual([30, 10, 30])
    expect(row.at(row.gt(15)).tolist()).toEqual([20, 30])
    expect(cube.at([1]).shape).toEqual([1, 3, 4])
  })
  test.each([
    [() => range(3).at(5), 'index 5 is out of bounds for axis 0 with size 3'],
    [() => range(3).at(0, 0), 'too many indices for array'],
    [() => NDArray.of(3).at(0), 'too many indices for array'],
    [() => range(3).at('...', '...'), "an index can only have a single ellipsis ('...')"],
    [() => range(3).at('a'), 'only integers, slices'],
  ])('refuses %#', (make, message) => {
    expect(make).toThrow(IndexError)
    expect(make).toThrow(message)
  })
  test('a step of zero', () => expect(() => range(3).at('::0')).toThrow('slice step cannot be zero'))
  test('writes', () => {
    const grid = NDArray.zeros([2, 3], int32)
    grid.set(7, 0, '1:')
    grid.set([1, 2], '...', 0)
    expect(grid.tolist()).toEqual([
      [1, 7, 7],
      [2, 0, 0],
    ])
    const pairs = NDArray.zeros([2], 'complex64')
    pairs.set(new Complex(1, 2), 1)
    expect(pairs.tolist()).toEqual([new Complex(0), new Complex(1, 2)])
  })
})

describe('shapes', () => {
  test('reshape', () => {
    expect(range(6).reshape(2, -1).shape).toEqual([2, 3])
    expect(range(6).reshape([3, 2]).tolist()).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ])
    expect(() => range(6).reshape(4, -1)).toThrow(ValueError)
    expect(() => range(6).reshape(-1, -1)).toThrow('can only specify one unknown dimension')
    expect(NDArray.zeros([0, 3]).reshape(0).shape).toEqual([0])
    expect(() => NDArray.zeros([0, 3]).reshape(0, -1)).toThrow(ValueError)
  })
  test('transpose', () => {
    expect(range(2, 3).T.tolist()).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ])
    expect(range(2, 3, 4).transpose(1, 2, 0).shape).toEqual([3, 4, 2])
    expect(range(2, 3, 4).transpose([0, 2, 1]).at(1, 0, 2)).toBe(20)
    expect(NDArray.of([[new Complex(1, 2), new Complex(3, 4)]]).T.tolist()).toEqual([
      [new Complex(1, 2)],
      [new Complex(3, 4)],
    ])
    expect(() => range(2, 3).transpose(0, 0)).toThrow('repeated axis in transpose')
    expect(() => range(2, 3).transpose(0)).toThrow("axes don't match array")
  })
  test('squeeze, ravel, flatten, iteration', () => {
    expect(range(1, 3, 1).squeeze().shape).toEqual([3])
    expect(range(1, 3, 1).squeeze(0).shape).toEqual([3, 1])
    expect(() => range(1, 3).squeeze(1)).toThrow(ValueError)
    expect([...range(2, 2)].map(row => row.tolist())).toEqual([
      [0, 1],
      [2, 3],
    ])
    expect([...range(3)]).toEqual([0, 1, 2])
    const grid = range(2, 2)
    expect(grid.ravel().data).toBe(grid.data)
    expect(grid.flatten().data).not.toBe(grid.data)
    expect(() => [...NDArray.of(1)]).toThrow('iteration over a 0-d array')
    expect(() => NDArray.of(1).length).toThrow('len() of unsized object')
  })
})

describe('elements', () => {
  test('item', () => {
    expect(NDArray.of([[7]]).item()).toBe(7)
    expect(range(2, 3).item(4)).toBe(4)
    expect(range(2, 3).item(1, 2)).toBe(5)
    expect(() => range(3).item()).toThrow('can only convert an array of size 1 to a Python scalar')
    expect(() => range(3).item(5)).toThrow('index 5 is out of bounds for axis 0 with size 3')
  })
  test('as JavaScript has them', () => {
    expect(NDArray.of([1n, 2n ** 60n]).tolist()).toEqual([1, 2n ** 60n])
    expect(NDArray.of([true, false]).tolist()).toEqual([true, false])
    expect(NDArray.of(['é']).tolist()).toEqual([Buffer.from('é')])
    expect(NDArray.of([0.1], 'float16').item()).toBe(0.0999755859375)
    expect(NDArray.zeros([2], string).tolist()).toEqual([Buffer.alloc(0), Buffer.alloc(0)])
    expect(JSON.stringify(range(2, 2))).toBe('[[0,1],[2,3]]')
    expect(Number(NDArray.of([2])) * 3).toBe(6)
  })
})

describe('arithmetic', () => {
  test('arrays of rank 0 beside others keep their own type, whichever came before', () => {
    const [i16, flags] = [NDArray.of([1, 2], 'int16'), NDArray.of([true, false])]
    const types = ['float32', 'float64', 'float32'] as const
    expect(types.map(type => i16.sub(NDArray.of(2.5, type)).dtype.name)).toEqual(types)
    expect(['int8', 'int64', 'uint16'].map(type => flags.and(NDArray.of(3, type)).dtype.name)).toEqual([
      'int8',
      'int64',
      'uint16',
    ])
    expect(flags.xor(int(3)).dtype.name).toBe('int64')
  })
  test('results go to temporaries only where these have their type and shape', () => {
    const a = NDArray.of([1, 2], 'float64')
    const whole = NDArray.of([1, 2], 'int64')
    expect(binary('mul', a, a, a)).toBe(a)
    expect(a.tolist()).toEqual([1, 4])
    expect(binary('div', whole, whole, whole)).not.toBe(whole)
    expect(binary('add', a, NDArray.of([[1, 1]], 'float64'), a)).not.toBe(a)
    expect([a.tolist(), whole.tolist()]).toEqual([
      [1, 4],
      [1, 2],
    ])
    expect(whole.pow(float(2)).dtype.name).toBe('float64')
    expect(NDArray.of([-3, 100], 'int8').pow(int(2)).tolist()).toEqual([9, 16])
  })
  const a = NDArray.of([
    [1, 2],
    [3, 4],
  ])
  test('with numbers on both sides', () => {
    expect(a.add(1).tolist()).toEqual([
      [2, 3],
      [4, 5],
    ])
    expect(a.rsub(1).tolist()).toEqual([
      [0, -1],
      [-2, -3],
    ])
    expect(a.rdiv(12).tolist()).toEqual([
      [12, 6],
      [4, 3],
    ])
    expect(a.pow(2).tolist()).toEqual([
      [1, 4],
      [9, 16],
    ])
    expect(a.neg().tolist()).toEqual([
      [-1, -2],
      [-3, -4],
    ])
    expect(a.mul([10, 100]).tolist()).toEqual([
      [10, 200],
      [30, 400],
    ])
    expect(a.mul(2.5).dtype).toBe(float32)
  })
  test('of integers', () => {
    const i = NDArray.of([7, -7, 0], 'int32')
    expect(i.div(2).dtype.name).toBe('float64')
    expect(i.floordiv(2).tolist()).toEqual([3, -4, 0])
    expect(i.mod(3).tolist()).toEqual([1, 2, 0])
    expect(i.mod(0).tolist()).toEqual([0, 0, 0])
    expect(NDArray.of([2147483647], 'int32').add(1).tolist()).toEqual([-2147483648])
    expect(NDArray.of([65537], 'int32').mul(65537).tolist()).toEqual([131073])
    expect(NDArray.of([3], 'int64').pow(39).tolist()).toEqual([4052555153018976267n])
    expect(i.abs().tolist()).toEqual([7, 7, 0])
    expect(() => i.pow(-1)).toThrow('Integers to negative integer powers are not allowed.')
  })
  test('of booleans and strings', () => {
    expect(NDArray.of([true]).add(true).tolist()).toEqual([true])
    expect(() => NDArray.of([true]).sub(true)).toThrow('numpy boolean subtract')
    expect(NDArray.of(['a', 'b']).eq(['a', 'c']).tolist()).toEqual([true, false])
    expect(() => NDArray.of(['a']).add(['b'])).toThrow(TypeError)
  })
  test('complex', () => {
    const z = NDArray.of([new Complex(1, 2)])
    expect(z.mul(new Complex(0, 1)).tolist()).toEqual([new Complex(-2, 1)])
    expect(z.div(z).tolist()).toEqual([new Complex(1, 0)])
    expect(
      NDArray.of([new Complex(3, 4)])
        .abs()
        .tolist(),
    ).toEqual([5])
    expect(z.eq(new Complex(1, 2)).tolist()).toEqual([true])
  })
  test('shapes that do not fit', () => {
    expect(() => range(3).add(range(2))).toThrow('operands could not be broadcast together with shapes (3,) (2,) ')
  })
  test('equality', () => {
    expect(
      a.equals([
        [1, 2],
        [3, 4],
      ]),
    ).toBe(true)
    expect(a.equals([1, 2])).toBe(false)
    expect(NDArray.of([Number.NaN]).equals([Number.NaN])).toBe(false)
    expect(NDArray.of([1n, 2n]).equals([1, 2])).toBe(true)
    expect(a.lt(3).tolist()).toEqual([
      [true, true],
      [false, false],
    ])
  })
})

describe('reductions', () => {
  test('give plain numbers where one is left', () => {
    const grid = range(2, 3)
    expect([grid.sum(), grid.mean(), grid.max(), grid.min(), grid.argmax(), grid.argmin(), grid.prod()]).toEqual([
      15, 2.5, 5, 0, 5, 0, 0,
    ])
    expect(grid.sum(0).tolist()).toEqual([3, 5, 7])
    expect(grid.mean(-1, true).tolist()).toEqual([[1], [4]])
    expect(grid.argmax(1).tolist()).toEqual([2, 2])
    expect(grid.argmin(0).dtype.name).toBe('int64')
    expect(grid.gt(3).any()).toBe(true)
    expect(grid.gt(3).all(1).tolist()).toEqual([false, false])
  })
  test('NaN wins', () => {
    const array = NDArray.of([3, Number.NaN, 5])
    expect([array.max(), array.min(), array.argmax()]).toEqual([Number.NaN, Number.NaN, 1])
  })
  test('of nothing', () => {
    expect(NDArray.zeros([0]).sum()).toBe(0)
    expect(NDArray.zeros([0]).mean()).toBeNaN()
    expect(NDArray.zeros([0, 3]).max(1).tolist()).toEqual([])
    expect(() => NDArray.zeros([0]).max()).toThrow(
      'zero-size array to reduction operation maximum which has no identity',
    )
    expect(() => NDArray.zeros([0]).argmax()).toThrow('attempt to get argmax of an empty sequence')
    expect(() => range(3).sum(1)).toThrow('axis 1 is out of bounds for array of dimension 1')
  })
})

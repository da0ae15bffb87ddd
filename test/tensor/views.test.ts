/** Views: what shares memory with what, what is written through, and what throws. */
import { describe, expect, test } from 'vitest'
import { IndexError, TypeError, ValueError } from '../../src/errors/index.ts'
import * as tf from '../../src/index.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'
import { executing } from '../support/environment.ts'
import { range } from './view_model.ts'

const { np } = tf

describe('memory', () => {
  test('rows, slices, columns and transposes are views', () => {
    const a = range(3, 4)
    const views: [NDArray, unknown][] = [
      [a.at(1), 5],
      [a.at('1:'), 5],
      [a.at(':', 1), 5],
      [a.at('::-1'), 5],
      [a.T, 5],
      [a.reshape(2, 6), 5],
      [a.ravel(), 5],
      [a.at('...', null), 5],
      [a.swapaxes(0, 1), 5],
      [a.slice(1), 5],
    ]
    a.set(99, 1, 1)
    for (const [view] of views) {
      expect(view.base).toBe(a)
      expect((view.ravel().tolist() as number[]).includes(99)).toBe(true)
    }
  })
  test('what numpy copies is a copy', () => {
    const a = range(3, 4)
    const copies = [
      a.copy(),
      a.astype('float64'),
      a.flatten(),
      a.at([0, 1]),
      a.at(a.gt(3)),
      a.T.reshape(12),
      a.T.ravel(),
      a.take([0]),
      a.add(0),
    ]
    a.fill(77)
    for (const copy of copies) {
      expect(copy.base).toBe(null)
      expect((copy.ravel().tolist() as number[]).includes(77)).toBe(false)
    }
  })
  test('a view of a view has the first array as base', () => {
    const a = range(3, 4)
    expect(a.at('1:').T.at(0).base).toBe(a)
    expect(a.base).toBe(null)
  })
  test('data: of rows the part of the buffer, of columns an error that names copy()', () => {
    const a = range(3, 4)
    const rows = a.at('1:3')
    expect(rows.data).toEqual(Int32Array.from([4, 5, 6, 7, 8, 9, 10, 11]))
    ;(rows.data as Int32Array)[0] = 50
    expect(a.at(1, 0)).toBe(50)
    for (const view of [a.at(':', 0), a.T, a.at('::-1'), a.at(':', '1:'), np.broadcast_to(a.at(0), [2, 4])]) {
      expect(() => view.data).toThrow(TypeError)
      expect(() => view.data).toThrow('copy()')
      expect(view.copy().data).toEqual(Int32Array.from(view.ravel().tolist() as number[]))
    }
  })
  test('views are NDArrays in every respect, and compare by their elements', () => {
    const column = range(3, 4).at(':', 1) as NDArray
    expect(column instanceof NDArray).toBe(true)
    expect(column.constructor).toBe(NDArray)
    expect(column).toEqual(range(3, 4).at(':', 1))
    expect(column).not.toEqual(range(3, 4).at(':', 2))
    expect(range(3)).not.toEqual(NDArray.of([0, 1, 3], 'int32'))
    expect(column.equals(NDArray.of([1, 5, 9], 'int32'))).toBe(true)
    expect(String(column)).toBe('[1 5 9]')
    expect(JSON.stringify(column)).toBe('[1,5,9]')
    expect(column.to_bytes()).toEqual(column.copy().to_bytes())
  })
  test('flags and strides', () => {
    const a = range(3, 4)
    expect(a.strides).toEqual([16, 4])
    expect(a.T.strides).toEqual([4, 16])
    expect(a.at('::-1').strides).toEqual([-16, 4])
    const { c_contiguous, f_contiguous, owndata, writeable } = a.T.flags
    expect({ c_contiguous, f_contiguous, owndata, writeable }).toEqual({
      c_contiguous: false,
      f_contiguous: true,
      owndata: false,
      writeable: true,
    })
    expect(np.shares_memory(a.at(':', 0), a.at(':', 1))).toBe(false)
    expect(np.may_share_memory(a.at(':', 0), a.at(':', 1))).toBe(true)
    expect(np.shares_memory(a, a.at(2, '3:'))).toBe(true)
  })
  test('what must not be written is not', () => {
    const a = range(3, 3)
    const frozen = a.at('1:')
    frozen.flags.writeable = false
    for (const view of [a.broadcast_to([2, 3, 3]), a.diagonal(), frozen]) {
      expect(() => view.fill(1)).toThrow(ValueError)
      expect(() => view.set(1, 0)).toThrow('assignment destination is read-only')
      expect(() => view.set(1, [0])).toThrow('assignment destination is read-only')
      expect(() => (view[0] = 1)).toThrow('assignment destination is read-only')
    }
    expect(a.tolist()).toEqual(range(3, 3).tolist())
  })
  test('strings, handles and complex numbers', () => {
    const words = NDArray.of([
      ['a', 'b'],
      ['c', 'd'],
    ])
    words.T[0] = ['x', 'y']
    expect(words.tolist().map((row: Buffer[]) => row.map(String))).toEqual([
      ['x', 'b'],
      ['y', 'd'],
    ])
    expect(() => words.at('1:').data).toThrow('copy()')
    const numbers = NDArray.of([[1, 2]], 'complex64')
    numbers.T[1] = new tf.Complex(3, 4)
    expect(String(numbers)).toBe('[[1.+0.j 3.+4.j]]')
  })
})

describe('array[i]', () => {
  test('reads rows, which are views, and elements', () => {
    const a = range(3, 4)
    expect(a[1].tolist()).toEqual([4, 5, 6, 7])
    expect(a[1][2]).toBe(6)
    expect(a[-1][-1]).toBe(11)
    expect(a.T[1].tolist()).toEqual([1, 5, 9])
    a[1][2] = 60
    expect(a.at(1, 2)).toBe(60)
  })
  test('writes rows and elements', () => {
    const a = range(3, 4)
    a[0] = 7
    a[1] = [1, 2, 3, 4]
    a[-1] = a[1]
    a.T[3] = [5, 6, 7]
    expect(a.tolist()).toEqual([
      [7, 7, 7, 5],
      [1, 2, 3, 6],
      [1, 2, 3, 7],
    ])
    const vector = np.zeros(3, 'float32')
    for (let i = 0; i < vector.length; i++) vector[i] = i / 2
    expect(vector.tolist()).toEqual([0, 0.5, 1])
    vector[1] += 1
    expect(vector[1]).toBe(1.5)
  })
  test.each([
    [() => range(3)[3], IndexError, 'index 3 is out of bounds for axis 0 with size 3'],
    [() => range(3)[-4], IndexError, 'index -4 is out of bounds for axis 0 with size 3'],
    [() => (range(3)[3] = 1), IndexError, 'index 3 is out of bounds for axis 0 with size 3'],
    [() => range(3)[1.5], IndexError, 'only integers'],
    [() => (range(3)[1.5] = 1), IndexError, 'only integers'],
    [() => NDArray.of(1)[0], IndexError, 'too many indices for array'],
    [() => (NDArray.of(1)[0] = 1), IndexError, 'too many indices for array'],
    [() => (range(3, 4)[0] = [1, 2]), ValueError, 'could not broadcast input array from shape (2) into shape (4)'],
    [() => (range(3, 4)[0] = [[1, 2, 3, 4]]), ValueError, 'setting an array element with a sequence.'],
  ])('throws where there is nothing: %s', (run, type, message) => {
    expect(run).toThrow(type)
    expect(run).toThrow(message)
  })
  test('other names are what they are of any object', () => {
    const a = range(3) as unknown as Record<string, unknown>
    expect(a['nothing']).toBe(undefined)
    expect('nothing' in a).toBe(false)
    a['mine'] = 1
    expect(a['mine']).toBe(1)
    expect(a instanceof Object).toBe(true)
    expect(Object.keys(range(3))).toEqual(['dtype', 'shape', 'data', 'size'])
  })
})

test('source and target may overlap', () => {
  const shifted = range(8)
  shifted.set(shifted.at(':-1'), '1:')
  expect(shifted.tolist()).toEqual([0, 0, 1, 2, 3, 4, 5, 6])
  const reversed = range(8)
  reversed.set(reversed, '::-1')
  expect(reversed.tolist()).toEqual([7, 6, 5, 4, 3, 2, 1, 0])
  const square = range(3, 3)
  square.fill(square.T)
  expect(square.tolist()).toEqual([
    [0, 3, 6],
    [1, 4, 7],
    [2, 5, 8],
  ])
})

describe('methods', () => {
  test('JavaScript’s', () => {
    const a = range(3, 2)
    expect(a.slice(1).tolist()).toEqual([
      [2, 3],
      [4, 5],
    ])
    expect(a.slice(-1)[0][0]).toBe(4)
    expect(a.map((row, i) => row.sum() + i)).toEqual([1, 6, 11])
    const seen: number[] = []
    a.T[0].forEach((value: number, i: number) => seen.push(value * 10 + i))
    expect(seen).toEqual([0, 21, 42])
    a.forEach(row => row.fill(1))
    expect(a.sum()).toBe(6)
    for (const row of a) row[0] = 5
    expect(a.tolist()).toEqual([
      [5, 1],
      [5, 1],
      [5, 1],
    ])
  })
  test('numpy’s, on a view', () => {
    const a = NDArray.of(
      [
        [3, 9, 1],
        [9, 9, 2],
        [5, 9, 0],
      ],
      'float64',
    ).at(':', '::2') as NDArray
    expect(a.std()).toBeCloseTo(2.9814239699997196, 15)
    expect(a.var({ axis: 0 }).tolist()).toEqual([56 / 9, 2 / 3])
    expect(a.dot([1, 1]).tolist()).toEqual([4, 11, 5])
    expect(a.argsort(0).tolist()).toEqual([
      [0, 2],
      [2, 0],
      [1, 1],
    ])
    expect(a.clip(1, 5).tolist()).toEqual([
      [3, 1],
      [5, 2],
      [5, 1],
    ])
    expect(a.div(2).round().tolist()).toEqual([
      [2, 0],
      [4, 1],
      [2, 0],
    ])
    expect(a.cumsum().tolist()).toEqual([3, 4, 13, 15, 20, 20])
    expect(a.ravel().tolist()).toEqual([3, 1, 9, 2, 5, 0])
    expect(a.repeat(2, 1)[0].tolist()).toEqual([3, 3, 1, 1])
    expect(a.nonzero().map(axis => axis.tolist())).toEqual([
      [0, 0, 1, 1, 2],
      [0, 1, 0, 1, 0],
    ])
    expect([a.all(), a.any(), a.ptp(), a.trace(), a.max(), a.argmin()]).toEqual([false, true, 9, 5, 9, 5])
    expect(a.sort(0).tolist()).toEqual([
      [3, 0],
      [5, 1],
      [9, 2],
    ])
    expect((a.base as NDArray).tolist()).toEqual([
      [3, 9, 0],
      [5, 9, 1],
      [9, 9, 2],
    ])
    a.put([0, -1], [100, 200])
    expect((a.base as NDArray)[2][2]).toBe(200)
  })
  test('results of functions are side by side, whatever went in', () => {
    const a = range(3, 4).T
    for (const made of [
      a.add(1),
      a.neg(),
      a.cumsum(0),
      np.sort(a, 0),
      a.argsort(0),
      np.concatenate([a, a], 1),
      np.roll(a, 1, 0),
      np.where(a.gt(3), a, 0),
    ])
      expect((made as NDArray).flags.c_contiguous).toBe(true)
  })
})

describe('at the border of a session', () => {
  const graph = (): [tf.Tensor, tf.Tensor] => {
    const x = tf.placeholder(tf.float32, [null, null])
    return [x, x.mul(2)]
  }
  test.each(['compiled', 'reference'])('a fed view is its copy: %s', executor => {
    using _executor = executing(executor)
    try {
      tf.reset_default_graph()
      const [x, y] = graph()
      const base = np.arange(24).astype('float32').reshape(4, 6)
      const session = new tf.Session()
      for (const view of [
        base.T,
        base.at('1:3'),
        base.at(':', '::-2'),
        base.at('::-1'),
        base.at('2:2'),
        base.at(1).broadcast_to([3, 6]),
      ]) {
        const [fed, doubled] = session.run([x, y], { feed_dict: [[x, view]] })
        expect(fed.tolist()).toEqual(view.tolist())
        expect(doubled.tolist()).toEqual(view.mul(2).tolist())
        expect(doubled.flags.c_contiguous).toBe(true)
        expect(fed.data.length).toBe(view.size)
        doubled.fill(-1)
        expect(base[0][1]).toBe(1)
      }
      session.close()
    } finally {
      tf.reset_default_graph()
    }
  })
  test('constants, shapes and functions of the program take views', () => {
    tf.reset_default_graph()
    const base = np.arange(6).astype('float32').reshape(2, 3)
    const shape = NDArray.of([3, 9, 2], 'int32').at('::2')
    const session = new tf.Session()
    expect(session.run(tf.constant(base.T)).tolist()).toEqual(base.T.tolist())
    expect(session.run(tf.reshape(base, shape)).tolist()).toEqual(base.reshape(3, 2).tolist())
    const turned = tf.py_func((value: NDArray) => value.T, [tf.constant(base)], tf.float32) as tf.Tensor
    expect(session.run(tf.add(turned, 0)).tolist()).toEqual(base.T.tolist())
    session.close()
    tf.reset_default_graph()
  })
})

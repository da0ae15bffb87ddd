import { describe, expect, it } from 'vitest'
import { type SparseReduction, sparseSegmentReduce } from '../../../src/kernels/reference/arrays/segments.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'

const ROWS = 9
/** Segments of one, three and two rows, a row in several of them. */
const INDICES = [8, 0, 8, 3, 5, 5]
const IDS = [0, 1, 1, 1, 2, 2]
const SCALES: Readonly<Record<SparseReduction, (count: number) => number>> = {
  sum: () => 1,
  mean: n => 1 / n,
  sqrtn: n => 1 / Math.sqrt(n),
}

describe.each(['sum', 'mean', 'sqrtn'] as const)('%s of chosen rows by segment', kind => {
  it.each([
    ['float32', Float32Array, 1],
    ['float32', Float32Array, 4],
    ['float32', Float32Array, 11],
    ['float64', Float64Array, 7],
  ] as const)('adds in double precision and rounds once: %s, %o, %i columns', (dtype, type, width) => {
    const data = new type(Array.from({ length: ROWS * width }, (_, i) => Math.sin(i) * 10 ** (i % 9)))
    const expected = new type(3 * width)
    for (let segment = 0; segment < 3; segment++) {
      const picked = INDICES.filter((_, i) => IDS[i] === segment)
      for (let column = 0; column < width; column++) {
        const sum = picked.reduce((total, row) => total + (data[row * width + column] as number), 0)
        expected[segment * width + column] = sum * SCALES[kind](picked.length)
      }
    }
    const made = sparseSegmentReduce(
      kind,
      new NDArray(dtype, [ROWS, width], data),
      NDArray.of(INDICES, 'int32'),
      NDArray.of(IDS, 'int32'),
    )
    expect(made.shape).toEqual([3, width])
    expect(made.data).toEqual(expected)
  })

  it.each(['float32', 'float64'] as const)('refuses rows that are not there, %s', dtype => {
    const data = NDArray.zeros([ROWS, 5], dtype)
    const reduce = () => sparseSegmentReduce(kind, data, NDArray.of([0, ROWS], 'int32'), NDArray.of([0, 0], 'int32'))
    expect(reduce).toThrow(`Bad: indices[1] == ${ROWS} out of range [0, ${ROWS})`)
  })
})

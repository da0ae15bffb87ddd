import { describe, expect, it } from 'vitest'
import * as movement from '../../../src/kernels/reference/arrays/movement.ts'
import { matmul } from '../../../src/kernels/reference/linalg/matmul.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'

const count = (...shape: number[]): NDArray =>
  NDArray.of(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i)).reshape(shape)
const two = NDArray.of(
  [
    [1, 2, 3],
    [4, 5, 6],
  ],
  'int32',
)

describe('movement', () => {
  it('transposes', () => {
    expect(movement.transpose(two, [1, 0]).tolist()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ])
    const a = count(2, 3, 4)
    const b = movement.transpose(a, [2, 0, 1])
    expect(b.shape).toEqual([4, 2, 3])
    for (let i = 0; i < 2; i++)
      for (let j = 0; j < 3; j++)
        for (let k = 0; k < 4; k++) expect(b.data[(k * 2 + i) * 3 + j]).toBe(a.data[(i * 3 + j) * 4 + k])
    expect(movement.transpose(count(70, 80), [1, 0]).data[79 * 70 + 3]).toBe(3 * 80 + 79)
    expect(movement.transpose(NDArray.zeros([0, 3]), [1, 0]).shape).toEqual([3, 0])
  })

  it('moves strings and complex numbers', () => {
    expect(
      movement
        .transpose(
          NDArray.of([
            ['a', 'b'],
            ['c', 'd'],
          ]),
          [1, 0],
        )
        .tolist()
        .flat()
        .map(String),
    ).toEqual(['a', 'c', 'b', 'd'])
    const z = new NDArray('complex64', [2, 2], new Float32Array([1, 2, 3, 4, 5, 6, 7, 8]))
    expect([...(movement.transpose(z, [1, 0]).data as Float32Array)]).toEqual([1, 2, 5, 6, 3, 4, 7, 8])
    expect([...(movement.tile(z, [1, 2]).data as Float32Array)]).toEqual([
      1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8,
    ])
    expect([...(movement.gather(z, NDArray.of([1, 0], 'int64')).data as Float32Array)]).toEqual([
      5, 6, 7, 8, 1, 2, 3, 4,
    ])
    expect([...(movement.pad(NDArray.of(['x']), [[1, 0]]).data as Uint8Array[])].map(String)).toEqual(['', 'x'])
  })

  it('tiles and broadcasts', () => {
    expect(movement.tile(two, [2, 2]).tolist()).toEqual([
      [1, 2, 3, 1, 2, 3],
      [4, 5, 6, 4, 5, 6],
      [1, 2, 3, 1, 2, 3],
      [4, 5, 6, 4, 5, 6],
    ])
    expect(movement.tile(two, [0, 2]).shape).toEqual([0, 6])
    expect(movement.broadcastTo(NDArray.of([[1], [2]]), [2, 2, 3]).tolist()).toEqual([
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
    ])
  })

  it('slices', () => {
    expect(movement.slice(two, [0, 1], [2, 2]).tolist()).toEqual([
      [2, 3],
      [5, 6],
    ])
    expect(movement.stridedSlice(two, [1, 2], [-1, -2], [2, 2]).tolist()).toEqual([
      [6, 4],
      [3, 1],
    ])
    expect(movement.stridedSlice(two, [2, 0], [1, 1], [0, 3]).shape).toEqual([0, 3])
    expect(movement.reverse(two, [1]).tolist()).toEqual([
      [3, 2, 1],
      [6, 5, 4],
    ])
    expect(movement.reverse(two, [0, 1]).tolist()).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ])
    const target = two.copy()
    movement.stridedAssign(target, NDArray.of([9, 8], 'int32'), [0, 0], [1, 2], [2, 2])
    expect(target.tolist()).toEqual([
      [9, 2, 8],
      [9, 5, 8],
    ])
  })

  it('joins and splits', () => {
    expect(movement.concat([two, two], 0).shape).toEqual([4, 3])
    expect(movement.concat([two, NDArray.of([[7], [8]], 'int32')], 1).tolist()).toEqual([
      [1, 2, 3, 7],
      [4, 5, 6, 8],
    ])
    expect(movement.concat([count(2, 0), count(2, 2)], 1).tolist()).toEqual([
      [0, 1],
      [2, 3],
    ])
    expect(movement.pack([NDArray.of([1, 2]), NDArray.of([3, 4])], 1).tolist()).toEqual([
      [1, 3],
      [2, 4],
    ])
    expect(movement.pack([NDArray.of(1), NDArray.of(2)], 0).tolist()).toEqual([1, 2])
    expect(movement.unpack(two, 1).map(part => part.tolist())).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ])
    expect(movement.split(two, 1, [1, 2]).map(part => part.tolist())).toEqual([
      [[1], [4]],
      [
        [2, 3],
        [5, 6],
      ],
    ])
  })

  it('pads as TensorFlow 0.12.1', () => {
    expect(
      movement
        .pad(two, [
          [1, 0],
          [0, 2],
        ])
        .tolist(),
    ).toEqual([
      [0, 0, 0, 0, 0],
      [1, 2, 3, 0, 0],
      [4, 5, 6, 0, 0],
    ])
    const reflected = [
      [6, 5, 4, 5, 6, 5, 4],
      [3, 2, 1, 2, 3, 2, 1],
    ]
    expect(
      movement
        .pad(
          two,
          [
            [1, 1],
            [2, 2],
          ],
          'REFLECT',
        )
        .tolist(),
    ).toEqual([...reflected, ...reflected])
    const [a, b] = [
      [3, 2, 1, 1, 2, 3, 3, 2],
      [6, 5, 4, 4, 5, 6, 6, 5],
    ]
    expect(
      movement
        .pad(
          two,
          [
            [2, 2],
            [3, 2],
          ],
          'SYMMETRIC',
        )
        .tolist(),
    ).toEqual([b, a, a, b, b, a])
    expect(() =>
      movement.pad(
        two,
        [
          [1, 1],
          [3, 2],
        ],
        'REFLECT',
      ),
    ).toThrow('paddings must be less than the dimension size: 3, 2 not less than 3')
    expect(() =>
      movement.pad(
        two,
        [
          [3, 2],
          [3, 2],
        ],
        'SYMMETRIC',
      ),
    ).toThrow('paddings must be no greater than the dimension size: 3, 2 greater than 2')
  })

  it('gathers', () => {
    expect(movement.gather(two, NDArray.of([[1], [0]], 'int32')).tolist()).toEqual([[[4, 5, 6]], [[1, 2, 3]]])
    expect(movement.gather(count(3, 50), NDArray.of([2], 'int32')).data[49]).toBe(149)
    const bad =
      (indices: unknown): (() => unknown) =>
      () =>
        movement.gather(NDArray.of([1, 2, 3]), NDArray.of(indices, 'int32'))
    expect(bad([1, 7])).toThrow('indices[1] = 7 is not in [0, 3)')
    expect(
      bad([
        [1, 2],
        [0, 7],
      ]),
    ).toThrow('indices[1,1] = 7 is not in [0, 3)')
    expect(bad(-1)).toThrow('indices = -1 is not in [0, 3)')
  })
})

describe('matmul', () => {
  it('multiplies in every orientation', () => {
    const a = NDArray.of([
      [1, 2, 3],
      [4, 5, 6],
    ])
    const b = NDArray.of([
      [1, 0],
      [2, 1],
      [0, 3],
    ])
    const want = [
      [5, 11],
      [14, 23],
    ]
    const at = movement.transpose(a, [1, 0])
    const bt = movement.transpose(b, [1, 0])
    expect(matmul(a, b).tolist()).toEqual(want)
    expect(matmul(at, b, { transposeA: true }).tolist()).toEqual(want)
    expect(matmul(a, bt, { transposeB: true }).tolist()).toEqual(want)
    expect(matmul(at, bt, { transposeA: true, adjointB: true }).tolist()).toEqual(want)
    for (const type of ['float16', 'float64', 'int32', 'int64'])
      expect(matmul(a.astype(type), b.astype(type)).tolist()).toEqual(want)
    expect(matmul(NDArray.zeros([2, 0]), NDArray.zeros([0, 2])).tolist()).toEqual([
      [0, 0],
      [0, 0],
    ])
    expect(() => matmul(a, a)).toThrow('Matrix size-incompatible: In[0]: [2,3], In[1]: [2,3]')
  })

  it('multiplies batches and complex numbers', () => {
    const a = count(2, 2, 1, 2)
    const b = count(2, 2, 2, 1)
    expect(matmul(a, b).tolist()).toEqual([
      [[[1]], [[13]]],
      [[[41]], [[85]]],
    ])
    const z = new NDArray('complex64', [1, 1], new Float32Array([1, 2]))
    expect([...(matmul(z, z).data as Float32Array)]).toEqual([-3, 4])
    expect([...(matmul(z, z, { adjointA: true }).data as Float32Array)]).toEqual([5, 0])
  })
})

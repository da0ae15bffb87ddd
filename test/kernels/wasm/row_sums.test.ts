/** Rows that indices choose, added up: compiled as by the reference kernels. */
import { expect, it } from 'vitest'
import '../../../src/ops/sparse/sparse_dense_ops.ts'
import '../../../src/ops/sparse/sparse_segment_ops.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { compareOp } from './run_op.ts'
import { random, randomArray } from './run_step.ts'

const integers = (values: readonly number[], shape: readonly number[], type: string): NDArray =>
  new NDArray('int32', shape, Int32Array.from(values)).astype(type)

it('products of sparse and dense matrices', () => {
  const rng = random(71)
  for (let trial = 0; trial < 60; trial++) {
    const type = rng.pick(['float32', 'float32', 'float64', 'int32'])
    const a = [rng.pick([1, 2, 7, 40]), rng.pick([1, 3, 9, 33])]
    const adjoint_a = rng.below(2) === 0
    const count = rng.pick([0, 1, 5, 60])
    const width = rng.pick([1, 3, 4, 17, 64])
    const places = Array.from({ length: count }, () => [rng.below(a[0] as number), rng.below(a[1] as number)]).flat()
    const small = (shape: readonly number[]): NDArray =>
      randomArray(rng, type === 'int32' ? 'int8' : type, shape).astype(type)
    const dense = small([a[adjoint_a ? 0 : 1] as number, width])
    const inputs = [integers(places, [count, 2], 'int64'), small([count]), integers(a, [2], 'int64'), dense]
    const attrs = { adjoint_a, adjoint_b: false }
    const tolerance = type === 'float32' ? 1e-4 : type === 'float64' ? 1e-12 : 0
    expect(compareOp({ op: 'SparseTensorDenseMatMul', inputs, attrs, tolerance, outputTypes: [dense.dtype] })).toBe(
      true,
    )
    if (count === 0) continue
    const bad = places.with(rng.below(places.length), rng.pick([-1, 40]))
    const shape = [a[adjoint_a ? 1 : 0] as number, width]
    const wrong = {
      op: 'SparseTensorDenseMatMul',
      inputs: inputs.with(0, integers(bad, [count, 2], 'int64')),
      attrs,
      shape,
      outputTypes: [dense.dtype],
    }
    expect(compareOp(wrong)).toBe(true)
  }
})

it('gradients of sparse segment means', () => {
  const rng = random(72)
  for (let trial = 0; trial < 60; trial++) {
    const type = rng.pick(['float32', 'float64'])
    const rows = rng.pick([1, 3, 50])
    const count = rng.pick([0, 1, 5, 60])
    let id = 0
    const ids = Array.from({ length: count }, (_, i) => (i > 0 && rng.below(2) ? ++id : id))
    const indices = ids.map(() => rng.below(rows))
    const grad = randomArray(rng, type, [id + 1, ...rng.pick([[], [1], [3], [16], [5, 7]])])
    const op = rng.pick(['SparseSegmentMeanGrad', 'SparseSegmentSqrtNGrad'])
    const wide = rng.pick(['int32', 'int64'])
    const tolerance = type === 'float32' ? 1e-5 : 1e-13
    const inputs = [
      grad,
      integers(indices, [count], wide),
      integers(ids, [count], 'int32'),
      integers([rows], [], 'int32'),
    ]
    expect(compareOp({ op, inputs, tolerance })).toBe(true)
    if (count === 0) continue
    const at = rng.below(count)
    const shape = [rows, ...grad.shape.slice(1)]
    expect(
      compareOp({ op, inputs: inputs.with(1, integers(indices.with(at, rng.pick([-1, 50])), [count], wide)), shape }),
    ).toBe(true)
    expect(
      compareOp({ op, inputs: inputs.with(2, integers(ids.with(at, rng.pick([-1, 99])), [count], 'int32')), shape }),
    ).toBe(true)
    expect(
      compareOp({ op, inputs: inputs.with(2, integers(ids.with(count - 1, id + 1), [count], 'int32')), shape }),
    ).toBe(true)
  }
})

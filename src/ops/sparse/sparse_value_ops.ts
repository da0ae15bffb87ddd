/** Sums, extremes, reductions and softmax of sparse tensors. */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp, type OpArgs } from '../../graph/build/apply_op.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import type { OpDef } from '../../graph/op_def.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import type { Dim } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { scatterRows } from '../../kernels/reference/arrays/scatter.ts'
import { elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import {
  type Coordinates,
  compareRows,
  coordinateMatrix,
  coordinatesOf,
  int64Array,
  mergedRows,
  sortedRows,
  takeOrZero,
  takeRows,
} from '../../kernels/reference/sparse/sparse.ts'
import { call, input } from '../../kernels/scalar.ts'
import { complex128, float64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, shapeText, strides } from '../../tensor/shape.ts'
import { gather_nd } from '../array/gather_ops.ts'
import { to_int64 } from '../math/cast_ops.ts'
import { floorOver, negated, times } from '../math/operators.ts'
import { reducedShape, reductionAxes } from '../math/reduction_ops.ts'
import { reshape } from '../math/shape_ops.ts'
import { requireSparse, sparseResult } from './sparse_arguments.ts'
import { sparse_dense_cwise_add } from './sparse_dense_ops.ts'
import { checkColumns, checkRows, inferSparse, summary } from './sparse_shape_checks.ts'

/** Two sparse tensors of one shape as coordinates and values, checked. */
function operands(
  k: KernelContext,
  subject: (what: 'indices' | 'values', texts: string) => string,
): { a: Coordinates; b: Coordinates; x: NDArray; y: NDArray } {
  const [aIndices, x, aShape, bIndices, y, bShape] = [0, 1, 2, 3, 4, 5].map(i => k.input(i)) as [
    NDArray,
    NDArray,
    NDArray,
    NDArray,
    NDArray,
    NDArray,
  ]
  const both = (p: NDArray, q: NDArray, joint: string): string => `${shapeText(p.shape)}${joint}${shapeText(q.shape)}`
  if (aIndices.shape.length !== 2 || bIndices.shape.length !== 2) {
    throw invalidArgument(subject('indices', both(aIndices, bIndices, k.node.op === 'SparseAdd' ? ' and ' : ', ')))
  }
  if (x.shape.length !== 1 || y.shape.length !== 1) throw invalidArgument(subject('values', both(x, y, ' and ')))
  if (x.size !== aIndices.shape[0] || y.size !== bIndices.shape[0]) {
    throw invalidArgument(
      `Expected ${aIndices.shape[0]} and ${bIndices.shape[0]} non-empty input values, got ${x.size} and ${y.size}`,
    )
  }
  if (aShape.shape.length !== 1 || bShape.shape.length !== 1) {
    throw invalidArgument(`Input shapes should be a vector but received shapes ${both(aShape, bShape, ' and ')}`)
  }
  const [p, q] = [integersOf(aShape), integersOf(bShape)]
  if (p.length !== q.length)
    throw invalidArgument(`Operands do not have the same ranks; got shapes: ${summary(p)} and ${summary(q)}`)
  for (const [i, size] of p.entries()) {
    if (size !== q[i])
      throw invalidArgument(`Operands' shapes do not match: got ${size} and ${q[i]} for dimension ${i}`)
  }
  return { a: coordinatesOf(aIndices), b: coordinatesOf(bIndices), x, y }
}

/** The magnitudes of numbers. */
function magnitudes(values: NDArray): number[] {
  if (!values.dtype.is_complex) return Array.from(values.astype(float64).data as Float64Array, Math.abs)
  const parts = values.astype(complex128).data as Float64Array
  return Array.from({ length: values.size }, (_, i) => Math.hypot(parts[2 * i] as number, parts[2 * i + 1] as number))
}

export const SparseAdd = defineOp('SparseAdd', {
  inputs: [
    'a_indices: int64',
    'a_values: T',
    'a_shape: int64',
    'b_indices: int64',
    'b_values: T',
    'b_shape: int64',
    'thresh: Treal',
  ],
  outputs: ['sum_indices: int64', 'sum_values: T', 'sum_shape: int64'],
  attrs: ['T: numbertype', 'Treal: realnumbertype'],
  infer: c => {
    const shape = c.withRank(c.input(2), 1)
    return [[null, shape[0] as Dim], [null], shape]
  },
  gradient: (op, _indices, grad) => {
    const [a, b] = applyOp(SparseAddGrad, {
      backprop_val_grad: grad,
      a_indices: op.inputs[0],
      b_indices: op.inputs[3],
      sum_indices: op.outputs[0],
    }).outputs as [Tensor, Tensor]
    a.set_shape((op.inputs[1] as Tensor).get_shape())
    b.set_shape((op.inputs[4] as Tensor).get_shape())
    return [null, a, null, null, b, null, null]
  },
  kernel: k => {
    const { a, b, x, y } = operands(
      k,
      (what, texts) =>
        `Input ${what} should be ${what === 'indices' ? 'matrices' : 'vectors'} but received shapes: ${texts}`,
    )
    const thresh = k.input(6)
    if (thresh.shape.length !== 0)
      throw invalidArgument(`The magnitude threshold must be a scalar: got shape ${shapeText(thresh.shape)}`)
    const least = (thresh.astype(float64).data as Float64Array)[0] as number
    const { rows, fromA, fromB } = mergedRows(a, b)
    const sums = elementwise(
      call('add', input(0), input(1)),
      [takeOrZero(x, fromA), takeOrZero(y, fromB)],
      x.dtype.base_dtype,
    )
    // the threshold is for sums: what only one of them has stays
    const single = (i: number): boolean => (fromA[i] as number) < 0 || (fromB[i] as number) < 0
    const kept = magnitudes(sums).flatMap((size, i) => (single(i) || least <= size ? [i] : []))
    // of nothing the indices have as many columns as the shape has dimensions, whatever theirs were
    const rank = k.input(2).size
    checkColumns(rows.rank, rank, rows.count)
    return [coordinateMatrix({ ...takeRows(rows, kept), rank }), sums.take(kept), k.input(2)]
  },
  lower: { kind: 'host' },
})

export const SparseAddGrad = defineOp('SparseAddGrad', {
  inputs: ['backprop_val_grad: T', 'a_indices: int64', 'b_indices: int64', 'sum_indices: int64'],
  outputs: ['a_val_grad: T', 'b_val_grad: T'],
  attrs: ['T: numbertype'],
  infer: c => [[c.withRank(c.input(1), 2)[0] as Dim], [c.withRank(c.input(2), 2)[0] as Dim]],
  gradient: 'none',
  kernel: k => {
    const [grad, a, b, sum] = [k.input(0), k.input(1), k.input(2), k.input(3)]
    if (a.shape.length !== 2 || b.shape.length !== 2 || sum.shape.length !== 2) {
      throw invalidArgument(
        `Input indices should be matrices but received shapes: ${shapeText(a.shape)} and ${shapeText(b.shape)} and ${shapeText(sum.shape)}`,
      )
    }
    if (grad.shape.length !== 1)
      throw invalidArgument(`Input backprop_val_grad should be a vector but received shape: ${shapeText(grad.shape)}`)
    if (a.shape[1] !== b.shape[1] || b.shape[1] !== sum.shape[1]) {
      throw invalidArgument(
        `The densified operands should have the same ndims; for A, B, sum got: ${a.shape[1]}${b.shape[1]}${sum.shape[1]}`,
      )
    }
    if (grad.size !== sum.shape[0]) {
      throw invalidArgument(
        `# elements of backprop_val_grad and # rows of sum_indices should match (#nnz of sum): got ${grad.size} and ${sum.shape[0]}`,
      )
    }
    const sums = coordinatesOf(sum)
    const positionsOf = (rows: Coordinates): number[] => {
      let at = 0
      return Array.from({ length: rows.count }, (_, i) => {
        while (at < sums.count && compareRows(sums, at, rows, i) < 0) at++
        return at < sums.count && compareRows(sums, at, rows, i) === 0 ? at : -1
      })
    }
    return [takeOrZero(grad, positionsOf(coordinatesOf(a))), takeOrZero(grad, positionsOf(coordinatesOf(b)))]
  },
  lower: { kind: 'reference' },
})

const extreme = (fn: 'max' | 'min', types: string): OpSpec => ({
  inputs: ['a_indices: int64', 'a_values: T', 'a_shape: int64', 'b_indices: int64', 'b_values: T', 'b_shape: int64'],
  outputs: ['output_indices: int64', 'output_values: T'],
  attrs: [`T: ${types}`],
  infer: c => {
    inferSparse(c)
    inferSparse(c, 3)
    return [[null, null], [null]]
  },
  // TensorFlow's function takes too few arguments, so that it never comes to say that it has no gradient
  gradient: () => {
    throw new TypeError(
      `_SparseSparse${fn === 'max' ? 'Maximum' : 'Minimum'}Grad() takes 2 positional arguments but 3 were given`,
    )
  },
  kernel: k => {
    const { a, b, x, y } = operands(k, (what, texts) =>
      what === 'indices'
        ? `Inputs a_indices and b_indices should be matrices but received shapes: ${texts}`
        : `Inputs a_values and b_values should be vectors but received shapes: ${texts}`,
    )
    const { rows, fromA, fromB } = mergedRows(a, b)
    return [
      coordinateMatrix(rows),
      elementwise(call(fn, input(0), input(1)), [takeOrZero(x, fromA), takeOrZero(y, fromB)], x.dtype.base_dtype),
    ]
  },
  lower: { kind: 'host' },
})
export const SparseSparseMaximum = defineOp('SparseSparseMaximum', extreme('max', 'realnumbertype'))
export const SparseSparseMinimum = defineOp('SparseSparseMinimum', extreme('min', 'numbertype'))

interface Reduced {
  readonly dims: number[]
  /** Groups in order: the coordinates that are kept, and the sums. */
  readonly groups: Coordinates
  readonly sums: NDArray
}
/** The sums of the values that agree in the dimensions that are kept. */
function reducedSums(k: KernelContext): Reduced {
  const [indices, values, shapeInput, axesInput] = [k.input(0), k.input(1), k.input(2), k.input(3)]
  if (shapeInput.shape.length !== 1)
    throw invalidArgument(`Expected input_shape to be a vector; got shape: ${shapeText(shapeInput.shape)}`)
  if (axesInput.shape.length > 1)
    throw invalidArgument(
      `Expected reduction_axes to be a scalar or a vector; got shape: ${shapeText(axesInput.shape)}`,
    )
  const dims = integersOf(shapeInput)
  const axes = new Set<number>()
  for (const axis of integersOf(axesInput)) {
    if (axis < -dims.length || axis >= dims.length)
      throw invalidArgument(`Invalid reduction dimension ${axis}, for input with ${dims.length} dimensions.`)
    axes.add(axis < 0 ? axis + dims.length : axis)
  }
  checkRows(indices, values)
  const kept = dims.map((_, d) => d).filter(d => !axes.has(d))
  const rows = coordinatesOf(indices)
  // TensorFlow ends the process
  if (rows.rank !== dims.length)
    throw invalidArgument(`Input indices have ${rows.rank} columns, but the input shape has ${dims.length} dimensions`)
  const projected: Coordinates = {
    rank: kept.length,
    count: rows.count,
    at: new Float64Array(rows.count * kept.length),
  }
  for (let i = 0; i < rows.count; i++)
    for (const [j, d] of kept.entries()) projected.at[i * kept.length + j] = rows.at[i * rows.rank + d] as number
  const order = sortedRows(projected)
  const first: number[] = []
  const group = new Int32Array(rows.count)
  for (const [i, row] of order.entries()) {
    if (i === 0 || compareRows(projected, row, projected, order[i - 1] as number) !== 0) first.push(row)
    group[row] = first.length - 1
  }
  const sums = NDArray.zeros([first.length], values.dtype.base_dtype)
  scatterRows('add', sums, group, values, 1)
  const groups = takeRows(projected, first)
  if (k.attr('keep_dims') !== true) return { dims: kept.map(d => dims[d] as number), groups, sums }
  const at = new Float64Array(groups.count * dims.length)
  for (let i = 0; i < groups.count; i++)
    for (const [j, d] of kept.entries()) at[i * dims.length + d] = groups.at[i * kept.length + j] as number
  return {
    dims: dims.map((size, d) => (axes.has(d) ? 1 : size)),
    groups: { rank: dims.length, count: groups.count, at },
    sums,
  }
}
const reduceSumSpec = {
  inputs: ['input_indices: int64', 'input_values: T', 'input_shape: int64', 'reduction_axes: int32'],
  attrs: ['keep_dims: bool = false', 'T: numbertype'],
} as const

export const SparseReduceSum = defineOp('SparseReduceSum', {
  ...reduceSumSpec,
  outputs: ['output: T'],
  infer: () => [null],
  gradient: (op, grad) => {
    const [indices, , denseShape, axes] = op.inputs as [Tensor, Tensor, Tensor, Tensor]
    const kept = reducedShape(denseShape, axes)
    const reshaped = reshape(grad as Tensor, kept)
    const scale = floorOver(denseShape, to_int64(kept))
    return [null, gather_nd(reshaped, floorOver(indices, scale)), null, null]
  },
  kernel: k => {
    const { dims, groups, sums } = reducedSums(k)
    const out = NDArray.zeros(dims, sums.dtype)
    const steps = strides(dims)
    const positions = Array.from({ length: groups.count }, (_, i) =>
      steps.reduce((flat, step, d) => flat + step * (groups.at[i * groups.rank + d] as number), 0),
    )
    if (numElements(dims) > 0) scatterRows('assign', out, positions, sums, 1)
    return out
  },
  lower: { kind: 'host' },
})
export const SparseReduceSumSparse = defineOp('SparseReduceSumSparse', {
  ...reduceSumSpec,
  outputs: ['output_indices: int64', 'output_values: T', 'output_shape: int64'],
  infer: () => [null, null, null],
  gradient: 'unregistered',
  kernel: k => {
    const { dims, groups, sums } = reducedSums(k)
    return [coordinateMatrix(groups), sums, int64Array(dims, [dims.length])]
  },
  lower: { kind: 'host' },
})

export const SparseSoftmax = defineOp('SparseSoftmax', {
  inputs: ['sp_indices: int64', 'sp_values: T', 'sp_shape: int64'],
  outputs: ['output: T'],
  attrs: ['T: {float, double}'],
  infer: c => {
    inferSparse(c)
    return [c.withRank(c.input(1), 1)]
  },
  gradient: (op, grad) => {
    const [indices, , denseShape] = op.inputs as [Tensor, Tensor, Tensor]
    const output = new SparseTensor(indices, op.outputs[0] as Tensor, denseShape)
    const given = new SparseTensor(indices, grad as Tensor, denseShape)
    const product = new SparseTensor(indices, times(output.values, given.values), denseShape)
    const sums = negated(sparse_reduce_sum(product, [-1], { keep_dims: true }))
    const shifted = sparse_dense_cwise_add(given, sums)
    return [null, times(shifted.values, output.values), null]
  },
  kernel: k => {
    const [indices, values, shapeInput] = [k.input(0), k.input(1), k.input(2)]
    if (indices.shape.length !== 2)
      throw invalidArgument(`Input sp_indices should be a matrix but received shape: ${shapeText(indices.shape)}`)
    if (values.shape.length !== 1 || shapeInput.shape.length !== 1) {
      throw invalidArgument(
        `Inputs sp_values and sp_shape should be vectors but received shapes: ${shapeText(values.shape)} and ${shapeText(shapeInput.shape)}`,
      )
    }
    if (shapeInput.size < 2)
      throw invalidArgument(`Input should have rank >= 2, but received shape: ${summary(integersOf(shapeInput))}`)
    checkRows(indices, values)
    return softmaxOfRows(coordinatesOf(indices), values)
  },
  lower: { kind: 'reference' },
})

/** Softmax over the entries that agree in all but the last coordinate. */
function softmaxOfRows(rows: Coordinates, values: NDArray): NDArray {
  const out = values.copy()
  const data = out.data as Float64Array
  const sameRow = (i: number, j: number): boolean => {
    for (let d = 0; d < rows.rank - 1; d++) if (rows.at[i * rows.rank + d] !== rows.at[j * rows.rank + d]) return false
    return true
  }
  for (let start = 0; start < rows.count; ) {
    let end = start + 1
    while (end < rows.count && sameRow(start, end)) end++
    const part = data.subarray(start, end)
    const largest = part.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY)
    const exponentials = Array.from(part, x => Math.exp(x - largest))
    const sum = exponentials.reduce((a, b) => a + b, 0)
    for (const [i, x] of exponentials.entries()) part[i] = x / sum
    start = end
  }
  return out
}

// --- functions (ops/sparse_ops.py)

interface ReduceArgs {
  sp_input: SparseTensor
  axis: TensorLike | null
  keep_dims: boolean
  reduction_axes: TensorLike | null
}
const reduction = ({ sp_input, axis, keep_dims, reduction_axes }: ReduceArgs): OpArgs => ({
  input_indices: requireSparse(sp_input).indices,
  input_values: sp_input.values,
  input_shape: sp_input.shape,
  reduction_axes: reductionAxes(sp_input, axis, reduction_axes),
  keep_dims,
})
/** The sum over dimensions of a sparse tensor, as a dense one. */
export const sparse_reduce_sum = pyfunction(
  'sparse_reduce_sum(sp_input, axis=None, keep_dims=False, reduction_axes=None)',
  (args: ReduceArgs): Tensor => apply(SparseReduceSum, reduction(args)),
)
/** The sum over dimensions of a sparse tensor, as a sparse one. */
export const sparse_reduce_sum_sparse = pyfunction(
  'sparse_reduce_sum_sparse(sp_input, axis=None, keep_dims=False, reduction_axes=None)',
  (args: ReduceArgs): SparseTensor => sparseResult(SparseReduceSumSparse, reduction(args)),
)

/** Softmax over the entries of each innermost row that are there. */
export const sparse_softmax = pyfunction(
  'sparse_softmax(sp_input, name=None)',
  ({ sp_input, name }: { sp_input: SparseTensor; name: Name }): SparseTensor =>
    withScope(name, 'SparseSoftmax', [requireSparse(sp_input).indices, sp_input.values], () => {
      const values = apply(SparseSoftmax, {
        sp_indices: sp_input.indices,
        sp_values: sp_input.values,
        sp_shape: sp_input.shape,
      })
      return new SparseTensor(sp_input.indices, values, sp_input.shape)
    }),
)

interface PairArgs {
  sp_a: SparseTensor
  sp_b: SparseTensor
  name: Name
}
const extremePair =
  (def: OpDef) =>
  ({ sp_a, sp_b, name }: PairArgs): SparseTensor => {
    const [indices, values] = withScope(
      name,
      def.name,
      [requireSparse(sp_a).indices, sp_a.values, requireSparse(sp_b).indices, sp_b.values],
      scope =>
        applyOp(
          def,
          {
            a_indices: sp_a.indices,
            a_values: sp_a.values,
            a_shape: sp_a.shape,
            b_indices: sp_b.indices,
            b_values: sp_b.values,
            b_shape: sp_b.shape,
          },
          scope,
        ),
    ).outputs
    return new SparseTensor(indices as Tensor, values as Tensor, sp_a.shape)
  }
/** The larger of the elements of two sparse tensors; what is missing counts as 0. */
export const sparse_maximum = pyfunction('sparse_maximum(sp_a, sp_b, name=None)', (args: PairArgs) =>
  extremePair(SparseSparseMaximum)(args),
)
/** The smaller of the elements of two sparse tensors; what is missing counts as 0. */
export const sparse_minimum = pyfunction('sparse_minimum(sp_a, sp_b, name=None)', (args: PairArgs) =>
  extremePair(SparseSparseMinimum)(args),
)

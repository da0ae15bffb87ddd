/** The largest elements, and whether a class is among the most probable (core/kernels/topk_op.cc, in_topk_op.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integerOf, integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type GradientFunction, type Lowering } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { topK } from '../../kernels/reference/arrays/top_k.ts'
import { realsOf } from '../../kernels/reference/scalars/reals.ts'
import { bool, int32 } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import { gather } from '../array/gather_ops.ts'
import { pack } from '../array/pack_ops.ts'
import { zeros } from '../math/constant_op.ts'
import { minus, plus, times } from '../math/operators.ts'
import { reduce_prod } from '../math/reduction_ops.ts'
import { range } from '../math/sequence_ops.ts'
import { expand_dims, reshape, shape, size } from '../math/shape_ops.ts'
import { sparse_to_dense } from '../sparse/sparse_dense_ops.ts'

function inferTopK(c: InferenceContext, k: number | null): readonly Shape[] {
  const input = c.withRankAtLeast(c.input(0), 1)
  if (input === null) return [null, null]
  const last = input.at(-1) as number | null
  if (last !== null && k !== null && last < k) throw c.fail(`input must have last dimension >= k = ${k} but is ${last}`)
  const output = [...input.slice(0, -1), k]
  return [output, output]
}

function checked(input: NDArray, k: number, sorted: boolean): readonly [NDArray, NDArray] {
  if (k < 0) throw invalidArgument(`Need k >= 0, got ${k}`)
  if (input.shape.length < 1) throw invalidArgument(`input must be >= 1-D, got shape ${shapeText(input.shape)}`)
  if ((input.shape.at(-1) as number) < k) throw invalidArgument('input must have at least k columns')
  return topK(input, k, sorted)
}

/** Puts the gradients of the values back to where the values came from. */
const gradient: GradientFunction = (op, grad) => {
  const [input] = op.inputs as [Tensor]
  const indices = op.outputs[1] as Tensor
  const whole = shape(input)
  const found = shape(indices)
  const columns = gather(found, minus(size(found), 1))
  const matrix = reshape(indices, pack([-1, columns]))
  const width = gather(whole, minus(size(whole), 1))
  const rows = shape(matrix).at(0)
  const starts = expand_dims(range(0, times(rows, width), width), -1)
  const flat = reshape(plus(matrix, starts), [-1])
  const dense = sparse_to_dense(flat, reshape(reduce_prod(whole), [1]), reshape(grad as Tensor, [-1]), {
    validate_indices: false,
  })
  const back = reshape(dense, whole)
  return op.inputs.length === 1 ? [back] : [back, zeros([], int32)]
}

/** The reference kernel alone knows the order of rows that are not sorted. */
const sortedRows: Lowering = {
  kind: 'kernel',
  kernel: 'top_k',
  operands: [0],
  attrs: ({ attr, inputShapes: [input = []] }) => (attr('sorted') === true && input.length > 0 ? {} : undefined),
}

export const TopK = defineOp('TopK', {
  inputs: ['input: T'],
  outputs: ['values: T', 'indices: int32'],
  attrs: ['k: int >= 0', 'sorted: bool = true', 'T: realnumbertype'],
  deprecated: { version: 7, explanation: 'Use TopKV2 instead' },
  infer: c => {
    const k = c.attr('k')
    if (k < 0) throw c.fail(`Need k >= 0, got ${k}`)
    return inferTopK(c, k)
  },
  gradient,
  kernel: k => checked(k.input(0), Number(k.attr('k')), k.attr('sorted') === true),
  lower: sortedRows,
})
export const TopKV2 = defineOp('TopKV2', {
  inputs: ['input: T', 'k: int32'],
  outputs: ['values: T', 'indices: int32'],
  attrs: ['sorted: bool = true', 'T: realnumbertype'],
  infer: c => {
    c.withRankAtLeast(c.input(0), 1)
    return inferTopK(c, c.dimFromScalar(1))
  },
  gradient,
  shapeInputs: [1],
  kernel: k => {
    const count = k.input(1)
    if (count.shape.length > 0) throw invalidArgument(`k must be scalar, got shape ${shapeText(count.shape)}`)
    return checked(k.input(0), integerOf(count), k.attr('sorted') === true)
  },
  lower: sortedRows,
})

export const InTopK = defineOp('InTopK', {
  inputs: ['predictions: float', 'targets: T'],
  outputs: ['precision: bool'],
  attrs: ['k: int32', 'T: {int32, int64} = DT_INT32'],
  infer: c => {
    const predictions = c.withRank(c.input(0), 2)
    const targets = c.withRank(c.input(1), 1)
    return [[c.mergeDim(predictions[0] as number | null, targets[0] as number | null)]]
  },
  gradient: 'none',
  kernel: k => {
    const [predictions, targets] = [k.input(0), k.input(1)]
    if (predictions.shape.length !== 2) throw invalidArgument('predictions must be 2-dimensional')
    if (targets.shape.length !== 1) throw invalidArgument('targets must be 1-dimensional')
    const [rows, classes] = predictions.shape as [number, number]
    if (rows !== targets.shape[0]) {
      throw invalidArgument(`First dimension of predictions ${rows} must match length of targets ${targets.shape[0]}`)
    }
    const values = realsOf(predictions)
    const limit = Number(k.attr('k'))
    const out = Uint8Array.from(integersOf(targets), (target, row) => {
      if (target < 0 || target >= classes) throw invalidArgument(`targets[${row}] is out of range`)
      const own = Array.from(values as ArrayLike<number>).slice(row * classes, (row + 1) * classes)
      const wanted = own[target] as number
      // nothing can be said of rows with infinities and NaN
      return Number(own.every(Number.isFinite) && own.filter(value => value > wanted).length < limit)
    })
    return new NDArray(bool, [rows], out)
  },
  lower: {
    kind: 'kernel',
    kernel: 'in_top_k',
    checks: true,
    attrs: ({ attr, inputShapes: [predictions = [], targets = []] }) =>
      predictions.length === 2 && targets.length === 1 && predictions[0] === targets[0]
        ? { k: Number(attr('k')) }
        : undefined,
  },
})

// --- functions

interface TopKArgs {
  input: TensorLike
  k: TensorLike
  sorted: boolean
  name: Name
}
/** The `k` largest elements along the last dimension, largest first (the first of equal ones first), and their indices. */
export const top_k = pyfunction('top_k(input, k=1, sorted=True, name=None)', ({ input, k, sorted, name }: TopKArgs) => {
  const [values, indices] = applyOp(TopKV2, { input, k: typeof k === 'number' ? int(k) : k, sorted }, name).outputs as [
    Tensor,
    Tensor,
  ]
  return Object.assign([values, indices] as [Tensor, Tensor], { values, indices })
})
/** Whether each of `targets` [batch] is among the `k` classes with the largest of `predictions` [batch, classes]. */
export const in_top_k = pyfunction(
  'in_top_k(predictions, targets, k, name=None)',
  ({ predictions, targets, k, name }: { predictions: TensorLike; targets: TensorLike; k: number; name: Name }) =>
    apply(InTopK, { predictions, targets, k }, name),
)

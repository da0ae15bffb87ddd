/** Sparse tensors together with dense ones. */

import { pyfunction } from '../../calling/signature.ts'
import { NotImplementedError, TypeError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { knownIntegers } from '../../graph/movement_lowerings.ts'
import { defineOp, type GradientFunction, type OpSpec } from '../../graph/op_def.ts'
import type { Dim } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { scatterRows } from '../../kernels/reference/arrays/scatter.ts'
import { elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { compareRows, coordinatesOf, flatPosition, rowText, takeOrZero } from '../../kernels/reference/sparse/sparse.ts'
import { sparseDenseMatmul } from '../../kernels/reference/sparse/sparse_matmul.ts'
import { call, input } from '../../kernels/scalar.ts'
import { int64 } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { broadcastStrides, numElements, sameShape, shapeText } from '../../tensor/shape.ts'
import { concat } from '../array/concat_ops.ts'
import { gather, gather_nd } from '../array/gather_ops.ts'
import { s, slice, sliceHelper } from '../array/slice_ops.ts'
import { transpose } from '../array/transpose_ops.ts'
import { opNamed } from '../core/operator_nodes.ts'
import { to_int64 } from '../math/cast_ops.ts'
import { ones } from '../math/constant_op.ts'
import { square } from '../math/function_ops.ts'
import { floorOver, minus, negated, over, times } from '../math/operators.ts'
import { reduce_sum } from '../math/reduction_ops.ts'
import { expand_dims, shape, size } from '../math/shape_ops.ts'
import { zeros_like } from '../math/zeros_like_ops.ts'
import { isSparse, type SparseInputArgs, type SparseLike, sparseResult, toSparse } from './sparse_arguments.ts'

export const SparseToDense = defineOp('SparseToDense', {
  inputs: ['sparse_indices: Tindices', 'output_shape: Tindices', 'sparse_values: T', 'default_value: T'],
  outputs: ['dense: T'],
  attrs: ['validate_indices: bool = true', 'T: type', 'Tindices: {int32, int64}'],
  infer: c => [c.valueAsShape(1)],
  gradient: 'none',
  shapeInputs: [1],
  kernel: k => {
    const [indices, shapeInput, values, fallback] = [k.input(0), k.input(1), k.input(2), k.input(3)]
    const rank = indices.shape.length
    if (rank > 2)
      throw invalidArgument(
        `sparse_indices should be a scalar, vector, or matrix, got shape ${shapeText(indices.shape)}`,
      )
    const count = rank > 0 ? (indices.shape[0] as number) : 1
    const depth = rank > 1 ? (indices.shape[1] as number) : 1
    if (shapeInput.shape.length !== 1)
      throw invalidArgument(`output_shape should be a vector, got shape ${shapeText(shapeInput.shape)}`)
    if (shapeInput.size !== depth)
      throw invalidArgument(`output_shape has incorrect number of elements: ${shapeInput.size} should be: ${depth}`)
    const single = values.shape.length === 0
    if (!single && !(values.shape.length === 1 && values.size === count)) {
      throw invalidArgument(`sparse_values has incorrect shape ${shapeText(values.shape)}, should be [] or [${count}]`)
    }
    if (fallback.shape.length !== 0) throw invalidArgument('default_value should be a scalar.')
    const dims = integersOf(shapeInput)
    for (const dim of dims) if (dim < 0) throw invalidArgument(`Dimension ${dim} must be >= 0`)
    const rows = coordinatesOf(new NDArray(indices.dtype, [count, depth], indices.data))
    if (k.attr('validate_indices') === true) validateRows(rows, dims)
    const out = takeOrZero(fallback.reshape([1]), new Array<number>(numElements(dims)).fill(0))
    const positions: number[] = []
    for (let i = 0; i < count; i++) {
      const flat = flatPosition(rows, i, dims)
      if (flat === undefined) throw invalidArgument(`Indices are not valid (out of bounds).  Shape: ${shapeText(dims)}`)
      positions.push(flat)
    }
    scatterRows(
      'assign',
      out,
      positions,
      single
        ? takeOrZero(
            values.reshape([1]),
            positions.map(() => 0),
          )
        : values,
      1,
    )
    return new NDArray(out.dtype, dims, out.data)
  },
  lower: {
    kind: 'kernel',
    kernel: 'sparse_to_dense',
    checks: true,
    operands: [0, 2, 3],
    attrs: node => {
      const [indices = [], , values = [], fallback = []] = node.inputShapes
      const leading = node.outputShapes[0] as readonly number[]
      if (indices.length > 2 || leading.length === 0 || (indices[1] ?? 1) !== leading.length || fallback.length > 0)
        return undefined
      if (values.length > 0 && !sameShape(values, [indices[0] ?? 1])) return undefined
      return { leading, ordered: node.attr('validate_indices') === true }
    },
  },
})

function validateRows(rows: ReturnType<typeof coordinatesOf>, dims: readonly number[]): void {
  for (let i = 0; i < rows.count; i++) {
    if (flatPosition(rows, i, dims) === undefined) {
      throw invalidArgument(`${rowText(rows, i)} is out of bounds: need 0 <= index < ${shapeText(dims)}`)
    }
    if (i === 0) continue
    const order = compareRows(rows, i, rows, i - 1)
    if (order < 0) throw invalidArgument(`${rowText(rows, i)} is out of order`)
    if (order === 0) throw invalidArgument(`${rowText(rows, i)} is repeated`)
  }
}

export const SparseTensorDenseAdd = defineOp('SparseTensorDenseAdd', {
  inputs: ['a_indices: Tindices', 'a_values: T', 'a_shape: Tindices', 'b: T'],
  outputs: ['output: T'],
  attrs: ['T: numbertype', 'Tindices: {int32, int64}'],
  infer: c => [c.input(3)],
  gradient: (op, grad) => [null, gather_nd(grad as Tensor, op.inputs[0] as Tensor), null, grad as Tensor],
  kernel: k => {
    const [indices, values, shapeInput, dense] = [k.input(0), k.input(1), k.input(2), k.input(3)]
    if (indices.shape.length !== 2)
      throw invalidArgument(`Input a_indices should be a matrix but received shape: ${shapeText(indices.shape)}`)
    if (values.shape.length !== 1 || shapeInput.shape.length !== 1) {
      throw invalidArgument(
        `Inputs a_values and a_shape should be vectors but received shapes: ${shapeText(values.shape)} and ${shapeText(shapeInput.shape)}`,
      )
    }
    if (shapeInput.size !== dense.shape.length) {
      throw invalidArgument(
        `Two operands have different dimensions; received: ${shapeInput.size} and ${dense.shape.length}`,
      )
    }
    const rows = coordinatesOf(indices)
    const positions = Array.from({ length: rows.count }, (_, i) => {
      const flat = flatPosition(rows, i, dense.shape)
      if (flat === undefined)
        throw invalidArgument(`${rowText(rows, i)} is out of bounds: need 0 <= index < ${shapeText(dense.shape)}`)
      return flat
    })
    const out = dense.copy()
    scatterRows('add', out, positions, values, 1)
    return out
  },
  lower: { kind: 'reference' },
})

export const SparseTensorDenseMatMul = defineOp('SparseTensorDenseMatMul', {
  inputs: ['a_indices: int64', 'a_values: T', 'a_shape: int64', 'b: T'],
  outputs: ['product: T'],
  attrs: ['T: type', 'adjoint_a: bool = false', 'adjoint_b: bool = false'],
  infer: c => {
    c.withRank(c.input(0), 2)
    c.withRank(c.input(1), 1)
    const a = c.withRank(c.valueAsShape(2), 2)
    const b = c.withRank(c.input(3), 2)
    const [adjointA, adjointB] = [c.attr('adjoint_a'), c.attr('adjoint_b')]
    c.mergeDim(a[adjointA ? 0 : 1] as Dim, b[adjointB ? 1 : 0] as Dim)
    return [[a[adjointA ? 1 : 0] as Dim, b[adjointB ? 0 : 1] as Dim]]
  },
  gradient: (op, grad) => {
    const [indices, values, denseShape, b] = op.inputs as [Tensor, Tensor, Tensor, Tensor]
    const sparse = new SparseTensor(indices, values, denseShape)
    const [adjointA, adjointB] = [op.attr('adjoint_a') === true, op.attr('adjoint_b') === true]
    if (values.dtype.is_complex)
      throw new NotImplementedError('SparseTensorDenseMatMul op does not support complex gradients.')
    const g = grad as Tensor
    let bGrad = sparse_tensor_dense_matmul(sparse, g, { adjoint_a: !adjointA })
    if (adjointB) bGrad = transpose(bGrad)
    // of the product of the gathered rows only what lies at the indices
    const rows = sliceHelper(indices, [s(null, null), 0])
    const columns = sliceHelper(indices, [s(null, null), 1])
    const partsA = gather(g, adjointA ? columns : rows)
    const partsB = gather(adjointB ? transpose(b) : b, adjointA ? rows : columns)
    const valuesGrad = reduce_sum(times(partsA, partsB), { reduction_indices: 1 })
    return [null, valuesGrad, null, bGrad]
  },
  shapeInputs: [2],
  kernel: k => {
    const [indices, values, shapeInput, b] = [k.input(0), k.input(1), k.input(2), k.input(3)]
    if (b.shape.length !== 2) throw invalidArgument("Tensor 'b' is not a matrix")
    if (shapeInput.shape.length !== 1) throw invalidArgument("Tensor 'a_shape' is not a vector")
    if (shapeInput.size !== 2) throw invalidArgument("Tensor 'a_shape' must have 2 elements")
    if (values.shape.length !== 1) throw invalidArgument("Tensor 'a_values' is not a vector")
    if (indices.shape.length !== 2) throw invalidArgument("Tensor 'a_indices' is not a matrix")
    if (indices.shape[0] !== values.size)
      throw invalidArgument('Number of rows of a_indices does not match number of entries in a_values')
    if (indices.shape[1] !== shapeInput.size)
      throw invalidArgument('Number of columns of a_indices does not match number of entries in a_shape')
    const a = integersOf(shapeInput) as [number, number]
    for (const size of a) if (size < 0) throw invalidArgument(`Dimension ${size} must be >= 0`)
    const adjoint = { a: k.attr('adjoint_a') === true, b: k.attr('adjoint_b') === true }
    const [left, right] = [adjoint.a ? a[0] : a[1], adjoint.b ? b.shape[1] : b.shape[0]]
    if (left !== right) {
      throw invalidArgument(
        `Cannot multiply A and B because inner dimension does not match: ${left} vs. ${right}.  Did you forget a transpose?  Dimensions of A: [${a[0]}, ${a[1]}).  Dimensions of B: ${shapeText(b.shape)}`,
      )
    }
    return sparseDenseMatmul(coordinatesOf(indices), values, a, b, adjoint)
  },
  lower: {
    kind: 'kernel',
    kernel: 'sparse_dense_matmul',
    checks: true,
    operands: [0, 1, 3],
    attrs: node => {
      const [indices = [], values = [], , b = []] = node.inputShapes
      const a = knownIntegers(node, 2)
      const adjoint = node.attr('adjoint_a') === true
      const fits =
        indices.length === 2 && indices[1] === 2 && values.length === 1 && values[0] === indices[0] && a?.length === 2
      // the rows of b are added up
      return fits && b.length === 2 && b[0] === a[adjoint ? 0 : 1] && node.attr('adjoint_b') !== true
        ? { adjoint }
        : undefined
    },
  },
})

/** The dense tensor is broadcast to the sparse one; the result has the sparse tensor's indices. */
const cwise = (fn: 'add' | 'mul' | 'div', gradient: GradientFunction): OpSpec => ({
  inputs: ['sp_indices: int64', 'sp_values: T', 'sp_shape: int64', 'dense: T'],
  outputs: ['output: T'],
  attrs: ['T: numbertype'],
  infer: c => [[c.withRank(c.input(0), 2)[0] as Dim]],
  gradient,
  kernel: k => {
    const [indices, values, shapeInput, dense] = [k.input(0), k.input(1), k.input(2), k.input(3)]
    if (indices.shape.length !== 2)
      throw invalidArgument(`Input sp_indices should be a matrix but received shape: ${shapeText(indices.shape)}`)
    if (values.shape.length !== 1 || shapeInput.shape.length !== 1) {
      throw invalidArgument(
        `Inputs sp_values and sp_shape should be vectors but received shapes: ${shapeText(values.shape)} and ${shapeText(shapeInput.shape)}`,
      )
    }
    const dims = integersOf(shapeInput)
    const offset = dims.length - dense.shape.length
    if (offset < 0 || dense.shape.some((dim, d) => dim !== 1 && dim !== dims[d + offset])) {
      throw invalidArgument(
        `SparseDenseBinaryOpShared broadcasts dense to sparse only; got incompatible shapes: [${dims.join(',')}] vs. [${dense.shape.join(',')}]`,
      )
    }
    const steps = broadcastStrides(dense.shape, dims)
    const rows = coordinatesOf(indices)
    const positions = Array.from({ length: rows.count }, (_, i) => {
      if (rows.rank !== dims.length || flatPosition(rows, i, dims) === undefined)
        throw invalidArgument('Provided indices are out-of-bounds w.r.t. dense side with broadcasted shape')
      return steps.reduce((flat, step, d) => flat + step * (rows.at[i * rows.rank + d] as number), 0)
    })
    // further values are left alone
    if (values.size < rows.count)
      throw invalidArgument(`Incompatible shapes: ${shapeText(values.shape)} vs. [${rows.count}]`)
    const own = values.size === rows.count ? values : values.take(positions.map((_, i) => i))
    return elementwise(call(fn, input(0), input(1)), [own, takeOrZero(dense, positions)], values.dtype.base_dtype)
  },
  lower: { kind: 'reference' },
})

const cwiseGradient =
  (isMul: boolean): GradientFunction =>
  (op, grad) => {
    const [indices, values, denseShape, y] = op.inputs as [Tensor, Tensor, Tensor, Tensor]
    const g = grad as Tensor
    const yShape = to_int64(shape(y))
    const added = expand_dims(minus(size(denseShape), size(yShape)), 0)
    const augmented = concat(0, [ones(added, int64), yShape])
    const scaling = floorOver(denseShape, augmented)
    let scaled = floorOver(indices, scaling)
    scaled = slice(scaled, concat(0, [[new PyInt(0)], added]), [-1, -1])
    const denseValues = gather_nd(y, scaled)
    let dx: Tensor
    let dyValues: Tensor
    if (isMul) {
      dx = times(g, denseValues)
      dyValues = times(g, values)
    } else {
      dx = over(g, denseValues)
      dyValues = times(g, over(negated(values), square(denseValues)))
    }
    // indices can repeat after scaling, so the values are added up
    const dy = sparse_add(zeros_like(y), new SparseTensor(scaled, dyValues, yShape)) as Tensor
    return [null, dx, null, dy]
  }
export const SparseDenseCwiseAdd = defineOp(
  'SparseDenseCwiseAdd',
  cwise('add', () => {
    throw new NotImplementedError('Gradient for SparseDenseCwiseAdd is currently not implemented yet.')
  }),
)
export const SparseDenseCwiseMul = defineOp('SparseDenseCwiseMul', cwise('mul', cwiseGradient(true)))
export const SparseDenseCwiseDiv = defineOp('SparseDenseCwiseDiv', cwise('div', cwiseGradient(false)))

// --- functions (ops/sparse_ops.py)

/** The sum of two tensors of which one or both are sparse. Of two sparse ones, sums of a magnitude below `thresh` are left out. */
export const sparse_add = pyfunction(
  'sparse_add(a, b, thresh=0)',
  ({
    a,
    b,
    thresh,
  }: {
    a: SparseLike | TensorLike
    b: SparseLike | TensorLike
    thresh: TensorLike
  }): SparseTensor | Tensor => {
    if (!isSparse(a) && !isSparse(b))
      throw new TypeError('At least one input should be SparseTensor; do you mean to use tf.add()?')
    if (isSparse(a) && isSparse(b)) {
      const x = toSparse(a)
      const least = convertToTensor(thresh, { dtype: x.values.dtype.real_dtype, name: 'thresh' })
      return sparseResult(opNamed('SparseAdd'), {
        a_indices: x.indices,
        a_values: x.values,
        a_shape: x.shape,
        b_indices: b.indices,
        b_values: b.values,
        b_shape: b.shape,
        thresh: least,
      })
    }
    const [sparse, dense] = isSparse(a) ? [a, b] : [b as SparseLike, a]
    return apply(SparseTensorDenseAdd, {
      a_indices: sparse.indices,
      a_values: sparse.values,
      a_shape: sparse.shape,
      b: dense,
    })
  },
)

/** The sum of `sp_t` and `dense_t`, which is broadcast to it, at the indices of `sp_t`. */
export const sparse_dense_cwise_add = pyfunction(
  'sparse_dense_cwise_add(sp_t, dense_t)',
  ({ sp_t, dense_t }: { sp_t: SparseTensor; dense_t: TensorLike }): SparseTensor => {
    const values = apply(SparseDenseCwiseAdd, {
      sp_indices: sp_t.indices,
      sp_values: sp_t.values,
      sp_shape: sp_t.shape,
      dense: dense_t,
    })
    return new SparseTensor(sp_t.indices, values, sp_t.shape)
  },
)

interface SparseToDenseArgs {
  sparse_indices: TensorLike
  output_shape: TensorLike
  sparse_values: TensorLike
  default_value: TensorLike
  validate_indices: boolean
  name: Name
}
/** A dense tensor with `sparse_values` at `sparse_indices` and `default_value` elsewhere. */
export const sparse_to_dense = pyfunction(
  'sparse_to_dense(sparse_indices, output_shape, sparse_values, default_value=0, validate_indices=True, name=None)',
  ({ name, ...args }: SparseToDenseArgs): Tensor => apply(SparseToDense, { ...args }, name),
)
/** A sparse tensor as a dense one. */
export const sparse_tensor_to_dense = pyfunction(
  'sparse_tensor_to_dense(sp_input, default_value=0, validate_indices=True, name=None)',
  ({
    sp_input,
    default_value,
    validate_indices,
    name,
  }: SparseInputArgs & Pick<SparseToDenseArgs, 'default_value' | 'validate_indices'>): Tensor => {
    const { indices, values, shape } = toSparse(sp_input)
    return sparse_to_dense(indices, shape, values, { default_value, validate_indices, name })
  },
)

interface MatMulArgs {
  sp_a: SparseLike
  b: TensorLike
  adjoint_a: boolean
  adjoint_b: boolean
  name: Name
}
/** A sparse matrix times a dense one. */
export const sparse_tensor_dense_matmul = pyfunction(
  'sparse_tensor_dense_matmul(sp_a, b, adjoint_a=False, adjoint_b=False, name=None)',
  ({ sp_a, b, adjoint_a, adjoint_b, name }: MatMulArgs): Tensor => {
    const a = toSparse(sp_a)
    return withScope(name, 'SparseTensorDenseMatMul', [a.indices, a.values, b], () =>
      // named within the scope, as in TensorFlow
      apply(SparseTensorDenseMatMul, {
        a_indices: a.indices,
        a_values: a.values,
        a_shape: a.shape,
        b: convertToTensor(b, { name: 'b', bare: a.values.dtype }),
        adjoint_a,
        adjoint_b,
      }),
    )
  },
)

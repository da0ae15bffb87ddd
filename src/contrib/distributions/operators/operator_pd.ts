/** Positive definite operators, the covariances of vectors (contrib/distributions/python/ops/operator_pd.py). */
import { NotImplementedError } from '../../../errors/python.ts'
import { convertToTensor, type TensorLike, withScope } from '../../../graph/build/convert.ts'
import { name_scope } from '../../../graph/build/public.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { concat } from '../../../ops/array/concat_ops.ts'
import { gather } from '../../../ops/array/gather_ops.ts'
import { slice } from '../../../ops/array/slice_ops.ts'
import { transpose } from '../../../ops/array/transpose_ops.ts'
import { cond } from '../../../ops/control_flow/cond.ts'
import { less } from '../../../ops/math/comparison_ops.ts'
import { exp, square } from '../../../ops/math/function_ops.ts'
import { greaterThan, minus, plus, times } from '../../../ops/math/operators.ts'
import { reduce_prod, reduce_sum } from '../../../ops/math/reduction_ops.ts'
import { range } from '../../../ops/math/sequence_ops.ts'
import { expand_dims, rank, reshape, shape, size } from '../../../ops/math/shape_ops.ts'
import type { DType } from '../../../tensor/dtypes.ts'
import { float, int } from '../../../tensor/literals.ts'
import type { TensorShape } from '../../../tensor/tensor_shape.ts'
import { nestedScope } from '../distribution.ts'

/**
 * A batch of symmetric positive definite matrices [..., k, k] with their square roots S, for which A = S Sᵀ. A subclass
 * computes in its own way what it can; the methods here name the nodes, and say whether they work on one matrix or on a batch.
 */
export abstract class OperatorPD {
  abstract readonly name: string
  abstract readonly dtype: DType
  /** The tensors that it is made of. */
  abstract readonly inputs: readonly Tensor[]
  /** Its static shape. */
  abstract get_shape(): TensorShape
  abstract _shape(): Tensor

  protected scope(name: string, values: readonly unknown[] = []): Disposable {
    return nestedScope(this.name, name, [...values, ...this.inputs])
  }
  /** What one matrix or a batch of them computes: decided when it is run where the rank is not known. */
  protected dispatch(batch: () => Tensor, single: () => Tensor): Tensor {
    const { ndims } = this.get_shape()
    if (ndims !== null) return ndims > 2 ? batch() : single()
    return cond(greaterThan(this.rank(), int(2)), batch, single, null)
  }

  get_batch_shape(): TensorShape {
    return this.get_shape().slice(null, -2)
  }
  shape(): Tensor {
    using _scope = this.scope('shape')
    return this._shape()
  }
  rank(): Tensor {
    using _scope = this.scope('rank')
    return size(this.shape())
  }
  batch_shape(): Tensor {
    using _scope = this.scope('batch_shape')
    const dims = this.shape()
    return slice(dims, [int(0)], [minus(this.rank(), int(2))])
  }
  vector_shape(): Tensor {
    using _scope = this.scope('vector_shape')
    const batch = this.batch_shape()
    return concat(0, [batch, [this.vector_space_dimension()]])
  }
  /** k. */
  vector_space_dimension(): Tensor {
    using _scope = this.scope('vector_space_dimension')
    const dims = this.shape()
    return gather(dims, minus(this.rank(), int(1)))
  }

  /** A + mat. */
  add_to_tensor(mat: TensorLike): Tensor {
    using _scope = this.scope('add_to_tensor', [mat])
    return this._add_to_tensor(convertToTensor(mat, { name: 'mat' }))
  }
  _add_to_tensor(mat: Tensor): Tensor {
    return plus(this.to_dense(), mat)
  }
  /** xᵀ A⁻¹ x for each vector x of the last axis. */
  inv_quadratic_form_on_vectors(x: TensorLike): Tensor {
    using _scope = this.scope('inv_quadratic_form_on_vectors', [x])
    return this._inv_quadratic_form_on_vectors(convertToTensor(x, { name: 'x' }))
  }
  _inv_quadratic_form_on_vectors(x: Tensor): Tensor {
    return quadraticForm(this, x, matrix => this.sqrt_solve(matrix), square)
  }
  /** log |A|. */
  log_det(): Tensor {
    using _scope = this.scope('log_det')
    return this.dispatch(
      () => this._batch_log_det(),
      () => this._log_det(),
    )
  }
  abstract _batch_log_det(): Tensor
  _log_det(): Tensor {
    return this._batch_log_det()
  }
  /** log |S|. */
  sqrt_log_det(): Tensor {
    using _scope = this.scope('sqrt_log_det')
    return this.dispatch(
      () => this._batch_sqrt_log_det(),
      () => this._sqrt_log_det(),
    )
  }
  _batch_sqrt_log_det(): Tensor {
    return times(float(0.5), this._log_det())
  }
  _sqrt_log_det(): Tensor {
    return this._batch_sqrt_log_det()
  }
  /** |A|. */
  det(): Tensor {
    using _scope = this.scope('det')
    return exp(this.log_det())
  }
  /** A x, of matrices x or their transposes. */
  matmul(x: TensorLike, transpose_x = false): Tensor {
    using _scope = this.scope('matmul', [x])
    const given = convertToTensor(x, { name: 'x' })
    return this.dispatch(
      () => this._batch_matmul(given, transpose_x),
      () => this._matmul(given, transpose_x),
    )
  }
  _batch_matmul(_x: Tensor, _transpose_x: boolean): Tensor {
    throw new NotImplementedError('This operator has no batch matmul Op.')
  }
  _matmul(x: Tensor, transpose_x: boolean): Tensor {
    return this._batch_matmul(x, transpose_x)
  }
  /** S x. */
  sqrt_matmul(x: TensorLike, transpose_x = false): Tensor {
    using _scope = this.scope('sqrt_matmul', [x])
    const given = convertToTensor(x, { name: 'x' })
    return this.dispatch(
      () => this._batch_sqrt_matmul(given, transpose_x),
      () => this._sqrt_matmul(given, transpose_x),
    )
  }
  _batch_sqrt_matmul(_x: Tensor, _transpose_x: boolean): Tensor {
    throw new NotImplementedError('This operator has no batch_sqrt_matmul Op.')
  }
  _sqrt_matmul(x: Tensor, transpose_x: boolean): Tensor {
    return this._batch_sqrt_matmul(x, transpose_x)
  }
  /** A⁻¹ rhs. */
  solve(rhs: TensorLike): Tensor {
    using _scope = this.scope('solve', [rhs])
    const given = convertToTensor(rhs, { name: 'rhs' })
    return this.dispatch(
      () => this._batch_solve(given),
      () => this._solve(given),
    )
  }
  _batch_solve(_rhs: Tensor): Tensor {
    throw new NotImplementedError('batch_solve not implemented for this Operator.')
  }
  _solve(rhs: Tensor): Tensor {
    return this._batch_solve(rhs)
  }
  /** S⁻¹ rhs. */
  sqrt_solve(rhs: TensorLike): Tensor {
    using _scope = this.scope('sqrt_solve', [rhs])
    const given = convertToTensor(rhs, { name: 'rhs' })
    return this.dispatch(
      () => this._batch_sqrt_solve(given),
      () => this._sqrt_solve(given),
    )
  }
  _batch_sqrt_solve(_rhs: Tensor): Tensor {
    throw new NotImplementedError('batch sqrt_solve not implemented for this Operator.')
  }
  _sqrt_solve(rhs: Tensor): Tensor {
    return this._batch_sqrt_solve(rhs)
  }
  /** A as a tensor. */
  to_dense(): Tensor {
    using _scope = this.scope('to_dense')
    return this._to_dense()
  }
  abstract _to_dense(): Tensor
  /** S as a tensor. */
  sqrt_to_dense(): Tensor {
    using _scope = this.scope('sqrt_to_dense')
    return this._sqrt_to_dense()
  }
  abstract _sqrt_to_dense(): Tensor
}

/** Makes an operator within the scopes that its nodes have. */
export function inInit<R>(name: string, values: readonly unknown[], body: () => R): R {
  using _outer = name_scope(name)
  return withScope('init', null, values, body)
}

/** Σ of what `combine` makes of the solutions of a system, for each vector of x. */
export function quadraticForm(
  operator: OperatorPD,
  x: Tensor,
  solve: (matrix: Tensor) => Tensor,
  combine: (solution: Tensor) => Tensor,
): Tensor {
  const matrix = vectorsAsColumns(x, operator.batch_shape(), operator.get_batch_shape())
  const solutions = solve(matrix)
  const vectors = columnsAsVectors(solutions, leadingShape(x), x.get_shape().slice(null, -1))
  const result = reduce_sum(combine(vectors), { reduction_indices: [-1] })
  result.set_shape(x.get_shape().slice(null, -1))
  return result
}

/** The shape of x without its last dimension. */
function leadingShape(x: Tensor): Tensor {
  return withScope('extract_batch_shape', null, [x], () => {
    const dims = shape(x)
    return slice(dims, [int(0)], [minus(rank(x), int(1))])
  })
}

/** Matrices [batch, k, n] as vectors [n, batch, k], in the shape that they had. */
function columnsAsVectors(mat: Tensor, dims: Tensor, known: TensorShape): Tensor {
  const static_shape = mat.get_shape().toShape()
  if (known.is_fully_defined() && mat.get_shape().is_fully_defined() && static_shape) {
    const ndims = static_shape.length
    const perm = [ndims - 1, ...Array.from({ length: ndims - 1 }, (_, i) => i)]
    const moved = transpose(mat, { perm: perm.map(axis => int(axis)) })
    return reshape(moved, known.concatenate([static_shape[ndims - 2] as number]).as_list() as number[])
  }
  const ndims = rank(mat)
  const k = gather(shape(mat), minus(ndims, int(2)))
  const final = concat(0, [dims, [k]])
  const last = minus(ndims, int(1))
  const perm = concat(0, [[last], range(int(0), minus(ndims, int(1)))])
  return reshape(transpose(mat, { perm }), final)
}

/** Vectors [..., batch, k] as matrices [batch, k, n] that have them as columns. */
function vectorsAsColumns(vec: Tensor, batch: Tensor, knownBatch: TensorShape): Tensor {
  const dims = vec.get_shape().toShape() as number[] | null
  if (vec.get_shape().is_fully_defined() && knownBatch.is_fully_defined() && dims) {
    const m = dims.length - 1 - (knownBatch.ndims as number)
    const columns = dims.slice(0, Math.max(m, 0)).reduce((product, dim) => product * dim, 1)
    const final = [...(knownBatch.as_list() as number[]), dims[dims.length - 1] as number, columns]
    const flipped = m > 0 ? frontToBack(vec, int(m), int(dims.length)) : expand_dims(vec, -1)
    return reshape(flipped, final)
  }
  const batchRank = size(batch)
  const vecShape = shape(vec)
  const vecRank = rank(vec)
  const m = minus(minus(vecRank, int(1)), batchRank)
  const columns = reduce_prod(slice(vecShape, [int(0)], [m]))
  const k = gather(vecShape, minus(vecRank, int(1)))
  const final = concat(0, [batch, [k], [columns]])
  const flipped = cond(
    less(int(0), m),
    () => frontToBack(vec, m, vecRank),
    () => expand_dims(vec, -1),
    null,
  )
  return reshape(flipped, final)
}
function frontToBack(vec: Tensor, m: TensorLike, ndims: TensorLike): Tensor {
  const back = range(m, ndims)
  return transpose(vec, { perm: concat(0, [back, range(int(0), m)]) })
}

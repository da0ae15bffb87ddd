/** Operators of low rank beside others (contrib/distributions/python/ops/operator_pd_vdvt_update.py). */
import { TypeError, ValueError } from '../../../errors/python.ts'
import { convertToTensor, type TensorLike, withScope } from '../../../graph/build/convert.ts'
import type { Operation } from '../../../graph/operation.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { concat } from '../../../ops/array/concat_ops.ts'
import { matrix_diag_part } from '../../../ops/array/diag_ops.ts'
import { gather } from '../../../ops/array/gather_ops.ts'
import { slice } from '../../../ops/array/slice_ops.ts'
import { assert_equal, assert_rank } from '../../../ops/checks/check_ops.ts'
import { withDependencies } from '../../../ops/control_flow/control_flow_ops.ts'
import { cholesky, cholesky_solve } from '../../../ops/linalg/linalg_ops.ts'
import { log } from '../../../ops/math/function_ops.ts'
import { matmul } from '../../../ops/math/matmul_ops.ts'
import { minus, over, plus, times } from '../../../ops/math/operators.ts'
import { reduce_sum } from '../../../ops/math/reduction_ops.ts'
import { rank, shape } from '../../../ops/math/shape_ops.ts'
import type { DType } from '../../../tensor/dtypes.ts'
import { int } from '../../../tensor/literals.ts'
import type { TensorShape } from '../../../tensor/tensor_shape.ts'
import { inInit, OperatorPD } from './operator_pd.ts'
import { OperatorPDDiag } from './operator_pd_diag.ts'
import { OperatorPDIdentity } from './operator_pd_identity.ts'

const NAME = 'OperatorPDSqrtVDVTUpdate'

interface Parts {
  readonly v: Tensor
  readonly diag: Tensor | null
  readonly middle: OperatorPD
  readonly inverseMiddle: OperatorPD
}

/** The identity of the size of the last dimension of v. */
function identityFor(v: Tensor, verify_pd: boolean): OperatorPD {
  return withScope('get_identity_operator', null, [v], () => {
    const known = v.get_shape()
    if (known.is_fully_defined()) {
      const dims = known.as_list() as number[]
      const r = dims[dims.length - 1] as number
      return new OperatorPDIdentity([...dims.slice(0, -2), r, r], v.dtype, verify_pd)
    }
    const dims = shape(v)
    const ndims = rank(v)
    const batch = slice(dims, [int(0)], [minus(ndims, int(2))])
    const r = gather(dims, minus(ndims, int(1)))
    return new OperatorPDIdentity(concat(0, [batch, [r, r]]), v.dtype, verify_pd)
  })
}

function checkTypes(operator: OperatorPD, { v, diag }: Parts): void {
  const message = `dtypes must match:  Found operator.dtype = ${operator.dtype}, v.dtype = ${v.dtype}`
  if (operator.dtype !== v.dtype) throw new TypeError(message)
  if (diag && diag.dtype !== v.dtype) throw new TypeError(`${message}, diag.dtype = ${diag.dtype}`)
}

/** Whether the shapes are known; ValueError where they do not fit. */
function shapesFit(operator: OperatorPD, { v, diag }: Parts): boolean {
  const ofOperator = operator.get_shape()
  const ofV = v.get_shape()
  const ofDiag = diag?.get_shape() ?? null
  if (!ofOperator.is_fully_defined() || !ofV.is_fully_defined() || ofDiag?.is_fully_defined() === false) return false
  const fail = (text: string): never => {
    // TensorFlow forgets to say the diagonal's
    throw new ValueError(
      `${text}  Found: operator.shape = ${ofOperator}, v.shape = ${ofV}${ofDiag ? ', diag.shape = ' : ''}`,
    )
  }
  const batchOf = (dims: TensorShape, own: number): TensorShape => dims.slice(null, -own)
  if (ofV.ndims !== ofOperator.ndims) fail('v should have same rank as operator')
  if (ofDiag && ofDiag.ndims !== (ofOperator.ndims as number) - 1) fail('diag should have rank 1 less than operator')
  if (!batchOf(ofV, 2).equals(batchOf(ofOperator, 2))) fail('v and operator should have same batch shape')
  if (ofDiag && !batchOf(ofDiag, 1).equals(batchOf(ofOperator, 2)))
    fail('diag and operator should have same batch shape')
  if (ofV.at(-2).value !== ofOperator.at(-1).value) fail('v and operator should be compatible for matmul')
  if (ofDiag && ofDiag.at(-1).value !== ofV.at(-1).value) fail('diag and v should have same last dimension')
  return true
}

/** v and diag, after their shapes were found to fit in a run. */
function checkedInRun(operator: OperatorPD, { v, diag }: Parts): readonly [v: Tensor, diag: Tensor | null] {
  return withScope(
    'check_shapes',
    null,
    [v, diag].filter(tensor => tensor !== null),
    () => {
      const dims = shape(v)
      const operatorRank = operator.rank()
      const ndims = rank(v)
      const ofDiag = diag && { dims: shape(diag), rank: rank(diag) }
      const checks: Operation[] = [assert_rank(v, operatorRank)]
      if (diag) checks.push(assert_rank(diag, minus(operatorRank, int(1))))
      const batch = operator.batch_shape()
      checks.push(assert_equal(batch, slice(dims, [int(0)], [minus(ndims, int(2))])))
      if (ofDiag)
        checks.push(assert_equal(operator.batch_shape(), slice(ofDiag.dims, [int(0)], [minus(ofDiag.rank, int(1))])))
      const k = operator.vector_space_dimension()
      checks.push(assert_equal(k, gather(dims, minus(ndims, int(2)))))
      if (ofDiag) {
        const r = gather(dims, minus(ndims, int(1)))
        checks.push(assert_equal(r, gather(ofDiag.dims, minus(ofDiag.rank, int(1)))))
      }
      const checkedV = withDependencies(checks, v)
      return [checkedV, diag && withDependencies(checks, diag)]
    },
  )
}

/** The matrix whose square root is M + V D Vᵀ, of an operator M, a matrix V [..., k, r] and a diagonal D, by default 1. */
export class OperatorPDSqrtVDVTUpdate extends OperatorPD {
  readonly name = NAME
  readonly #operator: OperatorPD
  readonly #v: Tensor
  readonly #middle: OperatorPD
  readonly #inverseMiddle: OperatorPD

  constructor(
    operator: OperatorPD,
    v: TensorLike,
    diag: TensorLike | null,
    verify_pd: boolean,
    verify_shapes: boolean,
  ) {
    super()
    this.#operator = operator
    const values = [...operator.inputs, v, diag].filter(value => value !== null)
    const made = inInit(NAME, values, () => {
      const parts = partsOf(convertToTensor(v, { name: 'v' }), diag, verify_pd)
      checkTypes(operator, parts)
      const known = shapesFit(operator, parts)
      return { ...parts, v: !known && verify_shapes ? checkedInRun(operator, parts)[0] : parts.v }
    })
    this.#v = made.v
    this.#middle = made.middle
    this.#inverseMiddle = made.inverseMiddle
  }
  get dtype(): DType {
    return this.#v.dtype
  }
  get inputs(): readonly Tensor[] {
    return [...this.#operator.inputs, ...this.#middle.inputs, this.#v]
  }
  get_shape(): TensorShape {
    return this.#operator.get_shape()
  }
  _shape(): Tensor {
    return this.#operator.shape()
  }
  override _batch_log_det(): Tensor {
    return times(int(2), this._batch_sqrt_log_det())
  }
  override _log_det(): Tensor {
    return times(int(2), this._sqrt_log_det())
  }
  override _batch_sqrt_log_det(): Tensor {
    // |M + V D Vᵀ| = |C| |D| |M| with the capacitance C = D⁻¹ + Vᵀ M⁻¹ V
    const diag = matrix_diag_part(this.#capacitanceFactor())
    const ofC = times(int(2), reduce_sum(log(diag), { reduction_indices: [-1] }))
    const ofD = plus(ofC, this.#middle.log_det())
    return plus(ofD, this.#operator.log_det())
  }
  /** The Cholesky factor of D⁻¹ + Vᵀ M⁻¹ V. */
  #capacitanceFactor(): Tensor {
    const solved = this.#operator.solve(this.#v)
    const product = matmul(this.#v, solved, { adjoint_a: true })
    return cholesky(this.#inverseMiddle.add_to_tensor(product))
  }
  override _batch_matmul(x: Tensor, transpose_x: boolean): Tensor {
    return this._batch_sqrt_matmul(this._batch_sqrt_matmul(x, transpose_x), false)
  }
  override _matmul(x: Tensor, transpose_x: boolean): Tensor {
    return this._sqrt_matmul(this._sqrt_matmul(x, transpose_x), false)
  }
  override _batch_sqrt_matmul(x: Tensor, transpose_x: boolean): Tensor {
    return this.#rootProduct(x, transpose_x, { adjoint_a: true, adjoint_b: transpose_x })
  }
  override _sqrt_matmul(x: Tensor, transpose_x: boolean): Tensor {
    return this.#rootProduct(x, transpose_x, { transpose_a: true, transpose_b: transpose_x })
  }
  #rootProduct(x: Tensor, transpose_x: boolean, options: Readonly<Record<string, boolean>>): Tensor {
    const own = this.#operator.matmul(x, transpose_x)
    const inner = this.#middle.matmul(matmul(this.#v, x, options))
    return plus(own, matmul(this.#v, inner))
  }
  override _solve(rhs: Tensor): Tensor {
    return this._sqrt_solve(this._sqrt_solve(rhs))
  }
  override _batch_solve(rhs: Tensor): Tensor {
    return this._batch_sqrt_solve(this._batch_sqrt_solve(rhs))
  }
  override _sqrt_solve(rhs: Tensor): Tensor {
    return this.#rootSolution(rhs, { transpose_a: true })
  }
  override _batch_sqrt_solve(rhs: Tensor): Tensor {
    return this.#rootSolution(rhs, { adjoint_a: true })
  }
  /** Woodbury's formula: M⁻¹ b − M⁻¹ V C⁻¹ Vᵀ M⁻¹ b. */
  #rootSolution(rhs: Tensor, options: Readonly<Record<string, boolean>>): Tensor {
    const factor = this.#capacitanceFactor()
    const solved = this.#operator.solve(rhs)
    const inner = cholesky_solve(factor, matmul(this.#v, solved, options))
    return minus(solved, this.#operator.solve(matmul(this.#v, inner)))
  }
  _to_dense(): Tensor {
    const root = this.sqrt_to_dense()
    return matmul(root, root, { adjoint_b: true })
  }
  _sqrt_to_dense(): Tensor {
    const inner = this.#middle.matmul(this.#v, true)
    const update = matmul(this.#v, inner)
    return plus(this.#operator.to_dense(), update)
  }
}

function partsOf(v: Tensor, given: TensorLike | null, verify_pd: boolean): Parts {
  if (given === null) {
    const middle = identityFor(v, verify_pd)
    return { v, diag: null, middle, inverseMiddle: middle }
  }
  const diag = convertToTensor(given, { name: 'diag' })
  const middle = new OperatorPDDiag(given, verify_pd)
  return { v, diag, middle, inverseMiddle: new OperatorPDDiag(over(int(1), diag), false) }
}

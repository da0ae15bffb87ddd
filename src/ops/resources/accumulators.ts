/** tf.ConditionalAccumulator and its kin (ops/data_flow_ops.py): gradients are averaged, stale ones dropped. */
import { noAttribute } from '../../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, isBare, type Name, type TensorLike } from '../../graph/build/convert.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { as_dtype, type DType, type DTypeLike, float32, int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { as_shape, type ShapeLike, TensorShape } from '../../tensor/tensor_shape.ts'
import { to_int64 } from '../math/cast_ops.ts'
import {
  AccumulatorApplyGradient,
  AccumulatorNumAccumulated,
  AccumulatorSetGlobalStep,
  AccumulatorTakeGradient,
  ConditionalAccumulator as ConditionalAccumulatorOp,
  SparseAccumulatorApplyGradient,
  SparseAccumulatorTakeGradient,
  SparseConditionalAccumulator as SparseConditionalAccumulatorOp,
} from './accumulator_ops.ts'

interface AccumulatorArgs {
  dtype: DTypeLike
  shape: ShapeLike
  shared_name: string | null
  name: string
}
/** Bare numbers are integers where a step is asked for. */
const wholeNumber = (value: TensorLike): Tensor => to_int64(convertToTensor(value, { bare: int32 }))

/** The same for arrays: without a type of their own they are int32. */
const typedIntegers = (value: TensorLike): TensorLike => (isBare(value) ? NDArray.of(value as never, int32) : value)

const BASE_METHODS = {
  num_accumulated: 'num_accumulated(name=None)',
  set_global_step: 'set_global_step(new_global_step, name=None)',
} as const

export class ConditionalAccumulatorBase {
  readonly dtype: DType
  readonly shape: TensorShape
  readonly accumulator_ref: Tensor
  readonly name: string

  constructor(dtype: DType, shape: TensorShape, accumulator_ref: Tensor) {
    this.dtype = dtype
    this.shape = shape
    this.accumulator_ref = accumulator_ref
    this.name = accumulator_ref.op.name.split('/').at(-1) as string
  }
  /** How many gradients it holds: an int32 scalar. */
  num_accumulated(...args: PythonArguments<typeof BASE_METHODS.num_accumulated, { name: Name }>): Tensor
  num_accumulated(name: Name): Tensor {
    return apply(AccumulatorNumAccumulated, { handle: this.accumulator_ref }, name ?? `${this.name}_NumAccumulated`)
  }
  /** The operation that sets its step: gradients of earlier steps are stale. */
  set_global_step(
    ...args: PythonArguments<typeof BASE_METHODS.set_global_step, { new_global_step: TensorLike; name: Name }>
  ): Operation
  set_global_step(new_global_step: TensorLike, name: Name): Operation {
    return applyOp(
      AccumulatorSetGlobalStep,
      { handle: this.accumulator_ref, new_global_step: wholeNumber(new_global_step) },
      name,
    )
  }
}
// @ts-expect-error the guarded class takes its place
ConditionalAccumulatorBase = guardedClass(ConditionalAccumulatorBase)
setMethodSignatures(ConditionalAccumulatorBase, ...Object.values(BASE_METHODS))

function ref(
  def: typeof ConditionalAccumulatorOp,
  { dtype, shape, shared_name, name }: AccumulatorArgs,
): [DType, TensorShape, Tensor] {
  const known = shape === null ? TensorShape.of(null) : as_shape(shape)
  return [
    as_dtype(dtype),
    known,
    apply(def, { dtype, shape: known, ...(shared_name === null ? {} : { shared_name }) }, name),
  ]
}

const DENSE_TEXT = "ConditionalAccumulator(dtype, shape=None, shared_name=None, name='conditional_accumulator')"

const DENSE_METHODS = {
  apply_grad: 'apply_grad(grad, local_step=0, name=None)',
  take_grad: 'take_grad(num_required, name=None)',
} as const

/** Averages dense gradients of one shape. */
export class ConditionalAccumulator extends ConditionalAccumulatorBase {
  constructor(...args: PythonArguments<typeof DENSE_TEXT, AccumulatorArgs>) {
    super(...ref(ConditionalAccumulatorOp, DENSE.bind(args) as unknown as AccumulatorArgs))
  }
  /** The operation that adds `grad`, unless `local_step` is before the accumulator's step. */
  apply_grad(...args: PythonArguments<typeof DENSE_METHODS.apply_grad, ApplyArgs<TensorLike>>): Operation
  apply_grad(grad: TensorLike, local_step: TensorLike, name: Name): Operation {
    const gradient = convertToTensor(grad, { dtype: this.dtype })
    gradient.get_shape().assert_is_compatible_with(this.shape)
    return applyOp(
      AccumulatorApplyGradient,
      { handle: this.accumulator_ref, local_step: wholeNumber(local_step), gradient },
      name,
    )
  }
  /** The average, once there are `num_required` gradients; it starts anew, one step later. */
  take_grad(...args: PythonArguments<typeof DENSE_METHODS.take_grad, TakeArgs>): Tensor
  take_grad(num_required: TensorLike, name: Name): Tensor {
    return apply(AccumulatorTakeGradient, { handle: this.accumulator_ref, num_required, dtype: this.dtype }, name)
  }
}
// @ts-expect-error the guarded class takes its place
ConditionalAccumulator = guardedClass(ConditionalAccumulator)
setMethodSignatures(ConditionalAccumulator, ...Object.values(DENSE_METHODS))
const DENSE = setSignature(ConditionalAccumulator, DENSE_TEXT)

interface ApplyArgs<G> {
  grad: G
  local_step: TensorLike
  name: Name
}
interface TakeArgs {
  num_required: TensorLike
  name: Name
}
interface SparseApplyArgs {
  grad_indices: TensorLike
  grad_values: TensorLike
  grad_shape: TensorLike | null
  local_step: TensorLike
  name: Name
}
/** The components of an average of slices. */
export interface TakenSlices {
  readonly indices: Tensor
  readonly values: Tensor
  readonly shape: Tensor
}
const SPARSE_TEXT =
  "SparseConditionalAccumulator(dtype, shape=None, shared_name=None, name='sparse_conditional_accumulator')"

const SPARSE_METHODS = {
  apply_grad: 'apply_grad(grad_indices, grad_values, grad_shape=None, local_step=0, name=None)',
  apply_indexed_slices_grad: 'apply_indexed_slices_grad(grad, local_step=0, name=None)',
  take_grad: 'take_grad(num_required, name=None)',
  take_indexed_slices_grad: 'take_indexed_slices_grad(num_required, name=None)',
} as const

/** Averages gradients that are IndexedSlices, row by row. */
export class SparseConditionalAccumulator extends ConditionalAccumulatorBase {
  constructor(...args: PythonArguments<typeof SPARSE_TEXT, AccumulatorArgs>) {
    super(...ref(SparseConditionalAccumulatorOp, SPARSE.bind(args) as unknown as AccumulatorArgs))
  }
  /** The operation that adds the rows of `grad`. */
  apply_indexed_slices_grad(
    ...args: PythonArguments<typeof SPARSE_METHODS.apply_indexed_slices_grad, ApplyArgs<IndexedSlices>>
  ): Operation
  apply_indexed_slices_grad(grad: IndexedSlices, local_step: TensorLike, name: Name): Operation {
    if (typeof grad !== 'object' || grad === null) throw noAttribute(grad, 'indices')
    return this.apply_grad({
      grad_indices: grad.indices,
      grad_values: grad.values,
      grad_shape: grad.dense_shape,
      local_step,
      name,
    })
  }
  /** The operation that adds rows `grad_values` ([n, …]) with the numbers `grad_indices` ([n]). */
  apply_grad(...args: PythonArguments<typeof SPARSE_METHODS.apply_grad, SparseApplyArgs>): Operation
  apply_grad(
    grad_indices: TensorLike,
    grad_values: TensorLike,
    grad_shape: TensorLike | null,
    local_step: TensorLike,
    name: Name,
  ): Operation {
    const step = wholeNumber(local_step)
    const gradient_indices = to_int64(typedIntegers(grad_indices))
    const gradient_shape = to_int64(typedIntegers(grad_shape ?? NDArray.zeros([0], float32)))
    const inputs = {
      gradient_indices,
      gradient_values: grad_values,
      gradient_shape,
      has_known_shape: grad_shape !== null,
    }
    return applyOp(SparseAccumulatorApplyGradient, { handle: this.accumulator_ref, local_step: step, ...inputs }, name)
  }
  /** [indices, values, shape] of the average, once there are `num_required` gradients. */
  take_grad(...args: PythonArguments<typeof SPARSE_METHODS.take_grad, TakeArgs>): TakenSlices
  take_grad(num_required: TensorLike, name: Name): TakenSlices {
    const [indices, values, shape] = applyOp(
      SparseAccumulatorTakeGradient,
      { handle: this.accumulator_ref, num_required, dtype: this.dtype },
      name,
    ).outputs as unknown as [Tensor, Tensor, Tensor]
    return { indices, values, shape }
  }
  /** The average as IndexedSlices. */
  take_indexed_slices_grad(
    ...args: PythonArguments<typeof SPARSE_METHODS.take_indexed_slices_grad, TakeArgs>
  ): IndexedSlices
  take_indexed_slices_grad(num_required: TensorLike, name: Name): IndexedSlices {
    const { indices, values, shape } = this.take_grad(num_required, name)
    return new IndexedSlices(values, indices, shape)
  }
}
// @ts-expect-error the guarded class takes its place
SparseConditionalAccumulator = guardedClass(SparseConditionalAccumulator)
setMethodSignatures(SparseConditionalAccumulator, ...Object.values(SPARSE_METHODS))
const SPARSE = setSignature(SparseConditionalAccumulator, SPARSE_TEXT)

/** Gradient descent with momentum (training/momentum.py). */

import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import type { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { SparseApplyMomentum } from '../ops/training/sparse_training_ops.ts'
import { ApplyMomentum } from '../ops/training/training_ops.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { Optimizer, typed } from './optimizer.ts'

interface Args {
  learning_rate: TensorLike
  momentum: TensorLike
  use_locking: boolean
  name: string
  use_nesterov: boolean
}

const SIGNATURE_TEXT =
  "MomentumOptimizer(learning_rate, momentum, use_locking=False, name='Momentum', use_nesterov=False)"

/** a ← a·m + g; v ← v − lr·a. With `use_nesterov`: v ← v − (lr·g + lr·m·a). Slot `momentum`. */
export class MomentumOptimizer extends Optimizer {
  readonly _learning_rate: TensorLike
  readonly _momentum: TensorLike
  readonly _use_nesterov: boolean
  _learning_rate_tensor!: Tensor
  _momentum_tensor!: Tensor

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    const { learning_rate, momentum, use_locking, name, use_nesterov } = SIGNATURE.bind(args) as unknown as Args
    super(use_locking, name)
    this._learning_rate = learning_rate
    this._momentum = momentum
    this._use_nesterov = use_nesterov
  }
  override _create_slots(var_list: readonly Variable[]): void {
    for (const variable of var_list) this._zeros_slot(variable, 'momentum', this._name)
  }
  override _prepare(): void {
    this._learning_rate_tensor = convertToTensor(this._learning_rate, { name: 'learning_rate' })
    this._momentum_tensor = convertToTensor(this._momentum, { name: 'momentum' })
  }
  override _apply_dense(grad: Tensor, variable: Variable): Operation {
    return apply(ApplyMomentum, {
      ...this.#state(variable),
      ...this.#rates(variable),
      grad,
      use_nesterov: this._use_nesterov,
    }).op
  }
  override _apply_sparse(grad: IndexedSlices, variable: Variable): Operation {
    const { values, indices } = grad
    return apply(SparseApplyMomentum, {
      ...this.#state(variable),
      ...this.#rates(variable),
      grad: values,
      indices,
      use_nesterov: this._use_nesterov,
    }).op
  }
  #state(variable: Variable) {
    return { var: variable, accum: this.get_slot(variable, 'momentum'), use_locking: this._use_locking }
  }
  #rates(variable: Variable) {
    return { lr: typed(this._learning_rate_tensor, variable), momentum: typed(this._momentum_tensor, variable) }
  }
}
// @ts-expect-error the guarded class takes its place
MomentumOptimizer = guardedClass(MomentumOptimizer)
const SIGNATURE = setSignature(MomentumOptimizer, SIGNATURE_TEXT)

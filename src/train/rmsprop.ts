/** RMSProp, plain and centered (training/rmsprop.py; Tieleman and Hinton, 2012). */

import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import type { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { SparseApplyCenteredRMSProp, SparseApplyRMSProp } from '../ops/training/sparse_training_ops.ts'
import { ApplyCenteredRMSProp, ApplyRMSProp } from '../ops/training/training_ops.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { Optimizer, typed } from './optimizer.ts'

interface Args {
  learning_rate: TensorLike
  decay: TensorLike
  momentum: TensorLike
  epsilon: TensorLike
  use_locking: boolean
  centered: boolean
  name: string
}

const SIGNATURE_TEXT =
  "RMSPropOptimizer(learning_rate, decay=0.9, momentum=0.0, epsilon=1e-10, use_locking=False, centered=False, name='RMSProp')"

/**
 * s ← s + (g² − s)(1 − decay); mom ← mom·momentum + lr·g/√(s + ε); v ← v − mom. `centered` divides by √(s − mg² + ε)
 * instead, with the mean gradient mg. Slots `rms`, which starts at one, `momentum`, and `mg` where centered.
 */
export class RMSPropOptimizer extends Optimizer {
  readonly #given: Args
  _learning_rate_tensor!: Tensor
  _decay_tensor!: Tensor
  _momentum_tensor!: Tensor
  _epsilon_tensor!: Tensor

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    const bound = SIGNATURE.bind(args) as unknown as Args
    super(bound.use_locking, bound.name)
    this.#given = bound
  }
  override _create_slots(var_list: readonly Variable[]): void {
    for (const variable of var_list) {
      this._constant_slot(variable, 1, 'rms')
      if (this.#given.centered) this._constant_slot(variable, 0, 'mg')
      this._zeros_slot(variable, 'momentum', this._name)
    }
  }
  override _prepare(): void {
    const { learning_rate, decay, momentum, epsilon } = this.#given
    this._learning_rate_tensor = convertToTensor(learning_rate, { name: 'learning_rate' })
    this._decay_tensor = convertToTensor(decay, { name: 'decay' })
    this._momentum_tensor = convertToTensor(momentum, { name: 'momentum' })
    this._epsilon_tensor = convertToTensor(epsilon, { name: 'epsilon' })
  }
  override _apply_dense(grad: Tensor, variable: Variable): Operation {
    const given = { ...this.#state(variable), grad }
    return this.#given.centered
      ? apply(ApplyCenteredRMSProp, { ...given, mg: this.get_slot(variable, 'mg') }).op
      : apply(ApplyRMSProp, given).op
  }
  override _apply_sparse({ values, indices }: IndexedSlices, variable: Variable): Operation {
    const given = { ...this.#state(variable), grad: values, indices }
    return this.#given.centered
      ? apply(SparseApplyCenteredRMSProp, { ...given, mg: this.get_slot(variable, 'mg') }).op
      : apply(SparseApplyRMSProp, given).op
  }
  #state(variable: Variable) {
    return {
      var: variable,
      ms: this.get_slot(variable, 'rms'),
      mom: this.get_slot(variable, 'momentum'),
      lr: typed(this._learning_rate_tensor, variable),
      rho: typed(this._decay_tensor, variable),
      momentum: typed(this._momentum_tensor, variable),
      epsilon: typed(this._epsilon_tensor, variable),
      use_locking: this._use_locking,
    }
  }
}
// @ts-expect-error the guarded class takes its place
RMSPropOptimizer = guardedClass(RMSPropOptimizer)
const SIGNATURE = setSignature(RMSPropOptimizer, SIGNATURE_TEXT)

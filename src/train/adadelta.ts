/** Adadelta (training/adadelta.py; Zeiler, 2012). */

import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import type { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { SparseApplyAdadelta } from '../ops/training/sparse_training_ops.ts'
import { ApplyAdadelta } from '../ops/training/training_ops.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { Optimizer, typed } from './optimizer.ts'

interface Args {
  learning_rate: TensorLike
  rho: TensorLike
  epsilon: TensorLike
  use_locking: boolean
  name: string
}

const SIGNATURE_TEXT =
  "AdadeltaOptimizer(learning_rate=0.001, rho=0.95, epsilon=1e-08, use_locking=False, name='Adadelta')"

/**
 * a ← a·ρ + g²(1 − ρ); u = √(au + ε)·g/√(a + ε); au ← au·ρ + u²(1 − ρ); as in TensorFlow 0.12 the step is taken with the
 * new au: v ← v − lr·√(au + ε)·g/√(a + ε). Slots `accum` and `accum_update`.
 */
export class AdadeltaOptimizer extends Optimizer {
  readonly #given: Args
  _lr_t!: Tensor
  _rho_t!: Tensor
  _epsilon_t!: Tensor

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    const bound = SIGNATURE.bind(args) as unknown as Args
    super(bound.use_locking, bound.name)
    this.#given = bound
  }
  override _create_slots(var_list: readonly Variable[]): void {
    for (const variable of var_list) {
      this._zeros_slot(variable, 'accum', this._name)
      this._zeros_slot(variable, 'accum_update', this._name)
    }
  }
  override _prepare(): void {
    this._lr_t = convertToTensor(this.#given.learning_rate, { name: 'lr' })
    this._rho_t = convertToTensor(this.#given.rho, { name: 'rho' })
    this._epsilon_t = convertToTensor(this.#given.epsilon, { name: 'epsilon' })
  }
  override _apply_dense(grad: Tensor, variable: Variable): Operation {
    return apply(ApplyAdadelta, { ...this.#state(variable), grad }).op
  }
  override _apply_sparse({ values, indices }: IndexedSlices, variable: Variable): Operation {
    return apply(SparseApplyAdadelta, { ...this.#state(variable), grad: values, indices }).op
  }
  #state(variable: Variable) {
    return {
      var: variable,
      accum: this.get_slot(variable, 'accum'),
      accum_update: this.get_slot(variable, 'accum_update'),
      lr: typed(this._lr_t, variable),
      rho: typed(this._rho_t, variable),
      epsilon: typed(this._epsilon_t, variable),
      use_locking: this._use_locking,
    }
  }
}
// @ts-expect-error the guarded class takes its place
AdadeltaOptimizer = guardedClass(AdadeltaOptimizer)
const SIGNATURE = setSignature(AdadeltaOptimizer, SIGNATURE_TEXT)

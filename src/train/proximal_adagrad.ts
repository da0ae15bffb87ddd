/** Proximal Adagrad (training/proximal_adagrad.py; Duchi and Singer, 2009). */

import { pythonRepr } from '../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { ValueError } from '../errors/python.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import type { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { SparseApplyProximalAdagrad } from '../ops/training/sparse_training_ops.ts'
import { ApplyProximalAdagrad } from '../ops/training/training_ops.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { float32 } from '../tensor/dtypes.ts'
import { Optimizer } from './optimizer.ts'

interface Args {
  learning_rate: TensorLike
  initial_accumulator_value: number
  l1_regularization_strength: TensorLike
  l2_regularization_strength: TensorLike
  use_locking: boolean
  name: string
}

const SIGNATURE_TEXT =
  "ProximalAdagradOptimizer(learning_rate, initial_accumulator_value=0.1, l1_regularization_strength=0.0, l2_regularization_strength=0.0, use_locking=False, name='ProximalAdagrad')"

/**
 * a ← a + g², then as proximal gradient descent with the rate lr/√a. Slot `accumulator`, which starts at
 * `initial_accumulator_value` > 0 and is float32, as in TensorFlow 0.12, so the variables must be.
 */
export class ProximalAdagradOptimizer extends Optimizer {
  readonly #given: Args
  #parameters!: { lr: Tensor; l1: Tensor; l2: Tensor }

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    const bound = SIGNATURE.bind(args) as unknown as Args
    const { initial_accumulator_value } = bound
    if (Number(initial_accumulator_value) <= 0) {
      throw new ValueError(`initial_accumulator_value must be positive: ${pythonRepr(initial_accumulator_value)}`)
    }
    super(bound.use_locking, bound.name)
    this.#given = bound
  }
  override _create_slots(var_list: readonly Variable[]): void {
    for (const variable of var_list)
      this._constant_slot(variable, this.#given.initial_accumulator_value, 'accumulator', true, float32)
  }
  override _prepare(): void {
    const { learning_rate, l1_regularization_strength, l2_regularization_strength } = this.#given
    this.#parameters = {
      lr: convertToTensor(learning_rate, { name: 'learning_rate' }),
      l1: convertToTensor(l1_regularization_strength, { name: 'l1_regularization_strength' }),
      l2: convertToTensor(l2_regularization_strength, { name: 'l2_regularization_strength' }),
    }
  }
  override _apply_dense(grad: Tensor, variable: Variable): Operation {
    return apply(ApplyProximalAdagrad, { ...this.#state(variable), grad }).op
  }
  override _apply_sparse({ values, indices }: IndexedSlices, variable: Variable): Operation {
    return apply(SparseApplyProximalAdagrad, { ...this.#state(variable), grad: values, indices }).op
  }
  #state(variable: Variable) {
    return {
      var: variable,
      accum: this.get_slot(variable, 'accumulator'),
      ...this.#parameters,
      use_locking: this._use_locking,
    }
  }
}
// @ts-expect-error the guarded class takes its place
ProximalAdagradOptimizer = guardedClass(ProximalAdagradOptimizer)
const SIGNATURE = setSignature(ProximalAdagradOptimizer, SIGNATURE_TEXT)

/** Adagrad (training/adagrad.py; Duchi, Hazan and Singer, 2011). */

import { pythonRepr } from '../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { ValueError } from '../errors/python.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import type { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { SparseApplyAdagrad } from '../ops/training/sparse_training_ops.ts'
import { ApplyAdagrad } from '../ops/training/training_ops.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { Optimizer, typed } from './optimizer.ts'

interface Args {
  learning_rate: TensorLike
  initial_accumulator_value: number
  use_locking: boolean
  name: string
}

const SIGNATURE_TEXT =
  "AdagradOptimizer(learning_rate, initial_accumulator_value=0.1, use_locking=False, name='Adagrad')"

/** a ← a + g²; v ← v − lr·g/√a. Slot `accumulator`, which starts at `initial_accumulator_value` > 0. */
export class AdagradOptimizer extends Optimizer {
  readonly _learning_rate: TensorLike
  readonly _initial_accumulator_value: number
  _learning_rate_tensor!: Tensor

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    const { learning_rate, initial_accumulator_value, use_locking, name } = SIGNATURE.bind(args) as unknown as Args
    if (Number(initial_accumulator_value) <= 0) {
      throw new ValueError(`initial_accumulator_value must be positive: ${pythonRepr(initial_accumulator_value)}`)
    }
    super(use_locking, name)
    this._learning_rate = learning_rate
    this._initial_accumulator_value = initial_accumulator_value
  }
  override _create_slots(var_list: readonly Variable[]): void {
    for (const variable of var_list) this._constant_slot(variable, this._initial_accumulator_value, 'accumulator', true)
  }
  override _prepare(): void {
    this._learning_rate_tensor = convertToTensor(this._learning_rate, { name: 'learning_rate' })
  }
  override _apply_dense(grad: Tensor, variable: Variable): Operation {
    return apply(ApplyAdagrad, { ...this.#state(variable), grad }).op
  }
  override _apply_sparse({ values, indices }: IndexedSlices, variable: Variable): Operation {
    return apply(SparseApplyAdagrad, { ...this.#state(variable), grad: values, indices }).op
  }
  #state(variable: Variable) {
    const accum = this.get_slot(variable, 'accumulator')
    return { var: variable, accum, lr: typed(this._learning_rate_tensor, variable), use_locking: this._use_locking }
  }
}
// @ts-expect-error the guarded class takes its place
AdagradOptimizer = guardedClass(AdagradOptimizer)
const SIGNATURE = setSignature(AdagradOptimizer, SIGNATURE_TEXT)

/** Follow the regularised leader (training/ftrl.py; McMahan and others, 2013). */

import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { ValueError } from '../errors/python.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import type { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { SparseApplyFtrl } from '../ops/training/sparse_training_ops.ts'
import { ApplyFtrl } from '../ops/training/training_ops.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { Optimizer, typed } from './optimizer.ts'

interface Args {
  learning_rate: TensorLike
  learning_rate_power: number
  initial_accumulator_value: number
  l1_regularization_strength: number
  l2_regularization_strength: number
  use_locking: boolean
  name: string
}
// in the order in which their constants are made
const PARAMETERS = [
  'learning_rate',
  'l1_regularization_strength',
  'l2_regularization_strength',
  'learning_rate_power',
] as const

function require(valid: boolean, name: string, value: number, what: string): void {
  if (!valid) throw new ValueError(`${name} ${Number(value).toFixed(6)} needs to be ${what}`)
}

const SIGNATURE_TEXT =
  "FtrlOptimizer(learning_rate, learning_rate_power=-0.5, initial_accumulator_value=0.1, l1_regularization_strength=0.0, l2_regularization_strength=0.0, use_locking=False, name='Ftrl')"

/**
 * n′ = n + g²; z ← z + g − (n′^−p − n^−p)/lr·v; v ← (l1·sign z − z)/(n′^−p/lr + 2·l2) where |z| > l1, else 0.
 * Slots `accum` (n), which starts at `initial_accumulator_value` > 0, and `linear` (z). p is `learning_rate_power` ≤ 0.
 */
export class FtrlOptimizer extends Optimizer {
  readonly #given: Args
  #parameters!: Record<(typeof PARAMETERS)[number], Tensor>

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    const bound = SIGNATURE.bind(args) as unknown as Args
    super(bound.use_locking, bound.name)
    const { initial_accumulator_value, learning_rate_power, l1_regularization_strength, l2_regularization_strength } =
      bound
    require(!(
      Number(initial_accumulator_value) <= 0
    ), 'initial_accumulator_value', initial_accumulator_value, 'positive')
    require(!(Number(learning_rate_power) > 0), 'learning_rate_power', learning_rate_power, 'negative or zero')
    require(!(
      Number(l1_regularization_strength) < 0
    ), 'l1_regularization_strength', l1_regularization_strength, 'positive or zero')
    require(!(
      Number(l2_regularization_strength) < 0
    ), 'l2_regularization_strength', l2_regularization_strength, 'positive or zero')
    this.#given = bound
  }
  override _create_slots(var_list: readonly Variable[]): void {
    for (const variable of var_list) {
      this._constant_slot(variable, this.#given.initial_accumulator_value, 'accum')
      this._zeros_slot(variable, 'linear', this._name)
    }
  }
  override _prepare(): void {
    const made = PARAMETERS.map(name => [name, convertToTensor(this.#given[name], { name })])
    this.#parameters = Object.fromEntries(made) as Record<(typeof PARAMETERS)[number], Tensor>
  }
  override _apply_dense(grad: Tensor, variable: Variable): Operation {
    return apply(ApplyFtrl, { ...this.#state(variable), grad }).op
  }
  override _apply_sparse({ values, indices }: IndexedSlices, variable: Variable): Operation {
    return apply(SparseApplyFtrl, { ...this.#state(variable), grad: values, indices }).op
  }
  #state(variable: Variable) {
    const parameters = this.#parameters
    return {
      var: variable,
      accum: this.get_slot(variable, 'accum'),
      linear: this.get_slot(variable, 'linear'),
      lr: typed(parameters.learning_rate, variable),
      l1: typed(parameters.l1_regularization_strength, variable),
      l2: typed(parameters.l2_regularization_strength, variable),
      lr_power: typed(parameters.learning_rate_power, variable),
      use_locking: this._use_locking,
    }
  }
}
// @ts-expect-error the guarded class takes its place
FtrlOptimizer = guardedClass(FtrlOptimizer)
const SIGNATURE = setSignature(FtrlOptimizer, SIGNATURE_TEXT)

/** Adagrad with dual averaging (training/adagrad_da.py; Duchi, Hazan and Singer, 2011). */

import { pythonRepr } from '../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { identity } from '../ops/core/identity_ops.ts'
import { cast } from '../ops/math/cast_ops.ts'
import { constant } from '../ops/math/constant_op.ts'
import { plus } from '../ops/math/operators.ts'
import { ApplyAdagradDA } from '../ops/training/training_ops.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { int } from '../tensor/literals.ts'
import { Optimizer, typed } from './optimizer.ts'

interface Args {
  learning_rate: TensorLike
  global_step: Variable | Tensor
  initial_gradient_squared_accumulator_value: number
  l1_regularization_strength: TensorLike
  l2_regularization_strength: TensorLike
  use_locking: boolean
  name: string
}

const SIGNATURE_TEXT =
  "AdagradDAOptimizer(learning_rate, global_step, initial_gradient_squared_accumulator_value=0.1, l1_regularization_strength=0.0, l2_regularization_strength=0.0, use_locking=False, name='AdagradDA')"

/**
 * G ← G + g; Q ← Q + g²; v ← −lr·sign(G)·max(|G| − l1·T, 0)/(l2·T·lr + √Q), where T is the step's number from one on.
 * Slots `gradient_accumulator` and `gradient_squared_accumulator`. `global_step` must be int64; scalar variables and sparse
 * gradients are refused, as in TensorFlow 0.12.
 */
export class AdagradDAOptimizer extends Optimizer {
  readonly #given: Args
  _learning_rate_tensor!: Tensor

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    const bound = SIGNATURE.bind(args) as unknown as Args
    const initial = bound.initial_gradient_squared_accumulator_value
    if (Number(initial) <= 0)
      throw new ValueError(`initial_gradient_squared_accumulator_value must bepositive: ${pythonRepr(initial)}`)
    super(bound.use_locking, bound.name)
    this.#given = bound
  }
  override _create_slots(var_list: readonly Variable[]): void {
    for (const variable of var_list) {
      // both constants are made before either slot
      const dtype = variable.dtype.base_dtype
      const sum = (value: TensorLike): Tensor => constant(value, { dtype, shape: variable.get_shape() })
      const [sums, squares] = get_default_graph().colocate_with(variable.op, false, () => [
        sum(0),
        sum(this.#given.initial_gradient_squared_accumulator_value),
      ]) as [Tensor, Tensor]
      this._get_or_make_slot(variable, sums, 'gradient_accumulator', this._name)
      this._get_or_make_slot(variable, squares, 'gradient_squared_accumulator', this._name)
    }
  }
  override _prepare(): void {
    this._learning_rate_tensor = convertToTensor(this.#given.learning_rate, { name: 'learning_rate' })
  }
  override _apply_dense(grad: Tensor, variable: Variable): Operation {
    const { global_step, l1_regularization_strength, l2_regularization_strength } = this.#given
    const dtype = variable.dtype.base_dtype
    // TensorFlow asks the gradient's first row for its device
    const step = get_default_graph().device(grad.at(int(0)).device, () => plus(identity(global_step), int(1)))
    return apply(ApplyAdagradDA, {
      var: variable,
      gradient_accumulator: this.get_slot(variable, 'gradient_accumulator'),
      gradient_squared_accumulator: this.get_slot(variable, 'gradient_squared_accumulator'),
      grad,
      lr: typed(this._learning_rate_tensor, variable),
      l1: cast(l1_regularization_strength, dtype),
      l2: cast(l2_regularization_strength, dtype),
      global_step: step,
      use_locking: this._use_locking,
    }).op
  }
  override _apply_sparse(_grad: IndexedSlices, _variable: Variable): never {
    throw new TypeError("'IndexedSlices' object does not support indexing")
  }
}
// @ts-expect-error the guarded class takes its place
AdagradDAOptimizer = guardedClass(AdagradDAOptimizer)
const SIGNATURE = setSignature(AdagradDAOptimizer, SIGNATURE_TEXT)

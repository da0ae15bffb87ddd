/** Plain gradient descent (training/gradient_descent.py). */

import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { times } from '../ops/math/operators.ts'
import { ApplyGradientDescent } from '../ops/training/training_ops.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { Optimizer, typed } from './optimizer.ts'

interface Args {
  learning_rate: TensorLike
  use_locking: boolean
  name: string
}

const SIGNATURE_TEXT = "GradientDescentOptimizer(learning_rate, use_locking=False, name='GradientDescent')"

/**
 * v ← v − lr·g
 *
 *     new tf.train.GradientDescentOptimizer(0.01).minimize(loss)
 */
export class GradientDescentOptimizer extends Optimizer {
  readonly _learning_rate: TensorLike
  _learning_rate_tensor!: Tensor

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    const { learning_rate, use_locking, name } = SIGNATURE.bind(args) as unknown as Args
    super(use_locking, name)
    this._learning_rate = learning_rate
  }
  override _prepare(): void {
    this._learning_rate_tensor = convertToTensor(this._learning_rate, { name: 'learning_rate' })
  }
  override _apply_dense(grad: Tensor, variable: Variable): Operation {
    const alpha = typed(this._learning_rate_tensor, variable)
    return apply(ApplyGradientDescent, { var: variable, alpha, delta: grad, use_locking: this._use_locking }).op
  }
  override _apply_sparse(grad: IndexedSlices, variable: Variable): Tensor {
    const step = times(grad.values, typed(this._learning_rate_tensor, variable))
    return variable.scatter_sub(new IndexedSlices(step, grad.indices, grad.dense_shape), this._use_locking)
  }
}
// @ts-expect-error the guarded class takes its place
GradientDescentOptimizer = guardedClass(GradientDescentOptimizer)
const SIGNATURE = setSignature(GradientDescentOptimizer, SIGNATURE_TEXT)

/** Proximal gradient descent (training/proximal_gradient_descent.py; Duchi and Singer, 2009). */

import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import type { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { SparseApplyProximalGradientDescent } from '../ops/training/sparse_training_ops.ts'
import { ApplyProximalGradientDescent } from '../ops/training/training_ops.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { Optimizer } from './optimizer.ts'

interface Args {
  learning_rate: TensorLike
  l1_regularization_strength: TensorLike
  l2_regularization_strength: TensorLike
  use_locking: boolean
  name: string
}

const SIGNATURE_TEXT =
  "ProximalGradientDescentOptimizer(learning_rate, l1_regularization_strength=0.0, l2_regularization_strength=0.0, use_locking=False, name='ProximalGradientDescent')"

/**
 * w = v − lr·g; v ← max(|w| − lr·l1, 0)/(1 + lr·l2) where l1 > 0, else w/(1 + lr·l2). As in TensorFlow 0.12 the sign is lost
 * with l1 > 0, and the parameters must have the type of the variables.
 */
export class ProximalGradientDescentOptimizer extends Optimizer {
  readonly #given: Args
  #parameters!: { alpha: Tensor; l1: Tensor; l2: Tensor }

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    const bound = SIGNATURE.bind(args) as unknown as Args
    super(bound.use_locking, bound.name)
    this.#given = bound
  }
  override _prepare(): void {
    const { learning_rate, l1_regularization_strength, l2_regularization_strength } = this.#given
    this.#parameters = {
      alpha: convertToTensor(learning_rate, { name: 'learning_rate' }),
      l1: convertToTensor(l1_regularization_strength, { name: 'l1_regularization_strength' }),
      l2: convertToTensor(l2_regularization_strength, { name: 'l2_regularization_strength' }),
    }
  }
  override _apply_dense(grad: Tensor, variable: Variable): Operation {
    return apply(ApplyProximalGradientDescent, {
      var: variable,
      ...this.#parameters,
      delta: grad,
      use_locking: this._use_locking,
    }).op
  }
  override _apply_sparse({ values, indices }: IndexedSlices, variable: Variable): Operation {
    return apply(SparseApplyProximalGradientDescent, {
      var: variable,
      ...this.#parameters,
      grad: values,
      indices,
      use_locking: this._use_locking,
    }).op
  }
}
// @ts-expect-error the guarded class takes its place
ProximalGradientDescentOptimizer = guardedClass(ProximalGradientDescentOptimizer)
const SIGNATURE = setSignature(ProximalGradientDescentOptimizer, SIGNATURE_TEXT)

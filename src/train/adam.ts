/** Adam (training/adam.py; Kingma and Ba, 2014). */

import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { apply } from '../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { scatter_add } from '../ops/array/scatter_ops.ts'
import { groupOps } from '../ops/control_flow/control_flow_ops.ts'
import { assign, assign_sub } from '../ops/core/state_ops.ts'
import { sqrt } from '../ops/math/function_ops.ts'
import { minus, over, plus, times } from '../ops/math/operators.ts'
import { ApplyAdam } from '../ops/training/training_ops.ts'
import { Variable } from '../ops/variables/variables.ts'
import { Optimizer, typed } from './optimizer.ts'

interface Args {
  learning_rate: TensorLike
  beta1: TensorLike
  beta2: TensorLike
  epsilon: TensorLike
  use_locking: boolean
  name: string
}
const PARAMETERS = ['learning_rate', 'beta1', 'beta2', 'epsilon'] as const

const SIGNATURE_TEXT =
  "AdamOptimizer(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, use_locking=False, name='Adam')"

/**
 * α = lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ); m ← m + (g − m)(1 − β₁); s ← s + (g² − s)(1 − β₂); v ← v − m·α/(√s + ε). Slots `m` and `v`;
 * the powers of β are variables of the optimizer. Sparse gradients decay m and s of all rows.
 */
export class AdamOptimizer extends Optimizer {
  readonly #given: Args
  #parameters!: Record<(typeof PARAMETERS)[number], Tensor>
  _beta1_power: Variable | null = null
  _beta2_power: Variable | null = null

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, Args>) {
    const bound = SIGNATURE.bind(args) as unknown as Args
    super(bound.use_locking, bound.name)
    this.#given = bound
  }
  _get_beta_accumulators(): [Variable | null, Variable | null] {
    return [this._beta1_power, this._beta2_power]
  }
  override _create_slots(var_list: readonly Variable[]): void {
    const first = var_list[0] as Variable
    if (this._beta1_power?.graph !== first.graph) {
      get_default_graph().colocate_with(first.op, false, () => {
        this._beta1_power = new Variable(this.#given.beta1, { name: 'beta1_power', trainable: false })
        this._beta2_power = new Variable(this.#given.beta2, { name: 'beta2_power', trainable: false })
      })
    }
    for (const variable of var_list) {
      this._zeros_slot(variable, 'm', this._name)
      this._zeros_slot(variable, 'v', this._name)
    }
  }
  override _prepare(): void {
    const made = PARAMETERS.map(name => [name, convertToTensor(this.#given[name], { name })])
    this.#parameters = Object.fromEntries(made) as Record<(typeof PARAMETERS)[number], Tensor>
  }
  override _apply_dense(grad: Tensor, variable: Variable): Operation {
    const { learning_rate, beta1, beta2, epsilon } = this.#parameters
    return apply(ApplyAdam, {
      var: variable,
      m: this.get_slot(variable, 'm'),
      v: this.get_slot(variable, 'v'),
      beta1_power: typed(this._beta1_power as Variable, variable),
      beta2_power: typed(this._beta2_power as Variable, variable),
      lr: typed(learning_rate, variable),
      beta1: typed(beta1, variable),
      beta2: typed(beta2, variable),
      epsilon: typed(epsilon, variable),
      grad,
      use_locking: this._use_locking,
    }).op
  }
  override _apply_sparse(grad: IndexedSlices, variable: Variable): Operation {
    const use_locking = this._use_locking
    const power1 = typed(this._beta1_power as Variable, variable)
    const power2 = typed(this._beta2_power as Variable, variable)
    const rate = typed(this.#parameters.learning_rate, variable)
    const beta1 = typed(this.#parameters.beta1, variable)
    const beta2 = typed(this.#parameters.beta2, variable)
    const epsilon = typed(this.#parameters.epsilon, variable)
    const lr = over(times(rate, sqrt(minus(1, power2))), minus(1, power1))
    // m ← m·β₁ everywhere, and the slices add their share
    const m = this.get_slot(variable, 'm') as Variable
    const scaled = times(grad.values, minus(1, beta1))
    const decayed = assign(m, times(m.value(), beta1), { use_locking })
    const m_t = scatter_add(decayed, grad.indices, scaled, { use_locking })
    const v = this.get_slot(variable, 'v') as Variable
    const squares = times(times(grad.values, grad.values), minus(1, beta2))
    const decayedSquares = assign(v, times(v.value(), beta2), { use_locking })
    const v_t = scatter_add(decayedSquares, grad.indices, squares, { use_locking })
    const root = sqrt(v_t)
    const update = assign_sub(variable, over(times(lr, m_t), plus(root, epsilon)), { use_locking })
    return groupOps([update, m_t, v_t], null)
  }
  override _finish(update_ops: readonly unknown[], name_scope: Name): Operation {
    const power1 = this._beta1_power as Variable
    const power2 = this._beta2_power as Variable
    const graph = get_default_graph()
    const updates = graph.control_dependencies(update_ops, () =>
      graph.colocate_with(power1.op, false, () => [
        power1.assign(times(power1.value(), this.#parameters.beta1), this._use_locking),
        power2.assign(times(power2.value(), this.#parameters.beta2), this._use_locking),
      ]),
    )
    return groupOps([...update_ops, ...updates], name_scope)
  }
}
// @ts-expect-error the guarded class takes its place
AdamOptimizer = guardedClass(AdamOptimizer)
const SIGNATURE = setSignature(AdamOptimizer, SIGNATURE_TEXT)

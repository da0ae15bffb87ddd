/** What all optimizers share: gradients for variables, slots beside variables, and the updates (training/optimizer.py). */

import { gradients } from '../autodiff/gradients.ts'
import { Adopting } from '../calling/adoption.ts'
import { listOf, noAttribute, pythonRepr, pythonTypeName, tupleRepr } from '../calling/python_repr.ts'
import { type PythonFunction, setSignature, toNumber } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { NotImplementedError, TypeError, ValueError } from '../errors/python.ts'
import { sharingTraceback } from '../errors/user_line.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'
import { groupOps, tuple } from '../ops/control_flow/control_flow_ops.ts'
import { assign_add } from '../ops/core/state_ops.ts'
import { cast } from '../ops/math/cast_ops.ts'
import { constant } from '../ops/math/constant_op.ts'
import { trainable_variables } from '../ops/variables/variable_initializers.ts'
import { Variable } from '../ops/variables/variables.ts'
import type { DType } from '../tensor/dtypes.ts'
import { float16, float32, float64 } from '../tensor/dtypes.ts'
import { int } from '../tensor/literals.ts'
import { create_slot, create_zeros_slot } from './slot_creator.ts'

export type GradientAndVariable = [gradient: Tensor | IndexedSlices | null, variable: Variable]

interface ComputeArgs {
  loss: Tensor
  var_list: readonly Variable[] | null
  gate_gradients: number
  aggregation_method: number | null
  colocate_gradients_with_ops: boolean
  grad_loss: Tensor | null
}
interface ApplyArgs {
  grads_and_vars: Iterable<readonly [TensorLike | IndexedSlices | null, Variable]>
  global_step: Variable | Tensor | null
  name: Name
}
type MinimizeArgs = ComputeArgs & Omit<ApplyArgs, 'grads_and_vars'>

const MINIMIZE =
  'minimize(loss, global_step=None, var_list=None, gate_gradients=1, aggregation_method=None, colocate_gradients_with_ops=False, name=None, grad_loss=None)'
const COMPUTE =
  'compute_gradients(loss, var_list=None, gate_gradients=1, aggregation_method=None, colocate_gradients_with_ops=False, grad_loss=None)'
const APPLY = 'apply_gradients(grads_and_vars, global_step=None, name=None)'
type ArgsOf<S extends string, P> = Parameters<PythonFunction<S, P, unknown>>

/**
 * The base of optimizers. One of their own defines `_apply_dense(grad, var)`, and where it needs them `_apply_sparse`,
 * `_create_slots(var_list)`, `_prepare()` and `_finish(update_ops, name_scope)`.
 */
export class Optimizer extends Adopting {
  /** Gradients flow as soon as they are there. */
  static readonly GATE_NONE = 0
  /** All gradients of one op are there before any of them is used. */
  static readonly GATE_OP = 1
  /** All gradients are there before any of them is used. */
  static readonly GATE_GRAPH = 2
  readonly _use_locking: boolean
  readonly _name: string
  readonly _slots = new Map<string, Map<Variable, Variable>>()

  constructor(use_locking: boolean, name: string) {
    super()
    if (!name) throw new ValueError('Must specify the optimizer name')
    this._use_locking = use_locking
    this._name = name
  }
  get_name(): string {
    return this._name
  }

  /**
   * An operation that makes `loss` smaller: computes the gradients for `var_list` (all trainable variables by default) and
   * applies them. `global_step`, where given, is increased by one after the updates. Errors: ValueError where no gradient
   * reaches any variable.
   */
  minimize(...args: ArgsOf<typeof MINIMIZE, MinimizeArgs>): Operation {
    const { loss, global_step, name, ...options } = SIGNATURES.minimize.bind(args) as unknown as MinimizeArgs
    const pairs = this.compute_gradients(loss, options)
    if (pairs.every(([gradient]) => gradient === null)) {
      throw new ValueError(
        `No gradients provided for any variable, check your graph for ops that do not support gradients, between variables ${stringList(pairs.map(([, variable]) => variable))} and loss ${loss}.`,
      )
    }
    return this.apply_gradients(pairs, { global_step, name })
  }

  /** The gradients of `loss`: pairs of a gradient (a tensor, slices, or null) and the variable that it belongs to. */
  compute_gradients(...args: ArgsOf<typeof COMPUTE, ComputeArgs>): GradientAndVariable[] {
    const bound = SIGNATURES.compute_gradients.bind(args) as unknown as ComputeArgs
    const { loss, var_list, aggregation_method, colocate_gradients_with_ops, grad_loss } = bound
    const gate = toNumber(bound.gate_gradients)
    if (![0, 1, 2].includes(gate)) {
      throw new ValueError(
        `gate_gradients must be one of: Optimizer.GATE_NONE, Optimizer.GATE_OP, Optimizer.GATE_GRAPH.  Not ${pythonRepr(bound.gate_gradients)}`,
      )
    }
    this._assert_valid_dtypes([loss])
    if (grad_loss !== null) this._assert_valid_dtypes([grad_loss])
    const variables = var_list === null ? trainable_variables() : [...var_list]
    for (const variable of variables) checkOptimizable(variable)
    if (variables.length === 0) throw new ValueError('No variables to optimize.')
    const refs = variables.map(variable => variable.ref())
    let grads: (Tensor | IndexedSlices | null)[] = gradients(loss, refs, {
      grad_ys: grad_loss,
      gate_gradients: gate === Optimizer.GATE_OP,
      aggregation_method,
      colocate_gradients_with_ops,
    })
    if (gate === Optimizer.GATE_GRAPH) grads = tuple(grads)
    this._assert_valid_dtypes(variables.filter((_, i) => grads[i] !== null))
    return variables.map((variable, i) => [grads[i] ?? null, variable])
  }

  /** An operation that applies gradients, perhaps changed ones, as `compute_gradients` gives them. */
  apply_gradients(...args: ArgsOf<typeof APPLY, ApplyArgs>): Operation {
    const bound = SIGNATURES.apply_gradients.bind(args) as unknown as ApplyArgs
    return sharingTraceback(() => this.#applyGradients(bound))
  }
  #applyGradients({ grads_and_vars, global_step, name }: ApplyArgs): Operation {
    if (typeof grads_and_vars?.[Symbol.iterator] !== 'function')
      throw new TypeError(`'${pythonTypeName(grads_and_vars)}' object is not iterable`)
    const given = [...grads_and_vars]
    if (given.length === 0) throw new ValueError('No variables provided.')
    const pairs = given.map((pair): GradientAndVariable => {
      const [gradient, variable] = listOf(pair) as GradientAndVariable
      const converted = gradient === null ? null : toTensorOrSlices(gradient)
      checkOptimizable(variable)
      return [converted, variable]
    })
    const variables = pairs.flatMap(([gradient, variable]) => (gradient === null ? [] : [variable]))
    if (variables.length === 0)
      throw new ValueError(
        `No gradients provided for any variable: ${stringList(pairs.map(([, variable]) => variable))}.`,
      )
    const graph = get_default_graph()
    graph.control_dependencies(null, () => this._create_slots(variables))
    return withScope(name, this._name, [], scope => {
      this._prepare()
      const updates: unknown[] = []
      for (const [gradient, variable] of pairs) {
        if (gradient === null) continue
        graph.inNameScope(`update_${variable.op.name}`, () =>
          graph.colocate_with(variable.op, false, () => {
            updates.push(
              gradient instanceof Tensor
                ? this._apply_dense(gradient, variable)
                : this._apply_sparse(gradient, variable),
            )
          }),
        )
      }
      const train =
        global_step === null
          ? this._finish(updates, scope)
          : graph.control_dependencies([this._finish(updates, 'update')], () =>
              graph.colocate_with(
                elementOf(global_step),
                false,
                () => assign_add(global_step, int(1), { name: scope }).op,
              ),
            )
      const collection = graph.get_collection_ref(GraphKeys.TRAIN_OP)
      if (!collection.includes(train)) collection.push(train)
      return train
    })
  }

  /** The slot `name` of a variable, or null: the momentum and the like that this optimizer keeps for it. */
  get_slot(variable: Variable, name: string): Variable | null {
    return this._slots.get(name)?.get(variable) ?? null
  }
  get_slot_names(): string[] {
    return [...this._slots.keys()].sort()
  }

  // --- what optimizers of their own call or override

  _valid_dtypes(): readonly DType[] {
    // the order of TensorFlow's message
    return [float32, float64, float16]
  }
  _assert_valid_dtypes(tensors: readonly (Tensor | Variable)[]): void {
    const valid = this._valid_dtypes()
    for (const tensor of tensors) {
      if (tensor?.dtype === undefined) throw noAttribute(tensor, 'dtype')
      const dtype = tensor.dtype.base_dtype
      if (!valid.includes(dtype)) {
        throw new ValueError(
          `Invalid type ${dtype.repr()} for ${tensor.name}, expected: [${valid.map(type => type.repr()).join(', ')}].`,
        )
      }
    }
  }
  /** Makes the slots for these variables. */
  _create_slots(_var_list: readonly Variable[]): void {}
  /** Makes what all updates use, such as the learning rate, within the optimizer's scope. */
  _prepare(): void {}
  _apply_dense(_grad: Tensor, _variable: Variable): Operation {
    throw new NotImplementedError()
  }
  _apply_sparse(_grad: IndexedSlices, _variable: Variable): Operation | Tensor {
    throw new NotImplementedError()
  }
  /** The operation that stands for all updates. */
  _finish(update_ops: readonly unknown[], name_scope: Name): Operation {
    return groupOps(update_ops, name_scope)
  }
  _slot_dict(slot_name: string): Map<Variable, Variable> {
    let slots = this._slots.get(slot_name)
    if (!slots) {
      slots = new Map()
      this._slots.set(slot_name, slots)
    }
    return slots
  }
  _get_or_make_slot(variable: Variable, value: TensorLike, slot_name: string, op_name: string): Variable {
    return this.#slot(variable, slot_name, () => create_slot(variable, value, op_name))
  }
  /** A slot of a constant value; `dtype` is the variable's by default. The constant may have to be with the variable. */
  _constant_slot(
    variable: Variable,
    value: TensorLike,
    slot_name: string,
    colocate = false,
    dtype: DType = variable.dtype.base_dtype,
  ): Variable {
    const make = (): Tensor => constant(value, { dtype, shape: variable.get_shape() })
    const initial = colocate ? get_default_graph().colocate_with(variable.op, false, make) : make()
    return this._get_or_make_slot(variable, initial, slot_name, this._name)
  }
  _zeros_slot(variable: Variable, slot_name: string, op_name: string): Variable {
    return this.#slot(variable, slot_name, () => create_zeros_slot(variable, op_name))
  }
  #slot(variable: Variable, slot_name: string, create: () => Variable): Variable {
    const slots = this._slot_dict(slot_name)
    let slot = slots.get(variable)
    if (!slot) {
      slot = create()
      slots.set(variable, slot)
    }
    return slot
  }
}
// @ts-expect-error the guarded class takes its place
Optimizer = guardedClass(Optimizer)

const SIGNATURES = {
  minimize: setSignature(Optimizer.prototype.minimize, MINIMIZE),
  compute_gradients: setSignature(Optimizer.prototype.compute_gradients, COMPUTE),
  apply_gradients: setSignature(Optimizer.prototype.apply_gradients, APPLY),
}

/** A hyper-parameter in the type of a variable. */
export const typed = (value: Tensor | Variable, variable: Variable): Tensor => cast(value, variable.dtype.base_dtype)

const elementOf = (value: unknown): Tensor | Operation => get_default_graph().as_graph_element(value)
const stringList = (values: readonly unknown[]): string =>
  `[${values.map(value => pythonRepr(String(value))).join(', ')}]`

function checkOptimizable(variable: unknown): void {
  const op = (variable as { op?: unknown } | null)?.op
  if (op === undefined) throw noAttribute(variable, 'op')
  if (!(variable instanceof Variable))
    throw new NotImplementedError(tupleRepr(['Trying to optimize unsupported type ', variable]))
}

function toTensorOrSlices(gradient: unknown): Tensor | IndexedSlices {
  if (gradient instanceof IndexedSlices) return gradient
  try {
    return convertToTensor(gradient)
  } catch (error) {
    if (error instanceof TypeError)
      throw new TypeError(`Gradient must be convertible to a Tensor or IndexedSlices, or None: ${gradient}`)
    throw error
  }
}

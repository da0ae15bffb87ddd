/**
 * What surrounds the nodes of a cond's branch or of a loop: it lets outer values in, and keeps the order of what has no
 * inputs (ops/control_flow_ops.py, ControlFlowContext).
 */
import type { ValuesDef } from '../../formats/protos/meta_graph.generated.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { type ControlFlowContextLike, Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { Identity } from '../core/identity_ops.ts'
import { RefIdentity } from '../core/state_ops.ts'
import { componentsOf, type TensorOrComposite } from './composite_tensors.ts'
import type { GradLoopState } from './grad_loop_state.ts'
import type { WhileContext } from './while_context.ts'

export abstract class ControlFlowContext implements ControlFlowContextLike {
  abstract readonly name: string
  /** The context in which this one was made. */
  readonly outer: ControlFlowContext | null = currentContext()
  /** Names of the tensors that are known inside. */
  values = new Set<string>()
  /** For outer tensors (by name) what stands for them inside. */
  externals = new Map<string, Tensor>()
  readonly #before: (ControlFlowContext | null)[] = []

  /** What `value` is inside; outer values are led in. */
  abstract addValue(value: Tensor): Tensor
  abstract addOp(op: Operation): void
  abstract addInner(op: Operation): void
  abstract readonly controlPivot: Tensor
  abstract readonly gradState: GradLoopState | null
  abstract readonly backProp: boolean

  addName(name: string): void {
    this.values.add(name)
  }
  /** From now on new nodes belong to this context. */
  enter(): void {
    const graph = get_default_graph()
    this.#before.push(graph.controlFlowContext as ControlFlowContext | null)
    graph.controlFlowContext = this
  }
  exit(): void {
    get_default_graph().controlFlowContext = this.#before.pop() ?? null
  }
  inside<R>(body: () => R): R {
    this.enter()
    try {
      return body()
    } finally {
      this.exit()
    }
  }
  /** Results of this context are known in the outer one. */
  exitResult(results: readonly TensorOrComposite[]): void {
    for (const result of results) this.outer?.addName((componentsOf(result)[0] as Tensor).name)
  }
  /** The innermost loop around. */
  get whileContext(): WhileContext | null {
    return this.outer?.whileContext ?? null
  }
  /** Whether `op` belongs to one of the contexts around this one. */
  isInOuterContext(op: Operation): boolean {
    const context = outputContext(op)
    let outer = this.outer
    while (outer !== context) {
      if (outer === null) return false
      outer = outer.outer
    }
    return true
  }
  /** A node inside of a loop needs a control input from there to run once an iteration. */
  protected addToWhileContext(op: Operation): void {
    const loop = this.whileContext
    if (loop) op.addControlInputs([loop.controlPivot.op])
  }
  /** Drops control inputs from outside of the innermost loop; returns those that stay. */
  protected removeExternalControlInputs(op: Operation): readonly Operation[] {
    const loop = this.whileContext
    const internal = loop
      ? op.control_inputs.filter(input => outputContext(input)?.whileContext === loop)
      : op.control_inputs
    if (internal.length !== op.control_inputs.length) op.replaceControlInputs(internal)
    return internal
  }
  protected valuesFromProto(def: ValuesDef, inScope: (name: string) => string): void {
    const graph = get_default_graph()
    // TensorFlow 0.12 forgets the scope for outer values, and cannot import what has some into a scope
    this.values = new Set(Array.from(def.values, inScope))
    for (const [name, tensor] of Object.entries(def.external_values))
      this.externals.set(inScope(name), graph.as_graph_element(inScope(tensor)) as Tensor)
    const own = new Set(
      [...this.values].filter(name => !this.externals.has(name)).map(name => name.split(':')[0] as string),
    )
    for (const name of own) {
      const element = graph.as_graph_element(name)
      ;(element instanceof Operation ? element : element.op).controlFlowContext = this
    }
  }
  protected fillValuesDef(def: ValuesDef, outOfScope: (name: string) => string): void {
    for (const name of [...this.values].sort()) def.values.push(outOfScope(name))
    for (const [name, tensor] of this.externals) def.external_values[outOfScope(name)] = outOfScope(tensor.name)
  }
}

/** The context that new nodes belong to. */
export function currentContext(): ControlFlowContext | null {
  return get_default_graph().controlFlowContext as ControlFlowContext | null
}
export const contextOf = (op: Operation): ControlFlowContext | null =>
  op.controlFlowContext as ControlFlowContext | null

/** The context in which the outputs of `op` are used: that around the loop for an exit. */
export function outputContext(op: Operation): ControlFlowContext | null {
  const context = contextOf(op)
  return isLoopExit(op) ? (context?.outer ?? null) : context
}
export const isLoopExit = (op: Operation): boolean => op.op_def.spec.controlFlow === 'exit'
export const isSwitch = (op: Operation): boolean => op.op_def.spec.controlFlow === 'switch'

export const isLoopConstantEnter = (op: Operation): boolean =>
  op.op_def.spec.controlFlow === 'enter' && op.attr('is_constant') === true

/** The Enter that makes `value` the same in all iterations, where one can be told. */
export function loopConstantEnter(value: Tensor): Operation | undefined {
  let { op } = value
  while (isSwitch(op) || op.op_def === Identity || op.op_def === RefIdentity) op = (op.inputs[0] as Tensor).op
  return isLoopConstantEnter(op) ? op : undefined
}

/** `body` without control dependencies, in the context that is current. */
export function withoutDependencies<R>(body: () => R): R {
  return get_default_graph().control_dependencies(null, body)
}

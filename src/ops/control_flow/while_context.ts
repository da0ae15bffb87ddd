/** The inside of a loop (ops/control_flow_ops.py, WhileContext). Building it is in while_loop.ts, differentiating in grad_loop_state.ts. */
import { ValueError } from '../../errors/python.ts'
import { WhileContextDef } from '../../formats/protos/meta_graph.generated.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import type { Operation } from '../../graph/operation.ts'
import { inScope, outOfScope } from '../../graph/scope_names.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { Rank, Shape, Size } from '../math/shape_ops.ts'
import { componentsOf, type TensorOrComposite } from './composite_tensors.ts'
import {
  ControlFlowContext,
  contextOf,
  currentContext,
  isLoopConstantEnter,
  isLoopExit,
  withoutDependencies,
} from './control_flow_context.ts'
import { type EnterOptions, enterNode } from './dataflow_nodes.ts'
import type { GradLoopState } from './grad_loop_state.ts'

export interface LoopOptions {
  readonly parallelIterations: number
  readonly backProp: boolean
  readonly swapMemory: boolean
  readonly name: string
  readonly gradState?: GradLoopState | null
}

export class WhileContext extends ControlFlowContext {
  readonly name: string
  readonly parallelIterations: number
  readonly backProp: boolean
  readonly swapMemory: boolean
  readonly gradState: GradLoopState | null
  /** The condition for another iteration. */
  pivot!: Tensor
  /** What has no inputs hangs on these: in the predicate, and in the body. */
  pivotForPred!: Tensor
  pivotForBody: Tensor | undefined
  loopExits: readonly TensorOrComposite[] = []

  constructor(options: LoopOptions, unique = true) {
    super()
    const { parallelIterations, backProp, swapMemory, name, gradState = null } = options
    if (!Number.isInteger(parallelIterations) || parallelIterations <= 0)
      throw new ValueError(`\`parallel_iterations\` must be a positive integer: ${parallelIterations}`)
    this.name = unique ? get_default_graph().unique_name(name) : name
    this.parallelIterations = parallelIterations
    this.backProp = backProp
    this.swapMemory = swapMemory
    this.gradState = gradState
  }
  static fromProto(def: WhileContextDef, scope: string | null): WhileContext {
    const graph = get_default_graph()
    const tensor = (name: string): Tensor => graph.as_graph_element(inScope(name, scope)) as Tensor
    const options = {
      parallelIterations: def.parallel_iterations,
      backProp: def.back_prop,
      swapMemory: def.swap_memory,
      name: inScope(def.context_name, scope),
    }
    const context = new WhileContext(options, false)
    context.pivotForPred = tensor(def.pivot_for_pred_name)
    context.pivotForBody = tensor(def.pivot_for_body_name)
    context.pivot = tensor(def.pivot_name)
    context.loopExits = Array.from(def.loop_exit_names, tensor)
    context.valuesFromProto(def.values_def, name => inScope(name, scope))
    return context
  }
  /** null: the context lies outside of the scope that is exported. */
  toProto(scope: string | null): WhileContextDef | null {
    if (scope !== null && !this.name.startsWith(scope)) return null
    const strip = (name: string): string => outOfScope(name, scope)
    const def = new WhileContextDef({
      context_name: strip(this.name),
      parallel_iterations: this.parallelIterations,
      back_prop: this.backProp,
      swap_memory: this.swapMemory,
      pivot_for_pred_name: strip(this.pivotForPred.name),
      pivot_for_body_name: strip((this.pivotForBody as Tensor).name),
      pivot_name: strip(this.pivot.name),
      loop_exit_names: this.loopExits.map(exit => strip((componentsOf(exit)[0] as Tensor).name)),
    })
    this.fillValuesDef(def.values_def, strip)
    return def
  }
  override get whileContext(): WhileContext {
    return this
  }
  get controlPivot(): Tensor {
    return this.pivotForBody ?? this.pivotForPred
  }
  /** How values enter this loop's frame. */
  enterOptions(constant: boolean, more: Partial<EnterOptions> = {}): EnterOptions {
    return { frame: this.name, constant, parallelIterations: this.parallelIterations, ...more }
  }

  addValue(value: Tensor): Tensor {
    if (this.values.has(value.name)) return this.externals.get(value.name) ?? value
    this.values.add(value.name)
    // a gradient that uses a value of its forward loop takes it from a history
    const gradState = currentContext()?.whileContext?.gradState
    if (gradState) {
      let forward: ControlFlowContext | null = contextOf(value.op)?.whileContext ?? null
      // TensorFlow 0.12 misses a loop in a branch of a cond, whose gradient waits for ever
      if (isLoopExit(value.op)) forward = forward?.outer?.whileContext ?? null
      if (forward === gradState.forwardContext) {
        const real = gradState.realValue(value)
        this.externals.set(value.name, real)
        return real
      }
    }
    const outer = this.outer ? this.outer.addValue(value) : value
    const entered = withoutDependencies(() => enterNode(outer, this.enterOptions(true)))
    this.fixEnters([entered])
    this.values.add(entered.name)
    this.externals.set(value.name, entered)
    return entered
  }
  addOp(op: Operation): void {
    // the shape of a forward value is computed in the forward loop: its history is small
    if (op.op_def === Shape || op.op_def === Size || op.op_def === Rank) {
      const gradState = currentContext()?.whileContext?.gradState
      const inputContext = contextOf((op.inputs[0] as Tensor).op)
      if (gradState && inputContext?.whileContext === gradState.forwardContext) {
        op.controlFlowContext = inputContext
        inputContext.addInner(op)
        return
      }
    }
    this.addInner(op)
  }
  addInner(op: Operation): void {
    if (op.inputs.length === 0) {
      const internal = this.removeExternalControlInputs(op)
      if (internal.length === 0) op.addControlInputs([this.controlPivot.op])
    } else {
      let hasInternalInput = false
      for (const [index, input] of [...op.inputs].entries()) {
        this.addValue(input)
        const inner = this.externals.get(input.name)
        if (inner) op.updateInput(index, inner)
        else hasInternalInput = true
      }
      if (!hasInternalInput) this.removeExternalControlInputs(op)
      this.#bindToIteration(op)
    }
    for (const output of op.outputs) this.values.add(output.name)
    if (this.outer || !isLoopExit(op)) op.graph.prevent_fetching(op)
  }
  /** What only depends on loop invariants must not run more often than the loop does. */
  #bindToIteration(op: Operation): void {
    if (op.control_inputs.length > 0 || !op.inputs.every(input => isLoopConstantEnter(input.op))) return
    op.addControlInputs([this.controlPivot.op])
  }
  /** Enters were made without dependencies and context: they get those of the surroundings, and this context. */
  fixEnters(entered: readonly TensorOrComposite[]): void {
    const graph = get_default_graph()
    for (const { op } of entered.flatMap(componentsOf)) {
      const controls = graph
        .controlDependenciesFor([op.inputs[0] as Tensor])
        .filter(control => this.isInOuterContext(control))
      op.controlFlowContext = this
      op.addControlInputs(controls)
      graph.recordControlDependencies(op)
    }
  }
}

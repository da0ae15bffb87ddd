/** One branch of a cond (ops/control_flow_ops.py, CondContext). */

import { noAttribute } from '../../calling/python_repr.ts'
import { CondContextDef } from '../../formats/protos/meta_graph.generated.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import { Operation } from '../../graph/operation.ts'
import { inScope, outOfScope } from '../../graph/scope_names.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { componentsOf, fromComponents, isComposite, type TensorOrComposite } from './composite_tensors.ts'
import { ControlFlowContext, isLoopExit, withoutDependencies } from './control_flow_context.ts'
import { withDependencies } from './control_flow_ops.ts'
import { switchRefOrTensor } from './dataflow_nodes.ts'
import type { GradLoopState } from './grad_loop_state.ts'
import { flowsOf } from './loop_structures.ts'

export class CondContext extends ControlFlowContext {
  readonly name: string
  readonly pred: Tensor
  /** The predicate's value in this branch: what runs only here hangs on it. */
  readonly pivot: Tensor
  /** 1: where the predicate holds. */
  readonly branch: number

  constructor(pred: Tensor, pivot: Tensor, branch: number, name = 'cond_text', unique = true) {
    super()
    this.name = unique ? get_default_graph().unique_name(name) : name
    this.pred = pred
    this.pivot = pivot
    this.branch = branch
    this.values.add(pred.name)
    this.values.add(pivot.name)
  }
  static fromProto(def: CondContextDef, scope: string | null): CondContext {
    const graph = get_default_graph()
    const tensor = (name: string): Tensor => graph.as_graph_element(inScope(name, scope)) as Tensor
    const context = new CondContext(
      tensor(def.pred_name),
      tensor(def.pivot_name),
      def.branch,
      inScope(def.context_name, scope),
      false,
    )
    context.valuesFromProto(def.values_def, name => inScope(name, scope))
    return context
  }
  /** null: the context lies outside of the scope that is exported. */
  toProto(scope: string | null): CondContextDef | null {
    if (scope !== null && !this.name.startsWith(scope)) return null
    const strip = (name: string): string => outOfScope(name, scope)
    const def = new CondContextDef({
      context_name: strip(this.name),
      pred_name: strip(this.pred.name),
      pivot_name: strip(this.pivot.name),
      branch: this.branch,
    })
    this.fillValuesDef(def.values_def, strip)
    return def
  }
  get controlPivot(): Tensor {
    return this.pivot
  }
  get gradState(): GradLoopState | null {
    return this.whileContext?.gradState ?? null
  }
  get backProp(): boolean {
    return false
  }

  /** The branch's own end of a switch on `value`. */
  #switched(value: unknown): Tensor {
    return switchRefOrTensor(value, this.pred)[this.branch] as Tensor
  }
  addValue(value: Tensor): Tensor {
    if (this.values.has(value.name)) return this.externals.get(value.name) ?? value
    this.values.add(value.name)
    let outer = value
    if (this.outer) {
      outer = this.outer.addValue(value)
      this.values.add(outer.name)
    }
    const result = withoutDependencies(() => this.#switched(outer))
    result.op.controlFlowContext = this
    this.values.add(result.name)
    this.externals.set(value.name, result)
    return result
  }
  addOp(op: Operation): void {
    this.addInner(op)
  }
  addInner(op: Operation): void {
    if (op.inputs.length === 0) {
      this.removeExternalControlInputs(op)
      this.addToWhileContext(op)
      op.addControlInputs([this.pivot.op])
    } else {
      for (const [index, input] of [...op.inputs].entries()) {
        if (!this.values.has(input.name)) this.#bringIn(input)
        const inner = this.externals.get(input.name)
        if (inner) op.updateInput(index, inner)
      }
    }
    for (const output of op.outputs) this.values.add(output.name)
    if (this.outer || !isLoopExit(op)) op.graph.prevent_fetching(op)
  }
  #bringIn(value: Tensor): Tensor {
    this.values.add(value.name)
    let outer = value
    if (this.outer) {
      outer = this.outer.addValue(value)
      this.values.add(outer.name)
    }
    const inner = this.#switched(outer)
    this.externals.set(value.name, inner)
    return inner
  }
  /** A result of the branch; an outer value is led through a switch. */
  #output(value: Tensor): Tensor {
    if (this.values.has(value.name)) return this.externals.get(value.name) ?? value
    return this.#bringIn(value)
  }

  /** Adds what `make` makes as this branch: its results as they were given, and as tensors of this branch. */
  build(make: () => unknown): { readonly given: readonly unknown[] | null; readonly results: TensorOrComposite[] } {
    const returned = make()
    if (returned === null || returned === undefined) return { given: null, results: [] }
    const given: readonly unknown[] = Array.isArray(returned) ? returned : [returned]
    const results = flowsOf(given).map((value): TensorOrComposite => {
      if (value instanceof Operation) return withDependencies([value], this.pivot)
      if (isComposite(value)) return compositeOutput(value, part => this.#output(part))
      if (typeof (value as { name?: unknown } | null)?.name !== 'string') throw noAttribute(value, 'name')
      return this.#output(value as Tensor)
    })
    return { given, results }
  }
}

function compositeOutput(
  value: Exclude<TensorOrComposite, Tensor>,
  output: (part: Tensor) => Tensor,
): TensorOrComposite {
  const like: TensorOrComposite = value instanceof IndexedSlices ? value : value
  return fromComponents(like, componentsOf(value).map(output))
}

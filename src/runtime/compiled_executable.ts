/** Runs the compiled form of a signature: segments as plans, host operations between them by their reference kernels. */

import { buildProgram } from '../compiler/program/build_program.ts'
import { Irregular } from '../compiler/program/irregular.ts'
import type { Program } from '../compiler/program/program.ts'
import { executionOrder } from '../compiler/schedule/execution_order.ts'
import { executorGraph } from '../compiler/schedule/executor_graph.ts'
import { printProgram } from '../compiler/steps/printer.ts'
import { bug } from '../errors/bug.ts'
import { RESOURCE_EXHAUSTED } from '../errors/op_errors.ts'
import { Status } from '../errors/status.ts'
import type { Graph } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { debugPlans } from '../kernels/debug.ts'
import type { KernelOutput } from '../kernels/kernel.ts'
import { missingFeature } from '../kernels/wasm/required_features.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { countFallback } from './counters.ts'
import { DataflowSource } from './dataflow_source.ts'
import type { Compile, Executable } from './executable.ts'
import { Environment, runOperation } from './host_steps.ts'
import { checkAttrs, isVariable, type StepState } from './node_context.ts'
import type { RunSignature } from './reference_executor.ts'
import type { RunTrace } from './run_trace.ts'
import { SegmentRunner } from './segment_runner.ts'
import type { SessionState } from './session_state.ts'

/** A fed tensor with more distinct values than this gets no plans of its own for them. */
const SPECIALISED_VALUES = 8

/** Compiles a signature; undefined (and counted) where the compiler does not take its graph. */
export const compileSignature: Compile = (graph, signature, session) => {
  const missing = missingFeature()
  if (missing !== undefined) {
    countFallback(missing)
    return undefined
  }
  const source = new DataflowSource(graph)
  const executor = executorGraph(source, index => source.scheduling(index), {
    feeds: signature.feeds.map(tensor => tensor.name),
    fetches: signature.fetches.map(tensor => tensor.name),
    targets: signature.targets.map(op => op.name),
  })
  if (!executor.straight) {
    countFallback('control flow')
    return undefined
  }
  const order = Array.from(executionOrder(executor), node => executor.origin[node] as number)
    .filter(index => index >= 0)
    .map(index => source.operation(index))
  if (order.some(op => op.op_def.spec.lower?.kind === 'source')) {
    countFallback('a placeholder that is not fed')
    return undefined
  }
  if (mayWaitForItself(order)) {
    countFallback('operations that wait for one another')
    return undefined
  }
  checkAttrs(order)
  return new CompiledExecutable(graph, signature, order, session)
}

/**
 * Whether an operation that takes from a queue may wait for one that puts something in, in the same run and without an edge
 * between them: run one after the other, they would never end.
 */
function mayWaitForItself(order: readonly Operation[]): boolean {
  const waiting = order.filter(op => op.op_def.asynchronous)
  const takers = waiting.filter(op => op.outputs.length > 0)
  const givers = waiting.filter(op => op.outputs.length === 0)
  if (takers.length === 0 || givers.length === 0) return false
  return takers.some(taker => givers.some(giver => !dependsOn(taker, giver) && !dependsOn(giver, taker)))
}
function dependsOn(op: Operation, on: Operation): boolean {
  const seen = new Set<Operation>([op])
  for (const each of seen) {
    if (each === on) return true
    for (const input of each.inputs) seen.add(input.op)
    for (const control of each.control_inputs) seen.add(control)
  }
  return false
}

class CompiledExecutable implements Executable {
  readonly copies = true
  readonly #signature: RunSignature
  readonly #fetched: ReadonlySet<Tensor>
  readonly #order: readonly Operation[]
  readonly #session: SessionState
  readonly #demoted = new Set<Operation>()
  readonly #varying = new Set<Tensor>()
  readonly #seen = new Map<Tensor, Set<string>>()
  #program!: Program
  #segments: (SegmentRunner | undefined)[] = []

  constructor(_graph: Graph, signature: RunSignature, order: readonly Operation[], session: SessionState) {
    this.#signature = signature
    this.#fetched = new Set(signature.fetches)
    this.#order = order
    this.#session = session
    this.#build()
  }

  #build(): void {
    this.release()
    const { feeds, fetches, targets } = this.#signature
    this.#program = buildProgram({
      order: this.#order,
      feeds,
      fetches,
      targets,
      demoted: this.#demoted,
      varying: this.#varying,
      raw: this.#session.raw,
    })
    this.#segments = this.#program.parts.map(part =>
      part.kind === 'segment' ? new SegmentRunner(part, this.#program.specialised, this.#session) : undefined,
    )
    if (debugPlans()) process.stderr.write(`${printProgram(this.#program)}\n`)
  }

  release(): void {
    for (const segment of this.#segments) segment?.release()
    this.#segments = []
  }

  *run(feeds: ReadonlyMap<Tensor, NDArray>, step: StepState, trace?: RunTrace): Generator<'blocked', NDArray[], void> {
    const environment = new Environment(step, this.#fetched)
    for (const tensor of this.#signature.feeds) environment.set(tensor, feeds.get(tensor) as NDArray)
    this.#noteSpecialised(environment)
    let begun = false
    for (let index = 0; index < this.#program.parts.length; index++) {
      const part = this.#program.parts[index] as Program['parts'][number]
      switch (part.kind) {
        case 'segment':
          try {
            ;(this.#segments[index] as SegmentRunner).run(environment, trace)
          } catch (error) {
            if (error instanceof Status && error.code === RESOURCE_EXHAUSTED) {
              // together they do not fit into memory: one by one they may, or one of them says that it doesn't
              countFallback(`segment: ${error.message}`)
              for (const op of part.ops) yield* runOperation(op, environment, trace)
              break
            }
            if (!(error instanceof Irregular)) throw error
            countFallback(`${error.op.type}: ${error.message}`)
            if (error.demote && !this.#demoted.has(error.op)) {
              this.#demoted.add(error.op)
              if (!begun) {
                this.#build()
                index = -1
                continue
              }
            }
            // this once, operation by operation in the same order
            for (const op of part.ops) yield* runOperation(op, environment, trace)
            if (error.demote) this.#rebuildLater = true
          }
          break
        case 'host':
          if (!part.like || !environment.repeat(part.op, part.like, trace))
            yield* runOperation(part.op, environment, trace)
          break
        case 'cond':
        case 'loop':
          throw bug(`${part.kind} is not built yet`)
        default:
          part satisfies never
      }
      begun = true
    }
    const results = this.#signature.fetches.map(tensor => {
      const value: KernelOutput = environment.get(tensor)
      const array = isVariable(value) ? value.value : value
      if (!array) throw environment.uninitialized(tensor)
      // values of plans are copies already; views on variables are not
      return environment.isOwn(tensor) ? array : array.copy()
    })
    environment.end()
    if (this.#rebuildLater) {
      this.#rebuildLater = false
      this.#build()
    }
    return results
  }
  #rebuildLater = false

  /** A fed shape that keeps changing is not worth a plan for each of its values. */
  #noteSpecialised(environment: Environment): void {
    for (const tensor of this.#program.specialised) {
      const value = environment.get(tensor) as NDArray
      let seen = this.#seen.get(tensor)
      if (!seen) {
        seen = new Set()
        this.#seen.set(tensor, seen)
      }
      seen.add(String(value.data))
      if (seen.size > SPECIALISED_VALUES) {
        this.#varying.add(tensor)
        this.#build()
        return
      }
    }
  }
}

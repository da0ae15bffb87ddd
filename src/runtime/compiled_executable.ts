/** Runs the compiled form of a signature: segments as plans, host operations between them by their reference kernels. */

import { buildLoopPlan } from '../compiler/lowering/loop_plan.ts'
import { buildPlan } from '../compiler/lowering/plan_builder.ts'
import type { PlanRequest } from '../compiler/lowering/plan_scope.ts'
import { writtenInputs } from '../compiler/program/aliases.ts'
import { buildProgram } from '../compiler/program/build_program.ts'
import { effectSequels } from '../compiler/program/effect_order.ts'
import { fold } from '../compiler/program/fold.ts'
import { Irregular } from '../compiler/program/irregular.ts'
import type { Host, Loop, Part, Program, Segment } from '../compiler/program/program.ts'
import type { Sequel } from '../compiler/regions/arrange.ts'
import { ALWAYS, type Condition } from '../compiler/regions/conditions.ts'
import { findRegions, type LoopVariable, type Regions } from '../compiler/regions/regions.ts'
import { Unstructured } from '../compiler/regions/unstructured.ts'
import { executionOrder } from '../compiler/schedule/execution_order.ts'
import { type ExecutorGraph, executorGraph } from '../compiler/schedule/executor_graph.ts'
import { printProgram } from '../compiler/steps/printer.ts'
import { debugging } from '../errors/debug.ts'
import { InvalidArgumentError, RESOURCE_EXHAUSTED } from '../errors/op_errors.ts'
import { invalidArgument, Status } from '../errors/status.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { KernelOutput } from '../kernels/kernel.ts'
import { missingFeature } from '../kernels/wasm/required_features.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { shapeText } from '../tensor/shape.ts'
import { countFallback } from './counters.ts'
import { DataflowSource, mergedEquals } from './dataflow_source.ts'
import type { Compile, Executable } from './executable.ts'
import { Environment, runOperation, type Waiting } from './host_steps.ts'
import { checkAttrs, type StepState } from './node_context.ts'
import { checkBackEdges, type RunSignature } from './reference_executor.ts'
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
  const scheduling = (index: number): ReturnType<DataflowSource['scheduling']> => source.scheduling(index)
  const names = {
    feeds: signature.feeds.map(tensor => tensor.name),
    fetches: signature.fetches.map(tensor => tensor.name),
    targets: signature.targets.map(op => op.name),
  }
  const executor = executorGraph(source, scheduling, names)
  try {
    const regions = executor.straight ? undefined : regionsOf(executor, source, signature)
    const order = regions ? regions.frames.order : straightOrder(executor, source)
    if (order.some(op => op.op_def.spec.lower?.kind === 'source'))
      throw new Unstructured('a placeholder that is not fed')
    if (mayWaitForItself(order)) throw new Unstructured('operations that wait for one another')
    checkAttrs(order)
    const sequels = regions
      ? effectSequels(regions, () => executorGraph(source, scheduling, names, mergedEquals(source)))
      : []
    return new CompiledExecutable({ signature, order, regions, sequels, session })
  } catch (error) {
    if (!(error instanceof Unstructured)) throw error
    countFallback(error.message)
    return undefined
  }
}

function straightOrder(executor: ExecutorGraph, source: DataflowSource): readonly Operation[] {
  return Array.from(executionOrder(executor), node => executor.origin[node] as number)
    .filter(index => index >= 0)
    .map(index => source.operation(index))
}

function regionsOf(executor: ExecutorGraph, source: DataflowSource, { feeds }: RunSignature): Regions {
  const ops = Array.from(
    executor.origin.filter(index => index >= 0),
    index => source.operation(index),
  )
  for (const op of ops) {
    checkBackEdges(op)
    // values that were read before keep the old buffer: names of values do not say which
    if (op.attr('validate_shape') === false && writtenInputs(op).length > 0)
      throw new Unstructured('control flow: an update that may give a variable another shape')
  }
  const fed = new Set(feeds)
  return findRegions(ops, tensor => fed.has(tensor), fold)
}

function runHost(host: Host, environment: Environment, trace: RunTrace | undefined): Waiting | undefined {
  const { op, like } = host
  if (like && environment.repeat(op, like, trace)) return undefined
  return runOperation(op, environment, trace, host)
}

/** A segment operation by operation, in the same order. */
function* oneByOne(
  segment: Segment,
  environment: Environment,
  trace: RunTrace | undefined,
): Generator<'blocked', void, void> {
  for (const op of segment.ops) {
    const waiting = runOperation(op, environment, trace)
    if (waiting) yield* waiting
  }
}

/** The branch that a predicate takes. */
function decided(predicate: Tensor, environment: Environment): 0 | 1 {
  const array = environment.array(predicate)
  if (array.shape.length > 0)
    throw invalidArgument(`The second input must be a scalar, but it has shape ${shapeText(array.shape)}`)
  return (array.data as Uint8Array)[0] ? 1 : 0
}

const holds = (condition: Condition, environment: Environment): boolean =>
  condition.every(({ predicate, branch }) => decided(predicate, environment) === branch)

const notValid = (tensor: Tensor): unknown =>
  new InvalidArgumentError(null, null, `The tensor returned for ${tensor.name} was not valid.`)

/**
 * Whether an operation that takes from a queue may wait for one that puts something in, in the same run and without an edge
 * between them: run one after the other, they would never end.
 */
function mayWaitForItself(order: readonly Operation[]): boolean {
  const waiting = order.filter(op => op.op_def.asynchronous)
  const consumers = waiting.filter(op => op.outputs.length > 0)
  const producers = waiting.filter(op => op.outputs.length === 0)
  if (consumers.length === 0 || producers.length === 0) return false
  return consumers.some(consumer =>
    producers.some(producer => !dependsOn(consumer, producer) && !dependsOn(producer, consumer)),
  )
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

/** So often it is tried whether a loop can be one plan: a history that is empty, say, is none in the next run. */
const REFUSALS = 3

/** What is compiled. */
interface Compilation {
  readonly signature: RunSignature
  readonly order: readonly Operation[]
  readonly regions: Regions | undefined
  /** The order of effects, as far as the graph leaves it open. */
  readonly sequels: readonly Sequel[]
  readonly session: SessionState
}

class CompiledExecutable implements Executable {
  readonly copies = true
  readonly #signature: RunSignature
  readonly #fetched: ReadonlySet<Tensor>
  readonly #order: readonly Operation[]
  readonly #regions: Regions | undefined
  readonly #sequels: readonly Sequel[]
  readonly #session: SessionState
  readonly #demoted = new Set<Operation>()
  readonly #varying = new Set<Tensor>()
  readonly #seen = new Map<Tensor, Set<string>>()
  #program!: Program
  /** Segments that no plan can do as they are; the program is made anew before the next run. */
  readonly #misfits = new Set<Segment>()
  readonly #segments = new Map<Segment, SegmentRunner>()
  /** How often loops could not be one plan. */
  readonly #refusals = new Map<Segment, number>()

  constructor({ signature, order, regions, sequels, session }: Compilation) {
    this.#signature = signature
    this.#regions = regions
    this.#sequels = sequels
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
      ...(this.#regions ? { regions: this.#regions, sequels: this.#sequels } : {}),
    })
    if (debugging('plan')) process.stderr.write(`${printProgram(this.#program)}\n`)
  }

  release(): void {
    for (const segment of this.#segments.values()) segment.release()
    this.#segments.clear()
    this.#misfits.clear()
    this.#refusals.clear()
  }

  *run(feeds: ReadonlyMap<Tensor, NDArray>, step: StepState, trace?: RunTrace): Generator<'blocked', NDArray[], void> {
    const { sources, constants } = this.#program
    const environment = new Environment(step, this.#fetched, sources, constants)
    if (trace && !this.#regions)
      for (const [{ op }, value] of constants) trace.record(op, performance.now(), performance.now(), [value])
    for (const tensor of this.#signature.feeds) environment.feed(tensor, feeds.get(tensor) as NDArray)
    this.#noteSpecialised(environment)
    const begun = this.#begin(environment, trace)
    if (begun) yield* oneByOne(begun, environment, trace)
    const { parts } = this.#program
    const rest = parts[0]?.kind === 'segment' ? 1 : 0
    if (parts.length > rest) yield* this.#runParts(parts, rest, environment, trace)
    const results = this.#signature.fetches.map(tensor => {
      if (!holds(this.#program.conditions.get(tensor) ?? ALWAYS, environment)) throw notValid(tensor)
      const array = environment.array(tensor)
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

  /** Runs the first part if it is a segment, anew as long as it turns out not to fit into a plan; gives it back where it must run one by one. */
  #begin(environment: Environment, trace: RunTrace | undefined): Segment | undefined {
    for (;;) {
      const [first] = this.#program.parts
      if (first?.kind !== 'segment') return undefined
      const outcome = this.#runSegment(first, environment, trace, { first: true })
      if (outcome !== 'remade') return outcome === 'ran' ? undefined : first
    }
  }

  /** The parts from number `at` on. */
  *#runParts(
    parts: readonly Part[],
    at: number,
    environment: Environment,
    trace: RunTrace | undefined,
  ): Generator<'blocked', void, void> {
    for (let i = at; i < parts.length; i++) {
      const part = parts[i] as Part
      switch (part.kind) {
        case 'segment':
          if (this.#runSegment(part, environment, trace) !== 'ran') yield* oneByOne(part, environment, trace)
          break
        case 'host': {
          const waiting = runHost(part, environment, trace)
          if (waiting) yield* waiting
          break
        }
        case 'cond':
          yield* this.#runParts(part.branches[decided(part.predicate, environment)], 0, environment, trace)
          break
        case 'choose': {
          const branch = decided(part.predicate, environment)
          const [output, index] = part.op.outputs as [Tensor, Tensor]
          environment.set(output, environment.get(part.values[branch]))
          environment.set(index, new NDArray('int32', [], Int32Array.of(part.indices[branch])))
          trace?.record(part.op, performance.now(), performance.now(), [environment.get(output)])
          break
        }
        case 'loop':
          if (trace || !this.#runWhole(part, environment)) yield* this.#runLoop(part, environment, trace)
          break
        default:
          part satisfies never
      }
    }
  }

  /** Runs a loop as one plan; false where that can't be, and nothing has run. */
  #runWhole(loop: Loop, environment: Environment): boolean {
    const { whole } = loop
    const refusals = (whole && this.#refusals.get(whole)) ?? 0
    if (!whole || refusals >= REFUSALS) return false
    if (this.#runSegment(whole, environment, undefined, { loop }) === 'ran') return true
    this.#refusals.set(whole, refusals + 1)
    return false
  }

  *#runLoop(loop: Loop, environment: Environment, trace: RunTrace | undefined): Generator<'blocked', void, void> {
    const { variables } = loop
    let values = variables.map(({ initial }) => environment.get(initial))
    const { step } = environment
    const running = { frame: loop.frame, iteration: 0 }
    step.loops.push(running)
    for (;;) {
      step.checkCancelled()
      for (let i = 0; i < values.length; i++) {
        const { cell } = variables[i] as LoopVariable
        environment.set(cell, values[i] as KernelOutput)
        trace?.record(cell.op, performance.now(), performance.now(), [values[i]])
      }
      yield* this.#runParts(loop.condition, 0, environment, trace)
      if (decided(loop.test, environment) === 0) break
      yield* this.#runParts(loop.body, 0, environment, trace)
      running.iteration++
      values = variables.map(({ cell, next, condition }) =>
        environment.get(holds(condition, environment) ? next : cell),
      )
    }
    yield* this.#runParts(loop.last, 0, environment, trace)
    step.loops.pop()
  }

  /**
   * `refused`: no plan can do it, this once. `remade`: there is another program, which must run from its beginning; that can be as long as
   * nothing has run, so it is only where this part is the `first`. `loop`: that the segment is the whole of.
   */
  #runSegment(
    segment: Segment,
    environment: Environment,
    trace: RunTrace | undefined,
    { first = false, loop }: { readonly first?: boolean; readonly loop?: Loop } = {},
  ): 'ran' | 'refused' | 'remade' {
    // in another iteration it has turned out not to fit
    if (this.#misfits.has(segment)) return 'refused'
    try {
      if (this.#runnerOf(segment, loop).run(environment, trace, environment.step.loops.length > 0)) return 'ran'
      countFallback('segment: shapes that change from iteration to iteration')
      this.#noteVarying(segment)
      return 'refused'
    } catch (error) {
      if (error instanceof Status && error.code === RESOURCE_EXHAUSTED) {
        // together they do not fit into memory: one by one they may, or one of them says that it doesn't
        countFallback(`segment: ${error.message}`)
        return 'refused'
      }
      if (!(error instanceof Irregular)) throw error
      countFallback(`${loop ? 'loop: ' : ''}${error.op.type}: ${error.message}`)
      // part by part it may fit all the same
      if (loop) return 'refused'
      if (error.demote && !this.#demoted.has(error.op)) {
        this.#demoted.add(error.op)
        if (first) {
          this.#build()
          return 'remade'
        }
      }
      if (error.demote) {
        this.#rebuildLater = true
        this.#misfits.add(segment)
      }
      return 'refused'
    }
  }
  #runnerOf(segment: Segment, loop: Loop | undefined): SegmentRunner {
    let runner = this.#segments.get(segment)
    if (!runner) {
      const build = loop ? (request: PlanRequest) => buildLoopPlan(loop, request) : buildPlan
      runner = new SegmentRunner(segment, this.#program.specialised, this.#session, build)
      this.#segments.set(segment, runner)
    }
    return runner
  }

  #rebuildLater = false

  /** In the next run plans do without the values of histories that change too often. */
  #noteVarying({ inputs }: Segment): void {
    for (const tensor of inputs) {
      if (!this.#program.specialised.has(tensor) || this.#signature.feeds.includes(tensor)) continue
      this.#varying.add(tensor)
      this.#rebuildLater = true
    }
  }
  /** A fed shape that keeps changing is not worth a plan for each of its values. */
  #noteSpecialised(environment: Environment): void {
    for (const tensor of this.#program.specialised) {
      if (!environment.isFed(tensor)) continue
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

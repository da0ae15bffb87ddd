/**
 * Runs any graph by TensorFlow's dataflow rules with the reference kernels, node by node in the order of TensorFlow's
 * executor with one thread. It is the oracle of the compiled path, and its fallback.
 */

import { Scheduler, type Task } from '../compiler/schedule/execution_order.ts'
import { type ExecutorGraph, executorGraph } from '../compiler/schedule/executor_graph.ts'
import { InvalidArgumentError } from '../errors/op_errors.ts'
import { internal } from '../errors/status.ts'
import type { Graph } from '../graph/graph.ts'
import type { KernelOutputs } from '../graph/kernel_of.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { BlockedKernel, KernelOutput } from '../kernels/kernel.ts'
import type { DType } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { DataflowSource, mergedEquals } from './dataflow_source.ts'
import { computeNode, givenInputs } from './kernel_call.ts'
import { checkAttrs, isVariable, NodeContext, type StepState, uninitializedFetch } from './node_context.ts'
import type { RunTrace } from './run_trace.ts'

/** What one run needs. */
export interface RunSignature {
  readonly feeds: readonly Tensor[]
  readonly fetches: readonly Tensor[]
  readonly targets: readonly Operation[]
}

export class ReferenceExecutor {
  readonly #source: DataflowSource
  readonly #executor: ExecutorGraph
  readonly #fetches: readonly string[]
  /** Fed tensors by name: the executor's graph knows names. */
  readonly #fed: ReadonlyMap<string, Tensor>

  constructor(graph: Graph, signature: RunSignature) {
    const source = new DataflowSource(graph)
    this.#source = source
    this.#fed = new Map(signature.feeds.map(tensor => [tensor.name, tensor]))
    this.#fetches = signature.fetches.map(tensor => tensor.name)
    const names = {
      feeds: [...this.#fed.keys()],
      fetches: this.#fetches,
      targets: signature.targets.map(op => op.name),
    }
    const scheduling = (index: number): ReturnType<DataflowSource['scheduling']> => source.scheduling(index)
    const plain = executorGraph(source, scheduling, names)
    // with conds and loops the order of effects depends on what TensorFlow merges (equal predicates and switches)
    this.#executor = plain.straight ? plain : executorGraph(source, scheduling, names, mergedEquals(source))
    const ops = Array.from(
      this.#executor.origin.filter(index => index >= 0),
      index => source.operation(index),
    )
    checkAttrs(ops)
    for (const op of ops) checkBackEdges(op)
  }

  /** Runs once. Yields while nothing can go on; the results are views, in the order of the fetches. */
  *run(feeds: ReadonlyMap<Tensor, NDArray>, step: StepState, trace?: RunTrace): Generator<'blocked', NDArray[], void> {
    const scheduler = new Scheduler<KernelOutput>(this.#executor)
    const results = new Map<string, KernelOutput>()
    const waiting: {
      readonly task: Task<KernelOutput>
      readonly op: Operation
      readonly kernel: BlockedKernel
      readonly started: number
    }[] = []
    for (;;) {
      let progress = false
      for (let task = scheduler.next(); task !== undefined; task = scheduler.next()) {
        progress = true
        const transfer = this.#executor.transfers.get(task.node)
        if (transfer) {
          scheduler.done(task, this.#transfer(transfer, task, scheduler, feeds, results))
          continue
        }
        const op = this.#source.operation(this.#executor.origin[task.node] as number)
        const started = trace ? performance.now() : 0
        const outcome = this.#compute(op, task, scheduler, step)
        step.checkCancelled()
        if (Array.isArray(outcome)) {
          trace?.record(op, started, performance.now(), outcome)
          scheduler.done(task, outcome)
        } else waiting.push({ task, op, kernel: outcome as BlockedKernel, started })
      }
      for (let i = 0; i < waiting.length; i++) {
        const entry = waiting[i]
        if (!entry) continue
        const outcome = entry.kernel.next()
        if (outcome.done) {
          step.checkCancelled()
          waiting.splice(i, 1)
          trace?.record(entry.op, entry.started, performance.now(), outcome.value)
          scheduler.done(entry.task, outcome.value)
          progress = true
          break
        }
      }
      if (progress) continue
      if (waiting.length === 0) break
      let resumed = false
      try {
        yield 'blocked'
        resumed = true
      } catch (signal) {
        throw cancelledKernel(waiting[0]?.kernel, signal)
      } finally {
        if (!resumed) for (const { kernel } of waiting) kernel.return([])
      }
    }
    return this.#fetches.map(name => {
      const value = results.get(name)
      const array = isVariable(value) ? value.value : value
      if (!array) throw internal(`The tensor returned for ${name} was not valid.`)
      return array
    })
  }

  #transfer(
    transfer: { readonly kind: 'feed' | 'fetch'; readonly tensor: string },
    task: Task<KernelOutput>,
    scheduler: Scheduler<KernelOutput>,
    feeds: ReadonlyMap<Tensor, NDArray>,
    results: Map<string, KernelOutput>,
  ): KernelOutput[] {
    if (transfer.kind === 'feed') return [feeds.get(this.#fed.get(transfer.tensor) as Tensor) as NDArray]
    const value = scheduler.input(task, 0)
    if (value === undefined)
      throw new InvalidArgumentError(null, null, `The tensor returned for ${transfer.tensor} was not valid.`)
    if (isVariable(value) && !value.value) {
      const [name = '', index] = transfer.tensor.split(':')
      const op = this.#source.operation(this.#source.find(name) as number)
      throw uninitializedFetch(op.outputs[Number(index)] as Tensor, name)
    }
    results.set(transfer.tensor, value)
    return []
  }

  #compute(
    op: Operation,
    task: Task<KernelOutput>,
    scheduler: Scheduler<KernelOutput>,
    step: StepState,
  ): KernelOutputs | BlockedKernel {
    const inputs = givenInputs(op, index => scheduler.input(task, index), step)
    if (op.op_def.spec.controlFlow === 'merge') return mergeOutputs(inputs)
    const outcome = computeNode(op, new NodeContext(op, inputs as KernelOutput[], step), step)
    if (!('next' in outcome)) return outcome
    const first = outcome.next()
    return first.done ? first.value : outcome
  }
}

/** The error with which the first waiting kernel answers a cancellation. */
function cancelledKernel(kernel: BlockedKernel | undefined, signal: unknown): unknown {
  try {
    kernel?.throw(signal)
  } catch (error) {
    return error
  }
  return signal
}

/** A loop's back edge may have brought another type than the loop began with: TensorFlow's runtime refuses the graph. */
export function checkBackEdges(op: Operation): void {
  if (op.op_def.spec.controlFlow !== 'merge') return
  const expected = op.attr('T') as DType
  for (const [i, input] of op.inputs.entries()) {
    if (input.dtype.base_dtype === expected.base_dtype) continue
    const message = `Input ${i} of node ${op.name} was passed ${input.dtype.cpp_name} from ${input.name} incompatible with expected ${expected.cpp_name}.`
    throw new InvalidArgumentError(null, null, message)
  }
}

/** The live input of a merge, and its number. */
function mergeOutputs(inputs: readonly (KernelOutput | undefined)[]): KernelOutput[] {
  const index = inputs.findIndex(input => input !== undefined)
  return [inputs[index] as KernelOutput, new NDArray('int32', [], Int32Array.of(index))]
}

/** A run in parts: feeds come and fetches go in several calls, over one state (DirectSession's PRun). */
import { InvalidArgumentError, type OpError } from '../errors/op_errors.ts'
import { RuntimeError } from '../errors/python.ts'
import type { Graph } from '../graph/graph.ts'
import { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { StepState } from '../runtime/node_context.ts'
import { ReferenceExecutor } from '../runtime/reference_executor.ts'
import type { SessionState } from '../runtime/session_state.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { feedKey } from './feeds.ts'
import { type ParsedFetch, parseFetch } from './fetches.ts'

const invalid = (message: string): OpError => new InvalidArgumentError(null, null, message)

class PartialRun {
  readonly #graph: Graph
  readonly #pendingFeeds: Set<Tensor>
  readonly #pendingFetches: Set<Tensor | Operation>
  /** Values of everything computed so far, by tensor: later parts start from them. */
  readonly #known = new Map<Tensor, NDArray>()
  readonly #step: StepState

  constructor(graph: Graph, fetches: unknown, feeds: readonly unknown[], state: SessionState) {
    this.#graph = graph
    this.#pendingFeeds = new Set(feeds.map(key => feedKey(graph, key, true)))
    this.#pendingFetches = new Set(parseFetch(graph, fetches).elements)
    this.#step = new StepState(state)
  }
  /** All has been fed and fetched. */
  get over(): boolean {
    return this.#pendingFeeds.size === 0 && this.#pendingFetches.size === 0
  }
  run(fetch: ParsedFetch, fed: ReadonlyMap<Tensor, NDArray>): Map<Tensor, NDArray> {
    if (fetch.elements.some(element => element instanceof Operation))
      throw new RuntimeError('partial_run() requires empty target_list.')
    const fetches = [...new Set(fetch.elements as readonly Tensor[])]
    for (const tensor of fed.keys())
      if (!this.#pendingFeeds.has(tensor)) throw invalid(`The feed ${tensor.name} had already been fed.`)
    for (const tensor of fetches)
      if (!this.#pendingFetches.has(tensor)) throw invalid(`The fetch ${tensor.name} had already been fetched.`)
    this.#checkReachable(fetches, fed)
    for (const [tensor, value] of fed) {
      this.#known.set(tensor, value)
      this.#pendingFeeds.delete(tensor)
    }
    // what earlier parts have computed is not computed again: all tensors between are kept
    const between = this.#uncomputed(fetches)
    const feeds = [...this.#known.keys()]
    const wanted = [...new Set([...fetches, ...between])]
    const executor = new ReferenceExecutor(this.#graph, {
      feeds,
      fetches: wanted.filter(tensor => !this.#known.has(tensor)),
      targets: [],
    })
    const run = executor.run(this.#known, this.#step)
    const { value, done } = run.next()
    if (!done) throw invalid('A partial run may not wait for queues.')
    for (const [i, tensor] of wanted.filter(tensor => !this.#known.has(tensor)).entries())
      this.#known.set(tensor, (value as NDArray[])[i]?.copy() as NDArray)
    for (const tensor of fetches) this.#pendingFetches.delete(tensor)
    if (this.over) this.#step.end()
    return new Map(fetches.map(tensor => [tensor, this.#known.get(tensor) as NDArray]))
  }

  /** Fetches may not need a feed that has not come yet. */
  #checkReachable(fetches: readonly Tensor[], fed: ReadonlyMap<Tensor, NDArray>): void {
    const seen = new Set<Operation>()
    const stack = fetches.filter(tensor => !this.#known.has(tensor) && !fed.has(tensor)).map(tensor => tensor.op)
    for (let op = stack.pop(); op !== undefined; op = stack.pop()) {
      for (const input of op.inputs) {
        if (this.#known.has(input) || fed.has(input)) continue
        // the message names the missing feed
        if (this.#pendingFeeds.has(input))
          throw invalid(`Fetch ${input.name} can't be computed from the feeds that have been fed so far.`)
        if (seen.has(input.op)) continue
        seen.add(input.op)
        stack.push(input.op)
      }
    }
  }

  /** Value outputs of the operations that `fetches` need and that no part has run yet. */
  #uncomputed(fetches: readonly Tensor[]): Tensor[] {
    const found: Tensor[] = []
    const seen = new Set<Operation>()
    const stack = fetches.map(tensor => tensor.op)
    for (let op = stack.pop(); op !== undefined; op = stack.pop()) {
      if (seen.has(op) || op.outputs.some(output => this.#known.has(output))) continue
      seen.add(op)
      for (const input of op.inputs) stack.push(input.op)
      for (const output of op.outputs) if (!output.dtype.is_ref && op.inputs.length > 0) found.push(output)
    }
    return found
  }
}

/** The runs in parts of a session, by their handles. */
export class PartialRuns {
  readonly #graph: Graph
  readonly #state: SessionState
  readonly #runs = new Map<string, PartialRun>()
  #made = 0

  constructor(graph: Graph, state: SessionState) {
    this.#graph = graph
    this.#state = state
  }
  /** Prepares one; its handle. */
  setup(fetches: unknown, feeds: readonly unknown[]): string {
    const run = new PartialRun(this.#graph, fetches, feeds, this.#state)
    const handle = `->${this.#made++};partial_run`
    this.#runs.set(handle, run)
    return handle
  }
  /** Goes on with one: the values of what is fetched now. */
  run(handle: string, fetch: ParsedFetch, fed: ReadonlyMap<Tensor, NDArray>): ReadonlyMap<Tensor, NDArray> {
    const run = this.#runs.get(handle)
    if (!run) throw invalid("Must run 'setup' before performing partial runs!")
    const values = run.run(fetch, fed)
    if (run.over) this.#runs.delete(handle)
    return values
  }
  clear(): void {
    this.#runs.clear()
  }
}

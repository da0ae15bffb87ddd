/** A run in parts: feeds come and fetches go in several calls, over one state (DirectSession's PRun). */
import { InvalidArgumentError, type OpError } from '../errors/op_errors.ts'
import { RuntimeError } from '../errors/python.ts'
import type { ExpandedGraph } from '../functions/expanded_graph.ts'
import type { Graph } from '../graph/graph.ts'
import { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'
import { StepState } from '../runtime/node_context.ts'
import { ReferenceExecutor, type RunSignature } from '../runtime/reference_executor.ts'
import type { SessionState } from '../runtime/session_state.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { inProgramsWords } from './expanded_executable.ts'
import { feedKey } from './feeds.ts'
import { type ParsedFetch, parseFetch } from './fetches.ts'

const invalid = (message: string): OpError => new InvalidArgumentError(null, null, message)

/** The graph with its calls of functions expanded, where a run has some. */
type Expand = (signature: RunSignature) => ExpandedGraph | undefined

class PartialRun {
  readonly #expanded: ExpandedGraph | undefined
  readonly #graph: Graph
  readonly #pendingFeeds: Set<Tensor>
  readonly #pendingFetches: Set<Tensor | Operation>
  /** Values of everything computed so far, by tensor of the graph that is run: later parts start from them. */
  readonly #known = new Map<Tensor, NDArray>()
  readonly #step: StepState

  constructor(graph: Graph, fetches: unknown, feeds: readonly unknown[], state: SessionState, expand: Expand) {
    this.#pendingFeeds = new Set(feeds.map(key => feedKey(graph, key, true)))
    this.#pendingFetches = new Set(parseFetch(graph, fetches).elements)
    this.#step = new StepState(state)
    const elements = [...this.#pendingFetches]
    this.#expanded = expand({
      feeds: [...this.#pendingFeeds],
      fetches: elements.filter(element => element instanceof Tensor),
      targets: elements.filter(element => element instanceof Operation),
    })
    this.#graph = this.#expanded?.graph ?? graph
  }
  /** A tensor of the program's graph in the one that is run. */
  #run(tensor: Tensor): Tensor {
    return this.#expanded?.tensor(tensor) ?? tensor
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
    const asked = fetches.map(tensor => this.#run(tensor))
    this.#checkReachable(asked, new Set([...fed.keys()].map(tensor => this.#run(tensor))))
    for (const [tensor, value] of fed) {
      this.#known.set(this.#run(tensor), value)
      this.#pendingFeeds.delete(tensor)
    }
    // what earlier parts have computed is not computed again: all tensors between are kept
    const wanted = [...new Set([...asked, ...this.#uncomputed(asked)])].filter(tensor => !this.#known.has(tensor))
    for (const [i, value] of this.#computed(wanted).entries()) this.#known.set(wanted[i] as Tensor, value.copy())
    for (const tensor of fetches) this.#pendingFetches.delete(tensor)
    if (this.over) this.#step.end()
    return new Map(fetches.map((tensor, i) => [tensor, this.#known.get(asked[i] as Tensor) as NDArray]))
  }
  #computed(fetches: readonly Tensor[]): readonly NDArray[] {
    try {
      const signature = { feeds: [...this.#known.keys()], fetches, targets: [] }
      const { value, done } = new ReferenceExecutor(this.#graph, signature).run(this.#known, this.#step).next()
      if (!done) throw invalid('A partial run may not wait for queues.')
      return value
    } catch (error) {
      throw this.#expanded ? inProgramsWords(this.#expanded, error) : error
    }
  }

  /** Fetches may not need a feed that has not come yet. */
  #checkReachable(fetches: readonly Tensor[], fed: ReadonlySet<Tensor>): void {
    const pending = new Set([...this.#pendingFeeds].map(tensor => this.#run(tensor)))
    const seen = new Set<Operation>()
    const stack = fetches.filter(tensor => !this.#known.has(tensor) && !fed.has(tensor)).map(tensor => tensor.op)
    for (let op = stack.pop(); op !== undefined; op = stack.pop()) {
      for (const input of op.inputs) {
        if (this.#known.has(input) || fed.has(input)) continue
        // the message names the missing feed
        if (pending.has(input))
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
  readonly #expand: Expand
  readonly #runs = new Map<string, PartialRun>()
  #made = 0

  constructor(graph: Graph, state: SessionState, expand: Expand) {
    this.#graph = graph
    this.#state = state
    this.#expand = expand
  }
  /** Prepares one; its handle. */
  setup(fetches: unknown, feeds: readonly unknown[]): string {
    const run = new PartialRun(this.#graph, fetches, feeds, this.#state, this.#expand)
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

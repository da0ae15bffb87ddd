/** What a session keeps of its runs: by what is fed and fetched, all that depends on nothing else. */
import type { ConfigProto } from '../formats/protos/config.generated.ts'
import { ExpandedGraph } from '../functions/expanded_graph.ts'
import type { Graph } from '../graph/graph.ts'
import { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'
import { type Executable, makeExecutable } from '../runtime/executable.ts'
import { neededOperations } from '../runtime/needed_operations.ts'
import { nodeError } from '../runtime/node_context.ts'
import type { RunSignature } from '../runtime/reference_executor.ts'
import type { SessionState } from '../runtime/session_state.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { compilerFor } from './config.ts'
import { ExpandedExecutable } from './expanded_executable.ts'
import type { ParsedFetch } from './fetches.ts'

/** The signatures whose programs stay compiled. */
const EXECUTABLES = 256

/** A prepared call: everything that depends on fetches and fed tensors only. */
export interface Prepared {
  readonly executable: Executable
  readonly signature: RunSignature
  /** State of kernels of ops that are not stateful: TensorFlow keeps them by feeds and fetches. */
  readonly kernels: Map<string, unknown>
}

/** A signature as a key, whatever the order. */
const keyOf = ({ feeds, fetches, targets }: RunSignature): string =>
  [feeds, fetches, targets]
    .map(list =>
      list
        .map(({ name }) => name)
        .sort()
        .join(),
    )
    .join(' ')

/** The calls of functions that a run needs. */
const callsOf = (signature: RunSignature): Operation[] =>
  [...neededOperations(signature)].filter(op => op.op_def.spec.calls !== undefined)

export class PreparedRuns {
  readonly #graph: Graph
  readonly #state: SessionState
  readonly #config: ConfigProto
  readonly #executables = new Map<string, Prepared>()
  /** By feeds and fetches in any order; unlike executables they outlive changes of the graph. */
  readonly #kernels = new Map<string, Map<string, unknown>>()
  /** No longer kept, but perhaps still in a run. */
  readonly #dropped: Executable[] = []
  #graphChanges: number
  /** The graph without its calls of functions, once a run needs one. */
  #expanded: ExpandedGraph | undefined

  constructor(graph: Graph, state: SessionState, config: ConfigProto) {
    this.#graph = graph
    this.#state = state
    this.#config = config
    this.#graphChanges = graph.changes
  }

  /** What runs `fetch` with these feeds. */
  of(fetch: ParsedFetch, fed: ReadonlyMap<Tensor, NDArray>): Prepared {
    if (this.#graph.changes !== this.#graphChanges) {
      for (const each of this.#executables.values()) this.#drop(each)
      this.#executables.clear()
      this.#expanded = undefined
      this.#graphChanges = this.#graph.changes
    }
    let key = ''
    for (const tensor of fed.keys()) key += `${tensor.op.id}:${tensor.value_index},`
    for (const element of fetch.elements)
      key += element instanceof Operation ? `^${element.id}` : `|${element.op.id}:${element.value_index}`
    const known = this.#executables.get(key)
    if (known) {
      // the most recently used are last
      if (this.#executables.size > EXECUTABLES / 2) {
        this.#executables.delete(key)
        this.#executables.set(key, known)
      }
      return known
    }
    const prepared = this.#prepare(fetch, fed)
    this.#executables.set(key, prepared)
    if (this.#executables.size > EXECUTABLES) {
      const [oldest, dropped] = this.#executables.entries().next().value as [string, Prepared]
      this.#executables.delete(oldest)
      this.#drop(dropped)
    }
    return prepared
  }

  #prepare(fetch: ParsedFetch, fed: ReadonlyMap<Tensor, NDArray>): Prepared {
    const fetches = [
      ...new Set(fetch.elements.filter((element): element is Tensor => element instanceof Tensor)),
    ].filter(tensor => !fed.has(tensor))
    const targets = [...new Set(fetch.elements.filter((element): element is Operation => element instanceof Operation))]
    const signature = { feeds: [...fed.keys()], fetches, targets }
    const key = keyOf(signature)
    const kernels = this.#kernels.get(key) ?? new Map<string, unknown>()
    const prepared = { executable: this.#executable(signature), signature, kernels }
    this.#kernels.set(key, kernels)
    return prepared
  }
  #executable(signature: RunSignature): Executable {
    const expanded = this.expandedFor(signature)
    if (!expanded) return makeExecutable(this.#graph, signature, this.#state, compilerFor(this.#config))
    return new ExpandedExecutable(expanded, signature, inner =>
      makeExecutable(expanded.graph, inner, this.#state, compilerFor(this.#config)),
    )
  }
  /** The graph with its calls of functions expanded, where a run needs some. Errors: those of calls that cannot be run. */
  expandedFor(signature: RunSignature): ExpandedGraph | undefined {
    const calls = this.#graph.functions.size > 0 ? callsOf(signature) : []
    if (calls.length === 0) return undefined
    this.#expanded ??= new ExpandedGraph(this.#graph)
    if (!this.#expanded.update()) {
      this.#expanded = new ExpandedGraph(this.#graph)
      this.#expanded.update()
    }
    const expanded = this.#expanded
    for (const call of calls) {
      const failure = expanded.failure(call)
      if (failure) throw nodeError(call, failure)
    }
    return expanded
  }
  #drop({ executable, signature, kernels }: Prepared): void {
    this.#dropped.push(executable)
    if (kernels.size === 0) this.#kernels.delete(keyOf(signature))
  }

  /** Gives back what is no longer kept, once no run needs it. */
  releaseDropped(): void {
    for (const executable of this.#dropped.splice(0)) executable.release()
  }
  clear(): void {
    this.#executables.clear()
  }
}

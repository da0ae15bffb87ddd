/** A run of a graph whose calls of functions are expanded, in the words of the graph as the program made it. */
import { OpError } from '../errors/op_errors.ts'
import type { ExpandedGraph } from '../functions/expanded_graph.ts'
import { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { Executable } from '../runtime/executable.ts'
import type { StepState } from '../runtime/node_context.ts'
import type { RunSignature } from '../runtime/reference_executor.ts'
import type { RunTrace } from '../runtime/run_trace.ts'
import type { NDArray } from '../tensor/ndarray.ts'

export class ExpandedExecutable implements Executable {
  readonly #expanded: ExpandedGraph
  readonly #inner: Executable

  constructor(
    expanded: ExpandedGraph,
    { feeds, fetches, targets }: RunSignature,
    make: (inner: RunSignature) => Executable,
  ) {
    this.#expanded = expanded
    const signature = {
      feeds: feeds.map(tensor => expanded.tensor(tensor)),
      fetches: fetches.map(tensor => expanded.tensor(tensor)),
      targets: targets.flatMap(op => expanded.operations(op)),
    }
    this.#inner = this.#translating(() => make(signature))
  }
  get copies(): boolean {
    return this.#inner.copies
  }
  *run(feeds: ReadonlyMap<Tensor, NDArray>, step: StepState, trace?: RunTrace): Generator<'blocked', NDArray[], void> {
    const given = new Map([...feeds].map(([tensor, value]) => [this.#expanded.tensor(tensor), value] as const))
    try {
      return yield* this.#inner.run(given, step, trace)
    } catch (error) {
      throw inProgramsWords(this.#expanded, error)
    }
  }
  release(): void {
    this.#inner.release()
  }
  #translating<R>(body: () => R): R {
    try {
      return body()
    } catch (error) {
      throw inProgramsWords(this.#expanded, error)
    }
  }
}

/** `error`, which names the operation of the program's graph. */
export function inProgramsWords(expanded: ExpandedGraph, error: unknown): unknown {
  if (error instanceof OpError && error.op instanceof Operation) {
    const origin = expanded.origin(error.op)
    if (origin) Object.defineProperty(error, 'op', { value: origin, enumerable: false })
  }
  return error
}

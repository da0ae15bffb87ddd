/** What a session runs for one signature: the compiled program, or the reference executor. */
import type { Graph } from '../graph/graph.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { countSignature } from './counters.ts'
import { checkFedReferences } from './fed_references.ts'
import type { StepState } from './node_context.ts'
import { checkPlacement } from './placement.ts'
import { ReferenceExecutor, type RunSignature } from './reference_executor.ts'
import type { RunTrace } from './run_trace.ts'
import type { SessionState } from './session_state.ts'

export interface Executable {
  /**
   * Runs once; yields while nothing can go on. Results are in the order of the signature's fetches; they are views on
   * buffers of the session unless `copies` says otherwise.
   */
  run(feeds: ReadonlyMap<Tensor, NDArray>, step: StepState, trace?: RunTrace): Generator<'blocked', NDArray[], void>
  /** Results are the caller's own. */
  readonly copies: boolean
  /** Gives the memory of its plans back; it is not run again. */
  release(): void
}

/** Makes the compiled form of a signature, or undefined where the compiler does not take it. */
export type Compile = (graph: Graph, signature: RunSignature, session: SessionState) => Executable | undefined

class Reference implements Executable {
  readonly copies = false
  readonly #executor: ReferenceExecutor
  constructor(graph: Graph, signature: RunSignature) {
    this.#executor = new ReferenceExecutor(graph, signature)
  }
  run(feeds: ReadonlyMap<Tensor, NDArray>, step: StepState, trace?: RunTrace): Generator<'blocked', NDArray[], void> {
    return this.#executor.run(feeds, step, trace)
  }
  release(): void {}
}

/** The executable of a signature: compiled, unless the compiler does not take it or the user asks for the reference. */
export function makeExecutable(
  graph: Graph,
  signature: RunSignature,
  session: SessionState,
  compile: Compile | undefined,
): Executable {
  checkPlacement(graph, signature, session.placement)
  checkFedReferences(signature)
  const compiled = compile?.(graph, signature, session)
  if (compiled) {
    countSignature('compiled')
    return compiled
  }
  countSignature('reference')
  return new Reference(graph, signature)
}

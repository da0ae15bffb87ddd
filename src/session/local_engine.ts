/** Runs in this process: compiled programs, or the reference executor, over the session's variables and memory. */
import type { ConfigProto, RunMetadata, RunOptions } from '../formats/protos/config.generated.ts'
import type { Graph } from '../graph/graph.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { CodeOptions } from '../kernels/wasm/plan_code.ts'
import { StepState } from '../runtime/node_context.ts'
import { RunTrace } from '../runtime/run_trace.ts'
import { SessionState } from '../runtime/session_state.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { isRaw, placementOf, threadCount } from './config.ts'
import type { Device, EngineStep, SessionEngine } from './engine.ts'
import type { ParsedFetch } from './fetches.ts'
import { PartialRuns } from './partial_run.ts'
import { PlacementLog } from './placement_log.ts'
import { type Prepared, PreparedRuns } from './prepared_runs.ts'
import { fillMetadata, wantsTrace } from './tracing.ts'

/** So many forgotten tensors are deleted at a time, as in TensorFlow: programs may hold the text of a handle for a while. */
const FORGOTTEN_TENSORS = 10
/** Of memory of this process, as TensorFlow says of its CPU. */
const MEMORY_LIMIT = 268435456

class LocalStep extends StepState implements EngineStep {
  readonly #prepared: Prepared
  readonly #fed: ReadonlyMap<Tensor, NDArray>
  readonly #options: RunOptions | null | undefined
  readonly #trace: RunTrace | undefined

  constructor(
    state: SessionState,
    prepared: Prepared,
    fed: ReadonlyMap<Tensor, NDArray>,
    options: RunOptions | null | undefined,
    milliseconds: number | undefined,
    service: boolean,
  ) {
    super(state, fed, prepared.kernels, milliseconds, service)
    this.#prepared = prepared
    this.#fed = fed
    this.#options = options
    this.#trace = options && wantsTrace(options) ? new RunTrace() : undefined
  }
  values(): Generator<'blocked', NDArray[], void> {
    return this.#prepared.executable.run(this.#fed, this, this.#trace)
  }
  get copies(): boolean {
    return this.#prepared.executable.copies
  }
  get fetches(): readonly Tensor[] {
    return this.#prepared.signature.fetches
  }
  record(metadata: RunMetadata): void {
    const { signature } = this.#prepared
    fillMetadata(metadata, { options: this.#options, trace: this.#trace, fed: this.#fed, signature })
  }
}

export class LocalEngine implements SessionEngine {
  readonly state: SessionState
  readonly keepsDeadlines = false
  readonly #prepared: PreparedRuns
  readonly #partial: PartialRuns
  readonly #placements: PlacementLog | undefined
  readonly #cpus: number
  readonly #forgotten: string[] = []

  constructor(graph: Graph, config: ConfigProto, code: Partial<CodeOptions>) {
    const placement = placementOf(config)
    this.#cpus = placement.cpus
    this.state = new SessionState(threadCount(config), isRaw(config), placement, code)
    this.#prepared = new PreparedRuns(graph, this.state, config)
    this.#partial = new PartialRuns(graph, this.state, signature => this.#prepared.expandedFor(signature))
    this.#placements = config.log_device_placement ? new PlacementLog(graph) : undefined
  }
  get closed(): boolean {
    return this.state.closed
  }
  step(
    fetch: ParsedFetch,
    fed: ReadonlyMap<Tensor, NDArray>,
    options: RunOptions | null | undefined,
    milliseconds: number | undefined,
    service: boolean,
  ): EngineStep {
    this.#placements?.note()
    const prepared = this.#prepared.of(fetch, fed)
    const step = new LocalStep(this.state, prepared, fed, options, milliseconds, service)
    this.state.beginStep()
    return step
  }
  ended(step: LocalStep): boolean {
    step.end()
    if (!this.state.endStep()) return false
    this.#prepared.releaseDropped()
    return true
  }
  wait(): boolean {
    return false
  }
  partialSetup(fetches: unknown, feeds: readonly unknown[]): string {
    return this.#partial.setup(fetches, feeds)
  }
  partialRun(handle: string, fetch: ParsedFetch, fed: ReadonlyMap<Tensor, NDArray>): ReadonlyMap<Tensor, NDArray> {
    this.state.beginStep()
    try {
      return this.#partial.run(handle, fetch, fed)
    } finally {
      this.state.endStep()
    }
  }
  forget(handle: string): void {
    this.#forgotten.push(handle)
    if (this.#forgotten.length < FORGOTTEN_TENSORS) return
    for (const each of this.#forgotten.splice(0)) this.state.sessionTensors.delete(each)
  }
  devices(): Device[] {
    return Array.from({ length: this.#cpus }, (_, i) => ({
      name: `/job:localhost/replica:0/task:0/cpu:${i}`,
      device_type: 'CPU',
      memory_limit_bytes: MEMORY_LIMIT,
    }))
  }
  close(): void {
    this.#prepared.clear()
    this.#partial.clear()
    this.state.close()
  }
}

/** Runs on a TensorFlow server: `grpc://host:port`. */
import {
  DeadlineExceededError,
  InternalError,
  OpError,
  UNIMPLEMENTED,
  UnimplementedError,
} from '../errors/op_errors.ts'
import { ValueError } from '../errors/python.ts'
import type { ConfigProto, RunMetadata, RunOptions } from '../formats/protos/config.generated.ts'
import type { Graph } from '../graph/graph.ts'
import { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'
import { checkKeepsNoTensors, isBeforeOne } from '../remote/fit_graph.ts'
import { optionsField, type Pending, type StepResult, stepPrefix } from '../remote/master.ts'
import { masterOf, openSessions, ServerSession, waitForKernels } from '../remote/server_session.ts'
import { parseTarget } from '../remote/target.ts'
import { waitForAnswer } from '../remote/transport.ts'
import { checkInLongRun, checkInterrupts } from '../runtime/interrupts.ts'
import type { SessionState } from '../runtime/session_state.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import type { Device, EngineStep, SessionEngine } from './engine.ts'
import { feedKey } from './feeds.ts'
import { type ParsedFetch, parseFetch } from './fetches.ts'

/** Milliseconds between looks at interrupts while a run waits for a server. */
const SLICE = 25
/** The kinds of runs that are remembered. */
const SIGNATURES = 256

/** What all runs with the same feeds and fetches have in common. */
interface Signature {
  readonly fetches: readonly Tensor[]
  readonly ops: readonly Operation[]
  /** Those of them that are not fed. */
  readonly computed: readonly Operation[]
  readonly targets: readonly string[]
  /** The request's fixed part, once the server has the nodes. */
  prefix: Uint8Array | undefined
}

class RemoteStep implements EngineStep {
  readonly copies = true
  readonly #engine: RemoteEngine
  readonly #signature: Signature
  readonly #fed: ReadonlyMap<Tensor, NDArray>
  readonly #options: RunOptions | null | undefined
  readonly #milliseconds: number | undefined
  #result: StepResult | undefined

  constructor(
    engine: RemoteEngine,
    signature: Signature,
    fed: ReadonlyMap<Tensor, NDArray>,
    options: RunOptions | null | undefined,
    milliseconds: number | undefined,
  ) {
    this.#engine = engine
    this.#signature = signature
    this.#fed = fed
    this.#options = options
    this.#milliseconds = milliseconds
  }
  get fetches(): readonly Tensor[] {
    return this.#signature.fetches
  }
  *values(): Generator<'blocked', NDArray[], void> {
    const { session } = this.#engine
    const signature = this.#signature
    const milliseconds = this.#milliseconds
    const deadline = milliseconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + milliseconds
    const left = (): number | undefined =>
      milliseconds === undefined ? undefined : Math.max(1, deadline - performance.now())
    if (!signature.prefix) {
      checkKeepsNoTensors(signature.computed, this.#fed)
      yield* session.prepare(signature.ops, left)
      const names = signature.fetches.map(({ name }) => name)
      signature.prefix = stepPrefix(session.handle as string, names, signature.targets)
    }
    const feeds = new Map([...this.#fed].map(([{ name }, value]) => [name, value] as const))
    const options = this.#options ? optionsField(this.#options.SerializeToString()) : undefined
    const call = session.master.runStep(signature.prefix, feeds, options, session.options(left()))
    this.#result = yield* awaited(call)
    return signature.fetches.map(({ name }) => valueOf(this.#result as StepResult, name))
  }
  record(metadata: RunMetadata): void {
    metadata.Clear()
    if (this.#result?.metadata) metadata.CopyFrom(this.#result.metadata)
  }
}

function valueOf({ tensors }: StepResult, name: string): NDArray {
  const value = tensors.get(name)
  if (!value) throw new InternalError(null, null, `The server's answer has no value for ${name}.`)
  return value
}

/** The result of a call; one that nobody waits for any more is cancelled on the server. */
function* awaited<T>(call: Pending<T>): Generator<'blocked', T, void> {
  try {
    while (!call.ended) yield 'blocked'
  } finally {
    call.cancel()
  }
  return call.result()
}

/** Blocks until the steps have ended. An interrupt ends them. */
function blocking<T>(steps: Generator<'blocked', T, void>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    try {
      waitForAnswer(SLICE)
      checkInLongRun()
      checkInterrupts()
    } catch (error) {
      steps.return(undefined as never)
      throw error
    }
  }
}

export class RemoteEngine implements SessionEngine {
  readonly closed = false
  readonly keepsDeadlines = true
  readonly session: ServerSession
  readonly #graph: Graph
  readonly #timeout: number | undefined
  readonly #signatures = new Map<string, Signature>()

  /** `wake`: called when something has come that asynchronous runs may wait for. */
  constructor(graph: Graph, target: string, config: ConfigProto, wake: () => void) {
    this.#graph = graph
    this.#timeout = Number(config.operation_timeout_in_ms) || undefined
    this.session = new ServerSession(graph, parseTarget(target), config, wake)
  }
  get state(): SessionState {
    throw new ValueError(
      `This session runs on the server ${this.session.target.text}; it has no state in this process.`,
    )
  }
  step(
    fetch: ParsedFetch,
    fed: ReadonlyMap<Tensor, NDArray>,
    options: RunOptions | null | undefined,
    milliseconds: number | undefined,
  ): EngineStep {
    return new RemoteStep(this, this.#signature(fetch, fed), fed, options, milliseconds)
  }
  #signature({ elements }: ParsedFetch, fed: ReadonlyMap<Tensor, NDArray>): Signature {
    let key = ''
    for (const tensor of fed.keys()) key += `${tensor.op.id}:${tensor.value_index},`
    for (const element of elements)
      key += element instanceof Operation ? `^${element.id}` : `|${element.op.id}:${element.value_index}`
    const known = this.#signatures.get(key)
    if (known) return known
    const fetches = [...new Set(elements.filter(element => element instanceof Tensor))].filter(each => !fed.has(each))
    const targets = [...new Set(elements.filter(element => element instanceof Operation))]
    const computed = [...fetches.map(({ op }) => op), ...targets]
    const ops = [...[...fed.keys()].map(({ op }) => op), ...computed]
    const signature = { fetches, ops, computed, targets: targets.map(({ name }) => name), prefix: undefined }
    if (this.#signatures.size >= SIGNATURES) this.#signatures.delete(this.#signatures.keys().next().value as string)
    this.#signatures.set(key, signature)
    return signature
  }
  ended(): boolean {
    return true
  }
  wait(until: number): boolean {
    waitForAnswer(Math.max(0, Math.min(SLICE, until - performance.now())))
    checkInLongRun()
    return true
  }
  partialSetup(fetches: unknown, feeds: readonly unknown[]): string {
    const fed = feeds.map(key => feedKey(this.#graph, key, true))
    const { elements } = parseFetch(this.#graph, fetches)
    const asked = elements.filter(element => element instanceof Tensor)
    const targets = elements.filter(element => element instanceof Operation)
    const left = (): number | undefined => this.#timeout
    const computed = [...asked.map(({ op }) => op), ...targets]
    checkKeepsNoTensors(computed, new Set(fed))
    blocking(this.session.prepare([...fed.map(({ op }) => op), ...computed], left))
    const { server } = this.session
    const unimplemented = (): Error =>
      new UnimplementedError(
        null,
        null,
        `The server is TensorFlow ${server?.release}, which has no runs in parts: use run, or a server of 1.0 or later.`,
      )
    if (server && isBeforeOne(server)) throw unimplemented()
    const names = {
      feeds: fed.map(({ name }) => name),
      fetches: [...new Set(asked.map(({ name }) => name))],
      targets: targets.map(({ name }) => name),
    }
    const handle = this.session.handle as string
    const call = this.session.master.partialRunSetup(handle, names, this.session.options(this.#timeout))
    try {
      return blocking(awaited(call))
    } catch (error) {
      throw error instanceof OpError && error.error_code === UNIMPLEMENTED ? unimplemented() : error
    }
  }
  partialRun(
    handle: string,
    { elements }: ParsedFetch,
    fed: ReadonlyMap<Tensor, NDArray>,
  ): ReadonlyMap<Tensor, NDArray> {
    const fetches = [...new Set(elements.filter(element => element instanceof Tensor))]
    const targets = elements.filter(element => element instanceof Operation).map(({ name }) => name)
    const names = fetches.map(({ name }) => name)
    const prefix = stepPrefix(this.session.handle ?? '', names, targets, handle)
    const feeds = new Map([...fed].map(([{ name }, value]) => [name, value] as const))
    const call = this.session.master.runStep(prefix, feeds, undefined, this.session.options(this.#timeout))
    const result = blocking(awaited(call))
    return new Map(fetches.map(tensor => [tensor, valueOf(result, tensor.name)]))
  }
  /** There are no kept tensors on servers of TensorFlow. */
  forget(): void {}
  devices(): Device[] {
    blocking(this.session.prepare([], () => this.#timeout))
    const call = this.session.master.listDevices(this.session.handle as string, this.session.options(this.#timeout))
    const { local_device, remote_device } = blocking(awaited(call))
    return [...local_device, ...remote_device].map(({ name, device_type, memory_limit }) => ({
      name,
      device_type,
      memory_limit_bytes: Number(memory_limit),
    }))
  }
  close(): void {
    this.session.close()
  }
}

/** Milliseconds that a server has for a reset, unless the configuration says so. */
const RESETTING = 20_000

/** `Session.reset` of a server. Its sessions of this process are closed first: a queue that outlives its container ends the server. */
export function resetTarget(target: string, containers: readonly string[], config: ConfigProto): void {
  const parsed = parseTarget(target)
  ServerSession.closeOnServers(openSessions(target))
  waitForKernels(target)
  const milliseconds = Number(config.operation_timeout_in_ms) || RESETTING
  try {
    blocking(awaited(masterOf(parsed).reset(containers, { milliseconds })))
  } catch (error) {
    if (!(error instanceof DeadlineExceededError)) throw error
    const text = `The server ${target} has not answered a reset within ${milliseconds / 1000} seconds; it may come to it yet.`
    throw new DeadlineExceededError(null, null, text)
  }
}

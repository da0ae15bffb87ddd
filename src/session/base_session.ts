/** Running parts of a graph: fetches and feeds in, values out. */

import { pythonClassRepr } from '../calling/python_repr.ts'
import { Scope, within } from '../calling/scope.ts'
import { at, failed, failedLater, guardMethods, markGuarded, NO_EXCERPT } from '../errors/boundary.ts'
import { CancelledError, InvalidArgumentError, NotFoundError, OpError } from '../errors/op_errors.ts'
import { RuntimeError, TypeError } from '../errors/python.ts'
import { unfitPosition } from '../errors/unfit.ts'
import { capture } from '../errors/user_stack.ts'
import { ConfigProto, type RunMetadata, type RunOptions } from '../formats/protos/config.generated.ts'
import type { TensorConvertible } from '../graph/build/convert.ts'
import { get_default_graph, popGraph, pushGraph } from '../graph/default_graph.ts'
import { Graph } from '../graph/graph.ts'
import { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import type { CodeOptions } from '../kernels/wasm/plan_code.ts'
import { isRemoteTarget } from '../remote/target.ts'
import { checkBeforeRun } from '../runtime/interrupts.ts'
import { aborted, cancelled, type PendingRun, timedOut, WaitsForever } from '../runtime/run_errors.ts'
import { endAllSessions, type SessionState } from '../runtime/session_state.ts'
import { advanceRunsBy, awaitServices, hasServices, inTurn, nextDue, turnServices } from '../runtime/timed_services.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { ActiveRuns, cancelRun, type Outcome } from './active_runs.ts'
import { popSession, pushSession } from './default_session.ts'
import type { Device, SessionEngine } from './engine.ts'
import { type FeedDict, parseFeeds } from './feeds.ts'
import { type Fetch, type ParsedFetch, parseFetch } from './fetches.ts'
import { LocalEngine } from './local_engine.ts'
import * as remote from './remote_engine.ts'
import { type AsyncRunArgs, isOptions, type RunArgs, runArgs } from './run_args.ts'
import { checkMetadata, checkOptions, fillMetadata } from './tracing.ts'

/** What is said to be fed later: tensors, or their names. */
type Fed = Tensor | TensorConvertible | string | readonly (Tensor | TensorConvertible | string)[] | null

/** Values of a run that has nothing to compute. */
const NOTHING: ReadonlyMap<Tensor, NDArray> = new Map()

/** Sessions with runs or services that have not ended; all others end when they notice a reset. */
const busy = new Set<BaseSession>()

const noSessionsAt = (target: string): Error =>
  new NotFoundError(
    null,
    null,
    `No session factory registered for the given session options: {target: "${target}" config: } Registered factories are {GRPC_SESSION, DIRECT_SESSION}.`,
  )

// biome-ignore lint/suspicious/noExplicitAny: leaves of results are typed any, so that ported lines compile without casts
export type Result = any

export class BaseSession {
  static readonly pythonModule = 'tensorflow.python.client.session'
  readonly graph: Graph
  readonly config: ConfigProto
  readonly #defaultTimeout: number
  readonly #engine: SessionEngine
  #closed = false
  /** Whether it has run: closing one that never ran has no effect, as in 0.12. */
  #opened = false
  readonly #runs: ActiveRuns

  constructor(target: unknown = '', graph: unknown = null, config: unknown = null, code: Partial<CodeOptions> = {}) {
    if (graph !== null && !(graph instanceof Graph))
      throw new TypeError(`graph must be a tf.Graph, but got ${pythonClassRepr(graph)}`)
    if (target !== null && typeof target !== 'string')
      throw new TypeError(`target must be a string, but got ${pythonClassRepr(target)}`)
    if (config !== null && !(config instanceof ConfigProto))
      throw new TypeError(`config must be a tf.ConfigProto, but got ${pythonClassRepr(config)}`)
    this.graph = graph ?? get_default_graph()
    this.config = config ?? new ConfigProto()
    this.#defaultTimeout = Number(this.config.operation_timeout_in_ms)
    this.sess_str = target
    this.#runs = new ActiveRuns(running => {
      if (running) busy.add(this)
      else busy.delete(this)
    }, Boolean(target))
    if (!target) this.#engine = new LocalEngine(this.graph, this.config, code)
    else if (isRemoteTarget(target))
      this.#engine = new remote.RemoteEngine(this.graph, target, this.config, this.#runs.wake)
    else throw noSessionsAt(target)
  }
  /** Ends all sessions of a target, as `Session.reset` does. */
  protected static resetTarget(target: string, containers: readonly string[], config: ConfigProto): void {
    if (isRemoteTarget(target)) {
      remote.resetTarget(target, containers, config)
      return
    }
    if (target !== '') throw noSessionsAt(target)
    endAllSessions()
    for (const session of [...busy]) if (!session.sess_str) session.#end()
  }
  get graph_def(): unknown {
    return this.graph.as_graph_def({ add_shapes: true })
  }
  /** The target, as it was given. */
  readonly sess_str: string | null

  /**
   * Runs what `fetches` need and returns their values in the same structure: a plain number, boolean or Buffer for a
   * scalar, an NDArray for everything else, null for an operation.
   *
   *     const [loss_value] = sess.run([loss, train_step], { feed_dict: [[x, images], [y_, labels]] })
   */
  run(fetches: Fetch, options?: RunArgs | null): Result
  run(
    fetches: Fetch,
    feed_dict?: FeedDict | null,
    options?: RunOptions | Omit<RunArgs, 'feed_dict'> | null,
    run_metadata?: RunMetadata | null,
  ): Result
  run(
    fetches: Fetch,
    feeds?: FeedDict | RunArgs | null,
    options?: RunOptions | RunArgs | null,
    run_metadata?: RunMetadata | null,
  ): Result {
    try {
      return this.#run(fetches, runArgs(feeds, options, run_metadata))
    } catch (error) {
      const diagnose = (): string | undefined => unfitPosition('run', 0, [fetches, feeds, options, run_metadata])
      throw at(NO_EXCERPT, failed(error, BaseSession.prototype.run, diagnose))
    }
  }
  #run(fetches: Fetch, args: RunArgs): Result {
    checkBeforeRun()
    if (hasServices) turnServices()
    const run = this.#start(fetches, args)
    for (;;) {
      const { done, value } = run.next()
      if (done) return value
      const advanced = this.#waitFor(run)
      if (this.#engine.closed || this.#closed) throw cancelRun(run, cancelled())
      if (!advanced) {
        if (inTurn()) throw this.#goOnBeside(run)
        run.return(undefined)
        throw this.#timeout(args) === undefined ? new WaitsForever() : timedOut()
      }
    }
  }

  /** A run can't go on: others of the same session, and services, go on first. False where nothing can bring what it waits for. */
  #waitFor(run: Generator<'blocked', Result, void>): boolean {
    try {
      checkBeforeRun()
      return (
        this.#runs.advance() ||
        (hasServices && turnServices()) ||
        this.#engine.wait(hasServices ? nextDue() : Number.POSITIVE_INFINITY) ||
        (hasServices && awaitServices())
      )
    } catch (error) {
      run.return(undefined)
      throw error
    }
  }

  /**
   * Like `run`, without blocking the event loop while it waits: a promise of the result. Where its `signal` is aborted before it has ended, it
   * ends with CancelledError; what it has changed so far stays.
   */
  run_async(fetches: Fetch, options?: AsyncRunArgs | null): Promise<Result>
  run_async(
    fetches: Fetch,
    feed_dict?: FeedDict | null,
    options?: RunOptions | Omit<AsyncRunArgs, 'feed_dict'> | null,
    run_metadata?: RunMetadata | null,
  ): Promise<Result>
  run_async(
    fetches: Fetch,
    feeds?: FeedDict | AsyncRunArgs | null,
    options?: RunOptions | AsyncRunArgs | null,
    run_metadata?: RunMetadata | null,
  ): Promise<Result> {
    const args = runArgs(feeds, options, run_metadata)
    const milliseconds = this.#timeout(args)
    const called = capture(this.run_async)
    return new Promise((resolve, reject) => {
      const { signal } = args
      const settled = (outcome: Outcome): void => {
        signal?.removeEventListener('abort', abort)
        if ('error' in outcome) reject(failedLater(outcome.error, called))
        else resolve(outcome.value)
      }
      const cancel = this.#runs.add(
        this.#start(fetches, args),
        settled,
        milliseconds === undefined || this.#engine.keepsDeadlines ? {} : { milliseconds, timeout: timedOut },
      )
      const abort = (): void => cancel(aborted(signal))
      if (signal?.aborted) abort()
      else signal?.addEventListener('abort', abort)
    })
  }
  /** A service's run goes on when the program brings what it waits for. */
  #goOnBeside(run: Generator<'blocked', Result, void>): WaitsForever {
    const pending: PendingRun = { ended: false, error: undefined }
    const settled = (outcome: Outcome): void => {
      pending.ended = true
      if ('error' in outcome) pending.error = outcome.error
    }
    this.#runs.add(run, settled, { daemon: true })
    return new WaitsForever(pending)
  }
  /** The steps of `run`, for services that have several runs in turn: the generator yields while it has to wait. */
  run_steps(fetches: Fetch, feeds?: FeedDict | RunArgs | null): Generator<'blocked', Result, void> {
    return this.#start(fetches, runArgs(feeds), true)
  }
  /** Drives a service of this session (a queue runner) until it ends; runs that wait let it go on. */
  add_service(steps: Generator<'blocked', unknown, void>): void {
    this.#runs.add(steps, () => undefined, { daemon: true })
  }
  /** Lets services and asynchronous runs go on once; false where all of them wait. */
  advance(): boolean {
    return this.#runs.advance()
  }
  /**
   * Blocks until a server may have answered, at most until `until` (in milliseconds of `performance.now`). False where nothing comes by waiting,
   * as in a session of this process.
   */
  awaitServer(until: number): boolean {
    checkBeforeRun()
    return !this.#closed && this.#engine.wait(until)
  }
  /** How long a run may take, where options or the session's configuration say it. */
  #timeout(args: RunArgs): number | undefined {
    return (args.options?.timeout_in_ms ? Number(args.options.timeout_in_ms) : 0) || this.#defaultTimeout || undefined
  }

  #check(): void {
    if (this.#closed) throw new RuntimeError('Attempted to use a closed Session.')
    if (this.graph.version === 0)
      throw new RuntimeError('The Session graph is empty.  Add operations to the graph before calling run().')
  }

  /** What was reset is closed as far as the runtime knows, though not for the client. */
  #checkAlive(): void {
    if (!this.#engine.closed) return
    this.#end()
    throw new CancelledError(null, null, 'Session has been closed.')
  }

  /** Runs may name a thread pool of the session; all of them are the same threads here. */
  #checkPool(options: RunOptions | null | undefined): void {
    const pool = options?.inter_op_thread_pool ?? 0
    if (pool === 0) return
    if (pool < 0 || pool >= Math.max(1, this.config.session_inter_op_thread_pool.length))
      throw new InvalidArgumentError(null, null, `Invalid inter_op_thread_pool: ${pool}`)
  }

  /** `service`: a run beside the program's own, as Python's threads beside the main one; an interrupt is for the latter. */
  *#start(fetches: unknown, args: RunArgs, service = false): Generator<'blocked', Result, void> {
    this.#check()
    const fed = parseFeeds(this.graph, args.feed_dict)
    const fetch = parseFetch(this.graph, fetches)
    const { options, run_metadata } = args
    if (options) checkOptions(options)
    if (fetch.elements.every(element => fed.has(element as Tensor))) {
      checkMetadata(run_metadata)
      if (run_metadata) fillMetadata(run_metadata)
      return this.#built(fetch, NOTHING, fed)
    }
    this.#checkAlive()
    this.#checkPool(options)
    this.#opened = true
    const step = this.#engine.step(fetch, fed, options, this.#timeout(args), service)
    let results: readonly NDArray[]
    try {
      results = yield* step.values()
      if (!step.copies) results = results.map(result => result.copy())
    } finally {
      if (this.#engine.ended(step) && this.#engine.closed) this.#end()
    }
    if (run_metadata) {
      checkMetadata(run_metadata)
      step.record(run_metadata)
    }
    const values = new Map<Tensor, NDArray>()
    for (const [i, tensor] of step.fetches.entries()) values.set(tensor, results[i] as NDArray)
    return this.#built(fetch, values, fed)
  }

  /** The results in the structure of the fetches, each element's value made once. */
  #built(fetch: ParsedFetch, values: ReadonlyMap<Tensor, NDArray>, fed: ReadonlyMap<Tensor, NDArray>): Result {
    const made = new Map<Tensor, unknown>()
    return fetch.build(element => {
      if (element instanceof Operation) return null
      const { fetched } = element.op.op_def.spec
      if (!fetched) return plain(values.get(element) ?? (fed.get(element) as NDArray))
      if (!made.has(element))
        made.set(element, fetched(plain(values.get(element) ?? (fed.get(element) as NDArray)), element.op, this))
      return made.get(element)
    })
  }

  /** Prepares a run in parts: returns a handle for `partial_run`. */
  partial_run_setup(fetches: Fetch, feeds: Fed | { readonly feeds: Fed } = null): string {
    this.#check()
    const given: unknown = isOptions(feeds, 'feeds') ? feeds.feeds : feeds
    const list = Array.isArray(given) ? given : [given]
    this.#checkAlive()
    this.#opened = true
    return this.#engine.partialSetup(fetches, list)
  }
  /** Goes on with a run in parts, with some of its feeds, for some of its fetches. */
  partial_run(
    handle: string,
    fetches: Fetch,
    feeds: FeedDict | { readonly feed_dict: FeedDict } | null = null,
  ): Result {
    this.#check()
    const fed = parseFeeds(this.graph, runArgs(feeds).feed_dict)
    const fetch = parseFetch(this.graph, fetches)
    if (fetch.elements.every(element => fed.has(element as Tensor))) return this.#built(fetch, NOTHING, fed)
    this.#checkAlive()
    let values: ReadonlyMap<Tensor, NDArray>
    try {
      values = this.#engine.partialRun(handle, fetch, fed)
    } finally {
      if (this.#engine.closed) this.#end()
    }
    return this.#built(fetch, values, fed)
  }

  /**
   * Cancels what runs, and gives variables and memory back. Errors, of a session on a server: AbortedError where the server has no such session,
   * UnavailableError where it is gone. It is closed all the same.
   */
  close(): void {
    if (this.#closed || !this.#opened) return
    this.#closed = true
    this.#end()
  }
  #end(): void {
    this.#runs.cancel(cancelled())
    this.#engine.close()
  }
  get closed(): boolean {
    return this.#closed
  }
  /** Resources of the session in this process. Raises ValueError where it runs on a server. */
  get state(): SessionState {
    return this.#engine.state
  }
  /** The devices that operations of this session can be placed on. */
  list_devices(): Device[] {
    if (this.#closed) throw new RuntimeError('Attempted to use a closed Session.')
    this.#opened = true
    return this.#engine.devices()
  }
  /** The object that stood for a kept tensor is gone. */
  forget_tensor(handle: string): void {
    this.#engine.forget(handle)
  }

  /** Makes this the default session (not its graph the default graph) while `body` runs or until the result is disposed of. */
  as_default(): Scope<this>
  as_default<R>(body: (session: this) => R): R
  as_default<R>(body?: (session: this) => R): Scope<this> | R {
    pushSession(this)
    const leave = (): void => popSession(this)
    if (body) return within(this, leave, body)
    return new Scope(this, leave)
  }
  #entered = false
  /** Python's `with`: default graph and default session, closed at the end. */
  enter(): this {
    if (this.#entered) {
      throw new RuntimeError(
        'Session context managers are not re-entrant. Use `Session.as_default()` if you want to enter a session multiple times.',
      )
    }
    this.#entered = true
    pushGraph(this.graph)
    pushSession(this)
    return this
  }
  [Symbol.dispose](): void {
    if (this.#entered) {
      popSession(this)
      popGraph(this.graph)
      this.#entered = false
    }
    try {
      this.close()
    } catch (error) {
      // that a server has lost the session: it would hide what the block has raised
      if (!(error instanceof OpError)) throw error
    }
  }
}

advanceRunsBy(() => {
  let advanced = false
  for (const session of [...busy]) advanced = session.advance() || advanced
  return advanced ? 'advanced' : busy.size > 0 ? 'waiting' : 'none'
})

// the boundary of what is called most is its own
markGuarded(BaseSession.prototype.run)
guardMethods(BaseSession, {
  only: [
    'graph_def',
    'run',
    'run_async',
    'partial_run_setup',
    'partial_run',
    'list_devices',
    'close',
    'as_default',
    'enter',
  ],
})

/** The value of a fetch in the user's form: scalars are plain. */
export function plain(array: NDArray): unknown {
  if (array.shape.length > 0 || array.dtype.is_complex) return array
  return array.item()
}

/** tf.train.MonitoredSession (training/monitored_session.py): runs with hooks, in a session that comes back. */
import { Adopting } from '../calling/adoption.ts'
import { listOf, noAttribute, pythonRepr } from '../calling/python_repr.ts'
import { type PythonArguments, pyfunction, setSignature } from '../calling/signature.ts'
import { guardedClass, guardMethods } from '../errors/boundary.ts'
import { AbortedError, type OpError, OutOfRangeError, UnavailableError } from '../errors/op_errors.ts'
import { RuntimeError, StopIteration } from '../errors/python.ts'
import { type ConfigProto, RunMetadata, RunOptions } from '../formats/protos/config.generated.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { Graph } from '../graph/graph.ts'
import { info } from '../platform/logging.ts'
import { passTime } from '../runtime/timed_services.ts'
import type { BaseSession, Result } from '../session/base_session.ts'
import { type FeedDict, feedEntries } from '../session/feeds.ts'
import type { Fetch } from '../session/fetches.ts'
import { type RunArgs, runArgs } from '../session/run_args.ts'
import { Coordinator } from './coordinator.ts'
import { CheckpointSaverHook, SummarySaverHook } from './hooks/saving_hooks.ts'
import { SessionRunArgs, SessionRunContext, type SessionRunHook, SessionRunValues } from './hooks/session_run_hook.ts'
import { StepCounterHook } from './hooks/watching_hooks.ts'
import { start_queue_runners } from './queue_runner.ts'
import { Scaffold } from './scaffold.ts'
import { ChiefSessionCreator, type SessionCreator, WorkerSessionCreator } from './session_creators.ts'

type RunFetches = (session: BaseSession, fetches: readonly Fetch[], args: RunArgs) => readonly unknown[]
let runFetches: RunFetches = (session, fetches, args) => session.run(fetches, args)
/** Says how the results of runs with hooks are made: a front end has types of its own. */
export function runMonitoredBy(run: RunFetches): void {
  runFetches = run
}

const SESSION_TEXT = 'MonitoredSession(session_creator=None, hooks=None)'
interface SessionArgs {
  session_creator: SessionCreator | null
  hooks: Iterable<SessionRunHook> | null
}
const METHODS = ['begin', 'before_run', 'after_run', 'end'] as const
/** Milliseconds that servers have to come back, and between attempts to reach them. */
const RECOVERY = 300_000
const PAUSE = 1000

interface Live {
  readonly session: BaseSession
  readonly coord: Coordinator
  /** A hook has asked for the end. */
  stop: boolean
}

/**
 * A session that is initialized, or restored, when it is made, has its queue runners started, and calls hooks around each run. Where a run is
 * aborted, as when a server restarts, or its server cannot be reached, it makes itself anew and runs again; servers have five minutes to come back.
 *
 *     tf.with(new tf.train.MonitoredSession({ hooks }), sess => {
 *       while (!sess.should_stop()) sess.run(train_step)
 *     })
 *
 * At the end of the `with` the hooks' `end` is called unless an error has led there; the end of the input (OutOfRangeError, StopIteration) is
 * none and goes no further. With `using` an error of the last run counts as the one that leads to the end. The graph is finalized meanwhile.
 */
export class MonitoredSession extends Adopting {
  readonly #hooks: readonly SessionRunHook[]
  readonly #creator: SessionCreator
  readonly #graphWasFinalized: boolean
  #live: Live | undefined
  #closed = false
  /** By which the last run failed. */
  #failure: unknown

  constructor(...args: PythonArguments<typeof SESSION_TEXT, SessionArgs>) {
    super()
    const { session_creator, hooks } = SESSION.bind(args) as unknown as SessionArgs
    this.#graphWasFinalized = get_default_graph().finalized
    this.#hooks = hooks === null ? [] : [...listOf(hooks)]
    for (const hook of this.#hooks)
      for (const name of METHODS) if (typeof hook?.[name] !== 'function') throw noAttribute(hook, name)
    for (const hook of this.#hooks) hook.begin()
    this.#creator = session_creator ?? new ChiefSessionCreator()
    if (typeof this.#creator.create_session !== 'function') throw noAttribute(this.#creator, 'create_session')
    this.#live = this.#create()
  }
  #create(): Live {
    const session = this.#creator.create_session()
    // no error is a clean stop: all are raised
    const coord = new Coordinator({ clean_stop_exception_types: [] })
    start_queue_runners({ sess: session, coord })
    return { session, coord, stop: false }
  }
  /** The session's graph; null after the end. */
  get graph(): Graph | null {
    return this.#live?.session.graph ?? null
  }
  /** As `run` of a session, with the hooks. Errors: RuntimeError where a hook has asked for the end. */
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
    const args = runArgs(feeds, options, run_metadata)
    if (this.#closed) throw noAttribute(null, 'run')
    for (;;) {
      try {
        this.#live ??= this.#createAnew()
        const lost = lossIn(this.#live)
        if (lost) throw lost
        const result = this.#runHooked(this.#live, fetches, args)
        this.#failure = undefined
        return result
      } catch (error) {
        const live = this.#live
        // what a queue runner has met comes first: a queue that it closed is none of the program's making
        const cause = (live && lossIn(live)) ?? error
        this.#failure = cause
        if (!live || !isLoss(cause, live.session)) throw error
        info('The session was lost and is made anew: %s', (cause as Error).message)
        this.#drop(cause)
      }
    }
  }
  /** Ends what is live after a loss; what its queue runners have reported is the same loss. */
  #drop(cause: unknown): void {
    const { session } = this.#live as Live
    try {
      this.#end()
    } catch (error) {
      if (error !== cause && !isLoss(error, session)) throw error
    }
  }
  /** A session after a loss; servers that are starting are waited for. */
  #createAnew(): Live {
    const end = performance.now() + RECOVERY
    for (;;) {
      try {
        return this.#create()
      } catch (error) {
        const lost = error instanceof AbortedError || error instanceof UnavailableError
        if (!lost || performance.now() > end) throw error
        info('The session could not be made anew: %s', error.message)
        passTime(PAUSE)
      }
    }
  }
  #runHooked(live: Live, fetches: Fetch, args: RunArgs): Result {
    if (live.stop) throw new RuntimeError('Run called even after should_stop requested.')
    const { session } = live
    const given = args.feed_dict ?? null
    const context = new SessionRunContext(new SessionRunArgs(fetches, given), session)
    const options = args.options ?? new RunOptions()
    const run_metadata = args.run_metadata ?? new RunMetadata()
    const asked: Fetch[] = [fetches]
    /** Where the results of a hook are. */
    const places: (number | undefined)[] = []
    const fed = new Map<unknown, unknown>()
    for (const hook of this.#hooks) {
      const request = hook.before_run(context) ?? null
      const wanted = request?.fetches ?? null
      places.push(wanted === null ? undefined : asked.push(wanted) - 1)
      if (request === null) continue
      addFeeds(fed, request.feed_dict, 'Same tensor is fed by two hooks.')
      if (request.options) mergeOptions(options, request.options)
    }
    if (fed.size > 0) addFeeds(fed, given, 'Same tensor is fed by a SessionRunHook and user.')
    const feed_dict = fed.size > 0 ? ([...fed] as FeedDict) : given
    const results = runFetches(session, asked, { feed_dict, options, run_metadata })
    for (const [i, hook] of this.#hooks.entries()) {
      const place = places[i]
      hook.after_run(context, new SessionRunValues(place === undefined ? null : results[place], options, run_metadata))
    }
    live.stop ||= context.stop_requested
    return results[0]
  }
  /** Whether a hook, or what runs beside, has asked for the end, or it is over. */
  should_stop(): boolean {
    const live = this.#live
    // after a loss the next run makes the session anew
    return live === undefined || (live.coord.should_stop() && !lossIn(live)) || live.stop
  }
  /** Ends what is live; raises what its queue runners have reported. */
  #end(): void {
    const live = this.#live
    this.#live = undefined
    if (!live) return
    live.coord.request_stop()
    try {
      live.coord.join()
    } finally {
      try {
        live.session.close()
      } catch {
        // what matters has been reported
      }
    }
  }
  /** Calls the hooks' `end`, stops and closes. */
  close(): void {
    this.#close(true)
  }
  #close(endsWell: boolean): void {
    if (this.#closed) return
    this.#closed = true
    try {
      const session = this.#live?.session
      if (endsWell && session) for (const hook of this.#hooks) hook.end(session)
    } finally {
      try {
        this.#end()
      } finally {
        if (!this.#graphWasFinalized) get_default_graph().finalize(false)
      }
    }
  }
  /** As `with` leaves it. */
  leave(error?: unknown): boolean {
    const isEnd = error === undefined || isEndOfInput(error)
    this.#close(isEnd)
    return isEnd && error !== undefined
  }
  [Symbol.dispose](): void {
    this.leave(this.#failure)
  }
}
guardMethods(MonitoredSession, { only: ['graph', 'run', 'should_stop', 'close'] })
// @ts-expect-error the guarded class takes its place
MonitoredSession = guardedClass(MonitoredSession)
const SESSION = setSignature(MonitoredSession, SESSION_TEXT)

/** Whether an error says that the session is lost: its server, or one that this one needs, has restarted or is gone. */
const isLoss = (error: unknown, { sess_str }: BaseSession): error is OpError =>
  error instanceof AbortedError || (Boolean(sess_str) && error instanceof UnavailableError)

/** The loss of its session that a queue runner has reported. */
function lossIn({ coord, session }: Live): OpError | undefined {
  try {
    coord.raise_requested_exception()
  } catch (error) {
    if (isLoss(error, session)) return error
  }
  return undefined
}

const isEndOfInput = (error: unknown): boolean => error instanceof OutOfRangeError || error instanceof StopIteration

function addFeeds(fed: Map<unknown, unknown>, feeds: FeedDict | null, message: string): void {
  if (feeds === null || feeds === undefined) return
  const entries = [...feedEntries(feeds)]
  const conflicts = entries.map(([key]) => key).filter(key => fed.has(key))
  if (conflicts.length > 0) throw new RuntimeError(`${message} Conflict(s): ${pythonRepr(conflicts)}`)
  for (const [key, value] of entries) fed.set(key, value)
}
/** The larger of both, what is watched together. */
function mergeOptions(options: RunOptions, added: RunOptions): void {
  options.trace_level = Math.max(options.trace_level, added.trace_level) as never
  options.timeout_in_ms = (
    Number(options.timeout_in_ms) > Number(added.timeout_in_ms) ? options.timeout_in_ms : added.timeout_in_ms
  ) as never
  options.inter_op_thread_pool = Math.max(options.inter_op_thread_pool, added.inter_op_thread_pool)
  options.output_partition_graphs ||= added.output_partition_graphs
}

interface TrainingArgs {
  master: string
  is_chief: boolean
  checkpoint_dir: string | null
  scaffold: Scaffold | null
  hooks: Iterable<SessionRunHook> | null
  chief_only_hooks: Iterable<SessionRunHook> | null
  save_checkpoint_secs: number | null
  save_summaries_steps: number | null
  config: ConfigProto | null
}
/**
 * A monitored session for a training: with a `checkpoint_dir` the chief takes its last checkpoint, counts steps, writes summaries every
 * `save_summaries_steps` steps and saves every `save_checkpoint_secs` seconds (null: it doesn't). The others wait for the chief.
 *
 *     tf.with(tf.train.MonitoredTrainingSession({ checkpoint_dir: 'model', hooks: [new tf.train.StopAtStepHook({ last_step: 1000 })] }), sess => {
 *       while (!sess.should_stop()) sess.run(train_step)
 *     })
 */
export const MonitoredTrainingSession = pyfunction(
  "MonitoredTrainingSession(master='', is_chief=True, checkpoint_dir=None, scaffold=None, hooks=None, chief_only_hooks=None, save_checkpoint_secs=600, save_summaries_steps=100, config=None)",
  (args: TrainingArgs): MonitoredSession => {
    const { master, checkpoint_dir, save_checkpoint_secs, save_summaries_steps, config } = args
    const scaffold = args.scaffold ?? new Scaffold()
    const hooks = [...listOf(args.hooks ?? [])]
    if (!args.is_chief)
      return new MonitoredSession({ session_creator: new WorkerSessionCreator({ scaffold, master, config }), hooks })
    hooks.push(...listOf(args.chief_only_hooks ?? []))
    if (checkpoint_dir) {
      hooks.push(new StepCounterHook({ output_dir: checkpoint_dir }))
      if (save_summaries_steps !== null && save_summaries_steps > 0)
        hooks.push(new SummarySaverHook({ scaffold, save_steps: save_summaries_steps, output_dir: checkpoint_dir }))
      if (save_checkpoint_secs !== null && save_checkpoint_secs > 0)
        hooks.push(new CheckpointSaverHook(checkpoint_dir, { save_secs: save_checkpoint_secs, scaffold }))
    }
    const session_creator = new ChiefSessionCreator({ scaffold, checkpoint_dir, master, config })
    return new MonitoredSession({ session_creator, hooks })
  },
)

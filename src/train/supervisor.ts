/** tf.train.Supervisor (training/supervisor.py): a training that saves itself, and goes on where it was when it is started again. */
import { join } from 'node:path'
import { Adopting } from '../calling/adoption.ts'
import { pathText } from '../calling/path_text.ts'
import { type PythonArguments, setMethodSignatures, setSignature, toNumber } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { RuntimeError, ValueError } from '../errors/python.ts'
import type { ConfigProto } from '../formats/protos/config.generated.ts'
import type { MetaGraphDef } from '../formats/protos/meta_graph.generated.ts'
import { SessionLog, type Summary } from '../formats/protos/summary.generated.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { Graph } from '../graph/graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { export_meta_graph } from '../meta_graph/export_meta_graph.ts'
import { write_graph } from '../meta_graph/write_graph.ts'
import { group } from '../ops/control_flow/control_flow_ops.ts'
import { initialize_all_tables } from '../ops/resources/table_initializers.ts'
import {
  global_variables,
  global_variables_initializer,
  local_variables_initializer,
  report_uninitialized_variables,
} from '../ops/variables/variable_initializers.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { info, warning } from '../platform/logging.ts'
import type { BaseSession } from '../session/base_session.ts'
import type { FeedDict } from '../session/feeds.ts'
import type { Session } from '../session/session.ts'
import type { FileWriter } from '../summary/file_writer.ts'
import type { StepLike } from '../summary/steps.ts'
import { merge_all } from '../summary/summaries.ts'
import { PyInt } from '../tensor/literals.ts'
import { Coordinator, type Joinable } from './coordinator.ts'
import { type LooperArgs, LooperThread } from './looper_thread.ts'
import { ManagedSession } from './managed_session.ts'
import type { QueueRunner, QueueThread } from './queue_runner.ts'
import { Saver } from './saver.ts'
import { SessionManager } from './session_manager.ts'
import { SummaryWriter } from './summary_writer.ts'
import { SVStepCounterThread, SVSummaryThread, SVTimerCheckpointThread } from './supervisor_services.ts'
import { global_step } from './training_util.ts'

/** What stands for a parameter's default, as None means nothing at all. */
type Default = 0
const USE_DEFAULT: Default = 0
const isDefault = (value: unknown): value is Default => value === 0 || (value instanceof PyInt && value.value === 0)

const SUPERVISOR_TEXT =
  "Supervisor(graph=None, ready_op=0, ready_for_local_init_op=0, is_chief=True, init_op=0, init_feed_dict=None, local_init_op=0, logdir=None, summary_op=0, saver=0, global_step=0, save_summaries_secs=120, save_model_secs=600, recovery_wait_secs=30, stop_grace_secs=120, checkpoint_basename='model.ckpt', session_manager=None, summary_writer=0, init_fn=None)"
interface SupervisorArgs {
  graph: Graph | null
  ready_op: Tensor | Operation | Default | null
  ready_for_local_init_op: Tensor | Operation | Default | null
  is_chief: boolean
  init_op: Operation | Tensor | Default | null
  init_feed_dict: FeedDict | null
  local_init_op: Operation | Tensor | Default | null
  logdir: string | null
  summary_op: Tensor | Default | null
  saver: Saver | Default | null
  global_step: Tensor | Variable | Default | null
  save_summaries_secs: number
  save_model_secs: number
  recovery_wait_secs: number
  stop_grace_secs: number
  checkpoint_basename: string
  session_manager: SessionManager | null
  summary_writer: FileWriter | Default | null
  init_fn: ((session: Session) => unknown) | null
}
const METHODS = {
  start_standard_services: 'start_standard_services(sess)',
  prepare_or_wait_for_session:
    "prepare_or_wait_for_session(master='', config=None, wait_for_checkpoint=False, max_wait_secs=7200, start_standard_services=True)",
  start_queue_runners: 'start_queue_runners(sess, queue_runners=None)',
  loop: 'loop(timer_interval_secs, target, args=None, kwargs=None)',
  stop: 'stop(threads=None, close_summary_writer=True)',
  request_stop: 'request_stop(ex=None)',
  summary_computed: 'summary_computed(sess, summary, global_step=None)',
} as const
const MANAGED_TEXT = "managed_session(master='', config=None, start_standard_services=True, close_summary_writer=True)"
interface PrepareArgs {
  master: string
  config: ConfigProto | null
  wait_for_checkpoint: boolean
  max_wait_secs: number
  start_standard_services: boolean
}
interface ManagedArgs {
  master: string
  config: ConfigProto | null
  start_standard_services: boolean
  close_summary_writer: boolean
}
type ManagedCall = PythonArguments<typeof MANAGED_TEXT, ManagedArgs>
interface StopArgs {
  threads: readonly Joinable[] | null
  close_summary_writer: boolean
}
interface SummaryArgs {
  sess: BaseSession
  summary: Summary | Uint8Array
  global_step: StepLike | null
}
type Call<Name extends keyof typeof METHODS, P> = PythonArguments<(typeof METHODS)[Name], P>

/**
 * Runs a training: it initializes the model or takes the last checkpoint of `logdir`, starts the queue runners, saves every `save_model_secs`
 * and writes summaries every `save_summaries_secs`, and stops all together.
 *
 *     const sv = new tf.train.Supervisor({ logdir: 'logs' })
 *     sv.managed_session(sess => {
 *       while (!sv.should_stop()) sess.run(train_step)
 *     })
 *
 * What the graph lacks (an initializer, a saver, a test whether the model is ready …) is added, and the graph is finalized. 0 asks for these
 * defaults, null for none. The program killed and started again goes on at its last checkpoint. Errors: ValueError for replicas
 * (`is_chief: false`) whose variables have no device.
 */
export class Supervisor extends Adopting {
  static readonly USE_DEFAULT: Default = USE_DEFAULT
  readonly #graph: Graph
  readonly #metaGraph: MetaGraphDef
  readonly #recoveryWait: number
  readonly #grace: number
  readonly #initFn: SupervisorArgs['init_fn']
  readonly #logdir: string | null = null
  #graphAdded = false
  readonly is_chief: boolean
  readonly coord: Coordinator
  readonly session_manager: SessionManager
  readonly ready_op: Tensor | Operation | null
  readonly ready_for_local_init_op: Tensor | Operation | null
  readonly init_op: Operation | Tensor | null
  readonly init_feed_dict: FeedDict | null
  readonly local_init_op: Operation | Tensor | null
  readonly saver: Saver | null
  readonly summary_op: Tensor | null
  readonly global_step: Tensor | Variable | null
  /** These are the chief's alone. */
  readonly save_summaries_secs: number | null = null
  readonly save_model_secs: number | null = null
  readonly save_path: string | null = null
  readonly summary_writer: FileWriter | null = null

  constructor(...args: PythonArguments<typeof SUPERVISOR_TEXT, SupervisorArgs>) {
    super()
    const bound = SUPERVISOR.bind(args) as unknown as SupervisorArgs
    const graph = bound.graph ?? get_default_graph()
    this.#graph = graph
    const made = graph.as_default(() => pieces(bound))
    this.ready_op = made.ready_op
    this.ready_for_local_init_op = made.ready_for_local_init_op
    this.init_op = made.init_op
    this.init_feed_dict = bound.init_feed_dict
    this.local_init_op = made.local_init_op
    this.saver = made.saver
    this.summary_op = made.summary_op
    this.global_step = made.global_step
    this.#metaGraph = export_meta_graph({
      graph_def: graph.as_graph_def({ add_shapes: true }) as never,
      saver_def: this.saver?.saver_def ?? null,
    })
    this.is_chief = bound.is_chief
    this.coord = new Coordinator()
    this.#recoveryWait = toNumber(bound.recovery_wait_secs)
    this.#grace = toNumber(bound.stop_grace_secs)
    this.#initFn = bound.init_fn
    if (this.is_chief) {
      this.#logdir = bound.logdir ? pathText(bound.logdir) : null
      this.save_summaries_secs = toNumber(bound.save_summaries_secs ?? 0)
      this.save_model_secs = toNumber(bound.save_model_secs ?? 0)
      if (this.#logdir !== null) this.save_path = join(this.#logdir, pathText(bound.checkpoint_basename))
      if (!isDefault(bound.summary_writer)) this.summary_writer = bound.summary_writer
      else if (this.#logdir !== null) this.summary_writer = new SummaryWriter(this.#logdir)
    }
    this.session_manager =
      bound.session_manager ??
      new SessionManager({
        local_init_op: this.local_init_op,
        ready_op: this.ready_op,
        ready_for_local_init_op: this.ready_for_local_init_op,
        graph,
        recovery_wait_secs: this.#recoveryWait,
      })
    if (!this.is_chief) checkDevices(graph)
    graph.finalize()
  }

  #writeGraph(): void {
    if (this.#logdir !== null)
      write_graph(this.#graph.as_graph_def({ add_shapes: true }) as never, this.#logdir, 'graph.pbtxt')
    if (!this.summary_writer || this.#graphAdded) return
    this.summary_writer.add_graph(this.#graph)
    this.summary_writer.add_meta_graph(this.#metaGraph)
    this.#graphAdded = true
  }

  /**
   * Starts what runs beside the training: the writing of summaries, the counter of steps, the saving. Returns their threads; null without a
   * `logdir`. Error: RuntimeError where this is not the chief.
   */
  start_standard_services(...args: Call<'start_standard_services', { sess: BaseSession }>): LooperThread[] | null
  start_standard_services(sess: BaseSession): LooperThread[] | null {
    if (!this.is_chief)
      throw new RuntimeError(
        'Only chief supervisor can start standard services. Because only chief supervisors can write events.',
      )
    if (this.#logdir === null) {
      warning("Standard services need a 'logdir' passed to the SessionManager")
      return null
    }
    // without a step TensorBoard can't use it
    if (this.global_step !== null && this.summary_writer)
      this.summary_writer.add_session_log(
        new SessionLog({ status: SessionLog.START }),
        global_step(sess, this.global_step),
      )
    const threads: LooperThread[] = []
    if (this.save_summaries_secs && this.summary_writer) {
      if (this.summary_op !== null) threads.push(new SVSummaryThread(this, sess))
      if (this.global_step !== null) threads.push(new SVStepCounterThread(this, sess))
    }
    if (this.saver && this.save_model_secs) threads.push(new SVTimerCheckpointThread(this, sess))
    for (const thread of threads) thread.start()
    return threads
  }

  /** A session whose model is ready, with the services and queue runners started; where this is not the chief, as soon as the chief has made it so. */
  prepare_or_wait_for_session(...args: Call<'prepare_or_wait_for_session', PrepareArgs>): Session
  prepare_or_wait_for_session(
    master: string,
    config: ConfigProto | null,
    wait_for_checkpoint: boolean,
    max_wait_secs: number,
    start_standard_services: boolean,
  ): Session {
    // the session may be one of several in a row
    this.coord.clear_stop()
    this.summary_writer?.reopen()
    let session: Session
    if (this.is_chief) {
      session = this.session_manager.prepare_session(master, {
        init_op: this.init_op,
        saver: this.saver,
        checkpoint_dir: this.#logdir,
        wait_for_checkpoint,
        max_wait_secs,
        config,
        init_feed_dict: this.init_feed_dict,
        init_fn: this.#initFn,
      })
      this.#writeGraph()
      if (start_standard_services) this.start_standard_services(session)
    } else session = this.session_manager.wait_for_session(master, { config, max_wait_secs })
    if (start_standard_services) this.start_queue_runners(session)
    return session
  }

  /** Starts these queue runners, by default the graph's; returns their threads. */
  start_queue_runners(
    ...args: Call<'start_queue_runners', { sess: BaseSession; queue_runners: readonly QueueRunner[] | null }>
  ): QueueThread[]
  start_queue_runners(sess: BaseSession, queue_runners: readonly QueueRunner[] | null): QueueThread[] {
    const runners = queue_runners ?? (this.#graph.get_collection(GraphKeys.QUEUE_RUNNERS) as QueueRunner[])
    return runners.flatMap(runner => runner.create_threads(sess, { coord: this.coord, daemon: true, start: true }))
  }

  /** Does `target(...args)` every `timer_interval_secs` seconds (null: again and again) until all stops; returns its thread. */
  loop(...args: Call<'loop', Omit<LooperArgs, 'coord'>>): LooperThread
  loop(
    timer_interval_secs: number | null,
    target: LooperArgs['target'],
    args: LooperArgs['args'],
    kwargs: object | null,
  ): LooperThread {
    const looper = new LooperThread(this.coord, timer_interval_secs, { target, args, kwargs })
    looper.start()
    return looper
  }

  /** Stops all and waits for it; raises the error that a service, or `request_stop`, has reported. The session stays open. */
  stop(...args: Call<'stop', StopArgs>): void
  stop(threads: StopArgs['threads'], close_summary_writer: boolean): void {
    this.coord.request_stop()
    try {
      this.coord.join(threads, { stop_grace_period_secs: this.#grace })
    } finally {
      if (close_summary_writer && this.summary_writer) {
        this.summary_writer.add_session_log(new SessionLog({ status: SessionLog.STOP }))
        this.summary_writer.close()
        this.#graphAdded = false
      }
    }
  }
  /** Asks all to stop; `stop` raises an error that is given here. */
  request_stop(...args: Call<'request_stop', { ex: unknown }>): void
  request_stop(ex: unknown): void {
    this.coord.request_stop(ex)
  }
  should_stop(): boolean {
    return this.coord.should_stop()
  }
  /** Errors of `body` stop all, and go no further. */
  stop_on_exception(): Disposable
  stop_on_exception<R>(body: () => R): R | undefined
  stop_on_exception<R>(body?: () => R): Disposable | R | undefined {
    return body ? this.coord.stop_on_exception(body) : this.coord.stop_on_exception()
  }
  wait_for_stop(): void {
    this.coord.wait_for_stop()
  }

  /** Writes a summary of the program's own, at the present step where none is given. Error: RuntimeError without a writer. */
  summary_computed(...args: Call<'summary_computed', SummaryArgs>): void
  summary_computed(sess: BaseSession, summary: SummaryArgs['summary'], step: StepLike | null): void {
    if (!this.summary_writer) throw new RuntimeError('Writing a summary requires a summary writer.')
    const at = step === null && this.global_step !== null ? global_step(sess, this.global_step) : step
    this.summary_writer.add_summary(summary, at)
  }

  /**
   * A session for a training: prepared, with its services, and stopped and closed at the end. Errors of `body` and of services stop all and are
   * raised at the end; the end of the input (OutOfRangeError) is none.
   *
   *     sv.managed_session(sess => { … })
   *     using sess = sv.managed_session()
   *
   * With `using` an error of the block, the end of the input included, goes on by itself.
   */
  managed_session(...args: ManagedCall): Session
  managed_session<R>(body: (session: Session) => R): R | undefined
  managed_session<R>(options: Partial<ManagedArgs> | string, body: (session: Session) => R): R | undefined
  managed_session<R>(...args: unknown[]): Session | R | undefined {
    const last = args.at(-1)
    const body = typeof last === 'function' ? (last as (session: Session) => R) : undefined
    const context = this.manage(body ? args.slice(0, -1) : args)
    const session = context.enter()
    return body ? context.within(body) : session
  }
  /** The same before it is entered. */
  manage(args: readonly unknown[]): ManagedSession {
    const { close_summary_writer, ...bound } = MANAGED.bind(args) as unknown as ManagedArgs
    return new ManagedSession({
      prepare: () => this.prepare_or_wait_for_session(bound),
      request_stop: error => this.request_stop(error),
      stop: () => this.stop({ close_summary_writer }),
    })
  }
}
const methods = Supervisor.prototype as unknown as Record<string, unknown>
// @ts-expect-error the guarded class takes its place
Supervisor = guardedClass(Supervisor)
const SUPERVISOR = setSignature(Supervisor, SUPERVISOR_TEXT)
setMethodSignatures(Supervisor, ...Object.values(METHODS))
const MANAGED = setSignature(methods['managed_session'] as object, MANAGED_TEXT)

/** Names of the time before 0.12. */
const OLD_NAMES = {
  Loop: 'loop',
  PrepareSession: 'prepare_or_wait_for_session',
  RequestStop: 'request_stop',
  ShouldStop: 'should_stop',
  StartQueueRunners: 'start_queue_runners',
  StartStandardServices: 'start_standard_services',
  Stop: 'stop',
  StopOnException: 'stop_on_exception',
  SummaryComputed: 'summary_computed',
  WaitForStop: 'wait_for_stop',
} as const
for (const [old, name] of Object.entries(OLD_NAMES))
  Object.defineProperty(Supervisor.prototype, old, { value: methods[name], configurable: true, writable: true })

/** The first of a collection; null where it is empty. */
function first<T>(key: string): T | null {
  const found = get_default_graph().get_collection(key) as T[]
  if (found.length > 1) info('Found %d %s operations. Returning the first one.', found.length, key)
  return found[0] ?? null
}
/** What was given; where the default was asked for, what the collection has, else what `make` adds to it. */
function piece<T>(given: T | Default | null, key: string, make: () => T | null): T | null {
  if (!isDefault(given)) return given
  const found = first<T>(key)
  if (found !== null) return found
  const made = make()
  if (made !== null) get_default_graph().add_to_collection(key, made)
  return made
}

/** The parts of a graph that a supervisor runs, in the order in which they are made. */
function pieces(bound: SupervisorArgs) {
  const ready_op = piece(bound.ready_op, GraphKeys.READY_OP, () => report_uninitialized_variables())
  const ready_for_local_init_op = isDefault(bound.ready_for_local_init_op)
    ? first<Tensor>(GraphKeys.READY_FOR_LOCAL_INIT_OP)
    : bound.ready_for_local_init_op
  const init_op = piece(bound.init_op, GraphKeys.INIT_OP, () => global_variables_initializer())
  const local_init_op = piece(bound.local_init_op, GraphKeys.LOCAL_INIT_OP, () =>
    group(local_variables_initializer(), initialize_all_tables()),
  )
  const saver = piece(bound.saver, GraphKeys.SAVERS, () => (global_variables().length > 0 ? new Saver() : null))
  const summary_op = piece(bound.summary_op, GraphKeys.SUMMARY_OP, () => merge_all())
  const step = piece(bound.global_step, GraphKeys.GLOBAL_STEP, defaultStep)
  return { ready_op, ready_for_local_init_op, init_op, local_init_op, saver, summary_op, global_step: step }
}
function defaultStep(): Tensor | null {
  const found = get_default_graph().operationByName('global_step')?.outputs[0]
  if (found === undefined) return null
  const { base } = found.dtype
  if (base === 'int32' || base === 'int64') return found
  warning("Found 'global_step' is not an int type: %s", found.dtype)
  return null
}
function checkDevices(graph: Graph): void {
  for (const op of graph.get_operations())
    if (op.type === 'Variable' && !op.device)
      throw new ValueError(`When using replicas, all Variables must have their device set: ${op}`)
}

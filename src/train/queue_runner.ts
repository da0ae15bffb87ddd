/** Queue runners (training/queue_runner_impl.py): they fill queues beside the program's own runs. */

import { pythonRepr, pythonTypeName } from '../calling/python_repr.ts'
import { type PythonArguments, pyfunction, setMethodSignatures, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import {
  error_code_from_exception_type,
  exception_type_from_error_code,
  OpError,
  OutOfRangeError,
} from '../errors/op_errors.ts'
import { RuntimeError, TypeError, ValueError } from '../errors/python.ts'
import { QueueRunnerDef } from '../formats/protos/meta_graph.generated.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import type { Operation } from '../graph/operation.ts'
import { inScope, outOfScope } from '../graph/scope_names.ts'
import type { Tensor } from '../graph/tensor.ts'
import { register_proto_function } from '../meta_graph/collection_protos.ts'
import type { QueueBase } from '../ops/resources/queue_classes.ts'
import { error as logError, vlog } from '../platform/logging.ts'
import type { BaseSession } from '../session/base_session.ts'
import { get_default_session } from '../session/session.ts'
import type { Coordinator, Joinable } from './coordinator.ts'

type Steps = Generator<'blocked', void, void>
type OpErrorClass = abstract new (...args: never) => OpError
const text = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * One service of a session, in place of Python's thread: it goes on whenever a run of the session waits, and with the event
 * loop. The process does not live on for it.
 */
export class QueueThread implements Joinable {
  readonly name: string
  daemon = false
  readonly #session: BaseSession
  readonly #body: Steps
  #state: 'made' | 'running' | 'ended' = 'made'

  constructor(session: BaseSession, name: string, body: Steps) {
    this.#session = session
    this.name = name
    this.#body = body
  }
  start(): void {
    if (this.#state !== 'made') throw new RuntimeError('threads can only be started once')
    this.#state = 'running'
    this.#session.add_service(this.#run())
  }
  *#run(): Steps {
    try {
      yield* this.#body
    } finally {
      this.#state = 'ended'
    }
  }
  is_alive(): boolean {
    return this.#state === 'running' && !this.#session.closed
  }
  advance(): boolean {
    return this.#session.advance()
  }
  wait(until: number): boolean {
    return this.#session.awaitServer(until)
  }
  /** Waits for its end, `timeout` seconds at most; returns where everything in this process waits for something else. */
  join(timeout: number | null = null): void {
    const end = timeout === null ? Number.POSITIVE_INFINITY : performance.now() + timeout * 1000
    while (this.is_alive() && performance.now() < end && (this.advance() || this.wait(end))) {
      // each turn lets the session's services go on once
    }
  }
}
let threadCount = 0

const RUNNER_TEXT =
  'QueueRunner(queue=None, enqueue_ops=None, close_op=None, cancel_op=None, queue_closed_exception_types=None, queue_runner_def=None, import_scope=None)'
const METHODS = {
  create_threads: 'create_threads(sess, coord=None, daemon=False, start=False)',
  to_proto: 'to_proto(export_scope=None)',
} as const
interface ThreadArgs {
  sess: BaseSession
  coord: Coordinator | null
  daemon: boolean
  start: boolean
}
/** A queue, or what can be closed as one. */
type Closable = Pick<QueueBase, 'name' | 'close'>
interface QueueRunnerArgs {
  queue: Closable | null
  enqueue_ops: readonly (Operation | Tensor)[] | null
  close_op: Operation | null
  cancel_op: Operation | null
  queue_closed_exception_types: readonly OpErrorClass[] | null
  queue_runner_def: QueueRunnerDef | null
  import_scope: string | null
}

/** Runs the `enqueue_ops` of a queue again and again, and closes the queue when the input ends. */
export class QueueRunner {
  readonly queue: Closable | Tensor | Operation
  readonly enqueue_ops: readonly (Operation | Tensor)[]
  readonly close_op: Operation
  readonly cancel_op: Operation
  readonly queue_closed_exception_types: readonly OpErrorClass[]
  /** How many threads run for each session. */
  readonly #running = new WeakMap<BaseSession, number>()
  #exceptions: unknown[] = []

  constructor(...args: PythonArguments<typeof RUNNER_TEXT, QueueRunnerArgs>) {
    const bound = RUNNER.bind(args) as unknown as QueueRunnerArgs
    const { queue, enqueue_ops, queue_runner_def } = bound
    if (queue_runner_def) {
      if (queue || (enqueue_ops && enqueue_ops.length > 0))
        throw new ValueError('queue_runner_def and queue are mutually exclusive.')
      if (!(queue_runner_def instanceof QueueRunnerDef))
        throw new TypeError(`queue_runner_def must be a QueueRunnerDef, not ${pythonTypeName(queue_runner_def)}`)
      const graph = get_default_graph()
      const element = (name: string): Operation =>
        graph.as_graph_element(inScope(name, bound.import_scope)) as Operation
      this.queue = element(queue_runner_def.queue_name)
      this.enqueue_ops = Array.from(queue_runner_def.enqueue_op_name, element)
      this.close_op = element(queue_runner_def.close_op_name)
      this.cancel_op = element(queue_runner_def.cancel_op_name)
      const types = Array.from(
        queue_runner_def.queue_closed_exception_types,
        code => exception_type_from_error_code(Number(code)) as unknown as OpErrorClass,
      )
      this.queue_closed_exception_types = types.length > 0 ? types : [OutOfRangeError]
      return
    }
    if (!queue || !enqueue_ops || enqueue_ops.length === 0) throw new ValueError('Must provide queue and enqueue_ops.')
    const types = bound.queue_closed_exception_types
    if (types !== null && !(Array.isArray(types) && types.length > 0 && types.every(isOpError))) {
      throw new TypeError(
        `queue_closed_exception_types, when provided, must be a non-empty list of tf.error types, but saw: ${pythonRepr(types)}`,
      )
    }
    this.queue = queue
    this.enqueue_ops = enqueue_ops
    this.close_op = bound.close_op ?? queue.close()
    this.cancel_op = bound.cancel_op ?? queue.close({ cancel_pending_enqueues: true })
    this.queue_closed_exception_types = types ?? [OutOfRangeError]
  }
  get name(): string {
    return this.queue.name
  }
  /** Errors of threads that run without a coordinator. */
  get exceptions_raised(): readonly unknown[] {
    return this.#exceptions
  }
  /**
   * One thread for each enqueue op, and with a coordinator one that cancels the queue when it stops. Empty where the threads of
   * that session still run.
   */
  create_threads(...args: PythonArguments<typeof METHODS.create_threads, ThreadArgs>): QueueThread[]
  create_threads(sess: BaseSession, coord: Coordinator | null, daemon: boolean, start: boolean): QueueThread[] {
    if ((this.#running.get(sess) ?? 0) > 0) return []
    this.#running.set(sess, this.enqueue_ops.length)
    this.#exceptions = []
    const bodies = this.enqueue_ops.map(op => this.#enqueue(sess, op, coord))
    if (coord) bodies.push(this.#cancelOnStop(sess, coord))
    return bodies.map(body => {
      const thread = new QueueThread(sess, `Thread-${++threadCount}`, body)
      coord?.register_thread(thread)
      if (daemon) thread.daemon = true
      if (start) thread.start()
      return thread
    })
  }
  #ended(sess: BaseSession): number {
    const left = (this.#running.get(sess) ?? 1) - 1
    this.#running.set(sess, left)
    return left
  }
  *#enqueue(sess: BaseSession, op: Operation | Tensor, coord: Coordinator | null): Steps {
    let counted = false
    try {
      while (!coord?.stopRequested) {
        try {
          yield* sess.run_steps(op)
        } catch (error) {
          if (!this.queue_closed_exception_types.some(type => error instanceof type)) throw error
          counted = true
          if (this.#ended(sess) === 0) yield* ignoringErrors(sess.run_steps(this.close_op))
          return
        }
        // the others have their turn before the next element
        yield 'blocked'
      }
    } catch (error) {
      if (coord) coord.request_stop(error)
      else {
        logError(`Exception in QueueRunner: ${text(error)}`)
        this.#exceptions.push(error)
        throw error
      }
    } finally {
      if (!counted) this.#ended(sess)
    }
  }
  *#cancelOnStop(sess: BaseSession, coord: Coordinator): Steps {
    try {
      while (!coord.stopRequested) yield 'blocked'
    } catch {
      // the session is closed: there is nothing left to cancel
      return
    }
    yield* ignoringErrors(sess.run_steps(this.cancel_op))
  }
  /** null: the queue lies outside of the scope that is exported. */
  to_proto(...args: PythonArguments<typeof METHODS.to_proto, { export_scope: string | null }>): QueueRunnerDef | null
  to_proto(export_scope: string | null): QueueRunnerDef | null {
    if (export_scope !== null && !this.name.startsWith(export_scope)) return null
    const strip = (name: string): string => outOfScope(name, export_scope)
    return new QueueRunnerDef({
      queue_name: strip(this.name),
      enqueue_op_name: this.enqueue_ops.map(op => strip(op.name)),
      close_op_name: strip(this.close_op.name),
      cancel_op_name: strip(this.cancel_op.name),
      queue_closed_exception_types: this.queue_closed_exception_types.map(error_code_from_exception_type) as never,
    })
  }
  static from_proto(queue_runner_def: QueueRunnerDef, import_scope: string | null = null): QueueRunner {
    return new QueueRunner({ queue_runner_def, import_scope })
  }
}
// @ts-expect-error the guarded class takes its place
QueueRunner = guardedClass(QueueRunner)
const RUNNER = setSignature(QueueRunner, RUNNER_TEXT)
setMethodSignatures(QueueRunner, ...Object.values(METHODS))
const isOpError = (type: unknown): boolean =>
  typeof type === 'function' && (type === OpError || type.prototype instanceof OpError)

function* ignoringErrors(steps: Generator<'blocked', unknown, void>): Steps {
  try {
    yield* steps
  } catch (error) {
    vlog(1, `Ignored exception: ${text(error)}`)
  }
}

register_proto_function(GraphKeys.QUEUE_RUNNERS, {
  parse: bytes => QueueRunnerDef.FromString(bytes),
  to_proto: (runner: QueueRunner, scope) => runner.to_proto(scope),
  from_proto: (proto: QueueRunnerDef, scope) => QueueRunner.from_proto(proto, scope),
})

/** Adds a queue runner to a collection of the default graph. */
export const add_queue_runner = pyfunction(
  "add_queue_runner(qr, collection='queue_runners')",
  ({ qr, collection }: { qr: QueueRunner; collection: string }): void => {
    get_default_graph().add_to_collection(collection, qr)
  },
)

interface StartArgs {
  sess: BaseSession | null
  coord: Coordinator | null
  daemon: boolean
  start: boolean
  collection: string
}
/**
 * Starts the queue runners of a session's graph: `sess.run` of what takes from their queues finds them filled. Returns their
 * threads. Errors: ValueError without a session.
 */
export const start_queue_runners = pyfunction(
  "start_queue_runners(sess=None, coord=None, daemon=True, start=True, collection='queue_runners')",
  ({ sess, coord, daemon, start, collection }: StartArgs): QueueThread[] => {
    const session = sess ?? get_default_session()
    if (!session) {
      throw new ValueError(
        'Cannot start queue runners: No default session is registered. Use `with sess.as_default()` or pass an explicit session to tf.start_queue_runners(sess=sess)',
      )
    }
    return session.graph.as_default(graph =>
      (graph.get_collection(collection) as QueueRunner[]).flatMap(runner =>
        runner.create_threads(session, { coord, daemon, start }),
      ),
    )
  },
)

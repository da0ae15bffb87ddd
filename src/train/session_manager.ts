/** tf.train.SessionManager (training/session_manager.py): sessions whose model is ready to be used. */

import { Adopting } from '../calling/adoption.ts'
import { pythonRepr, pythonStr } from '../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { DeadlineExceededError, FailedPreconditionError } from '../errors/op_errors.ts'
import { RuntimeError, ValueError } from '../errors/python.ts'
import type { ConfigProto } from '../formats/protos/config.generated.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { Graph } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { info, warning } from '../platform/logging.ts'
import { passTime } from '../runtime/timed_services.ts'
import type { FeedDict } from '../session/feeds.ts'
import type { Fetch } from '../session/fetches.ts'
import { Session } from '../session/session.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { get_checkpoint_state } from './checkpoint_state.ts'
import type { Saver } from './saver.ts'

const MANAGER_TEXT =
  'SessionManager(local_init_op=None, ready_op=None, ready_for_local_init_op=None, graph=None, recovery_wait_secs=30)'
interface ManagerArgs {
  local_init_op: Operation | Tensor | null
  ready_op: Tensor | Operation | null
  ready_for_local_init_op: Tensor | Operation | null
  graph: Graph | null
  recovery_wait_secs: number
}
interface RestoreArgs {
  master: string
  saver: Saver | null
  checkpoint_dir: string | null
  wait_for_checkpoint: boolean
  max_wait_secs: number
  config: ConfigProto | null
}
interface PrepareArgs extends RestoreArgs {
  init_op: Operation | Tensor | null
  init_feed_dict: FeedDict | null
  init_fn: ((session: Session) => unknown) | null
}
interface WaitArgs {
  master: string
  config: ConfigProto | null
  max_wait_secs: number | null
}
const METHODS = {
  prepare_session:
    'prepare_session(master, init_op=None, saver=None, checkpoint_dir=None, wait_for_checkpoint=False, max_wait_secs=7200, config=None, init_feed_dict=None, init_fn=None)',
  recover_session:
    'recover_session(master, saver=None, checkpoint_dir=None, wait_for_checkpoint=False, max_wait_secs=7200, config=None)',
  wait_for_session: 'wait_for_session(master, config=None, max_wait_secs=None)',
} as const

/** Whether something is ready, and why not. */
type Readiness = readonly [ready: boolean, why: string | null]
const READY: Readiness = [true, null]

/**
 * Makes sessions whose variables have their values: from a checkpoint, else from an initializer.
 *
 *     const manager = new tf.train.SessionManager({ ready_op: tf.report_uninitialized_variables() })
 *     const sess = manager.prepare_session('', { init_op, saver, checkpoint_dir: 'model' })
 *
 * `local_init_op` runs in every new session, once `ready_for_local_init_op` says that it may. The model is ready when `ready_op`, a vector of
 * the names of what is missing, is empty. What has to wait looks again every `recovery_wait_secs` seconds.
 */
export class SessionManager extends Adopting {
  readonly #localInit: ManagerArgs['local_init_op']
  readonly #ready: ManagerArgs['ready_op']
  readonly #readyForLocalInit: ManagerArgs['ready_for_local_init_op']
  readonly #graph: Graph
  readonly #pause: number

  constructor(...args: PythonArguments<typeof MANAGER_TEXT, ManagerArgs>) {
    super()
    const bound = MANAGER.bind(args) as unknown as ManagerArgs
    this.#localInit = bound.local_init_op
    this.#ready = bound.ready_op
    this.#readyForLocalInit = bound.ready_for_local_init_op
    this.#graph = bound.graph ?? get_default_graph()
    this.#pause = Number(bound.recovery_wait_secs)
    if (bound.ready_for_local_init_op !== null && bound.local_init_op === null)
      throw new ValueError(
        `If you pass a ready_for_local_init_op you must also pass a local_init_op , ready_for_local_init_op [${pythonStr(bound.ready_for_local_init_op)}]`,
      )
  }

  /** A new session, and whether it has the values of a checkpoint. */
  #restored({
    master,
    saver,
    checkpoint_dir,
    wait_for_checkpoint,
    max_wait_secs,
    config,
  }: RestoreArgs): [session: Session, restored: boolean] {
    const session = new Session(master, { graph: this.#graph, config })
    if (!saver || !checkpoint_dir) return [session, false]
    let waited = 0
    let state = get_checkpoint_state(checkpoint_dir)
    while (!state?.model_checkpoint_path) {
      if (!wait_for_checkpoint || waited >= max_wait_secs) return [session, false]
      info('Waiting for checkpoint to be available.')
      passTime(this.#pause * 1000)
      waited += this.#pause
      state = get_checkpoint_state(checkpoint_dir)
    }
    saver.restore(session, state.model_checkpoint_path)
    saver.recover_last_checkpoints(state.all_model_checkpoint_paths)
    return [session, true]
  }

  /**
   * A session whose model has the values of the last checkpoint of `checkpoint_dir`; where there is none, `init_op` (fed by `init_feed_dict`) and
   * then `init_fn(session)` give them. Errors: RuntimeError where neither makes the model ready; what the checkpoint's reading raises.
   */
  prepare_session(...args: PythonArguments<typeof METHODS.prepare_session, PrepareArgs>): Session
  prepare_session(
    master: string,
    init_op: PrepareArgs['init_op'],
    saver: Saver | null,
    checkpoint_dir: string | null,
    wait_for_checkpoint: boolean,
    max_wait_secs: number,
    config: ConfigProto | null,
    feeds: FeedDict | null,
    init_fn: PrepareArgs['init_fn'],
  ): Session {
    const [session, restored] = this.#restored({
      master,
      saver,
      checkpoint_dir,
      wait_for_checkpoint,
      max_wait_secs,
      config,
    })
    if (!restored) {
      if (init_op === null && !init_fn && this.#localInit === null)
        throw new RuntimeError('Model is not initialized and no init_op or init_fn or local_init_op was given')
      if (init_op !== null) session.run(init_op, { feed_dict: feeds })
      if (init_fn) init_fn(session)
    }
    const initOp = init_op === null ? 'None' : init_op.name
    const [ran, whyNot] = this.#runLocalInit(session)
    if (!ran)
      throw new RuntimeError(
        `Init operations did not make model ready for local_init.  Init op: ${initOp}, init fn: ${pythonRepr(init_fn)}, error: ${whyNot}`,
      )
    const [ready, missing] = this.#isReady(session)
    if (!ready)
      throw new RuntimeError(
        `Init operations did not make model ready.  Init op: ${initOp}, init fn: ${pythonRepr(init_fn)}, local_init_op: ${pythonStr(this.#localInit)}, error: ${missing}`,
      )
    return session
  }

  /** A session, and whether a checkpoint has made its model ready; where not, it is to be initialized. */
  recover_session(
    ...args: PythonArguments<typeof METHODS.recover_session, RestoreArgs>
  ): [session: Session, initialized: boolean]
  recover_session(
    master: string,
    saver: Saver | null,
    checkpoint_dir: string | null,
    wait_for_checkpoint: boolean,
    max_wait_secs: number,
    config: ConfigProto | null,
  ): [session: Session, initialized: boolean] {
    const [session, restored] = this.#restored({
      master,
      saver,
      checkpoint_dir,
      wait_for_checkpoint,
      max_wait_secs,
      config,
    })
    const [ran, whyNot] = this.#runLocalInit(session)
    if (!restored) return [session, false]
    if (!ran) {
      info('Restoring model from %s did not make model ready for local init: %s', checkpoint_dir, whyNot)
      return [session, false]
    }
    const [ready, missing] = this.#isReady(session)
    if (!ready) {
      info('Restoring model from %s did not make model ready: %s', checkpoint_dir, missing)
      return [session, false]
    }
    info('Restored model from %s', checkpoint_dir)
    return [session, true]
  }

  /**
   * A session on `master` once another process has made the model ready there. Error: DeadlineExceededError after `max_wait_secs` (null: it
   * waits for ever).
   */
  wait_for_session(...args: PythonArguments<typeof METHODS.wait_for_session, WaitArgs>): Session
  wait_for_session(master: string, config: ConfigProto | null, max_wait_secs: number | null): Session {
    const seconds = max_wait_secs ?? Number.POSITIVE_INFINITY
    const end = performance.now() + seconds * 1000
    for (;;) {
      const session = new Session(master, { graph: this.#graph, config })
      const [ran, notReadyForLocalInit] = this.#runLocalInit(session)
      const [ready, missing] = ran ? this.#isReady(session) : ([false, null] as const)
      if (ready) return session
      try {
        session.close()
      } catch {
        // the next one is another session
      }
      if (Math.max(0, (end - performance.now()) / 1000) - this.#pause < 0)
        throw new DeadlineExceededError(null, null, `Session was not ready after waiting ${Math.trunc(seconds)} secs.`)
      info('Waiting for model to be ready.  Ready_for_local_init_op:  %s, ready: %s', notReadyForLocalInit, missing)
      passTime(this.#pause * 1000)
    }
  }

  #isReady(session: Session): Readiness {
    return readiness(session, this.#ready, 'Model not ready')
  }
  #runLocalInit(session: Session): Readiness {
    if (this.#localInit === null) return READY
    const [ready, why] = readiness(session, this.#readyForLocalInit, 'Model not ready for local init')
    if (!ready) return [false, why]
    session.run(this.#localInit)
    return READY
  }
}
// @ts-expect-error the guarded class takes its place
SessionManager = guardedClass(SessionManager)
const MANAGER = setSignature(SessionManager, MANAGER_TEXT)
setMethodSignatures(SessionManager, ...Object.values(METHODS))

/** What an op says that lists what is missing. */
function readiness(session: Session, op: Tensor | Operation | null, message: string): Readiness {
  if (op === null) return READY
  try {
    const missing: unknown = session.run(op as Fetch)
    if (!(missing instanceof NDArray) || missing.dtype.base === 'int32' || missing.size === 0) return READY
    return [false, `Variables not initialized: ${[...(missing.data as Iterable<unknown>)].map(String).join(', ')}`]
  } catch (error) {
    if (!(error instanceof FailedPreconditionError)) throw error
    if (!error.message.includes('uninitialized')) {
      warning('%s : error [%s]', message, error.message)
      throw error
    }
    return [false, error.message]
  }
}

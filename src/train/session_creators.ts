/** How monitored sessions come by their sessions (training/monitored_session.py). */
import { Adopting } from '../calling/adoption.ts'
import { pythonStr } from '../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { NotImplementedError } from '../errors/python.ts'
import type { ConfigProto } from '../formats/protos/config.generated.ts'
import type { Session } from '../session/session.ts'
import { Scaffold } from './scaffold.ts'
import { SessionManager } from './session_manager.ts'

/** Makes a session. Subclasses have a `create_session` of their own. */
export class SessionCreator extends Adopting {
  create_session(): Session {
    throw new NotImplementedError(`create_session is not implemented for ${pythonStr(this)}.`)
  }
}

// @ts-expect-error the guarded class takes its place
SessionCreator = guardedClass(SessionCreator)

const managerFor = (scaffold: Scaffold): SessionManager =>
  new SessionManager({ local_init_op: scaffold.local_init_op, ready_op: scaffold.ready_op })

const CHIEF_TEXT = "ChiefSessionCreator(scaffold=None, master='', config=None, checkpoint_dir=None)"
interface WorkerArgs {
  scaffold: Scaffold | null
  master: string
  config: ConfigProto | null
}
interface ChiefArgs extends WorkerArgs {
  checkpoint_dir: string | null
}
/** Makes sessions whose model has the values of the last checkpoint of `checkpoint_dir`, or initializes it. */
export class ChiefSessionCreator extends SessionCreator {
  readonly #args: ChiefArgs
  readonly #scaffold: Scaffold
  #manager: SessionManager | undefined
  constructor(...args: PythonArguments<typeof CHIEF_TEXT, ChiefArgs>) {
    super()
    this.#args = CHIEF.bind(args) as unknown as ChiefArgs
    this.#scaffold = this.#args.scaffold ?? new Scaffold()
  }
  override create_session(): Session {
    const { master, config, checkpoint_dir } = this.#args
    const { saver, init_op, init_feed_dict, init_fn } = this.#scaffold.finalize()
    this.#manager ??= managerFor(this.#scaffold)
    return this.#manager.prepare_session(master, { saver, checkpoint_dir, config, init_op, init_feed_dict, init_fn })
  }
}
// @ts-expect-error the guarded class takes its place
ChiefSessionCreator = guardedClass(ChiefSessionCreator)
const CHIEF = setSignature(ChiefSessionCreator, CHIEF_TEXT)

const WORKER_TEXT = "WorkerSessionCreator(scaffold=None, master='', config=None)"
/** Makes sessions as soon as the chief has made the model ready. */
export class WorkerSessionCreator extends SessionCreator {
  readonly #args: WorkerArgs
  readonly #scaffold: Scaffold
  #manager: SessionManager | undefined
  constructor(...args: PythonArguments<typeof WORKER_TEXT, WorkerArgs>) {
    super()
    this.#args = WORKER.bind(args) as unknown as WorkerArgs
    this.#scaffold = this.#args.scaffold ?? new Scaffold()
  }
  override create_session(): Session {
    const { master, config } = this.#args
    this.#scaffold.finalize()
    this.#manager ??= managerFor(this.#scaffold)
    return this.#manager.wait_for_session(master, { config })
  }
}
// @ts-expect-error the guarded class takes its place
WorkerSessionCreator = guardedClass(WorkerSessionCreator)
const WORKER = setSignature(WorkerSessionCreator, WORKER_TEXT)

/** tf.train.Server (training/server_lib.py): a TensorFlow server, in a process of its own. */

import { areKeywords } from '../calling/keywords.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { isPlainObject } from '../errors/plain_object.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { type ClusterDef, type ConfigProto, ServerDef } from '../formats/protos/index.ts'
import { passTime } from '../runtime/timed_services.ts'
import { type ClusterLike, ClusterSpec } from './cluster_spec.ts'
import { ServerProcess } from './server_process.ts'

const SERVER_TEXT =
  'Server(server_or_cluster_def, job_name=None, task_index=None, protocol=None, config=None, start=True)'
interface ServerArgs {
  server_or_cluster_def: ServerDef | ClusterLike
  job_name: string | null
  task_index: number | null
  protocol: string | null
  config: ConfigProto | null
  start: boolean
}
const LOCAL_TEXT = 'create_local_server(config=None, start=True)'
interface LocalArgs {
  config: ConfigProto | null
  start: boolean
}

/** Milliseconds between looks whether a joined server still runs. */
const LOOK = 100

/**
 * A server of TensorFlow's, which sessions of this program and of others use by its `target`. It runs in a process of the installed TensorFlow
 * that TF0_TENSORFLOW names, and ends with the program.
 *
 *     const server = new tf.train.Server({ ps: ['ps0:2222'], worker: ['worker0:2222'] }, { job_name: 'worker', task_index: 0 })
 *     using sess = new tf.Session(server.target)
 *
 * Servers trust everyone who reaches their port. Errors: TypeError or ValueError for what says no server; NotFoundError where there is no
 * TensorFlow; TensorFlow's own.
 */
export class Server {
  readonly #def: ServerDef
  readonly #process: ServerProcess
  readonly #target: string

  constructor(...args: PythonArguments<typeof SERVER_TEXT, ServerArgs>) {
    const bound = SERVER.bind(isJobs(args) ? [args[0], {}] : args) as unknown as ServerArgs
    this.#def = serverDef(bound)
    this.#process = new ServerProcess()
    try {
      this.#target = this.#process.ask({ server_def: this.#bytes(), start: Boolean(bound.start) })
    } catch (error) {
      this.#process.end()
      throw error
    }
  }
  #bytes(): string {
    return Buffer.from(this.#def.SerializeToString()).toString('base64')
  }
  /** Of this process alone: a job `local` with one task, on a port that is free. */
  static create_local_server(...args: PythonArguments<typeof LOCAL_TEXT, LocalArgs>): Server {
    const { config, start } = LOCAL.bind(args) as unknown as LocalArgs
    return new Server({ local: ['localhost:0'] }, { protocol: 'grpc', config, start })
  }
  get server_def(): ServerDef {
    return this.#def
  }
  /** What a session takes to use this server: `grpc://host:port`. */
  get target(): string {
    return this.#target
  }
  /** Starts it where it was made with `start: false`. */
  start(): void {
    this.#process.ask({ server_def: this.#bytes(), start: true })
  }
  /**
   * Blocks until an interrupt; queue runners and services of the program go on. Error: UnavailableError where the server's process has ended.
   */
  join(): void {
    for (;;) {
      this.#process.check()
      passTime(LOOK)
    }
  }
  /** Ends the server. */
  [Symbol.dispose](): void {
    this.#process.end()
  }
}
const local = Server.create_local_server
// @ts-expect-error the guarded class takes its place
Server = guardedClass(Server)
const SERVER = setSignature(Server, SERVER_TEXT)
const LOCAL = setSignature(local, LOCAL_TEXT)
setMethodSignatures(Server, 'start()', 'join()')

/** A dict of jobs alone looks like keywords. */
const isJobs = (args: readonly unknown[]): boolean =>
  args.length === 1 && isPlainObject(args[0]) && !areKeywords(args[0]) && !('server_or_cluster_def' in args[0])

function serverDef({ server_or_cluster_def: given, job_name, task_index, protocol, config }: ServerArgs): ServerDef {
  const def = new ServerDef()
  if (given instanceof ServerDef) {
    def.MergeFrom(given)
    if (job_name !== null) def.job_name = job_name
    if (task_index !== null) def.task_index = task_index
    if (protocol !== null) def.protocol = protocol
  } else {
    const cluster = clusterOf(given)
    def.cluster.MergeFrom(cluster.as_cluster_def() as ClusterDef & typeof def.cluster)
    def.job_name = job_name ?? only(cluster.jobs, 'job_name')
    def.task_index = task_index ?? only(cluster.task_indices(def.job_name), 'task_index')
    def.protocol = protocol ?? 'grpc'
  }
  if (config !== null) def.default_session_config.MergeFrom(config as ConfigProto & typeof def.default_session_config)
  return def
}
function clusterOf(given: ClusterLike): ClusterSpec {
  try {
    return new ClusterSpec(given)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new TypeError(
      'Could not convert `server_or_cluster_def` to a `tf.train.ServerDef` or `tf.train.ClusterSpec`.',
    )
  }
}
function only<T>(choices: readonly T[], what: string): T {
  if (choices.length !== 1) throw new ValueError(`Must specify an explicit \`${what}\`.`)
  return choices[0] as T
}

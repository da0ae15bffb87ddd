/** Saving variables and getting them back (training/saver.py). */
import { existsSync, rmSync } from 'node:fs'
import { Adopting } from '../calling/adoption.ts'
import { listOf, noAttribute, pythonStr } from '../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { AssertionError, RuntimeError, TypeError, ValueError } from '../errors/python.ts'
import { isStackOverflow } from '../errors/stack_overflow.ts'
import { durably } from '../formats/files/atomic_file.ts'
import { folderExists, matchingFiles } from '../formats/files/matching_files.ts'
import { type MetaGraphDef, SaverDef } from '../formats/protos/meta_graph.generated.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import { inScope } from '../graph/scope_names.ts'
import { Tensor } from '../graph/tensor.ts'
import { register_proto_function } from '../meta_graph/collection_protos.ts'
import { export_meta_graph } from '../meta_graph/export_meta_graph.ts'
import { registerSaverMaker } from '../meta_graph/import_meta_graph.ts'
import { Variable } from '../ops/variables/variables.ts'
import { warning } from '../platform/logging.ts'
import { BaseSession } from '../session/base_session.ts'
import { PyInt } from '../tensor/literals.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { get_checkpoint_mtimes, update_checkpoint_state } from './checkpoint_state.ts'
import { BaseSaverBuilder, SaveableObject, type VarList } from './saver_builder.ts'
import { global_step as stepOf } from './training_util.ts'

interface SaverArgs {
  var_list: VarList | null
  reshape: boolean
  sharded: boolean
  max_to_keep: number | null
  keep_checkpoint_every_n_hours: number
  name: string | null
  restore_sequentially: boolean
  saver_def: SaverDef | null
  builder: BaseSaverBuilder | null
  defer_build: boolean
  allow_empty: boolean
  write_version: number
  pad_step_number: boolean
  fsync: boolean
}
const SIGNATURE_TEXT =
  'Saver(var_list=None, reshape=False, sharded=False, max_to_keep=5, keep_checkpoint_every_n_hours=10000.0, name=None, restore_sequentially=False, saver_def=None, builder=None, defer_build=False, allow_empty=False, write_version=2, pad_step_number=False, fsync=False)'

/** The step that a checkpoint is of: a number, or a tensor or variable (or its name) that holds one. */
type StepLike = number | bigint | PyInt | NDArray | Tensor | Variable | string
interface SaveArgs {
  sess: BaseSession
  save_path: string
  global_step: StepLike | null
  latest_filename: string | null
  meta_graph_suffix: string
  write_meta_graph: boolean
  write_state: boolean
}
interface ExportArgs {
  filename: string | null
  collection_list: readonly string[] | null
  as_text: boolean
  export_scope: string | null
  clear_devices: boolean
}
const METHODS = {
  save: "save(sess, save_path, global_step=None, latest_filename=None, meta_graph_suffix='meta', write_meta_graph=True, write_state=True)",
  restore: 'restore(sess, save_path)',
  export_meta_graph:
    'export_meta_graph(filename=None, collection_list=None, as_text=False, export_scope=None, clear_devices=False)',
  to_proto: 'to_proto(export_scope=None)',
  set_last_checkpoints: 'set_last_checkpoints(last_checkpoints)',
  set_last_checkpoints_with_time: 'set_last_checkpoints_with_time(last_checkpoints_with_time)',
  recover_last_checkpoints: 'recover_last_checkpoints(checkpoint_paths)',
} as const

/** A checkpoint and when it was written, in seconds. */
type DatedCheckpoint = readonly [path: string, time: number]
const now = (): number => Date.now() / 1000

/**
 * Writes variables to checkpoints and reads them back.
 *
 *     const saver = new tf.train.Saver()
 *     const path = saver.save(sess, 'model/m', { global_step: 100 })   // model/m-100
 *     saver.restore(sess, path)
 *
 * `var_list`: variables, or variables by the names that they are saved under; by default all that are saved. The last `max_to_keep`
 * checkpoints are kept (null or 0: all), and beyond them one for each `keep_checkpoint_every_n_hours`. `reshape`: variables keep their
 * shape, whatever shape was saved. `sharded`: one file for each device. `fsync`: what is saved has reached the disk when `save` returns.
 * Errors: ValueError where there is nothing to save or names are not unique, TypeError for what is no variable.
 */
export class Saver extends Adopting {
  static readonly pythonModule = 'tensorflow.python.training.saver'
  saver_def: SaverDef | null
  readonly #args: SaverArgs
  #writeVersion: number
  #built = false
  #empty = false
  #nextKept = 0
  #last: DatedCheckpoint[] = []

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, SaverArgs>) {
    super()
    const bound = SIGNATURE.bind(dictFirst(args)) as unknown as SaverArgs
    if (bound.defer_build && isGiven(bound.var_list))
      throw new ValueError(
        'If `var_list` is provided then build cannot be deferred. Either set defer_build=False or var_list=None.',
      )
    this.#args = bound
    this.saver_def = bound.saver_def
    this.#writeVersion = Number(bound.write_version)
    if (!bound.defer_build) this.build()
    if (this.saver_def) {
      checkSaverDef(this.saver_def)
      this.#writeVersion = this.saver_def.version
    }
  }
  /** Adds the nodes, where `defer_build` has left that for later. */
  build(): void {
    if (this.#built) return
    const { var_list, builder, allow_empty, name, ...options } = this.#args
    if (!this.saver_def) {
      const list = var_list ?? allSaveable()
      if (!isGiven(list)) {
        if (!allow_empty) throw new ValueError('No variables to save')
        this.#built = true
        this.#empty = true
        return
      }
      const by = builder ?? new BaseSaverBuilder(this.#writeVersion)
      if (typeof by.build !== 'function') throw noAttribute(by, 'build')
      this.saver_def = by.build(list, { ...options, name })
    } else if (name && this.saver_def instanceof SaverDef) {
      const { filename_tensor_name, save_tensor_name, restore_op_name } = this.saver_def
      this.saver_def.filename_tensor_name = inScope(filename_tensor_name, name)
      this.saver_def.save_tensor_name = inScope(save_tensor_name, name)
      this.saver_def.restore_op_name = inScope(restore_op_name, name)
    }
    this.#nextKept = now() + checkSaverDef(this.saver_def).keep_checkpoint_every_n_hours * 3600
    this.#built = true
  }
  #def(): SaverDef {
    if (!this.saver_def) throw new RuntimeError('`build()` should be called before save if defer_build==True')
    return this.saver_def
  }

  /**
   * Writes the variables to a new checkpoint, `save_path` or `save_path-global_step`, and returns its path; beside it the graph
   * (`write_meta_graph`), and in the folder's state file (`latest_filename`, by default `checkpoint`) which one is the latest
   * (`write_state`). Checkpoints that are too old are removed. A checkpoint is there whole or not at all. null where there are no variables.
   * Errors: ValueError where the folder is not there or names collide, FailedPreconditionError for a variable without a value.
   */
  save(...args: PythonArguments<typeof METHODS.save, SaveArgs>): string | null
  save(
    sess: BaseSession,
    save_path: string,
    global_step: StepLike | null,
    latest_filename: string | null,
    meta_graph_suffix: string,
    write_meta_graph: boolean,
    write_state: boolean,
  ): string | null {
    if (!this.#built) throw new RuntimeError('`build()` should be called before save if defer_build==True')
    const latest = latest_filename ?? 'checkpoint'
    if (this.#writeVersion !== SaverDef.V2) for (const line of DEPRECATED) warning(line)
    if (latest.includes('/')) throw new ValueError("'latest_filename' must not contain path components")
    if (typeof save_path !== 'string') throw noAttribute(save_path, 'rfind')
    let prefix = save_path
    if (global_step !== null) prefix = `${save_path}-${this.#stepText(sess, global_step)}`
    else if (baseName(save_path) === latest && !this.saver_def?.sharded)
      throw new ValueError(`'latest_filename' collides with 'save_path': '${latest}' and '${save_path}'`)
    const folder = folderOf(save_path)
    if (!folderExists(folder)) throw new ValueError(`Parent directory of ${save_path} doesn't exist, can't save.`)
    if (!(sess instanceof BaseSession)) throw new TypeError(`'sess' must be a Session; ${pythonStr(sess)}`)
    return durably(this.#args.fsync, () => {
      const path = this.#empty ? null : this.#write(sess, prefix)
      if (write_meta_graph)
        sess.graph.as_default(() => this.export_meta_graph(metaGraphName(prefix, meta_graph_suffix)))
      if (path !== null && write_state) this.#keep(path, folder, latest, meta_graph_suffix)
      return path
    })
  }
  #write(sess: BaseSession, prefix: string): string {
    const { save_tensor_name, filename_tensor_name } = this.#def()
    const filename = sess.graph.get_tensor_by_name(filename_tensor_name)
    const path = sess.run(save_tensor_name, { feed_dict: [[filename, prefix]] })
    return Buffer.from(path as Buffer).toString()
  }
  #stepText(sess: BaseSession, step: StepLike): string {
    const value = integerOf(step) ?? BigInt(stepOf(sess, step as Tensor))
    return this.#args.pad_step_number ? padded(value, 8) : value.toString()
  }
  /** What is listed in the state file is there at every moment: it names the new checkpoint before an old one is removed. */
  #keep(path: string, folder: string, latest: string, metaGraphSuffix: string): void {
    const { max_to_keep } = this.#def()
    let removed: DatedCheckpoint | undefined
    if (max_to_keep) {
      this.#last = [...this.#last.filter(([name]) => name !== path), [path, now()]]
      if (this.#last.length > max_to_keep) removed = this.#last.shift()
    }
    update_checkpoint_state(folder, path, this.last_checkpoints, latest)
    if (removed) this.#remove(removed, metaGraphSuffix)
  }
  #remove([path, time]: DatedCheckpoint, metaGraphSuffix: string): void {
    const { version, keep_checkpoint_every_n_hours } = this.#def()
    if (time > this.#nextKept) {
      this.#nextKept += keep_checkpoint_every_n_hours * 3600
      return
    }
    try {
      removeFiles(metaGraphName(path, metaGraphSuffix))
      if (version === SaverDef.V2) {
        // without its index it is no checkpoint any more
        removeFiles(`${path}.index`)
        removeFiles(`${path}.data-?????-of-?????`)
      } else removeFiles(path)
    } catch (error) {
      if (isStackOverflow(error)) throw error
      warning('Ignoring: %s', (error as Error).message)
    }
  }

  /**
   * Gives the variables the values of a checkpoint; they need no initialization. Errors: NotFoundError where there is no checkpoint or a variable
   * is missing in it, InvalidArgumentError where shapes differ, DataLossError for damaged files.
   */
  restore(...args: PythonArguments<typeof METHODS.restore, { sess: BaseSession; save_path: string }>): void
  restore(sess: BaseSession, save_path: string): void {
    if (this.#empty) return
    if (!(sess instanceof BaseSession)) throw noAttribute(sess, 'run')
    const { restore_op_name, filename_tensor_name } = this.#def()
    const filename = sess.graph.get_tensor_by_name(filename_tensor_name)
    sess.run(restore_op_name, { feed_dict: [[filename, save_path]] })
  }

  /** The default graph with its collections and this saver, written to `filename` where one is given. */
  export_meta_graph(...args: PythonArguments<typeof METHODS.export_meta_graph, ExportArgs>): MetaGraphDef
  export_meta_graph(
    filename: string | null,
    collection_list: readonly string[] | null,
    as_text: boolean,
    export_scope: string | null,
    clear_devices: boolean,
  ): MetaGraphDef {
    return export_meta_graph({
      filename,
      graph_def: get_default_graph().as_graph_def({ add_shapes: true }) as never,
      saver_def: this.saver_def,
      collection_list,
      as_text,
      export_scope,
      clear_devices,
    })
  }
  as_saver_def(): SaverDef | null {
    return this.saver_def
  }
  /** null: it lies outside of the scope that is exported. */
  to_proto(...args: PythonArguments<typeof METHODS.to_proto, { export_scope: string | null }>): SaverDef | null
  to_proto(export_scope: string | null): SaverDef | null {
    return export_scope === null || (this.#args.name ?? '').startsWith(export_scope) ? this.saver_def : null
  }
  static from_proto(saver_def: SaverDef, import_scope: string | null = null): Saver {
    return new Saver({ saver_def, name: import_scope })
  }

  /** The checkpoints that it has written and not removed, oldest first. */
  get last_checkpoints(): string[] {
    return this.#last.map(([path]) => path)
  }
  /** Says which checkpoints there are; they count as written in the future. */
  set_last_checkpoints(
    ...args: PythonArguments<typeof METHODS.set_last_checkpoints, { last_checkpoints: readonly string[] }>
  ): void
  set_last_checkpoints(last_checkpoints: readonly string[]): void {
    if (!Array.isArray(last_checkpoints)) throw new AssertionError('')
    this.#last = last_checkpoints.map(path => [path, Number.POSITIVE_INFINITY])
  }
  /** Says which checkpoints there are, and when each was written. */
  set_last_checkpoints_with_time(
    ...args: PythonArguments<
      typeof METHODS.set_last_checkpoints_with_time,
      { last_checkpoints_with_time: readonly (readonly [string, number])[] }
    >
  ): void
  set_last_checkpoints_with_time(list: readonly (readonly [string, number])[]): void {
    if (!Array.isArray(list)) throw new AssertionError('')
    this.#last = list.map(pair => {
      const [path, time] = listOf(pair as Iterable<string | number>)
      return [String(path), Number(time)]
    })
  }
  /** Takes over the checkpoints of an earlier process: those of `checkpoint_paths` that are there, with the times of their files. */
  recover_last_checkpoints(
    ...args: PythonArguments<typeof METHODS.recover_last_checkpoints, { checkpoint_paths: Iterable<string> }>
  ): void
  recover_last_checkpoints(checkpoint_paths: Iterable<string>): void {
    const paths = [...listOf(checkpoint_paths)]
    const times = get_checkpoint_mtimes(paths)
    this.#last = paths.slice(0, times.length).map((path, i) => [path, times[i] as number])
  }
}
// @ts-expect-error the guarded class takes its place
Saver = guardedClass(Saver)
const SIGNATURE = setSignature(Saver, SIGNATURE_TEXT)
setMethodSignatures(Saver, ...Object.values(METHODS))

const DEPRECATED = [
  '*******************************************************',
  "TensorFlow's V1 checkpoint format has been deprecated.",
  'Consider switching to the more efficient V2 format:',
  '   `tf.train.Saver(write_version=tf.train.SaverDef.V2)`',
  'now on by default.',
  '*******************************************************',
]

const isSavable = (value: unknown): boolean =>
  value instanceof Variable ||
  value instanceof Tensor ||
  value instanceof SaveableObject ||
  (Array.isArray(value) &&
    value.length > 0 &&
    value.every(item => item instanceof Variable && item._get_save_slice_info()))
/** A plain object of variables as the first argument is a dict of them, not keywords. */
function dictFirst(args: readonly unknown[]): readonly unknown[] {
  const [first] = args
  if (args.length !== 1 || typeof first !== 'object' || first === null) return args
  if (Object.getPrototypeOf(first) !== Object.prototype || Object.hasOwn(first, 'var_list')) return args
  const values = Object.values(first)
  return values.length > 0 && values.every(isSavable) ? [new Map(Object.entries(first))] : args
}
function isGiven(list: VarList | null): boolean {
  if (list === null) return false
  if (list instanceof Map || list instanceof Set) return list.size > 0
  if (Array.isArray(list)) return list.length > 0
  return Object.getPrototypeOf(list) === Object.prototype ? Object.keys(list).length > 0 : true
}
const allSaveable = (): (Variable | SaveableObject)[] => [
  ...get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES),
  ...get_default_graph().get_collection(GraphKeys.SAVEABLE_OBJECTS),
]

function checkSaverDef(def: SaverDef | null): SaverDef {
  if (!(def instanceof SaverDef)) throw new ValueError(`saver_def must be a saver_pb2.SaverDef: ${pythonStr(def)}`)
  if (!def.save_tensor_name) throw new ValueError(`saver_def must specify the save_tensor_name: ${def}`)
  if (!def.restore_op_name) throw new ValueError(`saver_def must specify the restore_op_name: ${def}`)
  return def
}

/** An integer as such; undefined for what is to be run for one. */
function integerOf(step: StepLike): bigint | undefined {
  if (typeof step === 'bigint') return step
  if (step instanceof PyInt) return BigInt(step.value)
  if (typeof step === 'number') return Number.isInteger(step) ? BigInt(step) : undefined
  if (step instanceof NDArray && step.ndim === 0 && step.dtype.is_integer) return BigInt(step.item() as number)
  return undefined
}
const padded = (value: bigint, digits: number): string =>
  value < 0n ? `-${(-value).toString().padStart(digits - 1, '0')}` : value.toString().padStart(digits, '0')

/** Python's `os.path.dirname` and `basename`. */
function folderOf(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1)
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '')
}
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const metaGraphName = (checkpoint: string, suffix: string): string =>
  `${checkpoint.replace(/-[\d?]+-of-\d+$/, '')}.${suffix}`
function removeFiles(pattern: string): void {
  for (const file of existsSync(pattern) ? [pattern] : matchingFiles(pattern)) rmSync(file)
}

register_proto_function(GraphKeys.SAVERS, {
  parse: bytes => SaverDef.FromString(bytes),
  to_proto: (saver: Saver, scope) => saver.to_proto(scope),
  from_proto: (proto: SaverDef, scope) => Saver.from_proto(proto, scope),
})
registerSaverMaker((saver_def, name) => (saver_def ? new Saver({ saver_def, name }) : new Saver()))

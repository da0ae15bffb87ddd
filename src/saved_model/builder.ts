/** tf.saved_model.builder: graphs with their variables as folders that servers load (saved_model/builder.py). */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathText } from '../calling/path_text.ts'
import { pythonRepr, pythonTypeName } from '../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { AssertionError, TypeError } from '../errors/python.ts'
import { writeWhole } from '../formats/files/atomic_file.ts'
import { makeFolders } from '../formats/files/folders.ts'
import type { AssetFileDef, MetaGraphDef } from '../formats/protos/meta_graph.generated.ts'
import { SavedModel, SaverDef, SignatureDef } from '../formats/protos/meta_graph.generated.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { Graph } from '../graph/graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { info } from '../platform/logging.ts'
import { BaseSession } from '../session/base_session.ts'
import { Saver } from '../train/saver.ts'
import { type AssetNames, saveAssets } from './assets.ts'
import * as names from './constants.ts'
import { type Dict, entriesOf } from './dicts.ts'

interface GraphArgs {
  tags: Iterable<string>
  signature_def_map: Dict<SignatureDef> | null
  assets_collection: Iterable<Tensor> | null
  legacy_init_op: Operation | null
  clear_devices: boolean
  main_op: Operation | null
  saver: Saver | null
}
type VariablesArgs = { sess: BaseSession } & GraphArgs
const OPTIONS =
  'tags, signature_def_map=None, assets_collection=None, legacy_init_op=None, clear_devices=False, main_op=None, saver=None'
const METHODS = {
  add_meta_graph: `add_meta_graph(${OPTIONS})`,
  add_meta_graph_and_variables: `add_meta_graph_and_variables(sess, ${OPTIONS})`,
  save: 'save(as_text=False)',
} as const
const SIGNATURE_TEXT = 'SavedModelBuilder(export_dir)'

/**
 * Builds a SavedModel: the folder `export_dir` with one or more graphs, the variables that they share, and the files that they need.
 *
 *     const builder = new tf.saved_model.builder.SavedModelBuilder('model/1')
 *     builder.add_meta_graph_and_variables(sess, ['serve'], { signature_def_map: { serving_default: signature } })
 *     builder.save()
 *
 * The first graph is added with `add_meta_graph_and_variables`, others with `add_meta_graph`; tags tell them apart. `main_op` (or
 * `legacy_init_op`) is run when the graph is loaded, after its variables are restored; `assets_collection` are constants that hold paths of
 * files, which are copied, and for which the copies' paths are fed then. Errors: AssertionError where the folder is there already or the
 * methods are called in another order.
 */
export class SavedModelBuilder {
  readonly #model = new SavedModel({ saved_model_schema_version: names.SAVED_MODEL_SCHEMA_VERSION })
  readonly #folder: string
  readonly #assets: AssetNames = new Map()
  #hasVariables = false

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, { export_dir: string }>) {
    const export_dir = pathText(SIGNATURE.bind(args)['export_dir'])
    this.#folder = export_dir
    if (existsSync(export_dir))
      throw new AssertionError('Export directory already exists. Please specify a different export directory.')
    makeFolders(export_dir)
  }

  /** Adds the graph of a session, and saves its variables. */
  add_meta_graph_and_variables(
    ...args: PythonArguments<typeof METHODS.add_meta_graph_and_variables, VariablesArgs>
  ): void
  add_meta_graph_and_variables(...values: unknown[]): void {
    const [sess, ...rest] = values
    if (this.#hasVariables) {
      throw new AssertionError(
        'Variables and assets have already been saved. Please invoke `add_meta_graph()` instead.',
      )
    }
    if (!(sess instanceof BaseSession)) throw new TypeError(`sess must be a Session, not ${pythonTypeName(sess)}`)
    const given = optionsOf(rest)
    sess.graph.as_default(() =>
      this.#add(sess.graph, given, saver => {
        const folder = join(this.#folder, names.VARIABLES_DIRECTORY)
        makeFolders(folder)
        const prefix = join(folder, names.VARIABLES_FILENAME)
        saver.save(sess, prefix, { write_meta_graph: false, write_state: false })
      }),
    )
    this.#hasVariables = true
  }

  /** Adds the default graph, which uses the variables that have been saved. */
  add_meta_graph(...args: PythonArguments<typeof METHODS.add_meta_graph, GraphArgs>): void
  add_meta_graph(...rest: unknown[]): void {
    if (!this.#hasVariables) {
      throw new AssertionError(
        'Variables and assets have not been saved yet. Please invoke `add_meta_graph_and_variables()` first.',
      )
    }
    this.#add(get_default_graph(), optionsOf(rest), () => undefined)
  }

  #add(graph: Graph, args: GraphArgs, save: (saver: Saver) => void): void {
    const tags = tagsOf(args.tags)
    const signatures = args.signature_def_map === null ? [] : entriesOf(args.signature_def_map)
    for (const [name, signature] of signatures)
      if (!(signature instanceof SignatureDef))
        throw new TypeError(
          `signature_def_map has a SignatureDef for each name, not ${pythonRepr(signature)} for '${name}'`,
        )
    const assets = saveAssets(graph, this.#folder, args.assets_collection, this.#assets)
    const [key, op] =
      args.main_op === null ? [names.LEGACY_INIT_OP_KEY, args.legacy_init_op] : [names.MAIN_OP_KEY, args.main_op]
    if (op !== null) {
      const what = args.main_op === null ? 'legacy_init_op' : 'main_op'
      if (!(op instanceof Operation)) throw new TypeError(`${what} needs to be an Operation: ${pythonRepr(op)}`)
      graph.add_to_collection(key, op)
    }
    const variables = graph.get_collection(GraphKeys.GLOBAL_VARIABLES)
    const saver = args.saver ?? new Saver(variables, { sharded: true, write_version: SaverDef.V2, allow_empty: true })
    save(saver)
    const meta = saver.export_meta_graph({ clear_devices: args.clear_devices })
    this.#take(meta, tags, signatures, assets)
  }
  #take(
    meta: MetaGraphDef,
    tags: readonly string[],
    signatures: readonly (readonly [string, SignatureDef])[],
    assets: readonly AssetFileDef[],
  ): void {
    meta.meta_info_def.tags.push(...tags)
    const defs = meta.signature_def as Record<string, SignatureDef>
    for (const [name, signature] of signatures) defs[name] = SignatureDef.FromString(signature.SerializeToString())
    meta.asset_file_def.push(...assets)
    this.#model.meta_graphs.push(meta)
  }

  /** Writes the graphs, as bytes or as text; the file is there whole or not at all. Returns its path. */
  save(...args: PythonArguments<typeof METHODS.save, { as_text: boolean }>): string
  save(as_text: boolean): string {
    makeFolders(this.#folder)
    const path = join(this.#folder, as_text ? names.SAVED_MODEL_FILENAME_PBTXT : names.SAVED_MODEL_FILENAME_PB)
    writeWhole(path, as_text ? Buffer.from(this.#model.toString()) : this.#model.SerializeToString())
    info('SavedModel written to: %s', path)
    return path
  }
}
// @ts-expect-error the guarded class takes its place
SavedModelBuilder = guardedClass(SavedModelBuilder)
const SIGNATURE = setSignature(SavedModelBuilder, SIGNATURE_TEXT)
setMethodSignatures(SavedModelBuilder, ...Object.values(METHODS))

function optionsOf(values: readonly unknown[]): GraphArgs {
  const [tags, signature_def_map, assets_collection, legacy_init_op, clear_devices, main_op, saver] = values
  return { tags, signature_def_map, assets_collection, legacy_init_op, clear_devices, main_op, saver } as GraphArgs
}
function tagsOf(tags: Iterable<string>): string[] {
  const list = typeof tags === 'string' ? undefined : [...(tags ?? [])]
  if (list === undefined || !list.every(tag => typeof tag === 'string'))
    throw new TypeError(`tags must be a list of strings, not ${pythonRepr(tags)}`)
  return list
}

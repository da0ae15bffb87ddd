/** MetaGraphDefs as graphs again (framework/meta_graph.py). */
import { existsSync, readFileSync } from 'node:fs'
import { pathText } from '../calling/path_text.ts'
import { pythonTypeName } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { AssertionError, IOError, TypeError, ValueError } from '../errors/python.ts'
import { isStackOverflow } from '../errors/stack_overflow.ts'
import { withFile } from '../formats/files/system_errors.ts'
import type { Message } from '../formats/proto/message.ts'
import { type CollectionDef, MetaGraphDef, type SaverDef } from '../formats/protos/meta_graph.generated.ts'
import { import_graph_def } from '../graph/build/import_graph_def.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { Graph } from '../graph/graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import { inScope } from '../graph/scope_names.ts'
import { info, error as logError } from '../platform/logging.ts'
import { laterFunctionsOf, protoFunctionsOf } from './collection_protos.ts'
import { export_scoped_meta_graph, type ScopedVariables, variablesIn } from './export_meta_graph.ts'

type SaverMaker = (def: SaverDef | null, name: string | null) => unknown
let makeSaver: SaverMaker | undefined
/** Savers say here how an imported graph gets one: of its own definition, or (null) one for all variables. */
export function registerSaverMaker(maker: SaverMaker): void {
  makeSaver = maker
}

/**
 * Reads a message, binary or text; texts of later versions may hold fields that there are not yet. `isEmpty`: nothing of what matters was there.
 * Error: IOError for what is neither.
 */
export function parseEither<M extends Message>(
  type: (new () => M) & MessageReader<M>,
  bytes: Uint8Array,
  filename: string,
  isEmpty: (message: M) => boolean,
): M {
  try {
    return type.FromString(bytes)
  } catch (failure) {
    if (isStackOverflow(failure)) throw failure
  }
  const text = Buffer.from(bytes).toString('utf8')
  try {
    return type.FromText(text)
  } catch (failure) {
    if (isStackOverflow(failure)) throw failure
    const later = orUndefined(() => type.FromText(text, { allow_unknown_field: true }))
    if (later !== undefined && !isEmpty(later)) return later
    throw new IOError(`Cannot parse file ${filename}: ${failure instanceof Error ? failure.message : String(failure)}.`)
  }
}
interface MessageReader<M> {
  FromString(bytes: Uint8Array): M
  FromText(text: string, options?: { readonly allow_unknown_field?: boolean }): M
}
function orUndefined<T>(body: () => T): T | undefined {
  try {
    return body()
  } catch (failure) {
    if (isStackOverflow(failure)) throw failure
    return undefined
  }
}

/** Reads a MetaGraphDef, binary or text. Error: IOError where there is none. */
export const read_meta_graph_file = pyfunction(
  'read_meta_graph_file(filename)',
  (args: { filename: string }): MetaGraphDef => {
    const filename = pathText(args.filename)
    if (!existsSync(filename)) throw new IOError(`File ${filename} does not exist.`)
    const bytes = withFile(filename, () => readFileSync(filename))
    return parseEither(MetaGraphDef as never, bytes, filename, meta => !(meta as MetaGraphDef).HasField('graph_def'))
  },
)

interface ImportArgs {
  meta_graph_or_file: MetaGraphDef | string
  clear_devices: boolean
  import_scope: string | null
  graph: Graph | null
  input_map: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown> | null
  unbound_inputs_col_name: string | null
  trusted: boolean | null
}
function metaGraphOf(given: ImportArgs['meta_graph_or_file']): MetaGraphDef {
  if (given instanceof MetaGraphDef) return given
  if (typeof given === 'string') return read_meta_graph_file(given)
  throw new TypeError(`meta_graph_or_file must be a MetaGraphDef or the name of a file, not ${pythonTypeName(given)}`)
}

/** Adds graph and collections; returns the graph. */
function imported(meta: MetaGraphDef, args: ImportArgs): Graph {
  const { import_scope: scope, input_map, unbound_inputs_col_name: unbound } = args
  if (unbound) checkUnbound(meta, unbound, input_map)
  const graph = args.graph ?? get_default_graph()
  graph.as_default(() => {
    if (args.clear_devices) for (const node of meta.graph_def.node) node.device = ''
    import_graph_def(meta.graph_def, {
      name: scope ?? '',
      producer_op_list: meta.meta_info_def.HasField('stripped_op_list') ? meta.meta_info_def.stripped_op_list : null,
      trusted: args.trusted,
      ...(input_map === null ? {} : { input_map }),
    })
    for (const key of Object.keys(meta.collection_def))
      if (key !== unbound) restoreCollection(graph, key, meta.collection_def[key] as CollectionDef, scope)
  })
  return graph
}

/**
 * Adds the graph and the collections of a MetaGraphDef (or of the file that holds one) to the default graph, in `import_scope`.
 * Returns a Saver for it, or null where there are no variables. `trusted` as in `import_graph_def`.
 * Errors: IOError for a file that is absent or holds no such message, those of `import_graph_def`.
 */
export const import_meta_graph = pyfunction(
  "import_meta_graph(meta_graph_or_file, clear_devices=False, import_scope=None, graph=None, input_map=None, unbound_inputs_col_name='unbound_inputs', trusted=None)",
  // biome-ignore lint/suspicious/noExplicitAny: a Saver or null; Savers stand above this module
  (args: ImportArgs): any => {
    const meta = metaGraphOf(args.meta_graph_or_file)
    const graph = imported(meta, args)
    if (meta.HasField('saver_def')) return makeSaver?.(meta.saver_def, args.import_scope) ?? null
    const savable = [GraphKeys.GLOBAL_VARIABLES, GraphKeys.SAVEABLE_OBJECTS].flatMap(key => graph.get_collection(key))
    if (savable.length > 0) return makeSaver?.(null, null) ?? null
    info('Saver not created because there are no variables in the graph to restore')
    return null
  },
)
/** The same without a Saver: returns the variables in the scope by their names without it. */
export const import_scoped_meta_graph = pyfunction(
  "import_scoped_meta_graph(meta_graph_or_file, clear_devices=False, graph=None, import_scope=None, input_map=None, unbound_inputs_col_name='unbound_inputs', trusted=None)",
  (args: ImportArgs): ScopedVariables => {
    const graph = imported(metaGraphOf(args.meta_graph_or_file), args)
    return variablesIn(graph, args.import_scope)
  },
)

interface CopyArgs {
  from_scope: string
  to_scope: string
  from_graph: Graph | null
  to_graph: Graph | null
}
/** Copies what lies in one name scope, with its collections, to another one. Returns the variables that were copied. */
export const copy_scoped_meta_graph = pyfunction(
  'copy_scoped_meta_graph(from_scope, to_scope, from_graph=None, to_graph=None)',
  ({ from_scope, to_scope, ...graphs }: CopyArgs): ScopedVariables => {
    const [from, to] = [graphs.from_graph ?? get_default_graph(), graphs.to_graph ?? get_default_graph()]
    if (from === to && from_scope === to_scope)
      throw new ValueError("'from_scope' and 'to_scope' need to be different when performing copy in the same graph.")
    const [meta] = export_scoped_meta_graph({ export_scope: from_scope, graph: from })
    return import_scoped_meta_graph(meta, { graph: to, import_scope: to_scope })
  },
)

function checkUnbound(meta: MetaGraphDef, name: string, inputMap: ImportArgs['input_map']): void {
  const def = meta.collection_def[name]
  if (!def) return
  const names = Array.from(def.bytes_list.value, value => Buffer.from(value).toString())
  const given = inputMap === null ? [] : inputMap instanceof Map ? [...inputMap.keys()] : Object.keys(inputMap)
  if (names.length > 0 && [...names].sort().join() !== given.sort().join()) {
    throw new ValueError(
      `Graph contains unbound inputs: ${names.join(',')}. Must provide these inputs through input_map.`,
    )
  }
}

function restoreCollection(graph: Graph, key: string, def: CollectionDef, scope: string | null): void {
  const kind = def.WhichOneof('kind')
  if (kind === null) {
    logError('Cannot identify data type for collection %s. Skipping.', key)
    return
  }
  for (const item of itemsOf(graph, key, def, kind, scope)) graph.add_to_collection(key, item)
}
function itemsOf(graph: Graph, key: string, def: CollectionDef, kind: string, scope: string | null): unknown[] {
  const functions = protoFunctionsOf(key) ?? laterFunctionsOf(key, kind)
  if (functions) {
    if (kind !== 'bytes_list') throw new AssertionError(`the collection ${key} holds a ${kind}, not a bytes_list`)
    return Array.from(def.bytes_list.value, bytes => functions.from_proto(functions.parse(bytes) as never, scope))
  }
  switch (kind) {
    case 'node_list':
      return Array.from(def.node_list.value, name => graph.as_graph_element(inScope(name, scope)))
    case 'int64_list':
      return Array.from(def.int64_list.value, value => (Number.isSafeInteger(Number(value)) ? Number(value) : value))
    case 'float_list':
      return [...def.float_list.value]
    case 'any_list':
      return [...def.any_list.value]
    default:
      return Array.from(def.bytes_list.value, value => inScope(Buffer.from(value).toString(), scope))
  }
}

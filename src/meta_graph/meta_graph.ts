/** Graphs with what belongs to them (variables, loops, collections) as MetaGraphDefs, and back (framework/meta_graph.py). */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { pyfunction } from '../calling/signature.ts'
import { IOError, TypeError, ValueError } from '../errors/python.ts'
import { isStackOverflow } from '../errors/stack_overflow.ts'
import { AttrValue as AttrValueProto, GraphDef, type NodeDef } from '../formats/protos/graph.generated.ts'
import {
  CollectionDef,
  MetaGraphDef,
  MetaGraphDef_MetaInfoDef,
  type SaverDef,
} from '../formats/protos/meta_graph.generated.ts'
import { import_graph_def } from '../graph/build/import_graph_def.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import type { Graph } from '../graph/graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import { lookupOp } from '../graph/op_def.ts'
import { inScope, outOfScope } from '../graph/scope_names.ts'
import { nodeDef, shapeMessage } from '../graph/serialize/node_def.ts'
import { opDefProto } from '../graph/serialize/op_def_proto.ts'
import { warn } from '../platform/logging.ts'
import { PyInt } from '../tensor/literals.ts'
import { protoFunctionsOf } from './collection_protos.ts'
import { writeMessage } from './write_graph.ts'

/** What tf0 writes as the versions that made the graph. */
const TENSORFLOW_VERSION = '0.12.1'
const TENSORFLOW_GIT_VERSION = 'v0.12.0-10-g4d924e7-dirty'
const UNBOUND_PREFIX = '$unbound_inputs_'

type SaverMaker = (def: SaverDef | null, name: string | null) => unknown
let makeSaver: SaverMaker | undefined
/** Savers say here how an imported graph gets one: of its own definition, or (null) one for all variables. */
export function registerSaverMaker(maker: SaverMaker): void {
  makeSaver = maker
}

interface ExportArgs {
  filename: string | null
  meta_info_def: MetaGraphDef_MetaInfoDef | null
  graph_def: GraphDef | null
  saver_def: SaverDef | null
  collection_list: readonly string[] | null
  as_text: boolean
  graph: Graph | null
  export_scope: string | null
  clear_devices: boolean
  unbound_inputs_col_name: string | null
}
/**
 * The graph with its collections as a MetaGraphDef, written to `filename` where one is given. `export_scope`: only what lies in
 * that name scope, without it; inputs from outside are listed in the collection `unbound_inputs`.
 */
export const export_meta_graph = pyfunction(
  "export_meta_graph(filename=None, meta_info_def=None, graph_def=None, saver_def=None, collection_list=None, as_text=False, graph=None, export_scope=None, clear_devices=False, unbound_inputs_col_name='unbound_inputs', trusted=None)",
  (args: ExportArgs): MetaGraphDef => {
    const graph = args.graph ?? get_default_graph()
    const { export_scope: scope, unbound_inputs_col_name } = args
    let { graph_def } = args
    if (scope || args.clear_devices) {
      const unbound: string[] = []
      graph_def = scopedGraphDef(graph, graph_def, scope, args.clear_devices, unbound)
      if (unbound_inputs_col_name) {
        graph.clear_collection(unbound_inputs_col_name)
        for (const name of unbound) graph.add_to_collection(unbound_inputs_col_name, name)
      }
    }
    const meta = new MetaGraphDef()
    meta.meta_info_def = new MetaGraphDef_MetaInfoDef(args.meta_info_def ?? {})
    meta.meta_info_def.tensorflow_version = TENSORFLOW_VERSION
    meta.meta_info_def.tensorflow_git_version = TENSORFLOW_GIT_VERSION
    meta.graph_def = graph_def ?? (graph.as_graph_def({ add_shapes: true }) as GraphDef)
    if (meta.meta_info_def.stripped_op_list.op.length === 0) addOpList(meta)
    if (args.saver_def) meta.saver_def = args.saver_def
    const keys =
      args.collection_list && args.collection_list.length > 0 ? args.collection_list : graph.get_all_collection_keys()
    for (const key of keys) addCollection(meta, key, graph, scope)
    if (args.filename) writeMessage(meta, dirname(args.filename), basename(args.filename), args.as_text)
    return meta
  },
)

function addOpList(meta: MetaGraphDef): void {
  const names = new Set(Array.from(meta.graph_def.node, node => node.op))
  for (const name of [...names].sort()) {
    const def = lookupOp(name)
    if (def) meta.meta_info_def.stripped_op_list.op.push(opDefProto(def))
  }
}

/** Whether a name belongs into an export of `scope`. */
const belongs = (name: string, scope: string | null): boolean =>
  !scope || name.startsWith(UNBOUND_PREFIX) || name.startsWith(scope)
function itemBelongs(item: unknown, scope: string | null): boolean {
  if (typeof item === 'string') return belongs(item, scope)
  const name = (item as { name?: unknown } | null)?.name
  return typeof name !== 'string' || !scope || name.startsWith(scope)
}

function scopedGraphDef(
  graph: Graph,
  given: GraphDef | null,
  scope: string | null,
  clearDevices: boolean,
  unbound: string[],
): GraphDef {
  const proto = new GraphDef()
  if (given) {
    proto.versions.CopyFrom(given.versions)
    for (const node of given.node)
      if (belongs(node.name, scope)) proto.node.push(scopedNode(node, scope, unbound, clearDevices))
    return proto
  }
  proto.versions = { ...graph.versions } as never
  for (const op of graph.operations) {
    if (!belongs(op.name, scope)) continue
    const node = scopedNode(nodeDef(op), scope, unbound, clearDevices)
    if (op.outputs.length > 0)
      node.attr['_output_shapes'] = new AttrValueProto({
        list: { shape: op.outputs.map(output => shapeMessage(output.staticShape)) } as never,
      })
    proto.node.push(node)
  }
  return proto
}

function scopedNode(node: NodeDef, scope: string | null, unbound: string[], clearDevices: boolean): NodeDef {
  const copy = new (node.constructor as new () => NodeDef)()
  copy.CopyFrom(node)
  for (const [i, input] of [...copy.input].entries()) {
    if (scope && !input.replace(/^\^+/, '').startsWith(scope)) {
      copy.input[i] = input.replace(/^(\^?)(.*)/, `$1${UNBOUND_PREFIX.replace('$', '$$$$')}$2`)
      unbound.push(copy.input[i] as string)
    } else copy.input[i] = outOfScope(input, scope)
  }
  copy.name = outOfScope(node.name, scope)
  const groups = node.attr['_class']
  if (groups) {
    const kept = Array.from(groups.list.s, group => Buffer.from(group).toString()).filter(
      group => !scope || group.split('@')[1]?.startsWith(scope),
    )
    copy.attr['_class'] = new AttrValueProto({
      list: { s: kept.map(group => Buffer.from(outOfScope(group, scope))) } as never,
    })
  }
  if (clearDevices) copy.device = ''
  return copy
}

/** One collection, in the form that its items need; what cannot be saved is left out with a warning. */
function addCollection(meta: MetaGraphDef, key: string, graph: Graph, scope: string | null): void {
  const items = graph.get_collection(key).filter(item => itemBelongs(item, scope))
  if (items.length === 0) return
  try {
    meta.collection_def[key] = collectionDef(key, items, scope)
  } catch (error) {
    if (isStackOverflow(error)) throw error
    delete meta.collection_def[key]
    warn(
      `Error encountered when serializing ${key}.\nType is unsupported, or the types of the items don't match field type in CollectionDef.\n${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
function collectionDef(key: string, items: readonly unknown[], scope: string | null): CollectionDef {
  const def = new CollectionDef()
  const functions = protoFunctionsOf(key)
  if (functions) {
    const list = items.map(item => functions.to_proto(item as never, scope)).filter(proto => proto !== null)
    def.bytes_list = { value: list.map(proto => proto.SerializeToString()) } as never
    return def
  }
  const [first] = items
  if (first instanceof Uint8Array || typeof first === 'string')
    def.bytes_list = { value: items.map(item => Buffer.from(item as string)) } as never
  else if (
    first instanceof PyInt ||
    typeof first === 'bigint' ||
    (typeof first === 'number' && Number.isInteger(first))
  ) {
    def.int64_list = { value: items.map(item => (item instanceof PyInt ? item.value : item)) } as never
  } else if (typeof first === 'number') def.float_list = { value: items } as never
  else {
    def.node_list = {
      value: items.map(item => {
        const { name } = item as { name?: unknown }
        if (typeof name !== 'string') throw new TypeError(`${String(item)} has no name`)
        return outOfScope(name, scope)
      }),
    } as never
  }
  return def
}

/** Reads a MetaGraphDef, binary or text. */
export function readMetaGraph(filename: string): MetaGraphDef {
  if (!existsSync(filename)) throw new IOError(`File ${filename} does not exist.`)
  const bytes = readFileSync(filename)
  try {
    return MetaGraphDef.FromString(bytes)
  } catch (failure) {
    if (isStackOverflow(failure)) throw failure
    try {
      return MetaGraphDef.FromText(bytes.toString('utf8'))
    } catch (error) {
      if (isStackOverflow(error)) throw error
      throw new IOError(`Cannot parse file ${filename}: ${error instanceof Error ? error.message : String(error)}.`)
    }
  }
}

interface ImportArgs {
  meta_graph_or_file: MetaGraphDef | string
  clear_devices: boolean
  import_scope: string | null
  graph: Graph | null
  input_map: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown> | null
  unbound_inputs_col_name: string | null
  trusted: boolean | null
}
/**
 * Adds the graph and the collections of a MetaGraphDef (or of the file that holds one) to the default graph, in `import_scope`.
 * Returns a Saver for it, or null where there are no variables. `trusted` as in `import_graph_def`.
 */
export const import_meta_graph = pyfunction(
  "import_meta_graph(meta_graph_or_file, clear_devices=False, import_scope=None, graph=None, input_map=None, unbound_inputs_col_name='unbound_inputs', trusted=None)",
  // biome-ignore lint/suspicious/noExplicitAny: a Saver or null; Savers stand above this module
  (args: ImportArgs): any => {
    const meta =
      args.meta_graph_or_file instanceof MetaGraphDef
        ? args.meta_graph_or_file
        : readMetaGraph(String(args.meta_graph_or_file))
    const { import_scope: scope, input_map, unbound_inputs_col_name: unbound } = args
    if (unbound) checkUnbound(meta, unbound, input_map)
    const graph = args.graph ?? get_default_graph()
    graph.as_default(() => {
      if (args.clear_devices) for (const node of meta.graph_def.node) node.device = ''
      import_graph_def(meta.graph_def, {
        name: scope ?? '',
        trusted: args.trusted,
        ...(input_map === null ? {} : { input_map }),
      })
      for (const key of Object.keys(meta.collection_def))
        if (key !== unbound) restoreCollection(graph, key, meta.collection_def[key] as CollectionDef, scope)
    })
    if (meta.HasField('saver_def')) return makeSaver?.(meta.saver_def, scope) ?? null
    const savable = [
      ...graph.get_collection(GraphKeys.GLOBAL_VARIABLES),
      ...graph.get_collection(GraphKeys.SAVEABLE_OBJECTS),
    ]
    return savable.length > 0 ? (makeSaver?.(null, null) ?? null) : null
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
  const functions = protoFunctionsOf(key)
  const kind = def.WhichOneof('kind')
  if (functions) {
    for (const bytes of def.bytes_list.value)
      graph.add_to_collection(key, functions.from_proto(functions.parse(bytes) as never, scope))
    return
  }
  if (kind === 'node_list')
    for (const name of def.node_list.value) graph.add_to_collection(key, graph.as_graph_element(inScope(name, scope)))
  else if (kind === 'int64_list') for (const value of def.int64_list.value) graph.add_to_collection(key, Number(value))
  else if (kind === 'float_list') for (const value of def.float_list.value) graph.add_to_collection(key, value)
  else if (kind === 'bytes_list')
    for (const value of def.bytes_list.value)
      graph.add_to_collection(key, inScope(Buffer.from(value).toString(), scope))
}

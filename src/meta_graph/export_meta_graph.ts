/** Graphs with what belongs to them (variables, loops, collections) as MetaGraphDefs (framework/meta_graph.py). */
import { basename, dirname } from 'node:path'
import { pathText } from '../calling/path_text.ts'
import { pythonClassRepr } from '../calling/python_repr.ts'
import { pyfunction } from '../calling/signature.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { isStackOverflow } from '../errors/stack_overflow.ts'
import { AttrValue as AttrValueProto, GraphDef, type NodeDef } from '../formats/protos/graph.generated.ts'
import {
  Any,
  CollectionDef,
  MetaGraphDef,
  MetaGraphDef_MetaInfoDef,
  SaverDef,
} from '../formats/protos/meta_graph.generated.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { Graph } from '../graph/graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import { lookupOp } from '../graph/op_def.ts'
import { outOfScope } from '../graph/scope_names.ts'
import { nodeDef, shapeMessage } from '../graph/serialize/node_def.ts'
import { opDefProto } from '../graph/serialize/op_def_proto.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { warn } from '../platform/logging.ts'
import { PyInt } from '../tensor/literals.ts'
import { protoFunctionsOf } from './collection_protos.ts'
import { writeMessage } from './write_graph.ts'

/** What tf0 writes as the versions that made the graph. */
const TENSORFLOW_VERSION = '0.12.1'
const TENSORFLOW_GIT_VERSION = 'v0.12.0-10-g4d924e7-dirty'
const UNBOUND_PREFIX = '$unbound_inputs_'

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
/** Variables by their names without the scope. */
export type ScopedVariables = Map<string, Variable>

/** The variables of a graph in a name scope. */
export function variablesIn(graph: Graph, scope: string | null): ScopedVariables {
  const variables = graph.get_collection(GraphKeys.GLOBAL_VARIABLES, scope) as Variable[]
  return new Map(variables.map(variable => [outOfScope(variable.name, scope), variable]))
}

function checkTypes({ graph, meta_info_def, graph_def, saver_def }: ExportArgs): void {
  const check = (what: string, type: string, given: unknown, fits: boolean): void => {
    if (given !== null && !fits) throw new TypeError(`${what} must be of type ${type}, not ${pythonClassRepr(given)}`)
  }
  check('graph', 'Graph', graph, graph instanceof Graph)
  check('meta_info_def', 'MetaInfoDef', meta_info_def, meta_info_def instanceof MetaGraphDef_MetaInfoDef)
  check('graph_def', 'GraphDef', graph_def, graph_def instanceof GraphDef)
  check('saver_def', 'SaverDef', saver_def, saver_def instanceof SaverDef)
}

function exported(args: ExportArgs): [MetaGraphDef, ScopedVariables] {
  checkTypes(args)
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
  if (args.saver_def) meta.saver_def.CopyFrom(args.saver_def)
  const keys =
    args.collection_list && args.collection_list.length > 0 ? args.collection_list : graph.get_all_collection_keys()
  for (const key of keys) addCollection(meta, key, graph, scope)
  if (args.filename) {
    const path = pathText(args.filename)
    writeMessage(meta, dirname(path), basename(path), args.as_text)
  }
  return [meta, variablesIn(graph, scope)]
}

/**
 * The graph with its collections as a MetaGraphDef, written to `filename` where one is given. `export_scope`: only what lies in
 * that name scope, without it; inputs from outside are listed in the collection `unbound_inputs`.
 * Errors: TypeError for arguments that are no such messages, ValueError for a graph with ops that there are not.
 */
export const export_meta_graph = pyfunction(
  "export_meta_graph(filename=None, meta_info_def=None, graph_def=None, saver_def=None, collection_list=None, as_text=False, graph=None, export_scope=None, clear_devices=False, unbound_inputs_col_name='unbound_inputs', trusted=None)",
  (args: ExportArgs): MetaGraphDef => exported(args)[0],
)
/** The same, with the variables in the scope by their names without it. */
export const export_scoped_meta_graph = pyfunction(
  "export_scoped_meta_graph(filename=None, graph_def=None, graph=None, export_scope=None, as_text=False, unbound_inputs_col_name='unbound_inputs', clear_devices=False, meta_info_def=None, saver_def=None, collection_list=None)",
  (args: ExportArgs): [MetaGraphDef, ScopedVariables] => exported(args),
)

/** Ops that functions use inside and that nobody registers. */
const INTERNAL_OPS: ReadonlySet<string> = new Set(['_Arg', '_Retval', '_ListToArray', '_ArrayToList'])
/** The ops that a graph uses, those of its functions included. */
function usedOps(def: GraphDef): Set<string> {
  const functions = new Map(Array.from(def.library.function, each => [each.signature.name, each]))
  const used = new Set<string>()
  const waiting: ArrayLike<{ readonly op: string }>[] = [def.node]
  for (let nodes = waiting.pop(); nodes !== undefined; nodes = waiting.pop()) {
    for (const { op } of Array.from(nodes)) {
      if (used.has(op)) continue
      used.add(op)
      const inner = functions.get(op)
      if (inner) waiting.push(inner.node_def.length > 0 ? inner.node_def : inner.node)
    }
  }
  return new Set([...used].filter(op => !functions.has(op)))
}
function addOpList(meta: MetaGraphDef): void {
  const used = usedOps(meta.graph_def)
  for (const op of used)
    if (!lookupOp(op) && !INTERNAL_OPS.has(op))
      throw new ValueError(`Op ${op} is used by the graph, but is not registered`)
  for (const name of [...used].sort()) {
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
  if (first instanceof Any) def.any_list = { value: items } as never
  else if (first instanceof Uint8Array || typeof first === 'string')
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

/** tf.graph_util: GraphDefs cut, frozen and cleaned (framework/graph_util_impl.py). */

import { printLines } from '../calling/printing.ts'
import { pyfunction } from '../calling/signature.ts'
import { AssertionError, IndexError, TypeError } from '../errors/python.ts'
import { AttrValue, GraphDef, NodeDef } from '../formats/protos/index.ts'
import { makeTensorProto } from '../formats/tensor_proto.ts'
import { DeviceSpec } from '../graph/device.ts'
import type { Graph } from '../graph/graph.ts'
import { Operation } from '../graph/operation.ts'
import { as_dtype } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import type { TensorShape } from '../tensor/tensor_shape.ts'
import { info } from './logging.ts'

/** Ops that handle variables, by which they can be kept where they are. */
const VARIABLE_OPS = new Set([
  'Assign',
  'AssignAdd',
  'AssignSub',
  'Queue',
  'ScatterAdd',
  'ScatterSub',
  'ScatterUpdate',
  'TruncatedNormal',
  'Variable',
])
/** The attribute of a type that, being one of these, has no kernels elsewhere. */
const HOST_TYPES: Readonly<Record<string, readonly [attr: string, types: readonly string[]]>> = {
  Const: ['dtype', ['string', 'int32']],
  DynamicStitch: ['T', ['int32']],
  Cast: ['SrcT', ['int32']],
}

/** `device_string` on the first CPU. */
export const set_cpu0 = pyfunction(
  'set_cpu0(device_string)',
  ({ device_string }: { device_string: string }): string => {
    const device = DeviceSpec.from_string(device_string)
    device.device_type = 'CPU'
    device.device_index = 0
    return device.to_string()
  },
)

interface MustRunArgs {
  readonly node: Operation | NodeDef
  readonly pin_variables_on_cpu: boolean
}
/** Whether a node, an Operation or a NodeDef, has to run on a CPU; with `pin_variables_on_cpu` ops of variables have to. */
export const must_run_on_cpu = pyfunction(
  'must_run_on_cpu(node, pin_variables_on_cpu=False)',
  ({ node, pin_variables_on_cpu }: MustRunArgs): boolean => {
    const def = node instanceof Operation ? node.node_def : node
    if (!(def instanceof NodeDef)) throw new AssertionError()
    if (pin_variables_on_cpu && VARIABLE_OPS.has(def.op)) return true
    const [attr, types] = HOST_TYPES[def.op] ?? ['', []]
    const type = attr === '' ? 0 : Number(def.attr[attr]?.type ?? 0)
    return type !== 0 && types.includes(as_dtype(type).name)
  },
)

const nodeName = (input: string): string => (input.startsWith('^') ? input.slice(1) : (input.split(':')[0] as string))
const copyOf = (node: NodeDef): NodeDef => NodeDef.FromString(node.SerializeToString())

function subGraph(graph_def: GraphDef, destinations: readonly string[]): GraphDef {
  if (!(graph_def instanceof GraphDef)) throw new TypeError('graph_def must be a graph_pb2.GraphDef proto.')
  const nodes = new Map(Array.from(graph_def.node, node => [nodeName(node.name), node]))
  for (const name of destinations) if (!nodes.has(name)) throw new AssertionError(`${name} is not in graph`)
  const kept = new Set<string>()
  const next = [...destinations]
  while (next.length > 0) {
    const name = next.pop() as string
    if (kept.has(name)) continue
    kept.add(name)
    for (const input of (nodes.get(name) as NodeDef).input) next.push(nodeName(input))
  }
  const out = new GraphDef()
  for (const [name, node] of nodes) if (kept.has(name)) out.node.push(copyOf(node))
  return out
}
/** The part of a GraphDef that the nodes `dest_nodes` need. */
export const extract_sub_graph = pyfunction(
  'extract_sub_graph(graph_def, dest_nodes)',
  ({ graph_def, dest_nodes }: { graph_def: GraphDef; dest_nodes: readonly string[] }): GraphDef =>
    subGraph(graph_def, dest_nodes),
)

/** The static shape of a tensor, or of the first output of an operation. */
export const tensor_shape_from_node_def_name = pyfunction(
  'tensor_shape_from_node_def_name(graph, input_name)',
  ({ graph, input_name }: { graph: Graph; input_name: string }): TensorShape =>
    graph.get_tensor_by_name(input_name.includes(':') ? input_name : `${input_name}:0`).get_shape(),
)

interface FreezeArgs {
  readonly sess: { run(fetches: readonly string[]): unknown }
  readonly input_graph_def: GraphDef
  readonly output_node_names: readonly string[]
  readonly variable_names_whitelist: readonly string[] | null
}
/** The part of a GraphDef that the outputs need, with the variables' values in a session as constants. */
export const convert_variables_to_constants = pyfunction(
  'convert_variables_to_constants(sess, input_graph_def, output_node_names, variable_names_whitelist=None)',
  ({ sess, input_graph_def, output_node_names, variable_names_whitelist }: FreezeArgs): GraphDef => {
    const names = Array.from(input_graph_def.node)
      .filter(({ op }) => op === 'Assign')
      .map(({ input }) => input[0] as string)
      .filter(name => variable_names_whitelist === null || variable_names_whitelist.includes(name))
    const values = names.length === 0 ? [] : (sess.run(names.map(name => `${name}:0`)) as unknown[])
    const found = new Map(names.map((name, i) => [name, values[i]]))
    info(`Froze ${values.length} variables.`)
    const frozen = new GraphDef()
    let converted = 0
    for (const node of subGraph(input_graph_def, output_node_names).node) {
      if (!found.has(node.name)) {
        frozen.node.push(node)
        continue
      }
      const constant = new NodeDef({ name: node.name, op: 'Const' })
      const type = Number(node.attr['dtype']?.type)
      const array = NDArray.of(found.get(node.name) as never, as_dtype(type).base_dtype)
      constant.attr['dtype'] = new AttrValue({ type })
      constant.attr['value'] = new AttrValue({ tensor: makeTensorProto(array, array.shape) })
      frozen.node.push(constant as never)
      converted++
    }
    printLines([`Converted ${converted} variables to const ops.`])
    return frozen
  },
)

/** The nodes without those in `removed`, and with inputs renamed, or left out where `rename` says nothing. */
function rewired(nodes: readonly NodeDef[], removed: ReadonlyMap<string, string | undefined>): NodeDef[] {
  return nodes
    .filter(({ name }) => !removed.has(name))
    .map(node => {
      const copy = copyOf(node)
      const inputs = Array.from(node.input).flatMap(input => {
        const name = input.replace(/^\^/, '')
        if (!removed.has(name)) return [input]
        const other = removed.get(name)
        return other === undefined ? [] : [other]
      })
      copy.input.splice(0, copy.input.length)
      for (const input of inputs) copy.input.push(input)
      return copy
    })
}
function firstOf(inputs: ArrayLike<string>): string {
  // that of a removed check has gone with it
  if (inputs.length === 0) throw new IndexError('list index (0) out of range')
  return inputs[0] as string
}
/** A GraphDef without checks of numbers and without nodes that only pass their input on: what running a trained model does not need. */
export const remove_training_nodes = pyfunction(
  'remove_training_nodes(input_graph)',
  ({ input_graph }: { input_graph: GraphDef }): GraphDef => {
    const all = Array.from(input_graph.node)
    const checks = new Map(all.filter(({ op }) => op === 'CheckNumerics').map(({ name }) => [name, undefined]))
    const unchecked = rewired(all, checks)
    const passing = unchecked.filter(
      ({ op, input }) => op === 'Identity' && !Array.from(input).some(name => name.startsWith('^')),
    )
    const out = new GraphDef()
    const spliced = rewired(unchecked, new Map(passing.map(({ name, input }) => [name, firstOf(input)])))
    for (const node of spliced) out.node.push(node as never)
    return out
  },
)

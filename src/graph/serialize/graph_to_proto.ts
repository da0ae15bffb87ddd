/** The graph as a GraphDef. */
import { AttrValue as AttrValueProto, GraphDef } from '../../formats/protos/graph.generated.ts'
import type { Graph } from '../graph.ts'
import { nodeDef, shapeMessage } from './node_def.ts'
import { registerNodeDef } from './node_def_hook.ts'

registerNodeDef(nodeDef)

/** The whole graph (or the nodes made after `from_version`) as a GraphDef; `add_shapes`: with `_output_shapes`. */
export function graphToProto(graph: Graph, from_version: number | null, add_shapes: boolean): GraphDef {
  const proto = new GraphDef({ versions: { ...graph.versions } as never })
  const nodes = proto.node
  for (const op of graph.operations) {
    if (from_version !== null && op.id <= from_version) continue
    const node = nodeDef(op)
    if (add_shapes && op.outputs.length > 0) {
      node.attr['_output_shapes'] = new AttrValueProto({
        list: { shape: op.outputs.map(output => shapeMessage(output.staticShape)) } as never,
      })
    }
    nodes.push(node)
  }
  const library = graph.functions.toProto()
  if (library) proto.library = library
  return proto
}

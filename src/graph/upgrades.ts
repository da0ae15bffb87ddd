/** Nodes of later TensorFlow versions in the words of 0.12: names and attributes that mean the same. */
import type { NodeDef } from '../formats/protos/graph.generated.ts'

/** `node` as 0.12 would have written it; the node itself where nothing is to be done. */
export function upgradeNode(node: NodeDef): NodeDef {
  return node
}

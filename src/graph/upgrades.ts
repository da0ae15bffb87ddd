/**
 * Nodes of later TensorFlow versions in the words of 0.12. What is known of them comes by registration: the ops layer
 * says which attributes were added later, and how later ops are spelled here.
 */
import type { NodeDef } from '../formats/protos/graph.generated.ts'
import type { AttrDef } from './op_def.ts'
import { type AttrValue, attrEquals, parseAttrSpec } from './serialize/attrs.ts'

/** Rewrites a node in place; `find` gives other nodes of the same GraphDef. */
export type Upgrade = (node: NodeDef, find: (name: string) => NodeDef | undefined) => void

let laterAttrs: Readonly<Record<string, readonly string[]>> = {}
const parsed = new Map<string, ReadonlyMap<string, AttrDef>>()
const upgrades = new Map<string, Upgrade>()

/** Attributes that later versions added, as they register them (`dilations: list(int) = [1, 1]`), by op. */
export function registerLaterAttrs(attrs: Readonly<Record<string, readonly string[]>>): void {
  laterAttrs = attrs
}
/** How a node of a later op becomes one of 0.12. */
export function registerUpgrade(op: string, upgrade: Upgrade): void {
  upgrades.set(op, upgrade)
}

/** Whether attribute `name` of `op` came later and has the value that means nothing new. */
export function isLaterDefault(op: string, name: string, value: AttrValue): boolean {
  let defs = parsed.get(op)
  if (!defs) {
    defs = new Map((laterAttrs[op] ?? []).map(text => parseAttrSpec(text)).map(def => [def.name, def]))
    parsed.set(op, defs)
  }
  const fallback = defs.get(name)?.defaultValue
  return fallback !== undefined && attrEquals(fallback, value)
}

/** The nodes of a GraphDef, later ops rewritten. */
export function upgradeNodes(nodes: readonly NodeDef[]): NodeDef[] {
  if (!nodes.some(node => upgrades.has(node.op))) return [...nodes]
  const copies = nodes.map(node => {
    if (!upgrades.has(node.op)) return node
    const copy = new (node.constructor as new () => NodeDef)()
    copy.CopyFrom(node)
    return copy
  })
  const byName = new Map(copies.map(node => [node.name, node]))
  for (const node of copies) upgrades.get(node.op)?.(node, name => byName.get(name))
  return copies
}

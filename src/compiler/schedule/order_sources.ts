/**
 * Equal placeholders become one, as TensorFlow 0.12.1 merges them: where none of them is fed, the first is the one that
 * is found missing.
 */
import type { Draft, DraftEdge } from './order_draft.ts'
import type { SchedulingOf } from './order_source.ts'

export function mergeSources(draft: Draft, scheduling: SchedulingOf): Draft {
  const firsts = new Map<string, number>()
  /** By a merged node's number, that of the node that stands for it. */
  const standsFor = new Map<number, number>()
  for (const [k, node] of draft.nodes.entries()) {
    const key = node.kind === 'node' ? scheduling(node.index).sourceKey : undefined
    if (key === undefined) continue
    const first = firsts.get(key)
    if (first === undefined) firsts.set(key, k + 1)
    else standsFor.set(k + 1, first)
  }
  if (standsFor.size === 0) return draft
  const nodes = draft.nodes.filter((_, k) => !standsFor.has(k + 1))
  const numbers = new Map<number, number>([[0, 0]])
  for (let k = 1; k <= draft.nodes.length; k++) if (!standsFor.has(k)) numbers.set(k, numbers.size)
  const numberOf = (old: number): number => numbers.get(standsFor.get(old) ?? old) as number
  const edges = draft.edges
    .filter(({ to }) => !standsFor.has(to))
    .map((edge): DraftEdge => ({ ...edge, from: numberOf(edge.from), to: numberOf(edge.to) }))
  return { nodes, edges }
}

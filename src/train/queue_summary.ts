/** How full the queues of an input pipeline are, as a scalar summary. */
import { apply } from '../graph/apply_op.ts'
import { withScope } from '../graph/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { GraphKeys } from '../graph/graph_keys.ts'
import { lookupOp } from '../graph/op_def.ts'
import type { Tensor } from '../graph/tensor.ts'

/** As tf.summary.scalar makes it; characters that no node's name may have become `_`. */
export function queueSummary(name: string, value: Tensor): void {
  const def = lookupOp('ScalarSummary')
  if (!def) return
  const clean = name.replace(/[^-/\w.]/g, '_').replace(/^\/+/, '')
  withScope(clean, null, [value], scope => {
    const summary = apply(def, { tags: scope.replace(/\/$/, ''), values: value }, scope)
    get_default_graph().add_to_collection(GraphKeys.SUMMARIES, summary)
  })
}

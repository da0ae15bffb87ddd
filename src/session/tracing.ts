/** RunOptions(FULL_TRACE): times of each node, as RunMetadata's step stats. */
import { type RunMetadata, RunOptions } from '../formats/protos/config.generated.ts'
import type { RunTrace } from '../runtime/run_trace.ts'
import { nodeSummary } from '../graph/node_summary.ts'

const FULL_TRACE = 3

export function wantsTrace(options: RunOptions | null | undefined): boolean {
  return options instanceof RunOptions && options.trace_level === FULL_TRACE
}

/** Microseconds since the epoch, as TensorFlow's tracer counts. */
const micros = (time: number): number => Math.round((performance.timeOrigin + time) * 1000)

export function fillMetadata(metadata: RunMetadata, trace: RunTrace): void {
  const node_stats = trace.nodes.map(({ op, start, end }) => ({
    node_name: op.name,
    all_start_micros: micros(start),
    op_start_rel_micros: 0,
    op_end_rel_micros: Math.max(1, Math.round((end - start) * 1000)),
    all_end_rel_micros: Math.max(1, Math.round((end - start) * 1000)),
    timeline_label: nodeSummary(op),
  }))
  metadata.step_stats = { dev_stats: [{ device: '/job:localhost/replica:0/task:0/cpu:0', node_stats }] } as never
}

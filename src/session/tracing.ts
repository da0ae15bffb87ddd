/** What a run tells about itself in RunMetadata, as RunOptions ask for it: times of nodes, the graph that ran. */

import { noAttribute } from '../calling/python_repr.ts'
import { RunMetadata, RunOptions } from '../formats/protos/config.generated.ts'
import { type FedTensors, localDevice, timelineLabel } from '../graph/serialize/node_summary.ts'
import type { RunSignature } from '../runtime/reference_executor.ts'
import type { NodeTime, RunTrace, TracedOutput } from '../runtime/run_trace.ts'
import { numElements } from '../tensor/shape.ts'
import { partitionGraphs } from './partition_graphs.ts'

/** Any level: all of them trace the CPU. */
export function wantsTrace(options: RunOptions | null | undefined): boolean {
  return (options?.trace_level ?? RunOptions.NO_TRACE) > RunOptions.NO_TRACE
}

export function checkOptions(options: unknown): void {
  if (options && !(options instanceof RunOptions)) throw noAttribute(options, 'SerializeToString')
}
export function checkMetadata(metadata: unknown): void {
  if (metadata && !(metadata instanceof RunMetadata)) throw noAttribute(metadata, 'ParseFromString')
}

export interface RunRecord {
  readonly options: RunOptions | null | undefined
  readonly trace: RunTrace | undefined
  readonly fed: FedTensors
  readonly signature: RunSignature
}

/** What is known of a run, in place of what `metadata` held before. Nothing where nothing was to run. */
export function fillMetadata(metadata: RunMetadata, record?: RunRecord): void {
  metadata.Clear()
  if (record?.trace) metadata.step_stats = { dev_stats: deviceStats(record.trace, record.fed) } as never
  if (record?.options?.output_partition_graphs) metadata.partition_graphs = partitionGraphs(record.signature) as never
}

/** Microseconds since the epoch, as TensorFlow's tracer counts. */
const micros = (time: number): number => Math.round((performance.timeOrigin + time) * 1000)

const CPU = { allocator_name: 'cpu' }

/** The nodes of each device, in the order in which they began, behind the node from which every graph starts. */
function deviceStats(trace: RunTrace, fed: FedTensors): object[] {
  const devices = new Map<string, NodeTime[]>()
  for (const node of [...trace.nodes].sort((a, b) => a.start - b.start)) {
    const device = localDevice(node.op)
    const nodes = devices.get(device)
    if (nodes) nodes.push(node)
    else devices.set(device, [node])
  }
  const start = micros(trace.start)
  const source = {
    node_name: '_SOURCE',
    all_start_micros: start,
    memory: [CPU],
    timeline_label: '_SOURCE = NoOp()',
    scheduled_micros: start,
  }
  return [...devices].map(([device, nodes]) => ({
    device,
    node_stats: [source, ...nodes.map(node => nodeStats(node, fed))],
  }))
}

function nodeStats({ op, start, end, outputs }: NodeTime, fed: FedTensors): object {
  const begin = micros(start)
  const duration = (end - start) * 1000
  return {
    node_name: op.name,
    all_start_micros: begin,
    op_end_rel_micros: Math.round(duration),
    all_end_rel_micros: Math.ceil(duration),
    memory: [{ ...CPU, ...allocated(op, outputs) }],
    output: outputs.flatMap((output, slot) => (output ? [{ slot, tensor_description: description(output) }] : [])),
    timeline_label: timelineLabel(op, fed),
    scheduled_micros: begin,
  }
}

const bytesOf = ({ dtype, shape }: TracedOutput): number => dtype.size * numElements(shape)

function description(output: TracedOutput): object {
  return {
    dtype: output.dtype.as_datatype_enum,
    shape: { dim: output.shape.map(size => ({ size })) },
    allocation_description: { requested_bytes: bytesOf(output), ...CPU },
  }
}

/** What the node's own outputs take; views and references take nothing. */
function allocated(op: NodeTime['op'], outputs: NodeTime['outputs']): { total_bytes?: number } {
  if (op.op_def.spec.lower?.kind === 'view' || op.inputs.length === 0) return {}
  const bytes = outputs.reduce(
    (sum, output, i) => (output && !op.outputs[i]?.dtype.is_ref ? sum + bytesOf(output) : sum),
    0,
  )
  return bytes > 0 ? { total_bytes: bytes } : {}
}

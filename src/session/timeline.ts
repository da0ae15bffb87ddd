/** Step stats as a trace for chrome://tracing (python/client/timeline.py). */

import { type PythonArguments, setMethodSignatures, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import type { StepStats } from '../formats/protos/step_stats.generated.ts'

type Event = Readonly<Record<string, unknown>>
type Device = StepStats['dev_stats'][number]
type Node = Device['node_stats'][number]

/** A value on its way through the step: from the node that gives it to the last that takes it. */
interface Tracked {
  readonly id: number
  readonly pid: number
  readonly allocator: string
  readonly bytes: number
  readonly created: number
  lastUse: number
  /** Where arrows to the nodes that take it begin. */
  readonly flow: { readonly time: number; readonly pid: number; readonly tid: number }
}

/** Process numbers of a device's rows. */
interface Rows {
  readonly compute: number
  readonly tensors: number
}

/** The most that an allocator held at a time. */
export interface AllocationMaximum {
  readonly timestamp: number
  readonly num_bytes: number
  readonly tensors: ReadonlySet<string>
}

export interface StepStatsAnalysis {
  /** JSON, as `generate_chrome_trace_format` gives it. */
  readonly chrome_trace: string
  readonly allocator_maximums: ReadonlyMap<string, AllocationMaximum>
}

const startOf = (node: Node): number => Number(node.all_start_micros)
const endOf = (node: Node): number => startOf(node) + Number(node.all_end_rel_micros)
const asArray = <T>(values: Iterable<T>): T[] => [...values]

/** `v/read = Identity(v)`: the op and the names of its inputs. */
function parseLabel(label: string): { op: string; inputs: string[] } {
  const [, op = 'unknown', inputs = ''] = / = ([^(]*)\((.*)\)$/s.exec(label) ?? []
  return { op, inputs: inputs === '' ? [] : inputs.split(', ') }
}

class TraceBuilder {
  readonly #metadata: Event[] = []
  readonly #events: Event[] = []
  readonly #tensors = new Map<string, Tracked>()
  readonly #maximums = new Map<string, AllocationMaximum>()
  readonly #devices: readonly {
    readonly nodes: readonly Node[]
    readonly rows: Rows
    readonly lanes: ReadonlyMap<Node, number>
  }[]
  #flows = 0

  constructor(stats: StepStats) {
    this.#process('Allocators', 0)
    this.#devices = asArray(stats.dev_stats).map(({ device, node_stats }, i) => {
      const rows = { compute: 2 * i + 1, tensors: 2 * i + 2 }
      this.#process(`${device} Compute`, rows.compute)
      this.#process(`${device} Tensors`, rows.tensors)
      const nodes = asArray(node_stats)
      return { nodes, rows, lanes: lanesOf(nodes) }
    })
  }
  build(dataflow: boolean, memory: boolean): string {
    this.#trackTensors(memory)
    this.#showCompute(dataflow)
    if (memory) this.#showMemory()
    return JSON.stringify({ traceEvents: [...this.#metadata, ...this.#events] }, null, 4)
  }
  get maximums(): ReadonlyMap<string, AllocationMaximum> {
    return this.#maximums
  }

  #process(name: string, pid: number): void {
    this.#metadata.push({ name: 'process_name', ph: 'M', pid, args: { name } })
  }
  #event(ph: string, cat: string, name: string, pid: number, tid: number, ts: number, more: Event): void {
    this.#events.push({ ph, cat, name, pid, tid, ts, ...more })
  }

  #trackTensors(memory: boolean): void {
    for (const { nodes, rows, lanes } of this.#devices) {
      for (const node of nodes) {
        const tid = lanes.get(node) as number
        for (const [index, { tensor_description }] of asArray(node.output).entries()) {
          const name = index === 0 ? node.node_name : `${node.node_name}:${index}`
          const { requested_bytes, allocator_name: allocator } = tensor_description.allocation_description
          const [created, lastUse, id] = [startOf(node), endOf(node), this.#tensors.size]
          const flow = { time: lastUse, pid: rows.compute, tid }
          this.#tensors.set(name, {
            id,
            pid: rows.tensors,
            allocator,
            bytes: Number(requested_bytes),
            created,
            lastUse,
            flow,
          })
          if (!memory) continue
          this.#event('N', 'Tensor', name, rows.tensors, tid, created, { id })
          const snapshot = { tensor_description: String(tensor_description).replace(/"/g, '') }
          this.#event('O', 'Tensor', name, rows.tensors, tid, lastUse - 1, { id, args: { snapshot } })
        }
      }
    }
  }

  #showCompute(dataflow: boolean): void {
    for (const { nodes, rows, lanes } of this.#devices) {
      for (const node of nodes) {
        const { op, inputs } = parseLabel(node.timeline_label)
        const [tid, ts] = [lanes.get(node) as number, startOf(node)]
        const args = { name: node.node_name, op, ...Object.fromEntries(inputs.map((input, i) => [`input${i}`, input])) }
        this.#event('X', 'Op', op, rows.compute, tid, ts, { dur: endOf(node) - ts, args })
        for (const name of inputs) {
          const tensor = this.#tensors.get(name)
          if (!tensor) continue
          tensor.lastUse = Math.max(tensor.lastUse, endOf(node) - 1)
          const { flow } = tensor
          // arrows within one row would only be in the way
          if (!dataflow || (flow.pid === rows.compute && flow.tid === tid)) continue
          const id = this.#flows++
          this.#event('s', 'DataFlow', name, flow.pid, flow.tid, flow.time, { id })
          this.#event('t', 'DataFlow', name, rows.compute, tid, ts, { id })
        }
      }
    }
  }

  /** When tensors go, and how much each allocator holds over time. */
  #showMemory(): void {
    const changes = new Map<string, { readonly time: number; readonly bytes: number; readonly name: string }[]>()
    for (const [name, { id, pid, allocator, bytes, created, lastUse }] of this.#tensors) {
      this.#event('D', 'Tensor', name, pid, 0, lastUse, { id })
      const list = changes.get(allocator) ?? []
      list.push({ time: created, bytes, name }, { time: lastUse, bytes: -bytes, name })
      changes.set(allocator, list)
    }
    for (const [allocator, list] of changes) {
      const held = new Set<string>()
      let total = 0
      let most: AllocationMaximum = { timestamp: 0, num_bytes: 0, tensors: new Set() }
      for (const { time, bytes, name } of list.sort(
        (a, b) => a.time - b.time || a.bytes - b.bytes || (a.name < b.name ? -1 : 1),
      )) {
        total += bytes
        if (bytes < 0) held.delete(name)
        else held.add(name)
        if (total > most.num_bytes) most = { timestamp: time, num_bytes: total, tensors: new Set(held) }
        this.#event('C', 'Memory', allocator, 0, 0, time, { args: { [allocator]: total } })
      }
      this.#maximums.set(allocator, most)
    }
  }
}

/** Nodes that overlap in time are shown below one another: each gets the first lane that is free. */
function lanesOf(nodes: readonly Node[]): ReadonlyMap<Node, number> {
  const freeFrom: number[] = [0]
  return new Map(
    nodes.map(node => {
      const free = freeFrom.findIndex(time => startOf(node) >= time)
      const lane = free < 0 ? freeFrom.length : free
      freeFrom[lane] = endOf(node)
      return [node, lane]
    }),
  )
}

const TIMELINE_TEXT = 'Timeline(step_stats, graph=None)'
const METHODS = {
  generate_chrome_trace_format: 'generate_chrome_trace_format(show_dataflow=True, show_memory=False)',
  analyze_step_stats: 'analyze_step_stats(show_dataflow=True, show_memory=True)',
} as const

/**
 * What a traced run did when, for the viewer at chrome://tracing.
 *
 *     sess.run(step, { options: new tf.RunOptions({ trace_level: tf.RunOptions.FULL_TRACE }), run_metadata })
 *     writeFileSync('timeline.json', new tf.timeline.Timeline(run_metadata.step_stats).generate_chrome_trace_format())
 */
export class Timeline {
  readonly #stats: StepStats
  constructor(...args: PythonArguments<typeof TIMELINE_TEXT, { step_stats: StepStats; graph: unknown }>) {
    this.#stats = TIMELINE.bind(args)['step_stats'] as StepStats
  }
  /** The trace as JSON. `show_dataflow`: arrows from nodes to those that take their values; `show_memory`: tensors and allocators over time. */
  generate_chrome_trace_format(
    ...args: PythonArguments<typeof METHODS.generate_chrome_trace_format, TraceOptions>
  ): string
  generate_chrome_trace_format(show_dataflow: boolean, show_memory: boolean): string {
    return new TraceBuilder(this.#stats).build(show_dataflow, show_memory)
  }
  /** The trace with memory, and the most that each allocator held at a time. */
  analyze_step_stats(...args: PythonArguments<typeof METHODS.analyze_step_stats, TraceOptions>): StepStatsAnalysis
  analyze_step_stats(show_dataflow: boolean, show_memory: boolean): StepStatsAnalysis {
    const builder = new TraceBuilder(this.#stats)
    const chrome_trace = builder.build(show_dataflow, show_memory)
    return { chrome_trace, allocator_maximums: builder.maximums }
  }
}
// @ts-expect-error the guarded class takes its place
Timeline = guardedClass(Timeline)
interface TraceOptions {
  show_dataflow: boolean
  show_memory: boolean
}
const TIMELINE = setSignature(Timeline, TIMELINE_TEXT)
setMethodSignatures(Timeline, ...Object.values(METHODS))

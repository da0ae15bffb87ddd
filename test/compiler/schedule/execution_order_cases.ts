/** The recorded runs as graphs, and how TensorFlow 0.12.1 schedules the ops in them. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Equality, Optimization } from '../../../src/compiler/schedule/order_optimize.ts'
import type {
  ControlFlow,
  DataflowGraph,
  DataflowNode,
  Scheduling,
  SchedulingOf,
} from '../../../src/compiler/schedule/order_source.ts'

interface EnterAttrs {
  readonly frame_name: string
  readonly is_constant: boolean
  readonly parallel_iterations: number
}

interface StoredCase {
  readonly id: number
  readonly kind: 'straight' | 'control-flow'
  readonly one_block: boolean
  readonly graph: readonly (readonly [
    name: string,
    op: string,
    inputs: readonly (readonly [number, number])[],
    first: number,
    attrs?: EnterAttrs,
  ])[]
  readonly feeds: readonly string[]
  readonly fetches: readonly string[]
  readonly targets: readonly string[]
  readonly order: readonly string[]
  readonly races: readonly (readonly [variable: string, first: string, second: string])[]
}

export interface Case extends Omit<StoredCase, 'graph'> {
  readonly graph: DataflowGraph
  readonly scheduling: SchedulingOf
  readonly optimization: Optimization
}

const TAKES_REFERENCES = /^(Assign|Apply|RefSwitch)/
const COMMUTATIVE = new Set('AddN Equal LogicalAnd LogicalOr Maximum Minimum Mul NotEqual SquaredDifference'.split(' '))

/** `first`: the first node with the same op and attributes. */
function equalityOf(op: string, first: number): Equality {
  return {
    stateful: op === 'Variable',
    key: TAKES_REFERENCES.test(op) ? undefined : `${op} ${first}`,
    commutative: COMMUTATIVE.has(op),
  }
}

const INEXPENSIVE = new Set(
  'NoOp Const Shape Rank Size ExpandDims Squeeze Reshape ConcatOffset BroadcastGradientArgs Bitcast Identity StopGradient Switch RefSwitch Merge Enter Exit NextIteration LoopCond'.split(
    ' ',
  ),
)

export function schedulingOf(op: string, attrs?: EnterAttrs): Scheduling {
  return {
    expensive: !INEXPENSIVE.has(op),
    asynchronous: false,
    placeholder: op === 'Placeholder',
    control: controlOf(op, attrs),
  }
}

function controlOf(op: string, attrs?: EnterAttrs): ControlFlow | undefined {
  switch (op) {
    case 'Switch':
    case 'RefSwitch':
      return { kind: 'switch' }
    case 'Merge':
      return { kind: 'merge' }
    case 'Enter':
      return {
        kind: 'enter',
        frame: attrs!.frame_name,
        constant: attrs!.is_constant,
        parallelIterations: attrs!.parallel_iterations,
      }
    case 'Exit':
      return { kind: 'exit' }
    case 'NextIteration':
      return { kind: 'next_iteration' }
    default:
      return undefined
  }
}

export function dataflowGraph(nodes: readonly DataflowNode[]): DataflowGraph {
  const byName = new Map(nodes.map(({ name }, index) => [name, index]))
  return { size: nodes.length, node: index => nodes[index]!, find: name => byName.get(name) }
}

export function recordedCases(): Case[] {
  const file = new URL('../../golden/execution-order/cases.json.gz', import.meta.url)
  const stored = JSON.parse(gunzipSync(readFileSync(file)).toString()) as StoredCase[]
  return stored.map(recorded => {
    const nodes = recorded.graph.map(([name, op, inputs]) => ({
      name,
      op,
      inputs: inputs.filter(([, slot]) => slot >= 0).map(([node, slot]) => ({ node, slot })),
      controls: inputs.filter(([, slot]) => slot < 0).map(([node]) => node),
    }))
    const traits = recorded.graph.map(([, op, , , attrs]) => schedulingOf(op, attrs))
    const equalities = recorded.graph.map(([, op, , first]) => equalityOf(op, first))
    return {
      ...recorded,
      graph: dataflowGraph(nodes),
      scheduling: index => traits[index]!,
      optimization: { equality: index => equalities[index]! },
    }
  })
}

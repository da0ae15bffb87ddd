import { describe, expect, test } from 'vitest'
import { executionOrder, Scheduler } from '../../../src/compiler/schedule/execution_order.ts'
import { executorGraph } from '../../../src/compiler/schedule/executor_graph.ts'
import type { Optimization } from '../../../src/compiler/schedule/order_optimize.ts'
import { type Case, recordedCases } from './execution_order_cases.ts'
import { caseConflicts, nodeNames, recordedOrder, replayControlFlow } from './execution_order_replay.ts'

const cases = recordedCases()
const straight = cases.filter(({ kind }) => kind === 'straight')
const controlFlow = cases.filter(({ kind }) => kind === 'control-flow')

function simulate(recorded: Case, optimization?: Optimization): string[] {
  const graph = executorGraph(recorded.graph, recorded.scheduling, recorded, optimization)
  return nodeNames(recorded, graph, executionOrder(graph))
}

describe('recorded straight-line runs', () => {
  test('graphs in one memory block in which nothing was folded or merged run exactly as recorded', () => {
    let compared = 0
    for (const recorded of straight) {
      const simulated = simulate(recorded)
      const untouched =
        simulated.length === recorded.order.length - 1 && !recorded.order.some(name => name.endsWith('#cf'))
      if (!recorded.one_block || !untouched) continue
      expect(simulated, `case ${recorded.id}`).toEqual(recordedOrder(recorded))
      compared++
    }
    expect(compared).toBe(71)
  })

  test('without what was folded or merged, nearly all graphs in one memory block do', () => {
    const different: number[] = []
    const oneBlock = straight.filter(({ one_block }) => one_block)
    for (const recorded of oneBlock) {
      const executed = new Set(recordedOrder(recorded))
      const simulated = simulate(recorded).filter(name => executed.has(name))
      if (simulated.join() !== recordedOrder(recorded).join()) different.push(recorded.id)
    }
    expect(oneBlock.length).toBe(211)
    expect(different).toEqual([19, 146, 164, 167, 1050])
  })

  test('conflicting accesses that no edge orders run as recorded', () => {
    const wrong = { oneBlock: 0, larger: 0 }
    let pairs = 0
    for (const recorded of straight) {
      const position = new Map(simulate(recorded).map((name, k) => [name, k]))
      for (const [, first, second] of recorded.races) {
        pairs++
        expect(position.has(first) && position.has(second)).toBe(true)
        if (position.get(first)! > position.get(second)!) wrong[recorded.one_block ? 'oneBlock' : 'larger']++
      }
    }
    expect(pairs).toBe(2959)
    // The order of the larger graphs depends on memory addresses in TensorFlow.
    expect(wrong).toEqual({ oneBlock: 0, larger: 28 })
  })

  test('with merging, conflicting accesses run as recorded', () => {
    let pairs = 0
    const wrong: number[] = []
    for (const recorded of straight.filter(({ one_block }) => one_block)) {
      const position = new Map(simulate(recorded, recorded.optimization).map((name, k) => [name, k]))
      for (const [, first, second] of recorded.races) {
        pairs++
        if (!(position.get(first)! < position.get(second)!)) wrong.push(recorded.id)
      }
    }
    expect(pairs).toBeGreaterThan(500)
    expect(wrong).toEqual([])
  })

  test('the declarations of the ops find every recorded conflict', () => {
    let found = 0
    let others = 0
    for (const recorded of straight) {
      const { pairs, isOrdered } = caseConflicts(recorded, simulate(recorded))
      const name = (node: number) => recorded.graph.node(node).name
      const text = (variable: string, a: string, b: string) => [variable, ...[a, b].sort()].join()
      const races = new Set(recorded.races.map(([variable, first, second]) => text(variable, first, second)))
      for (const { variable, first, second } of pairs) {
        if (isOrdered(first, second)) continue
        if (races.delete(text(variable, name(first), name(second)))) found++
        else others++
      }
      expect([...races], `case ${recorded.id}`).toEqual([])
    }
    // The others are accesses by nodes that TensorFlow merged or folded.
    expect({ found, others }).toEqual({ found: 2564, others: 37 })
  })

  test('a scheduler gives the same order', () => {
    for (const recorded of straight) {
      const graph = executorGraph(recorded.graph, recorded.scheduling, recorded)
      const order: number[] = []
      const scheduler = new Scheduler<true>(graph)
      for (let task = scheduler.next(); task !== undefined; task = scheduler.next()) {
        order.push(task.node)
        scheduler.done(task, [true, true, true, true])
      }
      expect(order).toEqual([...executionOrder(graph)])
      expect(scheduler.isIdle).toBe(true)
    }
  })
})

describe.each([
  // TensorFlow merges equal Identities of predicates and equal switches.
  {
    how: 'as it is',
    exact: 51,
    wrong: [
      '2030: cond_2/AssignAdd_1 cond_1/Assign_1',
      '2030: AssignSub cond_1/Assign_1',
      '2041: cond_2/Assign cond_1/Assign',
    ],
  },
  // In the other runs TensorFlow also folded constants, and merged those of the same value.
  { how: 'merged', exact: 74, wrong: [] },
])('recorded runs with conds and loops, the graph $how', ({ how, exact, wrong }) => {
  const replays = controlFlow.map(recorded => {
    const optimization = how === 'merged' ? recorded.optimization : undefined
    const orders = replayControlFlow(
      recorded,
      executorGraph(recorded.graph, recorded.scheduling, recorded, optimization),
    )
    const record = recordedOrder(recorded).join()
    const found = orders.find(order => order.join() === record)
    return { recorded, order: found ?? orders[0], isExact: found !== undefined }
  })

  test('each node runs as often as recorded', () => {
    expect(replays.filter(({ order }) => order === undefined).map(({ recorded }) => recorded.id)).toEqual([])
  })

  test('orders are exact', () => {
    expect([replays.filter(({ isExact }) => isExact).length, replays.length]).toEqual([exact, 80])
  })

  test('conflicting accesses run as recorded', () => {
    let pairs = 0
    const found: string[] = []
    for (const { recorded, order } of replays) {
      const record = recordedOrder(recorded)
      for (const { first, second } of caseConflicts(recorded, order!).pairs) {
        const names = [first, second].map(node => recorded.graph.node(node).name)
        const only = (list: readonly string[]) => list.filter(name => names.includes(name)).join()
        pairs++
        if (only(order!) !== only(record)) found.push(`${recorded.id}: ${names.join(' ')}`)
      }
    }
    expect(pairs).toBe(209)
    expect(found).toEqual(wrong)
  })
})

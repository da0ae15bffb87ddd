import { describe, expect, test } from 'vitest'
import { constructionOrder } from '../../../src/compiler/schedule/order_construct.ts'
import type { Scheduling } from '../../../src/compiler/schedule/order_source.ts'
import { recordedCases } from './execution_order_cases.ts'
import { program } from './order_program.ts'

const cases = recordedCases()

describe('executor graph', () => {
  const diamond = `
    x = Placeholder
    a = Add x x
    b = Mul a a
    after = NoOp ^x
    c = Sub b a ^after
    other = Neg b`

  test('feeds replace tensors, fetches stand at the end, the rest is gone', () => {
    const run = program(diamond)
    expect(run({ feeds: ['x:0'], fetches: ['c:0'] }).order()).toEqual(['x:0', 'after', 'a', 'b', 'c', 'c:0'])
    expect(run({ feeds: ['b:0', 'x:0'], fetches: ['other:0'] }).order()).toEqual(['b:0', 'other', 'other:0'])
    expect(run({ feeds: ['a:0'], targets: ['b', 'b'] }).order()).toEqual(['a:0', 'b'])
  })

  test('a tensor that is fed and fetched is not run', () => {
    expect(program(diamond)({ feeds: ['a:0'], fetches: ['a:0', 'b:0'] }).order()).toEqual(['a:0', 'b', 'b:0'])
  })

  test('control edges of a fed node stay with it unless it is a placeholder', () => {
    const run = program(`
      a = Add
      b = Mul a ^a
      c = NoOp ^a`)
    expect(run({ feeds: ['a:0'], targets: ['c'] }).order()).toEqual(['a', 'c'])
    expect(
      run({ feeds: ['a:0'], targets: ['b'] })
        .order()
        .sort(),
    ).toEqual(['a', 'a:0', 'b'])
  })

  test('unknown names', () => {
    const run = program(diamond)
    expect(() => run({ feeds: ['y:0'] })).toThrow('FeedInputs: unable to find feed output y:0')
    expect(() => run({ fetches: ['y:0'] })).toThrow('FetchOutputs node y:0: not found')
    expect(() => run({ targets: ['z', 'y', 'a'] })).toThrow('PruneForTargets: Some target nodes not found: y, z')
  })

  test('a cycle needs a merge', () => {
    expect(() => program('a = Add b\nb = Add a')({ targets: ['b'] })).toThrow('2 nodes in a cycle')
  })

  test('inputs from different frames are refused', () => {
    const run = program('a = Const\nin = Enter a\nb = Add in a')
    expect(() => run({ targets: ['b'] })).toThrow("The node 'b' has inputs from different frames.")
  })

  test('nodes that a signature does not need never change the order of the others', () => {
    for (const { graph, scheduling } of cases) {
      const whole = construct(graph, scheduling, () => true)
      const needed = new Set<number>()
      const need = (node: number): void => {
        if (needed.has(node)) return
        needed.add(node)
        for (const input of graph.node(node).inputs) need(input.node)
        for (const control of graph.node(node).controls) need(control)
      }
      for (let node = graph.size >> 1; node < graph.size; node += 7) need(node)
      expect(construct(graph, scheduling, node => needed.has(node))).toEqual(whole.filter(node => needed.has(node)))
    }
  })
})

function construct(
  graph: (typeof cases)[number]['graph'],
  scheduling: (node: number) => Scheduling,
  has: (node: number) => boolean,
): number[] {
  const nodes = Array.from({ length: graph.size }, (_, node) => node).filter(has)
  const local = new Map(nodes.map((node, k) => [node, k]))
  const lists = nodes.map(node =>
    [...graph.node(node).inputs.map(input => input.node), ...graph.node(node).controls].map(from => local.get(from)!),
  )
  const start = [0]
  for (const list of lists) start.push(start.at(-1)! + list.length)
  const awaited = nodes.map((node, k) =>
    scheduling(node).control?.kind === 'merge' ? graph.node(node).controls.length + 1 : lists[k]!.length,
  )
  const order = constructionOrder({
    count: nodes.length,
    start: Int32Array.from(start),
    sources: Int32Array.from(lists.flat()),
    awaited: Int32Array.from(awaited),
  })
  return [...order].map(k => nodes[k]!)
}

import { describe, expect, test } from 'vitest'
import { executionOrder, Scheduler, type Task } from '../../src/compiler/execution_order.ts'
import { executorGraph } from '../../src/compiler/executor_graph.ts'
import { constructionOrder } from '../../src/compiler/order_construct.ts'
import type { Optimization } from '../../src/compiler/order_optimize.ts'
import type { DataflowNode, Scheduling, Signature } from '../../src/compiler/order_source.ts'
import { type Case, dataflowGraph, recordedCases, schedulingOf } from './execution_order_cases.ts'
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
      const untouched = simulated.length === recorded.order.length - 1 && !recorded.order.some(name => name.endsWith('#cf'))
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

  test('with folding and merging, all run as recorded but for constants that turn out equal', () => {
    const different: number[] = []
    let wrong = 0
    for (const recorded of straight.filter(({ one_block }) => one_block)) {
      const withoutConstants = (names: readonly string[]) =>
        names.filter(name => recorded.graph.node(recorded.graph.find(name)!).op !== 'Const').join()
      const simulated = simulate(recorded, recorded.optimization)
      if (withoutConstants(simulated) !== withoutConstants(recordedOrder(recorded))) different.push(recorded.id)
      const position = new Map(simulated.map((name, k) => [name, k]))
      for (const [, first, second] of recorded.races) if (!(position.get(first)! < position.get(second)!)) wrong++
    }
    // There TensorFlow merged constants of different expressions with the same value, which nothing here computes.
    expect(different).toEqual([82, 126, 167])
    expect(wrong).toBe(0)
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
    wrong: ['2030: cond_2/AssignAdd_1 cond_1/Assign_1', '2030: AssignSub cond_1/Assign_1', '2041: cond_2/Assign cond_1/Assign'],
  },
  { how: 'merged', exact: 74, wrong: [] },
  // In two runs TensorFlow merged constants of different expressions with the same value.
  { how: 'folded and merged', exact: 78, wrong: [] },
])('recorded runs with conds and loops, the graph $how', ({ how, exact, wrong }) => {
  const replays = controlFlow.map(recorded => {
    const { equality } = recorded.optimization
    const optimizations = {
      'as it is': undefined,
      merged: { equality: (index: number) => ({ ...equality(index), foldable: false }) },
      'folded and merged': { equality },
    }
    const optimization = optimizations[how as keyof typeof optimizations]
    const orders = replayControlFlow(recorded, executorGraph(recorded.graph, recorded.scheduling, recorded, optimization))
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

// op inputs… ^controls…, one node a line: `name = Op a b:1 ^c`.
function program(text: string, frame: Partial<{ parallel_iterations: number }> = {}) {
  const lines = text
    .trim()
    .split('\n')
    .map(line => line.trim().split(/[ =]+/))
  const index = new Map(lines.map(([name], k) => [name!, k]))
  const traits: Scheduling[] = []
  const nodes = lines.map(([name, op, ...inputs]): DataflowNode => {
    const enter = { frame_name: 'loop', is_constant: op === 'ConstantEnter', parallel_iterations: frame.parallel_iterations ?? 10 }
    traits.push({ ...schedulingOf(op === 'ConstantEnter' ? 'Enter' : op!, enter), asynchronous: op === 'Dequeue' })
    const data = inputs.filter(input => !input.startsWith('^')).map(input => input.split(':'))
    return {
      name: name!,
      op: op!,
      inputs: data.map(([from, slot]) => ({ node: index.get(from!)!, slot: Number(slot ?? 0) })),
      controls: inputs.filter(input => input.startsWith('^')).map(input => index.get(input.slice(1))!),
    }
  })
  const graph = dataflowGraph(nodes)
  return (signature: Partial<Signature>) => {
    const built = executorGraph(graph, node => traits[node]!, { feeds: [], fetches: [], targets: [], ...signature })
    const name = (node: number) => built.transfers.get(node)?.tensor ?? nodes[built.origin[node]!]!.name
    return { graph: built, name, op: (node: number) => nodes[built.origin[node]!]?.op ?? '', order: () => [...executionOrder(built)].map(name) }
  }
}

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

function construct(graph: (typeof cases)[number]['graph'], scheduling: (node: number) => Scheduling, has: (node: number) => boolean): number[] {
  const nodes = Array.from({ length: graph.size }, (_, node) => node).filter(has)
  const local = new Map(nodes.map((node, k) => [node, k]))
  const lists = nodes.map(node => [...graph.node(node).inputs.map(input => input.node), ...graph.node(node).controls].map(from => local.get(from)!))
  const start = [0]
  for (const list of lists) start.push(start.at(-1)! + list.length)
  const awaited = nodes.map((node, k) => (scheduling(node).control?.kind === 'merge' ? graph.node(node).controls.length + 1 : lists[k]!.length))
  const order = constructionOrder({
    count: nodes.length,
    start: Int32Array.from(start),
    sources: Int32Array.from(lists.flat()),
    awaited: Int32Array.from(awaited),
  })
  return [...order].map(k => nodes[k]!)
}

describe('queue', () => {
  test('inexpensive successors first, then the expensive ones from the last to the first', () => {
    const run = program(`
      x = Variable
      a = Add x
      i = Identity x
      b = Add x
      c = Add x
      j = Identity c`)
    expect(run({ targets: ['a', 'i', 'b', 'c', 'j'] }).order()).toEqual(['x', 'i', 'c', 'j', 'b', 'a'])
  })

  test('a push to a full queue runs the task at once, inside the node that pushes', () => {
    const count = 1500
    const lines = Array.from({ length: count }, (_, k) => `v${k} = Variable\nw${k} = Add v${k}\nu${k} = Add v${k}`)
    const graph = program([...lines, `init = NoOp ${lines.map((_, k) => `^w${k} ^u${k}`).join(' ')}`].join('\n'))({ targets: ['init'] })
    expect(graph.order()).toEqual(nested(graph.graph).map(graph.name))
  })

  /** The executor written as TensorFlow's calls nest. */
  function nested(graph: ReturnType<ReturnType<typeof program>>['graph']): number[] {
    const pending = graph.inEdges.slice()
    const queue: number[] = []
    const order: number[] = []
    const push = (node: number): void => {
      if (queue.length < 1024) queue.push(node)
      else process(node)
    }
    const process = (task: number): void => {
      const inline = [task]
      for (let node = inline.shift(); node !== undefined; node = inline.shift()) {
        if (node > 0) order.push(node)
        const ready: number[] = []
        for (let e = graph.edges.start[node]!; e < graph.edges.start[node + 1]!; e++)
          if (--pending[graph.edges.target[e]!]! === 0) ready.push(graph.edges.target[e]!)
        let last: number | undefined
        for (const each of ready) {
          if (graph.inexpensive[each] === 1) inline.push(each)
          else {
            if (last !== undefined) push(last)
            last = each
          }
        }
        if (last !== undefined) {
          if (inline.length === 0) inline.push(last)
          else push(last)
        }
      }
    }
    process(0)
    for (let task = queue.pop(); task !== undefined; task = queue.pop()) process(task)
    return order
  }

  test('what an asynchronous node makes ready goes to the queue', () => {
    const text = (op: string) => `q = ${op}\nn = NoOp\ni = Identity q ^n\nj = Identity q ^n\nk = Add q`
    const targets = ['i', 'j', 'k']
    expect(program(text('Variable'))({ targets }).order()).toEqual(['n', 'q', 'i', 'j', 'k'])
    expect(program(text('Dequeue'))({ targets }).order()).toEqual(['n', 'q', 'j', 'i', 'k'])
  })
})

describe('scheduler', () => {
  const loop = `
    zero = Const
    bound = Const
    enter = Enter zero
    limit = ConstantEnter bound
    merge = Merge enter next
    less = Less merge limit
    cond = LoopCond less
    switch = Switch merge cond
    body = Identity switch:1
    one = Const ^body
    add = Add body one
    next = NextIteration add
    exit = Exit switch
    result = Add exit bound`

  type Run = ReturnType<ReturnType<typeof program>>

  function compute(
    { op, name }: Run,
    scheduler: Scheduler<number>,
    task: Task<number>,
    constants: Readonly<Record<string, number>>,
  ): (number | undefined)[] {
    const input = (slot: number): number => scheduler.input(task, slot)!
    switch (op(task.node)) {
      case 'Const':
        return [constants[name(task.node)]!]
      case 'Less':
        return [Number(input(0) < input(1))]
      case 'Add':
        return [input(0) + input(1)]
      case 'Switch':
        return input(1) === 1 ? [undefined, input(0)] : [input(0), undefined]
      case 'Merge':
        return [scheduler.input(task, 0) ?? input(1)]
      default:
        return [scheduler.input(task, 0)]
    }
  }

  function run(graph: Run, constants: Readonly<Record<string, number>>) {
    const scheduler = new Scheduler<number>(graph.graph)
    const order: string[] = []
    const fetched: (number | undefined)[] = []
    let live = 0
    for (let task = scheduler.next(); task !== undefined; task = scheduler.next()) {
      order.push(graph.name(task.node))
      live = Math.max(live, task.iteration.frame.iterations.size)
      if (graph.graph.transfers.has(task.node)) {
        fetched.push(task.dead ? undefined : scheduler.input(task, 0))
        scheduler.done(task, [])
      } else scheduler.done(task, compute(graph, scheduler, task, constants))
    }
    expect(scheduler.isIdle).toBe(true)
    return { order, fetched, live }
  }

  test('a loop carries values from one iteration to the next', () => {
    const { fetched, order } = run(program(loop)({ fetches: ['exit:0', 'result:0'] }), { zero: 0, bound: 25, one: 1 })
    expect(fetched.sort()).toEqual([25, 50])
    expect(order.filter(name => name === 'add').length).toBe(25)
    expect(order.filter(name => name === 'exit').length).toBe(1)
  })

  test('a loop that runs no iteration', () => {
    expect(run(program(loop)({ fetches: ['result:0'] }), { zero: 0, bound: 0, one: 1 }).fetched).toEqual([0])
  })

  test('parallel_iterations bounds the iterations that exist at once', () => {
    // The expensive nodes that hang on the body wait in the queue, so that their iterations stay.
    const text = `${loop.replace('Switch merge cond', 'Switch merge cond ^slow')}\nslow = Mul merge merge`
    for (const parallel_iterations of [1, 2, 10]) {
      const { live, fetched } = run(program(text, { parallel_iterations })({ fetches: ['exit:0'] }), { zero: 0, bound: 25, one: 1 })
      expect(live).toBeLessThanOrEqual(parallel_iterations)
      expect(fetched).toEqual([25])
    }
  })

  test('a loop in a branch that is not taken is dead, and so is what it leaves', () => {
    const text = `
      value = Const
      flag = Const
      branch = Switch value flag
      enter = Enter branch:1
      merge = Merge enter next
      cond = LoopCond merge
      switch = Switch merge cond
      next = NextIteration switch:1
      exit = Exit switch
      join = Merge branch exit`
    const graph = program(text)({ fetches: ['exit:0', 'join:0'] })
    const { order, fetched } = run(graph, { value: 7, flag: 0 })
    expect(order.includes('merge') || order.includes('exit')).toBe(false)
    expect(fetched.sort()).toEqual([7, undefined])
  })

  test('a node that waits lets others run; its successors come when it is done', () => {
    const graph = program('q = Dequeue\na = Identity q\nb = Add q a\nv = Variable\nc = Add v v')({ targets: ['b', 'c'] })
    const scheduler = new Scheduler<number>(graph.graph)
    const order: string[] = []
    let waiting: Task<number> | undefined
    const drain = (): void => {
      for (let task = scheduler.next(); task !== undefined; task = scheduler.next()) {
        order.push(graph.name(task.node))
        if (graph.op(task.node) === 'Dequeue') waiting = task
        else scheduler.done(task, [1])
      }
    }
    drain()
    expect(order.toSorted()).toEqual(['c', 'q', 'v'])
    expect(scheduler.isIdle).toBe(false)
    scheduler.done(waiting!, [1])
    drain()
    expect(order.slice(3)).toEqual(['a', 'b'])
    expect(scheduler.isIdle).toBe(true)
  })

  test('the order of a loop is not known beforehand', () => {
    expect(() => executionOrder(program(loop)({ fetches: ['exit:0'] }).graph)).toThrow('drive a Scheduler')
  })
})

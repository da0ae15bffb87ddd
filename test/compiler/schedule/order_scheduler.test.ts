import { describe, expect, test } from 'vitest'
import { executionOrder, Scheduler, type Task } from '../../../src/compiler/schedule/execution_order.ts'
import { program } from './order_program.ts'

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
    const graph = program([...lines, `init = NoOp ${lines.map((_, k) => `^w${k} ^u${k}`).join(' ')}`].join('\n'))({
      targets: ['init'],
    })
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
      const { live, fetched } = run(program(text, { parallel_iterations })({ fetches: ['exit:0'] }), {
        zero: 0,
        bound: 25,
        one: 1,
      })
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
    const graph = program('q = Dequeue\na = Identity q\nb = Add q a\nv = Variable\nc = Add v v')({
      targets: ['b', 'c'],
    })
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

/**
 * The order in which TensorFlow 0.12.1 runs a graph with one inter-op thread. tf0 takes it for accesses to variables
 * that no edge orders, on every path and at every number of threads.
 */
import { bug } from '../../errors/bug.ts'
import type { ExecutorGraph } from './executor_graph.ts'
import { type Iteration, Propagation, type Task } from './order_frames.ts'
import { ReadyQueue } from './order_queue.ts'

export type { Frame, Iteration, Task } from './order_frames.ts'

/**
 * The nodes of an executor graph (without the source) in run order, transfers included.
 *
 * Only for graphs without control flow; what a loop or a cond runs depends on values, and a `Scheduler` finds it out
 * while they are computed.
 */
export function executionOrder(graph: ExecutorGraph): Int32Array {
  if (!graph.straight)
    throw bug('The execution order of a graph with control flow depends on its values: drive a Scheduler')
  const { inexpensive, asynchronous } = graph
  const { start, target } = graph.edges
  const pending = graph.inEdges.slice()
  const order = new Int32Array(graph.size - 1)
  let length = 0
  const queue = new ReadyQueue<number>(node => inexpensive[node] === 1)
  queue.pushFront(0)
  for (let node = queue.next(); node !== undefined; node = queue.next()) {
    if (node !== 0) order[length++] = node
    const ready = queue.ready
    for (let e = start[node]!, end = start[node + 1]!; e < end; e++) {
      const user = target[e]!
      if (--pending[user]! === 0) ready.push(user)
    }
    queue.schedule(asynchronous[node] === 1)
  }
  return order
}

/**
 * Hands out the nodes of one run in TensorFlow's order while the caller computes them:
 *
 *     const scheduler = new Scheduler<NDArray>(graph)
 *     for (let task = scheduler.next(); task; task = scheduler.next()) {
 *       scheduler.done(task, compute(task, slot => scheduler.input(task, slot)))
 *     }
 *     // !scheduler.isIdle: a kernel waits; go on when it has called `done`
 *
 * `V` is what travels along data edges; it must not include undefined, which stands for "no value".
 */
export class Scheduler<V> {
  readonly #graph: ExecutorGraph
  readonly #propagation: Propagation<V>
  readonly #queue: ReadyQueue<Task<V>>
  /** Handed out last, and neither done nor left behind by another `next`. */
  #current: Task<V> | undefined
  #unfinished = 0

  constructor(graph: ExecutorGraph) {
    this.#graph = graph
    this.#propagation = new Propagation(graph)
    this.#queue = new ReadyQueue(task => task.dead || graph.inexpensive[task.node] === 1)
    const { root } = this.#propagation
    root.outstandingTasks = 1
    this.#queue.pushFront({ node: 0, iteration: root, dead: false })
  }

  /**
   * The next task to compute, or undefined if nothing can run now. Dead nodes pass by unseen, except a dead fetch: the
   * fetched tensor has no value then.
   */
  next(): Task<V> | undefined {
    this.#current = undefined
    for (let task = this.#queue.next(); task !== undefined; task = this.#queue.next()) {
      if (task.node !== 0 && (!task.dead || this.#graph.transfers.has(task.node))) {
        this.#current = task
        this.#unfinished++
        return task
      }
      this.#end(task, [], this.#queue.ready)
      this.#queue.schedule(false)
    }
    return undefined
  }

  /** The value of a data input of a task that isn't done; undefined only for a merge's inputs that didn't come first. */
  input(task: Task<V>, slot: number): V | undefined {
    return task.iteration.inputs[this.#graph.inputStart[task.node]! + slot]
  }

  /**
   * A task has ended with these outputs. Undefined, or a slot beyond the end, is "no value", as for the branch that a
   * switch doesn't take. The inputs of the task are let go.
   *
   * A kernel that waits calls it later, after other calls of `next`: if that happens while another task computes, its
   * successors are next in line; otherwise they queue up behind what is ready.
   */
  done(task: Task<V>, outputs: readonly (V | undefined)[]): void {
    this.#unfinished--
    if (task === this.#current) {
      this.#current = undefined
      this.#end(task, outputs, this.#queue.ready)
      this.#queue.schedule(this.#graph.asynchronous[task.node] === 1)
      return
    }
    const ready: Task<V>[] = []
    this.#end(task, outputs, ready)
    for (const each of ready) {
      if (this.#current === undefined) this.#queue.pushBack(each)
      else this.#queue.pushFront(each)
    }
  }

  /** True if no task is handed out and not done. With `next() === undefined` the run is over. */
  get isIdle(): boolean {
    return this.#unfinished === 0
  }

  #end(task: Task<V>, outputs: readonly (V | undefined)[], ready: Task<V>[]): void {
    const { inputs }: Iteration<V> = task.iteration
    const from = this.#graph.inputStart[task.node]!
    for (let k = from, end = from + this.#graph.inputCount[task.node]!; k < end; k++) inputs[k] = undefined
    this.#propagation.finish(task, outputs, ready)
  }
}

/**
 * Frames and iterations of a running graph: which nodes become ready when a node ends, and which input gets which value.
 * The rules of control flow are those of TensorFlow 0.12.1's executor.
 */
import type { ExecutorGraph } from './executor_graph.ts'
import type { FrameLayout } from './order_layout.ts'

/** One run of a node: the same node runs once per iteration of its frame. */
export interface Task<V> {
  readonly node: number
  readonly iteration: Iteration<V>
  /** True: an input has no value, so the node is not computed. */
  readonly dead: boolean
}

/** One pass through a loop's body; outside of loops there is one frame with one iteration. */
export class Iteration<V> {
  readonly frame: Frame<V>
  readonly index: number
  /** The values that arrived: input `k` of a node stands at `graph.inputStart[node] + k`. */
  readonly inputs: (V | undefined)[]
  /** See `FrameLayout.pending`. */
  readonly pending: Int32Array
  /** Dead activations per node. */
  readonly deaths: Int32Array
  /** Tasks that are ready or running. */
  outstandingTasks = 0
  /** Frames that were entered from here and are not done, by their index in the graph. */
  readonly children = new Map<number, Frame<V>>()

  constructor(frame: Frame<V>, index: number) {
    this.frame = frame
    this.index = index
    this.inputs = new Array<V | undefined>(frame.layout.inputs).fill(undefined)
    this.pending = frame.layout.pending.slice()
    this.deaths = new Int32Array(this.pending.length)
  }
}

/** A loop that is running: entered from one iteration of the enclosing frame. */
export class Frame<V> {
  /** Its index in the graph's frames. */
  readonly index: number
  readonly layout: FrameLayout
  /** The iteration of the enclosing frame; undefined outside of loops. */
  readonly parent: Iteration<V> | undefined
  readonly iterations = new Map<number, Iteration<V>>()
  newest = 0
  /** Enter nodes that have not arrived. */
  pendingEnters: number
  /** NextIteration nodes that wait for an iteration to end, with their values. */
  deferred: { readonly node: number; readonly value: V | undefined }[] = []
  /** Constant Enters that have arrived. */
  readonly constants: { readonly node: number; readonly value: V | undefined }[] = []
  deadExits: number[] = []

  constructor(index: number, layout: FrameLayout, parent: Iteration<V> | undefined) {
    this.index = index
    this.layout = layout
    this.parent = parent
    this.pendingEnters = layout.enters
    this.iterations.set(0, new Iteration(this, 0))
  }

  get isDone(): boolean {
    return this.pendingEnters === 0 && this.iterations.size === 0
  }
}

/** Carries values from finished nodes to their successors. What becomes ready is appended to the list given, in order. */
export class Propagation<V> {
  readonly root: Iteration<V>
  readonly #graph: ExecutorGraph

  constructor(graph: ExecutorGraph) {
    this.#graph = graph
    this.root = new Frame<V>(0, graph.frames[0]!, undefined).iterations.get(0)!
  }

  /** A node has ended with these outputs; undefined (or beyond the end) is no value. */
  finish(task: Task<V>, outputs: readonly (V | undefined)[], ready: Task<V>[]): void {
    const { node, iteration, dead } = task
    const control = this.#graph.control[node]
    switch (control?.kind) {
      case 'enter': {
        const child = this.#childFrame(node, iteration)
        if (control.constant) {
          child.constants.push({ node, value: outputs[0] })
          for (let k = 0; k <= child.newest; k++) {
            const each = child.iterations.get(k)
            if (each !== undefined) this.#activate(node, outputs[0] === undefined, outputs, each, ready)
          }
        } else {
          this.#activate(node, dead, outputs, child.iterations.get(0)!, ready)
        }
        child.pendingEnters--
        break
      }
      case 'exit':
        if (!dead) this.#activate(node, false, outputs, iteration.frame.parent!, ready)
        else if (iteration.index === iteration.frame.newest) iteration.frame.deadExits.push(node)
        break
      case 'next_iteration':
        if (!dead) this.#nextIteration(node, iteration, outputs, ready)
        break
      default:
        this.#activate(node, dead, outputs, iteration, ready)
    }
    if (--iteration.outstandingTasks === 0) this.#cleanUp(iteration.frame, iteration.index, ready)
  }

  #childFrame(enter: number, iteration: Iteration<V>): Frame<V> {
    const inner = this.#graph.enteredFrame[enter]!
    let child = iteration.children.get(inner)
    if (child === undefined) {
      child = new Frame(inner, this.#graph.frames[inner]!, iteration)
      iteration.children.set(inner, child)
    }
    return child
  }

  #nextIteration(node: number, iteration: Iteration<V>, outputs: readonly (V | undefined)[], ready: Task<V>[]): void {
    const { frame } = iteration
    if (iteration.index === frame.newest) {
      if (frame.iterations.size === frame.layout.parallelIterations) {
        frame.deferred.push({ node, value: outputs[0] })
        return
      }
      this.#startIteration(frame, ready)
    }
    this.#activate(node, false, outputs, frame.iterations.get(iteration.index + 1)!, ready)
  }

  #startIteration(frame: Frame<V>, ready: Task<V>[]): void {
    const iteration = new Iteration(frame, ++frame.newest)
    frame.iterations.set(iteration.index, iteration)
    frame.deadExits = []
    const { deferred } = frame
    frame.deferred = []
    for (const { node, value } of deferred) this.#activate(node, value === undefined, [value], iteration, ready)
    for (const { node, value } of frame.constants) this.#activate(node, value === undefined, [value], iteration, ready)
  }

  /** Brings a node's outputs to the ends of its edges, in the iteration given. */
  #activate(
    node: number,
    dead: boolean,
    outputs: readonly (V | undefined)[],
    iteration: Iteration<V>,
    ready: Task<V>[],
  ): void {
    const { edges, localOf, inputStart, control } = this.#graph
    const { pending, deaths } = iteration
    for (let e = edges.start[node]!, end = edges.start[node + 1]!; e < end; e++) {
      const target = edges.target[e]!
      const input = edges.input[e]!
      const value = input < 0 ? undefined : outputs[edges.slot[e]!]
      const kind = control[target]?.kind
      if (kind === 'merge') {
        this.#activateMerge(node, target, input, value, iteration, ready)
        continue
      }
      const local = localOf[target]!
      if (dead || (input >= 0 && value === undefined)) deaths[local]!++
      if (input >= 0) iteration.inputs[inputStart[target]! + input] = value
      if (--pending[local]! === 0) {
        ready.push({ node: target, iteration, dead: deaths[local]! > 0 && kind !== 'trigger' })
        iteration.outstandingTasks++
      }
    }
  }

  /** A merge runs when its control inputs are there and one live input, or when all its data inputs are dead. */
  #activateMerge(
    from: number,
    merge: number,
    input: number,
    value: V | undefined,
    iteration: Iteration<V>,
    ready: Task<V>[],
  ): void {
    const { localOf, inputStart, inputCount, control } = this.#graph
    const { pending, deaths } = iteration
    const local = localOf[merge]!
    let isReady: boolean
    let dead = false
    if (input < 0) {
      pending[local]! -= 2
      dead = deaths[local] === inputCount[merge]
      isReady = pending[local] === 0 || (pending[local] === 1 && dead)
    } else if (value !== undefined) {
      // The lowest bit is set until the first live input.
      isReady = pending[local] === 1
      if ((pending[local]! & 1) === 1) {
        iteration.inputs[inputStart[merge]! + input] = value
        pending[local]! -= 1
      }
    } else {
      // A loop in the branch of a cond that isn't taken: its Enters are dead, its NextIterations never come.
      deaths[local]!++
      dead = deaths[local] === inputCount[merge] || control[from]?.kind === 'enter'
      isReady = pending[local] === 1 && dead
    }
    if (!isReady) return
    ready.push({ node: merge, iteration, dead })
    iteration.outstandingTasks++
  }

  /** Removes finished iterations from `index` on, and the frame with the last of them. */
  #cleanUp(innermost: Frame<V>, first: number, ready: Task<V>[]): void {
    for (let frame = innermost, index = first; ; ) {
      for (let k = index; k <= frame.newest && this.#isIterationDone(frame, k); k++) {
        frame.iterations.delete(k)
        if (frame.deferred.length > 0) this.#startIteration(frame, ready)
      }
      const { parent } = frame
      if (!frame.isDone || parent === undefined) return
      for (const exit of frame.deadExits) this.#activate(exit, true, [], parent, ready)
      parent.children.delete(frame.index)
      frame = parent.frame
      index = parent.index
    }
  }

  #isIterationDone(frame: Frame<V>, index: number): boolean {
    const iteration = frame.iterations.get(index)
    if (iteration === undefined || iteration.outstandingTasks > 0 || iteration.children.size > 0) return false
    return index === 0 ? frame.pendingEnters === 0 : !frame.iterations.has(index - 1)
  }
}

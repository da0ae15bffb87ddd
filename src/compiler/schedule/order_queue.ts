/**
 * The queue of TensorFlow 0.12.1's only worker thread. It is pushed to and popped from at the front. A node's
 * inexpensive successors run at once, one after the other; of the expensive ones the last may go on at once, the others
 * are queued. A push to a full queue runs the task at once, inside the node that pushes.
 */

// RunQueue<Work, 1024> of Eigen's NonBlockingThreadPool.
const CAPACITY = 1024

/** What one queued task runs before the next is taken: itself, and what it may go on with at once. */
interface Chain<T> {
  readonly inline: T[]
  head: number
  /** Found ready by the node that ran last; scheduled from `position` on. */
  readonly ready: T[]
  position: number
  /** The last expensive task of `ready` so far. */
  last: T | undefined
  /** True: all of `ready` goes to the queue. */
  queueAll: boolean
}

export class ReadyQueue<T> {
  readonly #isInexpensive: (task: T) => boolean
  /** The front is the end. */
  readonly #queue: T[] = []
  /** Pushed by other threads, the oldest first. */
  #behind: T[] = []
  /** More than one only while a full queue makes a task run inside another. */
  readonly #chains: Chain<T>[] = []
  readonly #spare: Chain<T>[] = []

  constructor(isInexpensive: (task: T) => boolean) {
    this.#isInexpensive = isInexpensive
  }

  pushFront(task: T): void {
    this.#queue.push(task)
  }

  pushBack(task: T): void {
    this.#behind.push(task)
  }

  /** The next task to run. */
  next(): T | undefined {
    for (;;) {
      const chain = this.#chains[this.#chains.length - 1]
      if (chain === undefined) {
        const task = this.#queue.length > 0 ? this.#queue.pop() : this.#behind.shift()
        if (task === undefined) return undefined
        this.#begin(task)
        continue
      }
      if (chain.ready.length > 0 && !this.#resume(chain)) continue
      if (chain.head < chain.inline.length) return chain.inline[chain.head++]
      this.#chains.pop()
      this.#spare.push(chain)
    }
  }

  /** Where to append what the task that `next` gave last makes ready; the list is scheduled by `schedule`. */
  get ready(): T[] {
    return this.#chains[this.#chains.length - 1]!.ready
  }

  /** To be called when the task's successors are in `ready`. An asynchronous task goes on with none of them. */
  schedule(asynchronous: boolean): void {
    this.#chains[this.#chains.length - 1]!.queueAll = asynchronous
  }

  #begin(task: T): void {
    const chain = this.#spare.pop() ?? { inline: [], head: 0, ready: [], position: 0, last: undefined, queueAll: false }
    chain.inline.length = 0
    chain.inline.push(task)
    chain.head = 0
    this.#chains.push(chain)
  }

  /** False if the queue was full and a task has begun inside this chain. */
  #resume(chain: Chain<T>): boolean {
    const { ready, inline } = chain
    if (chain.head === inline.length) {
      inline.length = 0
      chain.head = 0
    }
    while (chain.position < ready.length) {
      const task = ready[chain.position++]!
      if (chain.queueAll) {
        if (!this.#push(task)) return false
      } else if (this.#isInexpensive(task)) {
        inline.push(task)
      } else {
        const before = chain.last
        chain.last = task
        if (before !== undefined && !this.#push(before)) return false
      }
    }
    ready.length = 0
    chain.position = 0
    const last = chain.last
    chain.last = undefined
    if (last === undefined) return true
    if (chain.head === inline.length) {
      inline.push(last)
      return true
    }
    return this.#push(last)
  }

  #push(task: T): boolean {
    if (this.#queue.length + this.#behind.length < CAPACITY) {
      this.#queue.push(task)
      return true
    }
    this.#begin(task)
    return false
  }
}

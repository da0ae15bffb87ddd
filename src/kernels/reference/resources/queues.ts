/** Queues of tuples of tensors: first in first out, shuffled, padded, by priority (kernels/queue_base.cc and its subclasses). */
import { cancelled, invalidArgument, outOfRange } from '../../../errors/status.ts'
import type { DType } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { Philox } from '../../../tensor/random/philox.ts'
import { type Shape, shapeText } from '../../../tensor/shape.ts'
import type { BlockedKernel } from '../../kernel.ts'
import { noteProgress } from '../../progress.ts'
import { Attempt, finished, flush, type RunResult } from './attempts.ts'
import { joined, rowsOf } from './tensor_array.ts'

export type Element = readonly NDArray[]

export interface QueueOptions {
  readonly name: string
  readonly kind: string
  readonly types: readonly DType[]
  /** Of each component; none where they may vary. */
  readonly shapes: readonly Shape[]
  /** Negative: unbounded. */
  readonly capacity: number
}
type Waiting = readonly NDArray[] | BlockedKernel

export abstract class QueueResource {
  readonly name: string
  readonly kind: string
  readonly types: readonly DType[]
  readonly shapes: readonly Shape[]
  readonly capacity: number
  protected closed = false
  protected readonly enqueues: Attempt[] = []
  protected readonly dequeues: Attempt[] = []

  constructor({ name, kind, types, shapes, capacity }: QueueOptions) {
    this.name = name
    this.kind = kind
    this.types = types
    this.shapes = shapes
    this.capacity = capacity < 0 ? Number.POSITIVE_INFINITY : capacity
  }
  abstract get size(): number
  protected abstract push(element: Element): void
  protected abstract pop(): Element
  /** Puts elements back that a batch had taken in this order. */
  protected abstract restore(elements: readonly Element[]): void
  /** How many elements may be taken now. */
  protected get available(): number {
    return this.size
  }
  /** The class that messages speak of: by `single` operations, or by those on batches. */
  protected messageKind(_single: boolean): string {
    return this.kind
  }
  #flush(): void {
    flush(this.enqueues, this.dequeues)
  }

  // --- checks

  #checkTypes(element: Element): void {
    if (element.length !== this.types.length)
      throw invalidArgument(`Wrong number of components in tuple. Expected ${this.types.length}, got ${element.length}`)
    for (const [i, value] of element.entries()) {
      const type = this.types[i] as DType
      if (value.dtype.base_dtype !== type)
        throw invalidArgument(
          `Type mismatch in tuple component ${i}. Expected ${type.cpp_name}, got ${value.dtype.base_dtype.cpp_name}`,
        )
    }
  }
  protected checkElement(element: Element): void {
    this.#checkTypes(element)
    for (const [i, shape] of this.shapes.entries()) checkShape(element[i] as NDArray, shape, i)
  }
  /** A batch: each component has the same number of rows. */
  #checkBatch(batch: Element): number {
    this.#checkTypes(batch)
    const rows = batch[0]?.shape[0]
    if (rows === undefined) throw invalidArgument('All input tensors must have at least one dimension.')
    for (const [i, shape] of this.shapes.entries())
      checkShape(batch[i] as NDArray, shape === null ? null : [rows, ...shape], i)
    for (const [i, { shape }] of batch.entries()) {
      if (shape[0] !== rows)
        throw invalidArgument(
          `All input tensors must have the same size in the 0th dimension. Component ${i} has ${shape[0]}, and should have ${rows}`,
        )
    }
    return rows
  }

  // --- operations

  enqueue(element: Element): Waiting {
    this.checkElement(element)
    const attempt = new Attempt(1, 'Enqueue operation was cancelled', own => {
      if (this.closed) return own.fail(this.#closedError())
      if (this.size >= this.capacity) return 'no progress'
      this.push(element)
      return 'complete'
    })
    return this.#wait(this.enqueues, attempt)
  }
  enqueueMany(batch: Element): Waiting {
    const rows = this.#checkBatch(batch)
    if (rows === 0) return []
    this.checkPriorities(batch)
    const attempt = new Attempt(rows, 'Enqueue operation was cancelled', own => {
      if (this.closed) return own.fail(this.#closedError())
      let result: RunResult = 'no progress'
      while (this.size < this.capacity) {
        result = 'progress'
        const row = rows - own.remaining
        this.push(batch.map(component => rowsOf(component, row, row + 1, component.shape.slice(1))))
        if (--own.remaining === 0) return 'complete'
      }
      return result
    })
    return this.#wait(this.enqueues, attempt)
  }
  dequeue(): Waiting {
    const attempt = new Attempt(1, 'Dequeue operation was cancelled', own => {
      if (this.closed && this.size === 0) return own.fail(this.#insufficient(1, 0, true))
      if (this.available <= 0) return 'no progress'
      own.outputs = this.pop()
      return 'complete'
    })
    return this.#wait(this.dequeues, attempt)
  }
  /** `smallBatch`: after the queue is closed, what is left will do. */
  dequeueMany(count: number, smallBatch: boolean): Waiting {
    this.checkBatchable()
    if (count === 0) return this.batch([])
    let taken: Element[] = []
    const attempt = new Attempt(count, 'Dequeue operation was cancelled', own => {
      const size = this.size
      if (this.closed && size < own.remaining) {
        this.restore(taken)
        taken = []
        if (smallBatch && this.size > 0) own.remaining = this.size
        else {
          // what waits to be put in may still come
          if (smallBatch && this.enqueues.length > 0) return 'progress'
          return own.fail(this.#insufficient(own.remaining, size, false))
        }
      }
      let result: RunResult = 'no progress'
      for (let left = this.available; left > 0; left--) {
        result = 'progress'
        taken.push(this.pop())
        if (--own.remaining === 0) {
          own.outputs = this.batch(taken)
          return 'complete'
        }
      }
      return result
    })
    return this.#wait(this.dequeues, attempt)
  }
  close(cancelPending: boolean): Waiting {
    if (cancelPending) {
      this.closed = true
      for (const attempt of this.enqueues) attempt.cancel()
      this.#flush()
      noteProgress()
      return []
    }
    const attempt = new Attempt(0, 'Enqueue operation was cancelled', own => {
      if (this.closed) return own.fail(cancelled(`Queue '${this.name}' is already closed.`))
      this.closed = true
      return 'complete'
    })
    return this.#wait(this.enqueues, attempt)
  }
  #wait(list: Attempt[], attempt: Attempt): Waiting {
    list.push(attempt)
    this.#flush()
    return finished(attempt)
  }
  #closedError(): ReturnType<typeof cancelled> {
    return cancelled(`${this.messageKind(true)} '${this.name}' is closed.`)
  }
  #insufficient(requested: number, size: number, single: boolean): ReturnType<typeof outOfRange> {
    return outOfRange(
      `${this.messageKind(single)} '${this.name}' is closed and has insufficient elements (requested ${requested}, current size ${size})`,
    )
  }
  protected checkPriorities(_batch: Element): void {}
  protected checkBatchable(): void {
    if (this.shapes.length === 0)
      throw invalidArgument(
        `${this.kind}'s DequeueMany and DequeueUpTo require the components to have specified shapes.`,
      )
  }
  /** Elements as one batch. */
  protected batch(elements: readonly Element[]): NDArray[] {
    return this.types.map((type, i) =>
      joined(
        elements.map(element => element[i] as NDArray),
        type,
        [elements.length, ...(this.shapes[i] as readonly number[])],
      ),
    )
  }
}

function checkShape(value: NDArray, expected: Shape, component: number): void {
  if (expected === null) return
  const fits =
    expected.length === value.shape.length && expected.every((dim, i) => dim === null || dim === value.shape[i])
  if (!fits)
    throw invalidArgument(
      `Shape mismatch in tuple component ${component}. Expected ${shapeText(expected)}, got ${shapeText(value.shape)}`,
    )
}

/** First in, first out. */
export class FIFOQueueResource extends QueueResource {
  // elements before `#head` have been taken
  #elements: Element[] = []
  #head = 0
  get size(): number {
    return this.#elements.length - this.#head
  }
  protected push(element: Element): void {
    this.#elements.push(element)
  }
  protected pop(): Element {
    const element = this.#elements[this.#head] as Element
    this.#elements[this.#head++] = []
    if (this.#head > 64 && this.#head * 2 > this.#elements.length) {
      this.#elements = this.#elements.slice(this.#head)
      this.#head = 0
    }
    return element
  }
  protected restore(elements: readonly Element[]): void {
    if (elements.length === 0) return
    this.#elements = [...elements, ...this.#elements.slice(this.#head)]
    this.#head = 0
  }
}

/** Components may vary in size; batches are padded with zeros. */
export class PaddingFIFOQueueResource extends FIFOQueueResource {
  protected override messageKind(single: boolean): string {
    return single ? 'FIFOQueue' : this.kind
  }
  protected override checkBatchable(): void {}
  protected override batch(elements: readonly Element[]): NDArray[] {
    return this.types.map((type, i) => {
      const values = elements.map(element => element[i] as NDArray)
      const shape = (this.shapes[i] ?? []).map(
        (dim, axis) => dim ?? values.reduce((most, value) => Math.max(most, value.shape[axis] as number), 0),
      )
      return joined(
        values.map(value => padded(value, shape)),
        type,
        [values.length, ...shape],
      )
    })
  }
}
/** `value` in the corner of an array of zeros. */
function padded(value: NDArray, shape: readonly number[]): NDArray {
  if (value.shape.join() === shape.join()) return value
  const target = NDArray.zeros(shape, value.dtype)
  const lanes = value.dtype.is_complex ? 2 : 1
  const copy = (axis: number, from: number, to: number): void => {
    if (axis === shape.length) {
      for (let lane = 0; lane < lanes; lane++)
        (target.data as unknown[])[to * lanes + lane] = (value.data as unknown[])[from * lanes + lane]
      return
    }
    const count = value.shape[axis] as number
    for (let k = 0; k < count; k++) copy(axis + 1, from * count + k, to * (shape[axis] as number) + k)
  }
  if (value.size > 0) copy(0, 0, 0)
  return target
}

export interface ShuffleOptions extends QueueOptions {
  readonly minAfterDequeue: number
  readonly seed: number | bigint
  readonly seed2: number | bigint
}
/** Takes elements at random; `min_after_dequeue` stay until it is closed. */
export class RandomShuffleQueueResource extends QueueResource {
  readonly minAfterDequeue: number
  readonly seeds: readonly [number | bigint, number | bigint]
  readonly #elements: Element[] = []
  readonly #random: Philox
  constructor(options: ShuffleOptions) {
    super(options)
    this.minAfterDequeue = options.minAfterDequeue
    this.seeds = [options.seed, options.seed2]
    const unseeded = Number(options.seed) === 0 && Number(options.seed2) === 0
    const any = (): number => Math.floor(Math.random() * 2 ** 32)
    this.#random = unseeded ? Philox.fromSeeds(any(), any()) : Philox.fromSeeds(options.seed, options.seed2)
  }
  get size(): number {
    return this.#elements.length
  }
  protected override get available(): number {
    return this.closed ? this.size : this.size - this.minAfterDequeue
  }
  protected push(element: Element): void {
    this.#elements.push(element)
  }
  protected pop(): Element {
    const index = this.#random.word() % this.#elements.length
    const element = this.#elements[index] as Element
    const last = this.#elements.pop() as Element
    if (index < this.#elements.length) this.#elements[index] = last
    return element
  }
  protected restore(elements: readonly Element[]): void {
    for (const element of [...elements].reverse()) this.#elements.push(element)
  }
}

/** Gives the element with the lowest priority (its first component, int64) first. */
export class PriorityQueueResource extends QueueResource {
  // a binary heap as C++'s std::priority_queue keeps it: among equal priorities its order decides
  readonly #heap: Element[] = []
  static #priority(element: Element): bigint {
    const [priority] = element as [NDArray]
    return (priority.data as BigInt64Array)[0] as bigint
  }
  /** Whether `a` comes after `b`. */
  static #after(a: Element, b: Element): boolean {
    return PriorityQueueResource.#priority(a) > PriorityQueueResource.#priority(b)
  }
  get size(): number {
    return this.#heap.length
  }
  protected override checkElement(element: Element): void {
    super.checkElement(element)
    const [priority] = element
    if (priority && priority.shape.length > 0)
      throw invalidArgument(
        `Expected the priority element to be a scalar, but received shape: ${shapeText(priority.shape)}`,
      )
  }
  protected override checkPriorities(batch: Element): void {
    const shape = batch[0]?.shape.slice(1) ?? []
    if (shape.length > 0)
      throw invalidArgument(`Expected the priority element to be a scalar, but received shape: ${shapeText(shape)}`)
  }
  protected override checkBatchable(): void {
    if (this.shapes.length === 0)
      throw invalidArgument("PriorityQueue's DequeueMany requires the components to have specified shapes.")
  }
  #siftUp(start: number, top: number, element: Element): void {
    let hole = start
    for (
      let parent = (hole - 1) >> 1;
      hole > top && PriorityQueueResource.#after(this.#heap[parent] as Element, element);
      parent = (hole - 1) >> 1
    ) {
      this.#heap[hole] = this.#heap[parent] as Element
      hole = parent
    }
    this.#heap[hole] = element
  }
  protected push(element: Element): void {
    this.#heap.push(element)
    this.#siftUp(this.#heap.length - 1, 0, element)
  }
  protected pop(): Element {
    const heap = this.#heap
    const first = heap[0] as Element
    const last = heap.pop() as Element
    const { length } = heap
    if (length === 0) return first
    let hole = 0
    let child = 0
    while (child < (length - 1) >> 1) {
      child = 2 * (child + 1)
      if (PriorityQueueResource.#after(heap[child] as Element, heap[child - 1] as Element)) child--
      heap[hole] = heap[child] as Element
      hole = child
    }
    if (length % 2 === 0 && child === (length - 2) >> 1) {
      child = 2 * (child + 1)
      heap[hole] = heap[child - 1] as Element
      hole = child - 1
    }
    this.#siftUp(hole, 0, last)
    return first
  }
  protected restore(elements: readonly Element[]): void {
    for (const element of [...elements].reverse()) this.push(element)
  }
}

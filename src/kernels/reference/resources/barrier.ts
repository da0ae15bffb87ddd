/** A map from keys to tuples that become available when all of their components are there (kernels/barrier_ops.cc). */
import { cancelled, invalidArgument, outOfRange } from '../../../errors/status.ts'
import { type DType, int64, string } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../../tensor/shape.ts'
import type { BlockedKernel } from '../../kernel.ts'
import { PriorityQueueResource } from './queues.ts'
import { rowsOf } from './tensor_array.ts'

interface Incomplete {
  readonly index: bigint
  readonly key: Uint8Array
  readonly values: (NDArray | undefined)[]
}
const FIRST_INDEX = -(2n ** 63n)

export class BarrierResource {
  readonly name: string
  readonly types: readonly DType[]
  readonly shapes: readonly Shape[]
  readonly #incomplete = new Map<string, Incomplete>()
  readonly #ready: PriorityQueueResource
  /** Number of the next insertion that brings new keys. */
  #insertion = FIRST_INDEX
  #closed = false
  #cancelPending = false
  #queueClosed = false

  constructor(name: string, types: readonly DType[], shapes: readonly Shape[]) {
    this.name = name
    this.types = types
    this.shapes = shapes
    this.#ready = new PriorityQueueResource({
      name: `${name}_queue`,
      kind: 'PriorityQueue',
      types: [int64, string, ...types],
      shapes: [[], [], ...shapes.map(shape => shape ?? [])],
      capacity: -1,
    })
  }
  get readySize(): number {
    return this.#ready.size
  }
  get incompleteSize(): number {
    return this.#incomplete.size
  }

  /** Gives the keys their component `component`, one row of `values` each. */
  insert(keys: readonly Uint8Array[], component: number, values: NDArray): void {
    const shape = values.shape.slice(1)
    if (shape.includes(0))
      throw invalidArgument(
        `Tensors with no elements are not supported ${this.name}: received shape ${shapeText(shape)}`,
      )
    if (this.#closed && (this.#cancelPending || (keys.length > 0 && this.#incomplete.size === 0))) {
      throw cancelled(
        `Barrier ${this.name} is closed.  Pending enqueues cancelled: ${Number(this.#cancelPending)}.  Number of new insertions: ${keys.length}.  Number of incomplete keys: ${this.#incomplete.size}.`,
      )
    }
    let isNew = false
    const ready: NDArray[][] = []
    for (const [i, bytes] of keys.entries()) {
      const key = Buffer.from(bytes).toString('latin1')
      let element = this.#incomplete.get(key)
      if (!element) {
        if (this.#closed) {
          throw cancelled(
            `Barrier ${this.name} is closed, but attempted to insert a brand new key: ${Buffer.from(bytes).toString()}.  Pending enqueues cancelled: ${Number(this.#cancelPending)}.  Insertion index: ${i}.  Number of incomplete keys: ${this.#incomplete.size}.`,
          )
        }
        element = { index: this.#insertion, key: bytes, values: this.types.map(() => undefined) }
        this.#incomplete.set(key, element)
        isNew = true
      }
      if (element.values[component])
        throw invalidArgument(
          `Key ${Buffer.from(bytes).toString()} already has a value for component ${component} in barrier ${this.name}`,
        )
      element.values[component] = rowsOf(values, i, i + 1, shape)
      if (element.values.includes(undefined)) continue
      ready.push([
        new NDArray(int64, [], BigInt64Array.of(element.index)),
        new NDArray(string, [], [element.key]),
        ...(element.values as NDArray[]),
      ])
      this.#incomplete.delete(key)
    }
    if (isNew) this.#insertion++
    for (const element of ready) this.#ready.enqueue(element)
    if (this.#closed && this.#incomplete.size === 0) this.#closeQueue(this.#cancelPending)
  }
  /** [indices, keys, …values] of `count` complete elements, those inserted first first. */
  take(count: number, smallBatch: boolean): readonly NDArray[] | BlockedKernel {
    let wanted = count
    if (this.#closed) {
      const available = this.#ready.size + (smallBatch ? 0 : this.#incomplete.size)
      if (smallBatch) wanted = Math.min(count, available)
      if (available < Math.max(wanted, 1)) {
        throw outOfRange(
          `Barrier '${this.name}' is closed and has insufficient elements (requested ${wanted}, total size ${available})`,
        )
      }
    }
    return this.#ready.dequeueMany(wanted, smallBatch)
  }
  close(cancelPending: boolean): void {
    if (this.#closed && (this.#cancelPending || !cancelPending))
      throw cancelled(`Barrier '${this.name}' is already closed.`)
    this.#cancelPending = cancelPending
    this.#closed = true
    if (cancelPending) this.#incomplete.clear()
    if (this.#incomplete.size === 0) this.#closeQueue(cancelPending)
  }
  #closeQueue(cancelPending: boolean): void {
    if (this.#queueClosed) return
    this.#queueClosed = true
    this.#ready.close(cancelPending)
  }
}

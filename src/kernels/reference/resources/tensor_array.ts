/** An array of tensors that lives as long as one run (kernels/tensor_array.h). */
import { invalidArgument, resourceExhausted } from '../../../errors/status.ts'
import type { DType } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { shapeText } from '../../../tensor/shape.ts'
import { call, input } from '../../scalar.ts'
import { elementwise } from '../scalars/scalar_evaluator.ts'

interface Slot {
  value: NDArray | undefined
  shape: readonly number[]
  written: boolean
  read: boolean
  cleared: boolean
}
/** More slots than these take gigabytes before anything is in them. */
const MOST_SLOTS = 2 ** 24
function checkSize(name: string, size: number): void {
  if (size > MOST_SLOTS) throw resourceExhausted(`OOM when allocating TensorArray ${name} of ${size} elements`)
}
const emptySlot = (): Slot => ({ value: undefined, shape: [], written: false, read: false, cleared: false })

export interface TensorArrayOptions {
  readonly dynamicSize: boolean
  readonly clearAfterRead: boolean
  /** Several writes to one index are summed: in arrays of gradients. */
  readonly aggregate: boolean
  readonly isGradient: boolean
  readonly markedSize?: number
}

export class TensorArrayStore {
  readonly name: string
  readonly dtype: DType
  readonly #slots: Slot[]
  readonly #aggregate: boolean
  readonly #clearAfterRead: boolean
  readonly #isGradient: boolean
  #dynamicSize: boolean
  #closed = false
  #markedSize: number

  constructor(name: string, dtype: DType, size: number, options: TensorArrayOptions) {
    this.name = name
    this.dtype = dtype
    checkSize(name, size)
    this.#slots = Array.from({ length: size }, emptySlot)
    this.#dynamicSize = options.dynamicSize
    this.#clearAfterRead = options.clearAfterRead
    this.#aggregate = options.aggregate
    this.#isGradient = options.isGradient
    this.#markedSize = options.markedSize ?? 0
  }
  /** An array for the gradients of `forward`, which from now on cannot grow. */
  static gradientOf(forward: TensorArrayStore, name: string): TensorArrayStore {
    forward.#dynamicSize = false
    if (forward.#aggregate) {
      throw invalidArgument(
        `Unable to create a gradients TensorArray for ${forward.name}.  Perhaps you used the multiple_writes_aggregate flag on a previous write?  Gradient calculation is impossible when multiple writes are performed to the same index.`,
      )
    }
    const array = new TensorArrayStore(name, forward.dtype, forward.size, {
      dynamicSize: false,
      clearAfterRead: true,
      aggregate: true,
      isGradient: true,
      markedSize: forward.#markedSize,
    })
    // what was written has a gradient, of zeros if nothing comes
    for (const [i, { written, shape }] of forward.#slots.entries()) {
      if (written) array.#slots[i] = { ...emptySlot(), shape, written }
    }
    return array
  }
  #check(): void {
    if (this.#closed) throw invalidArgument(`TensorArray ${this.name} has already been closed.`)
  }
  get size(): number {
    this.#check()
    return this.#slots.length
  }
  get hasDynamicSize(): boolean {
    return this.#dynamicSize
  }
  /** How many elements a pack takes. */
  get packSize(): number {
    this.#check()
    return this.#isGradient ? this.#markedSize : this.#slots.length
  }
  /** How many elements were written at once: as many come back as gradients. */
  markSize(size: number): void {
    if (!this.#isGradient) this.#markedSize = size
  }
  close(): void {
    this.#slots.length = 0
    this.#closed = true
  }
  write(index: number, value: NDArray): void {
    this.#check()
    if (index < 0 || (!this.#dynamicSize && index >= this.#slots.length)) {
      throw invalidArgument(
        `TensorArray ${this.name}: Tried to write to index ${index} but array is not resizeable and size is: ${this.#slots.length}`,
      )
    }
    checkSize(this.name, index + 1)
    while (index >= this.#slots.length) this.#slots.push(emptySlot())
    const slot = this.#slots[index] as Slot
    const refuse = (why: string): Error =>
      invalidArgument(`TensorArray ${this.name}: Could not write to TensorArray index ${index} because ${why}.`)
    if (value.dtype.base_dtype !== this.dtype)
      throw refuse(
        `the value dtype is ${value.dtype.base_dtype.cpp_name} but TensorArray dtype is ${this.dtype.cpp_name}`,
      )
    if (slot.read) throw refuse('it has already been read')
    if (slot.written && !this.#aggregate) throw refuse('it has already been written to')
    if (!slot.written) {
      slot.value = value
      slot.shape = value.shape
      slot.written = true
      return
    }
    if (slot.shape.join() !== value.shape.join()) {
      throw invalidArgument(
        `TensorArray ${this.name}: Could not aggregate to TensorArray index ${index} because the existing shape is ${shapeText(slot.shape)} but the new input shape is ${shapeText(value.shape)}.`,
      )
    }
    slot.value =
      slot.value === undefined || slot.value.size === 0
        ? value
        : elementwise(call('add', input(0), input(1)), [slot.value, value], this.dtype)
  }
  read(index: number): NDArray {
    this.#check()
    if (index < 0 || index >= this.#slots.length)
      throw invalidArgument(`Tried to read from index ${index} but array size is: ${this.#slots.length}`)
    const slot = this.#slots[index] as Slot
    if (!slot.written)
      throw invalidArgument(
        `TensorArray ${this.name}: Could not read from TensorArray index ${index} because it has not yet been written to.`,
      )
    if (slot.cleared) {
      throw invalidArgument(
        `TensorArray ${this.name}: Could not read index ${index} twice because it was cleared after a previous read (perhaps try setting clear_after_read = false?).`,
      )
    }
    const value = slot.value ?? NDArray.zeros(slot.shape, this.dtype)
    slot.value = value
    slot.read = true
    if (this.#clearAfterRead) {
      slot.value = undefined
      slot.cleared = true
    }
    return value
  }
}

/** Rows `from` to `to` of `value`, as an array of shape `shape`. */
export function rowsOf(value: NDArray, from: number, to: number, shape: readonly number[]): NDArray {
  const lanes = value.dtype.is_complex ? 2 : 1
  const row = (value.size * lanes) / Math.max(1, value.shape[0] as number)
  return new NDArray(value.dtype, shape, value.data.slice(from * row, to * row) as NDArray['data'])
}
/** `values` one after the other in an array of shape `shape`. */
export function joined(values: readonly NDArray[], dtype: DType, shape: readonly number[]): NDArray {
  const data = dtype.allocate(shape.reduce((a, b) => a * b, 1))
  let at = 0
  for (const value of values) {
    if (Array.isArray(data))
      for (let i = 0; i < value.data.length; i++) data[at + i] = (value.data as unknown[])[i] as never
    else (data as Uint8Array).set(value.data as Uint8Array, at)
    at += value.data.length
  }
  return new NDArray(dtype, shape, data as NDArray['data'])
}

/**
 * An array of tensors that lives as long as one run (kernels/tensor_array.h). Kernels of JavaScript keep its elements as arrays; compiled loops
 * keep elements of one shape side by side in the session's memory, and a word of state for each.
 */
import { invalidArgument, resourceExhausted } from '../../../errors/status.ts'
import { type DType, int32 } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import { sameShape, shapeText } from '../../../tensor/shape.ts'
import { call, input } from '../../scalar.ts'
import { elementwise } from '../scalars/scalar_evaluator.ts'
import { type PackedMemory, strideOf } from './packed_memory.ts'

/** Arrays by container and name, as their handles say; `shared`: what the operations of a run share. */
export function tensorArrays(shared: <T>(key: string, create: () => T) => T): Map<string, TensorArrayStore> {
  return shared('_tensor_arrays', () => new Map<string, TensorArrayStore>())
}
/** The array that a handle, a vector of two strings, refers to. */
export function tensorArrayOf(
  arrays: ReadonlyMap<string, TensorArrayStore>,
  handle: NDArray,
): TensorArrayStore | undefined {
  return arrays.get(Array.from(handle.data as Uint8Array[], part => Buffer.from(part).toString()).join('/'))
}

/** Elements that lie side by side. */
export interface PackedElements {
  readonly shape: readonly number[]
  /** Bytes from one element to the next. */
  readonly stride: number
  readonly address: number
  /** The address of the words of state. */
  readonly states: number
  readonly size: number
}
/** Bits of an element's state. `valued`: it has a value, else it is zero. */
export const ELEMENT = { written: 1, read: 2, cleared: 4, valued: 8 } as const

interface Slot {
  value: NDArray | undefined
  /** The value is memory that goes with the run. */
  packed?: boolean
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
  #packed: PackedElements | undefined
  #memory: PackedMemory | undefined
  /** Memory that goes with the run. */
  readonly #blocks: number[] = []

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
    forward.#unpack()
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
    this.#unpack()
    this.#slots.length = 0
    this.#closed = true
  }
  write(index: number, value: NDArray): void {
    this.#check()
    this.#unpack()
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
      slot.packed = false
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
    slot.packed = false
    slot.value =
      slot.value === undefined || slot.value.size === 0
        ? value
        : elementwise(call('add', input(0), input(1)), [slot.value, value], this.dtype)
  }
  read(index: number): NDArray {
    this.#check()
    this.#unpack()
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
    // what is read may outlive the run
    const value = slot.packed ? slot.value?.copy() : slot.value
    return this.#noteRead(slot, value ?? NDArray.zeros(slot.shape, this.dtype))
  }
  #noteRead(slot: Slot, value: NDArray): NDArray {
    slot.packed = false
    slot.value = value
    slot.read = true
    if (this.#clearAfterRead) {
      slot.value = undefined
      slot.cleared = true
    }
    return value
  }

  get aggregates(): boolean {
    return this.#aggregate
  }
  get clearsAfterRead(): boolean {
    return this.#clearAfterRead
  }
  /** The shape of the elements; undefined where none is written, or they have different shapes. */
  get shape(): readonly number[] | undefined {
    if (this.#packed) return this.#packed.shape
    const written = this.#slots.filter(slot => slot.written)
    const [first] = written
    return first && written.every(({ shape }) => sameShape(shape, first.shape)) ? first.shape : undefined
  }
  /** Puts the elements side by side, for code that takes elements of this shape; undefined where they have others, or may become more. */
  pack(memory: PackedMemory, shape: readonly number[]): PackedElements | undefined {
    if (this.#closed || this.#dynamicSize) return undefined
    if (this.#packed && sameShape(this.#packed.shape, shape)) return this.#packed
    this.#unpack()
    if (this.#slots.some(slot => slot.written && !sameShape(slot.shape, shape))) return undefined
    this.#memory = memory
    const size = this.#slots.length
    const stride = strideOf(this.dtype, shape)
    const address = memory.allocate(stride * Math.max(1, size))
    this.#blocks.push(address)
    const states = memory.allocate(4 * Math.max(1, size))
    this.#blocks.push(states)
    const packed = { shape, stride, address, states, size }
    ;(memory.array(int32, [(stride / 4) * size], address).data as Int32Array).fill(0)
    const words = this.#states(packed)
    for (const [i, slot] of this.#slots.entries()) {
      const { value, written, read, cleared } = slot
      if (value) (this.#elementAt(packed, i).data as Uint8Array).set(value.data as Uint8Array)
      words[i] =
        (written ? ELEMENT.written : 0) |
        (read ? ELEMENT.read : 0) |
        (cleared ? ELEMENT.cleared : 0) |
        (value ? ELEMENT.valued : 0)
    }
    this.#packed = packed
    return packed
  }
  #states({ states, size }: PackedElements): Int32Array {
    return (this.#memory as PackedMemory).array(int32, [size], states).data as Int32Array
  }
  #elementAt({ address, stride, shape }: PackedElements, index: number): NDArray {
    return (this.#memory as PackedMemory).array(this.dtype, shape, address + index * stride)
  }
  #unpack(): void {
    const packed = this.#packed
    if (!packed) return
    this.#packed = undefined
    const words = this.#states(packed)
    for (const [i, slot] of this.#slots.entries()) {
      const state = words[i] as number
      slot.written = (state & ELEMENT.written) !== 0
      slot.read = (state & ELEMENT.read) !== 0
      slot.cleared = (state & ELEMENT.cleared) !== 0
      slot.shape = slot.written ? packed.shape : []
      slot.packed = (state & ELEMENT.valued) !== 0 && !slot.cleared
      slot.value = slot.packed ? this.#elementAt(packed, i) : undefined
    }
  }
  /** The run is over. */
  release(): void {
    this.#packed = undefined
    this.#slots.length = 0
    for (const address of this.#blocks.splice(0)) this.#memory?.free(address)
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

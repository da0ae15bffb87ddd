/**
 * The stack of a loop's history: values that a gradient takes off again in the opposite order. Kernels of JavaScript keep them as arrays;
 * compiled loops keep values of one shape side by side in the session's memory, where they push and pop by themselves.
 */
import { invalidArgument } from '../../../errors/status.ts'
import { type DType, uint8 as UINT8 } from '../../../tensor/dtypes.ts'
import type { NDArray } from '../../../tensor/ndarray.ts'
import { sameShape } from '../../../tensor/shape.ts'
import { type PackedMemory, strideOf } from './packed_memory.ts'

/** Values that lie side by side. */
export interface PackedValues {
  readonly shape: readonly number[]
  /** Bytes from one value to the next. */
  readonly stride: number
  readonly address: number
  readonly count: number
  /** Values that there is room for. */
  readonly capacity: number
}

const LEAST_CAPACITY = 16
export class TensorStack {
  readonly name: string
  readonly dtype: DType
  #values: NDArray[] = []
  #packed: PackedValues | undefined
  #memory: PackedMemory | undefined
  closed = false

  constructor(name: string, dtype: DType) {
    this.name = name
    this.dtype = dtype
  }
  #check(): void {
    if (this.closed) throw invalidArgument(`Stack[${this.name}] has already been closed.`)
  }
  push(value: NDArray): void {
    if (value.dtype.base_dtype !== this.dtype)
      throw invalidArgument(
        `Must have type ${this.dtype.as_datatype_enum} but got ${value.dtype.base_dtype.as_datatype_enum}`,
      )
    this.#check()
    this.#unpack()
    this.#values.push(value)
  }
  pop(): NDArray {
    this.#check()
    const packed = this.#packed
    if (packed && packed.count > 0) {
      const count = packed.count - 1
      this.#packed = { ...packed, count }
      return this.#valueAt(packed, count).copy()
    }
    const value = packed ? undefined : this.#values.pop()
    if (!value) throw this.empty()
    return value
  }
  empty(): unknown {
    return invalidArgument(`Stack[${this.name}] is empty when calling Pop().`)
  }
  clear(): void {
    this.#values = []
    this.#release()
  }

  /** The shape of the values; undefined where there are none, or they have different shapes. */
  get shape(): readonly number[] | undefined {
    if (this.#packed) return this.#packed.count > 0 ? this.#packed.shape : undefined
    const [first] = this.#values
    return first && this.#values.every(value => sameShape(value.shape, first.shape)) ? first.shape : undefined
  }
  /** The value that all of them have, where there is one. */
  get uniform(): NDArray | undefined {
    const { shape } = this
    if (!shape) return undefined
    const packed = this.#packed
    const values = packed ? Array.from({ length: packed.count }, (_, i) => this.#valueAt(packed, i)) : this.#values
    const [first, ...more] = values
    if (!first) return undefined
    const elements = first.data as ArrayLike<unknown>
    for (const { data } of more)
      for (let i = 0; i < elements.length; i++) if ((data as ArrayLike<unknown>)[i] !== elements[i]) return undefined
    return first.copy()
  }

  /**
   * Puts the values side by side, for code that takes values of this shape; undefined where they have others. `expected`: how many there will
   * be.
   */
  pack(memory: PackedMemory, shape: readonly number[], expected = 0): PackedValues | undefined {
    if (this.closed) return undefined
    const packed = this.#packed
    if (packed && sameShape(packed.shape, shape)) return packed
    this.#unpack()
    if (this.#values.some(value => !sameShape(value.shape, shape))) return undefined
    const values = this.#values
    const made = this.#room(memory, shape, Math.max(LEAST_CAPACITY, 2 * values.length, expected))
    for (const [i, value] of values.entries()) (this.#valueAt(made, i).data as Uint8Array).set(value.data as Uint8Array)
    this.#values = []
    this.#packed = { ...made, count: values.length }
    return this.#packed
  }
  #room(memory: PackedMemory, shape: readonly number[], capacity: number): PackedValues {
    this.#memory = memory
    const stride = strideOf(this.dtype, shape)
    return { shape, stride, address: memory.allocate(stride * capacity), count: 0, capacity }
  }
  /** More room for packed values, of which there are `count` now. */
  grow(count: number): PackedValues {
    const before = this.#packed as PackedValues
    const memory = this.#memory as PackedMemory
    const made = this.#room(memory, before.shape, 2 * before.capacity)
    const bytes = (values: PackedValues): NDArray => memory.array(UINT8, [count * before.stride], values.address)
    ;(bytes(made).data as Uint8Array).set(bytes(before).data as Uint8Array)
    memory.free(before.address)
    this.#packed = { ...made, count }
    return this.#packed
  }
  /** What code has left. */
  left(count: number): void {
    if (this.#packed) this.#packed = { ...this.#packed, count }
  }

  #valueAt({ address, stride, shape }: PackedValues, index: number): NDArray {
    return (this.#memory as PackedMemory).array(this.dtype, shape, address + index * stride)
  }
  #unpack(): void {
    const packed = this.#packed
    if (!packed) return
    this.#values = Array.from({ length: packed.count }, (_, i) => this.#valueAt(packed, i).copy())
    this.#release()
  }
  #release(): void {
    if (this.#packed) this.#memory?.free(this.#packed.address)
    this.#packed = undefined
  }
}

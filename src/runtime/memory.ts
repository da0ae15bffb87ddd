/**
 * The shared memory of a session: one WebAssembly.Memory, leased from a process-wide pool, with a heap in it.
 *
 * Address 0 on: control words of the barriers (kernels/wasm/barrier.ts). Then the heap: blocks aligned to 64 bytes, each
 * followed by SLACK readable bytes, because vector loads may run past the end of a buffer. Growing keeps addresses and old
 * views valid; views made before a growth keep their length.
 */
import { bug } from '../errors/bug.ts'
import { resourceExhausted } from '../errors/status.ts'
import { MAXIMUM_PAGES } from '../kernels/wasm/assembler/module.ts'
import { CONTROL_BYTES } from '../kernels/wasm/barrier.ts'
import { ALIGNMENT, SLACK } from '../kernels/wasm/step.ts'
import type { DType, TypedArray } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'

const PAGE = 65536
const INITIAL_PAGES = 16
/** Growth is at least this much, so that many small allocations do not each make a new buffer. */
const GROWTH_PAGES = 64
/** A memory that has grown beyond this is not kept for the next session: its pages would stay resident. */
const KEEP_BYTES = 64 * 2 ** 20
const KEEP_MEMORIES = 8

/** Memories of sessions that were not given back: they live, or wait for the garbage collector. */
let lent = 0
/** Bytes of memories that were given up. */
let givenUp = 0
/**
 * The garbage collector does not know how large shared memories are, and would let any number of dead ones pile up. Garbage that it
 * does know, of the same size, lets it run as often as if it knew. The pages of such an array are never touched. `bytes`: has been added.
 */
function pressCollector(bytes: number): void {
  if (lent <= 1 && givenUp === 0) return
  new ArrayBuffer(Math.min(bytes, LARGEST_PRESS))
}
const LARGEST_PRESS = 2 ** 28

/** Free heap space, by address. */
interface Gap {
  address: number
  bytes: number
}

let memories = 0

/** `length` elements of the storage type of `dtype` in a buffer (complex numbers: two of them an element). */
export function elementsAt(dtype: DType, buffer: ArrayBufferLike, offset: number, length: number): TypedArray {
  const probe = dtype.allocate(0)
  const make = probe.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => TypedArray
  const perElement = dtype.size / (probe as TypedArray).BYTES_PER_ELEMENT
  return new make(buffer, offset, length * perElement)
}

export class SharedMemory {
  /** A number of its own. */
  readonly id = ++memories
  readonly memory: WebAssembly.Memory
  #buffer: SharedArrayBuffer
  /** The whole memory as 32-bit words; a new object after growth. */
  int32: Int32Array
  readonly #maximum: number
  /** Sizes of the blocks in use, slack included, by address. */
  readonly #blocks = new Map<number, number>()
  /** Gaps below `top`, ascending, never adjacent. */
  #gaps: Gap[] = []
  /** End of the heap's used part. */
  #top = CONTROL_BYTES

  constructor() {
    const made = makeMemory()
    this.memory = made.memory
    this.#maximum = made.pages * PAGE
    this.#buffer = this.memory.buffer
    this.int32 = new Int32Array(this.#buffer)
  }

  /** Bytes from the heap's start to the end of its last block: what the process holds for this memory at least. */
  get used(): number {
    return this.#top
  }

  /**
   * Reserves `bytes` and returns their address, a multiple of 64. Contents are arbitrary. `shape` is for the message.
   * Throws ResourceExhausted beyond the memory's maximum (4 GiB).
   */
  allocate(bytes: number, shape?: readonly number[]): number {
    const needed = Math.ceil((bytes + SLACK) / ALIGNMENT) * ALIGNMENT
    const index = this.#gaps.findIndex(gap => gap.bytes >= needed)
    const gap = this.#gaps[index]
    if (gap !== undefined) {
      const address = gap.address
      gap.address += needed
      gap.bytes -= needed
      if (gap.bytes === 0) this.#gaps.splice(index, 1)
      this.#blocks.set(address, needed)
      return address
    }
    const address = this.#top
    this.#extend(address + needed, bytes, shape)
    this.#top = address + needed
    this.#blocks.set(address, needed)
    return address
  }

  /** Gives a block back. */
  free(address: number): void {
    const bytes = this.#blocks.get(address)
    if (bytes === undefined) throw bug(`no block at address ${address}`)
    this.#blocks.delete(address)
    let low = 0
    let high = this.#gaps.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#gaps[middle]?.address ?? 0) < address) low = middle + 1
      else high = middle
    }
    const before = this.#gaps[low - 1]
    const after = this.#gaps[low]
    let gap: Gap
    if (before !== undefined && before.address + before.bytes === address) {
      before.bytes += bytes
      gap = before
    } else {
      gap = { address, bytes }
      this.#gaps.splice(low++, 0, gap)
    }
    if (after !== undefined && gap.address + gap.bytes === after.address) {
      gap.bytes += after.bytes
      this.#gaps.splice(this.#gaps.indexOf(after), 1)
    }
    if (gap.address + gap.bytes === this.#top) {
      this.#top = gap.address
      this.#gaps.splice(this.#gaps.indexOf(gap), 1)
    }
  }

  #extend(end: number, bytes: number, shape?: readonly number[]): void {
    if (end <= this.#buffer.byteLength) return
    const pages = Math.ceil((end - this.#buffer.byteLength) / PAGE)
    const room = (this.#maximum - this.#buffer.byteLength) / PAGE
    const message = `OOM when allocating ${shape === undefined ? `${bytes} bytes` : `tensor with shape[${shape.join(',')}]`}`
    if (pages > room) throw resourceExhausted(message)
    try {
      this.memory.grow(Math.min(room, Math.max(pages, GROWTH_PAGES)))
    } catch {
      try {
        this.memory.grow(pages)
      } catch {
        throw resourceExhausted(message)
      }
    }
    pressCollector(this.memory.buffer.byteLength - this.#buffer.byteLength)
    this.#buffer = this.memory.buffer
    this.int32 = new Int32Array(this.#buffer)
  }

  /** `length` elements of the storage type of `dtype` at `address` (complex numbers: two of them an element). */
  view(dtype: DType, address: number, length: number): TypedArray {
    return elementsAt(dtype, this.#buffer, address, length)
  }

  /** The array at `address`: a view, no copy. */
  array(dtype: DType, shape: readonly number[], address: number): NDArray {
    return new NDArray(
      dtype,
      shape,
      this.view(
        dtype,
        address,
        shape.reduce((product, n) => product * n, 1),
      ),
    )
  }

  /** 32-bit words at `address`. */
  words(address: number, length: number): Int32Array {
    return new Int32Array(this.#buffer, address, length)
  }

  /** Forgets all blocks and clears the control words. */
  reset(): void {
    this.#blocks.clear()
    this.#gaps = []
    this.#top = CONTROL_BYTES
    this.words(0, CONTROL_BYTES / 4).fill(0)
  }

  /** Bytes that have been grown, used or not. */
  get capacity(): number {
    return this.#buffer.byteLength
  }
}

/** The largest memory that the address space allows. */
function makeMemory(): { memory: WebAssembly.Memory; pages: number } {
  for (let pages = MAXIMUM_PAGES; ; pages /= 2) {
    try {
      return { memory: new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: pages, shared: true }), pages }
    } catch (error) {
      if (pages <= 1024) throw resourceExhausted(`OOM when allocating shared memory: ${(error as Error).message}`)
    }
  }
}

const returned: SharedMemory[] = []

/** A memory for one session; contents of its heap are arbitrary. */
export function leaseMemory(): SharedMemory {
  lent++
  return returned.pop() ?? new SharedMemory()
}

/** Gives a memory back. Nothing may use it or views on it afterwards. */
export function returnMemory(memory: SharedMemory): void {
  lent--
  if (memory.capacity > KEEP_BYTES || returned.length >= KEEP_MEMORIES) {
    givenUp += memory.capacity
    return
  }
  memory.reset()
  returned.push(memory)
}

/**
 * Memory of values that no run leaves behind. Pages of fresh memory are filled in by the system when they are first touched, which
 * takes longer than most kernels; so what a run has made and nobody keeps serves the next run of the session.
 */
import type { DType } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { numElements } from '../tensor/shape.ts'
import { elementsAt } from './memory.ts'

/** Bytes from which memory is recycled: allocators use smaller pieces again by themselves. */
const SMALLEST = 1 << 16
/** Bytes that wait for later runs at most. */
const MOST_WAITING = 1 << 26
/** Sizes between one power of two and the next: shapes that depend on data vary from run to run. */
const SIZES = 4

/** `bytes` rounded up to one of the sizes in which memory is recycled. */
export function recycledSize(bytes: number): number {
  const step = 2 ** (31 - Math.clz32(bytes)) / SIZES
  return Math.ceil(bytes / step) * step
}

/** What a session's runs have left. */
export class RecycledMemory {
  readonly #waiting: ArrayBuffer[] = []
  #bytes = 0

  /** An array with arbitrary contents whose buffer `taken` gets; undefined where fresh memory does as well. */
  array(dtype: DType, shape: readonly number[], taken: Set<ArrayBufferLike>): NDArray | undefined {
    if (!dtype.is_plain) return undefined
    const size = numElements(shape)
    const bytes = size * dtype.size
    if (!(bytes >= SMALLEST && bytes <= MOST_WAITING / 2)) return undefined
    const buffer = this.#take(recycledSize(bytes))
    taken.add(buffer)
    return new NDArray(dtype, shape, elementsAt(dtype, buffer, 0, size))
  }

  #take(size: number): ArrayBuffer {
    // what was left last is most likely still in the caches
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      if (this.#waiting[i]?.byteLength !== size) continue
      this.#bytes -= size
      return this.#waiting.splice(i, 1)[0] as ArrayBuffer
    }
    return new ArrayBuffer(size)
  }

  /** Takes back what nobody uses any more. */
  give(buffers: Iterable<ArrayBufferLike>): void {
    for (const buffer of buffers) {
      this.#waiting.push(buffer as ArrayBuffer)
      this.#bytes += buffer.byteLength
    }
    while (this.#bytes > MOST_WAITING) this.#bytes -= (this.#waiting.shift() as ArrayBuffer).byteLength
  }

  clear(): void {
    this.#waiting.length = 0
    this.#bytes = 0
  }
}

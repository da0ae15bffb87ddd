/** A small memory that loops of arrays work in: pieces of the operands are copied in, and those of the result out, while they are in the cache. */
import type { Entries, Storage } from '../../../tensor/compiled_loops.ts'
import type { ModuleBuilder } from '../assembler/module.ts'
import { SIZES, TURN } from './elements.ts'

/** Bytes of a piece, and behind it what a last turn reads and writes too much. */
const PIECE = 65536
const SLACK = TURN * 8
const PAGE = 65536
const AREAS = 4

const TYPES = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  // the words of int64s
  i8: Int32Array,
} as const
/** Entries of an element. */
const entries = (storage: Storage): 1 | 2 => (storage === 'i8' ? 2 : 1)

/** Elements of a piece where none is larger than these. */
export const pieceOf = (...storages: readonly Storage[]): number =>
  PIECE / storages.reduce((most, storage) => Math.max(most, SIZES[storage]), 1)
export const turnsOf = (count: number): number => Math.ceil(count / TURN)

/** One of the places of the memory, seen as elements of a storage. */
export class Area {
  readonly address: number
  readonly #view: Entries
  readonly #width: 1 | 2

  constructor(memory: WebAssembly.Memory<ArrayBuffer>, number: number, storage: Storage) {
    this.address = number * (PIECE + SLACK)
    this.#view = new TYPES[storage](memory.buffer, this.address, (PIECE + SLACK) / TYPES[storage].BYTES_PER_ELEMENT)
    this.#width = entries(storage)
  }
  /** Copies elements of an array in. */
  read(from: Entries, at: number, count: number): void {
    const width = this.#width
    this.#view.set(from.length === count * width ? from : from.subarray(at * width, (at + count) * width), 0)
  }
  /** Fills a turn with one element. */
  repeat(from: Entries, at: number): void {
    const view = this.#view
    if (this.#width === 1) for (let i = 0; i < TURN; i++) view[i] = from[at] as number
    else
      for (let i = 0; i < TURN; i++) {
        view[2 * i] = from[2 * at] as number
        view[2 * i + 1] = from[2 * at + 1] as number
      }
  }
  /** Puts the first element behind the last one, up to a whole turn. */
  pad(count: number): void {
    const [view, width] = [this.#view, this.#width]
    const end = turnsOf(count) * TURN * width
    for (let i = count * width; i < end; i++) view[i] = view[i % width] as number
  }
  clear(count: number): void {
    this.#view.fill(0, 0, count * this.#width)
  }
  /** Copies elements out. */
  write(to: Entries, at: number, count: number): void {
    const width = this.#width
    to.set(this.#view.subarray(0, count * width), at * width)
  }
  /** The elements of the first vector. */
  get lanes(): ArrayLike<number | bigint> & Iterable<number | bigint> {
    const { buffer, byteOffset } = this.#view
    return this.#width === 2
      ? new BigInt64Array(buffer, byteOffset, 2)
      : (this.#view as Float64Array).subarray(0, 16 / this.#view.BYTES_PER_ELEMENT)
  }
}

let memory: WebAssembly.Memory<ArrayBuffer> | undefined
const areas = new Map<string, Area>()
const scratch = (): WebAssembly.Memory<ArrayBuffer> =>
  (memory ??= new WebAssembly.Memory<ArrayBuffer>({ initial: Math.ceil((AREAS * (PIECE + SLACK)) / PAGE) }))

export function area(number: 0 | 1 | 2 | 3, storage: Storage): Area {
  const key = `${number} ${storage}`
  let known = areas.get(key)
  if (known === undefined) areas.set(key, (known = new Area(scratch(), number, storage)))
  return known
}

/** The function of a module, which works in this memory. */
export function instantiate<Run>(module: ModuleBuilder): Run {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory: scratch() } })
  return exports['run'] as unknown as Run
}

/**
 * Builds one WebAssembly module: it imports the shared memory `env.memory`, and holds the functions that emitters append.
 *
 *     const module = new ModuleBuilder()
 *     const twice = module.function(['i32'], ['i32'], f => { f.op('i32.add', f.get(0), f.get(0)) })
 *     module.export('twice', twice)
 *     new WebAssembly.Module(module.toBytes())
 *
 * Emission stands on the path of a first run: bytes go into buffers that grow, and no text is made.
 */
import { ByteWriter } from './byte_writer.ts'
import { hasRelaxedSimd, type Simd } from './features.ts'
import { FunctionBuilder, type Local, VALUE_TYPES, type ValueType } from './function_builder.ts'

/** 64 KiB pages of the largest memory: 4 GiB. */
export const MAXIMUM_PAGES = 65536

/** What engines take at most: bytes of one function, functions of a module, bytes of a module. */
export const LARGEST_FUNCTION = 7_654_321
export const MOST_FUNCTIONS = 1_000_000
export const LARGEST_MODULE = 2 ** 30

/** Parameters of a phase's function, in order. */
export const ARENA: Local = 0
export const TABLE: Local = 1
export const THREAD: Local = 2
export const THREADS: Local = 3

const PHASE_PARAMS: readonly ValueType[] = ['i32', 'i32', 'i32', 'i32']

export class ModuleBuilder {
  /** What the code is for. */
  readonly simd: Simd
  /** Whether multiply-add is one instruction here. */
  readonly relaxed: boolean
  readonly #types = new ByteWriter(128)
  readonly #typeNumbers = new Map<string, number>()
  readonly #functionTypes: number[] = []
  readonly #code = new ByteWriter(1 << 16)
  /** Start of each function's code in `code`; functions may be finished in another order than they were begun. */
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #exports: { readonly name: string; readonly func: number }[] = []
  readonly #shared = new Map<string, number>()
  readonly #builders: FunctionBuilder[] = []
  readonly #imports: readonly string[]
  readonly #hasSharedMemory: boolean

  /** `imports`: functions () → () of `env` that the code may call; they have the first numbers. `shared`: whether the memory is, which workers need. */
  constructor({
    simd = 'relaxed',
    imports = [],
    shared = true,
  }: { readonly simd?: Simd; readonly imports?: readonly string[]; readonly shared?: boolean } = {}) {
    this.#hasSharedMemory = shared
    this.simd = simd !== 'plain' && hasRelaxedSimd() ? simd : 'plain'
    this.relaxed = this.simd !== 'plain'
    this.#imports = imports
    for (const _ of imports) this.#functionTypes.push(this.#type([], []))
  }

  /** The number of an imported function; undefined where this module does not import it. */
  imported(name: string): number | undefined {
    const func = this.#imports.indexOf(name)
    return func < 0 ? undefined : func
  }

  /** Appends a function and returns its number. Parameters are the locals 0, 1, …; `body` may add other functions to the module. */
  function(params: readonly ValueType[], results: readonly ValueType[], body: (f: FunctionBuilder) => void): number {
    const func = this.#functionTypes.length
    this.#functionTypes.push(this.#type(params, results))
    const f = this.#builders.pop() ?? new FunctionBuilder(this.relaxed)
    f.begin(params.length)
    body(f)
    this.#starts[func] = this.#code.length
    f.finish(this.#code)
    this.#ends[func] = this.#code.length
    this.#builders.push(f)
    return func
  }

  /** A function of a phase: (arena, table, thread, threads) → (), locals ARENA, TABLE, THREAD and THREADS. */
  phase(body: (f: FunctionBuilder) => void): number {
    return this.function(PHASE_PARAMS, [], body)
  }

  /** The function that is known in this module as `key`; made at the first request. */
  once(key: string, make: () => number): number {
    let func = this.#shared.get(key)
    if (func === undefined) {
      func = make()
      this.#shared.set(key, func)
    }
    return func
  }

  export(name: string, func: number): void {
    this.#exports.push({ name, func })
  }

  /** Bytes of code so far. */
  get size(): number {
    return this.#code.length
  }

  /** Functions so far, imported ones included. */
  get functions(): number {
    return this.#functionTypes.length
  }

  /** Bytes of the largest function from number `mark` on. */
  largestSince(mark: number): number {
    let largest = 0
    for (let func = mark; func < this.#functionTypes.length; func++)
      largest = Math.max(largest, (this.#ends[func] ?? 0) - (this.#starts[func] ?? 0))
    return largest
  }

  /** A point to come back to with `rollback`: functions that were appended after it go. */
  mark(): number {
    return this.#functionTypes.length
  }

  /** Drops the functions from number `mark` on, those made by `once` included. Their exports must not exist yet. */
  rollback(mark: number): void {
    for (let func = mark; func < this.#functionTypes.length; func++)
      this.#code.length = Math.min(this.#code.length, this.#starts[func] ?? this.#code.length)
    this.#functionTypes.length = this.#starts.length = this.#ends.length = mark
    for (const [key, func] of this.#shared) if (func >= mark) this.#shared.delete(key)
  }

  #type(params: readonly ValueType[], results: readonly ValueType[]): number {
    const key = `${params.join()}:${results.join()}`
    let index = this.#typeNumbers.get(key)
    if (index === undefined) {
      index = this.#typeNumbers.size
      this.#typeNumbers.set(key, index)
      this.#types.byte(0x60)
      for (const list of [params, results]) {
        this.#types.u32(list.length)
        for (const type of list) this.#types.byte(VALUE_TYPES[type])
      }
    }
    return index
  }

  /** The module. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter(this.#code.length + 4096)
    out.raw(new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))
    const section = new ByteWriter(1024)
    const put = (id: number): void => {
      out.byte(id)
      out.sized(section)
      section.length = 0
    }

    section.u32(this.#typeNumbers.size)
    section.raw(this.#types.bytes, 0, this.#types.length)
    put(1)

    section.u32(this.#imports.length + 1)
    for (const [func, name] of this.#imports.entries()) {
      section.name('env')
      section.name(name)
      section.byte(0) // function
      section.u32(this.#functionTypes[func] as number)
    }
    section.name('env')
    section.name('memory')
    section.byte(2) // memory
    section.byte(this.#hasSharedMemory ? 3 : 0) // shared, with a maximum
    section.u32(1)
    if (this.#hasSharedMemory) section.u32(MAXIMUM_PAGES)
    put(2)

    const own = this.#functionTypes.slice(this.#imports.length)
    section.u32(own.length)
    for (const type of own) section.u32(type)
    put(3)

    section.u32(this.#exports.length)
    for (const { name, func } of this.#exports) {
      section.name(name)
      section.byte(0)
      section.u32(func)
    }
    put(7)

    section.reserve(this.#code.length + 5)
    section.u32(own.length)
    for (let func = this.#imports.length; func < this.#functionTypes.length; func++)
      section.raw(this.#code.bytes, this.#starts[func] ?? 0, this.#ends[func] ?? 0)
    put(10)

    return out.bytes.slice(0, out.length) as Uint8Array<ArrayBuffer>
  }
}

export type { Emitted, Label, Local, ValueType } from './function_builder.ts'
export { FunctionBuilder } from './function_builder.ts'

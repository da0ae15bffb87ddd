/**
 * Emits the body of one WebAssembly function.
 *
 * WebAssembly is a stack machine, so operands are emitted before their instruction. Methods take their operands as arguments
 * only to make that order readable: JavaScript evaluates arguments first, so `f.op('i32.add', f.get(a), f.i32(4))` emits
 * `local.get a, i32.const 4, i32.add`. The arguments carry no data; operands may as well be emitted on lines of their own.
 *
 *     const i = f.local('i32')
 *     f.for(i, 0, 100, 4, () => {
 *       f.store('v128.store', f.op('i32.add', f.get(pointer), f.get(i)), f.f32x4(0, 0, 0, 0), 16)
 *     })
 */
import { ByteWriter } from './byte_writer.ts'
import {
  ATOMICS,
  type AtomicOpcode,
  LANE_LOADS,
  LANE_STORES,
  type LaneLoadOpcode,
  type LaneOpcode,
  type LaneStoreOpcode,
  LANES,
  LOADS,
  type LoadOpcode,
  OPCODES,
  type Opcode,
  STORES,
  type StoreOpcode,
} from './opcodes.ts'
import type { Place } from './step.ts'
import { TABLE_HEADER } from './step.ts'

export const VALUE_TYPES = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const
export type ValueType = keyof typeof VALUE_TYPES

/** An operand that has been emitted: it is on the stack. */
export type Emitted = undefined
/** The number of a parameter or local variable. */
export type Local = number
/** The target of a branch, valid inside its block. */
export type Label = number

const EMPTY_BLOCK = 0x40

export class FunctionBuilder {
  readonly code = new ByteWriter(1024)
  /** Whether multiply-add is one instruction. */
  readonly relaxed: boolean
  private types: ValueType[] = []
  private params = 0
  private depth = 0
  private spare = new Map<ValueType, Local[]>()

  constructor(relaxed: boolean) {
    this.relaxed = relaxed
  }

  /** Starts a new function; builders are reused. */
  begin(params: number): void {
    this.code.length = 0
    this.types = []
    this.params = params
    this.depth = 0
    this.spare.clear()
  }

  /** Appends locals and body, as the code section wants them, to `out`. */
  finish(out: ByteWriter): void {
    if (this.depth !== 0) throw new Error('unbalanced block')
    this.code.byte(0x0b)
    const header = new ByteWriter(64)
    const runs: [ValueType, number][] = []
    for (const type of this.types) {
      const last = runs.at(-1)
      if (last !== undefined && last[0] === type) last[1]++
      else runs.push([type, 1])
    }
    header.u32(runs.length)
    for (const [type, count] of runs) {
      header.u32(count)
      header.byte(VALUE_TYPES[type])
    }
    out.u32(header.length + this.code.length)
    out.raw(header.bytes, 0, header.length)
    out.raw(this.code.bytes, 0, this.code.length)
  }

  // locals

  /** A new local variable, zero at the function's start. */
  local(type: ValueType): Local {
    const free = this.spare.get(type)?.pop()
    if (free !== undefined) return free
    this.types.push(type)
    return this.params + this.types.length - 1
  }

  locals(type: ValueType, count: number): Local[] {
    return Array.from({ length: count }, () => this.local(type))
  }

  /** Gives a local back for reuse; its next owner does not find it zero. */
  free(type: ValueType, ...locals: Local[]): void {
    const list = this.spare.get(type)
    if (list === undefined) this.spare.set(type, locals)
    else list.push(...locals)
  }

  get(local: Local): Emitted {
    this.code.byte(0x20)
    this.code.u32(local)
  }

  set(local: Local, _value?: Emitted): void {
    this.code.byte(0x21)
    this.code.u32(local)
  }

  /** Sets and leaves the value on the stack. */
  tee(local: Local, _value?: Emitted): Emitted {
    this.code.byte(0x22)
    this.code.u32(local)
  }

  /** A new local holding `value`. */
  let(type: ValueType, _value?: Emitted): Local {
    const local = this.local(type)
    this.set(local)
    return local
  }

  /** local += amount (i32). */
  increment(local: Local, amount: number): void {
    if (amount === 0) return
    this.set(local, this.op('i32.add', this.get(local), this.i32(amount)))
  }

  // constants

  i32(value: number): Emitted {
    this.code.byte(0x41)
    this.code.s32(value)
  }

  i64(value: bigint | number): Emitted {
    this.code.byte(0x42)
    this.code.s64(BigInt(value))
  }

  f32(value: number): Emitted {
    this.code.byte(0x43)
    this.code.f32(value)
  }

  f64(value: number): Emitted {
    this.code.byte(0x44)
    this.code.f64(value)
  }

  f32x4(a: number, b = a, c = a, d = a): Emitted {
    this.v128()
    for (const value of [a, b, c, d]) this.code.f32(value)
  }

  f64x2(a: number, b = a): Emitted {
    this.v128()
    for (const value of [a, b]) this.code.f64(value)
  }

  i32x4(a: number, b = a, c = a, d = a): Emitted {
    this.v128()
    for (const value of [a, b, c, d]) for (let shift = 0; shift < 32; shift += 8) this.code.byte((value >>> shift) & 0xff)
  }

  /** 16 bytes. */
  bytes(values: ArrayLike<number>): Emitted {
    this.v128()
    for (let i = 0; i < 16; i++) this.code.byte(values[i] ?? 0)
  }

  private v128(): void {
    this.code.byte(0xfd)
    this.code.byte(0x0c)
  }

  // instructions

  /** An instruction without immediates. */
  op(name: Opcode, _a?: Emitted, _b?: Emitted, _c?: Emitted): Emitted {
    this.opcode(OPCODES[name])
  }

  private opcode(code: number): void {
    if (code < 0x100) {
      this.code.byte(code)
    } else {
      this.code.byte(code >>> 16)
      this.code.u32(code & 0xffff)
    }
  }

  private memory(entry: readonly [number, number], offset: number): void {
    this.opcode(entry[0])
    this.code.byte(entry[1])
    this.code.u32(offset)
  }

  /** Loads from address + offset. */
  load(name: LoadOpcode, _address?: Emitted, offset = 0): Emitted {
    this.memory(LOADS[name], offset)
  }

  /** Stores to address + offset. */
  store(name: StoreOpcode, _address?: Emitted, _value?: Emitted, offset = 0): void {
    this.memory(STORES[name], offset)
  }

  load_lane(name: LaneLoadOpcode, lane: number, _address?: Emitted, _vector?: Emitted, offset = 0): Emitted {
    this.memory(LANE_LOADS[name], offset)
    this.code.byte(lane)
  }

  store_lane(name: LaneStoreOpcode, lane: number, _address?: Emitted, _vector?: Emitted, offset = 0): void {
    this.memory(LANE_STORES[name], offset)
    this.code.byte(lane)
  }

  atomic(name: AtomicOpcode, _address?: Emitted, _a?: Emitted, _b?: Emitted, offset = 0): Emitted {
    this.memory(ATOMICS[name], offset)
  }

  lane(name: LaneOpcode, lane: number, _vector?: Emitted, _scalar?: Emitted): Emitted {
    this.opcode(LANES[name])
    this.code.byte(lane)
  }

  /** Bytes 0–15 of the result by number: 0–15 from the first vector, 16–31 from the second. */
  shuffle(bytes: ArrayLike<number>, _a?: Emitted, _b?: Emitted): Emitted {
    this.opcode(0xfd000d)
    for (let i = 0; i < 16; i++) this.code.byte(bytes[i] ?? 0)
  }

  /** `shuffle` by 32-bit lanes 0–7. */
  shuffle32(lanes: readonly [number, number, number, number], _a?: Emitted, _b?: Emitted): Emitted {
    this.opcode(0xfd000d)
    for (const lane of lanes) for (let i = 0; i < 4; i++) this.code.byte(lane * 4 + i)
  }

  /** a · b + c, rounded once where relaxed SIMD is there, else twice. All elements of an array must take the same path: finish tails with vectors too. */
  madd(type: 'f32x4' | 'f64x2', _a?: Emitted, _b?: Emitted, _c?: Emitted): Emitted {
    if (this.relaxed) {
      this.opcode(type === 'f32x4' ? 0xfd0105 : 0xfd0107)
    } else {
      const sum = this.let('v128')
      this.op(`${type}.mul`)
      this.get(sum)
      this.op(`${type}.add`)
      this.free('v128', sum)
    }
  }

  /** c − a · b. */
  nmadd(type: 'f32x4' | 'f64x2', _a?: Emitted, _b?: Emitted, _c?: Emitted): Emitted {
    if (this.relaxed) {
      this.opcode(type === 'f32x4' ? 0xfd0106 : 0xfd0108)
    } else {
      const minuend = this.let('v128')
      this.op(`${type}.mul`)
      const product = this.let('v128')
      this.op(`${type}.sub`, this.get(minuend), this.get(product))
      this.free('v128', minuend, product)
    }
  }

  call(func: number, ..._args: Emitted[]): Emitted {
    this.code.byte(0x10)
    this.code.u32(func)
  }

  /** memory.copy; regions may overlap. */
  copy(_to?: Emitted, _from?: Emitted, _bytes?: Emitted): void {
    this.opcode(0xfc000a)
    this.code.byte(0)
    this.code.byte(0)
  }

  /** memory.fill with a byte. */
  fill(_to?: Emitted, _byte?: Emitted, _bytes?: Emitted): void {
    this.opcode(0xfc000b)
    this.code.byte(0)
  }

  // control

  /** A block: branching to its label leaves it. */
  block(body: (label: Label) => void): void {
    this.nest(0x02, body)
  }

  /** A loop: branching to its label starts it again; falling off its end leaves it. */
  loop(body: (label: Label) => void): void {
    this.nest(0x03, body)
  }

  /** `if (condition) then else otherwise`; with `type` both leave a value of it. The label is the end. */
  if(_condition: Emitted, then: (label: Label) => void, otherwise?: () => void, type?: ValueType): Emitted {
    this.code.byte(0x04)
    this.code.byte(type === undefined ? EMPTY_BLOCK : VALUE_TYPES[type])
    then(++this.depth)
    if (otherwise !== undefined) {
      this.code.byte(0x05)
      otherwise()
    }
    this.depth--
    this.code.byte(0x0b)
  }

  private nest(code: number, body: (label: Label) => void): void {
    this.code.byte(code)
    this.code.byte(EMPTY_BLOCK)
    body(++this.depth)
    this.depth--
    this.code.byte(0x0b)
  }

  br(label: Label): void {
    this.code.byte(0x0c)
    this.code.u32(this.depth - label)
  }

  br_if(label: Label, _condition?: Emitted): void {
    this.code.byte(0x0d)
    this.code.u32(this.depth - label)
  }

  return(_value?: Emitted): void {
    this.code.byte(0x0f)
  }

  // patterns

  /** Pushes the number, or the local, or what the function emits. */
  value(value: number | { readonly local: Local } | (() => void)): Emitted {
    if (typeof value === 'number') this.i32(value)
    else if (typeof value === 'function') value()
    else this.get(value.local)
  }

  /**
   * for (i = start; i < end; i += step) body, signed. `start` and `end` are constants, `{ local }`, or emitters of an i32.
   * `end` is evaluated in every iteration. A constant range that is not empty has no test at its top.
   */
  for(
    i: Local,
    start: number | { readonly local: Local } | (() => void),
    end: number | { readonly local: Local } | (() => void),
    step: number,
    body: () => void,
  ): void {
    if (typeof start === 'number' && typeof end === 'number' && start >= end) return
    this.set(i, this.value(start))
    const iterate = (): void =>
      this.loop(again => {
        body()
        this.set(i, this.op('i32.add', this.get(i), this.i32(step)))
        this.br_if(again, this.op('i32.lt_s', this.get(i), this.value(end)))
      })
    if (typeof start === 'number' && typeof end === 'number') iterate()
    else this.if(this.op('i32.lt_s', this.get(i), this.value(end)), iterate)
  }

  /** Pushes the address of `place`: arena + offset or an entry of the table. The offset is also usable as an immediate: see `base`. */
  address(place: Place, arena: Local, table: Local): Emitted {
    if (place.base === 'arena') {
      this.get(arena)
      if (place.offset !== 0) this.op('i32.add', undefined, this.i32(place.offset))
    } else {
      this.load('i32.load', this.get(table), 4 * (TABLE_HEADER + place.slot))
    }
  }

  /**
   * The share of thread `thread` of `threads` in `total` elements: locals begin and end, multiples of `grain` (end also `total`).
   * Shares are contiguous and cover the whole; a share may be empty.
   */
  share(thread: Local, threads: Local, total: number, grain: number): { begin: Local; end: Local } {
    const units = Math.ceil(total / grain)
    const edge = (which: () => void): Local => {
      // 64-bit: units × threads may pass 2^32
      this.i64(units)
      which()
      this.op('i64.mul', undefined, this.op('i64.extend_i32_u'))
      this.op('i32.wrap_i64', this.op('i64.div_u', undefined, this.op('i64.extend_i32_u', this.get(threads))))
      const at = this.let('i32', this.op('i32.mul', undefined, this.i32(grain)))
      if (units * grain !== total) {
        this.op('select', this.get(at), this.i32(total), this.op('i32.lt_u', this.get(at), this.i32(total)))
        this.set(at)
      }
      return at
    }
    const begin = edge(() => this.get(thread))
    const end = edge(() => this.op('i32.add', this.get(thread), this.i32(1)))
    return { begin, end }
  }
}

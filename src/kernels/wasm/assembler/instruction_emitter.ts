/** Emits locals, constants and instructions: the straight-line part of a function's body. See function_builder.ts for the idea. */
import { ByteWriter } from './byte_writer.ts'
import {
  ATOMICS,
  type AtomicOpcode,
  LANE_LOADS,
  LANE_STORES,
  LANES,
  type LaneLoadOpcode,
  type LaneOpcode,
  type LaneStoreOpcode,
  LOADS,
  type LoadOpcode,
  OPCODES,
  type Opcode,
  STORES,
  type StoreOpcode,
} from './opcodes.ts'

export const VALUE_TYPES = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const
export type ValueType = keyof typeof VALUE_TYPES

/** An operand that has been emitted: it is on the stack. */
export type Emitted = undefined
/** The number of a parameter or local variable. */
export type Local = number
/** As many locals as a number says that is known when this is compiled. */
export type Locals<N extends number, L extends Local[] = []> = number extends N
  ? Local[]
  : L['length'] extends N
    ? L
    : Locals<N, [...L, Local]>
/** The target of a branch, valid inside its block. */
export type Label = number

export class InstructionEmitter {
  readonly code = new ByteWriter(1024)
  /** Whether multiply-add is one instruction. */
  readonly relaxed: boolean
  protected types: ValueType[] = []
  protected params = 0
  protected spare = new Map<ValueType, Local[]>()

  constructor(relaxed: boolean) {
    this.relaxed = relaxed
  }

  // locals

  /** A new local variable, zero at the function's start. */
  local(type: ValueType): Local {
    const free = this.spare.get(type)?.pop()
    if (free !== undefined) return free
    this.types.push(type)
    return this.params + this.types.length - 1
  }

  locals<N extends number>(type: ValueType, count: N): Locals<N> {
    return Array.from({ length: count }, () => this.local(type)) as Locals<N>
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
    this.#v128()
    for (const value of [a, b, c, d]) this.code.f32(value)
  }

  f64x2(a: number, b = a): Emitted {
    this.#v128()
    for (const value of [a, b]) this.code.f64(value)
  }

  i32x4(a: number, b = a, c = a, d = a): Emitted {
    this.#v128()
    for (const value of [a, b, c, d])
      for (let shift = 0; shift < 32; shift += 8) this.code.byte((value >>> shift) & 0xff)
  }

  /** 16 bytes. */
  bytes(values: ArrayLike<number>): Emitted {
    this.#v128()
    for (let i = 0; i < 16; i++) this.code.byte(values[i] ?? 0)
  }

  #v128(): void {
    this.code.byte(0xfd)
    this.code.byte(0x0c)
  }

  // instructions

  /** An instruction without immediates. */
  op(name: Opcode, _a?: Emitted, _b?: Emitted, _c?: Emitted): Emitted {
    this.opcode(OPCODES[name])
  }

  protected opcode(code: number): void {
    if (code < 0x100) {
      this.code.byte(code)
    } else {
      this.code.byte(code >>> 16)
      this.code.u32(code & 0xffff)
    }
  }

  #memory(entry: readonly [number, number], offset: number): void {
    this.opcode(entry[0])
    this.code.byte(entry[1])
    this.code.u32(offset)
  }

  /** Loads from address + offset. */
  load(name: LoadOpcode, _address?: Emitted, offset = 0): Emitted {
    this.#memory(LOADS[name], offset)
  }

  /** Stores to address + offset. */
  store(name: StoreOpcode, _address?: Emitted, _value?: Emitted, offset = 0): void {
    this.#memory(STORES[name], offset)
  }

  load_lane(name: LaneLoadOpcode, lane: number, _address?: Emitted, _vector?: Emitted, offset = 0): Emitted {
    this.#memory(LANE_LOADS[name], offset)
    this.code.byte(lane)
  }

  store_lane(name: LaneStoreOpcode, lane: number, _address?: Emitted, _vector?: Emitted, offset = 0): void {
    this.#memory(LANE_STORES[name], offset)
    this.code.byte(lane)
  }

  atomic(name: AtomicOpcode, _address?: Emitted, _a?: Emitted, _b?: Emitted, offset = 0): Emitted {
    this.#memory(ATOMICS[name], offset)
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
}

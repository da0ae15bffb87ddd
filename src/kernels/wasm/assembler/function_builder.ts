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
import { bug } from '../../../errors/bug.ts'
import type { Place } from '../step.ts'
import { TABLE_HEADER } from '../step.ts'
import { ByteWriter } from './byte_writer.ts'
import {
  type Emitted,
  InstructionEmitter,
  type Label,
  type Local,
  VALUE_TYPES,
  type ValueType,
} from './instruction_emitter.ts'

export { type Emitted, type Label, type Local, VALUE_TYPES, type ValueType } from './instruction_emitter.ts'

const EMPTY_BLOCK = 0x40

export class FunctionBuilder extends InstructionEmitter {
  #depth = 0

  /** Starts a new function; builders are reused. */
  begin(params: number): void {
    this.code.length = 0
    this.types = []
    this.params = params
    this.#depth = 0
    this.spare.clear()
  }

  /** Appends locals and body, as the code section wants them, to `out`. */
  finish(out: ByteWriter): void {
    if (this.#depth !== 0) throw bug('unbalanced block')
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

  // control

  /** A block: branching to its label leaves it. */
  block(body: (label: Label) => void): void {
    this.#nest(0x02, body)
  }

  /** A loop: branching to its label starts it again; falling off its end leaves it. */
  loop(body: (label: Label) => void): void {
    this.#nest(0x03, body)
  }

  /** `if (condition) then else otherwise`; with `type` both leave a value of it. The label is the end. */
  if(_condition: Emitted, then: (label: Label) => void, otherwise?: () => void, type?: ValueType): Emitted {
    this.code.byte(0x04)
    this.code.byte(type === undefined ? EMPTY_BLOCK : VALUE_TYPES[type])
    then(++this.#depth)
    if (otherwise !== undefined) {
      this.code.byte(0x05)
      otherwise()
    }
    this.#depth--
    this.code.byte(0x0b)
  }

  #nest(code: number, body: (label: Label) => void): void {
    this.code.byte(code)
    this.code.byte(EMPTY_BLOCK)
    body(++this.#depth)
    this.#depth--
    this.code.byte(0x0b)
  }

  br(label: Label): void {
    this.code.byte(0x0c)
    this.code.u32(this.#depth - label)
  }

  br_if(label: Label, _condition?: Emitted): void {
    this.code.byte(0x0d)
    this.code.u32(this.#depth - label)
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

  /** Pushes base + index · stride. */
  at(base: Local, index: Local, stride: number): undefined {
    return this.op('i32.add', this.get(base), this.op('i32.mul', this.get(index), this.i32(stride)))
  }

  /** local = min(local, limit), signed. */
  limit(local: Local, limit: number | { readonly local: Local }): void {
    this.op('select', this.get(local), this.value(limit), this.op('i32.lt_s', this.get(local), this.value(limit)))
    this.set(local)
  }

  /** Pushes the address of `place`: the arena's or an entry of the table, and its offset. */
  address(place: Place, arena: Local, table: Local): Emitted {
    if (place.base === 'arena') this.get(arena)
    else this.load('i32.load', this.get(table), 4 * (TABLE_HEADER + place.slot))
    const { offset = 0 } = place
    if (offset !== 0) this.op('i32.add', undefined, this.i32(offset))
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

/**
 * Vector arithmetic on local variables: what the functions of math_*.ts are written in. Each method emits an instruction and
 * returns the local that holds its result; `scope` gives back everything but the result.
 */
import { bug } from '../../../errors/bug.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import type { Opcode } from '../assembler/opcodes.ts'

/** Lanes of a float vector: four of 32 bits or two of 64. */
export type FloatLanes = 'f32x4' | 'f64x2'
export type VectorLanes = FloatLanes | 'i32x4' | 'i64x2'

/**
 * Constants of a loop, each in a local that is set before it. They are splats of scalars: V8 would repeat a vector constant
 * at every use, inside the loop. What is needed is known only when the body has been emitted, so a body is emitted twice,
 * first for `collect`, into a builder that is thrown away.
 */
export class Constants {
  readonly #locals = new Map<string, Local>()
  readonly #wanted = new Map<string, { readonly lanes: VectorLanes; readonly value: number | bigint }>()
  #collecting = true

  /** The local that holds `value` in every lane. */
  get(lanes: VectorLanes, value: number | bigint): Local {
    const key = `${lanes}${Object.is(value, -0) ? '-0' : value}`
    if (this.#collecting) {
      if (!this.#wanted.has(key)) this.#wanted.set(key, { lanes, value })
      return 0
    }
    const local = this.#locals.get(key)
    if (local === undefined) throw bug(`the constant ${key} was not there when constants were collected`)
    return local
  }

  /** Emits what sets the constants wanted so far; from here on `get` gives their locals. */
  emit(f: FunctionBuilder): void {
    this.#collecting = false
    for (const [key, { lanes, value }] of this.#wanted) {
      if (lanes === 'f32x4') f.f32(Number(value))
      else if (lanes === 'f64x2') f.f64(Number(value))
      else if (lanes === 'i32x4') f.i32(Number(value))
      else f.i64(BigInt(value))
      this.#locals.set(key, f.let('v128', f.op(`${lanes}.splat`)))
    }
  }
}

export class VectorMath {
  readonly f: FunctionBuilder
  readonly constants: Constants
  #held: Local[] | undefined

  constructor(f: FunctionBuilder, constants: Constants) {
    this.f = f
    this.constants = constants
  }

  /** A new local for the vector on the stack. */
  keep(): Local {
    const local = this.f.let('v128')
    this.#held?.push(local)
    return local
  }

  /** Sets `to`, a local of the caller's own, and gives `value` back. */
  assign(to: Local, value: Local): Local {
    this.f.set(to, this.f.get(value))
    return value
  }

  /** Runs `body` and frees the locals it made, except its result (or results). */
  scope<T extends Local | readonly Local[]>(body: () => T): T {
    const outer = this.#held
    this.#held = []
    const result = body()
    const kept = new Set(typeof result === 'number' ? [result] : result)
    for (const local of this.#held) {
      if (!kept.has(local)) this.f.free('v128', local)
      else outer?.push(local)
    }
    this.#held = outer
    return result
  }

  op1(name: Opcode, a: Local): Local {
    this.f.op(name, this.f.get(a))
    return this.keep()
  }

  op2(name: Opcode, a: Local, b: Local): Local {
    this.f.op(name, this.f.get(a), this.f.get(b))
    return this.keep()
  }

  /** a · b + c, rounded once or twice. */
  madd(lanes: FloatLanes, a: Local, b: Local, c: Local): Local {
    this.f.madd(lanes, this.f.get(a), this.f.get(b), this.f.get(c))
    return this.keep()
  }

  /** c − a · b, rounded once or twice. */
  nmadd(lanes: FloatLanes, a: Local, b: Local, c: Local): Local {
    this.f.nmadd(lanes, this.f.get(a), this.f.get(b), this.f.get(c))
    return this.keep()
  }

  constant(lanes: VectorLanes, value: number | bigint): Local {
    return this.constants.get(lanes, value)
  }

  /** c0 + c1·x + c2·x² + …, by Horner's rule. */
  polynomial(lanes: FloatLanes, x: Local, coefficients: readonly number[]): Local {
    let sum = this.constant(lanes, coefficients.at(-1) as number)
    for (let i = coefficients.length - 2; i >= 0; i--)
      sum = this.madd(lanes, sum, x, this.constant(lanes, coefficients[i] as number))
    return sum
  }

  /** Bits of `yes` where the mask is set, of `no` elsewhere. */
  select(mask: Local, yes: Local, no: Local): Local {
    this.f.op('v128.bitselect', this.f.get(yes), this.f.get(no), this.f.get(mask))
    return this.keep()
  }

  /** A shift of every lane by a number of bits. */
  shift(name: `${'i32x4' | 'i64x2'}.${'shl' | 'shr_s' | 'shr_u'}`, a: Local, bits: number): Local {
    this.f.op(name, this.f.get(a), this.f.i32(bits))
    return this.keep()
  }

  shuffle32(lanes: readonly [number, number, number, number], a: Local, b: Local): Local {
    this.f.shuffle32(lanes, this.f.get(a), this.f.get(b))
    return this.keep()
  }

  /** x with the sign of `sign`. */
  copySign(lanes: FloatLanes, x: Local, sign: Local): Local {
    return this.select(this.constant(lanes, -0), sign, x)
  }

  /** Two vectors of doubles from one of floats. */
  promote(x: Local): readonly [Local, Local] {
    const low = this.op1('f64x2.promote_low_f32x4', x)
    return [low, this.op1('f64x2.promote_low_f32x4', this.shuffle32([2, 3, 2, 3], x, x))]
  }

  /** One vector of floats from two of doubles. */
  demote(low: Local, high: Local): Local {
    return this.shuffle32(
      [0, 1, 4, 5],
      this.op1('f32x4.demote_f64x2_zero', low),
      this.op1('f32x4.demote_f64x2_zero', high),
    )
  }
}

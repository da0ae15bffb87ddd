/** Compiles a scalar expression to vector code that computes four elements at a time. */
import type { BaseDTypeName } from '../../../tensor/dtypes.ts'
import { call, literal, type Scalar, type ScalarFunction, scalarType } from '../../scalar.ts'
import type { Local } from '../assembler/function_builder.ts'
import type { ModuleBuilder } from '../assembler/module.ts'
import type { VectorMath } from '../math/ops.ts'
import { castVector } from './casts.ts'
import { complexCall } from './complex.ts'
import { floatCall } from './floats.ts'
import { integerCall, longCall, maskCall } from './integers.ts'
import { kindOf, NotVectorizable, type Value, widenMask } from './values.ts'

/** What an expression needs from the loop around it. */
export interface VectorContext {
  readonly m: VectorMath
  /** Takes functions that vector code calls. */
  readonly module: ModuleBuilder
  /** Types of the expression's inputs. */
  readonly inputs: readonly BaseDTypeName[]
  /** Emits the load of input `index`. */
  load(index: number): Value
  /** Where these may be the last elements of an array: how many there are, a local; a vector is not full below 4. */
  readonly left?: Local | undefined
  /** Emits what reports the failure `code` if any lane of `bad` is set. */
  fail(code: number, bad: Local): void
}

export class VectorCompiler {
  readonly #context: VectorContext
  readonly #values: Map<Scalar, Value>

  /** `known` holds values of subexpressions that are computed already: what does not change in the loop. */
  constructor(context: VectorContext, known: ReadonlyMap<Scalar, Value> = new Map()) {
    this.#context = context
    this.#values = new Map(known)
  }

  /** Emits `scalar` as a value of type `wanted`. Throws NotVectorizable where there is no vector code for it. */
  compile(scalar: Scalar, wanted: BaseDTypeName): Value {
    return castVector(this.#context.m, this.value(scalar, wanted), wanted)
  }

  /** The value in its own type; a literal in the type `wanted`. A subexpression is computed once. */
  value(scalar: Scalar, wanted: BaseDTypeName): Value {
    if (scalar.kind === 'literal') return this.#literal(scalar.value, wanted)
    let value = this.#values.get(scalar)
    if (value === undefined) {
      value = this.#fresh(scalar, wanted)
      this.#values.set(scalar, value)
    }
    return value
  }

  #literal(value: number, type: BaseDTypeName): Value {
    const { m } = this.#context
    switch (kindOf(type)) {
      case 'f32':
        return { type, parts: [m.constant('f32x4', Math.fround(value))] }
      case 'i32':
        return { type, parts: [m.constant('i32x4', Math.trunc(value))] }
      case 'mask':
        return { type, parts: [m.constant('i32x4', value === 0 ? 0 : -1)] }
      case 'c64':
        return { type, parts: [m.constant('f32x4', Math.fround(value)), m.constant('f32x4', 0)] }
      case 'f64': {
        const part = m.constant('f64x2', value)
        return { type, parts: [part, part] }
      }
      case 'i64': {
        const part = m.constant('i64x2', BigInt(Math.trunc(value)))
        return { type, parts: [part, part] }
      }
    }
  }

  #fresh(scalar: Exclude<Scalar, { kind: 'literal' }>, wanted: BaseDTypeName): Value {
    const { m, inputs } = this.#context
    switch (scalar.kind) {
      case 'input':
        return this.#context.load(scalar.index)
      case 'cast':
        return castVector(m, this.value(scalar.arg, scalarType(scalar.arg, inputs) ?? scalar.to), scalar.to)
      case 'call':
        return this.#call(scalar.fn, scalar.args, wanted)
      default:
        return scalar satisfies never
    }
  }

  #call(fn: ScalarFunction, args: readonly Scalar[], wanted: BaseDTypeName): Value {
    const { inputs } = this.#context
    if (fn === 'select') return this.#select(args, wanted)
    let type: BaseDTypeName | undefined
    for (const arg of args) type ??= scalarType(arg, inputs)
    // all literals: floats where the result is bool, else what is asked for
    type ??= wanted === 'bool' ? 'float32' : wanted
    if (fn === 'pow') {
      const [base, exponent] = args as [Scalar, Scalar]
      if (exponent.kind === 'literal') {
        const root = rootOf(base, exponent.value, type)
        if (root !== undefined) return this.value(root, type)
        const power = this.#smallPower(this.value(base, type), exponent.value)
        if (power !== undefined) return power
      }
    }
    const values = args.map(arg => this.value(arg, type))
    if (fn === 'complex') {
      if (type !== 'float32') throw new NotVectorizable(fn)
      return { type: 'complex64', parts: values.map(value => value.parts[0] as Local) }
    }
    switch (kindOf(type)) {
      case 'f32':
      case 'f64':
        return floatCall(this.#context, fn, values)
      case 'i32':
        return integerCall(this.#context, fn, values)
      case 'i64':
        return longCall(this.#context, fn, values)
      case 'mask':
        return maskCall(this.#context, fn, values)
      case 'c64':
        return complexCall(this.#context, fn, values)
    }
  }

  /** x², x³, x⁴, x and 1/x as products. */
  #smallPower(base: Value, exponent: number): Value | undefined {
    const apply = (fn: ScalarFunction, ...values: Value[]): Value =>
      (kindOf(base.type) === 'i32' ? integerCall : floatCall)(this.#context, fn, values)
    if (!['f32', 'f64', 'i32'].includes(kindOf(base.type))) return undefined
    switch (exponent) {
      case 1:
        return base
      case 2:
        return apply('square', base)
      case 3:
        return apply('mul', apply('square', base), base)
      case 4:
        return apply('square', apply('square', base))
      case -1:
        return kindOf(base.type) === 'i32' ? undefined : apply('reciprocal', base)
      default:
        return undefined
    }
  }

  #select(args: readonly Scalar[], wanted: BaseDTypeName): Value {
    const { m, inputs } = this.#context
    const [condition, first, second] = args as [Scalar, Scalar, Scalar]
    const type = scalarType(first, inputs) ?? scalarType(second, inputs) ?? wanted
    const mask = this.compile(condition, 'bool').parts[0] as Local
    const yes = this.value(first, type).parts
    const no = this.value(second, type).parts
    const kind = kindOf(type)
    const masks = kind === 'f64' || kind === 'i64' ? widenMask(m, mask) : [mask, mask]
    return { type, parts: yes.map((part, i) => m.select(masks[i] as Local, part, no[i] as Local)) }
  }
}

/** x^½ and x^−½ of floats as roots: to powers, −0 is 0 and −∞ is ∞. */
function rootOf(base: Scalar, exponent: number, type: BaseDTypeName): Scalar | undefined {
  if (Math.abs(exponent) !== 0.5 || (type !== 'float32' && type !== 'float64')) return undefined
  const root = call('sqrt', call('add', base, literal(0)))
  const whole = call(
    'select',
    call('eq', base, literal(Number.NEGATIVE_INFINITY)),
    literal(Number.POSITIVE_INFINITY),
    root,
  )
  return exponent > 0 ? whole : call('reciprocal', whole)
}

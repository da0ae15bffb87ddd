/** Compiles a scalar expression to a plain JavaScript loop over typed arrays. */
import { bug } from '../../../errors/bug.ts'
import { invalidArgument, type Status } from '../../../errors/status.ts'
import type { BaseDTypeName, Data } from '../../../tensor/dtypes.ts'
import { type Scalar, type ScalarFunction, scalarType } from '../../scalar.ts'
import {
  COMPARISONS,
  COMPLEX_CALLS,
  COMPOSED,
  DIVISOR,
  EXACT,
  FLOAT,
  INTEGER,
  INTEGER64,
  LOGICAL,
  TESTS,
} from './scalar_functions.ts'
import { runtime } from './scalar_runtime.ts'
import { arithmeticOf, castValue, literalValue, rounded, type Value } from './scalar_types.ts'

/**
 * out[offsets[0] + i] = expression(inputs…) for i < count. Input k starts at offsets[k + 1] and moves with i, or stands
 * still where it was compiled so.
 */
export type CompiledLoop = (count: number, out: Data, inputs: readonly Data[], offsets: readonly number[]) => void

class LoopCompiler {
  readonly lines: string[] = []
  readonly #inputs: readonly BaseDTypeName[]
  readonly #values = new Map<Scalar, Value>()
  #count = 0

  constructor(inputs: readonly BaseDTypeName[]) {
    this.#inputs = inputs
  }

  /** A constant holding `code`. */
  name(code: string): string {
    const name = `t${this.#count++}`
    this.lines.push(`const ${name} = ${code}`)
    return name
  }

  /** The value of an expression; a literal takes the type `wanted`. An expression that occurs twice is computed once. */
  compile(scalar: Scalar, wanted: BaseDTypeName): Value {
    if (scalar.kind === 'literal') return literalValue(wanted, scalar.value)
    let value = this.#values.get(scalar)
    if (value === undefined) {
      value = this.#fresh(scalar, wanted)
      this.#values.set(scalar, value)
    }
    return value
  }

  #fresh(scalar: Exclude<Scalar, { kind: 'literal' }>, wanted: BaseDTypeName): Value {
    switch (scalar.kind) {
      case 'input':
        return this.#input(scalar.index)
      case 'cast': {
        const from = scalarType(scalar.arg, this.#inputs) ?? scalar.to
        return this.#keep(castValue(this.compile(scalar.arg, from), scalar.to))
      }
      case 'call':
        return this.#call(scalar.fn, scalar.args, wanted)
      default:
        return scalar satisfies never
    }
  }

  #keep(value: Value): Value {
    return { ...value, code: this.name(value.code), ...(value.im === undefined ? {} : { im: this.name(value.im) }) }
  }

  #input(index: number): Value {
    const type = this.#inputs[index]
    if (type === undefined) throw bug(`no input ${index} of a scalar expression`)
    return arithmeticOf(type) === 'complex' ? { type, code: `x${index}`, im: `y${index}` } : { type, code: `x${index}` }
  }

  #call(fn: ScalarFunction, args: readonly Scalar[], wanted: BaseDTypeName): Value {
    if (fn === 'select') return this.#select(args, wanted)
    let type: BaseDTypeName | undefined
    for (const arg of args) type ??= scalarType(arg, this.#inputs)
    // all literals: floats where the result is bool, else what is asked for
    type ??= wanted === 'bool' ? 'float64' : wanted
    const composed = type === 'float16' || type === 'bfloat16' ? COMPOSED[fn]?.(args[0] as Scalar) : undefined
    if (composed !== undefined) return this.compile(composed, type)
    const values = args.map(arg => this.compile(arg, type))
    const [a, b, c] = values.map(value => value.code) as [string, string, string]
    const arithmetic = arithmeticOf(type)
    if (fn === 'complex') return { type: type === 'float64' ? 'complex128' : 'complex64', code: a, im: b }
    if (arithmetic === 'complex') return this.#complex(fn, type, values)
    if (arithmetic === 'string') {
      if (fn !== 'eq' && fn !== 'ne') throw unknown(fn, type)
      return { type: 'bool', code: this.name(`${fn === 'ne' ? '!' : ''}rt.sameBytes(${a}, ${b})`) }
    }
    if (fn in TESTS)
      return { type: 'bool', code: this.name(arithmetic === 'float' ? TESTS[fn]!(a, b, c) : String(fn === 'isfinite')) }
    if (arithmetic === 'bool') {
      const logical = LOGICAL[fn]
      if (logical === undefined) throw unknown(fn, type)
      return { type: 'bool', code: this.name(logical(a, b, c)) }
    }
    const comparison = COMPARISONS[fn]
    if (comparison !== undefined) return { type: 'bool', code: this.name(comparison(a, b, c)) }
    const template = (arithmetic === 'float' ? FLOAT : arithmetic === 'int' ? INTEGER : INTEGER64)[fn]
    if (template === undefined) throw unknown(fn, type)
    const divisor = DIVISOR[fn]
    if (divisor !== undefined && arithmetic !== 'float') {
      this.lines.push(
        `if (${values[divisor]?.code} === ${arithmetic === 'int' ? '0' : '0n'}) throw rt.divisionByZero()`,
      )
    }
    const round = (code: string): string => rounded(type, code)
    const code = template(a, b, c, round)
    return { type, code: this.name(arithmetic === 'float' && EXACT.has(fn) ? code : round(code)) }
  }

  #select(args: readonly Scalar[], wanted: BaseDTypeName): Value {
    const [condition, first, second] = args as [Scalar, Scalar, Scalar]
    const type = scalarType(first, this.#inputs) ?? scalarType(second, this.#inputs) ?? wanted
    const test = this.compile(condition, 'bool').code
    const a = this.compile(first, type)
    const b = this.compile(second, type)
    return this.#keep({
      type,
      code: `${test} ? ${a.code} : ${b.code}`,
      ...(a.im === undefined ? {} : { im: `${test} ? ${a.im} : ${b.im}` }),
    })
  }

  #complex(fn: ScalarFunction, type: BaseDTypeName, values: readonly Value[]): Value {
    const a = values[0]?.code as string
    const ai = values[0]?.im as string
    const b = values[1]?.code as string
    const bi = values[1]?.im as string
    const part = type === 'complex64' ? 'float32' : 'float64'
    const real = (code: string): Value => ({ type: part, code: this.name(rounded(part, code)) })
    const pair = (re: string, im: string): Value => ({
      type,
      code: this.name(rounded(type, re)),
      im: this.name(rounded(type, im)),
    })
    const bool = (code: string): Value => ({ type: 'bool', code: this.name(code) })
    switch (fn) {
      case 'real':
        return real(a)
      case 'imag':
        return real(ai)
      case 'abs':
        return real(`Math.hypot(${a}, ${ai})`)
      case 'conj':
        return pair(a, `-${ai}`)
      case 'neg':
        return pair(`-${a}`, `-${ai}`)
      case 'add':
        return pair(`${a} + ${b}`, `${ai} + ${bi}`)
      case 'sub':
        return pair(`${a} - ${b}`, `${ai} - ${bi}`)
      case 'eq':
        return bool(`${a} === ${b} && ${ai} === ${bi}`)
      case 'ne':
        return bool(`${a} !== ${b} || ${ai} !== ${bi}`)
      case 'isnan':
        return bool(`${a} !== ${a} || ${ai} !== ${ai}`)
      case 'isinf':
        return bool(`Math.abs(${a}) === Infinity || Math.abs(${ai}) === Infinity`)
      case 'isfinite':
        return bool(`Math.abs(${a}) < Infinity && Math.abs(${ai}) < Infinity`)
      case 'square':
        this.lines.push(`rt.complex.mul(${a}, ${ai}, ${a}, ${ai})`)
        break
      case 'reciprocal':
        this.lines.push(`rt.complex.div(1, 0, ${a}, ${ai})`)
        break
      default:
        if (!COMPLEX_CALLS.has(fn)) throw unknown(fn, type)
        this.lines.push(`rt.complex.${fn}(${values.map(value => `${value.code}, ${value.im}`).join(', ')})`)
    }
    return pair('rt.complex.result.re', 'rt.complex.result.im')
  }
}

const unknown = (fn: ScalarFunction, type: BaseDTypeName): Status =>
  invalidArgument(`No OpKernel was registered to support ${fn} of ${type}`)

/** The source that reads element `at` of the array `array` of `type`. */
function read(type: BaseDTypeName, array: string, at: string): string {
  if (type === 'float16') return `halves[${array}[${at}]]`
  return type === 'bfloat16' ? `rt.fromBfloat16(${array}[${at}])` : `${array}[${at}]`
}

/** The source that stores `value` as element `at` of `out`. */
function write(value: Value, at: string): string {
  switch (value.type) {
    case 'float16':
      return `out[${at}] = rt.toHalf(${value.code})`
    case 'bfloat16':
      return `out[${at}] = rt.toBfloat16(${value.code})`
    case 'bool':
      return `out[${at}] = ${value.code} ? 1 : 0`
    case 'complex64':
    case 'complex128':
      return `out[2 * (${at})] = ${value.code}; out[2 * (${at}) + 1] = ${value.im}`
    default:
      return `out[${at}] = ${value.code}`
  }
}

/** Compiles the loop of `expression` for inputs of these types; `moving[k]` says whether input k moves along the loop. */
export function compileLoop(
  expression: Scalar,
  inputs: readonly BaseDTypeName[],
  out: BaseDTypeName,
  moving: readonly boolean[],
): CompiledLoop {
  const compiler = new LoopCompiler(inputs)
  const result = castValue(compiler.compile(expression, out), out)
  const setup: string[] = []
  const loads: string[] = []
  inputs.forEach((type, k) => {
    const at = moving[k] ? `p${k} + i` : `p${k}`
    const lines = moving[k] ? loads : setup
    setup.push(`const a${k} = inputs[${k}], p${k} = offsets[${k + 1}]`)
    if (arithmeticOf(type) === 'complex') lines.push(`const x${k} = a${k}[2 * (${at})], y${k} = a${k}[2 * (${at}) + 1]`)
    else lines.push(`const x${k} = ${read(type, `a${k}`, at)}`)
  })
  const source = [
    "'use strict'",
    inputs.includes('float16') ? 'const halves = rt.halves' : '',
    'return (count, out, inputs, offsets) => {',
    'const offset = offsets[0]',
    ...setup,
    'for (let i = 0; i < count; i++) {',
    ...loads,
    ...compiler.lines,
    write(result, 'offset + i'),
    '}}',
  ]
  return new Function('rt', source.join('\n'))(runtime) as CompiledLoop
}

/** What compiled loops need to know of a data type: how it computes, how it is stored, how values pass between types. */
import { bug } from '../../../errors/bug.ts'
import type { BaseDTypeName } from '../../../tensor/dtypes.ts'
import { fromBfloat16, roundToHalf, toBfloat16 } from '../../../tensor/half.ts'

/** `float` computes in JavaScript numbers; `int` too, and wraps; `int64` in bigints; `bool` in anything truthy or not. */
export type Arithmetic = 'float' | 'int' | 'int64' | 'bool' | 'complex' | 'string'

const ARITHMETIC: Readonly<Partial<Record<BaseDTypeName, Arithmetic>>> = {
  float16: 'float',
  bfloat16: 'float',
  float32: 'float',
  float64: 'float',
  complex64: 'complex',
  complex128: 'complex',
  int64: 'int64',
  bool: 'bool',
  string: 'string',
  resource: 'string',
}

export function arithmeticOf(type: BaseDTypeName): Arithmetic {
  return ARITHMETIC[type] ?? 'int'
}

/** The source of an expression whose result is rounded, or wrapped, to `type`. */
export function rounded(type: BaseDTypeName, code: string): string {
  switch (type) {
    case 'float16':
      // computed in float32, as Eigen's half does
      return `rt.roundToHalf(Math.fround(${code}))`
    case 'bfloat16':
      return `rt.fromBfloat16(rt.toBfloat16(${code}))`
    case 'float32':
    case 'complex64':
      return `Math.fround(${code})`
    case 'int32':
    case 'qint32':
      return `(${code} | 0)`
    case 'int16':
    case 'qint16':
      return `(${code} << 16 >> 16)`
    case 'int8':
    case 'qint8':
      return `(${code} << 24 >> 24)`
    case 'uint16':
    case 'quint16':
      return `(${code} & 65535)`
    case 'uint8':
    case 'quint8':
      return `(${code} & 255)`
    case 'int64':
      return `BigInt.asIntN(64, ${code})`
    default:
      return `(${code})`
  }
}

/** A value in a compiled loop: the source of a variable or literal, and of its imaginary part. */
export interface Value {
  readonly type: BaseDTypeName
  readonly code: string
  readonly im?: string
}

/** The literal `value` as a value of `type`. */
export function literalValue(type: BaseDTypeName, value: number): Value {
  switch (arithmeticOf(type)) {
    case 'bool':
      return { type, code: value === 0 ? 'false' : 'true' }
    case 'int':
      return { type, code: `(${Math.trunc(value)})` }
    case 'int64':
      return { type, code: `(${BigInt(Math.trunc(value))}n)` }
    case 'complex':
      return { type, code: number(type === 'complex64' ? Math.fround(value) : value), im: '0' }
    default:
      return { type, code: number(literalRounding(type)(value)) }
  }
}

const identity = (value: number): number => value

/** The value nearest to a literal in a float type. */
function literalRounding(type: BaseDTypeName): (value: number) => number {
  if (type === 'float16') return roundToHalf
  if (type === 'bfloat16') return value => fromBfloat16(toBfloat16(value))
  return type === 'float64' ? identity : Math.fround
}

function number(value: number): string {
  return Object.is(value, -0) ? '(-0)' : `(${value})`
}

/** The source of a conversion, by the rules of a C cast on x86-64. `rt` is the runtime. */
export function castValue(value: Value, to: BaseDTypeName): Value {
  const from = arithmeticOf(value.type)
  const code = value.code
  if (value.type === to) return value
  const out = (source: string): Value => ({ type: to, code: source })
  switch (arithmeticOf(to)) {
    case 'bool':
      // the kernel of 0.12.1 looks at the real part alone
      return out(from === 'bool' ? code : from === 'int64' ? `(${code} !== 0n)` : `(${code} !== 0)`)
    case 'int':
      if (from === 'bool') return out(`(${code} ? 1 : 0)`)
      if (from === 'int') return out(rounded(to, code))
      if (from === 'int64') return out(rounded(to, `Number(BigInt.asIntN(32, ${code}))`))
      return out(rounded(to, `rt.floatToInt32(${code})`))
    case 'int64':
      if (from === 'bool') return out(`(${code} ? 1n : 0n)`)
      return out(from === 'int' ? `BigInt(${code})` : `rt.floatToInt64(${code})`)
    case 'complex':
      if (from === 'complex') return { type: to, code: rounded(to, code), im: rounded(to, value.im as string) }
      return { type: to, code: castValue(value, to === 'complex64' ? 'float32' : 'float64').code, im: '0' }
    case 'float':
      if (from === 'bool') return out(`(${code} ? 1 : 0)`)
      if (from === 'int64') return out(to === 'float64' ? `Number(${code})` : `rt.int64ToFloat32(${code})`)
      if (to === 'float16') return out(`rt.roundToHalf(${code})`)
      if (to === 'bfloat16') return out(`rt.fromBfloat16(rt.toBfloat16(${code}))`)
      return out(rounded(to, code))
    case 'string':
      throw bug(`no conversion from ${value.type} to ${to}`)
  }
}

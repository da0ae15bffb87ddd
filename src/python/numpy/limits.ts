/** np.finfo and np.iinfo: the limits of numbers. */
import { as_dtype, type DType } from '../../tensor/dtypes.ts'
import { CALL, methods, native } from '../objects/values/callable.ts'
import { int, makeInt } from '../objects/values/numbers.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { NumpyScalar } from './scalar.ts'
import { dtypeValue } from './scalar_type.ts'

class Limits {
  readonly type: DType
  constructor(type: DType) {
    this.type = type
  }
  repr(): string {
    return String(this.type.max)
  }
}
class FloatLimits extends Limits {}
class IntegerLimits extends Limits {}

/** Distance from 1 to the next number, smallest normal number, decimal digits. */
const FLOATS: Readonly<Record<string, readonly [eps: number, tiny: number, precision: number]>> = {
  float16: [2 ** -10, 2 ** -14, 3],
  float32: [2 ** -23, 2 ** -126, 6],
  float64: [2 ** -52, 2 ** -1022, 15],
}

/** `toType` reads what stands for a type: `float`, `np.float32`, `'f4'`, an array. */
export function limitNames(toType: (value: unknown) => unknown): Readonly<Record<string, unknown>> {
  const asType = (value: unknown): DType =>
    as_dtype(((value as { dtype?: unknown } | null)?.dtype ?? toType(value)) as string)
  const scalar = (self: Limits, value: number): unknown => NumpyScalar.of_value(value, self.type)
  const made = (
    name: string,
    Kind: new (type: DType) => Limits,
    getters: readonly (readonly [string, (self: unknown) => unknown])[],
  ): PyType => {
    const type = new PyType(name, {
      module: 'numpy',
      writtenInPython: true,
      jsClass: Kind as unknown as new () => object,
      construct: native(`${name}(dtype)`, (value: unknown) => new Kind(asType(value)))[CALL],
      check: value => value instanceof Kind,
    })
    type.getters = new Map(getters)
    type.methods = methods({})
    registerType(Kind, type)
    return type
  }
  const constant = (at: 0 | 1) => (self: unknown) =>
    scalar(self as Limits, FLOATS[(self as Limits).type.name]?.[at] ?? Number.NaN)
  const limit = (name: 'max' | 'min') => (self: unknown) => scalar(self as Limits, Number((self as Limits).type[name]))
  const common: [string, (self: unknown) => unknown][] = [
    ['bits', self => int((self as Limits).type.size * 8)],
    ['dtype', self => dtypeValue((self as Limits).type)],
  ]
  const finfo = made('finfo', FloatLimits, [
    ...common,
    ['eps', constant(0)],
    ['tiny', constant(1)],
    ['max', limit('max')],
    ['min', limit('min')],
    ['precision', self => int(FLOATS[(self as Limits).type.name]?.[2] ?? 0)],
  ])
  const whole = (name: 'max' | 'min') => (self: unknown) => makeInt((self as Limits).type[name])
  const iinfo = made('iinfo', IntegerLimits, [...common, ['max', whole('max')], ['min', whole('min')]])
  return { finfo, iinfo }
}

/**
 * Scalar expressions: what an elementwise op computes for one element, as data. The reference kernel, the WebAssembly
 * kernel and fusion all come from it.
 */
import type { BaseDTypeName } from '../tensor/dtypes.ts'

/** Functions of scalars. Comparisons and `is…` give bool, `abs`, `real`, `imag` of complex numbers their real type; all others the type of their first argument. */
export const SCALAR_FUNCTIONS = [
  // arithmetic; `div` is true division for floats and C's truncating division for integers (by zero: InvalidArgument)
  'add',
  'sub',
  'mul',
  'div',
  'floordiv',
  'mod',
  'floormod',
  'pow',
  'neg',
  'abs',
  'sign',
  'reciprocal',
  'square',
  'sqrt',
  'rsqrt',
  // `max` and `min` as TensorFlow's CPU kernels: (a < b) ? b : a, so that a NaN in the first place stays
  'max',
  'min',
  'floor',
  'ceil',
  'rint',
  'round',
  'exp',
  'log',
  'log1p',
  'expm1',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'tanh',
  'sigmoid',
  'erf',
  'erfc',
  'lgamma',
  'digamma',
  'softplus',
  'elu',
  'polygamma',
  'zeta',
  'igamma',
  'igammac',
  'betainc',
  'lt',
  'le',
  'gt',
  'ge',
  'eq',
  'ne',
  'and',
  'or',
  'xor',
  'not',
  'isnan',
  'isinf',
  'isfinite',
  'conj',
  'real',
  'imag',
  'complex',
  // select(condition, then, else)
  'select',
] as const

export type ScalarFunction = (typeof SCALAR_FUNCTIONS)[number]

export type Scalar =
  | { readonly kind: 'input'; readonly index: number }
  /** A literal; its type is that of the neighbouring arguments, or of the result. */
  | { readonly kind: 'literal'; readonly value: number }
  | { readonly kind: 'call'; readonly fn: ScalarFunction; readonly args: readonly Scalar[] }
  | { readonly kind: 'cast'; readonly to: BaseDTypeName; readonly arg: Scalar }

export const input = (index: number): Scalar => ({ kind: 'input', index })
export const literal = (value: number): Scalar => ({ kind: 'literal', value })
export const cast = (arg: Scalar, to: BaseDTypeName): Scalar => ({ kind: 'cast', to, arg })
export const call = (fn: ScalarFunction, ...args: Scalar[]): Scalar => ({ kind: 'call', fn, args })

const REAL_PART: Partial<Record<BaseDTypeName, BaseDTypeName>> = { complex64: 'float32', complex128: 'float64' }
const BOOLEAN = new Set<ScalarFunction>([
  'lt',
  'le',
  'gt',
  'ge',
  'eq',
  'ne',
  'and',
  'or',
  'xor',
  'not',
  'isnan',
  'isinf',
  'isfinite',
])
const REAL = new Set<ScalarFunction>(['abs', 'real', 'imag'])

/** The type of an expression whose inputs have the types `inputs`; undefined for a bare literal. */
export function scalarType(scalar: Scalar, inputs: readonly BaseDTypeName[]): BaseDTypeName | undefined {
  switch (scalar.kind) {
    case 'input':
      return inputs[scalar.index]
    case 'literal':
      return undefined
    case 'cast':
      return scalar.to
    case 'call': {
      if (BOOLEAN.has(scalar.fn)) return 'bool'
      const args = scalar.fn === 'select' ? scalar.args.slice(1) : scalar.args
      let type: BaseDTypeName | undefined
      for (const arg of args) type ??= scalarType(arg, inputs)
      if (scalar.fn === 'complex') return type === 'float64' ? 'complex128' : 'complex64'
      return type !== undefined && REAL.has(scalar.fn) ? (REAL_PART[type] ?? type) : type
    }
    default:
      return scalar satisfies never
  }
}

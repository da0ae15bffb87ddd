/** int, float, bool, complex. */
import { ValueError } from '../../errors/index.ts'
import { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import { numberOf, optionalIndex, toFloat, toInt } from '../objects/convert.ts'
import { OBJECT } from '../objects/object_type.ts'
import { slotsOf } from '../objects/slots.ts'
import { truth } from '../objects/truth.ts'
import { CALL, methods, native } from '../objects/values/callable.ts'
import { float, int, makeInt, plainNumber, wholeNumber } from '../objects/values/numbers.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { PyType, primitives, registerType } from '../objects/values/type.ts'

/** The constructor of a type by its signature. */
const constructor = (signature: string, make: (...values: never[]) => unknown) => native(signature, make)[CALL]

const countsAs = (value: unknown, type: 'int' | 'float'): boolean =>
  slotsOf(value).countsAs?.(value as object, type) ?? false

export const INT = new PyType('int', {
  base: OBJECT,
  jsClass: PyInt as unknown as new () => object,
  construct: constructor('int(x=0, base=None)', (value: unknown, base: unknown) => toInt(value, optionalIndex(base))),
  check: value => value instanceof PyInt || typeof value === 'boolean' || countsAs(value, 'int'),
})

export const FLOAT = new PyType('float', {
  base: OBJECT,
  jsClass: PyFloat as unknown as new () => object,
  construct: constructor('float(x=0.0)', (value: unknown) => toFloat(value)),
  check: value => value instanceof PyFloat || countsAs(value, 'float'),
})

export const BOOL = new PyType('bool', {
  base: INT,
  construct: constructor('bool(x=False)', (value: unknown) => truth(value)),
  check: value => typeof value === 'boolean',
})

function parseComplex(text: string): Complex {
  const number = String.raw`(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf|nan`
  const found = new RegExp(`^\\(?([+-]?(?:${number}))?(?:([+-]?(?:${number})?)j)?\\)?$`, 'i').exec(
    text.replace(/\s/g, ''),
  )
  if (!found) throw new ValueError('complex() arg is a malformed string')
  const imaginary = found[2]
  return new Complex(
    Number(found[1] ?? 0),
    imaginary === undefined ? 0 : /^[+-]?$/.test(imaginary) ? Number(`${imaginary}1`) : Number(imaginary),
  )
}

export const COMPLEX = new PyType('complex', {
  base: OBJECT,
  jsClass: Complex as unknown as new () => object,
  construct: constructor('complex(real=0, imag=0)', (real: unknown, imag: unknown) => {
    if (typeof real === 'string') return parseComplex(real)
    const [re, im] = [real, imag]
      .map(numberOf)
      .map(part => (part instanceof Complex ? part : new Complex(plainNumber(part) ?? toFloat(part).value))) as [
      Complex,
      Complex,
    ]
    return new Complex(re.re - im.im, re.im + im.re)
  }),
  check: value => value instanceof Complex,
})

/** A float as a fraction with a power of two below. */
function integerRatio(value: number): PyTuple {
  let denominator = 1n
  let numerator = value
  while (!Number.isInteger(numerator)) {
    numerator *= 2
    denominator *= 2n
  }
  return PyTuple.from_items([makeInt(BigInt(numerator)), makeInt(denominator)])
}

const part = (name: 'real' | 'imag'): readonly [string, (self: unknown) => unknown] => [
  name,
  self => {
    if (self instanceof Complex) return float(name === 'real' ? self.re : self.im)
    if (self instanceof PyFloat) return name === 'real' ? self : float(0)
    return name === 'real' ? self : int(0)
  },
]

INT.getters = new Map([
  part('real'),
  part('imag'),
  ['numerator', (self: unknown) => self],
  ['denominator', () => int(1)],
])
FLOAT.getters = new Map([part('real'), part('imag')])
COMPLEX.getters = new Map([part('real'), part('imag')])
INT.methods = methods({
  'bit_length()': (self: PyInt | boolean) =>
    int(wholeNumber(self) === 0 ? 0 : BigInt(wholeNumber(self)).toString(2).replace('-', '').length),
  'conjugate()': (self: unknown) => self,
})
FLOAT.methods = methods({
  'is_integer()': (self: PyFloat) => Number.isInteger(self.value),
  'as_integer_ratio()': (self: PyFloat) => integerRatio(self.value),
  'conjugate()': (self: unknown) => self,
  'hex()': (self: PyFloat) => self.value.toString(16),
})
COMPLEX.methods = methods({ 'conjugate()': (self: Complex) => self.conjugate() })

registerType(PyInt, INT)
registerType(PyFloat, FLOAT)
registerType(Complex, COMPLEX)
primitives.boolean = BOOL

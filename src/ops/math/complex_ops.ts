/** Complex numbers: their parts, conjugates and moduli. */

import { noAttribute } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { defineOp, type OpDef } from '../../graph/op_def.ts'
import { broadcasted, unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { call } from '../../kernels/scalar.ts'
import { complex64, complex128, type DType, float32, float64 } from '../../tensor/dtypes.ts'
import { asTensor, type UnaryArgs } from '../core/elementwise_specs.ts'
import { kernelsOnly } from '../core/registered_kernels.ts'
import { broadcasting, summedTo } from './broadcast_args_ops.ts'
import { constant } from './constant_op.ts'
import { sign } from './function_ops.ts'
import { times } from './operators.ts'
import { zeros_like } from './zeros_like_ops.ts'

/** Parts and numbers are of one precision. `complexAttr` is the type of the numbers. */
const onePrecision = (op: string, complexAttr: 'T' | 'Tout') =>
  kernelsOnly(
    op,
    [
      [complex128, float64],
      [complex64, float32],
    ].map(([numbers, parts]) =>
      complexAttr === 'T'
        ? { T: numbers as DType, Tout: parts as DType }
        : { T: parts as DType, Tout: numbers as DType },
    ),
  )

export const Complex: OpDef = defineOp('Complex', {
  inputs: ['real: T', 'imag: T'],
  outputs: ['out: Tout'],
  attrs: ['T: {float, double} = DT_FLOAT', 'Tout: {complex64, complex128} = DT_COMPLEX64'],
  infer: broadcasted,
  gradient: (op, grad) => {
    const { sx, sy, rx, ry } = broadcasting(...(op.inputs as [Tensor, Tensor]))
    const g = grad as Tensor
    const gx = summedTo(real(g), rx, sx)
    return [gx, summedTo(imag(g), ry, sy)]
  },
  refuses: onePrecision('Complex', 'Tout'),
  lower: { kind: 'elementwise', scalar: ([x, y]) => call('complex', x!, y!) },
})

export const Real = defineOp('Real', {
  inputs: ['input: T'],
  outputs: ['output: Tout'],
  attrs: ['T: {complex64, complex128} = DT_COMPLEX64', 'Tout: {float, double} = DT_FLOAT'],
  infer: unchanged,
  gradient: (_op, grad) => [complex(grad as Tensor, constant(0, (grad as Tensor).dtype))],
  refuses: onePrecision('Real', 'T'),
  lower: { kind: 'elementwise', scalar: ([x]) => call('real', x!) },
})

export const Imag: OpDef = defineOp('Imag', {
  inputs: ['input: T'],
  outputs: ['output: Tout'],
  attrs: ['T: {complex64, complex128} = DT_COMPLEX64', 'Tout: {float, double} = DT_FLOAT'],
  infer: unchanged,
  gradient: (_op, grad) => [complex(constant(0, (grad as Tensor).dtype), grad as Tensor)],
  refuses: onePrecision('Imag', 'T'),
  lower: { kind: 'elementwise', scalar: ([x]) => call('imag', x!) },
})

export const Conj: OpDef = defineOp('Conj', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['T: {complex64, complex128} = DT_COMPLEX64'],
  infer: unchanged,
  gradient: (_op, grad) => [conj(grad as Tensor)],
  lower: { kind: 'elementwise', scalar: ([x]) => call('conj', x!) },
})

export const ComplexAbs = defineOp('ComplexAbs', {
  inputs: ['x: T'],
  outputs: ['y: Tout'],
  attrs: ['T: {complex64, complex128} = DT_COMPLEX64', 'Tout: {float, double} = DT_FLOAT'],
  infer: unchanged,
  gradient: (op, grad) => [times(complex(grad as Tensor, zeros_like(grad as Tensor)), sign(op.inputs[0] as Tensor))],
  refuses: onePrecision('ComplexAbs', 'T'),
  lower: { kind: 'elementwise', scalar: ([x]) => call('abs', x!) },
})

/** `real + imag·i`: complex64 of float32 parts, complex128 of float64 ones. Errors: TypeError for other types. */
export const complex = pyfunction(
  'complex(real, imag, name=None)',
  ({ real, imag, name }: { real: TensorLike; imag: TensorLike; name: Name }) => {
    const re = convertToTensor(real, { name: 'real' })
    const im = convertToTensor(imag, { name: 'imag', bare: re.dtype.base_dtype })
    return withScope(name, 'Complex', [re, im], scope => {
      const types = [re.dtype, im.dtype]
      const Tout = types.every(type => type === float64)
        ? complex128
        : types.every(type => type === float32)
          ? complex64
          : undefined
      if (!Tout) throw new TypeError(`real and imag have incorrect types: ${re.dtype.name} ${im.dtype.name}`)
      return apply(Complex, { real: re, imag: im, Tout }, scope)
    })
  },
)

/** TensorFlow asks for the type before it makes a tensor. */
function typed(value: TensorLike): TensorLike {
  if (typeof value !== 'object' || value === null || !('dtype' in value)) throw noAttribute(value, 'dtype')
  return value
}

/** The real part; a real tensor is its own. */
export const real = pyfunction('real(input, name=None)', ({ input, name }: { input: TensorLike; name: Name }) =>
  withScope(name, 'Real', [input], scope => {
    const tensor = convertToTensor(typed(input))
    const Tout = tensor.dtype.real_dtype
    return tensor.dtype.base_dtype === Tout ? tensor : apply(Real, { input: tensor, Tout }, scope)
  }),
)
/** The imaginary part of a complex tensor. */
export const imag = pyfunction('imag(input, name=None)', ({ input, name }: { input: TensorLike; name: Name }) =>
  withScope(name, 'Imag', [input], scope => {
    const tensor = convertToTensor(typed(input))
    return apply(Imag, { input: tensor, Tout: tensor.dtype.real_dtype }, scope)
  }),
)
/** The complex conjugate; a real tensor is its own. Errors: TypeError for tensors that are not numeric. */
export const conj = pyfunction('conj(x, name=None)', ({ x, name }: UnaryArgs) =>
  withScope(name, 'Conj', [x], scope => {
    const tensor = asTensor(x)
    if (tensor.dtype.is_complex) return apply(Conj, { input: tensor }, scope)
    if (tensor.dtype.is_floating || tensor.dtype.is_integer) return tensor
    throw new TypeError(`Expected numeric tensor, got dtype ${tensor.dtype.repr()}`)
  }),
)
/** The modulus |x| of a complex tensor. */
export const complex_abs = pyfunction('complex_abs(x, name=None)', ({ x, name }: UnaryArgs) => {
  const tensor = convertToTensor(x)
  return apply(ComplexAbs, { x: tensor, Tout: tensor.dtype.real_dtype }, name)
})

/** Signs, powers and exponentials of one argument, element by element, with the ops of their gradients. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { defineOp, type GradientFunction, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import { unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { call, input, literal, type Scalar } from '../../kernels/scalar.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, sameShape, shapeText } from '../../tensor/shape.ts'
import { asTensor, onValues, takingSparse, type UnaryArgs, unary, unarySparse } from '../core/elementwise_specs.ts'
import { ComplexAbs, conj } from './complex_ops.ts'
import { zeros } from './constant_op.ts'
import { minus, negated, over, plus, times } from './operators.ts'
import { shape } from './shape_ops.ts'

const FLOATS = '{half, float, double, complex64, complex128}'
const SIGNED = '{half, float, double, int32, int64, complex64, complex128}'

/** A gradient made after the incoming one, from the conjugate of the input. */
export function fromInput(derive: (grad: Tensor, x: Tensor) => Tensor): GradientFunction {
  return (op, grad) => [
    control_dependencies([(grad as Tensor).op], () => derive(grad as Tensor, conj(op.inputs[0] as Tensor))),
  ]
}
/** The same from the conjugate of the output. */
const fromOutput =
  (derive: (grad: Tensor, y: Tensor) => Tensor): GradientFunction =>
  (op, grad) => [
    control_dependencies([(grad as Tensor).op], () => derive(grad as Tensor, conj(op.outputs[0] as Tensor))),
  ]
/** The gradient is an op of its own, of the output and the incoming gradient; it takes no conjugate itself. */
const byOp =
  (def: () => OpDef): GradientFunction =>
  (op, grad) => [apply(def(), { x: op.outputs[0] as Tensor, y: grad })]

/**
 * The op that computes a gradient from the output `x` and the incoming gradient `y`. TensorFlow's kernel takes the elements as they lie in
 * memory, whatever the shape of `y`: further ones are left alone, and where there are fewer it reads what happens to lie behind them.
 */
const gradientOp = (scalar: (y: Scalar, grad: Scalar) => Scalar, gradient: OpSpec['gradient'] & {}): OpSpec => {
  const expression = scalar(input(0), input(1))
  return {
    inputs: ['x: T', 'y: T'],
    outputs: ['z: T'],
    attrs: [`T: ${FLOATS}`],
    infer: unchanged,
    kernel: k => {
      const [y, grad] = [k.input(0), k.input(1)]
      if (grad.size < y.size)
        throw invalidArgument(`Incompatible shapes: ${shapeText(y.shape)} vs. ${shapeText(grad.shape)}`)
      return elementwise(expression, [y, grad.shape === y.shape ? grad : firstElements(grad, y.shape)], y.dtype)
    },
    lower: {
      kind: 'elementwise',
      scalar: ([y, grad]) => scalar(y!, grad!),
      when: ({ inputShapes: [y, grad] }) => sameShape(y as readonly number[], grad as readonly number[]),
    },
    gradient,
  }
}

/** The first elements of `array`, as an array of that shape. */
function firstElements(array: NDArray, shape: readonly number[]): NDArray {
  const lanes = array.dtype.is_complex ? 2 : 1
  return new NDArray(array.dtype, shape, (array.data as Float32Array).subarray(0, lanes * numElements(shape)))
}

// --- signs

export const Abs = defineOp('Abs', {
  ...unary('{half, float, double, int32, int64}', 'abs'),
  gradient: (op, grad) => [times(grad, sign(op.inputs[0] as Tensor))],
})
/** Its gradient is zero everywhere. */
export const Sign = defineOp('Sign', {
  ...unary(SIGNED, 'sign'),
  gradient: op => {
    const x = op.inputs[0] as Tensor
    return [zeros(shape(x), x.dtype)]
  },
})

// --- reciprocals

const reciprocalGradient = byOp(() => ReciprocalGrad)
const OLD = { version: 17 }
export const Inv = defineOp('Inv', {
  ...unary(SIGNED, 'reciprocal'),
  deprecated: { ...OLD, explanation: 'Use Reciprocal' },
  gradient: reciprocalGradient,
})
export const Reciprocal = defineOp('Reciprocal', { ...unary(SIGNED, 'reciprocal'), gradient: reciprocalGradient })

/** −g·y² for y = 1/x. */
const reciprocalSlope = (y: Scalar, grad: Scalar): Scalar =>
  call('mul', call('neg', grad), call('mul', conjugate(y), conjugate(y)))
const secondReciprocal: GradientFunction = (op, grad) => {
  const g = grad as Tensor
  const b = op.inputs[1] as Tensor
  return control_dependencies([g.op], () => {
    const ca = conj(op.inputs[0] as Tensor)
    const cg = conj(g)
    return [times(times(times(cg, -2), b), ca), apply(ReciprocalGrad, { x: ca, y: g })]
  })
}
export const InvGrad = defineOp('InvGrad', {
  ...gradientOp(reciprocalSlope, secondReciprocal),
  deprecated: { ...OLD, explanation: 'Use ReciprocalGrad' },
})
export const ReciprocalGrad = defineOp('ReciprocalGrad', gradientOp(reciprocalSlope, secondReciprocal))

// --- squares and roots

export const Square = defineOp('Square', {
  ...unary(SIGNED, 'square'),
  gradient: fromInput((grad, x) => times(grad, times(2, x))),
})
export const Sqrt = defineOp('Sqrt', { ...unary(FLOATS, 'sqrt'), gradient: byOp(() => SqrtGrad) })
/** g/2 / y for y = √x. */
export const SqrtGrad = defineOp('SqrtGrad', {
  ...gradientOp(
    (y, grad) => call('div', call('mul', grad, literal(0.5)), conjugate(y)),
    (op, grad) => {
      const g = grad as Tensor
      const y = op.outputs[0] as Tensor
      return control_dependencies([g.op], () => {
        const ga = over(g, op.inputs[0] as Tensor)
        return [times(negated(conj(ga)), y), times(0.5, ga)]
      })
    },
  ),
})
export const Rsqrt = defineOp('Rsqrt', { ...unary(FLOATS, 'rsqrt'), gradient: byOp(() => RsqrtGrad) })
/** −g/2 · y³ for y = 1/√x. */
export const RsqrtGrad: OpDef = defineOp('RsqrtGrad', {
  ...gradientOp(
    (y, grad) =>
      call('mul', call('mul', literal(-0.5), grad), call('mul', call('mul', conjugate(y), conjugate(y)), conjugate(y))),
    (op, grad) => {
      const g = grad as Tensor
      const b = op.inputs[1] as Tensor
      return control_dependencies([g.op], () => {
        const ca = conj(op.inputs[0] as Tensor)
        const cg = conj(g)
        const first = times(times(times(-1.5, cg), b), square(ca))
        return [first, apply(RsqrtGrad, { x: ca, y: g })]
      })
    },
  ),
})

/** The gradient ops take the conjugate of a complex output; of a real one it is the same. */
function conjugate(y: Scalar): Scalar {
  return call('conj', y)
}

// --- exponentials

export const Exp = defineOp('Exp', { ...unary(FLOATS, 'exp'), gradient: fromOutput((grad, y) => times(grad, y)) })
export const Log = defineOp('Log', {
  ...unary(FLOATS, 'log'),
  gradient: fromInput((grad, x) => times(grad, reciprocal(x))),
})
export const Log1p = defineOp('Log1p', {
  ...unary(FLOATS, 'log1p'),
  gradient: fromInput((grad, x) => times(grad, reciprocal(plus(1, x)))),
})

export const Tanh = defineOp('Tanh', {
  ...unary(FLOATS, 'tanh'),
  gradient: fromOutput((grad, y) => apply(TanhGrad, { x: y, y: grad })),
})
/** g·(1 − y²) for y = tanh x. */
export const TanhGrad: OpDef = defineOp('TanhGrad', {
  ...gradientOp(
    (y, grad) => call('mul', grad, call('sub', literal(1), call('mul', y, y))),
    (op, grad) => {
      const g = grad as Tensor
      return control_dependencies([g.op], () => {
        const a = conj(op.inputs[0] as Tensor)
        const b = conj(op.inputs[1] as Tensor)
        return [times(times(times(g, -2), b), a), apply(TanhGrad, { x: a, y: g })]
      })
    },
  ),
})
export const Sigmoid = defineOp('Sigmoid', {
  ...unary(FLOATS, 'sigmoid'),
  gradient: fromOutput((grad, y) => apply(SigmoidGrad, { x: y, y: grad })),
})
/** g·y·(1 − y) for y = 1/(1 + e⁻ˣ). */
export const SigmoidGrad: OpDef = defineOp('SigmoidGrad', {
  ...gradientOp(
    (y, grad) => call('mul', call('mul', grad, y), call('sub', literal(1), y)),
    (op, grad) => {
      const g = grad as Tensor
      return control_dependencies([g.op], () => {
        const a = conj(op.inputs[0] as Tensor)
        const b = conj(op.inputs[1] as Tensor)
        const gb = times(g, b)
        return [minus(gb, times(times(2, gb), a)), apply(SigmoidGrad, { x: a, y: g })]
      })
    },
  ),
})

// --- functions

const wrap =
  (def: OpDef) =>
  ({ x, name }: UnaryArgs) =>
    apply(def, { x }, name)

/** |x|, element by element; of complex tensors the modulus, as floats. Takes sparse tensors. */
export const abs = takingSparse(
  pyfunction('abs(x, name=None)', ({ x, name }: UnaryArgs) =>
    withScope(name, 'Abs', [x], scope =>
      onValues(x, values => {
        const tensor = asTensor(values)
        return tensor.dtype.is_complex
          ? apply(ComplexAbs, { x: tensor, Tout: tensor.dtype.real_dtype }, scope)
          : apply(Abs, { x: tensor }, scope)
      }),
    ),
  ),
)
/** −1, 0 or 1 by the sign of x; of complex numbers x / |x|. Takes sparse tensors. */
export const sign = takingSparse(
  pyfunction('sign(x, name=None)', ({ x, name }: UnaryArgs) => unarySparse(Sign, x, name) as Tensor),
)
/** 1 / x, element by element. */
export const reciprocal = pyfunction('reciprocal(x, name=None)', wrap(Reciprocal))
/** 1 / x under its old name. */
export const inv = pyfunction('inv(x, name=None)', wrap(Reciprocal))
/** x², element by element. Takes sparse tensors. */
export const square = takingSparse(
  pyfunction('square(x, name=None)', ({ x, name }: UnaryArgs) => unarySparse(Square, x, name) as Tensor),
)
/** √x, element by element. Takes sparse tensors. */
export const sqrt = takingSparse(
  pyfunction('sqrt(x, name=None)', ({ x, name }: UnaryArgs) => unarySparse(Sqrt, x, name) as Tensor),
)
/** 1 / √x, element by element. */
export const rsqrt = pyfunction('rsqrt(x, name=None)', wrap(Rsqrt))
/** eˣ, element by element. */
export const exp = pyfunction('exp(x, name=None)', wrap(Exp))
/** The natural logarithm, element by element. */
export const log = pyfunction('log(x, name=None)', wrap(Log))
/** log(1 + x), exact near zero. */
export const log1p = pyfunction('log1p(x, name=None)', wrap(Log1p))
/** tanh x, element by element. Takes sparse tensors. */
export const tanh = takingSparse(
  pyfunction('tanh(x, name=None)', ({ x, name }: UnaryArgs) => unarySparse(Tanh, x, name) as Tensor),
)
/** 1 / (1 + e⁻ˣ), element by element. */
export const sigmoid = pyfunction('sigmoid(x, name=None)', ({ x, name }: UnaryArgs) =>
  withScope(name, 'Sigmoid', [x], scope => apply(Sigmoid, { x: asTensor(x) }, scope)),
)

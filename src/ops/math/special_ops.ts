/** The error function, the gamma function and their relatives, element by element. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { defineOp, type GradientFunction, type OpDef } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { call, input } from '../../kernels/scalar.ts'
import { type Shape, sameShape, shapeText } from '../../tensor/shape.ts'
import { binary, takingSparse, type UnaryArgs, unary, unarySparse } from '../core/elementwise_specs.ts'
import { broadcasting, summedTo } from './broadcast_args_ops.ts'
import { conj } from './complex_ops.ts'
import { constant } from './constant_op.ts'
import { exp, fromInput, log, square } from './function_ops.ts'
import { minus, negated, plus, times } from './operators.ts'

const FLOATS = '{half, float, double}'
const WIDE = '{float, double}'

/** ±2/√π · e^(−x²) · g; the factor is made before the control dependency. */
const errorGradient =
  (factor: number): GradientFunction =>
  (op, grad) => {
    const g = grad as Tensor
    const root = constant(factor, g.dtype)
    return [
      control_dependencies([g.op], () => {
        const x = conj(op.inputs[0] as Tensor)
        const scaled = times(g, root)
        return times(scaled, exp(negated(square(x))))
      }),
    ]
  }
export const Erf = defineOp('Erf', { ...unary(FLOATS, 'erf'), gradient: errorGradient(2 / Math.sqrt(Math.PI)) })
export const Erfc = defineOp('Erfc', { ...unary(FLOATS, 'erfc'), gradient: errorGradient(-2 / Math.sqrt(Math.PI)) })

export const Lgamma = defineOp('Lgamma', {
  ...unary(FLOATS, 'lgamma'),
  gradient: fromInput((grad, x) => times(grad, digamma(x))),
})
export const Digamma = defineOp('Digamma', {
  ...unary(FLOATS, 'digamma'),
  gradient: fromInput((grad, x) => times(grad, polygamma(constant(1, x.dtype), x))),
})

/** With respect to x alone: there is no closed form with respect to a. */
function igammaSlope(op: Parameters<GradientFunction>[0], grad: Tensor): Tensor {
  const [a, x] = op.inputs as [Tensor, Tensor]
  const { sy, ry } = broadcasting(a, x)
  const opposite = negated(x)
  const power = times(minus(a, 1), log(x))
  const partial = exp(minus(plus(opposite, power), lgamma(a)))
  return summedTo(times(partial, grad), ry, sy)
}
const INCOMPLETE = 'TensorFlow has none with respect to the first argument'
export const Igamma = defineOp('Igamma', {
  ...binary(WIDE, 'igamma'),
  inputs: ['a: T', 'x: T'],
  gradientIsNotDerivative: INCOMPLETE,
  gradient: (op, grad) => [null, igammaSlope(op, grad as Tensor)],
})
export const Igammac = defineOp('Igammac', {
  ...binary(WIDE, 'igammac'),
  inputs: ['a: T', 'x: T'],
  gradientIsNotDerivative: INCOMPLETE,
  gradient: (op, grad) => [null, times(-1, igammaSlope(op, grad as Tensor))],
})
export const Zeta = defineOp('Zeta', {
  ...binary(WIDE, 'zeta'),
  inputs: ['x: T', 'q: T'],
  gradientIsNotDerivative: INCOMPLETE,
  gradient: (op, grad) => {
    const g = grad as Tensor
    const { sy, ry } = broadcasting(...(op.inputs as [Tensor, Tensor]))
    return control_dependencies([g.op], () => {
      const x = conj(op.inputs[0] as Tensor)
      const q = conj(op.inputs[1] as Tensor)
      const opposite = negated(x)
      const partial = times(opposite, zeta(plus(x, 1), q))
      return [null, summedTo(times(partial, g), ry, sy)]
    })
  },
})
export const Polygamma: OpDef = defineOp('Polygamma', {
  ...binary(WIDE, 'polygamma'),
  inputs: ['a: T', 'x: T'],
  gradientIsNotDerivative: INCOMPLETE,
  gradient: (op, grad) => {
    const g = grad as Tensor
    const { sy, ry } = broadcasting(...(op.inputs as [Tensor, Tensor]))
    return control_dependencies([g.op], () => {
      const n = conj(op.inputs[0] as Tensor)
      const x = conj(op.inputs[1] as Tensor)
      const partial = polygamma(plus(n, 1), x)
      return [null, summedTo(times(partial, g), ry, sy)]
    })
  },
})

/** All inputs that are not scalars have one shape. */
function inferBetainc(c: InferenceContext): readonly Shape[] {
  const known = c.inputs().filter((shape): shape is NonNullable<Shape> => shape !== null && shape.length > 0)
  const ranks = c.inputs().map(shape => shape?.length ?? null)
  if (known.length === 0) {
    // scalars alone give a scalar; one of unknown rank decides by itself
    return [ranks.every(rank => rank === 0) ? [] : null]
  }
  return [known.reduce<Shape>((a, b) => c.merge(a, b), null)]
}
const INCOMPLETE_BETA = call('betainc', input(0), input(1), input(2))
export const Betainc = defineOp('Betainc', {
  inputs: ['a: T', 'b: T', 'x: T'],
  outputs: ['z: T'],
  attrs: ['T: {float, double}'],
  infer: inferBetainc,
  gradient: 'unregistered',
  kernel: k => {
    const inputs = [k.input(0), k.input(1), k.input(2)] as const
    const names = ['a', 'b', 'x'] as const
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const [p, q] = [inputs[i].shape, inputs[j].shape]
      if (p.length > 0 && q.length > 0 && !sameShape(p, q)) {
        throw invalidArgument(
          `Shapes of ${names[i]} and ${names[j]} are inconsistent: ${shapeText(p)} vs. ${shapeText(q)}`,
        )
      }
    }
    return elementwise(INCOMPLETE_BETA, inputs, inputs[0].dtype)
  },
  lower: { kind: 'elementwise', scalar: ([a, b, x]) => call('betainc', a!, b!, x!) },
})

// --- functions

const wrap =
  (def: OpDef) =>
  ({ x, name }: UnaryArgs) =>
    apply(def, { x }, name)
interface IncompleteArgs {
  a: TensorLike
  x: TensorLike
  name: Name
}

/** 2/√π ∫₀ˣ e^(−t²) dt, element by element. Takes sparse tensors. */
export const erf = takingSparse(
  pyfunction('erf(x, name=None)', ({ x, name }: UnaryArgs) => unarySparse(Erf, x, name) as Tensor),
)
/** 1 − erf x, exact for large x. */
export const erfc = pyfunction('erfc(x, name=None)', wrap(Erfc))
/** log |Γ(x)|, element by element. */
export const lgamma = pyfunction('lgamma(x, name=None)', wrap(Lgamma))
/** The derivative of log Γ(x). */
export const digamma = pyfunction('digamma(x, name=None)', wrap(Digamma))
/** The derivative of order `a` of `digamma`. */
export const polygamma = pyfunction('polygamma(a, x, name=None)', ({ a, x, name }: IncompleteArgs) =>
  apply(Polygamma, { a, x }, name),
)
/** The Hurwitz zeta function Σ (q + n)^(−x). */
export const zeta = pyfunction(
  'zeta(x, q, name=None)',
  ({ x, q, name }: { x: TensorLike; q: TensorLike; name: Name }) => apply(Zeta, { x, q }, name),
)
/** The lower incomplete gamma function over Γ(a). */
export const igamma = pyfunction('igamma(a, x, name=None)', ({ a, x, name }: IncompleteArgs) =>
  apply(Igamma, { a, x }, name),
)
/** The upper incomplete gamma function over Γ(a). */
export const igammac = pyfunction('igammac(a, x, name=None)', ({ a, x, name }: IncompleteArgs) =>
  apply(Igammac, { a, x }, name),
)
/** The regularised incomplete beta function. `a`, `b` and `x` have one shape, or are scalars. */
export const betainc = pyfunction(
  'betainc(a, b, x, name=None)',
  ({ a, b, x, name }: IncompleteArgs & { b: TensorLike }) => apply(Betainc, { a, b, x }, name),
)

/** Local response normalisation, and half the sum of squares (core/kernels/lrn_op.cc, l2loss_op.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp, type PlanContext } from '../../graph/op_def.ts'
import { scalarShape, unchangedWithRank } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { type LrnAttrs, l2Loss, lrnGrad, lrn as lrnOf } from '../../kernels/reference/nn/normalization.ts'
import { sameShape } from '../../tensor/shape.ts'
import { times } from '../math/operators.ts'

const ATTRS = [
  'depth_radius: int = 5',
  'bias: float = 1',
  'alpha: float = 1',
  'beta: float = 0.5',
  'T: {float, half} = DT_FLOAT',
] as const
const checkedAttrs = (k: KernelContext): LrnAttrs => {
  const attrs = attrsOf(k)
  if (attrs.radius < 0 || attrs.radius > MOST_RADIUS)
    throw invalidArgument(`depth_radius = ${attrs.radius} larger than int max`)
  return attrs
}
const MOST_RADIUS = 2 ** 31 - 1
const attrsOf = (k: Pick<KernelContext, 'attr'>): LrnAttrs => ({
  radius: Number(k.attr('depth_radius')),
  bias: Number(k.attr('bias')),
  alpha: Number(k.attr('alpha')),
  beta: Number(k.attr('beta')),
})

/** Larger factors overflow on the way: what is left of them depends on the order of operations. */
const LARGE = 1e15

/** Plan attributes. The kernel's powers are those of positive numbers. */
function normAttrs(node: PlanContext): Record<string, unknown> | undefined {
  const attrs = attrsOf(node)
  const images = node.inputShapes.every(
    shape => shape.length === 4 && sameShape(shape, node.inputShapes[0] as readonly number[]),
  )
  // no sum has more terms than there are channels
  const radius = Math.min(attrs.radius, node.inputShapes[0]?.[3] ?? 0)
  return images &&
    attrs.radius >= 0 &&
    attrs.radius <= MOST_RADIUS &&
    attrs.bias >= 0 &&
    attrs.alpha >= 0 &&
    attrs.alpha < LARGE &&
    Math.abs(attrs.beta) < LARGE
    ? { ...attrs, radius }
    : undefined
}

export const LRN = defineOp('LRN', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: unchangedWithRank(4),
  gradient: (op, grad) => [
    apply(LRNGrad, {
      input_grads: grad,
      input_image: op.inputs[0],
      output_image: op.outputs[0],
      depth_radius: op.attr('depth_radius'),
      bias: op.attr('bias'),
      alpha: op.attr('alpha'),
      beta: op.attr('beta'),
    }),
  ],
  kernel: k => {
    const attrs = checkedAttrs(k)
    if (k.input(0).shape.length !== 4) throw invalidArgument('in must be 4-dimensional')
    return lrnOf(k.input(0), attrs)
  },
  lower: { kind: 'kernel', kernel: 'lrn', attrs: normAttrs },
})
export const LRNGrad = defineOp('LRNGrad', {
  inputs: ['input_grads: T', 'input_image: T', 'output_image: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: c => [c.merge(c.merge(c.withRank(c.input(0), 4), c.input(1)), c.input(2))],
  gradient: 'unregistered',
  kernel: k => {
    const attrs = checkedAttrs(k)
    const [grads, image, output] = [k.input(0), k.input(1), k.input(2)]
    if (grads.shape.length !== 4 || image.shape.length !== 4) throw invalidArgument('inputs must be 4-dimensional')
    if (!sameShape(grads.shape, image.shape) || !sameShape(grads.shape, output.shape)) {
      throw invalidArgument('input_grads, input_image, and out_image should have the same shape')
    }
    return lrnGrad(grads, image, output, attrs)
  },
  lower: { kind: 'kernel', kernel: 'lrn_grad', attrs: normAttrs },
})

export const L2Loss = defineOp('L2Loss', {
  inputs: ['t: T'],
  outputs: ['output: T'],
  attrs: ['T: numbertype'],
  infer: scalarShape,
  gradient: (op, grad) => [times(op.inputs[0] as Tensor, grad)],
  kernel: k => l2Loss(k.input(0)),
  lower: { kind: 'kernel', kernel: 'l2_loss' },
})

interface LrnArgs {
  input: TensorLike
  depth_radius: number | null
  bias: number | null
  alpha: number | null
  beta: number | null
  name: Name
}
const normalize = ({ name, ...args }: LrnArgs): Tensor => apply(LRN, { ...args }, name)
/** input/(bias + alpha·Σ x²)^beta, the sum over channels at most `depth_radius` away. `input`: [batch, height, width, channels]. */
export const local_response_normalization = pyfunction(
  'local_response_normalization(input, depth_radius=None, bias=None, alpha=None, beta=None, name=None)',
  normalize,
)
/** See `local_response_normalization`. */
export const lrn = pyfunction('lrn(input, depth_radius=None, bias=None, alpha=None, beta=None, name=None)', normalize)

/** Σ t²/2 */
export const l2_loss = pyfunction('l2_loss(t, name=None)', ({ t, name }: { t: TensorLike; name: Name }) =>
  apply(L2Loss, { t }, name),
)

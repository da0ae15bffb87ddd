/** Rectifiers and their relatives, with the ops of their gradients (core/kernels/relu_op.cc, softplus_op.cc, softsign_op.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { defineOp, type GradientFunction, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import { merged, unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { call, input, literal, type Scalar } from '../../kernels/scalar.ts'
import { sameShape, shapeText } from '../../tensor/shape.ts'
import { concat } from '../array/concat_ops.ts'
import { less } from '../math/comparison_ops.ts'
import { zeros } from '../math/constant_op.ts'
import { minus, negated, plus } from '../math/operators.ts'
import { select } from '../math/select_ops.ts'
import { rank, shape } from '../math/shape_ops.ts'

const ZERO = literal(0)
const ONE = literal(1)
const when = (condition: Scalar): Scalar => call('select', condition, ONE, ZERO)

const activation = (scalar: (x: Scalar) => Scalar, gradient: GradientFunction): OpSpec => ({
  inputs: ['features: T'],
  outputs: ['activations: T'],
  attrs: ['T: realnumbertype'],
  infer: unchanged,
  gradient,
  lower: { kind: 'elementwise', scalar: ([x]) => scalar(x as Scalar) },
})

/** The gradient's op: from the incoming gradient and either the features or the activations. */
function activationGrad(
  scalar: (grad: Scalar, x: Scalar) => Scalar,
  of: 'features' | 'outputs',
  gradient: OpSpec['gradient'] & {},
): OpSpec {
  const expression = scalar(input(0), input(1))
  return {
    inputs: ['gradients: T', `${of}: T`],
    outputs: ['backprops: T'],
    attrs: ['T: realnumbertype'],
    infer: merged,
    gradient,
    kernel: k => {
      const [grad, x] = [k.input(0), k.input(1)]
      if (!sameShape(grad.shape, x.shape)) {
        const shapes = `Input 0: ${shapeText(grad.shape)} != input 1: ${shapeText(x.shape)}`
        throw invalidArgument(
          `Inputs to operation ${k.node.name} of type ${k.node.op} must have the same size and shape.  ${shapes}`,
        )
      }
      return elementwise(expression, [grad, x], grad.dtype)
    },
    lower: { kind: 'elementwise', scalar: ([grad, x]) => scalar(grad as Scalar, x as Scalar) },
  }
}

/** `def(grad, x)` where x is the input or the output of the op. */
const backprop =
  (def: () => OpDef, of: 'features' | 'outputs'): GradientFunction =>
  (op, grad) => [
    apply(def(), { gradients: grad, [of]: of === 'outputs' || op.type === 'Relu' ? op.outputs[0] : op.inputs[0] }),
  ]
const zerosLike = (x: Tensor): Tensor => zeros(shape(x), x.dtype)

/** max(x, 0) */
export const Relu = defineOp(
  'Relu',
  activation(
    x => call('max', x, ZERO),
    backprop(() => ReluGrad, 'features'),
  ),
)
export const ReluGrad: OpDef = defineOp(
  'ReluGrad',
  activationGrad(
    (grad, x) => call('mul', grad, when(call('gt', x, ZERO))),
    'features',
    (op, grad) => {
      const x = op.inputs[1] as Tensor
      return [apply(ReluGrad, { gradients: grad, features: x }), zerosLike(x)]
    },
  ),
)
/** min(max(x, 0), 6) */
export const Relu6 = defineOp(
  'Relu6',
  activation(
    x => call('min', call('max', x, ZERO), literal(6)),
    backprop(() => Relu6Grad, 'features'),
  ),
)
export const Relu6Grad = defineOp(
  'Relu6Grad',
  activationGrad(
    (grad, x) => call('mul', grad, when(call('and', call('gt', x, ZERO), call('lt', x, literal(6))))),
    'features',
    'unregistered',
  ),
)
/** e^x − 1 below 0, x above */
export const Elu = defineOp(
  'Elu',
  activation(
    x => call('elu', x),
    backprop(() => EluGrad, 'outputs'),
  ),
)
export const EluGrad = defineOp(
  'EluGrad',
  activationGrad(
    (grad, y) => call('select', call('lt', y, ZERO), call('mul', call('add', y, ONE), grad), grad),
    'outputs',
    (op, grad) => {
      const x = op.inputs[1] as Tensor
      const first = apply(EluGrad, { gradients: grad, outputs: op.outputs[0] })
      const curved = less(x, 0)
      const second = apply(EluGrad, { gradients: grad, outputs: plus(op.outputs[0], 1) })
      return [first, select(curved, second, zerosLike(x))]
    },
  ),
)
/** log(1 + e^x) */
export const Softplus = defineOp(
  'Softplus',
  activation(
    x => call('softplus', x),
    backprop(() => SoftplusGrad, 'features'),
  ),
)
export const SoftplusGrad = defineOp(
  'SoftplusGrad',
  activationGrad(
    (grad, x) => call('div', grad, call('add', call('exp', call('neg', x)), ONE)),
    'features',
    'unregistered',
  ),
)
/** x/(1 + |x|) */
export const Softsign = defineOp(
  'Softsign',
  activation(
    x => call('div', x, call('add', call('abs', x), ONE)),
    backprop(() => SoftsignGrad, 'features'),
  ),
)
export const SoftsignGrad = defineOp(
  'SoftsignGrad',
  activationGrad(
    (grad, x) => call('div', grad, call('square', call('add', call('abs', x), ONE))),
    'features',
    'unregistered',
  ),
)

// --- functions

interface Args {
  features: TensorLike
  name: Name
}
const plain =
  (def: OpDef) =>
  ({ features, name }: Args) =>
    apply(def, { features }, name)

/** max(features, 0), element by element. */
export const relu = pyfunction('relu(features, name=None)', plain(Relu))
/** min(max(features, 0), 6), element by element. */
export const relu6 = pyfunction('relu6(features, name=None)', ({ features, name }: Args) =>
  withScope(name, 'Relu6', [features], scope =>
    apply(Relu6, { features: convertToTensor(features, { name: 'features' }) }, scope),
  ),
)
/** e^features − 1 where negative, the features elsewhere. */
export const elu = pyfunction('elu(features, name=None)', plain(Elu))
/** log(1 + e^features), element by element. */
export const softplus = pyfunction('softplus(features, name=None)', plain(Softplus))
/** features/(1 + |features|), element by element. */
export const softsign = pyfunction('softsign(features, name=None)', plain(Softsign))
/** relu of the features and of their negatives, one after the other along the last dimension. */
export const crelu = pyfunction('crelu(features, name=None)', ({ features, name }: Args) =>
  withScope(name, 'CRelu', [features], scope => {
    const x = convertToTensor(features, { name: 'features' })
    return relu(concat(minus(rank(x), 1), [x, negated(x)], { name: scope }))
  }),
)

/** Bijectors of single numbers, and those made of functions (contrib/distributions/python/ops/bijector.py). */

import { type PythonArguments, setSignature } from '../../../calling/signature.ts'
import { guardedClass } from '../../../errors/boundary.ts'
import { NotImplementedError, ValueError } from '../../../errors/python.ts'
import type { TensorLike } from '../../../graph/build/convert.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { constant } from '../../../ops/math/constant_op.ts'
import { exp, log } from '../../../ops/math/function_ops.ts'
import { minus, negated, plus } from '../../../ops/math/operators.ts'
import { reduce_sum } from '../../../ops/math/reduction_ops.ts'
import { select } from '../../../ops/math/select_ops.ts'
import { softplus } from '../../../ops/nn/activation_ops.ts'
import { float } from '../../../tensor/literals.ts'
import type { TensorShape } from '../../../tensor/tensor_shape.ts'
import { epsilon } from '../floats.ts'
import { type Conditions, optional } from '../method_signatures.ts'
import { Bijector } from './bijector.ts'

interface NamedArgs {
  validate_args: boolean
  name: string
}
interface EventArgs extends NamedArgs {
  event_ndims: TensorLike
}

const IDENTITY_TEXT = "Identity(validate_args=False, name='identity')"

/** y = x. */
export class Identity extends Bijector {
  constructor(...args: PythonArguments<typeof IDENTITY_TEXT, NamedArgs>) {
    const { validate_args, name } = IDENTITY.bind(args) as unknown as NamedArgs
    super({ is_constant_jacobian: true, validate_args, name })
  }
  override _forward(x: Tensor): Tensor {
    return x
  }
  override _inverse_and_inverse_log_det_jacobian(y: Tensor): readonly [Tensor, Tensor] {
    return [y, constant(float(0), { dtype: y.dtype })]
  }
  override _forward_log_det_jacobian(x: Tensor): Tensor {
    return constant(float(0), { dtype: x.dtype })
  }
}
// @ts-expect-error the guarded class takes its place
Identity = guardedClass(Identity)
const IDENTITY = setSignature(Identity, IDENTITY_TEXT)

/** The axes of the event, over which Jacobians of single numbers are summed. */
function eventAxes(self: Bijector, x: Tensor): Tensor {
  if (self.shaper === null) throw new ValueError('Jacobian cannot be computed with unknown event_ndims')
  return self.shaper.get_dims(x)[2]
}

const EXP_TEXT = "Exp(event_ndims=0, validate_args=False, name='exp')"

/** y = eˣ, element by element of events of `event_ndims` dimensions. */
export class Exp extends Bijector {
  constructor(...args: PythonArguments<typeof EXP_TEXT, EventArgs>) {
    const { event_ndims, validate_args, name } = EXP.bind(args) as unknown as EventArgs
    super({ batch_ndims: 0, event_ndims, validate_args, name })
  }
  override _forward(x: Tensor): Tensor {
    return exp(x)
  }
  override _inverse_and_inverse_log_det_jacobian(y: Tensor): readonly [Tensor, Tensor] {
    const x = log(y)
    return [x, negated(this._forward_log_det_jacobian(x))]
  }
  override _forward_log_det_jacobian(x: Tensor): Tensor {
    return reduce_sum(x, { reduction_indices: eventAxes(this, x) })
  }
}
// @ts-expect-error the guarded class takes its place
Exp = guardedClass(Exp)
const EXP = setSignature(Exp, EXP_TEXT)

const SOFTPLUS_TEXT = "Softplus(event_ndims=0, validate_args=False, name='softplus')"

/** y = log(1 + eˣ), element by element of events of `event_ndims` dimensions. */
export class Softplus extends Bijector {
  constructor(...args: PythonArguments<typeof SOFTPLUS_TEXT, EventArgs>) {
    const { event_ndims, validate_args, name } = SOFTPLUS.bind(args) as unknown as EventArgs
    super({ batch_ndims: 0, event_ndims, validate_args, name })
  }
  override _forward(x: Tensor): Tensor {
    return softplus(x)
  }
  override _inverse_and_inverse_log_det_jacobian(y: Tensor): readonly [Tensor, Tensor] {
    const axes = eventAxes(this, y)
    // x = y + log(1 − e⁻ʸ); below the rounding error 1 − e⁻ʸ is y
    const isTiny = y.lt(float(epsilon(y.dtype.base_dtype)))
    const logarithm = log(select(isTiny, y, minus(float(1), exp(negated(y)))))
    const x = plus(y, logarithm)
    return [x, negated(reduce_sum(logarithm, { reduction_indices: axes }))]
  }
  override _forward_log_det_jacobian(x: Tensor): Tensor {
    const axes = eventAxes(this, x)
    return negated(reduce_sum(softplus(negated(x)), { reduction_indices: axes }))
  }
}
// @ts-expect-error the guarded class takes its place
Softplus = guardedClass(Softplus)
const SOFTPLUS = setSignature(Softplus, SOFTPLUS_TEXT)

type TensorFunction = (x: Tensor, ...conditions: readonly Conditions[]) => Tensor
type StaticShapeFunction = (shape: TensorShape) => TensorShape
interface InlineArgs extends NamedArgs {
  forward_fn: TensorFunction | null
  inverse_fn: TensorFunction | null
  inverse_log_det_jacobian_fn: TensorFunction | null
  forward_log_det_jacobian_fn: TensorFunction | null
  get_forward_event_shape_fn: StaticShapeFunction | null
  forward_event_shape_fn: TensorFunction | null
  get_inverse_event_shape_fn: StaticShapeFunction | null
  inverse_event_shape_fn: TensorFunction | null
  is_constant_jacobian: boolean
}
type InlineFunction = 'forward_fn' | 'inverse_fn' | 'inverse_log_det_jacobian_fn' | 'forward_log_det_jacobian_fn'

const INLINE_TEXT =
  "Inline(forward_fn=None, inverse_fn=None, inverse_log_det_jacobian_fn=None, forward_log_det_jacobian_fn=None, get_forward_event_shape_fn=None, forward_event_shape_fn=None, get_inverse_event_shape_fn=None, inverse_event_shape_fn=None, is_constant_jacobian=False, validate_args=False, name='inline')"

/**
 * A bijector made of functions of a tensor, as far as they are given.
 *
 *     const { bijector } = tf.contrib.distributions
 *     new bijector.Inline({ forward_fn: tf.exp, inverse_fn: tf.log, inverse_log_det_jacobian_fn: y => tf.neg(tf.log(y)) })
 */
export class Inline extends Bijector {
  _functions: InlineArgs
  constructor(...args: PythonArguments<typeof INLINE_TEXT, InlineArgs>) {
    const functions = INLINE.bind(args) as unknown as InlineArgs
    const { is_constant_jacobian, validate_args, name } = functions
    super({ batch_ndims: 0, event_ndims: 0, is_constant_jacobian, validate_args, name })
    this._functions = functions
  }
  override _get_forward_event_shape(input_shape: TensorShape): TensorShape {
    return this._functions.get_forward_event_shape_fn?.(input_shape) ?? input_shape
  }
  override _forward_event_shape(input_shape: Tensor): Tensor {
    return this._functions.forward_event_shape_fn?.(input_shape) ?? input_shape
  }
  override _get_inverse_event_shape(output_shape: TensorShape): TensorShape {
    return this._functions.get_inverse_event_shape_fn?.(output_shape) ?? output_shape
  }
  override _inverse_event_shape(output_shape: Tensor): Tensor {
    return this._functions.inverse_event_shape_fn?.(output_shape) ?? output_shape
  }
  override _forward(x: Tensor, conditions?: Conditions): Tensor {
    return this._call('forward_fn', x, conditions)
  }
  override _inverse(y: Tensor, conditions?: Conditions): Tensor {
    return this._call('inverse_fn', y, conditions)
  }
  override _inverse_log_det_jacobian(y: Tensor, conditions?: Conditions): Tensor {
    return this._call('inverse_log_det_jacobian_fn', y, conditions)
  }
  override _forward_log_det_jacobian(x: Tensor, conditions?: Conditions): Tensor {
    return this._call('forward_log_det_jacobian_fn', x, conditions)
  }
  _call(name: InlineFunction, x: Tensor, conditions: Conditions | undefined): Tensor {
    const fn = this._functions[name]
    if (typeof fn !== 'function') throw new NotImplementedError(`${name} is not a callable function.`)
    return fn(x, ...optional(conditions ?? {}))
  }
}
// @ts-expect-error the guarded class takes its place
Inline = guardedClass(Inline)
const INLINE = setSignature(Inline, INLINE_TEXT)

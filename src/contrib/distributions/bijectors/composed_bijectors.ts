/** Bijectors made of others (contrib/distributions/python/ops/bijector.py). */

import { pythonStr } from '../../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../../calling/signature.ts'
import { guardedClass } from '../../../errors/boundary.ts'
import { ValueError } from '../../../errors/python.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { constant } from '../../../ops/math/constant_op.ts'
import { plus } from '../../../ops/math/operators.ts'
import type { DType } from '../../../tensor/dtypes.ts'
import { float } from '../../../tensor/literals.ts'
import type { TensorShape } from '../../../tensor/tensor_shape.ts'
import { entriesOf } from '../distribution.ts'
import { type Conditions, optional } from '../method_signatures.ts'
import { Bijector } from './bijector.ts'

const INVERT_TEXT = 'Invert(bijector, validate_args=False, name=None)'

/** The inverse of another bijector. */
export class Invert extends Bijector {
  _bijector: Bijector
  constructor(
    ...args: PythonArguments<typeof INVERT_TEXT, { bijector: Bijector; validate_args: boolean; name: string | null }>
  ) {
    const { bijector, validate_args, name } = INVERT.bind(args) as unknown as {
      bijector: Bijector
      validate_args: boolean
      name: string | null
    }
    const { parameters, is_constant_jacobian, dtype } = bijector
    super({ parameters, is_constant_jacobian, validate_args, dtype, name: name || `invert_${bijector.name}` })
    this._bijector = bijector
    this._shaper = bijector.shaper
  }
  /** The bijector of which this is the inverse. */
  get bijector(): Bijector {
    return this._bijector
  }
  override _get_forward_event_shape(input_shape: TensorShape): TensorShape {
    return this.bijector.get_inverse_event_shape(input_shape)
  }
  override _forward_event_shape(input_shape: Tensor): Tensor {
    return this.bijector.inverse_event_shape(input_shape)
  }
  override _get_inverse_event_shape(output_shape: TensorShape): TensorShape {
    return this.bijector.get_forward_event_shape(output_shape)
  }
  override _inverse_event_shape(output_shape: Tensor): Tensor {
    return this.bijector.forward_event_shape(output_shape)
  }
  override _forward(x: Tensor, conditions?: Conditions): Tensor {
    return this.bijector.inverse(x, ...optional(conditions ?? {}))
  }
  override _inverse_and_inverse_log_det_jacobian(y: Tensor, conditions?: Conditions): readonly [Tensor, Tensor] {
    const x = this.bijector.forward(y, ...optional(conditions ?? {}))
    return [x, this.bijector.forward_log_det_jacobian(y, ...optional(conditions ?? {}))]
  }
  override _forward_log_det_jacobian(x: Tensor, conditions?: Conditions): Tensor {
    return this.bijector.inverse_log_det_jacobian(x, ...optional(conditions ?? {}))
  }
}
// @ts-expect-error the guarded class takes its place
Invert = guardedClass(Invert)
const INVERT = setSignature(Invert, INVERT_TEXT)

/** The type that all bijectors take which want one; null where none does. Errors: ValueError where more than two kinds meet. */
function commonType(bijectors: readonly Bijector[]): DType | null {
  const types = [...new Set(bijectors.map(bijector => bijector.dtype))]
  if (types.length > 2) throw new ValueError(`incompatible dtypes: ${pythonStr(types)}`)
  const [first = null, second = null] = types
  return first ?? second
}

/** What a condition says for one bijector: arguments by name, of a dictionary of either kind. */
function conditionsFor(bijector: Bijector, conditions: Conditions | undefined): readonly Conditions[] {
  const own = conditions?.[bijector.name] as Conditions | ReadonlyMap<string, unknown> | undefined
  return own === undefined ? [] : optional(Object.fromEntries(entriesOf(own)))
}

const CHAIN_TEXT = 'Chain(bijectors=(), validate_args=False, name=None)'

/**
 * Several bijectors, of which the last is applied first: `Chain([Exp(), Softplus()])` is exp(softplus(x)). Conditions are
 * dictionaries by the names of the bijectors.
 */
export class Chain extends Bijector {
  _bijectors: readonly Bijector[]
  constructor(
    ...args: PythonArguments<
      typeof CHAIN_TEXT,
      { bijectors: readonly Bijector[]; validate_args: boolean; name: string | null }
    >
  ) {
    const bound = CHAIN.bind(args) as unknown as {
      bijectors: readonly Bijector[]
      validate_args: boolean
      name: string | null
    }
    const { bijectors, validate_args, name } = bound
    const dtype = commonType(bijectors)
    const parameters = Object.fromEntries(
      bijectors.flatMap(one => entriesOf(one.parameters).map(([key, value]) => [`${one.name}=${key}`, value] as const)),
    )
    const chained = bijectors.length === 0 ? 'identity' : ['chain', ...bijectors.map(one => one.name)].join('_of_')
    super({
      parameters,
      is_constant_jacobian: bijectors.every(one => one.is_constant_jacobian),
      validate_args,
      dtype,
      name: name || chained,
    })
    this._bijectors = bijectors
  }
  get bijectors(): readonly Bijector[] {
    return this._bijectors
  }
  override _get_forward_event_shape(input_shape: TensorShape): TensorShape {
    return this._bijectors.reduceRight((shape, one) => one.get_forward_event_shape(shape), input_shape)
  }
  override _forward_event_shape(input_shape: Tensor): Tensor {
    return this._bijectors.reduceRight((shape, one) => one.forward_event_shape(shape), input_shape)
  }
  override _get_inverse_event_shape(output_shape: TensorShape): TensorShape {
    return this._bijectors.reduce((shape, one) => one.get_inverse_event_shape(shape), output_shape)
  }
  override _inverse_event_shape(output_shape: Tensor): Tensor {
    return this._bijectors.reduce((shape, one) => one.inverse_event_shape(shape), output_shape)
  }
  override _forward(x: Tensor, conditions?: Conditions): Tensor {
    return this._bijectors.reduceRight((y, one) => one.forward(y, ...conditionsFor(one, conditions)), x)
  }
  override _inverse_and_inverse_log_det_jacobian(y: Tensor, conditions?: Conditions): readonly [Tensor, Tensor] {
    let x = y
    let sum = constant(float(0), { dtype: y.dtype, name: 'inverse_log_det_jacobian' })
    for (const one of this._bijectors) {
      const [inverse, ildj] = one.inverse_and_inverse_log_det_jacobian(x, ...conditionsFor(one, conditions))
      x = inverse
      sum = plus(sum, ildj)
    }
    return [x, sum]
  }
  override _forward_log_det_jacobian(x: Tensor, conditions?: Conditions): Tensor {
    let y = x
    let sum = constant(float(0), { dtype: x.dtype, name: 'forward_log_det_jacobian' })
    for (const one of [...this._bijectors].reverse()) {
      const own = conditionsFor(one, conditions)
      sum = plus(sum, one.forward_log_det_jacobian(y, ...own))
      y = one.forward(y, ...own)
    }
    return sum
  }
}
// @ts-expect-error the guarded class takes its place
Chain = guardedClass(Chain)
const CHAIN = setSignature(Chain, CHAIN_TEXT)

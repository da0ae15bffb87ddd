/** Invertible, differentiable functions, and what they do to volumes (contrib/distributions/python/ops/bijector.py). */

import { pythonStr } from '../../../calling/python_repr.ts'
import type { NameScope } from '../../../calling/scope.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../../../calling/signature.ts'
import { guardedClass } from '../../../errors/boundary.ts'
import { NotImplementedError, TypeError, ValueError } from '../../../errors/python.ts'
import { convertToTensor, type Name, type NameOption, type TensorLike } from '../../../graph/build/convert.ts'
import type { Tensor } from '../../../graph/tensor.ts'
import { negated, times } from '../../../ops/math/operators.ts'
import { type DType, int32 } from '../../../tensor/dtypes.ts'
import { float } from '../../../tensor/literals.ts'
import { as_shape, type ShapeLike, type TensorShape } from '../../../tensor/tensor_shape.ts'
import { entriesOf, firstImplemented, nestedScope, type Parameters } from '../distribution.ts'
import { DistributionShape } from '../distribution_shape.ts'
import { type Conditions, callConditional, optional, setConditionalSignatures } from '../method_signatures.ts'

/** What is known of one point: x, y = g(x) and log |dx/dy| there. */
interface Mapping {
  readonly x: Tensor | null
  readonly y: Tensor | null
  readonly ildj: Tensor | null
  readonly conditions: Conditions
}

const sameConditions = (a: Conditions, b: Conditions): boolean => {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every(key => Object.is(a[key], b[key]))
}
function mergedValue(old: Tensor | null, added: Tensor | null): Tensor | null {
  if (old !== null && added !== null && old !== added)
    throw new ValueError(`Incompatible values: ${pythonStr(old)} != ${pythonStr(added)}`)
  return old ?? added
}
const merged = (a: Mapping, b: Partial<Mapping>): Mapping => ({
  x: mergedValue(a.x, b.x ?? null),
  y: mergedValue(a.y, b.y ?? null),
  ildj: mergedValue(a.ildj, b.ildj ?? null),
  conditions: a.conditions,
})

/** Mappings by one of their sides. */
type Cache = Map<Tensor | null, Mapping[]>
function put(cache: Cache, key: Tensor | null, mapping: Mapping): void {
  const others = (cache.get(key) ?? []).filter(other => !sameConditions(other.conditions, mapping.conditions))
  cache.set(key, [...others, mapping])
}

interface BijectorArgs {
  batch_ndims: TensorLike | null
  event_ndims: TensorLike | null
  parameters: Parameters | null
  is_constant_jacobian: boolean
  validate_args: boolean
  dtype: DType | null
  name: string | null
}

/** `SoftmaxCentered` as `softmax_centered`. */
const snakeCase = (name: string): string =>
  name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()

/** The two halves of what a method may give. */
type Both = readonly [x: Tensor, ildj: Tensor]

const METHODS = {
  forward_event_shape: "forward_event_shape(input_shape, name='forward_event_shape')",
  inverse_event_shape: "inverse_event_shape(output_shape, name='inverse_event_shape')",
} as const
const BIJECTOR_TEXT =
  'Bijector(batch_ndims=None, event_ndims=None, parameters=None, is_constant_jacobian=False, validate_args=False, dtype=None, name=None)'

/**
 * A function y = g(x) with an inverse, whose Jacobian determinant is known: it transforms the samples of a distribution into
 * those of another, whose density follows. What was computed of a tensor is remembered, so that the inverse of g(x)
 * is x itself.
 *
 * A subclass implements `_forward`, and `_inverse` with `_inverse_log_det_jacobian` or both at once, `_forward_log_det_jacobian`,
 * and the event shapes where they change.
 */
export abstract class Bijector {
  static readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.bijector'
  /** Instances are their own properties and no more: they may be allocated before they are constructed. */
  static readonly plainInstances = true
  _shaper: DistributionShape | null
  _parameters: Parameters
  _is_constant_jacobian: boolean
  _validate_args: boolean
  _dtype: DType | null
  _name: string
  _from_x: Cache
  _from_y: Cache
  _constant_ildj: Tensor | null

  constructor(...args: PythonArguments<typeof BIJECTOR_TEXT, BijectorArgs>) {
    const bound = BIJECTOR.bind(args) as unknown as BijectorArgs
    const { batch_ndims, event_ndims, validate_args } = bound
    this._shaper =
      batch_ndims === null || event_ndims === null
        ? null
        : new DistributionShape(batch_ndims, event_ndims, validate_args)
    this._parameters = bound.parameters ?? {}
    this._is_constant_jacobian = bound.is_constant_jacobian
    this._validate_args = validate_args
    this._dtype = bound.dtype
    this._from_x = new Map()
    this._from_y = new Map()
    this._constant_ildj = null
    this._name = bound.name ? String(bound.name) : snakeCase(this.constructor.name)
  }
  /** How shapes are split into samples, batch and event; null where the bijector does not care. */
  get shaper(): DistributionShape | null {
    return this._shaper
  }
  get parameters(): Parameters {
    return this._parameters
  }
  /** Whether the Jacobian is the same everywhere. */
  get is_constant_jacobian(): boolean {
    return this._is_constant_jacobian
  }
  get validate_args(): boolean {
    return this._validate_args
  }
  /** The type that it takes; null for any. */
  get dtype(): DType | null {
    return this._dtype
  }
  get name(): string {
    return this._name
  }

  _forward_event_shape(input_shape: Tensor): Tensor {
    return input_shape
  }
  /** The shape of an event of y, as an int32 vector. */
  forward_event_shape(
    ...args: PythonArguments<typeof METHODS.forward_event_shape, { input_shape: TensorLike; name: Name }>
  ): Tensor
  forward_event_shape(input_shape: TensorLike, name: Name): Tensor {
    using _scope = this._name_scope(name, [input_shape])
    return this._forward_event_shape(convertToTensor(input_shape, { dtype: int32, name: 'input_shape' }))
  }
  _get_forward_event_shape(input_shape: TensorShape): TensorShape {
    return input_shape
  }
  /** What is known of it before a run. */
  get_forward_event_shape(input_shape: ShapeLike): TensorShape {
    return this._get_forward_event_shape(as_shape(input_shape))
  }
  _inverse_event_shape(output_shape: Tensor): Tensor {
    return output_shape
  }
  /** The shape of an event of x, as an int32 vector. */
  inverse_event_shape(
    ...args: PythonArguments<typeof METHODS.inverse_event_shape, { output_shape: TensorLike; name: Name }>
  ): Tensor
  inverse_event_shape(output_shape: TensorLike, name: Name): Tensor {
    using _scope = this._name_scope(name, [output_shape])
    return this._inverse_event_shape(convertToTensor(output_shape, { dtype: int32, name: 'output_shape' }))
  }
  _get_inverse_event_shape(output_shape: TensorShape): TensorShape {
    return output_shape
  }
  /** What is known of it before a run. */
  get_inverse_event_shape(output_shape: ShapeLike): TensorShape {
    return this._get_inverse_event_shape(as_shape(output_shape))
  }

  _forward(_x: Tensor): Tensor {
    throw new NotImplementedError('forward not implemented.')
  }
  /** g(x). Errors: TypeError for another type than the bijector's, NotImplementedError. */
  forward(x: TensorLike, name: NameOption | Conditions = 'forward', conditions: Conditions = {}): Tensor {
    using _scope = this._name_scope(name as Name, [x])
    const given = typed(this, convertToTensor(x, { name: 'x' }))
    const known = lookUp(this, { x: given, conditions })
    if (known.y) return known.y
    const mapping = merged(known, { y: callConditional<Tensor>(this, '_forward', [given], conditions) })
    remember(this, mapping)
    return mapping.y as Tensor
  }

  _inverse(_y: Tensor): Tensor {
    throw new NotImplementedError('inverse not implemented')
  }
  /** The x for which g(x) = y. */
  inverse(y: TensorLike, name: NameOption | Conditions = 'inverse', conditions: Conditions = {}): Tensor {
    using _scope = this._name_scope(name as Name, [y])
    const given = typed(this, convertToTensor(y, { name: 'y' }))
    const known = lookUp(this, { y: given, conditions })
    if (known.x) return known.x
    let ildj: Tensor | null = null
    const found = firstImplemented(
      () => callConditional<Tensor>(this, '_inverse', [given], conditions),
      () => {
        const [x, own] = callConditional<Both>(this, '_inverse_and_inverse_log_det_jacobian', [given], conditions)
        ildj = constantOr(this, own)
        return x
      },
    )
    const mapping = merged(known, { x: known.x ?? found, ildj })
    remember(this, mapping)
    return mapping.x as Tensor
  }

  _inverse_log_det_jacobian(_y: Tensor): Tensor {
    throw new NotImplementedError('inverse_log_det_jacobian not implemented.')
  }
  /** log |det dx/dy| at y. */
  inverse_log_det_jacobian(
    y: TensorLike,
    name: NameOption | Conditions = 'inverse_log_det_jacobian',
    conditions: Conditions = {},
  ): Tensor {
    using _scope = this._name_scope(name as Name, [y])
    if (this._constant_ildj) return this._constant_ildj
    const given = typed(this, convertToTensor(y, { name: 'y' }))
    const known = lookUp(this, { y: given, conditions })
    if (known.ildj) return known.ildj
    const [x, ildj] = firstImplemented<readonly [Tensor | null, Tensor]>(
      () => [known.x, callConditional<Tensor>(this, '_inverse_log_det_jacobian', [given], conditions)],
      () => {
        const both = callConditional<Both>(this, '_inverse_and_inverse_log_det_jacobian', [given], conditions)
        return [known.x ?? both[0], both[1]]
      },
    )
    if (this.is_constant_jacobian) this._constant_ildj = ildj
    const mapping = merged(known, { x, ildj })
    remember(this, mapping)
    return mapping.ildj as Tensor
  }

  _inverse_and_inverse_log_det_jacobian(_y: Tensor): Both {
    throw new NotImplementedError('inverse_and_inverse_log_det_jacobian not implemented.')
  }
  /** Both at once, which may be cheaper: x and log |det dx/dy|. */
  inverse_and_inverse_log_det_jacobian(
    y: TensorLike,
    name: NameOption | Conditions = 'inverse_and_inverse_log_det_jacobian',
    conditions: Conditions = {},
  ): Both {
    using _scope = this._name_scope(name as Name, [y])
    const given = typed(this, convertToTensor(y, { name: 'y' }))
    const known = lookUp(this, { y: given, conditions })
    if (known.x && known.ildj) return [known.x, known.ildj]
    const [found, own] = firstImplemented<readonly [Tensor, Tensor | null]>(
      () => callConditional<Both>(this, '_inverse_and_inverse_log_det_jacobian', [given], conditions),
      () => {
        const x = callConditional<Tensor>(this, '_inverse', [given], conditions)
        return [
          x,
          this._constant_ildj ? null : callConditional<Tensor>(this, '_inverse_log_det_jacobian', [given], conditions),
        ]
      },
    )
    const mapping = merged(known, { x: known.x ?? found, ildj: constantOr(this, own) })
    remember(this, mapping)
    return [mapping.x as Tensor, mapping.ildj as Tensor]
  }

  _forward_log_det_jacobian(_x: Tensor): Tensor {
    throw new NotImplementedError('forward_log_det_jacobian not implemented.')
  }
  /** log |det dy/dx| at x. */
  forward_log_det_jacobian(
    x: TensorLike,
    name: NameOption | Conditions = 'forward_log_det_jacobian',
    conditions: Conditions = {},
  ): Tensor {
    using _scope = this._name_scope(name as Name, [x])
    if (this._constant_ildj) return times(float(-1), this._constant_ildj)
    const given = typed(this, convertToTensor(x, { name: 'x' }))
    const known = lookUp(this, { x: given, conditions })
    if (known.ildj) return negated(known.ildj)
    const [y, ildj] = firstImplemented<readonly [Tensor | null, Tensor]>(
      () => [null, negated(callConditional<Tensor>(this, '_forward_log_det_jacobian', [given], conditions))],
      () => {
        const inverse = this.inverse(given, ...optional(conditions))
        return [inverse, this.inverse_log_det_jacobian(inverse, ...optional(conditions))]
      },
    )
    if (this.is_constant_jacobian) this._constant_ildj = ildj
    const mapping = merged(known, { y: known.y ?? y, ildj })
    remember(this, mapping)
    return negated(mapping.ildj as Tensor)
  }

  /** Enters the scope of one of the bijector's methods. */
  _name_scope(name: Name = null, values: readonly unknown[] | null = null): NameScope {
    const own = entriesOf(this.parameters).map(([, value]) => value)
    return nestedScope(this.name, name, [...(values ?? []), ...own])
  }
}
// @ts-expect-error the guarded class takes its place
Bijector = guardedClass(Bijector)
const BIJECTOR = setSignature(Bijector, BIJECTOR_TEXT)
setMethodSignatures(Bijector, ...Object.values(METHODS), '_name_scope(name=None, values=None)')
setConditionalSignatures(
  Bijector,
  "forward(x, name='forward')",
  "inverse(y, name='inverse')",
  "inverse_log_det_jacobian(y, name='inverse_log_det_jacobian')",
  "inverse_and_inverse_log_det_jacobian(y, name='inverse_and_inverse_log_det_jacobian')",
  "forward_log_det_jacobian(x, name='forward_log_det_jacobian')",
)

function typed(self: Bijector, x: Tensor): Tensor {
  if (self.dtype !== null && self.dtype.base_dtype !== x.dtype.base_dtype) {
    throw new TypeError(`Input had dtype ${self.dtype} but expected ${x.dtype}.`)
  }
  return x
}

/** The Jacobian that is the same everywhere, once it is known; else `own`, which is it from now on if it is constant. */
function constantOr(self: Bijector, own: Tensor | null): Tensor | null {
  if (self._constant_ildj) return self._constant_ildj
  if (self.is_constant_jacobian) self._constant_ildj = own
  return own
}

function lookUp(
  self: Bijector,
  { x = null, y = null, conditions }: { x?: Tensor | null; y?: Tensor | null; conditions: Conditions },
): Mapping {
  const [cache, key] = x ? [self._from_x, x] : [self._from_y, y]
  const found = key && cache.get(key)?.find(mapping => sameConditions(mapping.conditions, conditions))
  return found ?? { x, y, ildj: null, conditions }
}

function remember(self: Bijector, mapping: Mapping): void {
  const constant = self._constant_ildj ? merged(mapping, { ildj: self._constant_ildj }) : mapping
  const all = merged(constant, lookUp(self, constant))
  put(self._from_x, all.x, all)
  put(self._from_y, all.y, all)
}

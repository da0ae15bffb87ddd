/** The parts of shapes: samples, batch, event (contrib/distributions/python/ops/shape.py). */

import type { NameScope } from '../../calling/scope.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { name_scope } from '../../graph/build/public.ts'
import { constantValue } from '../../graph/infer.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { slice } from '../../ops/array/slice_ops.ts'
import { assert_non_negative, assert_rank } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { equal } from '../../ops/math/comparison_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { minus, plus } from '../../ops/math/operators.ts'
import { select } from '../../ops/math/select_ops.ts'
import { range } from '../../ops/math/sequence_ops.ts'
import { rank, reshape, shape, squeeze } from '../../ops/math/shape_ops.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { nestedScope } from './distribution.ts'
import { pick_vector, rotate_transpose } from './distribution_util.ts'

const known = (x: Tensor): number | null => {
  const value = constantValue(x)
  return value ? Number(value.item()) : null
}
/** The sum of known numbers; null where one is not known. All of them are asked, as none may be fed after that. */
const knownSum = (terms: readonly Tensor[]): number | null => {
  let sum: number | null = 0
  for (const term of terms) {
    const value = known(term)
    if (value === null) return null
    sum += value
  }
  return sum
}
/** Python's `sum` of tensors, which begins with 0. */
const summed = (terms: readonly Tensor[]): Tensor => terms.slice(1).reduce(plus, plus(int(0), terms[0]))

interface Ndims {
  readonly tensor: Tensor
  readonly known: number | null
  /** Whether it is 0: known, or a bool tensor. */
  readonly isZero: boolean | Tensor
}

function ndimsOf(given: TensorLike, name: string, validate_args: boolean): Ndims {
  const tensor = checkedNdims(convertToTensor(given, { name, bare: int32 }), validate_args)
  const value = known(tensor)
  return { tensor, known: value, isZero: value === null ? equal(tensor, int(0)) : value === 0 }
}
function checkedNdims(x: Tensor, validate_args: boolean): Tensor {
  if (x.dtype.base_dtype !== int32) throw new TypeError(`${x.name}.dtype=${x.dtype} is not ${int32}`)
  const { ndims } = x.get_shape()
  const value = constantValue(x)
  if (ndims !== null && value) {
    if (ndims !== 0) throw new ValueError(`${x.name}.ndims=${ndims} is not 0 (scalar)`)
    if (Number(value.item()) < 0) throw new ValueError(`${x.name}.value=${value.item()} cannot be negative`)
    return x
  }
  return validate_args ? withDependencies([assert_rank(x, 0), assert_non_negative(x)], x) : x
}

/** A split of the dimensions of tensors: the last `event_ndims` are the event's, those before the batch's, the first the samples'. */
export class DistributionShape {
  readonly name: string
  readonly validate_args: boolean
  readonly #batch: Ndims
  readonly #event: Ndims
  constructor(batch_ndims: TensorLike, event_ndims: TensorLike, validate_args: boolean) {
    this.validate_args = validate_args
    using scope = name_scope('DistributionShape')
    this.name = String(scope)
    const made = withScope('init', null, [], () => {
      const batch = ndimsOf(batch_ndims, 'batch_ndims', validate_args)
      return { batch, event: ndimsOf(event_ndims, 'event_ndims', validate_args) }
    })
    this.#batch = made.batch
    this.#event = made.event
  }
  get batch_ndims(): Tensor {
    return this.#batch.tensor
  }
  get event_ndims(): Tensor {
    return this.#event.tensor
  }
  #scope(name: string, values: readonly unknown[]): NameScope {
    return nestedScope(this.name, name, [...values, this.batch_ndims, this.event_ndims])
  }
  /** The rank of x. */
  get_ndims(x: TensorLike, name = 'get_ndims'): Tensor {
    using _scope = this.#scope(name, [x])
    const given = convertToTensor(x, { name: 'x' })
    const { ndims } = given.get_shape()
    return ndims === null
      ? rank(given, { name: 'ndims' })
      : convertToTensor(int(ndims), { dtype: int32, name: 'ndims' })
  }
  /** How many of its dimensions are those of samples. Errors: ValueError where it has too few. */
  get_sample_ndims(x: TensorLike, name = 'get_sample_ndims'): Tensor {
    using _scope = this.#scope(name, [x])
    const ndims = this.get_ndims(x, name)
    const total = known(ndims)
    const own = total === null ? null : knownSum([this.batch_ndims, this.event_ndims])
    if (total !== null && own !== null) {
      if (total < own)
        throw new ValueError(
          `expected batch_ndims(${this.#batch.known}) + event_ndims(${this.#event.known}) <= ndims(${total})`,
        )
      return convertToTensor(int(total - own), { name: 'sample_ndims' })
    }
    return withScope('sample_ndims', null, [], () => {
      const sample = minus(minus(ndims, this.batch_ndims), this.event_ndims)
      return this.validate_args ? withDependencies([assert_non_negative(sample)], sample) : sample
    })
  }
  /** The axes of samples, of the batch, and of the event. */
  get_dims(x: TensorLike): readonly [sample: Tensor, batch: Tensor, event: Tensor] {
    using _scope = this.#scope('get_dims', [x])
    const dims = (before: readonly Tensor[], size: Tensor, name: string): Tensor => {
      const terms = before.length > 0 ? before : [zeros([], { dtype: int32, name: 'zero' })]
      const count = known(size)
      const start = count === null ? null : knownSum(terms)
      if (count !== null && start !== null) {
        const axes = Array.from({ length: count }, (_, i) => int(start + i))
        return convertToTensor(axes, { dtype: int32, name })
      }
      const first = summed(terms)
      return range(first, plus(first, size))
    }
    const sample = this.get_sample_ndims(x, 'get_dims')
    const ofSamples = dims([], sample, 'sample_dims')
    const ofBatch = dims([sample], this.batch_ndims, 'batch_dims')
    return [ofSamples, ofBatch, dims([sample, this.batch_ndims], this.event_ndims, 'event_dims')]
  }
  /** The shapes of samples, of the batch, and of the event. */
  get_shape(x: TensorLike): readonly [sample: Tensor, batch: Tensor, event: Tensor] {
    using _scope = this.#scope('get_shape', [x])
    const given = convertToTensor(x, { name: 'x' })
    const part = (before: readonly Tensor[], size: Tensor, name: string): Tensor => {
      const terms = before.length > 0 ? before : [zeros([], { dtype: int32, name: 'zero' })]
      const dims = given.get_shape().toShape()
      const count = dims === null ? null : known(size)
      const start = count === null ? null : knownSum(terms)
      if (dims !== null && count !== null && start !== null) {
        const own = dims.slice(start, start + count)
        if (own.every(dim => dim !== null)) return convertToTensor(own, { dtype: int32, name })
      }
      const all = shape(given)
      return slice(all, [summed(terms)], [size])
    }
    const sample = this.get_sample_ndims(given, 'get_shape')
    const ofSamples = part([], sample, 'sample_shape')
    const ofBatch = part([sample], this.batch_ndims, 'batch_shape')
    return [ofSamples, ofBatch, part([sample, this.batch_ndims], this.event_ndims, 'event_shape')]
  }
  /** x as [batch, event, samples], where an empty batch or event is a dimension of 1; and the shape of the samples. */
  make_batch_of_event_sample_matrices(x: TensorLike): readonly [matrices: Tensor, sample_shape: Tensor] {
    using _scope = this.#scope('make_batch_of_event_sample_matrices', [x])
    const given = convertToTensor(x, { name: 'x' })
    const [sample, batch, event] = this.get_shape(given)
    const ofEvent = pick_vector(this.#event.isZero, [int(1)], event)
    const ofBatch = pick_vector(this.#batch.isZero, [int(1)], batch)
    const flat = reshape(given, concat(0, [[int(-1)], ofBatch, ofEvent]))
    return [rotate_transpose(flat, int(-1)), sample]
  }
  /** The way back. */
  undo_make_batch_of_event_sample_matrices(x: TensorLike, sample_shape: TensorLike): Tensor {
    using _scope = this.#scope('undo_make_batch_of_event_sample_matrices', [x, sample_shape])
    const given = convertToTensor(x, { name: 'x' })
    const sample = convertToTensor(sample_shape, { name: 'sample_shape' })
    const rotated = rotate_transpose(given, int(1))
    if (knownSum([this.batch_ndims, this.event_ndims]) === null) return this.#reshapedInRun(rotated, sample)
    const [noBatch, noEvent] = [this.#batch.isZero, this.#event.isZero]
    const axes = [...(noBatch ? [Math.min(-2, -1 - (this.#event.known as number))] : []), ...(noEvent ? [-1] : [])]
    const squeezed = axes.length > 0 ? squeeze(rotated, { squeeze_dims: axes }) : rotated
    const [, batch, event] = this.get_shape(squeezed)
    return reshape(squeezed, concat(0, [sample, batch, event]))
  }
  #reshapedInRun(x: Tensor, sample: Tensor): Tensor {
    const dims: TensorLike = x.get_shape().is_fully_defined() ? (x.get_shape().as_list() as number[]) : shape(x)
    const batch = slice(dims, [int(1)], [this.batch_ndims])
    const start = select(this.#batch.isZero, int(2), plus(int(1), this.batch_ndims))
    const event = slice(dims, [start], [this.event_ndims])
    return reshape(x, concat(0, [sample, batch, event]))
  }
}

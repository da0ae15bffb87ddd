/** All values of a stream, one after the other (contrib/metrics/python/ops/metric_ops.py). */

import { pyfunction, toNumber } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { s } from '../../ops/array/slice_ops.ts'
import { transpose } from '../../ops/array/transpose_ops.ts'
import { cond } from '../../ops/control_flow/cond.ts'
import { no_op } from '../../ops/core/identity_ops.ts'
import { assign } from '../../ops/core/state_ops.ts'
import { minimum } from '../../ops/math/arithmetic_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { log } from '../../ops/math/function_ops.ts'
import { greaterThan, minus, over, plus } from '../../ops/math/operators.ts'
import { ceil } from '../../ops/math/rounding_ops.ts'
import { Shape, shape } from '../../ops/math/shape_ops.ts'
import { variable_scope } from '../../ops/variables/variable_scope.ts'
import { float32, int32 } from '../../tensor/dtypes.ts'
import { float, int, type PyInt } from '../../tensor/literals.ts'
import { collected, createLocal, type Metric, type MetricArgs, shapeOf } from './streaming.ts'

const GROWTH = float(1.5)

/** The least power of 1.5 that has room for `size` elements: int32. */
function nextArraySize(size: Tensor): Tensor {
  const wanted = log(cast(size, float32))
  const exponent = ceil(over(wanted, log(cast(GROWTH, float32))))
  return cast(ceil(exponent.rpow(GROWTH)), int32)
}

interface Args extends MetricArgs {
  values: Tensor
  axis: number | PyInt
  max_size: number | PyInt | null
}
/** The axis, counted from the front, and the sizes along all others, which must be known. */
function dimensionsOf(
  values: Tensor,
  given: number,
): { readonly axis: number; readonly rank: number; readonly others: number[] } {
  const { dims } = shapeOf(values)
  if (dims === null) throw new ValueError('`values` must have known statically known rank')
  const rank = dims.length
  const axis = given < 0 ? given + rank : given
  if (!(0 <= axis && axis < rank)) throw new ValueError(`axis = ${axis} not in [0, ${rank})`)
  const others = dims.filter((_, n) => n !== axis).map(dim => dim.value)
  if (others.includes(null)) {
    throw new ValueError(
      'all dimensions of `values` other than the dimension to concatenate along must have statically known size',
    )
  }
  return { axis, rank, others: others as number[] }
}

/**
 * All `values` so far, concatenated along `axis`; no more than `max_size` of them. They are kept in the local variables `array`, which
 * grows by the way, and `size`. Returns [value, update_op]; `update_op` gives the new size, an int32. Errors: ValueError where the
 * rank of the values or a dimension beside `axis` is unknown, or there is no such axis.
 */
export const streaming_concat = pyfunction(
  'streaming_concat(values, axis=0, max_size=None, metrics_collections=None, updates_collections=None, name=None)',
  (args: Args): Metric =>
    variable_scope(args.name, { default_name: 'streaming_concat', values: [args.values] }, () => {
      const { values } = args
      const { axis, rank, others } = dimensionsOf(values, toNumber(args.axis))
      const limit = args.max_size === null ? null : int(toNumber(args.max_size))
      const { dtype } = values
      // the axis comes first in the variable, so that batches are written in one piece
      const array = createLocal('array', [limit === null ? 0 : Number(limit.value), ...others], {
        dtype,
        validate_shape: false,
      })
      const size = createLocal('size', [], { dtype: int32 })
      const axes = Array.from({ length: rank }, (_, n) => n)
      const filled = array.at(s(null, size.value()))
      filled.set_shape([null, ...others])
      const toFront = axes.map(n => (n === axis ? 0 : n < axis ? n + 1 : n))
      const value = transpose(filled, toFront, { name: 'concat' })
      const valuesSize = shape(values).at(axis)
      const batchSize = limit === null ? valuesSize : minimum(valuesSize, minus(limit, size.value()))
      const batch = transpose(values, [axis, ...axes.filter(n => n !== axis)]).at(s(null, batchSize))

      const reallocate = () => {
        const nextShape = pack([nextArraySize(newSize), ...others.map(int)])
        const bigger = zeros(nextShape, dtype)
        const old = array.value()
        const grown = assign(array, bigger, { validate_shape: false })
        const copied = control_dependencies([grown], () => {
          const target = array.at(s(null, size.value()))
          return target.assign(old.at(s(null, size.value())))
        })
        return control_dependencies([copied], () => no_op())
      }
      const newSize = plus(size.value(), batchSize)
      const room = apply(Shape, { input: array as unknown as TensorLike }).at(0)
      const fits = cond(greaterThan(newSize, room), reallocate, () => no_op())
      const appended = control_dependencies([fits], () => array.at(s(size.value(), newSize)).assign(batch))
      return collected([value, control_dependencies([appended], () => size.assign(newSize))], args)
    }),
)

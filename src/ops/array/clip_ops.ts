/** Tensors kept within bounds: of values, or of norms (ops/clip_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { float32 } from '../../tensor/dtypes.ts'
import { float } from '../../tensor/literals.ts'
import { identity } from '../core/identity_ops.ts'
import { opNamed } from '../core/operator_nodes.ts'
import { maximum, minimum } from '../math/arithmetic_ops.ts'
import { cast } from '../math/cast_ops.ts'
import { constant } from '../math/constant_op.ts'
import { rsqrt, sqrt } from '../math/function_ops.ts'
import { over, times } from '../math/operators.ts'
import { reduce_sum } from '../math/reduction_ops.ts'
import { range } from '../math/sequence_ops.ts'
import { rank, size } from '../math/shape_ops.ts'
import { pack } from './pack_ops.ts'

type Slices = IndexedSlices
type GradientLike = TensorLike | Slices | null

/** `t` with every element between `clip_value_min` and `clip_value_max`. */
export const clip_by_value = pyfunction(
  'clip_by_value(t, clip_value_min, clip_value_max, name=None)',
  ({
    t,
    clip_value_min,
    clip_value_max,
    name,
  }: {
    t: TensorLike
    clip_value_min: TensorLike
    clip_value_max: TensorLike
    name: Name
  }) =>
    withScope(name, 'clip_by_value', [t, clip_value_min, clip_value_max], scope => {
      const tensor = convertToTensor(t, { name: 't' })
      return maximum(minimum(tensor, clip_value_max), clip_value_min, scope)
    }),
)

/** `t` scaled down where its L2 norm (over `axes`, or all) is above `clip_norm`. */
export const clip_by_norm = pyfunction(
  'clip_by_norm(t, clip_norm, axes=None, name=None)',
  ({ t, clip_norm, axes, name }: { t: TensorLike; clip_norm: TensorLike; axes: TensorLike | null; name: Name }) =>
    withScope(name, 'clip_by_norm', [t, clip_norm], scope => {
      const tensor = convertToTensor(t, { name: 't' })
      const inverse = rsqrt(reduce_sum(times(tensor, tensor), axes, true))
      const scaled = times(tensor, clip_norm)
      const one = constant(1, tensor.dtype)
      return identity(times(scaled, minimum(inverse, over(one, clip_norm))), scope)
    }),
)

/** `t` scaled down where its L2 norm over its number of elements is above `clip_norm`. */
export const clip_by_average_norm = pyfunction(
  'clip_by_average_norm(t, clip_norm, name=None)',
  ({ t, clip_norm, name }: { t: TensorLike; clip_norm: TensorLike; name: Name }) =>
    withScope(name, 'clip_by_average_norm', [t, clip_norm], scope => {
      const tensor = convertToTensor(t, { name: 't' })
      const elements = cast(size(tensor), float32)
      const squared = times(tensor, tensor)
      const inverse = rsqrt(reduce_sum(squared, range(rank(tensor))))
      const scaled = times(tensor, clip_norm)
      const average = times(inverse, elements)
      return identity(times(scaled, minimum(average, over(constant(1, float32), clip_norm))), scope)
    }),
)

function listOf(values: unknown): GradientLike[] {
  if (!Array.isArray(values)) throw new TypeError('t_list should be a sequence')
  return [...values]
}
/** The tensors in a list, of slices their values; what is null stays. */
const valuesOf = (list: readonly GradientLike[]): (Tensor | null)[] =>
  list.map((t, i) =>
    t === null ? null : convertToTensor(t instanceof IndexedSlices ? t.values : t, { name: `t_${i}` }),
  )
const present = (list: readonly unknown[]): unknown[] => list.filter(value => value !== null)

/** √Σ‖t‖² over all tensors (and IndexedSlices) of the list; what is null counts nothing. */
export const global_norm = pyfunction(
  'global_norm(t_list, name=None)',
  ({ t_list, name }: { t_list: readonly GradientLike[]; name: Name }) => {
    const list = listOf(t_list)
    return withScope(name, 'global_norm', present(list), () => {
      const halves = valuesOf(list).flatMap(value =>
        value === null
          ? []
          : [value.graph.colocate_with(value.op, false, () => apply(opNamed('L2Loss'), { t: value }))],
      )
      const half = reduce_sum(pack(halves))
      return sqrt(times(half, constant(float(2), half.dtype)), 'global_norm')
    })
  },
)

interface ClipByGlobalNormArgs {
  t_list: readonly GradientLike[]
  clip_norm: TensorLike
  use_norm: Tensor | null
  name: Name
}
/**
 * Scales all of `t_list` down where their `global_norm` is above `clip_norm`: [the scaled list, the norm]. `use_norm`: the
 * norm, where it is known already.
 */
export const clip_by_global_norm = pyfunction(
  'clip_by_global_norm(t_list, clip_norm, use_norm=None, name=None)',
  ({ t_list, clip_norm, use_norm, name }: ClipByGlobalNormArgs): [(Tensor | Slices | null)[], Tensor] => {
    const list = listOf(t_list)
    const norm = use_norm ?? global_norm(list, name)
    const clipped = withScope(name, 'clip_by_global_norm', present([...list, clip_norm]), scope => {
      const inverse = over(1, norm)
      const bound = over(constant(1, norm.dtype), clip_norm)
      const scale = times(clip_norm, minimum(inverse, bound))
      const values = valuesOf(list)
      const scaled = values.map((value, i) =>
        value === null
          ? null
          : value.graph.colocate_with(value.op, false, () => identity(times(value, scale), `${scope}_${i}`)),
      )
      return scaled.map((value, i) => {
        const t = list[i] as GradientLike
        return value !== null && t instanceof IndexedSlices ? new IndexedSlices(value, t.indices, t.dense_shape) : value
      })
    })
    return [clipped, norm]
  },
)

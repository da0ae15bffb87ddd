/** Masks and grids: compositions on shapes. */

import { noAttribute } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { as_dtype, type DTypeLike, int32 } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { staticNumElements } from '../../tensor/shape.ts'
import { cast } from '../math/cast_ops.ts'
import { less } from '../math/comparison_ops.ts'
import { ones } from '../math/constant_op.ts'
import { times } from '../math/operators.ts'
import { Max } from '../math/reduction_ops.ts'
import { Range } from '../math/sequence_ops.ts'
import { expand_dims, reshape, shape, size, squeeze } from '../math/shape_ops.ts'
import { concat } from './concat_ops.ts'
import { gather } from './gather_ops.ts'
import { stack } from './pack_ops.ts'
import { s, sliceHelper } from './slice_ops.ts'
import { setdiff1d, where } from './where_ops.ts'

interface BooleanMaskArgs {
  tensor: TensorLike
  mask: TensorLike
  name: string
}
/** The entries of `tensor` where `mask`, a bool tensor of its first dimensions, is true: shape [number, ...rest]. */
export const boolean_mask = pyfunction(
  "boolean_mask(tensor, mask, name='boolean_mask')",
  ({ tensor, mask, name }: BooleanMaskArgs): Tensor =>
    withScope(name, null, [tensor, mask], () => {
      const values = convertToTensor(tensor, { name: 'tensor' })
      const flags = convertToTensor(mask, { name: 'mask' })
      const flagShape = flags.staticShape
      if (flagShape === null) {
        throw new ValueError(
          'mask dimensions must be specified, even if some dimensions are None.  E.g. shape=[None] is ok, but shape=None is not.',
        )
      }
      if (flagShape.length === 0) throw new ValueError('mask cannot be scalar.')
      const rank = flagShape.length
      const valueShape = values.staticShape
      const leading = valueShape === null ? null : valueShape.slice(0, rank)
      values.get_shape().slice(0, rank).assert_is_compatible_with(flags.get_shape())
      const flat = reshape(values, concat(0, [[new PyInt(-1)], sliceHelper(shape(values), [s(rank, null)])]))
      if (valueShape !== null) flat.set_shape([staticNumElements(leading), ...valueShape.slice(rank)])
      const flatFlags = reshape(flags, [-1])
      const indices = squeeze(where(flatFlags), { squeeze_dims: [1] })
      return gather(flat, indices)
    }),
)

interface SequenceMaskArgs {
  lengths: TensorLike
  maxlen: TensorLike | null
  dtype: DTypeLike | null
  name: Name
}
/** A matrix [length of `lengths`, maxlen] whose row i is true in its first lengths[i] entries. */
export const sequence_mask = pyfunction(
  'sequence_mask(lengths, maxlen=None, dtype=bool, name=None)',
  ({ lengths, maxlen, dtype, name }: SequenceMaskArgs): Tensor =>
    withScope(name, 'SequenceMask', [lengths, maxlen], () => {
      const counts = convertToTensor(lengths, { bare: int32 })
      if (counts.staticShape?.length !== 1) throw new ValueError('lengths must be 1D for sequence_mask')
      const most =
        maxlen === null
          ? apply(Max, { input: counts, reduction_indices: [0] })
          : convertToTensor(maxlen, { bare: int32 })
      if (most.staticShape?.length !== 0) throw new ValueError('maxlen must be scalar for sequence_mask')
      const range = apply(Range, { start: 0, limit: most, delta: 1 })
      const mask = less(range, expand_dims(counts, 1))
      const type = dtype === null ? mask.dtype : as_dtype(dtype).base_dtype
      return type === mask.dtype ? mask : cast(mask, type)
    }),
)

interface MeshgridArgs {
  args: readonly TensorLike[]
  indexing: string
  name: string
}
/** For coordinate vectors one tensor each with its coordinates over the whole grid; `indexing` 'xy' exchanges the first two dimensions. */
export const meshgrid = pyfunction(
  "meshgrid(*args, indexing='xy', name='meshgrid')",
  ({ args, indexing, name }: MeshgridArgs): Tensor[] => {
    if (indexing !== 'xy' && indexing !== 'ij') throw new ValueError("indexing parameter must be either 'xy' or 'ij'")
    return withScope(name, 'meshgrid', args, () => {
      const rank = args.length
      const one = new PyInt(1)
      const all = new PyInt(-1)
      const ofOnes = (count: number): PyInt[] => new Array<PyInt>(count).fill(one)
      const output = args.map((x, i) => reshape(stack(x), [...ofOnes(i), all, ...ofOnes(rank - i - 1)]))
      const shapes = args.map(x => size(x))
      const { dtype } = convertToTensor(args[0])
      if (indexing === 'xy' && rank > 1) {
        output[0] = reshape(output[0] as Tensor, [one, all, ...ofOnes(rank - 2)])
        output[1] = reshape(output[1] as Tensor, [all, one, ...ofOnes(rank - 2)])
        const [first, second] = shapes as [Tensor, Tensor]
        shapes[0] = second
        shapes[1] = first
      }
      const factor = ones(shapes, dtype.base_dtype)
      return output.map(x => times(x, factor))
    })
  },
)

/** `a` without the slices whose indices are in `mask_indices`. */
export const sparse_mask = pyfunction(
  'sparse_mask(a, mask_indices, name=None)',
  ({ a, mask_indices, name }: { a: IndexedSlices; mask_indices: TensorLike; name: Name }): IndexedSlices => {
    if (!(a instanceof IndexedSlices)) throw noAttribute(a, 'indices')
    return withScope(name, 'sparse_mask', [a, mask_indices], scope => {
      const [indices, chosen] = setdiff1d(a.indices, mask_indices)
      return new IndexedSlices(gather(a.values, chosen, { name: scope }), indices, a.dense_shape)
    })
  },
)

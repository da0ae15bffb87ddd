/** Indices as vectors with a single different entry. */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { oneHot } from '../../kernels/reference/arrays/one_hot.ts'
import { as_dtype, type DType, type DTypeLike, float32 } from '../../tensor/dtypes.ts'
import { shapeText } from '../../tensor/shape.ts'

export const OneHot = defineOp('OneHot', {
  inputs: ['indices: TI', 'depth: int32', 'on_value: T', 'off_value: T'],
  outputs: ['output: T'],
  attrs: ['axis: int32 = -1', 'T: type', 'TI: {uint8, int32, int64} = DT_INT64'],
  infer: c => {
    const axis = c.attr('axis')
    if (axis < -1) throw c.fail('axis must be >= -1')
    const depth = c.dimFromScalar(1)
    const indices = c.input(0)
    if (indices === null) return [null]
    // an axis that there is not is taken modulo the rank: the kernel complains
    const rank = indices.length + 1
    return [indices.toSpliced((axis + rank) % rank, 0, depth)]
  },
  gradient: 'none',
  shapeInputs: [1],
  kernel: k => {
    const [indices, depth, on, off] = [k.input(0), k.input(1), k.input(2), k.input(3)]
    const axis = k.attr('axis')
    const rank = indices.shape.length + 1
    if (axis !== -1 && (axis < 0 || axis >= rank))
      throw invalidArgument(`Expected axis to be -1 or between [0, ${rank}).  But received: ${axis}`)
    if (depth.shape.length > 0) throw invalidArgument(`depth must be a scalar, but got: ${shapeText(depth.shape)}`)
    if (on.shape.length > 0) throw invalidArgument(`on_value must be a scalar, but got: ${shapeText(on.shape)}`)
    if (off.shape.length > 0) throw invalidArgument(`off_value must be a scalar, but got: ${shapeText(off.shape)}`)
    return oneHot(indices, integerOf(depth), on, off, axis === -1 ? rank - 1 : axis)
  },
  lower: {
    kind: 'kernel',
    kernel: 'one_hot',
    operands: [0, 2, 3],
    attrs: node => {
      const [indices = [], ...scalars] = node.inputShapes
      const axis = node.attr('axis')
      if (axis > indices.length || scalars.some(shape => shape.length > 0)) return undefined
      return { axis: axis === -1 ? indices.length : axis }
    },
  },
})

interface OneHotArgs {
  indices: TensorLike
  depth: TensorLike
  on_value: TensorLike | null
  off_value: TensorLike | null
  axis: number | null
  dtype: DTypeLike | null
  name: Name
}
/**
 * For each index a vector of length `depth` along a new dimension at `axis` (default: last): `on_value` (default 1) at the
 * index, `off_value` (default 0) elsewhere. Default dtype float32.
 */
export const one_hot = pyfunction(
  'one_hot(indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None)',
  ({ indices, depth, on_value, off_value, axis, dtype: given, name }: OneHotArgs): Tensor =>
    withScope(name, 'one_hot', [indices, depth, on_value, off_value, axis, given], scope => {
      const asked = given === null ? null : as_dtype(given)
      // converted for their types only: as in TensorFlow this leaves constants in the graph
      const typeOf = (value: TensorLike | null): DType | null =>
        value === null ? null : convertToTensor(value, { bare: asked }).dtype.base_dtype
      const onType = typeOf(on_value)
      const offType = typeOf(off_value)
      for (const [type, what] of [
        [onType, 'on_value'],
        [offType, 'off_value'],
      ] as const) {
        if (asked && type && type !== asked)
          throw new TypeError(
            `dtype ${pythonText(type)} of ${what} does not match dtype parameter ${pythonText(asked)}`,
          )
      }
      const dtype = asked ?? onType ?? offType ?? float32
      const on = on_value ?? convertToTensor(1, { dtype, name: 'on_value' })
      const off = off_value ?? convertToTensor(0, { dtype, name: 'off_value' })
      if ((onType ?? dtype) !== (offType ?? dtype)) {
        throw new TypeError(
          `dtype ${pythonText(onType ?? dtype)} of on_value does not match dtype ${pythonText(offType ?? dtype)} of off_value`,
        )
      }
      return apply(OneHot, { indices, depth, on_value: on, off_value: off, axis }, scope)
    }),
)
const pythonText = (dtype: DType): string => `<dtype: '${dtype.name}'>`

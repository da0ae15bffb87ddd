/** Values as TensorProtos and back (framework/tensor_util.py). */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import type { TensorProto } from '../../formats/protos/graph.generated.ts'
import { makeTensorProto, tensorProtoToArray } from '../../formats/tensor_proto.ts'
import { constantValue } from '../../graph/infer.ts'
import { TensorValue } from '../../graph/serialize/attrs.ts'
import { Tensor } from '../../graph/tensor.ts'
import { makeTensorValue } from '../../ops/core/constant_value.ts'
import { as_dtype, type DTypeLike } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import type { ShapeLike } from '../../tensor/tensor_shape.ts'

interface ProtoArgs {
  values: unknown
  dtype: DTypeLike | null
  shape: ShapeLike | null
  verify_shape: boolean
}
/** The TensorProto that a constant of these values holds. */
export const make_tensor_proto = pyfunction(
  'make_tensor_proto(values, dtype=None, shape=None, verify_shape=False)',
  ({ values, dtype, shape, verify_shape }: ProtoArgs): TensorProto => {
    const value = makeTensorValue(values, dtype === null ? null : as_dtype(dtype), shape, verify_shape, null)
    return makeTensorProto(value.values, value.shape)
  },
)
/** The array that a TensorProto holds, or the attribute that came from one. */
export const make_ndarray = pyfunction(
  'make_ndarray(tensor)',
  ({ tensor }: { tensor: TensorProto | TensorValue }): NDArray =>
    tensor instanceof TensorValue ? tensor.array.copy() : tensorProtoToArray(tensor),
)
/** The value of a tensor where it is known before a run, else null. TypeError for what is not a tensor, variables included. */
export const constant_value = pyfunction('constant_value(tensor)', ({ tensor }: { tensor: Tensor }): NDArray | null => {
  if (!(tensor instanceof Tensor)) throw new TypeError('tensor is not a Tensor')
  return constantValue(tensor) ?? null
})

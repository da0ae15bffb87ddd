/** Conversions between types (kernels/cast_op.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { unimplemented } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { defineOp } from '../../graph/op_def.ts'
import { unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { cast as castScalar, input, type Scalar } from '../../kernels/scalar.ts'
import {
  as_dtype,
  type BaseDTypeName,
  bfloat16,
  complex64,
  complex128,
  type DType,
  type DTypeLike,
  float16,
  float32,
  float64,
  int32,
  int64,
} from '../../tensor/dtypes.ts'
import { takingSparse } from '../core/elementwise_specs.ts'
import { maximum, minimum } from './arithmetic_ops.ts'

const CONTINUOUS: readonly DType[] = [float16, float32, float64, bfloat16, complex64, complex128]

const castable = (dtype: DType): boolean => dtype.base !== 'string' && dtype.base !== 'resource'
/** One expression per target type: compiled loops are kept by it. */
const conversions: Partial<Record<BaseDTypeName, Scalar>> = {}

export const Cast = defineOp('Cast', {
  inputs: ['x: SrcT'],
  outputs: ['y: DstT'],
  attrs: ['SrcT: type', 'DstT: type'],
  infer: unchanged,
  gradient: (op, grad) => {
    const from = (op.inputs[0] as Tensor).dtype.base_dtype
    const to = (grad as Tensor).dtype.base_dtype
    return [CONTINUOUS.includes(from) && CONTINUOUS.includes(to) ? cast(grad as Tensor, from) : null]
  },
  kernel: k => {
    const x = k.input(0)
    const to = (k.outputTypes[0] as DType).base_dtype
    if (to !== x.dtype && (!castable(x.dtype) || !castable(to)))
      throw unimplemented(`Cast ${x.dtype.cpp_name} to ${to.cpp_name} is not supported`)
    return to === x.dtype ? x : elementwise((conversions[to.base] ??= castScalar(input(0), to.base)), [x], to)
  },
  lower: { kind: 'elementwise', scalar: ([x], node) => castScalar(x!, (node.outputTypes[0] as DType).base_dtype.base) },
  constantValue: (op, valueOf) => valueOf(op.inputs[0] as Tensor)?.astype(op.attr('DstT').base_dtype),
})

/**
 * `x` as `dtype`, and `x` itself where it has that type. Floats are cut towards zero, booleans are 0 and 1. Takes sparse
 * tensors.
 */
export const cast = takingSparse(
  pyfunction(
    'cast(x, dtype, name=None)',
    ({ x, dtype, name }: { x: TensorLike; dtype: DTypeLike; name: Name }): Tensor => {
      const type = as_dtype(dtype).base_dtype
      return withScope(name, 'Cast', [x], scope => {
        if (x instanceof SparseTensor)
          return new SparseTensor(x.indices, cast(x.values, type, scope), x.shape) as unknown as Tensor
        const tensor = convertToTensor(x, { name: 'x' })
        return tensor.dtype.base_dtype === type ? tensor : apply(Cast, { x: tensor, DstT: type }, scope)
      })
    },
  ),
)

interface ToArgs {
  x: TensorLike
  name: Name
}
/** `cast` to float32. */
export const to_float = takingSparse(
  pyfunction("to_float(x, name='ToFloat')", ({ x, name }: ToArgs) => cast(x, float32, name)),
)
/** `cast` to float64. */
export const to_double = takingSparse(
  pyfunction("to_double(x, name='ToDouble')", ({ x, name }: ToArgs) => cast(x, float64, name)),
)
/** `cast` to int32. */
export const to_int32 = takingSparse(
  pyfunction("to_int32(x, name='ToInt32')", ({ x, name }: ToArgs) => cast(x, int32, name)),
)
/** `cast` to int64. */
export const to_int64 = takingSparse(
  pyfunction("to_int64(x, name='ToInt64')", ({ x, name }: ToArgs) => cast(x, int64, name)),
)
/** `cast` to bfloat16. */
export const to_bfloat16 = takingSparse(
  pyfunction("to_bfloat16(x, name='ToBFloat16')", ({ x, name }: ToArgs) => cast(x, bfloat16, name)),
)

/** `cast` that clips values to the range of `dtype` first. */
export const saturate_cast = pyfunction(
  'saturate_cast(value, dtype, name=None)',
  ({ value, dtype, name }: { value: TensorLike; dtype: DTypeLike; name: Name }) =>
    withScope(name, 'saturate_cast', [value], scope => {
      let tensor = convertToTensor(value, { name: 'value' })
      const to = as_dtype(dtype).base_dtype
      const from = tensor.dtype.base_dtype
      const bound = (limit: number | bigint, argument: string): Tensor =>
        convertToTensor(limit, { dtype: from, name: argument })
      if (from.min < to.min) tensor = maximum(tensor, bound(to.min, 'min'))
      if (from.max > to.max) tensor = minimum(tensor, bound(to.max, 'max'))
      return cast(tensor, to, scope)
    }),
)

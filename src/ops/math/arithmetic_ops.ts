/** Sums, differences, products and extremes, element by element (kernels/cwise_op_*.cc, ops/math_grad.py). */

import { noAttribute } from '../../calling/python_repr.ts'
import { type PythonFunction, pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import { defineOp, type GradientFunction, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Kernel } from '../../kernels/kernel.ts'
import { broadcastInputs, elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { call, input } from '../../kernels/scalar.ts'
import { broadcastIndices } from '../../tensor/broadcasting.ts'
import { string } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements } from '../../tensor/shape.ts'
import { type BinaryArgs, binary, takingSparse, type UnaryArgs, unary, unarySparse } from '../core/elementwise_specs.ts'
import { BroadcastGradientArgs, broadcasting, summedTo } from './broadcast_args_ops.ts'
import { greater_equal, less_equal } from './comparison_ops.ts'
import { conj } from './complex_ops.ts'
import { zeros } from './constant_op.ts'
import { logical_not } from './logical_ops.ts'
import { minus, negated, times } from './operators.ts'
import { reduceSum } from './reduction_ops.ts'
import { select } from './select_ops.ts'
import { reshape, shape } from './shape_ops.ts'

const ADDEND = call('add', input(0), input(1))

/** Strings are joined, everything else is added. */
const addKernel: Kernel = k => {
  const [x, y] = [k.input(0), k.input(1)]
  if (x.dtype.base_dtype !== string) return elementwise(ADDEND, [x, y], x.dtype)
  const out = broadcastInputs([x, y])
  const [at, bt] = [broadcastIndices(x.shape, out), broadcastIndices(y.shape, out)]
  const join = (i: number): Uint8Array =>
    Buffer.concat([(x.data as Uint8Array[])[at[i] as number]!, (y.data as Uint8Array[])[bt[i] as number]!])
  return new NDArray(
    string,
    out,
    Array.from({ length: numElements(out) }, (_, i) => join(i)),
  )
}

export const Add = defineOp('Add', {
  ...binary('{half, float, double, uint8, int8, int16, int32, int64, complex64, complex128, string}', 'add'),
  gradient: (op, grad) => {
    const { sx, sy, rx, ry } = broadcasting(...(op.inputs as [Tensor, Tensor]))
    return [summedTo(grad as Tensor, rx, sx), summedTo(grad as Tensor, ry, sy)]
  },
  kernel: addKernel,
})

export const Sub = defineOp('Sub', {
  ...binary('{half, float, double, int32, int64, complex64, complex128}', 'sub'),
  gradient: (op, grad) => {
    const { sx, sy, rx, ry } = broadcasting(...(op.inputs as [Tensor, Tensor]))
    return [summedTo(grad as Tensor, rx, sx), reshape(negated(reduceSum(grad as Tensor, ry)), sy)]
  },
})

export const Mul = defineOp('Mul', {
  ...binary('{half, float, double, uint8, int8, uint16, int16, int32, int64, complex64, complex128}', 'mul'),
  commutative: true,
  gradient: (op, grad) => {
    const { sx, sy, rx, ry } = broadcasting(...(op.inputs as [Tensor, Tensor]))
    const x = conj(op.inputs[0] as Tensor)
    const y = conj(op.inputs[1] as Tensor)
    return [summedTo(times(grad, y), rx, sx), summedTo(times(x, grad), ry, sy)]
  },
})

export const Neg = defineOp('Neg', {
  ...unary('{half, float, double, int32, int64, complex64, complex128}', 'neg'),
  gradient: (_op, grad) => [negated(grad as Tensor)],
})

/** The gradient goes to the input that was taken: x where both are equal. */
const extremeGradient =
  (taken: (x: TensorLike, y: TensorLike) => Tensor): GradientFunction =>
  (op, grad) => {
    const [x, y] = op.inputs as [Tensor, Tensor]
    const g = grad as Tensor
    const sx = shape(x)
    const sy = shape(y)
    const zero = zeros(shape(g), g.dtype)
    const mask = taken(x, y)
    const [rx, ry] = applyOp(BroadcastGradientArgs, { s0: sx, s1: sy }).outputs as [Tensor, Tensor]
    const gx = select(mask, g, zero)
    const gy = select(logical_not(mask), g, zero)
    return [summedTo(gx, rx, sx), summedTo(gy, ry, sy)]
  }
const extreme = (fn: 'max' | 'min', gradient: GradientFunction): OpSpec => ({
  ...binary('{half, float, double, int32, int64}', fn),
  commutative: true,
  gradient,
})
export const Maximum = defineOp(
  'Maximum',
  extreme(
    'max',
    extremeGradient((x, y) => greater_equal(x, y)),
  ),
)
export const Minimum = defineOp(
  'Minimum',
  extreme(
    'min',
    extremeGradient((x, y) => less_equal(x, y)),
  ),
)

export const SquaredDifference = defineOp('SquaredDifference', {
  ...binary('{half, float, double, int32, int64, complex64, complex128}', 'sub'),
  commutative: true,
  lower: { kind: 'elementwise', scalar: ([x, y]) => call('square', call('sub', x!, y!)) },
  gradient: (op, grad) => {
    const [x, y] = op.inputs as [Tensor, Tensor]
    const { sx, sy, rx, ry } = broadcasting(x, y)
    const g = control_dependencies([(grad as Tensor).op], () => times(scalar_mul(2, grad as Tensor), minus(x, y)))
    return [summedTo(g, rx, sx), negated(summedTo(g, ry, sy))]
  },
})

// --- functions

const binaryFunction =
  (def: OpDef) =>
  ({ x, y, name }: BinaryArgs) =>
    apply(def, { x, y }, name)

/** x + y with broadcasting; strings are joined. Errors: ValueError for shapes that do not broadcast. */
export const add = pyfunction('add(x, y, name=None)', binaryFunction(Add))
/** x − y with broadcasting. */
export const sub = pyfunction('sub(x, y, name=None)', binaryFunction(Sub))
export const subtract = sub
/** x · y, element by element, with broadcasting. */
export const mul = pyfunction('mul(x, y, name=None)', binaryFunction(Mul))
export const multiply = mul
/** −x, of tensors and sparse tensors. */
export const neg = takingSparse(
  pyfunction('neg(x, name=None)', ({ x, name }: UnaryArgs) => unarySparse(Neg, x, name) as Tensor),
)
export const negative = pyfunction('negative(x, name=None)', ({ x, name }: UnaryArgs) => apply(Neg, { x }, name))
/** The larger of x and y, element by element, with broadcasting. */
export const maximum = pyfunction('maximum(x, y, name=None)', binaryFunction(Maximum))
/** The smaller of x and y, element by element, with broadcasting. */
export const minimum = pyfunction('minimum(x, y, name=None)', binaryFunction(Minimum))
/** (x − y)², element by element, with broadcasting. */
export const squared_difference = pyfunction('squared_difference(x, y, name=None)', binaryFunction(SquaredDifference))

const SCALAR_MUL = 'scalar_mul(scalar, x)'
interface Scaled<X> {
  scalar: TensorLike
  x: X
}
/** `scalar · x`, of a tensor or of IndexedSlices. Errors: ValueError where `scalar` is not a scalar. */
export const scalar_mul = pyfunction(SCALAR_MUL, ({ scalar, x }: Scaled<Tensor | IndexedSlices>) => {
  if (!x?.dtype) throw noAttribute(x, 'dtype')
  const factor = convertToTensor(scalar, { dtype: x.dtype.base_dtype, name: 'scalar' })
  if (factor.staticShape?.length !== 0)
    throw new ValueError(`Only scalar multiply works, got shape ${factor.get_shape()}`)
  if (x instanceof IndexedSlices) return new IndexedSlices(times(factor, x.values), x.indices, x.dense_shape)
  return times(factor, x)
}) as PythonFunction<typeof SCALAR_MUL, Scaled<Tensor>, Tensor> &
  PythonFunction<typeof SCALAR_MUL, Scaled<IndexedSlices>, IndexedSlices>

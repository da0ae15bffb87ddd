/** Maxima and means of windows over volumes (core/kernels/pooling_ops_3d.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument, unimplemented } from '../../errors/status.ts'
import type { AttrsOf } from '../../graph/attr_types.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { opFunction } from '../../graph/build/op_function.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type Lowering, type PlanContext } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { unchangedWithRank } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  avgPool,
  avgPoolGrad,
  maxPool,
  maxPoolGradToEqual,
  type PoolGeometry,
} from '../../kernels/reference/nn/pooling.ts'
import { slidingWindow } from '../../kernels/reference/nn/windows.ts'
import { realsOf, storeReals } from '../../kernels/reference/scalars/reals.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { pooled3dShape } from '../core/sliding_windows.ts'
import { shape } from '../math/shape_ops.ts'
import { shapeInput } from './conv2d_ops.ts'
import { denseWindows, LONGEST_WINDOW } from './pool_ops.ts'

const ATTRS = [
  'ksize: list(int32) >= 5',
  'strides: list(int32) >= 5',
  "padding: {'SAME', 'VALID'}",
  'T: numbertype',
] as const
type Attrs = AttrsOf<typeof ATTRS>

function geometryOf(k: KernelContext<Attrs>, input: readonly number[]): PoolGeometry {
  const ksize = k.attr('ksize')
  const strides = k.attr('strides')
  if (ksize.length !== 5) throw invalidArgument('Sliding window ksize field must specify 5 dimensions')
  if (strides.length !== 5) throw invalidArgument('Sliding window stride field must specify 5 dimensions')
  if (ksize[0] !== 1 || strides[0] !== 1) throw unimplemented('Pooling is not yet supported on the batch dimension.')
  if (ksize[4] !== 1 || strides[4] !== 1) throw unimplemented('Pooling is not yet supported on the depth dimension.')
  if (input.length !== 5) throw invalidArgument('tensor_in must be 5-dimensional')
  for (const size of input) if (size < 0) throw invalidArgument(`Dimension ${size} must be >= 0`)
  const window = (axis: number) =>
    slidingWindow(input[axis] as number, ksize[axis] as number, strides[axis] as number, k.attr('padding'))
  return {
    batch: input[0] as number,
    depth: input[4] as number,
    planes: window(1),
    rows: window(2),
    columns: window(3),
  }
}
/** Gradients want windows without gaps. `grad`: what has an element for each of them. */
function checkWindows({ planes, rows, columns }: PoolGeometry, grad: NDArray): void {
  const [, p, r, c] = grad.shape as [number, number, number, number, number]
  denseWindows([
    [columns, c],
    [rows, r],
    [planes, p],
  ])
}
const pooledDims = (g: PoolGeometry) => [g.batch, g.planes.output, g.rows.output, g.columns.output, g.depth]
const attrsOf = (op: Operation) => ({
  ksize: op.attr('ksize'),
  strides: op.attr('strides'),
  padding: op.attr('padding'),
})

/** Whether windows leave elements out, which gradients refuse. */
const hasGaps = (node: PlanContext<Attrs>): boolean =>
  node.attr('strides').some((stride, axis) => stride > (node.attr('ksize')[axis] as number))

/** A compiled kernel of `operands`; `volume`, `others`: the shape that windows move over, and those of what has one element for each window. */
function pooling(
  kernel: string,
  operands: readonly number[],
  shapes: (
    node: PlanContext<Attrs>,
  ) => readonly [volume: readonly number[] | undefined, ...others: (readonly number[] | undefined)[]],
): Lowering<Attrs> {
  return {
    kind: 'kernel',
    kernel,
    operands,
    attrs: node => {
      const [ksize, strides] = [node.attr('ksize'), node.attr('strides')]
      const [volume = [], ...others] = shapes(node)
      const regular = [ksize, strides].every(
        each =>
          each.length === 5 &&
          each[0] === 1 &&
          each[4] === 1 &&
          Math.min(...each) >= 1 &&
          Math.max(...each) <= LONGEST_WINDOW,
      )
      if (!regular || volume.length !== 5) return undefined
      const padding = node.attr('padding')
      if (
        padding === 'VALID' &&
        volume.some((length, axis) => length < (ksize[axis] as number) - (strides[axis] as number))
      )
        return undefined
      const windows = [1, 2, 3].map(axis =>
        slidingWindow(volume[axis] as number, ksize[axis] as number, strides[axis] as number, padding),
      )
      const pooled = [volume[0], ...windows.map(({ output }) => output), volume[4]].join()
      if (others.some(shape => shape?.join() !== pooled)) return undefined
      return { ksize: ksize.slice(1, 4), strides: strides.slice(1, 4), padding: windows.map(({ before }) => before) }
    },
  }
}

export const MaxPool3D = defineOp('MaxPool3D', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: pooled3dShape,
  gradient: (op, grad) => [
    apply(MaxPool3DGrad, { orig_input: op.inputs[0], orig_output: op.outputs[0], grad, ...attrsOf(op) }),
  ],
  kernel: k => {
    const input = k.input(0)
    const g = geometryOf(k, input.shape)
    if (!input.dtype.is_floating)
      throw invalidArgument(`No OpKernel was registered to support ${k.node.op} of ${input.dtype.name}`)
    return storeReals(maxPool(g, realsOf(input), Number(input.dtype.base_dtype.min)), input.dtype, pooledDims(g))
  },
  lower: pooling('max_pool3d', [0], node => [node.inputShapes[0], node.outputShapes[0]]),
})
export const MaxPool3DGrad = defineOp('MaxPool3DGrad', {
  inputs: ['orig_input: float', 'orig_output: float', 'grad: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: unchangedWithRank(5),
  gradient: 'unregistered',
  kernel: k => {
    const [input, output, grad] = [k.input(0), k.input(1), k.input(2)]
    const g = geometryOf(k, input.shape)
    if (output.shape.length !== 5) throw invalidArgument('tensor_out must be 5-dimensional')
    if (grad.shape.length !== 5) throw invalidArgument('out_backprop must be 5-dimensional')
    checkWindows(g, grad)
    return storeReals(maxPoolGradToEqual(g, realsOf(input), realsOf(output), realsOf(grad)), grad.dtype, input.shape)
  },
  lower: pooling('max_pool3d_grad', [0, 1, 2], node =>
    hasGaps(node) ? [undefined] : [node.inputShapes[0], node.inputShapes[1], node.inputShapes[2]],
  ),
})
export const AvgPool3D = defineOp('AvgPool3D', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: pooled3dShape,
  gradient: (op, grad) => [
    apply(AvgPool3DGrad, { orig_input_shape: shape(op.inputs[0] as Tensor), grad, ...attrsOf(op) }),
  ],
  kernel: k => {
    const input = k.input(0)
    const g = geometryOf(k, input.shape)
    return storeReals(avgPool(g, realsOf(input)), input.dtype, pooledDims(g))
  },
  lower: pooling('avg_pool3d', [0], node => [node.inputShapes[0], node.outputShapes[0]]),
})
export const AvgPool3DGrad = defineOp('AvgPool3DGrad', {
  inputs: ['orig_input_shape: int32', 'grad: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: shapeInput(0, 5),
  gradient: 'unregistered',
  kernel: k => {
    const [sizes, grad] = [k.input(0), k.input(1)]
    if (sizes.shape.length !== 1 || sizes.size !== 5)
      throw invalidArgument('tensor_in must be 1-dimensional and 5 elements')
    if (grad.shape.length !== 5) throw invalidArgument('out_backprop must be 5-dimensional')
    const dims = integersOf(sizes)
    const g = geometryOf(k, dims)
    checkWindows(g, grad)
    return storeReals(avgPoolGrad(g, realsOf(grad)), grad.dtype, dims)
  },
  shapeInputs: [0],
  lower: pooling('avg_pool3d_grad', [1], node =>
    hasGaps(node) ? [undefined] : [node.outputShapes[0], node.inputShapes[1]],
  ),
})

// --- functions

interface Pool3DArgs {
  input: TensorLike
  ksize: readonly number[]
  strides: readonly number[]
  padding: string
  name: Name
}
/** The largest element of each window over volumes [batch, planes, height, width, channels]. */
export const max_pool3d = pyfunction(
  'max_pool3d(input, ksize, strides, padding, name=None)',
  ({ name, ...args }: Pool3DArgs) => apply(MaxPool3D, { ...args }, name),
)
/** The mean of each window over volumes [batch, planes, height, width, channels]; elements of the border do not count. */
export const avg_pool3d = pyfunction(
  'avg_pool3d(input, ksize, strides, padding, name=None)',
  ({ name, ...args }: Pool3DArgs) => apply(AvgPool3D, { ...args }, name),
)
/** The gradient of `avg_pool3d` to its input, which has the shape `orig_input_shape`. */
export const avg_pool3d_grad = opFunction(
  'avg_pool3d_grad(orig_input_shape, grad, ksize, strides, padding, name=None)',
  AvgPool3DGrad,
)
/** The gradient of `max_pool3d` to its input. */
export const max_pool3d_grad = opFunction(
  'max_pool3d_grad(orig_input, orig_output, grad, ksize, strides, padding, name=None)',
  MaxPool3DGrad,
)

/** Convolutions of each channel by its own filters, and their gradients (core/kernels/depthwise_conv{,_grad}_op.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import type { AttrsOf } from '../../graph/attr_types.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type PlanContext } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Dim } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  type ConvGeometry,
  conv,
  convBackpropFilter,
  convBackpropInput,
} from '../../kernels/reference/nn/convolution.ts'
import { realsOf, storeReals } from '../../kernels/reference/scalars/reals.ts'
import { listAttr, windowedDim } from '../core/sliding_windows.ts'
import { shape } from '../math/shape_ops.ts'
import { checkedStrides, checkGradientShapes, checkImages } from './conv_checks.ts'
import { conv2dGeometry, forwardGeometry, wholeShapeInput, windowAttrs } from './conv2d_ops.ts'

const ATTRS = ['T: {float, double}', 'strides: list(int32)', "padding: {'SAME', 'VALID'}"] as const
type Attrs = AttrsOf<typeof ATTRS>

function stridesOf(k: KernelContext<Attrs>): readonly number[] {
  const strides = k.attr('strides')
  if (strides.length === 4 && strides[1] !== strides[2])
    throw invalidArgument('Current implementation only supports equal length strides in the row and column dimensions.')
  return checkedStrides(k, 4)
}

function geometry(
  k: KernelContext<Attrs>,
  input: readonly number[],
  filter: readonly number[],
  windows = conv2dGeometry,
): ConvGeometry {
  const g = windows(input, filter, stridesOf(k), k.attr('padding'))
  return { ...g, outDepth: g.inDepth * (filter[3] as number), depthwise: true }
}

function gradientGeometry(
  k: KernelContext<Attrs>,
  label: string,
  input: readonly number[],
  filter: readonly number[],
  grad: readonly number[],
): ConvGeometry {
  stridesOf(k)
  checkGradientShapes(label, 4, input, filter, grad, 'in_depth')
  const g = geometry(k, input, filter)
  if (g.outDepth !== grad[3]) throw invalidArgument(`${label}: depth_multiplier * in_depth not equal to out_depth`)
  for (const [name, window, actual] of [
    ['rows', g.rows, grad[1]],
    ['cols', g.columns, grad[2]],
  ] as const) {
    if (window.output !== actual) {
      throw invalidArgument(
        `${label}: Number of ${name} of out_backprop doesn't match computed: actual = ${actual}, computed = ${window.output}`,
      )
    }
  }
  return g
}

/** The shape in an input of sizes, none of which may be negative. */
function sizesOf(k: KernelContext<Attrs>, index: number, label: string, name: string): number[] {
  const sizes = k.input(index)
  if (sizes.shape.length !== 1)
    throw invalidArgument(`${label}: ${name} input must be 1-dim, not ${sizes.shape.length}`)
  const dims = integersOf(sizes)
  const negative = dims.findIndex(dim => dim < 0)
  if (negative >= 0) throw invalidArgument(`Dimension ${negative} of ${name} must be >= 0`)
  return dims
}

type Dims = readonly number[] | undefined

/** One channel is convolved as Conv2D does it. */
const forwardWindows = (input: readonly number[]) => (input[3] === 1 ? forwardGeometry : conv2dGeometry)

const planAttrs = (node: PlanContext<Attrs>, input: Dims, filter: Dims, output: Dims, windows = conv2dGeometry) => {
  const strides = node.attr('strides')
  return strides[1] === strides[2] ? windowAttrs(node, input, filter, output, windows) : undefined
}

export const DepthwiseConv2dNative = defineOp('DepthwiseConv2dNative', {
  inputs: ['input: T', 'filter: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: c => {
    const input = c.withRank(c.input(0), 4)
    const filter = c.withRank(c.input(1), 4)
    const strides = listAttr(c, 'DepthwiseConv2D requires', 'strides', 4, 'stride')
    c.mergeDim(input[3] as Dim, filter[2] as Dim)
    const depth = c.multiplyDims((input[3] ?? filter[2]) as Dim, filter[3] as Dim)
    const spatial = [0, 1].map(i => windowedDim(c, input[i + 1] as Dim, filter[i] as Dim, strides[i + 1] as number))
    return [[input[0] as Dim, ...spatial, depth]]
  },
  gradient: (op, grad) => {
    const [input, filter] = op.inputs as [Tensor, Tensor]
    const attrs = attrsOf(op)
    return [
      apply(DepthwiseConv2dNativeBackpropInput, { input_sizes: shape(input), filter, out_backprop: grad, ...attrs }),
      apply(DepthwiseConv2dNativeBackpropFilter, { input, filter_sizes: shape(filter), out_backprop: grad, ...attrs }),
    ]
  },
  kernel: k => {
    stridesOf(k)
    const [input, filter] = [k.input(0), k.input(1)]
    checkImages(input.shape, filter.shape)
    const g = geometry(k, input.shape, filter.shape, forwardWindows(input.shape))
    return storeReals(conv(g, realsOf(input), realsOf(filter)), input.dtype, [
      g.batch,
      g.rows.output,
      g.columns.output,
      g.outDepth,
    ])
  },
  lower: {
    kind: 'kernel',
    kernel: 'depthwise_conv2d',
    attrs: node =>
      planAttrs(
        node,
        node.inputShapes[0],
        node.inputShapes[1],
        node.outputShapes[0],
        forwardWindows(node.inputShapes[0] ?? []),
      ),
  },
})

export const DepthwiseConv2dNativeBackpropInput = defineOp('DepthwiseConv2dNativeBackpropInput', {
  inputs: ['input_sizes: int32', 'filter: T', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: wholeShapeInput(0),
  gradient: 'unregistered',
  kernel: k => {
    stridesOf(k)
    const dims = sizesOf(k, 0, 'Conv2DBackpropInput', 'input_sizes')
    const [filter, grad] = [k.input(1), k.input(2)]
    const g = gradientGeometry(k, 'DepthwiseConv2DBackpropInput', dims, filter.shape, grad.shape)
    return storeReals(convBackpropInput(g, realsOf(filter), realsOf(grad)), grad.dtype, dims)
  },
  shapeInputs: [0],
  lower: {
    kind: 'kernel',
    kernel: 'depthwise_conv2d_backprop_input',
    operands: [1, 2],
    attrs: node => planAttrs(node, node.outputShapes[0], node.inputShapes[1], node.inputShapes[2]),
  },
})

export const DepthwiseConv2dNativeBackpropFilter = defineOp('DepthwiseConv2dNativeBackpropFilter', {
  inputs: ['input: T', 'filter_sizes: int32', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: wholeShapeInput(1),
  gradient: 'unregistered',
  kernel: k => {
    stridesOf(k)
    const dims = sizesOf(k, 1, 'Conv2DBackpropFilter', 'filter_sizes')
    const [input, grad] = [k.input(0), k.input(2)]
    const g = gradientGeometry(k, 'DepthwiseConv2DBackpropFilter', input.shape, dims, grad.shape)
    return storeReals(convBackpropFilter(g, realsOf(input), realsOf(grad)), grad.dtype, dims)
  },
  shapeInputs: [1],
  lower: {
    kind: 'kernel',
    kernel: 'depthwise_conv2d_backprop_filter',
    operands: [0, 2],
    attrs: node => planAttrs(node, node.inputShapes[0], node.outputShapes[0], node.inputShapes[2]),
  },
})

const attrsOf = (op: Operation) => ({ strides: op.attr('strides'), padding: op.attr('padding') })

// --- functions

interface DepthwiseArgs {
  strides: readonly number[]
  padding: string
  name: Name
}

/**
 * Each channel of images [batch, height, width, channels] convolved with its own `multiplier` filters, from a filter
 * [height, width, channels, multiplier]: [batch, out_height, out_width, channels·multiplier]. Strides of rows and columns must be equal.
 */
export const depthwise_conv2d_native = pyfunction(
  'depthwise_conv2d_native(input, filter, strides, padding, name=None)',
  ({ input, filter, strides, padding, name }: DepthwiseArgs & { input: TensorLike; filter: TensorLike }) =>
    apply(DepthwiseConv2dNative, { input, filter, strides, padding }, name),
)
/** The gradient of `depthwise_conv2d_native` to its input, which has the shape `input_sizes`. */
export const depthwise_conv2d_native_backprop_input = pyfunction(
  'depthwise_conv2d_native_backprop_input(input_sizes, filter, out_backprop, strides, padding, name=None)',
  ({ name, ...args }: DepthwiseArgs & { input_sizes: TensorLike; filter: TensorLike; out_backprop: TensorLike }) =>
    apply(DepthwiseConv2dNativeBackpropInput, { ...args }, name),
)
/** The gradient of `depthwise_conv2d_native` to its filter, which has the shape `filter_sizes`. */
export const depthwise_conv2d_native_backprop_filter = pyfunction(
  'depthwise_conv2d_native_backprop_filter(input, filter_sizes, out_backprop, strides, padding, name=None)',
  ({ name, ...args }: DepthwiseArgs & { input: TensorLike; filter_sizes: TensorLike; out_backprop: TensorLike }) =>
    apply(DepthwiseConv2dNativeBackpropFilter, { ...args }, name),
)

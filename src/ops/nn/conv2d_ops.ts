/** Two-dimensional convolutions and their gradients (core/kernels/conv_ops.cc, conv_grad_{input,filter}_ops.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import type { AttrsOf } from '../../graph/attr_types.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp, type OpDef, type PlanContext } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Dim, InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  type ConvGeometry,
  conv,
  convBackpropFilter,
  convBackpropInput,
} from '../../kernels/reference/nn/convolution.ts'
import { forwardWindow, type Padding, slidingWindow } from '../../kernels/reference/nn/windows.ts'
import { realsOf, storeReals } from '../../kernels/reference/scalars/reals.ts'
import type { Shape } from '../../tensor/shape.ts'
import { axesOf, listAttr, windowedDim } from '../core/sliding_windows.ts'
import { shape } from '../math/shape_ops.ts'
import { checkedStrides, checkGradientFilters, checkGradientShapes, checkImages, sizesInput } from './conv_checks.ts'

const ATTRS = [
  'T: {half, float, double}',
  'strides: list(int32)',
  'use_cudnn_on_gpu: bool = true',
  "padding: {'SAME', 'VALID'}",
  "data_format: {'NHWC', 'NCHW'} = 'NHWC'",
] as const
type Attrs = Pick<AttrsOf<typeof ATTRS>, 'strides' | 'padding'> & { readonly data_format?: string }

// --- shapes

/** `formatted`: the op has a data format. */
export function conv2dShape(
  c: InferenceContext<{ strides: readonly number[]; padding: Padding; data_format?: string }>,
  formatted = true,
): readonly Shape[] {
  const input = c.withRank(c.input(0), 4)
  const filter = c.withRank(c.input(1), 4)
  const strides = listAttr(c, 'Conv2D requires', 'strides', 4, 'stride')
  const [n, h, w, ch] = axesOf((formatted && c.attr('data_format')) || 'NHWC')
  c.mergeDim(input[ch] as Dim, filter[2] as Dim)
  const out: Dim[] = []
  out[n] = input[n] as Dim
  out[h] = windowedDim(c, input[h] as Dim, filter[0] as Dim, strides[h] as number)
  out[w] = windowedDim(c, input[w] as Dim, filter[1] as Dim, strides[w] as number)
  out[ch] = filter[3] as Dim
  return [out]
}

/** The shape that an input holds, if all of it is known: its rank is checked in a run only. Otherwise it has four dimensions. */
export const wholeShapeInput =
  (index: number) =>
  (c: InferenceContext): readonly Shape[] => {
    const wrong = c.integers(index)?.find(size => size < -1)
    if (wrong !== undefined) throw c.fail(`Invalid value in tensor used for shape: ${wrong}`)
    return [c.value(index) ? c.valueAsShape(index) : c.unknownOfRank(4)]
  }
/** What is known of the shape that an input holds, which has `rank` dimensions. */
export const shapeInput =
  (index: number, rank: number) =>
  (c: InferenceContext): readonly Shape[] => [c.withRank(c.valueAsShape(index), rank)]

// --- kernels

/** Attributes of a node that slides a window; `format`: the error for channels in front. */
function stridesOf(k: KernelContext<Attrs>, format: string): readonly number[] {
  if (k.attr('data_format') === 'NCHW') throw invalidArgument(format)
  return checkedStrides(k, 4)
}

/** The windows of a two-dimensional convolution. */
export function conv2dGeometry(
  input: readonly number[],
  filter: readonly number[],
  strides: readonly number[],
  padding: Padding,
): ConvGeometry {
  const [batch, height, width, inDepth] = input as [number, number, number, number]
  return {
    batch,
    inDepth,
    outDepth: filter[3] as number,
    planes: slidingWindow(1, 1, 1, 'VALID'),
    rows: slidingWindow(height, filter[0] as number, strides[1] as number, padding),
    columns: slidingWindow(width, filter[1] as number, strides[2] as number, padding),
  }
}

/** The windows of the convolution itself. */
export function forwardGeometry(
  input: readonly number[],
  filter: readonly number[],
  strides: readonly number[],
  padding: Padding,
): ConvGeometry {
  const g = conv2dGeometry(input, filter, strides, padding)
  return { ...g, rows: forwardWindow(g.rows, padding), columns: forwardWindow(g.columns, padding) }
}

/** The checks of a gradient's three shapes (ConvBackpropComputeDimensions). */
function gradientGeometry(
  k: KernelContext<Attrs>,
  label: string,
  input: readonly number[],
  filter: readonly number[],
  grad: readonly number[],
): ConvGeometry {
  const strides = stridesOf(k, `${label}Op only supports NHWC.`)
  checkGradientShapes(label, 4, input, filter, grad)
  checkGradientFilters(label, filter, grad)
  const g = conv2dGeometry(input, filter, strides, k.attr('padding'))
  for (const [window, actual] of [
    [g.rows, grad[1]],
    [g.columns, grad[2]],
  ] as const) {
    if (window.output !== actual) {
      throw invalidArgument(
        `${label}: Size of out_backprop doesn't match computed: actual = ${actual}, computed = ${window.output}`,
      )
    }
  }
  return g
}

/**
 * Plan attributes of the three convolutions: strides, and the border before the first row and column. None for channels in front,
 * and where something does not fit: the reference kernel says what.
 */
export function windowAttrs(
  node: PlanContext<Attrs>,
  input: readonly number[] | undefined,
  filter: readonly number[] | undefined,
  output: readonly number[] | undefined,
  geometry = conv2dGeometry,
): Record<string, unknown> | undefined {
  const strides = node.attr('strides')
  const padding = node.attr('padding')
  if (node.attr('data_format') === 'NCHW' || input?.length !== 4 || filter?.length !== 4 || output?.length !== 4)
    return undefined
  const [batchStride, rowStride, columnStride, depthStride] = strides as [number, number, number, number]
  if (strides.length !== 4 || batchStride !== 1 || depthStride !== 1 || rowStride < 1 || columnStride < 1)
    return undefined
  const fits = [1, 2].every(
    axis => padding === 'SAME' || (input[axis] as number) + (strides[axis] as number) >= (filter[axis - 1] as number),
  )
  if (!fits) return undefined
  const { rows, columns } = geometry(input, filter, strides, padding)
  if (rows.output !== output[1] || columns.output !== output[2] || Math.min(rows.before, columns.before) < 0)
    return undefined
  return { strides: [rows.stride, columns.stride], padding: [rows.before, columns.before] }
}

export const Conv2D: OpDef = defineOp('Conv2D', {
  inputs: ['input: T', 'filter: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: c => conv2dShape(c),
  gradient: (op, grad) => {
    const attrs = attrsOf(op)
    const [input, filter] = op.inputs as [Tensor, Tensor]
    return [
      apply(Conv2DBackpropInput, { input_sizes: shape(input), filter, out_backprop: grad, ...attrs }),
      apply(Conv2DBackpropFilter, { input, filter_sizes: shape(filter), out_backprop: grad, ...attrs }),
    ]
  },
  kernel: k => {
    const strides = stridesOf(k, 'Generic conv implementation only supports NHWC tensor format for now.')
    const [input, filter] = [k.input(0), k.input(1)]
    checkImages(input.shape, filter.shape)
    const g = forwardGeometry(input.shape, filter.shape, strides, k.attr('padding'))
    return storeReals(conv(g, realsOf(input), realsOf(filter)), input.dtype, [
      g.batch,
      g.rows.output,
      g.columns.output,
      g.outDepth,
    ])
  },
  lower: {
    kind: 'kernel',
    kernel: 'conv2d',
    attrs: node => windowAttrs(node, node.inputShapes[0], node.inputShapes[1], node.outputShapes[0], forwardGeometry),
  },
})

export const Conv2DBackpropInput: OpDef = defineOp('Conv2DBackpropInput', {
  inputs: ['input_sizes: int32', 'filter: T', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: wholeShapeInput(0),
  gradient: (op, grad) => {
    const attrs = attrsOf(op)
    const [, filter, out] = op.inputs as [Tensor, Tensor, Tensor]
    return [
      null,
      apply(Conv2DBackpropFilter, { input: grad, filter_sizes: shape(filter), out_backprop: out, ...attrs }),
      apply(Conv2D, { input: grad, filter, ...attrs }),
    ]
  },
  kernel: k => {
    const [filter, grad] = [k.input(1), k.input(2)]
    stridesOf(k, 'Conv2DCustomBackpropInputOp only supports NHWC.')
    const dims = sizesInput(k.input(0), 'Conv2DBackpropInput', 'input_sizes')
    const g = gradientGeometry(k, 'Conv2DCustomBackpropInput', dims, filter.shape, grad.shape)
    return storeReals(convBackpropInput(g, realsOf(filter), realsOf(grad)), grad.dtype, dims)
  },
  shapeInputs: [0],
  lower: {
    kind: 'kernel',
    kernel: 'conv2d_backprop_input',
    operands: [1, 2],
    attrs: node => windowAttrs(node, node.outputShapes[0], node.inputShapes[1], node.inputShapes[2]),
  },
})

export const Conv2DBackpropFilter: OpDef = defineOp('Conv2DBackpropFilter', {
  inputs: ['input: T', 'filter_sizes: int32', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: wholeShapeInput(1),
  gradient: (op, grad) => {
    const attrs = attrsOf(op)
    const [input, , out] = op.inputs as [Tensor, Tensor, Tensor]
    return [
      apply(Conv2DBackpropInput, { input_sizes: shape(input), filter: grad, out_backprop: out, ...attrs }),
      null,
      apply(Conv2D, { input, filter: grad, ...attrs }),
    ]
  },
  kernel: k => {
    const [input, grad] = [k.input(0), k.input(2)]
    stridesOf(k, 'Conv2DCustomBackpropFilterOp only supports NHWC.')
    const dims = sizesInput(k.input(1), 'Conv2DCustomBackpropFilter', 'filter_sizes')
    const g = gradientGeometry(k, 'Conv2DCustomBackpropFilter', input.shape, dims, grad.shape)
    return storeReals(convBackpropFilter(g, realsOf(input), realsOf(grad)), grad.dtype, dims)
  },
  shapeInputs: [1],
  lower: {
    kind: 'kernel',
    kernel: 'conv2d_backprop_filter',
    operands: [0, 2],
    attrs: node => windowAttrs(node, node.inputShapes[0], node.outputShapes[0], node.inputShapes[2]),
  },
})

const attrsOf = (op: Operation) => ({
  strides: op.attr('strides'),
  padding: op.attr('padding'),
  use_cudnn_on_gpu: op.attr('use_cudnn_on_gpu'),
  data_format: op.attr('data_format'),
})

// --- functions

interface Conv2DArgs {
  strides: readonly number[]
  padding: string
  use_cudnn_on_gpu: boolean | null
  data_format: string | null
  name: Name
}
const rest = ({ strides, padding, use_cudnn_on_gpu, data_format }: Conv2DArgs) => ({
  strides,
  padding,
  use_cudnn_on_gpu,
  data_format,
})

/**
 * Convolution of images [batch, height, width, channels] with a filter [height, width, channels, filters]:
 * [batch, out_height, out_width, filters]. `strides`: four numbers, the first and the last 1. `padding`: 'SAME' or 'VALID'.
 * Errors: ValueError where ranks or channels differ.
 */
export const conv2d = pyfunction(
  'conv2d(input, filter, strides, padding, use_cudnn_on_gpu=None, data_format=None, name=None)',
  (args: Conv2DArgs & { input: TensorLike; filter: TensorLike }) =>
    apply(Conv2D, { input: args.input, filter: args.filter, ...rest(args) }, args.name),
)
/** The gradient of `conv2d` to its input, which has the shape `input_sizes`. */
export const conv2d_backprop_input = pyfunction(
  'conv2d_backprop_input(input_sizes, filter, out_backprop, strides, padding, use_cudnn_on_gpu=None, data_format=None, name=None)',
  (args: Conv2DArgs & { input_sizes: TensorLike; filter: TensorLike; out_backprop: TensorLike }) =>
    apply(
      Conv2DBackpropInput,
      { input_sizes: args.input_sizes, filter: args.filter, out_backprop: args.out_backprop, ...rest(args) },
      args.name,
    ),
)
/** The gradient of `conv2d` to its filter, which has the shape `filter_sizes`. */
export const conv2d_backprop_filter = pyfunction(
  'conv2d_backprop_filter(input, filter_sizes, out_backprop, strides, padding, use_cudnn_on_gpu=None, data_format=None, name=None)',
  (args: Conv2DArgs & { input: TensorLike; filter_sizes: TensorLike; out_backprop: TensorLike }) =>
    apply(
      Conv2DBackpropFilter,
      { input: args.input, filter_sizes: args.filter_sizes, out_backprop: args.out_backprop, ...rest(args) },
      args.name,
    ),
)

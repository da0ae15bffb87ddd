/** Three-dimensional convolutions and their gradients (core/kernels/conv_ops_3d.cc, conv_grad_ops_3d.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import type { AttrsOf } from '../../graph/attr_types.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { opFunction } from '../../graph/build/op_function.ts'
import { defineOp, type Lowering, type OpDef, opSpec, type PlanContext } from '../../graph/op_def.ts'
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
import { forwardWindow, type SlidingWindow, slidingWindow } from '../../kernels/reference/nn/windows.ts'
import { realsOf, storeReals } from '../../kernels/reference/scalars/reals.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { listAttr, windowedDim } from '../core/sliding_windows.ts'
import { shape } from '../math/shape_ops.ts'
import { checkedStrides, checkGradientFilters, checkGradientShapes, sizesInput } from './conv_checks.ts'
import { shapeInput } from './conv2d_ops.ts'

const ATTRS = ['T: numbertype', 'strides: list(int32) >= 5', "padding: {'SAME', 'VALID'}"] as const
type Attrs = AttrsOf<typeof ATTRS>

function geometry(k: KernelContext<Attrs>, input: readonly number[], filter: readonly number[]): ConvGeometry {
  const strides = checkedStrides(k, 5)
  const window = (axis: number) =>
    slidingWindow(input[axis] as number, filter[axis - 1] as number, strides[axis] as number, k.attr('padding'))
  return {
    batch: input[0] as number,
    inDepth: input[4] as number,
    outDepth: filter[4] as number,
    planes: window(1),
    rows: window(2),
    columns: window(3),
  }
}

function gradientGeometry(
  k: KernelContext<Attrs>,
  label: string,
  input: readonly number[],
  filter: readonly number[],
  grad: readonly number[],
): ConvGeometry {
  checkGradientShapes(label, 5, input, filter, grad)
  checkGradientFilters(label, filter, grad)
  const g = geometry(k, input, filter)
  for (const [name, window, axis] of [
    ['planes', g.planes, 1],
    ['rows', g.rows, 2],
    ['cols', g.columns, 3],
  ] as const) {
    if (window.output === grad[axis]) continue
    const spaces = name === 'planes' ? '  ' : ' '
    throw invalidArgument(
      `${label}: Number of ${name} of out_backprop doesn't match computed:${spaces}actual = ${grad[axis]}, computed = ${window.output}`,
    )
  }
  return g
}

type Shape = readonly number[] | undefined
/** A compiled kernel of `operands`; `shapes`: those of the volume, the filter and the result; `forward`: it is no gradient. */
function convolution(
  kernel: string,
  operands: readonly number[],
  shapes: (node: PlanContext<Attrs>) => readonly [volume: Shape, filter: Shape, result: Shape],
  forward = false,
): Lowering<Attrs> {
  return {
    kind: 'kernel',
    kernel,
    operands,
    attrs: node => {
      const [volume = [], filter = [], result = []] = shapes(node)
      const strides = node.attr('strides')
      if ([volume, filter, result, strides].some(({ length }) => length !== 5) || volume[4] !== filter[3])
        return undefined
      if (strides[0] !== 1 || strides[4] !== 1 || Math.min(...strides) < 1) return undefined
      // of nothing the reference kernel makes zeros
      if ([...volume, ...filter, ...result].includes(0)) return undefined
      const padding = node.attr('padding')
      const sizes = filter.slice(0, 3)
      if (
        padding === 'VALID' &&
        sizes.some((size, axis) => (volume[axis + 1] as number) + (strides[axis + 1] as number) < size)
      )
        return undefined
      const windows = sizes.map((size, axis) => {
        const window = slidingWindow(volume[axis + 1] as number, size, strides[axis + 1] as number, padding)
        return forward ? forwardWindow(window, padding) : window
      })
      if (windows.some(({ before }) => before < 0)) return undefined
      const expected = [volume[0], ...windows.map(({ output }) => output), filter[4]]
      return expected.join() === result.join()
        ? { strides: strides.slice(1, 4), padding: windows.map(({ before }) => before) }
        : undefined
    },
  }
}
const toInputLowering = convolution('conv3d_backprop_input', [1, 2], node => [
  node.outputShapes[0],
  node.inputShapes[1],
  node.inputShapes[2],
])
const toFilterLowering = convolution('conv3d_backprop_filter', [0, 2], node => [
  node.inputShapes[0],
  node.outputShapes[0],
  node.inputShapes[2],
])

function toInput(k: KernelContext<Attrs>, dims: readonly number[]): NDArray {
  const [filter, grad] = [k.input(1), k.input(2)]
  const g = gradientGeometry(k, 'Conv3DBackpropInput', dims, filter.shape, grad.shape)
  return storeReals(convBackpropInput(g, realsOf(filter), realsOf(grad)), grad.dtype, dims)
}
function toFilter(k: KernelContext<Attrs>, dims: readonly number[]): NDArray {
  const [input, grad] = [k.input(0), k.input(2)]
  const g = gradientGeometry(k, 'Conv3DBackpropFilter', input.shape, dims, grad.shape)
  return storeReals(convBackpropFilter(g, realsOf(input), realsOf(grad)), grad.dtype, dims)
}

export const Conv3D: OpDef = defineOp('Conv3D', {
  inputs: ['input: T', 'filter: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: c => {
    const input = c.withRank(c.input(0), 5)
    const filter = c.withRank(c.input(1), 5)
    const strides = listAttr(c, 'Conv3D requires', 'strides', 5, 'stride')
    c.mergeDim(input[4] as Dim, filter[3] as Dim)
    const spatial = [0, 1, 2].map(i => windowedDim(c, input[i + 1] as Dim, filter[i] as Dim, strides[i + 1] as number))
    return [[input[0] as Dim, ...spatial, filter[4] as Dim]]
  },
  gradient: (op, grad) => {
    const attrs = attrsOf(op)
    const [input, filter] = op.inputs as [Tensor, Tensor]
    return [
      apply(Conv3DBackpropInputV2, { input_sizes: shape(input), filter, out_backprop: grad, ...attrs }),
      apply(Conv3DBackpropFilterV2, { input, filter_sizes: shape(filter), out_backprop: grad, ...attrs }),
    ]
  },
  kernel: k => {
    checkedStrides(k, 5)
    const [input, filter] = [k.input(0), k.input(1)]
    if (input.shape.length !== 5) throw invalidArgument('input must be 5-dimensional')
    if (filter.shape.length !== 5) throw invalidArgument('filter must be 5-dimensional')
    if (input.shape[4] !== filter.shape[3]) throw invalidArgument('input and filter must have the same depth')
    const windows = geometry(k, input.shape, filter.shape)
    const forward = (window: SlidingWindow) => forwardWindow(window, k.attr('padding'))
    const g = {
      ...windows,
      planes: forward(windows.planes),
      rows: forward(windows.rows),
      columns: forward(windows.columns),
    }
    const dims = [g.batch, g.planes.output, g.rows.output, g.columns.output, g.outDepth]
    return storeReals(conv(g, realsOf(input), realsOf(filter)), input.dtype, dims)
  },
  lower: convolution('conv3d', [0, 1], node => [node.inputShapes[0], node.inputShapes[1], node.outputShapes[0]], true),
})

/** The gradients of before GraphDef version 10 take the arrays whose shapes they need. */
const old = (sized: 0 | 1, kernel: (k: KernelContext<Attrs>) => NDArray, instead: string) =>
  opSpec({
    inputs: ['input: T', 'filter: T', 'out_backprop: T'],
    outputs: ['output: T'],
    attrs: ATTRS,
    deprecated: { version: 10, explanation: `Use ${instead}` },
    infer: c => [c.withRank(c.input(sized), 5)],
    gradient: 'unregistered',
    kernel,
    lower: sized === 0 ? toInputLowering : toFilterLowering,
  })
export const Conv3DBackpropInput = defineOp(
  'Conv3DBackpropInput',
  old(0, k => toInput(k, k.input(0).shape), 'Conv3DBackpropInputV2'),
)
export const Conv3DBackpropFilter = defineOp(
  'Conv3DBackpropFilter',
  old(1, k => toFilter(k, k.input(1).shape), 'Conv3DBackpropFilterV2'),
)

export const Conv3DBackpropInputV2: OpDef = defineOp('Conv3DBackpropInputV2', {
  inputs: ['input_sizes: int32', 'filter: T', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: shapeInput(0, 5),
  gradient: (op, grad) => {
    const attrs = attrsOf(op)
    const [, filter, out] = op.inputs as [Tensor, Tensor, Tensor]
    return [
      null,
      apply(Conv3DBackpropFilterV2, { input: grad, filter_sizes: shape(filter), out_backprop: out, ...attrs }),
      apply(Conv3D, { input: grad, filter, ...attrs }),
    ]
  },
  kernel: k => {
    checkedStrides(k, 5)
    return toInput(k, sizesInput(k.input(0), 'Conv3DBackpropInput', 'input_sizes'))
  },
  shapeInputs: [0],
  lower: toInputLowering,
})
export const Conv3DBackpropFilterV2: OpDef = defineOp('Conv3DBackpropFilterV2', {
  inputs: ['input: T', 'filter_sizes: int32', 'out_backprop: T'],
  outputs: ['output: T'],
  attrs: ATTRS,
  infer: shapeInput(1, 5),
  gradient: (op, grad) => {
    const attrs = attrsOf(op)
    const [input, , out] = op.inputs as [Tensor, Tensor, Tensor]
    return [
      apply(Conv3DBackpropInputV2, { input_sizes: shape(input), filter: grad, out_backprop: out, ...attrs }),
      null,
      apply(Conv3D, { input, filter: grad, ...attrs }),
    ]
  },
  kernel: k => {
    checkedStrides(k, 5)
    return toFilter(k, sizesInput(k.input(1), 'Conv3DBackpropFilter', 'filter_sizes'))
  },
  shapeInputs: [1],
  lower: toFilterLowering,
})

const attrsOf = (op: Operation) => ({ strides: op.attr('strides'), padding: op.attr('padding') })

// --- functions

interface Conv3DArgs {
  strides: readonly number[]
  padding: string
  name: Name
}
/**
 * Convolution of volumes [batch, planes, height, width, channels] with a filter [planes, height, width, channels, filters].
 * `strides`: five numbers, the first and the last 1.
 */
export const conv3d = pyfunction(
  'conv3d(input, filter, strides, padding, name=None)',
  ({ name, ...args }: Conv3DArgs & { input: TensorLike; filter: TensorLike }) => apply(Conv3D, { ...args }, name),
)
/** The gradient of `conv3d` to its input, which has the shape `input_sizes`. */
export const conv3d_backprop_input_v2 = pyfunction(
  'conv3d_backprop_input_v2(input_sizes, filter, out_backprop, strides, padding, name=None)',
  ({ name, ...args }: Conv3DArgs & { input_sizes: TensorLike; filter: TensorLike; out_backprop: TensorLike }) =>
    apply(Conv3DBackpropInputV2, { ...args }, name),
)
/** The gradient of `conv3d` to its filter, which has the shape `filter_sizes`. */
export const conv3d_backprop_filter_v2 = pyfunction(
  'conv3d_backprop_filter_v2(input, filter_sizes, out_backprop, strides, padding, name=None)',
  ({ name, ...args }: Conv3DArgs & { input: TensorLike; filter_sizes: TensorLike; out_backprop: TensorLike }) =>
    apply(Conv3DBackpropFilterV2, { ...args }, name),
)
/** The gradient of `conv3d` to its input, whose shape it has. Deprecated: `conv3d_backprop_input_v2` takes the shape alone. */
export const conv3d_backprop_input = opFunction(
  'conv3d_backprop_input(input, filter, out_backprop, strides, padding, name=None)',
  Conv3DBackpropInput,
)
/** The gradient of `conv3d` to its filter, whose shape it has. Deprecated: `conv3d_backprop_filter_v2` takes the shape alone. */
export const conv3d_backprop_filter = opFunction(
  'conv3d_backprop_filter(input, filter, out_backprop, strides, padding, name=None)',
  Conv3DBackpropFilter,
)

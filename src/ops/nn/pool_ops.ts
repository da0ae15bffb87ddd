/** Maxima and means of windows over images (core/kernels/maxpooling_op.cc, avgpooling_op.cc, pooling_ops_common.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument, unimplemented } from '../../errors/status.ts'
import type { AttrsOf } from '../../graph/attr_types.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type PlanContext } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { unchangedWithRank } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  avgPool,
  avgPoolGrad,
  maxPool,
  maxPositions,
  type PoolGeometry,
  scatterGradient,
} from '../../kernels/reference/nn/pooling.ts'
import { type Padding, slidingWindow } from '../../kernels/reference/nn/windows.ts'
import { realsOf, storeReals } from '../../kernels/reference/scalars/reals.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { numElements, sameShape } from '../../tensor/shape.ts'
import { pooledShape } from '../core/sliding_windows.ts'
import { shape } from '../math/shape_ops.ts'
import { wholeShapeInput } from './conv2d_ops.ts'

const WINDOW = ['ksize: list(int32) >= 4', 'strides: list(int32) >= 4', "padding: {'SAME', 'VALID'}"] as const
type Attrs = AttrsOf<typeof WINDOW> & { readonly data_format?: string }
const FORMAT = "data_format: {'NHWC', 'NCHW'} = 'NHWC'"

interface Windows {
  readonly ksize: readonly number[]
  readonly strides: readonly number[]
}

/** The windows of a node, checked. `format`: the error for channels in front; `field`: how the message names the strides; `check`: more checks. */
function windowsOf(k: KernelContext<Attrs>, format: string, field: 'stride' | 'strides', check?: () => void): Windows {
  if (k.attr('data_format') === 'NCHW') throw invalidArgument(format)
  const ksize = k.attr('ksize')
  const strides = k.attr('strides')
  if (ksize.length !== 4) throw invalidArgument('Sliding window ksize field must specify 4 dimensions')
  if (strides.length !== 4) throw invalidArgument(`Sliding window ${field} field must specify 4 dimensions`)
  if (ksize[0] !== 1 || strides[0] !== 1) throw unimplemented('Pooling is not yet supported on the batch dimension.')
  check?.()
  for (const size of ksize)
    if (size <= 0) throw invalidArgument(`Sliding window ksize must be positive, but got ${size}`)
  return { ksize, strides }
}

function geometryOf({ ksize, strides }: Windows, input: readonly number[], padding: Padding): PoolGeometry {
  const window = (axis: number) =>
    slidingWindow(input[axis] as number, ksize[axis] as number, strides[axis] as number, padding)
  return {
    batch: input[0] as number,
    depth: input[3] as number,
    planes: slidingWindow(1, 1, 1, 'VALID'),
    rows: window(1),
    columns: window(2),
  }
}

/**
 * Gradients are refused where windows leave gaps. `axes`: with how many windows there are, the outer loops of TensorFlow's first; where one
 * has none, nothing is said of those within.
 */
export function denseWindows(
  axes: readonly (readonly [window: { readonly size: number; readonly stride: number } | undefined, count: number])[],
): void {
  for (const [window, count] of axes) {
    if (count === 0) return
    if (window && window.size < window.stride) throw invalidArgument('stride must be less than or equal to kernel size')
  }
}

const pooledDims = (g: PoolGeometry) => [g.batch, g.rows.output, g.columns.output, g.depth]
const lowestOf = (dtype: DType): number => Number(dtype.base_dtype.min)

/** Of longer windows and strides the kernels' integers might overflow. */
export const LONGEST_WINDOW = 2 ** 20

/**
 * Plan attributes of the pools: window, strides, and the border before the first row and column. undefined where only the reference
 * kernel knows what to do or to say: channels in front, windows over images or channels, arrays that don't fit the windows.
 */
function poolAttrs(
  node: PlanContext<Attrs>,
  input: readonly number[] | undefined,
  pooled: readonly number[] | undefined,
): Record<string, unknown> | undefined {
  const ksize = node.attr('ksize')
  const strides = node.attr('strides')
  if (node.attr('data_format') === 'NCHW' || input?.length !== 4 || ksize.length !== 4 || strides.length !== 4)
    return undefined
  if (ksize[0] !== 1 || strides[0] !== 1 || ksize[3] !== 1 || [...ksize, ...strides.slice(0, 3)].some(n => n < 1))
    return undefined
  if (Math.max(...ksize, ...strides) > LONGEST_WINDOW) return undefined
  const geometry = geometryOf({ ksize, strides }, input, node.attr('padding'))
  const { rows, columns } = geometry
  if (pooled && !sameShape(pooled, pooledDims(geometry))) return undefined
  return {
    ksize: [rows.size, columns.size],
    strides: [rows.stride, columns.stride],
    padding: [rows.before, columns.before],
  }
}
const attrsOf = (op: Operation) => ({
  ksize: op.attr('ksize'),
  strides: op.attr('strides'),
  padding: op.attr('padding'),
  data_format: op.attr('data_format'),
})

/** Maxima over groups of `window` neighbouring channels. */
function depthMax(input: NDArray, window: number, lowest: number): NDArray {
  const x = realsOf(input)
  const out = new Float64Array(x.length / window).fill(lowest)
  for (let i = 0; i < x.length; i++) {
    const to = Math.floor(i / window)
    if ((x[i] as number) > (out[to] as number)) out[to] = x[i] as number
  }
  return storeReals(out, input.dtype, [...input.shape.slice(0, 3), (input.shape[3] as number) / window])
}

/** The checks of windows over channels, or undefined where the windows cover rows and columns. */
function depthWindow({ ksize, strides }: Windows, input: readonly number[]): number | undefined {
  const [, rows, columns, depth] = ksize as [number, number, number, number]
  if (depth === 1) return undefined
  if (rows !== 1 || columns !== 1)
    throw unimplemented('MaxPooling supports exactly one of pooling across depth or pooling across width/height.')
  if ((input[3] as number) % depth !== 0)
    throw unimplemented('Depthwise max pooling requires the depth window to evenly divide the input depth')
  if (strides[3] !== depth)
    throw unimplemented('Depthwise max pooling requires the depth window to equal the depth stride')
  return depth
}

function fourDimensional(array: NDArray, name: string): NDArray {
  if (array.shape.length !== 4) throw invalidArgument(`${name} must be 4-dimensional`)
  return array
}

/** The maxima of windows over input 0; `lowest`: that of a window without numbers. */
export function maxima(k: KernelContext<Attrs>, lowest: number): NDArray {
  const windows = windowsOf(k, 'Default MaxPoolingOp only supports NHWC.', 'stride')
  const input = fourDimensional(k.input(0), 'tensor_in')
  const depth = depthWindow(windows, input.shape)
  if (depth !== undefined) return depthMax(input, depth, lowest)
  const g = geometryOf(windows, input.shape, k.attr('padding'))
  return storeReals(maxPool(g, realsOf(input), lowest), input.dtype, pooledDims(g))
}

export const MaxPool = defineOp('MaxPool', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['T: {float, half} = DT_FLOAT', ...WINDOW, FORMAT],
  infer: pooledShape('MaxPool', true),
  // windows over channels leave rows and columns as they are, and windows over rows and columns the channels, whatever the strides say
  concreteShapes: c => {
    const [pooled = null] = pooledShape('MaxPool', true)(c)
    const input = c.input(0) as readonly number[]
    if (pooled === null) return [pooled]
    return [
      c.attr('ksize')[3] === 1
        ? [...pooled.slice(0, 3), input[3] as number]
        : [...input.slice(0, 3), pooled[3] as number | null],
    ]
  },
  gradient: (op, grad) => [
    apply(MaxPoolGrad, { orig_input: op.inputs[0], orig_output: op.outputs[0], grad, ...attrsOf(op) }),
  ],
  kernel: k => maxima(k, lowestOf(k.input(0).dtype)),
  lower: {
    kind: 'kernel',
    kernel: 'max_pool',
    attrs: node => poolAttrs(node, node.inputShapes[0], node.outputShapes[0]),
  },
})

export const MaxPoolGrad = defineOp('MaxPoolGrad', {
  inputs: ['orig_input: T', 'orig_output: T', 'grad: T'],
  outputs: ['output: T'],
  attrs: [...WINDOW, FORMAT, 'T: {float, half} = DT_FLOAT'],
  infer: unchangedWithRank(4),
  gradient: 'unregistered',
  kernel: k => {
    const spatial = (name: 'ksize' | 'strides'): boolean => (k.attr(name) as readonly number[])[3] === 1
    const format = 'Default MaxPoolinGradOp only supports NHWC on device type CPU'
    const windows = windowsOf(k, format, 'strides', () => {
      if (!spatial('ksize') || !spatial('strides'))
        throw unimplemented('MaxPoolingGrad is not yet supported on the depth dimension.')
    })
    const input = fourDimensional(k.input(0), 'tensor_in')
    fourDimensional(k.input(1), 'tensor_out')
    const grad = fourDimensional(k.input(2), 'out_backprop')
    const g = geometryOf(windows, input.shape, k.attr('padding'))
    return storeReals(
      scatterGradient(input.size, maxPositions(g, realsOf(input)), realsOf(grad)),
      input.dtype,
      input.shape,
    )
  },
  // the maxima are found again: the pooled images are not needed
  lower: {
    kind: 'kernel',
    kernel: 'max_pool_grad',
    operands: [0, 2],
    attrs: node => {
      const fits = node.inputShapes[1]?.length === 4 && node.attr('strides')[3] === 1
      return fits ? poolAttrs(node, node.inputShapes[0], node.inputShapes[2]) : undefined
    },
  },
})

export const MaxPoolWithArgmax = defineOp('MaxPoolWithArgmax', {
  inputs: ['input: T'],
  outputs: ['output: T', 'argmax: Targmax'],
  attrs: [
    'ksize: list(int32) >= 4',
    'strides: list(int32) >= 4',
    'Targmax: {int32, int64} = DT_INT64',
    "padding: {'SAME', 'VALID'}",
    'T: {float, half} = DT_FLOAT',
  ],
  infer: c => {
    const [pooled = null] = pooledShape('MaxPool', true, false)(c)
    return [pooled, pooled]
  },
  concreteShapes: c => {
    const [pooled = null] = pooledShape('MaxPool', true, false)(c)
    const out = pooled && [...pooled.slice(0, 3), (c.input(0) as readonly number[])[3] as number]
    return [out, out]
  },
  gradient: 'unregistered',
  kernel: k => {
    const windows = windowsOf(k, '', 'stride')
    const input = fourDimensional(k.input(0), 'tensor_in')
    if (windows.ksize[3] !== 1) throw unimplemented('MaxPoolWithArgmax is not yet supported on the depth dimension.')
    const g = geometryOf(windows, input.shape, k.attr('padding'))
    const x = realsOf(input)
    const positions = maxPositions(g, x)
    const dims = pooledDims(g)
    return [
      storeReals(maxPool(g, x, lowestOf(input.dtype)), input.dtype, dims),
      storeReals(Float64Array.from(positions), k.outputTypes[1] as DType, dims),
    ]
  },
  lower: {
    kind: 'kernel',
    kernel: 'max_pool_with_argmax',
    attrs: node => poolAttrs(node, node.inputShapes[0], node.outputShapes[0]),
  },
})

export const MaxPoolGradWithArgmax = defineOp('MaxPoolGradWithArgmax', {
  inputs: ['input: T', 'grad: T', 'argmax: Targmax'],
  outputs: ['output: T'],
  attrs: [...WINDOW, 'Targmax: {int32, int64}', 'T: {float, half} = DT_FLOAT'],
  infer: unchangedWithRank(4),
  gradient: 'unregistered',
  kernel: k => {
    windowsOf(k, '', 'stride')
    const input = fourDimensional(k.input(0), 'tensor_in')
    return storeReals(
      scatterGradient(input.size, integersOf(k.input(2)), realsOf(k.input(1))),
      input.dtype,
      input.shape,
    )
  },
  lower: {
    kind: 'kernel',
    kernel: 'max_pool_grad_with_argmax',
    operands: [1, 2],
    attrs: node => poolAttrs(node, node.inputShapes[0], undefined),
  },
})

const spatialOnly = ({ ksize }: Windows): void => {
  if (ksize[3] !== 1) throw unimplemented('Non-spatial pooling is not yet supported. Volunteers? :)')
}

/** The means of windows over input 0. */
export function means(k: KernelContext<Attrs>): NDArray {
  const windows = windowsOf(k, 'Default AvgPoolingOp only supports NHWC.', 'stride')
  const input = fourDimensional(k.input(0), 'tensor_in')
  depthWindow(windows, input.shape)
  spatialOnly(windows)
  const g = geometryOf(windows, input.shape, k.attr('padding'))
  return storeReals(avgPool(g, realsOf(input)), input.dtype, pooledDims(g))
}

export const AvgPool = defineOp('AvgPool', {
  inputs: ['value: T'],
  outputs: ['output: T'],
  attrs: [...WINDOW, FORMAT, 'T: {float, half, double}'],
  infer: pooledShape('AvgPool', false),
  gradient: (op, grad) => [
    apply(AvgPoolGrad, { orig_input_shape: shape(op.inputs[0] as Tensor), grad, ...attrsOf(op) }),
  ],
  kernel: means,
  lower: {
    kind: 'kernel',
    kernel: 'avg_pool',
    attrs: node => poolAttrs(node, node.inputShapes[0], node.outputShapes[0]),
  },
})

export const AvgPoolGrad = defineOp('AvgPoolGrad', {
  inputs: ['orig_input_shape: int32', 'grad: T'],
  outputs: ['output: T'],
  attrs: [...WINDOW, FORMAT, 'T: {float, half, double}'],
  infer: wholeShapeInput(0),
  gradient: 'unregistered',
  kernel: k => {
    const windows = windowsOf(k, 'Default AvgPoolingGradOp only supports NHWC.', 'strides')
    const [sizes, grad] = [k.input(0), k.input(1)]
    if (sizes.shape.length !== 1 || sizes.size !== 4)
      throw invalidArgument('out_backprop must be 1-dimensional and 4 elements')
    fourDimensional(grad, 'out_backprop')
    spatialOnly(windows)
    const dims = integersOf(sizes)
    const g = geometryOf(windows, dims, k.attr('padding'))
    if (grad.size !== numElements(pooledDims(g))) throw invalidArgument('out_backprop has incompatible size.')
    denseWindows([
      [undefined, g.batch],
      [g.rows, g.rows.output],
      [g.columns, g.columns.output],
    ])
    return storeReals(avgPoolGrad(g, realsOf(grad)), grad.dtype, dims)
  },
  shapeInputs: [0],
  lower: {
    kind: 'kernel',
    kernel: 'avg_pool_grad',
    operands: [1],
    attrs: node => {
      const attrs = poolAttrs(node, node.outputShapes[0], node.inputShapes[1]) as
        | { ksize: number[]; strides: number[] }
        | undefined
      return attrs?.ksize.every((size, i) => size >= (attrs.strides[i] as number)) ? attrs : undefined
    },
  },
})

// --- functions

interface PoolArgs {
  ksize: readonly number[]
  strides: readonly number[]
  padding: string
  name: Name
}

/**
 * The largest element of each window over images [batch, height, width, channels]. `ksize` and `strides`: one number for each
 * dimension, the first 1; windows cover rows and columns, or channels. `padding`: 'SAME' or 'VALID'; borders never win.
 */
export const max_pool = pyfunction(
  "max_pool(value, ksize, strides, padding, data_format='NHWC', name=None)",
  ({ value, name, ...args }: PoolArgs & { value: TensorLike; data_format: string }) =>
    withScope(name, 'MaxPool', [value], scope =>
      apply(MaxPool, { input: convertToTensor(value, { name: 'input' }), ...args }, scope),
    ),
)
/** The mean of each window over images [batch, height, width, channels]; elements of the border do not count. */
export const avg_pool = pyfunction(
  "avg_pool(value, ksize, strides, padding, data_format='NHWC', name=None)",
  ({ value, name, ...args }: PoolArgs & { value: TensorLike; data_format: string }) =>
    withScope(name, 'AvgPool', [value], scope =>
      apply(AvgPool, { value: convertToTensor(value, { name: 'input' }), ...args }, scope),
    ),
)
/** `max_pool`, and for each maximum its position ((b·height + y)·width + x)·channels + c in the input: [output, argmax]. */
export const max_pool_with_argmax = pyfunction(
  'max_pool_with_argmax(input, ksize, strides, padding, Targmax=None, name=None)',
  ({ name, ...args }: PoolArgs & { input: TensorLike; Targmax: DType | null }) =>
    applyOp(MaxPoolWithArgmax, { ...args }, name).outputs as readonly [Tensor, Tensor],
)

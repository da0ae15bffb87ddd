/** Fake quantization: values rounded to the 256 levels of a range, as training for 8-bit arithmetic needs them (kernels/fake_quant_ops.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import { type Dim, type InferenceContext, unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { fakeQuantized, nudged, rangeGradients } from '../../kernels/reference/arrays/fake_quant.ts'
import { float32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { float32Text } from '../../tensor/number_text.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'

// --- ranges given by attributes

const floats = (array: NDArray): Float32Array => array.data as Float32Array
const like = (array: NDArray, values: Float32Array<ArrayBuffer>): NDArray => new NDArray(float32, array.shape, values)

/** The range of the node's attributes. */
function rangeOf(k: KernelContext<{ readonly min: number; readonly max: number }>): [min: number, max: number] {
  const [min, max] = [k.attr('min'), k.attr('max')]
  if (!(min < max))
    throw invalidArgument(`min has to be smaller than max, was: ${float32Text(min)} >= ${float32Text(max)}`)
  return [min, max]
}

export const FakeQuantWithMinMaxArgs = defineOp('FakeQuantWithMinMaxArgs', {
  inputs: ['inputs: float'],
  outputs: ['outputs: float'],
  attrs: ['min: float = -6', 'max: float = 6'],
  infer: unchanged,
  // TensorFlow does not hand the range on: the gradient is that of [-6, 6]
  gradient: (op, grad) => [apply(FakeQuantWithMinMaxArgsGradient, { gradients: grad, inputs: op.inputs[0] })],
  gradientIsNotDerivative: 'the gradient passes unchanged within the range: rounding has none',
  kernel: k => {
    const input = k.input(0)
    const out = new Float32Array(input.size)
    fakeQuantized(floats(input), nudged(...rangeOf(k)), 0, 1, out)
    return like(input, out)
  },
  lower: { kind: 'reference' },
})
export const FakeQuantWithMinMaxArgsGradient = defineOp('FakeQuantWithMinMaxArgsGradient', {
  inputs: ['gradients: float', 'inputs: float'],
  outputs: ['backprops: float'],
  attrs: ['min: float = -6', 'max: float = 6'],
  infer: unchanged,
  gradient: 'unregistered',
  kernel: k => {
    const [gradients, input] = [k.input(0), k.input(1)]
    if (gradients.shape.join() !== input.shape.join()) {
      throw invalidArgument(
        `Inputs to operation ${k.node.name} of type ${k.node.op} must have the same size and shape.  Input 0: ${shapeText(gradients.shape)} != input 1: ${shapeText(input.shape)}`,
      )
    }
    const out = new Float32Array(input.size)
    rangeGradients(floats(gradients), floats(input), nudged(...rangeOf(k)), 0, 1, out)
    return like(input, out)
  },
  lower: { kind: 'reference' },
})

// --- ranges given by tensors

const scalars = (c: InferenceContext, ...inputs: readonly number[]): void => {
  for (const i of inputs) c.withRank(c.input(i), 0)
}
function scalarOf(k: KernelContext, index: number, name: string): number {
  const value = k.input(index)
  if (value.size !== 1) throw invalidArgument(`${name} must have one element, but has shape ${shapeText(value.shape)}`)
  return floats(value)[0] as number
}
function sameSize(gradients: NDArray, input: NDArray): void {
  if (gradients.shape.join() !== input.shape.join()) throw invalidArgument('gradient and input must be the same size')
}

export const FakeQuantWithMinMaxVars = defineOp('FakeQuantWithMinMaxVars', {
  inputs: ['inputs: float', 'min: float', 'max: float'],
  outputs: ['outputs: float'],
  infer: c => {
    scalars(c, 1, 2)
    return [c.input(0)]
  },
  gradient: (op, grad) => {
    const [inputs, min, max] = op.inputs as [Tensor, Tensor, Tensor]
    return applyOp(FakeQuantWithMinMaxVarsGradient, { gradients: grad, inputs, min, max }).outputs
  },
  gradientIsNotDerivative: 'the gradient passes unchanged within the range: rounding has none',
  kernel: k => {
    const input = k.input(0)
    const out = new Float32Array(input.size)
    fakeQuantized(floats(input), nudged(scalarOf(k, 1, 'min'), scalarOf(k, 2, 'max')), 0, 1, out)
    return like(input, out)
  },
  lower: { kind: 'reference' },
})
export const FakeQuantWithMinMaxVarsGradient = defineOp('FakeQuantWithMinMaxVarsGradient', {
  inputs: ['gradients: float', 'inputs: float', 'min: float', 'max: float'],
  outputs: ['backprops_wrt_input: float', 'backprop_wrt_min: float', 'backprop_wrt_max: float'],
  infer: c => {
    const shape = c.merge(c.input(0), c.input(1))
    c.merge(c.withRank(c.input(2), 0), c.input(3))
    return [shape, [], []]
  },
  gradient: 'unregistered',
  kernel: k => {
    const [gradients, input] = [k.input(0), k.input(1)]
    sameSize(gradients, input)
    const out = new Float32Array(input.size)
    const ends = rangeGradients(
      floats(gradients),
      floats(input),
      nudged(scalarOf(k, 2, 'min'), scalarOf(k, 3, 'max')),
      0,
      1,
      out,
    )
    return [like(input, out), ...ends.map(end => new NDArray(float32, [], Float32Array.of(end)))]
  },
  lower: { kind: 'reference' },
})

/** How many channels there are, and that each has a range. */
function channelsOf(k: KernelContext, input: NDArray, minIndex: number): number {
  const rank = input.shape.length
  const depth = rank === 0 ? 0 : (input.shape[rank - 1] as number)
  const ranges = (['min', 'max'] as const).map((name, i) => [name, k.input(minIndex + i)] as const)
  for (const [name, range] of ranges) {
    const size = range.shape[0] ?? 0
    if (size !== depth) throw invalidArgument(`${name} has incorrect size, expected ${depth} was ${size}`)
    if (range.shape.length !== 1)
      throw invalidArgument(`${name} must be a vector, but has shape ${shapeText(range.shape)}`)
  }
  if (rank !== 1 && rank !== 2 && rank !== 4)
    throw invalidArgument(`Only inputs of dimensions 1, 2 or 4 supported, was: ${rank}`)
  return depth
}

export const FakeQuantWithMinMaxVarsPerChannel = defineOp('FakeQuantWithMinMaxVarsPerChannel', {
  inputs: ['inputs: float', 'min: float', 'max: float'],
  outputs: ['outputs: float'],
  infer: c => {
    const input = c.withRankAtLeast(c.input(0), 1)
    const [min] = c.withRank(c.input(1), 1)
    const [max] = c.withRank(c.input(2), 1)
    c.mergeDim(c.mergeDim(c.dim(input, -1), min as Dim), max as Dim)
    return [input]
  },
  gradient: (op, grad) => {
    const [inputs, min, max] = op.inputs as [Tensor, Tensor, Tensor]
    return applyOp(FakeQuantWithMinMaxVarsPerChannelGradient, { gradients: grad, inputs, min, max }).outputs
  },
  gradientIsNotDerivative: 'the gradient passes unchanged within the range: rounding has none',
  kernel: k => {
    const input = k.input(0)
    const depth = channelsOf(k, input, 1)
    const out = new Float32Array(input.size)
    const [min, max] = [floats(k.input(1)), floats(k.input(2))]
    for (let d = 0; d < depth; d++)
      fakeQuantized(floats(input), nudged(min[d] as number, max[d] as number), d, depth, out)
    return like(input, out)
  },
  lower: { kind: 'reference' },
})
export const FakeQuantWithMinMaxVarsPerChannelGradient = defineOp('FakeQuantWithMinMaxVarsPerChannelGradient', {
  inputs: ['gradients: float', 'inputs: float', 'min: float', 'max: float'],
  outputs: ['backprops_wrt_input: float', 'backprop_wrt_min: float', 'backprop_wrt_max: float'],
  infer: c => {
    const first: Shape = c.withRankAtMost(c.withRankAtLeast(c.input(0), 1), 4)
    const input = c.merge(first, c.input(1))
    const ends = c.merge(c.input(3), c.merge(c.withRank(c.input(2), 1), [c.dim(input, -1)]))
    return [input, ends, ends]
  },
  gradient: 'unregistered',
  kernel: k => {
    const [gradients, input] = [k.input(0), k.input(1)]
    sameSize(gradients, input)
    const depth = channelsOf(k, input, 2)
    const out = new Float32Array(input.size)
    const [min, max] = [floats(k.input(2)), floats(k.input(3))]
    const ends = [new Float32Array(depth), new Float32Array(depth)] as const
    for (let d = 0; d < depth; d++) {
      const [low, high] = rangeGradients(
        floats(gradients),
        floats(input),
        nudged(min[d] as number, max[d] as number),
        d,
        depth,
        out,
      )
      ends[0][d] = low
      ends[1][d] = high
    }
    return [like(input, out), ...ends.map(end => new NDArray(float32, [depth], end))]
  },
  lower: { kind: 'reference' },
})

// --- functions

interface ArgsRange {
  min: number | null
  max: number | null
  name: Name
}
/** `inputs` (float32) rounded to the 256 levels of [min, max], by default [-6, 6], moved a little so that 0 is one of them. */
export const fake_quant_with_min_max_args = pyfunction(
  'fake_quant_with_min_max_args(inputs, min=None, max=None, name=None)',
  ({ inputs, min, max, name }: ArgsRange & { inputs: TensorLike }) =>
    apply(FakeQuantWithMinMaxArgs, { inputs, min, max }, name),
)
/** `gradients` where `inputs` are within the range, else 0. */
export const fake_quant_with_min_max_args_gradient = pyfunction(
  'fake_quant_with_min_max_args_gradient(gradients, inputs, min=None, max=None, name=None)',
  ({ gradients, inputs, min, max, name }: ArgsRange & { gradients: TensorLike; inputs: TensorLike }) =>
    apply(FakeQuantWithMinMaxArgsGradient, { gradients, inputs, min, max }, name),
)

interface RangeArgs {
  inputs: TensorLike
  min: TensorLike
  max: TensorLike
  name: Name
}
/** As fake_quant_with_min_max_args; the range is given by two float32 scalars. */
export const fake_quant_with_min_max_vars = pyfunction(
  'fake_quant_with_min_max_vars(inputs, min, max, name=None)',
  ({ name, ...args }: RangeArgs) => apply(FakeQuantWithMinMaxVars, { ...args }, name),
)
/** As fake_quant_with_min_max_args; each channel (last dimension) has a range, given by two vectors. */
export const fake_quant_with_min_max_vars_per_channel = pyfunction(
  'fake_quant_with_min_max_vars_per_channel(inputs, min, max, name=None)',
  ({ name, ...args }: RangeArgs) => apply(FakeQuantWithMinMaxVarsPerChannel, { ...args }, name),
)
type GradientArgs = RangeArgs & { gradients: TensorLike }
/** Gradients of the inputs and of both ends of the range. */
export const fake_quant_with_min_max_vars_gradient = pyfunction(
  'fake_quant_with_min_max_vars_gradient(gradients, inputs, min, max, name=None)',
  ({ name, ...args }: GradientArgs) => [...applyOp(FakeQuantWithMinMaxVarsGradient, { ...args }, name).outputs],
)
/** Gradients of the inputs and of both ends of each channel's range. */
export const fake_quant_with_min_max_vars_per_channel_gradient = pyfunction(
  'fake_quant_with_min_max_vars_per_channel_gradient(gradients, inputs, min, max, name=None)',
  ({ name, ...args }: GradientArgs) => [
    ...applyOp(FakeQuantWithMinMaxVarsPerChannelGradient, { ...args }, name).outputs,
  ],
)

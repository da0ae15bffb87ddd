/** Batch normalisation in one node (core/kernels/fused_batch_norm_op.cc), and that of old graphs. */
import { invalidArgument } from '../../errors/status.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { opFunctionOfOutputs } from '../../graph/build/op_function.ts'
import { defineOp, type PlanContext } from '../../graph/op_def.ts'
import type { Dim, InferenceContext } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  fusedBatchNorm,
  fusedBatchNormGrad,
  globalBatchNorm,
  globalBatchNormGrad,
} from '../../kernels/reference/nn/normalization.ts'
import { type Shape, sameShape, shapeText } from '../../tensor/shape.ts'

const attrOf = (k: KernelContext) => ({ attr: (name: string) => k.attr(name) })
const formatOf = (node: { attr(name: string): unknown }): string => String(node.attr('data_format') ?? 'NHWC')
const isNchw = (node: { attr(name: string): unknown }): boolean => formatOf(node) === 'NCHW'
/** Where channels stand: shape functions take every format but one for channels in front. */
const channelAxis = (c: InferenceContext): number => (String(c.attr('data_format')) === 'NHWC' ? 3 : 1)

function checkFormat(k: KernelContext): void {
  if (!['NHWC', 'NCHW'].includes(String(k.attr('data_format')))) throw invalidArgument('Invalid data format')
}
function checkRanks(k: KernelContext, ranks: readonly (readonly [rank: number, label: string])[]): void {
  for (const [i, [rank, label]] of ranks.entries()) {
    const { shape } = k.input(i)
    if (shape.length !== rank) throw invalidArgument(`${label} must be ${rank}-dimensional${shapeText(shape)}`)
  }
}
/** TensorFlow does not compare sizes: it reads what happens to lie behind vectors that are too short. */
function checkChannels(k: KernelContext, vectors: readonly number[], images: number): void {
  const channels = k.input(images).shape[isNchw(attrOf(k)) ? 1 : 3] as number
  for (const index of vectors) {
    const { size } = k.input(index)
    if (size !== channels)
      throw invalidArgument(`input ${index} must have one element for each of ${channels} channels, but has ${size}`)
  }
}
/** The channels that vectors `from`… to and a four-dimensional shape agree on. */
function channels(c: InferenceContext, start: Dim, vectors: readonly number[]): Dim {
  let dim = start
  for (const index of vectors) dim = c.mergeDim(dim, c.withRank(c.input(index), 1)[0] as Dim)
  return dim
}

/** Whether inputs are images of one shape, and others vectors over their channels, the last dimension: what compiled kernels take. */
function fits({ inputShapes }: PlanContext, images: readonly number[], vectors: readonly number[]): boolean {
  const [shape = []] = images.map(index => inputShapes[index])
  const each = (indices: readonly number[], wanted: readonly number[]): boolean =>
    indices.every(index => sameShape(inputShapes[index] as readonly number[], wanted))
  return shape.length === 4 && !shape.includes(0) && each(images, shape) && each(vectors, shape.slice(3))
}

export const FusedBatchNorm = defineOp('FusedBatchNorm', {
  inputs: ['x: T', 'scale: T', 'offset: T', 'mean: T', 'variance: T'],
  outputs: ['y: T', 'batch_mean: T', 'batch_variance: T', 'reserve_space_1: T', 'reserve_space_2: T'],
  attrs: ['T: numbertype', 'epsilon: float = 0.0001', "data_format: string = 'NHWC'", 'is_training: bool = true'],
  infer: c => {
    const x = c.withRank(c.input(0), 4)
    const at = channelAxis(c)
    const dim = channels(c, x[at] as Dim, c.attr('is_training') ? [1, 2] : [1, 2, 3, 4])
    const vector = c.vector(dim)
    return [c.replaceDim(x, at, dim), vector, vector, vector, vector]
  },
  gradient: (op, grad) =>
    applyOp(FusedBatchNormGrad, {
      y_backprop: grad,
      x: op.inputs[0],
      scale: op.inputs[1],
      reserve_space_1: op.outputs[3],
      reserve_space_2: op.outputs[4],
      epsilon: op.attr('epsilon'),
      data_format: op.attr('data_format'),
      is_training: op.attr('is_training'),
    }).outputs,
  kernel: k => {
    checkFormat(k)
    checkRanks(k, [
      [4, 'input'],
      [1, 'scale'],
      [1, 'offset'],
      [1, 'estimated_mean'],
      [1, 'estimated_variance'],
    ])
    const [mean, variance] = [k.input(3), k.input(4)]
    const training = k.attr('is_training') === true
    if (training && mean.size > 0) throw invalidArgument(`estimated_mean empty for training${shapeText(mean.shape)}`)
    if (training && variance.size > 0)
      throw invalidArgument(`estimated_variance must be empty for training${shapeText(variance.shape)}`)
    checkChannels(k, training ? [1, 2] : [1, 2, 3, 4], 0)
    return fusedBatchNorm(
      k.input(0),
      k.input(1),
      k.input(2),
      training ? null : [mean, variance],
      Number(k.attr('epsilon')),
      isNchw(attrOf(k)),
    )
  },
  lower: {
    kind: 'kernel',
    kernel: 'batch_norm',
    attrs: node => {
      const training = node.attr('is_training') === true
      const [mean = [], variance = []] = node.inputShapes.slice(3)
      if (formatOf(node) !== 'NHWC' || !fits(node, [0], training ? [1, 2] : [1, 2, 3, 4])) return undefined
      return training && (!sameShape(mean, [0]) || !sameShape(variance, [0]))
        ? undefined
        : { epsilon: Number(node.attr('epsilon')), training }
    },
  },
})

export const FusedBatchNormGrad = defineOp('FusedBatchNormGrad', {
  inputs: ['y_backprop: T', 'x: T', 'scale: T', 'reserve_space_1: T', 'reserve_space_2: T'],
  outputs: ['x_backprop: T', 'scale_backprop: T', 'offset_backprop: T', 'reserve_space_3: T', 'reserve_space_4: T'],
  attrs: ['T: numbertype', 'epsilon: float = 0.0001', "data_format: string = 'NHWC'", 'is_training: bool = true'],
  infer: c => {
    const y = c.withRank(c.input(0), 4)
    const x = c.withRank(c.input(1), 4)
    const at = channelAxis(c)
    const dim = channels(c, c.mergeDim(y[at] as Dim, x[at] as Dim), [2, 3, 4])
    const reserve: Shape = c.attr('is_training') ? [0] : c.vector(dim)
    return [c.replaceDim(y, at, dim), c.vector(dim), c.vector(dim), reserve, reserve]
  },
  concreteShapes: c => {
    const x = c.withRank(c.input(1), 4)
    const vector = c.vector(x[isNchw(c) ? 1 : 3] as Dim)
    return [x, vector, vector, [0], [0]]
  },
  gradient: 'unregistered',
  kernel: k => {
    checkFormat(k)
    checkRanks(k, [
      [4, 'input'],
      [4, 'input'],
      [1, 'scale'],
      [1, 'saved mean'],
      [1, 'saved variance'],
    ])
    const [gradients, images] = [k.input(0), k.input(1)]
    // the elements as they lie in memory, whatever the shape
    if (gradients.size < images.size)
      throw invalidArgument(`Incompatible shapes: ${shapeText(gradients.shape)} vs. ${shapeText(images.shape)}`)
    checkChannels(k, [2, 3, 4], 1)
    return fusedBatchNormGrad({
      dy: gradients,
      x: images,
      scale: k.input(2),
      mean: k.input(3),
      variance: k.input(4),
      epsilon: Number(k.attr('epsilon')),
      nchw: isNchw(attrOf(k)),
    })
  },
  lower: {
    kind: 'kernel',
    kernel: 'batch_norm_grad',
    attrs: node =>
      node.attr('is_training') === true && formatOf(node) === 'NHWC' && fits(node, [0, 1], [2, 3, 4])
        ? { epsilon: Number(node.attr('epsilon')) }
        : undefined,
  },
})

const OLD = { version: 9, explanation: 'Use tf.nn.batch_normalization()' }
const OLD_ATTRS = ['T: numbertype', 'variance_epsilon: float', 'scale_after_normalization: bool'] as const

const globalAttrs = (
  node: PlanContext,
  images: readonly number[],
  vectors: readonly number[],
): Record<string, unknown> | undefined =>
  fits(node, images, vectors)
    ? { epsilon: Number(node.attr('variance_epsilon')), scaled: node.attr('scale_after_normalization') === true }
    : undefined

export const BatchNormWithGlobalNormalization = defineOp('BatchNormWithGlobalNormalization', {
  inputs: ['t: T', 'm: T', 'v: T', 'beta: T', 'gamma: T'],
  outputs: ['result: T'],
  attrs: OLD_ATTRS,
  deprecated: OLD,
  infer: c => {
    const t = c.withRank(c.input(0), 4)
    return [c.replaceDim(t, 3, channels(c, t[3] as Dim, [1, 2, 3, 4]))]
  },
  gradient: (op, grad) =>
    applyOp(BatchNormWithGlobalNormalizationGrad, {
      t: op.inputs[0],
      m: op.inputs[1],
      v: op.inputs[2],
      gamma: op.inputs[4],
      backprop: grad,
      variance_epsilon: op.attr('variance_epsilon'),
      scale_after_normalization: op.attr('scale_after_normalization'),
    }).outputs,
  kernel: k => {
    checkRanks(k, [
      [4, 'input'],
      [1, 'mean'],
      [1, 'var'],
      [1, 'beta'],
      [1, 'gamma'],
    ])
    checkChannels(k, [1, 2, 3, 4], 0)
    return globalBatchNorm(k.inputs, Number(k.attr('variance_epsilon')), k.attr('scale_after_normalization') === true)
  },
  lower: { kind: 'kernel', kernel: 'global_batch_norm', attrs: node => globalAttrs(node, [0], [1, 2, 3, 4]) },
})
export const BatchNormWithGlobalNormalizationGrad = defineOp('BatchNormWithGlobalNormalizationGrad', {
  inputs: ['t: T', 'm: T', 'v: T', 'gamma: T', 'backprop: T'],
  outputs: ['dx: T', 'dm: T', 'dv: T', 'db: T', 'dg: T'],
  attrs: OLD_ATTRS,
  deprecated: OLD,
  infer: c => {
    const images = c.merge(c.withRank(c.input(0), 4), c.input(4))
    const dim = channels(c, c.dim(images, 3), [1, 2, 3])
    const vector = c.vector(dim)
    return [c.replaceDim(images, 3, dim), vector, vector, vector, vector]
  },
  gradient: 'unregistered',
  kernel: k => {
    checkRanks(k, [
      [4, 'input'],
      [1, 'mean'],
      [1, 'var'],
      [1, 'gamma'],
      [4, 'out_backprop'],
    ])
    checkChannels(k, [1, 2, 3], 0)
    if (k.input(4).size < k.input(0).size)
      throw invalidArgument(`Incompatible shapes: ${shapeText(k.input(4).shape)} vs. ${shapeText(k.input(0).shape)}`)
    return globalBatchNormGrad(
      k.inputs,
      Number(k.attr('variance_epsilon')),
      k.attr('scale_after_normalization') === true,
    )
  },
  lower: { kind: 'kernel', kernel: 'global_batch_norm_grad', attrs: node => globalAttrs(node, [0, 4], [1, 2, 3]) },
})

/** The gradients of `fused_batch_norm` to its input, scale and offset, and two that stand for its reserved outputs. */
export const fused_batch_norm_grad = opFunctionOfOutputs(
  'fused_batch_norm_grad(y_backprop, x, scale, reserve_space_1, reserve_space_2, epsilon=None, data_format=None, is_training=None, name=None)',
  FusedBatchNormGrad,
)

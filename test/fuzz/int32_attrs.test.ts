/** Which integer attributes are read as integers of 32 bits, and who refuses others: as TensorFlow 0.12.1 answered, node by node. */
import { expect, test } from 'vitest'
import { lookupOp, type OpDef } from '../../src/graph/op_def.ts'
import type { AttrValue } from '../../src/graph/serialize/attrs.ts'
import { type BadNode, goodNode, outcomeOf } from './bad_nodes.ts'
import { allSamples } from './fuzz.ts'

/** The shape function: ValueError as the node is made. */
const BY_SHAPE = `OneHot.axis SpaceToBatch.block_size BatchToSpace.block_size SpaceToDepth.block_size DepthToSpace.block_size
  ExtractImagePatches.ksizes ExtractImagePatches.strides ExtractImagePatches.rates Conv2D.strides DepthwiseConv2dNative.strides
  Conv3D.strides MaxPool.ksize MaxPool.strides MaxPoolWithArgmax.ksize MaxPoolWithArgmax.strides AvgPool.ksize AvgPool.strides
  MaxPool3D.ksize MaxPool3D.strides AvgPool3D.ksize AvgPool3D.strides Dilation2D.strides Dilation2D.rates`
/** The shape function where it knows the shapes of the inputs, else the kernel. */
const BY_KNOWN_SHAPE = `Squeeze.squeeze_dims StridedSlice.begin_mask StridedSlice.end_mask StridedSlice.ellipsis_mask
  StridedSlice.new_axis_mask StridedSlice.shrink_axis_mask Pack.axis Unpack.axis`
/** The kernel: InvalidArgumentError in a run. */
const BY_KERNEL = `StridedSliceGrad.begin_mask StridedSliceGrad.end_mask StridedSliceGrad.ellipsis_mask StridedSliceGrad.new_axis_mask
  StridedSliceGrad.shrink_axis_mask StridedSliceAssign.begin_mask StridedSliceAssign.end_mask StridedSliceAssign.ellipsis_mask
  StridedSliceAssign.new_axis_mask StridedSliceAssign.shrink_axis_mask DepthwiseConv2dNativeBackpropInput.strides
  DepthwiseConv2dNativeBackpropFilter.strides Conv3DBackpropInputV2.strides Conv3DBackpropFilterV2.strides MaxPoolGrad.ksize
  MaxPoolGrad.strides AvgPoolGrad.ksize AvgPoolGrad.strides MaxPool3DGrad.ksize MaxPool3DGrad.strides AvgPool3DGrad.ksize
  AvgPool3DGrad.strides Dilation2DBackpropInput.strides Dilation2DBackpropInput.rates Dilation2DBackpropFilter.strides
  Dilation2DBackpropFilter.rates CTCBeamSearchDecoder.beam_width QuantizeAndDequantize.num_bits SdcaOptimizer.num_loss_partitions
  SdcaOptimizer.num_inner_iterations InTopK.k UniformCandidateSampler.num_true UniformCandidateSampler.num_sampled
  LogUniformCandidateSampler.num_true LogUniformCandidateSampler.num_sampled LearnedUnigramCandidateSampler.num_true
  LearnedUnigramCandidateSampler.num_sampled ThreadUnsafeUnigramCandidateSampler.num_true
  ThreadUnsafeUnigramCandidateSampler.num_sampled FixedUnigramCandidateSampler.num_true FixedUnigramCandidateSampler.num_sampled
  AllCandidateSampler.num_true AllCandidateSampler.num_sampled Assert.summarize Print.summarize SparseConcat.concat_dim CountUpTo.limit
  AsString.precision AsString.width AudioSummaryV2.max_outputs`

const samples = await allSamples()
function nodeWith(name: string, shapesHidden: boolean): BadNode {
  const [op, attr] = name.split('.') as [string, string]
  const sample = samples.find(each => each.op === op && (lookupOp(op) as OpDef).attrs.has(attr))
  if (!sample) throw new Error(`no sample of ${name}`)
  const node = goodNode(sample)
  const given = node.attrs.get(attr) as AttrValue
  const list = Array.isArray(given) ? given : []
  const value = (lookupOp(op) as OpDef).attrs.get(attr)?.isList ? [...list.slice(0, -1), 2 ** 33] : 2 ** 33
  return { ...node, attrs: new Map([...node.attrs, [attr, value]]), shapesHidden }
}

test.each([
  ['the shape function', BY_SHAPE, 'ValueError', 'ValueError'],
  ['the shape function, of known shapes,', BY_KNOWN_SHAPE, 'InvalidArgumentError', 'ValueError'],
  ['the kernel', BY_KERNEL, 'InvalidArgumentError', 'InvalidArgumentError'],
] as const)('%s refuses integers of more than 32 bits', (_, names, hidden, shown) => {
  const told = (name: string, shapesHidden: boolean): string[] =>
    (['reference', 'compiled'] as const).map(executor => {
      const outcome = outcomeOf(nodeWith(name, shapesHidden), executor)
      return 'values' in outcome ? 'values' : `${outcome.error}: ${outcome.message.split(/ for 'bad'|\n/)[0]}`
    })
  for (const name of names.split(/\s+/)) {
    const message = `Attr ${name.split('.')[1]} has value 8589934592 out of range for an int32`
    for (const [shapesHidden, error] of [[true, hidden] as const, [false, shown] as const])
      expect([name, ...told(name, shapesHidden)]).toEqual([name, `${error}: ${message}`, `${error}: ${message}`])
  }
})

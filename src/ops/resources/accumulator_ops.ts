/** Conditional accumulators of gradients (kernels/conditional_accumulator_op.cc, sparse_conditional_accumulator_op.cc). */
import { internal, invalidArgument } from '../../errors/status.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import { type InferenceContext, scalarShape } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { DenseAccumulator, SparseAccumulator } from '../../kernels/reference/resources/accumulators.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { handleShape, resourceBehind, sharedResource } from '../core/resource_handles.ts'

type AnyAccumulator = DenseAccumulator | SparseAccumulator
const accumulatorSpec = (Kind: new (name: string, dtype: DType, shape: Shape) => AnyAccumulator): OpSpec => ({
  outputs: ['handle: Ref(string)'],
  attrs: ['dtype: numbertype', 'shape: shape', "container: string = ''", "shared_name: string = ''"],
  stateful: true,
  infer: handleShape,
  gradient: 'unregistered',
  kernel: k => {
    const dtype = (k.attr('dtype') as DType).base_dtype
    const shape = (k.attr('shape') as TensorShape).toShape()
    return sharedResource(
      k,
      'accumulator',
      name => new Kind(name, dtype, shape),
      accumulator => {
        if (!(accumulator instanceof Kind))
          throw invalidArgument(`Shared accumulator '${accumulator.name}' is of another kind than ${k.node.op}`)
      },
    )
  },
  lower: { kind: 'host' },
})
export const ConditionalAccumulator = defineOp('ConditionalAccumulator', accumulatorSpec(DenseAccumulator))
export const SparseConditionalAccumulator = defineOp('SparseConditionalAccumulator', accumulatorSpec(SparseAccumulator))

/** Input 1, a step or a number of gradients, is a scalar. */
const stepThen =
  (outputs: (c: InferenceContext) => readonly Shape[]) =>
  (c: InferenceContext): readonly Shape[] => {
    c.withRank(c.input(1), 0)
    return outputs(c)
  }

const accessSpec: OpSpec = { writes: [], gradient: 'unregistered', lower: { kind: 'host' } }
function accumulatorOf<T extends AnyAccumulator>(k: KernelContext, Kind: abstract new (...args: never) => T): T {
  const accumulator = resourceBehind(k, 0)
  if (!(accumulator instanceof Kind)) throw internal(`Input 0 of ${k.node.name} is not an accumulator for ${k.node.op}`)
  // TensorFlow ends the process here
  const dtype = (k.attr('dtype') as DType).base_dtype
  if (accumulator.dtype !== dtype)
    throw invalidArgument(
      `Accumulator ${accumulator.name} is of gradients of type ${accumulator.dtype.name}, but ${k.node.op} has ${dtype.name}`,
    )
  return accumulator
}
function anyAccumulatorOf(k: KernelContext): AnyAccumulator {
  const accumulator = resourceBehind(k, 0)
  if (accumulator instanceof DenseAccumulator || accumulator instanceof SparseAccumulator) return accumulator
  throw internal(`Input 0 of ${k.node.name} is not an accumulator`)
}
function scalarOf(k: KernelContext, index: number, name: string): NDArray {
  const value = k.input(index)
  if (value.shape.length > 0)
    throw invalidArgument(`Argument ${name} must be scalar, but had bad shape ${shapeText(value.shape)}`)
  return value
}
const stepOf = (k: KernelContext, name: string): bigint => (scalarOf(k, 1, name).data as BigInt64Array)[0] as bigint

export const AccumulatorApplyGradient = defineOp('AccumulatorApplyGradient', {
  ...accessSpec,
  inputs: ['handle: Ref(string)', 'local_step: int64', 'gradient: dtype'],
  attrs: ['dtype: numbertype'],
  infer: stepThen(() => []),
  kernel: k => {
    accumulatorOf(k, DenseAccumulator).apply(stepOf(k, 'local_step'), k.input(2))
    return []
  },
})
export const SparseAccumulatorApplyGradient = defineOp('SparseAccumulatorApplyGradient', {
  ...accessSpec,
  inputs: [
    'handle: Ref(string)',
    'local_step: int64',
    'gradient_indices: int64',
    'gradient_values: dtype',
    'gradient_shape: int64',
  ],
  attrs: ['dtype: numbertype', 'has_known_shape: bool'],
  infer: stepThen(() => []),
  kernel: k => {
    accumulatorOf(k, SparseAccumulator).apply(
      stepOf(k, 'local_step'),
      k.input(2),
      k.input(3),
      k.input(4),
      k.attr('has_known_shape') === true,
    )
    return []
  },
})
export const AccumulatorNumAccumulated = defineOp('AccumulatorNumAccumulated', {
  ...accessSpec,
  inputs: ['handle: Ref(string)'],
  outputs: ['num_accumulated: int32'],
  infer: scalarShape,
  kernel: k => new NDArray('int32', [], Int32Array.of(anyAccumulatorOf(k).accumulated)),
})
export const AccumulatorSetGlobalStep = defineOp('AccumulatorSetGlobalStep', {
  ...accessSpec,
  inputs: ['handle: Ref(string)', 'new_global_step: int64'],
  infer: c => {
    c.withRank(c.input(1), 0)
    return []
  },
  kernel: k => {
    // TensorFlow's message speaks of num_required here too
    anyAccumulatorOf(k).globalStep = stepOf(k, 'num_required')
    return []
  },
})
const takes =
  (Kind: abstract new (...args: never) => AnyAccumulator) =>
  (k: KernelContext): ReturnType<AnyAccumulator['take']> =>
    accumulatorOf(k, Kind).take(integerOf(scalarOf(k, 1, 'num_required')))
export const AccumulatorTakeGradient = defineOp('AccumulatorTakeGradient', {
  ...accessSpec,
  inputs: ['handle: Ref(string)', 'num_required: int32'],
  outputs: ['average: dtype'],
  attrs: ['dtype: numbertype'],
  infer: stepThen(c => c.outputTypes.map(() => null)),
  scheduling: 'asynchronous',
  kernel: takes(DenseAccumulator),
})
export const SparseAccumulatorTakeGradient = defineOp('SparseAccumulatorTakeGradient', {
  ...accessSpec,
  inputs: ['handle: Ref(string)', 'num_required: int32'],
  outputs: ['indices: int64', 'values: dtype', 'shape: int64'],
  attrs: ['dtype: numbertype'],
  infer: stepThen(c => c.outputTypes.map(() => null)),
  scheduling: 'asynchronous',
  kernel: takes(SparseAccumulator),
})

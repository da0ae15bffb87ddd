/** Barriers (kernels/barrier_ops.cc) and tf.Barrier's ops. */
import { internal, invalidArgument } from '../../errors/status.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import { unknownShape } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { BarrierResource } from '../../kernels/reference/resources/barrier.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import {
  handleShape,
  handlesIn,
  handleVector,
  resourceBehind,
  sharedResource,
  typesText,
} from '../core/resource_handles.ts'

const shapesText = (shapes: readonly Shape[]): string => `[${shapes.map(shapeText).join(', ')}]`

export const Barrier = defineOp('Barrier', {
  outputs: ['handle: Ref(string)'],
  attrs: [
    'component_types: list(type) >= 1',
    'shapes: list(shape) >= 0 = []',
    'capacity: int = -1',
    "container: string = ''",
    "shared_name: string = ''",
  ],
  stateful: true,
  infer: handleShape,
  gradient: 'unregistered',
  kernel: k => {
    const types = k.attr('component_types').map(type => type.base_dtype)
    // a shape of unknown rank counts as a scalar's
    const shapes = k.attr('shapes').map(shape => shape.toShape() ?? [])
    if (shapes.length !== types.length) throw invalidArgument('All of the component shapes must be specified')
    if (Number(k.attr('capacity')) !== -1) {
      throw invalidArgument(
        'Barrier only accepts capacity=-1.  Feed the inputs to your Barrier through a queue to enforce a limited capacity.',
      )
    }
    return sharedResource(
      k,
      'barrier',
      name => new BarrierResource(name, types, shapes),
      barrier => {
        const shared = `Shared barrier '${barrier.name}' has component`
        if (typesText(barrier.types) !== typesText(types))
          throw invalidArgument(
            `${shared} types ${typesText(barrier.types)} but requested component types were ${typesText(types)}`,
          )
        if (shapesText(barrier.shapes) !== shapesText(shapes)) {
          throw invalidArgument(
            `${shared} shapes ${shapesText(barrier.shapes)} but requested component shapes were ${shapesText(shapes)}`,
          )
        }
      },
    )
  },
  lower: { kind: 'host' },
})

const accessSpec: OpSpec = { writes: [], gradient: 'unregistered', scheduling: 'asynchronous', lower: { kind: 'host' } }
function barrierOf(k: KernelContext): BarrierResource {
  const barrier = resourceBehind(k, 0)
  if (!(barrier instanceof BarrierResource)) throw internal(`Input 0 of ${k.node.name} is not a barrier`)
  return barrier
}
const sizeArray = (size: number): NDArray => new NDArray('int32', [], Int32Array.of(size))

export const BarrierInsertMany = defineOp('BarrierInsertMany', {
  ...accessSpec,
  inputs: ['handle: Ref(string)', 'keys: string', 'values: T'],
  attrs: ['T: type', 'component_index: int'],
  infer: c => {
    handleVector(c, 0)
    const keys = c.withRank(c.input(1), 1)
    const values = c.withRankAtLeast(c.input(2), 1)
    c.merge(keys, values === null ? null : [values[0] as number | null])
    return []
  },
  kernel: k => {
    const barrier = barrierOf(k)
    const component = Number(k.attr('component_index'))
    if (component >= barrier.types.length)
      throw invalidArgument(
        `The component ID is out of range ${component} > num_components (= ${barrier.types.length})`,
      )
    const [type, given] = [barrier.types[component] as DType, k.input(2).dtype.base_dtype]
    if (type !== given) {
      throw invalidArgument(
        `Signature mismatch, have: string_ref, string, ${given.cpp_name}-> expected: string_ref, string, ${type.cpp_name}->`,
      )
    }
    barrier.insert(k.input(1).data as Uint8Array[], component, k.input(2))
    return []
  },
})
export const BarrierTakeMany = defineOp('BarrierTakeMany', {
  ...accessSpec,
  inputs: ['handle: Ref(string)', 'num_elements: int32'],
  outputs: ['indices: int64', 'keys: string', 'values: component_types'],
  attrs: [
    'component_types: list(type) >= 1',
    'allow_small_batch: bool = false',
    'wait_for_incomplete: bool = false',
    'timeout_ms: int = -1',
  ],
  infer: unknownShape,
  kernel: k => {
    if (Number(k.attr('timeout_ms')) !== -1) throw invalidArgument('Timeout not supported yet.')
    const count = k.input(1)
    if (count.shape.length > 0) throw invalidArgument('num_elements must be a scalar.')
    return barrierOf(k).take(integerOf(count), k.attr('allow_small_batch') === true)
  },
})
export const BarrierClose = defineOp('BarrierClose', {
  ...accessSpec,
  inputs: ['handle: Ref(string)'],
  attrs: ['cancel_pending_enqueues: bool = false'],
  infer: handlesIn,
  kernel: k => {
    barrierOf(k).close(k.attr('cancel_pending_enqueues') === true)
    return []
  },
})
export const BarrierReadySize = defineOp('BarrierReadySize', {
  ...accessSpec,
  inputs: ['handle: Ref(string)'],
  outputs: ['size: int32'],
  infer: handlesIn,
  kernel: k => sizeArray(barrierOf(k).readySize),
})
export const BarrierIncompleteSize = defineOp('BarrierIncompleteSize', {
  ...accessSpec,
  inputs: ['handle: Ref(string)'],
  outputs: ['size: int32'],
  infer: handlesIn,
  kernel: k => sizeArray(barrierOf(k).incompleteSize),
})

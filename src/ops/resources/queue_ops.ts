/** Queues and what works on them (kernels/queue_ops.cc, fifo_queue_op.cc …). */
import { invalidArgument } from '../../errors/status.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import { noOutputs, unknownShape } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  FIFOQueueResource,
  PaddingFIFOQueueResource,
  PriorityQueueResource,
  type QueueOptions,
  QueueResource,
  RandomShuffleQueueResource,
} from '../../kernels/reference/resources/queues.ts'
import { type DType, int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { handleShape, handlesIn, requireResource, sharedResource, typesText } from '../core/resource_handles.ts'

const UNBOUNDED = 2 ** 31 - 1
const shapesText = (shapes: readonly Shape[]): string => `[${shapes.map(shapeText).join(', ')}]`

/** The queue of a node: its own, or the one shared under its `shared_name`, which must be alike. */
function queueHandle(
  k: KernelContext,
  make: (options: QueueOptions) => QueueResource,
  check?: (queue: QueueResource) => void,
): ReturnType<typeof sharedResource> {
  const priority = k.node.op === 'PriorityQueue'
  const types = (k.attr('component_types') as readonly DType[]).map(type => type.base_dtype)
  const shapes = (k.attr('shapes') as readonly TensorShape[]).map(shape => shape.toShape())
  const options = {
    kind: k.node.op,
    types: priority ? [int64, ...types] : types,
    shapes: priority && shapes.length > 0 ? [[], ...shapes] : shapes,
    capacity: Number(k.attr('capacity')),
  }
  return sharedResource(
    k,
    'queue',
    name => make({ ...options, name }),
    queue => {
      const shared = `Shared queue '${queue.name}' has`
      if (queue.kind !== options.kind)
        throw invalidArgument(
          `${shared} type '${queue.kind}' that does not match type of Node '${k.node.name}': ${k.node.op}`,
        )
      const capacity = (value: number): number => (value < 0 || value === Number.POSITIVE_INFINITY ? UNBOUNDED : value)
      if (capacity(queue.capacity) !== capacity(options.capacity)) {
        throw invalidArgument(
          `${shared} capacity ${capacity(queue.capacity)} but requested capacity was ${capacity(options.capacity)}`,
        )
      }
      check?.(queue)
      if (typesText(queue.types) !== typesText(options.types)) {
        throw invalidArgument(
          `${shared} component types ${typesText(queue.types)} but requested component types were ${typesText(options.types)}`,
        )
      }
      if (shapesText(queue.shapes) !== shapesText(options.shapes)) {
        throw invalidArgument(
          `${shared} component shapes ${shapesText(queue.shapes)} but requested component shapes were ${shapesText(options.shapes)}`,
        )
      }
    },
  )
}
function checkCounts(k: KernelContext): void {
  const types = k.attr('component_types') as readonly DType[]
  const shapes = (k.attr('shapes') as readonly TensorShape[]).map(shape => shape.toShape())
  if (shapes.length > 0 && shapes.length !== types.length) {
    throw invalidArgument(
      `Different number of component types.  Types: ${typesText(types)}, Shapes: ${shapesText(shapes)}`,
    )
  }
}

const queueSpec: OpSpec = {
  outputs: ['handle: Ref(string)'],
  stateful: true,
  infer: handleShape,
  gradient: 'unregistered',
  lower: { kind: 'host' },
}
const COMMON = ['component_types: list(type) >= 1', 'shapes: list(shape) >= 0 = []', 'capacity: int = -1'] as const
const SHARED = ["container: string = ''", "shared_name: string = ''"] as const

export const FIFOQueue = defineOp('FIFOQueue', {
  ...queueSpec,
  attrs: [...COMMON, ...SHARED],
  kernel: k => {
    checkCounts(k)
    return queueHandle(k, options => new FIFOQueueResource(options))
  },
})
export const PaddingFIFOQueue = defineOp('PaddingFIFOQueue', {
  ...queueSpec,
  attrs: [...COMMON, ...SHARED],
  kernel: k => {
    const types = k.attr('component_types')
    const shapes = k.attr('shapes')
    for (const shape of shapes)
      if (shape.toShape() === null) throw invalidArgument(`shape ${shapeText(shape.toShape())} must have known rank.`)
    if (shapes.length !== types.length)
      throw invalidArgument(
        `Shapes must be provided for all components, but received ${types.length} dtypes and ${shapes.length} shapes.`,
      )
    return queueHandle(k, options => new PaddingFIFOQueueResource(options))
  },
})
export const RandomShuffleQueue = defineOp('RandomShuffleQueue', {
  ...queueSpec,
  attrs: [...COMMON, 'min_after_dequeue: int = 0', 'seed: int64 = 0', 'seed2: int64 = 0', ...SHARED],
  kernel: k => {
    checkCounts(k)
    const capacity = Number(k.attr('capacity'))
    const minAfterDequeue = Number(k.attr('min_after_dequeue'))
    const seeds = [k.attr('seed'), k.attr('seed2')] as [number, number]
    if (minAfterDequeue < 0) throw invalidArgument(`min_after_dequeue ${minAfterDequeue} must be >= 0`)
    if (capacity >= 0 && minAfterDequeue >= capacity)
      throw invalidArgument(`min_after_dequeue ${minAfterDequeue} must be < capacity ${capacity}`)
    const make = (options: QueueOptions): QueueResource =>
      new RandomShuffleQueueResource({ ...options, minAfterDequeue, seed: seeds[0], seed2: seeds[1] })
    return queueHandle(k, make, given => {
      const queue = given as RandomShuffleQueueResource
      if (queue.minAfterDequeue !== minAfterDequeue) {
        throw invalidArgument(
          `Shared queue '${queue.name}' has min_after_dequeue ${queue.minAfterDequeue} but requested min_after_dequeue was ${minAfterDequeue}.`,
        )
      }
      if (seeds.some(seed => Number(seed) !== 0) && queue.seeds.join() !== seeds.join()) {
        throw invalidArgument(
          `Shared queue '${queue.name}' has random seeds (${queue.seeds.join(', ')}) but requested seeds are (${seeds.join(', ')}).`,
        )
      }
    })
  },
})
export const PriorityQueue = defineOp('PriorityQueue', {
  ...queueSpec,
  attrs: ['component_types: list(type) >= 0 = []', 'shapes: list(shape) >= 0', 'capacity: int = -1', ...SHARED],
  kernel: k => queueHandle(k, options => new PriorityQueueResource(options)),
})

// --- access

const accessSpec: OpSpec = { writes: [], gradient: 'none', scheduling: 'asynchronous', lower: { kind: 'host' } }

function queueOf(k: KernelContext): QueueResource {
  const queue = requireResource(k, 0, QueueResource, 'QueueInterface')
  if (k.attr('timeout_ms') !== undefined && Number(k.attr('timeout_ms')) !== -1)
    throw invalidArgument('Timeout not supported yet.')
  return queue
}
/** TensorFlow's check of a node's types against those of the queue. */
function checkSignature(
  k: KernelContext,
  extra: string,
  given: readonly DType[],
  queue: QueueResource,
  enqueues: boolean,
): void {
  const [have, expected] = [typesText(given), typesText(queue.types)]
  if (have === expected) return
  const inputs = (types: string): string => (enqueues ? `string_ref, ${types}->` : `string_ref${extra}->${types}`)
  throw invalidArgument(`Signature mismatch, have: ${inputs(have)} expected: ${inputs(expected)}`)
}
const componentTypes = (k: KernelContext, name: string): DType[] =>
  (k.attr(name) as readonly DType[]).map(type => type.base_dtype)

export const QueueEnqueue = defineOp('QueueEnqueue', {
  ...accessSpec,
  inputs: ['handle: Ref(string)', 'components: Tcomponents'],
  attrs: ['Tcomponents: list(type) >= 1', 'timeout_ms: int = -1'],
  infer: noOutputs,
  kernel: k => {
    const queue = queueOf(k)
    checkSignature(k, '', componentTypes(k, 'Tcomponents'), queue, true)
    // the queue outlives the step, and perhaps the buffers
    return queue.enqueue(k.list('components').map(value => value.copy()))
  },
})
export const QueueEnqueueMany = defineOp('QueueEnqueueMany', {
  ...accessSpec,
  inputs: ['handle: Ref(string)', 'components: Tcomponents'],
  attrs: ['Tcomponents: list(type) >= 1', 'timeout_ms: int = -1'],
  infer: noOutputs,
  kernel: k => {
    const queue = queueOf(k)
    checkSignature(k, '', componentTypes(k, 'Tcomponents'), queue, true)
    return queue.enqueueMany(k.list('components'))
  },
})
export const QueueDequeue = defineOp('QueueDequeue', {
  ...accessSpec,
  inputs: ['handle: Ref(string)'],
  outputs: ['components: component_types'],
  attrs: ['component_types: list(type) >= 1', 'timeout_ms: int = -1'],
  infer: unknownShape,
  kernel: k => {
    const queue = queueOf(k)
    checkSignature(k, '', componentTypes(k, 'component_types'), queue, false)
    return queue.dequeue()
  },
})
const dequeuesMany = (op: string, smallBatch: boolean): OpSpec => ({
  ...accessSpec,
  inputs: ['handle: Ref(string)', 'n: int32'],
  outputs: ['components: component_types'],
  attrs: ['component_types: list(type) >= 1', 'timeout_ms: int = -1'],
  infer: unknownShape,
  kernel: k => {
    const queue = queueOf(k)
    const count = integerOf(k.input(1))
    if (count < 0) throw invalidArgument(`${op} requested ${count} < 0 elements`)
    checkSignature(k, ', int32', componentTypes(k, 'component_types'), queue, false)
    return queue.dequeueMany(count, smallBatch)
  },
})
export const QueueDequeueMany = defineOp('QueueDequeueMany', dequeuesMany('DequeueManyOp', false))
export const QueueDequeueUpTo = defineOp('QueueDequeueUpTo', dequeuesMany('DequeueUpToOp', true))

export const QueueClose = defineOp('QueueClose', {
  ...accessSpec,
  inputs: ['handle: Ref(string)'],
  attrs: ['cancel_pending_enqueues: bool = false'],
  infer: handlesIn,
  kernel: k => queueOf(k).close(k.attr('cancel_pending_enqueues') === true),
})
export const QueueSize = defineOp('QueueSize', {
  ...accessSpec,
  inputs: ['handle: Ref(string)'],
  outputs: ['size: int32'],
  infer: handlesIn,
  kernel: k => new NDArray('int32', [], Int32Array.of(queueOf(k).size)),
})

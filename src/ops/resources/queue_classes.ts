/** tf.FIFOQueue, tf.RandomShuffleQueue, tf.PaddingFIFOQueue, tf.PriorityQueue (ops/data_flow_ops.py). */

import { createHash } from 'node:crypto'
import { pythonRepr } from '../../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { constantValue } from '../../graph/infer.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import type { OpDef } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { get_seed } from '../../graph/seeds.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { Dimension } from '../../tensor/dimension.ts'
import { type DType, int64 } from '../../tensor/dtypes.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { RefSelect } from '../control_flow/dataflow_ops.ts'
import { type Names, nameList, type Shapes, shapeList, type Types, typeList } from './component_lists.ts'
import {
  FIFOQueue as FIFOQueueOp,
  PaddingFIFOQueue as PaddingFIFOQueueOp,
  PriorityQueue as PriorityQueueOp,
  QueueClose,
  QueueDequeue,
  QueueDequeueMany,
  QueueDequeueUpTo,
  QueueEnqueue,
  QueueEnqueueMany,
  QueueSize,
  RandomShuffleQueue as RandomShuffleQueueOp,
} from './queue_ops.ts'

/** Components of an element: one, a list, or by name where the queue has names. */
export type QueueElement =
  | TensorLike
  | readonly TensorLike[]
  | Readonly<Record<string, TensorLike>>
  | ReadonlyMap<string, TensorLike>
/** What a dequeue gives: one tensor, a list, or by name. */
// biome-ignore lint/suspicious/noExplicitAny: which of them depends on the queue
export type Dequeued = any

const isDict = (value: unknown): value is Readonly<Record<string, TensorLike>> | ReadonlyMap<string, TensorLike> =>
  value instanceof Map || isPlainObject(value)
const dictEntries = (dict: object): [string, TensorLike][] => (dict instanceof Map ? [...dict] : Object.entries(dict))

const QUEUE_METHODS = {
  enqueue: 'enqueue(vals, name=None)',
  enqueue_many: 'enqueue_many(vals, name=None)',
  dequeue: 'dequeue(name=None)',
  dequeue_many: 'dequeue_many(n, name=None)',
  dequeue_up_to: 'dequeue_up_to(n, name=None)',
  close: 'close(cancel_pending_enqueues=False, name=None)',
  size: 'size(name=None)',
} as const

/** What all queues have in common: they keep tuples of tensors between runs, and their operations wait where they must. */
export class QueueBase {
  readonly dtypes: readonly DType[]
  readonly shapes: readonly TensorShape[]
  readonly names: readonly string[] | null
  /** The reference that the operations work on. */
  readonly queue_ref: Tensor
  readonly #shortName: string

  constructor(
    dtypes: readonly DType[],
    shapes: readonly TensorShape[] | null,
    names: readonly string[] | null,
    queue_ref: Tensor,
  ) {
    if (shapes !== null && shapes.length !== dtypes.length)
      throw new ValueError('Queue shapes must have the same length as dtypes')
    if (names !== null && names.length !== dtypes.length)
      throw new ValueError('Queue names must have the same length as dtypes')
    this.dtypes = dtypes
    this.shapes = shapes ?? dtypes.map(() => TensorShape.of(null))
    this.names = names
    this.queue_ref = queue_ref
    this.#shortName = queue_ref.op.name.split('/').at(-1) as string
  }
  /** The queue at `index` (int32 scalar) of `queues`, chosen at each run. */
  static from_list(index: TensorLike, queues: readonly QueueBase[]): QueueBase {
    if (!Array.isArray(queues) || queues.length === 0 || !queues.every(queue => queue instanceof QueueBase))
      throw new TypeError('A list of queues expected')
    const [first, ...others] = queues as [QueueBase, ...QueueBase[]]
    if (
      !others.every(
        queue =>
          queue.dtypes.length === first.dtypes.length && queue.dtypes.every((type, i) => type === first.dtypes[i]),
      )
    ) {
      throw new TypeError('Queues do not have matching component dtypes.')
    }
    if (!others.every(queue => pythonRepr(queue.names) === pythonRepr(first.names)))
      throw new TypeError('Queues do not have matching component names.')
    const shapes = first.shapes.map((shape, i) =>
      others.reduce((common, queue) => commonShape(common, queue.shapes[i] as TensorShape), shape),
    )
    const selected = apply(RefSelect, { index, inputs: queues.map(queue => queue.queue_ref) })
    return new QueueBase(first.dtypes, shapes, first.names, selected)
  }
  /** The name of its node. */
  get name(): string {
    return this.queue_ref.op.name
  }
  #tensors(vals: QueueElement): Tensor[] {
    let list: readonly TensorLike[]
    if (isDict(vals)) {
      if (!this.names || this.names.length === 0) throw new ValueError('Queue must have names to enqueue a dictionary')
      const entries = new Map(dictEntries(vals))
      const [given, own] = [[...entries.keys()].sort(), [...this.names].sort()]
      if (given.join('\0') !== own.join('\0')) {
        throw new ValueError(
          `Keys in dictionary to enqueue do not match names of Queue.  Dictionary: (${pythonRepr(given)}), Queue: (${pythonRepr(own)})`,
        )
      }
      list = this.names.map(name => entries.get(name) as TensorLike)
    } else {
      if (this.names && this.names.length > 0)
        throw new ValueError('You must enqueue a dictionary in a Queue with names')
      list = Array.isArray(vals) ? vals : [vals as TensorLike]
    }
    return list
      .slice(0, this.dtypes.length)
      .map((value, i) => convertToTensor(value, { dtype: this.dtypes[i] as DType, name: `component_${i}` }))
  }
  #scoped<R>(name: Name, suffix: string, vals: QueueElement, body: (scope: string) => R): R {
    const values = isDict(vals) ? dictEntries(vals).map(([, value]) => value) : Array.isArray(vals) ? vals : [vals]
    return withScope(name, `${this.#shortName}_${suffix}`, values, body)
  }
  /** The operation that puts one element in; it waits while the queue is full. Run-time errors: Cancelled where it is closed. */
  enqueue(...args: PythonArguments<typeof QUEUE_METHODS.enqueue, { vals: QueueElement; name: Name }>): Operation
  enqueue(vals: QueueElement, name: Name): Operation {
    return this.#scoped(name, 'enqueue', vals, scope => {
      const components = this.#tensors(vals)
      for (const [i, value] of components.entries())
        value.get_shape().assert_is_compatible_with(this.shapes[i] as TensorShape)
      return applyOp(QueueEnqueue, { handle: this.queue_ref, components }, scope)
    })
  }
  /** The operation that puts the rows of the components in, one element a row. */
  enqueue_many(
    ...args: PythonArguments<typeof QUEUE_METHODS.enqueue_many, { vals: QueueElement; name: Name }>
  ): Operation
  enqueue_many(vals: QueueElement, name: Name): Operation {
    return this.#scoped(name, 'EnqueueMany', vals, scope => {
      const components = this.#tensors(vals)
      let rows = new Dimension(null)
      for (const [i, value] of components.entries()) {
        const shape = value.get_shape().with_rank_at_least(1)
        rows = rows.merge_with(new Dimension(shape.toShape()?.[0] ?? null))
        TensorShape.of(shape.toShape()?.slice(1) ?? null).assert_is_compatible_with(this.shapes[i] as TensorShape)
      }
      return applyOp(QueueEnqueueMany, { handle: this.queue_ref, components }, scope)
    })
  }
  #dequeue(
    def: OpDef,
    n: TensorLike | undefined,
    name: string,
    shapeOf: (shape: TensorShape, op: Operation) => TensorShape,
  ): Dequeued {
    const op = applyOp(
      def,
      { handle: this.queue_ref, component_types: this.dtypes, ...(n === undefined ? {} : { n }) },
      name,
    )
    for (const [i, output] of op.outputs.entries()) output.set_shape(shapeOf(this.shapes[i] as TensorShape, op))
    if (this.names && this.names.length > 0) return Object.fromEntries(this.names.map((key, i) => [key, op.outputs[i]]))
    return op.outputs.length === 1 ? op.outputs[0] : [...op.outputs]
  }
  /** One element; waits while there is none. Run-time errors: OutOfRange where the queue is closed and empty. */
  dequeue(...args: PythonArguments<typeof QUEUE_METHODS.dequeue, { name: Name }>): Dequeued
  dequeue(name: Name): Dequeued {
    return this.#dequeue(QueueDequeue, undefined, name ?? `${this.#shortName}_Dequeue`, shape => shape)
  }
  /** `n` elements joined along a new first dimension; waits for as many. */
  dequeue_many(...args: PythonArguments<typeof QUEUE_METHODS.dequeue_many, { n: TensorLike; name: Name }>): Dequeued
  dequeue_many(n: TensorLike, name: Name): Dequeued {
    return this.#dequeue(QueueDequeueMany, n, name ?? `${this.#shortName}_DequeueMany`, (shape, op) => {
      const count = constantValue(op.inputs[1] as Tensor)
      return TensorShape.of([count ? integerOf(count) : null]).concatenate(shape)
    })
  }
  /** As `dequeue_many`; after the queue is closed, what is left. */
  dequeue_up_to(...args: PythonArguments<typeof QUEUE_METHODS.dequeue_up_to, { n: TensorLike; name: Name }>): Dequeued
  dequeue_up_to(n: TensorLike, name: Name): Dequeued {
    return this.#dequeue(QueueDequeueUpTo, n, name ?? `${this.#shortName}_DequeueUpTo`, shape =>
      TensorShape.of([null]).concatenate(shape),
    )
  }
  /** The operation after which nothing more may be put in. `cancel_pending_enqueues`: operations that wait fail. */
  close(
    ...args: PythonArguments<typeof QUEUE_METHODS.close, { cancel_pending_enqueues: boolean; name: Name }>
  ): Operation
  close(cancel_pending_enqueues: boolean, name: Name): Operation {
    return applyOp(QueueClose, { handle: this.queue_ref, cancel_pending_enqueues }, name ?? `${this.#shortName}_Close`)
  }
  /** How many elements it holds: an int32 scalar. */
  size(...args: PythonArguments<typeof QUEUE_METHODS.size, { name: Name }>): Tensor
  size(name: Name): Tensor {
    return apply(QueueSize, { handle: this.queue_ref }, name ?? `${this.#shortName}_Size`)
  }
}
// @ts-expect-error the guarded class takes its place
QueueBase = guardedClass(QueueBase)
setMethodSignatures(QueueBase, ...Object.values(QUEUE_METHODS))

/** What two shapes agree in. */
function commonShape(a: TensorShape, b: TensorShape): TensorShape {
  const [x, y] = [a.toShape(), b.toShape()]
  return TensorShape.of(
    x === null || y === null || x.length !== y.length ? null : x.map((dim, i) => (dim === y[i] ? dim : null)),
  )
}

interface QueueArgs {
  capacity: number
  dtypes: Types
  shapes: Shapes
  names: Names
  shared_name: string | null
  name: string
}
const shared = (name: string | null): { shared_name?: string } => (name === null ? {} : { shared_name: name })

const FIFO_TEXT = "FIFOQueue(capacity, dtypes, shapes=None, names=None, shared_name=None, name='fifo_queue')"

/** Elements come out in the order in which they went in. With `shapes`, batches can be taken out. */
export class FIFOQueue extends QueueBase {
  constructor(...args: PythonArguments<typeof FIFO_TEXT, QueueArgs>) {
    const { capacity, dtypes, shapes, names, shared_name, name } = FIFO.bind(args) as unknown as QueueArgs
    const types = typeList(dtypes)
    const all = shapeList(shapes)
    const ownNames = nameList(names, types)
    super(
      types,
      all,
      ownNames,
      apply(FIFOQueueOp, { component_types: types, shapes: all, capacity, ...shared(shared_name) }, name),
    )
  }
}
// @ts-expect-error the guarded class takes its place
FIFOQueue = guardedClass(FIFOQueue)
const FIFO = setSignature(FIFOQueue, FIFO_TEXT)

const PADDING_TEXT =
  "PaddingFIFOQueue(capacity, dtypes, shapes, names=None, shared_name=None, name='padding_fifo_queue')"

/** A FIFOQueue whose components may vary in the unknown dimensions of `shapes`; batches are padded with zeros. */
export class PaddingFIFOQueue extends QueueBase {
  constructor(...args: PythonArguments<typeof PADDING_TEXT, QueueArgs>) {
    const { capacity, dtypes, shapes, names, shared_name, name } = PADDING.bind(args) as unknown as QueueArgs
    const types = typeList(dtypes)
    const all = shapeList(shapes, true) as TensorShape[]
    const ownNames = nameList(names, types)
    if (types.length !== all.length)
      throw new ValueError(
        `Shapes must be provided for all components, but received ${types.length} dtypes and ${all.length} shapes.`,
      )
    super(
      types,
      all,
      ownNames,
      apply(PaddingFIFOQueueOp, { component_types: types, shapes: all, capacity, ...shared(shared_name) }, name),
    )
  }
}
// @ts-expect-error the guarded class takes its place
PaddingFIFOQueue = guardedClass(PaddingFIFOQueue)
const PADDING = setSignature(PaddingFIFOQueue, PADDING_TEXT)

interface ShuffleArgs extends QueueArgs {
  min_after_dequeue: number
  seed: number | null
}
const SHUFFLE_TEXT =
  "RandomShuffleQueue(capacity, min_after_dequeue, dtypes, shapes=None, names=None, seed=None, shared_name=None, name='random_shuffle_queue')"

/** Elements come out at random; `min_after_dequeue` stay in for the mixture, until it is closed. */
export class RandomShuffleQueue extends QueueBase {
  constructor(...args: PythonArguments<typeof SHUFFLE_TEXT, ShuffleArgs>) {
    const { capacity, min_after_dequeue, dtypes, shapes, names, seed, shared_name, name } = SHUFFLE.bind(
      args,
    ) as unknown as ShuffleArgs
    const types = typeList(dtypes)
    const all = shapeList(shapes)
    const ownNames = nameList(names, types)
    const [graphSeed, opSeed] = get_seed(seed)
    let seed2 = opSeed ?? 0
    // under a shared name the seed must not depend on the place in the graph
    if (graphSeed !== null && seed === null && shared_name !== null) {
      seed2 =
        Number.parseInt(createHash('md5').update(`${graphSeed}${shared_name}`).digest('hex').slice(0, 8), 16) &
        0x7fffffff
    }
    const attrs = {
      component_types: types,
      shapes: all,
      capacity,
      min_after_dequeue,
      seed: graphSeed ?? 0,
      seed2,
      ...shared(shared_name),
    }
    super(types, all, ownNames, apply(RandomShuffleQueueOp, attrs, name))
  }
}
// @ts-expect-error the guarded class takes its place
RandomShuffleQueue = guardedClass(RandomShuffleQueue)
const SHUFFLE = setSignature(RandomShuffleQueue, SHUFFLE_TEXT)

const PRIORITY_TEXT = "PriorityQueue(capacity, types, shapes=None, names=None, shared_name=None, name='priority_queue')"

/** Elements come out by priority, the lowest first; the first component of each is its priority, an int64 scalar. */
export class PriorityQueue extends QueueBase {
  constructor(...args: PythonArguments<typeof PRIORITY_TEXT, QueueArgs & { types: Types }>) {
    const {
      capacity,
      types: given,
      shapes,
      names,
      shared_name,
      name,
    } = PRIORITY.bind(args) as unknown as QueueArgs & { types: Types }
    const types = typeList(given)
    const all = shapeList(shapes)
    const ref = apply(
      PriorityQueueOp,
      { component_types: types, shapes: all ?? [], capacity, ...shared(shared_name) },
      name,
    )
    super(
      [int64, ...types],
      all === null || all.length === 0 ? null : [TensorShape.of([]), ...all],
      names === null ? null : [...(names as readonly string[])],
      ref,
    )
  }
}
// @ts-expect-error the guarded class takes its place
PriorityQueue = guardedClass(PriorityQueue)
const PRIORITY = setSignature(PriorityQueue, PRIORITY_TEXT)

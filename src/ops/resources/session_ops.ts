/** Tensors that stay in a session between runs, and their handles (python/ops/session_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { canonicalDevice } from '../../graph/device.ts'
import type { Graph } from '../../graph/graph.ts'
import { defineOp, type FetchingSession } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { scalarShape } from '../../graph/shape_inference.ts'
import { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { type DType, type DTypeLike, string } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { placeholder } from '../core/placeholder_ops.ts'

const handleText = (k: KernelContext): string => String(k.input(0).item())

export const GetSessionHandle = defineOp('GetSessionHandle', {
  inputs: ['value: T'],
  outputs: ['handle: string'],
  attrs: ['T: type'],
  infer: scalarShape,
  gradient: 'none',
  kernel: k => {
    const { name, device } = k.node
    return new NDArray('string', [], [Buffer.from(k.sessionTensors.add(name, device, k.input(0).copy()))])
  },
  keptTensors: true,
  lower: { kind: 'host' },
  fetched: (value, op, session) => new TensorHandle(value, (op.inputs[0] as Tensor).dtype.base_dtype, session),
})

export const GetSessionTensor = defineOp('GetSessionTensor', {
  inputs: ['handle: string'],
  outputs: ['value: dtype'],
  attrs: ['dtype: type'],
  infer: c => {
    c.withRank(c.input(0), 0)
    return [null]
  },
  gradient: 'none',
  kernel: k => {
    const handle = handleText(k)
    const value = k.sessionTensors.get(handle)
    if (!value) throw invalidArgument(`The tensor with handle '${handle}' is not in the session store.`)
    return value
  },
  keptTensors: true,
  lower: { kind: 'host' },
})

export const DeleteSessionTensor = defineOp('DeleteSessionTensor', {
  inputs: ['handle: string'],
  infer: c => {
    c.withRank(c.input(0), 0)
    return []
  },
  gradient: 'none',
  kernel: k => {
    const handle = handleText(k)
    if (!k.sessionTensors.delete(handle))
      throw invalidArgument(`Failed to delete a tensor with handle '${handle}' in the session store.`)
    return []
  },
  keptTensors: true,
  lower: { kind: 'host' },
})

/** What reads a tensor, or deletes one, in a graph: a placeholder for the handle, and what takes it. */
type Taker<T> = readonly [holder: Tensor, consumer: T]

interface Consumers {
  /** By the handle's node and device. */
  readonly readers: Map<string, Taker<Tensor>>
  /** By device. */
  readonly deleters: Map<string, Taker<Operation>>
}
const consumersOf = new WeakMap<Graph, Consumers>()

const deviceOf = (handle: string): string => handle.split(';').at(-1) as string

function consumer<T>(
  graph: Graph,
  handle: string,
  known: Map<string, Taker<T>>,
  key: string,
  make: () => Taker<T>,
): Taker<T> {
  let made = known.get(key)
  if (!made) {
    made = graph.as_default(() => graph.device(canonicalDevice(deviceOf(handle)), make))
    known.set(key, made)
  }
  return made
}
function consumers(graph: Graph): Consumers {
  let known = consumersOf.get(graph)
  if (!known) {
    known = { readers: new Map(), deleters: new Map() }
    consumersOf.set(graph, known)
  }
  return known
}

const reading = (dtype: DType, name: Name = null): Taker<Tensor> => {
  const holder = placeholder(string)
  return [holder, apply(GetSessionTensor, { handle: holder, dtype }, name)]
}
const deleting = (name: Name = null): Taker<Operation> => {
  const holder = placeholder(string)
  return [holder, applyOp(DeleteSessionTensor, { handle: holder }, name)]
}

/** Handles that nobody holds any more: their sessions may delete the tensors. The registry of a session goes with it. */
const registries = new WeakMap<FetchingSession, FinalizationRegistry<string>>()
function registryOf(session: FetchingSession): FinalizationRegistry<string> {
  let registry = registries.get(session)
  if (!registry) {
    registry = new FinalizationRegistry(handle => session.forget_tensor(handle))
    registries.set(session, registry)
  }
  return registry
}

/**
 * A tensor that is kept in a session: what fetching the result of `get_session_handle` gives. It is the handle's text (a
 * string array of rank 0, which may be fed), with what can be done with the tensor. The tensor goes when this object does.
 */
export class TensorHandle extends NDArray {
  static readonly pythonModule = 'tensorflow.python.ops.session_ops'
  /** The handle's text: `node;number;device`. */
  readonly handle: string
  /** The type of the kept tensor. */
  readonly tensor_dtype: DType
  readonly #session: FetchingSession
  /** The tensor goes with this object. */
  #owned = true

  constructor(handle: unknown, type: DType, session: FetchingSession) {
    const text = String(handle)
    super('string', [], [Buffer.from(text)])
    this.handle = text
    this.tensor_dtype = type
    this.#session = session
    registryOf(session).register(this, text, this)
  }
  /** The value of the tensor. */
  // biome-ignore lint/suspicious/noExplicitAny: leaves of results are typed any
  eval(): any {
    this.#check()
    const { graph } = this.#session
    const key = `${this.handle.split(';')[0]};${deviceOf(this.handle)}`
    const [holder, reader] = consumer(graph, this.handle, consumers(graph).readers, key, () =>
      reading(this.tensor_dtype),
    )
    return this.#session.run(reader, [[holder, this.handle]])
  }
  /** Deletes the tensor. */
  delete(): void {
    this.#check()
    this.#disown()
    const { graph } = this.#session
    const [holder, deleter] = consumer(graph, this.handle, consumers(graph).deleters, deviceOf(this.handle), () =>
      deleting(),
    )
    this.#session.run(deleter, [[holder, this.handle]])
  }
  /** The text, for a caller who looks after the tensor from now on: it no longer goes with this object. */
  get_raw_handle(): string {
    this.#disown()
    return this.handle
  }
  #check(): void {
    if (!this.#owned) throw new TypeError(`Persistent tensor ${this.handle} may have already been deleted.`)
  }
  #disown(): void {
    this.#owned = false
    registryOf(this.#session).unregister(this)
  }
  override toString(): string {
    return this.handle
  }
}
// @ts-expect-error the guarded class takes its place
TensorHandle = guardedClass(TensorHandle)

/**
 * Keeps the value of `data` in the session. A run that fetches the result gives a `TensorHandle`, with which later runs of
 * the session use the value without fetching and feeding it.
 *
 *     const handle = sess.run(tf.get_session_handle(tf.mul(a, b)))
 *     const [holder, product] = tf.get_session_tensor(handle.handle, tf.float32)
 *     sess.run(tf.mul(product, 10), { feed_dict: [[holder, handle.handle]] })
 */
export const get_session_handle = pyfunction(
  'get_session_handle(data, name=None)',
  ({ data, name }: { data: Tensor; name: Name }): Tensor => {
    if (!(data instanceof Tensor)) throw new TypeError('`data` must be of type Tensor.')
    return get_default_graph().colocate_with(data, false, () => apply(GetSessionHandle, { value: data }, name))
  },
)

/** A placeholder for the handle of a kept tensor, and the tensor. `handle` says on which device it is, `dtype` of which type. */
export const get_session_tensor = pyfunction(
  'get_session_tensor(handle, dtype, name=None)',
  ({
    handle,
    dtype,
    name,
  }: {
    handle: string | TensorHandle
    dtype: DTypeLike
    name: Name
  }): [holder: Tensor, tensor: Tensor] => [
    ...get_default_graph().device(deviceOf(String(handle)), () => reading(dtype as DType, name)),
  ],
)

/** A placeholder for the handle of a kept tensor, and the operation that deletes it. */
export const delete_session_tensor = pyfunction(
  'delete_session_tensor(handle, name=None)',
  ({ handle, name }: { handle: string | TensorHandle; name: Name }): [holder: Tensor, deleter: Operation] => [
    ...get_default_graph().device(deviceOf(String(handle)), () => deleting(name)),
  ],
)

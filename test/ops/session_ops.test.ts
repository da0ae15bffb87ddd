/** Tensors kept in a session: their handles, and the errors of TensorFlow 0.12.1. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

beforeEach(() => tf.reset_default_graph())

const DEVICE = '/job:localhost/replica:0/task:0/cpu:0'
const nodes = (): string[] =>
  tf
    .get_default_graph()
    .get_operations()
    .map(op => `${op.name} ${op.type} ${op.device}`)

test('a fetched handle reads and deletes its tensor', () => {
  const product = tf.mul(tf.constant([1, 2]), 3, { name: 'product' })
  const fetch = tf.get_session_handle(product)
  expect(fetch.get_shape().as_list()).toEqual([])
  expect(fetch.op.attr('_class')).toEqual([Buffer.from('loc:@product')].map(String))
  using session = new tf.Session()
  const handle = session.run(fetch)
  expect(handle).toBeInstanceOf(tf.TensorHandle)
  expect(handle.handle).toBe(`GetSessionHandle;0;${DEVICE}`)
  expect(`${handle}`).toBe(handle.handle)
  const before = nodes().length
  expect(handle.eval().tolist()).toEqual([3, 6])
  expect(nodes().slice(before)).toEqual([
    'Placeholder Placeholder /job:localhost/replica:0/task:0/device:CPU:0',
    'GetSessionTensor GetSessionTensor /job:localhost/replica:0/task:0/device:CPU:0',
  ])
  // a second handle of the same node is read by the same nodes
  const second = session.run(fetch)
  expect(second.handle).toBe(`GetSessionHandle;1;${DEVICE}`)
  expect(second.eval().tolist()).toEqual([3, 6])
  handle.delete()
  expect(nodes().length).toBe(before + 4)
  expect(() => handle.eval()).toThrow(`Persistent tensor GetSessionHandle;0;${DEVICE} may have already been deleted.`)
  expect(() => handle.delete()).toThrow(TypeError)
  expect(second.eval().tolist()).toEqual([3, 6])
})

test('later runs take the tensor by its handle, in any form', () => {
  const x = tf.placeholder(tf.float32, [])
  const fetch = tf.get_session_handle(tf.mul(x, 2))
  using session = new tf.Session()
  const handle = session.run(fetch, { feed_dict: [[x, 5]] })
  const [holder, kept] = tf.get_session_tensor(handle.handle, tf.float32)
  const y = tf.add(kept, 1)
  for (const fed of [handle.handle, handle, handle.get_raw_handle()])
    expect(session.run(y, { feed_dict: [[holder, fed]] })).toBe(11)
  // the owner of a raw handle looks after the tensor
  expect(() => handle.eval()).toThrow('may have already been deleted')
  const [gone, deleter] = tf.delete_session_tensor(handle.handle)
  session.run(deleter, { feed_dict: [[gone, handle.handle]] })
  expect(() => session.run(deleter, { feed_dict: [[gone, handle.handle]] })).toThrow(
    `Failed to delete a tensor with handle '${handle.handle}' in the session store.`,
  )
  expect(() => session.run(y, { feed_dict: [[holder, handle.handle]] })).toThrow(
    `The tensor with handle '${handle.handle}' is not in the session store.`,
  )
})

test('structures of fetches, each handle made once', () => {
  const a = tf.constant(4)
  const fetch = tf.get_session_handle(a)
  using session = new tf.Session()
  const { first, list } = session.run({ first: fetch, list: [a, fetch] })
  expect(list[0]).toBe(4)
  expect(list[1]).toBe(first)
  expect(first.eval()).toBe(4)
  const partial = session.partial_run_setup([fetch], [])
  expect(session.partial_run(partial, fetch)).toBeInstanceOf(tf.TensorHandle)
})

test('a kept tensor does not follow a variable, and lasts as long as its session', () => {
  const v = new tf.Variable(3)
  const fetch = tf.get_session_handle(v.value())
  const session = new tf.Session()
  session.run(v.initializer)
  const handle = session.run(fetch)
  session.run(v.assign(7))
  expect(handle.eval()).toBe(3)
  using other = new tf.Session()
  const [holder, kept] = tf.get_session_tensor(handle, tf.float32)
  expect(() => other.run(kept, { feed_dict: [[holder, handle]] })).toThrow('is not in the session store')
  session.close()
  expect(() => handle.eval()).toThrow('Attempted to use a closed Session.')
})

test('another type than was kept is refused', () => {
  using session = new tf.Session()
  const handle = session.run(tf.get_session_handle(tf.constant(2.5)))
  const [holder, kept] = tf.get_session_tensor(handle, tf.int32)
  expect(() => session.run(kept, { feed_dict: [[holder, handle]] })).toThrow(
    'Output 0 of type float does not match declared output type int32 for node GetSessionTensor = GetSessionTensor[dtype=DT_INT32',
  )
  expect(() => tf.get_session_handle(3 as never)).toThrow('`data` must be of type Tensor.')
  expect(() => tf.get_session_tensor('nonsense', tf.int32)).toThrow("Unknown attribute: 'nonsense' in 'nonsense'")
})

test('a handle says on which device its tensor is', () => {
  const config = new tf.ConfigProto()
  config.device_count['CPU'] = 2
  const a = tf.device('/cpu:1', () => tf.constant(1).add(2))
  using session = new tf.Session('', { config })
  const handle = session.run(tf.get_session_handle(a))
  expect(handle.handle).toBe('GetSessionHandle;0;/job:localhost/replica:0/task:0/cpu:1')
  expect(handle.eval()).toBe(3)
})

test('of forgotten tensors some together are deleted', () => {
  const fetch = tf.get_session_handle(tf.constant(1))
  using session = new tf.Session()
  const handles = Array.from({ length: 11 }, () => session.run(fetch).get_raw_handle())
  for (const handle of handles.slice(0, 9)) session.forget_tensor(handle)
  const kept = handles.map(handle => session.state.sessionTensors.get(handle) !== undefined)
  expect(kept.every(Boolean)).toBe(true)
  session.forget_tensor(handles[9])
  expect(handles.map(handle => session.state.sessionTensors.get(handle) !== undefined)).toEqual([
    ...Array(10).fill(false),
    true,
  ])
})

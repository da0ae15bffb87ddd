/** TensorArrays and stacks: what may be written and read, and when. */
import { describe, expect, test } from 'vitest'
import { apply, applyOp } from '../../src/graph/build/apply_op.ts'
import * as tf from '../../src/index.ts'
import { Stack, StackClose, StackPop, StackPush } from '../../src/ops/control_flow/stack_ops.ts'

const inGraph = (body: () => void): void => void new tf.Graph().as_default(body)
const run = (fetch: tf.Fetch): unknown => new tf.Session().run(fetch)
const text = (value: unknown): string => String(value)

describe('TensorArray', () => {
  test('written one by one, read in any form', () =>
    inGraph(() => {
      let array = new tf.TensorArray(tf.int32, 3, { clear_after_read: false })
      for (let i = 0; i < 3; i++) array = array.write(i, [i, i * i])
      const results = [array.read(2), array.pack(), array.gather([2, 0]), array.concat(), array.size()]
      expect((run(results) as unknown[]).map(text)).toEqual([
        '[2 4]',
        '[[0 0]\n [1 1]\n [2 4]]',
        '[[2 4]\n [0 0]]',
        '[0 0 1 1 2 4]',
        '3',
      ])
      expect(array.pack().get_shape().as_list()).toEqual([null, 2])
    }))
  test('strings, and a size that grows', () =>
    inGraph(() => {
      const array = new tf.TensorArray(tf.string, 0, { dynamic_size: true }).write(1, 'b').write(0, 'a')
      expect(text(run(array.pack()))).toBe("['a' 'b']")
    }))
  test('what it refuses as it is built', () =>
    inGraph(() => {
      const { handle } = new tf.TensorArray(tf.float32, 1)
      expect(() => new tf.TensorArray(tf.float32)).toThrow('Size must be provided if handle is not provided')
      expect(() => new tf.TensorArray({ dtype: tf.float32, handle, size: 1 })).toThrow(
        'Cannot provide both a handle and size at the same time',
      )
      expect(() => new tf.TensorArray({ dtype: tf.float32, handle, tensor_array_name: 'a' })).toThrow(
        'Cannot construct with both handle and tensor_array_name',
      )
      const written = new tf.TensorArray(tf.float32, 2).write(0, [1, 2])
      expect(() => written.write(1, [1])).toThrow(
        'Inconsistent shapes: saw (1,) but expected (2,) (and infer_shape=True)',
      )
    }))
  test('what it refuses at a run', () =>
    inGraph(() => {
      const fresh = (): tf.TensorArray => new tf.TensorArray(tf.float32, 2, { tensor_array_name: 'foo' })
      const fails = (fetch: tf.Fetch, message: string | RegExp): void => expect(() => run(fetch)).toThrow(message)
      fails(
        fresh().read(0),
        /TensorArray foo_\d+: Could not read from TensorArray index 0 because it has not yet been written to\./,
      )
      fails(fresh().read(5), 'Tried to read from index 5 but array size is: 2')
      fails(
        new tf.TensorArray(tf.float32, tf.constant(2147483647, tf.int32)).size(),
        /OOM when allocating TensorArray \S+ of 2147483647 elements/,
      )
      fails(
        fresh().write(0, 1).write(0, 2).flow,
        /TensorArray foo_\d+: Could not write to TensorArray index 0 because it has already been written to\./,
      )
      fails(
        fresh().write(3, 1).flow,
        /TensorArray foo_\d+: Tried to write to index 3 but array is not resizeable and size is: 2/,
      )
      const one = fresh().write(0, 1)
      fails(
        [one.read(0), one.read(0)],
        /Could not read index 0 twice because it was cleared after a previous read \(perhaps try setting clear_after_read = false\?\)\./,
      )
      fails(fresh().write(0, 1).pack(), /index 1 because it has not yet been written to/)
      fails(
        fresh().split([1, 2, 3], [1, 1]).flow,
        "Expected sum of lengths to be equal to values.shape[0], but sum of lengths is 2 and value's shape is: [3]",
      )
      const closed = fresh()
      fails(
        tf.control_dependencies([closed.close()], () => closed.size()),
        /TensorArray foo_\d+ has already been closed\./,
      )
    }))
  test('each call of gradients has sums of its own', () =>
    inGraph(() => {
      const x = tf.constant([1, 2, 3])
      const y = new tf.TensorArray(tf.float32, 3, { clear_after_read: false }).unpack(x)
      const z = y.read(0).mul(y.read(0)).add(y.read(2))
      const [first] = tf.gradients(z, [x])
      const [second] = tf.gradients(z, [x])
      expect((run([first, second]) as unknown[]).map(text)).toEqual(['[2. 0. 1.]', '[2. 0. 1.]'])
    }))
})

describe('stacks', () => {
  test('last in, first out, anew in each run', () =>
    inGraph(() => {
      const handle = apply(Stack, { elem_type: tf.float32 }, 'st')
      const push = apply(StackPush, { handle, elem: tf.constant([1, 2]) })
      const again = tf.control_dependencies([push], () => apply(StackPush, { handle, elem: tf.constant(3) }))
      const pop = tf.control_dependencies([again], () => apply(StackPop, { handle, elem_type: tf.float32 }))
      const last = tf.control_dependencies([pop], () => apply(StackPop, { handle, elem_type: tf.float32 }))
      const session = new tf.Session()
      for (let i = 0; i < 2; i++) expect((session.run([pop, last]) as unknown[]).map(text)).toEqual(['3', '[1. 2.]'])
    }))
  test('empty and closed stacks', () =>
    inGraph(() => {
      const handle = apply(Stack, { elem_type: tf.float32 }, 'st')
      expect(() => run(apply(StackPop, { handle, elem_type: tf.float32 }))).toThrow(
        /Stack\[st_\d+\] is empty when calling Pop\(\)\./,
      )
      const pop = tf.control_dependencies([applyOp(StackClose, { handle })], () =>
        apply(StackPop, { handle, elem_type: tf.float32 }),
      )
      expect(() => run(pop)).toThrow(/Stack\[st_\d+\] has already been closed\./)
    }))
})

test('methods take their arguments by keyword', () => {
  tf.reset_default_graph()
  const array = new tf.TensorArray(tf.float32, { size: 2 })
  const written = array.write(0, 1, { name: 'first' }).write(1, 2, 'last')
  expect([written.flow.name, written.read(0, { name: 'taken' }).name, written.pack({ name: 'all' }).name]).toEqual([
    'last:0',
    'taken:0',
    'all/all:0',
  ])
  expect(() => written.read(0, { nam: 'x' } as never)).toThrow("read() got an unexpected keyword argument 'nam'")
})

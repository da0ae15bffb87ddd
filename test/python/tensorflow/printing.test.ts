/** How Python programs see TensorFlow's objects: classes, addresses, texts. */
import { beforeEach, expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { createPython } from '../../../src/python/index.ts'

beforeEach(() => tf.reset_default_graph())

async function printed(source: string): Promise<string[]> {
  let text = ''
  const python = await createPython(tf, { write: part => void (text += part) })
  python.run(`import tensorflow as tf\nimport numpy as np\n${source}`, { globals: new Map(), version: 2 })
  return text
    .replace(/0x[0-9a-f]+/g, '0xADDR')
    .trimEnd()
    .split('\n')
}

test('graphs, inputs and handles show their addresses', async () => {
  const lines = await printed(`
a = tf.constant(1.0, name='a')
s = tf.Session()
h = s.run(tf.get_session_handle(a))
print(tf.get_default_graph())
print(a.op.inputs)
print(repr(h), type(h).__name__, isinstance(h, np.ndarray))
print(h)
print(h.eval(), [x.name for x in tf.neg(a).op.inputs], len(a.op.inputs))
`)
  expect(lines).toEqual([
    '<tensorflow.python.framework.ops.Graph object at 0xADDR>',
    '<tensorflow.python.framework.ops._InputList object at 0xADDR>',
    "('<tensorflow.python.ops.session_ops.TensorHandle object at 0xADDR>', 'TensorHandle', True)",
    'GetSessionHandle;0;/job:localhost/replica:0/task:0/cpu:0',
    "(1.0, ['a:0'], 0)",
  ])
})

test('what is None is there', async () => {
  const lines = await printed(`
print(tf.TensorShape(None).ndims, tf.TensorShape(None).dims, tf.string.size, tf.VERSION, tf.GRAPH_DEF_VERSION)
print(str(tf.TensorShape([2, None]).as_proto()).split())
`)
  expect(lines).toEqual([
    "(None, None, 8, '0.12.1', 17)",
    "['dim', '{', 'size:', '2', '}', 'dim', '{', 'size:', '-1', '}']",
  ])
})

test('classes show their modules, scalars their digits', async () => {
  const lines = await printed(`
print(tf.train.AdamOptimizer, tf.errors.NotFoundError, type(tf.FIFOQueue(1, tf.int32)))
print(tf.train.Coordinator(), tf.DeviceSpec(job='w'))
v = np.float32(0.1)
print('{} {:.3f} {!s}'.format(v, v, v), '%s' % v, str([v]), '{}'.format(np.float64(0.1)), '{}'.format(np.int32(5)))
`)
  expect(lines).toEqual([
    "(<class 'tensorflow.python.training.adam.AdamOptimizer'>, <class 'tensorflow.python.framework.errors_impl.NotFoundError'>, <class 'tensorflow.python.ops.data_flow_ops.FIFOQueue'>)",
    '(<tensorflow.python.training.coordinator.Coordinator object at 0xADDR>, <tensorflow.python.framework.device.DeviceSpec object at 0xADDR>)',
    // numpy formats the double that it converts to
    "('0.10000000149 0.100 0.1', '0.1', '[0.1]', '0.1', '5')",
  ])
})

/** Programs of Python that run trainings and tests; what they print was recorded on TensorFlow 0.12.1. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { createPython } from '../../../src/python/index.ts'

const root = mkdtempSync(join(tmpdir(), 'tf0-running-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** What a program prints, and what it logs. */
async function played(text: string): Promise<{ out: string; log: string }> {
  let [out, log] = ['', '']
  const python = await createPython(tf, { write: said => (out += said), writeError: said => (log += said) })
  try {
    python.run(text.replaceAll('ROOT', root), { file: 'program.py', version: 2 })
  } catch (error) {
    out += `ended: ${(error as Error).name}\n`
  }
  return { out, log }
}

test('hooks of the program in a monitored training, and a supervisor that goes on', async () => {
  const { out } = await played(`
import os
import tensorflow as tf
w = tf.Variable(tf.zeros([2, 1]), name='w')
global_step = tf.contrib.framework.get_or_create_global_step()
x = tf.placeholder(tf.float32, [None, 2], name='x')
loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.), name='loss')
train = tf.train.GradientDescentOptimizer(0.05).minimize(loss, global_step=global_step)
class Watch(tf.train.SessionRunHook):
  def __init__(self, most):
    self._most = most
  def begin(self):
    self._step = -1
  def before_run(self, run_context):
    self._step += 1
    return tf.train.SessionRunArgs({'loss': loss}, feed_dict={x: [[1., 2.]]})
  def after_run(self, run_context, run_values):
    print 'step %d: %s' % (self._step, run_values.results['loss'])
    if self._step == self._most: run_context.request_stop()
  def end(self, session):
    print 'end', session.run(global_step)
with tf.train.MonitoredTrainingSession(checkpoint_dir='ROOT/model', hooks=[Watch(3)]) as sess:
  while not sess.should_stop():
    sess.run(train)
print tf.train.SessionRunArgs(1), sess.should_stop(), tf.get_default_graph().finalized
sv = tf.train.Supervisor(logdir='ROOT/model', saver=tf.train.Saver())
def show(name, mark='?'): print name + mark
with sv.managed_session() as sess:
  sv.loop(60, show, ('loop',), {'mark': '!'})
  print sess.run(global_step)
  raise tf.errors.OutOfRangeError(None, None, 'no more')
print sv.should_stop(), os.path.basename(sv.save_path)
try:
  with sv.managed_session() as sess:
    raise ValueError('mine')
except ValueError as e:
  print 'raised', e
`)
  expect(out.split('\n')).toEqual([
    'step 0: 1.0',
    'step 1: 0.25',
    'step 2: 0.0625',
    'step 3: 0.015624985',
    'end 4',
    'SessionRunArgs(fetches=1, feed_dict=None, options=None) True False',
    'loop!',
    '4',
    'True model.ckpt',
    'raised mine',
    '',
  ])
})

test('unittest and tf.test', async () => {
  const { out, log } = await played(`
import tensorflow as tf, unittest
class SquareTest(tf.test.TestCase):
  def testSquare(self):
    with self.test_session() as sess:
      self.assertAllEqual(tf.square([2, 3]).eval(), [4, 9])
      self.assertIs(sess.graph, tf.get_default_graph())
    self.assertProtoEquals('name: "x" op: "NoOp"', tf.NodeDef(name='x', op='NoOp'))
    self.assertDeviceEqual('/cpu:0', '/device:CPU:0')
  def testFails(self):
    self.assertAllClose([1.0, 2.0], [1.0, 2.5])
  def testLists(self):
    self.assertEqual([1, 2], [1, 3])
  def testErrors(self):
    with self.test_session():
      with self.assertRaisesOpError('uninitialized'):
        tf.Variable(1.0).eval()
    self.assertEqual(tf.get_default_graph().seed, 87654321)
    1 / 0
  @unittest.skip('not now')
  def testSkipped(self): pass
class Plain(unittest.TestCase):
  @unittest.expectedFailure
  def test_fails(self): self.assertRaises(KeyError, int, '5')
tf.test.main()
`)
  expect(out.split('\n')).toEqual([
    'not close where =  (array([1]),)',
    'not close lhs =  [2.]',
    'not close rhs =  [2.5]',
    'not close dif =  [0.5]',
    'not close tol =  [3.5e-06]',
    'dtype = float64, shape = (2,)',
    'ended: SystemExit',
    '',
  ])
  const line = '-'.repeat(70)
  const double = '='.repeat(70)
  expect(log.replace(/in [\d.]+s/, 'in …').split('\n')).toEqual([
    'xEFFs..',
    double,
    'ERROR: testErrors (__main__.SquareTest)',
    line,
    'Traceback (most recent call last):',
    '  File "program.py", line 19, in testErrors',
    '    1 / 0',
    'ZeroDivisionError: integer division or modulo by zero',
    '',
    double,
    'FAIL: testFails (__main__.SquareTest)',
    line,
    'Traceback (most recent call last):',
    '  File "program.py", line 11, in testFails',
    '    self.assertAllClose([1.0, 2.0], [1.0, 2.5])',
    'AssertionError: ',
    'Not equal to tolerance rtol=1e-06, atol=1e-06',
    '',
    'Mismatched elements: 1 / 2 (50%)',
    'Max absolute difference: 0.5',
    'Max relative difference: 0.2',
    ' x: array([1., 2.])',
    ' y: array([1. , 2.5])',
    '',
    double,
    'FAIL: testLists (__main__.SquareTest)',
    line,
    'Traceback (most recent call last):',
    '  File "program.py", line 13, in testLists',
    '    self.assertEqual([1, 2], [1, 3])',
    'AssertionError: Lists differ: [1, 2] != [1, 3]',
    '',
    'First differing element 1:',
    '2',
    '3',
    '',
    '- [1, 2]',
    '?     ^',
    '',
    '+ [1, 3]',
    '?     ^',
    '',
    '',
    line,
    'Ran 7 tests in …',
    '',
    'FAILED (failures=2, errors=1, skipped=1, expected failures=1)',
    '',
  ])
})

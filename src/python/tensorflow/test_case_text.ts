/** tf.test.TestCase, as a program of Python (framework/test_util.py): a unittest.TestCase that knows sessions, arrays and messages. */

export const TEST_CASE_NAMES = 'TestCase TensorFlowTestCase main GetTempDir assert_ops_in_graph'

export const TEST_CASE_TEXT = String.raw`
import contextlib, math, os, random, re, sys, tempfile, threading, unittest
import numpy as np
import tensorflow as tf
from google.protobuf import text_format

_SEED = 87654321

def assert_ops_in_graph(expected_ops, graph):
  actual = {}
  for node in graph.as_graph_def().node:
    if node.name in expected_ops:
      if expected_ops[node.name] != node.op:
        raise ValueError('Expected op for node %s is different. %s vs %s' % (
            node.name, expected_ops[node.name], node.op))
      actual[node.name] = node
  if set(expected_ops.keys()) != set(actual.keys()):
    raise ValueError('Not all expected ops are present. Expected %s, found %s' % (
        expected_ops.keys(), actual.keys()))
  return actual

def GetTempDir():
  folder = os.path.join(tempfile.gettempdir(), os.path.basename(sys.argv[0])).rstrip('.py')
  if not os.path.isdir(folder):
    os.mkdir(folder, 0o755)
  return folder

class _CheckedThread(object):
  def __init__(self, testcase, target, args=None, kwargs=None):
    self._testcase = testcase
    self._target = target
    self._args = args or ()
    self._kwargs = kwargs or {}
    self._thread = threading.Thread(target=self._run)
    self._exception = None
  def _run(self):
    try:
      self._target(*self._args, **self._kwargs)
    except Exception as e:
      self._exception = e
  def start(self):
    self._thread.start()
  def join(self):
    self._thread.join()
    if self._exception is not None:
      self._testcase.fail('Error in checkedThread: %s' % str(self._exception))
  def is_alive(self):
    return self._thread.is_alive()

class TestCase(unittest.TestCase):
  def __init__(self, methodName='runTest'):
    super(TestCase, self).__init__(methodName)
    self._threads = []
    self._tempdir = None
    self._cached_session = None
  def setUp(self):
    self._ClearCachedSession()
    random.seed(_SEED)
    np.random.seed(_SEED)
    tf.reset_default_graph()
    tf.get_default_graph().seed = _SEED
  def tearDown(self):
    for thread in self._threads:
      self.assertFalse(thread.is_alive(), 'A checkedThread did not terminate')
    self._ClearCachedSession()
  def _ClearCachedSession(self):
    if self._cached_session is not None:
      self._cached_session.close()
      self._cached_session = None
  def get_temp_dir(self):
    if not self._tempdir:
      self._tempdir = GetTempDir()
    return self._tempdir
  def _config(self, config, force_gpu):
    if config is None:
      config = tf.ConfigProto()
      config.allow_soft_placement = not force_gpu
      config.gpu_options.per_process_gpu_memory_fraction = 0.3
    elif force_gpu and config.allow_soft_placement:
      config.allow_soft_placement = False
    config.graph_options.optimizer_options.opt_level = -1
    return config
  @contextlib.contextmanager
  def test_session(self, graph=None, config=None, use_gpu=False, force_gpu=False):
    if self.id().endswith('.test_session'):
      self.skipTest('Not a test.')
    device = '/gpu:0' if force_gpu else None if use_gpu else '/cpu:0'
    if graph is None:
      if self._cached_session is None:
        self._cached_session = tf.Session(graph=None, config=self._config(config, force_gpu))
      sess = self._cached_session
      with sess.graph.as_default(), sess.as_default():
        with sess.graph.device(device):
          yield sess
    else:
      with tf.Session(graph=graph, config=self._config(config, force_gpu)) as sess:
        with sess.graph.device(device):
          yield sess
  def checkedThread(self, target, args=None, kwargs=None):
    thread = _CheckedThread(self, target, args, kwargs)
    self._threads.append(thread)
    return thread

  def assertProtoEquals(self, expected_message_maybe_ascii, message):
    expected = expected_message_maybe_ascii
    if isinstance(expected, str):
      text, expected = expected, type(message)()
      text_format.Merge(text, expected)
    elif type(expected) is not type(message):
      assert False, "Can't compare protos of type %s and %s" % (type(expected), type(message))
    if expected != message:
      self.assertMultiLineEqual(str(expected), str(message))
  def assertProtoEqualsVersion(self, expected, actual, producer=tf.GRAPH_DEF_VERSION,
                               min_consumer=tf.GRAPH_DEF_VERSION_MIN_CONSUMER):
    versions = 'versions { producer: %d min_consumer: %d };\n' % (producer, min_consumer)
    self.assertProtoEquals(versions + expected, actual)
  def assertStartsWith(self, actual, expected_start, msg=None):
    if not actual.startswith(expected_start):
      self.fail('%r does not start with %r' % (actual, expected_start) + (' : %r' % (msg,) if msg else ''))
  def assertNear(self, f1, f2, err, msg=None):
    self.assertTrue(math.fabs(f1 - f2) <= err,
                    '%f != %f +/- %f%s' % (f1, f2, err, ' (%s)' % msg if msg is not None else ''))
  def assertArrayNear(self, farray1, farray2, err):
    self.assertEqual(len(farray1), len(farray2))
    for f1, f2 in zip(farray1, farray2):
      self.assertNear(float(f1), float(f2), err)
  def _NDArrayNear(self, ndarray1, ndarray2, err):
    return np.linalg.norm(ndarray1 - ndarray2) < err
  def assertNDArrayNear(self, ndarray1, ndarray2, err):
    self.assertTrue(self._NDArrayNear(ndarray1, ndarray2, err))
  def _GetNdArray(self, a):
    return a if isinstance(a, np.ndarray) else np.array(a)
  def _print(self, *words):
    sys.stdout.write(' '.join(str(word) for word in words) + '\n')
  def _pair(self, a, b):
    a, b = self._GetNdArray(a), self._GetNdArray(b)
    self.assertEqual(a.shape, b.shape, 'Shape mismatch: expected %s, got %s.' % (a.shape, b.shape))
    return a, b
  def assertAllClose(self, a, b, rtol=1e-6, atol=1e-6):
    a, b = self._pair(a, b)
    if np.allclose(a, b, rtol=rtol, atol=atol):
      return
    differs = np.logical_or(np.abs(a - b) > atol + rtol * np.abs(b), np.isnan(a) != np.isnan(b))
    x, y = a, b
    if a.ndim:
      x, y = a[np.where(differs)], b[np.where(differs)]
      self._print('not close where = ', np.where(differs))
    self._print('not close lhs = ', x)
    self._print('not close rhs = ', y)
    self._print('not close dif = ', np.abs(x - y))
    self._print('not close tol = ', atol + rtol * np.abs(y))
    self._print('dtype = %s, shape = %s' % (a.dtype, a.shape))
    np.testing.assert_allclose(a, b, rtol=rtol, atol=atol)
  def assertAllCloseAccordingToType(self, a, b, rtol=1e-6, atol=1e-6):
    a, b = self._GetNdArray(a), self._GetNdArray(b)
    if a.dtype == np.float16 or b.dtype == np.float16:
      rtol, atol = max(rtol, 1e-3), max(atol, 1e-3)
    self.assertAllClose(a, b, rtol=rtol, atol=atol)
  def assertAllEqual(self, a, b):
    a, b = self._pair(a, b)
    same = a == b
    if a.dtype == np.float32 or a.dtype == np.float64:
      same = np.logical_or(same, np.logical_and(np.isnan(a), np.isnan(b)))
    if np.all(same):
      return
    differs = np.logical_not(same)
    x, y = a, b
    if a.ndim:
      x, y = a[np.where(differs)], b[np.where(differs)]
      self._print('not equal where = ', np.where(differs))
    self._print('not equal lhs = ', x)
    self._print('not equal rhs = ', y)
    np.testing.assert_array_equal(a, b)
  @contextlib.contextmanager
  def assertRaisesWithPredicateMatch(self, exception_type, expected_err_re_or_predicate):
    def predicate(e):
      if callable(expected_err_re_or_predicate):
        return expected_err_re_or_predicate(e)
      text = e.message if isinstance(e, tf.OpError) else str(e)
      if isinstance(e, tf.OpError) and e.op is not None:
        text += '\nCaused by: ' + e.op.name
      tf.logging.info("Searching within error strings: '%s' within '%s'", expected_err_re_or_predicate, text)
      return re.search(expected_err_re_or_predicate, text)
    try:
      yield
      self.fail(exception_type.__name__ + ' not raised')
    except Exception as e:
      if not isinstance(e, exception_type) or not predicate(e):
        raise AssertionError('Exception of type %s: %s' % (str(type(e)), str(e)))
  def assertRaisesOpError(self, expected_err_re_or_predicate):
    return self.assertRaisesWithPredicateMatch(tf.OpError, expected_err_re_or_predicate)
  def assertShapeEqual(self, np_array, tf_tensor):
    if not isinstance(np_array, (np.ndarray, np.generic)):
      raise TypeError('np_array must be a Numpy ndarray or Numpy scalar')
    if not isinstance(tf_tensor, tf.Tensor):
      raise TypeError('tf_tensor must be a Tensor')
    self.assertAllEqual(np_array.shape, tf_tensor.get_shape().as_list())
  def assertDeviceEqual(self, device1, device2):
    first, second = _canonical(device1), _canonical(device2)
    self.assertEqual(first, second, 'Devices %s and %s are not equal' % (first, second))

def _canonical(device):
  if device is None:
    return ''
  return (device if isinstance(device, tf.DeviceSpec) else tf.DeviceSpec.from_string(device)).to_string()

TensorFlowTestCase = TestCase

def main(*args, **kwargs):
  return unittest.main(*args, **kwargs)
`

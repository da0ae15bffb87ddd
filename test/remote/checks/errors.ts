/** Errors: TensorFlow's class, and its text without what only the server knows. */
import * as tf from '../../../src/index.ts'
import type { Check } from './check.ts'

const { errors } = tf
const before1 = (version: string): boolean => version.startsWith('0.')
const float = (value: unknown, name: string): tf.Tensor => tf.constant(value as never, { dtype: tf.float32, name })
type ErrorOf = NonNullable<Check['error']>
/** The text, and the node as a server of the version names it: before 1.0 as graphs have it, with its device where `<device>` stands. */
const text =
  (kind: unknown, message: string | ((version: string) => string), node: string, written: string): ErrorOf =>
  version => {
    const start = typeof message === 'string' ? message : message(version)
    const device = '_device="/job:local/replica:0/task:0/cpu:0"'
    const named = before1(version) ? `Node: ${node} = ${written.replace('<device>', device)}` : `{{node ${node}}}`
    return [kind, `${start}\n\t [[${named}]]`]
  }
const DEVICES: Readonly<Record<string, string>> = {
  '1.15.5': '/job:local/replica:0/task:0/device:CPU:0, /job:local/replica:0/task:0/device:XLA_CPU:0',
  '2.21.0': '/job:local/replica:0/task:0/device:CPU:0',
}

export const errorChecks: Check[] = [
  {
    name: 'a placeholder that is not fed',
    run: sess => sess.run(tf.square(tf.placeholder(tf.float32, [], { name: 'x' }), { name: 'y' })),
    error: text(
      errors.InvalidArgumentError,
      "You must feed a value for placeholder tensor 'x' with dtype float",
      'x',
      'Placeholder[dtype=DT_FLOAT, shape=[], <device>]()',
    ),
  },
  {
    name: 'a variable without a value',
    run: sess => {
      const v = new tf.Variable(1, { dtype: tf.float32, name: 'v' })
      return sess.run(tf.identity(v.value(), { name: 'rv' }))
    },
    error: text(
      errors.FailedPreconditionError,
      'Attempting to use uninitialized value v',
      'v/read',
      'Identity[T=DT_FLOAT, _class=["loc:@v"], <device>](v)',
    ),
  },
  {
    name: 'sizes of matrices that only the run knows',
    run: sess => {
      const x = tf.placeholder(tf.float32, null, { name: 'x' })
      return sess.run(
        tf.matmul(
          x,
          float(
            [
              [1, 2],
              [3, 4],
            ],
            'w',
          ),
          { name: 'mm' },
        ),
        [[x, [[1, 2, 3]]]],
      )
    },
    error: text(
      errors.InvalidArgumentError,
      'Matrix size-incompatible: In[0]: [1,3], In[1]: [2,2]',
      'mm',
      'MatMul[T=DT_FLOAT, transpose_a=false, transpose_b=false, <device>](_recv_x_0, w)',
    ),
  },
  {
    name: 'sums of shapes that do not fit',
    run: sess => {
      const x = tf.placeholder(tf.float32, null, { name: 'x' })
      return sess.run(tf.add(x, float([1, 2], 'c'), { name: 'sum' }), [[x, [1, 2, 3]]])
    },
    error: text(
      errors.InvalidArgumentError,
      'Incompatible shapes: [3] vs. [2]',
      'sum',
      'Add[T=DT_FLOAT, <device>](_recv_x_0, c)',
    ),
  },
  {
    name: 'check_numerics',
    run: sess => {
      const x = tf.placeholder(tf.float32, [], { name: 'x' })
      return sess.run(tf.check_numerics(x, 'found', { name: 'check' }), [[x, Number.NaN]])
    },
    error: text(
      errors.InvalidArgumentError,
      'found : Tensor had NaN values',
      'check',
      'CheckNumerics[T=DT_FLOAT, message="found", <device>](_recv_x_0)',
    ),
  },
  {
    name: 'an index out of range',
    run: sess => {
      const i = tf.placeholder(tf.int32, [], { name: 'i' })
      return sess.run(tf.gather(float([1, 2], 'c'), i, { name: 'taken' }), [[i, 5]])
    },
    error: text(
      errors.InvalidArgumentError,
      'indices = 5 is not in [0, 2)',
      'taken',
      'Gather[Tindices=DT_INT32, Tparams=DT_FLOAT, validate_indices=true, <device>](c, _recv_i_0)',
    ),
  },
  {
    name: 'an assertion that fails',
    run: sess => {
      const x = tf.placeholder(tf.float32, [], { name: 'x' })
      return sess.run(tf.Assert(tf.less(x, 1), [x], { name: 'must' }) as tf.Operation, [[x, 3]] as never)
    },
    error: text(
      errors.InvalidArgumentError,
      'assertion failed: [3]',
      'must/AssertGuard/Assert',
      'Assert[T=[DT_FLOAT], summarize=3, <device>](must/AssertGuard/Assert/Switch, must/AssertGuard/Assert/Switch_1)',
    ),
  },
  {
    name: 'a number that a string does not hold',
    run: sess => {
      const s = tf.placeholder(tf.string, [], { name: 's' })
      return sess.run(tf.string_to_number(s, { name: 'number' }), [[s, 'word']])
    },
    error: text(
      errors.InvalidArgumentError,
      'StringToNumberOp could not correctly convert string: word',
      'number',
      'StringToNumber[out_type=DT_FLOAT, <device>](_recv_s_0)',
    ),
  },
  {
    name: 'a file that is not there',
    run: sess => sess.run(tf.read_file('/nowhere/none', { name: 'read' })),
    error: text(
      errors.NotFoundError,
      version => `/nowhere/none${before1(version) ? '' : '; No such file or directory'}`,
      'read',
      'ReadFile[<device>](read/filename)',
    ),
  },
  {
    name: 'a queue that is closed and empty',
    run: sess => {
      const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]], shared_name: 'shared', name: 'q' })
      const taken = queue.dequeue()
      sess.run(queue.close())
      return sess.run(taken as tf.Tensor)
    },
    error: text(
      errors.OutOfRangeError,
      "FIFOQueue 'shared' is closed and has insufficient elements (requested 1, current size 0)",
      'q_Dequeue',
      'QueueDequeue[_class=["loc:@q"], component_types=[DT_FLOAT], timeout_ms=-1, <device>](q)',
    ),
  },
  {
    name: 'a division of integers by zero',
    run: sess => {
      const x = tf.placeholder(tf.int32, [], { name: 'x' })
      return sess.run(tf.div(tf.constant(1, { dtype: tf.int32 }), x, { name: 'quotient' }), [[x, 0]])
    },
    error: text(
      errors.InvalidArgumentError,
      'Integer division by zero',
      'quotient',
      'Div[T=DT_INT32, <device>](Const, _recv_x_0)',
    ),
  },
  {
    name: 'a reshape that does not fit',
    run: sess => {
      const shape = tf.placeholder(tf.int32, [2], { name: 'shape' })
      return sess.run(tf.reshape(float([1, 2, 3], 'c'), shape, { name: 'r' }), [[shape, [2, 2]]])
    },
    error: text(
      errors.InvalidArgumentError,
      'Input to reshape is a tensor with 3 values, but the requested shape has 4',
      'r',
      'Reshape[T=DT_FLOAT, Tshape=DT_INT32, <device>](c, _recv_shape_0)',
    ),
  },
  {
    name: 'a device that is not there',
    run: sess => sess.run(tf.device('/job:nojob/task:0', () => float(1, 'c'))),
    error: version => [
      errors.InvalidArgumentError,
      before1(version)
        ? "Cannot assign a device to node 'c': Could not satisfy explicit device specification '/job:nojob/task:0' because no devices " +
          'matching that specification are registered in this process; available devices: /job:local/replica:0/task:0/cpu:0\n\t ' +
          '[[Node: c = Const[dtype=DT_FLOAT, value=Tensor<type: float shape: [] values: 1>, _device="/job:nojob/task:0"]()]]'
        : 'Cannot assign a device for operation c: {{node c}} was explicitly assigned to /job:nojob/task:0 but available devices are ' +
          `[ ${DEVICES[version]} ]. Make sure the device specification refers to a valid device.\n\t [[c]]`,
    ],
  },
  {
    name: 'a session after its end',
    run: sess => {
      const c = float(1, 'c')
      sess.run(c)
      sess.close()
      return sess.run(c)
    },
    error: () => [tf.RuntimeError, 'Attempted to use a closed Session.'],
  },
  {
    name: 'a session after a reset of its server',
    run: (sess, { target }) => {
      const c = float(1, 'c')
      sess.run(c)
      tf.Session.reset(target)
      return sess.run(c)
    },
    error: () => [errors.AbortedError, /^Session [\da-f]{16} is not found\.$/],
  },
  {
    name: 'a deadline',
    run: sess => {
      const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]] })
      return sess.run(queue.dequeue() as tf.Tensor, { options: new tf.RunOptions({ timeout_in_ms: 300 }) })
    },
    error: () => [errors.DeadlineExceededError, 'Deadline Exceeded'],
  },
  {
    name: 'the deadline of the session',
    run: (_, place) => {
      const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]] })
      return place.session(new tf.ConfigProto({ operation_timeout_in_ms: 500 })).run(queue.dequeue() as tf.Tensor)
    },
    error: () => [errors.DeadlineExceededError, 'Deadline Exceeded'],
  },
  {
    name: 'an abort',
    run: sess => {
      const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]] })
      return sess.run_async(queue.dequeue() as tf.Tensor, { signal: AbortSignal.timeout(300) } as never)
    },
    error: () => [errors.CancelledError, 'Run call was cancelled'],
  },
  {
    name: 'a close in a run',
    run: sess => {
      const queue = new tf.FIFOQueue(2, [tf.float32], { shapes: [[]] })
      setTimeout(() => sess.close(), 300)
      return sess.run_async(queue.dequeue() as tf.Tensor)
    },
    error: () => [errors.CancelledError, 'Run call was cancelled'],
  },
  {
    name: 'a tensor that is to be kept on a server',
    run: sess => {
      // a server of 0.12 never answers a reset before its first session, which the run below would not begin
      sess.run(tf.constant(1))
      return sess.run(tf.get_session_handle(float([1, 2], 'x')))
    },
    error: () => [errors.FailedPreconditionError, /^GetSessionHandle called on null session state/],
  },
  {
    name: 'a kept tensor that is read on a server',
    run: sess => {
      sess.run(tf.constant(1))
      const device = `/job:local/replica:0/task:0/cpu:0`
      const [holder, kept] = tf.get_session_tensor(`GetSessionHandle;0;${device}`, tf.float32)
      return sess.run(kept, [[holder, `GetSessionHandle;0;${device}`]])
    },
    error: () => [errors.FailedPreconditionError, /^GetSessionTensor called on null session state/],
  },
]

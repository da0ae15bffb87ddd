/** Where tf0 means to differ from TensorFlow 0.12.1, and why. */
import type { ErrorRecord } from './harness.ts'

const LATER_SPELLING = 'tf0 accepts the spelling of TensorFlow 1.x'
const EARLIER_NAME = 'tf0 keeps the names of TensorFlow before 0.12'
const FIXED_WIDTH =
  'numpy keeps lists of strings as fixed-width bytes and objects as pointers; tf0 has one type of strings'

const ONE_THREAD = 'threads of a Python program run one after the other, each when it is waited for'

/** Cases by id. */
const BY_ID: Readonly<Record<string, string>> = {
  concat_tf1_argument_order: LATER_SPELLING,
  positional_keepdims_tf2: LATER_SPELLING,
  reverse_axis_list_tf1: LATER_SPELLING,
  split_tf1_argument_order: LATER_SPELLING,
  tensor_shape_property: LATER_SPELLING,
  sparse_tensor_dense_shape_property: LATER_SPELLING,
  linalg: 'the snippet calls tf.tensordot where there is one, and tf0 has that of TensorFlow 1.x',
  removed_names_in_0_12: 'tf0 has the names of all 0.x versions, and of 1.x',
  foreign_graph_op: 'which of two graphs is named first depends on the order of a Python 2 dict of keyword arguments',
  register_gradient_twice: "the message names a file of TensorFlow's Python package",
  optimizer_apply_none: 'TensorFlow 0.12.1 fails while it makes its message; tf0 gives the message',
  'tf.image.per_image_whitening(img)': EARLIER_NAME,
  close_cancels_pending_enqueue: ONE_THREAD,
  session_close_cancels_dequeue: ONE_THREAD,
  coordinator_grace: ONE_THREAD,
  'np np.array("abc")': FIXED_WIDTH,
  'np np.array(["a", "bcd"])': FIXED_WIDTH,
  'np np.array([u"\\u00e9"], dtype=object)': FIXED_WIDTH,
  'np np.array([None, 1], dtype=object)': FIXED_WIDTH,
  'tf.as_string([float("nan"), float("inf"), -float("inf")])': "Python 2's float('nan') is negative, Python 3's is not",
  'np np.array([1 + 2j, -0.5j])': 'Python 2 reads -0.5j as one literal, Python 3 as the negative of 0.5j',
}

/** The reason why a case does not count, if there is one. */
export function exceptionFor(id: string, expected: readonly (ErrorRecord | undefined)[]): string | undefined {
  if (expected.some(error => error?.message.startsWith('No OpKernel was registered to support Op')))
    return 'TensorFlow 0.12.1 has no CPU kernel, tf0 may have one'
  return BY_ID[id]
}

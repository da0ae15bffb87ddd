/** Where tf0 means to differ from TensorFlow 0.12.1, and why. */
import type { ErrorRecord } from './harness.ts'

const LATER_SPELLING = 'tf0 accepts the spelling of TensorFlow 1.x'
const EARLIER_NAME = 'tf0 keeps the names of TensorFlow before 0.12'
const FIXED_WIDTH = 'numpy keeps lists of strings as fixed-width bytes and objects as pointers; tf0 has one type of strings'

/** Cases by id. */
const BY_ID: Readonly<Record<string, string>> = {
  concat_tf1_argument_order: LATER_SPELLING,
  positional_keepdims_tf2: LATER_SPELLING,
  reverse_axis_list_tf1: LATER_SPELLING,
  split_tf1_argument_order: LATER_SPELLING,
  tensor_shape_property: LATER_SPELLING,
  'tf.image.per_image_whitening(img)': EARLIER_NAME,
  'np np.array("abc")': FIXED_WIDTH,
  'np np.array(["a", "bcd"])': FIXED_WIDTH,
  'np np.array([u"\\u00e9"], dtype=object)': FIXED_WIDTH,
  'np np.array([None, 1], dtype=object)': FIXED_WIDTH,
  'np np.array([1 + 2j, -0.5j])': 'Python 2 reads -0.5j as one literal, Python 3 as the negative of 0.5j',
}

/** The reason why a case does not count, if there is one. */
export function exceptionFor(id: string, expected: readonly (ErrorRecord | undefined)[]): string | undefined {
  if (expected.some(error => error?.message.startsWith('No OpKernel was registered to support Op')))
    return 'TensorFlow 0.12.1 has no CPU kernel, tf0 may have one'
  return BY_ID[id]
}

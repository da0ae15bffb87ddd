import { expect, test } from 'vitest'
import { GraphDef } from '../../src/formats/protos/graph.generated.ts'
import * as tf from '../../src/index.ts'

/** The node in the message of what a run throws. */
function shownNode(fetch: tf.Tensor, feeds: tf.FeedDict = []): string {
  using session = new tf.Session()
  try {
    session.run(fetch, { feed_dict: feeds })
  } catch (error) {
    return /\[\[Node: (.*)\]\]/.exec((error as Error).message)?.[1] ?? ''
  }
  throw new Error('it ran')
}

// the expected texts are TensorFlow 0.12.1's
test.each([
  [1, '1'],
  [0.1, '0.1'],
  [1234567, '1234567'],
  [0.123456789, '0.12345679'],
  [1e-5, '1e-05'],
  [123456, '123456'],
  [1e6, '1e+06'],
  [1e10, '1e+10'],
  [2.5e-8, '2.5e-08'],
  [-0, '-0'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [1 / 3, '0.33333334'],
])('a float attribute %d', (bias, text) => {
  using _ = new tf.Graph().as_default()
  const x = tf.placeholder(tf.float32)
  expect(shownNode(tf.nn.lrn(x, { bias }), [[x, [1]]])).toContain(`bias=${text},`)
})

test.each([
  [[1, 2, 3, 4], [2, 2], tf.int32, 'int32 shape: [2,2] values: [1 2][3]...'],
  [[0.1, 1 / 3, 1e6, -0], [4], tf.float32, 'float shape: [4] values: 0.1 0.33333334 1e+06...'],
  [[1, 3], [1, 2], tf.complex64, 'complex64 shape: [1,2] values: ? ?'],
  [[true, false], [1, 2], tf.bool, 'bool shape: [1,2] values: [1 0]'],
  [[1.5], [1, 1, 1], tf.float64, 'double shape: [1,1,1] values: [[1.5]]'],
  [[], [2, 0], tf.int32, 'int32 shape: [2,0] values: '],
  [['a\n', 'b'], [1, 2], tf.string, 'string shape: [1,2] values: a\\n b'],
  [[5], [], tf.int32, 'int32 shape: [] values: 5'],
  [[1, 2, 3, 4], [2, 1, 2], tf.int64, 'int64 shape: [2,1,2] values: [[1 2]][[3]]...'],
])('a tensor attribute %j', (values, shape, dtype, text) => {
  using _ = new tf.Graph().as_default()
  const tensor = tf.contrib.util.make_tensor_proto(values, { dtype, shape })
  const attr = { dtype: { type: tf.float16.as_datatype_enum }, value: { tensor } }
  const def = new GraphDef({ node: [{ name: 'c', op: 'Const', attr }] } as never)
  const [c] = tf.import_graph_def(def, { return_elements: ['c:0'] }) as [tf.Tensor]
  expect(shownNode(c)).toContain(`value=Tensor<type: ${text}>`)
})

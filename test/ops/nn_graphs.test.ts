/** Functions of neural networks, variables and random numbers make the nodes that TensorFlow 0.12.1 makes, with the same names. */
import * as tf from '../../src/index.ts'
import { testGraphs } from './graph_cases.ts'

testGraphs('nn_graphs.json', {
  x: [tf.float32, [2, 3]],
  y: [tf.float32, [2, 3]],
  b: [tf.float32, [3]],
  w: [tf.float32, [3, 2]],
  c: [tf.float32, [2]],
  c2: [tf.float32, [4, 2]],
  t: [tf.float32, [2, 4, 3]],
  image: [tf.float32, [2, 4, 5, 3]],
  unknown: [tf.float32, null],
  keep: [tf.float32, []],
  ids: [tf.int32, [2]],
  tids: [tf.int64, [2, 4]],
  lids: [tf.int64, [4, 1]],
})

/** Mathematical functions and their gradients make the nodes that TensorFlow 0.12.1 makes, with the same names. */
import * as tf from '../../src/index.ts'
import { testGraphs } from './graph_cases.ts'

testGraphs('math_graphs.json', {
  x: [tf.float32, [2, 3]],
  y: [tf.float32, [3]],
  u: [tf.float32, null],
  i: [tf.int32, [2, 3]],
  b: [tf.bool, [2, 3]],
  q: [tf.float32, [3, 3]],
  r: [tf.float32, [3, 2]],
  t: [tf.float32, [2, 3, 3]],
  ids: [tf.int32, [2]],
})

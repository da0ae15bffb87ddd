/** The graphs of the two MNIST tutorials are TensorFlow 0.12.1's: same nodes, order, names, ops, inputs, attributes. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'

function recorded(program: string): tf.GraphDef {
  const file = new URL(`../golden/programs/${program}.pbtxt.gz`, import.meta.url)
  return tf.GraphDef.FromText(gunzipSync(readFileSync(file)).toString('utf8'))
}
const nodes = (def: tf.GraphDef): string[] => Array.from(def.node, node => node.ToText())

test('the softmax tutorial with a summed loss', () => {
  const graph = new tf.Graph()
  graph.as_default(() => {
    const x = tf.placeholder(tf.float32, [null, 784])
    const W = new tf.Variable(tf.zeros([784, 10]))
    const b = new tf.Variable(tf.zeros([10]))
    const y = tf.nn.softmax(tf.matmul(x, W).add(b))
    const y_ = tf.placeholder('float', [null, 10])
    const cross_entropy = tf.reduce_sum(y_.mul(tf.log(y))).neg()
    new tf.train.GradientDescentOptimizer(0.01).minimize(cross_entropy)
    tf.initialize_all_variables()
    const correct_prediction = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
    tf.reduce_mean(tf.cast(correct_prediction, 'float'))
  })
  expect(nodes(graph.as_graph_def())).toEqual(nodes(recorded('00-seed-tutorial')))
})

test('the tutorial of 0.8 with a mean of sums', () => {
  const graph = new tf.Graph()
  graph.as_default(() => {
    const x = tf.placeholder(tf.float32, [null, 784])
    const W = new tf.Variable(tf.zeros([784, 10]))
    const b = new tf.Variable(tf.zeros([10]))
    const y = tf.nn.softmax(tf.matmul(x, W).add(b))
    const y_ = tf.placeholder(tf.float32, [null, 10])
    const cross_entropy = tf.reduce_mean(tf.reduce_sum(y_.mul(tf.log(y)), { reduction_indices: [1] }).neg())
    new tf.train.GradientDescentOptimizer(0.5).minimize(cross_entropy)
    tf.initialize_all_variables()
    const correct_prediction = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
    tf.reduce_mean(tf.cast(correct_prediction, tf.float32))
  })
  expect(nodes(graph.as_graph_def())).toEqual(nodes(recorded('01-mnist-softmax')))
})

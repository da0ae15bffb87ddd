import { expect, test } from 'vitest'
import { confusion_matrix } from '../../../src/contrib/metrics/index.ts'
import * as tf from '../../../src/index.ts'

test('counts predictions by label, with and without weights', () => {
  new tf.Graph().as_default(() => {
    const predictions = tf.constant([0, 1, 2, 2], tf.int32)
    const labels = tf.constant([[0], [2], [2], [1]], tf.int32)
    const session = new tf.Session()
    expect(session.run(confusion_matrix(predictions, labels)).tolist()).toEqual([
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 1],
    ])
    const weighted = confusion_matrix(predictions, labels, {
      num_classes: 3,
      weights: tf.constant([1, 2, 3, 4]),
      dtype: tf.float32,
    })
    expect(session.run(weighted).tolist()).toEqual([
      [1, 0, 0],
      [0, 0, 2],
      [0, 4, 3],
    ])
    expect(() => confusion_matrix(predictions, labels, { weights: tf.constant([1, 2]) })).toThrow('are incompatible')
  })
})

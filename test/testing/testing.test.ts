/** tf.test: gradients against finite differences, places, equal graphs. */
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { play, snippetsOf } from '../contrib/snippets.ts'
import { environment } from '../support/environment.ts'

const snippets = snippetsOf('testing')

test('there are snippets', () => {
  expect(snippets.length).toBeGreaterThan(12)
})
test.each(snippets.map(snippet => [snippet.id, snippet] as const))('%s', async (_, snippet) => {
  expect(await play(snippet)).toEqual([])
})

describe('in TypeScript', () => {
  test('gradients', () => {
    new tf.Graph().as_default(() => {
      const x = tf.constant([1, 2])
      const w = tf.constant([[1, 2], [3, 4]]) // biome-ignore format: one matrix
      tf.with(new tf.Session(), () => {
        const start = tf.np.array([1, 2], 'float32')
        const [theoretical, numeric] = tf.test.compute_gradient(x, [2], tf.square(x), [2], {
          x_init_value: start,
          delta: 1e-2,
        }) as [tf.NDArray, tf.NDArray]
        expect(theoretical.tolist()).toEqual([[2, 0], [0, 4]]) // biome-ignore format: one matrix
        expect(numeric.at(1, 1)).toBeCloseTo(4, 2)
        const y = tf.matmul(tf.expand_dims(x, 0), w)
        expect((tf.test.compute_gradient([x, w], [[2], [2, 2]], y, [1, 2]) as unknown[]).length).toBe(2)
        expect(tf.test.compute_gradient_error(x, [2], tf.square(x), [2])).toBeLessThan(1e-2)
        // what stops the gradient is noticed
        expect(tf.test.compute_gradient_error(x, [2], tf.stop_gradient(x).mul(x), [2])).toBeGreaterThan(0.1)
      })
      expect(() => tf.test.compute_gradient(x, [2], tf.square(x), [2])).toThrow(
        "'NoneType' object has no attribute 'run'",
      )
    })
  })
  test('places', () => {
    expect(existsSync(tf.test.get_temp_dir())).toBe(true)
    expect([tf.test.is_built_with_cuda(), tf.test.is_gpu_available()]).toEqual([false, false])
    using _folder = environment({ TEST_SRCDIR: '/sources' })
    expect(tf.test.test_src_dir_path('a/b.py')).toBe('/sources/org_tensorflow/tensorflow/a/b.py')
    delete process.env['TEST_SRCDIR']
    expect(() => tf.test.test_src_dir_path('a')).toThrow('TEST_SRCDIR')
  })
  test('equal graphs', () => {
    const graph = (name: string): tf.GraphDef =>
      new tf.Graph().as_default(made => {
        tf.constant(1, { name })
        return made.as_graph_def()
      })
    expect(tf.test.assert_equal_graph_def(graph('a'), graph('a'))).toBeUndefined()
    expect(() => tf.test.assert_equal_graph_def(graph('a'), graph('b'))).toThrow('Did not find expected node')
  })
})

/** Feature columns of tf.contrib.layers: TensorFlow's graphs, collections, texts, warnings, errors and numbers. */
import { expect, test } from 'vitest'
import { play, snippetsOf } from '../snippets.ts'

const snippets = snippetsOf('feature_columns')

test('there are snippets', () => {
  expect(snippets.length).toBeGreaterThan(100)
})

/** From which of its own lines TensorFlow calls what is deprecated is its own affair, and old names of initializers are others' tests. */
const isCompared = (message: string): boolean =>
  /^WARNING:tensorflow:(?!From )/.test(message) ||
  (/From <snippet/.test(message) &&
    !/hash_key=None|get_default_binary_metrics_for_eval|: (initialize_)?(all|local)_variables /.test(message))

test.each(snippets.map(snippet => [snippet.id, snippet] as const))('%s', async (_, snippet) => {
  expect(await play(snippet, isCompared)).toEqual([])
})

/** tf.contrib.metrics makes TensorFlow's graphs, local variables, collections, errors and numbers. */
import { describe, expect, test } from 'vitest'
import { play, snippetsOf } from '../snippets.ts'

describe.each([
  ['metrics', 55],
  ['metrics_sets', 30],
] as const)('%s', (file, least) => {
  const snippets = snippetsOf(file)

  test('there are snippets', () => {
    expect(snippets.length).toBeGreaterThan(least)
  })
  test.each(snippets.map(snippet => [snippet.id, snippet] as const))('%s', async (_, snippet) => {
    expect(await play(snippet)).toEqual([])
  })
})

/** Distributions build TensorFlow's graphs, node by node, and give its numbers and errors: through the Python front end. */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { play, snippetsOf } from '../snippets.ts'

const files = readdirSync(new URL('../../golden/contrib/distributions', import.meta.url))

test('there are goldens', () => {
  expect(files.length).toBeGreaterThan(0)
})

describe.each(files.map(file => file.replace('.json.gz', '')))('%s', file => {
  test.each(snippetsOf(`distributions/${file}`).map(snippet => [snippet.id, snippet] as const))(
    '%s',
    async (_id, snippet) => {
      expect(await play(snippet)).toEqual([])
    },
  )
})

/** Files of three versions of TensorFlow are read, and written again with the same bytes; scripts/fixtures.ts does it with more of them. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Rewritten, rewriteFixture } from './fixture_files.ts'

const folder = fileURLToPath(new URL('../golden', import.meta.url))
const filesIn = (name: string): string[] =>
  readdirSync(`${folder}/${name}`, { recursive: true }).map(file => `${name}/${file}`)

/** How many files of each outcome. */
function rewritten(kind: string, writer: string, files: readonly string[]): Partial<Record<Rewritten, number>> {
  const counts: Partial<Record<Rewritten, number>> = {}
  const fixture = { kind, writer, files: Object.fromEntries(files.map(file => [file, null])) }
  for (const [, outcome] of rewriteFixture(folder, fixture)) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

describe('files of TensorFlow', () => {
  test('events', () => {
    expect(rewritten('events', 'TensorFlow 0.12.1', filesIn('events'))).toEqual({ equal: 5 })
  })
  test('records', () => {
    const files = filesIn('records').filter(file => /\.tfrecord$/.test(file) && !file.includes('corrupt'))
    expect(rewritten('tfrecord', 'TensorFlow 0.12.1', files)).toEqual({ equal: 7 })
  })
  test('graphs', () => {
    const files = filesIn('graphs')
    expect(rewritten('graph', 'TensorFlow 0.12.1', files)).toEqual({ equal: 5, 'maps in another order': 1 })
  })
  test('recurrent nets of 1.15.5', () => {
    const files = filesIn('checkpoints/recurrent_1.15.5').filter(file => !file.endsWith('.json'))
    expect(rewritten('checkpoint-v2', 'TensorFlow 1.15.5', files)).toEqual({ equal: 6 })
  })
  test.each([
    ['0.12.1', { equal: 2, 'maps in another order': 1 }],
    ['1.15.5', { equal: 2, 'maps in another order': 1 }],
    ['2.21.0', { equal: 3 }],
  ])('a SavedModel of %s', (version, counts) => {
    const files = filesIn(`saved_models/tf${version}`).filter(file => /saved_model\.pb|variables\.\w/.test(file))
    expect(rewritten('saved-model', `TensorFlow ${version}`, files)).toEqual(counts)
  })
})

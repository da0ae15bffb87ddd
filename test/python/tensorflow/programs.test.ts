/**
 * TensorFlow programs whose output was recorded from TensorFlow 0.12.1 (Python 2.7); `record.sh` records it again.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { createPython } from '../../../src/python/index.ts'
import { executing } from '../../support/environment.ts'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const programs = readdirSync(FOLDER).filter(file => file.endsWith('_py2.py'))

/** Python 3 has no prefix for text; results of functions that name their outputs are plain lists here. */
const spelling = (text: string): string =>
  text
    .replace(/\bu(?=['"])/g, '')
    // what the library itself prints is left out of the recordings
    .replace(/^(Converted \d+ variables to const ops|\d+ ops in the final graph)\.\n/gm, '')

test('there are programs', () => {
  expect(programs.length).toBeGreaterThan(2)
})

describe.each(['compiled', 'reference'])('%s', executor => {
  test.each(programs)('%s prints what TensorFlow prints', async file => {
    using _executor = executing(executor)
    let output = ''
    try {
      const python = await createPython(tf, {
        write: text => {
          output += text
        },
      })
      python.run(readFileSync(FOLDER + file, 'utf8'), { file: FOLDER + file, version: 2 })
    } finally {
      tf.reset_default_graph()
    }
    expect(spelling(output)).toBe(spelling(readFileSync(FOLDER + file.replace(/py$/, 'out'), 'utf8')))
  })
})

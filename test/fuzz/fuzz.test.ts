/** Bad nodes of every op; `npx tsx scripts/fuzz.ts` plays longer. */
import { describe, expect, test } from 'vitest'
import { bug } from '../../src/errors/bug.ts'
import * as tf from '../../src/index.ts'
import { type BadNode, failure } from './bad_nodes.ts'
import { allSamples, fuzz, wrongTreatment } from './fuzz.ts'

const samples = await allSamples()
/** Enough for a look at each family; the script takes all. */
const SEED = 1

test('there are samples of most ops', () => {
  expect(new Set(samples.map(sample => sample.op)).size).toBeGreaterThan(300)
})

describe.each([0, 1, 2, 3])('part %i', part => {
  test('bad inputs give TensorFlow’s errors, or both executors the same values', { timeout: 60_000 }, () => {
    const wrong: string[] = []
    const own = samples.filter((_, i) => i % 4 === part)
    const nodes = fuzz(own, SEED + part, 1, text => wrong.push(text))
    expect(wrong).toEqual([])
    expect(nodes).toBe(own.length)
  })
})

test('a wrong treatment is noticed', () => {
  // what a shape function lets through and a kernel does not know is an error of TensorFlow's, and no other
  const node = (values: tf.NDArray): BadNode => ({
    op: 'Square',
    inputs: [values],
    lengths: [1],
    attrs: new Map([['T', values.dtype]]),
    shapesHidden: true,
  })
  expect(wrongTreatment(node(tf.NDArray.of([1, 2], 'float32')))).toEqual([])
  expect(failure(new tf.errors.InternalError(null, null, 'a status of TensorFlow'))).toMatchObject({ strange: false })
  expect(failure(bug('planted'))).toMatchObject({ error: 'InternalError', strange: true })
  expect(wrongTreatment({ ...node(tf.NDArray.of([1], 'float32')), attrs: new Map() })[0]).toContain('TypeError')
})

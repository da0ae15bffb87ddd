/** Skipgram and NegTrain by their nodes: TensorFlow has no public functions for them. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { applyOp } from '../../src/graph/build/apply_op.ts'
import * as tf from '../../src/index.ts'
import { NegTrain, Skipgram } from '../../src/ops/training/word2vec_ops.ts'

const folder = mkdtempSync(join(tmpdir(), 'words-'))
const text = join(folder, 'text')
writeFileSync(text, 'a b c a b a the cat the cat the a '.repeat(30))

function run(build: () => readonly (tf.Tensor | tf.Operation)[], runs = 1): unknown[] {
  return new tf.Graph().as_default(() => {
    const fetches = build()
    using session = tf.with(new tf.Session())
    session.run(tf.initialize_all_variables())
    let result: unknown[] = []
    for (let i = 0; i < runs; i++) result = session.run([...fetches]) as unknown[]
    return result
  })
}
const lists = (values: unknown[]): unknown[] =>
  values.map(value => (value instanceof tf.NDArray ? value.tolist() : value))

describe('Skipgram', () => {
  const attrs = { filename: text, batch_size: 8, window_size: 2, min_count: 2, subsample: 0 }
  // recorded from TensorFlow 0.12.1; it leaves the order of equally frequent words open
  const words = ['UNK', 'a', 'the', 'b', 'cat', 'c']
  const recorded = [
    [
      [1, 1, 4, 4, 4, 5, 5, 1],
      [4, 5, 1, 5, 1, 4, 1, 5],
    ],
    [
      [1, 4, 4, 1, 1, 1, 1, 2],
      [4, 1, 1, 1, 4, 2, 3, 4],
    ],
    [
      [2, 2, 2, 3, 3, 3, 3, 2],
      [1, 3, 2, 1, 2, 2, 3, 2],
    ],
  ] as const
  /** TensorFlow put `cat` before `b`. */
  const own = (word: number): number => (word === 3 ? 4 : word === 4 ? 3 : word)

  test.each(recorded.map((batch, i) => [i + 1, batch] as const))(
    'batch %i is TensorFlow’s',
    (count, [examples, labels]) => {
      const [vocabulary, frequencies, perEpoch, epoch, processed, from, to] = lists(
        run(() => applyOp(Skipgram, attrs).outputs, count),
      ) as unknown[][]
      expect((vocabulary as Buffer[]).map(String)).toEqual(words)
      expect(frequencies).toEqual([0, 120, 90, 60, 60, 30])
      expect([perEpoch, epoch, processed]).toEqual([360, 5, 1016])
      expect(from).toEqual(examples.map(own))
      expect(to).toEqual(labels.map(own))
    },
  )
  test('rare words are one', () => {
    const [vocabulary, frequencies] = lists(run(() => applyOp(Skipgram, { ...attrs, min_count: 70 }).outputs)) as [
      Buffer[],
      number[],
    ]
    expect([vocabulary.map(String), frequencies]).toEqual([
      ['UNK', 'a', 'the'],
      [150, 120, 90],
    ])
  })
  test('frequent words are left out', () => {
    const [, , , , , examples] = lists(
      run(() => applyOp(Skipgram, { ...attrs, batch_size: 3000, subsample: 0.01 }).outputs),
    ) as number[][]
    const share = (examples as number[]).filter(word => word === 1).length / 3000
    expect(share).toBeLessThan(120 / 360)
    expect(share).toBeGreaterThan(0.1)
  })
  test('files that are missing or too short', () => {
    expect(() => run(() => applyOp(Skipgram, { ...attrs, filename: join(folder, 'nothing') }).outputs)).toThrow(
      tf.errors.NotFoundError,
    )
    const short = join(folder, 'short')
    writeFileSync(short, 'a b c')
    expect(() => run(() => applyOp(Skipgram, { ...attrs, filename: short }).outputs)).toThrow(
      'contains too little data: 3 words',
    )
  })
})

describe('NegTrain', () => {
  const node = (w: tf.Variable, v: tf.Variable, more: object): tf.Operation =>
    applyOp(NegTrain, {
      w_in: w._ref(),
      w_out: v._ref(),
      examples: [0, 1],
      labels: [3, 3],
      lr: 2,
      vocab_count: [10, 5, 3, 1],
      num_negative_samples: 4,
      ...more,
    })
  test('true pairs come together, others part', () => {
    const w = new tf.Graph().as_default(() => {
      const [input, output] = [new tf.Variable(tf.ones([4, 1]).mul(1e-4)), new tf.Variable(tf.zeros([4, 1]))]
      const step = node(input, output, {})
      using session = tf.with(new tf.Session())
      session.run(tf.initialize_all_variables())
      session.run(step)
      return (session.run(output) as tf.NDArray).ravel().tolist() as number[]
    })
    // nearly zero scores: each positive adds half the rate, each negative takes it away
    const [a, b, c, label] = w.map(x => Math.round(x * 1e4)) as [number, number, number, number]
    expect(label).toBe(2)
    expect(a + b + c).toBeLessThanOrEqual(0)
    expect(a + b + c).toBeGreaterThanOrEqual(-8)
  })
  test.each([
    ['Must be a vector', { examples: [[1]] }],
    ['examples.shape == labels.shape', { labels: [1] }],
    ['Must be a scalar', { lr: [1] }],
    ['vocab_size mismatches: 4 vs. 2', { vocab_count: [1, 2] }],
    ['is not in [0, 4)', { labels: [1, 7] }],
  ])('%s', (message, more) => {
    expect(() => run(() => [node(new tf.Variable(tf.ones([4, 2])), new tf.Variable(tf.ones([4, 2])), more)])).toThrow(
      message,
    )
  })
})

/** Some of TensorFlow's golden snippets, as they stand; `npm run golden` runs them all. */
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { Harness } from './golden/harness.ts'
import { sameMessage, spelling } from './golden/messages.ts'
import { casesOf } from './golden/runner.ts'

let harness: Harness
beforeAll(async () => {
  harness = await Harness.create()
})

describe.each(['names', 'errors', 'session'])('%s', file => {
  const cases = casesOf(fileURLToPath(new URL(`../golden/python/${file}.json`, import.meta.url)))

  test('there are cases', () => {
    expect(cases.length).toBeGreaterThan(9)
  })
  test.each(cases.map(one => [one.id, one] as const))('%s', (id, one) => {
    expect(harness.judge(one)).toEqual({ id, kind: 'passed' })
  })
})

/** Large files are one test each. */
test.each([
  ['refusals', 2000],
  ['composed_names', 20],
  ['recurrent', 100],
  ['recurrent_seq2seq', 70],
  ['recurrent_errors', 60],
  ['grid_rnn', 20],
])('%s', { timeout: 120_000 }, (file, least) => {
  const cases = casesOf(fileURLToPath(new URL(`../golden/python/${file}.json.gz`, import.meta.url)))
  expect(cases.length).toBeGreaterThan(least)
  expect(cases.map(one => harness.judge(one)).filter(({ kind }) => kind !== 'passed')).toEqual([])
})

test('parsing: all but what hangs on the version of Python, and what TensorFlow 0.12 refuses by the name', () => {
  const cases = casesOf(fileURLToPath(new URL('../golden/python/parsing.json.gz', import.meta.url)))
  const outcomes = cases.map(one => harness.judge(one))
  expect(outcomes.filter(({ kind }) => kind === 'passed').length).toBe(105)
  expect(outcomes.filter(({ kind }) => kind !== 'passed')).toMatchObject([
    { id: 'tf.as_string([float("nan"), float("inf"), -float("inf")])', kind: 'excepted' },
    { kind: 'skipped', what: 'tensorflow.SparseFeature' },
  ])
})

test('messages are compared in the spelling of Python 3', () => {
  expect(spelling("u'x:0' <type 'int'> 5L 0x7f0000aa")).toBe("'x:0' <class 'int'> 5 0xADDR")
  expect(
    sameMessage('f() takes at least 1 argument (0 given)', "f() missing 1 required positional argument: 'x'"),
  ).toBe(true)
  expect(
    sameMessage('f() takes at least 1 argument (0 given)', "g() missing 1 required positional argument: 'x'"),
  ).toBe(false)
})

test('differences are reported', () => {
  const judge = (source: string, result: unknown): unknown => {
    const [only] = casesOf(fileURLToPath(new URL('../golden/python/session.json', import.meta.url)))
    return harness.judge({
      ...only,
      id: 'made',
      source,
      run: h => (h.run(source, h.names()).get('result') === result ? [] : ['different']),
    })
  }
  expect(judge('result = "a"\n', 'a')).toEqual({ id: 'made', kind: 'passed' })
  expect(judge('result = "a"\n', 'b')).toEqual({
    id: 'made',
    kind: 'failed',
    source: 'result = "a"\n',
    differences: ['different'],
  })
  expect(judge('result = tf.nothing_like_it\n', 'b')).toEqual({
    id: 'made',
    kind: 'skipped',
    what: 'tensorflow.nothing_like_it',
  })
})

/** Mutants of graphs and ops with numbers at their ends, a few of each; `npx tsx scripts/mutants.ts` plays longer, in processes of their own. */
import { expect, test } from 'vitest'
import { registeredOps } from '../../src/graph/op_def.ts'
import * as tf from '../../src/index.ts'
import { extremeCases, extremeMutant } from './extreme_attrs.ts'
import { graphCorpus } from './graph_corpus.ts'
import { mutantOf } from './mutants.ts'
import { treat } from './treated_graphs.ts'

test('mutants of graphs give TensorFlow’s errors, or values', { timeout: 60_000 }, async () => {
  const corpus = await graphCorpus()
  expect(corpus.whole.length).toBeGreaterThan(60)
  expect(new Set(corpus.nodes.map(({ name }) => name.split(' ')[0])).size).toBeGreaterThan(300)
  const wrong: string[] = []
  const reached: Record<string, number> = {}
  for (let index = 0; index < 200; index++) {
    const mutant = mutantOf(corpus, 1, index)
    const { complaints, reached: stage } = treat(mutant, index % 2 === 0 ? 'compiled' : 'reference')
    reached[stage] = (reached[stage] ?? 0) + 1
    for (const complaint of complaints) wrong.push(`${index}: ${mutant.name}: ${complaint}`)
  }
  expect(wrong).toEqual([])
  // a mutant that breaks everything tests nothing
  for (const stage of ['nothing', 'parsed', 'imported', 'run']) expect(reached[stage]).toBeGreaterThan(5)
})

test('numbers at their ends give TensorFlow’s errors, or values', { timeout: 60_000 }, async () => {
  const cases = await extremeCases(1)
  expect(new Set(cases.map(({ sample }) => sample.op)).size).toBeGreaterThan(180)
  const wrong: string[] = []
  for (const [index, each] of cases.slice(0, 150).entries()) {
    const mutant = extremeMutant(each)
    for (const complaint of treat(mutant, index % 2 === 0 ? 'compiled' : 'reference').complaints)
      wrong.push(`${index}: ${mutant.name}: ${complaint}`)
  }
  expect(wrong).toEqual([])
})

test('a mutant is one by its seed and number', async () => {
  const corpus = await graphCorpus()
  for (let index = 0; index < 20; index++) expect(mutantOf(corpus, 7, index)).toEqual(mutantOf(corpus, 7, index))
})

test('mistakes and long work are complained of', async () => {
  const { nodes } = await graphCorpus()
  const square = nodes.find(({ name }) => name.startsWith('Square ')) as (typeof nodes)[number]
  const def = registeredOps().find(
    ({ name }) => name === 'Square',
  ) as typeof registeredOps extends () => readonly (infer D)[] ? D : never
  const spec = def.spec as { infer?: unknown }
  const { infer } = spec
  try {
    spec.infer = () => (undefined as never as { length: number }).length
    expect(treat({ name: '', source: square.bytes }, 'reference').complaints[0]).toContain(
      'import: TypeError: Cannot read',
    )
    spec.infer = () => {
      throw new tf.ValueError('x'.repeat(100_000))
    }
    expect(treat({ name: '', source: square.bytes }, 'reference').complaints[0]).toContain(
      'an error of 100000 characters',
    )
    spec.infer = () => {
      // processor time is what is measured
      for (const begin = process.cpuUsage(); process.cpuUsage(begin).user < 2.5e6; ) Math.sqrt(2)
      return [null]
    }
    expect(treat({ name: '', source: square.bytes }, 'reference').complaints.join()).toMatch(/^import took \d+ ms$/)
  } finally {
    spec.infer = infer
  }
  expect(treat({ name: '', source: square.bytes }, 'reference')).toEqual({ complaints: [], reached: 'run' })
})

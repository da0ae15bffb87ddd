/** The laws hold for samples in other sizes, too: of nothing, and of single numbers. Large ones are in shares.test.ts. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { compiledIsReference, inferredIsProduced } from './op_laws.ts'
import type { Sample } from './sample.ts'
import { scaledSample } from './scaled_samples.ts'

const folder = new URL('./samples/', import.meta.url)
const files = readdirSync(fileURLToPath(folder)).filter(file => file.endsWith('.ts'))
const modules = await Promise.all(
  files.map(file => import(new URL(file, folder).href) as Promise<{ samples?: readonly Sample[] }>),
)
const samples = modules.flatMap(module => module.samples ?? [])

/** TensorFlow's shape function gives the result as many values as the second set has. */
const INFERRED_OTHERWISE = new Set(['DenseToSparseSetOperation'])

test.each([
  ['empty', 800],
  ['scalar', 200],
] as const)('samples that are %s', (size, fewest) => {
  const failures: string[] = []
  let tried = 0
  for (const sample of samples) {
    const scaled = scaledSample(sample, size)
    if (!scaled) continue
    tried++
    const { graph, reference } = scaled
    const found = [
      ...(INFERRED_OTHERWISE.has(sample.op) ? [] : inferredIsProduced(graph, reference)),
      ...compiledIsReference(graph, reference),
    ]
    failures.push(...found.map(text => `${sample.op}: ${text}`))
  }
  expect(failures).toEqual([])
  expect(tried).toBeGreaterThanOrEqual(fewest)
})

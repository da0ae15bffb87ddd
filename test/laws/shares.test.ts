/** The laws see what threads do: nearly all plans of the samples have phases that are shared, and a share that is left out is noticed. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { NDArray } from '../../src/tensor/ndarray.ts'
import { LOSING_LAST_SHARE } from './lost_share.ts'
import { compiledIsReference, type SampleGraph, sampleGraph, sharedPhases } from './op_laws.ts'
import type { Sample } from './sample.ts'
import { scaledSample } from './scaled_samples.ts'

const folder = new URL('./samples/', import.meta.url)
const files = readdirSync(fileURLToPath(folder)).filter(file => file.endsWith('.ts'))
const modules = await Promise.all(
  files.map(file => import(new URL(file, folder).href) as Promise<{ samples?: readonly Sample[] }>),
)
const samples = modules.flatMap(module => module.samples ?? [])

test('of the plans that compute anything nearly all have phases that are shared', () => {
  let [plans, shared] = [0, 0]
  for (const sample of samples) {
    const counted = sharedPhases(sampleGraph(sample))
    plans += counted.plans
    shared += counted.shared
  }
  expect(plans).toBeGreaterThan(400)
  expect(shared / plans).toBeGreaterThan(0.95)
})

/** Whether the law fails under the fault; what reads indices that were not made may even trap. */
function notices(graph: SampleGraph, reference: readonly NDArray[]): boolean {
  try {
    return compiledIsReference(graph, reference, { kernels: LOSING_LAST_SHARE, shares: [3] }).length > 0
  } catch {
    return true
  }
}

test('a share that is left out is noticed, whichever kernel leaves it out', () => {
  const seen = new Set<string>()
  const unnoticed: string[] = []
  for (const sample of samples) {
    const { kernels } = sharedPhases(sampleGraph(sample))
    if (kernels.every(kernel => seen.has(kernel))) continue
    const large = scaledSample(sample, 'large')
    if (!large || sharedPhases(large.graph).shared === 0) continue
    for (const kernel of kernels) seen.add(kernel)
    if (!notices(large.graph, large.reference)) unnoticed.push(`${sample.op} (${kernels.join()})`)
  }
  expect(unnoticed).toEqual([])
  expect(seen.size).toBeGreaterThan(40)
})

/** Every sampler against TensorFlow 0.12.1's values: integers and float32 exactly, other floats within 3e-6 (two libraries' functions differ so much). */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fromHalf } from '../../src/tensor/half.ts'
import {
  candidateBlocks,
  fixedUnigramDistribution,
  gamma,
  gammaBlocks,
  learnedUnigramDistribution,
  logUniformDistribution,
  multinomial,
  multinomialBlocks,
  parameterizedNormal,
  parameterizedNormalBlocks,
  type NormalPrecision,
  PhiloxState,
  sampleCandidates,
  sampleNormal,
  sampleTruncatedNormal,
  sampleUniform,
  sampleUniformInt,
  shuffleBlocks,
  shuffleOrder,
  elementwiseBlocks,
  uniformDistribution,
  type CandidateDistribution,
} from '../../src/tensor/random/index.ts'

interface Run {
  shape: number[]
  data?: number[]
  first?: number[]
  last?: number[]
  sum?: number
}
interface Case {
  id: string
  expr: string
  seeds: [number, number]
  shape: number[]
  runs: Run[]
}
interface ParameterizedCase {
  shape: number[]
  means: (number | string)[]
  stddevs: (number | string)[]
  minvals: (number | string)[]
  maxvals: (number | string)[]
  seed: number
  dtype: NormalPrecision
  runs: number[][]
}

const golden = JSON.parse(readFileSync(new URL('random/samplers.json', import.meta.url), 'utf8')) as {
  elementwise: Case[]
  others: (Case & { runs: Run[] | Run[][] })[]
  queues: { id: string; seeds: [number, number]; runs: Run[][] }[]
}

const TOLERANCE = 3e-6
/** Half a unit in the last place of float16, where the reference multiplies and adds in float16. */
const HALF_TOLERANCE = 1e-3

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  expected.forEach((value, i) => {
    const error = Math.abs((actual[i] as number) - value)
    if (!(error <= tolerance * Math.max(Math.abs(value), 0.1))) expect(actual[i], `element ${i}`).toBe(value)
  })
}

function expectRun(actual: readonly number[], run: Run, tolerance: number): void {
  expect(actual.length).toBe(run.shape.reduce((a, b) => a * b, 1))
  if (run.data) return expectClose(actual, run.data, tolerance)
  expectClose(actual.slice(0, 8), run.first ?? [], tolerance)
  expectClose(actual.slice(-4), run.last ?? [], tolerance)
  const sum = actual.reduce((a, b) => a + b, 0)
  const size = actual.reduce((a, b) => a + Math.abs(b), 0)
  expect(Math.abs(sum - (run.sum as number)), 'sum').toBeLessThanOrEqual(Math.max(tolerance, 1e-7) * size)
}

const numbers = (values: ArrayLike<number | bigint>, id: string): number[] =>
  Array.from(values, value => (id.endsWith('float16') ? fromHalf(value as number) : Number(value)))

/** The record's decimals as the float32 numbers that they stand for. */
function float32s({ data, first, last }: Run): Partial<Run> {
  if (data) return { data: data.map(Math.fround) }
  return { first: (first ?? []).map(Math.fround), last: (last ?? []).map(Math.fround) }
}

type Draw = (state: PhiloxState, count: number) => ArrayLike<number | bigint>
const precisionOf = (id: string): NormalPrecision => id.slice(id.lastIndexOf('_') + 1) as NormalPrecision

const FAMILIES: readonly [prefix: string, draw: (id: string) => Draw, scale: number, shift: number][] = [
  ['random_normal_mean_stddev', id => (s, n) => sampleNormal(s.reserve(elementwiseBlocks(n)), precisionOf(id), n), 0.5, 2],
  ['random_normal', id => (s, n) => sampleNormal(s.reserve(elementwiseBlocks(n)), precisionOf(id), n), 1, 0],
  ['random_uniform_range', id => (s, n) => sampleUniform(s.reserve(elementwiseBlocks(n)), precisionOf(id), n), 10, -3],
  ['random_uniform_int_int32', () => (s, n) => sampleUniformInt(s.reserve(elementwiseBlocks(n)), 'int32', -5, 100, n), 1, 0],
  ['random_uniform_int_int64', () => (s, n) => sampleUniformInt(s.reserve(elementwiseBlocks(n)), 'int64', -5n, 100n, n), 1, 0],
  ['random_uniform', id => (s, n) => sampleUniform(s.reserve(elementwiseBlocks(n)), precisionOf(id), n), 1, 0],
  ['truncated_normal_stddev', id => (s, n) => sampleTruncatedNormal(s.reserve(elementwiseBlocks(n)), precisionOf(id), n), 0.1, 1],
  ['truncated_normal', id => (s, n) => sampleTruncatedNormal(s.reserve(elementwiseBlocks(n)), precisionOf(id), n), 1, 0],
  ['random_gamma_big_alpha', () => (s, n) => gamma(s.reserve(gammaBlocks(n, 1)), [3], n), 0.5, 0],
  ['random_gamma', () => (s, n) => gamma(s.reserve(gammaBlocks(n, 1)), [0.5], n), 1, 0],
]

test.each([...new Set(golden.elementwise.map(item => item.id))])('%s: every seed, shape and run', id => {
  const family = FAMILIES.find(([prefix]) => id.startsWith(prefix))
  expect(family).toBeDefined()
  const [, make, scale, shift] = family as (typeof FAMILIES)[number]
  const integers = id.includes('_int_')
  for (const item of golden.elementwise.filter(other => other.id === id)) {
    const state = new PhiloxState(...item.seeds)
    const count = item.shape.reduce((a, b) => a * b, 1)
    for (const run of item.runs) {
      const drawn = numbers(make(id)(state, count), id)
      if (id.endsWith('float32')) {
        const exact = drawn.map(value => Math.fround(Math.fround(value * Math.fround(scale)) + shift))
        expectRun(exact, { ...run, ...float32s(run) }, 0)
        continue
      }
      const actual = drawn.map(value => value * scale + shift)
      expectRun(actual, run, integers ? 0 : id.endsWith('float16') ? HALF_TOLERANCE : TOLERANCE)
    }
  }
})

test('the golden data is complete', () => {
  expect(golden.elementwise.length).toBe(552)
  expect(golden.others.length).toBe(142)
})

const LOGITS: Readonly<Record<string, [logits: number[], classes: number, samples: number]>> = {
  multinomial: [[0, 1, 2, 1, 1, 1], 3, 10],
  multinomial_many: [[0.1, 0.2, 0.7].map(p => Math.fround(Math.log(Math.fround(p)))), 3, 300],
  multinomial_float64: [[0, 1, 2, -1, 0, 0], 2, 7],
  multinomial_infinite: [[0, Number.NEGATIVE_INFINITY, 1], 3, 8],
}
const GAMMAS: Readonly<Record<string, [alphas: number[], samples: number, beta: number[]]>> = {
  random_gamma_alphas: [[0.5, 1, 2.5, 10], 3, [1, 1, 1, 1]],
  random_gamma_alpha_below_one: [[Math.fround(0.1)], 10, [1]],
  random_gamma_beta: [[1, 1, 3, 3], 2, [3, 4, 3, 4]],
}
const INTEGERS: Readonly<Record<string, (state: PhiloxState) => ArrayLike<number | bigint>>> = {
  random_uniform_int_power_of_two: s => sampleUniformInt(s.reserve(20 * 256), 'int32', 0, 16, 20),
  random_uniform_int_full: s => sampleUniformInt(s.reserve(20 * 256), 'int32', -2147483648, 2147483647, 20),
  random_uniform_int64_big: s => sampleUniformInt(s.reserve(10 * 256), 'int64', 0n, 9007199254740993n, 10),
}
const options = { distortion: 1, num_reserved_ids: 0, num_shards: 1, shard: 0 }
const SAMPLERS: Readonly<Record<string, [make: () => CandidateDistribution, count: number, unique: boolean]>> = {
  uniform_candidate_sampler_fed: [() => uniformDistribution(20), 5, true],
  log_uniform_candidate_sampler_fed: [() => logUniformDistribution(20), 5, true],
  log_uniform_candidate_sampler_non_unique_fed: [() => logUniformDistribution(20), 5, false],
  learned_unigram_candidate_sampler_fed: [() => learnedUnigramDistribution(20), 5, true],
  fixed_unigram_candidate_sampler_fed: [() => fixedUnigramDistribution(5, [1, 2, 3, 4, 5], options), 4, false],
}

function checkRuns(item: Case, draw: (state: PhiloxState) => ArrayLike<number | bigint>, tolerance: number): void {
  const state = new PhiloxState(...item.seeds)
  for (const run of item.runs) expectRun(Array.from(draw(state), Number), run, tolerance)
}

function checkOther(item: (typeof golden.others)[number]): void {
  const { id } = item
  const shuffled = /^random_shuffle_(\d+|one)$/.exec(id)
  if (shuffled) {
    const rows = shuffled[1] === 'one' ? 1 : Number(shuffled[1])
    const offset = shuffled[1] === 'one' ? 1 : 0
    return checkRuns(item, s => shuffleOrder(s.reserve(shuffleBlocks(rows)), rows).map(i => i + offset), 0)
  }
  const logits = LOGITS[id]
  if (logits) {
    const [values, classes, samples] = logits
    return checkRuns(item, s => multinomial(s.reserve(multinomialBlocks(values.length / classes, samples)), values, classes, samples), 0)
  }
  const gammas = GAMMAS[id]
  if (gammas) {
    const [alphas, samples, beta] = gammas
    return checkRuns(
      item,
      s => gamma(s.reserve(gammaBlocks(samples, alphas.length)), alphas, samples).map((v, i) => v / (beta[i % beta.length] as number)),
      TOLERANCE,
    )
  }
  const integers = INTEGERS[id]
  if (integers) return checkRuns(item, integers, 0)
  if (id === 'random_uniform_tensor_bounds') {
    return checkRuns(item, s => sampleUniform(s.reserve(6 * 256), 'float32', 6).map(v => (v as number) + 1), TOLERANCE)
  }
  if (id === 'parameterized_truncated_normal') {
    const values = { means: [0], stddevs: [1], minimums: [-1], maximums: [3] }
    return checkRuns(item, s => parameterizedNormal(s.reserve(parameterizedNormalBlocks([10], values)), 'float32', [10], values), TOLERANCE)
  }
  const sampler = SAMPLERS[id]
  expect(sampler, id).toBeDefined()
  const [make, count, unique] = sampler as (typeof SAMPLERS)[string]
  const state = new PhiloxState(...item.seeds)
  const distribution = make()
  for (const run of item.runs as unknown as Run[][]) {
    const sample = sampleCandidates(state.reserve(candidateBlocks(count)), distribution, count, unique, [0, 3])
    expectRun(Array.from(sample.sampled), run[0] as Run, 0)
    expectRun(Array.from(sample.trueExpected), run[1] as Run, 1e-6)
    expectRun(Array.from(sample.sampledExpected), run[2] as Run, 1e-6)
  }
}

const otherIds = [...new Set(golden.others.map(item => item.id))].filter(id => id !== 'parameterized')
test.each(otherIds)('%s', id => {
  for (const item of golden.others) if (item.id === id) checkOther(item)
})

test('parameterized truncated normal: all methods, dtypes and batches', () => {
  const parsed = (values: (number | string)[]): number[] => values.map(v => (v === 'inf' ? Infinity : v === '-inf' ? -Infinity : Number(v)))
  const cases = golden.others.filter(item => item.id === 'parameterized') as unknown as ParameterizedCase[]
  expect(cases.length).toBe(58)
  for (const item of cases) {
    const state = new PhiloxState(87654321, item.seed)
    const values = {
      means: parsed(item.means),
      stddevs: parsed(item.stddevs),
      minimums: parsed(item.minvals),
      maximums: parsed(item.maxvals),
    }
    for (const run of item.runs) {
      const actual = parameterizedNormal(state.reserve(parameterizedNormalBlocks(item.shape, values)), item.dtype, item.shape, values)
      expectClose(Array.from(actual), run, item.dtype === 'float16' ? HALF_TOLERANCE : TOLERANCE)
    }
  }
})

// values of TensorFlow with two threads, of seeds 12 and 5, means 0, deviations 1, between -1 and 2; the shares begin where they say
test.each([
  ['float32', [100003], 1, { 0: 0.8961697816848755, 499: 0.6470150947570801, 500: -0.49694955348968506, 65001: -0.03705406188964844 }],
  ['float32', [488, 37], 488, { 0: 0.8961697816848755, 3611: -0.5207675695419312, 9028: 0.21927285194396973, 18055: 0.24987578392028809 }],
  ['float32', [5007, 4], 5007, { 4005: -0.026014089584350586, 6676: 1.6963262557983398, 20027: -0.09228932857513428 }],
  ['float64', [502, 12], 502, { 0: -0.724121309127032, 1204: -0.17320779724642565, 3012: -0.44604789956828417, 6023: -0.9706419930516559 }],
] as const)('parameterized truncated normal: %s %j is drawn in shares', (precision, shape, parameters, expected) => {
  const list = (value: number): number[] => new Array<number>(parameters).fill(value)
  const values = { means: list(0), stddevs: list(1), minimums: list(-1), maximums: list(2) }
  const drawn = parameterizedNormal(new PhiloxState(12, 5).reserve(0), precision, shape, values)
  const positions = Object.keys(expected).map(Number)
  expectClose(
    positions.map(i => drawn[i] as number),
    Object.values(expected),
    precision === 'float32' ? 0 : TOLERANCE,
  )
})

test('a shuffle queue takes one word per element, over calls', () => {
  for (const { seeds, runs } of golden.queues) {
    const generator = new PhiloxState(...seeds).reserve(0)
    const queue = Array.from({ length: 10 }, (_, i) => i)
    for (const [run] of runs) {
      const taken = Array.from({ length: 5 }, () => {
        const at = generator.word() % queue.length
        const last = queue.length - 1
        const value = queue[at] as number
        queue[at] = queue[last] as number
        queue.pop()
        return value
      })
      expectRun(taken, run as Run, 0)
    }
  }
})

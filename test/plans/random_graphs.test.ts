/** Compiled plans compute what the reference executor does: on any number of threads, fused or not. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as tf from '../../src/index.ts'
import { Chance, type RandomGraph, randomGraph } from './graphs.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const RAW = -1

/** Fetched values and variables of two runs: with the shapes of the graph, and again with other numbers. */
function results(
  { graph, init, fetches, variables, placeholders }: RandomGraph,
  seed: number,
  threads: number,
  raw = false,
): unknown[] {
  const graph_options = raw ? { graph_options: { optimizer_options: { opt_level: RAW } } } : {}
  using session = new tf.Session('', {
    graph,
    config: new tf.ConfigProto({ intra_op_parallelism_threads: threads, ...graph_options } as never),
  })
  session.run(init)
  const chance = new Chance(seed + 1000)
  const all: unknown[] = []
  for (let run = 0; run < 2; run++) {
    const feed_dict = placeholders.map(({ tensor, shape }) => [tensor, chance.array(shape)] as const)
    all.push(
      ...(session.run([...fetches], { feed_dict: feed_dict as never }) as unknown[]),
      ...(session.run([...variables]) as unknown[]),
    )
  }
  return all.map(value =>
    value instanceof tf.NDArray ? { shape: value.shape, data: Array.from(value.data as Float32Array) } : value,
  )
}

/** How far apart numbers of two results are, relative to the largest; undefined where shapes or special values differ. */
function distance(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'number' && typeof b === 'number')
    return Object.is(a, b) ? 0 : Math.abs(a - b) / Math.max(1, Math.abs(a))
  if (a === null || b === null) return a === b ? 0 : undefined
  const [x, y] = [a, b] as { shape: number[]; data: number[] }[]
  if (x?.shape.join() !== y?.shape.join()) return undefined
  const scale = (x?.data ?? []).reduce(
    (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
    1,
  )
  let worst = 0
  for (const [i, value] of (x?.data ?? []).entries()) {
    const other = y?.data[i] as number
    if (Object.is(value, other)) continue
    const apart = Math.abs(value - other)
    if (Number.isNaN(apart)) return undefined
    worst = Math.max(worst, apart / scale)
  }
  return worst
}

function expectSame(expected: readonly unknown[], got: readonly unknown[], graph: RandomGraph): void {
  for (const [i, value] of expected.entries()) {
    const apart = distance(value, got[i])
    if (apart === undefined || !(apart <= 2e-5)) {
      const each = graph.fetches.length + graph.variables.length
      const at = i % each
      expect.fail(
        `run ${Math.floor(i / each)}: ${[...graph.fetches, ...graph.variables][at]?.name} is ${JSON.stringify(got[i])}, expected ${JSON.stringify(value)}`,
      )
    }
  }
}

function check(seed: number, scale: number, threads: readonly number[]): void {
  const graph = randomGraph(seed, scale)
  vi.stubEnv('TF0_EXECUTOR', 'reference')
  const expected = results(graph, seed, 1)
  vi.stubEnv('TF0_EXECUTOR', 'compiled')
  expectSame(expected, results(graph, seed, 1, true), graph)
  const alone = results(graph, seed, 1)
  expectSame(expected, alone, graph)
  // numbers do not depend on the number of threads
  for (const count of threads) expect(results(graph, seed, count)).toEqual(alone)
}

describe('small graphs', () => {
  for (let block = 0; block < 10; block++) {
    test(`seeds ${30 * block} to ${30 * block + 29}`, () => {
      for (let seed = 30 * block; seed < 30 * block + 30; seed++) check(seed, 6, [])
    })
  }
})

describe('graphs with work for several threads', () => {
  for (let block = 0; block < 5; block++) {
    test(`seeds ${1000 + 4 * block} to ${1000 + 4 * block + 3}`, () => {
      for (let seed = 1000 + 4 * block; seed < 1000 + 4 * block + 4; seed++) check(seed, 300, [2, 3])
    })
  }
})

/** Runs of random graphs by both executors, and their form for TensorFlow. */
import type { NDArray } from '../../src/index.ts'
import { type RunOptions, runTensors } from '../laws/op_laws.ts'
import { apart, type RandomGraph } from './random_graphs.ts'

/** What is wrong with how a graph is run, in each number of shares; nothing where all is well. */
export function wrongResults(random: RandomGraph, shares: readonly number[], options: RunOptions = {}): string[] {
  const { fetches, allowed } = random
  const reference = runTensors(random, 0)
  let first: NDArray[] | undefined
  for (const count of shares) {
    const results = runTensors(random, count, options)
    const wrong = results.flatMap((result, i) => {
      const tensor = fetches[i]
      const off = apart(result, reference[i] as NDArray)
      if (off > (allowed[i] as number))
        return [
          `${tensor?.name} (${tensor?.op.type} ${result.dtype.name} [${result.shape}]) in ${count} shares is ${off} off, of ${allowed[i]}`,
        ]
      const before = first?.[i]
      return before && Buffer.compare(before.to_bytes(), result.to_bytes()) !== 0
        ? [`${tensor?.name} depends on the number of shares`]
        : []
    })
    if (wrong.length > 0) return wrong
    first ??= results
  }
  return []
}

interface WrittenArray {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly bytes: string
}
const written = (array: NDArray): WrittenArray => ({
  dtype: array.dtype.base_dtype.name,
  shape: array.shape,
  bytes: Buffer.from(array.to_bytes()).toString('base64'),
})

/** A graph with feeds and tf0's results, as a line of JSON for `random_graphs.py`. */
export function lineFor(random: RandomGraph, seed: number): string {
  const { graph, feeds, fetches, allowed, initializer } = random
  const results = runTensors(random, 1)
  return JSON.stringify({
    seed,
    graph: Buffer.from(graph.as_graph_def().SerializeToString()).toString('base64'),
    initializer: initializer.name,
    feeds: feeds.map(([tensor, value]) => ({ name: tensor.name, ...written(value) })),
    fetches: fetches.map((tensor, i) => ({
      name: tensor.name,
      op: tensor.op.type,
      allowed: allowed[i],
      ...written(results[i] as NDArray),
    })),
  })
}

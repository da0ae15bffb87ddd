/** How the graph's seed and an op's seed make the two seeds of a kernel (framework/random_seed.py). */
import { guarded } from '../errors/boundary.ts'
import { TypeError } from '../errors/python.ts'
import { get_default_graph } from './default_graph.ts'

/** Used where only the op has a seed. */
export const DEFAULT_GRAPH_SEED = 87654321
const MAXINT32 = 2 ** 31 - 1

/** Python's non-negative remainder. */
const truncate = (seed: number): number => ((seed % MAXINT32) + MAXINT32) % MAXINT32

/** (seed, seed2) for a new op; nulls where neither is set: the kernel takes random ones. */
export function get_seed(given: unknown): [number | null, number | null] {
  const graph = get_default_graph()
  // by keyword it comes in an object
  const op_seed = typeof given === 'object' && given !== null && 'op_seed' in given ? given.op_seed : given
  if (typeof op_seed === 'object' && op_seed !== null && Object.getPrototypeOf(op_seed) === null)
    throw new TypeError('a seed is an integer or None')
  const own = op_seed === null || op_seed === undefined ? null : Number(op_seed)
  if (graph.seed !== null) {
    // without a seed of its own an op takes its position in the graph
    return [truncate(graph.seed), truncate(own ?? graph.version)]
  }
  return own === null ? [null, null] : [truncate(DEFAULT_GRAPH_SEED), truncate(own)]
}
// @ts-expect-error the guarded function takes its place
get_seed = guarded(get_seed)

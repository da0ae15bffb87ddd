/** The seed that graphs begin with. */

let seed: number | null = null

/** The graph-level seed of a new graph; null unless `seedNewGraphs` has set one. */
export const initialSeed = (): number | null => seed

/** Lets every graph that is made from now on begin with this seed, as if `tf.set_random_seed` had been called in it. */
export function seedNewGraphs(given: number | null): void {
  seed = given
}

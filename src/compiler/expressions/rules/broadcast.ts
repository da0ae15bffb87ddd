/** Ops that only repeat what dimensions of size 1 hold: as numpy's broadcasting does by itself. One rule a line. */

/** Whether the op of these shapes is a broadcast of input 0 to the output's shape. */
export type BroadcastRule = (input: readonly number[], output: readonly number[]) => boolean

const repeatsOnes: BroadcastRule = (input, output) =>
  input.length === output.length && input.every((dim, i) => dim === 1 || dim === output[i])

export const BROADCASTS: ReadonlyMap<string, BroadcastRule> = new Map([
  ['Tile', repeatsOnes], // tile(x[1, n], [m, 1]) -> x broadcast to [m, n]
])

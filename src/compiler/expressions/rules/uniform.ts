/** Ops that make uniform tensors out of uniform ones: one element's value stands for all of them. One rule a line. */

/** The value of every element of the output, given those of uniform inputs (undefined: not uniform). */
export type UniformRule = (inputs: readonly (number | undefined)[]) => number | undefined

export const UNIFORM: ReadonlyMap<string, UniformRule> = new Map<string, UniformRule>([
  ['Fill', ([, value]) => value], // fill(dims, c) -> c
  ['Tile', ([value]) => value], // tile(c, multiples) -> c
  ['Transpose', ([value]) => value], // transpose(c, perm) -> c
  ['ZerosLike', () => 0], // zeros_like(x) -> 0
  ['OnesLike', () => 1], // ones_like(x) -> 1
])

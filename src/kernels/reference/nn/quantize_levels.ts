/** Values rounded to the levels that some bits can tell apart (core/kernels/quantize_and_dequantize_op.h). */

/**
 * The levels go from 0 to the largest size (`signed`: from its negative) of the values or of `range`, whose ends values are then moved
 * to. All steps are done in the type of `values`.
 */
export function roundedToLevels<T extends Float32Array | Float64Array>(
  values: T,
  bits: number,
  signed: boolean,
  range: readonly [number, number] | undefined,
): T {
  const round = values instanceof Float32Array ? Math.fround : (x: number): number => x
  const out = values.slice() as T
  let [low, high] = range ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  if (!range) {
    for (const value of values) {
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (size === 0) return out.fill(0) as T
  const least = signed ? -size : 0
  const scale = round(round(2 ** (signed ? bits - 1 : bits) - 1) / size)
  const inverse = round(1 / scale)
  for (const [i, value] of values.entries()) {
    const inside = range ? Math.min(Math.max(value, least), size) : value
    const level = Math.floor(round(round(round(inside - least) * scale) + 0.5))
    out[i] = round(level * inverse) + least
  }
  return out
}

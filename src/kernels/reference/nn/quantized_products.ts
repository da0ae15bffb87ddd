/** Products of levels of 8 bits, added up in 32 bits, which may go round. */
import { qint32 } from '../../../tensor/dtypes.ts'
import type { SlidingWindow } from './windows.ts'

/** Bytes above a level, as integers. */
function above(levels: Uint8Array, zero: number): Int32Array {
  const out = new Int32Array(levels.length)
  for (let i = 0; i < out.length; i++) out[i] = (levels[i] as number) - zero
  return out
}

/** out[row] += a · b, where b is [a.length, n]. */
function addProduct(
  out: Int32Array,
  at: number,
  a: Int32Array,
  from: number,
  b: Int32Array,
  to: number,
  n: number,
  k: number,
): void {
  for (let l = 0; l < k; l++) {
    const factor = a[from + l] as number
    if (factor === 0) continue
    for (let j = 0, row = to + l * n; j < n; j++)
      out[at + j] = (out[at + j] as number) + Math.imul(factor, b[row + j] as number)
  }
}

/** The matrix [m, k] of a matrix [k, m]. */
function transposed(matrix: Int32Array, rows: number, columns: number): Int32Array {
  const out = new Int32Array(matrix.length)
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = matrix[r * columns + c] as number
  return out
}

export interface QuantizedFactor {
  readonly levels: Uint8Array
  /** The level of zero. */
  readonly zero: number
}

/** [m, k] times [k, n], each given transposed where it says so. */
export function quantizedMatMul(
  a: QuantizedFactor & { readonly transposed: boolean },
  b: QuantizedFactor & { readonly transposed: boolean },
  [m, k, n]: readonly [number, number, number],
): Int32Array {
  const out = qint32.allocate(m * n) as Int32Array
  const left = above(a.levels, a.zero)
  const right = above(b.levels, b.zero)
  const x = a.transposed ? transposed(left, k, m) : left
  const y = b.transposed ? transposed(right, n, k) : right
  for (let i = 0; i < m; i++) addProduct(out, i * n, x, i * k, y, 0, n, k)
  return out
}

/**
 * The convolution of images [batch, rows, columns, depth] with a filter [rows, columns, depth, count]. The border is zero, or where zero is
 * above all levels what is left of it in a byte.
 */
export function quantizedConv2d(
  input: QuantizedFactor,
  filter: QuantizedFactor,
  g: {
    readonly batch: number
    readonly depth: number
    readonly count: number
    readonly rows: SlidingWindow
    readonly columns: SlidingWindow
  },
): Int32Array {
  const { batch, depth, count, rows, columns } = g
  const out = qint32.allocate(batch * rows.output * columns.output * count) as Int32Array
  const x = above(input.levels, input.zero)
  const weights = above(filter.levels, filter.zero)
  const outside = input.zero < 0 ? 0 : (input.zero & 255) - input.zero
  const border = new Int32Array(depth).fill(outside)
  let at = 0
  for (let b = 0; b < batch; b++)
    for (let or = 0; or < rows.output; or++)
      for (let oc = 0; oc < columns.output; oc++, at += count)
        for (let fr = 0; fr < rows.size; fr++) {
          const row = or * rows.stride - rows.before + fr
          const rowInside = row >= 0 && row < rows.input
          if (!rowInside && outside === 0) continue
          for (let fc = 0; fc < columns.size; fc++) {
            const column = oc * columns.stride - columns.before + fc
            const inside = rowInside && column >= 0 && column < columns.input
            if (!inside && outside === 0) continue
            const pixel = inside ? ((b * rows.input + row) * columns.input + column) * depth : 0
            const taps = (fr * columns.size + fc) * depth * count
            addProduct(out, at, inside ? x : border, pixel, weights, taps, count, depth)
          }
        }
  return out
}

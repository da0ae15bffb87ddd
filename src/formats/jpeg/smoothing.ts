/**
 * Smoothing between blocks (annex K.8 of the standard, as libjpeg does it): where a progressive file ends early, the first coefficients that it
 * does not give are estimated from the means of the blocks around.
 */
import type { FrameComponent } from './frame.ts'

/** Places of the coefficients that are estimated, in zigzag order. */
const PLACES = [1, 8, 16, 9, 2] as const

/** Whether the coefficients known so far are smoothed. */
export function isSmoothed(components: readonly FrameComponent[]): boolean {
  const known = components.every(
    ({ quantizers, unknownBits }) =>
      quantizers &&
      quantizers[0] !== 0 &&
      PLACES.every(place => quantizers[place] !== 0) &&
      (unknownBits[0] as number) >= 0,
  )
  return known && components.some(({ unknownBits }) => unknownBits.subarray(1, 6).some(bits => bits !== 0))
}

const WORK = new Int16Array(64)

/** The coefficients of block `x`, `y`, with estimates, in an array that the next call uses again. */
export function smoothedBlock(component: FrameComponent, x: number, y: number, lastRow: number): Int16Array {
  const { coefficients, paddedAcross, blocksAcross, unknownBits } = component
  const quantizers = component.quantizers as Uint16Array
  const dc = (column: number, row: number): number => {
    const within = Math.min(Math.max(column, 0), blocksAcross - 1)
    return coefficients[(Math.min(Math.max(row, 0), lastRow) * paddedAcross + within) * 64] as number
  }
  const at = (y * paddedAcross + x) * 64
  WORK.set(coefficients.subarray(at, at + 64))
  const mean = quantizers[0] as number
  const center = dc(x, y)
  const estimates = [
    36 * (dc(x - 1, y) - dc(x + 1, y)),
    36 * (dc(x, y - 1) - dc(x, y + 1)),
    9 * (dc(x, y - 1) + dc(x, y + 1) - 2 * center),
    5 * (dc(x - 1, y - 1) - dc(x + 1, y - 1) - dc(x - 1, y + 1) + dc(x + 1, y + 1)),
    9 * (dc(x - 1, y) + dc(x + 1, y) - 2 * center),
  ]
  for (const [i, place] of PLACES.entries()) {
    const bits = unknownBits[i + 1] as number
    if (bits === 0 || WORK[place] !== 0) continue
    const value = mean * (estimates[i] as number)
    const quantizer = quantizers[place] as number
    let size = Math.floor((quantizer * 128 + Math.abs(value)) / (quantizer * 256))
    if (bits > 0) size = Math.min(size, (1 << bits) - 1)
    WORK[place] = value < 0 ? -size : size
  }
  return WORK
}

/** Windows that move over images: where their taps meet the pixels. */
import { strides } from '../../../tensor/shape.ts'
import type { Operand } from '../step.ts'
import type { Move } from './movement.ts'

/** A window along one dimension: its taps, the distance of two windows and of two taps, and the border before the first element. */
export interface Taps {
  readonly size: number
  readonly stride: number
  readonly rate: number
  readonly before: number
}

/** The places of a window for which its tap lies in the dimension: the first one, how many, and where that tap is in the first. */
export function placesOf(
  taps: Taps,
  tap: number,
  length: number,
  places: number,
): { readonly first: number; readonly count: number; readonly at: number } {
  const shift = tap * taps.rate - taps.before
  const first = Math.max(0, Math.ceil(-shift / taps.stride))
  const end = Math.min(places, Math.floor((length - 1 - shift) / taps.stride) + 1)
  return { first, count: Math.max(0, end - first), at: first * taps.stride + shift }
}

/** For each tap, the pixels of images [batch, rows, columns, depth] under it, at one place of the window after the other. */
export function patchMoves(
  [high, wide]: readonly [Taps, Taps],
  images: Operand,
  patches: Operand,
): readonly (Move & { readonly from: NonNullable<Move['from']> })[] {
  const [batch, rows, columns, depth] = images.shape as readonly [number, number, number, number]
  const [image, row, pixel] = strides(images.shape) as [number, number, number]
  const steps = strides(patches.shape) as [number, number, number]
  const [, down, across] = patches.shape as readonly [number, number, number]
  return Array.from({ length: high.size * wide.size }, (_, tap) => {
    const y = placesOf(high, Math.floor(tap / wide.size), rows, down)
    const x = placesOf(wide, tap % wide.size, columns, across)
    return {
      lengths: [batch, y.count, x.count, depth],
      from: {
        operand: images,
        offset: y.at * row + x.at * pixel,
        steps: [image, high.stride * row, wide.stride * pixel, 1],
      },
      to: {
        operand: patches,
        offset: y.first * steps[1] + x.first * steps[2] + tap * depth,
        steps: [...steps.slice(0, 3), 1],
      },
    }
  })
}

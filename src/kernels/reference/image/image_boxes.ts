/** Boxes in images: drawn, chosen, and drawn at random (core/kernels/{draw,sample_distorted}_bounding_box_op.cc, non_max_suppression_op.cc). */
import { drawBelow32 } from '../../../tensor/random/candidate_sampler.ts'
import type { Philox } from '../../../tensor/random/philox.ts'
import { wordToFloat } from '../../../tensor/random/uniform.ts'
import type { Reals } from '../scalars/reals.ts'

const { fround } = Math

/** Yellow, blue, red, lime, purple, olive, maroon, navy, aqua, fuchsia; box i has colour i mod 10. */
const COLORS: readonly (readonly [number, number, number, number])[] = [
  [1, 1, 0, 1],
  [0, 0, 1, 1],
  [1, 0, 0, 1],
  [0, 1, 0, 1],
  [0.5, 0, 0.5, 1],
  [0.5, 0.5, 0, 1],
  [0.5, 0, 0, 1],
  [0, 0, 0.5, 1],
  [0, 1, 1, 1],
  [1, 0, 1, 1],
]

/** Draws the borders of boxes [batch, count, 4] into images [batch, height, width, depth], in place. */
export function drawBoxes(images: Float64Array, dims: readonly number[], boxes: Reals, count: number): void {
  const [batch, height, width, depth] = dims as readonly [number, number, number, number]
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < count; i++) {
      const side = (index: number, size: number) =>
        Math.trunc(fround((boxes[(b * count + i) * 4 + index] as number) * (size - 1)))
      const [top, left, bottom, right] = [side(0, height), side(1, width), side(2, height), side(3, width)]
      if (top > bottom || left > right || top >= height || bottom < 0 || left >= width || right < 0) continue
      const color = COLORS[i % COLORS.length] as readonly number[]
      const dot = (y: number, x: number) => {
        for (let c = 0; c < depth; c++)
          images[((b * height + y) * width + x) * depth + c] = depth === 1 ? 1 : (color[c] as number)
      }
      const [rows, columns] = [
        [Math.max(top, 0), Math.min(bottom, height - 1)] as const,
        [Math.max(left, 0), Math.min(right, width - 1)] as const,
      ]
      for (let x = columns[0]; x <= columns[1]; x++) {
        if (top >= 0) dot(top, x)
        if (bottom < height) dot(bottom, x)
      }
      for (let y = rows[0]; y <= rows[1]; y++) {
        if (left >= 0) dot(y, left)
        if (right < width) dot(y, right)
      }
    }
  }
}

/** The share of the union of two boxes that both cover. Corners may come in any order. */
function overlap(boxes: Reals, i: number, j: number): number {
  const sides = (at: number) => {
    const [y1, x1, y2, x2] = [0, 1, 2, 3].map(k => boxes[4 * at + k] as number) as [number, number, number, number]
    return { top: Math.min(y1, y2), left: Math.min(x1, x2), bottom: Math.max(y1, y2), right: Math.max(x1, x2) }
  }
  const [a, b] = [sides(i), sides(j)]
  const area = (box: typeof a) => fround(fround(box.bottom - box.top) * fround(box.right - box.left))
  const [areaA, areaB] = [area(a), area(b)]
  if (areaA <= 0 || areaB <= 0) return 0
  const height = Math.max(fround(Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)), 0)
  const width = Math.max(fround(Math.min(a.right, b.right) - Math.max(a.left, b.left)), 0)
  const both = fround(height * width)
  return fround(both / fround(fround(areaA + areaB) - both))
}

/** Up to `limit` boxes by descending score, none of which overlaps an earlier one by more than `threshold`. */
export function selectBoxes(boxes: Reals, scores: Reals, limit: number, threshold: number): number[] {
  const order = Array.from(scores, (_, i) => i).sort((i, j) => (scores[j] as number) - (scores[i] as number))
  const selected: number[] = []
  for (const candidate of order) {
    // a negative limit is none
    if (limit >= 0 && selected.length >= limit) break
    if (!selected.some(other => overlap(boxes, candidate, other) > threshold)) selected.push(candidate)
  }
  return selected
}

export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}
const areaOf = ({ left, top, right, bottom }: Rectangle): number =>
  Math.max(right - left, 0) * Math.max(bottom - top, 0)

/** To the nearest integer, ties to the even one. */
const rounded = (x: number): number => {
  const down = Math.floor(x)
  return x - down === 0.5 ? down + (down & 1) : Math.round(x)
}

/** A rectangle in an image of `width`·`height` with the given aspect and an area between two shares of the image, or undefined. */
function randomRectangle(
  width: number,
  height: number,
  areas: readonly [number, number],
  aspect: number,
  random: Philox,
): Rectangle | undefined {
  const [smallest, largest] = areas
  if (largest <= 0 || aspect <= 0 || width <= 0 || height <= 0 || smallest > largest) return undefined
  const minimum = fround(fround(smallest * width) * height)
  const maximum = fround(fround(largest * width) * height)
  let rows = rounded(fround(Math.sqrt(fround(minimum / aspect))))
  let mostRows = rounded(fround(Math.sqrt(fround(maximum / aspect))))
  if (rounded(fround(mostRows * aspect)) > width) {
    // the largest height whose width still fits
    mostRows = Math.trunc((width + 0.5 - fround(1e-7)) / aspect)
  }
  mostRows = Math.min(mostRows, height)
  if (rows >= mostRows) rows = mostRows
  if (rows < mostRows) rows += drawBelow32(random, mostRows - rows + 1)
  let columns = rounded(fround(rows * aspect))
  // rounding may have gone out of the bounds
  const change = (by: number) => {
    rows += by
    columns = rounded(fround(rows * aspect))
  }
  if (columns * rows < minimum) change(1)
  if (columns * rows > maximum) change(-1)
  const area = columns * rows
  if (area < minimum || area > maximum || columns > width || rows > height || columns <= 0 || rows <= 0)
    return undefined
  const top = rows < height ? drawBelow32(random, height - rows) : 0
  const left = columns < width ? drawBelow32(random, width - columns) : 0
  return { left, top, right: left + columns, bottom: top + rows }
}

export interface Distortion {
  readonly width: number
  readonly height: number
  readonly objects: readonly Rectangle[]
  readonly minObjectCovered: number
  readonly aspects: readonly [number, number]
  readonly areas: readonly [number, number]
  readonly attempts: number
}

/** A random rectangle that covers enough of one of the objects; the whole image where no attempt succeeds. */
export function distortedRectangle(d: Distortion, random: Philox): Rectangle {
  const whole = { left: 0, top: 0, right: d.width, bottom: d.height }
  const objects = d.objects.length > 0 ? d.objects : [whole]
  const [narrowest, widest] = d.aspects
  for (let i = 0; i < d.attempts; i++) {
    const aspect = fround(fround(wordToFloat(random.word()) * fround(widest - narrowest)) + narrowest)
    const crop = randomRectangle(d.width, d.height, d.areas, aspect, random)
    if (!crop || areaOf(crop) < 1) continue
    const covers = (object: Rectangle): boolean => {
      const area = areaOf(object)
      if (area < 1) return false
      const both = {
        left: Math.max(crop.left, object.left),
        top: Math.max(crop.top, object.top),
        right: Math.min(crop.right, object.right),
        bottom: Math.min(crop.bottom, object.bottom),
      }
      return fround(areaOf(both) / area) >= d.minObjectCovered
    }
    if (objects.some(covers)) return crop
  }
  return whole
}

/**
 * The gradient of a convolution to its input, `conv2d_backprop_input`, in one of three ways:
 * - As a convolution of the gradient, with a border of zeros, by the turned filter. With a stride, every position of a pixel within the
 *   stride has its own part of the filter, and is a product of its own. Every pixel is multiplied by the whole filter, even where few
 *   windows lie over it: `input / (stride · output)` times the work along each axis.
 * - As one product for every pixel of the gradient, which gives the window under it; the windows are then folded into the images.
 *   It multiplies nothing in vain, has many columns even where the images have few channels, and writes and reads all windows.
 * - The first way along rows, the second along columns.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { Simd } from '../assembler/features.ts'
import type { ImplicitGemm } from '../product/implicit_gemm.ts'
import { type ImplicitGemmLayout, implicitGemmLayout, layoutCost, takesDots } from '../product/implicit_gemm_layout.ts'
import { type Operand, type Place, type Step, within } from '../step.ts'
import { backwardParts, NOTHING, type Packing, type Pass, placed, type Work } from './convolution_plan.ts'
import type { ImageEpilogue } from './epilogue.ts'
import { epilogueOfImages } from './epilogue.ts'
import { type Fold, foldCost, foldedFloats, foldPhase } from './fold.ts'
import { backwardPhases, type Windows, windowsAsPixels, windowsOf, withoutCoveredAxes } from './geometry.ts'

/** Windows to be folded take no more memory than this, or that of one image: more images come after the others, while caches hold these. */
const MOST_WINDOW_BYTES = 1 << 24

/** The products of one way: the images that they write have the windows' pixels, and perhaps are folded. */
interface Way {
  readonly windows: Windows
  readonly fold: Fold | undefined
}

/** The product for `pixels` of the images and a filter of `taps`. */
function layoutFor({ inDepth, outDepth }: Windows, pixels: number, taps: number, simd: Simd): ImplicitGemmLayout {
  const dots = takesDots(inDepth, outDepth)
  return implicitGemmLayout(pixels, inDepth, (taps * outDepth) / (dots ? 4 : 1), {
    simd,
    kind: dots ? 'dots' : 'matrix',
  })
}

/** Nanoseconds, about. The choice must not depend on the machine's SIMD: whether a step takes an epilogue hangs on it. */
function costOf({ windows, fold }: Way): number {
  const { batch, rows, columns } = windows
  let cost = fold === undefined ? 0 : foldCost(fold)
  for (const v of backwardPhases(rows)) {
    for (const h of backwardPhases(columns))
      cost += layoutCost(layoutFor(windows, batch * v.count * h.count, v.taps * h.taps, 'relaxed'))
  }
  return cost
}

function waysOf(windows: Windows): readonly Way[] {
  const { batch, rows, columns, inDepth: depth } = windows
  const foldColumns = columns.size > 1 || columns.stride > 1
  const foldRows = rows.size > 1 || rows.stride > 1
  const still = { input: rows.input, size: 1, stride: 1, before: 0, output: rows.input }
  const ways: Way[] = [{ windows, fold: undefined }]
  if (foldColumns)
    ways.push({ windows: windowsAsPixels(windows, 'columns'), fold: { batch, depth, columns, rows: still } })
  if (foldRows) ways.push({ windows: windowsAsPixels(windows, 'both'), fold: { batch, depth, columns, rows } })
  return ways
}

function cheapestWay(windows: Windows): Way {
  let [best, ...others] = waysOf(windows) as [Way, ...Way[]]
  let cost = costOf(best)
  for (const way of others) {
    const next = costOf(way)
    if (next < cost) [best, cost] = [way, next]
  }
  return best
}

export function backwardToInput(step: Step, packing: Packing, simd: Simd): Work | undefined {
  const [filter, gradient] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const given = windowsOf(step, output, filter, gradient)
  const epilogue = epilogueOfImages(step, 2)
  if (given === undefined || epilogue === 'unsupported') return undefined
  if (numElements(output.shape) === 0) return NOTHING
  // operands of the epilogue know the images as they are
  const { windows, fold } = cheapestWay(epilogue === undefined ? withoutCoveredAxes(given) : given)
  const products = productsOf(packing, windows, simd, filter.place, epilogue)
  if (fold === undefined) return packing.work({ products: products(windows.batch, gradient.place, output.place) })
  if (epilogue !== undefined) return undefined
  const { batch } = windows
  const image = 4 * foldedFloats({ ...fold, batch: 1 })
  const together = Math.min(batch, Math.max(1, Math.floor(MOST_WINDOW_BYTES / image)))
  const folded = packing.take(together * image)
  const passes: Pass[] = []
  for (let first = 0; first < batch; first += together) {
    const images = Math.min(together, batch - first)
    const [from, to] = ([gradient, output] as const).map(({ place, shape }) =>
      within(place, (4 * first * numElements(shape)) / batch),
    ) as [Place, Place]
    passes.push({
      products: products(images, from, folded),
      finish: module => foldPhase(module, { ...fold, batch: images }, folded, to),
    })
  }
  return packing.work(...passes)
}

/** The products for a number of images, which are packed alike for all of them; the first of these numbers is the largest. */
function productsOf(
  packing: Packing,
  windows: Windows,
  simd: Simd,
  filter: Place,
  epilogue: ImageEpilogue | undefined,
): (batch: number, gradient: Place, to: Place) => readonly ImplicitGemm[] {
  const { rows, columns, inDepth, outDepth } = windows
  const dots = takesDots(inDepth, outDepth)
  const channels = { count: outDepth, together: dots ? 4 : 1 }
  const packed: Pick<ImplicitGemm, 'layout' | 'b'>[] = []
  return (batch, gradient, to) => {
    const result = { place: to, shape: [batch, rows.input, columns.input, inDepth] }
    const parts = backwardParts(packing, { ...windows, batch }, gradient, result, inDepth * outDepth, channels)
    return parts.map((part, number): ImplicitGemm => {
      const matrices = { k: outDepth, ...part.filter }
      const m = numElements(part.part.lengths)
      const pack = (): Pick<ImplicitGemm, 'layout' | 'b'> => {
        const layout = layoutFor(windows, m, numElements(matrices.lengths), simd)
        const b = dots
          ? packing.filter.dots({ ...matrices, kBytes: 4, n: inDepth, nBytes: 4 * outDepth }, filter)
          : packing.filter.transposed(layout, matrices, filter)
        return { layout, b }
      }
      packed[number] ??= pack()
      const { layout, b } = packed[number]
      return {
        layout: { ...layout, m },
        rowTable: part.rowTable,
        stepTable: part.stepTable,
        b,
        c: part.c,
        epilogue: epilogue?.epilogue,
        inputs: placed(packing, epilogue, part.part),
        partial: undefined,
      }
    })
  }
}

/** Copies between arrays of the same data type that are walked with different strides: what all data movement is made of. */
import { lanes } from '../../../tensor/array_parts.ts'
import type { Data, DType } from '../../../tensor/dtypes.ts'
import { collapse, forEachOffset, outerLoops } from '../scalars/loop_nest.ts'

/** Where one side of a copy starts and how far it moves along each dimension, in elements. */
export interface Walk {
  readonly data: Data
  readonly offset: number
  readonly strides: readonly number[]
}

/** Runs of at least this many entries are copied by the engine at once. */
const BLOCK = 32

/** to[…] = from[…] over all indices of `shape`. Strides may be negative or 0. */
export function stridedCopy(dtype: DType, shape: readonly number[], from: Walk, to: Walk): void {
  const nest = collapse(shape, [from.strides, to.strides])
  const width = lanes(dtype)
  const count = nest.lengths.at(-1) ?? 1
  const fromStep = nest.steps[0]?.at(-1) ?? 1
  const toStep = nest.steps[1]?.at(-1) ?? 1
  const copy = copier(from.data, to.data, count, fromStep, toStep, width)
  forEachOffset(outerLoops(nest), [from.offset, to.offset], offsets =>
    copy((offsets[0] as number) * width, (offsets[1] as number) * width),
  )
}

/** Copies one run whose two sides start at the given entries. */
type CopyRun = (from: number, to: number) => void

function copier(source: Data, target: Data, count: number, fromStep: number, toStep: number, width: 1 | 2): CopyRun {
  const from = source as Float64Array
  const to = target as Float64Array
  if (toStep === 1 && fromStep === 1 && count * width >= BLOCK && !Array.isArray(source)) {
    return (a, b) => to.set(from.subarray(a, a + count * width), b)
  }
  if (toStep === 1 && fromStep === 0 && width === 1) {
    return (a, b) => {
      to.fill(from[a] as number, b, b + count)
    }
  }
  if (width === 2) {
    return (a, b) => {
      for (let i = 0; i < count; i++) {
        const x = a + 2 * i * fromStep
        const y = b + 2 * i * toStep
        to[y] = from[x] as number
        to[y + 1] = from[x + 1] as number
      }
    }
  }
  return (a, b) => {
    for (let i = 0; i < count; i++) to[b + i * toStep] = from[a + i * fromStep] as number
  }
}

/** What StridedSlice's masks and bounds mean for an input shape (core/util/strided_slice_op.cc). */
import { invalidArgument } from '../../errors/status.ts'
import type { Dim } from '../../graph/shape_inference.ts'
import { shapeText } from '../../tensor/shape.ts'

export interface SliceMasks {
  readonly begin_mask: number
  readonly end_mask: number
  readonly ellipsis_mask: number
  readonly new_axis_mask: number
  readonly shrink_axis_mask: number
}
export const MASK_ATTRS = [
  'begin_mask: int32 = 0',
  'end_mask: int32 = 0',
  'ellipsis_mask: int32 = 0',
  'new_axis_mask: int32 = 0',
  'shrink_axis_mask: int32 = 0',
] as const

/** The masks of a node. */
export function masksOf(node: { attr(name: keyof SliceMasks): unknown }): SliceMasks {
  const mask = (name: keyof SliceMasks): number => Number(node.attr(name) ?? 0)
  return {
    begin_mask: mask('begin_mask'),
    end_mask: mask('end_mask'),
    ellipsis_mask: mask('ellipsis_mask'),
    new_axis_mask: mask('new_axis_mask'),
    shrink_axis_mask: mask('shrink_axis_mask'),
  }
}

/** Bounds for every dimension of the input, in canonical form. */
export interface DenseSlice {
  readonly begin: readonly number[]
  readonly end: readonly number[]
  readonly strides: readonly number[]
  /** The box that is copied: as many dimensions as the input. */
  readonly processing: readonly Dim[]
  /** The result's shape: without shrunk dimensions, with new ones. */
  readonly final: readonly Dim[]
  /** The result is the whole input in order. */
  readonly isIdentity: boolean
  /** Every step is 1. */
  readonly isSimple: boolean
  /** At most dimension 0 is cut. */
  readonly isSliceOfRows: boolean
}

const NEW_AXIS = -2
const SHRINK_AXIS = -1

/** `begin`, `end`: undefined where they are not known before a run. */
export function denseSlice(
  input: readonly Dim[],
  begin: readonly number[] | undefined,
  end: readonly number[] | undefined,
  strides: readonly number[],
  masks: SliceMasks,
): DenseSlice {
  const { new_axis_mask, shrink_axis_mask } = masks
  let { ellipsis_mask } = masks
  if (ellipsis_mask !== 0 && (ellipsis_mask & (ellipsis_mask - 1)) !== 0)
    throw invalidArgument('Multiple ellipses in slice spec not allowed')
  let sparseDims = strides.length
  let ellipsisSeen = false
  let newAxesAfter = 0
  for (let i = 0; i < sparseDims; i++) {
    if (ellipsisSeen && (1 << i) & new_axis_mask) newAxesAfter++
    if ((1 << i) & ellipsis_mask) ellipsisSeen = true
  }
  // without an ellipsis there is one at the end
  if (!ellipsisSeen) ellipsis_mask |= 1 << sparseDims++

  const rank = input.length
  const begins = new Array<number>(rank).fill(0)
  const ends = new Array<number>(rank).fill(0)
  const steps = new Array<number>(rank).fill(1)
  const beginMasked = new Array<boolean>(rank).fill(true)
  const endMasked = new Array<boolean>(rank).fill(true)
  const shrunk = new Array<boolean>(rank).fill(false)
  const gathered: number[] = []
  let full = 0
  for (let i = 0; i < sparseDims; i++) {
    const bit = 1 << i
    if (bit & ellipsis_mask) {
      const next = Math.min(rank - (sparseDims - i) + 1 + newAxesAfter, rank)
      for (; full < next; full++) gathered.push(full)
    } else if (bit & new_axis_mask) gathered.push(NEW_AXIS)
    else {
      if (full === rank)
        throw invalidArgument(`Index out of range using input dim ${full}; input has only ${rank} dims`)
      begins[full] = begin?.[i] ?? 0
      ends[full] = end?.[i] ?? 0
      steps[full] = strides[i] as number
      beginMasked[full] = (masks.begin_mask & bit) !== 0
      endMasked[full] = (masks.end_mask & bit) !== 0
      shrunk[full] = (shrink_axis_mask & bit) !== 0
      gathered.push(shrunk[full] ? SHRINK_AXIS : full)
      full++
    }
  }

  const known = begin !== undefined && end !== undefined
  const processing: Dim[] = []
  let isIdentity = true
  let isSimple = true
  let isSliceOfRows = true
  for (let i = 0; i < rank; i++) {
    const step = steps[i] as number
    const size = input[i] as Dim
    const shrink = shrunk[i] as boolean
    if (step === 0) throw invalidArgument(`strides[${i}] must be non-zero`)
    if (size === null) {
      processing.push(shrink ? 1 : null)
      continue
    }
    const range = [step > 0 ? 0 : -1, step > 0 ? size : size - 1] as const
    const canonical = (x: number, masked: boolean, c: 0 | 1): number => {
      if (masked) return step > 0 ? range[c] : range[c === 0 ? 1 : 0]
      const forward = x < 0 ? size + x : x
      return Math.min(Math.max(forward, range[0]), range[1])
    }
    if (shrink && step <= 0) throw invalidArgument('only stride 1 allowed on non-range indexing.')
    isSimple &&= step === 1
    const whole = (beginMasked[i] as boolean) && (endMasked[i] as boolean)
    let interval: number | undefined
    if (known) {
      if (shrink) {
        const at = begins[i] as number
        const forward = at < 0 ? size + at : at
        if (forward < 0 || forward >= size)
          throw invalidArgument(`slice index ${forward} of dimension ${i} out of bounds.`)
        begins[i] = forward
        ends[i] = forward + 1
      } else {
        begins[i] = canonical(begins[i] as number, beginMasked[i] as boolean, 0)
        ends[i] = canonical(ends[i] as number, endMasked[i] as boolean, 1)
      }
      const all = step === 1 && begins[i] === 0 && ends[i] === size
      isIdentity &&= all
      isSliceOfRows &&= (i === 0 && step === 1) || all
      interval = (ends[i] as number) - (begins[i] as number)
    } else {
      isIdentity &&= step === 1 && whole
      isSliceOfRows &&= (i === 0 && step === 1) || whole
      if (shrink) interval = 1
      else if (whole && size > 0) interval = step < 0 ? -size : size
    }
    if (interval === undefined) processing.push(null)
    else if (interval === 0 || interval < 0 !== step < 0) processing.push(0)
    else processing.push(Math.ceil(interval / step))
  }
  const final = gathered
    .filter(index => index !== SHRINK_AXIS)
    .map(index => (index === NEW_AXIS ? 1 : (processing[index] as Dim)))
  return { begin: begins, end: ends, strides: steps, processing, final, isIdentity, isSimple, isSliceOfRows }
}

/** The bounds must be vectors of one length. */
export function checkBounds(begin: readonly number[], end: readonly number[], strides: readonly number[]): void {
  const same = begin.length === 1 && begin.join() === end.join() && begin.join() === strides.join()
  if (!same) {
    throw invalidArgument(
      `Expected begin, end, and strides to be 1D equal size tensors, but got shapes ${shapeText(begin)}, ${shapeText(end)}, and ${shapeText(strides)} instead.`,
    )
  }
}

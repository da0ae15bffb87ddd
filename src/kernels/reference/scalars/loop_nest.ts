/** Loops over arrays of any rank: what can be iterated together is iterated together. */

/** Loop lengths and, for every operand, its step along each loop, counted in elements. */
export interface LoopNest {
  readonly lengths: readonly number[]
  /** steps[operand][loop] */
  readonly steps: readonly (readonly number[])[]
}

/** Drops loops of length 1 and merges neighbours where every operand runs on without a break; the order of elements stays. */
export function collapse(lengths: readonly number[], steps: readonly (readonly number[])[]): LoopNest {
  const merged: number[] = []
  const mergedSteps: number[][] = steps.map(() => [])
  for (let i = 0; i < lengths.length; i++) {
    const length = lengths[i] as number
    if (length === 1) continue
    const last = merged.length - 1
    if (last >= 0 && steps.every((own, k) => (mergedSteps[k] as number[])[last] === (own[i] as number) * length)) {
      merged[last] = (merged[last] as number) * length
      steps.forEach((own, k) => ((mergedSteps[k] as number[])[last] = own[i] as number))
    } else {
      merged.push(length)
      steps.forEach((own, k) => (mergedSteps[k] as number[]).push(own[i] as number))
    }
  }
  return { lengths: merged, steps: mergedSteps }
}

/**
 * Calls `body(offsets)` for every iteration of the loops `lengths`, in order; `offsets` holds each operand's offset and is
 * reused. Without loops it calls once; where a loop is empty, never.
 */
export function forEachOffset(
  nest: LoopNest,
  starts: readonly number[],
  body: (offsets: readonly number[]) => void,
): void {
  const { lengths, steps } = nest
  const rank = lengths.length
  const operands = steps.length
  if (lengths.includes(0)) return
  const offsets = starts.slice()
  const index = new Array<number>(rank).fill(0)
  for (;;) {
    body(offsets)
    let axis = rank - 1
    for (; axis >= 0; axis--) {
      const length = lengths[axis] as number
      const at = (index[axis] as number) + 1
      if (at < length) {
        index[axis] = at
        for (let k = 0; k < operands; k++)
          offsets[k] = (offsets[k] as number) + ((steps[k] as number[])[axis] as number)
        break
      }
      index[axis] = 0
      for (let k = 0; k < operands; k++)
        offsets[k] = (offsets[k] as number) - ((steps[k] as number[])[axis] as number) * (length - 1)
    }
    if (axis < 0) return
  }
}

/** The nest without its innermost loop; where that one is empty an empty loop: those around it may be long. */
export function outerLoops(nest: LoopNest): LoopNest {
  if (nest.lengths.at(-1) === 0) return { lengths: [0], steps: nest.steps.map(() => [0]) }
  return { lengths: nest.lengths.slice(0, -1), steps: nest.steps.map(own => own.slice(0, -1)) }
}

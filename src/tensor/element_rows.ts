/** Walking through strided arrays row by row, with as long rows as the strides allow. */

/** `from` and its steps for one of several operands. */
export interface Walked {
  readonly steps: readonly number[]
  readonly offset: number
}

/**
 * Calls `row` for rows of `count` elements that follow each other in the result: element k of a row is at a + k aStep of one operand and at
 * b + k bStep of the other. Axes that follow each other in both are one.
 */
export function eachPairRow(
  shape: readonly number[],
  a: Walked,
  b: Walked,
  row: (a: number, aStep: number, b: number, bStep: number, out: number, count: number) => void,
): void {
  const dims: number[] = []
  const aSteps: number[] = []
  const bSteps: number[] = []
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const dim = shape[axis] as number
    if (dim === 0) return
    if (dim === 1) continue
    const [p, q] = [a.steps[axis] as number, b.steps[axis] as number]
    const last = dims.length - 1
    if (
      last >= 0 &&
      p === (aSteps[last] as number) * (dims[last] as number) &&
      q === (bSteps[last] as number) * (dims[last] as number)
    )
      dims[last] = (dims[last] as number) * dim
    else {
      dims.push(dim)
      aSteps.push(p)
      bSteps.push(q)
    }
  }
  if (dims.length === 0) {
    row(a.offset, 0, b.offset, 0, 0, 1)
    return
  }
  const [count, aStep, bStep] = [dims[0] as number, aSteps[0] as number, bSteps[0] as number]
  if (dims.length === 1) {
    row(a.offset, aStep, b.offset, bStep, 0, count)
    return
  }
  const counter = new Array<number>(dims.length).fill(0)
  let [p, q, out] = [a.offset, b.offset, 0]
  for (;;) {
    row(p, aStep, q, bStep, out, count)
    out += count
    let axis = 1
    for (; axis < dims.length; axis++) {
      p += aSteps[axis] as number
      q += bSteps[axis] as number
      counter[axis] = (counter[axis] as number) + 1
      if ((counter[axis] as number) < (dims[axis] as number)) break
      p -= (aSteps[axis] as number) * (dims[axis] as number)
      q -= (bSteps[axis] as number) * (dims[axis] as number)
      counter[axis] = 0
    }
    if (axis === dims.length) return
  }
}

/** Walking two arrays of different shapes in step: what elementwise kernels are built on. */
import { broadcastShapes, broadcastStrides, numElements, sameShape } from './shape.ts'

/**
 * How the elements of two operands pair up. `a[i]` and `b[i]` are computed by `zip`; the common cases (same shape, one scalar)
 * take no index arithmetic.
 */
export interface Broadcast {
  readonly shape: readonly number[]
  readonly size: number
  readonly aSteps: readonly number[]
  readonly bSteps: readonly number[]
  /** Both operands are read front to back. */
  readonly same: boolean
  readonly aScalar: boolean
  readonly bScalar: boolean
}

/** How two shapes broadcast, or null where they do not. */
export function planBroadcast(a: readonly number[], b: readonly number[]): Broadcast | null {
  const shape = broadcastShapes(a, b)
  if (shape === null) return null
  return {
    shape,
    size: numElements(shape),
    aSteps: broadcastStrides(a, shape),
    bSteps: broadcastStrides(b, shape),
    same: sameShape(a, b) || (numElements(a) === numElements(shape) && numElements(b) === numElements(shape)),
    aScalar: numElements(a) === 1,
    bScalar: numElements(b) === 1,
  }
}

/** Calls `visit(i, ai, bi)` for every element i of the result with the positions of its operands. */
export function zip(plan: Broadcast, visit: (index: number, a: number, b: number) => void): void {
  const { shape, size, aSteps, bSteps } = plan
  if (plan.same) for (let i = 0; i < size; i++) visit(i, i, i)
  else if (plan.bScalar) for (let i = 0; i < size; i++) visit(i, i, 0)
  else if (plan.aScalar) for (let i = 0; i < size; i++) visit(i, 0, i)
  else if (size > 0) {
    const rank = shape.length
    const inner = shape[rank - 1] as number
    const aInner = aSteps[rank - 1] as number
    const bInner = bSteps[rank - 1] as number
    const counter = new Array<number>(rank).fill(0)
    let aBase = 0
    let bBase = 0
    for (let index = 0; index < size; ) {
      for (let i = 0, a = aBase, b = bBase; i < inner; i++, a += aInner, b += bInner) visit(index++, a, b)
      for (let axis = rank - 2; axis >= 0; axis--) {
        aBase += aSteps[axis] as number
        bBase += bSteps[axis] as number
        counter[axis] = (counter[axis] as number) + 1
        if ((counter[axis] as number) < (shape[axis] as number)) break
        aBase -= (aSteps[axis] as number) * (shape[axis] as number)
        bBase -= (bSteps[axis] as number) * (shape[axis] as number)
        counter[axis] = 0
      }
    }
  }
}

/** For every element of the result, the position of the operand's element that it is computed from. */
export function broadcastIndices(shape: readonly number[], out: readonly number[]): Int32Array {
  const indices = new Int32Array(numElements(out))
  const steps = broadcastStrides(shape, out)
  let filled = 1
  // from the last axis outwards: each axis repeats what is there, shifted by its step
  for (let axis = out.length - 1; axis >= 0; axis--) {
    const step = steps[axis] as number
    for (let copy = 1, length = out[axis] as number; copy < length; copy++) {
      for (let i = 0; i < filled; i++) indices[copy * filled + i] = (indices[i] as number) + copy * step
    }
    filled *= out[axis] as number
  }
  return indices
}

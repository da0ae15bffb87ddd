/** Copying elements between strided boxes. */
import type { Data } from './dtypes.ts'
import type { Box } from './layout.ts'

type Typed = Exclude<Data, readonly unknown[]>

/** Fewer elements are copied by the plain loop: views of their words take longer to make. */
const FEW = 32

/** Axes of both boxes, the outermost first: those that follow each other in both are one, those of length 1 are none. */
interface Walk {
  readonly dims: number[]
  readonly from: number[]
  readonly to: number[]
}

function merged(shape: readonly number[], fromSteps: readonly number[], toSteps: readonly number[]): Walk {
  const walk: Walk = { dims: [], from: [], to: [] }
  for (let axis = 0; axis < shape.length; axis++) {
    const dim = shape[axis] as number
    if (dim === 1) continue
    const [from, to] = [fromSteps[axis] as number, toSteps[axis] as number]
    const last = walk.dims.length - 1
    if (last >= 0 && walk.from[last] === from * dim && walk.to[last] === to * dim) {
      walk.dims[last] = (walk.dims[last] as number) * dim
      walk.from[last] = from
      walk.to[last] = to
    } else {
      walk.dims.push(dim)
      walk.from.push(from)
      walk.to.push(to)
    }
  }
  return walk
}

type Row = (from: number, to: number, count: number, fromStep: number, toStep: number) => void

/** Calls `row` for each run along the innermost axis. */
function eachRow({ dims, from, to }: Walk, fromOffset: number, toOffset: number, row: Row): void {
  const last = dims.length - 1
  if (last < 0) {
    row(fromOffset, toOffset, 1, 0, 0)
    return
  }
  const [count, fromStep, toStep] = [dims[last] as number, from[last] as number, to[last] as number]
  const visit = (axis: number, fromAt: number, toAt: number): void => {
    if (axis === last) {
      row(fromAt, toAt, count, fromStep, toStep)
      return
    }
    for (
      let i = dims[axis] as number, p = fromAt, q = toAt;
      i > 0;
      i--, p += from[axis] as number, q += to[axis] as number
    )
      visit(axis + 1, p, q)
  }
  visit(0, fromOffset, toOffset)
}

/** The memory in words of the largest size that elements consist of: few types, and bits stay as they are. */
function wordsOf(data: Typed): Int32Array | Uint16Array | Uint8Array {
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = data
  if (BYTES_PER_ELEMENT >= 4) return new Int32Array(buffer, byteOffset, byteLength / 4)
  return BYTES_PER_ELEMENT === 2
    ? new Uint16Array(buffer, byteOffset, byteLength / 2)
    : new Uint8Array(buffer, byteOffset, byteLength)
}

function plainRow(source: readonly unknown[], target: unknown[], width: number): Row {
  if (width === 1) {
    return (from, to, count, fromStep, toStep) => {
      for (let i = 0; i < count; i++, from += fromStep, to += toStep) target[to] = source[from]
    }
  }
  return (from, to, count, fromStep, toStep) => {
    for (let i = 0; i < count; i++, from += fromStep, to += toStep)
      for (let lane = 0; lane < width; lane++) target[to * width + lane] = source[from * width + lane]
  }
}

/** Rows of elements of `size` words. */
function wordRow(
  source: Int32Array | Uint16Array | Uint8Array,
  target: Int32Array | Uint16Array | Uint8Array,
  size: number,
): Row {
  const copy = (from: number, to: number, count: number, fromStep: number, toStep: number): void => {
    if (size === 1) {
      for (let i = 0; i < count; i++, from += fromStep, to += toStep) target[to] = source[from] as number
    } else {
      for (let i = 0; i < count; i++, from += fromStep, to += toStep)
        for (let word = 0; word < size; word++) target[to * size + word] = source[from * size + word] as number
    }
  }
  return (from, to, count, fromStep, toStep) => {
    if (fromStep === 1 && toStep === 1 && count > FEW)
      target.set(source.subarray(from * size, (from + count) * size) as never, to * size)
    else if (fromStep === 0 && toStep === 1 && size === 1) target.fill(source[from] as never, to, to + count)
    else copy(from, to, count, fromStep, toStep)
  }
}

/** Rows and columns of a tile of a transposed plane: what it reads and writes stays in the nearest cache. */
const TILE = 32

/** Whether the copy is of one large plane whose rows are columns of the other. */
const isTurned = ({ dims, from, to }: Walk): boolean =>
  dims.length === 2 &&
  (dims[0] as number) >= TILE &&
  (dims[1] as number) >= TILE &&
  to[1] === 1 &&
  from[0] === 1 &&
  from[1] !== 1

function copyTurned(
  { dims, from, to }: Walk,
  fromOffset: number,
  toOffset: number,
  source: Int32Array | Uint16Array | Uint8Array,
  target: Int32Array | Uint16Array | Uint8Array,
  size: number,
): void {
  const [rows, columns] = dims as [number, number]
  const [fromStep, toStep] = [(from[1] as number) * size, (to[0] as number) * size]
  for (let top = 0; top < rows; top += TILE) {
    const bottom = Math.min(rows, top + TILE)
    for (let left = 0; left < columns; left += TILE) {
      const right = Math.min(columns, left + TILE)
      for (let row = top; row < bottom; row++) {
        let p = (fromOffset + row) * size + left * fromStep
        let q = toOffset * size + row * toStep + left * size
        if (size === 1)
          for (let column = left; column < right; column++, p += fromStep) target[q++] = source[p] as number
        else if (size === 2)
          for (let column = left; column < right; column++, p += fromStep) {
            target[q++] = source[p] as number
            target[q++] = source[p + 1] as number
          }
        else
          for (let column = left; column < right; column++, p += fromStep)
            for (let word = 0; word < size; word++) target[q++] = source[p + word] as number
      }
    }
  }
}

/**
 * Element (i, j …) of one box goes to element (i, j …) of the other, which has the same shape and elements of the same type.
 * `width` is the number of entries that an element takes. Boxes that overlap give no meaning to the result.
 */
export function copyBox(source: Data, from: Box, target: Data, to: Box, width: number): void {
  const { shape } = to
  let size = 1
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis] as number
  if (size === 0) return
  const walk = merged(shape, from.steps, to.steps)
  if (Array.isArray(source) || Array.isArray(target) || size < FEW) {
    eachRow(walk, from.offset, to.offset, plainRow(source as unknown[], target as unknown[], width))
    return
  }
  const words = Math.max(1, target.BYTES_PER_ELEMENT / 4) * width
  if (isTurned(walk)) {
    copyTurned(walk, from.offset, to.offset, wordsOf(source), wordsOf(target), words)
    return
  }
  eachRow(walk, from.offset, to.offset, wordRow(wordsOf(source), wordsOf(target), words))
}

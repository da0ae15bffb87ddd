/** Static shapes as plain data, and what strides, sizes and broadcasting say about them. */

/** Dimensions of a tensor: null for one that is unknown; a null shape has unknown rank. */
export type Shape = readonly (number | null)[] | null

/** The dimensions that a tensor may have (TensorShape::MaxDimensions). */
export const MOST_DIMENSIONS = 254

/** Number of elements of a known shape: the product of its dimensions, 1 for a scalar. */
export function numElements(shape: readonly number[]): number {
  let size = 1
  for (let i = 0; i < shape.length; i++) size *= shape[i] as number
  return size
}

/** Number of elements, or null where it is not fully known. */
export function staticNumElements(shape: Shape): number | null {
  return isFullyDefined(shape) ? numElements(shape) : null
}

export function isFullyDefined(shape: Shape): shape is readonly number[] {
  return shape !== null && !shape.includes(null)
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === null || b === null) return a === b
  return a.length === b.length && a.every((dim, i) => dim === b[i])
}

/** Row-major strides, counted in elements. */
export function strides(shape: readonly number[]): number[] {
  const steps = new Array<number>(shape.length)
  let step = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    steps[i] = step
    step *= shape[i] as number
  }
  return steps
}

/** The shape that two known shapes broadcast to, or null where they do not. */
export function broadcastShapes(a: readonly number[], b: readonly number[]): number[] | null {
  const rank = Math.max(a.length, b.length)
  const out = new Array<number>(rank)
  for (let i = 1; i <= rank; i++) {
    const x = i <= a.length ? (a[a.length - i] as number) : 1
    const y = i <= b.length ? (b[b.length - i] as number) : 1
    if (x !== y && x !== 1 && y !== 1) return null
    out[rank - i] = x === 1 ? y : x
  }
  return out
}

/**
 * The broadcast of two partly known shapes, as TensorFlow's BroadcastBinaryOpShapeFn infers it: unknown with 1 is unknown,
 * unknown with n > 1 is n. `undefined` where the shapes cannot broadcast.
 */
export function broadcastStatic(a: Shape, b: Shape): Shape | undefined {
  if (a === null || b === null) return null
  const rank = Math.max(a.length, b.length)
  const out = new Array<number | null>(rank)
  for (let i = 1; i <= rank; i++) {
    const x = i <= a.length ? (a[a.length - i] as number | null) : 1
    const y = i <= b.length ? (b[b.length - i] as number | null) : 1
    let dim: number | null
    if (x === null || y === null) {
      // an unknown dimension may still turn out to be 1, so only n > 1 decides
      if (x !== null && x > 1) dim = x
      else if (y !== null && y > 1) dim = y
      else if (x === 1) dim = y
      else if (y === 1) dim = x
      else dim = null
    } else if (x === 1) dim = y
    else if (y === 1 || x === y) dim = x
    else return undefined
    out[rank - i] = dim
  }
  return out
}

/** Strides of `shape` when it is read at the indices of `out`, which it broadcasts to: 0 along repeated dimensions. */
export function broadcastStrides(shape: readonly number[], out: readonly number[]): number[] {
  const own = strides(shape)
  const offset = out.length - shape.length
  return out.map((_, i) => (i < offset || shape[i - offset] === 1 ? 0 : (own[i - offset] as number)))
}

/** `[2,3]`: a shape as the runtime's messages print it; `?` for what is unknown. */
export function shapeText(shape: Shape): string {
  return shape === null ? '<unknown>' : `[${shape.map(dim => dim ?? '?').join(',')}]`
}

/** Slices and the ellipsis. */

/** Python's `...`. */
export class PyEllipsis {
  toString(): string {
    return 'Ellipsis'
  }
}

export const ELLIPSIS = new PyEllipsis()

/** `start:stop:step`; absent parts are None. */
export class PySlice {
  readonly start: unknown
  readonly stop: unknown
  readonly step: unknown
  constructor(start: unknown, stop: unknown, step: unknown) {
    this.start = start
    this.stop = stop
    this.step = step
  }
}

/** The indices that a slice of whole numbers picks out of `length` elements, as `slice.indices` gives them. */
export function sliceIndices(
  start: number | null,
  stop: number | null,
  step: number | null,
  length: number,
): readonly [start: number, stop: number, step: number] {
  const by = step ?? 1
  const low = by < 0 ? -1 : 0
  const high = by < 0 ? length - 1 : length
  const clamp = (value: number): number => Math.min(Math.max(value < 0 ? value + length : value, low), high)
  return [
    start === null ? (by < 0 ? high : low) : clamp(start),
    stop === null ? (by < 0 ? low : high) : clamp(stop),
    by,
  ]
}

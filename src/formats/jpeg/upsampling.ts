/** Planes of fewer samples brought to the size of the picture, row by row, as libjpeg does it. */

/** The samples of a component, after the inverse transform. */
export interface Plane {
  readonly data: Uint8Array
  readonly stride: number
  /** Columns and rows that are the picture's. */
  readonly width: number
  readonly height: number
}

/** Gives row `y` of the picture. `into` may be used for it, or not. */
export type PlaneRows = (y: number, into: Uint8Array) => Uint8Array

/** Both triangle filters across, of which there may be machine code. */
export interface TriangleFilters {
  widened(row: Uint8Array, into: Uint8Array): Uint8Array
  widenedBetween(near: Uint8Array, far: Uint8Array, into: Uint8Array): Uint8Array
}

/** `across`, `down`: how many samples become of one. `fancy`: triangle filters, where libjpeg has them. */
export function planeRows(
  plane: Plane,
  across: number,
  down: number,
  fancy: boolean,
  filters: TriangleFilters,
): PlaneRows {
  const { data, stride, width, height } = plane
  const row = (y: number): Uint8Array => {
    const within = y < 0 ? 0 : y >= height ? height - 1 : y
    return data.subarray(within * stride, within * stride + width)
  }
  if (across === 1 && down === 1) return y => row(y)
  if (across === 2 && down === 1 && fancy && width > 2) return (y, into) => filters.widened(row(y), into)
  if (across === 2 && down === 2 && fancy && width > 2)
    return (y, into) => filters.widenedBetween(row(y >> 1), row((y & 1) === 0 ? (y >> 1) - 1 : (y >> 1) + 1), into)
  if (across === 1 && down === 2 && fancy)
    return (y, into) => between(row(y >> 1), row((y & 1) === 0 ? (y >> 1) - 1 : (y >> 1) + 1), into)
  if (across === 1) return y => row(Math.floor(y / down))
  return (y, into) => repeated(row(Math.floor(y / down)), across, into)
}

function repeated(row: Uint8Array, across: number, into: Uint8Array): Uint8Array {
  for (let x = 0, to = 0; x < row.length; x++) for (let i = 0; i < across; i++) into[to++] = row[x] as number
  return into
}

/** Three quarters of the nearer sample, one of the further; halves are rounded up and down by turns. */
export function widened(row: Uint8Array, into: Uint8Array): Uint8Array {
  const last = row.length - 1
  into[0] = row[0] as number
  into[1] = ((row[0] as number) * 3 + (row[1] as number) + 2) >> 2
  for (let x = 1; x < last; x++) {
    const near = (row[x] as number) * 3
    into[2 * x] = (near + (row[x - 1] as number) + 1) >> 2
    into[2 * x + 1] = (near + (row[x + 1] as number) + 2) >> 2
  }
  into[2 * last] = ((row[last] as number) * 3 + (row[last - 1] as number) + 1) >> 2
  into[2 * last + 1] = row[last] as number
  return into
}

function between(near: Uint8Array, far: Uint8Array, into: Uint8Array): Uint8Array {
  for (let x = 0; x < near.length; x++) into[x] = ((near[x] as number) * 3 + (far[x] as number) + 1) >> 2
  return into
}

export function widenedBetween(near: Uint8Array, far: Uint8Array, into: Uint8Array): Uint8Array {
  const last = near.length - 1
  let here = (near[0] as number) * 3 + (far[0] as number)
  let before = here
  into[0] = (here * 4 + 8) >> 4
  for (let x = 0, to = 1; x < last; x++, to += 2) {
    const after = (near[x + 1] as number) * 3 + (far[x + 1] as number)
    into[to] = (here * 3 + after + 7) >> 4
    before = here
    here = after
    into[to + 1] = (here * 3 + before + 8) >> 4
  }
  into[2 * last + 1] = (here * 4 + 7) >> 4
  return into
}

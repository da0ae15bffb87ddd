/** How products with a gathered matrix are cut up: into panels of columns, tiles, blocks of rows and of k, and groups. */

import type { ProductKind } from './gathered_tile.ts'

/** Longest block of k: a panel of 12 or 16 columns takes 12 to 16 KiB. */
const K_BLOCK = 256
/** Bytes of C that a block of rows takes. */
const BLOCK_BYTES = 1 << 18
const LEAST_ROW_BLOCK = 96
/** Numbers of a block of rows, or of k, of a diagonal product; and the fewest steps of a block. */
const DIAGONAL_FLOATS = 8192
const LEAST_DIAGONAL_BLOCK = 32
/** A product of fewer rows of tiles than this is cut along k, if k has some blocks. */
const FEW_TILES = 32
const GROUPS = 16

/** Panels of columns that are alike. */
export interface PanelGroup {
  readonly count: number
  /** Columns of a panel, a multiple of 4. */
  readonly width: number
  /** Those of them that exist. */
  readonly columns: number
  /** Rows of its tiles. */
  readonly rows: number
}

/** The columns of a matrix: panels that are full, and perhaps one more. All panels before the last are as wide as the first. */
export interface Panels {
  readonly groups: readonly PanelGroup[]
  readonly count: number
  /** Columns from one panel to the next. */
  readonly step: number
}

export interface GatheredLayout {
  readonly kind: ProductKind
  readonly m: number
  readonly n: number
  readonly k: number
  readonly panels: Panels
  /** Threads share rows by so many; the results do not depend on it. */
  readonly unit: number
  /** A multiple of `unit`. */
  readonly rowBlock: number
  readonly kBlock: number
  /** Parts of k with sums of their own, and their length. */
  readonly groups: number
  readonly groupLength: number
}

/**
 * Rows of a tile of so many vectors whose values fit the registers, and how long it takes compared with the best: sums that are too
 * few have to wait for one another.
 */
const TILES = {
  relaxed: { 1: [7, 1.15], 2: [4, 1.2], 3: [3, 1], 4: [2, 1.04] },
  plain: { 1: [6, 1.1], 2: [4, 1], 3: [2, 1.1], 4: [2, 1] },
} as const
const VECTORS = [1, 2, 3, 4] as const

/** Cycles for one step of k over `vectors` vectors of all rows: two multiply-adds a cycle, but no tile is faster than one's latency of 4. */
function cycles(m: number, vectors: number, rows: number): number {
  const tile = (r: number): number => (r === 0 ? 0 : Math.max(4, (r * vectors) / 2))
  return Math.floor(m / rows) * tile(rows) + tile(m % rows)
}

/** The fastest way to cut n columns of m rows into panels. */
function panelsOf(m: number, n: number, relaxed: boolean): Panels {
  const tiles = relaxed ? TILES.relaxed : TILES.plain
  const cost = (vectors: (typeof VECTORS)[number]): number => tiles[vectors][1] * cycles(m, vectors, tiles[vectors][0])
  let best: { readonly panels: Panels; readonly cost: number } | undefined
  for (const vectors of VECTORS) {
    const width = 4 * vectors
    const most = Math.floor(n / width)
    for (let count = Math.max(0, most - 1); count <= most; count++) {
      const rest = n - count * width
      const restVectors = Math.ceil(rest / 4)
      if (restVectors > 4) continue
      const groups: PanelGroup[] = []
      let total = 0
      if (count > 0) {
        groups.push({ count, width, columns: width, rows: tiles[vectors][0] })
        total += count * cost(vectors)
      }
      if (rest > 0) {
        const last = restVectors as (typeof VECTORS)[number]
        groups.push({ count: 1, width: 4 * last, columns: rest, rows: tiles[last][0] })
        total += cost(last)
      }
      if (best === undefined || total < best.cost)
        best = { panels: { groups, count: count + (rest > 0 ? 1 : 0), step: count > 0 ? width : 0 }, cost: total }
    }
  }
  return best?.panels ?? { groups: [], count: 0, step: 0 }
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))

/** Rows of a tile of one or two vectors of a diagonal product, which reads a vector of A for each sum. */
const DIAGONAL_TILES = { relaxed: { 1: 7, 2: 3 }, plain: { 1: 6, 2: 3 } } as const

function diagonalPanels(n: number, relaxed: boolean): Panels {
  const tiles = relaxed ? DIAGONAL_TILES.relaxed : DIAGONAL_TILES.plain
  const full = Math.floor(n / 8)
  const rest = n - 8 * full
  const groups: PanelGroup[] = []
  if (full > 0) groups.push({ count: full, width: 8, columns: 8, rows: tiles[2] })
  if (rest > 0) groups.push({ count: 1, width: rest > 4 ? 8 : 4, columns: rest, rows: tiles[rest > 4 ? 2 : 1] })
  return { groups, count: full + (rest > 0 ? 1 : 0), step: full > 0 ? 8 : 0 }
}

/** Rows of a tile by the number of columns, where each has a vector of its own. */
const DOTS_TILES = { relaxed: { 1: 7, 2: 4, 3: 3 }, plain: { 1: 6, 2: 4, 3: 2 } } as const

function dotsPanels(n: 1 | 2 | 3, relaxed: boolean): Panels {
  return { groups: [{ count: 1, width: 4 * n, columns: n, rows: DOTS_TILES[relaxed ? 'relaxed' : 'plain'][n] }], count: 1, step: 0 }
}

/** Whether a product with this many columns takes its steps by four. */
export const takesDots = (n: number, depth: number): boolean => n >= 1 && n <= 3 && depth > 0 && depth % 4 === 0

export interface LayoutOptions {
  /** Whether multiply-add is one instruction. */
  readonly relaxed: boolean
  readonly kind?: ProductKind
  /** Long sums may be cut. */
  readonly grouped?: boolean
}

/** The best cut for these sizes; K may be 0, and counts fours for dots. */
export function gatheredLayout(m: number, n: number, k: number, { relaxed, kind = 'matrix', grouped = false }: LayoutOptions): GatheredLayout {
  const panels = kind === 'diagonal' ? diagonalPanels(n, relaxed) : kind === 'dots' ? dotsPanels(n as 1 | 2 | 3, relaxed) : panelsOf(m, n, relaxed)
  const rows = panels.groups.map(group => group.rows)
  const common = rows.reduce((a, b) => (a * b) / greatestDivisor(a, b), 1)
  const unit = m >= common * FEW_TILES ? common : (rows[0] ?? 1)
  // a diagonal product reads all of its columns at every step: few steps and rows at a time, so that they stay in the L1 cache
  const few = kind === 'diagonal' ? Math.ceil(DIAGONAL_FLOATS / n) : Number.POSITIVE_INFINITY
  const blocks = Math.max(1, Math.ceil(k / Math.min(K_BLOCK, Math.max(LEAST_DIAGONAL_BLOCK, few))))
  const kBlock = Math.max(1, Math.ceil(k / blocks))
  const groups = grouped && Math.ceil(m / unit) < FEW_TILES ? Math.max(1, Math.min(GROUPS, Math.floor(blocks / 4))) : 1
  const groupLength = groups > 1 ? Math.ceil(blocks / groups) * kBlock : k
  return {
    kind,
    m,
    n,
    k,
    panels,
    unit,
    rowBlock: Math.ceil(Math.min(few, Math.max(LEAST_ROW_BLOCK, Math.floor(BLOCK_BYTES / (4 * n)))) / unit) * unit,
    kBlock,
    groups: groups > 1 ? Math.ceil(k / groupLength) : 1,
    groupLength,
  }
}

/** Bytes of the sums of groups. */
export const partialBytes = ({ m, n, groups }: GatheredLayout): number => (groups > 1 ? 4 * groups * m * n : 0)

/** Bytes of packed panels of `rows` rows, and those of each panel but the last. */
export const panelBytes = ({ step }: Panels, rows: number): number => 4 * step * rows
export const packedBytes = ({ groups }: Panels, rows: number): number => groups.reduce((sum, { count, width }) => sum + 4 * count * width * rows, 0)

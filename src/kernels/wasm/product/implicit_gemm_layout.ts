/** How products with a matrix that is gathered (implicit GEMM) are cut up: into panels of columns, tiles, blocks of rows and of k, and groups. */

import type { Simd } from '../assembler/features.ts'
import type { ProductKind } from './implicit_gemm_tile.ts'

/** Longest block of k: a panel of 12 to 24 columns takes 10 to 20 KiB, and the pixels of as many steps stay beside it. */
const K_BLOCK = 208
/** Bytes of C that a block of rows takes. */
const BLOCK_BYTES = 1 << 18
const LEAST_ROW_BLOCK = 96
/** Numbers of a block of rows, or of k, of a diagonal product; and the fewest steps of a block. */
const DIAGONAL_FLOATS = 8192
const LEAST_DIAGONAL_BLOCK = 32
/** A product of fewer rows of tiles than this is cut along k, if k has some blocks. */
const FEW_TILES = 32
const GROUPS = 16
/** One chain of more blocks than this loses digits: then k is cut too, as far as the memory for the sums allows. */
const MOST_BLOCKS = 64
const MOST_PARTIAL_BYTES = 1 << 26

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

export interface ImplicitGemmLayout {
  readonly kind: ProductKind
  readonly m: number
  readonly n: number
  readonly k: number
  readonly panels: Panels
  /** Threads share rows by this number; the results do not depend on it. */
  readonly unit: number
  /** A multiple of `unit`. */
  readonly rowBlock: number
  readonly kc: number
  /** Parts of k with sums of their own, and their length. */
  readonly groups: number
  readonly groupLength: number
}

/**
 * Tiles of one, two … vectors: the rows with which their values fit the registers, and how long it takes compared with the best: sums
 * that are too few have to wait for one another. Wide code pairs vectors, so that 6 × 4 takes the registers of 6 × 2.
 */
const TILES: Readonly<Record<Simd, readonly (readonly [rows: number, factor: number])[]>> = {
  plain: [
    [6, 1.1],
    [4, 1],
    [2, 1.1],
    [2, 1],
  ],
  relaxed: [
    [7, 1.15],
    [5, 1.03],
    [3, 1.06],
    [2, 1.1],
    [2, 1],
    [2, 1.08],
  ],
  wide: [
    [7, 1.15],
    [6, 1.1],
    [3, 1],
    [6, 1],
  ],
}

const tileOf = (simd: Simd, vectors: number): readonly [rows: number, factor: number] =>
  TILES[simd][vectors - 1] as readonly [number, number]

/** Cycles for one step of k over `vectors` vectors of all rows: two multiply-adds a cycle, but no tile is faster than one's latency of 4. */
function cycles(m: number, vectors: number, simd: Simd): number {
  const [rows, factor] = tileOf(simd, vectors)
  const instructions = simd === 'wide' ? Math.ceil(vectors / 2) : vectors
  const tile = (r: number): number => (r === 0 ? 0 : Math.max(4, (r * instructions) / 2))
  return factor * (Math.floor(m / rows) * tile(rows) + tile(m % rows))
}

/** The fastest way to cut n columns of m rows into panels. */
function panelsOf(m: number, n: number, simd: Simd): Panels {
  let best: { readonly groups: readonly PanelGroup[]; readonly cost: number } | undefined
  const widest = TILES[simd].length
  for (let vectors = 1; vectors <= widest; vectors++) {
    const width = 4 * vectors
    const most = Math.floor(n / width)
    for (let count = Math.max(0, most - 1); count <= most; count++) {
      const rest = n - count * width
      const last = Math.ceil(rest / 4)
      if (last > widest) continue
      const groups: PanelGroup[] = []
      if (count > 0) groups.push({ count, width, columns: width, rows: tileOf(simd, vectors)[0] })
      if (last !== 0) groups.push({ count: 1, width: 4 * last, columns: rest, rows: tileOf(simd, last)[0] })
      const cost = count * cycles(m, vectors, simd) + (last === 0 ? 0 : cycles(m, last, simd))
      if (best === undefined || cost < best.cost) best = { groups, cost }
    }
  }
  return panelsIn(best?.groups ?? [])
}

/** Panels of two kinds at most, the second of which has one. */
function panelsIn(groups: readonly PanelGroup[]): Panels {
  const [first] = groups
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  return { groups, count, step: first === undefined || count === 1 ? 0 : first.width }
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))

/** Rows of a tile of one or two vectors of a diagonal product, which reads a vector of A for each sum. */
const DIAGONAL_TILES = { plain: { 1: 6, 2: 3 }, relaxed: { 1: 7, 2: 3 }, wide: { 1: 7, 2: 3 } } as const

function diagonalPanels(_m: number, n: number, simd: Simd): Panels {
  const tiles = DIAGONAL_TILES[simd]
  const full = Math.floor(n / 8)
  const rest = n - 8 * full
  const groups: PanelGroup[] = []
  if (full > 0) groups.push({ count: full, width: 8, columns: 8, rows: tiles[2] })
  if (rest > 0) groups.push({ count: 1, width: rest > 4 ? 8 : 4, columns: rest, rows: tiles[rest > 4 ? 2 : 1] })
  return panelsIn(groups)
}

/** Rows of a tile by the number of columns, where each has a vector of its own. */
const DOTS_TILES = { plain: { 1: 6, 2: 4, 3: 2 }, relaxed: { 1: 7, 2: 4, 3: 3 }, wide: { 1: 7, 2: 4, 3: 3 } } as const

function dotsPanels(_m: number, n: number, simd: Simd): Panels {
  return panelsIn([{ count: 1, width: 4 * n, columns: n, rows: DOTS_TILES[simd][n as 1 | 2 | 3] }])
}

const PANELS = { matrix: panelsOf, diagonal: diagonalPanels, dots: dotsPanels } as const

/** Whether a product with this many columns takes its steps by four. */
export const takesDots = (n: number, depth: number): boolean => n >= 1 && n <= 3 && depth > 0 && depth % 4 === 0

export interface LayoutOptions {
  readonly simd: Simd
  readonly kind?: ProductKind
  /** Long sums may be cut. */
  readonly grouped?: boolean
}

function groupsOf(tiles: number, blocks: number, bytes: number): number {
  const forThreads = tiles < FEW_TILES ? Math.min(GROUPS, Math.floor(blocks / 4)) : 1
  const forDigits = Math.min(Math.ceil(blocks / MOST_BLOCKS), Math.floor(MOST_PARTIAL_BYTES / bytes))
  return Math.max(1, forThreads, forDigits)
}

/** The best cut for these sizes; K may be 0, and counts fours for dots. */
export function implicitGemmLayout(
  m: number,
  n: number,
  k: number,
  { simd, kind = 'matrix', grouped = false }: LayoutOptions,
): ImplicitGemmLayout {
  const panels = PANELS[kind](m, n, simd)
  const rows = panels.groups.map(group => group.rows)
  const common = rows.reduce((a, b) => (a * b) / greatestDivisor(a, b), 1)
  const unit = m >= common * FEW_TILES ? common : (rows[0] ?? 1)
  // a diagonal product reads all of its columns at every step: few steps and rows at a time, so that they stay in the L1 cache
  const few = kind === 'diagonal' ? Math.ceil(DIAGONAL_FLOATS / n) : Number.POSITIVE_INFINITY
  const blocks = Math.max(1, Math.ceil(k / Math.min(K_BLOCK, Math.max(LEAST_DIAGONAL_BLOCK, few))))
  const kc = Math.max(1, Math.ceil(k / blocks))
  const groups = grouped ? groupsOf(Math.ceil(m / unit), blocks, 4 * m * n) : 1
  const groupLength = groups > 1 ? Math.ceil(blocks / groups) * kc : k
  return {
    kind,
    m,
    n,
    k,
    panels,
    unit,
    rowBlock: Math.ceil(Math.min(few, Math.max(LEAST_ROW_BLOCK, Math.floor(BLOCK_BYTES / (4 * n)))) / unit) * unit,
    kc,
    groups: groups > 1 ? Math.ceil(k / groupLength) : 1,
    groupLength,
  }
}

/** Cycles in a nanosecond. */
const CLOCK = 4

/** Nanoseconds that the product takes on one thread, about. */
export function layoutCost({ kind, m, n, k, panels }: ImplicitGemmLayout): number {
  // dots, and diagonal products, have one multiply-add for each column, or four of them, and read a vector for each
  const perStep =
    kind === 'matrix'
      ? panels.groups.reduce((sum, { count, width }) => sum + count * cycles(m, width / 4, 'relaxed'), 0)
      : m * (kind === 'dots' ? n : n / 4)
  return (perStep * k) / CLOCK + 0.5 * m * n
}

/** Bytes of the sums of groups. */
export const partialBytes = ({ m, n, groups }: ImplicitGemmLayout): number => (groups > 1 ? 4 * groups * m * n : 0)

/** Bytes of packed panels of `rows` rows, and those of each panel but the last. */
export const panelBytes = ({ step }: Panels, rows: number): number => 4 * step * rows
export const packedBytes = ({ groups }: Panels, rows: number): number =>
  groups.reduce((sum, { count, width }) => sum + 4 * count * width * rows, 0)

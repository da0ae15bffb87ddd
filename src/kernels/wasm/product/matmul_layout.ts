/** How a product of float32 matrices is cut into tiles, panels and blocks; what is packed, and what threads share. Decided by sizes alone. */
import type { Simd } from '../assembler/features.ts'
import type { Product } from './product.ts'

/** Bytes of A that a block of rows takes, the second where k is far, and its fewest rows. */
const ROW_BLOCK_BYTES = 1 << 19
const FAR_ROW_BLOCK_BYTES = 5 << 18
const LEAST_ROW_BLOCK = 64
/** Where A has no more bytes than this, or rows, it is one block if that spares the memory for all of B packed. */
const ONE_BLOCK_BYTES = 3 << 18
const ONE_BLOCK_ROWS = 128
/**
 * Longest block of k; the second where A is large: more digits are lost, but C, far away, is added to less often. There a k that is no
 * longer than `WHOLE_K` is one block. From `FAR_K` on even longer blocks pay.
 */
const K_BLOCK = 256
const LONG_K_BLOCK = 384
const FAR_K_BLOCK = 520
export const WHOLE_K = 1024
const FAR_K = 1700
/** So many panels are shared evenly enough. */
const EVEN_PANELS = 24
/** Rows of A that pay for packing B even if its rows are short. */
const PACK_ROWS = 96
/** Columns of B and steps of k that pay for turning A. */
const TURN_COLUMNS = 256
const TURN_K = 192

/** How one product is cut up. */
export interface Layout {
  readonly rows: number
  /** Columns of a panel. */
  readonly width: number
  readonly panels: number
  /** Columns of the last panel: at most one vector more than the others have. Its own width, and the rows of its tiles. */
  readonly last: number
  readonly lastWidth: number
  readonly lastRows: number
  readonly kc: number
  readonly rowBlock: number
  /** Blocks of k around panels, not within: all of k of as many rows of A as pay would not stay in the L2 cache. */
  readonly blocksAround: boolean
  /** A, stored transposed, is copied row by row first: each step of k would read another line. */
  readonly turnsA: boolean
  /** inside: by the thread that uses the panel, block after block; before: all of B in a phase of its own. */
  readonly pack: 'none' | 'inside' | 'before'
  readonly shareBy: 'panels' | 'rows'
  /** Bytes of scratch from one packed panel to the next. */
  readonly panelBytes: number
}

export const ceil4 = (n: number): number => Math.ceil(n / 4) * 4

/** Cycles for one row of C and one step of k: two multiply-adds a cycle, but no tile is faster than one's latency of 4. */
function cyclesPerRow(n: number, rows: number, vectors: number): number {
  const [panels, rest] = [Math.floor(n / (4 * vectors)), Math.ceil((n % (4 * vectors)) / 4)]
  const cycles = (width: number): number => (width === 0 ? 0 : Math.max(4, (rows * width) / 2))
  return (panels * cycles(vectors) + cycles(rest)) / rows
}

/**
 * Rows and vectors of a tile. 2 × 5 has the ten sums that fill the time; 3 × 3 and 2 × 4 fit fewer columns better. Without relaxed SIMD only 2 × 4
 * fits the registers. Wide code pairs vectors, so that 6 × 4 takes the registers of 6 × 2.
 */
function tileSize(m: number, n: number, simd: Simd): readonly [number, number] {
  if (simd === 'wide' && m >= 4 && n >= 16) return [6, 4]
  if (simd === 'plain') return [2, 4]
  if (simd === 'relaxed' && n >= 20) return [2, 5]
  if (m === 1 || m === 2 || m === 4) return [2, 4]
  return cyclesPerRow(n, 2, 4) < 0.97 * cyclesPerRow(n, 3, 3) ? [2, 4] : [3, 3]
}

/** Rows of a tile of one or more vectors that fills the registers. */
const ROWS_OF: Readonly<Record<Simd, readonly number[]>> = {
  plain: [6, 4, 2, 2],
  relaxed: [7, 4, 3, 2, 2, 2],
  wide: [7, 6, 3, 6],
}

export function layoutOf({ m, n, k, batch, transposeA, transposeB, updates, kept }: Product, host: Simd): Layout {
  // updates keep many values beside the sums: large tiles would spill
  const simd = host === 'wide' && updates.length > 0 ? 'relaxed' : host
  const [rows, vectors] = tileSize(m, n, simd)
  const width = 4 * vectors
  // one vector by itself is slow: the panel before takes it where a tile is made for that
  const joined = (vectors === 3 || vectors === 5) && n > width && n % width > 0 && n % width <= 4
  const panels = joined ? Math.floor(n / width) : Math.ceil(n / width)
  const last = n - (panels - 1) * width
  const lastWidth = ceil4(last)
  const rowTiles = Math.ceil(m / rows)
  const packed = transposeB || (m > 4 && n > 256) || (m >= PACK_ROWS && n > 16)
  const oneBlock = m <= ONE_BLOCK_ROWS || 4 * m * k <= ONE_BLOCK_BYTES
  // panels that are kept need not be packed where they are used: then threads may share whatever there is more of
  const manyPanels = kept ? panels >= EVEN_PANELS || panels > rowTiles : panels >= 8
  const shareBy = packed
    ? manyPanels && batch === 1 && oneBlock
      ? 'panels'
      : 'rows'
    : panels > rowTiles
      ? 'panels'
      : 'rows'
  const pack = !packed ? 'none' : shareBy === 'panels' && kept === undefined ? 'inside' : 'before'
  const far = k > FAR_K
  const longest = oneBlock ? K_BLOCK : k <= WHOLE_K ? WHOLE_K : far ? FAR_K_BLOCK : LONG_K_BLOCK
  const kc = ceil4(Math.ceil(k / Math.ceil(k / longest)))
  const blocksAround = 4 * k * LEAST_ROW_BLOCK > FAR_ROW_BLOCK_BYTES
  const rowBytes = 4 * (blocksAround ? kc : k)
  const rowsThatFit = Math.floor((far && !oneBlock && !blocksAround ? FAR_ROW_BLOCK_BYTES : ROW_BLOCK_BYTES) / rowBytes)
  return {
    rows,
    width,
    panels,
    last,
    lastWidth,
    lastRows: lastWidth === width ? rows : (ROWS_OF[simd][lastWidth / 4 - 1] as number),
    kc,
    rowBlock: packed && shareBy === 'panels' ? m : Math.ceil(Math.max(LEAST_ROW_BLOCK, rowsThatFit) / rows) * rows,
    blocksAround,
    turnsA: transposeA && packed && n >= TURN_COLUMNS && k >= TURN_K,
    pack,
    shareBy,
    panelBytes: 4 * Math.max(width, lastWidth) * (pack === 'inside' ? kc : ceil4(k)),
  }
}

/** What a scan goes through: units of blocks, row by row. */
import { Damaged } from './damaged.ts'
import type { Frame, FrameComponent, Scan } from './frame.ts'

export type ScanKind = 'sequential' | 'dc first' | 'dc refinement' | 'ac first' | 'ac refinement'

/** Decodes the coefficients of a scan, by rows of the frame's units. */
export interface RowDecoder {
  /** The coefficients of the row's first blocks are to stand in row `blockRow × v` of the component's. */
  decodeRow(row: number, blockRow: number): void
  /** Units that have been gone over, whether there was data for them or not; or decoding that took as long. */
  readonly visited: number
}

/** A block of a unit. */
export interface UnitBlock {
  readonly component: FrameComponent
  /** The component's number within the scan. */
  readonly index: number
  readonly x: number
  readonly y: number
}

function kindOf({ progressive }: Frame, { first, high }: Scan): ScanKind {
  if (!progressive) return 'sequential'
  if (first === 0) return high === 0 ? 'dc first' : 'dc refinement'
  return high === 0 ? 'ac first' : 'ac refinement'
}
function checkProgression({ components, first, last, high, low }: Scan): void {
  const bad =
    (first === 0 ? last !== 0 : first > last || last > 63 || components.length !== 1) ||
    (high !== 0 && low !== high - 1) ||
    low > 13
  if (bad) throw new Damaged()
}
/** libjpeg's limit. */
const MOST_BLOCKS = 10

export class ScanUnits {
  readonly kind: ScanKind
  readonly blocks: readonly UnitBlock[]
  /** The only component of the scan, whose units are single blocks. */
  readonly #single: FrameComponent | undefined
  readonly #unitsAcross: number

  /** Notes in the components of progressive files what the scan will give of their coefficients. */
  constructor(frame: Frame, scan: Scan) {
    this.kind = kindOf(frame, scan)
    const { components, first, last, low } = scan
    this.#single = components.length === 1 ? components[0] : undefined
    this.#unitsAcross = Math.ceil(frame.width / (8 * frame.maxH))
    this.blocks = components.flatMap((component, index) => {
      const [h, v] = this.#single ? [1, 1] : [component.h, component.v]
      return Array.from({ length: h * v }, (_, i) => ({ component, index, x: i % h, y: Math.floor(i / h) }))
    })
    if (this.blocks.length > MOST_BLOCKS) throw new Damaged()
    if (!frame.progressive) return
    checkProgression(scan)
    for (const { unknownBits } of components) unknownBits.fill(low, first, last + 1)
  }

  /** The units of row `row` of the frame: how many stand side by side, and where (`placeOf`). */
  runsOf(row: number, blockRow: number): readonly { readonly count: number; readonly place: number }[] {
    const single = this.#single
    if (!single) return [{ count: this.#unitsAcross, place: blockRow }]
    const { v, blocksDown, blocksAcross, paddedAcross } = single
    const rows = Math.max(0, Math.min(v, blocksDown - row * v))
    return Array.from({ length: rows }, (_, y) => ({
      count: blocksAcross,
      place: (blockRow * v + y) * paddedAcross,
    }))
  }

  /** The first coefficient of a block of the unit in `column` of a run. */
  placeOf({ component, x, y }: UnitBlock, column: number, place: number): number {
    const block = this.#single
      ? place + column
      : (place * component.v + y) * component.paddedAcross + column * component.h + x
    return block * 64
  }
}

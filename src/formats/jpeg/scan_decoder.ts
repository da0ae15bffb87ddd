/** Decodes the coefficients of a scan: sequential, or one of the four kinds of progressive scans. */
import { readCoefficients } from './block_reader.ts'
import { Damaged } from './damaged.ts'
import type { EntropyReader } from './entropy_reader.ts'
import type { Frame, FrameComponent, Scan, Tables } from './frame.ts'
import { decodingTable, type HuffmanTable } from './huffman_table.ts'
import { resynchronized } from './resynchronize.ts'
import { NATURAL_ORDER, STANDARD_AC, STANDARD_DC } from './tables.ts'
import type { CodedBlock, DecoderLoops } from './workspace.ts'

type Kind = 'sequential' | 'dc first' | 'dc refinement' | 'ac first' | 'ac refinement'

interface ScanComponent {
  readonly component: FrameComponent
  readonly dc: HuffmanTable | undefined
  readonly ac: HuffmanTable | undefined
  /** Its number within the scan. */
  readonly index: number
}
/** A block of a unit. */
interface UnitBlock {
  readonly owner: ScanComponent
  readonly x: number
  readonly y: number
}

function kindOf({ progressive }: Frame, { first, high }: Scan): Kind {
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

export class ScanDecoder {
  readonly #frame: Frame
  readonly #scan: Scan
  readonly #kind: Kind
  readonly #reader: EntropyReader
  readonly #restartInterval: number
  readonly #owners: readonly ScanComponent[]
  readonly #unit: readonly UnitBlock[]
  readonly #readUnits: DecoderLoops['readUnits']
  /** The last first coefficient of each component. */
  readonly #lastDc: Int32Array
  #exhausted = false
  #restartsLeft: number
  #nextRestart = 0
  #endOfBandRun = 0
  /** Units that have been gone over, whether there was data for them or not; runs of units without any are not. */
  visited = 0

  constructor(
    frame: Frame,
    scan: Scan,
    tables: Tables,
    reader: EntropyReader,
    restartInterval: number,
    loops: DecoderLoops,
  ) {
    this.#frame = frame
    this.#scan = scan
    this.#kind = kindOf(frame, scan)
    this.#reader = reader
    this.#restartInterval = restartInterval
    this.#restartsLeft = restartInterval
    if (frame.progressive) checkProgression(scan)
    this.#owners = scan.components.map((component, i) => this.#owner(component, i, tables))
    this.#lastDc = new Int32Array(this.#owners.length)
    this.#readUnits = this.#kind === 'sequential' ? loops.readUnits : undefined
    this.#unit =
      this.#owners.length === 1
        ? [{ owner: this.#owners[0] as ScanComponent, x: 0, y: 0 }]
        : this.#owners.flatMap(owner => {
            const { h, v } = owner.component
            return Array.from({ length: h * v }, (_, i) => ({ owner, x: i % h, y: Math.floor(i / h) }))
          })
    if (this.#unit.length > 10 && this.#owners.length > 1) throw new Damaged()
    if (frame.progressive) this.#noteProgress()
    reader.quickUnits = restartInterval === 0 && !frame.progressive
  }

  #owner(component: FrameComponent, index: number, tables: Tables): ScanComponent {
    const table = (isDc: boolean): HuffmanTable => {
      const index = isDc ? component.dcTable : component.acTable
      // moving pictures leave the standard's tables out
      const standard = this.#frame.progressive ? undefined : (isDc ? STANDARD_DC : STANDARD_AC)[index]
      const spec = (isDc ? tables.dc : tables.ac)[index] ?? standard
      if (!spec) throw new Damaged()
      return decodingTable(spec, isDc)
    }
    const kind = this.#kind
    return {
      component,
      dc: kind === 'sequential' || kind === 'dc first' ? table(true) : undefined,
      ac: kind === 'sequential' || kind.startsWith('ac') ? table(false) : undefined,
      index,
    }
  }
  #noteProgress(): void {
    const { components, first, last, low } = this.#scan
    for (const { unknownBits } of components) unknownBits.fill(low, first, last + 1)
  }

  /** Decodes the units of row `row` of the frame; the coefficients of its first blocks stand in row `blockRow × v` of the component's. */
  decodeRow(row: number, blockRow: number): void {
    const single = this.#owners.length === 1 ? (this.#owners[0] as ScanComponent) : undefined
    if (single) {
      const { component } = single
      const rows = Math.min(component.v, component.blocksDown - row * component.v)
      for (let y = 0; y < rows; y++)
        this.#decodeUnits(component.blocksAcross, (blockRow * component.v + y) * component.paddedAcross)
    } else this.#decodeUnits(Math.ceil(this.#frame.width / (8 * this.#frame.maxH)), blockRow)
  }

  /** `place`: for units of one block, the number of the first block; else the row of units. */
  #decodeUnits(count: number, place: number): void {
    const reader = this.#reader
    for (let column = 0; column < count; column++) {
      column += this.#readAhead(column, count, place)
      if (column === count) return
      if (this.#restartInterval > 0 && this.#restartsLeft === 0) this.#restart()
      if (this.#exhausted) {
        if (this.#restartInterval === 0) return
      } else if (this.#endOfBandRun > 0 && this.#kind === 'ac first') {
        let skipped = Math.min(this.#endOfBandRun, count - column)
        if (this.#restartInterval > 0) skipped = Math.min(skipped, this.#restartsLeft)
        this.#endOfBandRun -= skipped
        this.#restartsLeft -= skipped
        column += skipped - 1
        continue
      } else {
        reader.beginUnit(this.#unit.length, reader.quickUnits)
        this.#decodeUnit(column, place)
        if (!reader.endUnit()) this.#exhausted = true
      }
      this.#restartsLeft--
      this.visited++
    }
  }

  /** Leaves units from `column` on to machine code; says how many it has read. */
  #readAhead(column: number, count: number, place: number): number {
    const readUnits = this.#readUnits
    if (readUnits === undefined || this.#exhausted || this.#reader.counts) return 0
    const units = this.#restartInterval > 0 ? Math.min(count - column, this.#restartsLeft) : count - column
    if (units === 0) return 0
    const blocks = this.#unit.map((block): CodedBlock => {
      const { component, dc, ac, index } = block.owner
      const at = this.#placeOf(block, column, place)
      const step = this.#placeOf(block, column + 1, place) - at
      return {
        coefficients: component.coefficients,
        at,
        step,
        dc: dc as HuffmanTable,
        ac: ac as HuffmanTable,
        owner: index,
      }
    })
    const read = readUnits(this.#reader, blocks, this.#lastDc, units)
    this.#restartsLeft -= read
    this.visited += read
    return read
  }

  /** The first coefficient of a block of the unit in `column`. */
  #placeOf({ owner: { component }, x, y }: UnitBlock, column: number, place: number): number {
    const block =
      this.#owners.length > 1
        ? (place * component.v + y) * component.paddedAcross + column * component.h + x
        : place + column
    return block * 64
  }

  #decodeUnit(column: number, place: number): void {
    const unit = this.#unit
    for (let i = 0; i < unit.length; i++) {
      const block = unit[i] as UnitBlock
      const { owner } = block
      const { component } = owner
      const at = this.#placeOf(block, column, place)
      switch (this.#kind) {
        case 'sequential':
          this.#decodeBlock(owner, at)
          break
        case 'dc first':
          component.coefficients[at] = this.#nextDc(owner) << this.#scan.low
          break
        case 'dc refinement':
          if (this.#reader.bits(1) !== 0)
            component.coefficients[at] = (component.coefficients[at] as number) | (1 << this.#scan.low)
          break
        case 'ac first':
          this.#decodeBand(owner, at)
          break
        case 'ac refinement':
          this.#refineBand(owner, at)
      }
    }
  }

  /** The first coefficient of the owner's next block. */
  #nextDc(owner: ScanComponent): number {
    const reader = this.#reader
    const size = reader.symbol(owner.dc as HuffmanTable)
    const lastDc = this.#lastDc
    if (size > 0) lastDc[owner.index] = (lastDc[owner.index] as number) + reader.signed(size)
    return lastDc[owner.index] as number
  }

  #decodeBlock(owner: ScanComponent, at: number): void {
    const reader = this.#reader
    const { coefficients } = owner.component
    const ac = owner.ac as HuffmanTable
    coefficients[at] = this.#nextDc(owner)
    if (!reader.counts) {
      readCoefficients(reader, ac, coefficients, at)
      return
    }
    for (let k = 1; k < 64; k++) {
      const symbol = reader.symbol(ac)
      const bits = symbol & 15
      if (bits !== 0) {
        k += symbol >> 4
        coefficients[at + (NATURAL_ORDER[k] as number)] = reader.signed(bits)
      } else if (symbol === 0xf0) k += 15
      else break
    }
  }

  #decodeBand(owner: ScanComponent, at: number): void {
    const reader = this.#reader
    const { coefficients } = owner.component
    const { first, last, low } = this.#scan
    for (let k = first; k <= last; k++) {
      const symbol = reader.symbol(owner.ac as HuffmanTable)
      const [run, bits] = [symbol >> 4, symbol & 15]
      if (bits !== 0) {
        k += run
        coefficients[at + (NATURAL_ORDER[k] as number)] = reader.signed(bits) << low
      } else if (run === 15) k += 15
      else {
        this.#endOfBandRun = (1 << run) - 1 + (run > 0 ? reader.bits(run) : 0)
        break
      }
    }
  }

  #refineBand(owner: ScanComponent, at: number): void {
    const reader = this.#reader
    const { coefficients } = owner.component
    const { first, last, low } = this.#scan
    let k = first
    if (this.#endOfBandRun === 0) {
      for (; k <= last; k++) {
        const symbol = reader.symbol(owner.ac as HuffmanTable)
        let run = symbol >> 4
        let value = 0
        if ((symbol & 15) !== 0) value = reader.bits(1) !== 0 ? 1 << low : -1 << low
        else if (run !== 15) {
          this.#endOfBandRun = (1 << run) + (run > 0 ? reader.bits(run) : 0)
          break
        }
        for (; k <= last; k++) {
          const place = at + (NATURAL_ORDER[k] as number)
          if (coefficients[place] !== 0) this.#refine(coefficients, place)
          else if (--run < 0) break
        }
        if (value !== 0) coefficients[at + (NATURAL_ORDER[k] as number)] = value
      }
    }
    if (this.#endOfBandRun > 0) {
      for (; k <= last; k++) {
        const place = at + (NATURAL_ORDER[k] as number)
        if (coefficients[place] !== 0) this.#refine(coefficients, place)
      }
      this.#endOfBandRun--
    }
  }
  /** One more bit of a coefficient that is known not to be zero. */
  #refine(coefficients: Int16Array, place: number): void {
    const value = coefficients[place] as number
    const bit = 1 << this.#scan.low
    if (this.#reader.bits(1) !== 0 && (value & bit) === 0) coefficients[place] = value >= 0 ? value + bit : value - bit
  }

  #restart(): void {
    const found = resynchronized(this.#reader, this.#nextRestart)
    if (found) {
      this.#reader.load(this.#reader.next)
      this.#exhausted = false
    } else this.#reader.empty()
    this.#nextRestart = (this.#nextRestart + 1) & 7
    this.#lastDc.fill(0)
    this.#endOfBandRun = 0
    this.#restartsLeft = this.#restartInterval
  }
}

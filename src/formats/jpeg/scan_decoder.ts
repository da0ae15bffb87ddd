/** Decodes the coefficients of a scan: sequential, or one of the four kinds of progressive scans. */
import { readCoefficients } from './block_reader.ts'
import { Damaged } from './damaged.ts'
import type { EntropyReader } from './entropy_reader.ts'
import type { Frame, FrameComponent, Scan, Tables } from './frame.ts'
import { decodingTable, type HuffmanTable } from './huffman_table.ts'
import { resynchronized } from './resynchronize.ts'
import { type RowDecoder, ScanUnits, type UnitBlock } from './scan_units.ts'
import { NATURAL_ORDER, STANDARD_AC, STANDARD_DC } from './tables.ts'
import type { CodedBlock, DecoderLoops } from './workspace.ts'

interface ScanComponent {
  readonly dc: HuffmanTable | undefined
  readonly ac: HuffmanTable | undefined
}

/** Reads a scan of Huffman codes. */
export class ScanDecoder implements RowDecoder {
  readonly #frame: Frame
  readonly #scan: Scan
  readonly #units: ScanUnits
  readonly #reader: EntropyReader
  readonly #restartInterval: number
  readonly #owners: readonly ScanComponent[]
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
    this.#units = new ScanUnits(frame, scan)
    this.#reader = reader
    this.#restartInterval = restartInterval
    this.#restartsLeft = restartInterval
    this.#owners = scan.components.map(component => this.#owner(component, tables))
    this.#lastDc = new Int32Array(this.#owners.length)
    this.#readUnits = this.#units.kind === 'sequential' ? loops.readUnits : undefined
    reader.quickUnits = restartInterval === 0 && !frame.progressive
  }

  #owner(component: FrameComponent, tables: Tables): ScanComponent {
    const table = (isDc: boolean): HuffmanTable => {
      const index = isDc ? component.dcTable : component.acTable
      // moving pictures leave the standard's tables out
      const standard = this.#frame.progressive ? undefined : (isDc ? STANDARD_DC : STANDARD_AC)[index]
      const spec = (isDc ? tables.dc : tables.ac)[index] ?? standard
      if (!spec) throw new Damaged()
      return decodingTable(spec, isDc)
    }
    const { kind } = this.#units
    return {
      dc: kind === 'sequential' || kind === 'dc first' ? table(true) : undefined,
      ac: kind === 'sequential' || kind.startsWith('ac') ? table(false) : undefined,
    }
  }

  decodeRow(row: number, blockRow: number): void {
    for (const { count, place } of this.#units.runsOf(row, blockRow)) this.#decodeUnits(count, place)
  }

  #decodeUnits(count: number, place: number): void {
    const reader = this.#reader
    for (let column = 0; column < count; column++) {
      column += this.#readAhead(column, count, place)
      if (column === count) return
      if (this.#restartInterval > 0 && this.#restartsLeft === 0) this.#restart()
      if (this.#exhausted) {
        if (this.#restartInterval === 0) return
      } else if (this.#endOfBandRun > 0 && this.#units.kind === 'ac first') {
        let skipped = Math.min(this.#endOfBandRun, count - column)
        if (this.#restartInterval > 0) skipped = Math.min(skipped, this.#restartsLeft)
        this.#endOfBandRun -= skipped
        this.#restartsLeft -= skipped
        column += skipped - 1
        continue
      } else {
        reader.beginUnit(this.#units.blocks.length, reader.quickUnits)
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
    const blocks = this.#units.blocks.map((block): CodedBlock => {
      const { component, index } = block
      const { dc, ac } = this.#owners[index] as ScanComponent
      const at = this.#units.placeOf(block, column, place)
      const step = this.#units.placeOf(block, column + 1, place) - at
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

  #decodeUnit(column: number, place: number): void {
    const { blocks, kind } = this.#units
    for (let i = 0; i < blocks.length; i++) {
      const block = blocks[i] as UnitBlock
      const { component } = block
      const at = this.#units.placeOf(block, column, place)
      switch (kind) {
        case 'sequential':
          this.#decodeBlock(block, at)
          break
        case 'dc first':
          component.coefficients[at] = this.#nextDc(block) << this.#scan.low
          break
        case 'dc refinement':
          if (this.#reader.bits(1) !== 0)
            component.coefficients[at] = (component.coefficients[at] as number) | (1 << this.#scan.low)
          break
        case 'ac first':
          this.#decodeBand(block, at)
          break
        case 'ac refinement':
          this.#refineBand(block, at)
      }
    }
  }

  #acTable({ index }: UnitBlock): HuffmanTable {
    return this.#owners[index]?.ac as HuffmanTable
  }
  /** The first coefficient of the component's next block. */
  #nextDc({ index }: UnitBlock): number {
    const reader = this.#reader
    const size = reader.symbol(this.#owners[index]?.dc as HuffmanTable)
    const lastDc = this.#lastDc
    if (size > 0) lastDc[index] = (lastDc[index] as number) + reader.signed(size)
    return lastDc[index] as number
  }

  #decodeBlock(block: UnitBlock, at: number): void {
    const reader = this.#reader
    const { coefficients } = block.component
    const ac = this.#acTable(block)
    coefficients[at] = this.#nextDc(block)
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

  #decodeBand(block: UnitBlock, at: number): void {
    const reader = this.#reader
    const ac = this.#acTable(block)
    const { coefficients } = block.component
    const { first, last, low } = this.#scan
    for (let k = first; k <= last; k++) {
      const symbol = reader.symbol(ac)
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

  #refineBand(block: UnitBlock, at: number): void {
    const reader = this.#reader
    const ac = this.#acTable(block)
    const { coefficients } = block.component
    const { first, last, low } = this.#scan
    let k = first
    if (this.#endOfBandRun === 0) {
      for (; k <= last; k++) {
        const symbol = reader.symbol(ac)
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

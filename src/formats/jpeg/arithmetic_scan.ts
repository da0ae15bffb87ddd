/** Scans of arithmetic codes (sections F.2.4 and G.2.3 of the standard), with what libjpeg makes of damaged ones. */
import { ArithmeticDecoder, FIXED_STATE } from './arithmetic_decoder.ts'
import { Damaged } from './damaged.ts'
import type { EntropyReader } from './entropy_reader.ts'
import type { Conditioning, Frame, FrameComponent, Scan } from './frame.ts'
import { resynchronized } from './resynchronize.ts'
import { type RowDecoder, ScanUnits, type UnitBlock } from './scan_units.ts'
import { NATURAL_ORDER } from './tables.ts'

/** Places in the states of a table for first coefficients, and of one for the others (tables F.4 and F.5). */
const [DC_STATES, AC_STATES] = [64, 256]
const DC_LADDER = 20
const [LOW_LADDER, HIGH_LADDER] = [189, 217]
/** From a rung of a ladder of magnitudes to the state for bits of such magnitudes. */
const TO_BITS = 14
const MOST_MAGNITUDE = 0x8000
/** As many decisions take as long as a unit without data. */
const DECISIONS_PER_VISIT = 8

/** Thrown where codes cannot be: what is left of the data until the next restart is passed over. */
class BadCode {}

export class ArithmeticScan implements RowDecoder {
  readonly #scan: Scan
  readonly #units: ScanUnits
  readonly #reader: EntropyReader
  readonly #decoder: ArithmeticDecoder
  readonly #restartInterval: number
  readonly #conditioning: Conditioning
  /** By the numbers of the tables. */
  readonly #dcStates: Uint8Array[] = []
  readonly #acStates: Uint8Array[] = []
  readonly #fixed = Uint8Array.of(FIXED_STATE)
  /** Of each component: the last first coefficient, and the states that the last difference leads to. */
  readonly #lastDc: Int32Array
  readonly #context: Int32Array
  #failed = false
  #restartsLeft: number
  #nextRestart = 0
  #visitedUnits = 0

  constructor(frame: Frame, scan: Scan, conditioning: Conditioning, reader: EntropyReader, restartInterval: number) {
    this.#scan = scan
    this.#units = new ScanUnits(frame, scan)
    this.#reader = reader
    this.#decoder = new ArithmeticDecoder(reader)
    this.#restartInterval = restartInterval
    this.#restartsLeft = restartInterval
    this.#conditioning = conditioning
    const { kind } = this.#units
    for (const { dcTable, acTable } of scan.components) {
      if (kind === 'sequential' || kind === 'dc first') this.#dcStates[dcTable] = new Uint8Array(DC_STATES)
      if (kind === 'sequential' || kind.startsWith('ac')) this.#acStates[acTable] = new Uint8Array(AC_STATES)
    }
    this.#lastDc = new Int32Array(scan.components.length)
    this.#context = new Int32Array(scan.components.length)
  }

  get visited(): number {
    return this.#visitedUnits + Math.floor(this.#decoder.decisions / DECISIONS_PER_VISIT)
  }

  decodeRow(row: number, blockRow: number): void {
    for (const { count, place } of this.#units.runsOf(row, blockRow))
      for (let column = 0; column < count; column++) {
        if (this.#restartInterval > 0 && this.#restartsLeft === 0) this.#restart()
        this.#restartsLeft--
        this.#visitedUnits++
        if (!this.#failed) this.#decodeUnit(column, place)
      }
  }

  #restart(): void {
    const found = resynchronized(this.#reader, this.#nextRestart)
    if (found) this.#reader.load(this.#reader.next)
    else this.#reader.empty()
    this.#nextRestart = (this.#nextRestart + 1) & 7
    for (const states of [...this.#dcStates, ...this.#acStates]) states?.fill(0)
    this.#lastDc.fill(0)
    this.#context.fill(0)
    this.#decoder.restart()
    this.#failed = false
    this.#restartsLeft = this.#restartInterval
  }

  #decodeUnit(column: number, place: number): void {
    try {
      for (const block of this.#units.blocks) this.#decodeBlock(block, this.#units.placeOf(block, column, place))
    } catch (error) {
      if (!(error instanceof BadCode)) throw error
      this.#failed = true
    }
  }
  #decodeBlock(block: UnitBlock, at: number): void {
    const { component } = block
    const { coefficients } = component
    const { first, last, low } = this.#scan
    switch (this.#units.kind) {
      case 'sequential':
        coefficients[at] = this.#nextDc(block)
        this.#decodeBand(component, at, 1, 63, 0)
        break
      case 'dc first':
        coefficients[at] = this.#nextDc(block) << low
        break
      case 'dc refinement':
        coefficients[at] = (coefficients[at] as number) | (this.#decoder.decide(this.#fixed, 0) << low)
        break
      case 'ac first':
        this.#decodeBand(component, at, first, last, low)
        break
      case 'ac refinement':
        this.#refineBand(component, at)
    }
  }

  /** Climbs a ladder from a magnitude on; gives the magnitude's highest bit, and where its other bits have their state. */
  #climb(states: Uint8Array, ladder: number, from: number): readonly [magnitude: number, bits: number] {
    let magnitude = from
    let rung = ladder
    for (; this.#decoder.decide(states, rung) !== 0; rung++) {
      magnitude <<= 1
      if (magnitude === MOST_MAGNITUDE) throw new BadCode()
    }
    return [magnitude, rung + TO_BITS]
  }
  /** The number with that highest bit, of which 1 is no part, and that sign. */
  #valueOf(states: Uint8Array, [highest, at]: readonly [number, number], isNegative: boolean): number {
    let value = highest
    for (let bit = highest >> 1; bit > 0; bit >>= 1) if (this.#decoder.decide(states, at) !== 0) value |= bit
    return isNegative ? -value - 1 : value + 1
  }

  /** The first coefficient of the component's next block. */
  #nextDc({ component: { dcTable }, index }: UnitBlock): number {
    const decoder = this.#decoder
    const states = this.#dcStates[dcTable] as Uint8Array
    const context = this.#context[index] as number
    if (decoder.decide(states, context) === 0) this.#context[index] = 0
    else {
      const sign = decoder.decide(states, context + 1)
      const found =
        decoder.decide(states, context + 2 + sign) === 0 ? ([0, 0] as const) : this.#climb(states, DC_LADDER, 1)
      const [lower, upper] = [this.#conditioning.dcLower[dcTable] ?? 0, this.#conditioning.dcUpper[dcTable] ?? 1]
      const size = found[0] < (1 << lower) >> 1 ? 0 : found[0] > (1 << upper) >> 1 ? 12 : 4
      this.#context[index] = size === 0 ? 0 : size + 4 * sign
      this.#lastDc[index] = (this.#lastDc[index] as number) + this.#valueOf(states, found, sign !== 0)
    }
    return this.#lastDc[index] as number
  }

  #decodeBand({ coefficients, acTable }: FrameComponent, at: number, first: number, last: number, low: number): void {
    const decoder = this.#decoder
    const states = this.#acStates[acTable] as Uint8Array
    const highFrom = this.#conditioning.acHigh[acTable] ?? 5
    for (let k = first; k <= last; k++) {
      if (decoder.decide(states, 3 * (k - 1)) !== 0) return
      while (decoder.decide(states, 3 * (k - 1) + 1) === 0) if (++k > last) throw new BadCode()
      const sign = decoder.decide(this.#fixed, 0)
      const size = 3 * (k - 1) + 2
      let found: readonly [number, number] = [0, 0]
      if (decoder.decide(states, size) !== 0)
        found =
          decoder.decide(states, size) === 0
            ? [1, size + TO_BITS]
            : this.#climb(states, k <= highFrom ? LOW_LADDER : HIGH_LADDER, 2)
      coefficients[at + (NATURAL_ORDER[k] as number)] = this.#valueOf(states, found, sign !== 0) << low
    }
  }

  #refineBand({ coefficients, acTable }: FrameComponent, at: number): void {
    const decoder = this.#decoder
    const states = this.#acStates[acTable] as Uint8Array
    const { first, last, low } = this.#scan
    // the block's end, as far as it is known, is not before the last coefficient that is known not to be zero
    let known = last
    while (known > 0 && coefficients[at + (NATURAL_ORDER[known] as number)] === 0) known--
    for (let k = first; k <= last; k++) {
      if (k > known && decoder.decide(states, 3 * (k - 1)) !== 0) return
      for (; ; k++) {
        if (k > last) throw new BadCode()
        const place = at + (NATURAL_ORDER[k] as number)
        const value = coefficients[place] as number
        if (value !== 0) {
          if (decoder.decide(states, 3 * (k - 1) + 2) !== 0)
            coefficients[place] = value + (value < 0 ? -1 << low : 1 << low)
          break
        }
        if (decoder.decide(states, 3 * (k - 1) + 1) !== 0) {
          coefficients[place] = decoder.decide(this.#fixed, 0) !== 0 ? -1 << low : 1 << low
          break
        }
      }
    }
  }
}

/** A segment that says how the tables' states depend on what came before (section B.2.4.3). */
export function readConditioning(bytes: Uint8Array, into: Conditioning): void {
  if (bytes.length % 2 !== 0) throw new Damaged()
  for (let at = 0; at < bytes.length; at += 2) {
    const [table, value] = [bytes[at] as number, bytes[at + 1] as number]
    if (table >= 32) throw new Damaged()
    if (table >= 16) into.acHigh[table - 16] = value
    else {
      into.dcLower[table] = value & 15
      into.dcUpper[table] = value >> 4
      if ((value & 15) > value >> 4) throw new Damaged()
    }
  }
}

/** Scans as libjpeg writes them: sequential, or with the progression that it recommends. */
import { BitWriter } from './bit_writer.ts'
import type { HuffmanCodes } from './huffman_codes.ts'
import { NATURAL_ORDER } from './tables.ts'
import type { EncoderLoops, WrittenBlock } from './workspace.ts'

export interface EncodedComponent {
  readonly id: number
  readonly h: number
  readonly v: number
  /** Number of the quantizers and of both Huffman tables. */
  readonly table: 0 | 1
  readonly blocksAcross: number
  readonly blocksDown: number
  readonly paddedAcross: number
  readonly coefficients: Int16Array
}
export interface EncodedScan {
  readonly components: readonly EncodedComponent[]
  readonly first: number
  readonly last: number
  readonly high: number
  readonly low: number
}

const sequentialScan = (components: readonly EncodedComponent[]): EncodedScan => ({
  components,
  first: 0,
  last: 63,
  high: 0,
  low: 0,
})
export function scansOf(components: readonly EncodedComponent[], progressive: boolean): EncodedScan[] {
  if (!progressive) return [sequentialScan(components)]
  const dc = (high: number, low: number): EncodedScan => ({ components, first: 0, last: 0, high, low })
  const ac = (index: number, first: number, last: number, high: number, low: number): EncodedScan => ({
    components: [components[index] as EncodedComponent],
    first,
    last,
    high,
    low,
  })
  const luma = [ac(0, 1, 5, 0, 2), ac(0, 6, 63, 0, 2), ac(0, 1, 63, 2, 1), ac(0, 1, 63, 1, 0)] as const
  if (components.length === 1) return [dc(0, 1), luma[0], luma[1], luma[2], dc(1, 0), luma[3]]
  return [
    dc(0, 1),
    luma[0],
    ac(2, 1, 63, 0, 1),
    ac(1, 1, 63, 0, 1),
    luma[1],
    luma[2],
    dc(1, 0),
    ac(2, 1, 63, 1, 0),
    ac(1, 1, 63, 1, 0),
    luma[3],
  ]
}

/** Counts of symbols, by table. */
export interface Counts {
  readonly dc: readonly [Float64Array, Float64Array]
  readonly ac: readonly [Float64Array, Float64Array]
}
export const newCounts = (): Counts => ({
  dc: [new Float64Array(256), new Float64Array(256)],
  ac: [new Float64Array(256), new Float64Array(256)],
})
export interface Codes {
  readonly dc: readonly (HuffmanCodes | undefined)[]
  readonly ac: readonly (HuffmanCodes | undefined)[]
}

const [MOST_RUN, MOST_CORRECTIONS] = [0x7fff, 1000 - 64 + 1]
const sizeOf = (value: number): number => 32 - Math.clz32(value)

/** Goes through the blocks of a scan, and counts its symbols or writes it. */
export class ScanEncoder {
  readonly #scan: EncodedScan
  readonly #counts: Counts | undefined
  readonly #codes: Codes | undefined
  readonly #writer = new BitWriter()
  readonly #writeUnits: EncoderLoops['writeUnits']
  readonly #lastDc: Int32Array
  #run = 0
  /** Bits of coefficients within a run of blocks without new ones. */
  #corrections: number[] = []

  constructor(scan: EncodedScan, into: { readonly counts: Counts } | { readonly codes: Codes }, loops: EncoderLoops) {
    const isSequential = scan.first === 0 && scan.last === 63
    this.#writeUnits = isSequential && 'codes' in into ? loops.writeUnits : undefined
    this.#scan = scan
    this.#counts = 'counts' in into ? into.counts : undefined
    this.#codes = 'codes' in into ? into.codes : undefined
    this.#lastDc = new Int32Array(scan.components.length)
  }

  /** Gives the compressed data. */
  encode(): Uint8Array {
    const { components } = this.#scan
    const [first] = components as readonly [EncodedComponent]
    if (components.length === 1) {
      for (let y = 0; y < first.blocksDown; y++)
        if (!this.#rowByCode(y, first.blocksAcross))
          for (let x = 0; x < first.blocksAcross; x++) this.#block(0, first, (y * first.paddedAcross + x) * 64)
    } else {
      const rows = Math.ceil(first.blocksDown / first.v)
      const columns = first.paddedAcross / first.h
      for (let row = 0; row < rows; row++)
        if (!this.#rowByCode(row, columns)) for (let column = 0; column < columns; column++) this.#unit(row, column)
    }
    this.#endRun(first.table)
    return this.#counts ? new Uint8Array(0) : this.#writer.finish()
  }
  /** Leaves a row of units to machine code, if there is any. */
  #rowByCode(row: number, units: number): boolean {
    const writeUnits = this.#writeUnits
    if (writeUnits === undefined) return false
    const { components } = this.#scan
    const unit = components.flatMap((component, owner): WrittenBlock[] => {
      const { paddedAcross, coefficients, table } = component
      const [h, v] = components.length === 1 ? [1, 1] : [component.h, component.v]
      const [dc, ac] = [this.#codes?.dc[table] as HuffmanCodes, this.#codes?.ac[table] as HuffmanCodes]
      return Array.from({ length: h * v }, (_, i) => {
        const at = ((row * v + Math.floor(i / h)) * paddedAcross + (i % h)) * 64
        return { coefficients, at, step: h * 64, dc, ac, owner }
      })
    })
    writeUnits(this.#writer, unit, this.#lastDc, units)
    return true
  }
  #unit(row: number, column: number): void {
    for (const [i, component] of this.#scan.components.entries()) {
      const { h, v, paddedAcross } = component
      for (let y = 0; y < v; y++)
        for (let x = 0; x < h; x++) this.#block(i, component, ((row * v + y) * paddedAcross + column * h + x) * 64)
    }
  }
  #block(index: number, component: EncodedComponent, at: number): void {
    const { first, last, high } = this.#scan
    if (first === 0 && last === 63) {
      this.#dc(index, component, at)
      this.#sequentialAc(component, at)
    } else if (first > 0) {
      if (high === 0) this.#band(component, at)
      else this.#refinement(component, at)
    } else if (high === 0) this.#dc(index, component, at)
    else this.#bits((component.coefficients[at] as number) >> this.#scan.low, 1)
  }

  #symbol(kind: 'dc' | 'ac', table: 0 | 1, symbol: number): void {
    if (this.#counts) {
      const counts = this.#counts[kind][table]
      counts[symbol] = (counts[symbol] as number) + 1
      return
    }
    const codes = this.#codes?.[kind][table] as HuffmanCodes
    this.#writer.bits(codes.codes[symbol] as number, codes.lengths[symbol] as number)
  }
  #bits(value: number, count: number): void {
    if (!this.#counts && count > 0) this.#writer.bits(value, count)
  }

  #dc(index: number, { coefficients, table }: EncodedComponent, at: number): void {
    const value = (coefficients[at] as number) >> this.#scan.low
    const difference = value - (this.#lastDc[index] as number)
    this.#lastDc[index] = value
    const size = sizeOf(Math.abs(difference))
    this.#symbol('dc', table, size)
    this.#bits(difference < 0 ? difference - 1 : difference, size)
  }
  #sequentialAc({ coefficients, table }: EncodedComponent, at: number): void {
    let run = 0
    for (let k = 1; k < 64; k++) {
      const value = coefficients[at + (NATURAL_ORDER[k] as number)] as number
      if (value === 0) {
        run++
        continue
      }
      for (; run > 15; run -= 16) this.#symbol('ac', table, 0xf0)
      const size = sizeOf(value < 0 ? -value : value)
      this.#symbol('ac', table, (run << 4) | size)
      this.#bits(value < 0 ? value - 1 : value, size)
      run = 0
    }
    if (run > 0) this.#symbol('ac', table, 0)
  }

  #band({ coefficients, table }: EncodedComponent, at: number): void {
    const { first, last, low } = this.#scan
    let run = 0
    for (let k = first; k <= last; k++) {
      const value = coefficients[at + (NATURAL_ORDER[k] as number)] as number
      const size = Math.abs(value) >> low
      if (size === 0) {
        run++
        continue
      }
      this.#endRun(table)
      for (; run > 15; run -= 16) this.#symbol('ac', table, 0xf0)
      this.#symbol('ac', table, (run << 4) | sizeOf(size))
      this.#bits(value < 0 ? ~size : size, sizeOf(size))
      run = 0
    }
    if (run > 0 && ++this.#run === MOST_RUN) this.#endRun(table)
  }

  #refinement({ coefficients, table }: EncodedComponent, at: number): void {
    const { first, last, low } = this.#scan
    const sizeAt = (k: number): number => Math.abs(coefficients[at + (NATURAL_ORDER[k] as number)] as number) >> low
    let end = 0
    for (let k = first; k <= last; k++) if (sizeAt(k) === 1) end = k
    let run = 0
    let corrections: number[] = []
    const flush = (): void => {
      for (const bit of corrections) this.#bits(bit, 1)
      corrections = []
    }
    for (let k = first; k <= last; k++) {
      const size = sizeAt(k)
      if (size === 0) {
        run++
        continue
      }
      for (; run > 15 && k <= end; run -= 16) {
        this.#endRun(table)
        this.#symbol('ac', table, 0xf0)
        flush()
      }
      if (size > 1) {
        corrections.push(size & 1)
        continue
      }
      this.#endRun(table)
      this.#symbol('ac', table, (run << 4) | 1)
      this.#bits((coefficients[at + (NATURAL_ORDER[k] as number)] as number) < 0 ? 0 : 1, 1)
      flush()
      run = 0
    }
    if (run === 0 && corrections.length === 0) return
    this.#run++
    this.#corrections.push(...corrections)
    if (this.#run === MOST_RUN || this.#corrections.length > MOST_CORRECTIONS) this.#endRun(table)
  }
  /** Writes how many blocks had nothing more, if any had. */
  #endRun(table: 0 | 1): void {
    if (this.#run === 0) return
    const size = sizeOf(this.#run) - 1
    this.#symbol('ac', table, size << 4)
    this.#bits(this.#run, size)
    for (const bit of this.#corrections) this.#bits(bit, 1)
    this.#run = 0
    this.#corrections = []
  }
}

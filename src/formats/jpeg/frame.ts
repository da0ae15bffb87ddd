/** What a JPEG file says of its picture, and what decoding keeps of each component. */
import type { HuffmanSpec } from './tables.ts'

export interface FrameComponent {
  readonly id: number
  /** Samples across and down, as shares of the largest. */
  readonly h: number
  readonly v: number
  readonly quantizerIndex: number
  /** Blocks that hold samples of the picture. */
  readonly blocksAcross: number
  readonly blocksDown: number
  /** Blocks in a row of the coefficients, those that only fill up the last units included. */
  readonly paddedAcross: number
  /** Set by the first scan that has the component. */
  quantizers: Uint16Array | undefined
  coefficients: Int16Array
  dcTable: number
  acTable: number
  /** Of progressive files: bits of each coefficient that are not known yet; −1: none is known. */
  readonly unknownBits: Int8Array
}

export interface Frame {
  readonly progressive: boolean
  readonly arithmetic: boolean
  readonly precision: number
  readonly width: number
  readonly height: number
  readonly maxH: number
  readonly maxV: number
  /** Rows of units of all components. */
  readonly unitRows: number
  readonly components: readonly FrameComponent[]
}

export interface Scan {
  readonly components: readonly FrameComponent[]
  readonly first: number
  readonly last: number
  readonly high: number
  readonly low: number
}

/** Tables by their number; each kind has four. */
export interface Tables {
  readonly quantizers: (Uint16Array | undefined)[]
  readonly dc: (HuffmanSpec | undefined)[]
  readonly ac: (HuffmanSpec | undefined)[]
}

/** Of arithmetic codes, by the number of the table: the limits of small differences, and from where on coefficients are high. */
export interface Conditioning {
  readonly dcLower: number[]
  readonly dcUpper: number[]
  readonly acHigh: number[]
}

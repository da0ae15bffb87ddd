/**
 * The memory that a picture is decoded in, and the loops over it. Machine code for the loops is of a later layer, which installs it along with
 * memory that it can reach; it gives bit for bit what the loops here give.
 */
import type { BitWriter } from './bit_writer.ts'
import type { ConvertPixels } from './color.ts'
import { convertYCbCr } from './color.ts'
import { average, toYCbCr } from './encoder_planes.ts'
import type { EntropyReader } from './entropy_reader.ts'
import { type Divisors, forward8 } from './forward_transform.ts'
import type { HuffmanCodes } from './huffman_codes.ts'
import type { HuffmanTable } from './huffman_table.ts'
import { inverse8 } from './idct.ts'
import { widened, widenedBetween } from './upsampling.ts'

/** Where a block of a unit of a sequential scan goes, and how it is coded. */
export interface CodedBlock {
  readonly coefficients: Int16Array
  /** The block's place in the coefficients, for the first unit. */
  readonly at: number
  /** From one unit's block to the next one's. */
  readonly step: number
  readonly dc: HuffmanTable
  readonly ac: HuffmanTable
  /** Number of the component within the scan: its place in `lastDc`. */
  readonly owner: number
}

/** All arrays but quantizers and pixels are of the loops' workspace. */
export interface DecoderLoops {
  /** Transforms `blocks` blocks side by side to 8 × 8 samples each. */
  inverseRow(
    coefficients: Int16Array,
    at: number,
    blocks: number,
    quantizers: Uint16Array,
    plane: Uint8Array,
    place: number,
    stride: number,
  ): void
  readonly fromYCbCr: ConvertPixels
  widened(row: Uint8Array, into: Uint8Array): Uint8Array
  widenedBetween(near: Uint8Array, far: Uint8Array, into: Uint8Array): Uint8Array
  /**
   * Reads units of a sequential scan as long as they are whole and have codes of the tables only; says how many. The reader, which must not
   * count what libjpeg takes, and `lastDc` stand behind the last of them; coefficients of the next may have been written.
   */
  readonly readUnits?: (reader: EntropyReader, unit: readonly CodedBlock[], lastDc: Int32Array, units: number) => number
}
/** A block of a unit as `CodedBlock` has it, for writing. */
export interface WrittenBlock extends Omit<CodedBlock, 'dc' | 'ac'> {
  readonly dc: HuffmanCodes
  readonly ac: HuffmanCodes
}
/** Arrays are of the loops' workspace. */
export interface EncoderLoops {
  /** Rows of the components of `width` pixels, RGB, of any array's, from byte `at` on. */
  toYCbCr(pixels: Uint8Array, at: number, width: number, luma: Uint8Array, cb: Uint8Array, cr: Uint8Array): void
  /** Means of two samples each of both rows, as many as fit `into`. */
  average(upper: Uint8Array, lower: Uint8Array, into: Uint8Array): void
  /** Transforms `blocks` blocks of 8 × 8 samples side by side. */
  forwardRow(
    plane: Uint8Array,
    place: number,
    stride: number,
    blocks: number,
    divisors: Divisors,
    coefficients: Int16Array,
    at: number,
  ): void
  /** Writes units of a sequential scan; `lastDc` stands behind the last of them. */
  readonly writeUnits?: (writer: BitWriter, unit: readonly WrittenBlock[], lastDc: Int32Array, units: number) => void
}
export interface Workspace {
  readonly loops: DecoderLoops
  readonly encoder: EncoderLoops
  bytes(length: number): Uint8Array<ArrayBuffer>
  words(length: number): Int16Array<ArrayBuffer>
}

const plainLoops: DecoderLoops = {
  inverseRow(coefficients, at, blocks, quantizers, plane, place, stride) {
    for (let x = 0; x < blocks; x++) inverse8(coefficients, at + x * 64, quantizers, plane, place + x * 8, stride)
  },
  fromYCbCr: convertYCbCr,
  widened,
  widenedBetween,
}
export const PLAIN_WORKSPACE: Workspace = {
  loops: plainLoops,
  encoder: {
    toYCbCr,
    average,
    forwardRow(plane, place, stride, blocks, divisors, coefficients, at) {
      for (let x = 0; x < blocks; x++) forward8(plane, place + x * 8, stride, divisors, coefficients, at + x * 64)
    },
  },
  bytes: length => new Uint8Array(length),
  words: length => new Int16Array(length),
}

/** Bytes that an array of a workspace takes at most beyond its own. */
export const ARRAY_SLACK = 128

/** Gives a workspace for arrays of `bytes` bytes, slack included, in place of the last one; undefined where there is no memory for it. */
export type OpenWorkspace = (bytes: number) => Workspace | undefined
let open: OpenWorkspace | undefined
/** Undefined: back to the plain loops. */
export function installWorkspace(opener: OpenWorkspace | undefined): void {
  open = opener
}
export const openWorkspace = (bytes: number): Workspace => open?.(bytes) ?? PLAIN_WORKSPACE

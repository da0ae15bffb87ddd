/** Loops over pictures in JPEG files as machine code, where the reader of such files finds them. */
import type { EntropyReader } from '../../formats/jpeg/entropy_reader.ts'
import type { HuffmanCodes } from '../../formats/jpeg/huffman_codes.ts'
import type { HuffmanTable } from '../../formats/jpeg/huffman_table.ts'
import { NATURAL_ORDER } from '../../formats/jpeg/tables.ts'
import {
  ARRAY_SLACK,
  type CodedBlock,
  type DecoderLoops,
  type EncoderLoops,
  installWorkspace,
  type Workspace,
  type WrittenBlock,
} from '../../formats/jpeg/workspace.ts'
import * as layout from '../../kernels/wasm/jpeg/layout.ts'
import { type JpegCode, jpegCode } from '../../kernels/wasm/jpeg/module.ts'

const PAGE = 65_536
/** A workspace of no more bytes than this stays for the next picture; one of more than that is not asked for. */
const [MOST_KEPT, MOST_BYTES] = [2 ** 25, 2 ** 30]

class WasmWorkspace implements Workspace {
  readonly #memory: WebAssembly.Memory<ArrayBuffer>
  readonly loops: DecoderLoops
  readonly encoder: EncoderLoops
  #next: number = layout.ARRAYS
  /** What lies behind has never been used: it is zero, and costs nothing until it is touched. */
  #usedEnd: number = layout.ARRAYS

  constructor(bytes: number) {
    const memory = new WebAssembly.Memory<ArrayBuffer>({ initial: Math.ceil((layout.ARRAYS + bytes) / PAGE) })
    this.#memory = memory
    new Uint8Array(memory.buffer).set(
      NATURAL_ORDER.map(place => 2 * place),
      layout.ORDER,
    )
    for (const [k, place] of NATURAL_ORDER.subarray(0, 64).entries())
      new Uint8Array(memory.buffer)[layout.PLACES + place] = k
    const code = jpegCode(memory)
    this.loops = loopsOf(memory.buffer, code)
    this.encoder = encoderLoopsOf(memory.buffer, code)
  }
  get capacity(): number {
    return this.#memory.buffer.byteLength - layout.ARRAYS
  }
  /** Takes all arrays back. */
  clear(): void {
    this.#usedEnd = Math.max(this.#usedEnd, this.#next)
    this.#next = layout.ARRAYS
  }
  #take(bytes: number): number {
    const address = this.#next
    this.#next += Math.ceil(bytes / 16) * 16 + ARRAY_SLACK - 16
    return address
  }
  bytes(length: number): Uint8Array<ArrayBuffer> {
    const address = this.#take(length)
    const array = new Uint8Array(this.#memory.buffer, address, length)
    return address < this.#usedEnd ? array.fill(0, 0, this.#usedEnd - address) : array
  }
  words(length: number): Int16Array<ArrayBuffer> {
    const array = this.bytes(2 * length)
    return new Int16Array(array.buffer, array.byteOffset, length)
  }
}

function loopsOf(memory: ArrayBuffer, code: JpegCode): DecoderLoops {
  const bytes = new Uint8Array(memory)
  const numbers = new Int32Array(memory, 0, layout.SUMS / 4)
  const quantizersAt = new Uint16Array(memory, layout.QUANTIZERS, 64)
  const tables = decodingSlots(memory)
  return {
    inverseRow(coefficients, at, blocks, quantizers, plane, place, stride) {
      quantizersAt.set(quantizers)
      code.inverseRow(coefficients.byteOffset + 2 * at, blocks, plane.byteOffset + place, stride)
    },
    fromYCbCr([luma, cb, cr], width, out, at) {
      const rows = [luma as Uint8Array, cb as Uint8Array, cr as Uint8Array] as const
      code.fromYCbCr(rows[0].byteOffset, rows[1].byteOffset, rows[2].byteOffset, layout.LINE, width)
      out.set(bytes.subarray(layout.LINE, layout.LINE + 3 * width), at)
    },
    widened(row, into) {
      code.widened(row.byteOffset, row.length, into.byteOffset)
      return into
    },
    widenedBetween(near, far, into) {
      code.widenedBetween(near.byteOffset, far.byteOffset, near.length, into.byteOffset)
      return into
    },
    readUnits(reader: EntropyReader, unit: readonly CodedBlock[], lastDc: Int32Array, units: number): number {
      // what is read once more at the end of a file is elsewhere
      if (reader.bytes.buffer !== memory || unit.length > layout.MOST_BLOCKS) return 0
      describeUnit(numbers, unit, 0, ({ dc, ac, owner }) => [tables(dc, 2 * owner), tables(ac, 2 * owner + 1)])
      numbers[layout.DATA / 4] = reader.bytes.byteOffset
      numbers[layout.POSITION / 4] = reader.position
      numbers[layout.BITS_END / 4] = reader.bitsEnd
      numbers.set(lastDc, layout.LAST_DC / 4)
      const done = code.readUnits(units)
      reader.position = (numbers[layout.POSITION / 4] as number) >>> 0
      lastDc.set(numbers.subarray(layout.LAST_DC / 4, layout.LAST_DC / 4 + lastDc.length))
      return done
    },
  }
}

/** Of a unit's blocks, from unit `first` on: where they are, and the tables at the addresses that `tables` gives. */
function describeUnit<Block extends CodedBlock | WrittenBlock>(
  numbers: Int32Array,
  unit: readonly Block[],
  first: number,
  tables: (block: Block) => readonly [dc: number, ac: number],
): void {
  for (const [i, block] of unit.entries()) {
    const { coefficients, at, step, owner } = block
    const address = coefficients.byteOffset + 2 * (at + first * step)
    numbers.set(
      [address, 2 * step, ...tables(block), layout.LAST_DC + 4 * owner],
      (layout.BLOCKS + i * layout.BLOCK_BYTES) / 4,
    )
  }
  numbers[layout.BLOCKS_END / 4] = layout.BLOCKS + unit.length * layout.BLOCK_BYTES
}

/** Gives the address of a table in a slot: the first one's is `start`, `bytes` bytes each. `put` writes it where the slot has another one. */
function slots<Table extends object>(
  start: number,
  bytes: number,
  put: (table: Table, at: number) => void,
): (table: Table, slot: number) => number {
  const held: (Table | undefined)[] = []
  return (table, slot) => {
    const at = start + slot * bytes
    if (held[slot] !== table) {
      held[slot] = table
      put(table, at)
    }
    return at
  }
}

/** Eight tables to read by: a scan has no more. */
function decodingSlots(memory: ArrayBuffer): (table: HuffmanTable, slot: number) => number {
  const bytes = new Uint8Array(memory)
  const put = (array: Uint8Array | Uint16Array | Int32Array, at: number): void =>
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
  return slots(layout.TABLES, layout.TABLE_BYTES, (table, at) => {
    put(table.lookup, at)
    put(table.values, at + layout.TABLE_VALUES)
    put(table.largest, at + layout.TABLE_LARGEST)
    put(table.offset, at + layout.TABLE_OFFSET)
    put(table.symbols, at + layout.TABLE_SYMBOLS)
  })
}
/** Four tables to write by. */
const codeSlots = (numbers: Int32Array): ((codes: HuffmanCodes, slot: number) => number) =>
  slots(layout.CODES, 1024, ({ codes, lengths }, at) => {
    for (let symbol = 0; symbol < 256; symbol++)
      numbers[at / 4 + symbol] = (codes[symbol] as number) | ((lengths[symbol] as number) << 16)
  })

/** Units that are written at once: a block takes less than 512 bytes, and a unit has at most 10 of them. */
const MOST_UNITS = 32

function encoderLoopsOf(memory: ArrayBuffer, code: JpegCode): EncoderLoops {
  const bytes = new Uint8Array(memory)
  const numbers = new Int32Array(memory, 0, layout.SUMS / 4)
  const [corrections, reciprocals, powers] = [0, 128, 256].map(
    at => new Uint16Array(memory, layout.DIVISORS + at, 64),
  ) as [Uint16Array, Uint16Array, Uint16Array]
  const codes = codeSlots(numbers)
  return {
    toYCbCr(pixels, at, width, luma, cb, cr) {
      bytes.set(pixels.subarray(at, at + 3 * width), layout.LINE)
      code.toYCbCr(layout.LINE, width, luma.byteOffset, cb.byteOffset, cr.byteOffset)
    },
    average(upper, lower, into) {
      code.average(upper.byteOffset, lower.byteOffset, into.byteOffset, into.length)
    },
    forwardRow(plane, place, stride, blocks, divisors, coefficients, at) {
      corrections.set(divisors.corrections)
      reciprocals.set(divisors.reciprocals)
      for (let i = 0; i < 64; i++) powers[i] = 2 ** (32 - (divisors.bits[i] as number))
      code.forwardRow(plane.byteOffset + place, stride, blocks, coefficients.byteOffset + 2 * at)
    },
    writeUnits(writer, unit, lastDc, units) {
      const { bits, count } = writer.rest
      numbers[layout.HELD / 4] = bits
      numbers[layout.HELD_COUNT / 4] = count
      numbers[layout.DATA / 4] = layout.LINE
      numbers.set(lastDc, layout.LAST_DC / 4)
      for (let first = 0; first < units; first += MOST_UNITS) {
        describeUnit(numbers, unit, first, ({ dc, ac, owner }) => {
          const slot = 2 * Math.min(owner, 1)
          return [codes(dc, slot), codes(ac, slot + 1)]
        })
        const end = code.writeUnits(Math.min(units - first, MOST_UNITS))
        const rest = numbers[layout.HELD_COUNT / 4] as number
        const held = (numbers[layout.HELD / 4] as number) & (2 ** rest - 1)
        writer.goOn(bytes.subarray(layout.LINE, end), held, rest)
        const left = writer.rest
        numbers[layout.HELD / 4] = left.bits
        numbers[layout.HELD_COUNT / 4] = left.count
      }
      lastDc.set(numbers.subarray(layout.LAST_DC / 4, layout.LAST_DC / 4 + lastDc.length))
    },
  }
}

let kept: WasmWorkspace | undefined
export function openWasmWorkspace(bytes: number): Workspace | undefined {
  if (bytes > MOST_BYTES) return undefined
  if (kept !== undefined && kept.capacity >= bytes) {
    kept.clear()
    return kept
  }
  try {
    const made = new WasmWorkspace(Math.max(bytes, 2 ** 20))
    if (bytes <= MOST_KEPT) kept = made
    return made
  } catch (error) {
    if (error instanceof globalThis.RangeError) return undefined
    throw error
  }
}
installWorkspace(openWasmWorkspace)

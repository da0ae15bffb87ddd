/** Where the loops of JPEG files have what they work with, at the beginning of their memory. */

/** Places of the coefficients in the order of a file, in bytes. */
export const ORDER = 0
/** Of the reader of units: address of the data, next bit, bits of data, end of the blocks. */
export const [DATA, POSITION, BITS_END, BLOCKS_END] = [128, 132, 136, 140]
/** The last first coefficient of up to four components. */
export const LAST_DC = 144
/** Descriptors of a unit's blocks: address, step, table of the first coefficient, table of the others, address of the last first one. */
export const BLOCKS = 160
export const BLOCK_BYTES = 20
export const MOST_BLOCKS = 10
export const QUANTIZERS = 512
/** Huffman tables, one after the other: short codes, values, largest codes, offsets, symbols. */
export const TABLES = 1024
export const [TABLE_VALUES, TABLE_LARGEST, TABLE_OFFSET, TABLE_SYMBOLS, TABLE_BYTES] = [1024, 5120, 5192, 5264, 5520]
/** A row of sums of two bytes for each sample, and one before it. */
export const SUMS = 65_536
/** A row of pixels. */
export const LINE = 262_144
/** What a workspace gives out. */
export const ARRAYS = 524_288

/** Of the writer of units: bits that make no word yet, and how many. */
export const [HELD, HELD_COUNT] = [420, 424]
/** Of a coefficient in rows: its place in the order of files. */
export const PLACES = 640
/** Of the forward transform: what is added, reciprocals, and powers of two in place of a shift. */
export const DIVISORS = 45_568
/** Codes by symbol, lengths in their upper halves: a table of 1024 bytes each. */
export const CODES = 49_152

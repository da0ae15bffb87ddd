/** JPEG's constants: the zigzag, and the tables that encoders use and that some files leave out (annex K of the standard). */

/** Places of the coefficients in the order in which files hold them; 16 more, for damaged data that runs past the end. */
export const NATURAL_ORDER = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21],
  ...[28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61],
  ...[54, 47, 55, 62, 63],
  ...new Array<number>(16).fill(63),
)

/** A Huffman table as files have it: how many codes of each length from 1 to 16 there are, and the symbols in the order of their codes. */
export interface HuffmanSpec {
  readonly counts: Uint8Array
  readonly symbols: Uint8Array
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const spec = (counts: string, symbols: string): HuffmanSpec => ({ counts: bytesOf(counts), symbols: bytesOf(symbols) })

const DC_SYMBOLS = '000102030405060708090a0b'
export const STANDARD_DC: readonly [HuffmanSpec, HuffmanSpec] = [
  spec('00010501010101010100000000000000', DC_SYMBOLS),
  spec('00030101010101010101010000000000', DC_SYMBOLS),
]
export const STANDARD_AC: readonly [HuffmanSpec, HuffmanSpec] = [
  spec(
    '0002010303020403050504040000017d',
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738' +
      '393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5' +
      'a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  ),
  spec(
    '00020102040403040705040400010277',
    '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a353637' +
      '38393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3' +
      'a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  ),
]

/** Quantizers of luma and chroma, row by row, for a quality of 50. */
export const STANDARD_QUANTIZERS: readonly [Uint8Array, Uint8Array] = [
  bytesOf(
    '100b0a101828333d0c0c0e131a3a3c370e0d1018283945380e11161d3357503e' +
      '12162538446d674d182337405168715c31404e5767797865485c5f6270646763',
  ),
  bytesOf(
    '1112182f6363636312151a4263636363181a3863636363632f42636363636363' +
      '6363636363636363636363636363636363636363636363636363636363636363',
  ),
]

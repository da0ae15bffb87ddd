/** CRC-32C (Castagnoli), as checkpoints and records use it. */
import { folded, LEAST_FOLDED } from './crc32c_folding.ts'

/** The polynomial 0x1EDC6F41 with its bits reversed. */
const POLYNOMIAL = 0x82f63b78
const MASK_DELTA = 0xa282ead8

let tables: Int32Array | undefined

/** Eight tables of 256: table k is what a byte does to the checksum after k more zero bytes. */
function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1
    made[byte] = value
  }
  for (let i = 256; i < made.length; i++) {
    const shorter = made[i - 256] as number
    made[i] = (shorter >>> 8) ^ (made[shorter & 0xff] as number)
  }
  return made
}

/** The checksum of `bytes`; with `previous`, of the bytes before and these. `crc32c(Buffer.from('123456789')) === 0xe3069283` */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  if (bytes.length >= LEAST_FOLDED) {
    const rest = folded(bytes, ~previous)
    // begun with the state 0
    if (rest !== undefined) return byTables(rest, 0xffffffff)
  }
  return byTables(bytes, previous)
}

/** The same, eight bytes at a time. */
export function byTables(bytes: Uint8Array, previous: number): number {
  const t = (tables ??= makeTables())
  let crc = ~previous
  let i = 0
  for (const end = bytes.length - 7; i < end; i += 8) {
    const b = bytes as ArrayLike<number> as number[]
    const low =
      crc ^
      ((b[i] as number) | ((b[i + 1] as number) << 8) | ((b[i + 2] as number) << 16) | ((b[i + 3] as number) << 24))
    crc =
      (t[1792 + (low & 0xff)] as number) ^
      (t[1536 + ((low >>> 8) & 0xff)] as number) ^
      (t[1280 + ((low >>> 16) & 0xff)] as number) ^
      (t[1024 + (low >>> 24)] as number) ^
      (t[768 + (b[i + 4] as number)] as number) ^
      (t[512 + (b[i + 5] as number)] as number) ^
      (t[256 + (b[i + 6] as number)] as number) ^
      (t[b[i + 7] as number] as number)
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ (t[(crc ^ (bytes[i] as number)) & 0xff] as number)
  return ~crc >>> 0
}

/** The form in which checksums are stored beside the data: a checksum over data that holds its own would tell little. */
export function maskCrc(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0
}

export function unmaskCrc(masked: number): number {
  const rotated = (masked - MASK_DELTA) >>> 0
  return ((rotated >>> 17) | (rotated << 15)) >>> 0
}

/** `maskCrc(crc32c(bytes))` */
export function maskedCrc32c(bytes: Uint8Array, previous = 0): number {
  return maskCrc(crc32c(bytes, previous))
}

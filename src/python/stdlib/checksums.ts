/** Checksums of bytes, as zlib has them. */

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

/** CRC-32 (IEEE), unsigned. */
export function crc32(bytes: Uint8Array, start = 0): number {
  let c = ~start >>> 0
  for (const byte of bytes) c = (TABLE[(c ^ byte) & 255] as number) ^ (c >>> 8)
  return ~c >>> 0
}

const ADLER_MODULUS = 65521

export function adler32(bytes: Uint8Array, start = 1): number {
  let a = start & 0xffff
  let b = (start >>> 16) & 0xffff
  for (const byte of bytes) {
    a = (a + byte) % ADLER_MODULUS
    b = (b + a) % ADLER_MODULUS
  }
  return ((b << 16) | a) >>> 0
}

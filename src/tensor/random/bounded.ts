/** numpy's integers by masked rejection: words are cut to the bits of the bound and drawn again while they exceed it. */
import type { Mt19937 } from './mt19937.ts'

/** The smallest 2^k - 1 that is not below `max`. */
function maskOf(max: bigint): bigint {
  return (1n << BigInt(max === 0n ? 0 : max.toString(2).length)) - 1n
}

/** One integer in [0, max], max < 2^32 (the `rk_interval` of shuffling). */
export function interval(source: Mt19937, max: number): number {
  if (max === 0) return 0
  const mask = max === 0xffffffff ? max : 0xffffffff >>> Math.clz32(max)
  for (;;) {
    const value = (source.word() & mask) >>> 0
    if (value <= max) return value
  }
}

/** Types of randint by the bits that one draw takes. */
export type RandintBits = 1 | 8 | 16 | 32 | 64

/**
 * `count` integers in [0, max] as numpy's randint of a dtype of `bits` draws them. Narrow types share a word between draws;
 * 64-bit ones take two words where the range needs them. The offsets are to be added by the caller.
 */
export function boundedIntegers(source: Mt19937, bits: RandintBits, max: bigint, count: number): bigint[] | number[] {
  if (max === 0n) return new Array<number>(count).fill(0)
  if (bits === 64 && max > 0xffffffffn) return Array.from({ length: count }, () => wideInteger(source, max))
  const limit = Number(max)
  if (bits >= 32) return Array.from({ length: count }, () => interval(source, limit))
  // Booleans take every bit as it comes; they have no draws to reject.
  const mask = bits === 1 ? 1 : Number(maskOf(max))
  const perWord = 32 / bits
  let word = 0
  let left = 0
  const draw = (): number => {
    for (;;) {
      if (left === 0) {
        word = source.word()
        left = perWord
      }
      const value = word & mask
      word >>>= bits
      left -= 1
      if (value <= limit) return value
    }
  }
  return Array.from({ length: count }, draw)
}

function wideInteger(source: Mt19937, max: bigint): bigint {
  const mask = maskOf(max)
  for (;;) {
    const upper = BigInt(source.word()) << 32n
    const value = (upper | BigInt(source.word())) & mask
    if (value <= max) return value
  }
}

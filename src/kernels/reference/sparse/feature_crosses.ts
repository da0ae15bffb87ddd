/** How fingerprints of features become one: what crosses of features are hashed with. */

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value)
const shiftMix = (value: bigint): bigint => value ^ (value >> 47n)

const MULTIPLIER = 0xc6a4a7935bd1e995n
/** TensorFlow's FingerprintCat64: the fingerprint of two things from the fingerprints of each, unsigned. */
export function fingerprintCat64(first: bigint, second: bigint): bigint {
  const mixed = u64(first) ^ MULTIPLIER ^ u64(shiftMix(u64(second * MULTIPLIER)) * MULTIPLIER)
  return shiftMix(u64(shiftMix(u64(mixed * MULTIPLIER)) * MULTIPLIER))
}

const GOLDEN_RATIO = 0x9e3779b97f4a7800n
/** The older way: a ^ (b + φ + (a << 10) + (a >> 4)), where a is signed. */
export function hashCombine(first: bigint, second: bigint): bigint {
  const a = BigInt.asIntN(64, first)
  return u64(a ^ (second + GOLDEN_RATIO + (a << 10n) + (a >> 4n)))
}

/** The hashes of byte strings that bucket ops use: FarmHash's fingerprint, SipHash-2-4, and TensorFlow's Hash64. */

const MASK = 0xffffffffffffffffn
export const K0 = 0xc3a5c85c97cb3127n
export const K1 = 0xb492b66fbe98f273n
const K2 = 0x9ae16a3b2f90404fn
export const u64 = (value: bigint): bigint => value & MASK
export const rotateRight = (value: bigint, by: bigint): bigint =>
  by === 0n ? value : u64((value >> by) | (value << (64n - by)))
const rotateLeft = (value: bigint, by: bigint): bigint => rotateRight(value, 64n - by)
export const shiftMix = (value: bigint): bigint => value ^ (value >> 47n)

/** Two words to one. */
export function mix(u: bigint, v: bigint, multiplier: bigint): bigint {
  let a = u64((u ^ v) * multiplier)
  a ^= a >> 47n
  let b = u64((v ^ a) * multiplier)
  b ^= b >> 47n
  return u64(b * multiplier)
}

/** FarmHash's Fingerprint64 (farmhashna): the same on every machine, unsigned. */
export function fingerprint64(bytes: Uint8Array): bigint {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.length
  if (length <= 16) return upTo16(view, length)
  const multiplier = u64(K2 + BigInt(length) * 2n)
  const word = (at: number): bigint => view.readBigUInt64LE(at)
  if (length <= 32) {
    const [a, b, c, d] = [u64(word(0) * K1), word(8), u64(word(length - 8) * multiplier), u64(word(length - 16) * K2)]
    return mix(
      u64(rotateRight(u64(a + b), 43n) + rotateRight(c, 30n) + d),
      u64(a + rotateRight(u64(b + K2), 18n) + c),
      multiplier,
    )
  }
  if (length <= 64) {
    const [a, b, c, d] = [u64(word(0) * K2), word(8), u64(word(length - 8) * multiplier), u64(word(length - 16) * K2)]
    const y = u64(rotateRight(u64(a + b), 43n) + rotateRight(c, 30n) + d)
    const z = mix(y, u64(a + rotateRight(u64(b + K2), 18n) + c), multiplier)
    const [e, f] = [u64(word(16) * multiplier), word(24)]
    const g = u64((y + word(length - 32)) * multiplier)
    const h = u64((z + word(length - 24)) * multiplier)
    return mix(
      u64(rotateRight(u64(e + f), 43n) + rotateRight(g, 30n) + h),
      u64(e + rotateRight(u64(f + a), 18n) + g),
      multiplier,
    )
  }
  return long(view, length)
}

export function upTo16(view: Buffer, length: number): bigint {
  const multiplier = u64(K2 + BigInt(length) * 2n)
  if (length >= 8) {
    const a = u64(view.readBigUInt64LE(0) + K2)
    const b = view.readBigUInt64LE(length - 8)
    const c = u64(rotateRight(b, 37n) * multiplier + a)
    const d = u64((rotateRight(a, 25n) + b) * multiplier)
    return mix(c, d, multiplier)
  }
  if (length >= 4) {
    const a = BigInt(view.readUInt32LE(0))
    return mix(u64(BigInt(length) + (a << 3n)), BigInt(view.readUInt32LE(length - 4)), multiplier)
  }
  if (length > 0) {
    const y = BigInt((view[0] as number) + ((view[length >> 1] as number) << 8))
    const z = BigInt(length + ((view[length - 1] as number) << 2))
    return u64(shiftMix(u64(y * K2) ^ u64(z * K0)) * K2)
  }
  return K2
}

export type Pair = readonly [bigint, bigint]
export function weak(view: Buffer, at: number, seedA: bigint, seedB: bigint): Pair {
  const [w, x, y, z] = [0, 8, 16, 24].map(offset => view.readBigUInt64LE(at + offset)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ]
  let a = u64(seedA + w)
  let b = rotateRight(u64(seedB + a + z), 21n)
  const c = a
  a = u64(a + x + y)
  b = u64(b + rotateRight(a, 44n))
  return [u64(a + z), u64(b + c)]
}

function long(view: Buffer, length: number): bigint {
  const word = (at: number): bigint => view.readBigUInt64LE(at)
  let x = 81n
  let y = u64(81n * K1 + 113n)
  let z = u64(shiftMix(u64(y * K2 + 113n)) * K2)
  let v: Pair = [0n, 0n]
  let w: Pair = [0n, 0n]
  x = u64(x * K2 + word(0))
  const end = Math.floor((length - 1) / 64) * 64
  const round = (at: number, multiplier: bigint, last: boolean): void => {
    x = u64(rotateRight(u64(x + y + v[0] + word(at + 8)), 37n) * multiplier)
    y = u64(rotateRight(u64(y + v[1] + word(at + 48)), 42n) * multiplier)
    x ^= last ? u64(w[1] * 9n) : w[1]
    y = u64(y + (last ? v[0] * 9n : v[0]) + word(at + 40))
    z = u64(rotateRight(u64(z + w[0]), 33n) * multiplier)
    v = weak(view, at, u64(v[1] * multiplier), u64(x + w[0]))
    w = weak(view, at + 32, u64(z + w[1]), u64(y + word(at + 16)))
    ;[z, x] = [x, z]
  }
  for (let at = 0; at < end; at += 64) round(at, K1, false)
  const multiplier = u64(K1 + ((z & 0xffn) << 1n))
  const rest = (length - 1) & 63
  w = [u64(w[0] + BigInt(rest)), w[1]]
  v = [u64(v[0] + w[0]), v[1]]
  w = [u64(w[0] + v[0]), w[1]]
  round(end + rest - 63, multiplier, true)
  return mix(u64(mix(v[0], w[0], multiplier) + shiftMix(y) * K0 + z), u64(mix(v[1], w[1], multiplier) + x), multiplier)
}

/** TensorFlow's Hash64 (a Murmur hash), unsigned. */
export function hash64(bytes: Uint8Array, seed = 0xdecafcaffen): bigint {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const m = 0xc6a4a7935bd1e995n
  let h = u64(seed ^ u64(BigInt(view.length) * m))
  const whole = view.length - (view.length % 8)
  for (let at = 0; at < whole; at += 8) {
    let k = u64(view.readBigUInt64LE(at) * m)
    k ^= k >> 47n
    k = u64(k * m)
    h = u64((h ^ k) * m)
  }
  if (whole < view.length) {
    for (let i = view.length - 1; i >= whole; i--) h ^= BigInt(view[i] as number) << BigInt(8 * (i - whole))
    h = u64(h * m)
  }
  h ^= h >> 47n
  h = u64(h * m)
  return h ^ (h >> 47n)
}

/** SipHash-2-4 with a key of two words, unsigned. */
export function sipHash(bytes: Uint8Array, key: readonly [bigint, bigint]): bigint {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let v0 = 0x736f6d6570736575n ^ u64(key[0])
  let v1 = 0x646f72616e646f6dn ^ u64(key[1])
  let v2 = 0x6c7967656e657261n ^ u64(key[0])
  let v3 = 0x7465646279746573n ^ u64(key[1])
  const round = (): void => {
    v0 = u64(v0 + v1)
    v1 = rotateLeft(v1, 13n) ^ v0
    v0 = rotateLeft(v0, 32n)
    v2 = u64(v2 + v3)
    v3 = rotateLeft(v3, 16n) ^ v2
    v0 = u64(v0 + v3)
    v3 = rotateLeft(v3, 21n) ^ v0
    v2 = u64(v2 + v1)
    v1 = rotateLeft(v1, 17n) ^ v2
    v2 = rotateLeft(v2, 32n)
  }
  const absorb = (word: bigint): void => {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }
  const whole = view.length - (view.length % 8)
  for (let at = 0; at < whole; at += 8) absorb(view.readBigUInt64LE(at))
  let last = BigInt(view.length & 255) << 56n
  for (let i = whole; i < view.length; i++) last |= BigInt(view[i] as number) << BigInt(8 * (i - whole))
  absorb(last)
  v2 ^= 0xffn
  for (let i = 0; i < 4; i++) round()
  return v0 ^ v1 ^ v2 ^ v3
}

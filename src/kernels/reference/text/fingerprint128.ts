/** CityHash128, which FarmHash calls Fingerprint128: the same on every machine. */
import { K0, K1, mix, type Pair, rotateRight, shiftMix, u64, upTo16, weak } from './string_hashes.ts'

const MULTIPLIER = 0x9ddfea08eb382d69n
const mix16 = (u: bigint, v: bigint): bigint => mix(u, v, MULTIPLIER)

/** Two unsigned words, the lower one first. */
export function fingerprint128(bytes: Uint8Array): [bigint, bigint] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.length < 16) return short(view, K0, K1)
  const [low, high] = [view.readBigUInt64LE(0), u64(view.readBigUInt64LE(8) + K0)]
  const rest = view.subarray(16)
  return rest.length < 128 ? short(rest, low, high) : long(rest, low, high)
}

function short(view: Buffer, low: bigint, high: bigint): [bigint, bigint] {
  const { length } = view
  let [a, b, c, d] = [low, high, 0n, 0n]
  if (length <= 16) {
    a = u64(shiftMix(u64(a * K1)) * K1)
    c = u64(b * K1 + upTo16(view, length))
    d = shiftMix(u64(a + (length >= 8 ? view.readBigUInt64LE(0) : c)))
  } else {
    c = mix16(u64(view.readBigUInt64LE(length - 8) + K1), a)
    d = mix16(u64(b + BigInt(length)), u64(c + view.readBigUInt64LE(length - 16)))
    a = u64(a + d)
    for (let at = 0, left = length - 16; left > 0; at += 16, left -= 16) {
      a = u64((a ^ u64(shiftMix(u64(view.readBigUInt64LE(at) * K1)) * K1)) * K1)
      b ^= a
      c = u64((c ^ u64(shiftMix(u64(view.readBigUInt64LE(at + 8) * K1)) * K1)) * K1)
      d ^= c
    }
  }
  a = mix16(a, c)
  b = mix16(d, b)
  return [a ^ b, mix16(b, a)]
}

function long(view: Buffer, low: bigint, high: bigint): [bigint, bigint] {
  const word = (at: number): bigint => view.readBigUInt64LE(at)
  const times = (a: bigint, by: bigint, k: bigint): bigint => u64(rotateRight(u64(a), by) * k)
  let [x, y, z] = [low, high, u64(BigInt(view.length) * K1)]
  const first = u64(times(y ^ K1, 49n, K1) + word(0))
  let v: Pair = [first, u64(times(first, 42n, K1) + word(8))]
  let w: Pair = [u64(times(y + z, 35n, K1) + x), times(x + word(88), 53n, K1)]
  let at = 0
  for (; view.length - at >= 128; ) {
    for (let half = 0; half < 2; half++, at += 64) {
      x = times(x + y + v[0] + word(at + 8), 37n, K1) ^ w[1]
      y = u64(times(y + v[1] + word(at + 48), 42n, K1) + v[0] + word(at + 40))
      z = times(z + w[0], 33n, K1)
      v = weak(view, at, u64(v[1] * K1), u64(x + w[0]))
      w = weak(view, at + 32, u64(z + w[1]), u64(y + word(at + 16)))
      ;[z, x] = [x, z]
    }
  }
  x = u64(x + times(v[0] + z, 49n, K0))
  y = u64(y * K0 + rotateRight(w[1], 37n))
  z = u64(z * K0 + rotateRight(w[0], 27n))
  w = [u64(w[0] * 9n), w[1]]
  v = [u64(v[0] * K0), v[1]]
  const left = view.length - at
  for (let done = 0; done < left; ) {
    done += 32
    const place = view.length - done
    y = u64(times(x + y, 42n, K0) + v[1])
    w = [u64(w[0] + word(place + 16)), w[1]]
    x = u64(x * K0 + w[0])
    z = u64(z + w[1] + word(place))
    w = [w[0], u64(w[1] + v[0])]
    v = weak(view, place, u64(v[0] + z), v[1])
    v = [u64(v[0] * K0), v[1]]
  }
  x = mix16(x, v[0])
  y = mix16(u64(y + z), w[0])
  return [u64(mix16(u64(x + v[1]), w[1]) + y), mix16(u64(x + w[1]), u64(y + v[1]))]
}

/** The inverse cosine transform of formats/jpeg/idct.ts: eight columns in eight vectors of words, and then eight rows. */
import type { FunctionBuilder, Local, ModuleBuilder } from '../assembler/module.ts'
import { QUANTIZERS } from './layout.ts'
import { freeHalves, type Halves, halves, narrowed, products, transpose } from './words.ts'

/** (a ± b) · 2 ** 13 + rounding, where the sum is one of words. */
function scaledSum(f: FunctionBuilder, a: Local, op: 'add' | 'sub', b: Local, rounding: number): Halves {
  const result = halves(f)
  const sum = f.let('v128', f.op(`i16x8.${op}`, f.get(a), f.get(b)))
  for (const [half, extend] of [
    ['lower', 'i32x4.extend_low_i16x8_s'],
    ['upper', 'i32x4.extend_high_i16x8_s'],
  ] as const) {
    f.op('i32x4.shl', f.op(extend, f.get(sum)), f.i32(13))
    f.set(result[half], f.op('i32x4.add', undefined, f.i32x4(rounding)))
  }
  f.free('v128', sum)
  return result
}
function combined(f: FunctionBuilder, x: Halves, op: 'add' | 'sub', y: Halves): Halves {
  const result = halves(f)
  for (const half of ['lower', 'upper'] as const)
    f.set(result[half], f.op(`i32x4.${op}`, f.get(x[half]), f.get(y[half])))
  return result
}

/** One pass over eight vectors, in place; the constants are those of libjpeg's transform, of 13 bits of fraction. */
function pass(f: FunctionBuilder, v: readonly Local[], shift: number, rounding: number): void {
  const [v0, v1, v2, v3, v4, v5, v6, v7] = v as readonly [Local, Local, Local, Local, Local, Local, Local, Local]
  const high = products(f, [v2, 4433 + 6270], [v6, 4433])
  const low = products(f, [v2, 4433], [v6, 4433 - 15137])
  const sum = scaledSum(f, v0, 'add', v4, rounding)
  const difference = scaledSum(f, v0, 'sub', v4, rounding)
  const e0 = combined(f, sum, 'add', high)
  const e3 = combined(f, sum, 'sub', high)
  const e1 = combined(f, difference, 'add', low)
  const e2 = combined(f, difference, 'sub', low)
  freeHalves(f, high, low, sum, difference)
  const odd73 = f.let('v128', f.op('i16x8.add', f.get(v7), f.get(v3)))
  const odd51 = f.let('v128', f.op('i16x8.add', f.get(v5), f.get(v1)))
  const z3 = products(f, [odd73, 9633 - 16069], [odd51, 9633])
  const z4 = products(f, [odd73, 9633], [odd51, 9633 - 3196])
  f.free('v128', odd73, odd51)
  const o0 = products(f, [v7, 2446 - 7373], [v1, -7373], z3)
  const o3 = products(f, [v7, -7373], [v1, 12299 - 7373], z4)
  const o1 = products(f, [v5, 16819 - 20995], [v3, -20995], z4)
  const o2 = products(f, [v5, -20995], [v3, 25172 - 20995], z3)
  for (const [even, odd, first, last] of [
    [e0, o3, v0, v7],
    [e1, o2, v1, v6],
    [e2, o1, v2, v5],
    [e3, o0, v3, v4],
  ] as const) {
    f.set(first, narrowed(f, even, 'add', odd, shift))
    f.set(last, narrowed(f, even, 'sub', odd, shift))
  }
  freeHalves(f, e0, e1, e2, e3, z3, z4, o0, o1, o2, o3)
}

const [FIRST_ROUNDING, SECOND_ROUNDING] = [1 << 10, 1 << 17]
/** The middle of the samples' range. */
const MIDDLE = new Array<number>(16).fill(128)

/** (coefficients, blocks, plane, its stride): blocks side by side, times what is at QUANTIZERS. */
export function inverseRow(module: ModuleBuilder): number {
  return module.function(['i32', 'i32', 'i32', 'i32'], [], f => {
    const [FROM, COUNT, TO, STRIDE] = [0, 1, 2, 3] as const
    const v = f.locals('v128', 8)
    const [row, sample] = f.locals('i32', 2)
    const first = v[0]
    const storeRow = (push: () => void, lane: 0 | 1): void => {
      f.get(row)
      push()
      f.store_lane('v128.store64_lane', lane)
      f.set(row, f.op('i32.add', f.get(row), f.get(STRIDE)))
    }
    const constant = (): void => {
      f.op('i32.mul', f.load('i32.load16_s', f.get(FROM)), f.load('i32.load16_u', f.i32(QUANTIZERS)))
      f.op('i32.extend16_s', f.op('i32.shl', undefined, f.i32(2)))
      f.set(sample, f.op('i32.add', f.op('i32.shr_s', f.op('i32.add', undefined, f.i32(16)), f.i32(5)), f.i32(128)))
      f.limit(sample, 255)
      f.op('select', f.get(sample), f.i32(0), f.op('i32.gt_s', f.get(sample), f.i32(0)))
      f.set(first, f.op('i8x16.splat'))
      for (let y = 0; y < 8; y++) storeRow(() => f.get(first), 0)
    }
    const anyOf = (vectors: readonly Local[]): undefined => {
      for (const [i, vector] of vectors.entries()) {
        f.get(vector)
        if (i > 0) f.op('v128.or')
      }
      return f.op('v128.any_true')
    }
    const transform = (): void => {
      for (const [i, vector] of v.entries())
        f.set(vector, f.op('i16x8.mul', f.get(vector), f.load('v128.load', f.i32(QUANTIZERS), 16 * i)))
      // words of the first pass are cut off, but in blocks of one row they wrap
      f.if(
        anyOf(v.slice(1)),
        () => pass(f, v, 11, FIRST_ROUNDING),
        () => {
          f.set(first, f.op('i16x8.shl', f.get(first), f.i32(2)))
          for (const vector of v.slice(1)) f.set(vector, f.get(first))
        },
      )
      const columns = transpose(f, v)
      pass(f, columns, 18, SECOND_ROUNDING)
      const [a, b, c, d] = [0, 2, 4, 6].map(i => {
        f.op('i8x16.narrow_i16x8_s', f.get(columns[i] as Local), f.get(columns[i + 1] as Local))
        return f.let('v128', f.op('v128.xor', undefined, f.bytes(MIDDLE)))
      }) as [Local, Local, Local, Local]
      for (let half = 0; half < 8; half += 4) {
        // four samples of four rows each
        const four = [0, 1, 2, 3].flatMap(y => [half + y, half + y + 8, half + y + 16, half + y + 24])
        const left = f.let('v128', f.shuffle(four, f.get(a), f.get(b)))
        const right = f.let('v128', f.shuffle(four, f.get(c), f.get(d)))
        f.shuffle32([0, 4, 1, 5], f.get(left), f.get(right))
        const upper = f.let('v128')
        f.shuffle32([2, 6, 3, 7], f.get(left), f.get(right))
        const lower = f.let('v128')
        for (const rows of [upper, lower]) for (const lane of [0, 1] as const) storeRow(() => f.get(rows), lane)
        f.free('v128', left, right, upper, lower)
      }
      f.free('v128', a, b, c, d)
    }
    f.loop(again => {
      f.set(row, f.get(TO))
      for (const [i, vector] of v.entries()) f.set(vector, f.load('v128.load', f.get(FROM), 16 * i))
      f.op('v128.andnot', f.get(first), f.bytes([0xff, 0xff]))
      for (const vector of v.slice(1)) f.op('v128.or', undefined, f.get(vector))
      f.if(f.op('v128.any_true'), transform, constant)
      f.increment(FROM, 128)
      f.increment(TO, 8)
      f.br_if(again, f.tee(COUNT, f.op('i32.sub', f.get(COUNT), f.i32(1))))
    })
  })
}

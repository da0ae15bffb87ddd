/** The cosine transform and the quantization of formats/jpeg/forward_transform.ts, in eight vectors of words. */
import type { FunctionBuilder, Local, ModuleBuilder } from '../assembler/module.ts'
import { DIVISORS } from './layout.ts'
import { freeHalves, type Halves, products, transpose, wordsOf } from './words.ts'

/** Pushes (x + half) >> shift as words. */
function rounded(f: FunctionBuilder, x: Halves, shift: number): undefined {
  for (const half of [x.lower, x.upper])
    f.op('i32x4.shr_s', f.op('i32x4.add', f.get(half), f.i32x4(1 << (shift - 1))), f.i32(shift))
  freeHalves(f, x)
  return f.op('i16x8.narrow_i32x4_s')
}

function pass(f: FunctionBuilder, v: readonly Local[], first: boolean): void {
  const at = (i: number): Local => v[i] as Local
  const sum = (x: Local, y: Local): Local => f.let('v128', f.op('i16x8.add', f.get(x), f.get(y)))
  const difference = (x: Local, y: Local): Local => f.let('v128', f.op('i16x8.sub', f.get(x), f.get(y)))
  const [s0, s1, s2, s3] = [0, 1, 2, 3].map(i => sum(at(i), at(7 - i))) as [Local, Local, Local, Local]
  const [t7, t6, t5, t4] = [0, 1, 2, 3].map(i => difference(at(i), at(7 - i))) as [Local, Local, Local, Local]
  const [t10, t13, t11, t12] = [sum(s0, s3), difference(s0, s3), sum(s1, s2), difference(s1, s2)]
  const shift = first ? 11 : 15
  for (const [to, op] of [
    [0, 'add'],
    [4, 'sub'],
  ] as const) {
    f.op(`i16x8.${op}`, f.get(t10), f.get(t11))
    if (first) f.op('i16x8.shl', undefined, f.i32(2))
    else f.op('i16x8.shr_s', f.op('i16x8.add', undefined, wordsOf(f, 2)), f.i32(2))
    f.set(at(to))
  }
  f.set(at(2), rounded(f, products(f, [t13, 4433 + 6270], [t12, 4433]), shift))
  f.set(at(6), rounded(f, products(f, [t13, 4433], [t12, 4433 - 15137]), shift))
  const [s46, s57] = [sum(t4, t6), sum(t5, t7)]
  const z3 = products(f, [s46, 9633 - 16069], [s57, 9633])
  const z4 = products(f, [s46, 9633], [s57, 9633 - 3196])
  f.set(at(7), rounded(f, products(f, [t4, 2446 - 7373], [t7, -7373], z3), shift))
  f.set(at(1), rounded(f, products(f, [t4, -7373], [t7, 12299 - 7373], z4), shift))
  f.set(at(5), rounded(f, products(f, [t5, 16819 - 20995], [t6, -20995], z4), shift))
  f.set(at(3), rounded(f, products(f, [t5, -20995], [t6, 25172 - 20995], z3), shift))
  freeHalves(f, z3, z4)
  f.free('v128', s0, s1, s2, s3, t4, t5, t6, t7, t10, t11, t12, t13, s46, s57)
}

/** Pushes the upper halves of the products of unsigned words. */
function upperProduct(f: FunctionBuilder, x: Local, index: number, table: number): undefined {
  for (const half of ['low', 'high'] as const)
    f.op(`i32x4.extmul_${half}_i16x8_u`, f.get(x), f.load('v128.load', f.i32(DIVISORS), table * 128 + index * 16))
  return f.shuffle([2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31])
}

/** (samples, their stride, blocks, coefficients): blocks side by side, divided by what is at DIVISORS. */
export function forwardRow(module: ModuleBuilder): number {
  return module.function(['i32', 'i32', 'i32', 'i32'], [], f => {
    const [FROM, STRIDE, COUNT, TO] = [0, 1, 2, 3] as const
    const v = f.locals('v128', 8)
    const [size, sign] = f.locals('v128', 2)
    const row = f.local('i32')
    f.loop(again => {
      f.set(row, f.get(FROM))
      for (const vector of v) {
        f.set(vector, f.op('i16x8.sub', f.load('v128.load8x8_u', f.get(row)), wordsOf(f, 128)))
        f.set(row, f.op('i32.add', f.get(row), f.get(STRIDE)))
      }
      const columns = transpose(f, v)
      pass(f, columns, true)
      const rows = transpose(f, columns)
      pass(f, rows, false)
      for (const [i, vector] of rows.entries()) {
        f.set(sign, f.op('i16x8.shr_s', f.get(vector), f.i32(15)))
        f.set(size, f.op('i16x8.add', f.op('i16x8.abs', f.get(vector)), f.load('v128.load', f.i32(DIVISORS), 16 * i)))
        f.set(size, upperProduct(f, size, i, 1))
        f.set(size, upperProduct(f, size, i, 2))
        f.get(TO)
        f.op('i16x8.sub', f.op('v128.xor', f.get(size), f.get(sign)), f.get(sign))
        f.store('v128.store', undefined, undefined, 16 * i)
      }
      f.increment(FROM, 8)
      f.increment(TO, 128)
      f.br_if(again, f.tee(COUNT, f.op('i32.sub', f.get(COUNT), f.i32(1))))
    })
  })
}

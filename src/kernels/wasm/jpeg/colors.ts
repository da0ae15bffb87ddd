/** Luma and chroma to pixels as in formats/jpeg/color.ts, sixteen a turn. What stands behind the rows is read, and behind the pixels written. */
import type { FunctionBuilder, Local, ModuleBuilder } from '../assembler/module.ts'
import { freeHalves, products, wordsOf } from './words.ts'

const HALVES = ['low', 'high'] as const

/** Pushes (x · factor + 32768) >> 16 for eight words. */
function scaled(f: FunctionBuilder, x: Local, factor: number): undefined {
  for (const half of HALVES) {
    f.op(`i32x4.extmul_${half}_i16x8_s`, f.get(x), wordsOf(f, factor))
    f.op('i32x4.shr_s', f.op('i32x4.add', undefined, f.i32x4(32768)), f.i32(16))
  }
  return f.op('i16x8.narrow_i32x4_s')
}

/** Sixteen bytes of three vectors by turns: which vectors' bytes stand in part `part` of three. */
function interleaving(part: number): { readonly two: number[]; readonly third: number[] } {
  const places = Array.from({ length: 16 }, (_, i) => part * 16 + i)
  return {
    two: places.map(place => (place % 3 === 2 ? 0 : (place % 3) * 16 + Math.floor(place / 3))),
    third: places.map((place, i) => (place % 3 === 2 ? 16 + Math.floor(place / 3) : i)),
  }
}

/** (luma, cb, cr, pixels, their number). */
export function fromYCbCr(module: ModuleBuilder): number {
  return module.function(['i32', 'i32', 'i32', 'i32', 'i32'], [], f => {
    const [LUMA, CB, CR, OUT, COUNT] = [0, 1, 2, 3, 4] as const
    const [y, b, r] = f.locals('v128', 3) as [Local, Local, Local]
    const bytes = f.locals('v128', 3)
    const parts = [0, 1].map(() => f.locals('v128', 3))
    f.loop(again => {
      for (const [i, [red, green, blue]] of (parts as [Local, Local, Local][]).entries()) {
        f.set(y, f.load('v128.load8x8_u', f.get(LUMA), 8 * i))
        for (const [chroma, row] of [
          [b, CB],
          [r, CR],
        ] as const)
          f.set(chroma, f.op('i16x8.sub', f.load('v128.load8x8_u', f.get(row), 8 * i), wordsOf(f, 128)))
        // 1.402 r
        f.op('i16x8.add', f.get(y), f.get(r))
        f.set(red, f.op('i16x8.add', undefined, scaled(f, r, 91881 - 65536)))
        // 1.772 b
        f.op('i16x8.add', f.get(y), f.op('i16x8.shl', f.get(b), f.i32(1)))
        f.set(blue, f.op('i16x8.add', undefined, scaled(f, b, 116130 - 2 * 65536)))
        // −0.34414 b − 0.71414 r
        const sum = products(f, [b, -22554], [r, 65536 - 46802])
        f.op('i16x8.sub', f.get(y), f.get(r))
        for (const half of [sum.lower, sum.upper])
          f.op('i32x4.shr_s', f.op('i32x4.add', f.get(half), f.i32x4(32768)), f.i32(16))
        f.set(green, f.op('i16x8.add', undefined, f.op('i16x8.narrow_i32x4_s')))
        freeHalves(f, sum)
      }
      for (const [channel, vector] of bytes.entries())
        f.set(
          vector,
          f.op('i8x16.narrow_i16x8_u', f.get(parts[0]?.[channel] as Local), f.get(parts[1]?.[channel] as Local)),
        )
      for (let part = 0; part < 3; part++) {
        const { two, third } = interleaving(part)
        f.get(OUT)
        f.shuffle(two, f.get(bytes[0] as Local), f.get(bytes[1] as Local))
        f.shuffle(third, undefined, f.get(bytes[2] as Local))
        f.store('v128.store', undefined, undefined, 16 * part)
      }
      for (const row of [LUMA, CB, CR]) f.increment(row, 16)
      f.increment(OUT, 48)
      f.set(COUNT, f.op('i32.sub', f.get(COUNT), f.i32(16)))
      f.br_if(again, f.op('i32.gt_s', f.get(COUNT), f.i32(0)))
    })
  })
}

/** Luma and chroma to pixels as in formats/jpeg/color.ts, and back as in formats/jpeg/encoder_planes.ts, sixteen a turn. What stands behind the rows is read, and behind the pixels written. */
import type { FunctionBuilder, Local, ModuleBuilder } from '../assembler/module.ts'
import { freeHalves, type Halves, pairOf, products, wordsOf } from './words.ts'

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
    const [y, b, r] = f.locals('v128', 3)
    const bytes = f.locals('v128', 3)
    const parts = [0, 1].map(() => f.locals('v128', 3))
    f.loop(again => {
      for (const [i, [red, green, blue]] of parts.entries()) {
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
        f.shuffle(two, f.get(bytes[0]), f.get(bytes[1]))
        f.shuffle(third, undefined, f.get(bytes[2]))
        f.store('v128.store', undefined, undefined, 16 * part)
      }
      for (const row of [LUMA, CB, CR]) f.increment(row, 16)
      f.increment(OUT, 48)
      f.set(COUNT, f.op('i32.sub', f.get(COUNT), f.i32(16)))
      f.br_if(again, f.op('i32.gt_s', f.get(COUNT), f.i32(0)))
    })
  })
}

/** Every third byte of 48, from byte `channel` on: what two vectors have of them, and then the third. */
function separating(channel: number): { readonly two: number[]; readonly third: number[] } {
  const places = Array.from({ length: 16 }, (_, i) => 3 * i + channel)
  return {
    two: places.map(place => Math.min(place, 31)),
    third: places.map((place, i) => (place < 32 ? i : place - 16)),
  }
}

/** (pixels, their number, luma, cb, cr). */
export function toYCbCr(module: ModuleBuilder): number {
  return module.function(['i32', 'i32', 'i32', 'i32', 'i32'], [], f => {
    const [FROM, COUNT, ...ROWS] = [0, 1, 2, 3, 4] as const
    const pixels = f.locals('v128', 3)
    const bytes = f.locals('v128', 3)
    const [red, green, blue] = f.locals('v128', 3)
    const parts = [0, 1].map(() => f.locals('v128', 3))
    /** (the halves of `sum` + x · 32768, if there is one, + rounding) >> 16. */
    const component = (sum: Halves, rounding: number, x?: Local): undefined => {
      for (const half of HALVES) {
        f.get(half === 'low' ? sum.lower : sum.upper)
        if (x !== undefined) {
          f.op('i32x4.shl', f.op(`i32x4.extend_${half}_i16x8_u`, f.get(x)), f.i32(15))
          f.op('i32x4.add')
        }
        f.op('i32x4.shr_s', f.op('i32x4.add', undefined, f.i32x4(rounding)), f.i32(16))
      }
      freeHalves(f, sum)
      return f.op('i16x8.narrow_i32x4_s')
    }
    const OFFSET = (128 << 16) + 32767
    f.loop(again => {
      for (const [i, vector] of pixels.entries()) f.set(vector, f.load('v128.load', f.get(FROM), 16 * i))
      for (const [channel, vector] of bytes.entries()) {
        const { two, third } = separating(channel)
        f.shuffle(two, f.get(pixels[0]), f.get(pixels[1]))
        f.set(vector, f.shuffle(third, undefined, f.get(pixels[2])))
      }
      for (const [i, [luma, cb, cr]] of parts.entries()) {
        for (const [channel, vector] of [red, green, blue].entries())
          f.set(vector, f.op(`i16x8.extend_${HALVES[i as 0 | 1]}_i8x16_u`, f.get(bytes[channel] as Local)))
        // 0.299 red + 0.587 green + 0.114 blue; green's factor is more than a word
        const part = products(f, [blue, 7471], [green, 16384])
        f.set(luma, component(products(f, [red, 19595], [green, 38470 - 16384], part), 32768))
        freeHalves(f, part)
        f.set(cb, component(products(f, [red, -11059], [green, -21709]), OFFSET, blue))
        f.set(cr, component(products(f, [green, -27439], [blue, -5329]), OFFSET, red))
      }
      for (const [channel, row] of ROWS.entries()) {
        f.get(row)
        f.op('i8x16.narrow_i16x8_u', f.get(parts[0]?.[channel] as Local), f.get(parts[1]?.[channel] as Local))
        f.store('v128.store')
        f.increment(row, 16)
      }
      f.increment(FROM, 48)
      f.set(COUNT, f.op('i32.sub', f.get(COUNT), f.i32(16)))
      f.br_if(again, f.op('i32.gt_s', f.get(COUNT), f.i32(0)))
    })
  })
}

/** (upper row, lower row, their means, the means' number): means of four. */
export function average(module: ModuleBuilder): number {
  return module.function(['i32', 'i32', 'i32', 'i32'], [], f => {
    const [UPPER, LOWER, OUT, COUNT] = [0, 1, 2, 3] as const
    f.loop(again => {
      f.get(OUT)
      for (const row of [UPPER, LOWER]) f.op('i16x8.extadd_pairwise_i8x16_u', f.load('v128.load', f.get(row)))
      f.op('i16x8.add')
      // halves are rounded up and down by turns
      f.op('i16x8.shr_u', f.op('i16x8.add', undefined, pairOf(f, 1, 2)), f.i32(2))
      f.op('i8x16.narrow_i16x8_u', undefined, f.bytes([]))
      f.store_lane('v128.store64_lane', 0)
      for (const row of [UPPER, LOWER]) f.increment(row, 16)
      f.increment(OUT, 8)
      f.set(COUNT, f.op('i32.sub', f.get(COUNT), f.i32(8)))
      f.br_if(again, f.op('i32.gt_s', f.get(COUNT), f.i32(0)))
    })
  })
}

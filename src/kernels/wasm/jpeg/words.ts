/** Vectors of eight words: what the transforms of JPEG's loops are made of. */
import type { FunctionBuilder, Local } from '../assembler/module.ts'

/** Lanes of `bytes` bytes of two vectors by turns: those of their lower halves, or of their upper ones. */
function turns(bytes: 2 | 4 | 8, upper: boolean): number[] {
  const first = upper ? 8 : 0
  return Array.from({ length: 16 }, (_, i) => {
    const lane = Math.floor(i / bytes)
    return (lane % 2) * 16 + first + (lane >> 1) * bytes + (i % bytes)
  })
}
const LOWER = turns(2, false)
const UPPER = turns(2, true)

/** Pushes a vector of two words by turns. */
export const pairOf = (f: FunctionBuilder, a: number, b: number): undefined =>
  f.bytes([0, 1, 2, 3].flatMap(() => [a & 0xff, (a >> 8) & 0xff, b & 0xff, (b >> 8) & 0xff]))
export const wordsOf = (f: FunctionBuilder, value: number): undefined => pairOf(f, value, value)

const PAIRS = {
  2: [0, 1, 2, 3, 4, 5, 6, 7],
  4: [0, 2, 1, 3, 4, 6, 5, 7],
  8: [0, 4, 1, 5, 2, 6, 3, 7],
} as const
/** Turns eight rows of eight words into columns; gives them in their order. */
export function transpose(f: FunctionBuilder, rows: readonly Local[]): Local[] {
  for (const bytes of [2, 4, 8] as const) {
    const order = PAIRS[bytes]
    for (let i = 0; i < 8; i += 2) {
      const [a, b] = [rows[order[i] as number] as Local, rows[order[i + 1] as number] as Local]
      f.shuffle(turns(bytes, false), f.get(a), f.get(b))
      f.shuffle(turns(bytes, true), f.get(a), f.get(b))
      f.set(b)
      f.set(a)
    }
  }
  return [0, 4, 2, 6, 1, 5, 3, 7].map(i => rows[i] as Local)
}

/** The two halves, in 32 bits, of eight sums a · x + b · y. */
export interface Halves {
  readonly lower: Local
  readonly upper: Local
}
/** Locals for halves. */
export const halves = (f: FunctionBuilder): Halves => ({ lower: f.local('v128'), upper: f.local('v128') })
export function freeHalves(f: FunctionBuilder, ...all: readonly Halves[]): void {
  for (const { lower, upper } of all) f.free('v128', lower, upper)
}

/** x · a + y · b, and `added`. */
export function products(
  f: FunctionBuilder,
  [x, a]: readonly [Local, number],
  [y, b]: readonly [Local, number],
  added?: Halves,
): Halves {
  const result = halves(f)
  for (const half of ['lower', 'upper'] as const) {
    f.shuffle(half === 'lower' ? LOWER : UPPER, f.get(x), f.get(y))
    f.op('i32x4.dot_i16x8_s', undefined, pairOf(f, a, b))
    if (added !== undefined) f.op('i32x4.add', undefined, f.get(added[half]))
    f.set(result[half])
  }
  return result
}

/** Pushes (x ± y) >> shift as words, those that are none cut off. */
export function narrowed(f: FunctionBuilder, x: Halves, op: 'add' | 'sub', y: Halves, shift: number): undefined {
  for (const half of ['lower', 'upper'] as const) {
    f.op(`i32x4.${op}`, f.get(x[half]), f.get(y[half]))
    f.op('i32x4.shr_s', undefined, f.i32(shift))
  }
  return f.op('i16x8.narrow_i32x4_s')
}

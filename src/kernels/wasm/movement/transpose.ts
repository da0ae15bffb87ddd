/** Copies in which the innermost dimension of one side is an outer dimension of the other. */
import { numElements } from '../../../tensor/shape.ts'
import type { LoopNest } from '../../reference/scalars/loop_nest.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { THREAD, THREADS } from '../assembler/module.ts'
import { emitRows } from '../elementwise/loops.ts'
import { copyElement } from './element.ts'

/** Elements of a cache line: a strip reads whole lines. */
const STRIP = 16

/** The loop along which the source (operand 1) is contiguous, where that is not the innermost and the target (operand 0) is contiguous there; else −1. */
export function transposedLoop(nest: LoopNest): number {
  const last = nest.lengths.length - 1
  if (last < 1 || nest.steps[0]?.[last] !== 1 || (nest.steps[1]?.[last] ?? 0) <= 1) return -1
  return (nest.steps[1] as readonly number[]).findIndex(
    (step, loop) => step === 1 && loop < last && (nest.lengths[loop] as number) > 1,
  )
}

/**
 * Strips of 16 source columns (loop `turned`), all rows (the innermost loop): tiles of 4 × 4 elements of 4 bytes through
 * vectors, other sizes one by one. Threads share the strips.
 */
export function emitTransposed(
  f: FunctionBuilder,
  bytes: number,
  nest: LoopNest,
  turned: number,
  toStart: Local,
  fromStart: Local,
): void {
  const last = nest.lengths.length - 1
  const columns = nest.lengths[turned] as number
  const rows = nest.lengths[last] as number
  const columnStep = (nest.steps[0]?.[turned] as number) * bytes
  const rowStep = (nest.steps[1]?.[last] as number) * bytes
  const strips = Math.ceil(columns / STRIP)
  const others = nest.lengths.map((_, loop) => loop).filter(loop => loop !== turned && loop !== last)
  const lengths = [...others.map(loop => nest.lengths[loop] as number), strips]
  const [to, from, start] = [f.let('i32', f.get(toStart)), f.let('i32', f.get(fromStart)), f.let('i32', f.i32(0))]
  const moves = (side: 0 | 1): number[] => others.map(loop => (nest.steps[side]?.[loop] as number) * bytes)
  const pointers = [
    { local: to, steps: [...moves(0), STRIP * columnStep] },
    { local: from, steps: [...moves(1), STRIP * bytes] },
    // the strip's first column
    { local: start, steps: [...others.map(() => 0), STRIP] },
  ]
  const { begin, end } = f.share(THREAD, THREADS, numElements(lengths), 1)
  const width = f.local('i32')
  emitRows(f, lengths, pointers, begin, end, () => {
    if (columns % STRIP === 0) f.set(width, f.i32(STRIP))
    else {
      f.op('i32.sub', f.i32(columns), f.get(start))
      f.set(width)
      f.op('select', f.i32(STRIP), f.get(width), f.op('i32.gt_s', f.get(width), f.i32(STRIP)))
      f.set(width)
    }
    emitStrip({ f, bytes, rows, columnStep, rowStep, width, to, from })
  })
  f.free('i32', to, from, start, width, begin, end)
}

interface EmitStripArgs {
  readonly f: FunctionBuilder
  readonly bytes: number
  readonly rows: number
  readonly columnStep: number
  readonly rowStep: number
  readonly width: Local
  readonly to: Local
  readonly from: Local
}

/** One strip of `width` (a local) columns. */
function emitStrip({ f, bytes, rows, columnStep, rowStep, width, to, from }: EmitStripArgs): void {
  const [row, column, target, source] = f.locals('i32', 4)
  /** Points at the strip's element (row, column). */
  const point = (): void => {
    f.op(
      'i32.add',
      f.op('i32.add', f.get(to), f.op('i32.mul', f.get(row), f.i32(bytes))),
      f.op('i32.mul', f.get(column), f.i32(columnStep)),
    )
    f.set(target)
    f.op(
      'i32.add',
      f.op('i32.add', f.get(from), f.op('i32.mul', f.get(row), f.i32(rowStep))),
      f.op('i32.mul', f.get(column), f.i32(bytes)),
    )
    f.set(source)
  }
  const single = (): void => {
    point()
    copyElement(f, bytes, target, source)
  }
  const tiledRows = bytes === 4 ? rows - (rows % 4) : 0
  const tiledColumns = f.let('i32', f.op('i32.and', f.get(width), f.i32(bytes === 4 ? -4 : 0)))
  f.for(row, 0, tiledRows, 4, () => {
    f.for(column, 0, { local: tiledColumns }, 4, () => {
      point()
      emitTile(f, target, source, columnStep, rowStep)
    })
    // columns beside the tiles, for the same four rows
    f.for(column, { local: tiledColumns }, { local: width }, 1, () => {
      point()
      for (let k = 0; k < 4; k++) copyElement(f, bytes, target, source, k * bytes, k * rowStep)
    })
  })
  f.for(row, tiledRows, rows, 1, () => f.for(column, 0, { local: width }, 1, single))
  f.free('i32', row, column, target, source, tiledColumns)
}

/** Four rows of four elements become four columns. */
function emitTile(f: FunctionBuilder, to: Local, from: Local, columnStep: number, rowStep: number): void {
  const rows = [0, 1, 2, 3].map(k => f.let('v128', f.load('v128.load', f.get(from), k * rowStep))) as [
    Local,
    Local,
    Local,
    Local,
  ]
  const shuffled = (lanes: readonly [number, number, number, number], a: Local, b: Local): Local =>
    f.let('v128', f.shuffle32(lanes, f.get(a), f.get(b)))
  const [r0, r1, r2, r3] = rows
  const pairs = [
    shuffled([0, 4, 1, 5], r0, r1),
    shuffled([0, 4, 1, 5], r2, r3),
    shuffled([2, 6, 3, 7], r0, r1),
    shuffled([2, 6, 3, 7], r2, r3),
  ] as const
  for (let k = 0; k < 4; k++) {
    const [a, b] = k < 2 ? [pairs[0], pairs[1]] : [pairs[2], pairs[3]]
    f.store(
      'v128.store',
      f.get(to),
      f.shuffle32(k % 2 === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7], f.get(a), f.get(b)),
      k * columnStep,
    )
  }
  f.free('v128', ...rows, ...pairs)
}

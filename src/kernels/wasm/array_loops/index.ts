/** Loops over arrays' elements by vectors, where arrays find them. */
import { bug } from '../../../errors/bug.ts'
import type { BinaryLoop, Entries, Storage, UnaryLoop } from '../../../tensor/compiled_loops.ts'
import {
  type ChoiceLoop,
  installVectorLoops,
  type VectorBinary,
  type VectorLoops,
  type VectorUnary,
} from '../../../tensor/vector_loops.ts'
import { SIZES, TURN } from './elements.ts'
import { addRowsModule, binaryModule, choiceModule, extremeModule, sumModule, unaryModule } from './functions.ts'
import { area, instantiate, pieceOf, turnsOf } from './scratch.ts'

type Storages3 = readonly [a: Storage, b: Storage, out: Storage]

function binary(operation: VectorBinary, storages: Storages3): BinaryLoop | undefined {
  const module = binaryModule(operation, storages)
  if (module === undefined) return undefined
  const run =
    instantiate<(a: number, aStep: number, b: number, bStep: number, out: number, turns: number) => void>(module)
  const [x, y, z] = [area(0, storages[0]), area(1, storages[1]), area(2, storages[2])]
  const [xTurn, yTurn] = [TURN * SIZES[storages[0]], TURN * SIZES[storages[1]]]
  const piece = pieceOf(...storages)
  return (a, ai, as, b, bi, bs, out, oi, count) => {
    if (as === 0) x.repeat(a, ai)
    if (bs === 0) y.repeat(b, bi)
    for (let i = 0; i < count; i += piece) {
      const n = Math.min(piece, count - i)
      if (as !== 0) x.read(a, ai + i, n)
      if (bs !== 0) y.read(b, bi + i, n)
      run(x.address, as === 0 ? 0 : xTurn, y.address, bs === 0 ? 0 : yTurn, z.address, turnsOf(n))
      z.write(out, oi + i, n)
    }
  }
}

function unary(operation: VectorUnary, storages: readonly [a: Storage, out: Storage]): UnaryLoop | undefined {
  const module = unaryModule(operation, storages)
  if (module === undefined) return undefined
  const run = instantiate<(a: number, out: number, turns: number) => void>(module)
  const [x, z] = [area(0, storages[0]), area(2, storages[1])]
  const piece = pieceOf(...storages)
  return (a, ai, _step, out, oi, count) => {
    for (let i = 0; i < count; i += piece) {
      const n = Math.min(piece, count - i)
      x.read(a, ai + i, n)
      run(x.address, z.address, turnsOf(n))
      z.write(out, oi + i, n)
    }
  }
}

function choice(storage: Storage): ChoiceLoop {
  const run = instantiate<
    (flags: number, a: number, aStep: number, b: number, bStep: number, out: number, turns: number) => void
  >(choiceModule(storage))
  const [flags, x, y, z] = [area(3, 'u1'), area(0, storage), area(1, storage), area(2, storage)]
  const turn = TURN * SIZES[storage]
  const piece = pieceOf(storage)
  return (given, fi, a, ai, as, b, bi, bs, out, oi, count) => {
    if (as === 0) x.repeat(a, ai)
    if (bs === 0) y.repeat(b, bi)
    for (let i = 0; i < count; i += piece) {
      const n = Math.min(piece, count - i)
      flags.read(given, fi + i, n)
      if (as !== 0) x.read(a, ai + i, n)
      if (bs !== 0) y.read(b, bi + i, n)
      run(flags.address, x.address, as === 0 ? 0 : turn, y.address, bs === 0 ? 0 : turn, z.address, turnsOf(n))
      z.write(out, oi + i, n)
    }
  }
}

/** Fewer numbers are summed without being halved. */
const BLOCK = 128

function sum(storage: Storage): ((a: Entries, from: number, count: number) => number) | undefined {
  if (storage !== 'f4' && storage !== 'f8') return undefined
  const run = instantiate<(from: number, count: number) => number>(sumModule(storage))
  const x = area(0, storage)
  const piece = pieceOf(storage)
  const round = storage === 'f4' ? Math.fround : (value: number): number => value
  const total = (a: Entries, from: number, count: number): number => {
    if (count > piece) {
      const half = (count >> 1) & -8
      return round(total(a, from, half) + total(a, from + half, count - half))
    }
    x.read(a, from, count)
    return run(x.address, count)
  }
  return (a, from, count) => {
    if (count < BLOCK) throw bug('too few numbers to be summed by vectors')
    return total(a, from, count)
  }
}

function addRows(storage: Storage): ReturnType<VectorLoops['addRows']> {
  if (storage !== 'f4' && storage !== 'f8' && storage !== 'i8') return undefined
  const run = instantiate<(from: number, row: number, rows: number, out: number, turns: number) => void>(
    addRowsModule(storage),
  )
  const [x, z] = [area(0, storage), area(2, storage)]
  const piece = pieceOf(storage)
  return (a, from, rows, out, to, count) => {
    // columns that fit, and of these as many rows as fit
    for (let first = 0; first < count; first += piece) {
      const columns = Math.min(piece, count - first)
      const most = columns === count ? Math.floor(piece / columns) : 1
      z.read(out, to + first, columns)
      for (let row = 0; row < rows; row += most) {
        const n = Math.min(most, rows - row)
        x.read(a, from + row * count + first, n * columns)
        run(x.address, columns * SIZES[storage], n, z.address, turnsOf(columns))
      }
      z.write(out, to + first, columns)
    }
  }
}

function extreme(storage: Storage, largest: boolean): ReturnType<VectorLoops['extreme']> {
  const module = extremeModule(storage, largest)
  if (module === undefined) return undefined
  const run = instantiate<(from: number, turns: number, out: number) => void>(module)
  const [x, z] = [area(0, storage), area(2, storage)]
  const piece = pieceOf(storage)
  const isBefore = (value: number | bigint, best: number | bigint): boolean =>
    Number.isNaN(value) || (largest ? value > best : value < best)
  return (a, from, count) => {
    let best: number | bigint | undefined
    for (let i = 0; i < count; i += piece) {
      const n = Math.min(piece, count - i)
      x.read(a, from + i, n)
      x.pad(n)
      run(x.address, turnsOf(n), z.address)
      for (const value of z.lanes) if (best === undefined || isBefore(value, best)) best = value
      if (Number.isNaN(best)) break
    }
    return best as number | bigint
  }
}

const loops = new Map<string, unknown>()
/** The loop of a name, made once; also where there is none. */
function once<L>(key: string, make: () => L): L {
  if (!loops.has(key)) loops.set(key, make())
  return loops.get(key) as L
}

installVectorLoops({
  binary: (operation, storages) => once(`${operation} ${storages}`, () => binary(operation, storages)),
  unary: (operation, storages) => once(`${operation} ${storages}`, () => unary(operation, storages)),
  choice: storage => once(`choice ${storage}`, () => choice(storage)),
  sum: storage => once(`sum ${storage}`, () => sum(storage)),
  addRows: storage => once(`rows ${storage}`, () => addRows(storage)),
  extreme: (storage, largest) => once(`extreme ${storage} ${largest}`, () => extreme(storage, largest)),
})

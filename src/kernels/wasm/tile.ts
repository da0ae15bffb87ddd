/**
 * The sums of a tile of a product in float32, as products of matrices and convolutions use them.
 *
 * One tile is `rows` × `vectors`·4 elements of C in registers; one k step an iteration. All of an iteration's values must fit 15
 * vector registers, or V8's compiler spills and halves the speed: 3 rows × 3 vectors are 9 sums, 3 of B and 3 of A; 2 × 4 are
 * 8 + 4 + 2, and leave one for the product where multiply-add is two instructions.
 */
import type { Scalar } from '../scalar.ts'
import type { VectorMath } from './math_ops.ts'
import type { FunctionBuilder, Local, ModuleBuilder } from './module.ts'
import { vectorExpression, withConstants } from './vector_expression.ts'

/** An array that the epilogue reads beside the product: byte strides along rows and columns of C (0: broadcast; columns: 0 or 4). */
export interface EpilogueInput {
  readonly rowStride: number
  readonly columnStride: number
}

/** What is done to the product before it is stored: input 0 is the product, input i the array inputs[i − 1]. */
export interface Epilogue {
  readonly scalar: Scalar
  readonly inputs: readonly EpilogueInput[]
  /** Distinguishes epilogues of one module. */
  readonly key: string
}

/** A place in memory: what a local holds, and a constant. */
export interface Address {
  readonly pointer: Local
  readonly offset: number
}

/** Where a tile's rows begin in C, and in the inputs of the epilogue. */
export interface TileRows {
  readonly c: (row: number) => Address
  readonly input: (index: number, row: number) => Address
}

/** What becomes of a tile's sums. */
export interface TileEnd {
  /** Columns: a multiple of 4, or less in the last panel. */
  readonly columns: number
  /** Adds to what C holds. */
  readonly accumulate: boolean
  readonly epilogue?: Epilogue | undefined
}

export interface TileSums {
  /** Adds one step of k: the row of B at `b`, times each row's element of A, which `splat` pushes as a vector. */
  step(b: Local, splat: (row: number) => undefined): void
  /** The same where every element has a factor of its own: `load` pushes four of them. */
  stepByVector(b: Local, load: (row: number, vector: number) => undefined): void
  finish(module: ModuleBuilder, end: TileEnd, at: TileRows): void
}

/** Sums of `rows` × `vectors` vectors, zero. */
export function tileSums(f: FunctionBuilder, rows: number, vectors: number): TileSums {
  const sums = Array.from({ length: rows }, () => f.locals('v128', vectors))
  const parts = f.locals('v128', vectors)
  const factor = f.local('v128')
  const step = (b: Local, splat: (row: number) => undefined): void => {
    for (const [j, part] of parts.entries()) f.set(part, f.load('v128.load', f.get(b), 16 * j))
    for (const [i, row] of sums.entries()) {
      f.set(factor, splat(i))
      for (const [j, sum] of row.entries()) f.set(sum, f.madd('f32x4', f.get(factor), f.get(parts[j] as Local), f.get(sum)))
    }
  }
  const stepByVector = (b: Local, load: (row: number, vector: number) => undefined): void => {
    for (const [j, part] of parts.entries()) f.set(part, f.load('v128.load', f.get(b), 16 * j))
    for (const [i, row] of sums.entries()) {
      for (const [j, sum] of row.entries()) f.set(sum, f.madd('f32x4', load(i, j), f.get(parts[j] as Local), f.get(sum)))
    }
  }
  const finish = (module: ModuleBuilder, { columns, accumulate, epilogue }: TileEnd, at: TileRows): void => {
    const each = (visit: (sum: Local, c: Address, i: number, j: number) => void): void => {
      for (const [i, row] of sums.entries()) for (const [j, sum] of row.entries()) visit(sum, at.c(i), i, j)
    }
    // each block of k is summed by itself: a single chain of additions as long as k would lose too many digits
    if (accumulate) {
      each((sum, c, _, j) => f.set(sum, f.op('f32x4.add', f.get(sum), f.load('v128.load', f.get(c.pointer), c.offset + 16 * j))))
    }
    const store = (m: VectorMath | undefined): void =>
      each((sum, c, i, j) => {
        const value = epilogue === undefined || m === undefined ? sum : applyEpilogue(module, m, epilogue, sum, k => at.input(k, i), 4 * j)
        storeLanes(m?.f ?? f, c.pointer, value, Math.min(4, columns - 4 * j), c.offset + 16 * j)
      })
    if (epilogue === undefined) store(undefined)
    else withConstants(f, store)
  }
  return { step, stepByVector, finish }
}

/** Stores the first `lanes` of four floats. */
export function storeLanes(f: FunctionBuilder, address: Local, vector: Local, lanes: number, offset: number): void {
  if (lanes === 4) {
    f.store('v128.store', f.get(address), f.get(vector), offset)
    return
  }
  if (lanes >= 2) f.store_lane('v128.store64_lane', 0, f.get(address), f.get(vector), offset)
  if (lanes % 2 === 1) f.store_lane('v128.store32_lane', lanes - 1, f.get(address), f.get(vector), offset + 4 * (lanes - 1))
}

/** The expression's values for four products in `vector`; `where` gives each input's address at column 0 and `column` the distance from there. */
export function applyEpilogue(
  module: ModuleBuilder,
  m: VectorMath,
  epilogue: Epilogue,
  vector: Local,
  where: (input: number) => Address,
  column: number,
): Local {
  const { f } = m
  const operands = epilogue.inputs.map((input, k) => {
    const { pointer, offset } = where(k)
    return input.columnStride === 0
      ? f.let('v128', f.load('v128.load32_splat', f.get(pointer), offset))
      : f.let('v128', f.load('v128.load', f.get(pointer), offset + 4 * column))
  })
  const value = vectorExpression(module, m, epilogue.scalar, [vector, ...operands])
  const kept = f.let('v128', f.get(value))
  f.free('v128', ...operands)
  return kept
}

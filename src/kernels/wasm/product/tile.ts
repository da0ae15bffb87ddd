/**
 * The sums of a tile of a product in float32, as products of matrices and convolutions use them.
 *
 * One tile is `rows` × `vectors`·4 elements of C in registers; one k step an iteration. Two multiply-adds start in a cycle and each
 * takes four, so it takes eight sums to fill the time and ten to do it without luck. All values of a basic block must fit 15 vector
 * registers, or V8's compiler spills and halves the speed, for it moves the loads of a block to its start (up to Node 22): 3 rows × 3
 * vectors are 9 sums, 3 of B and 3 of A. Larger tiles are cut: an exit that is never taken, to where all sums are used, makes the
 * compiler finish one part of a step before it loads for the next. So 2 × 5 are 10 sums, 2 of A and 3 of B, then 2 of B.
 * Where multiply-add is two instructions, 2 × 4 leave a register for the product.
 */
import type { Scalar } from '../../scalar.ts'
import type { Simd } from '../assembler/features.ts'
import type { FunctionBuilder, Local, ModuleBuilder } from '../assembler/module.ts'
import { invariantValues, vectorExpressions, withConstants } from '../elementwise/vector_expression.ts'
import type { VectorMath } from '../math/ops.ts'

/** An array that the epilogue reads beside the product: byte strides along rows and columns of C (0: broadcast; columns: 0 or 4). */
export interface EpilogueInput {
  readonly rowStride: number
  readonly columnStride: number
}

/** A value that is stored where the array inputs[`input`] lies. */
export interface EpilogueUpdate {
  readonly scalar: Scalar
  readonly input: number
}

/**
 * What is done to the product before it is stored: input 0 of an expression is the product, input i the array inputs[i − 1].
 * `scalar` goes to C; `updates`, where there are any, are stored in the place of it.
 */
export interface Epilogue {
  readonly scalar: Scalar
  readonly updates: readonly EpilogueUpdate[]
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

/** A loop over k. */
export interface TileLoop {
  /** Address of the row of B. */
  readonly b: Local
  /** What every step begins with. */
  readonly before?: () => void
  /** Goes on to the next step, and pushes whether there is one. */
  readonly next: () => undefined
}

export interface TileSums {
  /** The sums, row by row. */
  readonly locals: readonly (readonly Local[])[]
  /** Adds the steps of k, one at least: the row of B, times each row's element of A, which `splat` pushes as a vector. */
  add(loop: TileLoop, splat: (row: number) => undefined): void
  /** The same where every element has a factor of its own: `load` pushes four of them. */
  addByVector(loop: TileLoop, load: (row: number, vector: number) => undefined): void
  finish(module: ModuleBuilder, end: TileEnd, at: TileRows): void
}

/** Vector registers that V8's compiler hands out. */
const REGISTERS = 15

/** Rows, or vectors where there are more of these, of one part of a step, so that its values fit the registers. */
function partOf(simd: Simd, rows: number, vectors: number): number {
  const [few, many] = [Math.min(rows, vectors), Math.max(rows, vectors)]
  const left = REGISTERS - rows * vectors - few
  // wide code has half as many values, and is compiled in the order in which it stands
  return simd !== 'relaxed' || left < 1 ? many : left
}

/** Sums of `rows` × `vectors` vectors, zero. */
export function tileSums(f: FunctionBuilder, simd: Simd, rows: number, vectors: number): TileSums {
  const sums = Array.from({ length: rows }, () => f.locals('v128', vectors))
  const parts = f.locals('v128', vectors)
  const over = ({ b, before, next }: TileLoop, step: (cut: (part: number) => void) => void): void => {
    f.block(done => {
      // no row of B has an address like these
      const cut = (part: number): void => f.br_if(done, f.op('i32.eq', f.get(b), f.i32(-part)))
      f.loop(again => {
        before?.()
        step(cut)
        f.br_if(again, next())
      })
    })
  }
  const loadPart = (b: Local, j: number): void => f.set(parts[j] as Local, f.load('v128.load', f.get(b), 16 * j))
  const multiply = (i: number, j: number, factor: Local): void => {
    const sum = sums[i]?.[j] as Local
    f.set(sum, f.madd('f32x4', f.get(factor), f.get(parts[j] as Local), f.get(sum)))
  }
  const part = partOf(simd, rows, vectors)
  const byRows = (b: Local, splat: (row: number) => undefined, cut: (part: number) => void): void => {
    for (let j = 0; j < vectors; j++) loadPart(b, j)
    for (let i = 0; i < rows; i++) {
      if (i > 0 && i % part === 0) cut(i)
      f.set(factors[0] as Local, splat(i))
      for (let j = 0; j < vectors; j++) multiply(i, j, factors[0] as Local)
    }
  }
  const byVectors = (b: Local, splat: (row: number) => undefined, cut: (part: number) => void): void => {
    for (const [i, factor] of factors.entries()) f.set(factor, splat(i))
    for (let j = 0; j < vectors; j++) {
      if (j > 0 && j % part === 0) cut(j)
      loadPart(b, j)
      for (const [i, factor] of factors.entries()) multiply(i, j, factor)
    }
  }
  const factors = f.locals('v128', rows > vectors ? 1 : rows)
  const add = (loop: TileLoop, splat: (row: number) => undefined): void =>
    over(loop, cut => (rows > vectors ? byRows : byVectors)(loop.b, splat, cut))
  const addByVector = (loop: TileLoop, load: (row: number, vector: number) => undefined): void =>
    over(loop, () => {
      for (let j = 0; j < vectors; j++) loadPart(loop.b, j)
      for (const [i, row] of sums.entries()) {
        for (const [j, sum] of row.entries())
          f.set(sum, f.madd('f32x4', load(i, j), f.get(parts[j] as Local), f.get(sum)))
      }
    })
  return { locals: sums, add, addByVector, finish: (module, end, at) => finishTile(f, sums, module, end, at) }
}

/** Adds what C holds, does the epilogue, and stores the sums of a tile. */
export function finishTile(
  f: FunctionBuilder,
  sums: readonly (readonly Local[])[],
  module: ModuleBuilder,
  { columns, accumulate, epilogue }: TileEnd,
  at: TileRows,
): void {
  const each = (visit: (sum: Local, c: Address, i: number, j: number) => void): void => {
    for (const [i, row] of sums.entries()) for (const [j, sum] of row.entries()) visit(sum, at.c(i), i, j)
  }
  // each block of k is summed by itself: a single chain of additions as long as k would lose too many digits
  if (accumulate) {
    each((sum, c, _, j) =>
      f.set(sum, f.op('f32x4.add', f.get(sum), f.load('v128.load', f.get(c.pointer), c.offset + 16 * j))),
    )
  }
  const lanes = (j: number): number => Math.min(4, columns - 4 * j)
  if (epilogue === undefined || endsApart(module, epilogue))
    each((sum, c, _, j) => storeLanes(f, c.pointer, sum, lanes(j), c.offset + 16 * j))
  if (epilogue === undefined) return
  const tile = { rows: sums.length, vectors: sums[0]?.length ?? 0, columns, epilogue, at }
  if (endsApart(module, epilogue)) callEpilogue(f, module, tile)
  else applyToTile(f, module, tile, (i, j, use) => use(sums[i]?.[j] as Local))
}

/** Whether the epilogue is a function of its own, which reads C: V8's compiler pairs no vectors in code that has other work for them. */
const endsApart = (module: ModuleBuilder, epilogue: Epilogue): boolean =>
  module.simd === 'wide' && epilogue.updates.length === 0

/** A tile whose sums are complete. */
interface SummedTile {
  readonly rows: number
  readonly vectors: number
  readonly columns: number
  readonly epilogue: Epilogue
  readonly at: TileRows
}

/** Does the epilogue for a tile, vector by vector: `sum` gives each to `use`. */
function applyToTile(
  f: FunctionBuilder,
  module: ModuleBuilder,
  { rows, vectors, columns, epilogue, at }: SummedTile,
  sum: (row: number, vector: number, use: (sum: Local) => void) => void,
): void {
  withConstants(f, m =>
    m.scope((): readonly Local[] => {
      const finished = finishing(module, m, epilogue, k => at.input(k, 0))
      const finish = (i: number, j: number, value: Local): void => {
        const values = finished(value, k => at.input(k, i), 4 * j)
        for (const [k, result] of values.entries()) {
          const update = epilogue.updates[k]
          const to = update === undefined ? at.c(i) : at.input(update.input, i)
          storeLanes(m.f, to.pointer, result, Math.min(4, columns - 4 * j), to.offset + 16 * j)
        }
        m.f.free('v128', ...values)
      }
      for (let i = 0; i < rows; i++) for (let j = 0; j < vectors; j++) sum(i, j, value => finish(i, j, value))
      return []
    }),
  )
}

/** Calls a function that does the epilogue for a tile whose sums are in C. */
function callEpilogue(f: FunctionBuilder, module: ModuleBuilder, tile: SummedTile): void {
  const { rows, vectors, columns, epilogue, at } = tile
  // its parameters: the locals that the addresses begin with, each once
  const pointers: Local[] = []
  const within = ({ pointer, offset }: Address): Address => {
    if (!pointers.includes(pointer)) pointers.push(pointer)
    return { pointer: pointers.indexOf(pointer), offset }
  }
  const eachRow = (address: (row: number) => Address): readonly Address[] =>
    Array.from({ length: rows }, (_, i) => within(address(i)))
  const c = eachRow(at.c)
  const inputs = epilogue.inputs.map((_, k) => eachRow(i => at.input(k, i)))
  const func = module.once(`epilogue ${JSON.stringify([rows, vectors, columns, c, inputs])} ${epilogue.key}`, () =>
    module.function(new Array(pointers.length).fill('i32'), [], g => {
      const there: TileRows = { c: i => c[i] as Address, input: (k, i) => inputs[k]?.[i] as Address }
      const loaded = g.local('v128')
      applyToTile(g, module, { ...tile, at: there }, (i, j, use) => {
        const { pointer, offset } = there.c(i)
        g.set(loaded, g.load('v128.load', g.get(pointer), offset + 16 * j))
        use(loaded)
      })
    }),
  )
  for (const pointer of pointers) f.get(pointer)
  f.call(func)
}

/** Four sums of four lanes each, as one vector; missing ones are taken from the last. */
export function addAcross(f: FunctionBuilder, sums: readonly Local[]): Local {
  const pick = (i: number): Local => sums[Math.min(i, sums.length - 1)] as Local
  const pair = (x: Local, y: Local): Local => {
    f.op('f32x4.add', f.shuffle32([0, 4, 1, 5], f.get(x), f.get(y)), f.shuffle32([2, 6, 3, 7], f.get(x), f.get(y)))
    return f.let('v128')
  }
  // x0+x2 y0+y2 x1+x3 y1+y3
  const [low, high] = [pair(pick(0), pick(1)), pair(pick(2), pick(3))]
  f.op(
    'f32x4.add',
    f.shuffle32([0, 1, 4, 5], f.get(low), f.get(high)),
    f.shuffle32([2, 3, 6, 7], f.get(low), f.get(high)),
  )
  return f.let('v128')
}

/** Stores the first `lanes` of four floats. */
export function storeLanes(f: FunctionBuilder, address: Local, vector: Local, lanes: number, offset: number): void {
  if (lanes === 4) {
    f.store('v128.store', f.get(address), f.get(vector), offset)
    return
  }
  if (lanes >= 2) f.store_lane('v128.store64_lane', 0, f.get(address), f.get(vector), offset)
  if (lanes % 2 === 1)
    f.store_lane('v128.store32_lane', lanes - 1, f.get(address), f.get(vector), offset + 4 * (lanes - 1))
}

/** What an epilogue stores for four products in `vector`; `where` gives each input's address at column 0 and `column` the distance from there. */
export type Finish = (vector: Local, where: (input: number) => Address, column: number) => Local[]

/** Prepares what is the same everywhere, at the place of the call; `where` gives the addresses of inputs that do not move. */
export function finishing(
  module: ModuleBuilder,
  m: VectorMath,
  epilogue: Epilogue,
  where: (input: number) => Address,
): Finish {
  const { f } = m
  const { scalar, updates, inputs } = epilogue
  const scalars = updates.length > 0 ? updates.map(update => update.scalar) : [scalar]
  const still = inputs.map((input, k) => {
    if (input.columnStride !== 0 || input.rowStride !== 0) return undefined
    const { pointer, offset } = where(k)
    return f.let('v128', f.load('v128.load32_splat', f.get(pointer), offset))
  })
  const known = invariantValues(module, m, scalars, [undefined, ...still])
  return (vector, whereNow, column) => {
    const kept: Local[] = scalars.map(() => f.local('v128'))
    m.scope((): readonly Local[] => {
      const operands = inputs.map((input, k): Local => {
        const fixed = still[k]
        if (fixed !== undefined) return fixed
        const { pointer, offset } = whereNow(k)
        return input.columnStride === 0
          ? m.f.let('v128', f.load('v128.load32_splat', f.get(pointer), offset))
          : m.f.let('v128', f.load('v128.load', f.get(pointer), offset + 4 * column))
      })
      for (const [k, value] of vectorExpressions(module, m, scalars, [vector, ...operands], known).entries())
        f.set(kept[k] as Local, f.get(value))
      for (const [k, operand] of operands.entries()) if (still[k] === undefined) f.free('v128', operand)
      return []
    })
    return kept
  }
}

/** The value of an epilogue without updates, for one vector. */
export function applyEpilogue(
  module: ModuleBuilder,
  m: VectorMath,
  epilogue: Epilogue,
  vector: Local,
  where: (input: number) => Address,
  column: number,
): Local {
  return m.scope(() => finishing(module, m, epilogue, where)(vector, where, column)[0] as Local)
}

/**
 * multinomial: state (int32 [6], see random.ts), logits (float32 [rows, classes]) → int64 [rows, samples], the draws of
 * tensor/random/multinomial.ts. Its exponentials, in double precision like its running sums, may differ from Math.exp in the last bit: a
 * draw would feel that where a running sum lies within 1e-16 of a float32 number that is drawn.
 *
 * The rows are parted between threads; each share has running sums of one row, and the uniforms of sixteen draws, in scratch.
 */
import type { FunctionBuilder, Local } from './assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from './assembler/module.ts'
import { vectorPhase } from './elementwise/loops.ts'
import { exp } from './math/exp.ts'
import type { VectorMath } from './math/ops.ts'
import { elementsOf, transpose, unit, words } from './random.ts'
import type { Operand, Place, WasmKernel } from './step.ts'

const D = 'f64x2'
/** Threads that take part at most: each has a share of the scratch. */
const MOST_SHARES = 16
/** Uniforms made together: the words of four blocks. */
const GROUP = 16
const UNIFORM_BYTES = 4 * GROUP
const LINE = 64
/** Nanoseconds for the exponential of a class, for a draw, and for a step of its search. */
const COST = { class: 4, draw: 8, search: 2 }

/** Bytes of one share of the scratch: uniforms, then running sums of whole vectors of floats. */
const shareBytes = (classes: number): number =>
  Math.ceil((UNIFORM_BYTES + 8 * 4 * Math.ceil(classes / 4)) / LINE) * LINE

export const multinomial: WasmKernel = {
  scratchBytes({ inputs: [, logits] }) {
    return MOST_SHARES * shareBytes(logits?.shape[1] ?? 0)
  },
  emit(module, { inputs: [state, logits], outputs: [output], scratch }) {
    if (state === undefined || logits === undefined || output === undefined || scratch === undefined) return undefined
    if (output.dtype !== 'int64' || logits.dtype !== 'float32' || logits.shape.length !== 2 || elementsOf(state) !== 6)
      return undefined
    const [rows, classes] = logits.shape as [number, number]
    const samples = elementsOf(output) / rows
    if (classes === 0 || !(samples > 0)) return undefined
    const func = vectorPhase(module, (f, m) =>
      emitRows(f, m, module, { state, logits, output, scratch, rows, classes, samples }),
    )
    const cost = rows * (classes * COST.class + samples * (COST.draw + COST.search * Math.log2(classes)))
    return [{ function: func, parallel: true, cost }]
  },
}

interface Draws {
  readonly state: Operand
  readonly logits: Operand
  readonly output: Operand
  readonly scratch: Place
  readonly rows: number
  readonly classes: number
  readonly samples: number
}

function emitRows(f: FunctionBuilder, m: VectorMath, module: ModuleBuilder, draws: Draws): void {
  const { state, logits, output, scratch, rows, classes, samples } = draws
  f.block(done => {
    f.br_if(done, f.op('i32.ge_u', f.get(THREAD), f.i32(MOST_SHARES)))
    const threads = f.let('i32', f.get(THREADS))
    f.limit(threads, MOST_SHARES)
    const { begin: row, end } = f.share(THREAD, threads, rows, 1)
    const at = f.let('i32', f.address(state.place, ARENA, TABLE))
    f.op('i32.mul', f.get(THREAD), f.i32(shareBytes(classes)))
    const uniforms = f.let('i32', f.op('i32.add', undefined, f.address(scratch, ARENA, TABLE)))
    const sums = f.let('i32', f.op('i32.add', f.get(uniforms), f.i32(UNIFORM_BYTES)))
    f.op('i32.mul', f.get(row), f.i32(4 * classes))
    const from = f.let('i32', f.op('i32.add', undefined, f.address(logits.place, ARENA, TABLE)))
    /** The number of the next draw. */
    const draw = f.let('i32', f.op('i32.mul', f.get(row), f.i32(samples)))
    const to = f.let(
      'i32',
      f.op('i32.add', f.op('i32.shl', f.get(draw), f.i32(3)), f.address(output.place, ARENA, TABLE)),
    )
    const total = f.local('f64')
    const left = f.local('i32')
    const fill = (): void => fillUniforms(f, module, at, draw, uniforms)
    f.br_if(done, f.op('i32.ge_u', f.get(row), f.get(end)))
    // the first draw may stand within a group
    fill()
    f.loop(nextRow => {
      emitSums(f, m, from, sums, classes, total)
      f.for(left, 0, samples, 1, () => {
        f.if(f.op('i32.eqz', f.op('i32.and', f.get(draw), f.i32(GROUP - 1))), fill)
        const place = f.op(
          'i32.add',
          f.get(uniforms),
          f.op('i32.shl', f.op('i32.and', f.get(draw), f.i32(GROUP - 1)), f.i32(2)),
        )
        f.op('f64.mul', f.op('f64.promote_f32', f.load('f32.load', place)), f.get(total))
        const target = f.let('f64', f.op('f64.promote_f32', f.op('f32.demote_f64')))
        f.get(to)
        countUpTo(f, sums, classes, target)
        f.store('i64.store', undefined, f.op('i64.extend_i32_u'))
        f.free('f64', target)
        f.increment(to, 8)
        f.increment(draw, 1)
      })
      f.increment(from, 4 * classes)
      f.increment(row, 1)
      f.br_if(nextRow, f.op('i32.lt_u', f.get(row), f.get(end)))
    })
  })
}

/** The uniforms of the group in which a draw stands. */
function fillUniforms(f: FunctionBuilder, module: ModuleBuilder, state: Local, draw: Local, uniforms: Local): void {
  const vectors = f.locals('v128', 4)
  // four draws to a block
  const block = (): void =>
    f.op('i64.extend_i32_u', f.op('i32.shl', f.op('i32.shr_u', f.get(draw), f.i32(4)), f.i32(2)))
  words(module, f, state, block, vectors)
  for (const vector of vectors) unit(f, vector)
  transpose(f, vectors)
  for (const [i, vector] of vectors.entries()) f.store('v128.store', f.get(uniforms), f.get(vector), 16 * i)
  f.free('v128', ...vectors)
}

/** Calls `body` with a local that holds four of `classes` floats from `from` on; what lies behind them is NaN. */
function eachVector(f: FunctionBuilder, from: Local, classes: number, body: (values: Local) => void): void {
  const at = f.let('i32', f.get(from))
  const index = f.local('i32')
  const values = f.local('v128')
  const rest = classes % 4
  f.for(index, 0, classes - rest, 4, () => {
    f.set(values, f.load('v128.load', f.get(at)))
    body(values)
    f.increment(at, 16)
  })
  if (rest > 0) {
    f.set(values, f.op('v128.or', f.load('v128.load', f.get(at)), f.i32x4(0, rest > 1 ? 0 : -1, rest > 2 ? 0 : -1, -1)))
    body(values)
  }
  f.free('i32', at, index)
  f.free('v128', values)
}

/** All bits in the lanes of floats that are neither infinite nor NaN. */
function finite(m: VectorMath, values: Local): Local {
  const zeros = m.op2('f32x4.sub', values, values)
  return m.op2('f32x4.eq', zeros, zeros)
}

/** Writes the running sums of exp(logit − largest finite logit) of one row; infinities and NaN add nothing. Sets `total` to the last. */
function emitSums(f: FunctionBuilder, m: VectorMath, from: Local, sums: Local, classes: number, total: Local): void {
  const largest = f.let('v128', f.get(m.constant('f32x4', -3.4028234663852886e38)))
  eachVector(f, from, classes, values => {
    m.scope(() =>
      m.assign(
        largest,
        m.op2('f32x4.max', largest, m.select(finite(m, values), values, m.constant('f32x4', -3.4028234663852886e38))),
      ),
    )
  })
  for (const lanes of [
    [2, 3, 0, 1],
    [1, 0, 3, 2],
  ] as const) {
    f.set(largest, f.op('f32x4.max', f.get(largest), f.shuffle32(lanes, f.get(largest), f.get(largest))))
  }
  const shift = f.let('v128', f.op('f64x2.promote_low_f32x4', f.get(largest)))
  const to = f.let('i32', f.get(sums))
  f.set(total, f.f64(0))
  eachVector(f, from, classes, values => {
    m.scope(() => {
      const counts = finite(m, values)
      const halves = m.promote(values)
      const masks = [m.shuffle32([0, 0, 1, 1], counts, counts), m.shuffle32([2, 2, 3, 3], counts, counts)] as const
      const exps = halves.map((half, i) =>
        m.op2('v128.and', exp(m, D, m.op2(`${D}.sub`, half, shift)), masks[i] as Local),
      )
      for (const [i, pair] of exps.entries()) {
        for (let lane = 0; lane < 2; lane++) {
          f.set(total, f.op('f64.add', f.get(total), f.lane('f64x2.extract_lane', lane, f.get(pair))))
          f.store('f64.store', f.get(to), f.get(total), 16 * i + 8 * lane)
        }
      }
      return []
    })
    f.increment(to, 32)
  })
  f.free('v128', largest, shift)
  f.free('i32', to)
}

/** Pushes how many of the `count` ascending sums are <= `limit`: a search whose steps are known, without branches. */
function countUpTo(f: FunctionBuilder, sums: Local, count: number, limit: Local): void {
  const at = f.let('i32', f.get(sums))
  /** Pushes whether the sum, `offset` bytes further on, is within the limit. */
  const within = (offset: number): undefined => f.op('f64.le', f.load('f64.load', f.get(at), offset), f.get(limit))
  let left = count
  while (left > 1) {
    const half = left >> 1
    f.op('select', f.op('i32.add', f.get(at), f.i32(8 * half)), f.get(at), within(8 * (half - 1)))
    f.set(at)
    left -= half
  }
  f.op('i32.shr_u', f.op('i32.sub', f.get(at), f.get(sums)), f.i32(3))
  f.op('i32.add', undefined, within(0))
  f.free('i32', at)
}

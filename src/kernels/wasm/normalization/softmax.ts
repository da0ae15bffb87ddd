/**
 * Softmax and the losses on it, float32, along the last axis. Operands:
 * - softmax, log_softmax: logits → the same shape. The output may lie in the logits' place.
 * - softmax_xent: logits [B, C], labels [B, C] → loss [B], gradient [B, C].
 * - sparse_softmax_xent: logits [B, C], labels [B] (int32 or int64) → loss [B], gradient [B, C]. A label outside [0, C) fails the
 *   step: code 1, details the label (its low word) and its position.
 *
 * Three passes over each row, which is in the cache after the first: maximum; exponentials and their sum; results. Sums have four
 * lanes, so they depend on the row's length alone. Lanes behind the row's end are masked.
 */
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { vectorPhase } from '../elementwise/loops.ts'
import { exp } from '../math/exp.ts'
import { log } from '../math/log.ts'
import type { VectorMath } from '../math/ops.ts'
import { storeLanes } from '../product/gemm.ts'
import type { Operand, Phase, Step, WasmKernel } from '../step.ts'
import { STATUS } from '../step.ts'

/** Code of the failure of `sparse_softmax_xent`. */
export const LABEL_OUT_OF_RANGE = 1

/** Nanoseconds per element of a row, for costs. */
const COST = 1.2
const COST_OF_ROW = 15
const LANES = 'f32x4'
const NEGATIVE_INFINITY = Number.NEGATIVE_INFINITY

/** The pointers of a row: logits first; all of them move along the row. */
type RowPointers = readonly Local[]

/** Emits loops over rows of one length. */
class RowCode {
  readonly m: VectorMath
  readonly f: FunctionBuilder
  readonly columns: number
  /** Masks the lanes of the last, partial vector that exist. */
  readonly mask: Local
  readonly #moving: Local[]

  constructor(m: VectorMath, columns: number, pointers: number) {
    this.m = m
    this.f = m.f
    this.columns = columns
    const rest = columns % 4
    this.mask = this.f.let('v128', this.f.i32x4(-1, rest > 1 ? -1 : 0, rest > 2 ? -1 : 0, 0))
    this.#moving = this.f.locals('i32', pointers)
  }

  /** Runs `body` for each vector of the row, the last one partial. Temporary values of the body are freed. */
  pass(starts: RowPointers, body: (at: RowPointers, lanes: number) => void): void {
    const { f, m, columns } = this
    const at = starts.map((start, i) => {
      const local = this.#moving[i] as Local
      f.set(local, f.get(start))
      return local
    })
    const vector = (lanes: number): void => {
      m.scope(() => {
        body(at, lanes)
        return []
      })
    }
    const whole = Math.floor(columns / 4)
    if (whole > 0) {
      const left = f.let('i32', f.i32(whole))
      f.loop(again => {
        vector(4)
        for (const pointer of at) f.increment(pointer, 16)
        f.br_if(again, f.tee(left, f.op('i32.sub', f.get(left), f.i32(1))))
      })
      f.free('i32', left)
    }
    if (columns % 4 !== 0) vector(columns % 4)
  }

  load(pointer: Local): Local {
    this.f.load('v128.load', this.f.get(pointer))
    return this.m.keep()
  }

  /** The lanes that exist, 0 in the others. */
  masked(value: Local, lanes: number): Local {
    return lanes === 4 ? value : this.m.op2('v128.and', value, this.mask)
  }

  /** Combines the four lanes; the result is in all of them. */
  across(opcode: 'f32x4.add' | 'f32x4.max', value: Local): void {
    const { f } = this
    f.set(value, f.op(opcode, f.get(value), f.shuffle32([2, 3, 0, 1], f.get(value), f.get(value))))
    f.set(value, f.op(opcode, f.get(value), f.shuffle32([1, 0, 3, 2], f.get(value), f.get(value))))
  }

  /** The row's maximum, NaN if it has one. */
  maximum(logits: Local): Local {
    const { f, m } = this
    const result = f.let('v128', f.f32x4(NEGATIVE_INFINITY))
    this.pass([logits], ([x], lanes) => {
      const value = this.load(x as Local)
      const existing = lanes === 4 ? value : m.select(this.mask, value, m.constant(LANES, NEGATIVE_INFINITY))
      f.set(result, f.op('f32x4.max', f.get(result), f.get(existing)))
    })
    this.across('f32x4.max', result)
    return result
  }

  /** Σ e^(x − maximum); stores the exponentials where `keep` points. */
  exponentials(logits: Local, maximum: Local, keep: Local | undefined): Local {
    const { f, m } = this
    const sum = f.let('v128', f.f32x4(0))
    this.pass(keep === undefined ? [logits] : [logits, keep], ([x, y], lanes) => {
      const e = exp(m, LANES, m.op2('f32x4.sub', this.load(x as Local), maximum))
      if (y !== undefined) storeLanes(f, y, e, lanes, 0)
      f.set(sum, f.op('f32x4.add', f.get(sum), f.get(this.masked(e, lanes))))
    })
    this.across('f32x4.add', sum)
    return sum
  }
}

/** A phase over rows: `row` emits one row, with a pointer to it in each operand. */
function rowPhase(
  module: ModuleBuilder,
  operands: readonly Operand[],
  rows: number,
  columns: number,
  row: (code: RowCode, pointers: readonly Local[]) => void,
): Phase {
  const func = vectorPhase(module, (f, m) => {
    const { begin, end } = f.share(THREAD, THREADS, rows, 1)
    const bytes = operands.map(
      operand => (operand.dtype === 'int64' ? 8 : 4) * (operand.shape.reduce((n, d) => n * d, 1) / rows),
    )
    const pointers = operands.map((operand, i) =>
      f.let(
        'i32',
        f.op('i32.add', f.address(operand.place, ARENA, TABLE), f.op('i32.mul', f.get(begin), f.i32(bytes[i] ?? 0))),
      ),
    )
    const code = new RowCode(m, columns, operands.length)
    f.for(begin, { local: begin }, { local: end }, 1, () => {
      row(code, pointers)
      for (const [i, pointer] of pointers.entries()) f.increment(pointer, bytes[i] ?? 0)
    })
  })
  return { function: func, parallel: true, cost: rows * (COST_OF_ROW + columns * COST) }
}

interface Rows {
  readonly rows: number
  readonly columns: number
}

/** Rows and columns of the logits; undefined where another kernel has to do it. */
function rowsOf(step: Step): Rows | undefined {
  const [logits] = step.inputs
  if (
    logits === undefined ||
    step.outputs.some(operand => operand.dtype !== 'float32') ||
    logits.dtype !== 'float32' ||
    logits.shape.length === 0
  )
    return undefined
  const columns = logits.shape.at(-1) ?? 0
  const rows = logits.shape.slice(0, -1).reduce((product, n) => product * n, 1)
  return columns === 0 && rows > 0 ? undefined : { rows, columns }
}

const softmax: WasmKernel = {
  emit(module, step) {
    const size = rowsOf(step)
    if (size === undefined) return undefined
    if (size.rows === 0) return []
    const operands = [step.inputs[0] as Operand, step.outputs[0] as Operand]
    return [
      rowPhase(module, operands, size.rows, size.columns, (code, [x, y]) => {
        const { f, m } = code
        const sum = code.exponentials(x as Local, code.maximum(x as Local), y)
        const factor = f.let('v128', f.op('f32x4.div', f.f32x4(1), f.get(sum)))
        code.pass([y as Local], ([at], lanes) =>
          storeLanes(f, at as Local, m.op2('f32x4.mul', code.load(at as Local), factor), lanes, 0),
        )
      }),
    ]
  },
}

const logSoftmax: WasmKernel = {
  emit(module, step) {
    const size = rowsOf(step)
    if (size === undefined) return undefined
    if (size.rows === 0) return []
    const operands = [step.inputs[0] as Operand, step.outputs[0] as Operand]
    return [
      rowPhase(module, operands, size.rows, size.columns, (code, pointers) => {
        const { f, m } = code
        const [x, y] = pointers as [Local, Local]
        const maximum = code.maximum(x)
        const logSum = log(m, LANES, code.exponentials(x, maximum, undefined))
        code.pass([x, y], ([from, to], lanes) => {
          storeLanes(
            f,
            to as Local,
            m.op2('f32x4.sub', m.op2('f32x4.sub', code.load(from as Local), maximum), logSum),
            lanes,
            0,
          )
        })
      }),
    ]
  },
}

const softmaxXent: WasmKernel = {
  emit(module, step) {
    const size = rowsOf(step)
    const [logits, labels] = step.inputs
    const [loss, gradient] = step.outputs
    if (
      size === undefined ||
      logits === undefined ||
      labels === undefined ||
      loss === undefined ||
      gradient === undefined
    )
      return undefined
    if (labels.dtype !== 'float32' || labels.shape.join() !== logits.shape.join()) return undefined
    if (size.rows === 0) return []
    return [
      rowPhase(module, [logits, labels, gradient, loss], size.rows, size.columns, (code, pointers) => {
        const { f, m } = code
        const [x, l, g, result] = pointers as [Local, Local, Local, Local]
        const maximum = code.maximum(x)
        const sum = code.exponentials(x, maximum, g)
        const logSum = log(m, LANES, sum)
        const total = f.let('v128', f.f32x4(0))
        code.pass([x, l, g], (at, lanes) => {
          const [xAt, lAt, gAt] = at as [Local, Local, Local]
          const label = code.load(lAt)
          // Σ labels · (log Σ e^(x − max) − (x − max))
          const term = m.op2(
            'f32x4.mul',
            label,
            m.op2('f32x4.sub', logSum, m.op2('f32x4.sub', code.load(xAt), maximum)),
          )
          f.set(total, f.op('f32x4.add', f.get(total), f.get(code.masked(term, lanes))))
          storeLanes(f, gAt, m.op2('f32x4.sub', m.op2('f32x4.div', code.load(gAt), sum), label), lanes, 0)
        })
        code.across('f32x4.add', total)
        storeLanes(f, result, total, 1, 0)
      }),
    ]
  },
}

const sparseSoftmaxXent: WasmKernel = {
  emit(module, step) {
    const size = rowsOf(step)
    const [logits, labels] = step.inputs
    const [loss, gradient] = step.outputs
    if (
      size === undefined ||
      logits === undefined ||
      labels === undefined ||
      loss === undefined ||
      gradient === undefined
    )
      return undefined
    if ((labels.dtype !== 'int32' && labels.dtype !== 'int64') || size.columns * 4 >= 2 ** 31) return undefined
    if (size.rows === 0) return []
    const rows = rowPhase(module, [logits, labels, gradient, loss], size.rows, size.columns, (code, pointers) => {
      const { f, m } = code
      const [x, l, g, result] = pointers as [Local, Local, Local, Local]
      const maximum = code.maximum(x)
      const sum = code.exponentials(x, maximum, g)
      const logSum = log(m, LANES, sum)
      code.pass([g], ([at], lanes) =>
        storeLanes(f, at as Local, m.op2('f32x4.div', code.load(at as Local), sum), lanes, 0),
      )
      // labels have been checked, so the low word says all
      const offset = f.let('i32', f.op('i32.shl', f.load('i32.load', f.get(l)), f.i32(2)))
      const chosen = f.let('i32', f.op('i32.add', f.get(g), f.get(offset)))
      f.store('f32.store', f.get(chosen), f.op('f32.sub', f.load('f32.load', f.get(chosen)), f.f32(1)))
      f.load('v128.load32_splat', f.op('i32.add', f.get(x), f.get(offset)))
      const value = m.op2('f32x4.sub', logSum, m.op2('f32x4.sub', m.keep(), maximum))
      storeLanes(f, result, value, 1, 0)
    })
    return [checkLabels(module, labels, size), rows]
  },
}

/** The first label outside [0, columns) fails the step. */
function checkLabels(module: ModuleBuilder, labels: Operand, { rows, columns }: Rows): Phase {
  const func = module.phase(f => {
    const at = f.let('i32', f.address(labels.place, ARENA, TABLE))
    const row = f.local('i32')
    const wide = labels.dtype === 'int64'
    f.for(row, 0, rows, 1, () => {
      if (wide) f.op('i64.ge_u', f.load('i64.load', f.get(at)), f.i64(columns))
      else f.op('i32.ge_u', f.load('i32.load', f.get(at)), f.i32(columns))
      f.if(undefined, () => {
        f.store('i32.store', f.get(TABLE), f.i32(LABEL_OUT_OF_RANGE), 4 * STATUS.code)
        f.store('i32.store', f.get(TABLE), f.load('i32.load', f.get(at)), 4 * STATUS.detail0)
        f.store('i32.store', f.get(TABLE), f.get(row), 4 * STATUS.detail1)
        f.return()
      })
      f.increment(at, wide ? 8 : 4)
    })
  })
  return { function: func, parallel: false, cost: rows, fails: true }
}

export const SOFTMAX_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['softmax', softmax],
  ['log_softmax', logSoftmax],
  ['softmax_xent', softmaxXent],
  ['sparse_softmax_xent', sparseSoftmaxXent],
]

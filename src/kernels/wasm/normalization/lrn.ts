/**
 * Local response normalisation of float32 along the last dimension. attrs: radius, bias, alpha, beta.
 * - `lrn`: x → x · n^−β with n = bias + α · Σ x² over the channels at most `radius` away
 * - `lrn_grad`: gradient, x, y → g · n^−β − 2αβ x · Σ (y · g / n) over the same neighbours
 *
 * Sums go from the lowest neighbour to the highest. Vectors whose neighbours all exist load them by constant offsets; at both ends
 * of a row a loop masks what does not.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { vectorPhase } from '../elementwise/loops.ts'
import { exp } from '../math/exp.ts'
import { log } from '../math/log.ts'
import type { VectorMath } from '../math/ops.ts'
import { storeLanes } from '../product/tile.ts'
import type { Operand, Phase, Place, Step, WasmKernel } from '../step.ts'

interface Norm {
  readonly rows: number
  readonly depth: number
  readonly radius: number
  readonly bias: number
  readonly alpha: number
  readonly beta: number
}

const LANES = 'f32x4'
/** Wider windows than this are summed in a loop. */
const WRITTEN_OUT = 8
/** The number of parts in which the gradient's rows are done, each with scratch for one row. */
const PARTS = 256
/** Nanoseconds per element, and for each of its neighbours. */
const COST = 0.6
const NEIGHBOUR_COST = 0.06

function normOf(step: Step): Norm | undefined {
  const operands = [...step.inputs, ...step.outputs]
  const [first] = operands
  if (
    first === undefined ||
    operands.some(({ dtype, shape }) => dtype !== 'float32' || shape.join() !== first.shape.join())
  )
    return undefined
  const depth = first.shape.at(-1) ?? 0
  const { radius, bias, alpha, beta } = step.attrs as Record<'radius' | 'bias' | 'alpha' | 'beta', number>
  return { rows: depth === 0 ? 0 : numElements(first.shape) / depth, depth, radius, bias, alpha, beta }
}

/** Code for one row: pointers to it, and sums over neighbours. */
class RowCode {
  readonly m: VectorMath
  readonly f: FunctionBuilder
  readonly norm: Norm

  constructor(m: VectorMath, norm: Norm) {
    this.m = m
    this.f = m.f
    this.norm = norm
  }

  /**
   * Runs `body` for the row's vectors. `at`: the channel of the first lane, a local; `inside`: all its neighbours exist; the last
   * vector may be a part.
   */
  vectors(body: (at: Local, inside: boolean, lanes: number) => void): void {
    const { f, m, norm } = this
    const { depth, radius } = norm
    const at = f.local('i32')
    const each = (inside: boolean, lanes: number): void =>
      void m.scope(() => {
        body(at, inside, lanes)
        return []
      })
    const whole = depth - (depth % 4)
    const low = Math.min(whole, 4 * Math.ceil(radius / 4))
    // the last vector that is inside ends `radius` before the row's end
    const high = radius > WRITTEN_OUT ? low : Math.max(low, 4 * Math.floor((depth - radius) / 4))
    f.for(at, 0, low, 4, () => each(false, 4))
    f.for(at, low, high, 4, () => each(true, 4))
    f.for(at, high, whole, 4, () => each(false, 4))
    if (whole < depth) {
      f.set(at, f.i32(whole))
      each(false, depth % 4)
    }
    f.free('i32', at)
  }

  /** The address of channel `at`. */
  address(row: Local, at: Local): Local {
    return this.f.let('i32', this.f.op('i32.add', this.f.get(row), this.f.op('i32.shl', this.f.get(at), this.f.i32(2))))
  }

  load(row: Local, at: Local): Local {
    const pointer = this.address(row, at)
    this.f.load('v128.load', this.f.get(pointer))
    this.f.free('i32', pointer)
    return this.m.keep()
  }

  store(row: Local, at: Local, value: Local, lanes: number): void {
    const pointer = this.address(row, at)
    storeLanes(this.f, pointer, value, lanes, 0)
    this.f.free('i32', pointer)
  }

  /** Σ over the neighbours of the four channels from `at` on. `term`: of a vector of neighbours. */
  sum(row: Local, at: Local, inside: boolean, term: (value: Local) => Local): Local {
    const { f, m, norm } = this
    const { depth, radius } = norm
    f.get(m.constant(LANES, 0))
    const total = m.keep()
    const pointer = this.address(row, at)
    const add = (value: () => void): void => {
      m.scope(() => {
        value()
        const next = term(m.keep())
        f.set(total, f.op('f32x4.add', f.get(total), f.get(next)))
        return []
      })
    }
    if (inside) {
      f.increment(pointer, -4 * radius)
      for (let k = 0; k <= 2 * radius; k++) add(() => f.load('v128.load', f.get(pointer), 4 * k))
    } else {
      const [k, last] = f.locals('i32', 2)
      // lane l of the vector from channel k on is neighbour k + l: from the first vector that has one to the last
      f.set(k, f.op('i32.sub', f.get(at), f.i32(radius)))
      f.op('select', f.get(k), f.i32(-3), f.op('i32.gt_s', f.get(k), f.i32(-3)))
      f.set(k)
      f.set(last, f.op('i32.add', f.get(at), f.i32(radius + 1)))
      f.op('select', f.get(last), f.i32(depth), f.op('i32.lt_s', f.get(last), f.i32(depth)))
      f.set(last)
      f.set(pointer, f.op('i32.add', f.get(row), f.op('i32.shl', f.get(k), f.i32(2))))
      f.for(k, { local: k }, { local: last }, 1, () => {
        add(() => {
          f.load('v128.load', f.get(pointer))
          f.op(
            'i32x4.lt_u',
            f.op('i32x4.add', f.op('i32x4.splat', f.get(k)), f.i32x4(0, 1, 2, 3)),
            f.get(m.constant('i32x4', depth)),
          )
          f.op('v128.and')
        })
        f.increment(pointer, 4)
      })
      f.free('i32', k, last)
    }
    f.free('i32', pointer)
    return total
  }

  /** bias + α · Σ x² */
  squares(row: Local, at: Local, inside: boolean): Local {
    const { m, norm } = this
    const sum = this.sum(row, at, inside, x => m.op2('f32x4.mul', x, x))
    return m.op2('f32x4.add', m.op2('f32x4.mul', sum, m.constant(LANES, norm.alpha)), m.constant(LANES, norm.bias))
  }

  /** n^−β */
  power(n: Local): Local {
    const { m, norm } = this
    const one = m.constant(LANES, 1)
    switch (norm.beta) {
      case 0:
        return one
      case 1:
        return m.op2('f32x4.div', one, n)
      case 0.5:
        return m.op2('f32x4.div', one, m.op1('f32x4.sqrt', n))
      case 0.75: {
        const root = m.op1('f32x4.sqrt', n)
        return m.op2('f32x4.div', one, m.op2('f32x4.mul', root, m.op1('f32x4.sqrt', root)))
      }
      default:
        return exp(m, LANES, m.op2('f32x4.mul', log(m, LANES, n), m.constant(LANES, -norm.beta)))
    }
  }
}

const place = (f: FunctionBuilder, operand: { readonly place: Place }): Local =>
  f.let('i32', f.address(operand.place, ARENA, TABLE))
/** Adds `at` · `bytes` to the pointers. */
function moved(f: FunctionBuilder, pointers: readonly Local[], at: Local, bytes: number): void {
  for (const pointer of pointers)
    f.set(pointer, f.op('i32.add', f.get(pointer), f.op('i32.mul', f.get(at), f.i32(bytes))))
}
const cost = ({ rows, depth, radius }: Norm): number =>
  rows * depth * (COST + NEIGHBOUR_COST * Math.min(depth, 2 * radius + 1))

const lrn: WasmKernel = {
  emit(module, step) {
    const norm = normOf(step)
    const [input] = step.inputs
    const [output] = step.outputs
    if (norm === undefined || input === undefined || output === undefined) return undefined
    if (norm.rows === 0) return []
    const func = vectorPhase(module, (f, m) => {
      const code = new RowCode(m, norm)
      const { begin, end } = f.share(THREAD, THREADS, norm.rows, 1)
      const pointers = [place(f, input), place(f, output)] as const
      moved(f, pointers, begin, 4 * norm.depth)
      f.for(begin, { local: begin }, { local: end }, 1, () => {
        const [x, y] = pointers
        code.vectors((at, inside, lanes) => {
          const factor = code.power(code.squares(x, at, inside))
          code.store(y, at, m.op2('f32x4.mul', code.load(x, at), factor), lanes)
        })
        for (const pointer of pointers) f.increment(pointer, 4 * norm.depth)
      })
    })
    return [{ function: func, parallel: true, cost: cost(norm) }]
  },
}

const partsOf = ({ rows }: Norm): number => Math.min(PARTS, rows)
/** Bytes of scratch for a row, which no two threads should share a line of. */
const scratchRow = ({ depth }: Norm): number => 64 * Math.ceil((4 * depth + 16) / 64)

const lrnGrad: WasmKernel = {
  scratchBytes(step) {
    const norm = normOf(step)
    return norm === undefined ? 0 : partsOf(norm) * scratchRow(norm)
  },

  emit(module, step) {
    const norm = normOf(step)
    const operands = [...step.inputs, ...step.outputs] as [Operand, Operand, Operand, Operand]
    if (norm === undefined || operands.length !== 4) return undefined
    if (norm.rows === 0) return []
    const { scratch } = step
    if (scratch === undefined) return undefined
    const phase: Phase = {
      function: vectorPhase(module, (f, m) => emitGradient(f, m, norm, operands, scratch)),
      parallel: true,
      cost: 2 * cost(norm),
    }
    return [phase]
  },
}

function emitGradient(
  f: FunctionBuilder,
  m: VectorMath,
  norm: Norm,
  operands: readonly [Operand, Operand, Operand, Operand],
  scratch: Place,
): void {
  const code = new RowCode(m, norm)
  const parts = partsOf(norm)
  const [part, row, last] = f.locals('i32', 3)
  const { begin, end } = f.share(THREAD, THREADS, parts, 1)
  /** The first row of part `which`. */
  const edge = (to: Local, offset: number): void => {
    f.op('i64.mul', f.op('i64.extend_i32_u', f.op('i32.add', f.get(part), f.i32(offset))), f.i64(norm.rows))
    f.set(to, f.op('i32.wrap_i64', f.op('i64.div_u', undefined, f.i64(parts))))
  }
  f.for(part, { local: begin }, { local: end }, 1, () => {
    edge(row, 0)
    edge(last, 1)
    const pointers = operands.map(operand => place(f, operand)) as [Local, Local, Local, Local]
    moved(f, pointers, row, 4 * norm.depth)
    const terms = place(f, { place: scratch })
    moved(f, [terms], part, scratchRow(norm))
    f.for(row, { local: row }, { local: last }, 1, () => {
      emitGradientRow(code, pointers, terms)
      for (const pointer of pointers) f.increment(pointer, 4 * norm.depth)
    })
    f.free('i32', terms, ...pointers)
  })
}

function emitGradientRow(code: RowCode, [g, x, y, out]: readonly [Local, Local, Local, Local], terms: Local): void {
  const { m, norm } = code
  code.vectors((at, inside, lanes) => {
    const n = code.squares(x, at, inside)
    const gradient = code.load(g, at)
    code.store(terms, at, m.op2('f32x4.div', m.op2('f32x4.mul', code.load(y, at), gradient), n), lanes)
    code.store(out, at, m.op2('f32x4.mul', gradient, code.power(n)), lanes)
  })
  code.vectors((at, inside, lanes) => {
    const sum = code.sum(terms, at, inside, term => term)
    const share = m.op2(
      'f32x4.mul',
      m.op2('f32x4.mul', sum, code.load(x, at)),
      m.constant(LANES, -2 * norm.alpha * norm.beta),
    )
    code.store(out, at, m.op2('f32x4.add', code.load(out, at), share), lanes)
  })
}

export const LRN_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['lrn', lrn],
  ['lrn_grad', lrnGrad],
]

/**
 * The kernel `elementwise`: outputs[0] = step.scalar of the inputs, which broadcast to the output's shape, and outputs[1 + i] =
 * step.further[i]. Any expressions of float32, float64, integers, bool and complex64 for which there is vector code. An output may
 * lie in the place of an input of its shape and element size: every vector is loaded before its place is stored to.
 */
import { broadcastShapes, broadcastStrides, numElements, sameShape, strides } from '../../../tensor/shape.ts'
import { collapse, outerLoops } from '../../reference/scalars/loop_nest.ts'
import { cast, input, type Scalar, type ScalarFunction } from '../../scalar.ts'
import type { Local } from '../assembler/function_builder.ts'
import { ARENA, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import type { Operand, Step, WasmKernel } from '../step.ts'
import { emitRow, emitRows, type RowInput, vectorPhase } from './loops.ts'
import { elementBytes, NotVectorizable, storePartial, storeValue } from './values.ts'

/** Rough nanoseconds for one element; other functions count as `ARITHMETIC`. */
const FUNCTION_COST: Readonly<Partial<Record<ScalarFunction, number>>> = {
  exp: 0.5,
  log: 0.6,
  log1p: 1,
  expm1: 0.6,
  tanh: 0.8,
  sigmoid: 0.8,
  softplus: 1.7,
  elu: 0.7,
  sqrt: 0.3,
  rsqrt: 0.5,
  div: 0.2,
  reciprocal: 0.2,
  pow: 8,
  sin: 1.5,
  cos: 1.5,
  tan: 6,
  asin: 5,
  acos: 5,
  atan: 4,
  erf: 6,
  erfc: 6,
  lgamma: 20,
  digamma: 20,
  mod: 1,
  floormod: 1,
  floordiv: 1,
}
const ARITHMETIC = 0.05
/** Nanoseconds to move a byte. */
const BYTE_COST = 0.01

/** Calls in expressions, each shared one once. */
function calls(expressions: readonly Scalar[]): ScalarFunction[] {
  const found: ScalarFunction[] = []
  const seen = new Set<Scalar>()
  const visit = (scalar: Scalar): void => {
    if (seen.has(scalar)) return
    seen.add(scalar)
    if (scalar.kind === 'cast') visit(scalar.arg)
    if (scalar.kind !== 'call') return
    found.push(scalar.fn)
    scalar.args.forEach(visit)
  }
  expressions.forEach(visit)
  return found
}

/** Nanoseconds to compute and move `size` elements. */
export function expressionCost(expressions: readonly Scalar[], operands: readonly Operand[], size: number): number {
  const compute = calls(expressions).reduce((sum, fn) => sum + (FUNCTION_COST[fn] ?? ARITHMETIC), 0)
  const bytes = operands.reduce(
    (sum, operand) => sum + Math.min(size, numElements(operand.shape)) * elementBytes(operand.dtype),
    0,
  )
  return size * compute + bytes * BYTE_COST
}

/** Vectors per iteration: several of what is cheap, one of what fills the registers. */
export function unrollFor(expressions: readonly Scalar[], operands: readonly Operand[]): number {
  const found = calls(expressions)
  const wide = operands.some(operand => elementBytes(operand.dtype) === 8)
  if (found.some(fn => (FUNCTION_COST[fn] ?? 0) >= 0.5)) return 1
  const weight = (found.length + operands.length) * (wide ? 2 : 1)
  return weight <= 6 ? 4 : weight <= 12 ? 2 : 1
}

/** Elements of a row that are worth sharing out within it. */
const LONG_ROW = 4096
/** Shares are multiples of this many elements, so that no two threads store into one cache line. */
const GRAIN = 64

export const elementwiseKernel: WasmKernel = {
  emit(module, step) {
    const out = step.outputs[0]
    if (step.scalar === undefined || out === undefined || !broadcasts(step, out.shape)) return undefined
    const size = numElements(out.shape)
    if (size === 0) return []
    const scalars = [step.scalar, ...(step.further ?? [])]
    const expressions = scalars.map((scalar, i) => ({ scalar, type: (step.outputs[i] as Operand).dtype }))
    const made = scalars.length
    const operands = [...step.outputs, ...step.inputs]
    const whole = strides(out.shape)
    const nest = collapse(out.shape, [
      ...step.outputs.map(() => whole),
      ...step.inputs.map(each => broadcastStrides(each.shape, out.shape)),
    ])
    const length = nest.lengths.at(-1) ?? 1
    const outer = outerLoops(nest)
    const rows = numElements(outer.lengths)
    const within = rows === 1 || (length >= LONG_ROW && rows < 64)
    const failing = { any: false }
    try {
      const unroll = unrollFor(scalars, operands)
      const func = vectorPhase(module, (f, m) => {
        const bytes = operands.map(operand => elementBytes(operand.dtype))
        const bases = operands.map(operand => f.let('i32', f.address(operand.place, ARENA, TABLE)))
        const share = f.share(THREAD, THREADS, within ? length : rows, within ? GRAIN : 1)
        const pointers = bases.map(() => f.local('i32'))
        const moving = operands.map((_, k) => k < made || nest.steps[k]?.at(-1) === 1)
        const inputs = step.inputs.map(
          (each, k): RowInput => ({
            type: each.dtype,
            pointer: pointers[made + k] as Local,
            moving: moving[made + k] as boolean,
          }),
        )
        const outputs = scalars.map((_, k) => ({ pointer: pointers[k] as Local, bytes: bytes[k] as number }))
        const count = f.local('i32')
        const row = (): void => {
          if (within) f.set(count, f.op('i32.sub', f.get(share.end), f.get(share.begin)))
          else f.set(count, f.i32(length))
          bases.forEach((base, k) => {
            f.get(base)
            if (within && moving[k])
              f.op('i32.add', undefined, f.op('i32.mul', f.get(share.begin), f.i32(bytes[k] as number)))
            f.set(pointers[k] as Local)
          })
          emitRow(
            { module, m, expressions, inputs, outputs, unroll, whole: rows === 1, failing },
            count,
            length,
            (values, valid, index) => {
              const store = (): void => {
                for (const [k, value] of values.entries())
                  storeValue(m, value, pointers[k] as Local, 4 * index * (bytes[k] as number))
              }
              if (valid === undefined) store()
              else
                f.if(f.op('i32.ge_s', f.get(valid), f.i32(4)), store, () => {
                  for (const [k, value] of values.entries()) storePartial(m, value, pointers[k] as Local, valid)
                })
            },
          )
        }
        if (rows === 1) {
          row()
          return
        }
        const moved = bases.map((local, k) => ({
          local,
          steps: (outer.steps[k] as number[]).map(step => step * (bytes[k] as number)),
        }))
        const [first, last] = within ? [f.let('i32', f.i32(0)), f.let('i32', f.i32(rows))] : [share.begin, share.end]
        emitRows(f, outer.lengths, moved, first, last, row)
      })
      return [{ function: func, parallel: true, cost: expressionCost(scalars, operands, size), fails: failing.any }]
    } catch (error) {
      if (error instanceof NotVectorizable) return undefined
      throw error
    }
  },
}

/** The kernel `cast`: input 0 in the type of the output. */
export const castKernel: WasmKernel = {
  emit(module, step) {
    const type = step.outputs[0]?.dtype
    return type === undefined ? undefined : elementwiseKernel.emit(module, { ...step, scalar: cast(input(0), type) })
  },
}

function broadcasts(step: Step, shape: readonly number[]): boolean {
  return step.inputs.every(each => {
    const joined = broadcastShapes(each.shape, shape)
    return joined !== null && sameShape(joined, shape)
  })
}

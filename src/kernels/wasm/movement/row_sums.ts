/**
 * Kernels that add rows, chosen by indices, to rows of zeros that indices choose too (float32, float64, int32, int64). A row of the result
 * belongs to one thread, which goes through all indices, so sums do not depend on the threads. An index that is not there fails the step.
 * - `sparse_dense_matmul` (attrs.adjoint): a matrix of a_values at a_indices (int64 [count, 2]), transposed or not, times a dense one
 * - `sparse_segment_grad` (attrs.root): row segment_ids[i] of the gradient is added to row indices[i], over the number of rows in its
 *   segment, or over its square root
 */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { FAILURES } from '../elementwise/failures.ts'
import { elementBytes } from '../elementwise/values.ts'
import { FORMATS, type Format } from '../reduce/formats.ts'
import { type Operand, type Phase, type Place, STATUS, type Step, type WasmKernel } from '../step.ts'
import { movePhase } from './movement.ts'
import { indexCheck, isIndices } from './scatter.ts'

/** Nanoseconds to find a row. */
const ROW_COST = 4
/** Bytes that two threads should not share. */
const LINE = 64

/** Every `apart`-th integer from number `first` on. */
interface Indices {
  readonly operand: Operand
  readonly first: number
  readonly apart: number
}

interface RowSums {
  readonly format: Format
  readonly output: Operand
  readonly source: Operand
  readonly width: number
  readonly count: number
  readonly to: Indices
  readonly from: Indices
  /** What rows are multiplied by: one number for each of them, or for each row of the source. */
  readonly factors: { readonly place: Place; readonly ofSource: boolean }
}

const indexBytes = ({ operand, apart }: Indices): number => (operand.dtype === 'int64' ? 8 : 4) * apart
/** Pushes the address of the first index. */
function startOf(f: FunctionBuilder, { operand, first }: Indices): void {
  f.address(operand.place, ARENA, TABLE)
  if (first > 0) f.op('i32.add', undefined, f.i32(first * (operand.dtype === 'int64' ? 8 : 4)))
}

interface EmitAddArgs {
  readonly f: FunctionBuilder
  readonly format: Format
  readonly width: number
  readonly to: Local
  readonly from: Local
  readonly factor: Local
  readonly factors: Local
}

/** to += from · factor, over a row; `factor` holds the number in every lane. */
function emitAdd({ f, format, width, to, from, factor, factors }: EmitAddArgs): void {
  const lanes = 16 / format.bytes
  const left = f.local('i32')
  const run = (vector: boolean, times: number): void =>
    f.for(left, 0, times, 1, () => {
      f.get(to)
      f.load(vector ? 'v128.load' : format.load, f.get(to))
      f.load(vector ? 'v128.load' : format.load, f.get(from))
      f.op(vector ? format.vectorProduct : format.product, undefined, f.get(vector ? factors : factor))
      f.op(vector ? format.vectorSum : format.sum)
      f.store(vector ? 'v128.store' : format.store)
      f.increment(to, vector ? 16 : format.bytes)
      f.increment(from, vector ? 16 : format.bytes)
    })
  run(true, Math.floor(width / lanes))
  run(false, width % lanes)
  f.free('i32', left)
}

function sumPhase(module: ModuleBuilder, sums: RowSums): Phase {
  const { format, output, source, width, count, to, from, factors } = sums
  const rowBytes = width * format.bytes
  const together = Math.max(1, Math.ceil(LINE / rowBytes))
  const func = module.phase(f => {
    const base = f.let('i32', f.address(output.place, ARENA, TABLE))
    const sourceBase = f.let('i32', f.address(source.place, ARENA, TABLE))
    const factorBase = f.let('i32', f.address(factors.place, ARENA, TABLE))
    startOf(f, to)
    const toIndex = f.let('i32')
    startOf(f, from)
    const fromIndex = f.let('i32')
    const [at, row, target, read] = f.locals('i32', 4)
    const [factor, splat] = [f.local(format.local), f.local('v128')]
    f.for(at, 0, count, 1, () => {
      f.block(skip => {
        // indices have been checked, so the low word says all
        f.set(row, f.load('i32.load', f.get(toIndex)))
        f.op('i32.rem_u', f.op('i32.div_u', f.get(row), f.i32(together)), f.get(THREADS))
        f.br_if(skip, f.op('i32.ne', undefined, f.get(THREAD)))
        f.set(read, f.load('i32.load', f.get(fromIndex)))
        f.op('i32.mul', f.get(factors.ofSource ? read : at), f.i32(format.bytes))
        f.set(factor, f.load(format.load, f.op('i32.add', undefined, f.get(factorBase))))
        f.set(splat, f.op(format.splat, f.get(factor)))
        f.set(target, f.op('i32.add', f.get(base), f.op('i32.mul', f.get(row), f.i32(rowBytes))))
        f.set(read, f.op('i32.add', f.get(sourceBase), f.op('i32.mul', f.get(read), f.i32(rowBytes))))
        emitAdd({ f, format, width, to: target, from: read, factor, factors: splat })
      })
      f.increment(toIndex, indexBytes(to))
      f.increment(fromIndex, indexBytes(from))
    })
  })
  return { function: func, parallel: true, cost: count * (ROW_COST + (rowBytes / 16) * 0.5) }
}

/** Zeros in all of the output. */
const cleared = (module: ModuleBuilder, output: Operand): readonly Phase[] =>
  movePhase(module, [
    { lengths: [numElements(output.shape)], from: null, to: { operand: output, offset: 0, steps: [1] } },
  ])

const sparseDenseMatmul: WasmKernel = {
  emit(module, step: Step) {
    const [indices, values, dense] = step.inputs
    const [output] = step.outputs
    const format = FORMATS[output?.dtype ?? '']
    if (
      indices === undefined ||
      values === undefined ||
      dense === undefined ||
      output === undefined ||
      format === undefined
    )
      return undefined
    const adjoint = step.attrs['adjoint'] === true
    const [rows, width] = output.shape as readonly [number, number]
    const inner = dense.shape[0] as number
    const count = indices.shape[0] as number
    const check = count === 0 ? [] : [indexCheck(module, indices, ...(adjoint ? [inner, rows] : [rows, inner]))]
    if (count * rows * inner * width === 0) return [...check, ...cleared(module, output)]
    const [to, from] = adjoint ? [1, 0] : [0, 1]
    const sums = sumPhase(module, {
      format,
      output,
      source: dense,
      width,
      count,
      to: { operand: indices, first: to, apart: 2 },
      from: { operand: indices, first: from, apart: 2 },
      factors: { place: values.place, ofSource: false },
    })
    return [...check, ...cleared(module, output), sums]
  },
}

/** Scratch: 1 over the number of rows of each segment, or over its root. Fails where the last id is not the last row of the gradient. */
function factorPhase(
  module: ModuleBuilder,
  format: Format,
  ids: Operand,
  segments: number,
  place: Place,
  root: boolean,
): Phase {
  const count = numElements(ids.shape)
  const type = format.local as 'f32' | 'f64'
  const func = module.phase(f => {
    const table = f.let('i32', f.address(place, ARENA, TABLE))
    const id = f.let('i32', f.address(ids.place, ARENA, TABLE))
    const [at, left] = f.locals('i32', 2)
    f.fill(f.get(table), f.i32(0), f.i32(segments * format.bytes))
    f.for(left, 0, count, 1, () => {
      f.set(at, f.op('i32.add', f.get(table), f.op('i32.mul', f.load('i32.load', f.get(id)), f.i32(format.bytes))))
      f.store(format.store, f.get(at), f.op(format.sum, f.load(format.load, f.get(at)), f[type](1)))
      f.increment(id, 4)
    })
    f.if(f.op('i32.ne', f.load('i32.load', f.op('i32.sub', f.get(id), f.i32(4))), f.i32(segments - 1)), () => {
      f.store('i32.store', f.get(TABLE), f.i32(FAILURES.indexOutOfRange), 4 * STATUS.code)
      f.return()
    })
    f.for(left, 0, segments, 1, () => {
      f.get(table)
      f[type](1)
      f.op(`${type}.max`, f.load(format.load, f.get(table)), f[type](1))
      if (root) f.op(`${type}.sqrt`)
      f.op(`${type}.div`)
      f.store(format.store)
      f.increment(table, format.bytes)
    })
  })
  return { function: func, parallel: false, cost: 2 * count + 5 * segments, fails: true }
}

const sparseSegmentGrad: WasmKernel = {
  scratchBytes({ inputs: [grad] }) {
    return grad === undefined ? 0 : Math.max(1, grad.shape[0] as number) * elementBytes(grad.dtype)
  },
  emit(module, step: Step) {
    const [grad, indices, ids] = step.inputs
    const [output] = step.outputs
    const format = FORMATS[output?.dtype ?? '']
    if (
      grad === undefined ||
      !isIndices(indices) ||
      ids?.dtype !== 'int32' ||
      output === undefined ||
      format === undefined
    )
      return undefined
    const segments = grad.shape[0] as number
    const [rows] = output.shape as readonly [number]
    const width = numElements(output.shape.slice(1))
    const count = numElements(ids.shape)
    // where nothing is added nothing is checked either
    if (count === 0 || rows === 0) return cleared(module, output)
    if (step.scratch === undefined || segments === 0) return undefined
    const factors = factorPhase(module, format, ids, segments, step.scratch, step.attrs['root'] === true)
    const checks = [indexCheck(module, ids, segments), factors, indexCheck(module, indices, rows)]
    if (width === 0) return checks
    const sums = sumPhase(module, {
      format,
      output,
      source: grad,
      width,
      count,
      to: { operand: indices, first: 0, apart: 1 },
      from: { operand: ids, first: 0, apart: 1 },
      factors: { place: step.scratch, ofSource: true },
    })
    return [...checks, ...cleared(module, output), sums]
  },
}

export const ROW_SUM_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['sparse_dense_matmul', sparseDenseMatmul],
  ['sparse_segment_grad', sparseSegmentGrad],
]

/**
 * The kernel `matrix_band` (attrs.lower, attrs.upper: the number of diagonals below and above the main one that stay, all where negative): the
 * matrices in the last two dimensions, with zeros outside of the band. Every data type but strings and resources.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { elementBytes, NotVectorizable } from '../elementwise/values.ts'
import type { Operand, WasmKernel } from '../step.ts'

/** Nanoseconds for a row, and for a byte of it. */
const ROW_COST = 15
const BYTE_COST = 0.03

/** Sets `to` to row + `shift`, as a column: at least 0, at most `columns`. */
function setEdge(f: FunctionBuilder, to: Local, row: Local, shift: number, columns: number): void {
  f.set(to, f.op('i32.add', f.get(row), f.i32(shift)))
  f.op('select', f.get(to), f.i32(0), f.op('i32.gt_s', f.get(to), f.i32(0)))
  f.set(to)
  f.op('select', f.get(to), f.i32(columns), f.op('i32.lt_s', f.get(to), f.i32(columns)))
  f.set(to)
}

function emitBand(
  f: FunctionBuilder,
  input: Operand,
  output: Operand,
  bytes: number,
  lower: number,
  upper: number,
): void {
  const [rows, columns] = input.shape.slice(-2) as [number, number]
  const total = numElements(input.shape.slice(0, -1))
  const width = columns * bytes
  const { begin, end } = f.share(THREAD, THREADS, total, Math.max(1, Math.ceil(256 / width)))
  const [row, first, last, to, shift] = f.locals('i32', 5)
  f.set(to, f.op('i32.add', f.address(output.place, ARENA, TABLE), f.op('i32.mul', f.get(begin), f.i32(width))))
  f.set(shift, f.op('i32.sub', f.address(input.place, ARENA, TABLE), f.address(output.place, ARENA, TABLE)))
  const at = (column: Local): undefined => f.op('i32.add', f.get(to), f.op('i32.mul', f.get(column), f.i32(bytes)))
  const span = (from: Local, until: Local): undefined =>
    f.op('i32.mul', f.op('i32.sub', f.get(until), f.get(from)), f.i32(bytes))
  const [none, all] = [f.let('i32', f.i32(0)), f.let('i32', f.i32(columns))]
  f.for(begin, { local: begin }, { local: end }, 1, () => {
    f.set(row, f.op('i32.rem_u', f.get(begin), f.i32(rows)))
    if (lower < 0) f.set(first, f.i32(0))
    else setEdge(f, first, row, -lower, columns)
    if (upper < 0) f.set(last, f.i32(columns))
    else setEdge(f, last, row, upper + 1, columns)
    if (lower >= 0) f.fill(f.get(to), f.i32(0), span(none, first))
    f.copy(at(first), f.op('i32.add', at(first), f.get(shift)), span(first, last))
    if (upper >= 0) f.fill(at(last), f.i32(0), span(last, all))
    f.increment(to, width)
  })
}

export const matrixBand: WasmKernel = {
  emit(module, step) {
    const [input] = step.inputs
    const [output] = step.outputs
    if (input === undefined || output === undefined || input.shape.length < 2) return undefined
    try {
      const bytes = elementBytes(input.dtype)
      const size = numElements(input.shape) * bytes
      if (size === 0) return []
      if (size >= 2 ** 31) return undefined
      const [rows, columns] = input.shape.slice(-2) as [number, number]
      const { lower, upper } = step.attrs as { readonly lower: number; readonly upper: number }
      // what lies beyond the matrix is no bound
      const bounds = [lower >= rows ? -1 : lower, upper >= columns ? -1 : upper] as const
      const func = module.phase(f => emitBand(f, input, output, bytes, ...bounds))
      return [{ function: func, parallel: true, cost: (size / (columns * bytes)) * ROW_COST + size * BYTE_COST }]
    } catch (error) {
      if (error instanceof NotVectorizable) return undefined
      throw error
    }
  },
}

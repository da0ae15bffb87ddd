/**
 * The kernel `scan`: the running sums or products (attrs.product) of input 0 along dimension attrs.axis. attrs.exclusive: each result
 * leaves its own element out; attrs.reverse: from the end. Elements are combined one after the other, so sums are those of the
 * reference kernel to the last bit. Where elements of other lines lie beside each other, several lines are scanned together.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import type { Operand, Phase, WasmKernel } from '../step.ts'
import { FORMATS, type Format } from './formats.ts'

interface Scan {
  readonly format: Format
  readonly outer: number
  readonly length: number
  readonly inner: number
  readonly product: boolean
  readonly exclusive: boolean
  readonly reverse: boolean
}

/** Nanoseconds for an element, scanned alone; a vector takes as long. */
const COST = 1.2

function emitLines(f: FunctionBuilder, scan: Scan, input: Operand, output: Operand): void {
  const { format, outer, inner, length } = scan
  const lanes = 16 / format.bytes
  const vectors = Math.floor(inner / lanes)
  const single = inner % lanes
  const units = vectors + single
  const { begin, end } = f.share(THREAD, THREADS, outer * units, vectors > 0 ? 1 : 16)
  const bases = [input, output].map(operand => f.let('i32', f.address(operand.place, ARENA, TABLE)))
  const [unit, offset] = f.locals('i32', 2)
  const pointers = bases.map(() => f.local('i32'))
  const start = (): void =>
    pointers.forEach((pointer, i) => f.set(pointer, f.op('i32.add', f.get(bases[i] as Local), f.get(offset))))
  f.for(begin, { local: begin }, { local: end }, 1, () => {
    f.set(unit, f.op('i32.rem_u', f.get(begin), f.i32(units)))
    f.op('i32.mul', f.op('i32.div_u', f.get(begin), f.i32(units)), f.i32(length * inner))
    if (scan.reverse) f.op('i32.add', undefined, f.i32((length - 1) * inner))
    f.set(offset, f.op('i32.mul', undefined, f.i32(format.bytes)))
    const vector = (): void => {
      f.set(offset, f.op('i32.add', f.get(offset), f.op('i32.shl', f.get(unit), f.i32(4))))
      start()
      emitLine(f, scan, pointers[0] as Local, pointers[1] as Local, true)
    }
    const alone = (): void => {
      f.op(
        'i32.add',
        f.i32(vectors * 16),
        f.op('i32.mul', f.op('i32.sub', f.get(unit), f.i32(vectors)), f.i32(format.bytes)),
      )
      f.set(offset, f.op('i32.add', undefined, f.get(offset)))
      start()
      emitLine(f, scan, pointers[0] as Local, pointers[1] as Local, false)
    }
    if (vectors === 0) alone()
    else if (single === 0) vector()
    else f.if(f.op('i32.lt_u', f.get(unit), f.i32(vectors)), vector, alone)
  })
}

/** Scans one line, or a vector of lines. */
function emitLine(f: FunctionBuilder, scan: Scan, from: Local, to: Local, vector: boolean): void {
  const { format, length, inner, product, exclusive, reverse } = scan
  const total = f.local(vector ? 'v128' : format.local)
  const value = f.local(vector ? 'v128' : format.local)
  const neutral = product ? 1 : 0
  if (!vector) f.set(total, f[format.local](neutral))
  else if (format.local === 'f32') f.set(total, f.f32x4(neutral))
  else if (format.local === 'f64') f.set(total, f.f64x2(neutral))
  else f.set(total, f.op(format.local === 'i32' ? 'i32x4.splat' : 'i64x2.splat', f[format.local](neutral)))
  const combine = vector ? (product ? format.vectorProduct : format.vectorSum) : product ? format.product : format.sum
  const store = (): void => f.store(vector ? 'v128.store' : format.store, f.get(to), f.get(total))
  const step = (reverse ? -1 : 1) * inner * format.bytes
  const left = f.local('i32')
  f.for(left, 0, length, 1, () => {
    // the place may be the element's own
    f.set(value, f.load(vector ? 'v128.load' : format.load, f.get(from)))
    if (exclusive) store()
    f.set(total, f.op(combine, f.get(total), f.get(value)))
    if (!exclusive) store()
    f.increment(from, step)
    f.increment(to, step)
  })
  f.free('i32', left)
  f.free(vector ? 'v128' : format.local, total, value)
}

export const scanKernel: WasmKernel = {
  emit(module: ModuleBuilder, step): readonly Phase[] | undefined {
    const [input] = step.inputs
    const [output] = step.outputs
    const format = FORMATS[input?.dtype ?? '']
    if (input === undefined || output === undefined || format === undefined) return undefined
    const { axis, product, exclusive, reverse } = step.attrs as {
      axis: number
      product: boolean
      exclusive: boolean
      reverse: boolean
    }
    const size = numElements(input.shape)
    if (size === 0) return []
    if (size * format.bytes >= 2 ** 31) return undefined
    const scan: Scan = {
      format,
      outer: numElements(input.shape.slice(0, axis)),
      length: input.shape[axis] as number,
      inner: numElements(input.shape.slice(axis + 1)),
      product,
      exclusive,
      reverse,
    }
    const lanes = scan.inner >= 16 / format.bytes ? 16 / format.bytes : 1
    return [
      { function: module.phase(f => emitLines(f, scan, input, output)), parallel: true, cost: (size * COST) / lanes },
    ]
  },
}

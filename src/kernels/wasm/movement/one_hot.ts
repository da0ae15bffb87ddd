/**
 * The kernel `one_hot`: indices (uint8, int32 or int64), on, off → off everywhere, but on where the position along dimension attrs.axis
 * is the index. For every type of a fixed size.
 */
import { numElements } from '../../../tensor/shape.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { elementBytes, NotVectorizable } from '../elementwise/values.ts'
import type { Operand, Phase, WasmKernel } from '../step.ts'
import { copyElement } from './element.ts'
import { movementKernels } from './movement.ts'

/** Nanoseconds for an index. */
const INDEX_COST = 4

export const oneHotKernel: WasmKernel = {
  emit(module, step) {
    const [indices, on, off] = step.inputs
    const [output] = step.outputs
    if (
      indices === undefined ||
      on === undefined ||
      off === undefined ||
      output === undefined ||
      on.dtype !== output.dtype
    )
      return undefined
    if (!['uint8', 'int32', 'int64'].includes(indices.dtype)) return undefined
    try {
      const fill = movementKernels['fill']?.emit(module, { ...step, inputs: [off], attrs: {} })
      if (fill === undefined || numElements(output.shape) === 0) return fill
      return [...fill, onPhase(module, indices, on, output, step.attrs['axis'] as number)]
    } catch (error) {
      if (error instanceof NotVectorizable) return undefined
      throw error
    }
  },
}

/** Stores `on` for every index that is in range. */
function onPhase(module: ModuleBuilder, indices: Operand, on: Operand, output: Operand, axis: number): Phase {
  const count = numElements(indices.shape)
  const depth = output.shape[axis] as number
  /** Indices behind the new dimension. */
  const inner = numElements(indices.shape.slice(axis))
  const bytes = elementBytes(output.dtype)
  const width = elementBytes(indices.dtype)
  const func = module.phase(f => {
    const value = f.let('i32', f.address(on.place, ARENA, TABLE))
    const target = f.let('i32', f.address(output.place, ARENA, TABLE))
    const from = f.let('i32', f.address(indices.place, ARENA, TABLE))
    const { begin, end } = f.share(THREAD, THREADS, count, 64)
    f.set(from, f.op('i32.add', f.get(from), f.op('i32.mul', f.get(begin), f.i32(width))))
    const [index, to] = f.locals('i32', 2)
    f.for(begin, { local: begin }, { local: end }, 1, () => {
      if (width === 8) f.op('i64.lt_u', f.load('i64.load', f.get(from)), f.i64(depth))
      else f.op('i32.lt_u', f.load(width === 1 ? 'i32.load8_u' : 'i32.load', f.get(from)), f.i32(depth))
      f.if(undefined, () => {
        f.set(index, f.load(width === 1 ? 'i32.load8_u' : 'i32.load', f.get(from)))
        // ((before · depth) + index) · inner + after
        if (inner === 1) f.op('i32.add', f.op('i32.mul', f.get(begin), f.i32(depth)), f.get(index))
        else {
          f.op('i32.add', f.op('i32.mul', f.op('i32.div_u', f.get(begin), f.i32(inner)), f.i32(depth)), f.get(index))
          f.op('i32.add', f.op('i32.mul', undefined, f.i32(inner)), f.op('i32.rem_u', f.get(begin), f.i32(inner)))
        }
        f.set(to, f.op('i32.add', f.op('i32.mul', undefined, f.i32(bytes)), f.get(target)))
        copyElement(f, bytes, to, value)
      })
      f.increment(from, width)
    })
  })
  return { function: func, parallel: true, cost: count * INDEX_COST }
}

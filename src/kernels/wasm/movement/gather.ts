/** The kernel `gather`: slices of inputs[0] along its first dimension, chosen by inputs[1] (int32 or int64). */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { FAILURES } from '../elementwise/failures.ts'
import { elementBytes, NotVectorizable } from '../elementwise/values.ts'
import { type Operand, type Phase, STATUS, type Step, type WasmKernel } from '../step.ts'
import { emitRowCopy } from './copy.ts'

/** Pushes index number `at` as an i32; what does not fit is left out, the check has seen it. */
function loadIndex(f: FunctionBuilder, indices: Operand, base: Local, at: Local): void {
  const wide = indices.dtype === 'int64'
  f.load('i32.load', f.op('i32.add', f.get(base), f.op('i32.shl', f.get(at), f.i32(wide ? 3 : 2))))
}

/** Reports the first index that is out of range, whatever the number of threads: one thread looks at all of them. */
function checkPhase(module: ModuleBuilder, indices: Operand, limit: number): Phase {
  const count = numElements(indices.shape)
  const wide = indices.dtype === 'int64'
  const func = module.phase(f => {
    const base = f.let('i32', f.address(indices.place, ARENA, TABLE))
    const at = f.local('i32')
    f.for(at, 0, count, 1, () => {
      if (wide) {
        f.load('i64.load', f.op('i32.add', f.get(base), f.op('i32.shl', f.get(at), f.i32(3))))
        f.op('i64.ge_u', undefined, f.i64(limit))
      } else {
        loadIndex(f, indices, base, at)
        f.op('i32.ge_u', undefined, f.i32(limit))
      }
      f.if(undefined, () => {
        f.store('i32.store', f.get(TABLE), f.i32(FAILURES.indexOutOfRange), 4 * STATUS.code)
        f.store('i32.store', f.get(TABLE), f.get(at), 4 * STATUS.detail0)
        f.get(TABLE)
        loadIndex(f, indices, base, at)
        f.store('i32.store', undefined, undefined, 4 * STATUS.detail1)
        f.return()
      })
    })
  })
  return { function: func, parallel: false, cost: count, fails: true }
}

export const gatherKernel: WasmKernel = {
  emit(module, step: Step) {
    const [params, indices] = step.inputs
    const [output] = step.outputs
    if (params === undefined || indices === undefined || output === undefined || params.shape.length === 0)
      return undefined
    if (indices.dtype !== 'int32' && indices.dtype !== 'int64') return undefined
    const count = numElements(indices.shape)
    if (count === 0) return []
    const check = checkPhase(module, indices, params.shape[0] as number)
    try {
      const row = numElements(params.shape.slice(1)) * elementBytes(params.dtype)
      if (row === 0) return [check]
      const func = module.phase(f => {
        const base = f.let('i32', f.address(params.place, ARENA, TABLE))
        const from = f.local('i32')
        const chosen = f.let('i32', f.address(indices.place, ARENA, TABLE))
        const { begin, end } = f.share(THREAD, THREADS, count, Math.max(1, Math.ceil(256 / row)))
        const to = f.let(
          'i32',
          f.op('i32.add', f.address(output.place, ARENA, TABLE), f.op('i32.mul', f.get(begin), f.i32(row))),
        )
        const at = f.local('i32')
        f.for(at, { local: begin }, { local: end }, 1, () => {
          f.get(base)
          loadIndex(f, indices, chosen, at)
          f.set(from, f.op('i32.add', undefined, f.op('i32.mul', undefined, f.i32(row))))
          emitRowCopy(f, row, to, from)
          f.increment(to, row)
        })
      })
      return [check, { function: func, parallel: true, cost: count * (5 + row * 0.03) }]
    } catch (error) {
      if (error instanceof NotVectorizable) return undefined
      throw error
    }
  },
}

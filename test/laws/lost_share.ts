/** A fault that laws must notice: work that several threads share is left undone by the last of them. */
import { ARENA, TABLE, THREAD, THREADS } from '../../src/kernels/wasm/assembler/module.ts'
import { WASM_KERNELS } from '../../src/kernels/wasm/index.ts'
import type { WasmKernel } from '../../src/kernels/wasm/step.ts'

/** The kernel, with a fault in each phase that threads share: of several shares the last is not done. */
const losingLastShare = (kernel: WasmKernel): WasmKernel => ({
  ...kernel,
  emit: (module, step) =>
    kernel.emit(module, step)?.map(phase => {
      if (!phase.parallel) return phase
      const func = module.phase(f => {
        const alone = (): void => void f.op('i32.eq', f.get(THREADS), f.i32(1))
        const isLast = (): void => void f.op('i32.eq', f.get(THREAD), f.op('i32.sub', f.get(THREADS), f.i32(1)))
        const all = (): void => void f.call(phase.function, f.get(ARENA), f.get(TABLE), f.get(THREAD), f.get(THREADS))
        f.if(alone() as undefined, all, () => f.if(isLast() as undefined, () => {}, all))
      })
      return { ...phase, function: func }
    }),
})
/** All kernels with that fault. */
export const LOSING_LAST_SHARE = new Map(Array.from(WASM_KERNELS, ([name, kernel]) => [name, losingLastShare(kernel)]))

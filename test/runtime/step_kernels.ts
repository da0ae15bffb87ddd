/** Small kernels for tests of plans: they count, fail and trap. */
import { ARENA, TABLE, THREAD, THREADS } from '../../src/kernels/wasm/assembler/module.ts'
import { STATUS, type Step, type WasmKernel } from '../../src/kernels/wasm/step.ts'

/** int32 elements of the buffer at the arena's start that the kernels work on. */
export const COUNT = 1000
/** A cost that makes steps worth sharing. */
const COST = 1e6

/** x[i] = 3 x[i] + attrs.add, shared by all threads. */
const advance: WasmKernel = {
  emit(module, { attrs }) {
    const func = module.phase(f => {
      const { begin, end } = f.share(THREAD, THREADS, COUNT, 16)
      const at = f.local('i32')
      f.for(begin, { local: begin }, { local: end }, 1, () => {
        f.set(at, f.op('i32.add', f.get(ARENA), f.op('i32.shl', f.get(begin), f.i32(2))))
        f.store(
          'i32.store',
          f.get(at),
          f.op('i32.add', f.op('i32.mul', f.load('i32.load', f.get(at)), f.i32(3)), f.i32(Number(attrs['add']))),
        )
      })
    })
    return [{ function: func, parallel: true, cost: COST }]
  },
}

/** Every element becomes the sum of all elements and its number: must see all of what came before. */
const mix: WasmKernel = {
  emit(module) {
    const func = module.phase(f => {
      const [at, sum] = f.locals('i32', 2) as [number, number]
      const address = (): undefined => f.op('i32.add', f.get(ARENA), f.op('i32.shl', f.get(at), f.i32(2)))
      f.for(at, 0, COUNT, 1, () => f.set(sum, f.op('i32.add', f.get(sum), f.load('i32.load', address()))))
      f.for(at, 0, COUNT, 1, () => f.store('i32.store', address(), f.op('i32.add', f.get(sum), f.get(at))))
    })
    return [{ function: func, parallel: false, cost: 10 }]
  },
}

/** Fails with code attrs.code on thread attrs.thread, or on the last one where there are fewer. */
const fail = (parallel: boolean): WasmKernel => ({
  emit(module, { attrs }) {
    const func = module.phase(f => {
      const last = f.let('i32', f.op('i32.sub', f.get(THREADS), f.i32(1)))
      const wanted = f.i32(Number(attrs['thread']))
      f.op('select', wanted, f.get(last), f.op('i32.lt_s', f.i32(Number(attrs['thread'])), f.get(last)))
      f.if(f.op('i32.eq', undefined, f.get(THREAD)), () => {
        f.store('i32.store', f.get(TABLE), f.i32(Number(attrs['code'])), 4 * STATUS.code)
        f.store('i32.store', f.get(TABLE), f.i32(77), 4 * STATUS.detail0)
      })
    })
    return [{ function: func, parallel, cost: COST, fails: true }]
  },
})

/** Traps on thread attrs.thread of several. */
const trap: WasmKernel = {
  emit(module, { attrs }) {
    const func = module.phase(f =>
      f.if(f.op('i32.eq', f.get(THREAD), f.i32(Number(attrs['thread']))), () => void f.op('unreachable')),
    )
    return [{ function: func, parallel: true, cost: COST }]
  },
}

export const KERNELS: ReadonlyMap<string, WasmKernel> = new Map([
  ['advance', advance],
  ['mix', mix],
  ['fail', fail(true)],
  ['fail_alone', fail(false)],
  ['trap', trap],
])

export const step = (kernel: string, attrs: Step['attrs'] = {}): Step => ({ kernel, inputs: [], outputs: [], attrs })

/** What `advance` and `mix` steps make of x. */
export function expected(x: Int32Array, steps: readonly Step[]): Int32Array {
  let result = x.slice()
  for (const { kernel, attrs } of steps) {
    if (kernel === 'advance') result = result.map(value => Math.imul(value, 3) + Number(attrs['add']))
    else {
      const sum = result.reduce((total, value) => (total + value) | 0, 0)
      result = result.map((_, i) => sum + i)
    }
  }
  return result
}

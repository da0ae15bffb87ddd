/** How idle workers wait: two functions on the words of the pool. They spin for about 50 µs, then sleep. */
import { ModuleBuilder } from './assembler/module.ts'

const SPINS = 200_000
const FOREVER = -1

/**
 * `next(address, seen)` waits until the word differs from `seen` and returns it; `until(address, value)` waits until the word is
 * `value`. Whoever stores must notify.
 */
export function spinWaitModule(): WebAssembly.Module {
  const module = new ModuleBuilder()
  for (const [name, leaves] of [
    ['next', 'i32.ne'],
    ['until', 'i32.eq'],
  ] as const) {
    const pause = module.function(['i32', 'i32'], ['i32'], f => {
      const now = f.local('i32')
      const left = f.let('i32', f.i32(SPINS))
      f.loop(again => {
        f.set(now, f.load('i32.atomic.load', f.get(0)))
        f.if(f.op(leaves, f.get(now), f.get(1)), () => f.return(f.get(now)))
        f.if(
          f.get(left),
          () => f.set(left, f.op('i32.sub', f.get(left), f.i32(1))),
          () => void f.op('drop', f.atomic('memory.atomic.wait32', f.get(0), f.get(now), f.i64(FOREVER))),
        )
        f.br(again)
      })
      f.op('unreachable')
    })
    module.export(name, pause)
  }
  return new WebAssembly.Module(module.toBytes())
}

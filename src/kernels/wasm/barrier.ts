/**
 * The barrier that separates the phases of a plan, in WebAssembly on words of the shared memory.
 *
 * Control words stand at fixed addresses of every memory, each on a cache line of its own:
 * - phase: counts barriers that were passed. The last thread to arrive advances it; the others wait for it to move.
 * - count: threads that have arrived at the present barrier.
 * - sleepers: threads asleep on `phase`; the last to arrive wakes them if there are any.
 * - abort: not 0 once a thread has left the run for good (a trap, an exit, a failing step). Nobody waits for it any more:
 *   every barrier returns 1 and its caller leaves the run too. Whoever sets it wakes the sleepers.
 * - sleeps: barriers in which thread 0 had to sleep; the runner reads it to notice that threads do harm.
 *
 * A thread spins for SPINS loads (52 µs on the machine that the figure was measured on: longer than phases differ, short
 * enough to bound the harm when cores are taken), then sleeps in slices of SLICE and looks at `abort` between them, so that
 * a thread that died without a word to `phase` is noticed. One that could not even set `abort` is noticed by thread 0: after each
 * slice it calls the imported function STALLED, which looks whether the others are alive and sets `abort` if not.
 */
import type { ModuleBuilder } from './assembler/module.ts'

/** Byte addresses of the control words. */
export const CONTROL = { phase: 0, count: 64, sleepers: 128, abort: 192, sleeps: 256 } as const
/** Bytes at the start of every memory that are not for data. */
export const CONTROL_BYTES = 1024
/** Values of `abort`. `status`: a step failed and left its reason in the table's status words. */
export const ABORT = { none: 0, status: 1, trap: 2, exit: 3 } as const

/** What the modules of plans import beside the memory. */
export const STALLED = 'stalled'

const SPINS = 200_000
/** Nanoseconds. */
const SLICE = 100_000_000n

/** (thread, threads) → 0: go on, 1: leave the run. */
export function barrier(module: ModuleBuilder): number {
  return module.once('barrier', () =>
    module.function(['i32', 'i32'], ['i32'], f => {
      const [thread, threads] = [0, 1]
      const stalled = module.imported(STALLED)
      const phase = f.let('i32', f.load('i32.atomic.load', f.i32(CONTROL.phase)))
      const left = f.local('i32')
      const arrived = f.op('i32.add', f.atomic('i32.atomic.rmw.add', f.i32(CONTROL.count), f.i32(1)), f.i32(1))
      f.if(f.op('i32.eq', arrived, f.get(threads)), () => {
        f.store('i32.atomic.store', f.i32(CONTROL.count), f.i32(0))
        f.store('i32.atomic.store', f.i32(CONTROL.phase), f.op('i32.add', f.get(phase), f.i32(1)))
        f.if(f.load('i32.atomic.load', f.i32(CONTROL.sleepers)), () => {
          f.op('drop', f.atomic('memory.atomic.notify', f.i32(CONTROL.phase), f.i32(-1)))
        })
        f.return(f.load('i32.atomic.load', f.i32(CONTROL.abort)))
      })
      f.block(done => {
        f.set(left, f.i32(SPINS))
        f.loop(again => {
          f.br_if(done, f.op('i32.ne', f.load('i32.atomic.load', f.i32(CONTROL.phase)), f.get(phase)))
          f.br_if(again, f.tee(left, f.op('i32.sub', f.get(left), f.i32(1))))
        })
        f.if(f.op('i32.eqz', f.get(thread)), () => {
          f.op('drop', f.atomic('i32.atomic.rmw.add', f.i32(CONTROL.sleeps), f.i32(1)))
        })
        f.loop(again => {
          f.br_if(done, f.load('i32.atomic.load', f.i32(CONTROL.abort)))
          f.op('drop', f.atomic('i32.atomic.rmw.add', f.i32(CONTROL.sleepers), f.i32(1)))
          f.op('drop', f.atomic('memory.atomic.wait32', f.i32(CONTROL.phase), f.get(phase), f.i64(SLICE)))
          f.op('drop', f.atomic('i32.atomic.rmw.sub', f.i32(CONTROL.sleepers), f.i32(1)))
          f.br_if(done, f.op('i32.ne', f.load('i32.atomic.load', f.i32(CONTROL.phase)), f.get(phase)))
          if (stalled !== undefined) f.if(f.op('i32.eqz', f.get(thread)), () => void f.call(stalled))
          f.br(again)
        })
      })
      f.load('i32.atomic.load', f.i32(CONTROL.abort))
      f.op('i32.ne', undefined, f.i32(0))
    }),
  )
}

/** () → (): says that this thread leaves the run because a step failed. */
export function leave(module: ModuleBuilder): number {
  return module.once('leave', () =>
    module.function([], [], f => {
      f.op('drop', f.atomic('i32.atomic.rmw.cmpxchg', f.i32(CONTROL.abort), f.i32(ABORT.none), f.i32(ABORT.status)))
      f.op('drop', f.atomic('memory.atomic.notify', f.i32(CONTROL.phase), f.i32(-1)))
    }),
  )
}

import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { INTERNAL } from '../../src/errors/op_errors.ts'
import { Status } from '../../src/errors/status.ts'
import { compilePlan } from '../../src/kernels/wasm/plan_code.ts'
import { type Step, TABLE_HEADER } from '../../src/kernels/wasm/step.ts'
import { leaseMemory, type SharedMemory } from '../../src/runtime/memory.ts'
import { PlanRunner } from '../../src/runtime/plan_runner.ts'
import { type PoolOptions, WorkerPool } from '../../src/runtime/pool.ts'
import { COUNT, expected, KERNELS, step } from './step_kernels.ts'

const pools: WorkerPool[] = []
vi.setConfig({ testTimeout: 60_000 })
afterAll(() => Promise.all(pools.map(pool => pool.close())))

function newPool(options?: PoolOptions): WorkerPool {
  const pool = new WorkerPool(options)
  pools.push(pool)
  return pool
}

interface Setting {
  readonly memory: SharedMemory
  readonly arena: number
  readonly table: number
  readonly x: Int32Array
}

function setting(): Setting {
  const memory = leaseMemory()
  const arena = memory.allocate(4 * COUNT)
  const table = memory.allocate(4 * TABLE_HEADER)
  const x = memory.words(arena, COUNT)
  for (let i = 0; i < COUNT; i++) x[i] = i
  return { memory, arena, table, x }
}

/** A plan of three ranges: parallel and serial steps in all orders, and more than one driver function long. */
const STEPS: readonly (Step | null)[] = [
  ...['mix', 'advance', 'advance', 'mix', 'mix', 'advance'].map((kernel, add) => step(kernel, { add })),
  null,
  ...Array.from({ length: 150 }, (_, add) => step(add % 3 === 0 ? 'mix' : 'advance', { add })),
  null,
  step('advance', { add: 4 }),
]

function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

/** Whether to try again: on a busy machine workers may be slow to come, and ranges rest from threads for a while. */
function patient(): () => boolean {
  const limit = performance.now() + 30_000
  return () => performance.now() < limit
}

/** Runs all ranges until `shared` of them were run by several threads, and checks the numbers every time. */
function runShared(runner: PlanRunner, { arena, table, x }: Setting, shared: number): void {
  const code = compilePlan(STEPS, { kernels: KERNELS })
  const steps = STEPS.filter(each => each !== null)
  const before = runner.counters.shared
  for (const again = patient(); runner.counters.shared - before < shared && again(); ) {
    const wanted = expected(x, steps)
    for (const index of code.ranges.keys()) expect(runner.run(code, index, arena, table)).toBeUndefined()
    expect(x).toEqual(wanted)
  }
  expect(runner.counters.shared - before).toBeGreaterThanOrEqual(shared)
}

describe.each([2, 3, 8])('%i threads', threads => {
  it('compute what one thread computes', () => {
    const here = setting()
    const pool = newPool()
    expect(pool.wait_ready(threads - 1)).toBe(true)
    runShared(new PlanRunner(here.memory, threads, pool), here, 6)
  })
})

it('a range backs off from threads after runs that they did not help', () => {
  class NobodyComes extends WorkerPool {
    asked = 0
    override run(): number {
      this.asked++
      return 1
    }
  }
  const here = setting()
  const pool = new NobodyComes()
  const runner = new PlanRunner(here.memory, 2, pool)
  const steps = [step('advance', { add: 1 })]
  const code = compilePlan(steps, { kernels: KERNELS })
  for (let i = 0; i < 5; i++) {
    const wanted = expected(here.x, steps)
    runner.run(code, 0, here.arena, here.table)
    expect(here.x).toEqual(wanted)
  }
  expect(runner.counters).toMatchObject({ shared: 0, alone: 5, backoffs: 1 })
  // the fifth time, unless this machine took longer than a rest
  expect(pool.asked).toBeLessThanOrEqual(5)
})

it('one thread starts no workers', () => {
  const { memory, arena, table } = setting()
  const pool = newPool()
  const runner = new PlanRunner(memory, 1, pool)
  const code = compilePlan(STEPS, { kernels: KERNELS })
  for (const index of code.ranges.keys()) runner.run(code, index, arena, table)
  expect(pool.counters.started).toBe(0)
})

it('one pool serves several memories, and forgets what it is told to', () => {
  const pool = newPool()
  pool.wait_ready(1)
  const settings = [setting(), setting()]
  const runners = settings.map(({ memory }) => new PlanRunner(memory, 2, pool))
  for (let round = 0; round < 3; round++) {
    for (const [i, runner] of runners.entries()) runShared(runner, settings[i] as Setting, 2)
    runners[0]?.close()
  }
})

describe('a step that fails', () => {
  it.each([
    ['fail', 0, 2],
    ['fail', 1, 2],
    ['fail', 2, 3],
    ['fail_alone', 0, 2],
  ])('%s on thread %i of %i ends the run with its number and leaves the rest undone', (kernel, thread, threads) => {
    const here = setting()
    const pool = newPool()
    pool.wait_ready(threads - 1)
    const runner = new PlanRunner(here.memory, threads, pool)
    const steps = [
      step('advance', { add: 1 }),
      step('mix'),
      step(kernel, { thread, code: 5 }),
      step('advance', { add: 1 }),
      step(kernel, { thread, code: 6 }),
    ]
    const code = compilePlan([step('mix'), null, ...steps], { kernels: KERNELS })
    for (const again = patient(); runner.counters.shared < 5 && again(); ) {
      const wanted = expected(here.x, steps.slice(0, 2))
      const failure = runner.run(code, 1, here.arena, here.table)
      expect(failure).toEqual({ step: 4, code: 5, details: [77, expect.anything()] })
      expect(here.x).toEqual(wanted)
    }
    expect(runner.counters.shared).toBeGreaterThan(0)
    runShared(runner, here, 2)
  })
})

describe('a thread that traps', () => {
  it.each([0, 1, 2])('number %i fails the run, and the next ones work', thread => {
    const here = setting()
    const pool = newPool()
    const runner = new PlanRunner(here.memory, 3, pool)
    const code = compilePlan([step('advance', { add: 1 }), step('trap', { thread }), step('advance', { add: 1 })], {
      kernels: KERNELS,
    })
    for (let round = 0; round < 2; round++) {
      pool.wait_ready(2)
      let error: unknown
      for (const again = patient(); error === undefined && again(); )
        error = caught(() => runner.run(code, 0, here.arena, here.table))
      expect(error).toBeInstanceOf(Status)
      expect(error).toMatchObject({ code: INTERNAL, message: expect.stringContaining('unreachable') })
      pool.wait_ready(2)
      runShared(runner, here, 2)
    }
    expect(pool.counters.started).toBe(thread === 0 ? 2 : 4)
  })
})

describe('a worker that exits', () => {
  it('in the middle of a run fails it', () => {
    const here = setting()
    const pool = newPool({ execArgv: ['--import', fileURLToPath(new URL('./exiting_worker.js', import.meta.url))] })
    pool.wait_ready(1)
    const runner = new PlanRunner(here.memory, 2, pool)
    const code = compilePlan([step('advance', { add: 1 })], { kernels: KERNELS })
    let error: unknown
    for (const again = patient(); error === undefined && again(); )
      error = caught(() => runner.run(code, 0, here.arena, here.table))
    expect(error).toMatchObject({ code: INTERNAL, message: expect.stringContaining('exited') })
    expect(pool.wait_ready(1)).toBe(true)
    expect(pool.counters.started).toBe(2)
  })

  it('without a word, in the middle of a run, fails it, and is replaced before the event loop turns', () => {
    const here = setting()
    const pool = newPool({ execArgv: ['--import', fileURLToPath(new URL('./vanishing_worker.js', import.meta.url))] })
    const runner = new PlanRunner(here.memory, 3, pool)
    const code = compilePlan(STEPS, { kernels: KERNELS })
    for (let deaths = 1; deaths <= 3; deaths++) {
      let error: unknown
      for (const again = patient(); error === undefined && again(); ) {
        pool.wait_ready(2)
        error = caught(() => runner.run(code, 0, here.arena, here.table))
      }
      expect(error).toMatchObject({ code: INTERNAL, message: expect.stringContaining('exited') })
      expect(pool.counters.failures).toBe(deaths)
    }
    expect(pool.counters.started).toBeGreaterThanOrEqual(5)
  })

  it('before it has started is not replaced for ever', () => {
    const here = setting()
    const pool = newPool({ execArgv: ['--import', 'data:text/javascript,process.reallyExit(1)'] })
    const runner = new PlanRunner(here.memory, 3, pool)
    const steps = [step('advance', { add: 1 })]
    const code = compilePlan(steps, { kernels: KERNELS })
    for (let i = 0; i < 200; i++) {
      const wanted = expected(here.x, steps)
      runner.run(code, 0, here.arena, here.table)
      expect(here.x).toEqual(wanted)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
    expect(pool.counters.started).toBeLessThanOrEqual(6)
  })

  it('between runs is replaced', async () => {
    const here = setting()
    const pool = newPool()
    pool.wait_ready(1)
    const runner = new PlanRunner(here.memory, 2, pool)
    runShared(runner, here, 2)
    await pool.end_workers()
    // nobody claims the slot: the run goes on alone, and starts another worker
    const code = compilePlan(STEPS, { kernels: KERNELS })
    expect(runner.run(code, 0, here.arena, here.table)).toBeUndefined()
    expect(pool.wait_ready(1)).toBe(true)
    runShared(runner, here, 2)
    expect(pool.counters.started).toBe(2)
  })

  it('is looked for without leaving anything behind', () => {
    const pool = newPool()
    pool.wait_ready(1)
    setFlagsFromString('--expose-gc')
    const gc = runInNewContext('gc') as () => void
    gc()
    const before = process.memoryUsage().heapUsed
    // as a barrier that takes long asks in every slice
    for (let i = 0; i < 5000; i++) expect(pool.has_ended(0)).toBe(false)
    gc()
    // a port that is sent to tell whether it is open left 1.2 KB each until the program returns to the event loop
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 ** 21)
  })
})

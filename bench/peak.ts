/**
 * What one core of this machine can do with 128-bit multiply-adds from WebAssembly: the ceiling of float32 products. Registers only.
 *
 *     npx tsx bench/peak.ts
 *
 * Runs chains of f32x4.relaxed_madd (or of multiply and add where V8 lacks it) and products of two matrices in turn, on one thread and on
 * two; prints the median of the products' speed, the best of it, and the median of its share in that of the chains just before and after
 * (twice that of one core for two threads).
 */

import * as tf from '../src/index.ts'
import { type Local, ModuleBuilder } from '../src/kernels/wasm/assembler/module.ts'

/** Independent sums: enough to hide a latency of 4 cycles on two units, few enough for 16 registers. */
const SUMS = 12
const STEPS = 100_000
/** Milliseconds of chains between products: the clock of a core changes with what its neighbours do. */
const MOMENT = 5
const SECONDS = 4
const LEAST_ROUNDS = 12

function chains(): (steps: number) => void {
  const module = new ModuleBuilder()
  const func = module.function(['i32', 'i32'], [], f => {
    const [steps, at] = [0, 1]
    const sums = f.locals('v128', SUMS)
    const [x, y] = f.locals('v128', 2) as [Local, Local]
    f.set(x, f.load('v128.load32_splat', f.get(at), 0))
    f.set(y, f.load('v128.load32_splat', f.get(at), 4))
    f.loop(again => {
      for (const sum of sums) f.set(sum, f.madd('f32x4', f.get(x), f.get(y), f.get(sum)))
      f.br_if(again, f.tee(steps, f.op('i32.sub', f.get(steps), f.i32(1))))
    })
    for (const [i, sum] of sums.entries()) f.store('v128.store', f.get(at), f.get(sum), 64 + 16 * i)
  })
  module.export('chains', func)
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { memory } })
  return steps => (exports['chains'] as (steps: number, at: number) => void)(steps, 0)
}

/** Nanoseconds that a call takes. */
function time(body: () => void): number {
  const start = process.hrtime.bigint()
  body()
  return Number(process.hrtime.bigint() - start)
}

const run = chains()
/** The chains' speed in GFLOP/s over so many milliseconds. */
function peakOver(milliseconds: number): number {
  let [calls, spent] = [0, 0]
  do {
    spent += time(() => run(STEPS))
    calls++
  } while (spent < 1e6 * milliseconds)
  return (8 * SUMS * STEPS * calls) / spent
}

for (const threads of [1, 2]) {
  for (const n of [256, 512, 1024, 2048]) {
    using sess = tf.with(new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) }))
    const matrix = (): tf.Variable => new tf.Variable(tf.random_uniform([n, n], -1, 1))
    const product = tf.matmul(matrix(), matrix())
    sess.run(tf.initialize_all_variables())
    // some twenty milliseconds: the first of them may have to wake the workers
    const calls = Math.ceil(6e8 / n ** 3)
    for (let i = 0; i < 3 * calls; i++) sess.run(product.op)
    const rounds: { speed: number; peak: number }[] = []
    let before = peakOver(MOMENT)
    for (const end = performance.now() + SECONDS * 1e3; performance.now() < end || rounds.length < LEAST_ROUNDS; ) {
      const spent = time(() => {
        for (let i = 0; i < calls; i++) sess.run(product.op)
      })
      const after = peakOver(MOMENT)
      rounds.push({ speed: (2 * n ** 3 * calls) / spent, peak: (threads * (before + after)) / 2 })
      before = after
    }
    const median = (of: (round: { speed: number; peak: number }) => number): number =>
      rounds.map(of).sort((x, y) => x - y)[rounds.length >> 1] as number
    const best = Math.max(...rounds.map(({ speed }) => speed))
    console.log(
      `matmul ${n} x ${n}, ${threads} thread${threads > 1 ? 's' : ''}: ${median(round => round.speed).toFixed(1)} GFLOP/s (at best ${best.toFixed(1)}), ` +
        `${median(({ speed, peak }) => (100 * speed) / peak).toFixed(0)} % of ${median(round => round.peak).toFixed(1)}`,
    )
  }
}

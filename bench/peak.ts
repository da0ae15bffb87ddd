/**
 * What one core of this machine can do with 128-bit multiply-adds from WebAssembly: the ceiling of float32 products. Registers only.
 *
 *     npx tsx bench/peak.ts
 *
 * Prints GFLOP/s of chains of f32x4.relaxed_madd (or of multiply and add where V8 lacks it), the best of many short repetitions, and
 * beside it what products of two matrices reach in the same minute, on one thread and on two.
 */
import { type Local, ModuleBuilder } from '../src/kernels/wasm/assembler/module.ts'
import * as tf from '../src/index.ts'

/** Independent sums: enough to hide a latency of 4 cycles on two units, few enough for 16 registers. */
const SUMS = 12
const STEPS = 100_000
const REPETITIONS = 400

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

/** Shortest time of a call in nanoseconds. */
function best(body: () => void, repetitions: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < repetitions; i++) {
    const start = process.hrtime.bigint()
    body()
    least = Math.min(least, Number(process.hrtime.bigint() - start))
  }
  return least
}

const run = chains()
const peak = (8 * SUMS * STEPS) / best(() => run(STEPS), REPETITIONS)
console.log(`128-bit multiply-adds: ${peak.toFixed(1)} GFLOP/s on one core`)

for (const threads of [1, 2]) {
  for (const n of [256, 512, 1024, 2048]) {
    using sess = tf.with(new tf.Session('', { config: new tf.ConfigProto({ intra_op_parallelism_threads: threads }) }))
    const matrix = (): tf.Variable => new tf.Variable(tf.random_uniform([n, n], -1, 1))
    const product = tf.matmul(matrix(), matrix())
    sess.run(tf.initialize_all_variables())
    const speed = (2 * n ** 3) / best(() => sess.run(product.op), Math.max(12, Math.ceil(2e10 / (2 * n ** 3))))
    const share = (100 * speed) / (threads * peak)
    console.log(`matmul ${n} x ${n}, ${threads} thread${threads > 1 ? 's' : ''}: ${speed.toFixed(1)} GFLOP/s, ${share.toFixed(0)} % of it`)
  }
}

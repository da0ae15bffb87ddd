import { expect, it } from 'vitest'
import {
  fusedBatchNorm,
  fusedBatchNormGrad,
  globalBatchNorm,
  globalBatchNormGrad,
} from '../../../src/kernels/reference/nn/normalization.ts'
import { WASM_KERNELS } from '../../../src/kernels/wasm/index.ts'
import type { WasmKernel } from '../../../src/kernels/wasm/step.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, runStep } from './run_step.ts'

type Rng = ReturnType<typeof random>

function check(
  name: string,
  inputs: readonly NDArray[],
  want: readonly NDArray[],
  attrs: Record<string, unknown>,
): void {
  let first: NDArray[] | undefined
  for (const threads of [1, 2, 3, 8]) {
    const outputs = want.map(array => ({ dtype: 'float32', shape: array.shape }))
    const result = runStep(WASM_KERNELS.get(name) as WasmKernel, { inputs, outputs, attrs, threads })
    const about = JSON.stringify({ name, attrs, threads, shape: inputs.map(input => input.shape) })
    expect(result, about).toBeDefined()
    const got = result?.outputs as NDArray[]
    first ??= got
    for (const [k, array] of got.entries()) {
      expect(Buffer.compare(array.to_bytes(), (first[k] as NDArray).to_bytes()), about).toBe(0)
      const [a, b] = [array.data as Float32Array, want[k]?.data as Float32Array]
      const scale = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
      for (let i = 0; i < b.length; i++) {
        if (!(Math.abs((a[i] as number) - (b[i] as number)) <= 2e-5 * scale))
          throw new Error(`output ${k}, element ${i}: ${a[i]}, not ${b[i]}; ${about}`)
      }
    }
  }
}

const array = (rng: Rng, shape: readonly number[], low = -1, high = 1): NDArray =>
  new NDArray(
    'float32',
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => low + (high - low) * rng.next()),
  )
const shapeOf = (rng: Rng): number[] => [
  rng.pick([1, 2, 5]),
  rng.pick([1, 3, 8]),
  rng.pick([1, 4, 40]),
  rng.pick([1, 2, 3, 4, 5, 16, 33, 64]),
]

it('normalises batches by their own moments or by given ones, and back', () => {
  const rng = random(71)
  for (let trial = 0; trial < 80; trial++) {
    const shape = shapeOf(rng)
    const channels = shape.slice(3)
    const epsilon = rng.pick([1e-3, 1e-4, 0.1])
    const [x, scale, offset] = [array(rng, shape, -1, 3), array(rng, channels), array(rng, channels)]
    const training = rng.below(2) === 0
    const [mean, variance] = training
      ? [NDArray.zeros([0], 'float32'), NDArray.zeros([0], 'float32')]
      : [array(rng, channels), array(rng, channels, 0.1, 2)]
    const want = fusedBatchNorm(x, scale, offset, training ? null : [mean, variance], epsilon, false)
    check('batch_norm', [x, scale, offset, mean, variance], want, { epsilon, training })
    const [kept, spread] = want.slice(3) as [NDArray, NDArray]
    const dy = array(rng, shape)
    check(
      'batch_norm_grad',
      [dy, x, scale, kept, spread],
      fusedBatchNormGrad({ dy, x, scale, mean: kept, variance: spread, epsilon, nchw: false }),
      { epsilon },
    )
  }
})

it('normalises by given moments as old graphs do, and back', () => {
  const rng = random(72)
  for (let trial = 0; trial < 80; trial++) {
    const shape = shapeOf(rng)
    const channels = shape.slice(3)
    const attrs = { epsilon: rng.pick([1e-3, 0.1]), scaled: rng.below(2) === 0 }
    const [x, mean, beta, gamma] = [array(rng, shape), array(rng, channels), array(rng, channels), array(rng, channels)]
    const variance = array(rng, channels, 0.1, 2)
    const forwards = [x, mean, variance, beta, gamma]
    check('global_batch_norm', forwards, [globalBatchNorm(forwards, attrs.epsilon, attrs.scaled)], attrs)
    const backwards = [x, mean, variance, gamma, array(rng, shape)]
    check('global_batch_norm_grad', backwards, globalBatchNormGrad(backwards, attrs.epsilon, attrs.scaled), attrs)
  }
})

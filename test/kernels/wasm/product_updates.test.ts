/** Products that end in updates of other arrays: what the product would have been stored for is done in its registers. */
import { expect, it } from 'vitest'
import { call, input, literal, type Scalar } from '../../../src/kernels/scalar.ts'
import type { Simd } from '../../../src/kernels/wasm/assembler/features.ts'
import { WASM_KERNELS } from '../../../src/kernels/wasm/index.ts'
import type { WasmKernel } from '../../../src/kernels/wasm/step.ts'
import { as_dtype } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, runStep } from './run_step.ts'

const SIZES = [1, 2, 3, 4, 5, 8, 11, 12, 13, 16, 17, 29, 37, 64]
const DEPTHS = [1, 2, 7, 50, 256, 257, 600]
const SIMD: readonly Simd[] = ['plain', 'relaxed', 'wide']
const float32 = as_dtype('float32')

const array = (rng: ReturnType<typeof random>, shape: readonly number[]): NDArray =>
  new NDArray(
    float32,
    [...shape],
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * rng.next() - 1),
  )

// inputs: product, variable, accumulator, rate: acc' = acc · 0.9 + product; variable' = variable − tanh(rate) · acc'
const accumulated: Scalar = call('add', call('mul', input(2), literal(0.9)), input(0))
const moved: Scalar = call('sub', input(1), call('mul', call('tanh', input(3)), accumulated))

it('updates a variable and its accumulator as a product and an update of its own would', () => {
  const rng = random(11)
  for (let trial = 0; trial < 200; trial++) {
    const [m, n, k] = [rng.pick(SIZES), rng.pick(SIZES), rng.pick(DEPTHS)]
    const batch = trial % 5 === 0 ? [rng.below(3) + 1] : []
    const [ta, tb] = [rng.next() < 0.5, rng.next() < 0.5]
    const kernel = WASM_KERNELS.get(batch.length > 0 ? 'batch_matmul' : 'matmul') as WasmKernel
    const attrs = batch.length > 0 ? { adj_x: ta, adj_y: tb } : { transpose_a: ta, transpose_b: tb }
    const shape = [...batch, m, n]
    const factors = [
      array(rng, [...batch, ...(ta ? [k, m] : [m, k])]),
      array(rng, [...batch, ...(tb ? [n, k] : [k, n])]),
    ]
    const simd = SIMD[trial % 3] as Simd
    const plain = runStep(kernel, { inputs: factors, outputs: [{ dtype: 'float32', shape }], attrs, simd })
    const state = [array(rng, shape), array(rng, shape), new NDArray(float32, [], Float32Array.of(0.3))]
    const [variable, accumulator] = state.map(each => each.data as Float32Array) as [Float32Array, Float32Array]
    const product = plain?.outputs[0]?.data as Float32Array
    let first: string | undefined
    for (const threads of [1, 2, 3, 8]) {
      const spec = {
        inputs: [...factors, ...state],
        outputs: [0, 1].map(() => ({ dtype: 'float32' as const, shape })),
        updates: [2, 3],
        scalar: moved,
        further: [accumulated],
        attrs,
        simd,
        threads,
      }
      const outputs = runStep(kernel, spec)?.outputs
      if (outputs === undefined) throw new Error('not taken')
      const [newVariable, newAccumulator] = outputs.map(each => each.data as Float32Array) as [
        Float32Array,
        Float32Array,
      ]
      for (let i = 0; i < product.length; i++) {
        const expected = (accumulator[i] as number) * 0.9 + (product[i] as number)
        // one row alone is summed in another order than tiles are
        const limit = 4e-6 * Math.sqrt(k) + 1e-6
        expect(Math.abs((newAccumulator[i] as number) - expected)).toBeLessThan(limit)
        expect(
          Math.abs((newVariable[i] as number) - ((variable[i] as number) - Math.tanh(0.3) * expected)),
        ).toBeLessThan(limit)
      }
      const bits = outputs.map(each => Buffer.from(each.to_bytes()).toString('base64')).join()
      first ??= bits
      expect(bits).toBe(first)
    }
  }
})

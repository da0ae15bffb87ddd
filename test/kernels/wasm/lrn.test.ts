import { expect, it } from 'vitest'
import { lrn, lrnGrad } from '../../../src/kernels/reference/nn/normalization.ts'
import { WASM_KERNELS } from '../../../src/kernels/wasm/index.ts'
import type { WasmKernel } from '../../../src/kernels/wasm/step.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, runStep } from './run_step.ts'

const THREADS = [1, 2, 3, 8]

it('local responses and their gradients are what the reference kernels find', () => {
  const rng = random(31)
  for (let trial = 0; trial < 150; trial++) {
    const shape = [
      rng.pick([1, 2]),
      rng.pick([1, 3]),
      rng.pick([1, 2, 7, 150]),
      rng.pick([1, 2, 3, 4, 5, 8, 13, 16, 24, 31, 64, 96]),
    ]
    const array = (): NDArray => {
      const size = shape.reduce((a, b) => a * b, 1)
      return new NDArray(
        'float32',
        shape,
        Float32Array.from({ length: size }, () => 4 * rng.next() - 2),
      )
    }
    const attrs = {
      radius: rng.pick([0, 1, 2, 4, 5, 8, 9, 40]),
      bias: rng.pick([0.5, 1, 2]),
      alpha: rng.pick([0, 1e-4, 0.5, 1]),
      beta: rng.pick([0, 0.5, 0.75, 1, 0.3, 2]),
    }
    const [x, g] = [array(), array()]
    const y = lrn(x, attrs)
    for (const [name, inputs, want] of [
      ['lrn', [x], y],
      ['lrn_grad', [g, x, y], lrnGrad(g, x, y, attrs)],
    ] as const) {
      let first: NDArray | undefined
      for (const threads of THREADS) {
        const result = runStep(WASM_KERNELS.get(name) as WasmKernel, {
          inputs,
          outputs: [{ dtype: 'float32', shape }],
          attrs,
          threads,
        })
        const got = result?.outputs[0] as NDArray
        first ??= got
        expect(Buffer.compare(got.to_bytes(), first.to_bytes())).toBe(0)
        const [a, b] = [got.data as Float32Array, want.data as Float32Array]
        const scale = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
        for (let i = 0; i < b.length; i++) {
          if (!(Math.abs((a[i] as number) - (b[i] as number)) <= 3e-6 * scale))
            throw new Error(`element ${i} is ${a[i]}, not ${b[i]}: ${JSON.stringify({ name, shape, attrs, threads })}`)
        }
      }
    }
  }
})

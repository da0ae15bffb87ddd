import { expect, it } from 'vitest'
import { argReduce } from '../../../src/kernels/reference/arrays/arg_reduce.ts'
import { argKernels } from '../../../src/kernels/wasm/reduce/arg.ts'
import type { WasmKernel } from '../../../src/kernels/wasm/step.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, randomArray, runStep } from './run_step.ts'

it('argmax and argmin over any axis', () => {
  const rng = random(1)
  for (let trial = 0; trial < 200; trial++) {
    const shape = Array.from({ length: 1 + rng.below(3) }, () => 1 + rng.below(rng.pick([3, 9, 40])))
    const type = rng.pick(['float32', 'int32'])
    const x = randomArray(rng, type, shape, rng.below(2) === 0)
    // few different values, so that there are equals
    if (rng.below(2) === 0) x.data.forEach((_, i) => ((x.data as Float32Array)[i] = rng.below(4)))
    const axis = rng.below(shape.length)
    for (const which of ['max', 'min'] as const) {
      const want = argReduce(which, x, axis)
      for (const dtype of ['int64', 'int32']) {
        const result = runStep(argKernels[`arg${which}`] as WasmKernel, {
          inputs: [x],
          outputs: [{ dtype, shape: want.shape }],
          attrs: { axis },
          threads: rng.pick([1, 2, 3, 8]),
        })
        expect(result?.outputs[0]?.tolist(), JSON.stringify({ which, shape, axis })).toEqual(want.tolist())
      }
    }
  }
})

it('leaves an empty axis and other types to the reference kernel', () => {
  const run = (x: NDArray): unknown =>
    runStep(argKernels.argmax as WasmKernel, {
      inputs: [x],
      outputs: [{ dtype: 'int64', shape: [] }],
      attrs: { axis: 0 },
    })
  expect(run(NDArray.zeros([0]))).toBeUndefined()
  expect(run(NDArray.zeros([3], 'float64'))).toBeUndefined()
})

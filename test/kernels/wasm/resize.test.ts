import { expect, it } from 'vitest'
import {
  nearestPositions,
  resizeBilinear,
  resizeBilinearGrad,
  scalesOf,
} from '../../../src/kernels/reference/image/image_resize.ts'
import { scatterGradient } from '../../../src/kernels/reference/nn/pooling.ts'
import { realsOf } from '../../../src/kernels/reference/scalars/reals.ts'
import { WASM_KERNELS } from '../../../src/kernels/wasm/index.ts'
import type { WasmKernel } from '../../../src/kernels/wasm/step.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, randomArray, runStep } from './run_step.ts'

type Rng = ReturnType<typeof random>

const THREADS = [1, 2, 3, 8]

function randomResize(rng: Rng) {
  const pick = () => rng.pick([1, 2, 3, 5, 7, 8, 16])
  const sizes = {
    batch: rng.pick([1, 2, 3]),
    channels: rng.pick([1, 2, 3, 4, 5, 8, 19]),
    height: pick(),
    width: pick(),
    outHeight: pick(),
    outWidth: pick(),
  }
  return { ...sizes, alignCorners: rng.below(2) === 0 }
}

/** The output on any number of threads, which must be the same. */
function run(name: string, input: NDArray, dtype: string, shape: readonly number[], scale: readonly number[]): NDArray {
  let first: NDArray | undefined
  for (const threads of THREADS) {
    const result = runStep(WASM_KERNELS.get(name) as WasmKernel, {
      inputs: [input],
      outputs: [{ dtype, shape }],
      attrs: { scale },
      threads,
    })
    const got = result?.outputs[0] as NDArray
    first ??= got
    expect(Buffer.compare(got.to_bytes(), first.to_bytes())).toBe(0)
  }
  return first as NDArray
}

function near(got: NDArray, want: ArrayLike<number>, about: unknown): void {
  expect(got.size).toBe(want.length)
  for (let i = 0; i < want.length; i++) {
    const [x, y] = [got.data[i] as number, want[i] as number]
    if (!(Math.abs(x - y) <= 1e-5 * Math.max(1, Math.abs(y))))
      throw new Error(`element ${i} is ${x}, not ${y}: ${JSON.stringify(about)}`)
  }
}

it('images between their pixels, and the gradient', () => {
  const rng = random(61)
  for (let trial = 0; trial < 150; trial++) {
    const r = randomResize(rng)
    const small = [r.batch, r.height, r.width, r.channels]
    const resized = [r.batch, r.outHeight, r.outWidth, r.channels]
    const images = randomArray(rng, rng.pick(['float32', 'float32', 'uint8', 'int16', 'int32']), small)
    const scaled =
      images.dtype.name === 'int32'
        ? new NDArray(
            'int32',
            small,
            (images.data as Int32Array).map(x => x % 1000),
          )
        : images
    near(run('resize_bilinear', scaled, 'float32', resized, scalesOf(r)), resizeBilinear(r, realsOf(scaled)), {
      r,
      type: images.dtype.name,
    })
    const grad = randomArray(rng, 'float32', resized)
    near(run('resize_bilinear_grad', grad, 'float32', small, scalesOf(r)), resizeBilinearGrad(r, realsOf(grad)), r)
  }
})

it('nearest pixels, and the gradient', () => {
  const rng = random(62)
  for (let trial = 0; trial < 150; trial++) {
    const r = randomResize(rng)
    const small = [r.batch, r.height, r.width, r.channels]
    const resized = [r.batch, r.outHeight, r.outWidth, r.channels]
    const images = randomArray(rng, rng.pick(['float32', 'uint8', 'int64', 'float64', 'float16']), small)
    const want = images.dtype.allocate(resized.reduce((a, b) => a * b, 1)) as Float32Array
    const positions = nearestPositions(r)
    for (const [i, from] of positions.entries()) want[i] = images.data[from] as number
    const got = run('resize_nearest', images, images.dtype.name, resized, scalesOf(r))
    expect(Buffer.compare(got.to_bytes(), new NDArray(images.dtype, resized, want).to_bytes())).toBe(0)
    const grad = randomArray(rng, 'float32', resized)
    const size = small.reduce((a, b) => a * b, 1)
    near(
      run('resize_nearest_grad', grad, 'float32', small, scalesOf(r)),
      scatterGradient(size, positions, realsOf(grad)),
      r,
    )
  }
})

/** Images resized by weighted sums of pixels: compiled as by the reference kernels. */
import { expect, it } from 'vitest'
import '../../../src/ops/image/image_resize_ops.ts'
import { float32 } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { compareOp } from './run_op.ts'
import { random, randomArray } from './run_step.ts'

it.each(['ResizeArea', 'ResizeBicubic'])('%s', op => {
  const rng = random(131)
  for (let trial = 0; trial < 40; trial++) {
    const pick = (): number => rng.pick([1, 2, 3, 5, 7, 8, 16])
    const images = randomArray(rng, rng.pick(['float32', 'float32', 'uint8', 'int16', 'int32']), [
      rng.pick([1, 2, 3]),
      pick(),
      pick(),
      rng.pick([1, 2, 3, 4, 5, 19]),
    ])
    const size = new NDArray('int32', [2], Int32Array.of(pick(), pick()))
    const attrs = { align_corners: rng.below(2) === 0 }
    const small = images.dtype.base === 'int32' ? randomArray(rng, 'int8', images.shape).astype('int32') : images
    // corners that coincide leave nothing between them to take the area of
    const [, height, width] = images.shape
    const empty =
      op === 'ResizeArea' &&
      attrs.align_corners &&
      [height, width].some((length, i) => length === 1 && (size.data[i] as number) > 1)
    expect(compareOp({ op, inputs: [small, size], attrs, tolerance: 1e-5, outputTypes: [float32] })).toBe(!empty)
  }
})

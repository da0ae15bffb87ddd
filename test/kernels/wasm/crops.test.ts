/** Boxes cut out of images and resized: compiled as by the reference kernels. */
import { expect, it } from 'vitest'
import '../../../src/ops/image/image_crop_ops.ts'
import { float32 } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { compareOp } from './run_op.ts'
import { random, randomArray } from './run_step.ts'

const integers = (...values: number[]): NDArray => new NDArray('int32', [values.length], Int32Array.from(values))

it('crops and their gradients', () => {
  const rng = random(111)
  for (let trial = 0; trial < 40; trial++) {
    const shape = [rng.pick([1, 2, 3]), rng.pick([1, 2, 5, 9]), rng.pick([1, 3, 8]), rng.pick([1, 3, 4, 7, 16])]
    const images = randomArray(rng, rng.pick(['float32', 'float32', 'uint8', 'int16', 'int32']), shape)
    const count = rng.pick([1, 2, 7])
    const size = [rng.pick([1, 2, 5]), rng.pick([1, 3, 6])]
    // some turned round, some that reach out of the image
    const boxes = new NDArray(
      'float32',
      [count, 4],
      Float32Array.from({ length: 4 * count }, () => rng.next() * 1.4 - 0.2),
    )
    const numbers = Array.from({ length: count }, () => rng.below(shape[0] as number))
    const attrs = { extrapolation_value: rng.pick([0, -7.5]) }
    const rest = { attrs, tolerance: 1e-5, outputTypes: [float32] }
    expect(
      compareOp({ op: 'CropAndResize', inputs: [images, boxes, integers(...numbers), integers(...size)], ...rest }),
    ).toBe(true)
    const gradient = randomArray(rng, 'float32', [count, ...size, shape[3] as number])
    const inputs = [gradient, boxes, integers(...numbers), integers(...shape)]
    expect(compareOp({ op: 'CropAndResizeGradImage', inputs, ...rest })).toBe(true)
    const crops = gradient.shape
    const bad = integers(...numbers.with(rng.below(count), rng.pick([-1, 3])))
    expect(
      compareOp({ op: 'CropAndResize', inputs: [images, boxes, bad, integers(...size)], ...rest, shape: crops }),
    ).toBe(true)
    expect(compareOp({ op: 'CropAndResizeGradImage', inputs: inputs.with(2, bad), ...rest, shape })).toBe(true)
  }
})

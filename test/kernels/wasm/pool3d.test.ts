/** Pools of volumes and their gradients: compiled as by the reference kernels. */
import { expect, it } from 'vitest'
import '../../../src/ops/nn/pool3d_ops.ts'
import { slidingWindow } from '../../../src/kernels/reference/nn/windows.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { compareOp } from './run_op.ts'
import { random, randomArray } from './run_step.ts'

it('pools of volumes', () => {
  const rng = random(81)
  for (let trial = 0; trial < 30; trial++) {
    const padding = rng.pick(['SAME', 'VALID'] as const)
    const sizes = [1, 2, 3].map(() => rng.pick([1, 2, 2, 3]))
    const apart = [1, 2, 3].map(() => rng.pick([1, 2, 2, 3]))
    const [batch, channels] = [rng.pick([1, 2, 3]), rng.pick([1, 3, 4, 5, 16, 32])]
    const inner = sizes.map(size => rng.pick([1, 3, 4, 7]) + (padding === 'VALID' ? size - 1 : 0))
    const pooled = inner.map(
      (length, axis) => slidingWindow(length, sizes[axis] as number, apart[axis] as number, padding).output,
    )
    const volume = randomArray(rng, 'float32', [batch, ...inner, channels])
    const attrs = { ksize: [1, ...sizes, 1], strides: [1, ...apart, 1], padding }
    // equal maxima share a gradient
    const coarse = new NDArray('float32', volume.shape, (volume.data as Float32Array).map(Math.round))
    expect(compareOp({ op: 'MaxPool3D', inputs: [coarse], attrs })).toBe(true)
    expect(compareOp({ op: 'AvgPool3D', inputs: [volume], attrs, tolerance: 1e-6 })).toBe(true)
    const [largest, gradient] = [
      randomArray(rng, 'float32', [batch, ...pooled, channels]),
      randomArray(rng, 'float32', [batch, ...pooled, channels]),
    ]
    const rounded = new NDArray('float32', largest.shape, (largest.data as Float32Array).map(Math.round))
    const shape = new NDArray('int32', [5], Int32Array.from(volume.shape))
    // TensorFlow refuses gradients where windows leave gaps
    const gaps = apart.some((stride, axis) => stride > (sizes[axis] as number))
    expect(compareOp({ op: 'MaxPool3DGrad', inputs: [coarse, rounded, gradient], attrs, tolerance: 1e-6 })).toBe(!gaps)
    expect(
      compareOp({
        op: 'AvgPool3DGrad',
        inputs: [shape, gradient],
        attrs,
        tolerance: 1e-6,
        outputTypes: [gradient.dtype],
      }),
    ).toBe(!gaps)
  }
  const flat = randomArray(rng, 'float32', [1, 2, 2, 1])
  expect(
    compareOp({
      op: 'MaxPool3D',
      inputs: [flat],
      attrs: { ksize: [1, 1, 1, 1, 1], strides: [1, 1, 1, 1, 1], padding: 'SAME' },
    }),
  ).toBe(false)
})

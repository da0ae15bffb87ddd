/** Convolutions of volumes and their gradients: compiled as by the reference kernels. */
import { expect, it } from 'vitest'
import '../../../src/ops/nn/conv3d_ops.ts'
import { slidingWindow } from '../../../src/kernels/reference/nn/windows.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { compareOp } from './run_op.ts'
import { random, randomArray } from './run_step.ts'

it('convolutions of volumes', () => {
  const rng = random(91)
  for (let trial = 0; trial < 25; trial++) {
    const padding = rng.pick(['SAME', 'VALID'] as const)
    const sizes = [1, 2, 3].map(() => rng.pick([1, 2, 3]))
    const apart = [1, 2, 3].map(() => rng.pick([1, 1, 2]))
    const [batch, depth, results] = [rng.pick([1, 2, 3]), rng.pick([1, 2, 4, 5]), rng.pick([1, 3, 4, 8, 17])]
    const inner = sizes.map(size => rng.pick([1, 3, 4, 6]) + (padding === 'VALID' ? size - 1 : 0))
    const places = inner.map(
      (length, axis) => slidingWindow(length, sizes[axis] as number, apart[axis] as number, padding).output,
    )
    const volume = randomArray(rng, 'float32', [batch, ...inner, depth])
    const filter = randomArray(rng, 'float32', [...sizes, depth, results])
    const gradient = randomArray(rng, 'float32', [batch, ...places, results])
    const shapeOf = ({ shape }: NDArray): NDArray => new NDArray('int32', [5], Int32Array.from(shape))
    const rest = {
      attrs: { strides: [1, ...apart, 1], padding },
      tolerance: 1e-5,
      outputTypes: [volume.dtype],
      threads: [1, 2, 8],
    }
    expect(compareOp({ op: 'Conv3D', inputs: [volume, filter], ...rest })).toBe(true)
    expect(compareOp({ op: 'Conv3DBackpropInputV2', inputs: [shapeOf(volume), filter, gradient], ...rest })).toBe(true)
    expect(compareOp({ op: 'Conv3DBackpropFilterV2', inputs: [volume, shapeOf(filter), gradient], ...rest })).toBe(true)
    expect(compareOp({ op: 'Conv3DBackpropInput', inputs: [volume, filter, gradient], ...rest })).toBe(true)
  }
})

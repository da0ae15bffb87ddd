/** Colours, contrast and cross products: compiled as by the reference kernels. */
import { expect, it } from 'vitest'
import '../../../src/ops/math/cross_ops.ts'
import '../../../src/ops/image/image_color_ops.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { compareOp } from './run_op.ts'
import { random, randomArray } from './run_step.ts'

type Rng = ReturnType<typeof random>
/** Colours, some of them grey, black or with equal channels. */
function colors(rng: Rng, type: string, shape: readonly number[]): NDArray {
  const array = randomArray(rng, type, shape)
  const data = array.data as Float32Array
  for (let i = 0; i < data.length; i++) data[i] = rng.below(3) === 0 ? rng.pick([0, 0.25, 0.5, 1]) : rng.next()
  return array
}
const number = (value: number): NDArray => new NDArray('float32', [], Float32Array.of(value))

it('colours', () => {
  const rng = random(101)
  for (let trial = 0; trial < 30; trial++) {
    const shape = [...rng.pick([[], [1], [5], [2, 3], [1, 7, 9], [2, 33, 5], [0]]), 3]
    const type = rng.pick(['float32', 'float32', 'float64'])
    const tolerance = type === 'float32' ? 1e-6 : 1e-13
    expect(compareOp({ op: 'RGBToHSV', inputs: [colors(rng, type, shape)], tolerance })).toBe(true)
    expect(compareOp({ op: 'HSVToRGB', inputs: [colors(rng, type, shape)], tolerance })).toBe(true)
    const images = colors(rng, 'float32', [rng.pick([1, 2]), rng.pick([1, 5]), rng.pick([1, 8]), 3])
    expect(compareOp({ op: 'AdjustHue', inputs: [images, number(rng.next() * 2 - 1)], tolerance: 2e-6 })).toBe(true)
  }
  expect(compareOp({ op: 'RGBToHSV', inputs: [colors(rng, 'float32', [4])] })).toBe(false)
})

it('contrast', () => {
  const rng = random(102)
  for (let trial = 0; trial < 30; trial++) {
    const shape = [
      ...rng.pick([[], [1], [4], [2, 3], [0]]),
      rng.pick([1, 3, 24]),
      rng.pick([1, 8, 31]),
      rng.pick([1, 3, 4, 17]),
    ]
    const images = colors(rng, 'float32', shape)
    expect(compareOp({ op: 'AdjustContrastv2', inputs: [images, number(rng.next() * 3)], tolerance: 2e-6 })).toBe(true)
    const inputs = [images, number(2), number(0.1), number(0.8)]
    expect(compareOp({ op: 'AdjustContrast', inputs, tolerance: 2e-6 })).toBe(true)
  }
})

it('cross products', () => {
  const rng = random(103)
  for (let trial = 0; trial < 30; trial++) {
    const shape = [...rng.pick([[], [1], [5], [2, 3], [70], [0]]), 3]
    const type = rng.pick(['float32', 'float64'])
    const inputs = [randomArray(rng, type, shape), randomArray(rng, type, shape)]
    expect(compareOp({ op: 'Cross', inputs, tolerance: type === 'float32' ? 1e-6 : 1e-14 })).toBe(true)
  }
})

/** Moves that are told when they run where: compiled as by the reference kernels. */
import { expect, it } from 'vitest'
import * as tf from '../../../src/index.ts'
import { counters } from '../../../src/runtime/counters.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { compareOp } from './run_op.ts'
import { random, randomArray } from './run_step.ts'

type Rng = ReturnType<typeof random>
const TYPES = ['float32', 'float32', 'bool', 'int16', 'float64', 'complex128', 'int64']
const dims = (rng: Rng, rank: number): number[] => Array.from({ length: rank }, () => rng.pick([1, 2, 3, 5, 8, 17]))

it('blocks that begin anywhere', () => {
  const rng = random(121)
  for (let trial = 0; trial < 60; trial++) {
    const shape = dims(rng, 1 + rng.below(4))
    const size = shape.map(length => 1 + rng.below(length))
    const begin = shape.map((length, axis) => rng.below(length - (size[axis] as number) + 1))
    const type = rng.pick(['int32', 'int64'])
    const numbers = (values: readonly number[]): NDArray =>
      new NDArray('int32', [values.length], Int32Array.from(values)).astype(type)
    const input = randomArray(rng, rng.pick(TYPES), shape)
    const spec = { op: 'Slice', later: [1], shape: size }
    expect(compareOp({ ...spec, inputs: [input, numbers(begin), numbers(size)] })).toBe(true)
    const axis = rng.below(shape.length)
    const bad = begin.with(axis, rng.pick([-1, (shape[axis] as number) - (size[axis] as number) + 1]))
    expect(compareOp({ ...spec, inputs: [input, numbers(bad), numbers(size)] })).toBe(true)
  }
})

it('dimensions that are turned round or not', () => {
  const rng = random(122)
  for (let trial = 0; trial < 60; trial++) {
    const shape = dims(rng, 1 + rng.below(4))
    const flags = new NDArray(
      'bool',
      [shape.length],
      Uint8Array.from(shape, () => rng.below(2)),
    )
    expect(
      compareOp({
        op: 'Reverse',
        later: [1],
        inputs: [randomArray(rng, rng.pick(['float32', 'uint8', 'int64', 'complex128']), shape), flags],
      }),
    ).toBe(true)
  }
})

it('programs of random crops and flips are of one part', () => {
  const graph = new tf.Graph()
  graph.as_default(() => {
    const image = tf.placeholder(tf.float32, [5, 6, 3]) as tf.Tensor
    const begin = tf.placeholder(tf.int32, [3]) as tf.Tensor
    const flags = tf.placeholder(tf.bool, [3]) as tf.Tensor
    const crop = tf.slice(image, begin, [2, 3, 3])
    const result = tf.mul(tf.reverse(crop, flags), 2)
    const value = tf.NDArray.of(Array.from({ length: 90 }, (_, i) => i))
      .astype('float32')
      .reshape([5, 6, 3])
    const session = new tf.Session('', { graph })
    const before = counters().fallbacks.size
    // more places than there would be plans for
    for (let i = 0; i < 24; i++) {
      const at = [i % 4, i % 3, 0]
      const got = session.run(result, [
        [image, value],
        [begin, at],
        [flags, [i % 2 === 0, false, true]],
      ]) as tf.NDArray
      const row = (at[0] as number) + (i % 2 === 0 ? 1 : 0)
      expect(tf.NDArray.of(got as never).tolist()).toHaveProperty(
        [0, 0, 0],
        2 * ((row * 6 + (at[1] as number)) * 3 + 2),
      )
    }
    expect(counters().fallbacks.size).toBe(before)
    expect(() =>
      session.run(result, [
        [image, value],
        [begin, [4, 0, 0]],
        [flags, [false, false, false]],
      ]),
    ).toThrow('Expected size[0] in [0, 1], but got 2')
    session.close()
  })
})

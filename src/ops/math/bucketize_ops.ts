/** Numbers to the buckets that they fall into: an op of contrib.layers. */
import { invalidArgument } from '../../errors/status.ts'
import { defineOp } from '../../graph/op_def.ts'
import { unchanged } from '../../graph/shape_inference.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'

/** How many boundaries are not above `value`; the boundaries are in order. */
function bucketOf(value: number, boundaries: Float32Array): number {
  let [from, to] = [0, boundaries.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (value < (boundaries[middle] as number)) to = middle
    else from = middle + 1
  }
  return from
}

export const Bucketize = defineOp('Bucketize', {
  inputs: ['input: T'],
  outputs: ['output: int32'],
  attrs: ['T: {int32, int64, float, double}', 'boundaries: list(float)'],
  // TensorFlow has no shape function for it
  infer: () => [null],
  concreteShapes: unchanged,
  gradient: 'none',
  kernel: k => {
    const boundaries = Float32Array.from(k.attr('boundaries'))
    if (boundaries.some((boundary, i) => i > 0 && boundary < (boundaries[i - 1] as number)))
      throw invalidArgument('Expected sorted boundaries')
    const { data, shape, dtype } = k.input(0)
    // integers are compared as the floats that they become
    const number = dtype.is_integer ? (value: number | bigint) => Math.fround(Number(value)) : Number
    return new NDArray(
      int32,
      shape,
      Int32Array.from(Array.from(data as ArrayLike<number | bigint>), value => bucketOf(number(value), boundaries)),
    )
  },
  lower: { kind: 'reference' },
})

/** Cross products of vectors in space. */

import { pyfunction } from '../../calling/signature.ts'
import { failedPrecondition, invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp, type OpDef } from '../../graph/op_def.ts'
import { unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { slice } from '../../kernels/reference/arrays/movement.ts'
import { elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { call, input } from '../../kernels/scalar.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { sameShape, shapeText } from '../../tensor/shape.ts'

const DETERMINANT = call('sub', call('mul', input(0), input(1)), call('mul', input(2), input(3)))

/** a × b, component by component. */
function crossProduct(a: NDArray, b: NDArray): NDArray {
  const { shape } = a
  const part = (array: NDArray, i: number): NDArray =>
    slice(array, [...shape.slice(0, -1).map(() => 0), i], [...shape.slice(0, -1), 1])
  const data = a.dtype.allocate(a.size) as Float64Array
  for (let i = 0; i < 3; i++) {
    const [j, k] = [(i + 1) % 3, (i + 2) % 3]
    const component = elementwise(DETERMINANT, [part(a, j), part(b, k), part(a, k), part(b, j)], a.dtype)
    for (const [row, value] of (component.data as Float64Array).entries()) data[3 * row + i] = value
  }
  return new NDArray(a.dtype, shape, data)
}

export const Cross: OpDef = defineOp('Cross', {
  inputs: ['a: T', 'b: T'],
  outputs: ['product: T'],
  attrs: ['T: realnumbertype'],
  infer: unchanged,
  concreteShapes: c => {
    const a = c.withRankAtLeast(c.input(0), 1)
    const b = c.withRankAtLeast(c.input(1), 1)
    const merged = c.merge(a, b)
    if (a !== null) c.withValue(c.dim(a, -1), 3)
    return [merged]
  },
  gradient: (op, grad) => {
    const [u, v] = op.inputs as [Tensor, Tensor]
    return [cross(v, grad as Tensor), cross(grad as Tensor, u)]
  },
  kernel: k => {
    const [a, b] = [k.input(0), k.input(1)]
    if (!sameShape(a.shape, b.shape))
      throw invalidArgument(`Both inputs must be of same shape: ${shapeText(a.shape)} vs. ${shapeText(b.shape)}`)
    if (a.shape.length < 1) throw invalidArgument(`Input must be at least 1D${shapeText(a.shape)}`)
    if (a.shape.at(-1) !== 3) throw failedPrecondition('Cross-products are only defined for 3-element vectors.')
    return crossProduct(a, b)
  },
  lower: {
    kind: 'kernel',
    kernel: 'components',
    attrs: ({ inputShapes: [a = [], b = []] }) => (sameShape(a, b) && a.at(-1) === 3 ? {} : undefined),
    // of a's components 0 to 2, and b's 3 to 5
    scalars: () =>
      [0, 1, 2].map(i => {
        const [j, k] = [(i + 1) % 3, (i + 2) % 3]
        return call('sub', call('mul', input(j), input(3 + k)), call('mul', input(k), input(3 + j)))
      }),
  },
})

/** The cross products of vectors of 3 elements, which lie along the last axis. Errors: ValueError for other lengths. */
export const cross = pyfunction(
  'cross(a, b, name=None)',
  ({ a, b, name }: { a: TensorLike; b: TensorLike; name: Name }) => apply(Cross, { a, b }, name),
)

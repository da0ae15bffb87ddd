/** Products over any axes (ops/math_ops.py of 1.0). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { transpose } from '../array/transpose_ops.ts'
import { matmul } from '../math/matmul_ops.ts'
import { reshape } from '../math/shape_ops.ts'

type Axes = number | readonly [number | readonly number[], number | readonly number[]]

/** The axes of both operands, each counted from 0. */
function axesOf(axes: Axes, aRank: number, bRank: number): [number[], number[]] {
  if (!Array.isArray(axes)) {
    const count = Number(axes)
    if (count < 0) throw new ValueError("'axes' must be at least 0.")
    if (count > aRank)
      throw new ValueError(`'axes' must not be larger than the number of dimensions of tensor of rank ${aRank}.`)
    return [Array.from({ length: count }, (_, i) => aRank - count + i), Array.from({ length: count }, (_, i) => i)]
  }
  if (axes.length !== 2) throw new ValueError("'axes' must be an integer or have length 2.")
  const list = (side: unknown, rank: number): number[] =>
    (Array.isArray(side) ? side : [side]).map(axis => (Number(axis) < 0 ? Number(axis) + rank : Number(axis)))
  const [a, b] = [list(axes[0], aRank), list(axes[1], bRank)]
  if (a.length !== b.length)
    throw new ValueError(`Different number of contraction axes 'a' and 'b', ${a.length} != ${b.length}.`)
  return [a, b]
}
function shapeOf(tensor: Tensor): readonly number[] {
  const shape = tensor.staticShape
  if (shape === null || shape.includes(null)) throw new ValueError('tensordot needs tensors of known shape')
  return shape as number[]
}
const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1)

/**
 * The sum of products over `axes` of `a` and `b`: the last n of `a` with the first n of `b` for a number n, or two lists of
 * axes. The other axes stay, those of `a` first.
 */
export const tensordot = pyfunction(
  'tensordot(a, b, axes, name=None)',
  ({ a, b, axes, name }: { a: TensorLike; b: TensorLike; axes: Axes; name: Name }): Tensor =>
    withScope(name, 'Tensordot', [a, b, axes], scope => {
      const [x, y] = [convertToTensor(a, { name: 'a' }), convertToTensor(b, { name: 'b' })]
      const [xShape, yShape] = [shapeOf(x), shapeOf(y)]
      const [xAxes, yAxes] = axesOf(axes, xShape.length, yShape.length)
      const free = (shape: readonly number[], taken: readonly number[]): number[] =>
        [...shape.keys()].filter(axis => !taken.includes(axis))
      const [xFree, yFree] = [free(xShape, xAxes), free(yShape, yAxes)]
      const sizes = (shape: readonly number[], at: readonly number[]): number[] => at.map(axis => shape[axis] as number)
      const summed = product(sizes(xShape, xAxes))
      const left = reshape(transpose(x, [...xFree, ...xAxes]), [product(sizes(xShape, xFree)), summed])
      const right = reshape(transpose(y, [...yAxes, ...yFree]), [summed, product(sizes(yShape, yFree))])
      return reshape(
        matmul(left as Tensor, right as Tensor),
        [...sizes(xShape, xFree), ...sizes(yShape, yFree)],
        scope,
      ) as Tensor
    }),
)

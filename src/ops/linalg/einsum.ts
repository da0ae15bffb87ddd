/** Sums of products by Einstein's convention (ops/special_math_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { transpose } from '../array/transpose_ops.ts'
import { mul } from '../math/arithmetic_ops.ts'
import { batch_matmul } from '../math/matmul_ops.ts'
import { times } from '../math/operators.ts'
import { reduce_sum } from '../math/reduction_ops.ts'
import { expand_dims, reshape } from '../math/shape_ops.ts'

/** A tensor and a letter for each of its axes. */
interface Labelled {
  readonly tensor: Tensor
  readonly axes: string
}

/**
 * `einsum('ij,jk->ik', a, b)`: the axes of each input get letters; products of elements are summed over all letters that
 * are not in the result, which without `->` are those that occur twice. Errors: ValueError for equations that do not fit.
 */
export const einsum = pyfunction(
  'einsum(equation, *inputs)',
  ({ equation, inputs: values }: { equation: string; inputs: readonly TensorLike[] }): Tensor => {
    if (equation.includes('...')) throw new ValueError('Subscripts with ellipses are not yet supported.')
    const match = /^([a-z,]+)(->[a-z]*)?/.exec(equation)
    if (!match) throw new ValueError(`Indices have incorrect format: ${equation}`)
    const labels = (match[1] as string).split(',')
    if (values.length !== labels.length) {
      throw new ValueError(`Got ${values.length} arguments for equation "${equation}", expecting ${labels.length}`)
    }
    const inputs = values.map((value, i) => ({ tensor: convertToTensor(value), axes: labels[i] as string }))
    const letters = [...new Set(labels.join(''))].sort()
    const occurrences = (letter: string): number => labels.join('').split(letter).length - 1
    const output =
      match[2] === undefined ? letters.filter(letter => occurrences(letter) === 1).join('') : match[2].slice(2)
    // a letter that more than two inputs share can only be summed when all are multiplied out
    if (letters.some(letter => labels.filter(axes => axes.includes(letter)).length > 2 && !output.includes(letter)))
      return multipliedOut(inputs, letters, output)

    let sum = inputs[0] as Labelled
    for (const next of inputs.slice(1)) {
      sum = contraction(
        sum,
        next,
        letter => sum.axes.includes(letter) && next.axes.includes(letter) && !output.includes(letter),
      )
    }
    let { tensor, axes } = sum
    const missing = [...axes].flatMap((letter, i) => (output.includes(letter) ? [] : [i]))
    if (missing.length > 0) {
      tensor = reduce_sum(tensor, { reduction_indices: missing })
      axes = [...axes].filter(letter => output.includes(letter)).join('')
    }
    if ([...axes].sort().join('') !== [...output].sort().join('')) throw new ValueError(`Invalid equation: ${equation}`)
    return transposed(
      tensor,
      [...output].map(letter => axes.indexOf(letter)),
    )
  },
)

function transposed(tensor: Tensor, permutation: readonly number[]): Tensor {
  return permutation.every((axis, i) => axis === i) ? tensor : transpose(tensor, permutation)
}
type Dims = readonly (number | null)[]
function reshaped(tensor: Tensor, shape: Dims): Tensor {
  const dims = shape.map(dim => dim ?? -1)
  const current = tensor.staticShape
  const same = current?.length === dims.length && current.every((dim, i) => dim === dims[i] || dims[i] === -1)
  return same ? tensor : reshape(tensor, dims)
}
const total = (dims: Dims): number => (dims.includes(null) ? -1 : (dims as number[]).reduce((a, b) => a * b, 1))

/** The product of two tensors, summed over the letters that `summed` says: as a product of matrices. */
function contraction(a: Labelled, b: Labelled, summed: (letter: string) => boolean): Labelled {
  for (const { tensor, axes } of [a, b]) {
    if (tensor.staticShape === null) throw new ValueError('Cannot take the length of Shape with unknown rank.')
    if (tensor.staticShape.length !== axes.length) throw new ValueError('')
  }
  const kept = [...a.axes].filter(letter => b.axes.includes(letter) && !summed(letter))
  const sums = [...a.axes].filter(letter => b.axes.includes(letter) && summed(letter))
  const own = (axes: string): string[] => [...axes].filter(letter => !kept.includes(letter) && !sums.includes(letter))
  const [ownA, ownB] = [own(a.axes), own(b.axes)]
  // kept axes first; then a's own and the sums, and for b the sums and its own
  const rank = (input: 0 | 1, letter: string): number =>
    kept.includes(letter)
      ? -1
      : (input === 0 && ownA.includes(letter)) || (input === 1 && sums.includes(letter))
        ? 0
        : 1
  const order = (input: 0 | 1, axes: string): string[] =>
    [...axes].sort((p, q) => rank(input, p) - rank(input, q) || (p < q ? -1 : p > q ? 1 : 0))
  const [axesA, axesB] = [order(0, a.axes), order(1, b.axes)]
  let x = transposed(
    a.tensor,
    axesA.map(letter => a.axes.indexOf(letter)),
  )
  let y = transposed(
    b.tensor,
    axesB.map(letter => b.axes.indexOf(letter)),
  )
  if (sums.length === 0) {
    for (const _ of ownB) x = expand_dims(x, -1)
    for (const _ of ownA) y = expand_dims(y, kept.length)
    return { tensor: mul(x, y), axes: [...axesA, ...axesB.slice(kept.length)].join('') }
  }
  const [shapeX, shapeY] = [x.staticShape as Dims, y.staticShape as Dims]
  const common = kept.length
  x = reshaped(x, [
    ...shapeX.slice(0, common),
    total(shapeX.slice(common, shapeX.length - sums.length)),
    total(shapeX.slice(shapeX.length - sums.length)),
  ])
  const elements = total(shapeX.slice(shapeX.length - sums.length))
  y = reshaped(y, [...shapeY.slice(0, common), elements, total(shapeY.slice(common + sums.length))])
  const product = batch_matmul(x, y)
  // without axes of b's own, TensorFlow takes all of b's from here (a slice from -0), which only fits where b has no more
  const rest = ownB.length === 0 ? [] : shapeY.slice(shapeY.length - ownB.length)
  const restAxes = ownB.length === 0 ? [] : axesB.slice(axesB.length - ownB.length)
  return {
    tensor: reshaped(product, [...shapeX.slice(0, common + ownA.length), ...rest]),
    axes: [...axesA.slice(0, common + ownA.length), ...restAxes].join(''),
  }
}

/** All inputs broadcast against one another, multiplied, and summed at the end. */
function multipliedOut(inputs: readonly Labelled[], letters: readonly string[], output: string): Tensor {
  const unknown = [...output].filter(letter => !letters.includes(letter))
  if (unknown.length > 0) throw new ValueError(`Unknown ouput axes: ${unknown.join(', ')}`)
  // summed letters first, then the output's in its order
  const order = [...letters.filter(letter => !output.includes(letter)), ...output]
  const sorted = inputs.map(({ tensor, axes }, i): Labelled => {
    const rank = tensor.staticShape?.length
    if (rank !== axes.length) {
      throw new ValueError(
        `Input ${i} with axes ${axes} has incorrect number of dimensions (expected ${axes.length}, got ${rank ?? 'None'})`,
      )
    }
    if (new Set(axes).size !== axes.length)
      throw new ValueError(`Subscript not supported: an axis appears more than once: ${axes}`)
    const wanted = order.filter(letter => axes.includes(letter))
    if (wanted.join('') === axes) return { tensor, axes }
    return {
      tensor: transpose(
        tensor,
        wanted.map(letter => axes.indexOf(letter)),
      ),
      axes: wanted.join(''),
    }
  })
  const shapes = sorted.map(({ tensor, axes }) => {
    const dims = tensor.staticShape as Dims
    return order.map(letter => (axes.includes(letter) ? dims[axes.indexOf(letter)] || -1 : 1))
  })
  for (const [j, letter] of order.entries()) {
    const sizes = new Set(shapes.map(shape => shape[j] as number).filter(size => size > 1))
    if (sizes.size > 1) throw new ValueError(`Dimension mismatch on axis: ${letter}`)
  }
  const expanded = sorted.map(({ tensor }, i) => reshape(tensor, shapes[i] as number[]))
  const product = expanded.reduce((left: Tensor | number, right) => times(left, right), 1) as Tensor
  return reduce_sum(
    product,
    order.flatMap((letter, j) => (output.includes(letter) ? [] : [j])),
  )
}

/** Shapes that are known before a run (framework/common_shapes.py). */
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'

type Dim = number | null

function broadcastDim(a: Dim, b: Dim, shapes: readonly TensorShape[]): Dim {
  // an unknown size beside a known one above 1 must be that or 1
  if (a === null || b === null) {
    const known = a ?? b
    return known !== null && known > 1 ? known : null
  }
  if (a === b || b === 1) return a
  if (a === 1) return b
  throw new ValueError(`Incompatible shapes for broadcasting: ${shapes[0]} and ${shapes[1]}`)
}

/** The shape of a and b broadcast with each other, as far as it is known. Errors: ValueError where they do not fit. */
export function broadcast_shape(a: TensorShape, b: TensorShape): TensorShape {
  const [x, y] = [a.toShape(), b.toShape()]
  if (x === null || y === null) return new TensorShape(null)
  const ndims = Math.max(x.length, y.length)
  const at = (dims: readonly Dim[], i: number): Dim =>
    i < ndims - dims.length ? 1 : (dims[i - ndims + dims.length] as Dim)
  return new TensorShape(Array.from({ length: ndims }, (_, i) => broadcastDim(at(x, i), at(y, i), [a, b])))
}

/** The shape of samples as that of each of some parameters. */
export function sameShapes(names: readonly string[], sample_shape: TensorLike): Readonly<Record<string, Tensor>> {
  const shape = convertToTensor(sample_shape, { dtype: int32 })
  return Object.fromEntries(names.map(name => [name, shape]))
}

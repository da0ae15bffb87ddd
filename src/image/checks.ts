/** What image functions ask of their arguments: statically where that decides, else by assertions in the graph. */
import { ValueError } from '../errors/python.ts'
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { unpack } from '../ops/array/pack_ops.ts'
import { assert_positive } from '../ops/checks/check_ops.ts'
import { Assert_ } from '../ops/control_flow/logging_ops.ts'
import { shape } from '../ops/math/shape_ops.ts'
import type { Size } from '../ops/math/sizes.ts'

/** The image must have three dimensions, none of them 0; the assertions that say so at run time. */
export function checkImage(image: Tensor): Operation[] {
  const known = image.staticShape
  if (known !== null && known.length !== 3) throw new ValueError("'image' must be three-dimensional.")
  if (known?.includes(0)) throw new ValueError(`all dims of 'image.shape' must be > 0: ${image.get_shape()}`)
  if (known !== null && !known.includes(null)) return []
  return [assert_positive(shape(image), ["all dims of 'image.shape' must be > 0."])]
}

/** Height, width and depth: numbers where they are known, else tensors. */
export function imageSizes(image: Tensor): readonly [Size, Size, Size] {
  if (image.get_shape().is_fully_defined()) return image.get_shape().as_list() as [number, number, number]
  const known = image.get_shape().with_rank(3).as_list()
  const dynamic = unpack(shape(image), 3)
  return known.map((dim, i) => dim ?? (dynamic[i] as Tensor)) as [Size, Size, Size]
}

/** A condition that is known now, or asserted in the graph. */
export function require(condition: boolean | Tensor, message: string): Operation[] {
  if (typeof condition !== 'boolean') return [Assert_(condition, [message])]
  if (!condition) throw new ValueError(message)
  return []
}

/** tf.image.resize_images. */

import { pyfunction } from '../calling/signature.ts'
import { guarded } from '../errors/boundary.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { convertToTensor, type TensorLike } from '../graph/build/convert.ts'
import { constantShape } from '../graph/infer.ts'
import type { Tensor } from '../graph/tensor.ts'
import { resize_area, resize_bicubic, resize_bilinear, resize_nearest_neighbor } from '../ops/image/image_resize_ops.ts'
import { expand_dims, squeeze } from '../ops/math/shape_ops.ts'
import { int32 } from '../tensor/dtypes.ts'

/** Ways to resize: the numbers that `resize_images` takes as its method. */
export const ResizeMethod = Object.freeze({ BILINEAR: 0, NEAREST_NEIGHBOR: 1, BICUBIC: 2, AREA: 3 })

const RESIZERS = [resize_bilinear, resize_nearest_neighbor, resize_bicubic, resize_area]

interface ResizeArgs {
  images: TensorLike
  size: TensorLike
  method: number
  align_corners: boolean
}
function resizeImages({ images: given, size: target, method, align_corners }: ResizeArgs): Tensor {
  let images = convertToTensor(given, { name: 'images' })
  const rank = images.get_shape().ndims
  if (rank === null) throw new ValueError("'images' contains no shape.")
  if (rank === 3) images = expand_dims(images, 0)
  else if (rank !== 4) throw new ValueError("'images' must have either 3 or 4 dimensions.")
  const [, height, width] = images.get_shape().as_list()
  let size: Tensor
  try {
    size = convertToTensor(target, { dtype: int32, name: 'size' })
  } catch (error) {
    if (error instanceof TypeError || error instanceof ValueError)
      throw new ValueError("'size' must be a 1-D int32 Tensor")
    throw error
  }
  if (!size.get_shape().is_compatible_with([2]))
    throw new ValueError("'size' must be a 1-D Tensor of 2 elements: new_height, new_width")
  const [newHeight = null, newWidth = null] = constantShape(size) ?? []
  const back = (tensor: Tensor): Tensor => (rank === 3 ? squeeze(tensor, [0]) : tensor)
  if (height !== null && width !== null && newHeight === height && newWidth === width) return back(images)
  const resize = RESIZERS[Number(method)]
  if (!resize) throw new ValueError('Resize method is not implemented.')
  const resized = resize(images, size, { align_corners })
  resized.set_shape([null, newHeight, newWidth, null])
  return back(resized)
}

const current = pyfunction('resize_images(images, size, method=0, align_corners=False)', resizeImages)
const older = pyfunction(
  'resize_images(images, new_height, new_width, method=0, align_corners=False)',
  ({ new_height, new_width, ...args }: Omit<ResizeArgs, 'size'> & { new_height: TensorLike; new_width: TensorLike }) =>
    resizeImages({ ...args, size: [new_height, new_width] }),
)
const isSize = (value: unknown): boolean => Array.isArray(value) || (typeof value === 'object' && value !== null)

/**
 * Images [height, width, channels] or [batch, height, width, channels] at `size` [height, width], by one of `ResizeMethod`.
 * The signature of before 0.11, `resize_images(images, new_height, new_width, …)`, is taken too.
 */
export const resize_images: typeof current & typeof older = guarded(
  ((...args: unknown[]) => {
    const last = args.at(-1)
    const named = typeof last === 'object' && last !== null && 'new_height' in last
    const old = named || (args.length >= 3 && args[1] !== undefined && !isSize(args[1]))
    return old ? older(...(args as Parameters<typeof older>)) : current(...(args as Parameters<typeof current>))
  }) as typeof current & typeof older,
  'resize_images',
)

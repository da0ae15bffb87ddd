/** Images flipped, turned and transposed. */

import { pyfunction } from '../calling/signature.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import type { Tensor } from '../graph/tensor.ts'
import { pack } from '../ops/array/pack_ops.ts'
import { reverse } from '../ops/array/reverse_ops.ts'
import { transpose } from '../ops/array/transpose_ops.ts'
import { case as case_ } from '../ops/control_flow/case.ts'
import { equal, less } from '../ops/math/comparison_ops.ts'
import { mod } from '../ops/math/division_ops.ts'
import { random_uniform } from '../ops/random/random_ops.ts'
import { int32 } from '../tensor/dtypes.ts'
import { PyFloat } from '../tensor/literals.ts'
import { checkImage } from './checks.ts'

interface ImageArgs {
  image: TensorLike
}
interface RandomArgs extends ImageArgs {
  seed: number | null
}
function imageOf(given: TensorLike): Tensor {
  const image = convertToTensor(given, { name: 'image' })
  checkImage(image)
  return image
}

/** Flips along `axis` with probability 1/2. */
function randomFlip({ image: given, seed }: RandomArgs, axis: 0 | 1): Tensor {
  const image = imageOf(given)
  const random = random_uniform([], 0, 1, { seed })
  const one = new PyFloat(1)
  const mirror = less(pack(axis === 0 ? [random, one, one] : [one, random, one]), new PyFloat(0.5))
  return reverse(image, mirror)
}
/** An image [height, width, channels], upside down with probability 1/2. */
export const random_flip_up_down = pyfunction('random_flip_up_down(image, seed=None)', (args: RandomArgs) =>
  randomFlip(args, 0),
)
/** An image [height, width, channels], mirrored with probability 1/2. */
export const random_flip_left_right = pyfunction('random_flip_left_right(image, seed=None)', (args: RandomArgs) =>
  randomFlip(args, 1),
)
/** An image [height, width, channels] with its columns in reverse order. */
export const flip_left_right = pyfunction(
  'flip_left_right(image)',
  ({ image }: ImageArgs): Tensor => reverse(imageOf(image), [false, true, false]),
)
/** An image [height, width, channels] with its rows in reverse order. */
export const flip_up_down = pyfunction(
  'flip_up_down(image)',
  ({ image }: ImageArgs): Tensor => reverse(imageOf(image), [true, false, false]),
)
/** An image [height, width, channels] with rows and columns exchanged. */
export const transpose_image = pyfunction(
  'transpose_image(image)',
  ({ image }: ImageArgs): Tensor => transpose(imageOf(image), [1, 0, 2], 'transpose_image'),
)

/** An image [height, width, channels] turned left by `k` quarters. */
export const rot90 = pyfunction(
  'rot90(image, k=1, name=None)',
  (args: ImageArgs & { k: TensorLike; name: Name }): Tensor =>
    withScope(args.name, 'rot90', [args.image, args.k], scope => {
      const image = imageOf(args.image)
      const given = convertToTensor(args.k, { dtype: int32, name: 'k' })
      given.get_shape().assert_has_rank(0)
      const k = mod(given, 4)
      const quarter = () => transpose(reverse(image, [false, true, false]), [1, 0, 2])
      const half = () => reverse(image, [true, true, false])
      const threeQuarters = () => reverse(transpose(image, [1, 0, 2]), [false, true, false])
      const cases = [
        [equal(k, 1), quarter],
        [equal(k, 2), half],
        [equal(k, 3), threeQuarters],
      ] as const
      const turned = case_(cases, () => image, { exclusive: true, name: scope }) as Tensor
      turned.set_shape([null, null, image.get_shape().at(2)])
      return turned
    }),
)

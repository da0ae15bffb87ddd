/** Boxes in images (core/kernels/{draw,sample_distorted}_bounding_box_op.cc, non_max_suppression_op.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import { printShape, unchangedWithRankAtLeast } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  distortedRectangle,
  drawBoxes,
  type Rectangle,
  selectBoxes,
} from '../../kernels/reference/image/image_boxes.ts'
import { newRandomState } from '../../kernels/reference/random/random.ts'
import { realsOf, storeReals } from '../../kernels/reference/scalars/reals.ts'
import { type DType, float32, int32 } from '../../tensor/dtypes.ts'
import { formatFloat } from '../../tensor/python_float.ts'
import { integerArray } from '../math/shape_ops.ts'

export const DrawBoundingBoxes = defineOp('DrawBoundingBoxes', {
  inputs: ['images: T', 'boxes: float'],
  outputs: ['output: T'],
  attrs: ['T: {float, half} = DT_FLOAT'],
  infer: unchangedWithRankAtLeast(3),
  gradient: 'none',
  kernel: k => {
    const [images, boxes] = [k.input(0), k.input(1)]
    if (images.shape.length !== 4) throw invalidArgument('The rank of the images should be 4')
    if (boxes.shape.length !== 3) throw invalidArgument('The rank of the boxes tensor should be 3')
    if (images.shape[0] !== boxes.shape[0]) throw invalidArgument('The batch sizes should be the same')
    if (![1, 3, 4].includes(images.shape[3] as number))
      throw invalidArgument('Channel depth should be either 1 (GRY), 3 (RGB), or 4 (RGBA)')
    const canvas = Float64Array.from(realsOf(images))
    drawBoxes(canvas, images.shape, realsOf(boxes), boxes.shape[1] as number)
    return storeReals(canvas, images.dtype, images.shape)
  },
  lower: { kind: 'reference' },
})

export const NonMaxSuppression = defineOp('NonMaxSuppression', {
  inputs: ['boxes: float', 'scores: float', 'max_output_size: int32'],
  outputs: ['selected_indices: int32'],
  attrs: ['iou_threshold: float = 0.5'],
  infer: () => [[null]],
  gradient: 'none',
  kernel: k => {
    const threshold = k.attr('iou_threshold') as number
    if (!(threshold >= 0 && threshold <= 1)) throw invalidArgument('iou_threshold must be in [0, 1]')
    const [boxes, scores, limit] = [k.input(0), k.input(1), k.input(2)]
    if (limit.shape.length !== 0)
      throw invalidArgument(`max_output_size must be 0-D, got shape ${printShape(limit.shape)}`)
    if (boxes.shape.length !== 2) throw invalidArgument(`boxes must be 2-D${printShape(boxes.shape)}`)
    if (boxes.shape[1] !== 4) throw invalidArgument('boxes must have 4 columns')
    if (scores.shape.length !== 1) throw invalidArgument(`scores must be 1-D${printShape(scores.shape)}`)
    if (scores.size !== boxes.shape[0]) throw invalidArgument('scores has incompatible shape')
    const selected = selectBoxes(realsOf(boxes), realsOf(scores), integerOf(limit), threshold)
    return integerArray(selected, [selected.length], int32)
  },
  lower: { kind: 'host' },
})

const floatText = (value: number): string => formatFloat(value).replace(/\.0$/, '')

function distortionAttrs(k: KernelContext) {
  const minObjectCovered = k.attr('min_object_covered') as number
  const aspects = k.attr('aspect_ratio_range') as readonly [number, number]
  const areas = k.attr('area_range') as readonly [number, number]
  const attempts = Number(k.attr('max_attempts'))
  const text = (range: readonly number[]) => `[${range.map(floatText).join(', ')}]`
  if (minObjectCovered < 0)
    throw invalidArgument(`Min object covered must be non-negative: ${floatText(minObjectCovered)}`)
  if (aspects.length !== 2) throw invalidArgument('Aspect ratio range field must specify 2 dimensions')
  if (!(aspects[0] > 0 && aspects[1] > 0))
    throw invalidArgument(`Aspect ratio range must be non-negative: ${text(aspects)}`)
  if (areas.length !== 2) throw invalidArgument('Area range field must specify 2 dimensions')
  if (!(areas[0] > 0 && areas[1] > 0)) throw invalidArgument(`Area range must be non-negative: ${text(areas)}`)
  if (!(areas[0] <= 1 && areas[1] <= 1))
    throw invalidArgument(`Area range must be less then or equal to 1.0: ${text(areas)}`)
  if (attempts <= 0) throw invalidArgument(`Max attempts must be non-negative: ${attempts}`)
  return { minObjectCovered, aspects, areas, attempts }
}

/** The objects' rectangles in pixels, from their corners as shares of the image. */
function objectsOf(k: KernelContext, width: number, height: number): Rectangle[] {
  const boxes = k.input(1)
  if (boxes.shape.length !== 3)
    throw invalidArgument(`input boxes must be 3-dimensional [batch, num_boxes, coords]: ${printShape(boxes.shape)}`)
  if (boxes.size > 0 && boxes.shape[2] !== 4)
    throw invalidArgument(`bounding boxes must have shape [4] or [*, 4], got ${printShape(boxes.shape)}`)
  if (boxes.size === 0 && k.attr('use_image_if_no_bounding_boxes') !== true) {
    throw invalidArgument(
      'No bounding boxes provided as input. One must enable use_image_if_no_bounding_boxes if you wish to not provide any bounding boxes.',
    )
  }
  const values = realsOf(boxes)
  return Array.from({ length: boxes.size / 4 }, (_, i) => {
    const corners = [0, 1, 2, 3].map(side => values[4 * i + side] as number) as [number, number, number, number]
    const wrong = corners.find(corner => !(corner >= 0 && corner <= 1))
    if (wrong !== undefined)
      throw invalidArgument(`All bounding box coordinates must be in [0.0, 1.0]: ${floatText(wrong)}`)
    const [top, left, bottom, right] = corners
    const pixel = (share: number, size: number) => Math.trunc(Math.fround(share * size))
    return {
      left: pixel(left, width),
      top: pixel(top, height),
      right: pixel(right, width),
      bottom: pixel(bottom, height),
    }
  })
}

export const SampleDistortedBoundingBox = defineOp('SampleDistortedBoundingBox', {
  inputs: ['image_size: T', 'bounding_boxes: float'],
  outputs: ['begin: T', 'size: T', 'bboxes: float'],
  attrs: [
    'T: {uint8, int8, int16, int32, int64}',
    'seed: int64 = 0',
    'seed2: int64 = 0',
    'min_object_covered: float = 0.1',
    'aspect_ratio_range: list(float) = [0.75, 1.33]',
    'area_range: list(float) = [0.05, 1]',
    'max_attempts: int = 100',
    'use_image_if_no_bounding_boxes: bool = false',
  ],
  stateful: true,
  infer: () => [[3], [3], [1, 1, 4]],
  gradient: 'none',
  kernel: k => {
    const attrs = distortionAttrs(k)
    const size = k.input(0)
    if (size.shape.length !== 1) throw invalidArgument(`image_size must be 1-dimensional${printShape(size.shape)}`)
    if (size.size !== 3) throw invalidArgument(`image_size must contain 3 elements${printShape(size.shape)}`)
    const [height, width] = Array.from(realsOf(size)) as [number, number]
    const objects = objectsOf(k, width, height)
    const random = k.state(() => newRandomState(k)).reserve(attrs.attempts)
    const { left, top, right, bottom } = distortedRectangle({ width, height, objects, ...attrs }, random)
    const type = k.outputTypes[0] as DType
    return [
      storeReals(Float64Array.of(top, left, 0), type, [3]),
      storeReals(Float64Array.of(bottom - top, right - left, -1), type, [3]),
      storeReals(Float64Array.of(top / height, left / width, bottom / height, right / width), float32, [1, 1, 4]),
    ]
  },
  lower: { kind: 'host' },
})

// --- functions

/**
 * Images [batch, height, width, depth] with the borders of boxes [batch, count, 4] drawn into them, each box in one of ten
 * colours. Boxes are y1, x1, y2, x2 as shares of the image's size; depth is 1, 3 or 4.
 */
export const draw_bounding_boxes = pyfunction(
  'draw_bounding_boxes(images, boxes, name=None)',
  ({ images, boxes, name }: { images: TensorLike; boxes: TensorLike; name: Name }): Tensor =>
    apply(DrawBoundingBoxes, { images, boxes }, name),
)

interface SuppressionArgs {
  boxes: TensorLike
  scores: TensorLike
  max_output_size: TensorLike
  iou_threshold: number | null
  name: Name
}
/** The indices of up to `max_output_size` boxes [count, 4] by descending score, without those that overlap a better one too much. */
export const non_max_suppression = pyfunction(
  'non_max_suppression(boxes, scores, max_output_size, iou_threshold=None, name=None)',
  ({ name, ...args }: SuppressionArgs): Tensor => apply(NonMaxSuppression, { ...args }, name),
)

interface DistortionArgs {
  image_size: TensorLike
  bounding_boxes: TensorLike
  seed: number | null
  seed2: number | null
  min_object_covered: number | null
  aspect_ratio_range: readonly number[] | null
  area_range: readonly number[] | null
  max_attempts: number | null
  use_image_if_no_bounding_boxes: boolean | null
  name: Name
}
/**
 * A random window of an image [height, width, channels] that shows enough of one of its objects: [begin, size, bboxes], where
 * `begin` and `size` are what `tf.slice` takes, and `bboxes` [1, 1, 4] is what `draw_bounding_boxes` takes.
 */
export const sample_distorted_bounding_box = pyfunction(
  'sample_distorted_bounding_box(image_size, bounding_boxes, seed=None, seed2=None, min_object_covered=None, aspect_ratio_range=None, area_range=None, max_attempts=None, use_image_if_no_bounding_boxes=None, name=None)',
  ({ name, ...args }: DistortionArgs) =>
    applyOp(SampleDistortedBoundingBox, { ...args }, name).outputs as unknown as readonly [Tensor, Tensor, Tensor],
)

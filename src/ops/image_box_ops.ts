/** Boxes in images. */
import { defineOp } from '../graph/op_def.ts'

export const DrawBoundingBoxes = defineOp('DrawBoundingBoxes', {
  inputs: ['images: T', 'boxes: float'],
  outputs: ['output: T'],
  attrs: ['T: {float, half} = DT_FLOAT'],
})
export const SampleDistortedBoundingBox = defineOp('SampleDistortedBoundingBox', {
  inputs: ['image_size: T', 'bounding_boxes: float'],
  outputs: ['begin: T', 'size: T', 'bboxes: float'],
  attrs: ['T: {uint8, int8, int16, int32, int64}', 'seed: int = 0', 'seed2: int = 0', 'min_object_covered: float = 0.1', 'aspect_ratio_range: list(float) = [0.75, 1.33]', 'area_range: list(float) = [0.05, 1]', 'max_attempts: int = 100', 'use_image_if_no_bounding_boxes: bool = false'],
  stateful: true,
})
export const NonMaxSuppression = defineOp('NonMaxSuppression', {
  inputs: ['boxes: float', 'scores: float', 'max_output_size: int32'],
  outputs: ['selected_indices: int32'],
  attrs: ['iou_threshold: float = 0.5'],
})

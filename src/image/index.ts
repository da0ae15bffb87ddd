/** Images: tf.image. */
export { draw_bounding_boxes, non_max_suppression, sample_distorted_bounding_box } from '../ops/image/image_box_ops.ts'
export { decode_gif, decode_jpeg, decode_png, encode_jpeg, encode_png } from '../ops/image/image_codec_ops.ts'
export { hsv_to_rgb, rgb_to_hsv } from '../ops/image/image_color_ops.ts'
export { crop_and_resize, extract_glimpse } from '../ops/image/image_crop_ops.ts'
export { resize_area, resize_bicubic, resize_bilinear, resize_nearest_neighbor } from '../ops/image/image_resize_ops.ts'
export {
  adjust_brightness,
  adjust_contrast,
  adjust_gamma,
  adjust_hue,
  adjust_saturation,
  convert_image_dtype,
  grayscale_to_rgb,
  per_image_standardization,
  per_image_whitening,
  random_brightness,
  random_contrast,
  random_hue,
  random_saturation,
  rgb_to_grayscale,
} from './adjusting.ts'
export { central_crop, crop_to_bounding_box, pad_to_bounding_box, resize_image_with_crop_or_pad } from './cropping.ts'
export {
  flip_left_right,
  flip_up_down,
  random_flip_left_right,
  random_flip_up_down,
  rot90,
  transpose_image,
} from './flips_and_rotations.ts'
export { ResizeMethod, resize_images } from './resizing.ts'

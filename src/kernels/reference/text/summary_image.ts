/** Images of summaries as bytes: floats are scaled so that the largest lies at 255 (core/kernels/summary_image_op.cc). */
import { elementReader } from '../../../tensor/array_parts.ts'
import { float32 } from '../../../tensor/dtypes.ts'
import { roundToHalf } from '../../../tensor/half.ts'
import type { NDArray } from '../../../tensor/ndarray.ts'
import { numElements } from '../../../tensor/shape.ts'

/** Largest values below this one are black. */
const NOTHING = 1e-6

/** The first `most` images of a batch [n, height, width, depth]; pixels that are not finite get `badColor`. */
export function summaryImages(batch: NDArray, most: number, badColor: Uint8Array): Uint8Array[] {
  const [count = 0, ...image] = batch.shape
  const size = numElements(image)
  const depth = image.at(-1) as number
  const images: Uint8Array[] = []
  for (let i = 0; i < Math.min(count, most); i++) {
    if (batch.dtype.base === 'uint8') images.push((batch.data as Uint8Array).slice(i * size, (i + 1) * size))
    else images.push(normalized(batch, i * size, size, depth, badColor))
  }
  return images
}

function normalized(batch: NDArray, from: number, size: number, depth: number, badColor: Uint8Array): Uint8Array {
  const read = elementReader(batch.dtype, batch.data)
  const at = (i: number): number => read(from + i) as number
  const round = batch.dtype.base_dtype === float32 ? Math.fround : roundToHalf
  const isFinitePixel = (pixel: number): boolean => {
    for (let c = 0; c < depth; c++) if (!Number.isFinite(at(pixel * depth + c))) return false
    return true
  }
  const pixels = size / depth
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (!isFinitePixel(pixel)) continue
    for (let c = 0; c < depth; c++) {
      min = Math.min(min, at(pixel * depth + c))
      max = Math.max(max, at(pixel * depth + c))
    }
  }
  // around the middle where there are negative values
  const signed = min < 0
  const largest = signed ? Math.max(Math.abs(min), Math.abs(max)) : max
  const scale = largest < NOTHING ? 0 : round((signed ? 127 : 255) / largest)
  const offset = signed ? 128 : 0
  const out = new Uint8Array(size)
  for (let pixel = 0; pixel < pixels; pixel++) {
    const finite = isFinitePixel(pixel)
    for (let c = 0; c < depth; c++) {
      const i = pixel * depth + c
      out[i] = finite ? Math.trunc(round(round(at(i) * scale) + offset)) : (badColor[c] as number)
    }
  }
  return out
}

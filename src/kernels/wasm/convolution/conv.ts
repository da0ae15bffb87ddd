/**
 * Convolutions of float32 images [batch, rows, columns, depth] and their gradients; attrs `strides` and `padding` are for rows and
 * columns, the padding that before the first element.
 * - conv2d: images, filter → images, with a fused epilogue
 * - conv2d_backprop_input: filter, gradient of the output → gradient of the input
 * - conv2d_backprop_filter: images, gradient of the output → gradient of the filter
 *
 * All are products with a matrix that is gathered (implicit GEMM) (implicit_gemm.ts) on images that have got a border of zeros, so that no window
 * needs a test. Forward its rows are pixels and its columns the elements of a window. Backward to the filter it is the other
 * way round. Backward to the input: input_gradient.ts.
 */

import type { Simd } from '../assembler/features.ts'
import { implicitGemmLayout, takesDots } from '../product/implicit_gemm_layout.ts'
import type { Operand, Step, WasmKernel } from '../step.ts'
import { convolution, filterProduct, forwardProduct, NOTHING, type Packing, type Work } from './convolution_plan.ts'
import { epilogueOfImages } from './epilogue.ts'
import { inputBorder, windowsOf, withoutCoveredAxes } from './geometry.ts'
import { backwardToInput } from './input_gradient.ts'

/** The gradient of the output is packed for a filter of at least this number of elements an output channel: it is read that often. */
const PACKED = 48
/** A larger gradient is read where it lies: what packing saves is not worth the memory. */
const MOST_PACKED_BYTES = 1 << 27

function forward(step: Step, packing: Packing, simd: Simd): Work | undefined {
  const [input, filter] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const given = windowsOf(step, input, filter, output)
  const epilogue = epilogueOfImages(step, 2)
  if (given === undefined || epilogue === 'unsupported') return undefined
  const windows = withoutCoveredAxes(given)
  const { batch, rows, columns, inDepth, outDepth } = windows
  const k = rows.size * columns.size * inDepth
  const m = batch * rows.output * columns.output
  if (m * outDepth === 0) return NOTHING
  const dots = takesDots(outDepth, inDepth)
  const layout = dots
    ? implicitGemmLayout(m, outDepth, k / 4, { simd, kind: 'dots' })
    : implicitGemmLayout(m, outDepth, k, { simd })
  const images = packing.bordered(inputBorder(windows), input.place)
  const element = 4 * inDepth * outDepth
  const matrices = {
    start: 0,
    lengths: [rows.size, columns.size],
    steps: [columns.size * element, element],
    k: inDepth,
  } as const
  const b = dots
    ? packing.filter.dots({ ...matrices, kBytes: 4 * outDepth, n: outDepth, nBytes: 4 }, filter.place)
    : packing.filter.packed(layout, filter.place)
  const channels = { count: inDepth, together: dots ? 4 : 1 }
  return packing.work({
    products: [forwardProduct(packing, windows, images, { layout, channels, b, output: output.place }, epilogue)],
  })
}

function backwardToFilter(step: Step, packing: Packing, simd: Simd): Work | undefined {
  const [input, gradient] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const given = windowsOf(step, input, output, gradient)
  if (given === undefined || step.inputs.length !== 2 || step.scalar !== undefined) return undefined
  const windows = withoutCoveredAxes(given)
  const { batch, rows, columns, inDepth, outDepth } = windows
  const m = rows.size * columns.size * inDepth
  const k = batch * rows.output * columns.output
  if (m * outDepth === 0) return NOTHING
  const layout = implicitGemmLayout(m, outDepth, k, { simd, grouped: true })
  const images = packing.bordered(inputBorder(windows), input.place)
  const packed = m >= PACKED && layout.panels.count > 1 && 4 * k * outDepth <= MOST_PACKED_BYTES
  const b = packed ? packing.packed(layout, gradient.place) : { place: gradient.place, rowBytes: 4 * outDepth }
  const channels = { count: inDepth, together: 1 }
  return packing.work({
    products: [filterProduct(packing, windows, images, { layout, channels, b, output: output.place })],
  })
}

export const CONV_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['conv2d', convolution(forward, 1)],
  ['conv2d_backprop_input', convolution(backwardToInput, 0)],
  ['conv2d_backprop_filter', convolution(backwardToFilter)],
]

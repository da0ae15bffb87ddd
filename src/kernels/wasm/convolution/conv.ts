/**
 * Convolutions of float32 images [batch, rows, columns, depth] and their gradients; attrs `strides` and `padding` are for rows and
 * columns, the padding that before the first element.
 * - conv2d: images, filter → images, with a fused epilogue
 * - conv2d_backprop_input: filter, gradient of the output → gradient of the input
 * - conv2d_backprop_filter: images, gradient of the output → gradient of the filter
 *
 * All are products with a gathered matrix (gathered_product.ts) on images that have got a border of zeros, so that no window
 * needs a test. Forward its rows are pixels and its columns the elements of a window. Backward to the filter it is the other
 * way round. Backward to the input it is a convolution of the gradient by the turned filter; with a stride, every position
 * of a pixel within the stride has its own part of the filter, and is a product of its own.
 */
import { numElements } from '../../../tensor/shape.ts'
import { epilogueOfImages } from './epilogue.ts'
import { inputBorder, windowsOf } from './geometry.ts'
import { backwardParts, convolution, filterProduct, forwardProduct, NOTHING, placed, type Preparation, type Work } from './work.ts'
import { gatheredLayout, takesDots } from '../product/gathered_layout.ts'
import type { Simd } from '../assembler/features.ts'
import type { GatheredProduct } from '../product/gathered_product.ts'
import type { Operand, Step, WasmKernel } from '../step.ts'

/** The gradient of the output is packed for a filter of at least so many elements an output channel: it is read that often. */
const PACKED = 48
/** A larger gradient is read where it lies: what packing saves is not worth the memory. */
const MOST_PACKED_BYTES = 1 << 27

function forward(step: Step, preparation: Preparation, simd: Simd): Work | undefined {
  const [input, filter] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const windows = windowsOf(step, input, filter, output)
  const epilogue = epilogueOfImages(step, 2)
  if (windows === undefined || epilogue === 'unsupported') return undefined
  const { batch, rows, columns, inDepth, outDepth } = windows
  const k = rows.size * columns.size * inDepth
  const m = batch * rows.output * columns.output
  if (m * outDepth === 0) return NOTHING
  const dots = takesDots(outDepth, inDepth)
  const layout = dots ? gatheredLayout(m, outDepth, k / 4, { simd, kind: 'dots' }) : gatheredLayout(m, outDepth, k, { simd })
  const images = preparation.bordered(inputBorder(windows), input.place)
  const element = 4 * inDepth * outDepth
  const matrices = { start: 0, lengths: [rows.size, columns.size], steps: [columns.size * element, element], k: inDepth } as const
  const b = dots
    ? preparation.filter.dots({ ...matrices, kBytes: 4 * outDepth, n: outDepth, nBytes: 4 }, filter.place)
    : preparation.filter.packed(layout, filter.place)
  const channels = { count: inDepth, together: dots ? 4 : 1 }
  return preparation.work([forwardProduct(preparation, windows, images, { layout, channels, b, output: output.place }, epilogue)])
}

function backwardToFilter(step: Step, preparation: Preparation, simd: Simd): Work | undefined {
  const [input, gradient] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const windows = windowsOf(step, input, output, gradient)
  if (windows === undefined || step.inputs.length !== 2 || step.scalar !== undefined) return undefined
  const { batch, rows, columns, inDepth, outDepth } = windows
  const m = rows.size * columns.size * inDepth
  const k = batch * rows.output * columns.output
  if (m * outDepth === 0) return NOTHING
  const layout = gatheredLayout(m, outDepth, k, { simd, grouped: true })
  const images = preparation.bordered(inputBorder(windows), input.place)
  const packed = m >= PACKED && layout.panels.count > 1 && 4 * k * outDepth <= MOST_PACKED_BYTES
  const b = packed ? preparation.packed(layout, gradient.place) : { place: gradient.place, rowBytes: 4 * outDepth }
  const channels = { count: inDepth, together: 1 }
  return preparation.work([filterProduct(preparation, windows, images, { layout, channels, b, output: output.place })])
}

function backwardToInput(step: Step, preparation: Preparation, simd: Simd): Work | undefined {
  const [filter, gradient] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const windows = windowsOf(step, output, filter, gradient)
  const epilogue = epilogueOfImages(step, 2)
  if (windows === undefined || epilogue === 'unsupported') return undefined
  const { batch, rows, columns, inDepth, outDepth } = windows
  if (batch * rows.input * columns.input * inDepth === 0) return NOTHING
  const dots = takesDots(inDepth, outDepth)
  const channels = { count: outDepth, together: dots ? 4 : 1 }
  const products = backwardParts(preparation, windows, gradient.place, output, inDepth * outDepth, channels).map((part): GatheredProduct => {
    const matrices = { k: outDepth, ...part.filter }
    const steps = (numElements(matrices.lengths) * outDepth) / channels.together
    const layout = gatheredLayout(numElements(part.part.lengths), inDepth, steps, { simd, kind: dots ? 'dots' : 'matrix' })
    const b = dots
      ? preparation.filter.dots({ ...matrices, kBytes: 4, n: inDepth, nBytes: 4 * outDepth }, filter.place)
      : preparation.filter.transposed(layout, matrices, filter.place)
    return {
      layout,
      rowTable: part.rowTable,
      stepTable: part.stepTable,
      b,
      c: part.c,
      epilogue: epilogue?.epilogue,
      inputs: placed(preparation, epilogue, part.part),
      partial: undefined,
    }
  })
  return preparation.work(products)
}

export const CONV_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['conv2d', convolution(forward, 1)],
  ['conv2d_backprop_input', convolution(backwardToInput, 0)],
  ['conv2d_backprop_filter', convolution(backwardToFilter)],
]

/**
 * Convolutions of each channel of float32 images [batch, rows, columns, depth] by filters of its own, [rows, columns, depth,
 * multiplier], and their gradients; operands and attrs are those of conv.ts.
 *
 * All are diagonal products (implicit_gemm_tile.ts). Where a channel has several filters, the images are copied with each channel as
 * often; the gradient to the input then has several parts for each channel, which are added up at the end.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { Simd } from '../assembler/features.ts'
import { ARENA, type Local, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import type { ImplicitGemm } from '../product/implicit_gemm.ts'
import { implicitGemmLayout } from '../product/implicit_gemm_layout.ts'
import type { Operand, Phase, Place, Step, WasmKernel } from '../step.ts'
import {
  backwardParts,
  convolution,
  filterProduct,
  forwardProduct,
  NOTHING,
  type Packing,
  type Work,
} from './convolution_plan.ts'
import { epilogueOfImages } from './epilogue.ts'
import { inputBorder, windowsOf } from './geometry.ts'

/** A window has one step for each of its pixels. */
const ONE = { count: 1, together: 1 } as const

function forward(step: Step, packing: Packing, simd: Simd): Work | undefined {
  const [input, filter] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const windows = windowsOf(step, input, filter, output, true)
  const epilogue = epilogueOfImages(step, 2)
  if (windows === undefined || epilogue === 'unsupported') return undefined
  const { batch, rows, columns, inDepth, outDepth } = windows
  const m = batch * rows.output * columns.output
  if (m * outDepth === 0) return NOTHING
  const images = packing.bordered(inputBorder(windows), input.place, outDepth / inDepth)
  const layout = implicitGemmLayout(m, outDepth, rows.size * columns.size, { simd, kind: 'diagonal' })
  const b = { place: filter.place, rowBytes: 4 * outDepth }
  return packing.work({
    products: [forwardProduct(packing, windows, images, { layout, channels: ONE, b, output: output.place }, epilogue)],
  })
}

function backwardToFilter(step: Step, packing: Packing, simd: Simd): Work | undefined {
  const [input, gradient] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const windows = windowsOf(step, input, output, gradient, true)
  if (windows === undefined || step.inputs.length !== 2 || step.scalar !== undefined) return undefined
  const { batch, rows, columns, inDepth, outDepth } = windows
  const m = rows.size * columns.size
  if (m * outDepth === 0) return NOTHING
  const layout = implicitGemmLayout(m, outDepth, batch * rows.output * columns.output, {
    simd,
    kind: 'diagonal',
    grouped: true,
  })
  const images = packing.bordered(inputBorder(windows), input.place, outDepth / inDepth)
  const b = { place: gradient.place, rowBytes: 4 * outDepth }
  return packing.work({
    products: [filterProduct(packing, windows, images, { layout, channels: ONE, b, output: output.place })],
  })
}

function backwardToInput(step: Step, packing: Packing, simd: Simd): Work | undefined {
  const [filter, gradient] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const windows = windowsOf(step, output, filter, gradient, true)
  if (windows === undefined || step.inputs.length !== 2 || step.scalar !== undefined) return undefined
  const { batch, rows, columns, inDepth, outDepth } = windows
  const size = batch * rows.input * columns.input * inDepth
  if (size * outDepth === 0) return size === 0 ? NOTHING : undefined
  const parts = outDepth === inDepth ? output.place : packing.take(4 * batch * rows.input * columns.input * outDepth)
  const result = { place: parts, shape: [batch, rows.input, columns.input, outDepth] }
  const products = backwardParts(packing, windows, gradient.place, result, outDepth, ONE).map((part): ImplicitGemm => {
    const taken = { floats: outDepth, ...part.filter }
    const all = numElements(taken.lengths) === rows.size * columns.size
    return {
      layout: implicitGemmLayout(numElements(part.part.lengths), outDepth, numElements(taken.lengths), {
        simd,
        kind: 'diagonal',
      }),
      rowTable: part.rowTable,
      stepTable: part.stepTable,
      b: { place: all ? filter.place : packing.rows(taken, filter.place), rowBytes: 4 * outDepth },
      c: part.c,
      epilogue: undefined,
      inputs: [],
      partial: undefined,
    }
  })
  if (outDepth === inDepth) return packing.work({ products })
  return packing.work({
    products,
    finish: module => sumOfParts(module, size, outDepth / inDepth, parts, output.place),
  })
}

/** Each of `size` numbers = the sum of `count` neighbours. */
function sumOfParts(module: ModuleBuilder, size: number, count: number, from: Place, to: Place): Phase {
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, size, 16)
    const source = f.let('i32', f.address(from, ARENA, TABLE))
    const target = f.let('i32', f.address(to, ARENA, TABLE))
    const part = f.local('i32')
    const sum = f.local('f32')
    f.set(source, f.op('i32.add', f.get(source), f.op('i32.mul', f.get(begin), f.i32(4 * count))))
    f.set(target, f.op('i32.add', f.get(target), f.op('i32.mul', f.get(begin), f.i32(4))))
    const next: Local = f.local('i32')
    f.for(next, { local: begin }, { local: end }, 1, () => {
      f.set(sum, f.load('f32.load', f.get(source)))
      f.for(part, 1, count, 1, () => {
        f.increment(source, 4)
        f.set(sum, f.op('f32.add', f.get(sum), f.load('f32.load', f.get(source))))
      })
      f.store('f32.store', f.get(target), f.get(sum))
      f.increment(source, 4)
      f.increment(target, 4)
    })
  })
  return { function: func, parallel: true, cost: size * count }
}

export const DEPTHWISE_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['depthwise_conv2d', convolution(forward)],
  ['depthwise_conv2d_backprop_input', convolution(backwardToInput)],
  ['depthwise_conv2d_backprop_filter', convolution(backwardToFilter)],
]

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
import { backwardBorder, backwardPhases, inputBorder, stepsOf, type Windows, windowsOf } from './conv_geometry.ts'
import {
  type Addresses,
  type Border,
  borderedBytes,
  borderTask,
  hasBorder,
  packColumnsTask,
  packRowsTask,
  preparationPhase,
  Scratch,
  tableBytes,
  tableTask,
  type Task,
  type Transposed,
  transposedRows,
  within,
} from './conv_preparation.ts'
import { epilogueOfImages, type ImageEpilogue, type PartOfImages, rowsIn, simplified } from './conv_epilogue.ts'
import { type GatheredLayout, gatheredLayout, packedBytes, partialBytes } from './gathered_layout.ts'
import { gatheredPhases, type GatheredProduct, type PlacedRows } from './gathered_product.ts'
import type { ModuleBuilder } from './module.ts'
import type { Operand, Phase, Place, Step, WasmKernel } from './step.ts'

/** The gradient of the output is packed for a filter of at least so many elements an output channel: it is read that often. */
const PACKED = 48
/** Offsets are 32-bit numbers. */
const LIMIT = 2 ** 31

/** What a step does, ready to be emitted. */
interface Work {
  readonly tasks: readonly Task[]
  readonly products: readonly GatheredProduct[]
  readonly scratch: number
}

const EMPTY: Work = { tasks: [], products: [], scratch: 0 }
const START: Place = { base: 'arena', offset: 0 }

/** Collects the parts of a step's scratch and what is to be written there. */
class Preparation {
  readonly tasks: Task[] = []
  readonly scratch = new Scratch()
  readonly #start: Place

  constructor(start: Place) {
    this.#start = start
  }

  take(bytes: number): Place {
    return within(this.#start, this.scratch.take(bytes))
  }

  table(addresses: Addresses): Place {
    const to = this.take(tableBytes(addresses))
    this.tasks.push(tableTask(addresses, to))
    return to
  }

  /** The images with their border: a copy where they have one. */
  bordered(border: Border, images: Place): Place {
    if (!hasBorder(border)) return images
    const to = this.take(borderedBytes(border))
    this.tasks.push(borderTask(border, images, to))
    return to
  }

  /** A matrix B, packed into the panels of its product. */
  packed({ panels, k, n }: GatheredLayout, from: Place): GatheredProduct['b'] {
    const to = this.take(packedBytes(panels, k))
    this.tasks.push(packRowsTask(panels, k, n, from, to))
    return { place: to, packedRows: k }
  }

  /** The same of transposed matrices, one below the other. */
  transposed({ panels }: GatheredLayout, matrices: Transposed, from: Place): GatheredProduct['b'] {
    const packedRows = transposedRows(matrices)
    const to = this.take(packedBytes(panels, packedRows))
    this.tasks.push(packColumnsTask(panels, matrices, from, to))
    return { place: to, packedRows }
  }

  work(products: readonly GatheredProduct[]): Work {
    return { tasks: this.tasks, products, scratch: this.scratch.bytes }
  }
}

/** Pixels under the first element of each window, in an image with border. */
function pixels(windows: Windows, border: Border, base?: Place): Addresses {
  const { batch, rows, columns } = windows
  const { pixel, row, image } = stepsOf(border)
  const steps = [image, rows.stride * row, columns.stride * pixel] as const
  return { ...(base === undefined ? {} : { base }), start: 0, lengths: [batch, rows.output, columns.output], steps }
}

/** The elements of a window. */
function elements({ rows, columns, inDepth }: Windows, border: Border, base?: Place): Addresses {
  const { pixel, row } = stepsOf(border)
  return { ...(base === undefined ? {} : { base }), start: 0, lengths: [rows.size, columns.size, inDepth], steps: [row, pixel, 4] }
}

/** Places the operands of an epilogue beside the result's rows. */
function placed(preparation: Preparation, epilogue: ImageEpilogue | undefined, part: PartOfImages): readonly PlacedRows[] {
  return (epilogue?.inputs ?? []).map(input => {
    const address = input.rows(part)
    return typeof address === 'number' ? { place: input.place, address } : { place: preparation.table(address), address: 'table' }
  })
}

function forward(step: Step, start: Place, relaxed: boolean): Work | undefined {
  const [input, filter] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const windows = windowsOf(step, input, filter, output)
  const epilogue = epilogueOfImages(step, 2)
  if (windows === undefined || epilogue === 'unsupported') return undefined
  const { batch, rows, columns, inDepth, outDepth } = windows
  const k = rows.size * columns.size * inDepth
  const m = batch * rows.output * columns.output
  if (m * outDepth === 0) return EMPTY
  const layout = gatheredLayout(m, outDepth, k, relaxed, false)
  const preparation = new Preparation(start)
  const border = inputBorder(windows)
  const images = preparation.bordered(border, input.place)
  const b = preparation.packed(layout, filter.place)
  const all = { lengths: [batch, rows.output, columns.output], first: [0, 0], strides: [1, 1] } as const
  return preparation.work([
    {
      layout,
      rowTable: preparation.table(pixels(windows, border, images)),
      stepTable: preparation.table(elements(windows, border)),
      b,
      c: { place: output.place, address: 4 * outDepth },
      epilogue: epilogue?.epilogue,
      inputs: placed(preparation, epilogue, all),
      partial: undefined,
    },
  ])
}

function backwardToFilter(step: Step, start: Place, relaxed: boolean): Work | undefined {
  const [input, gradient] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const windows = windowsOf(step, input, output, gradient)
  if (windows === undefined || step.inputs.length !== 2 || step.scalar !== undefined) return undefined
  const { batch, rows, columns, inDepth, outDepth } = windows
  const m = rows.size * columns.size * inDepth
  const k = batch * rows.output * columns.output
  if (m * outDepth === 0) return EMPTY
  const layout = gatheredLayout(m, outDepth, k, relaxed, true)
  const preparation = new Preparation(start)
  const border = inputBorder(windows)
  const images = preparation.bordered(border, input.place)
  const packed = m >= PACKED && layout.panels.count > 1
  const b = packed ? preparation.packed(layout, gradient.place) : { place: gradient.place, rowBytes: 4 * outDepth }
  const bytes = partialBytes(layout)
  return preparation.work([
    {
      layout,
      rowTable: preparation.table(elements(windows, border, images)),
      stepTable: preparation.table(pixels(windows, border)),
      b,
      c: { place: output.place, address: 4 * outDepth },
      epilogue: undefined,
      inputs: [],
      partial: bytes === 0 ? undefined : preparation.take(bytes),
    },
  ])
}

function backwardToInput(step: Step, start: Place, relaxed: boolean): Work | undefined {
  const [filter, gradient] = step.inputs as [Operand, Operand]
  const [output] = step.outputs as [Operand]
  const windows = windowsOf(step, output, filter, gradient)
  const epilogue = epilogueOfImages(step, 2)
  if (windows === undefined || epilogue === 'unsupported') return undefined
  const { batch, rows, columns, inDepth, outDepth } = windows
  if (batch * rows.input * columns.input * inDepth === 0) return EMPTY
  const [vertical, horizontal] = [backwardPhases(rows), backwardPhases(columns)]
  const [top, bottom] = backwardBorder(vertical, rows.output)
  const [left, right] = backwardBorder(horizontal, columns.output)
  const border: Border = { batch, height: rows.output, width: columns.output, depth: outDepth, top, bottom, left, right }
  const { pixel, row, image } = stepsOf(border)
  const preparation = new Preparation(start)
  const images = preparation.bordered(border, gradient.place)
  const products: GatheredProduct[] = []
  for (const v of vertical) {
    for (const h of horizontal) {
      const taps = v.taps * h.taps
      const k = taps * outDepth
      const m = batch * v.count * h.count
      const layout = gatheredLayout(m, inDepth, k, relaxed, false)
      const filterPixel = 4 * inDepth * outDepth
      const matrices: Transposed = {
        k: outDepth,
        start: (v.tap * columns.size + h.tap) * filterPixel,
        lengths: [v.taps, h.taps],
        steps: [rows.stride * columns.size * filterPixel, columns.stride * filterPixel],
      }
      const part = { lengths: [batch, v.count, h.count], first: [v.phase, h.phase], strides: [rows.stride, columns.stride] } as const
      const c = simplified(rowsIn(part, output))
      products.push({
        layout,
        rowTable: preparation.table({
          base: images,
          start: (top + v.first) * row + (left + h.first) * pixel,
          lengths: part.lengths,
          steps: [image, row, pixel],
        }),
        stepTable: preparation.table({ start: 0, lengths: [v.taps, h.taps, outDepth], steps: [-row, -pixel, 4] }),
        b: preparation.transposed(layout, matrices, filter.place),
        c: typeof c === 'number' ? { place: output.place, address: c } : { place: preparation.table(c), address: 'table' },
        epilogue: epilogue?.epilogue,
        inputs: placed(preparation, epilogue, part),
        partial: undefined,
      })
    }
  }
  return preparation.work(products)
}

type Plan = (step: Step, start: Place, relaxed: boolean) => Work | undefined

function kernel(plan: Plan): WasmKernel {
  const made = (step: Step, relaxed: boolean): Work | undefined => {
    if (step.inputs.length < 2 || step.outputs.length !== 1) return undefined
    const work = plan(step, step.scratch ?? START, relaxed)
    return work === undefined || work.scratch >= LIMIT ? undefined : work
  }
  return {
    // enough for either kind of tile
    scratchBytes: step => Math.max(made(step, true)?.scratch ?? 0, made(step, false)?.scratch ?? 0),
    emit: (module: ModuleBuilder, step: Step): readonly Phase[] | undefined => {
      const work = made(step, module.relaxed)
      if (work === undefined || (work.scratch > 0 && step.scratch === undefined)) return undefined
      if (work.products.length === 0) return []
      return [...preparationPhase(module, work.tasks), ...gatheredPhases(module, work.products)]
    },
  }
}

export const CONV_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['conv2d', kernel(forward)],
  ['conv2d_backprop_input', kernel(backwardToInput)],
  ['conv2d_backprop_filter', kernel(backwardToFilter)],
]

/** What the steps of convolutions have in common: their scratch, and the products in it. */

import { SIMD, type Simd } from '../assembler/features.ts'
import type { ModuleBuilder } from '../assembler/module.ts'
import { LINE } from '../product/gemm.ts'
import { type ImplicitGemm, implicitGemmPhases, type PlacedRows } from '../product/implicit_gemm.ts'
import { type ImplicitGemmLayout, packedBytes, partialBytes } from '../product/implicit_gemm_layout.ts'
import { type KeptPlace, type Operand, type Phase, type Place, type Step, type WasmKernel, within } from '../step.ts'
import { type ImageEpilogue, type PartOfImages, rowsIn, simplified } from './epilogue.ts'
import { backwardBorder, backwardPhases, type ImageSteps, stepsOf, type Windows } from './geometry.ts'
import {
  type Addresses,
  type Border,
  borderTask,
  copyRowsTask,
  type FilterElements,
  hasBorder,
  packColumnsTask,
  packDotsTask,
  packingPhase,
  packRowsTask,
  type Rows,
  Scratch,
  type Task,
  type Transposed,
  tableBytes,
  tableTask,
  transposedRows,
} from './packing.ts'

/** Pixels that are multiples of this many bytes apart would share few sets of the L1 cache: a line more between them helps. */
const CONFLICT = 512
/** Offsets are 32-bit numbers. */
const LIMIT = 2 ** 31

/** Products that write different parts of memory, and what follows them. */
export interface Pass {
  readonly products: readonly ImplicitGemm[]
  readonly finish?: (module: ModuleBuilder) => Phase
}

/** What a step does, ready to be emitted. */
export interface Work {
  readonly tasks: readonly Task[]
  readonly passes: readonly Pass[]
  readonly scratch: number
  /** What is made of the filter alone, where it is kept. */
  readonly kept?: { readonly tasks: readonly Task[]; readonly bytes: number; readonly layout: string }
}

export const NOTHING: Work = { tasks: [], passes: [], scratch: 0 }
const START: Place = { base: 'arena', offset: 0 }

/** Images with their border. */
export interface Images {
  readonly place: Place
  readonly steps: ImageSteps
}

/** Collects the parts of a step's scratch and what is to be written there. */
export class Packing {
  readonly tasks: Task[] = []
  readonly scratch = new Scratch()
  /** What packed matrices are made of, and how. */
  readonly #made: unknown[] = []
  readonly #start: Place
  /** For what is made of the filter alone: in a place of its own where that is kept, else beside the rest. */
  readonly filter: Packing

  constructor(start: Place, kept?: Place) {
    this.#start = start
    this.filter = kept === undefined ? this : new Packing(kept)
  }

  take(bytes: number): Place {
    return within(this.#start, this.scratch.take(bytes))
  }

  table(addresses: Addresses): Place {
    const to = this.take(tableBytes(addresses))
    this.tasks.push(tableTask(addresses, to))
    return to
  }

  /** The images with their border, and with `repeat` of each channel: a copy where they have either. */
  bordered(border: Border, images: Place, repeat = 1): Images {
    const bytes = 4 * border.depth * repeat
    if (!hasBorder(border) && repeat === 1) return { place: images, steps: stepsOf(border, bytes) }
    const steps = stepsOf(border, bytes > 0 && bytes % CONFLICT === 0 ? bytes + LINE : bytes)
    const place = this.take(border.batch * steps.image)
    this.tasks.push(borderTask(border, images, place, repeat, steps.pixel / 4))
    return { place, steps }
  }

  /** A matrix B, packed into the panels of its product. */
  packed({ panels, k, n }: ImplicitGemmLayout, from: Place): ImplicitGemm['b'] {
    const to = this.take(packedBytes(panels, k))
    this.#made.push('rows', panels, k, n)
    this.tasks.push(packRowsTask(panels, k, n, from, to))
    return { place: to, packedRows: k }
  }

  /** The same of transposed matrices, one below the other. */
  transposed({ panels }: ImplicitGemmLayout, matrices: Transposed, from: Place): ImplicitGemm['b'] {
    const packedRows = transposedRows(matrices)
    const to = this.take(packedBytes(panels, packedRows))
    this.#made.push('columns', panels, matrices)
    this.tasks.push(packColumnsTask(panels, matrices, from, to))
    return { place: to, packedRows }
  }

  /** A matrix B for dots. */
  dots(elements: FilterElements, from: Place): ImplicitGemm['b'] {
    const { lengths, k, n } = elements
    const to = this.take(4 * lengths[0] * lengths[1] * k * n)
    this.#made.push('dots', elements)
    this.tasks.push(packDotsTask(elements, from, to))
    return { place: to, rowBytes: 16 * n }
  }

  /** Rows of a filter, one after the other. */
  rows(rows: Rows, from: Place): Place {
    const to = this.take(4 * rows.floats * rows.lengths[0] * rows.lengths[1])
    this.tasks.push(copyRowsTask(rows, from, to))
    return to
  }

  work(...passes: readonly Pass[]): Work {
    const work = { tasks: this.tasks, passes, scratch: this.scratch.bytes }
    const { filter } = this
    if (filter === this) return work
    return { ...work, kept: { tasks: filter.tasks, bytes: filter.scratch.bytes, layout: JSON.stringify(filter.#made) } }
  }
}

const based = (base: Place | undefined): { readonly base?: Place } => (base === undefined ? {} : { base })

/** Pixels under the first element of each window: addresses from `base`, or offsets. */
function pixels({ batch, rows, columns }: Windows, { pixel, row, image }: ImageSteps, base?: Place): Addresses {
  return {
    ...based(base),
    start: 0,
    lengths: [batch, rows.output, columns.output],
    steps: [image, rows.stride * row, columns.stride * pixel],
  }
}

/** The elements of a window: its pixels, and their channels, `together` at a time. */
function elements({ rows, columns }: Windows, { pixel, row }: ImageSteps, channels: Channels, base?: Place): Addresses {
  const { count, together } = channels
  return {
    ...based(base),
    start: 0,
    lengths: [rows.size, columns.size, count / together],
    steps: [row, pixel, 4 * together],
  }
}

/** Channels that are steps of their own, and how many of them are taken together. */
export interface Channels {
  readonly count: number
  readonly together: number
}

/** Places the operands of an epilogue beside the result's rows. */
export function placed(
  packing: Packing,
  epilogue: ImageEpilogue | undefined,
  part: PartOfImages,
): readonly PlacedRows[] {
  return (epilogue?.inputs ?? []).map(input => {
    const address = input.rows(part)
    return typeof address === 'number'
      ? { place: input.place, address }
      : { place: packing.table(address), address: 'table' }
  })
}

/** What differs between the products of convolutions: `channels` are the steps of k at one pixel, or the rows. */
interface ProductParts {
  readonly layout: ImplicitGemmLayout
  readonly channels: Channels
  readonly b: ImplicitGemm['b']
  readonly output: Place
}

/** The product of a convolution itself: its rows are pixels, its steps the elements of their windows. */
export function forwardProduct(
  packing: Packing,
  windows: Windows,
  images: Images,
  { layout, channels, b, output }: ProductParts,
  epilogue: ImageEpilogue | undefined,
): ImplicitGemm {
  const { batch, rows, columns, outDepth } = windows
  return {
    layout,
    rowTable: packing.table(pixels(windows, images.steps, images.place)),
    stepTable: packing.table(elements(windows, images.steps, channels)),
    b,
    c: { place: output, address: 4 * outDepth },
    epilogue: epilogue?.epilogue,
    inputs: placed(packing, epilogue, {
      lengths: [batch, rows.output, columns.output],
      first: [0, 0],
      strides: [1, 1],
    }),
    partial: undefined,
  }
}

/** The product of a gradient to the filter: its rows are the elements of a window, its steps the pixels under the first of them. */
export function filterProduct(
  packing: Packing,
  windows: Windows,
  images: Images,
  { layout, channels, b, output }: ProductParts,
): ImplicitGemm {
  const bytes = partialBytes(layout)
  return {
    layout,
    rowTable: packing.table(elements(windows, images.steps, channels, images.place)),
    stepTable: packing.table(pixels(windows, images.steps)),
    b,
    c: { place: output, address: 4 * windows.outDepth },
    epilogue: undefined,
    inputs: [],
    partial: bytes === 0 ? undefined : packing.take(bytes),
  }
}

/** One of the products of a gradient to the input. */
export interface BackwardPart {
  readonly part: PartOfImages
  /** Elements of the filter that it takes, in order; their addresses in bytes from the filter's start. */
  readonly filter: {
    readonly start: number
    readonly lengths: readonly [number, number]
    readonly steps: readonly [number, number]
  }
  readonly rowTable: Place
  readonly stepTable: Place
  readonly c: PlacedRows
}

/**
 * The products of a gradient to the input: one for each position of a pixel within the strides. `perElement`: numbers that belong
 * to an element of the filter; `channels`: those of the gradient.
 */
export function backwardParts(
  packing: Packing,
  windows: Windows,
  gradient: Place,
  result: Pick<Operand, 'place' | 'shape'>,
  perElement: number,
  channels: Channels,
): readonly BackwardPart[] {
  const { batch, rows, columns, outDepth } = windows
  const [vertical, horizontal] = [backwardPhases(rows), backwardPhases(columns)]
  const [top, bottom] = backwardBorder(vertical, rows.output)
  const [left, right] = backwardBorder(horizontal, columns.output)
  const border: Border = {
    batch,
    height: rows.output,
    width: columns.output,
    depth: outDepth,
    top,
    bottom,
    left,
    right,
  }
  const { place: base, steps } = packing.bordered(border, gradient)
  const { pixel, row, image } = steps
  return vertical.flatMap(v =>
    horizontal.map((h): BackwardPart => {
      const part = {
        lengths: [batch, v.count, h.count],
        first: [v.phase, h.phase],
        strides: [rows.stride, columns.stride],
      } as const
      const c = simplified(rowsIn(part, result))
      const start = (top + v.first) * row + (left + h.first) * pixel
      return {
        part,
        filter: {
          start: (v.tap * columns.size + h.tap) * 4 * perElement,
          lengths: [v.taps, h.taps],
          steps: [rows.stride * columns.size * 4 * perElement, columns.stride * 4 * perElement],
        },
        rowTable: packing.table({ base, start, lengths: part.lengths, steps: [image, row, pixel] }),
        stepTable: packing.table({
          start: 0,
          lengths: [v.taps, h.taps, channels.count / channels.together],
          steps: [-row, -pixel, 4 * channels.together],
        }),
        c: typeof c === 'number' ? { place: result.place, address: c } : { place: packing.table(c), address: 'table' },
      }
    }),
  )
}

/** What a step does; undefined where it is left to the reference kernel. */
type Plan = (step: Step, packing: Packing, simd: Simd) => Work | undefined

/** `filter`: which input it is, of kernels that make something of it. */
export function convolution(plan: Plan, filter?: number): WasmKernel {
  const made = (step: Step, simd: Simd): Work | undefined => {
    if (step.inputs.length < 2 || step.outputs.length !== 1) return undefined
    const work = plan(step, new Packing(step.scratch ?? START, step.kept?.place), simd)
    return work === undefined || work.scratch >= LIMIT ? undefined : work
  }
  return {
    // enough for any width of tile
    scratchBytes: step => Math.max(...SIMD.map(simd => made(step, simd)?.scratch ?? 0)),
    keeps: step => {
      if (filter === undefined) return undefined
      const kept = SIMD.map(simd => made({ ...step, kept: { place: START, fresh: 0 } }, simd)?.kept)
      const bytes = Math.max(...kept.map(each => each?.bytes ?? 0))
      return !kept[0]?.tasks.some(task => task.units > 0)
        ? undefined
        : { input: filter, bytes, layout: `filter ${kept.map(each => each?.layout).join()}` }
    },
    takesEpilogue: step => made(step, 'relaxed') !== undefined,
    emit: (module: ModuleBuilder, step: Step): readonly Phase[] | undefined => {
      const work = made(step, module.simd)
      if (work === undefined || (work.scratch > 0 && step.scratch === undefined)) return undefined
      if (work.passes.length === 0) return []
      const passes = work.passes.flatMap(({ products, finish }) => [
        ...implicitGemmPhases(module, products),
        ...(finish ? [finish(module)] : []),
      ])
      const kept = packingPhase(module, work.kept?.tasks ?? []).map(phase => ({
        ...phase,
        unless: (step.kept as KeptPlace).fresh,
      }))
      return [...kept, ...packingPhase(module, work.tasks), ...passes]
    },
  }
}

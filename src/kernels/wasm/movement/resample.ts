/**
 * The kernel `resample`: images [batch, height, width, channels] of any type of up to 32 bits → float32 images, whose pixels are weighted sums
 * of those of some rows and columns. attrs.filter: area or bicubic; attrs.corners: whether the corner pixels are those of the images.
 */
import { numElements } from '../../../tensor/shape.ts'
import { areaWeights, bicubicWeights, type Weights } from '../../reference/image/image_resize.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { castVector } from '../elementwise/casts.ts'
import { vectorPhase } from '../elementwise/loops.ts'
import { elementBytes, loadValue, NotVectorizable } from '../elementwise/values.ts'
import type { VectorMath } from '../math/ops.ts'
import { storeLanes } from '../product/tile.ts'
import { ALIGNMENT, type Operand, type Phase, type Place, SLACK, type Step, type WasmKernel } from '../step.ts'

/** The rows or columns that one of the output is made of. */
type Parts = Weights[number]
const FILTERS = { area: areaWeights, bicubic: bicubicWeights } as const

/** Bytes of a part in a table: an offset and a weight. */
const PART = 8
/** More are left to the reference kernel: tables are written by code. */
const MOST_PARTS = 8192
/** Nanoseconds for four numbers of a part. */
const COST = 0.6

/** A table: where each list of parts begins (one more for the end), then the parts, with offsets in bytes. */
interface Table {
  readonly lists: readonly Parts[]
  readonly bytesApart: number
  readonly at: number
}

const bytesOf = (lists: readonly Parts[]): number =>
  4 * (lists.length + 1) + PART * lists.reduce((sum, { length }) => sum + length, 0)
const up = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

interface Layout {
  readonly rows: Table
  readonly columns: Table
  /** Where rows of the output's height and the input's width are kept. */
  readonly between: number
  readonly bytes: number
}

function layoutOf(step: Step, images: Operand, output: Operand): Layout {
  const [batch, height, width, channels] = images.shape as readonly [number, number, number, number]
  const [, outHeight, outWidth] = output.shape as readonly [number, number, number]
  const alignCorners = step.attrs['corners'] === true
  const weights = FILTERS[step.attrs['filter'] as keyof typeof FILTERS]
  const [rows, columns] = weights({ batch, channels, height, width, outHeight, outWidth, alignCorners })
  const second = up(bytesOf(rows))
  const between = second + up(bytesOf(columns))
  return {
    rows: { lists: rows, bytesApart: width * channels * elementBytes(images.dtype), at: 0 },
    columns: { lists: columns, bytesApart: 4 * channels, at: second },
    between,
    bytes: between + 4 * batch * outHeight * width * channels + SLACK,
  }
}

function tablePhase(module: ModuleBuilder, scratch: Place, tables: readonly Table[]): Phase {
  const func = module.phase(f => {
    const base = f.let('i32', f.address(scratch, ARENA, TABLE))
    for (const { lists, bytesApart, at } of tables) {
      let next = at + 4 * (lists.length + 1)
      lists.forEach((parts, i) => {
        f.store('i32.store', f.get(base), f.op('i32.add', f.get(base), f.i32(next)), at + 4 * i)
        for (const [index, weight] of parts) {
          f.store('i32.store', f.get(base), f.i32(index * bytesApart), next)
          f.store('f32.store', f.get(base), f.f32(weight), next + 4)
          next += PART
        }
      })
      f.store('i32.store', f.get(base), f.op('i32.add', f.get(base), f.i32(next)), at + 4 * lists.length)
    }
  })
  return { function: func, parallel: false, cost: tables.reduce((sum, { lists }) => sum + bytesOf(lists) / 4, 0) }
}

interface EmitSumArgs {
  readonly f: FunctionBuilder
  readonly m: VectorMath
  readonly list: Local
  readonly from: Local
  readonly dtype: Operand['dtype']
  readonly to: Local
  readonly count: number
}

/**
 * The weighted sum of `count` numbers at the places of one list of parts: part by part, the first is stored and the others are added.
 * `list`: where the table says where the list begins.
 */
function emitSum({ f, m, list, from, dtype, to, count }: EmitSumArgs): void {
  const [part, end, left, source, target] = f.locals('i32', 5)
  const weight = f.local('v128')
  const whole = count - (count % 4)
  const add = (lanes: number, first: boolean): void => {
    m.scope((): readonly Local[] => {
      const value = castVector(m, loadValue(m, dtype, source, 0), 'float32').parts[0] as Local
      const product = m.op2('f32x4.mul', value, weight)
      if (first) storeLanes(f, target, product, lanes, 0)
      else {
        f.load('v128.load', f.get(target))
        storeLanes(f, target, m.op2('f32x4.add', m.keep(), product), lanes, 0)
      }
      return []
    })
  }
  const run = (first: boolean): void => {
    f.set(weight, f.load('v128.load32_splat', f.get(part), 4))
    f.set(source, f.op('i32.add', f.get(from), f.load('i32.load', f.get(part))))
    f.set(target, f.get(to))
    f.for(left, 0, whole, 4, () => {
      add(4, first)
      f.increment(source, 4 * elementBytes(dtype))
      f.increment(target, 16)
    })
    if (count > whole) add(count - whole, first)
    f.increment(part, PART)
  }
  f.set(part, f.load('i32.load', f.get(list)))
  f.set(end, f.load('i32.load', f.get(list), 4))
  run(true)
  f.for(part, { local: part }, { local: end }, 0, () => run(false))
  f.free('i32', part, end, left, source, target)
  f.free('v128', weight)
}

function samplePhase(module: ModuleBuilder, scratch: Place, layout: Layout, images: Operand, output: Operand): Phase {
  const [batch, height, width, channels] = images.shape as readonly [number, number, number, number]
  const [, outHeight, outWidth] = output.shape as readonly [number, number, number]
  const { rows, columns, between } = layout
  const func = vectorPhase(module, (f, m) => {
    const base = f.let('i32', f.address(scratch, ARENA, TABLE))
    const { begin, end } = f.share(THREAD, THREADS, batch * outHeight, 1)
    const [row, list, from, line, to, column] = f.locals('i32', 6)
    f.for(row, { local: begin }, { local: end }, 1, () => {
      f.op('i32.shl', f.op('i32.rem_u', f.get(row), f.i32(outHeight)), f.i32(2))
      f.set(list, f.op('i32.add', f.op('i32.add', undefined, f.get(base)), f.i32(rows.at)))
      f.op('i32.mul', f.op('i32.div_u', f.get(row), f.i32(outHeight)), f.i32(height * rows.bytesApart))
      f.set(from, f.op('i32.add', undefined, f.address(images.place, ARENA, TABLE)))
      f.op('i32.mul', f.get(row), f.i32(4 * width * channels))
      f.set(line, f.op('i32.add', f.op('i32.add', undefined, f.get(base)), f.i32(between)))
      emitSum({ f, m, list, from, dtype: images.dtype, to: line, count: width * channels })
      f.op('i32.mul', f.get(row), f.i32(4 * outWidth * channels))
      f.set(to, f.op('i32.add', undefined, f.address(output.place, ARENA, TABLE)))
      f.set(list, f.op('i32.add', f.get(base), f.i32(columns.at)))
      f.for(column, 0, outWidth, 1, () => {
        emitSum({ f, m, list, from: line, dtype: 'float32', to, count: channels })
        f.increment(list, 4)
        f.increment(to, 4 * channels)
      })
    })
  })
  const parts = (lists: readonly Parts[]): number => lists.reduce((sum, { length }) => sum + length, 0)
  const cost = batch * channels * (parts(rows.lists) * width + parts(columns.lists) * outHeight) * (COST / 4)
  return { function: func, parallel: true, cost }
}

export const resample: WasmKernel = {
  scratchBytes(step) {
    const [images] = step.inputs
    const [output] = step.outputs
    return images === undefined || output === undefined ? 0 : layoutOf(step, images, output).bytes
  },
  emit(module, step) {
    const [images] = step.inputs
    const [output] = step.outputs
    if (images === undefined || output?.dtype !== 'float32' || step.scratch === undefined) return undefined
    if (images.dtype === 'float64' || images.dtype === 'int64' || 4 * numElements(output.shape) >= 2 ** 31)
      return undefined
    if (numElements(output.shape) === 0) return []
    const layout = layoutOf(step, images, output)
    const lists = [...layout.rows.lists, ...layout.columns.lists]
    // of no pixels at all there is no sum
    if (lists.some(parts => parts.length === 0 || parts.some(([, weight]) => !Number.isFinite(weight))))
      return undefined
    if (bytesOf(layout.rows.lists) + bytesOf(layout.columns.lists) > PART * MOST_PARTS) return undefined
    try {
      return [
        tablePhase(module, step.scratch, [layout.rows, layout.columns]),
        samplePhase(module, step.scratch, layout, images, output),
      ]
    } catch (error) {
      if (error instanceof NotVectorizable) return undefined
      throw error
    }
  },
}

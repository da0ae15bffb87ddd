/**
 * Images [batch, height, width, channels] made smaller or larger. attrs.scale: the distance of two output pixels in input pixels, along rows
 * and columns, as float32.
 * - `resize_bilinear`: images of any type of up to 32 bits → float32
 * - `resize_bilinear_grad`: gradient → gradient of the images, float32
 * - `resize_nearest`: images of any type
 * - `resize_nearest_grad`: gradient → gradient of the images, float32
 * Positions are computed in single precision, as TensorFlow does. Gradients are added up image by image, in the order of the output's pixels.
 */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE, THREAD, THREADS } from '../assembler/module.ts'
import { castVector } from '../elementwise/casts.ts'
import { vectorPhase } from '../elementwise/loops.ts'
import { elementBytes, loadValue, NotVectorizable } from '../elementwise/values.ts'
import type { VectorMath } from '../math/ops.ts'
import { storeLanes } from '../product/tile.ts'
import type { Operand, Phase, Step, WasmKernel } from '../step.ts'
import { emitRowCopy } from './copy.ts'

export interface Resize {
  readonly batch: number
  readonly channels: number
  /** Rows and columns of the images, and of what is made of them. */
  readonly input: readonly [number, number]
  readonly output: readonly [number, number]
  readonly scale: readonly [number, number]
}

/** Nanoseconds for a pixel, and for four of its channels. */
const PIXEL_COST = 4
const CHANNELS_COST = 2

function resizeOf(step: Step, images: Operand | undefined, resized: Operand | undefined): Resize | undefined {
  if (images?.shape.length !== 4 || resized?.shape.length !== 4) return undefined
  const [batch, height, width, channels] = images.shape as [number, number, number, number]
  const [, outHeight, outWidth] = resized.shape as [number, number, number]
  if (resized.shape[0] !== batch || resized.shape[3] !== channels) return undefined
  return {
    batch,
    channels,
    input: [height, width],
    output: [outHeight, outWidth],
    scale: step.attrs['scale'] as readonly [number, number],
  }
}

/** Where an output pixel lies along one dimension: between `lower` and `upper`, and how far from the first. */
export interface Position {
  readonly lower: Local
  readonly upper: Local
  /** A float in every lane. */
  readonly lerp: Local
}

export function positionLocals(f: FunctionBuilder): Position {
  return { lower: f.local('i32'), upper: f.local('i32'), lerp: f.local('v128') }
}

function emitPosition(
  f: FunctionBuilder,
  r: Resize,
  axis: 0 | 1,
  index: Local,
  { lower, upper, lerp }: Position,
): void {
  const last = r.input[axis] - 1
  const at = f.let('f32', f.op('f32.mul', f.op('f32.convert_i32_s', f.get(index)), f.f32(r.scale[axis])))
  const atMost = (value: Local, limit: number): void => {
    f.op('select', f.get(value), f.i32(limit), f.op('i32.lt_s', f.get(value), f.i32(limit)))
    f.set(value)
  }
  f.set(lower, f.op('i32.trunc_f32_s', f.get(at)))
  atMost(lower, last)
  f.set(upper, f.op('i32.add', f.get(lower), f.i32(1)))
  atMost(upper, last)
  f.set(lerp, f.op('f32x4.splat', f.op('f32.sub', f.get(at), f.op('f32.convert_i32_s', f.get(lower)))))
  f.free('f32', at)
}

interface PixelArgs {
  readonly f: FunctionBuilder
  readonly r: Resize
  readonly base: Local
  readonly bytes: number
  readonly image: Local
  readonly row: Local
  readonly column: Local
}

/** Pushes the address of a pixel. */
export function pixel({ f, r, base, bytes, image, row, column }: PixelArgs): void {
  f.op('i32.add', f.op('i32.mul', f.get(image), f.i32(r.input[0])), f.get(row))
  f.op('i32.add', f.op('i32.mul', undefined, f.i32(r.input[1])), f.get(column))
  f.op('i32.add', f.op('i32.mul', undefined, f.i32(r.channels * bytes)), f.get(base))
}

/** Runs `body` for the pixels of the output rows [begin, end), counted through all images; `at` moves with them. */
function eachPixel(
  f: FunctionBuilder,
  r: Resize,
  rows: { readonly begin: Local; readonly end: Local },
  resized: Operand,
  body: (image: Local, y: Position, x: Position, at: Local) => void,
): void {
  const bytes = r.channels * elementBytes(resized.dtype)
  const [y, x] = [positionLocals(f), positionLocals(f)]
  const [row, image, index, at] = f.locals('i32', 4)
  f.set(
    at,
    f.op(
      'i32.add',
      f.address(resized.place, ARENA, TABLE),
      f.op('i32.mul', f.get(rows.begin), f.i32(r.output[1] * bytes)),
    ),
  )
  f.for(row, { local: rows.begin }, { local: rows.end }, 1, () => {
    f.set(image, f.op('i32.div_u', f.get(row), f.i32(r.output[0])))
    f.set(index, f.op('i32.rem_u', f.get(row), f.i32(r.output[0])))
    emitPosition(f, r, 0, index, y)
    f.for(index, 0, r.output[1], 1, () => {
      emitPosition(f, r, 1, index, x)
      body(image, y, x, at)
      f.increment(at, bytes)
    })
  })
  f.free('i32', row, image, index, at, y.lower, y.upper, x.lower, x.upper)
  f.free('v128', y.lerp, x.lerp)
}

/** Runs `body` for the channels of a pixel, four at a time, with the pointers moved by `bytes` for each channel. */
export function eachVector(
  f: FunctionBuilder,
  channels: number,
  pointers: readonly { readonly local: Local; readonly bytes: number }[],
  body: (lanes: number) => void,
): void {
  const whole = channels - (channels % 4)
  const left = f.local('i32')
  f.for(left, 0, whole, 4, () => {
    body(4)
    for (const { local, bytes } of pointers) f.increment(local, 4 * bytes)
  })
  if (channels > whole) body(channels % 4)
  f.free('i32', left)
}

/** A phase over output rows (or images, for gradients). Undefined where a type has no vector code. */
function phase(
  module: ModuleBuilder,
  r: Resize,
  body: (f: FunctionBuilder, m: VectorMath) => void,
  clear: readonly Phase[] = [],
): readonly Phase[] | undefined {
  const pixels = r.batch * r.output[0] * r.output[1]
  if (pixels * r.channels === 0) return clear
  try {
    const cost = pixels * (PIXEL_COST + CHANNELS_COST * Math.ceil(r.channels / 4))
    return [...clear, { function: vectorPhase(module, body), parallel: true, cost }]
  } catch (error) {
    if (error instanceof NotVectorizable) return undefined
    throw error
  }
}

/** The four pixels around a place: above left, above right, below left, below right. */
export const CORNERS = [
  ['lower', 'lower'],
  ['lower', 'upper'],
  ['upper', 'lower'],
  ['upper', 'upper'],
] as const

interface EmitBlendArgs {
  readonly m: VectorMath
  readonly dtype: Operand['dtype']
  readonly corners: readonly Local[]
  readonly to: Local
  readonly y: Position
  readonly x: Position
  readonly lanes: number
}

/** Stores channels between those of the four corners. */
export function emitBlend({ m, dtype, corners, to, y, x, lanes }: EmitBlendArgs): void {
  m.scope((): readonly Local[] => {
    const value = (corner: number): Local =>
      castVector(m, loadValue(m, dtype, corners[corner] as Local, 0), 'float32').parts[0] as Local
    const between = (a: Local, b: Local, share: Local): Local =>
      m.op2('f32x4.add', a, m.op2('f32x4.mul', m.op2('f32x4.sub', b, a), share))
    const top = between(value(0), value(1), x.lerp)
    const bottom = between(value(2), value(3), x.lerp)
    storeLanes(m.f, to, between(top, bottom, y.lerp), lanes, 0)
    return []
  })
}

/** What a corner gets of a gradient. */
export function cornerShare(m: VectorMath, corner: number, value: Local, y: Local, x: Local): Local {
  const one = m.constant('f32x4', 1)
  const rows = corner < 2 ? m.op2('f32x4.sub', one, y) : y
  const columns = corner % 2 === 0 ? m.op2('f32x4.sub', one, x) : x
  return m.op2('f32x4.mul', m.op2('f32x4.mul', value, rows), columns)
}

/** Adds channels of a gradient to those of pixels, each its part. Pixels may be the same: each is added before the next is read. */
export function emitSpread(
  m: VectorMath,
  from: Local,
  targets: readonly Local[],
  lanes: number,
  part: (corner: number, value: Local) => Local,
): void {
  const { f } = m
  m.scope((): readonly Local[] => {
    f.load('v128.load', f.get(from))
    const value = m.keep()
    targets.forEach((target, i) => {
      const share = part(i, value)
      f.load('v128.load', f.get(target))
      storeLanes(f, target, m.op2('f32x4.add', m.keep(), share), lanes, 0)
    })
    return []
  })
}

const bilinear: WasmKernel = {
  emit(module, step) {
    const [images] = step.inputs
    const [resized] = step.outputs
    const r = resizeOf(step, images, resized)
    if (r === undefined || images === undefined || resized === undefined) return undefined
    const { dtype } = images
    return phase(module, r, (f, m) => {
      const bytes = elementBytes(dtype)
      const base = f.let('i32', f.address(images.place, ARENA, TABLE))
      const corners = f.locals('i32', 4)
      const to = f.local('i32')
      const pointers = [...corners.map(local => ({ local, bytes })), { local: to, bytes: 4 }]
      eachPixel(f, r, f.share(THREAD, THREADS, r.batch * r.output[0], 1), resized, (image, y, x, at) => {
        corners.forEach((corner, i) => {
          const [row, column] = CORNERS[i] as (typeof CORNERS)[number]
          pixel({ f, r, base, bytes, image, row: y[row], column: x[column] })
          f.set(corner)
        })
        f.set(to, f.get(at))
        eachVector(f, r.channels, pointers, lanes => emitBlend({ m, dtype, corners, to, y, x, lanes }))
      })
    })
  },
}

/** Zeros in all of the output. */
export function clearing(module: ModuleBuilder, output: Operand): readonly Phase[] {
  const bytes = elementBytes(output.dtype) * numElements(output.shape)
  const func = module.phase(f => {
    const { begin, end } = f.share(THREAD, THREADS, bytes, 4096)
    f.op('i32.add', f.address(output.place, ARENA, TABLE), f.get(begin))
    f.fill(undefined, f.i32(0), f.op('i32.sub', f.get(end), f.get(begin)))
  })
  return [{ function: func, parallel: true, cost: bytes * 0.03 }]
}

/** A gradient: `corners` says which of the pixels around get a part of it, and `part` which. */
function gradient(
  corners: readonly (readonly [row: 'lower' | 'upper', column: 'lower' | 'upper'])[],
  part: (m: VectorMath, corner: number, value: Local, y: Local, x: Local) => Local,
): WasmKernel {
  return {
    emit(module, step) {
      const [given] = step.inputs
      const [output] = step.outputs
      const r = resizeOf(step, output, given)
      if (r === undefined || given?.dtype !== 'float32' || output?.dtype !== 'float32') return undefined
      return phase(
        module,
        r,
        (f, m) => {
          const base = f.let('i32', f.address(output.place, ARENA, TABLE))
          const targets = corners.map(() => f.local('i32'))
          const from = f.local('i32')
          const pointers = [...targets, from].map(local => ({ local, bytes: 4 }))
          const { begin, end } = f.share(THREAD, THREADS, r.batch, 1)
          for (const edge of [begin, end]) f.set(edge, f.op('i32.mul', f.get(edge), f.i32(r.output[0])))
          eachPixel(f, r, { begin, end }, given, (image, y, x, at) => {
            targets.forEach((target, i) => {
              const [row, column] = corners[i] as (typeof corners)[number]
              pixel({ f, r, base, bytes: 4, image, row: y[row], column: x[column] })
              f.set(target)
            })
            f.set(from, f.get(at))
            eachVector(f, r.channels, pointers, lanes =>
              emitSpread(m, from, targets, lanes, (corner, value) => part(m, corner, value, y.lerp, x.lerp)),
            )
          })
        },
        clearing(module, output),
      )
    },
  }
}

const bilinearGrad = gradient(CORNERS, cornerShare)

const nearest: WasmKernel = {
  emit(module, step) {
    const [images] = step.inputs
    const [resized] = step.outputs
    const r = resizeOf(step, images, resized)
    if (r === undefined || images === undefined || resized === undefined || images.dtype !== resized.dtype)
      return undefined
    return phase(module, r, f => {
      const bytes = elementBytes(images.dtype)
      const base = f.let('i32', f.address(images.place, ARENA, TABLE))
      const from = f.local('i32')
      eachPixel(f, r, f.share(THREAD, THREADS, r.batch * r.output[0], 1), resized, (image, y, x, at) => {
        pixel({ f, r, base, bytes, image, row: y.lower, column: x.lower })
        f.set(from)
        emitRowCopy(f, r.channels * bytes, at, from)
      })
    })
  },
}

export const RESIZE_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['resize_bilinear', bilinear],
  ['resize_bilinear_grad', bilinearGrad],
  ['resize_nearest', nearest],
  ['resize_nearest_grad', gradient([['lower', 'lower']], (_m, _corner, value) => value)],
]

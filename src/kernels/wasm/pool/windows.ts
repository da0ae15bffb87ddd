/** Windows that slide over images [batch, height, width, channels]: the loops that pools and their gradients are made of. */
import { numElements } from '../../../tensor/shape.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import type { Operand, Step } from '../step.ts'

export interface PoolShape {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly outHeight: number
  readonly outWidth: number
  /** Rows and columns of a window, the distance of two windows, and the border before the first row and column. */
  readonly size: readonly [rows: number, columns: number]
  readonly stride: readonly [rows: number, columns: number]
  readonly before: readonly [rows: number, columns: number]
}

/** The windows over `image` that give `pooled`, or come from it; undefined where they are not float32 images. */
export function poolShape(step: Step, image: Operand | undefined, pooled: Operand | undefined): PoolShape | undefined {
  if (image === undefined || pooled === undefined || image.dtype !== 'float32' || pooled.dtype !== 'float32')
    return undefined
  if (image.shape.length !== 4 || pooled.shape.length !== 4 || 4 * numElements(image.shape) >= 2 ** 31) return undefined
  const [batch, height, width, channels] = image.shape as [number, number, number, number]
  const [images, outHeight, outWidth, depth] = pooled.shape as [number, number, number, number]
  if (images !== batch || depth !== channels) return undefined
  const { ksize, strides, padding } = step.attrs as Record<'ksize' | 'strides' | 'padding', readonly [number, number]>
  return { batch, height, width, channels, outHeight, outWidth, size: ksize, stride: strides, before: padding }
}

/** A window while it is visited. */
export interface Window {
  /** For each image, where its first tap is or, at a border, would be. */
  readonly corners: readonly Local[]
  /** The place of its result in each pooled array. */
  readonly pooled: readonly Local[]
  /** The taps that lie inside of the image: rows [y0, y1) and columns [x0, x1). */
  readonly y0: Local
  readonly y1: Local
  readonly x0: Local
  readonly x1: Local
}

/** An array that has a place for each window. */
export interface Pooled {
  readonly start: Local
  readonly bytes: number
}

/** Windows up to this number of taps are unrolled. */
export const WRITTEN_OUT = 9

export const taps = ({ size }: PoolShape): number => size[0] * size[1]

/** Whether every window lies inside of the image. */
export function alwaysFull({ before, stride, size, outHeight, outWidth, height, width }: PoolShape): boolean {
  return (
    before[0] === 0 &&
    before[1] === 0 &&
    (outHeight - 1) * stride[0] + size[0] <= height &&
    (outWidth - 1) * stride[1] + size[1] <= width
  )
}

/**
 * Runs `body` for the windows of the output rows [begin, end), counted through all images. It is emitted twice: for windows
 * whose taps are all there and may be written out, and for the others. `images`: where images of this shape start.
 */
export function eachWindow(
  f: FunctionBuilder,
  shape: PoolShape,
  rows: { readonly begin: Local; readonly end: Local },
  images: readonly Local[],
  pooled: readonly Pooled[],
  body: (window: Window, full: boolean) => void,
): void {
  const { height, width, channels, outHeight, outWidth, size, stride, before } = shape
  const pixel = 4 * channels
  const [row, image, top, left, column, y0, y1, x0, x1] = f.locals('i32', 9)
  const corners = images.map(() => f.local('i32'))
  const places = pooled.map(() => f.local('i32'))
  /** The taps of `count` that meet the `length` elements of the dimension, where the first tap meets element `first`. */
  const clip = (from: Local, to: Local, first: Local, count: number, length: number): void => {
    f.set(from, f.op('i32.sub', f.i32(0), f.get(first)))
    f.op('select', f.get(from), f.i32(0), f.op('i32.gt_s', f.get(from), f.i32(0)))
    f.set(from)
    f.set(to, f.op('i32.sub', f.i32(length), f.get(first)))
    f.op('select', f.get(to), f.i32(count), f.op('i32.lt_s', f.get(to), f.i32(count)))
    f.set(to)
  }
  const window: Window = { corners, pooled: places, y0, y1, x0, x1 }
  const visit = (): void => {
    const writable = taps(shape) <= WRITTEN_OUT
    if (writable && alwaysFull(shape)) {
      body(window, true)
      return
    }
    clip(x0, x1, left, size[1], width)
    if (!writable) {
      body(window, false)
      return
    }
    f.op('i32.eq', f.op('i32.sub', f.get(y1), f.get(y0)), f.i32(size[0]))
    f.op('i32.and', undefined, f.op('i32.eq', f.op('i32.sub', f.get(x1), f.get(x0)), f.i32(size[1])))
    f.if(
      undefined,
      () => body(window, true),
      () => body(window, false),
    )
  }
  f.for(row, { local: rows.begin }, { local: rows.end }, 1, () => {
    f.set(image, f.op('i32.div_u', f.get(row), f.i32(outHeight)))
    f.set(
      top,
      f.op(
        'i32.sub',
        f.op('i32.mul', f.op('i32.rem_u', f.get(row), f.i32(outHeight)), f.i32(stride[0])),
        f.i32(before[0]),
      ),
    )
    clip(y0, y1, top, size[0], height)
    images.forEach((start, i) => {
      f.op('i32.add', f.op('i32.mul', f.get(image), f.i32(height)), f.get(top))
      f.op('i32.sub', f.op('i32.mul', undefined, f.i32(width)), f.i32(before[1]))
      f.set(corners[i] as Local, f.op('i32.add', f.op('i32.mul', undefined, f.i32(pixel)), f.get(start)))
    })
    pooled.forEach(({ start, bytes }, i) => {
      f.set(places[i] as Local, f.op('i32.add', f.get(start), f.op('i32.mul', f.get(row), f.i32(outWidth * bytes))))
    })
    f.set(left, f.i32(-before[1]))
    f.for(column, 0, outWidth, 1, () => {
      visit()
      f.increment(left, stride[1])
      for (const corner of corners) f.increment(corner, stride[1] * pixel)
      pooled.forEach(({ bytes }, i) => f.increment(places[i] as Local, bytes))
    })
  })
  f.free('i32', row, image, top, left, column, y0, y1, x0, x1, ...corners, ...places)
}

/** A pointer that moves along with the channels: bytes for each vector of four. */
export interface Along {
  readonly start: Local
  readonly bytes: number
}

/**
 * Runs `body` for all channels of a pixel, at most `most` vectors at a time. `at`: the pointers, moved; `lanes`: how many
 * channels each of the vectors has.
 */
export function eachChannel(
  f: FunctionBuilder,
  channels: number,
  most: number,
  pointers: readonly Along[],
  body: (at: readonly Local[], lanes: readonly number[]) => void,
): void {
  const whole = Math.floor(channels / 4)
  const chunks = Math.floor(whole / most)
  const rest = [...new Array<number>(whole % most).fill(4), ...(channels % 4 === 0 ? [] : [channels % 4])]
  const at = pointers.map(({ start }) => f.let('i32', f.get(start)))
  if (chunks > 0) {
    const left = f.local('i32')
    f.for(left, 0, chunks, 1, () => {
      body(at, new Array<number>(most).fill(4))
      pointers.forEach(({ bytes }, i) => f.increment(at[i] as Local, most * bytes))
    })
    f.free('i32', left)
  }
  if (rest.length > 0) body(at, rest)
  f.free('i32', ...at)
}

/**
 * Runs `visit` for the taps of a window, row by row. `at`: where the first tap is in each image, at some channel. Of a full
 * window `tap`, the tap's number, is a constant and `offset` its distance from `at`; else `tap` is a local.
 */
export function eachTap(
  f: FunctionBuilder,
  shape: PoolShape,
  window: Window,
  full: boolean,
  at: readonly Local[],
  visit: (pointers: readonly Local[], offset: number, tap: number | { readonly local: Local }) => void,
): void {
  const { size, width, channels } = shape
  const pixel = 4 * channels
  if (full) {
    for (let y = 0; y < size[0]; y++)
      for (let x = 0; x < size[1]; x++) visit(at, (y * width + x) * pixel, y * size[1] + x)
    return
  }
  const { y0, y1, x0, x1 } = window
  const [y, x, tap] = f.locals('i32', 3)
  const row = at.map(start =>
    f.let('i32', f.op('i32.add', f.get(start), f.op('i32.mul', f.get(y0), f.i32(width * pixel)))),
  )
  const pointers = at.map(() => f.local('i32'))
  f.for(y, { local: y0 }, { local: y1 }, 1, () => {
    row.forEach((start, i) =>
      f.set(pointers[i] as Local, f.op('i32.add', f.get(start), f.op('i32.mul', f.get(x0), f.i32(pixel)))),
    )
    f.set(tap, f.op('i32.add', f.op('i32.mul', f.get(y), f.i32(size[1])), f.get(x0)))
    f.for(x, { local: x0 }, { local: x1 }, 1, () => {
      visit(pointers, 0, { local: tap })
      for (const pointer of pointers) f.increment(pointer, pixel)
      f.increment(tap, 1)
    })
    for (const start of row) f.increment(start, width * pixel)
  })
  f.free('i32', y, x, tap, ...row, ...pointers)
}

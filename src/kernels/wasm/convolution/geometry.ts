/** What a convolution is in numbers, taken from a step: sizes, strides and borders of its windows. Images are [batch, rows, columns, depth]. */

import type { Operand, Step } from '../step.ts'
import { type Border, borderedHeight, borderedWidth } from './packing.ts'

/** Windows along rows or columns. */
export interface Axis {
  readonly input: number
  /** Elements under a window. */
  readonly size: number
  readonly stride: number
  /** Border before the first element. */
  readonly before: number
  /** Number of windows. */
  readonly output: number
}

export interface Windows {
  readonly batch: number
  readonly inDepth: number
  readonly outDepth: number
  readonly rows: Axis
  readonly columns: Axis
}

type Dims = readonly [number, number, number, number]

function pair(step: Step, name: string): readonly [number, number] | undefined {
  const value = step.attrs[name]
  return Array.isArray(value) && value.length === 2 && value.every(Number.isInteger)
    ? (value as [number, number])
    : undefined
}

/** The windows of a convolution of float32 images; undefined where the operands do not fit. The depth of a depthwise one is a multiple. */
export function windowsOf(
  step: Step,
  input: Operand,
  filter: Operand,
  output: Operand,
  depthwise = false,
): Windows | undefined {
  if ([...step.inputs, ...step.outputs].some(operand => operand.dtype !== 'float32')) return undefined
  if ([input, filter, output].some(operand => operand.shape.length !== 4)) return undefined
  const strides = pair(step, 'strides')
  const padding = pair(step, 'padding')
  if (strides === undefined || padding === undefined || strides.some(s => s < 1) || padding.some(p => p < 0))
    return undefined
  const [batch, height, width, inDepth] = input.shape as Dims
  const [filterHeight, filterWidth, filterIn, filterOut] = filter.shape as Dims
  const [outBatch, outHeight, outWidth, outDepth] = output.shape as Dims
  if (batch !== outBatch || inDepth !== filterIn || outDepth !== filterOut * (depthwise ? inDepth : 1)) return undefined
  return {
    batch,
    inDepth,
    outDepth,
    rows: { input: height, size: filterHeight, stride: strides[0], before: padding[0], output: outHeight },
    columns: { input: width, size: filterWidth, stride: strides[1], before: padding[1], output: outWidth },
  }
}

/** An axis of one element under one window. */
const POINT: Axis = { input: 1, size: 1, stride: 1, before: 0, output: 1 }

/** Whether one window lies on all elements and on nothing else. */
const isCovered = ({ input, size, before, output }: Axis): boolean => output === 1 && before === 0 && size === input

/**
 * The same convolution where pixels of a window have become channels: of every window's columns, and of its rows too. The images are then
 * one pixel wide for each window, or high. What is under such windows is the same memory where one window covers the axis.
 */
export function windowsAsPixels(windows: Windows, axes: 'columns' | 'both'): Windows {
  const { rows, columns, inDepth } = windows
  const pixels = ({ output }: Axis): Axis => ({ ...POINT, input: output, output })
  const wide = { ...windows, columns: pixels(columns), inDepth: columns.size * inDepth }
  return axes === 'columns' ? wide : { ...wide, rows: pixels(rows), inDepth: rows.size * wide.inDepth }
}

/**
 * Axes under one window that covers them become channels: no window moves along them, and there is no border to go through.
 * The numbers lie as they did. Rows can only where columns have.
 */
export function withoutCoveredAxes(windows: Windows): Windows {
  if (!isCovered(windows.columns)) return windows
  return windowsAsPixels(windows, isCovered(windows.rows) ? 'both' : 'columns')
}

/** Border behind the last element that windows look at. */
const after = ({ input, size, stride, before, output }: Axis): number =>
  output === 0 ? 0 : Math.max(0, (output - 1) * stride + size - before - input)

/** The input with the border that windows see; without windows there is none. */
export function inputBorder({ batch, inDepth, rows, columns }: Windows): Border {
  const none = rows.output * columns.output === 0
  return {
    batch,
    depth: inDepth,
    height: rows.input,
    width: columns.input,
    top: none ? 0 : rows.before,
    bottom: none ? 0 : after(rows),
    left: none ? 0 : columns.before,
    right: none ? 0 : after(columns),
  }
}

/** Bytes from one pixel, row or image to the next in bordered images. */
export interface ImageSteps {
  readonly pixel: number
  readonly row: number
  readonly image: number
}

export function stepsOf(border: Border, pixel: number): ImageSteps {
  const row = pixel * borderedWidth(border)
  return { pixel, row, image: row * borderedHeight(border) }
}

/**
 * The gradient to the input at positions i = phase + stride · j, for j in [0, count): the sum over t in [0, taps) of filter element
 * `tap + stride · t` times the output's gradient at `first + j − t`. Stride 1 has one phase.
 */
export interface Backward {
  readonly phase: number
  readonly count: number
  readonly tap: number
  readonly taps: number
  readonly first: number
}

export function backwardPhases({ input, size, stride, before, output }: Axis): readonly Backward[] {
  return Array.from({ length: Math.min(stride, input) }, (_, phase) => {
    const tap = (phase + before) % stride
    return {
      phase,
      count: Math.ceil((input - phase) / stride),
      tap,
      taps: output === 0 ? 0 : Math.max(0, Math.ceil((size - tap) / stride)),
      first: (phase + before - tap) / stride,
    }
  })
}

/** Border before and after the output's gradient that the phases look at. */
export function backwardBorder(phases: readonly Backward[], output: number): readonly [before: number, after: number] {
  let [before, behind] = [0, 0]
  for (const { count, taps, first } of phases) {
    if (taps === 0) continue
    before = Math.max(before, taps - 1 - first)
    behind = Math.max(behind, first + count - output)
  }
  return [before, behind]
}

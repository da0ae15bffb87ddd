/** Windows that slide over one dimension: how many fit, and how much border the first one sees. */
import { invalidArgument } from '../../../errors/status.ts'

export type Padding = 'SAME' | 'VALID'

export interface SlidingWindow {
  /** Elements of the dimension. */
  readonly input: number
  /** Elements under one window. */
  readonly size: number
  /** Distance between the starts of two windows. */
  readonly stride: number
  /** Distance between two elements of one window. */
  readonly rate: number
  /** Number of windows. */
  readonly output: number
  /** Elements of border before the first element. */
  readonly before: number
}

/** VALID: windows that lie inside. SAME: one for each `stride` elements, with the border shared out to both sides, the odd one behind. */
export function slidingWindow(input: number, size: number, stride: number, padding: Padding, rate = 1): SlidingWindow {
  if (stride <= 0) throw invalidArgument(`Stride must be > 0, but got ${stride}`)
  const reach = size + (size - 1) * (rate - 1)
  if (padding === 'VALID') {
    const output = Math.floor((input - reach + stride) / stride)
    if (output < 0) throw invalidArgument('computed output size would be negative')
    return { input, size, stride, rate, output, before: 0 }
  }
  const output = Math.ceil(input / stride)
  const border = Math.max(0, (output - 1) * stride + reach - input)
  return { input, size, stride, rate, output, before: Math.floor(border / 2) }
}

/**
 * The window as TensorFlow's convolutions have it, but not their gradients: where strides are longer than windows, half of what would be
 * left over at the end is skipped before the first one (Eigen takes a border below zero as it is).
 */
export function forwardWindow(window: SlidingWindow, padding: Padding): SlidingWindow {
  const { input, size, stride, output } = window
  const border = (output - 1) * stride + size - input
  return padding === 'SAME' && border < 0 ? { ...window, before: Math.trunc(border / 2) } : window
}

/** For each window, the elements of its first and one-past-last tap that lie inside of the dimension. */
export interface Taps {
  readonly start: Int32Array
  readonly from: Int32Array
  readonly to: Int32Array
}

export function tapsOf(window: SlidingWindow): Taps {
  const { input, size, stride, rate, output, before } = window
  const start = new Int32Array(output)
  const from = new Int32Array(output)
  const to = new Int32Array(output)
  for (let i = 0; i < output; i++) {
    const first = i * stride - before
    start[i] = first
    from[i] = first >= 0 ? 0 : Math.ceil(-first / rate)
    to[i] = Math.max(from[i] as number, Math.min(size, Math.ceil((input - first) / rate)))
  }
  return { start, from, to }
}

/** What the kernels of all convolutions check, with TensorFlow's messages (core/kernels/conv_ops.cc and its kin). */
import { invalidArgument } from '../../errors/status.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { printShape } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import type { NDArray } from '../../tensor/ndarray.ts'

type Dims = readonly number[]

/** The strides of a window in arrays of that rank: 1 for the batch and the depth. */
export function checkedStrides(k: KernelContext<{ readonly strides: readonly number[] }>, rank: number): Dims {
  const strides = k.attr('strides')
  if (strides.length !== rank) throw invalidArgument(`Sliding window strides field must specify ${rank} dimensions`)
  if (strides[0] !== 1 || strides.at(-1) !== 1)
    throw invalidArgument('Current implementation does not yet support strides in the batch and depth dimensions.')
  return strides
}

/** The sizes in an input of a gradient, none of which may be negative. */
export function sizesInput(sizes: NDArray, label: string, name: string): number[] {
  if (sizes.shape.length !== 1)
    throw invalidArgument(`${label}: ${name} input must be 1-dim, not ${sizes.shape.length}`)
  const dims = integersOf(sizes)
  const negative = dims.find(dim => dim < 0)
  if (negative !== undefined) throw invalidArgument(`Dimension ${negative} must be >= 0`)
  return dims
}

/** Images and a filter that fit together. */
export function checkImages(input: Dims, filter: Dims): void {
  if (input.length !== 4) throw invalidArgument(`input must be 4-dimensional${printShape(input)}`)
  if (filter.length !== 4) throw invalidArgument(`filter must be 4-dimensional: ${printShape(filter)}`)
  if (input[3] !== filter[2])
    throw invalidArgument(`input and filter must have the same depth: ${input[3]} vs ${filter[2]}`)
}

/** The ranks, batch and input depth of a gradient's three shapes. */
export function checkGradientShapes(
  label: string,
  rank: number,
  input: Dims,
  filter: Dims,
  grad: Dims,
  depth = 'depth',
): void {
  for (const [name, dims] of [
    ['input', input],
    ['filter', filter],
    ['out_backprop', grad],
  ] as const) {
    if (dims.length !== rank) throw invalidArgument(`${label}: ${name} must be ${rank}-dimensional`)
  }
  if (input[0] !== grad[0]) throw invalidArgument(`${label}: input and out_backprop must have the same batch size`)
  if (input.at(-1) !== filter[rank - 2]) throw invalidArgument(`${label}: input and filter must have the same ${depth}`)
}

/** The number of filters in a gradient's shapes. */
export function checkGradientFilters(label: string, filter: Dims, grad: Dims): void {
  if (filter.at(-1) !== grad.at(-1))
    throw invalidArgument(`${label}: filter and out_backprop must have the same out_depth`)
}

/** What ops that are whole cells share: the sizes of their inputs, and arguments by name (contrib/rnn/kernels). */

import { invalidArgument, type Status } from '../../errors/status.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import type { NDArray } from '../../tensor/ndarray.ts'

/** Dimension `index`; TensorFlow's kernels see 0 beyond the last one. */
export const sizeAt = (array: NDArray, index: number): number => array.shape[index] ?? 0

/** Throws unless `found` is `expected`; `what` says both in TensorFlow's words. */
export function checkSize(what: string, found: number, expected: number): void {
  if (found !== expected) throw mismatch(what, found, expected)
}
const mismatch = (what: string, found: number, expected: number): Status =>
  invalidArgument(`${what}: ${found} vs. ${expected}`)

/** Throws unless an input is a matrix [batch, cells]; `dims` is the word in TensorFlow's message. */
export function checkMatrix(array: NDArray, name: string, dims: string, batch: number, cells: number): void {
  checkSize(`${name}.${dims}(0) != batch_size`, sizeAt(array, 0), batch)
  checkSize(`${name}.${dims}(1) != cell_size`, sizeAt(array, 1), cells)
  if (array.shape.length !== 2) throw invalidArgument(`${name} must be 2D`)
}

/** `values` by `names`. */
export const named = <Name extends string, Value>(
  names: readonly Name[],
  values: readonly Value[],
): Readonly<Record<Name, Value>> =>
  Object.fromEntries(names.map((name, i) => [name, values[i]])) as Readonly<Record<Name, Value>>

/** The elements of the inputs from `first` on, by `names`. */
export const floats = <Name extends string>(
  k: KernelContext,
  first: number,
  names: readonly Name[],
): Readonly<Record<Name, Float32Array>> =>
  named(
    names,
    names.map((_, i) => k.input(first + i).data as Float32Array),
  )
/** Arrays for the outputs, whose shapes are given in their order, and the elements by name. */
export function newOutputs<Name extends string>(
  k: KernelContext,
  shapes: Readonly<Record<Name, readonly number[]>>,
): { readonly arrays: NDArray[]; readonly data: Readonly<Record<Name, Float32Array>> } {
  const names = Object.keys(shapes) as Name[]
  const arrays = names.map((name, i) => k.newOutput(i, shapes[name]))
  return {
    arrays,
    data: named(
      names,
      arrays.map(array => array.data as Float32Array),
    ),
  }
}

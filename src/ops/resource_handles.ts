/** Handles of resources as 0.12 has them: references to two strings, the container and the name. */
import { invalidArgument } from '../errors/status.ts'
import type { InferenceContext } from '../graph/shape_inference.ts'
import type { KernelContext, VariableBuffer } from '../kernels/kernel.ts'
import { NDArray } from '../tensor/ndarray.ts'
import type { Shape } from '../tensor/shape.ts'

/** What a handle reference refers to: the strings that a fetch shows, and the resource itself. */
export class HandleBuffer implements VariableBuffer {
  readonly name: string
  readonly value: NDArray
  readonly resource: unknown
  constructor(name: string, value: NDArray, resource: unknown) {
    this.name = name
    this.value = value
    this.resource = resource
  }
  replace(): void {
    throw invalidArgument(`${this.name} is the handle of a resource and cannot be assigned to`)
  }
}

export function handleArray(container: string, name: string): NDArray {
  return new NDArray('string', [2], [Buffer.from(container), Buffer.from(name)])
}
/** Shapes of a handle: a vector of two. */
export const handleShape = (_c: InferenceContext): readonly Shape[] => [[2]]

/** The resource behind reference input `index`; undefined where it is no handle. */
export function resourceBehind(k: KernelContext, index: number): unknown {
  const buffer = k.variable(index)
  return buffer instanceof HandleBuffer ? buffer.resource : undefined
}

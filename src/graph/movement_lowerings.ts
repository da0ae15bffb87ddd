/**
 * Lowerings to the WebAssembly kernels of data movement (kernels/wasm/movement.ts): they take tensors only, what else the op's
 * inputs say is known when a plan is made. Inputs that the op refuses are left to its reference kernel, which says why.
 */

import type { AttrTable } from './attr_types.ts'
import { integersOf } from './kernel_helpers.ts'
import type { KernelLowering, PlanContext } from './op_def.ts'

/** The integers of input `index`, where they are known. */
export function knownIntegers(node: PlanContext, index: number): number[] | undefined {
  const value = node.value(index)
  return value && integersOf(value)
}

/**
 * A kernel that takes `operands` (input 0) with the attributes that `attrs` reads from the other inputs. `Attrs`: those of the op, where it
 * reads them, too; they cannot be inferred, for within a definition they are not known yet.
 */
export function movement<Attrs = AttrTable>(
  kernel: string,
  attrs: KernelLowering<Attrs>['attrs'],
  operands: KernelLowering<Attrs>['operands'] = [0],
): KernelLowering<NoInfer<Attrs>> {
  return { kind: 'kernel', kernel, operands, ...(attrs ? { attrs } : {}) }
}

/** A kernel along an axis of tensors of `rank` dimensions: input `axisInput` says it, negative from the end. */
export function alongAxis(
  kernel: string,
  axisInput: (count: number) => number,
  rank: (node: PlanContext) => number,
  operands: KernelLowering['operands'],
): KernelLowering {
  return movement(
    kernel,
    node => {
      const [given] = knownIntegers(node, axisInput(node.inputShapes.length)) ?? []
      const dims = rank(node)
      const axis = given !== undefined && given < 0 ? given + dims : given
      return axis === undefined || axis < 0 || axis >= dims ? undefined : { axis }
    },
    operands,
  )
}

/** A kernel along the axis that the attribute `axis` says, of tensors of `rank` dimensions. */
export function alongAxisAttr(kernel: string, rank: (node: PlanContext) => number): KernelLowering {
  return {
    kind: 'kernel',
    kernel,
    attrs: node => {
      const given = Number(node.attr('axis') ?? 0)
      const dims = rank(node)
      const axis = given < 0 ? given + dims : given
      return axis < 0 || axis >= dims ? undefined : { axis }
    },
  }
}

/** The dimensions of input `index`. */
export const rankOf =
  (index: number) =>
  (node: PlanContext): number =>
    node.inputShapes[index]?.length ?? 0

/** Whether `axes` holds each of 0 … rank − 1 once. */
export const isPermutation = (axes: readonly number[], rank: number): boolean =>
  axes.length === rank && new Set(axes).size === rank && axes.every(axis => axis >= 0 && axis < rank)

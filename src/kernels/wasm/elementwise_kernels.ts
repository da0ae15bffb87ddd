/** The kernels of elementwise work, reductions and data movement, by name. */
import { elementwiseKernel } from './elementwise.ts'
import { movementKernels } from './movement.ts'
import { gatherKernel } from './movement_gather.ts'
import { reduceKernel } from './reduce.ts'
import type { WasmKernel } from './step.ts'

export const kernels: Readonly<Record<string, WasmKernel>> = {
  elementwise: elementwiseKernel,
  ...movementKernels,
  gather: gatherKernel,
  reduce: reduceKernel,
}

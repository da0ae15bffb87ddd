/** The kernels of elementwise work, reductions and data movement, by name. */
import { castKernel, elementwiseKernel } from './elementwise.ts'
import { movementKernels } from './movement.ts'
import { gatherKernel } from './movement_gather.ts'
import { reduceKernel } from './reduce.ts'
import { argKernels } from './reduce_arg.ts'
import type { WasmKernel } from './step.ts'

export const kernels: Readonly<Record<string, WasmKernel>> = {
  elementwise: elementwiseKernel,
  cast: castKernel,
  ...movementKernels,
  gather: gatherKernel,
  reduce: reduceKernel,
  ...argKernels,
}

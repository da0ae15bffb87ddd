/** The kernels of elementwise work, reductions and data movement, by name. */
import { castKernel, elementwiseKernel } from './elementwise.ts'
import { movementKernels } from '../movement/movement.ts'
import { gatherKernel } from '../movement/gather.ts'
import { reduceKernel } from '../reduce/reduce.ts'
import { argKernels } from '../reduce/arg.ts'
import type { WasmKernel } from '../step.ts'

export const kernels: Readonly<Record<string, WasmKernel>> = {
  elementwise: elementwiseKernel,
  cast: castKernel,
  ...movementKernels,
  gather: gatherKernel,
  reduce: reduceKernel,
  ...argKernels,
}

/** The kernels of elementwise work, reductions and data movement, by name. */

import { gatherKernel } from '../movement/gather.ts'
import { movementKernels } from '../movement/movement.ts'
import { argKernels } from '../reduce/arg.ts'
import { reduceKernel } from '../reduce/reduce.ts'
import type { WasmKernel } from '../step.ts'
import { castKernel, elementwiseKernel } from './elementwise.ts'

export const kernels: Readonly<Record<string, WasmKernel>> = {
  elementwise: elementwiseKernel,
  cast: castKernel,
  ...movementKernels,
  gather: gatherKernel,
  reduce: reduceKernel,
  ...argKernels,
}

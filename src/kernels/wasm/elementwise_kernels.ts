/** The kernels of elementwise work, reductions and data movement, by name. */
import { elementwiseKernel } from './elementwise.ts'
import type { WasmKernel } from './step.ts'

export const kernels: Readonly<Record<string, WasmKernel>> = {
  elementwise: elementwiseKernel,
}

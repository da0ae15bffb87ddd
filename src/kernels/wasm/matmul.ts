import type { WasmKernel } from './step.ts'
export const MATMUL_KERNELS: readonly (readonly [string, WasmKernel])[] = []

/** The WebAssembly kernels by the names that ops' lowerings use. */
import { kernels } from './elementwise_kernels.ts'
import { MATMUL_KERNELS } from './matmul.ts'
import { SOFTMAX_KERNELS } from './softmax.ts'
import type { WasmKernel } from './step.ts'

export const WASM_KERNELS: ReadonlyMap<string, WasmKernel> = new Map([...MATMUL_KERNELS, ...SOFTMAX_KERNELS])

/** The WebAssembly kernels by the names that ops' lowerings use. */
import { MATMUL_KERNELS } from './matmul.ts'
import type { WasmKernel } from './step.ts'

export const WASM_KERNELS: ReadonlyMap<string, WasmKernel> = new Map([...MATMUL_KERNELS])

/** The WebAssembly kernels by the names that ops' lowerings use. */
import { BATCH_NORM_KERNELS } from './batch_norm.ts'
import { CONV_KERNELS } from './conv.ts'
import { DEPTHWISE_KERNELS } from './conv_depthwise.ts'
import { kernels } from './elementwise_kernels.ts'
import { LRN_KERNELS } from './lrn.ts'
import { MATMUL_KERNELS } from './matmul.ts'
import { BLOCK_KERNELS } from './movement_blocks.ts'
import { oneHotKernel } from './one_hot.ts'
import { POOL_KERNELS } from './pool.ts'
import { POOL_GRADIENT_KERNELS } from './pool_gradients.ts'
import { RANDOM_KERNELS } from './random.ts'
import { RESIZE_KERNELS } from './resize.ts'
import { scanKernel } from './scan.ts'
import { SCATTER_KERNELS } from './scatter.ts'
import { SOFTMAX_KERNELS } from './softmax.ts'
import type { WasmKernel } from './step.ts'
import { inTopK, topK } from './top_k.ts'
import { UPDATE_KERNELS } from './updates.ts'

export const WASM_KERNELS: ReadonlyMap<string, WasmKernel> = new Map([
  ...Object.entries(kernels),
  ...MATMUL_KERNELS,
  ...CONV_KERNELS,
  ...DEPTHWISE_KERNELS,
  ...SOFTMAX_KERNELS,
  ...SCATTER_KERNELS,
  ...UPDATE_KERNELS,
  ...RANDOM_KERNELS,
  ...BLOCK_KERNELS,
  ...BATCH_NORM_KERNELS,
  ...LRN_KERNELS,
  ...RESIZE_KERNELS,
  ['one_hot', oneHotKernel],
  ['scan', scanKernel],
  ['top_k', topK],
  ['in_top_k', inTopK],
  ...POOL_KERNELS,
  ...POOL_GRADIENT_KERNELS,
])

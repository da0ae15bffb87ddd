/** The WebAssembly kernels by the names that ops' lowerings use. */

import { CONV_KERNELS } from './convolution/conv.ts'
import { DEPTHWISE_KERNELS } from './convolution/depthwise.ts'
import { COMPONENT_KERNELS } from './elementwise/components.ts'
import { kernels } from './elementwise/kernels.ts'
import { UPDATE_KERNELS } from './elementwise/updates.ts'
import { matrixBand } from './movement/bands.ts'
import { BLOCK_KERNELS } from './movement/blocks.ts'
import { CROP_KERNELS } from './movement/crops.ts'
import { DYNAMIC_KERNELS } from './movement/dynamic.ts'
import { mirrorFold } from './movement/folds.ts'
import { oneHotKernel } from './movement/one_hot.ts'
import { resample } from './movement/resample.ts'
import { RESIZE_KERNELS } from './movement/resize.ts'
import { ROW_SUM_KERNELS } from './movement/row_sums.ts'
import { SCATTER_KERNELS } from './movement/scatter.ts'
import { reverseSequence } from './movement/sequences.ts'
import { multinomial } from './multinomial.ts'
import { BATCH_NORM_KERNELS } from './normalization/batch_norm.ts'
import { LRN_KERNELS } from './normalization/lrn.ts'
import { SOFTMAX_KERNELS } from './normalization/softmax.ts'
import { POOL_GRADIENT_KERNELS } from './pool/gradients.ts'
import { POOL_KERNELS } from './pool/pool.ts'
import { POOL3D_KERNELS } from './pool/pool3d.ts'
import { MATMUL_KERNELS } from './product/matmul.ts'
import { RANDOM_KERNELS } from './random.ts'
import { randomGamma } from './random_gamma.ts'
import { l2Loss } from './reduce/l2_loss.ts'
import { scanKernel } from './reduce/scan.ts'
import { inTopK, topK } from './reduce/top_k.ts'
import type { WasmKernel } from './step.ts'
import { CONV3D_KERNELS } from './volume/conv3d.ts'

export const WASM_KERNELS: ReadonlyMap<string, WasmKernel> = new Map([
  ...Object.entries(kernels),
  ...DYNAMIC_KERNELS,
  ...MATMUL_KERNELS,
  ...CONV_KERNELS,
  ...CONV3D_KERNELS,
  ...DEPTHWISE_KERNELS,
  ...SOFTMAX_KERNELS,
  ...SCATTER_KERNELS,
  ...ROW_SUM_KERNELS,
  ...UPDATE_KERNELS,
  ...COMPONENT_KERNELS,
  ...RANDOM_KERNELS,
  ['random_gamma', randomGamma],
  ['multinomial', multinomial],
  ...BLOCK_KERNELS,
  ...BATCH_NORM_KERNELS,
  ...LRN_KERNELS,
  ...RESIZE_KERNELS,
  ...CROP_KERNELS,
  ['matrix_band', matrixBand],
  ['mirror_fold', mirrorFold],
  ['reverse_sequence', reverseSequence],
  ['resample', resample],
  ['one_hot', oneHotKernel],
  ['scan', scanKernel],
  ['top_k', topK],
  ['l2_loss', l2Loss],
  ['in_top_k', inTopK],
  ...POOL_KERNELS,
  ...POOL_GRADIENT_KERNELS,
  ...POOL3D_KERNELS,
])

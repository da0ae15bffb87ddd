/** Sparse tensors are fetched as `SparseTensorValue`s and fed with them, or with [indices, values, shape]. */
import type { TensorLike } from '../graph/build/convert.ts'
import { SparseTensor, SparseTensorValue } from '../graph/build/sparse_tensor.ts'
import { registerFeedConversion, zipped } from './feeds.ts'
import { registerFetchConversion } from './fetches.ts'

registerFetchConversion({
  accepts: value => value instanceof SparseTensor,
  parts: (sparse: SparseTensor) => [sparse.indices, sparse.values, sparse.shape],
  build: parts => new SparseTensorValue(...(parts as [TensorLike, TensorLike, TensorLike])),
})
registerFeedConversion({
  accepts: key => key instanceof SparseTensor,
  expand: ({ indices, values, shape }: SparseTensor, value: unknown) => zipped([indices, values, shape], value),
})

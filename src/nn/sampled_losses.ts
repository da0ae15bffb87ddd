/** Losses over many classes, computed on a sample of them (ops/nn.py). */

import { pyfunction } from '../calling/signature.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import type { Tensor } from '../graph/tensor.ts'
import { concat } from '../ops/array/concat_ops.ts'
import { pack } from '../ops/array/pack_ops.ts'
import { slice } from '../ops/array/slice_ops.ts'
import { mul } from '../ops/math/arithmetic_ops.ts'
import { cast } from '../ops/math/cast_ops.ts'
import { ones } from '../ops/math/constant_op.ts'
import { log } from '../ops/math/function_ops.ts'
import { matmul } from '../ops/math/matmul_ops.ts'
import { minus, over, plus } from '../ops/math/operators.ts'
import { expand_dims, reshape, shape } from '../ops/math/shape_ops.ts'
import { ones_like, zeros_like } from '../ops/math/zeros_like_ops.ts'
import { softmax_cross_entropy_with_logits } from '../ops/nn/xent_ops.ts'
import {
  type Candidates,
  compute_accidental_hits,
  log_uniform_candidate_sampler,
} from '../ops/random/candidate_sampling_ops.ts'
import { sparse_to_dense } from '../ops/sparse/sparse_dense_ops.ts'
import { int32, int64 } from '../tensor/dtypes.ts'
import { int } from '../tensor/literals.ts'
import { type EmbeddingParams, embedding_lookup } from './embedding.ts'
import { sigmoid_cross_entropy_with_logits } from './losses.ts'

interface SampledArgs {
  weights: EmbeddingParams
  biases: EmbeddingParams
  inputs: TensorLike
  labels: TensorLike
  num_sampled: number
  num_classes: number
  num_true: number
  sampled_values: Candidates | null
  remove_accidental_hits: boolean
  partition_strategy: string
  name: Name
}

/** The sum of each row, as a product that runs on any device. */
function sumRows(x: Tensor): Tensor {
  const columns = shape(x).at(1)
  const column = ones(pack([columns, 1]), x.dtype)
  return reshape(matmul(x, column), [-1])
}

/** Logits of the true and the sampled classes, [batch, num_true + num_sampled], and the labels that belong to them. */
function sampledLogits(args: SampledArgs): [logits: Tensor, labels: Tensor] {
  const { num_true, num_sampled, num_classes, partition_strategy } = args
  const weights = Array.isArray(args.weights) ? args.weights : [args.weights]
  return withScope(args.name, 'compute_sampled_logits', [...weights, args.biases, args.inputs, args.labels], () => {
    let labels = convertToTensor(args.labels)
    const inputs = convertToTensor(args.inputs)
    if (labels.dtype.base_dtype !== int64) labels = cast(labels, int64)
    const flat = reshape(labels, [-1])
    const [sampled, trueCount, sampledCount] =
      args.sampled_values ??
      log_uniform_candidate_sampler({
        true_classes: labels,
        num_true,
        num_sampled,
        unique: true,
        range_max: num_classes,
      })
    const ids = concat(0, [flat, sampled])
    const allWeights = embedding_lookup(args.weights, ids, { partition_strategy })
    const allBiases = embedding_lookup(args.biases, ids)
    const trueWeights = slice(allWeights, [0, 0], pack([shape(flat).at(0), -1]))
    const trueBiases = slice(allBiases, [0], shape(flat))
    const dim = shape(trueWeights).at('1:2')
    const grouped = concat(0, [[-1, num_true], dim])
    const products = mul(expand_dims(inputs, 1), reshape(trueWeights, grouped))
    const matrix = reshape(products, concat(0, [[-1], dim]))
    let trueLogits = reshape(sumRows(matrix), [-1, num_true])
    trueLogits = plus(trueLogits, reshape(trueBiases, [-1, num_true]))
    const sampledWeights = slice(allWeights, pack([shape(flat).at(0), 0]), [-1, -1])
    const sampledBiases = slice(allBiases, shape(flat), [-1])
    let logits = plus(matmul(inputs, sampledWeights, { transpose_b: true }), sampledBiases)
    if (args.remove_accidental_hits) logits = withoutHits(logits, labels, sampled, num_true, num_sampled)
    // what is sampled often counts less
    trueLogits = minus(trueLogits, log(trueCount))
    logits = minus(logits, log(sampledCount))
    const all = concat(1, [trueLogits, logits])
    const wanted = concat(1, [over(ones_like(trueLogits), num_true), zeros_like(logits)])
    return [all, wanted]
  })
}

/** Sampled classes that are true ones get a logit without a chance. */
function withoutHits(logits: Tensor, labels: Tensor, sampled: Tensor, num_true: number, num_sampled: number): Tensor {
  const [rows, ids, weights] = compute_accidental_hits(labels, sampled, { num_true })
  const rows2d = reshape(rows, [-1, 1])
  const ids2d = reshape(cast(ids, int32), [-1, 1])
  const indices = concat(1, [rows2d, ids2d], { name: 'sparse_indices' })
  const dense = concat(0, [shape(labels).at(':1'), expand_dims(int(num_sampled), 0)])
  const values = weights.dtype.base_dtype === logits.dtype.base_dtype ? weights : cast(weights, logits.dtype)
  return plus(logits, sparse_to_dense(indices, dense, values, { default_value: 0, validate_indices: false }))
}

/**
 * Noise-contrastive estimation: for each example [batch] the logistic loss of telling its `num_true` true classes from
 * `num_sampled` sampled ones. `weights` [num_classes, dim] (or parts of it), `biases` [num_classes], `inputs` [batch, dim],
 * `labels` [batch, num_true].
 */
export const nce_loss = pyfunction(
  "nce_loss(weights, biases, inputs, labels, num_sampled, num_classes, num_true=1, sampled_values=None, remove_accidental_hits=False, partition_strategy='mod', name='nce_loss')",
  (args: SampledArgs): Tensor => {
    const [logits, labels] = sampledLogits(args)
    return sumRows(sigmoid_cross_entropy_with_logits(logits, labels, { name: 'sampled_losses' }))
  },
)
/** The softmax cross entropy among the true and the sampled classes. For training only. Arguments as for `nce_loss`. */
export const sampled_softmax_loss = pyfunction(
  "sampled_softmax_loss(weights, biases, inputs, labels, num_sampled, num_classes, num_true=1, sampled_values=None, remove_accidental_hits=True, partition_strategy='mod', name='sampled_softmax_loss')",
  (args: SampledArgs): Tensor => {
    const [logits, labels] = sampledLogits(args)
    return softmax_cross_entropy_with_logits(logits, labels)
  },
)

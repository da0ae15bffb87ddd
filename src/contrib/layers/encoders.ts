/** Sequences of ids as embeddings (contrib/layers/python/layers/encoders.py). */

import { pythonStr, tupleRepr } from '../../calling/python_repr.ts'
import { pyfunction, toNumber } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { isBare, type TensorLike } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { embedding_lookup } from '../../nn/embedding.ts'
import { reduce_mean } from '../../ops/math/reduction_ops.ts'
import { type VariableScope, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Initializer } from '../../ops/variables/variable_types.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { int, type PyInt } from '../../tensor/literals.ts'
import { model_variable } from '../framework/variables.ts'
import { embedding_lookup_unique, safe_embedding_lookup_sparse } from './embedding_ops.ts'
import type { Regularizer } from './regularizers.ts'
import { dense_to_sparse_tensor } from './sparse_ops.ts'

interface EncoderArgs {
  ids: TensorLike | SparseTensor
  vocab_size: number | PyInt | null
  embed_dim: number | PyInt | null
  initializer: Initializer | null
  regularizer: Regularizer | null
  trainable: boolean
  scope: string | VariableScope | null
  reuse: boolean | null
}
const isMissing = (size: number | PyInt | null): boolean => size === null || toNumber(size) === 0

const embeddings = (args: EncoderArgs, shape: readonly number[] | null): Variable => {
  const { initializer, regularizer, trainable } = args
  return model_variable('embeddings', { shape, initializer, regularizer, trainable } as never)
}
/** Bare numbers are ids, which are whole. */
const wholeNumbers = (ids: TensorLike): TensorLike =>
  Array.isArray(ids) && isBare(ids) ? ids.map(item => wholeNumbers(item)) : typeof ids === 'number' ? int(ids) : ids
const sizes = ({ vocab_size, embed_dim }: EncoderArgs): number[] => [vocab_size, embed_dim].map(size => toNumber(size))

/**
 * The mean of the embeddings of the ids of each row, [batch, embed_dim], out of the variable `embeddings`. `ids`: [batch, length], dense or
 * sparse. With `sparse_lookup` ids 0 of a dense tensor are left out, and a row of no ids has the embedding 0.
 *
 * Errors: ValueError without sizes, TypeError for sparse ids without `sparse_lookup`.
 */
export const bow_encoder = pyfunction(
  'bow_encoder(ids, vocab_size, embed_dim, sparse_lookup=True, initializer=None, regularizer=None, trainable=True, scope=None, reuse=None)',
  ({ sparse_lookup, ...args }: EncoderArgs & { sparse_lookup: boolean }): Tensor => {
    const { ids, scope, reuse } = args
    if (isMissing(args.vocab_size) || isMissing(args.embed_dim))
      throw new ValueError('Must specify vocab size and embedding dimension')
    return variable_scope(scope, { default_name: 'bow_encoder', values: [ids], reuse }, () => {
      const table = embeddings(args, sizes(args))
      if (sparse_lookup) {
        const sparse = ids instanceof SparseTensor ? ids : dense_to_sparse_tensor(wholeNumbers(ids))
        return safe_embedding_lookup_sparse([table], sparse, { combiner: 'mean', default_id: int(0) })
      }
      if (ids instanceof SparseTensor)
        throw new TypeError(tupleRepr(['ids are expected to be dense Tensor, got: %s', ids]))
      return reduce_mean(embedding_lookup(table, ids), { reduction_indices: int(1) })
    })
  },
)

/**
 * The embeddings of `ids`, [batch, length]: [batch, length, embed_dim], out of the variable `embeddings`. `unique`: each id is looked up
 * once, see `embedding_lookup_unique`. With `reuse` the sizes may be left out. Errors: ValueError without sizes.
 *
 *     const words = tf.contrib.layers.embed_sequence(ids, { vocab_size: 10000, embed_dim: 50 })
 */
export const embed_sequence = pyfunction(
  'embed_sequence(ids, vocab_size=None, embed_dim=None, unique=False, initializer=None, regularizer=None, trainable=True, scope=None, reuse=None)',
  ({ unique, ...args }: EncoderArgs & { unique: boolean }): Tensor => {
    const { vocab_size, embed_dim, scope, reuse } = args
    if (!reuse && (isMissing(vocab_size) || isMissing(embed_dim))) {
      throw new ValueError(
        `Must specify vocab size and embedding dimension when notreusing. Got vocab_size=${pythonStr(vocab_size)} and embed_dim=${pythonStr(embed_dim)}`,
      )
    }
    return variable_scope(scope, { default_name: 'EmbedSequence', values: [args.ids], reuse }, () => {
      const table = embeddings(args, vocab_size === null || embed_dim === null ? null : sizes(args))
      const ids = args.ids as TensorLike
      return unique ? embedding_lookup_unique(table, ids) : embedding_lookup(table, ids)
    })
  },
)

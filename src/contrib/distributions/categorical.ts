/** The categorical distribution (contrib/distributions/python/ops/categorical.py). */

import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { convertToTensor, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { gather } from '../../ops/array/gather_ops.ts'
import { s, sliceHelper } from '../../ops/array/slice_ops.ts'
import { transpose } from '../../ops/array/transpose_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { argmax } from '../../ops/math/arg_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { constant, ones } from '../../ops/math/constant_op.ts'
import { exp } from '../../ops/math/function_ops.ts'
import { minus, negated, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { expand_dims, rank, reshape, shape } from '../../ops/math/shape_ops.ts'
import { ones_like } from '../../ops/math/zeros_like_ops.ts'
import { log_softmax, softmax } from '../../ops/nn/softmax_ops.ts'
import { softmax_cross_entropy_with_logits, sparse_softmax_cross_entropy_with_logits } from '../../ops/nn/xent_ops.ts'
import { multinomial } from '../../ops/random/random_ops.ts'
import { as_dtype, type DTypeLike, int32 } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { type CommonArgs, ScalarDistribution, type Seed } from './distribution.ts'
import { get_logits_and_prob } from './distribution_util.ts'
import { RegisterKL } from './kullback_leibler.ts'

interface CategoricalArgs extends CommonArgs {
  logits: TensorLike | null
  p: TensorLike | null
  dtype: DTypeLike
}

interface Sizes {
  readonly batchRank: Tensor
  readonly numClasses: Tensor
  readonly batchShape: Tensor
}
/** The sizes of a batch of classes [..., num_classes]: constants as far as they are known. */
function sizesOf(logits: Tensor): Sizes {
  const known = logits.get_shape().with_rank_at_least(1)
  const batchRank =
    known.ndims !== null
      ? convertToTensor(int(known.ndims - 1), { dtype: int32, name: 'batch_rank' })
      : withScope('batch_rank', null, [], () => minus(rank(logits), int(1)))
  const dims = shape(logits, { name: 'logits_shape' })
  const classes = known.at(-1).value
  const numClasses =
    classes !== null
      ? convertToTensor(int(classes), { dtype: int32, name: 'num_classes' })
      : gather(dims, batchRank, { name: 'num_classes' })
  const batch = known.slice(null, -1)
  const batchShape = batch.is_fully_defined()
    ? constant(batch.as_list() as number[], { dtype: int32, name: 'batch_shape' })
    : withScope('batch_shape', null, [], () => sliceHelper(dims, [s(null, -1)]))
  return { batchRank, numClasses, batchShape }
}

const CATEGORICAL_TEXT =
  "Categorical(logits=None, p=None, dtype=int32, validate_args=False, allow_nan_stats=True, name='Categorical')"

/**
 * Class numbers 0 … num_classes − 1, with the probabilities `p` [..., num_classes] or those of which `logits` are the
 * unnormalised logarithms. Samples have the type `dtype`. Errors: ValueError unless exactly one of the two is given.
 */
export class Categorical extends ScalarDistribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.categorical'
  _logits: Tensor
  _p: Tensor
  _batch_rank: Tensor
  _num_classes: Tensor
  _batch_shape_val: Tensor

  constructor(...args: PythonArguments<typeof CATEGORICAL_TEXT, CategoricalArgs>) {
    const parameters = CATEGORICAL.bind(args)
    const { logits, p, dtype, validate_args, allow_nan_stats, name } = parameters as unknown as CategoricalArgs
    const made = withScope(
      name,
      null,
      [logits].filter(given => given !== null),
      scope => {
        const [ownLogits, ownP] = get_logits_and_prob({ name, logits, p, validate_args, multidimensional: true })
        return { scope, logits: ownLogits, p: ownP, ...sizesOf(ownLogits) }
      },
    )
    super({
      dtype: as_dtype(dtype),
      is_continuous: false,
      is_reparameterized: false,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [made.logits, made.numClasses],
      name: made.scope,
    })
    this._logits = made.logits
    this._p = made.p
    this._batch_rank = made.batchRank
    this._num_classes = made.numClasses
    this._batch_shape_val = made.batchShape
  }
  /** How many classes there are: an int32 scalar. */
  get num_classes(): Tensor {
    return this._num_classes
  }
  get logits(): Tensor {
    return this._logits
  }
  get p(): Tensor {
    return this._p
  }
  override _batch_shape(): Tensor {
    return identity(this._batch_shape_val)
  }
  override _get_batch_shape(): TensorShape {
    return this.logits.get_shape().slice(null, -1)
  }
  /** The logits as a matrix. */
  _logits_2d(): Tensor {
    return this.logits.get_shape().ndims === 2 ? this.logits : reshape(this.logits, [int(-1), this.num_classes])
  }
  override _sample_n(n: Tensor, seed: Seed): Tensor {
    const samples = cast(multinomial(this._logits_2d(), n, { seed: seed as number | null }), this.dtype) as Tensor
    const flat = transpose(samples)
    return reshape(flat, concat(0, [[n], this.batch_shape()]))
  }
  override _log_prob(given: Tensor): Tensor {
    let k = convertToTensor(given, { name: 'k' })
    let { logits } = this
    if (!logits.get_shape().slice(null, -1).equals(k.get_shape())) {
      logits = times(logits, ones_like(expand_dims(k, -1), { dtype: logits.dtype }))
      const dims = sliceHelper(shape(logits), [s(null, -1)])
      k = times(k, ones(dims, { dtype: k.dtype }))
      k.set_shape(logits.get_shape().slice(null, -1))
    }
    return negated(sparse_softmax_cross_entropy_with_logits(logits, k))
  }
  override _prob(k: Tensor): Tensor {
    return exp(this._log_prob(k))
  }
  override _entropy(): Tensor {
    const logits = this._logits_2d()
    const crossEntropy = softmax_cross_entropy_with_logits(logits, softmax(logits))
    const entropy = reshape(crossEntropy, this.batch_shape())
    entropy.set_shape(this.get_batch_shape())
    return entropy
  }
  /** The class with the highest probability. */
  override _mode(): Tensor {
    const mode = cast(argmax(this.logits, { dimension: this._batch_rank }), this.dtype) as Tensor
    mode.set_shape(this.get_batch_shape())
    return mode
  }
}
// @ts-expect-error the guarded class takes its place
Categorical = guardedClass(Categorical)
const CATEGORICAL = setSignature(Categorical, CATEGORICAL_TEXT)

RegisterKL(
  Categorical,
  Categorical,
)((a, b, { name }) =>
  withScope(name, 'kl_categorical_categorical', [a.logits, b.logits], () => {
    const probabilities = softmax(a.logits)
    const own = log_softmax(a.logits)
    return reduce_sum(times(probabilities, minus(own, log_softmax(b.logits))), { reduction_indices: [-1] })
  }),
)

/** Mixtures of distributions (contrib/distributions/python/ops/mixture.py). */

import { pythonStr } from '../../calling/python_repr.ts'
import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { constantValue } from '../../graph/infer.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { reduce_logsumexp } from '../../ops/array/composed_reductions.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { gather } from '../../ops/array/gather_ops.ts'
import { pack, unpack } from '../../ops/array/pack_ops.ts'
import { dynamic_partition, dynamic_stitch } from '../../ops/array/partition_ops.ts'
import { tile } from '../../ops/array/tile_ops.ts'
import { assert_equal } from '../../ops/checks/check_ops.ts'
import { add_n } from '../../ops/math/add_n_ops.ts'
import { exp } from '../../ops/math/function_ops.ts'
import { plus, times } from '../../ops/math/operators.ts'
import { reduce_prod } from '../../ops/math/reduction_ops.ts'
import { range } from '../../ops/math/sequence_ops.ts'
import { expand_dims, reshape, shape, size } from '../../ops/math/shape_ops.ts'
import { log_softmax, softmax } from '../../ops/nn/softmax_ops.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { Categorical } from './categorical.ts'
import { type CommonArgs, Distribution, type Seed } from './distribution.ts'
import { gen_new_seed } from './distribution_util.ts'

interface MixtureArgs extends CommonArgs {
  cat: Categorical
  components: readonly Distribution[]
}

/** What the components must agree in. */
interface Agreed {
  readonly event: TensorShape
  readonly batch: TensorShape
}
function checkComponents(cat: unknown, given: unknown): Agreed {
  if (!(cat instanceof Categorical))
    throw new TypeError(`cat must be a Categorical distribution, but saw: ${pythonStr(cat)}`)
  if (!given || (Array.isArray(given) && given.length === 0))
    throw new ValueError('components must be a non-empty list or tuple')
  if (!Array.isArray(given)) throw new TypeError(`components must be a list or tuple, but saw: ${pythonStr(given)}`)
  if (!given.every(one => one instanceof Distribution)) {
    throw new TypeError(`all entries in components must be Distribution instances but saw: ${pythonStr(given)}`)
  }
  const components = given as readonly Distribution[]
  const [first] = components as [Distribution]
  const listed = (of: (one: Distribution) => unknown): string =>
    `[${components.map(one => `('${one.name}', ${pythonStr(of(one))})`).join(', ')}]`
  if (components.some(one => one.dtype !== first.dtype)) {
    const types = listed(one => one.dtype.repr())
    throw new TypeError(`All components must have the same dtype, but saw dtypes: ${types}`)
  }
  if (components.some(one => one.is_continuous !== first.is_continuous)) {
    throw new TypeError(
      `All components must either be continuous or not, but continuity values are: ${listed(one => one.is_continuous)}`,
    )
  }
  let event = first.get_event_shape()
  let batch = cat.get_batch_shape()
  for (const one of components) {
    event = event.merge_with(one.get_event_shape())
    batch = batch.merge_with(one.get_batch_shape())
  }
  if (event.ndims === null) {
    throw new ValueError(
      'Expected to know rank(event_shape) from components, but none of the components provide a static number of ndims',
    )
  }
  return { event, batch }
}

function checkCount(cat: Categorical, components: readonly Distribution[]): void {
  const known = constantValue(cat.num_classes)
  if (!known) {
    throw new ValueError(
      'Could not infer number of classes from cat and unable to compare this value to the number of components passed in.',
    )
  }
  const classes = Number(known.item())
  if (classes !== components.length)
    throw new ValueError(`cat.num_classes != len(components): ${classes} vs. ${components.length}`)
}

/** Assertions that the batches of the components are that of `cat`. */
function batchAssertions(components: readonly Distribution[], batch: Tensor, batchRank: Tensor): readonly Operation[] {
  const shapes = components.map(one => one.batch_shape())
  const ranks = shapes.map(dims => size(dims))
  const message = (i: number): string => `components[${i}] batch shape must match cat batch shape`
  const ofRanks = ranks.map((rank, i) => assert_equal(batchRank, rank, { message: message(i) }))
  return [...ofRanks, ...shapes.map((dims, i) => assert_equal(batch, dims, { message: message(i) }))]
}

const MIXTURE_TEXT = "Mixture(cat, components, validate_args=False, allow_nan_stats=True, name='Mixture')"

const METHODS = {
  entropy_lower_bound: "entropy_lower_bound(name='entropy_lower_bound')",
} as const

/**
 * The distribution of one of several `components`, which the Categorical `cat` chooses: batches of both are of the same shape.
 * Errors: TypeError where the components differ in type or kind, ValueError where their shapes or their number do not fit.
 */
export class Mixture extends Distribution {
  static override readonly pythonModule: string = 'tensorflow.contrib.distributions.python.ops.mixture'
  _cat: Categorical
  _components: readonly Distribution[]
  _assertions: readonly Operation[]
  _static_event_shape: TensorShape
  _static_batch_shape: TensorShape

  constructor(...args: PythonArguments<typeof MIXTURE_TEXT, MixtureArgs>) {
    const parameters = MIXTURE.bind(args)
    const { cat, components, validate_args, allow_nan_stats, name } = parameters as unknown as MixtureArgs
    const agreed = checkComponents(cat, components)
    const made = withScope(name, null, [cat.logits], scope => {
      checkCount(cat, components)
      const batch = cat.batch_shape()
      const batchRank = size(batch)
      return { scope, assertions: validate_args ? batchAssertions(components, batch, batchRank) : [] }
    })
    const [first] = components as [Distribution]
    super({
      dtype: first.dtype,
      is_reparameterized: false,
      is_continuous: first.is_continuous,
      validate_args,
      allow_nan_stats,
      parameters,
      graph_parents: [...cat._graph_parents, ...components.flatMap(one => one._graph_parents)],
      name: made.scope,
    })
    this._cat = cat
    this._components = [...components]
    this._assertions = made.assertions
    this._static_event_shape = agreed.event
    this._static_batch_shape = agreed.batch
  }
  /** What chooses the component. */
  get cat(): Categorical {
    return this._cat
  }
  get components(): readonly Distribution[] {
    return this._components
  }
  get num_components(): number {
    return this._components.length
  }
  override _batch_shape(): Tensor {
    return this._cat.batch_shape()
  }
  override _get_batch_shape(): TensorShape {
    return this._static_batch_shape
  }
  override _event_shape(): Tensor {
    return (this._components[0] as Distribution).event_shape()
  }
  override _get_event_shape(): TensorShape {
    return this._static_event_shape
  }
  override _mean(): Tensor {
    return control_dependencies(this._assertions, () => {
      const means = this.components.map(one => one.mean())
      const ndims = this.get_event_shape().ndims as number
      // beside events, a probability has as many dimensions of 1
      const weights = this._cat_probs(softmax).map(p =>
        Array.from({ length: ndims }).reduce<Tensor>(x => expand_dims(x, -1), p),
      )
      return add_n(weights.map((p, i) => times(p, means[i])))
    })
  }
  override _log_prob(given: Tensor): Tensor {
    return control_dependencies(this._assertions, () => {
      const x = convertToTensor(given, { name: 'x' })
      const own = this.components.map(one => one.log_prob(x))
      const terms = this._cat_probs(log_softmax).map((p, i) => plus(p, own[i]))
      return reduce_logsumexp(pack(terms, 0), [0])
    })
  }
  override _prob(x: Tensor): Tensor {
    return exp(this._log_prob(x))
  }
  /**
   * Each component is drawn as often as `cat` chose it, for all of its batch; of each draw the element of the batch that chose it is
   * kept, and put where it was chosen.
   */
  override _sample_n(given: Tensor, firstSeed: Seed): Tensor {
    return control_dependencies(this._assertions, () => {
      const count = convertToTensor(given, { name: 'n', bare: int32 })
      const known = constantValue(count)
      const n: TensorLike = known ? int(Number(known.item())) : count
      const chosen = this.cat.sample_n(n, firstSeed)
      const dims = samplesOf(chosen)
      const [batchSize, event] = this._sizes()
      const indices = reshape(range(int(0), dims.size), dims.shape)
      const parts = dynamic_partition(indices, chosen, this.num_components)
      const batch = reshape(tile(range(int(0), batchSize), [n]), dims.shape)
      const ofBatch = dynamic_partition(batch, chosen, this.num_components)
      let seed = firstSeed
      const samples = this.components.map((one, c) => {
        const draws = size(parts[c] as Tensor)
        seed = gen_new_seed(seed, 'mixture')
        const drawn = one.sample_n(draws, seed)
        const lookup = plus(times(batchSize, range(draws)), ofBatch[c])
        const flat = reshape(drawn, concat(0, [[times(draws, batchSize)], event]))
        return gather(flat, lookup, { name: 'samples_class_c_gather' })
      })
      const flat = dynamic_stitch(parts, samples)
      const result = reshape(flat, concat(0, [dims.shape, this.event_shape()]))
      result.set_shape(chosen.get_shape().concatenate(this.get_event_shape()))
      return result
    })
  }
  /** The number of elements of the batch, and the shape of events: numbers as far as they are known. */
  _sizes(): readonly [batchSize: TensorLike, event: TensorLike] {
    const batch = this.get_batch_shape()
    const batchSize = batch.is_fully_defined() ? int(batch.num_elements() as number) : reduce_prod(this.batch_shape())
    const event = this.get_event_shape()
    return [batchSize, event.is_fully_defined() ? NDArray.of(event.as_list() as number[], int32) : this.event_shape()]
  }
  /** What the entropy is not below: the mean of those of the components. */
  entropy_lower_bound(...args: PythonArguments<typeof METHODS.entropy_lower_bound, { name: Name }>): Tensor
  entropy_lower_bound(name: Name): Tensor {
    using _scope = this._name_scope(name, [this.cat.logits])
    return control_dependencies(this._assertions, () => {
      const entropies = this.components.map(one => one.entropy())
      return add_n(this._cat_probs(softmax).map((p, i) => times(p, entropies[i])))
    })
  }
  /** The probabilities of the components, or their logarithms, one by one. */
  _cat_probs(which: (logits: Tensor) => Tensor): readonly Tensor[] {
    return unpack(which(this.cat.logits), { num: this.num_components, axis: -1 })
  }
}
// @ts-expect-error the guarded class takes its place
Mixture = guardedClass(Mixture)
const MIXTURE = setSignature(Mixture, MIXTURE_TEXT)
setMethodSignatures(Mixture, ...Object.values(METHODS))

/** The shape and the number of samples: numbers where they are known. */
function samplesOf(samples: Tensor): { readonly shape: TensorLike; readonly size: TensorLike } {
  const known = samples.get_shape()
  if (known.is_fully_defined())
    return { shape: (known.as_list() as number[]).map(dim => int(dim)), size: int(known.num_elements() as number) }
  return { shape: shape(samples), size: size(samples) }
}

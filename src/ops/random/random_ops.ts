/** Random tensors (ops/random_ops.py, core/kernels/random_op.cc). Every node is the start of a stream that lasts as long as the session. */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { defineOp, type Lowering, type OpSpec } from '../../graph/op_def.ts'
import { get_seed } from '../../graph/seeds.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { RANDOM_KERNELS } from '../../kernels/reference/random/random.ts'
import { as_dtype, type DType, type DTypeLike, int32 } from '../../tensor/dtypes.ts'
import { PyFloat } from '../../tensor/literals.ts'
import { elementwiseBlocks, gammaBlocks, multinomialBlocks } from '../../tensor/random/index.ts'
import { numElements } from '../../tensor/shape.ts'
import { add } from '../math/arithmetic_ops.ts'
import { minus, over, plus, times } from '../math/operators.ts'
import { zeros_like } from '../math/zeros_like_ops.ts'

const SEEDS = ['seed: int64 = 0', 'seed2: int64 = 0'] as const
const random: OpSpec = {
  stateful: true,
  infer: c => [c.valueAsShape(0)],
  gradient: 'none',
  shapeInputs: [0],
  lower: { kind: 'reference' },
}
const floats: OpSpec = {
  ...random,
  inputs: ['shape: T'],
  outputs: ['output: dtype'],
  attrs: [...SEEDS, 'dtype: {half, float, double}', 'T: {int32, int64}'],
}

/** A compiled kernel for numbers of `type`; their shape is known by the time. `operands`: inputs that it takes, all of them scalars. */
const drawing = (kernel: string, type: 'float32' | 'int32', operands: readonly number[]): Lowering => ({
  kind: 'kernel',
  kernel,
  operands,
  attrs: node =>
    node.outputTypes[0]?.base === type && operands.every(i => node.inputShapes[i]?.length === 0) ? {} : undefined,
  draws: node => elementwiseBlocks(numElements(node.outputShapes[0] as readonly number[])),
})

export const RandomUniform = defineOp('RandomUniform', {
  ...floats,
  kernel: RANDOM_KERNELS.RandomUniform,
  lower: drawing('random_uniform', 'float32', []),
})
export const RandomStandardNormal = defineOp('RandomStandardNormal', {
  ...floats,
  kernel: RANDOM_KERNELS.RandomStandardNormal,
  lower: drawing('random_standard_normal', 'float32', []),
})
export const TruncatedNormal = defineOp('TruncatedNormal', {
  ...floats,
  kernel: RANDOM_KERNELS.TruncatedNormal,
  lower: drawing('truncated_normal', 'float32', []),
})
export const RandomUniformInt = defineOp('RandomUniformInt', {
  ...random,
  inputs: ['shape: T', 'minval: Tout', 'maxval: Tout'],
  outputs: ['output: Tout'],
  attrs: [...SEEDS, 'Tout: {int32, int64}', 'T: {int32, int64}'],
  gradient: 'unregistered',
  kernel: RANDOM_KERNELS.RandomUniformInt,
  lower: drawing('random_uniform_int', 'int32', [1, 2]),
})
export const ParameterizedTruncatedNormal = defineOp('ParameterizedTruncatedNormal', {
  ...random,
  inputs: ['shape: T', 'means: dtype', 'stdevs: dtype', 'minvals: dtype', 'maxvals: dtype'],
  outputs: ['output: dtype'],
  attrs: [...SEEDS, 'dtype: {half, float, double}', 'T: {int32, int64}'],
  kernel: RANDOM_KERNELS.ParameterizedTruncatedNormal,
})
export const RandomShuffle = defineOp('RandomShuffle', {
  inputs: ['value: T'],
  outputs: ['output: T'],
  attrs: [...SEEDS, 'T: type'],
  stateful: true,
  infer: c => [c.input(0)],
  gradient: 'unregistered',
  kernel: RANDOM_KERNELS.RandomShuffle,
  lower: { kind: 'reference' },
})
export const Multinomial = defineOp('Multinomial', {
  inputs: ['logits: T', 'num_samples: int32'],
  outputs: ['output: int64'],
  attrs: [...SEEDS, 'T: realnumbertype'],
  stateful: true,
  infer: c => {
    const logits = c.withRank(c.input(0), 2)
    c.withRank(c.input(1), 0)
    return [[logits[0] as number | null, c.dimFromScalar(1)]]
  },
  gradient: 'none',
  shapeInputs: [1],
  kernel: RANDOM_KERNELS.Multinomial,
  lower: {
    kind: 'kernel',
    kernel: 'multinomial',
    operands: [0],
    // no classes, and a number of samples that is no scalar, are errors
    attrs: ({ inputTypes: [type], inputShapes: [logits = [], samples = []], outputShapes: [shape] }) =>
      type?.base === 'float32' && samples.length === 0 && logits[1] !== 0 && shape && numElements(shape as number[]) > 0
        ? {}
        : undefined,
    draws: ({ outputShapes: [shape = []] }) => multinomialBlocks(...(shape as [number, number])),
  },
})
export const RandomGamma = defineOp('RandomGamma', {
  ...random,
  inputs: ['shape: S', 'alpha: T'],
  outputs: ['output: T'],
  attrs: [...SEEDS, 'S: {int32, int64}', 'T: {half, float, double}'],
  infer: c => [c.concatenate(c.valueAsShape(0), c.input(1))],
  kernel: RANDOM_KERNELS.RandomGamma,
  lower: {
    kind: 'kernel',
    kernel: 'random_gamma',
    operands: [1],
    // numbers of nothing are an error
    attrs: ({ outputTypes: [type], outputShapes: [shape] }) =>
      type?.base === 'float32' && shape && numElements(shape as number[]) > 0 ? {} : undefined,
    draws: ({ inputShapes: [, alpha = []], outputShapes: [shape = []] }) =>
      gammaBlocks(numElements(shape as number[]) / numElements(alpha), numElements(alpha)),
  },
})

// --- functions

type ShapeArg = TensorLike | readonly (number | null)[]

/** A shape as a tensor: bare numbers and the empty list are int32. */
export const shapeTensor = (shape: ShapeArg): Tensor =>
  convertToTensor(shape, {
    name: 'shape',
    bare: int32,
    ...(Array.isArray(shape) && shape.length === 0 ? { dtype: int32 } : {}),
  })

const seeds = (given: unknown): { seed: number | null; seed2: number | null } => {
  const [seed, seed2] = get_seed(given)
  return { seed, seed2 }
}

/** `dtype` may come as the name of the default. */
const typeOf = (dtype: DTypeLike): DType => as_dtype(dtype)

/** The parameters of a normal distribution are floats, as TensorFlow's defaults are: integer types refuse them. */
const asFloat = (value: TensorLike): TensorLike => (typeof value === 'number' ? new PyFloat(value) : value)

interface NormalArgs {
  shape: ShapeArg
  mean: TensorLike
  stddev: TensorLike
  dtype: DTypeLike
  seed: number | null
  name: Name
}
const normal =
  (def: typeof RandomStandardNormal, defaultName: string) =>
  ({ shape, mean, stddev, dtype: type, seed, name }: NormalArgs): Tensor =>
    withScope(name, defaultName, [shape, mean, stddev], scope => {
      const dims = shapeTensor(shape)
      const dtype = typeOf(type)
      const center = convertToTensor(asFloat(mean), { dtype, name: 'mean' })
      const deviation = convertToTensor(asFloat(stddev), { dtype, name: 'stddev' })
      const numbers = apply(def, { shape: dims, dtype, ...seeds(seed) })
      return add(times(numbers, deviation), center, { name: scope })
    })

/** Normally distributed numbers of shape `shape`, around `mean` with standard deviation `stddev`. */
export const random_normal = pyfunction(
  'random_normal(shape, mean=0.0, stddev=1.0, dtype=float32, seed=None, name=None)',
  normal(RandomStandardNormal, 'random_normal'),
)
/** The same, without numbers further than two standard deviations from the mean: they are drawn again. */
export const truncated_normal = pyfunction(
  'truncated_normal(shape, mean=0.0, stddev=1.0, dtype=float32, seed=None, name=None)',
  normal(TruncatedNormal, 'truncated_normal'),
)

interface ParameterizedArgs {
  shape: ShapeArg
  means: TensorLike
  stddevs: TensorLike
  minvals: TensorLike
  maxvals: TensorLike
  dtype: DTypeLike
  seed: number | null
  name: Name
}
/** Normally distributed numbers between bounds; parameters are scalars or have one value for each of the first dimension. */
export const parameterized_truncated_normal = pyfunction(
  'parameterized_truncated_normal(shape, means=0.0, stddevs=1.0, minvals=-2.0, maxvals=2.0, dtype=float32, seed=None, name=None)',
  ({ shape, means, stddevs, minvals, maxvals, dtype: type, seed, name }: ParameterizedArgs) =>
    withScope(name, 'parameterized_truncated_normal', [shape, means, stddevs, minvals, maxvals], () => {
      const dims = shapeTensor(shape)
      const dtype = typeOf(type)
      const parameter = (value: TensorLike, name: string): Tensor => convertToTensor(value, { dtype, name })
      const values = {
        means: parameter(means, 'means'),
        stdevs: parameter(stddevs, 'stddevs'),
        minvals: parameter(minvals, 'minvals'),
        maxvals: parameter(maxvals, 'maxvals'),
      }
      return apply(ParameterizedTruncatedNormal, { shape: dims, ...values, ...seeds(seed) })
    }),
)

interface UniformArgs {
  shape: ShapeArg
  minval: TensorLike
  maxval: TensorLike | null
  dtype: DTypeLike
  seed: number | null
  name: Name
}
/** Numbers from minval (0) up to, but not including, maxval (1; integers must give it). Errors: ValueError for integers without maxval. */
export const random_uniform = pyfunction(
  'random_uniform(shape, minval=0, maxval=None, dtype=float32, seed=None, name=None)',
  ({ shape, minval, maxval, dtype: type, seed, name }: UniformArgs) => {
    const dtype = typeOf(type)
    if (maxval === null && dtype.is_integer)
      throw new ValueError(`Must specify maxval for integer dtype ${dtype.repr()}`)
    const limit = maxval ?? 1
    return withScope(name, 'random_uniform', [shape, minval, limit], scope => {
      const dims = shapeTensor(shape)
      const low = convertToTensor(minval, { dtype, name: 'min' })
      const high = convertToTensor(limit, { dtype, name: 'max' })
      const given = seeds(seed)
      if (dtype.is_integer) return apply(RandomUniformInt, { shape: dims, minval: low, maxval: high, ...given }, scope)
      const numbers = apply(RandomUniform, { shape: dims, dtype, ...given })
      return add(times(numbers, minus(high, low)), low, { name: scope })
    })
  },
)

/** `value` with its rows (first dimension) in random order. */
export const random_shuffle = pyfunction(
  'random_shuffle(value, seed=None, name=None)',
  ({ value, seed, name }: { value: TensorLike; seed: number | null; name: Name }) =>
    apply(RandomShuffle, { value, ...seeds(seed) }, name),
)

interface MultinomialArgs {
  logits: TensorLike
  num_samples: TensorLike
  seed: number | null
  name: Name
}
/** Class numbers (int64 [batch, num_samples]) drawn by the unnormalised log probabilities in `logits` [batch, classes]. */
export const multinomial = pyfunction(
  'multinomial(logits, num_samples, seed=None, name=None)',
  ({ logits, num_samples, seed, name }: MultinomialArgs) =>
    withScope(name, 'multinomial', [logits], () => {
      const given = convertToTensor(logits, { name: 'logits' })
      return apply(Multinomial, { logits: given, num_samples, ...seeds(seed) })
    }),
)

interface GammaArgs {
  shape: ShapeArg
  alpha: TensorLike
  beta: TensorLike | null
  dtype: DTypeLike
  seed: number | null
  name: Name
}
/** Samples of shape `shape` of each of the gamma distributions with shapes `alpha` and inverse scales `beta`. */
export const random_gamma = pyfunction(
  'random_gamma(shape, alpha, beta=None, dtype=float32, seed=None, name=None)',
  ({ shape, alpha, beta, dtype: type, seed, name }: GammaArgs) =>
    withScope(
      name,
      'random_gamma',
      [shape, alpha, beta].filter(value => value !== null),
      () => {
        const dims = convertToTensor(shape, { name: 'shape', dtype: int32 })
        const dtype = typeOf(type)
        const form = convertToTensor(alpha, { name: 'alpha', dtype })
        const rate = convertToTensor(beta ?? 1, { name: 'beta', dtype })
        const broadcast = plus(form, zeros_like(rate))
        return over(apply(RandomGamma, { shape: dims, alpha: broadcast, ...seeds(seed) }), rate)
      },
    ),
)

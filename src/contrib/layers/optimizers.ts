/** Training in one call: optimizers with decay, noise, clipping and summaries (contrib/layers/python/layers/optimizers.py). */

import { pythonClassRepr, pythonStr, tupleRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import type { Operation } from '../../graph/operation.ts'
import { Tensor } from '../../graph/tensor.ts'
import { clip_by_global_norm, global_norm } from '../../ops/array/clip_ops.ts'
import { with_dependencies } from '../../ops/control_flow/dataflow_functions.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { plus, times } from '../../ops/math/operators.ts'
import { truncated_normal } from '../../ops/random/random_ops.ts'
import { constant_initializer } from '../../ops/variables/init_ops.ts'
import { trainable_variables } from '../../ops/variables/variable_initializers.ts'
import { get_variable, type VariableScope, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { histogram, scalar } from '../../summary/summaries.ts'
import { float32 } from '../../tensor/dtypes.ts'
import { float, PyFloat } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { AdagradOptimizer } from '../../train/adagrad.ts'
import { AdamOptimizer } from '../../train/adam.ts'
import { FtrlOptimizer } from '../../train/ftrl.ts'
import { GradientDescentOptimizer } from '../../train/gradient_descent.ts'
import { MomentumOptimizer } from '../../train/momentum.ts'
import { type GradientAndVariable, Optimizer } from '../../train/optimizer.ts'
import { RMSPropOptimizer } from '../../train/rmsprop.ts'
import { assert_global_step, get_global_step } from '../../train/training_util.ts'
import { assert_scalar } from '../framework/tensor_checks.ts'

type OptimizerClass = new (args: { learning_rate: TensorLike }) => Optimizer

/** The optimizers that have a name for `optimize_loss`; of Momentum the momentum is missing, as in TensorFlow. */
export const OPTIMIZER_CLS_NAMES = new Map<string, unknown>([
  ['Ftrl', FtrlOptimizer],
  ['RMSProp', RMSPropOptimizer],
  ['Adam', AdamOptimizer],
  ['Adagrad', AdagradOptimizer],
  ['SGD', GradientDescentOptimizer],
  ['Momentum', MomentumOptimizer],
]) as unknown as ReadonlyMap<string, OptimizerClass>

/** What `optimize_loss` can summarize. */
export const OPTIMIZER_SUMMARIES = ['learning_rate', 'loss', 'gradients', 'gradient_norm'] as const

/** A gradient and its variable, as optimizers give them. */
type Pairs = Iterable<readonly [Tensor | IndexedSlices | null, Variable]>
type Clip = (grads_and_vars: GradientAndVariable[]) => Pairs
type LearningRate = Tensor | Variable
type Multipliers = ReadonlyMap<Variable | string, number> | Readonly<Record<string, number>>

interface OptimizeArgs {
  loss: TensorLike
  global_step: Variable | Tensor | null
  learning_rate: number | PyFloat | Tensor | NDArray | null
  optimizer: string | Optimizer | OptimizerClass | ((learning_rate?: TensorLike) => Optimizer)
  gradient_noise_scale: number | PyFloat | null
  gradient_multipliers: Multipliers | null
  clip_gradients: number | PyFloat | Clip | null
  learning_rate_decay_fn: ((learning_rate: LearningRate, global_step: Variable | Tensor) => Tensor) | null
  update_ops: readonly (Operation | Tensor)[] | null
  variables: readonly Variable[] | null
  name: string | VariableScope | null
  summaries: readonly string[] | null
  colocate_gradients_with_ops: boolean
}

/** Python's float, which a number of JavaScript stands for too. */
const isFloat = (value: unknown): value is number | PyFloat | NDArray =>
  typeof value === 'number' ||
  value instanceof PyFloat ||
  (value instanceof NDArray && value.ndim === 0 && value.dtype.name === 'float64')
const numberOf = (value: number | PyFloat | NDArray): number =>
  Number(value instanceof NDArray ? value.item() : value.valueOf())

/** The learning rate as a tensor, or as a variable that isn't trained. */
function learningRate(given: OptimizeArgs['learning_rate']): LearningRate | null {
  if (given === null) return null
  if (given instanceof Tensor && given.get_shape().ndims === 0) return given
  if (isFloat(given)) {
    const rate = numberOf(given)
    if (rate < 0) throw new ValueError(tupleRepr(['Invalid learning_rate %s.', float(rate)]))
    return get_variable('learning_rate', [], { trainable: false, initializer: constant_initializer(float(rate)) })
  }
  throw new ValueError(
    `Learning rate should be 0d Tensor or float. Got ${pythonStr(given)} of type ${pythonClassRepr(given)}`,
  )
}

const isOptimizerClass = (value: unknown): value is OptimizerClass =>
  typeof value === 'function' && (value === Optimizer || value.prototype instanceof Optimizer)

function optimizerOf(optimizer: OptimizeArgs['optimizer'], rate: LearningRate | null): Optimizer {
  const needed = (what: string): LearningRate => {
    if (rate === null)
      throw new ValueError(
        `Learning rate is None, but should be specified if optimizer is ${what} (${pythonStr(optimizer)}).`,
      )
    return rate
  }
  if (typeof optimizer === 'string') {
    const learning_rate = needed('string')
    const named = OPTIMIZER_CLS_NAMES.get(optimizer)
    if (named === undefined) {
      throw new ValueError(
        `Optimizer name should be one of [${[...OPTIMIZER_CLS_NAMES.keys()].join(', ')}], you provided ${optimizer}.`,
      )
    }
    return new named({ learning_rate })
  }
  if (isOptimizerClass(optimizer)) return new optimizer({ learning_rate: needed('class') })
  if (optimizer instanceof Optimizer) return optimizer
  if (typeof optimizer !== 'function') {
    throw new ValueError(
      `Unrecognized optimizer: should be string, subclass of Optimizer, instance of subclass of Optimizer or function with one argument. Got ${pythonStr(optimizer)}.`,
    )
  }
  const made = rate === null ? optimizer() : optimizer(rate)
  if (!(made instanceof Optimizer)) {
    throw new ValueError(
      `Unrecognized optimizer: function should return subclass of Optimizer. Got ${pythonStr(made)}.`,
    )
  }
  return made
}

/** The same slices or tensor with other values. */
const scaled = (gradient: Tensor | IndexedSlices, factor: TensorLike): Tensor | IndexedSlices =>
  gradient instanceof IndexedSlices
    ? new IndexedSlices(times(gradient.values, factor), gradient.indices, gradient.dense_shape)
    : times(gradient, factor)

const withNoise = (pairs: readonly GradientAndVariable[], scale: number | PyFloat): GradientAndVariable[] =>
  pairs.map(([gradient, variable]) => {
    if (gradient === null) return [null, variable]
    const shape = (gradient instanceof IndexedSlices ? gradient.dense_shape : gradient.get_shape()) as TensorLike
    return [plus(gradient, times(truncated_normal(shape), scale)), variable]
  })

function multiplied(pairs: readonly GradientAndVariable[], multipliers: Multipliers): GradientAndVariable[] {
  const factors =
    multipliers instanceof Map
      ? (multipliers as ReadonlyMap<Variable | string, number>)
      : new Map(Object.entries(multipliers))
  const get = (key: Variable | string): number | undefined => (factors as ReadonlyMap<unknown, number>).get(key)
  return pairs.map(([gradient, variable]) => {
    const factor = get(variable) ?? get(variable.name)
    return [
      gradient === null || factor === undefined ? gradient : scaled(gradient, constant(factor, float32)),
      variable,
    ]
  })
}

function clipped(
  pairs: GradientAndVariable[],
  clip: NonNullable<OptimizeArgs['clip_gradients']>,
): GradientAndVariable[] {
  if (isFloat(clip)) {
    const [gradients] = clip_by_global_norm(
      pairs.map(([gradient]) => gradient),
      clip,
    )
    return pairs.map(([, variable], i) => [gradients[i] ?? null, variable])
  }
  if (typeof clip !== 'function') throw new ValueError(`Unknown type ${pythonClassRepr(clip)} for clip_gradients`)
  return Array.from(clip(pairs), ([gradient, variable]) => [gradient, variable])
}

const normOf = (pairs: readonly GradientAndVariable[]): Tensor => global_norm(pairs.map(([gradient]) => gradient))

function summarizeGradients(pairs: readonly GradientAndVariable[], summaries: readonly string[]): void {
  for (const [gradient, variable] of pairs) {
    const values = gradient instanceof IndexedSlices ? gradient.values : gradient
    if (values === null) continue
    const name = variable.name.replaceAll(':', '_')
    if (summaries.includes('gradients')) histogram(`gradients/${name}`, values)
    if (summaries.includes('gradient_norm')) scalar(`gradient_norm/${name}`, global_norm([values]))
  }
}

/**
 * A tensor that makes one step of training: it applies the gradients of `loss`, a scalar, to `variables` (all trainable ones by
 * default), increases `global_step` (by default the graph's, where there is one), and gives the loss. Everything lies in the scope
 * `name`, OptimizeLoss by default.
 *
 * `learning_rate`: a number, kept in the variable `learning_rate`, a scalar tensor, or null where the optimizer has its own.
 * `optimizer`: a name (Adagrad, Adam, Ftrl, Momentum, RMSProp, SGD), a class, an optimizer, or a function that makes one of the rate.
 * `learning_rate_decay_fn(rate, global_step)`: the rate that is used. `gradient_noise_scale`: how much normal noise is added to
 * gradients. `gradient_multipliers`: a Map from variables or their names to factors. `clip_gradients`: the largest global norm, or
 * a function of pairs of a gradient and its variable, see `adaptive_clipping_fn`. `update_ops`: operations that run before the loss,
 * by default those of the collection `update_ops`. `summaries`: what to summarize, of OPTIMIZER_SUMMARIES; by default loss and rate.
 *
 *     const train = tf.contrib.layers.optimize_loss(loss, null, 0.01, 'Adam', { clip_gradients: 5 })
 *     for (let i = 0; i < 1000; i++) sess.run(train)
 *
 * Errors: ValueError for a loss or step of another shape or type, a rate that is negative or no float, an unknown optimizer, and decay
 * without a step.
 */
export const optimize_loss = pyfunction(
  'optimize_loss(loss, global_step, learning_rate, optimizer, gradient_noise_scale=None, gradient_multipliers=None, clip_gradients=None, learning_rate_decay_fn=None, update_ops=None, variables=None, name=None, summaries=None, colocate_gradients_with_ops=False)',
  (args: OptimizeArgs): Tensor => {
    const given = convertToTensor(args.loss)
    assert_scalar(given)
    const step = args.global_step ?? get_global_step()
    if (args.global_step !== null) assert_global_step(args.global_step)
    return variable_scope(args.name, { default_name: 'OptimizeLoss', values: [given, step] }, () => {
      const updates: readonly (Operation | Tensor)[] = args.update_ops ?? [
        ...new Set(get_default_graph().get_collection(GraphKeys.UPDATE_OPS)),
      ]
      const loss = updates.length > 0 ? with_dependencies([...updates], given) : given
      const summaries = args.summaries === null ? ['loss', 'learning_rate'] : [...args.summaries].map(String)
      const optimizer = optimizerOf(args.optimizer, rateOf(args, step, summaries))
      const variables = args.variables ?? trainable_variables()
      let pairs = optimizer.compute_gradients(loss, variables, {
        colocate_gradients_with_ops: args.colocate_gradients_with_ops,
      })
      if (args.gradient_noise_scale !== null) pairs = withNoise(pairs, args.gradient_noise_scale)
      if (args.gradient_multipliers !== null) pairs = multiplied(pairs, args.gradient_multipliers)
      const norms = summaries.includes('gradient_norm')
      if (norms) scalar('global_norm/gradient_norm', normOf(pairs))
      if (args.clip_gradients !== null) pairs = clipped(pairs, args.clip_gradients)
      if (summaries.includes('loss')) scalar('loss', loss)
      summarizeGradients(pairs, summaries)
      if (args.clip_gradients !== null && norms) scalar('global_norm/clipped_gradient_norm', normOf(pairs))
      const train = optimizer.apply_gradients(pairs, { global_step: step, name: 'train' })
      return with_dependencies([train], loss)
    })
  },
)

/** The learning rate after its decay. */
function rateOf(args: OptimizeArgs, step: Variable | Tensor | null, summaries: readonly string[]): LearningRate | null {
  const rate = learningRate(args.learning_rate)
  if (rate === null || args.learning_rate_decay_fn === null) return rate
  if (step === null) throw new ValueError('global_step is required for learning_rate_decay_fn.')
  const decayed = args.learning_rate_decay_fn(rate, step)
  if (summaries.includes('learning_rate')) scalar('learning_rate', decayed)
  return decayed
}

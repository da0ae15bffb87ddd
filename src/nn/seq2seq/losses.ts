/** Losses of sequences, and models for several lengths (ops/seq2seq.py). */

import { listOf } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { tuple } from '../../calling/tuple.ts'
import { IndexError, ValueError } from '../../errors/python.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { add_n } from '../../ops/math/add_n_ops.ts'
import { cast } from '../../ops/math/cast_ops.ts'
import { over, plus, times } from '../../ops/math/operators.ts'
import { reduce_sum } from '../../ops/math/reduction_ops.ts'
import { reshape, shape } from '../../ops/math/shape_ops.ts'
import { sparse_softmax_cross_entropy_with_logits } from '../../ops/nn/xent_ops.ts'
import { get_variable_scope, variable_scope } from '../../ops/variables/variable_scope.ts'
import { float } from '../../tensor/literals.ts'
import type { Nested } from '../rnn_cell/rnn_cell.ts'

type LossFunction = (logit: Tensor, target: Tensor) => Tensor
interface LossArgs {
  logits: readonly Tensor[]
  targets: readonly Tensor[]
  weights: readonly Tensor[]
  average_across_timesteps: boolean
  average_across_batch: boolean
  softmax_loss_function: LossFunction | null
  name: Name
}

/**
 * For each sequence of a batch the weighted cross entropy of `logits` (one [batch, symbols] for each step) with the ids `targets`
 * [batch], by weights [batch]; divided by the sum of the weights where `average_across_timesteps`. Errors: ValueError for lists of
 * different length.
 */
export const sequence_loss_by_example = pyfunction(
  'sequence_loss_by_example(logits, targets, weights, average_across_timesteps=True, softmax_loss_function=None, name=None)',
  (args: Omit<LossArgs, 'average_across_batch'>): Tensor => {
    const [logits, targets, weights] = [listOf(args.logits), listOf(args.targets), listOf(args.weights)]
    if (targets.length !== logits.length || weights.length !== logits.length)
      throw new ValueError(
        `Lengths of logits, weights, and targets must be the same ${logits.length}, ${weights.length}, ${targets.length}.`,
      )
    return withScope(args.name, 'sequence_loss_by_example', [...logits, ...targets, ...weights], () => {
      const losses = logits.map((logit, i) => {
        const target = targets[i] as Tensor
        const loss =
          args.softmax_loss_function === null
            ? sparse_softmax_cross_entropy_with_logits(logit, reshape(target, [-1]))
            : args.softmax_loss_function(logit, target)
        return times(loss, weights[i])
      })
      const total = add_n(losses)
      if (!args.average_across_timesteps) return total
      const sum = plus(add_n(weights as Tensor[]), float(1e-12))
      return over(total, sum)
    })
  },
)

/** The sum of `sequence_loss_by_example`, divided by the batch where `average_across_batch`. */
export const sequence_loss = pyfunction(
  'sequence_loss(logits, targets, weights, average_across_timesteps=True, average_across_batch=True, softmax_loss_function=None, name=None)',
  (args: LossArgs): Tensor => {
    const { average_across_timesteps, softmax_loss_function } = args
    const [logits, targets, weights] = [listOf(args.logits), listOf(args.targets), listOf(args.weights)]
    return withScope(args.name, 'sequence_loss', [...logits, ...targets, ...weights], () => {
      const cost = reduce_sum(
        sequence_loss_by_example(logits, targets, weights, { average_across_timesteps, softmax_loss_function }),
      )
      if (!args.average_across_batch) return cost
      return over(cost, cast(shape(targets[0] as Tensor).at(0), cost.dtype))
    })
  },
)

type Bucket = readonly [source: number, target: number]
interface BucketArgs {
  encoder_inputs: readonly Tensor[]
  decoder_inputs: readonly Tensor[]
  targets: readonly Tensor[]
  weights: readonly Tensor[]
  buckets: readonly Bucket[]
  seq2seq: (encoder_inputs: Tensor[], decoder_inputs: Tensor[]) => readonly [outputs: Tensor[], state: Nested]
  softmax_loss_function: LossFunction | null
  per_example_loss: boolean
  name: Name
}
const numberOf = (value: TensorLike): number => Number(value)

/**
 * A model for each bucket, a pair of numbers of steps; they share their variables. `seq2seq(encoder_inputs, decoder_inputs)` makes one:
 * it returns outputs and a state. Returns the outputs and the losses of all buckets. Errors: ValueError for fewer inputs than the last
 * bucket has steps.
 */
export const model_with_buckets = pyfunction(
  'model_with_buckets(encoder_inputs, decoder_inputs, targets, weights, buckets, seq2seq, softmax_loss_function=None, per_example_loss=False, name=None)',
  (args: BucketArgs): [outputs: Tensor[][], losses: Tensor[]] => {
    const { encoder_inputs, decoder_inputs, targets, weights, softmax_loss_function } = args
    const buckets = listOf(args.buckets).map(bucket => listOf(bucket).map(numberOf) as [number, number])
    const last = buckets.at(-1)
    if (!last) throw new IndexError('list index out of range')
    const [source, target] = last
    if (encoder_inputs.length < source)
      throw new ValueError(
        `Length of encoder_inputs (${encoder_inputs.length}) must be at least that of last bucket (${source}).`,
      )
    for (const [name, list] of [
      ['targets', targets],
      ['weights', weights],
    ] as const)
      if (list.length < target)
        throw new ValueError(`Length of ${name} (${list.length}) must be at least that of lastbucket (${target}).`)
    const all = [...encoder_inputs, ...decoder_inputs, ...targets, ...weights]
    const loss = args.per_example_loss ? sequence_loss_by_example : sequence_loss
    return withScope(args.name, 'model_with_buckets', all, () => {
      const outputs: Tensor[][] = []
      const losses: Tensor[] = []
      for (const [j, [sources, steps]] of buckets.entries())
        variable_scope(get_variable_scope(), { reuse: j > 0 ? true : null }, () => {
          const [made] = args.seq2seq(encoder_inputs.slice(0, sources), decoder_inputs.slice(0, steps))
          outputs.push(made)
          losses.push(loss(made, targets.slice(0, steps), weights.slice(0, steps), { softmax_loss_function }))
        })
      return tuple(outputs, losses)
    })
  },
)

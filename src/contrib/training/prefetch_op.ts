/** The nodes that cut an example into pieces and put them into a barrier (contrib/training/sequence_queueing_state_saver.py). */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { slice, sliceHelper } from '../../ops/array/slice_ops.ts'
import { tile } from '../../ops/array/tile_ops.ts'
import { groupOps } from '../../ops/control_flow/control_flow_ops.ts'
import { maximum, minimum } from '../../ops/math/arithmetic_ops.ts'
import { ones } from '../../ops/math/constant_op.ts'
import { div } from '../../ops/math/division_ops.ts'
import { minus, times } from '../../ops/math/operators.ts'
import { range } from '../../ops/math/sequence_ops.ts'
import { expand_dims, reshape } from '../../ops/math/shape_ops.ts'
import { as_string } from '../../ops/parsing/string_conversion_ops.ts'
import { string_join } from '../../ops/parsing/string_ops.ts'
import type { Barrier } from '../../ops/resources/barrier.ts'
import type { FIFOQueue } from '../../ops/resources/queue_classes.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { int } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import type { ComponentPlaces, Example } from './sequence_values.ts'
import { after, checkDimensions, type Integer } from './shape_checks.ts'

/** TensorFlow's token in the queue that bounds how many examples are within; its value says nothing. */
const TOKEN = 21051976

const integers = (values: readonly number[]): NDArray => NDArray.of(values as number[], int32)
const sizesOf = (value: Tensor): number[] => (value.staticShape as readonly (number | null)[]).slice() as number[]

interface Prefetch {
  readonly example: Example
  /** The length of the sequences, padding included. */
  readonly paddedLength: Tensor
  readonly unroll: Integer
  readonly barrier: Barrier
  readonly places: ComponentPlaces
  readonly capacityQueue: FIFOQueue
}

/** The operation that takes an example in. It waits while as many are within as the queue of tokens holds. */
export function prefetchOp({ example, paddedLength, unroll, barrier, places, capacityQueue }: Prefetch): Operation {
  const count = div(paddedLength, unroll)
  const one = ones(expand_dims(count, 0), int32)
  const sequence = range(count)
  const left = maximum(0, minus(example.length, times(unroll, sequence)))
  const length = minimum(unroll, left)
  const total_length = times(example.length, one)
  const sequence_count = times(count, one)
  const padded = { width: 5, fill: '0' }
  const keys = string_join([as_string(sequence, padded), '_of_', as_string(count, padded), ':', example.key], {
    name: 'StringJoinCurrentKeys',
  })
  const rest = slice(keys, integers([1]), integers([-1]))
  const stop = expand_dims(string_join(['STOP:', example.key], { name: 'StringJoinStop' }), 0)
  const next_key = concat(0, [rest, stop], 'concat_next_keys')

  const pieces = [...example.sequences].map(([name, value]) => [name, cut(name, value, count, unroll)] as const)
  const contexts = [...example.context].map(([name, value]) => [name, repeated(name, value, count)] as const)

  const insert = (place: number, values: Tensor, name: string): Operation =>
    barrier.insert_many(place, keys, values, `BarrierInsert${name}`)
  const inserts = [
    insert(places.fixed('sequence'), sequence, 'Sequence'),
    insert(places.fixed('sequence_count'), sequence_count, 'SequenceCount'),
    insert(places.fixed('next_key'), next_key, 'NextKey'),
    insert(places.fixed('length'), length, 'Length'),
    insert(places.fixed('total_length'), total_length, 'TotalLength'),
  ]
  const contextInserts = contexts.map(([name, value]) =>
    insert(places.named('context', name), value, `Context_${name}`),
  )
  const pieceInserts = pieces.map(([name, value]) => insert(places.named('sequence', name), value, `Sequences_${name}`))
  const token = capacityQueue.enqueue([int(TOKEN)])
  // the first piece can be taken once its state is there: the last thing to be inserted
  const stateInserts = after([inserts[0] as Operation, token], () =>
    [...example.states].map(([name, value]) => {
      const key = pack([sliceHelper(keys, [0])])
      return barrier.insert_many(places.named('state', name), key, pack([value]), `BarrierInitialInsertState_${name}`)
    }),
  )
  return groupOps([token, ...inserts, ...stateInserts, ...contextInserts, ...pieceInserts], 'StateSaverPrefetchGroup')
}

/** A sequence of [steps, …] as [pieces, unroll, …]. */
function cut(name: string, value: Tensor, count: Tensor, unroll: Integer): Tensor {
  const inner = sizesOf(value).slice(1)
  const leading = [expand_dims(count, 0), expand_dims(unroll, 0)]
  const sizes = concat(0, [...leading, integers(inner)], `concat_sequences_${name}`)
  const pieces = reshape(value, sizes, `reshape_sequences_${name}`)
  return checkDimensions(pieces, [count, unroll, ...inner.map(size => int(size))], `reshaped_sequences_${name}`)
}
/** A context of […] as [pieces, …]. */
function repeated(name: string, value: Tensor, count: Tensor): Tensor {
  const inner = sizesOf(value)
  const row = expand_dims(value, 0)
  const times = concat(0, [expand_dims(count, 0), integers(inner.map(() => 1))], `concat_context_${name}`)
  const all = tile(row, times, `tile_context_${name}`)
  return checkDimensions(all, [count, ...inner.map(size => int(size))], `expanded_context_${name}`)
}

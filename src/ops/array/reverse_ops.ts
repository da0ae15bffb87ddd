/** Reversing the order of elements. */

import { pyfunction } from '../../calling/signature.ts'
import { checkInt32 } from '../../errors/int32.ts'
import { invalidArgument, unimplemented } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { knownIntegers, movement, rankOf } from '../../graph/movement_lowerings.ts'
import { defineOp, type Lowering, type OpDef } from '../../graph/op_def.ts'
import { Tensor } from '../../graph/tensor.ts'
import { reverse as reverseArray, stridedAssign, stridedSlice } from '../../kernels/reference/arrays/movement.ts'
import { bool } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'

const REVERSIBLE = 'T: {uint8, int8, int32, int64, bool, half, float, double, complex64, complex128}'
const TOO_MANY = 'reverse does not work on tensors with more than 8 dimensions'

/** Input 1, read by `axes`, says which dimensions are turned round. */
function reverseLowering(read: (given: readonly number[], rank: number) => readonly number[]): Lowering {
  return movement(
    'reverse',
    node => {
      const [given, rank] = [knownIntegers(node, 1), rankOf(0)(node)]
      // a bool for each dimension says all when it runs
      if (!given)
        return node.inputTypes[1]?.base_dtype === bool && node.inputShapes[1]?.join() === `${rank}` ? {} : undefined
      const axes = read(given, rank)
      const valid =
        rank <= 8 &&
        node.inputShapes[1]?.length === 1 &&
        new Set(axes).size === axes.length &&
        axes.every(axis => axis >= 0 && axis < rank)
      return valid ? { axes } : undefined
    },
    node => (node.value(1) ? [0] : [0, 1]),
  )
}

export const Reverse = defineOp('Reverse', {
  inputs: ['tensor: T', 'dims: bool'],
  outputs: ['output: T'],
  attrs: [REVERSIBLE],
  infer: c => {
    const [count] = c.withRank(c.input(1), 1)
    const input = c.input(0)
    if (typeof count === 'number' && count > 8) throw c.fail(TOO_MANY)
    if (typeof count === 'number') return [c.withRank(input, count)]
    if (input !== null && input.length > 8) throw c.fail(TOO_MANY)
    return [input]
  },
  gradient: (op, grad) => [reverse(grad as Tensor, op.inputs[1] as Tensor), null],
  kernel: k => {
    const [input, dims] = [k.input(0), k.input(1)]
    const rank = input.shape.length
    if (rank === 0) return input.copy()
    if (dims.shape.length !== 1) throw invalidArgument(`'dims' must be 1-dimension, not ${dims.shape.length}`)
    if (dims.size !== rank) {
      throw invalidArgument(
        `'dims' must have the same number of values as 'input' has dimensions. 'input' has ${rank}'dims' has ${dims.size} values`,
      )
    }
    if (rank > 8) throw unimplemented('reverse is not implemented for tensors of rank > 8.')
    return reverseArray(
      input,
      integersOf(dims).flatMap((flag, axis) => (flag ? [axis] : [])),
    )
  },
  lower: reverseLowering(dims => dims.flatMap((flag, axis) => (flag ? [axis] : []))),
})

export const ReverseV2: OpDef = defineOp('ReverseV2', {
  inputs: ['tensor: T', 'axis: Tidx'],
  outputs: ['output: T'],
  attrs: ['Tidx: {int32, int64} = DT_INT32', REVERSIBLE],
  infer: c => {
    c.withRank(c.input(1), 1)
    const input = c.input(0)
    if (input !== null && input.length > 8) throw c.fail(TOO_MANY)
    return [input]
  },
  gradient: (op, grad) => [reverse_v2(grad as Tensor, op.inputs[1] as Tensor), null],
  kernel: k => {
    const [input, axis] = [k.input(0), k.input(1)]
    const rank = input.shape.length
    if (rank === 0) return input.copy()
    if (axis.shape.length !== 1) throw invalidArgument(`'dims' must be 1-dimension, not ${axis.shape.length}`)
    const axes = new Set<number>()
    for (const [i, given] of integersOf(axis).entries()) {
      const at = given < 0 ? given + rank : given
      if (at < 0 || at >= rank) throw invalidArgument(`'axis'[${i}] = ${given} is out of valid range [0, ${rank - 1}`)
      if (axes.has(at)) throw invalidArgument(`axis ${at} specified more than once.`)
      axes.add(at)
    }
    if (rank > 8) throw unimplemented('reverse is not implemented for tensors of rank > 8.')
    return reverseArray(input, [...axes])
  },
  lower: reverseLowering((axes, rank) => axes.map(axis => (axis < 0 ? axis + rank : axis))),
})

export const ReverseSequence: OpDef = defineOp('ReverseSequence', {
  inputs: ['input: T', 'seq_lengths: Tlen'],
  outputs: ['output: T'],
  attrs: ['seq_dim: int', 'batch_dim: int = 0', 'T: type', 'Tlen: {int32, int64} = DT_INT64'],
  infer: c => {
    const input = c.input(0)
    const [count = null] = c.withRank(c.input(1), 1)
    const [seq, batch] = [c.attr('seq_dim'), c.attr('batch_dim')]
    if (input === null) return [null]
    const rank = input.length
    if (batch >= rank) throw c.fail(`batch_dim must be < input rank: ${batch} vs. ${rank}`)
    if (seq >= rank) throw c.fail(`seq_dim must be < input rank: ${seq} vs. ${rank}`)
    return [c.replaceDim(input, batch, c.mergeDim(c.dim(input, batch), count))]
  },
  gradient: (op, grad) => [
    apply(ReverseSequence, {
      input: grad,
      seq_lengths: op.inputs[1],
      seq_dim: op.attr('seq_dim'),
      batch_dim: op.attr('batch_dim'),
    }),
    null,
  ],
  kernel: k => {
    const lengths = k.input(1)
    // the shape function takes them as they are
    for (const name of ['batch_dim', 'seq_dim'] as const) checkInt32(name, k.attr(name))
    if (lengths.shape.length !== 1) throw invalidArgument(`seq_lens input must be 1-dim, not ${lengths.shape.length}`)
    return reversedSequences(k.input(0), integersOf(lengths), k.attr('seq_dim'), k.attr('batch_dim'))
  },
  lower: {
    kind: 'kernel',
    kernel: 'reverse_sequence',
    checks: true,
    attrs: node => {
      const [input = [], lengths = []] = node.inputShapes
      const [sequence, batch] = [node.attr('seq_dim'), node.attr('batch_dim')]
      const valid = [sequence, batch].every(axis => axis >= 0 && axis < input.length) && sequence !== batch
      return valid && lengths.length === 1 && lengths[0] === input[batch] ? { sequence, batch } : undefined
    },
  },
})

function reversedSequences(input: NDArray, lengths: readonly number[], seq: number, batch: number): NDArray {
  const rank = input.shape.length
  if (batch === seq) throw invalidArgument(`batch_dim == seq_dim == ${seq}`)
  if (seq >= rank) throw invalidArgument(`seq_dim must be < input.dims()( ${seq} vs. ${rank})`)
  if (batch >= rank) throw invalidArgument(`batch_dim must be < input.dims()( ${batch} vs. ${rank})`)
  if (lengths.length !== (input.shape[batch] ?? 0)) {
    throw invalidArgument(`len(seq_lens) != input.dims(${batch}), (${lengths.length} vs. ${input.shape[batch] ?? 0}`)
  }
  // TensorFlow reads what lies before the shape
  if (seq < 0 || batch < 0)
    throw invalidArgument(`seq_dim and batch_dim must not be negative, but are ${seq} and ${batch}`)
  for (const [d, length] of lengths.entries()) {
    if (length < 0) throw invalidArgument(`seq_lens(${d}) < 0`)
    if (length > (input.shape[seq] as number)) throw invalidArgument(`seq_lens(${d}) > input.dims(${seq})`)
  }
  const out = input.copy()
  const forward = new Array<number>(rank).fill(1)
  for (const [d, length] of lengths.entries()) {
    if (length < 2) continue
    const begin = new Array<number>(rank).fill(0).with(batch, d)
    const shape = input.shape.with(batch, 1).with(seq, length)
    const turned = stridedSlice(input, begin.with(seq, length - 1), forward.with(seq, -1), shape)
    stridedAssign(out, turned, begin, forward, shape)
  }
  return out
}

interface ReverseArgs {
  tensor: TensorLike
  dims: TensorLike
  name: Name
}
const saysBooleans = (dims: unknown): boolean =>
  dims instanceof Tensor ? dims.dtype.base === 'bool' : [dims].flat().every(flag => typeof flag === 'boolean')
/** `tensor` with the order reversed along the dimensions where the bool vector `dims` is true; or, as in 1.x, along the axes in it. */
export const reverse = pyfunction(
  'reverse(tensor, dims, name=None)',
  ({ tensor, dims, name }: ReverseArgs): Tensor =>
    saysBooleans(dims) ? apply(Reverse, { tensor, dims }, name) : apply(ReverseV2, { tensor, axis: dims }, name),
)
/** `tensor` with the order reversed along the axes in the vector `axis`. */
export const reverse_v2 = pyfunction(
  'reverse_v2(tensor, axis, name=None)',
  ({ tensor, axis, name }: { tensor: TensorLike; axis: TensorLike; name: Name }) =>
    apply(ReverseV2, { tensor, axis }, name),
)

interface ReverseSequenceArgs {
  input: TensorLike
  seq_lengths: TensorLike
  seq_dim: number
  batch_dim: number | null
  name: Name
}
/** The first seq_lengths[i] entries along `seq_dim` in opposite order, for each i along `batch_dim`. */
export const reverse_sequence = pyfunction(
  'reverse_sequence(input, seq_lengths, seq_dim, batch_dim=None, name=None)',
  ({ input, seq_lengths, seq_dim, batch_dim, name }: ReverseSequenceArgs) =>
    apply(ReverseSequence, { input, seq_lengths, seq_dim, batch_dim }, name),
)

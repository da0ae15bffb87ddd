/** Losses and decodings of sequences whose alignment is not known (core/kernels/ctc_loss_op.cc, ctc_decoder_ops.cc). */
import { failedPrecondition, invalidArgument } from '../errors/status.ts'
import { applyOp } from '../graph/apply_op.ts'
import type { TensorLike } from '../graph/convert.ts'
import { integersOf } from '../graph/kernel_helpers.ts'
import { defineOp } from '../graph/op_def.ts'
import type { Dim } from '../graph/shape_inference.ts'
import { pyfunction } from '../graph/signature.ts'
import { SparseTensor } from '../graph/sparse_tensor.ts'
import type { Tensor } from '../graph/tensor.ts'
import { ctcGreedy, ctcLoss } from '../kernels/reference/ctc.ts'
import { realsOf } from '../kernels/reference/reals.ts'
import { float32, int64 } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { shapeText } from '../tensor/shape.ts'
import { times } from './operators.ts'
import { expand_dims } from './shape_ops.ts'
import { transpose } from './transpose_ops.ts'

export const CTCLoss = defineOp('CTCLoss', {
  inputs: ['inputs: float', 'labels_indices: int64', 'labels_values: int32', 'sequence_length: int32'],
  outputs: ['loss: float', 'gradient: float'],
  attrs: ['preprocess_collapse_repeated: bool = false', 'ctc_merge_repeated: bool = true'],
  infer: c => {
    const [time, given, classes] = c.withRank(c.input(0), 3) as [Dim, Dim, Dim]
    const indices = c.withRank(c.input(1), 2)
    const values = c.withRank(c.input(2), 1)
    const lengths = c.withRank(c.input(3), 1)
    c.mergeDim(indices[0] as Dim, values[0] as Dim)
    const batch = c.mergeDim(given, lengths[0] as Dim)
    return [[batch], [time, batch, classes]]
  },
  gradient: (op, grad) => [times(expand_dims(grad as Tensor, -1), op.outputs[1] as Tensor), null, null, null],
  gradientIsNotDerivative: 'the second derivative is taken for zero',
  kernel: k => {
    const [inputs, indices, values, lengths] = [k.input(0), k.input(1), k.input(2), k.input(3)]
    if (inputs.shape.length !== 3) throw invalidArgument('inputs is not a 3-Tensor')
    if (lengths.shape.length !== 1) throw invalidArgument('sequence_length is not a vector')
    if (indices.shape.length !== 2) throw invalidArgument('labels_indices is not a matrix')
    if (values.shape.length !== 1) throw invalidArgument('labels_values is not a vector')
    const [time, batch, classes] = inputs.shape as [number, number, number]
    if (lengths.size !== batch)
      throw invalidArgument(`len(sequence_length) != batch_size.  len(sequence_length):  ${lengths.size} batch_size: ${batch}`)
    if (indices.shape[0] !== values.shape[0]) {
      throw invalidArgument(
        `labels_indices and labels_values must contain the same number of rows, but saw shapes: ${shapeText(indices.shape)} vs. ${shapeText(values.shape)}`,
      )
    }
    const labels = Array.from({ length: batch }, (): number[] => [])
    const at = integersOf(indices)
    for (const [i, label] of integersOf(values).entries()) {
      const row = at[2 * i] as number
      if (row < 0 || row >= batch) throw invalidArgument(`labels batch index must be between 0 and ${batch} but saw: ${row}`)
      labels[row]?.push(label)
    }
    const x = realsOf(inputs)
    const loss = new Float32Array(batch)
    const gradient = new Float32Array(x.length)
    const options = { collapse: k.attr('preprocess_collapse_repeated') === true, merge: k.attr('ctc_merge_repeated') === true }
    for (const [b, length] of integersOf(lengths).entries()) {
      if (length > time) throw invalidArgument(`sequence_length(${b}) <= ${time}`)
      const place = (t: number, c: number): number => (t * batch + b) * classes + c
      loss[b] = ctcLoss(
        (t, c) => x[place(t, c)] as number,
        length,
        classes,
        labels[b] as number[],
        b,
        options,
        (t, c, value) => {
          gradient[place(t, c)] = value
        },
      )
    }
    return [new NDArray(float32, [batch], loss), new NDArray(float32, inputs.shape, gradient)]
  },
  lower: { kind: 'reference' },
})

export const CTCGreedyDecoder = defineOp('CTCGreedyDecoder', {
  inputs: ['inputs: float', 'sequence_length: int32'],
  outputs: ['decoded_indices: int64', 'decoded_values: int64', 'decoded_shape: int64', 'log_probability: float'],
  attrs: ['merge_repeated: bool = false'],
  infer: c => {
    const inputs = c.withRank(c.input(0), 3)
    const lengths = c.withRank(c.input(1), 1)
    return [[null, 2], [null], [2], [c.mergeDim(inputs[1] as Dim, lengths[0] as Dim), 1]]
  },
  gradient: 'none',
  kernel: k => {
    const [inputs, lengths] = [k.input(0), k.input(1)]
    if (inputs.shape.length !== 3) throw invalidArgument('inputs is not a 3-Tensor')
    const [time, batch, classes] = inputs.shape as [number, number, number]
    if (time === 0) throw invalidArgument('max_time is 0')
    if (lengths.shape.length !== 1) throw invalidArgument('sequence_length is not a vector')
    if (lengths.size !== batch) {
      throw failedPrecondition(`len(sequence_length) != batch_size.  len(sequence_length):  ${lengths.size} batch_size: ${batch}`)
    }
    const x = realsOf(inputs)
    const merge = k.attr('merge_repeated') === true
    const decoded = integersOf(lengths).map((length, b) => {
      if (length > time) throw failedPrecondition(`sequence_length(${b}) <= ${time}`)
      return ctcGreedy((t, c) => x[(t * batch + b) * classes + c] as number, length, classes, merge)
    })
    const indices = decoded.flatMap(({ labels }, b) => labels.flatMap((_, i) => [BigInt(b), BigInt(i)]))
    const values = decoded.flatMap(({ labels }) => labels.map(BigInt))
    const longest = decoded.reduce((most, { labels }) => Math.max(most, labels.length), 0)
    return [
      new NDArray(int64, [values.length, 2], BigInt64Array.from(indices)),
      new NDArray(int64, [values.length], BigInt64Array.from(values)),
      new NDArray(int64, [2], BigInt64Array.of(BigInt(batch), BigInt(longest))),
      new NDArray(
        float32,
        [batch, 1],
        Float32Array.from(decoded, ({ score }) => score),
      ),
    ]
  },
  lower: { kind: 'host' },
})

interface LossArgs {
  inputs: TensorLike
  labels: SparseTensor
  sequence_length: TensorLike
  preprocess_collapse_repeated: boolean
  ctc_merge_repeated: boolean
  time_major: boolean
}
/**
 * −log p(labels | inputs) of each example, over all alignments. `inputs`: float32 logits [time, batch, classes], the last
 * class being the blank ([batch, time, classes] without `time_major`); `labels`: sparse int32 [batch, time].
 */
export const ctc_loss = pyfunction(
  'ctc_loss(inputs, labels, sequence_length, preprocess_collapse_repeated=False, ctc_merge_repeated=True, time_major=True)',
  ({ inputs: given, labels, sequence_length, time_major, ...attrs }: LossArgs): Tensor => {
    if (!(labels instanceof SparseTensor)) throw new TypeError('Expected labels to be a SparseTensor')
    const inputs = time_major ? given : transpose(given, [1, 0, 2])
    return applyOp(CTCLoss, { inputs, labels_indices: labels.indices, labels_values: labels.values, sequence_length, ...attrs }).outputs[0] as Tensor
  },
)

interface DecoderArgs {
  inputs: TensorLike
  sequence_length: TensorLike
  merge_repeated: boolean
}
/** The most probable class of each step, blanks left out: a list with one sparse tensor, and the negated sum of the logits [batch, 1]. */
export const ctc_greedy_decoder = pyfunction(
  'ctc_greedy_decoder(inputs, sequence_length, merge_repeated=True)',
  (args: DecoderArgs): [decoded: SparseTensor[], neg_sum_logits: Tensor] => {
    const [indices, values, shape, score] = applyOp(CTCGreedyDecoder, { ...args }).outputs as [Tensor, Tensor, Tensor, Tensor]
    return [[new SparseTensor(indices, values, shape)], score]
  },
)

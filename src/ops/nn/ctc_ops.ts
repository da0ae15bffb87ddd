/** Losses and decodings of sequences whose alignment is not known (core/kernels/ctc_loss_op.cc, ctc_decoder_ops.cc). */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { failedPrecondition, invalidArgument } from '../../errors/status.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Dim, InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { ctcGreedy, ctcLabels, ctcLoss } from '../../kernels/reference/nn/ctc.ts'
import { BeamSearch, type DecodedPath } from '../../kernels/reference/nn/ctc_beam_search.ts'
import { realsOf } from '../../kernels/reference/scalars/reals.ts'
import { float32, int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import { transpose } from '../array/transpose_ops.ts'
import { times } from '../math/operators.ts'
import { expand_dims } from '../math/shape_ops.ts'

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
      throw invalidArgument(
        `len(sequence_length) != batch_size.  len(sequence_length):  ${lengths.size} batch_size: ${batch}`,
      )
    if (indices.shape[0] !== values.shape[0]) {
      throw invalidArgument(
        `labels_indices and labels_values must contain the same number of rows, but saw shapes: ${shapeText(indices.shape)} vs. ${shapeText(values.shape)}`,
      )
    }
    const labels = Array.from({ length: batch }, (): number[] => [])
    const at = integersOf(indices)
    for (const [i, label] of integersOf(values).entries()) {
      const row = at[2 * i] as number
      if (row < 0 || row >= batch)
        throw invalidArgument(`labels batch index must be between 0 and ${batch} but saw: ${row}`)
      labels[row]?.push(label)
    }
    const x = realsOf(inputs)
    const loss = new Float32Array(batch)
    const gradient = new Float32Array(x.length)
    const [collapse, merge] = [k.attr('preprocess_collapse_repeated') === true, k.attr('ctc_merge_repeated') === true]
    const steps = integersOf(lengths)
    for (const [b, length] of steps.entries())
      if (length > time) throw invalidArgument(`sequence_length(${b}) <= ${time}`)
    for (const [b, length] of steps.entries()) if (length < 0) throw invalidArgument(`seq_len(${b}) < 0`)
    const wanted = labels.map((each, b) => ctcLabels(each, steps[b] as number, classes, b, collapse))
    for (const [b, length] of steps.entries()) {
      const place = (t: number, c: number): number => (t * batch + b) * classes + c
      loss[b] = ctcLoss(
        (t, c) => x[place(t, c)] as number,
        length,
        classes,
        wanted[b] as number[],
        merge,
        (t, c, value) => {
          gradient[place(t, c)] = value
        },
      )
    }
    return [new NDArray(float32, [batch], loss), new NDArray(float32, inputs.shape, gradient)]
  },
  lower: { kind: 'reference' },
})

interface DecoderInputs {
  /** The logit of class c at step t of sequence b. */
  readonly inputs: (t: number, b: number, c: number) => number
  readonly lengths: readonly number[]
  readonly batch: number
  readonly classes: number
}
/** The checked inputs of a decoder. */
function decoderInputs(k: KernelContext): DecoderInputs {
  const [inputs, lengths] = [k.input(0), k.input(1)]
  if (inputs.shape.length !== 3) throw invalidArgument('inputs is not a 3-Tensor')
  const [time, batch, classes] = inputs.shape as [number, number, number]
  if (time === 0) throw invalidArgument('max_time is 0')
  if (lengths.shape.length !== 1) throw invalidArgument('sequence_length is not a vector')
  if (lengths.size !== batch) {
    throw failedPrecondition(
      `len(sequence_length) != batch_size.  len(sequence_length):  ${lengths.size} batch_size: ${batch}`,
    )
  }
  const steps = integersOf(lengths)
  for (const [b, length] of steps.entries())
    if (length > time) throw failedPrecondition(`sequence_length(${b}) <= ${time}`)
  const x = realsOf(inputs)
  return { inputs: (t, b, c) => x[(t * batch + b) * classes + c] as number, lengths: steps, batch, classes }
}
/** Indices, values and shape of the sparse tensor [batch, longest] of these labels. */
function sparseLabels(labels: readonly (readonly number[])[]): NDArray[] {
  const indices = labels.flatMap((row, b) => row.flatMap((_, i) => [BigInt(b), BigInt(i)]))
  const values = labels.flatMap(row => row.map(BigInt))
  const longest = labels.reduce((most, row) => Math.max(most, row.length), 0)
  return [
    new NDArray(int64, [values.length, 2], BigInt64Array.from(indices)),
    new NDArray(int64, [values.length], BigInt64Array.from(values)),
    new NDArray(int64, [2], BigInt64Array.of(BigInt(labels.length), BigInt(longest))),
  ]
}
function decoderShapes(c: InferenceContext): Dim {
  const inputs = c.withRank(c.input(0), 3)
  const lengths = c.withRank(c.input(1), 1)
  return c.mergeDim(inputs[1] as Dim, lengths[0] as Dim)
}

export const CTCGreedyDecoder = defineOp('CTCGreedyDecoder', {
  inputs: ['inputs: float', 'sequence_length: int32'],
  outputs: ['decoded_indices: int64', 'decoded_values: int64', 'decoded_shape: int64', 'log_probability: float'],
  attrs: ['merge_repeated: bool = false'],
  infer: c => [[null, 2], [null], [2], [decoderShapes(c), 1]],
  gradient: 'none',
  kernel: k => {
    const { inputs, lengths, batch, classes } = decoderInputs(k)
    const merge = k.attr('merge_repeated') === true
    const decoded = lengths.map((length, b) => ctcGreedy((t, c) => inputs(t, b, c), length, classes, merge))
    const scores = Float32Array.from(decoded, ({ score }) => score)
    return [...sparseLabels(decoded.map(({ labels }) => labels)), new NDArray(float32, [batch, 1], scores)]
  },
  lower: { kind: 'host' },
})

export const CTCBeamSearchDecoder = defineOp('CTCBeamSearchDecoder', {
  inputs: ['inputs: float', 'sequence_length: int32'],
  outputs: [
    'decoded_indices: top_paths * int64',
    'decoded_values: top_paths * int64',
    'decoded_shape: top_paths * int64',
    'log_probability: float',
  ],
  attrs: ['beam_width: int32 >= 1 <= 16384', 'top_paths: int >= 1', 'merge_repeated: bool = true'],
  infer: c => {
    const batch = decoderShapes(c)
    const paths = c.attr('top_paths')
    const each = (shape: readonly Dim[]): Shape[] => new Array<Shape>(paths).fill(shape)
    return [...each([null, 2]), ...each([null]), ...each([2]), [batch, paths]]
  },
  gradient: 'none',
  kernel: k => {
    const { inputs, lengths, batch, classes } = decoderInputs(k)
    const [paths, width] = [k.attr('top_paths'), k.attr('beam_width')]
    const found = lengths.map((length, b) => {
      const search = new BeamSearch(classes, width)
      for (let t = 0; t < length; t++) search.step(Array.from({ length: classes }, (_, c) => inputs(t, b, c)))
      return search.best(paths, k.attr('merge_repeated') === true)
    })
    const decoded = Array.from({ length: paths }, (_, p) =>
      sparseLabels(found.map(best => (best[p] as DecodedPath).labels)),
    )
    const scores = Float32Array.from(found.flatMap(best => best.map(({ score }) => score)))
    return [
      ...[0, 1, 2].flatMap(part => decoded.map(arrays => arrays[part])),
      new NDArray(float32, [batch, paths], scores),
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
    return applyOp(CTCLoss, {
      inputs,
      labels_indices: labels.indices,
      labels_values: labels.values,
      sequence_length,
      ...attrs,
    }).outputs[0] as Tensor
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
    const [indices, values, shape, score] = applyOp(CTCGreedyDecoder, { ...args }).outputs as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ]
    return [[new SparseTensor(indices, values, shape)], score]
  },
)

interface BeamArgs extends DecoderArgs {
  beam_width: number
  top_paths: number
}
/**
 * The \`top_paths\` most probable label sequences of a beam of \`beam_width\`: a list of sparse tensors, best first, and their
 * log-probabilities [batch, top_paths]. Errors: InvalidArgumentError where more paths are asked for than there are.
 */
export const ctc_beam_search_decoder = pyfunction(
  'ctc_beam_search_decoder(inputs, sequence_length, beam_width=100, top_paths=1, merge_repeated=True)',
  (args: BeamArgs): [decoded: SparseTensor[], log_probabilities: Tensor] => {
    const { outputs } = applyOp(CTCBeamSearchDecoder, { ...args })
    const paths = (outputs.length - 1) / 3
    const part = (which: number, path: number): Tensor => outputs[which * paths + path] as Tensor
    const decoded = Array.from(
      { length: paths },
      (_, path) => new SparseTensor(part(0, path), part(1, path), part(2, path)),
    )
    return [decoded, outputs.at(-1) as Tensor]
  },
)

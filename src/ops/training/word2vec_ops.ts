/** The two ops of TensorFlow's word2vec tutorial (core/ops/word2vec_ops.cc of 0.12). They have no public functions: graphs name them. */
import { invalidArgument } from '../../errors/status.ts'
import { defineOp } from '../../graph/op_def.ts'
import { unknownShape } from '../../graph/shape_inference.ts'
import { NegativeTrainer, SkipgramReader } from '../../kernels/reference/training/word2vec.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'

const integers = (values: Int32Array<ArrayBuffer>, shape: readonly number[]): NDArray =>
  new NDArray(int32, shape, values)

/** The vocabulary of a text file, and batches of its words with one of their neighbours each. */
export const Skipgram = defineOp('Skipgram', {
  outputs: [
    'vocab_word: string',
    'vocab_freq: int32',
    'words_per_epoch: int64',
    'current_epoch: int32',
    'total_words_processed: int64',
    'examples: int32',
    'labels: int32',
  ],
  attrs: [
    'filename: string',
    'batch_size: int',
    'window_size: int = 5',
    'min_count: int = 5',
    'subsample: float = 0.001',
  ],
  stateful: true,
  hostAccess: { to: 'files' },
  infer: unknownShape,
  gradient: 'unregistered',
  kernel: k => {
    const size = Number(k.attr('batch_size'))
    if (size <= 0) throw invalidArgument(`batch_size must be positive, but is ${size}`)
    const options = {
      window: Number(k.attr('window_size')),
      minCount: Number(k.attr('min_count')),
      subsample: Number(k.attr('subsample')),
    }
    const reader = k.state(() => new SkipgramReader(k.attr('filename'), options))
    const { corpus, epoch, processed } = reader
    const batch = reader.take(size)
    const { words, frequencies, text } = corpus
    return [
      new NDArray(
        'string',
        [words.length],
        words.map(word => Buffer.from(word, 'latin1')),
      ),
      integers(frequencies.slice(), [words.length]),
      new NDArray('int64', [], BigInt64Array.of(BigInt(text.length))),
      integers(Int32Array.of(epoch), []),
      new NDArray('int64', [], BigInt64Array.of(processed)),
      integers(batch.examples, [size]),
      integers(batch.labels, [size]),
    ]
  },
  lower: { kind: 'host' },
})

/** One pass of training by negative sampling: both embeddings are changed in place. */
export const NegTrain = defineOp('NegTrain', {
  inputs: ['w_in: Ref(float)', 'w_out: Ref(float)', 'examples: int32', 'labels: int32', 'lr: float'],
  attrs: ['vocab_count: list(int)', 'num_negative_samples: int'],
  stateful: true,
  infer: unknownShape,
  gradient: 'unregistered',
  kernel: k => {
    const [input, output, examples, labels, rate] = [k.input(0), k.input(1), k.input(2), k.input(3), k.input(4)]
    if (input.shape.length !== 2) throw invalidArgument('Must be a matrix')
    if (input.shape.join() !== output.shape.join()) throw invalidArgument('w_in.shape == w_out.shape')
    if (examples.shape.length !== 1) throw invalidArgument('Must be a vector')
    if (examples.shape.join() !== labels.shape.join()) throw invalidArgument('examples.shape == labels.shape')
    if (rate.shape.length !== 0) throw invalidArgument('Must be a scalar')
    const [words, width] = input.shape as [number, number]
    const trainer = k.state(
      () => new NegativeTrainer(k.attr('vocab_count').map(Number), Number(k.attr('num_negative_samples'))),
    )
    if (words !== trainer.words) throw invalidArgument(`vocab_size mismatches: ${words} vs. ${trainer.words}`)
    const [from, to] = [examples.data as Int32Array, labels.data as Int32Array]
    for (const word of [...from, ...to])
      if (word < 0 || word >= words) throw invalidArgument(`word ${word} is not in [0, ${words})`)
    trainer.train(
      input.data as Float32Array,
      output.data as Float32Array,
      width,
      from,
      to,
      (rate.data as Float32Array)[0] as number,
    )
    return []
  },
  lower: { kind: 'host' },
})

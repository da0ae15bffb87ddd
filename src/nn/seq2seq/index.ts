/** tf.nn.seq2seq */
export { _linear as linear } from '../rnn_cell/linear.ts'
export { attention_decoder, embedding_attention_decoder, embedding_attention_seq2seq } from './attention.ts'
export { embedding_rnn_decoder, rnn_decoder } from './decoders.ts'
export { model_with_buckets, sequence_loss, sequence_loss_by_example } from './losses.ts'
export {
  basic_rnn_seq2seq,
  embedding_rnn_seq2seq,
  embedding_tied_rnn_seq2seq,
  one2many_rnn_seq2seq,
  tied_rnn_seq2seq,
} from './models.ts'

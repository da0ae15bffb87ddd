/** tf.contrib.seq2seq.layers: as in 0.12.1 these do nothing. */
import { guarded } from '../../errors/boundary.ts'

export const rnn_decoder = guarded((..._args: unknown[]): null => null, 'rnn_decoder')
export const rnn_decoder_attention = guarded((..._args: unknown[]): null => null, 'rnn_decoder_attention')

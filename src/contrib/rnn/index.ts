/** tf.contrib.rnn */
export { LSTMStateTuple } from '../../nn/rnn_cell/lstm_state_tuple.ts'
export { RNNCell } from '../../nn/rnn_cell/rnn_cell.ts'
export { AttentionCellWrapper } from './attention_cell.ts'
export { GRUBlockCell, LSTMBlockCell } from './block_cells.ts'
export {
  BasicLSTMCell,
  BasicRNNCell,
  DropoutWrapper,
  EmbeddingWrapper,
  GRUCell,
  InputProjectionWrapper,
  LSTMCell,
  MultiRNNCell,
  OutputProjectionWrapper,
} from './core_cells.ts'
export { CoupledInputForgetGateLSTMCell } from './coupled_lstm_cell.ts'
export { FusedRNNCell, FusedRNNCellAdaptor, TimeReversedFusedRNN } from './fused_cells.ts'
export { BidirectionalGridLSTMCell, GridLSTMCell } from './grid_lstm_cell.ts'
export { LayerNormBasicLSTMCell } from './layer_norm_lstm_cell.ts'
export { LSTMBlockFusedCell, LSTMBlockWrapper } from './lstm_block_fused.ts'
export { saved_names } from './saved_names.ts'
export { stack_bidirectional_dynamic_rnn, stack_bidirectional_rnn } from './stack_rnn.ts'
export { static_bidirectional_rnn, static_rnn, static_state_saving_rnn } from './static_nets.ts'
export { TimeFreqLSTMCell } from './time_freq_lstm_cell.ts'

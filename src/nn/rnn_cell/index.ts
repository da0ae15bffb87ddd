/** tf.nn.rnn_cell */
export { BasicLSTMCell, BasicRNNCell, GRUCell } from './basic_cells.ts'
export { _linear } from './linear.ts'
export { LSTMCell } from './lstm_cell.ts'
export { LSTMStateTuple } from './lstm_state_tuple.ts'
export { MultiRNNCell } from './multi_rnn_cell.ts'
export { RNNCell } from './rnn_cell.ts'
export { DropoutWrapper, EmbeddingWrapper, InputProjectionWrapper, OutputProjectionWrapper } from './wrappers.ts'

/** tf.contrib.grid_rnn */
export {
  Grid1BasicLSTMCell,
  Grid1BasicRNNCell,
  Grid1LSTMCell,
  Grid2BasicLSTMCell,
  Grid2BasicRNNCell,
  Grid2GRUCell,
  Grid2LSTMCell,
  Grid3LSTMCell,
} from './grid_cells.ts'
export { GridRNNCell } from './grid_rnn_cell.ts'

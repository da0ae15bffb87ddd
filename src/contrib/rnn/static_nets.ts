/** The nets of tf.contrib.rnn of 1.0 to 1.2: those of tf.nn, with the scopes of 1.0. */

import { pyfunction } from '../../calling/signature.ts'
import { type BothWaysArgs, unrolledBothWays } from '../../nn/rnn/bidirectional_rnn.ts'
import { rnn, type StateSavingArgs, type StaticArgs, state_saving_rnn } from '../../nn/rnn/static_rnn.ts'
import type { Nested } from '../../nn/rnn_cell/rnn_cell.ts'
import { BOTH_SCOPES } from './core_cells.ts'

/** `tf.nn.rnn` in the scope "rnn". */
export const static_rnn = pyfunction(
  'static_rnn(cell, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None)',
  ({ cell, inputs, scope, ...options }: StaticArgs): [Nested[], Nested] =>
    rnn(cell, inputs, { ...options, scope: scope || 'rnn' }),
)

/** `tf.nn.state_saving_rnn` in the scope "rnn". */
export const static_state_saving_rnn = pyfunction(
  'static_state_saving_rnn(cell, inputs, state_saver, state_name, sequence_length=None, scope=None)',
  ({ cell, inputs, state_saver, state_name, sequence_length, scope }: StateSavingArgs): [Nested[], Nested] =>
    state_saving_rnn(cell, inputs, state_saver, state_name, { sequence_length, scope: scope || 'rnn' }),
)

/** `tf.nn.bidirectional_rnn` in the scopes "bidirectional_rnn/fw" and "bidirectional_rnn/bw". */
export const static_bidirectional_rnn = pyfunction(
  'static_bidirectional_rnn(cell_fw, cell_bw, inputs, initial_state_fw=None, initial_state_bw=None, dtype=None, sequence_length=None, scope=None)',
  (args: BothWaysArgs): [Nested[], Nested, Nested] => unrolledBothWays(args, BOTH_SCOPES),
)

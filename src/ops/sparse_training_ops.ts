/** The optimizers' updates of some rows of variables; a row that is named twice is updated twice. */
import { defineOp } from '../graph/op_def.ts'
import { optimizerOp } from './optimizer_updates.ts'
import { momentum } from './training_ops.ts'

export const SparseApplyMomentum = defineOp('SparseApplyMomentum', {
  ...optimizerOp(['var: Ref(T)', 'accum: Ref(T)', 'lr: T', 'grad: T', 'indices: Tindices', 'momentum: T'], momentum),
  attrs: ['T: numbertype', 'Tindices: {int32, int64}', 'use_locking: bool = false', 'use_nesterov: bool = false'],
})

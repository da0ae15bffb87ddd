/** The optimizers' updates of some rows of variables; a row that is named twice is updated twice. */
import { defineOp } from '../../graph/op_def.ts'
import { optimizerOp } from './optimizer_updates.ts'
import {
  adadelta,
  adagrad,
  centeredRmsprop,
  dualAveraging,
  ftrl,
  GRADIENT_SUMS,
  momentum,
  proximalAdagrad,
  proximalDescent,
  REGULARIZED,
  RMSPROP_SCALARS,
  rmsprop,
} from './training_ops.ts'

/** These refuse rows without elements. */
const inner = { innerElements: true }

export const SparseApplyMomentum = defineOp('SparseApplyMomentum', {
  ...optimizerOp(['var: Ref(T)', 'accum: Ref(T)', 'lr: T', 'grad: T', 'indices: Tindices', 'momentum: T'], momentum, {
    labels: { lr: 'lr is not a scalar ' },
    first: ['accum', 'lr', 'indices', 'grad'],
  }),
  attrs: ['T: numbertype', 'Tindices: {int32, int64}', 'use_locking: bool = false', 'use_nesterov: bool = false'],
})
export const SparseApplyAdagrad = defineOp(
  'SparseApplyAdagrad',
  optimizerOp(['var: Ref(T)', 'accum: Ref(T)', 'lr: T', 'grad: T', 'indices: Tindices'], adagrad, inner),
)
export const SparseApplyAdadelta = defineOp(
  'SparseApplyAdadelta',
  optimizerOp(
    [
      'var: Ref(T)',
      'accum: Ref(T)',
      'accum_update: Ref(T)',
      'lr: T',
      'rho: T',
      'epsilon: T',
      'grad: T',
      'indices: Tindices',
    ],
    adadelta,
    {
      labels: { accum: 'accum_grad' },
    },
  ),
)
export const SparseApplyRMSProp = defineOp(
  'SparseApplyRMSProp',
  optimizerOp(
    [
      'var: Ref(T)',
      'ms: Ref(T)',
      'mom: Ref(T)',
      'lr: T',
      'rho: T',
      'momentum: T',
      'epsilon: T',
      'grad: T',
      'indices: Tindices',
    ],
    rmsprop,
    {
      first: RMSPROP_SCALARS,
    },
  ),
)
export const SparseApplyCenteredRMSProp = defineOp(
  'SparseApplyCenteredRMSProp',
  optimizerOp(
    [
      'var: Ref(T)',
      'mg: Ref(T)',
      'ms: Ref(T)',
      'mom: Ref(T)',
      'lr: T',
      'rho: T',
      'momentum: T',
      'epsilon: T',
      'grad: T',
      'indices: Tindices',
    ],
    centeredRmsprop,
    { first: RMSPROP_SCALARS },
  ),
)
export const SparseApplyFtrl = defineOp(
  'SparseApplyFtrl',
  optimizerOp(
    [
      'var: Ref(T)',
      'accum: Ref(T)',
      'linear: Ref(T)',
      'grad: T',
      'indices: Tindices',
      'lr: T',
      'l1: T',
      'l2: T',
      'lr_power: T',
    ],
    ftrl,
    {
      ...inner,
      first: ['accum', 'linear', 'indices'],
      labels: { lr: 'lr is not a scalar or <= 0.0' },
      positive: ['lr'],
    },
  ),
)
export const SparseApplyProximalGradientDescent = defineOp(
  'SparseApplyProximalGradientDescent',
  optimizerOp(['var: Ref(T)', 'alpha: T', 'l1: T', 'l2: T', 'grad: T', 'indices: Tindices'], proximalDescent, {
    ...inner,
    labels: { ...REGULARIZED, alpha: 'lr' },
  }),
)
export const SparseApplyProximalAdagrad = defineOp(
  'SparseApplyProximalAdagrad',
  optimizerOp(
    ['var: Ref(T)', 'accum: Ref(T)', 'lr: T', 'l1: T', 'l2: T', 'grad: T', 'indices: Tindices'],
    proximalAdagrad,
    {
      ...inner,
      labels: REGULARIZED,
    },
  ),
)
export const SparseApplyAdagradDA = defineOp(
  'SparseApplyAdagradDA',
  optimizerOp(
    [
      'var: Ref(T)',
      'gradient_accumulator: Ref(T)',
      'gradient_squared_accumulator: Ref(T)',
      'grad: T',
      'indices: Tindices',
      'lr: T',
      'l1: T',
      'l2: T',
      'global_step: int64',
    ],
    dualAveraging,
    { ...inner, labels: GRADIENT_SUMS, first: ['gradient_accumulator', 'gradient_squared_accumulator', 'indices'] },
  ),
)

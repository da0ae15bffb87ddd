/** Samples of the optimizers' updates, dense and of some rows. */
import { NDArray } from '../../../src/index.ts'
import type { Sample } from '../sample.ts'

type Type = 'float32' | 'float64' | 'float16'
const SCALARS = {
  lr: 0.1,
  alpha: 0.1,
  rho: 0.95,
  epsilon: 1e-6,
  momentum: 0.9,
  beta1: 0.9,
  beta2: 0.999,
  beta1_power: 0.81,
  beta2_power: 0.998,
  l1: 0.02,
  l2: 0.01,
  lr_power: -0.5,
}
/** Inputs in order; capitals are of the variable's shape, `GRAD` is the gradient. */
const OPS: Readonly<Record<string, string>> = {
  ApplyGradientDescent: 'VAR alpha GRAD',
  ApplyMomentum: 'VAR ACCUM lr GRAD momentum',
  ApplyAdagrad: 'VAR ACCUM lr GRAD',
  ApplyAdadelta: 'VAR ACCUM UPDATE lr rho epsilon GRAD',
  ApplyAdam: 'VAR M V beta1_power beta2_power lr beta1 beta2 epsilon GRAD',
  ApplyRMSProp: 'VAR MS MOM lr rho momentum epsilon GRAD',
  ApplyCenteredRMSProp: 'VAR MG MS MOM lr rho momentum epsilon GRAD',
  ApplyFtrl: 'VAR ACCUM LINEAR GRAD lr l1 l2 lr_power',
  ApplyProximalGradientDescent: 'VAR alpha l1 l2 GRAD',
  ApplyProximalAdagrad: 'VAR ACCUM lr l1 l2 GRAD',
  ApplyAdagradDA: 'VAR SUM SQUARES GRAD lr l1 l2 step',
  SparseApplyMomentum: 'VAR ACCUM lr GRAD indices momentum',
  SparseApplyAdagrad: 'VAR ACCUM lr GRAD indices',
  SparseApplyAdadelta: 'VAR ACCUM UPDATE lr rho epsilon GRAD indices',
  SparseApplyRMSProp: 'VAR MS MOM lr rho momentum epsilon GRAD indices',
  SparseApplyCenteredRMSProp: 'VAR MG MS MOM lr rho momentum epsilon GRAD indices',
  SparseApplyFtrl: 'VAR ACCUM LINEAR GRAD indices lr l1 l2 lr_power',
  SparseApplyProximalGradientDescent: 'VAR alpha l1 l2 GRAD indices',
  SparseApplyProximalAdagrad: 'VAR ACCUM lr l1 l2 GRAD indices',
  SparseApplyAdagradDA: 'VAR SUM SQUARES GRAD indices lr l1 l2 step',
}
/** Rows named by the sparse samples: one of them twice. */
const ROWS = [2, 0, 2]

const numbers = (shape: readonly number[], offset: number, type: Type): NDArray => {
  const size = shape.reduce((a, b) => a * b, 1)
  return NDArray.of(Float64Array.from({ length: size }, (_, i) => ((i * 7 + offset) % 11) / 8 - 0.5))
    .reshape(...shape)
    .astype(type)
}
/** Sums of squares: positive, and large enough for the mean gradients in MG. */
const positive = (shape: readonly number[], offset: number, type: Type): NDArray => {
  const size = shape.reduce((a, b) => a * b, 1)
  return NDArray.of(Float64Array.from({ length: size }, (_, i) => 1 + ((i * 5 + offset) % 7) / 8))
    .reshape(...shape)
    .astype(type)
}
const SIGNED = new Set(['VAR', 'M', 'MOM', 'MG', 'LINEAR', 'SUM'])

function inputsOf(op: string, shape: readonly number[], type: Type): NDArray[] {
  const names = (OPS[op] as string).split(' ')
  const sparse = names.includes('indices')
  return names.map((name, i) => {
    if (name === 'step') return NDArray.of(3n as never, 'int64')
    if (name === 'indices') return NDArray.of(ROWS.slice(0, shape[0] === 0 ? 0 : ROWS.length) as never, 'int32')
    if (name === 'GRAD') return numbers(sparse ? [shape[0] === 0 ? 0 : ROWS.length, ...shape.slice(1)] : shape, 3, type)
    if (name !== name.toUpperCase()) return NDArray.of(SCALARS[name as keyof typeof SCALARS] as never, type)
    return SIGNED.has(name) ? numbers(shape, i, type) : positive(shape, i, type)
  })
}

export const samples: readonly Sample[] = Object.keys(OPS).flatMap((op): Sample[] => [
  { op, inputs: inputsOf(op, [3, 5], 'float32') },
  { op, inputs: inputsOf(op, [3], 'float64') },
  { op, inputs: inputsOf(op, [0, 2], 'float32'), note: 'nothing' },
  ...(op.startsWith('Sparse') ? [] : [{ op, inputs: inputsOf(op, [], 'float32'), note: 'a scalar' }]),
  ...(op.endsWith('Momentum') ? [{ op, inputs: inputsOf(op, [3, 5], 'float32'), attrs: { use_nesterov: true } }] : []),
])

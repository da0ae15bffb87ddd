/** The optimizers' updates of whole variables. */
import { defineOp } from '../../graph/op_def.ts'
import { call, cast, literal, type Scalar } from '../../kernels/scalar.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { optimizerOp, type Update } from './optimizer_updates.ts'

const add = (a: Scalar, b: Scalar): Scalar => call('add', a, b)
const sub = (a: Scalar, b: Scalar): Scalar => call('sub', a, b)
const mul = (a: Scalar, b: Scalar): Scalar => call('mul', a, b)
const div = (a: Scalar, b: Scalar): Scalar => call('div', a, b)
const sqrt = (a: Scalar): Scalar => call('sqrt', a)
const rsqrt = (a: Scalar): Scalar => call('rsqrt', a)
const square = (a: Scalar): Scalar => call('square', a)
const ONE = literal(1)
const ZERO = literal(0)
/** Some of TensorFlow's messages have a space too many. */
const SPACED = { lr: 'lr is not a scalar ' }

/** v − α·δ */
const descend: Update<'var' | 'alpha' | 'delta'> = ({ var: v, alpha, delta }) => ({ var: sub(v, mul(delta, alpha)) })
export const ApplyGradientDescent = defineOp(
  'ApplyGradientDescent',
  optimizerOp(['var: Ref(T)', 'alpha: T', 'delta: T'], descend),
)

/** a ← a·m + g; v ← v − a·lr, or with Nesterov's look ahead v − (g·lr + a·m·lr) */
export const momentum: Update<'var' | 'accum' | 'lr' | 'grad' | 'momentum'> = (
  { var: v, accum, lr, grad, momentum: m },
  attr,
) => {
  const moved = add(mul(accum, m), grad)
  const step = attr('use_nesterov') === true ? add(mul(grad, lr), mul(mul(moved, m), lr)) : mul(moved, lr)
  return { var: sub(v, step), accum: moved }
}
export const ApplyMomentum = defineOp('ApplyMomentum', {
  ...optimizerOp(['var: Ref(T)', 'accum: Ref(T)', 'lr: T', 'grad: T', 'momentum: T'], momentum, { first: ['lr'] }),
  attrs: ['T: numbertype', 'use_locking: bool = false', 'use_nesterov: bool = false'],
})

/** a ← a + g²; v ← v − g·lr/√a */
export const adagrad: Update<'var' | 'accum' | 'lr' | 'grad'> = ({ var: v, accum, lr, grad }) => {
  const grown = add(accum, square(grad))
  return { var: sub(v, mul(mul(grad, lr), rsqrt(grown))), accum: grown }
}
export const ApplyAdagrad = defineOp(
  'ApplyAdagrad',
  optimizerOp(['var: Ref(T)', 'accum: Ref(T)', 'lr: T', 'grad: T'], adagrad, { first: ['lr'] }),
)

/** a ← a·ρ + g²(1 − ρ); u = √(au + ε)·g/√(a + ε); au ← au·ρ + u²(1 − ρ); the step takes the new au. */
export const adadelta: Update<'var' | 'accum' | 'accum_update' | 'lr' | 'rho' | 'epsilon' | 'grad'> = old => {
  const { rho, epsilon, grad, lr } = old
  const rest = sub(ONE, rho)
  const accum = add(mul(old.accum, rho), mul(square(grad), rest))
  const inverse = rsqrt(add(accum, epsilon))
  const scaled = (updates: Scalar): Scalar => mul(mul(sqrt(add(updates, epsilon)), inverse), grad)
  const accum_update = add(mul(old.accum_update, rho), mul(square(scaled(old.accum_update)), rest))
  return { var: sub(old.var, mul(scaled(accum_update), lr)), accum, accum_update }
}
export const ApplyAdadelta = defineOp(
  'ApplyAdadelta',
  optimizerOp(
    ['var: Ref(T)', 'accum: Ref(T)', 'accum_update: Ref(T)', 'lr: T', 'rho: T', 'epsilon: T', 'grad: T'],
    adadelta,
    {
      labels: { accum_update: 'accum' },
      first: ['lr', 'rho', 'epsilon', 'accum', 'grad'],
    },
  ),
)

/** α = lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ); m ← m + (g − m)(1 − β₁); s ← s + (g² − s)(1 − β₂); v ← v − m·α/(√s + ε) */
const adam: Update<
  'var' | 'm' | 'v' | 'beta1_power' | 'beta2_power' | 'lr' | 'beta1' | 'beta2' | 'epsilon' | 'grad'
> = old => {
  const { grad } = old
  const alpha = div(mul(old.lr, sqrt(sub(ONE, old.beta2_power))), sub(ONE, old.beta1_power))
  const m = add(old.m, mul(sub(grad, old.m), sub(ONE, old.beta1)))
  const v = add(old.v, mul(sub(square(grad), old.v), sub(ONE, old.beta2)))
  return { var: sub(old.var, div(mul(m, alpha), add(sqrt(v), old.epsilon))), m, v }
}
export const ApplyAdam = defineOp(
  'ApplyAdam',
  optimizerOp(
    [
      'var: Ref(T)',
      'm: Ref(T)',
      'v: Ref(T)',
      'beta1_power: T',
      'beta2_power: T',
      'lr: T',
      'beta1: T',
      'beta2: T',
      'epsilon: T',
      'grad: T',
    ],
    adam,
    { labels: SPACED, first: ['beta1_power', 'beta2_power', 'lr', 'beta1', 'beta2', 'epsilon'] },
  ),
)

export const RMSPROP_SCALARS = ['lr', 'rho', 'momentum', 'epsilon']
/** s ← s + (g² − s)(1 − ρ); mom ← mom·μ + g·lr/√(s + ε); v ← v − mom */
export const rmsprop: Update<'var' | 'ms' | 'mom' | 'lr' | 'rho' | 'momentum' | 'epsilon' | 'grad'> = old => {
  const ms = add(old.ms, mul(sub(square(old.grad), old.ms), sub(ONE, old.rho)))
  const mom = add(mul(old.mom, old.momentum), div(mul(old.grad, old.lr), sqrt(add(ms, old.epsilon))))
  return { var: sub(old.var, mom), ms, mom }
}
export const ApplyRMSProp = defineOp(
  'ApplyRMSProp',
  optimizerOp(
    ['var: Ref(T)', 'ms: Ref(T)', 'mom: Ref(T)', 'lr: T', 'rho: T', 'momentum: T', 'epsilon: T', 'grad: T'],
    rmsprop,
    {
      labels: SPACED,
      first: RMSPROP_SCALARS,
    },
  ),
)

/** As RMSProp, with the variance s − mg² in place of s; mg is the mean gradient. */
export const centeredRmsprop: Update<
  'var' | 'mg' | 'ms' | 'mom' | 'lr' | 'rho' | 'momentum' | 'epsilon' | 'grad'
> = old => {
  const rest = sub(ONE, old.rho)
  const ms = add(old.ms, mul(sub(square(old.grad), old.ms), rest))
  const mg = add(old.mg, mul(sub(old.grad, old.mg), rest))
  const variance = add(sub(ms, square(mg)), old.epsilon)
  const mom = add(mul(old.mom, old.momentum), div(mul(old.grad, old.lr), sqrt(variance)))
  return { var: sub(old.var, mom), mg, ms, mom }
}
export const ApplyCenteredRMSProp = defineOp(
  'ApplyCenteredRMSProp',
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
    ],
    centeredRmsprop,
    {
      labels: SPACED,
      first: RMSPROP_SCALARS,
      shown: { mg: 'ms' },
    },
  ),
)

/** n′ = n + g²; z ← z + g − (n′^−p − n^−p)/lr·v; v ← |z| > l1 ? (l1·sign z − z)/(n′^−p/lr + 2·l2) : 0 */
export const ftrl: Update<'var' | 'accum' | 'linear' | 'grad' | 'lr' | 'l1' | 'l2' | 'lr_power'> = old => {
  const { grad, lr, l1, l2 } = old
  const accum = add(old.accum, square(grad))
  const exponent = old.lr_power.kind === 'literal' ? literal(-old.lr_power.value) : call('neg', old.lr_power)
  const power = (base: Scalar): Scalar => call('pow', base, exponent)
  const linear = add(old.linear, sub(grad, mul(div(sub(power(accum), power(old.accum)), lr), old.var)))
  const quadratic = add(div(power(accum), lr), mul(literal(2), l2))
  const shrunk = div(sub(mul(l1, call('sign', linear)), linear), quadratic)
  return { var: call('select', call('gt', call('abs', linear), l1), shrunk, ZERO), accum, linear }
}
/** How TensorFlow's messages about ftrl and the proximal ops call their inputs. */
export const REGULARIZED = { l1: 'l1 regularization strength', l2: 'l2 regularization strength' }
export const ApplyFtrl = defineOp(
  'ApplyFtrl',
  optimizerOp(
    ['var: Ref(T)', 'accum: Ref(T)', 'linear: Ref(T)', 'grad: T', 'lr: T', 'l1: T', 'l2: T', 'lr_power: T'],
    ftrl,
    {
      labels: { ...REGULARIZED, lr: 'lr is not a scalar or <= 0.0', lr_power: 'lr power' },
      positive: ['lr'],
    },
  ),
)

/**
 * w = v − g·lr; v ← max(|w| − lr·l1, 0)/(1 + l2·lr) for l1 > 0, else w/(1 + l2·lr). The sign of w is lost in 0.12, except for rows of
 * single elements.
 */
const proximal = (v: Scalar, grad: Scalar, rate: Scalar, l1: Scalar, l2: Scalar, single: boolean): Scalar => {
  const moved = sub(v, mul(grad, rate))
  const size = call('max', sub(call('abs', moved), mul(rate, l1)), ZERO)
  const shrunk = single ? mul(call('sign', moved), size) : size
  return div(
    call('select', call('gt', l1, ZERO), shrunk, moved),
    add(ONE, mul(call('select', call('gt', l2, ZERO), l2, ZERO), rate)),
  )
}
export const proximalDescent: Update<'var' | 'alpha' | 'l1' | 'l2' | 'delta' | 'grad'> = (old, _, single) => ({
  // the sparse op calls the gradient `grad`
  var: proximal(old.var, old.delta ?? old.grad, old.alpha, old.l1, old.l2, single),
})
export const ApplyProximalGradientDescent = defineOp(
  'ApplyProximalGradientDescent',
  optimizerOp(['var: Ref(T)', 'alpha: T', 'l1: T', 'l2: T', 'delta: T'], proximalDescent, { labels: REGULARIZED }),
)
export const proximalAdagrad: Update<'var' | 'accum' | 'lr' | 'l1' | 'l2' | 'grad'> = (old, _, single) => {
  const accum = add(old.accum, square(old.grad))
  return { var: proximal(old.var, old.grad, mul(old.lr, rsqrt(accum)), old.l1, old.l2, single), accum }
}
export const ApplyProximalAdagrad = defineOp(
  'ApplyProximalAdagrad',
  optimizerOp(['var: Ref(T)', 'accum: Ref(T)', 'lr: T', 'l1: T', 'l2: T', 'grad: T'], proximalAdagrad, {
    labels: REGULARIZED,
  }),
)

type DualAveraging =
  | 'var'
  | 'gradient_accumulator'
  | 'gradient_squared_accumulator'
  | 'grad'
  | 'lr'
  | 'l1'
  | 'l2'
  | 'global_step'
/** G ← G + g; Q ← Q + g²; v ← −lr·sign(G)·max(|G| − l1·T, 0)/(l2·T·lr + √Q), without the shrinking where l1 = 0 */
export const dualAveraging: Update<DualAveraging> = (old, attr) => {
  const step = cast(old.global_step, (attr('T') as DType).base)
  const total = add(old.gradient_accumulator, old.grad)
  const squares = add(old.gradient_squared_accumulator, square(old.grad))
  const shrunk = mul(call('sign', total), call('max', sub(call('abs', total), mul(old.l1, step)), ZERO))
  const moved = call('select', call('gt', old.l1, ZERO), shrunk, total)
  const scaled = div(mul(call('neg', old.lr), moved), add(mul(mul(old.l2, step), old.lr), sqrt(squares)))
  return { var: scaled, gradient_accumulator: total, gradient_squared_accumulator: squares }
}
/** How messages about it call its inputs. */
export const GRADIENT_SUMS = { ...REGULARIZED, gradient_accumulator: 'accum', gradient_squared_accumulator: 'accum' }
export const ApplyAdagradDA = defineOp(
  'ApplyAdagradDA',
  optimizerOp(
    [
      'var: Ref(T)',
      'gradient_accumulator: Ref(T)',
      'gradient_squared_accumulator: Ref(T)',
      'grad: T',
      'lr: T',
      'l1: T',
      'l2: T',
      'global_step: int64',
    ],
    dualAveraging,
    { labels: GRADIENT_SUMS },
  ),
)

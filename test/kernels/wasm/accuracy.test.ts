/** Errors of float32 functions over a million points, against double precision. */
import { describe, expect, it } from 'vitest'
import { elementwise } from '../../../src/kernels/reference/scalars/scalar_evaluator.ts'
import { call, input, type ScalarFunction } from '../../../src/kernels/scalar.ts'
import { elementwiseKernel } from '../../../src/kernels/wasm/elementwise/elementwise.ts'
import { float64 } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, runStep } from './run_step.ts'

const POINTS = 1_000_000
const { fround, abs, exp, log2, floor, max } = Math

/** Half of the points evenly from `low` to `high`, half of any size between. */
function points(low: number, high: number, seed: number): Float32Array {
  const rng = random(seed)
  const largest = max(abs(low), abs(high))
  return Float32Array.from({ length: POINTS }, (_, i) => {
    if (i % 2 === 0) return low + ((high - low) * i) / POINTS
    const size = largest * 2 ** (-30 * rng.next())
    const x = low < 0 && rng.below(2) === 0 ? -size : size
    return x < low || x > high ? -x : x
  })
}

/** Largest error in units in the last place of the true value, and where it is. */
function worst(got: Float32Array, want: (index: number) => number): { readonly error: number; readonly at: number } {
  let [error, at] = [0, 0]
  for (let i = 0; i < got.length; i++) {
    const [x, y] = [got[i] as number, want(i)]
    if (x === fround(y) || (Number.isNaN(x) && Number.isNaN(y))) continue
    const distance = abs(x - y) / 2 ** (max(floor(log2(abs(y))), -126) - 23)
    if (!(distance <= error)) [error, at] = [distance, i]
  }
  return { error, at }
}

const FUNCTIONS: readonly (readonly [ScalarFunction, number, number, ((x: number) => number) | undefined])[] = [
  ['exp', -104, 88.7, exp],
  ['log', 0, 3e38, Math.log],
  ['log1p', -1, 1e6, Math.log1p],
  ['expm1', -20, 88.7, Math.expm1],
  ['tanh', -12, 12, Math.tanh],
  ['sigmoid', -104, 30, x => (x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)))],
  ['softplus', -104, 100, x => max(x, 0) + Math.log1p(exp(-abs(x)))],
  ['elu', -20, 20, x => (x < 0 ? Math.expm1(x) : x)],
  ['erf', -5, 5, undefined],
  ['lgamma', 0, 1e6, undefined],
  ['digamma', 0, 1e6, undefined],
  ['lgamma', -2, 60, undefined],
  ['digamma', 1.5, 60, undefined],
]

/** TensorFlow's tanh, which has these bits, is less accurate. */
const BOUNDS: Partial<Record<ScalarFunction, number>> = { tanh: 7 }

describe.each([true, false])('with multiply-add in one instruction: %s', relaxed => {
  it.each(FUNCTIONS)('%s is right to a few units in the last place', (fn, low, high, exact) => {
    const x = points(low, high, 7)
    const inputs = [new NDArray('float32', [POINTS], x)]
    const result = runStep(elementwiseKernel, {
      inputs,
      outputs: [{ dtype: 'float32', shape: [POINTS] }],
      scalar: call(fn, input(0)),
      relaxed,
    })
    const wide = exact
      ? undefined
      : (elementwise(call(fn, input(0)), [new NDArray('float64', [POINTS], Float64Array.from(x))], float64)
          .data as Float64Array)
    const { error, at } = worst(result?.outputs[0]?.data as Float32Array, i =>
      exact ? exact(x[i] as number) : ((wide as Float64Array)[i] as number),
    )
    expect(error, `${fn}(${x[at]})`).toBeLessThanOrEqual(BOUNDS[fn] ?? 2)
  })

  it('pow is right to 2 units in the last place', () => {
    const rng = random(8)
    const base = Float32Array.from({ length: POINTS }, () => 2 ** (40 * rng.next() - 20))
    const exponent = Float32Array.from({ length: POINTS }, () => 12 * rng.next() - 6)
    const inputs = [base, exponent].map(data => new NDArray('float32', [POINTS], data))
    const scalar = call('pow', input(0), input(1))
    const result = runStep(elementwiseKernel, {
      inputs,
      outputs: [{ dtype: 'float32', shape: [POINTS] }],
      scalar,
      relaxed,
    })
    const { error, at } = worst(
      result?.outputs[0]?.data as Float32Array,
      i => (base[i] as number) ** (exponent[i] as number),
    )
    expect(error, `${base[at]} ** ${exponent[at]}`).toBeLessThanOrEqual(2)
  })
})

it.each(['lgamma', 'digamma'] as const)('%s has its poles, and is right below 0', fn => {
  const rng = random(9)
  const x = Float32Array.of(
    0,
    -0,
    -1,
    -2,
    -171,
    Infinity,
    -Infinity,
    Number.NaN,
    1,
    2,
    ...Array.from({ length: 5000 }, () => -60 * rng.next()),
  )
  const inputs = [new NDArray('float32', [x.length], x)]
  const result = runStep(elementwiseKernel, {
    inputs,
    outputs: [{ dtype: 'float32', shape: [x.length] }],
    scalar: call(fn, input(0)),
  })
  const want = elementwise(call(fn, input(0)), [new NDArray('float64', [x.length], Float64Array.from(x))], float64)
    .data as Float64Array
  for (const [i, y] of want.entries()) {
    const got = result?.outputs[0]?.data[i] as number
    // beside its zeros the reference function has no more digits than this
    if (!Object.is(got, fround(y))) expect(abs(got - y), `${fn}(${x[i]})`).toBeLessThan(1e-12 + abs(y) * 2 ** -23)
  }
})

import { describe, expect, it } from 'vitest'
import { WASM_KERNELS } from '../../src/kernels/wasm/index.ts'
import type { WasmKernel } from '../../src/kernels/wasm/step.ts'
import { floatArray, floats, runStep, sequence } from './wasm_harness.ts'

const THREADS = [1, 2, 3, 8]
const SIZES = [1, 2, 3, 4, 5, 15, 16, 17, 63, 130, 1003]
const { fround, sqrt } = Math

/** One element's update in float32 steps: state and gradient to new state. */
type Rule = (state: readonly number[], g: number, scalars: readonly number[], nesterov: boolean) => readonly number[]

interface Updater {
  readonly name: string
  /** Kinds of the inputs in order: s state, g gradient, h hyper-parameter. */
  readonly inputs: string
  readonly rule: Rule
}

const r = (x: number): number => fround(x)
const UPDATERS: readonly Updater[] = [
  { name: 'apply_gradient_descent', inputs: 'shg', rule: ([v = 0], g, [alpha = 0]) => [r(v - r(g * alpha))] },
  {
    name: 'apply_momentum',
    inputs: 'sshgh',
    rule: ([v = 0, a = 0], g, [lr = 0, momentum = 0], nesterov) => {
      const moved = r(r(a * momentum) + g)
      return [r(v - (nesterov ? r(r(g * lr) + r(r(moved * momentum) * lr)) : r(moved * lr))), moved]
    },
  },
  {
    name: 'apply_adagrad',
    inputs: 'sshg',
    rule: ([v = 0, a = 0], g, [lr = 0]) => {
      const grown = r(a + r(g * g))
      return [r(v - r(r(g * lr) / r(sqrt(grown)))), grown]
    },
  },
  {
    name: 'apply_rms_prop',
    inputs: 'ssshhhhg',
    rule: ([v = 0, s = 0, m = 0], g, [lr = 0, rho = 0, momentum = 0, epsilon = 0]) => {
      const square = r(s + r(r(r(g * g) - s) * r(1 - rho)))
      const moved = r(r(m * momentum) + r(r(g * lr) / r(sqrt(r(square + epsilon)))))
      return [r(v - moved), square, moved]
    },
  },
  {
    name: 'apply_adam',
    inputs: 'ssshhhhhhg',
    rule: ([v = 0, m = 0, s = 0], g, [power1 = 0, power2 = 0, lr = 0, beta1 = 0, beta2 = 0, epsilon = 0]) => {
      const alpha = r(r(lr * r(sqrt(r(1 - power2)))) / r(1 - power1))
      const mean = r(m + r(r(g - m) * r(1 - beta1)))
      const square = r(s + r(r(r(g * g) - s) * r(1 - beta2)))
      return [r(v - r(r(mean * alpha) / r(r(sqrt(square)) + epsilon))), mean, square]
    },
  },
]

describe.each(UPDATERS)('$name', ({ name, inputs, rule }) => {
  it.each(SIZES)('equals the float32 steps for %i elements on any number of threads', count => {
    for (const nesterov of [false, true]) {
      const random = sequence(count)
      const given = [...inputs].map(kind =>
        kind === 'h'
          ? floatArray(
              [],
              floats(random, 1).map(x => 0.25 + Math.abs(x) / 2),
            )
          : floatArray(
              [count],
              floats(random, count).map(x => (kind === 's' ? Math.abs(x) : x)),
            ),
      )
      const pick = (kind: string): Float32Array[] => given.flatMap((array, i) => (inputs[i] === kind ? [array.data as Float32Array] : []))
      const scalars = pick('h').map(data => data[0] ?? 0)
      const expected = pick('s').map(data => new Float32Array(data.length))
      for (let i = 0; i < count; i++) {
        const after = rule(
          pick('s').map(data => data[i] ?? 0),
          pick('g')[0]?.[i] ?? 0,
          scalars,
          nesterov,
        )
        for (const [k, value] of after.entries()) (expected[k] as Float32Array)[i] = value
      }
      for (const threads of THREADS) {
        const result = runStep(
          name,
          WASM_KERNELS.get(name) as WasmKernel,
          { inputs: given, outputs: [], attrs: { use_nesterov: nesterov }, table: nesterov },
          threads,
        )
        expect(result?.inputs.slice(0, expected.length)).toEqual(expected)
      }
    }
  })
})

it('leaves other types and shapes that differ to the reference kernel', () => {
  const kernel = WASM_KERNELS.get('apply_gradient_descent') as WasmKernel
  expect(runStep('', kernel, { inputs: [floatArray([2]), floatArray([]), floatArray([3])], outputs: [] }, 1)).toBeUndefined()
  expect(runStep('', kernel, { inputs: [0, 1, 2].map(() => ({ dtype: 'float64', shape: [] }) as const), outputs: [] }, 1)).toBeUndefined()
})

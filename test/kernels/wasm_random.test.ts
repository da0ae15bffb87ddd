import { describe, expect, it } from 'vitest'
import { WASM_KERNELS } from '../../src/kernels/wasm/index.ts'
import { EMPTY_RANGE } from '../../src/kernels/wasm/random.ts'
import { STATUS, type WasmKernel } from '../../src/kernels/wasm/step.ts'
import {
  gamma,
  multinomial,
  Philox,
  sampleNormal,
  sampleTruncatedNormal,
  sampleUniform,
  sampleUniformInt,
} from '../../src/tensor/random/index.ts'
import { floatArray, type Given, runStep } from './wasm_harness.ts'

const THREADS = [1, 2, 3, 8]
const COUNTS = [1, 3, 4, 5, 15, 16, 17, 100, 1003]

const stateOf = ({ position: { key, counter } }: Philox): Given => ({
  dtype: 'int32',
  shape: [6],
  data: Int32Array.from([...counter, ...key].map(word => word | 0)),
})

/** A stream with words above 2^31, at a place whose counter carries over 2^32 soon. */
function stream(): Philox {
  const result = Philox.fromSeeds(87654321987654n, -5n)
  result.skip(2 ** 32 - 3)
  return result
}

describe.each([
  ['random_uniform', sampleUniform],
  ['random_standard_normal', sampleNormal],
  ['truncated_normal', sampleTruncatedNormal],
] as const)('%s', (name, sample) => {
  it.each(COUNTS)('makes the reference numbers, %i of them, on any number of threads', count => {
    for (const generator of [Philox.fromSeeds(1, 0), Philox.fromSeeds(5, 3), stream()]) {
      const expected = sample(generator.clone(), 'float32', count)
      for (const threads of THREADS) {
        const step = { inputs: [stateOf(generator)], outputs: [floatArray([count])] }
        const made = runStep(name, WASM_KERNELS.get(name) as WasmKernel, step, threads)?.outputs[0] as Float32Array
        expect(made, `${threads} threads`).toEqual(expected)
      }
    }
  })
})

describe('random_uniform_int', () => {
  const scalar = (value: number): Given => ({ dtype: 'int32', shape: [], data: Int32Array.of(value) })
  const run = (generator: Philox, low: number, high: number, count: number, threads: number) =>
    runStep(
      '',
      WASM_KERNELS.get('random_uniform_int') as WasmKernel,
      { inputs: [stateOf(generator), scalar(low), scalar(high)], outputs: [{ dtype: 'int32', shape: [count] }] },
      threads,
    )

  it.each([
    [0, 10],
    [-5, 7],
    [-(2 ** 31), 2 ** 31 - 1],
  ])('makes the reference numbers in [%i, %i)', (low, high) => {
    for (const count of COUNTS) {
      const expected = [...sampleUniformInt(stream(), 'int32', BigInt(low), BigInt(high), count)].map(Number)
      for (const threads of THREADS)
        expect(run(stream(), low, high, count, threads)?.outputs).toEqual([Int32Array.from(expected)])
    }
  })

  it('fails where the range is empty', () => {
    expect(run(stream(), 3, 3, 5, 2)?.status).toEqual([0, EMPTY_RANGE, 3, 3])
    expect(STATUS.code).toBe(1)
  })
})

describe('random_gamma', () => {
  // boosted, exponential, of every size, and what is no shape of a gamma distribution
  const ALPHAS = [0.5, 1.5, 1, 0.01, 3, 100, 1e6, 0, -1, -0.6, Number.NaN, Number.POSITIVE_INFINITY]
  const made = (generator: Philox, alphas: readonly number[], samples: number, threads: number) => {
    const alpha: Given = { dtype: 'float32', shape: [alphas.length], data: Float32Array.from(alphas) }
    const step = { inputs: [stateOf(generator), alpha], outputs: [floatArray([samples, alphas.length])] }
    return runStep('random_gamma', WASM_KERNELS.get('random_gamma') as WasmKernel, step, threads)?.outputs[0]
  }

  it.each([1, 3, 4, 16, 17, 1003])(
    'makes the reference numbers, %i of each shape, on any number of threads',
    samples => {
      for (const generator of [Philox.fromSeeds(1, 0), stream()]) {
        const expected = Float32Array.from(gamma(generator, Float32Array.from(ALPHAS), samples))
        for (const threads of THREADS)
          expect(made(generator, ALPHAS, samples, threads), `${threads} threads`).toEqual(expected)
      }
    },
  )

  it.each([0.3, 0.9, 1.5, 7])('makes the reference numbers where many candidates are refused, for shape %d', alpha => {
    const samples = 50_000
    expect(made(stream(), [alpha], samples, 2)).toEqual(
      Float32Array.from(gamma(stream(), Float32Array.of(alpha), samples)),
    )
  })
})

describe('multinomial', () => {
  const run = (generator: Philox, logits: Float32Array, classes: number, samples: number, threads: number) => {
    const rows = logits.length / classes
    const given: Given = { dtype: 'float32', shape: [rows, classes], data: logits }
    const step = { inputs: [stateOf(generator), given], outputs: [{ dtype: 'int64' as const, shape: [rows, samples] }] }
    return runStep('multinomial', WASM_KERNELS.get('multinomial') as WasmKernel, step, threads)?.outputs[0]
  }
  const same = (logits: Float32Array, classes: number, samples: number): void => {
    for (const generator of [Philox.fromSeeds(1, 0), stream()]) {
      const expected = multinomial(generator.clone(), logits, classes, samples)
      for (const threads of [...THREADS, 40])
        expect(run(generator, logits, classes, samples, threads), `${threads} threads`).toEqual(expected)
    }
  }

  it.each([1, 2, 3, 4, 5, 7, 8, 64, 1001])(
    'draws what the reference draws, of %i classes, on any number of threads',
    classes => {
      const logits = Float32Array.from(sampleNormal(stream(), 'float32', 21 * classes), value => 3 * value)
      for (const samples of [1, 3, 16, 21]) same(logits, classes, samples)
    },
  )

  it('gives infinite logits and NaN no chance, and has nothing to draw where all are such', () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number
    same(Float32Array.of(0, inf, 1, -inf, nan, 2, nan, nan, nan, inf, inf, -inf, -inf, -inf, -inf), 3, 50)
  })

  it('takes logits of every size', () => {
    same(Float32Array.of(3.4e38, -3.4e38, 0, 1, -1e-45, -700, -745, -746, 0, 88, 100, 1e30, -1e30, -1e30, -1e30), 5, 50)
  })
})

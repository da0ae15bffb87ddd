import { describe, expect, it } from 'vitest'
import { WASM_KERNELS } from '../../src/kernels/wasm/index.ts'
import { EMPTY_RANGE } from '../../src/kernels/wasm/random.ts'
import { STATUS, type WasmKernel } from '../../src/kernels/wasm/step.ts'
import { Philox, sampleNormal, sampleTruncatedNormal, sampleUniform, sampleUniformInt } from '../../src/tensor/random/index.ts'
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
      for (const threads of THREADS) expect(run(stream(), low, high, count, threads)?.outputs).toEqual([Int32Array.from(expected)])
    }
  })

  it('fails where the range is empty', () => {
    expect(run(stream(), 3, 3, 5, 2)?.status).toEqual([0, EMPTY_RANGE, 3, 3])
    expect(STATUS.code).toBe(1)
  })
})

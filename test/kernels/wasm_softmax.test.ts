import { describe, expect, it } from 'vitest'
import { WASM_KERNELS } from '../../src/kernels/wasm/index.ts'
import { LABEL_OUT_OF_RANGE } from '../../src/kernels/wasm/normalization/softmax.ts'
import { STATUS, type WasmKernel } from '../../src/kernels/wasm/step.ts'
import { floatArray, floats, type Given, runStep, type StepResult, sequence } from './wasm_harness.ts'

const THREADS = [1, 2, 3, 8]
const SHAPES = [
  [1, 1],
  [5, 2],
  [3, 3],
  [7, 4],
  [100, 10],
  [2, 17],
  [9, 64],
  [4, 131],
] as const

function run(name: string, inputs: readonly Given[], outputs: readonly Given[], table = false): StepResult {
  const results = THREADS.map(threads => {
    const result = runStep(name, WASM_KERNELS.get(name) as WasmKernel, { inputs, outputs, table }, threads)
    if (result === undefined) throw new Error('not taken')
    return result
  })
  for (const result of results) expect(result.outputs).toEqual(results[0]?.outputs)
  return results[0] as StepResult
}

/** Per row: maximum, Σ e^(x − maximum). */
function statistics(x: Float32Array, row: number, columns: number): { readonly maximum: number; readonly sum: number } {
  const part = x.subarray(row * columns, (row + 1) * columns)
  const maximum = part.reduce((a, b) => Math.max(a, b))
  return { maximum, sum: part.reduce((sum, value) => sum + Math.exp(value - maximum), 0) }
}

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, scale = 1): void {
  expect(actual.length).toBe(expected.length)
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs((actual[i] ?? 0) - (expected[i] ?? 0))
    if (!(difference <= 1e-6 * Math.max(scale, Math.abs(expected[i] ?? 0))))
      throw new Error(`element ${i} is ${actual[i]}, not ${expected[i]}`)
  }
}

describe.each(SHAPES)('rows of [%i, %i]', (rows, columns) => {
  const random = sequence(rows * 1000 + columns)
  const x = floats(random, rows * columns).map(value => 20 * value)
  const labels = floats(random, rows * columns).map(Math.abs)
  const shape = [rows, columns]
  const cells = Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i] as const)

  it('softmax and its logarithm', () => {
    const probabilities = cells.map(
      ([row, i]) => Math.exp((x[i] ?? 0) - statistics(x, row, columns).maximum) / statistics(x, row, columns).sum,
    )
    near(run('softmax', [floatArray(shape, x)], [floatArray(shape)]).outputs[0] as Float32Array, probabilities)
    near(
      run('softmax', [floatArray([1, ...shape], x)], [floatArray([1, ...shape])], true).outputs[0] as Float32Array,
      probabilities,
    )
    near(
      run('log_softmax', [floatArray(shape, x)], [floatArray(shape)]).outputs[0] as Float32Array,
      cells.map(
        ([row, i]) => (x[i] ?? 0) - statistics(x, row, columns).maximum - Math.log(statistics(x, row, columns).sum),
      ),
      10,
    )
  })

  it('cross entropy with its gradient', () => {
    const { outputs } = run(
      'softmax_xent',
      [floatArray(shape, x), floatArray(shape, labels)],
      [floatArray([rows]), floatArray(shape)],
    )
    const losses = new Array<number>(rows).fill(0)
    const gradient = cells.map(([row, i]) => {
      const { maximum, sum } = statistics(x, row, columns)
      losses[row] = (losses[row] ?? 0) + (labels[i] ?? 0) * (Math.log(sum) - ((x[i] ?? 0) - maximum))
      return Math.exp((x[i] ?? 0) - maximum) / sum - (labels[i] ?? 0)
    })
    near(outputs[0] as Float32Array, losses, 10)
    near(outputs[1] as Float32Array, gradient)
  })

  it.each(['int32', 'int64'] as const)('sparse cross entropy with %s labels', dtype => {
    const classes = Array.from({ length: rows }, () => Math.floor(random() * columns))
    const data = dtype === 'int32' ? Int32Array.from(classes) : BigInt64Array.from(classes.map(BigInt))
    const { outputs, status } = run(
      'sparse_softmax_xent',
      [floatArray(shape, x), { dtype, shape: [rows], data }],
      [floatArray([rows]), floatArray(shape)],
    )
    near(
      outputs[0] as Float32Array,
      classes.map(
        (label, row) =>
          Math.log(statistics(x, row, columns).sum) -
          ((x[row * columns + label] ?? 0) - statistics(x, row, columns).maximum),
      ),
      10,
    )
    near(
      outputs[1] as Float32Array,
      cells.map(
        ([row, i]) =>
          Math.exp((x[i] ?? 0) - statistics(x, row, columns).maximum) / statistics(x, row, columns).sum -
          (i % columns === classes[row] ? 1 : 0),
      ),
    )
    expect(status[STATUS.code]).toBe(0)
  })
})

describe('rows with special numbers', () => {
  const softmax = (values: readonly number[]): number[] => {
    const shape = [1, values.length]
    return [
      ...(run('softmax', [floatArray(shape, Float32Array.from(values))], [floatArray(shape)])
        .outputs[0] as Float32Array),
    ]
  }
  it('gives 0 to −∞ and keeps NaN', () => {
    expect(softmax([0, Number.NEGATIVE_INFINITY, 0])).toEqual([0.5, 0, 0.5])
    expect(softmax([0, Number.NaN, 0, 1, 2])).toEqual(new Array(5).fill(Number.NaN))
    expect(softmax([1000, -1000])).toEqual([1, 0])
  })
})

describe('labels out of range', () => {
  it.each([
    ['int32', Int32Array.of(0, 1, -1, 7), -1, 2],
    ['int64', BigInt64Array.of(0n, 3n, 1n, 9n), 3, 1],
    ['int64', BigInt64Array.of(0n, 1n, 2n, 1n << 40n), 0, 3],
  ] as const)('fails with the first bad %s label', (dtype, data, label, position) => {
    const { status } = run(
      'sparse_softmax_xent',
      [floatArray([4, 3], new Float32Array(12)), { dtype, shape: [4], data }],
      [floatArray([4]), floatArray([4, 3])],
    )
    expect(status).toEqual([0, LABEL_OUT_OF_RANGE, label, position])
  })
})

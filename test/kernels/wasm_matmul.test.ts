import { describe, expect, it } from 'vitest'
import { call, input, literal } from '../../src/kernels/scalar.ts'
import type { Simd } from '../../src/kernels/wasm/assembler/features.ts'
import { WASM_KERNELS } from '../../src/kernels/wasm/index.ts'
import type { WasmKernel } from '../../src/kernels/wasm/step.ts'
import { floatArray, floats, runStep, sequence } from './wasm_harness.ts'

const THREADS = [1, 2, 3, 8]
const SIMD: readonly Simd[] = ['plain', 'relaxed', 'wide']

interface Case {
  readonly batch?: readonly number[]
  readonly m: number
  readonly n: number
  readonly k: number
  readonly ta: boolean
  readonly tb: boolean
  readonly bias?: readonly number[]
  readonly table?: boolean
  readonly simd?: Simd
  readonly keep?: boolean
}

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1)

/** Checks every number of threads against a double precision product; returns the results' bits to compare. */
function check(spec: Case, seed: number): void {
  const { batch = [], m, n, k, ta, tb, bias } = spec
  const name = batch.length > 0 ? 'batch_matmul' : 'matmul'
  const random = sequence(seed)
  const batches = size(batch)
  const a = floats(random, batches * m * k)
  const b = floats(random, batches * k * n)
  const extra = bias === undefined ? [] : [floatArray(bias, floats(random, size(bias)))]
  const expected = new Float64Array(batches * m * n)
  for (let s = 0; s < batches; s++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0
        for (let p = 0; p < k; p++)
          sum += (a[s * m * k + (ta ? p * m + i : i * k + p)] ?? 0) * (b[s * k * n + (tb ? j * k + p : p * n + j)] ?? 0)
        expected[(s * m + i) * n + j] = sum
      }
    }
  }
  if (bias !== undefined) {
    const [rows, columns] = [bias.length > 1 ? (bias.at(-2) ?? 1) : 1, bias.at(-1) ?? 1]
    const data = extra[0]?.data as Float32Array
    for (let e = 0; e < expected.length; e++) {
      const [i, j, s] = [Math.floor(e / n) % m, e % n, Math.floor(e / (m * n))]
      const index =
        (data.length > rows * columns ? s * rows * columns : 0) + (rows > 1 ? i * columns : 0) + (columns > 1 ? j : 0)
      const sum = (expected[e] ?? 0) + (data[index] ?? 0)
      expected[e] = Math.max(sum, 0)
    }
  }
  const step = {
    inputs: [
      floatArray([...batch, ...(ta ? [k, m] : [m, k])], a),
      floatArray([...batch, ...(tb ? [n, k] : [k, n])], b),
      ...extra,
    ],
    outputs: [floatArray([...batch, m, n])],
    attrs: batch.length > 0 ? { adj_x: ta, adj_y: tb } : { transpose_a: ta, transpose_b: tb },
    ...(bias === undefined ? {} : { scalar: call('max', call('add', input(0), input(1)), literal(0)) }),
    ...(spec.table === undefined ? {} : { table: spec.table }),
    ...(spec.simd === undefined ? {} : { simd: spec.simd }),
    ...(spec.keep === undefined ? {} : { keep: spec.keep }),
  }
  let first: Float32Array | undefined
  for (const threads of THREADS) {
    const result = runStep(name, WASM_KERNELS.get(name) as WasmKernel, step, threads)
    if (result === undefined) throw new Error('not taken')
    const [c] = result.outputs as [Float32Array]
    const limit = 1e-6 * (Math.sqrt(k) + 4)
    for (let e = 0; e < c.length; e++) {
      const error = Math.abs((c[e] ?? 0) - (expected[e] ?? 0))
      if (!(error <= limit * 4))
        throw new Error(`${JSON.stringify(spec)}, ${threads} threads: element ${e} is ${c[e]}, not ${expected[e]}`)
    }
    first ??= c
    expect(Buffer.compare(Buffer.from(first.buffer), Buffer.from(c.buffer))).toBe(0)
  }
}

const SIZES = [1, 2, 3, 4, 5, 7, 8, 11, 12, 13, 16, 17, 24, 31, 33, 48, 50, 97, 130]

/** The same of float64: sums in the order of k are the very ones, but for multiply-adds that round once. */
function checkDoubles({ batch = [], m, n, k, ta, tb, ...options }: Case, seed: number): void {
  const random = sequence(seed)
  const batches = size(batch)
  const doubles = (shape: readonly number[]) => ({
    dtype: 'float64' as const,
    shape,
    data: Float64Array.from({ length: size(shape) }, () => 2 * random() - 1),
  })
  const [a, b] = [doubles([...batch, ...(ta ? [k, m] : [m, k])]), doubles([...batch, ...(tb ? [n, k] : [k, n])])]
  const name = batch.length > 0 ? 'batch_matmul' : 'matmul'
  const attrs = batch.length > 0 ? { adj_x: ta, adj_y: tb } : { transpose_a: ta, transpose_b: tb }
  for (const threads of THREADS) {
    const step = {
      inputs: [a, b],
      outputs: [{ dtype: 'float64' as const, shape: [...batch, m, n] }],
      attrs,
      ...options,
    }
    const c = runStep(name, WASM_KERNELS.get(name) as WasmKernel, step, threads)?.outputs[0] as Float64Array
    for (let at = 0; at < c.length; at++) {
      const [s, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n]
      let sum = 0
      for (let p = 0; p < k; p++)
        sum +=
          (a.data[s * m * k + (ta ? p * m + i : i * k + p)] ?? 0) *
          (b.data[s * k * n + (tb ? j * k + p : p * n + j)] ?? 0)
      if (!(Math.abs((c[at] ?? 0) - sum) <= 1e-15 * (k + 4)))
        throw new Error(`${JSON.stringify({ batches, m, n, k, ta, tb })}: element ${at} is ${c[at]}, not ${sum}`)
    }
    expect(c).toHaveLength(batches * m * n)
  }
}

/** Any sizes and options. */
function randomCase(random: () => number): Case {
  const pick = (): number => SIZES[Math.floor(random() * SIZES.length)] ?? 1
  return {
    m: pick(),
    n: pick(),
    k: pick(),
    ta: random() < 0.5,
    tb: random() < 0.5,
    table: random() < 0.3,
    keep: random() < 0.5,
    simd: SIMD[Math.floor(3 * random())] as Simd,
  }
}

describe('matmul', () => {
  it('agrees with a double precision product for random shapes and transposes, on any number of threads', () => {
    const random = sequence(7)
    for (let trial = 0; trial < 250; trial++) check(randomCase(random), trial)
  })

  it.each([
    { m: 9, n: 300, k: 600, ta: false, tb: false },
    { m: 125, n: 270, k: 257, ta: true, tb: false },
    { m: 6, n: 301, k: 515, ta: false, tb: true },
    { m: 100, n: 10, k: 784, ta: false, tb: false },
    { m: 784, n: 10, k: 100, ta: true, tb: false },
    { m: 100, n: 784, k: 10, ta: false, tb: true },
    { m: 1, n: 5000, k: 21, ta: false, tb: false },
    { m: 1, n: 130, k: 300, ta: false, tb: true },
    { m: 300, n: 1, k: 130, ta: true, tb: false },
    { m: 130, n: 45, k: 1801, ta: false, tb: true },
    { m: 300, n: 1, k: 131, ta: false, tb: false },
    { m: 2, n: 131, k: 259, ta: false, tb: true },
    { m: 250, n: 37, k: 770, ta: true, tb: true },
    { m: 601, n: 44, k: 500, ta: false, tb: false },
    { m: 130, n: 30, k: 4200, ta: false, tb: false },
    { m: 20, n: 270, k: 2300, ta: false, tb: true },
    { m: 300, n: 21, k: 1950, ta: true, tb: false },
    { m: 3, n: 40, k: 3600, ta: false, tb: false },
    { m: 45, n: 290, k: 210, ta: true, tb: false },
    { m: 110, n: 262, k: 1800, ta: true, tb: true },
    { m: 20, n: 262, k: 5300, ta: false, tb: true },
    { m: 100, n: 21, k: 5150, ta: true, tb: false },
    { m: 3, n: 40, k: 5600, ta: false, tb: false },
    { m: 130, n: 26, k: 5210, ta: false, tb: false },
  ])('agrees in blocks and tails: $m × $n × $k, transposed $ta $tb', spec => {
    for (const simd of SIMD) check({ ...spec, simd }, 1)
  })

  it.each([false, true])('reads no further than memory reaches where few panels serve many rows, kept: %s', keep =>
    check({ m: 8200, n: 20, k: 16, ta: false, tb: false, keep }, 2),
  )

  it('turns A and goes through blocks of k where panels or batches are shared and kept, and with epilogues', () => {
    const random = sequence(11)
    for (let trial = 0; trial < 10; trial++) {
      const [m, n, k] = [
        5 + Math.floor(90 * random()),
        256 + Math.floor(40 * random()),
        192 + Math.floor(90 * random()),
      ]
      const far = (trial % 4 === 1 ? 1701 : 5121) + Math.floor(600 * random())
      const bias = [undefined, [n], [m, n], [m, 1]][trial % 4]
      const options = { ta: true, tb: random() < 0.5, table: random() < 0.5, keep: random() < 0.5 }
      check({ m, n, k: trial % 2 === 0 ? k : far, ...options, ...(bias === undefined ? {} : { bias }) }, trial)
    }
    check({ batch: [3], m: 9, n: 260, k: 200, ta: true, tb: false }, 1)
    check({ batch: [2], m: 9, n: 20, k: 1750, ta: true, tb: true }, 1)
    check({ batch: [2], m: 9, n: 20, k: 5130, ta: true, tb: true }, 1)
  })

  it('applies a fused epilogue to every shape of bias', () => {
    const random = sequence(3)
    const pick = (): number => SIZES[Math.floor(random() * SIZES.length)] ?? 1
    for (let trial = 0; trial < 120; trial++) {
      const [m, n] = [pick(), pick()]
      const bias = [[n], [1, n], [m, n], [], [1], [m, 1], [1, 1]][trial % 7] ?? []
      check({ m, n, k: trial % 5 === 0 ? 300 : pick(), ta: random() < 0.5, tb: random() < 0.5, bias }, trial)
    }
  })

  it('applies functions that take constants, in tiles, rows and dot products', () => {
    const random = sequence(9)
    for (const [m, n, tb] of [
      [7, 29, false],
      [1, 29, false],
      [2, 30, true],
    ] as const) {
      const inputs = [
        floatArray([m, 19], floats(random, m * 19)),
        floatArray(tb ? [n, 19] : [19, n], floats(random, n * 19)),
      ]
      const step = { inputs, outputs: [floatArray([m, n])], attrs: { transpose_b: tb } }
      const kernel = WASM_KERNELS.get('matmul') as WasmKernel
      const plain = runStep('matmul', kernel, step, 1)?.outputs[0] as Float32Array
      const fused = runStep('matmul', kernel, { ...step, scalar: call('tanh', input(0)) }, 1)
        ?.outputs[0] as Float32Array
      for (const [i, x] of plain.entries()) expect(fused[i]).toBeCloseTo(Math.tanh(x), 6)
    }
  })

  it('multiplies batches', () => {
    const random = sequence(5)
    const pick = (): number => SIZES[Math.floor(random() * 14)] ?? 1
    for (let trial = 0; trial < 60; trial++) {
      const [m, n] = [pick(), pick()]
      const batch = [[3], [2, 3], [1], [5]][trial % 4] ?? [1]
      const bias = [undefined, [n], [...batch, m, n], [m, n]][trial % 4]
      check(
        { batch, m, n, k: pick(), ta: random() < 0.5, tb: random() < 0.5, ...(bias === undefined ? {} : { bias }) },
        trial,
      )
    }
    check({ batch: [3], m: 20, n: 300, k: 270, ta: false, tb: false }, 1)
  })

  it('does not take other types, and makes nothing of nothing', () => {
    const kernel = WASM_KERNELS.get('matmul') as WasmKernel
    for (const dtype of ['int64', 'complex64', 'float16'] as const) {
      const other = { dtype, shape: [2, 2] }
      expect(runStep('matmul', kernel, { inputs: [other, other], outputs: [other] }, 1)).toBeUndefined()
    }
    expect(
      runStep('matmul', kernel, { inputs: [floatArray([0, 2]), floatArray([2, 3])], outputs: [floatArray([0, 3])] }, 1)
        ?.outputs[0]?.length,
    ).toBe(0)
    expect(
      runStep('matmul', kernel, { inputs: [floatArray([2, 0]), floatArray([0, 3])], outputs: [floatArray([2, 3])] }, 1),
    ).toBeUndefined()
  })
})

/** The same of int32: sums wrap around. */
function checkIntegers({ batch = [], m, n, k, ta, tb, ...options }: Case, seed: number): void {
  const random = sequence(seed)
  const integers = (shape: readonly number[]) => ({
    dtype: 'int32' as const,
    shape,
    data: Int32Array.from({ length: size(shape) }, () => 2 ** 32 * random() - 2 ** 31),
  })
  const [a, b] = [integers([...batch, ...(ta ? [k, m] : [m, k])]), integers([...batch, ...(tb ? [n, k] : [k, n])])]
  const name = batch.length > 0 ? 'batch_matmul' : 'matmul'
  const attrs = batch.length > 0 ? { adj_x: ta, adj_y: tb } : { transpose_a: ta, transpose_b: tb }
  const expected = Int32Array.from({ length: size(batch) * m * n }, (_, at) => {
    const [s, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n]
    let sum = 0
    for (let p = 0; p < k; p++)
      sum =
        (sum +
          Math.imul(
            a.data[s * m * k + (ta ? p * m + i : i * k + p)] ?? 0,
            b.data[s * k * n + (tb ? j * k + p : p * n + j)] ?? 0,
          )) |
        0
    return sum
  })
  for (const threads of THREADS) {
    const step = { inputs: [a, b], outputs: [{ dtype: 'int32' as const, shape: [...batch, m, n] }], attrs, ...options }
    expect(
      runStep(name, WASM_KERNELS.get(name) as WasmKernel, step, threads)?.outputs[0],
      JSON.stringify({ batch, m, n, k, ta, tb }),
    ).toEqual(expected)
  }
}

describe('matmul of int32', () => {
  it('gives the very sums for random shapes and transposes, on any number of threads', () => {
    const random = sequence(9)
    for (let trial = 0; trial < 100; trial++)
      checkIntegers({ batch: random() < 0.3 ? [1 + Math.floor(3 * random())] : [], ...randomCase(random) }, trial)
  })
})

describe('matmul of float64', () => {
  it('agrees with sums in the order of k for random shapes and transposes, on any number of threads', () => {
    const random = sequence(8)
    for (let trial = 0; trial < 150; trial++)
      checkDoubles(
        {
          batch: random() < 0.3 ? [1 + Math.floor(3 * random())] : [],
          ...randomCase(random),
        },
        trial,
      )
  })
  it('goes through blocks of rows', () => checkDoubles({ m: 70, n: 9, k: 1500, ta: false, tb: false }, 1))
})

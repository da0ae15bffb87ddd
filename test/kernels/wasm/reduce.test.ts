import { describe, expect, it } from 'vitest'
import { type Reduction, reduce } from '../../../src/kernels/reference/arrays/reduce.ts'
import { elementwise } from '../../../src/kernels/reference/scalars/scalar_evaluator.ts'
import { call, input, type Scalar } from '../../../src/kernels/scalar.ts'
import { reduceKernel } from '../../../src/kernels/wasm/reduce/reduce.ts'
import { as_dtype } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, randomArray, runStep } from './run_step.ts'

const THREADS = [1, 2, 3, 8]

interface Case {
  readonly reduction: Reduction
  readonly inputs: readonly NDArray[]
  readonly axes: readonly number[]
  readonly scalar?: Scalar
  readonly type: string
  readonly threads?: number
  readonly keepDims?: boolean
}

function both({ reduction, inputs, axes, scalar, type, threads, keepDims }: Case): { got: NDArray; want: NDArray } {
  const values = elementwise(scalar ?? input(0), inputs, as_dtype(type))
  const want = reduce(reduction, values, axes, keepDims ?? false)
  const result = runStep(reduceKernel, {
    inputs,
    outputs: [{ dtype: type, shape: want.shape }],
    attrs: { reduction, axes },
    ...(scalar ? { scalar } : {}),
    threads: threads ?? 1,
  })
  if (result === undefined) throw new Error('not taken')
  return { got: result.outputs[0] as NDArray, want }
}

/** Equal but for roundings: of `bound` in the sum of the absolute values. */
function near(spec: Case, bound: number): void {
  const { got, want } = both(spec)
  const about = JSON.stringify({ ...spec, inputs: spec.inputs.map(array => array.shape) })
  let scale: NDArray | undefined
  if (spec.reduction === 'sum' || spec.reduction === 'mean') {
    const values = elementwise(call('abs', spec.scalar ?? input(0)), spec.inputs, as_dtype(spec.type))
    scale = reduce(spec.reduction, values, spec.axes, spec.keepDims ?? false)
  }
  for (let i = 0; i < want.size; i++) {
    const [a, b] = [got.data[i] as number, want.data[i] as number]
    if (Object.is(a, b) || a === b) continue
    const size = Math.abs((scale ?? want).data[i] as number)
    expect(Math.abs(a - b), `${about}: ${a}, not ${b} at ${i}`).toBeLessThanOrEqual(bound * size)
  }
}

const shapes = (rng: ReturnType<typeof random>, rank: number): number[] =>
  Array.from({ length: rank }, () => rng.pick([1, 2, 3, 4, 5, 7, 8, 16, 33, 70]))

describe('reduce', () => {
  it('random shapes, axes, types and threads', () => {
    const rng = random(1)
    const kinds: readonly (readonly [string, readonly Reduction[]])[] = [
      ['float32', ['sum', 'mean', 'max', 'min', 'prod']],
      ['float32', ['sum', 'mean']],
      ['float64', ['sum', 'mean', 'max', 'min', 'prod']],
      ['int32', ['sum', 'mean', 'max', 'min', 'prod']],
      ['bool', ['all', 'any']],
    ]
    for (let trial = 0; trial < 300; trial++) {
      const [type, reductions] = rng.pick(kinds)
      const shape = shapes(rng, rng.below(5))
      const axes = shape.map((_, i) => i).filter(() => rng.below(2) === 0)
      const spec: Case = {
        reduction: rng.pick(reductions),
        inputs: [randomArray(rng, type, shape)],
        axes,
        type,
        threads: rng.pick(THREADS),
        keepDims: rng.below(2) === 0,
      }
      near(spec, type === 'float64' ? 1e-13 : 2e-6)
    }
  })

  it('with an expression over several inputs', () => {
    const rng = random(2)
    const expressions: readonly Scalar[] = [
      call('mul', input(0), input(1)),
      call('square', call('sub', input(0), input(1))),
      call('exp', call('sub', call('mul', input(0), { kind: 'literal', value: 0.1 }), call('sigmoid', input(1)))),
      call('select', call('gt', input(0), input(1)), input(0), call('neg', input(1))),
    ]
    for (let trial = 0; trial < 120; trial++) {
      const shape = shapes(rng, 1 + rng.below(4))
      const axes = shape.map((_, i) => i).filter(() => rng.below(2) === 0)
      const other = shape.map(length => (rng.below(3) === 0 ? 1 : length)).slice(rng.below(shape.length))
      const inputs = [randomArray(rng, 'float32', shape), randomArray(rng, 'float32', other)]
      near(
        {
          reduction: rng.pick(['sum', 'mean', 'max']),
          inputs,
          axes,
          scalar: rng.pick(expressions),
          type: 'float32',
          threads: rng.pick(THREADS),
        },
        4e-6,
      )
    }
    // bool elements are counted, floats tested
    const x = randomArray(rng, 'float32', [5, 77])
    near(
      {
        reduction: 'sum',
        inputs: [x],
        axes: [1],
        scalar: { kind: 'cast', to: 'int32', arg: call('gt', input(0), { kind: 'literal', value: 0 }) },
        type: 'int32',
      },
      0,
    )
    near({ reduction: 'any', inputs: [x], axes: [0], scalar: call('isnan', input(0)), type: 'bool' }, 0)
  })

  it('gives the same bits on any number of threads, and cuts long reductions', () => {
    const rng = random(3)
    const cases: readonly (readonly [number[], number[]])[] = [
      [[200003], [0]],
      [[3, 70001], [1]],
      [[50000, 10], [0]],
      [[3000, 130], [0]],
      [[130, 3000], [1]],
      [
        [300, 7, 50],
        [0, 2],
      ],
      [
        [2, 40000, 3],
        [0, 1],
      ],
      [
        [64, 30, 30, 5],
        [0, 1, 2],
      ],
    ]
    for (const [shape, axes] of cases) {
      for (const type of shape.length === 1 ? ['float32', 'float64', 'int32'] : ['float32']) {
        const inputs = [randomArray(rng, type, shape)]
        for (const reduction of ['sum', 'max'] as const) {
          const results = THREADS.map(threads => both({ reduction, inputs, axes, type, threads }))
          for (const { got } of results) expect(got.data).toEqual(results[0]?.got.data)
          near({ reduction, inputs, axes, type, threads: 3 }, type === 'float64' ? 1e-12 : 1e-6)
        }
      }
    }
  })

  it('adds long columns and rows without losing small addends', () => {
    const length = 1 << 18
    const ones = new NDArray('float32', [length, 3], new Float32Array(3 * length).fill(0.1))
    const exact = Math.fround(0.1) * length
    for (const [x, axes] of [
      [ones, [0]],
      [ones.reshape([3, length]), [1]],
    ] as const) {
      const { got } = both({ reduction: 'sum', inputs: [x], axes, type: 'float32' })
      for (const sum of got.data as Float32Array) expect(Math.abs(sum - exact) / exact).toBeLessThan(1e-6)
    }
  })

  it('reduces the columns of large arrays in blocks of rows', () => {
    const rng = random(4)
    const scalar = call('mul', call('sub', input(0), input(1)), input(2))
    for (const type of ['float32', 'float64', 'int32']) {
      const x = randomArray(rng, type, [515, 1030])
      for (const reduction of ['sum', 'mean', 'max'] as const)
        near({ reduction, inputs: [x], axes: [0], type, threads: 3 }, 1e-6)
      const inputs = [x, randomArray(rng, type, [515, 1]), randomArray(rng, type, [1030])]
      near({ reduction: 'sum', inputs, axes: [0], scalar, type, threads: 2 }, 1e-6)
    }
    const batches = randomArray(rng, 'float32', [2, 300, 514])
    near({ reduction: 'min', inputs: [batches], axes: [1], type: 'float32', threads: 8 }, 0)
    ;(batches.data as Float32Array).fill(Number.NaN, 1000, 5000)
    near({ reduction: 'max', inputs: [batches], axes: [1], type: 'float32' }, 0)
    const flags = randomArray(rng, 'bool', [600, 770])
    near({ reduction: 'all', inputs: [flags], axes: [0], type: 'bool', threads: 2 }, 0)
  })

  it('ignores NaN in max and min, and reduces nothing', () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number
    const x = NDArray.of([
      [nan, 1, 3, nan, -2],
      [nan, nan, nan, nan, nan],
    ])
    expect(both({ reduction: 'max', inputs: [x], axes: [1], type: 'float32' }).got.tolist()).toEqual([3, -inf])
    expect(both({ reduction: 'min', inputs: [x], axes: [0], type: 'float32' }).got.tolist()).toEqual([
      inf,
      1,
      3,
      inf,
      -2,
    ])
    const kinds = [
      ['float32', 'sum'],
      ['float32', 'mean'],
      ['float32', 'max'],
      ['int32', 'min'],
      ['int32', 'max'],
      ['int32', 'mean'],
      ['float64', 'prod'],
      ['bool', 'all'],
      ['bool', 'any'],
    ] as const
    for (const [type, reduction] of kinds) {
      const { got, want } = both({ reduction, inputs: [NDArray.zeros([0, 3], type)], axes: [0], type })
      expect(got.data).toEqual(want.data)
      expect(both({ reduction, inputs: [NDArray.zeros([0, 3], type)], axes: [1], type }).got.shape).toEqual([0])
    }
  })

  it('leaves the rest to the reference kernels', () => {
    const x = NDArray.zeros([3], 'int64')
    expect(
      runStep(reduceKernel, {
        inputs: [x],
        outputs: [{ dtype: 'int64', shape: [] }],
        attrs: { reduction: 'sum', axes: [0] },
      }),
    ).toBeUndefined()
    const y = NDArray.of([1, 2], 'int32')
    const scalar = call('div', input(0), input(0))
    expect(
      runStep(reduceKernel, {
        inputs: [y],
        outputs: [{ dtype: 'int32', shape: [] }],
        attrs: { reduction: 'sum', axes: [0] },
        scalar,
      }),
    ).toBeUndefined()
  })
})

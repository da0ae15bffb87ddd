import { describe, expect, it } from 'vitest'
import { elementwise } from '../../../src/kernels/reference/scalars/scalar_evaluator.ts'
import {
  call,
  cast,
  input,
  literal,
  type Scalar,
  type ScalarFunction,
  scalarType,
} from '../../../src/kernels/scalar.ts'
import { elementwiseKernel } from '../../../src/kernels/wasm/elementwise/elementwise.ts'
import { failureOf } from '../../../src/kernels/wasm/elementwise/failures.ts'
import { as_dtype } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, randomArray, runStep, ulps } from './run_step.ts'

const THREADS = [1, 2, 3, 8]
const broadcast = (shapes: readonly (readonly number[])[]): number[] => {
  const rank = Math.max(...shapes.map(shape => shape.length))
  return Array.from({ length: rank }, (_, i) => {
    const dims = shapes.map(shape => shape[shape.length - rank + i] ?? 1)
    return dims.find(dim => dim !== 1) ?? 1
  })
}

/** Compiled and reference results of one expression. */
function both(
  scalar: Scalar,
  inputs: readonly NDArray[],
  dtype: string,
  threads = 1,
  relaxed?: boolean,
): { got: NDArray; want: NDArray } {
  const shape = broadcast(inputs.map(array => array.shape))
  const options = relaxed === undefined ? {} : { relaxed }
  const result = runStep(elementwiseKernel, { inputs, outputs: [{ dtype, shape }], scalar, threads, ...options })
  if (result === undefined) throw new Error('not taken')
  expect(result.code).toBe(0)
  return { got: result.outputs[0] as NDArray, want: elementwise(scalar, inputs, as_dtype(dtype)) }
}

describe('functions of float32', () => {
  const x = (() => {
    const rng = random(1)
    return randomArray(rng, 'float32', [20001], true)
  })()
  const bounds: Partial<Record<ScalarFunction, number>> = {
    neg: 0,
    abs: 0,
    sign: 0,
    sqrt: 0,
    square: 0,
    reciprocal: 0,
    floor: 0,
    ceil: 0,
    rint: 0,
    round: 0,
    rsqrt: 1,
    exp: 2,
    log: 1,
    log1p: 2,
    expm1: 2,
    sigmoid: 2,
    softplus: 2,
    elu: 2,
    sin: 1,
    cos: 1,
    tan: 1,
    asin: 1,
    acos: 1,
    atan: 1,
    erf: 1,
    erfc: 1,
  }
  for (const [fn, bound] of Object.entries(bounds)) {
    for (const relaxed of [true, false]) {
      it(`${fn}: within ${bound} ulp${relaxed ? '' : ' without relaxed SIMD'}`, () => {
        const { got, want } = both(call(fn as ScalarFunction, input(0)), [x], 'float32', 1, relaxed)
        expect(ulps(got, want)).toBeLessThanOrEqual(bound)
        // zeros keep their sign
        for (let i = 0; i < x.size; i++)
          if (want.data[i] === 0) expect(Object.is(got.data[i], want.data[i]), `${fn}(${x.data[i]})`).toBe(true)
      })
    }
  }

  it('tanh', () => {
    // a quotient: of the smallest numbers the dividend loses digits
    const large = new NDArray(
      'float32',
      x.shape,
      (x.data as Float32Array).map(value => (Math.abs(value) < 1e-35 ? 0 : value)),
    )
    for (const relaxed of [true, false]) {
      const { got, want } = both(call('tanh', input(0)), [large], 'float32', 1, relaxed)
      expect(ulps(got, want)).toBeLessThanOrEqual(6)
      for (let i = 0; i < x.size; i++) if (want.data[i] === 0) expect(Object.is(got.data[i], want.data[i])).toBe(true)
    }
  })

  it('pow', () => {
    const rng = random(2)
    const a = randomArray(rng, 'float32', [5003], true)
    const b = randomArray(rng, 'float32', [5003], true)
    const { got, want } = both(call('pow', input(0), input(1)), [a, b], 'float32')
    for (let i = 0; i < a.size; i++) {
      const one = (array: NDArray): NDArray => new NDArray('float32', [1], array.data.slice(i, i + 1) as Float32Array)
      expect(
        ulps(one(got), one(want)),
        `${a.data[i]} ** ${b.data[i]} = ${got.data[i]}, not ${want.data[i]}`,
      ).toBeLessThanOrEqual(1)
    }
    for (const power of [1, 2, 3, 4, -1, 0.5, -0.5]) {
      const result = both(call('pow', input(0), literal(power)), [a], 'float32')
      expect(ulps(result.got, result.want)).toBeLessThanOrEqual(2)
    }
  })

  it('angles of every size', () => {
    const rng = random(3)
    const data = Float32Array.from({ length: 4001 }, () => (rng.next() - 0.5) * 2 ** (rng.below(140) - 10))
    const angles = new NDArray('float32', [4001], data)
    // V8's functions of doubles are the judges: float32 values are doubles too
    for (const fn of ['sin', 'cos', 'tan'] as const) {
      const { got, want } = both(call(fn, input(0)), [angles], 'float32')
      expect(ulps(got, want), fn).toBeLessThanOrEqual(1)
    }
  })

  it('remainders', () => {
    const rng = random(13)
    const a = randomArray(rng, 'float32', [9001], true)
    const b = randomArray(rng, 'float32', [9001], true)
    for (let i = 0; i < 3000; i++) b.data[i] = 2 ** (rng.below(60) - 30) * (1 + rng.next())
    for (const fn of ['mod', 'floormod'] as const) {
      const { got, want } = both(call(fn, input(0), input(1)), [a, b], 'float32')
      for (let i = 0; i < a.size; i++) {
        const about = `${fn}(${a.data[i]}, ${b.data[i]})`
        // floormod by ∞ adds ∞ where the signs differ
        if (Number.isNaN(want.data[i])) expect(got.data[i], about).toBeNaN()
        else expect(got.data[i] === want.data[i], `${about} = ${got.data[i]}, not ${want.data[i]}`).toBe(true)
      }
    }
  })

  it('tests and comparisons', () => {
    for (const fn of ['isnan', 'isinf', 'isfinite'] as const) {
      const { got, want } = both(call(fn, input(0)), [x], 'bool')
      expect(got.data).toEqual(want.data)
    }
    const y = randomArray(random(4), 'float32', [20001], true)
    for (const fn of ['lt', 'le', 'gt', 'ge', 'eq', 'ne'] as const) {
      const { got, want } = both(call(fn, input(0), input(1)), [x, y], 'bool')
      expect(got.data).toEqual(want.data)
    }
    for (const fn of ['add', 'sub', 'mul', 'div', 'max', 'min', 'floordiv'] as const) {
      const { got, want } = both(call(fn, input(0), input(1)), [x, y], 'float32')
      expect(ulps(got, want), fn).toBe(0)
    }
  })
})

describe('functions of other types', () => {
  it('float64', () => {
    const rng = random(5)
    const x = randomArray(rng, 'float64', [4003], true)
    const y = randomArray(rng, 'float64', [4003], true)
    const exact = ['neg', 'abs', 'sign', 'sqrt', 'square', 'reciprocal', 'floor', 'ceil', 'rint', 'round'] as const
    for (const fn of exact) expect(ulps(...pair(both(call(fn, input(0)), [x], 'float64'))), fn).toBe(0)
    const near = [
      'rsqrt',
      'exp',
      'log',
      'log1p',
      'expm1',
      'tanh',
      'sigmoid',
      'softplus',
      'elu',
      'atan',
      'asin',
      'acos',
    ] as const
    for (const fn of near) expect(ulps(...pair(both(call(fn, input(0)), [x], 'float64'))), fn).toBeLessThanOrEqual(8)
    for (const fn of ['erf', 'erfc'] as const) {
      const { got, want } = both(call(fn, input(0)), [x], 'float64')
      for (let i = 0; i < x.size; i++) {
        const [a, b] = [got.data[i] as number, want.data[i] as number]
        if (!Number.isNaN(b))
          expect(Math.abs(a - b), `${fn}(${x.data[i]}) = ${a}, not ${b}`).toBeLessThanOrEqual(
            Math.abs(b) * 1e-12 + 1e-300,
          )
      }
    }
    for (const fn of ['add', 'sub', 'mul', 'div', 'max', 'min'] as const)
      expect(ulps(...pair(both(call(fn, input(0), input(1)), [x, y], 'float64'))), fn).toBe(0)
    for (const fn of ['lt', 'ge', 'ne'] as const)
      expect(both(call(fn, input(0), input(1)), [x, y], 'bool')).toSatisfy(same)
    const { got, want } = both(call('pow', input(0), input(1)), [x, y], 'float64')
    for (let i = 0; i < x.size; i++) {
      const [a, b] = [got.data[i] as number, want.data[i] as number]
      if (Number.isFinite(b)) expect(Math.abs(a - b)).toBeLessThanOrEqual(Math.abs(b) * 1e-12 + 1e-300)
      else expect(a).toBe(b)
    }
  })

  it('integers', () => {
    const rng = random(6)
    for (const type of ['int32', 'int8', 'uint8', 'int16', 'uint16', 'int64']) {
      const [x, y] = [randomArray(rng, type, [1001]), randomArray(rng, type, [1001])]
      for (const fn of ['add', 'sub', 'mul', 'max', 'min'] as const)
        expect(both(call(fn, input(0), input(1)), [x, y], type), `${fn} ${type}`).toSatisfy(same)
      for (const fn of ['neg', 'abs', 'sign', 'square'] as const)
        expect(both(call(fn, input(0)), [x], type), `${fn} ${type}`).toSatisfy(same)
      for (const fn of ['lt', 'le', 'gt', 'ge', 'eq', 'ne'] as const)
        expect(both(call(fn, input(0), input(1)), [x, y], 'bool'), `${fn} ${type}`).toSatisfy(same)
      const divisor = elementwise(
        call('select', call('eq', input(0), literal(0)), literal(3), input(0)),
        [y],
        as_dtype(type),
      )
      for (const fn of ['div', 'mod', 'floordiv', 'floormod'] as const)
        expect(both(call(fn, input(0), input(1)), [x, divisor], type), `${fn} ${type}`).toSatisfy(same)
      const power = elementwise(call('mod', call('abs', input(0)), literal(13)), [y], as_dtype(type))
      if (type !== 'int32' && type !== 'int8' && type !== 'int64')
        expect(both(call('pow', input(0), input(1)), [x, power], type), type).toSatisfy(same)
    }
  })

  it('bools', () => {
    const rng = random(7)
    const [x, y] = [randomArray(rng, 'bool', [1003]), randomArray(rng, 'bool', [1003])]
    for (const fn of ['and', 'or', 'xor', 'eq', 'ne'] as const)
      expect(both(call(fn, input(0), input(1)), [x, y], 'bool')).toSatisfy(same)
    expect(both(call('not', input(0)), [x], 'bool')).toSatisfy(same)
  })

  it('complex64', () => {
    const rng = random(8)
    const [x, y] = [randomArray(rng, 'complex64', [503]), randomArray(rng, 'complex64', [503])]
    for (const fn of ['add', 'sub', 'neg', 'conj'] as const)
      expect(ulps(...pair(both(call(fn, input(0), input(1)), [x, y], 'complex64'))), fn).toBe(0)
    const near = (scalar: Scalar): void => {
      const { got, want } = both(scalar, [x, y], 'complex64')
      for (let i = 0; i < want.data.length; i++) expect(got.data[i]).toBeCloseTo(want.data[i] as number, 3)
    }
    for (const fn of ['mul', 'div'] as const) near(call(fn, input(0), input(1)))
    for (const fn of ['square', 'reciprocal', 'exp'] as const) near(call(fn, input(0)))
    expect(ulps(...pair(both(call('abs', input(0)), [x], 'float32')))).toBeLessThanOrEqual(1)
    expect(both(call('eq', input(0), call('conj', input(0))), [x], 'bool')).toSatisfy(same)
    const [re, im] = [randomArray(rng, 'float32', [77]), randomArray(rng, 'float32', [77])]
    expect(ulps(...pair(both(call('complex', input(0), input(1)), [re, im], 'complex64')))).toBe(0)
    expect(ulps(...pair(both(call('add', call('real', input(0)), call('imag', input(0))), [x], 'float32')))).toBe(0)
  })

  it('casts between all of them', () => {
    const rng = random(9)
    const types = [
      'float32',
      'float64',
      'int32',
      'int64',
      'int8',
      'uint8',
      'int16',
      'uint16',
      'bool',
      'complex64',
    ] as const
    for (const from of types) {
      for (const to of types) {
        const x = randomArray(rng, from, [517], true)
        expect(both(cast(input(0), to), [x], to), `${from} → ${to}`).toSatisfy(same)
      }
    }
  })

  it('leaves to the reference kernels what it cannot do', () => {
    const refused = (scalar: Scalar, dtype: string): unknown =>
      runStep(elementwiseKernel, { inputs: [NDArray.zeros([3], dtype)], outputs: [{ dtype, shape: [3] }], scalar })
    expect(refused(call('zeta', input(0), input(0)), 'float32')).toBeUndefined()
    expect(refused(call('neg', input(0)), 'float16')).toBeUndefined()
    expect(refused(call('sin', input(0)), 'float64')).toBeUndefined()
    expect(refused(call('neg', input(0)), 'complex128')).toBeUndefined()
  })

  it('reports integer division by zero, but not of lanes past the end', () => {
    const div = call('div', input(0), input(1))
    const run = (divisor: number[]): ReturnType<typeof runStep> =>
      runStep(elementwiseKernel, {
        inputs: [
          NDArray.of(
            divisor.map(() => 7),
            'int32',
          ),
          NDArray.of(divisor, 'int32'),
        ],
        outputs: [{ dtype: 'int32', shape: [divisor.length] }],
        scalar: div,
      })
    const failed = run([1, 2, 3, 4, 0])
    expect(failed?.code).not.toBe(0)
    expect(failureOf(failed!.step, failed!.code, 0, 0).message).toBe('Integer division by zero')
    for (let length = 1; length < 9; length++) expect(run(new Array<number>(length).fill(2))?.code).toBe(0)
    const power = runStep(elementwiseKernel, {
      inputs: [NDArray.of([2, 2], 'int32'), NDArray.of([1, -1], 'int32')],
      outputs: [{ dtype: 'int32', shape: [2] }],
      scalar: call('pow', input(0), input(1)),
    })
    expect(failureOf(power!.step, power!.code, 0, 0).message).toContain('negative integer powers')
  })
})

describe('shapes', () => {
  it('random expressions, broadcasts and thread counts', () => {
    const rng = random(10)
    const floats: ScalarFunction[] = ['add', 'sub', 'mul', 'max', 'min', 'neg', 'abs', 'square']
    const build = (depth: number, inputs: number): Scalar => {
      if (depth === 0 || rng.below(5) === 0)
        return rng.below(6) === 0 ? literal(rng.below(5) - 2) : input(rng.below(inputs))
      if (rng.below(6) === 0)
        return call(
          'select',
          call('lt', build(depth - 1, inputs), build(depth - 1, inputs)),
          build(depth - 1, inputs),
          build(depth - 1, inputs),
        )
      const fn = rng.pick(floats)
      const args = ['neg', 'abs', 'square'].includes(fn) ? 1 : 2
      return call(fn, ...Array.from({ length: args }, () => build(depth - 1, inputs)))
    }
    for (let trial = 0; trial < 250; trial++) {
      const rank = rng.below(5)
      const shape = Array.from({ length: rank }, () => rng.pick([1, 2, 3, 4, 5, 7, 8, 16, 33]))
      const type = rng.pick(['float32', 'float32', 'int32', 'float64'])
      const inputs = Array.from({ length: 1 + rng.below(3) }, (_, k) => {
        const dims = k === 0 ? shape : shape.map(dim => (rng.below(3) === 0 ? 1 : dim)).slice(rng.below(rank + 1))
        return randomArray(rng, type, dims)
      })
      const scalar = build(4, inputs.length)
      if (
        scalarType(
          scalar,
          inputs.map(array => array.dtype.base),
        ) !== type
      )
        continue
      const { got, want } = both(scalar, inputs, type, rng.pick(THREADS))
      expect(got, JSON.stringify({ scalar, shapes: inputs.map(array => array.shape) })).toSatisfy((array: NDArray) =>
        same({ got: array, want }),
      )
    }
  })

  it('every length and thread count', () => {
    const rng = random(11)
    for (const type of ['float32', 'float64', 'bool', 'int16', 'complex64']) {
      for (let length = 0; length < 40; length++) {
        const x = randomArray(rng, type, [length])
        const scalar = type === 'bool' ? call('not', input(0)) : call('neg', input(0))
        for (const threads of [1, 3]) expect(both(scalar, [x], type, threads)).toSatisfy(same)
      }
    }
    for (const length of [4096, 10007]) {
      const x = randomArray(rng, 'float32', [3, length])
      const b = randomArray(rng, 'float32', [3, 1])
      for (const threads of THREADS)
        expect(both(call('sub', input(0), input(1)), [x, b], 'float32', threads)).toSatisfy(same)
      for (const threads of THREADS)
        expect(both(call('sub', input(0), input(1)), [x, b.reshape([3, 1])], 'float32', threads)).toSatisfy(same)
    }
  })

  it('computes what stands still once, also where it fails', () => {
    const step = (divisor: number): number | undefined =>
      runStep(elementwiseKernel, {
        inputs: [NDArray.of([1, 2, 3], 'int32'), NDArray.of(divisor, 'int32')],
        outputs: [{ dtype: 'int32', shape: [3] }],
        scalar: call('add', input(0), call('div', literal(6), input(1))),
      })?.code
    expect(step(2)).toBe(0)
    expect(step(0)).not.toBe(0)
  })

  it('works in place', () => {
    const rng = random(14)
    for (const type of ['float32', 'float64', 'bool', 'int16']) {
      for (const length of [1, 3, 64, 1001]) {
        const inputs = [randomArray(rng, type, [3, length]), randomArray(rng, type, [length])]
        const scalar = call(type === 'bool' ? 'xor' : 'max', input(0), input(1))
        const result = runStep(elementwiseKernel, {
          inputs,
          outputs: [{ dtype: type, shape: [3, length] }],
          scalar,
          threads: 3,
          inPlace: true,
        })
        expect(same({ got: result?.outputs[0] as NDArray, want: elementwise(scalar, inputs, as_dtype(type)) })).toBe(
          true,
        )
      }
    }
  })

  it('gives the same numbers on any number of threads', () => {
    const x = randomArray(random(12), 'float32', [10007])
    const scalar = call('tanh', call('mul', input(0), call('exp', input(0))))
    const results = THREADS.map(threads => both(scalar, [x], 'float32', threads).got.data)
    for (const result of results) expect(result).toEqual(results[0])
  })
})

function pair({ got, want }: { got: NDArray; want: NDArray }): [NDArray, NDArray] {
  return [got, want]
}

/** Equal elements; 0 and -0 are not told apart, as max and min of them may differ. */
function same({ got, want }: { got: NDArray; want: NDArray }): boolean {
  return (
    got.data.length === want.data.length &&
    (got.data as Float64Array).every((x, i) => x === want.data[i] || (Number.isNaN(x) && Number.isNaN(want.data[i])))
  )
}

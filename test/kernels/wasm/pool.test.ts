import { describe, expect, it } from 'vitest'
import {
  avgPool,
  avgPoolGrad,
  maxPool,
  maxPositions,
  type PoolGeometry,
  scatterGradient,
} from '../../../src/kernels/reference/nn/pooling.ts'
import { slidingWindow } from '../../../src/kernels/reference/nn/windows.ts'
import { call, input as inputScalar, literal, type Scalar } from '../../../src/kernels/scalar.ts'
import { WASM_KERNELS } from '../../../src/kernels/wasm/index.ts'
import { LOWEST } from '../../../src/kernels/wasm/pool/pool.ts'
import type { Operand, WasmKernel } from '../../../src/kernels/wasm/step.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { random, runStep, type StepResult } from './run_step.ts'

type Rng = ReturnType<typeof random>

const THREADS = [1, 2, 3, 8]
const NONE = slidingWindow(1, 1, 1, 'VALID')

interface PoolCase {
  readonly g: PoolGeometry
  readonly attrs: Record<string, unknown>
  readonly input: readonly number[]
  readonly pooled: readonly number[]
}

function randomCase(rng: Rng): PoolCase {
  const padding = rng.pick(['SAME', 'VALID'] as const)
  const size = [rng.pick([1, 2, 2, 3, 3, 4, 5, 8]), rng.pick([1, 2, 2, 3, 3, 4, 5, 8])] as const
  const stride = [rng.pick([1, 2, 2, 3, size[0]]), rng.pick([1, 2, 2, 3, size[1]])] as const
  const [height, width] = [rng.pick([1, 2, 5, 7, 8, 11]), rng.pick([1, 3, 4, 6, 8, 13])]
  const batch = rng.pick([1, 2, 3, 17])
  const depth = rng.pick([1, 2, 3, 4, 5, 8, 16, 19, 32, 48])
  const fits = (input: number, window: number) => (padding === 'SAME' ? window : Math.min(window, input + 1))
  const rows = slidingWindow(height, fits(height, size[0]), stride[0], padding)
  const columns = slidingWindow(width, fits(width, size[1]), stride[1], padding)
  return {
    g: { batch, depth, planes: NONE, rows, columns },
    attrs: {
      ksize: [rows.size, columns.size],
      strides: [rows.stride, columns.stride],
      padding: [rows.before, columns.before],
    },
    input: [batch, height, width, depth],
    pooled: [batch, rows.output, columns.output, depth],
  }
}

/** Numbers of which many are equal, and some special. */
function array(rng: Rng, shape: readonly number[], special: boolean): NDArray {
  const size = shape.reduce((a, b) => a * b, 1)
  const element = (): number => {
    if (special && rng.below(12) === 0)
      return rng.pick([Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -0, 0])
    return rng.below(2) === 0 ? rng.below(5) - 2 : rng.next() * 4 - 2
  }
  return new NDArray('float32', shape, Float32Array.from({ length: size }, element))
}

/** The results on any number of threads, which must be the same. */
function run(
  name: string,
  inputs: readonly NDArray[],
  outputs: readonly (readonly [string, readonly number[]])[],
  attrs: Record<string, unknown>,
  scalar?: Scalar,
) {
  let first: StepResult | undefined
  for (const threads of THREADS) {
    const result = runStep(WASM_KERNELS.get(name) as WasmKernel, {
      inputs,
      outputs: outputs.map(([dtype, shape]) => ({ dtype, shape })),
      attrs,
      threads,
      ...(scalar ? { scalar } : {}),
    })
    if (result === undefined) throw new Error('not taken')
    first ??= result
    for (const [i, output] of result.outputs.entries()) {
      expect(
        Buffer.compare(output.to_bytes(), (first.outputs[i] as NDArray).to_bytes()),
        `${name} on ${threads} threads`,
      ).toBe(0)
    }
  }
  return (first as StepResult).outputs.map(output => output.data as Float32Array)
}

function near(got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number, about: unknown): void {
  expect(got.length).toBe(want.length)
  for (let i = 0; i < want.length; i++) {
    const [x, y] = [got[i] as number, want[i] as number]
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue
    if (!(Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(y))))
      throw new Error(`element ${i} is ${x}, not ${y}: ${JSON.stringify(about)}`)
  }
}

const trials = (seed: number, count: number, body: (rng: Rng, each: PoolCase) => void): void => {
  const rng = random(seed)
  for (let trial = 0; trial < count; trial++) body(rng, randomCase(rng))
}

describe('pools', () => {
  it('find maxima, past NaN and infinities', () => {
    trials(11, 120, (rng, { g, attrs, input, pooled }) => {
      const x = array(rng, input, rng.below(2) === 0)
      near(
        run('max_pool', [x], [['float32', pooled]], attrs)[0] as Float32Array,
        maxPool(g, x.data as Float32Array, LOWEST),
        0,
        { attrs, input },
      )
    })
  })

  it('find means of what is inside of the image', () => {
    trials(12, 120, (rng, { g, attrs, input, pooled }) => {
      const x = array(rng, input, false)
      near(
        run('avg_pool', [x], [['float32', pooled]], attrs)[0] as Float32Array,
        avgPool(g, x.data as Float32Array),
        1e-6,
        { attrs, input },
      )
    })
  })

  it.each(['int32', 'int64'])('find the places of maxima, as %s', type => {
    trials(13, 80, (rng, { g, attrs, input, pooled }) => {
      const x = array(rng, input, rng.below(2) === 0)
      const [values, places] = run(
        'max_pool_with_argmax',
        [x],
        [
          ['float32', pooled],
          [type, pooled],
        ],
        attrs,
      )
      near(values as Float32Array, maxPool(g, x.data as Float32Array, LOWEST), 0, { attrs, input })
      expect(Array.from(places as ArrayLike<number>, Number)).toEqual([...maxPositions(g, x.data as Float32Array)])
    })
  })
})

describe('gradients of pools', () => {
  it('go to the first maximum', () => {
    trials(14, 160, (rng, { g, attrs, input, pooled }) => {
      const x = array(rng, input, rng.below(2) === 0)
      const grad = array(rng, pooled, false)
      const want = scatterGradient(x.size, maxPositions(g, x.data as Float32Array), grad.data as Float32Array)
      near(run('max_pool_grad', [x, grad], [['float32', input]], attrs)[0] as Float32Array, want, 1e-6, {
        attrs,
        input,
      })
    })
  })

  it('go to all elements of a mean', () => {
    trials(15, 120, (rng, { g, attrs, input, pooled }) => {
      const grad = array(rng, pooled, false)
      near(
        run('avg_pool_grad', [grad], [['float32', input]], attrs)[0] as Float32Array,
        avgPoolGrad(g, grad.data as Float32Array),
        2e-6,
        {
          attrs,
          input,
        },
      )
    })
  })

  it.each(['int32', 'int64'])('go to given places, as %s', type => {
    trials(16, 60, (rng, { attrs, input, pooled }) => {
      const grad = array(rng, pooled, false)
      const size = input.reduce((a, b) => a * b, 1)
      // places that are not there are left out
      const places = Array.from({ length: grad.size }, () => rng.below(size + 2) - 1)
      const want = scatterGradient(size, places, grad.data as Float32Array)
      const positions = new NDArray(
        type,
        pooled,
        type === 'int32' ? Int32Array.from(places) : BigInt64Array.from(places, BigInt),
      )
      near(
        run('max_pool_grad_with_argmax', [grad, positions], [['float32', input]], attrs)[0] as Float32Array,
        want.subarray(0, size),
        1e-5,
        {},
      )
    })
  })
})

it.each(['max_pool', 'avg_pool', 'max_pool_grad', 'avg_pool_grad'])(
  '%s ends in an expression of its result and of what lies beside it',
  name => {
    let taken = 0
    trials(17, name.endsWith('grad') ? 800 : 120, (rng, { attrs, input, pooled }) => {
      const [image, grad] = [array(rng, input, false), array(rng, pooled, false)]
      const own = { max_pool: [image], avg_pool: [image], max_pool_grad: [image, grad], avg_pool_grad: [grad] }[
        name
      ] as NDArray[]
      const shape = name.endsWith('grad') ? input : pooled
      const [mask, factor] = [array(rng, shape, false), array(rng, [], false)]
      const scalar = call(
        'select',
        call('gt', inputScalar(1), literal(0)),
        call('mul', inputScalar(0), inputScalar(2)),
        literal(-1),
      )
      const operand = (value: NDArray, offset: number): Operand => ({
        dtype: 'float32',
        shape: value.shape,
        place: { base: 'arena', offset },
      })
      const inputs = [...own, mask, factor]
      const kernel = WASM_KERNELS.get(name) as WasmKernel
      const step = { kernel: name, inputs: inputs.map(operand), outputs: [operand(mask, 99)], attrs, scalar }
      // the gradient of windows that overlap or leave gaps is added up, or zero
      if (!kernel.takesEpilogue?.(step)) return
      taken++
      const [plain] = run(name, own, [['float32', shape]], attrs) as [Float32Array]
      const [got] = run(name, inputs, [['float32', shape]], attrs, scalar) as [Float32Array]
      const want = plain.map((x, i) =>
        (mask.data as Float32Array)[i]! > 0 ? x * (factor.data as Float32Array)[0]! : -1,
      )
      near(got, want, 0, { name, attrs, input })
    })
    expect(taken).toBeGreaterThan(name.endsWith('grad') ? 10 : 119)
  },
)

it('leaves other types to the reference kernels', () => {
  const half = NDArray.zeros([1, 2, 2, 4], 'float16')
  const attrs = { ksize: [2, 2], strides: [2, 2], padding: [0, 0] }
  for (const name of ['max_pool', 'avg_pool']) {
    const spec = { inputs: [half], outputs: [{ dtype: 'float16', shape: [1, 1, 1, 4] }], attrs }
    expect(runStep(WASM_KERNELS.get(name) as WasmKernel, spec)).toBeUndefined()
  }
})

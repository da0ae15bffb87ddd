import { describe, expect, it } from 'vitest'
import { lookupOp } from '../../../src/graph/op_def.ts'
import * as tf from '../../../src/index.ts'
import { type ScatterUpdate, scatterRows } from '../../../src/kernels/reference/arrays/scatter.ts'
import { unsortedSegmentSum } from '../../../src/kernels/reference/arrays/segments.ts'
import { WASM_KERNELS } from '../../../src/kernels/wasm/index.ts'
import type { WasmKernel } from '../../../src/kernels/wasm/step.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'
import { executing } from '../../support/environment.ts'
import { random, randomArray, runStep, type StepResult, ulps } from './run_step.ts'

type Rng = ReturnType<typeof random>

const THREADS = [1, 2, 3, 8]

function indicesOf(rng: Rng, shape: readonly number[], limit: number): NDArray {
  const size = shape.reduce((a, b) => a * b, 1)
  const data = Array.from({ length: size }, () => rng.below(limit))
  return rng.below(2)
    ? new NDArray('int32', shape, Int32Array.from(data))
    : new NDArray('int64', shape, BigInt64Array.from(data, BigInt))
}

const run = (
  name: string,
  inputs: readonly NDArray[],
  output: NDArray,
  attrs: Record<string, unknown>,
  threads: number,
  inPlace: boolean,
) =>
  runStep(WASM_KERNELS.get(name) as WasmKernel, {
    inputs,
    outputs: [{ dtype: output.dtype.name, shape: output.shape }],
    attrs,
    threads,
    inPlace,
  })

const copy = (array: NDArray): NDArray => new NDArray(array.dtype, array.shape, array.data.slice() as never)

describe('scattered rows', () => {
  it.each(['assign', 'add', 'sub', 'mul', 'div'] as const)(
    '%s what the reference kernel does, whatever the type',
    update => {
      const rng = random(21)
      const types =
        update === 'assign'
          ? ['float32', 'bool', 'int8', 'float16', 'complex128', 'int64']
          : ['float32', 'float32', 'float64', 'int32']
      for (let trial = 0; trial < 80; trial++) {
        const type = update === 'div' ? rng.pick(['float32', 'float64']) : rng.pick(types)
        const row = rng.pick([[], [1], [3], [4], [16], [33], [2, 5], [130]])
        const limit = rng.pick([1, 2, 7, 40])
        const ref = randomArray(rng, type, [limit, ...row])
        const at = rng.pick([[], [1], [5], [3, 4], [60]])
        const indices = indicesOf(rng, at, limit)
        const updates = randomArray(rng, type, [...at, ...row])
        const want = copy(ref)
        scatterRows(
          update as ScatterUpdate,
          want,
          Array.from(indices.data as ArrayLike<number | bigint>, Number),
          updates,
          ref.size / limit,
        )
        for (const threads of THREADS) {
          const { outputs, code } = run(
            'scatter',
            [ref, indices, updates],
            ref,
            { update },
            threads,
            true,
          ) as StepResult
          expect(code).toBe(0)
          const got = outputs[0] as NDArray
          const about = JSON.stringify({ update, type, row, limit, at, threads })
          // products of products: float32 may differ in the last place
          if (type === 'float32' || type === 'float64')
            expect(ulps(got, want), about).toBeLessThanOrEqual(update === 'assign' ? 0 : 1)
          else expect(Buffer.compare(got.to_bytes(), want.to_bytes()), about).toBe(0)
        }
      }
    },
  )

  it('refuse an index that is not there, before anything is written', () => {
    const ref = NDArray.of([[1, 2] as never, [3, 4] as never] as never).astype('float32')
    for (const bad of [-1, 2]) {
      const indices = new NDArray('int32', [2], Int32Array.of(0, bad))
      const result = run(
        'scatter',
        [ref, indices, NDArray.zeros([2, 2], 'float32')],
        ref,
        { update: 'assign' },
        2,
        true,
      ) as StepResult
      expect(result.code).not.toBe(0)
      expect(result.outputs[0]?.tolist()).toEqual([
        [1, 2],
        [3, 4],
      ])
      const wide = new NDArray('int64', [2], BigInt64Array.of(0n, BigInt(bad) + (1n << 40n)))
      expect(
        (run('scatter', [ref, wide, NDArray.zeros([2, 2], 'float32')], ref, { update: 'add' }, 1, true) as StepResult)
          .code,
      ).not.toBe(0)
    }
  })
})

it('sums of unsorted segments are what the reference kernel finds', () => {
  const rng = random(22)
  for (let trial = 0; trial < 100; trial++) {
    const type = rng.pick(['float32', 'float32', 'float64', 'int32', 'int64', 'complex64'])
    const row = rng.pick([[], [1], [3], [16], [33], [2, 5]])
    const at = rng.pick([[], [1], [5], [3, 4], [60], [0]])
    const segments = rng.pick([1, 3, 50])
    const ids = indicesOf(rng, at, segments)
    const data = randomArray(rng, type, [...at, ...row])
    const want = unsortedSegmentSum(data, ids, new NDArray('int32', [], Int32Array.of(segments)))
    let first: NDArray | undefined
    for (const threads of THREADS) {
      const got = (run('unsorted_segment_sum', [data, ids], want, {}, threads, false) as StepResult)
        .outputs[0] as NDArray
      first ??= got
      expect(Buffer.compare(got.to_bytes(), first.to_bytes())).toBe(0)
      const about = JSON.stringify({ type, row, at, segments, threads })
      if (/float|complex/.test(type)) {
        const [a, b] = [got.data as Float64Array, want.data as Float64Array]
        for (let i = 0; i < b.length; i++)
          expect(Math.abs((a[i] as number) - (b[i] as number)), about).toBeLessThan(1e-4)
      } else expect(Buffer.compare(got.to_bytes(), want.to_bytes()), about).toBe(0)
    }
  }
})

it('rows that index vectors choose, of every type', () => {
  const rng = random(23)
  for (let trial = 0; trial < 120; trial++) {
    const leading = Array.from({ length: 1 + rng.below(3) }, () => rng.pick([1, 2, 3, 7]))
    const row = rng.pick([[], [1], [3], [16], [2, 5], [33]])
    const at = rng.pick([[], [1], [5], [3, 4], [60], [0]])
    const count = at.reduce((a, b) => a * b, 1)
    const vectors = Array.from({ length: count }, () => leading.map(size => rng.below(size))).flat()
    const shape = [...at, leading.length]
    const indices =
      rng.below(2) === 0
        ? new NDArray('int32', shape, Int32Array.from(vectors))
        : new NDArray('int64', shape, BigInt64Array.from(vectors, BigInt))
    const rows = Array.from({ length: count }, (_, i) =>
      leading.reduce((sum, size, d) => sum * size + (vectors[i * leading.length + d] as number), 0),
    )
    const width = row.reduce((a, b) => a * b, 1)

    const params = randomArray(rng, rng.pick(['float32', 'bool', 'int16', 'complex128']), [...leading, ...row])
    const taken = new NDArray(params.dtype, [params.size / width, width], params.data).take(Int32Array.from(rows))
    const updates = randomArray(rng, rng.pick(['float32', 'float64', 'int32']), [...at, ...row])
    const sums = NDArray.zeros([...leading, ...row], updates.dtype)
    scatterRows('add', sums, rows, updates, width)
    for (const threads of THREADS) {
      const about = JSON.stringify({ leading, row, at, threads })
      const got = run(
        'gather_nd',
        [params, indices],
        new NDArray(params.dtype, [...at, ...row], taken.data),
        { leading },
        threads,
        false,
      )
      expect(Buffer.compare(got?.outputs[0]?.to_bytes() as Buffer, taken.to_bytes()), about).toBe(0)
      const added = run('scatter_nd', [indices, updates], sums, { leading }, threads, false)?.outputs[0] as NDArray
      expect(Array.from(added.data as Float32Array), about).toEqual(Array.from(sums.data as Float32Array))
    }
  }
  const outside = new NDArray('int32', [1, 2], Int32Array.of(0, 3))
  const square = NDArray.zeros([3, 3], 'float32')
  expect(
    run('gather_nd', [square, outside], NDArray.zeros([1], 'float32'), { leading: [3, 3] }, 1, false)?.code,
  ).not.toBe(0)
})

it('values at indices in a default, in order or not', () => {
  const rng = random(24)
  for (let trial = 0; trial < 120; trial++) {
    const shape = Array.from({ length: 1 + rng.below(3) }, () => rng.pick([1, 2, 3, 10]))
    const size = shape.reduce((a, b) => a * b, 1)
    const ordered = rng.below(2) === 0
    const rows = Array.from({ length: rng.below(size + 1) }, () => rng.below(size))
    const chosen = ordered ? [...new Set(rows)].sort((a, b) => a - b) : rows
    const vectors = chosen.flatMap(row =>
      shape.map((length, d) => Math.floor(row / shape.slice(d + 1).reduce((a, b) => a * b, 1)) % length),
    )
    const depth = shape.length
    const form = depth === 1 && rng.below(2) === 0 ? [chosen.length] : [chosen.length, depth]
    const indices =
      rng.below(2) === 0
        ? new NDArray('int32', form, Int32Array.from(vectors))
        : new NDArray('int64', form, BigInt64Array.from(vectors, BigInt))
    const type = rng.pick(['float32', 'bool', 'int64', 'complex128'])
    const [values, fallback] = [
      randomArray(rng, type, rng.below(2) === 0 ? [] : [chosen.length]),
      randomArray(rng, type, []),
    ]
    const want = new NDArray(values.dtype, shape, fallback.reshape([1]).take(new Int32Array(size)).data)
    const rowsOf = values.shape.length === 0 ? values.reshape([1]).take(new Int32Array(chosen.length)) : values
    scatterRows('assign', want, chosen, rowsOf, 1)
    const attrs = { leading: shape, ordered }
    for (const threads of THREADS) {
      const result = run('sparse_to_dense', [indices, values, fallback], want, attrs, threads, false)
      expect(result?.code).toBe(0)
      expect(
        Buffer.compare(result?.outputs[0]?.to_bytes() as Buffer, want.to_bytes()),
        JSON.stringify({ attrs, type, threads }),
      ).toBe(0)
    }
    const twice = new NDArray('int32', [2, 1], Int32Array.of(1, 1))
    const scalars = [NDArray.zeros([], 'float32'), NDArray.zeros([], 'float32')]
    const square = NDArray.zeros([4], 'float32')
    expect(
      run('sparse_to_dense', [twice, ...scalars], square, { leading: [4], ordered: true }, 1, false)?.code,
    ).not.toBe(0)
    expect(run('sparse_to_dense', [twice, ...scalars], square, { leading: [4], ordered: false }, 1, false)?.code).toBe(
      0,
    )
  }
})

describe('errors of programs', () => {
  /** The error and the state after a node on variables ran, compiled and by the reference kernels. */
  function failure(
    op: string,
    states: readonly NDArray[],
    others: readonly NDArray[],
    attrs: Record<string, unknown> = {},
  ): unknown {
    const outcomes = ['compiled', 'reference'].map(executor => {
      const graph = new tf.Graph()
      using _executor = executing(executor)
      return graph.as_default(() => {
        const variables = states.map(value => new tf.Variable(value as never))
        const feeds = others.map((value): [tf.Tensor, NDArray] => [
          tf.placeholder(value.dtype as never, [...value.shape]) as tf.Tensor,
          value,
        ])
        const def = lookupOp(op) as NonNullable<ReturnType<typeof lookupOp>>
        const inputs = [
          ...variables.map(each => each._as_graph_element() as tf.Tensor),
          ...feeds.map(([tensor]) => tensor),
        ]
        const all = new Map<string, unknown>([...def.attrs.values()].map(attr => [attr.name, attr.defaultValue]))
        for (const [name, value] of Object.entries({ T: tf.float32, Tindices: tf.int32, ...attrs }))
          if (all.has(name)) all.set(name, value)
        const outputTypes = [inputs[0]?.dtype as tf.DType]
        const node = graph.addNode({
          def,
          inputs,
          argLengths: inputs.map(() => 1),
          outputTypes,
          attrs: all as never,
          name: 'node',
        })
        const session = new tf.Session('', { graph })
        session.run(tf.global_variables_initializer())
        let message = 'none'
        try {
          session.run(node, feeds)
        } catch (error) {
          message = String((error as Error).message)
        }
        const state = session.run(variables).map((value: unknown) => tf.NDArray.of(value as never).tolist())
        session.close()
        return { message, state }
      })
    })
    expect(outcomes[0]).toEqual(outcomes[1])
    return outcomes[0]
  }
  const float = (shape: readonly number[], ...data: number[]): NDArray =>
    new NDArray('float32', shape, Float32Array.from(data))
  const ids = (...data: number[]): NDArray => new NDArray('int32', [data.length], Int32Array.from(data))

  it('name the index that is not there', () => {
    expect(failure('ScatterAdd', [float([2, 1], 1, 2)], [ids(1, 5), float([2, 1], 1, 1)])).toMatchObject({
      message: expect.stringContaining('indices[1] = 5 is not in [0, 2)'),
      state: [[[1], [2]]],
    })
  })

  it('refuse a learning rate that is not positive, before anything is written', () => {
    const states = [float([2], 1, 2), float([2], 1, 1), float([2], 0, 0)]
    const rates = [float([], 0), float([], 0), float([], 0), float([], -0.5)]
    for (const [op, gradient] of [
      ['ApplyFtrl', [float([2], 1, 1)]],
      ['SparseApplyFtrl', [float([2], 1, 1), ids(0, 1)]],
    ] as const) {
      const outcome = failure(op, states, [...gradient, ...rates])
      expect(outcome).toMatchObject({
        message: expect.stringContaining('lr is not a scalar or <= 0.0'),
        state: [
          [1, 2],
          [1, 1],
          [0, 0],
        ],
      })
    }
  })

  it('come after the updates before them, where rows are updated one by one', () => {
    const outcome = failure(
      'SparseApplyAdagrad',
      [float([2, 1], 1, 2), float([2, 1], 1, 1)],
      [float([], 0.5), float([3, 1], 2, 2, 2), ids(1, 3, 0)],
    )
    expect(outcome).toMatchObject({
      message: expect.stringContaining('Index 3 at offset 1 in indices is out of range'),
    })
    expect((outcome as { state: unknown[] }).state[1]).toEqual([[1], [5]])
  })
})

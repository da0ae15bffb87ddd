/** Kernels of the random ops: what TensorFlow 0.12.1 answers, errors included. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Kernel, KernelContext } from '../../../src/kernels/kernel.ts'
import { RANDOM_KERNELS } from '../../../src/kernels/reference/random/random.ts'
import { CANDIDATE_KERNELS } from '../../../src/kernels/reference/random/random_candidates.ts'
import { as_dtype } from '../../../src/tensor/dtypes.ts'
import { NDArray } from '../../../src/tensor/ndarray.ts'

/** Runs of one node: its state lasts, as in a session. */
function node(kernel: Kernel, attrs: Record<string, unknown>, outputs: string[]): (...inputs: NDArray[]) => NDArray[] {
  let kept: unknown
  return (...inputs) => {
    const context = {
      node: { name: 'n', op: 'Op' },
      inputs,
      input: (i: number) => inputs[i],
      attr: (name: string) => ({ seed: 87654321, seed2: 1, ...attrs })[name],
      newOutput: (i: number, shape: readonly number[]) => NDArray.zeros(shape, outputs[i] as string),
      outputTypes: outputs.map(name => as_dtype(name)),
      state: (create: () => unknown) => (kept ??= create()),
    } as unknown as KernelContext
    const out = kernel(context)
    return (Array.isArray(out) ? out : [out]) as NDArray[]
  }
}
const i32 = (value: unknown): NDArray => NDArray.of(value, 'int32')
const i64 = (value: unknown): NDArray => NDArray.of(value, 'int64')
const f32 = (value: unknown): NDArray => NDArray.of(value, 'float32')

test('a node goes on in its stream from run to run', () => {
  const run = node(RANDOM_KERNELS.RandomUniform, {}, ['float32'])
  expect(run(i32([3]))[0]?.tolist()).toEqual([0.2390373945236206, 0.92039954662323, 0.05051243305206299])
  expect(run(i32([3]))[0]?.item(0)).toBe(0.8514761924743652)
  expect(run(i64([0, 2]))[0]?.shape).toEqual([0, 2])
})

test('shuffling keeps rows together and takes every type', () => {
  const run = node(RANDOM_KERNELS.RandomShuffle, {}, ['int32'])
  expect(run(i32([0, 1, 2, 3, 4]))[0]?.tolist()).toEqual([2, 4, 0, 3, 1])
  const rows = node(RANDOM_KERNELS.RandomShuffle, {}, ['string'])(
    NDArray.of([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]),
  )[0] as NDArray
  for (const [first, second] of rows.tolist())
    expect(String(second).charCodeAt(0)).toBe(String(first).charCodeAt(0) + 1)
})

test('outputs have the shapes and types of the op', () => {
  expect(
    node(RANDOM_KERNELS.RandomGamma, {}, ['float16'])(i32([2]), NDArray.of([1, 2, 3], 'float16'))[0],
  ).toMatchObject({ shape: [2, 3] })
  expect(
    node(RANDOM_KERNELS.Multinomial, {}, ['int64'])(
      f32([
        [0, 0],
        [0, 0],
      ]),
      i32(0),
    )[0]?.shape,
  ).toEqual([2, 0])
  const parameterized = node(RANDOM_KERNELS.ParameterizedTruncatedNormal, {}, ['float64'])
  const of64 = (value: unknown): NDArray => NDArray.of(value, 'float64')
  expect(parameterized(i32([2, 3]), of64([0, 1]), of64(1), of64(-1), of64([3, 4]))[0]?.shape).toEqual([2, 3])
})

const uniform = node(RANDOM_KERNELS.RandomUniform, {}, ['float32'])
const uniformInt = node(RANDOM_KERNELS.RandomUniformInt, {}, ['int32'])
const gamma = node(RANDOM_KERNELS.RandomGamma, {}, ['float32'])
const multinomial = node(RANDOM_KERNELS.Multinomial, {}, ['int64'])
const bounded = node(RANDOM_KERNELS.ParameterizedTruncatedNormal, {}, ['float32'])
test.each<[string, () => unknown]>([
  ['shape must be a vector of {int32,int64}, got shape []', () => uniform(i32(3))],
  ['Dimension -1 must be >= 0', () => uniform(i32([-1]))],
  ['Need minval < maxval, got 5 >= 5', () => uniformInt(i32([0]), i32(5), i32(5))],
  [
    'shape must be a vector of {int32,int64}, got shape: Tensor<type: int32 shape: [] values: 3>',
    () => gamma(i32(3), f32(2)),
  ],
  ['Input shape should have non-zero element count, got: 0', () => gamma(i32([0]), f32(2))],
  ['logits should be a matrix, got shape [1]', () => multinomial(f32([1]), i32(3))],
  ['num_samples should be nonnegative, got -3', () => multinomial(f32([[1]]), i32(-3))],
  ['num_classes should be positive, got 0', () => multinomial(NDArray.zeros([2, 0]), i32(3))],
  ['Invalid parameters', () => bounded(i32([3]), f32(0), f32(1), f32(3), f32(1))],
  [
    'Input means should have length 1 or shape[0], got shape: [2]',
    () => bounded(i32([3]), f32([1, 2]), f32(1), f32(1), f32(3)),
  ],
  [
    'Input means should be a scalar or vector, got shape: [1,1]',
    () => bounded(i32([3]), f32([[1]]), f32(1), f32(1), f32(3)),
  ],
  ['Input shape should be a vector, got shape: []', () => bounded(i32(3), f32(1), f32(1), f32(1), f32(3))],
])('%s', (message, run) => {
  expect(run).toThrow(message)
})

const OUTPUTS = ['int64', 'float32', 'float32']
const fixed = (attrs: Record<string, unknown>): NDArray[] =>
  node(
    CANDIDATE_KERNELS.FixedUnigramCandidateSampler,
    {
      num_true: 1,
      num_sampled: 6,
      unique: false,
      distortion: 1,
      num_reserved_ids: 0,
      num_shards: 1,
      shard: 0,
      unigrams: [],
      vocab_file: '',
      ...attrs,
    },
    OUTPUTS,
  )(i64([[0], [3], [1]]))

test('fixed unigrams with reserved ids and a distortion', () => {
  const [sampled, trueExpected, expected] = fixed({
    range_max: 5,
    num_reserved_ids: 1,
    distortion: 0.75,
    unigrams: [1, 2, 3, 4],
  })
  expect(sampled?.tolist()).toEqual([4, 2, 3, 3, 3, 3])
  expect(trueExpected?.tolist()).toEqual([[0], [1.7557793855667114], [0.7702451944351196]])
  expect(expected?.item(0)).toBe(2.1785824298858643)
})

test('fixed unigrams by shards and from a file', () => {
  const [sampled] = fixed({ range_max: 4, num_shards: 2, shard: 1, unigrams: [1, 2, 3, 4, 5, 6, 7, 8] })
  expect(sampled?.tolist()).toEqual([3, 2, 2, 1, 2, 3])
  const file = join(mkdtempSync(join(tmpdir(), 'tf0-')), 'vocabulary.csv')
  writeFileSync(file, 'a,1\nb,2\nc,3.5\n')
  expect(fixed({ range_max: 3, vocab_file: file })[0]?.tolist()).toEqual([2, 1, 2, 2, 2, 2])
  writeFileSync(file, 'a,1\nb\n')
  expect(() => fixed({ range_max: 2, vocab_file: file })).toThrow('Wrong vocabulary format at line: b')
  expect(() => fixed({ range_max: 2 })).toThrow('Must provide either vocab_file or unigrams.')
})

test('all candidates, and accidental hits', () => {
  const all = node(
    CANDIDATE_KERNELS.AllCandidateSampler,
    { num_true: 1, num_sampled: 4, unique: true },
    OUTPUTS,
  )(i64([[0], [3]]))
  expect(all.map(item => item.tolist())).toEqual([
    [0, 1, 2, 3],
    [[1], [1]],
    [1, 1, 1, 1],
  ])
  const hits = node(CANDIDATE_KERNELS.ComputeAccidentalHits, { num_true: 2 }, ['int32', 'int64', 'float32'])(
    i64([
      [1, 2],
      [3, 5],
      [2, 2],
    ]),
    i64([2, 3, 2, 9]),
  )
  expect(hits[0]?.tolist()).toEqual([0, 1, 2, 2])
  expect(hits[1]?.tolist()).toEqual([2, 1, 2, 2])
  expect(hits[2]?.item(0)).toBe(-3.4028234663852886e38)
})

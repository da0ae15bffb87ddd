/**
 * Values of single nodes: what TensorFlow 0.12.1 answers for random valid inputs of most ops, in many types and shapes, with extreme values, played by
 * both executors. `golden/generators/node_values.py` records it again.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { executing } from '../support/environment.ts'

interface Recorded {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data?: string
  readonly strings?: readonly string[]
}
interface Case {
  readonly op: string
  /** What kind of values go in. */
  readonly note: string
  readonly graph: string
  readonly feeds: Readonly<Record<string, Recorded>>
  /** Initializers of the variables that the node writes. */
  readonly first: readonly string[]
  readonly fetches: readonly string[]
  /** The variables, read after each run. */
  readonly states: readonly string[]
  readonly runs: readonly (readonly Recorded[] | { readonly error: readonly [type: string, message: string] })[]
}

const file = new URL('../golden/values/node_values.jsonl.gz', import.meta.url)
const cases = gunzipSync(readFileSync(file))
  .toString('utf8')
  .split('\n')
  .filter(line => line !== '')
  .map(line => JSON.parse(line) as Case)

/** Where tf0 differs, and why. */
interface Otherwise {
  readonly ops: string
  readonly when: (each: Case, executor?: string) => boolean
  readonly reason: string
}
const any = (): boolean => true
const extreme = ({ note }: Case): boolean => note === 'special' || note === 'wide'
/** A result of the first run has that. */
const gives =
  (check: (array: tf.NDArray) => boolean) =>
  (each: Case): boolean => {
    const [run] = each.runs
    return run !== undefined && !('error' in run) && run.some(result => check(arrayOf(result)))
  }
const ofIntegers = gives(array => array.dtype.is_integer)
const notFinite = gives(
  array =>
    array.dtype.is_floating && (array.astype('float64').ravel().tolist() as number[]).some(x => !Number.isFinite(x)),
)
const ofHalves = gives(array => array.dtype === tf.float16)
const refused = ({ runs }: Case): boolean => runs.some(run => 'error' in run)

const OTHERWISE: readonly Otherwise[] = [
  { ops: 'Cos Sin', when: extreme, reason: 'TensorFlow does not reduce large angles and gives infinities' },
  { ops: 'Log', when: extreme, reason: 'TensorFlow takes denormal numbers as the smallest normal one' },
  {
    ops: 'Sqrt Rsqrt RsqrtGrad SqrtGrad',
    when: extreme,
    reason: 'vectors of TensorFlow have approximate roots: √∞ is NaN, 1/√−0 is ∞',
  },
  {
    ops: 'Relu Maximum Minimum TopK SegmentMax SegmentMin SigmoidGrad',
    when: extreme,
    reason: 'what becomes of NaN depends on the place in a vector',
  },
  { ops: 'TopK SegmentMax SegmentMin MaxPool', when: notFinite, reason: 'as above' },
  {
    ops: 'Log1p Sigmoid Reciprocal Inv RealDiv Div Pow',
    when: extreme,
    reason: 'complex numbers: what becomes of infinities and of overflows',
  },
  { ops: 'MatMul BatchMatMul', when: notFinite, reason: 'as above' },
  {
    ops: 'Softplus SoftplusGrad Round',
    when: each => ofIntegers(each) || each.note === 'special',
    reason: 'integers, which no function of TensorFlow passes to them',
  },
  { ops: 'Softplus', when: ofHalves, reason: 'TensorFlow rounds the sum inside of the logarithm' },
  { ops: 'FloorDiv', when: extreme, reason: 'sums in TensorFlow’s division overflow' },
  { ops: 'FloorMod', when: extreme, reason: 'the sum of a tiny remainder and a huge divisor' },
  { ops: 'Zeta', when: notFinite, reason: 'NaN where there is a value' },
  {
    ops: 'DynamicStitch FusedBatchNorm FusedBatchNormGrad',
    when: any,
    reason: 'some of the results are whatever memory held',
  },
  {
    ops: 'BiasAdd Tile TileGrad ArgMax ArgMin MirrorPad MirrorPadGrad',
    when: refused,
    reason: 'TensorFlow has no kernel for some formats, types and ranks',
  },
  { ops: 'RandomCrop', when: any, reason: 'an op that old graphs alone may have' },
  {
    ops: 'SparseApplyRMSProp SparseApplyCenteredRMSProp SparseApplyFtrl SparseApplyAdagrad ApplyFtrl',
    when: extreme,
    reason: 'infinite accumulators',
  },
  {
    ops: 'UniformCandidateSampler LogUniformCandidateSampler LearnedUnigramCandidateSampler ThreadUnsafeUnigramCandidateSampler FixedUnigramCandidateSampler',
    when: ({ feeds }, executor) => executor === 'reference' && Object.keys(feeds).length === 0,
    reason: 'of constants these are folded, which the reference executor does not',
  },
]
const isExcepted = (each: Case, executor?: string): boolean =>
  OTHERWISE.some(({ ops, when }) => ops.split(' ').includes(each.op) && when(each, executor))

/** Largest differences, relative to the largest value. */
const RELATIVE: Readonly<Record<string, number>> = {
  float16: 5e-3,
  float32: 2e-6,
  complex64: 2e-6,
  float64: 1e-12,
  complex128: 1e-12,
}
/** TensorFlow's approximations are rougher. */
const ROUGH: Readonly<Record<string, number>> = {
  Igamma: 3e-5,
  Igammac: 3e-5,
  Zeta: 1e-5,
  Betainc: 1e-5,
  Polygamma: 1e-5,
}

const arrayOf = ({ dtype, shape, data, strings }: Recorded): tf.NDArray =>
  strings
    ? new tf.NDArray('string', shape, strings.map(text => Buffer.from(text, 'base64')) as never)
    : tf.NDArray.from_bytes(dtype as 'float32', shape, Uint8Array.from(Buffer.from(data as string, 'base64')))

function difference(op: string, got: tf.NDArray, want: tf.NDArray): string | undefined {
  if (got.dtype !== want.dtype || got.shape.join() !== want.shape.join())
    return `${got.dtype.name}[${got.shape}] instead of ${want.dtype.name}[${want.shape}]`
  const tolerance = ROUGH[op] ?? RELATIVE[want.dtype.name]
  if (want.dtype.base === 'string') {
    const strings = got.data as unknown as Uint8Array[]
    return (want.data as unknown as Uint8Array[]).every(
      (bytes, i) => Buffer.compare(bytes, strings[i] as Uint8Array) === 0,
    )
      ? undefined
      : 'other texts'
  }
  const numbers = (array: tf.NDArray): (number | bigint)[] =>
    Array.from((array.dtype.base === 'float16' ? array.astype('float32') : array).data as ArrayLike<number | bigint>)
  const [g, w] = [numbers(got), numbers(want)]
  const scale = Math.max(0, ...w.map(Number).filter(Number.isFinite).map(Math.abs))
  const at = w.findIndex((x, i) => {
    const y = g[i] as number | bigint
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) return false
    return tolerance === undefined || !(Math.abs(Number(x) - Number(y)) <= tolerance * scale)
  })
  return at < 0 ? undefined : `element ${at} is ${g[at]} instead of ${w[at]}`
}

/** Messages up to their first line, in Python 3's spelling. */
const plain = (text: string): string =>
  (text.split('\n')[0] as string).replace(/ \[\[Node.*$/, '').replace(/\bu(?=['"])/g, '')

/** How the runs of a case differ from the recorded ones. */
function play(test: Case): string | undefined {
  const graph = new tf.Graph()
  graph.as_default(() => tf.import_graph_def(Uint8Array.from(Buffer.from(test.graph, 'base64')), { name: '' }))
  const named = (names: readonly string[]): tf.Tensor[] => names.map(name => graph.get_tensor_by_name(name))
  const feeds = Object.entries(test.feeds).map(
    ([name, value]) => [graph.get_tensor_by_name(name), arrayOf(value)] as [tf.Tensor, tf.NDArray],
  )
  const config = new tf.ConfigProto({ intra_op_parallelism_threads: 1 })
  using session = tf.with(new tf.Session('', { graph, config }))
  if (test.first.length > 0) session.run(test.first.map(name => graph.get_operation_by_name(name)))
  for (const run of test.runs) {
    let results: unknown[]
    try {
      results = test.fetches.length > 0 ? session.run(named(test.fetches), feeds) : []
      if (test.fetches.length === 0) session.run(graph.get_operation_by_name('node'), feeds)
      if (test.states.length > 0) results = [...results, ...session.run(named(test.states))]
    } catch (error) {
      if (!('error' in run)) throw error
      const [type, message] = run.error
      const { name } = (error as Error).constructor
      return name === type && plain((error as Error).message).startsWith(plain(message))
        ? undefined
        : `${name}: ${(error as Error).message} instead of ${type}: ${message}`
    }
    if ('error' in run) return `no error instead of ${run.error.join(': ')}`
    for (const [i, want] of run.entries()) {
      const wrong = difference(test.op, tf.NDArray.of(results[i] as never, want.dtype as 'float32'), arrayOf(want))
      if (wrong) return `output ${i}: ${wrong}`
    }
  }
  return undefined
}

test('there are nodes of most ops', () => {
  expect(cases.length).toBeGreaterThan(2500)
  expect(new Set(cases.map(({ op }) => op)).size).toBeGreaterThan(300)
  expect(cases.filter(each => isExcepted(each)).length).toBeLessThan(cases.length / 10)
})

describe.each(['compiled', 'reference'])('%s', executor => {
  test('gives TensorFlow’s values', { timeout: 180_000 }, () => {
    using _executor = executing(executor)
    const wrong = cases.flatMap((each, i) => {
      if (isExcepted(each, executor)) return []
      try {
        const why = play(each)
        return why ? [`${i} ${each.op} ${each.note}: ${why}`] : []
      } catch (error) {
        return [
          `${i} ${each.op} ${each.note}: ${(error as Error).constructor.name}: ${(error as Error).message.split('\n')[0]}`,
        ]
      }
    })
    expect(wrong).toEqual([])
  })
})

test('a wrong value is noticed', () => {
  const square = cases.find(({ op, note }) => op === 'Square' && note === 'normal') as Case
  const [want] = square.runs[0] as readonly Recorded[]
  const other = {
    ...(want as Recorded),
    data: Buffer.alloc(Buffer.from(want?.data ?? '', 'base64').length).toString('base64'),
  }
  expect(play(square)).toBeUndefined()
  expect(play({ ...square, runs: [[other]] })).toContain('output 0')
})

/** Every registered op keeps the laws on its samples, and has some. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { kernelOf } from '../../src/graph/kernel_of.ts'
import { registeredOps } from '../../src/graph/op_def.ts'
import * as tf from '../../src/index.ts'
import { gradientIsDerivative } from './gradient_law.ts'
import {
  compiledIsReference,
  inferredIsProduced,
  knowingGraph,
  planIsStable,
  runSample,
  sampleGraph,
  survivesGraphDef,
} from './op_laws.ts'
import type { Sample, Unsampled } from './sample.ts'

const folder = new URL('./samples/', import.meta.url)
const modules = await Promise.all(
  readdirSync(fileURLToPath(folder))
    .filter(file => file.endsWith('.ts'))
    .sort()
    .map(
      file =>
        import(new URL(file, folder).href) as Promise<{
          samples?: readonly Sample[]
          unsampled?: readonly Unsampled[]
        }>,
    ),
)
const samples = modules.flatMap(module => module.samples ?? [])
const unsampled = new Map(modules.flatMap(module => module.unsampled ?? []).map(({ op, reason }) => [op, reason]))

/** Ops that run and have no sample. */
function withoutSample(
  ops: readonly string[],
  sampled: ReadonlySet<string>,
  excused: ReadonlyMap<string, string>,
): string[] {
  return ops.filter(op => !sampled.has(op) && !excused.has(op))
}

/** Types, shapes and attributes: what samples differ in that differ in more than numbers. */
const kindOf = ({ inputs, attrs = {} }: Sample): string => {
  const text = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value)
  return `${inputs.map(({ dtype, shape }) => `${dtype.name}[${shape}]`).join(' ')} ${JSON.stringify(Object.entries(attrs).sort(), text)}`
}
/** Ops of which there are not two kinds of nodes. */
const ONE_KIND: Readonly<Record<string, string>> = {
  NoOp: 'it has no inputs, no attributes',
  Fact: 'it has no inputs, no attributes',
  LoopCond: 'it takes one boolean; both are sampled',
  DecodeGif: 'it takes a scalar of a fixed type',
  ShardedFilename: 'it takes scalars of fixed types',
  ShardedFilespec: 'it takes scalars of fixed types',
}
/** Ops whose samples are all of one kind. */
function withOneKind(given: readonly Sample[], excused: Readonly<Record<string, string>>): string[] {
  const kinds = new Map<string, Set<string>>()
  for (const sample of given) kinds.set(sample.op, (kinds.get(sample.op) ?? new Set()).add(kindOf(sample)))
  return [...kinds].flatMap(([op, { size }]) => (excused[op] === undefined && size < 2 ? [op] : []))
}

describe('samples', () => {
  const sampled = new Set(samples.map(sample => sample.op))
  test('every op that runs has a sample', () => {
    const running = registeredOps()
      .filter(def => kernelOf(def))
      .map(def => def.name)
    expect(running.length).toBeGreaterThan(50)
    expect(withoutSample(running, sampled, unsampled)).toEqual([])
  })
  test('an op without a sample is reported', () => {
    expect(withoutSample(['Add', 'Planted'], new Set(['Add']), new Map())).toEqual(['Planted'])
  })
  test('every op has two samples that differ in more than numbers', () => {
    expect(withOneKind(samples, ONE_KIND)).toEqual([])
    expect(Object.keys(ONE_KIND).sort()).toEqual(withOneKind(samples, {}).sort())
  })
  test('an op with one sample, or the same in other numbers, is reported', () => {
    const planted = (values: number[], dtype: 'float32' | 'int32' = 'float32'): Sample => ({
      op: 'Planted',
      inputs: [tf.NDArray.of(values, dtype)],
    })
    expect(withOneKind([planted([1, 2])], {})).toEqual(['Planted'])
    expect(withOneKind([planted([1, 2]), planted([3, 4])], {})).toEqual(['Planted'])
    expect(withOneKind([planted([1, 2]), planted([3, 4], 'int32')], {})).toEqual([])
    expect(withOneKind([planted([1, 2]), { ...planted([1, 2]), attrs: { keep_dims: true } }], {})).toEqual([])
  })
  test('reasons are given for ops that exist and have no sample', () => {
    const names = new Set(registeredOps().map(def => def.name))
    expect([...unsampled.keys()].filter(op => !names.has(op) || sampled.has(op))).toEqual([])
  })
})

describe('laws', () => {
  for (const [i, sample] of samples.entries()) {
    test(`${sample.op} ${i}${sample.note ? `: ${sample.note}` : ''}`, () => {
      const graph = sampleGraph(sample)
      const reference = runSample(graph, 0)
      const wrong = inferredIsProduced(graph, reference)
      if (sample.wrongShapes === undefined) expect(wrong).toEqual([])
      else expect(wrong).not.toEqual([])
      expect(compiledIsReference(graph, reference)).toEqual([])
      const knowing = knowingGraph(sample)
      if (knowing) expect(compiledIsReference(knowing, reference)).toEqual([])
      expect(survivesGraphDef(graph)).toEqual([])
      expect(planIsStable(sample)).toEqual([])
      expect(gradientIsDerivative(sample)).toEqual([])
    })
  }
})

describe('the laws notice', () => {
  const sample: Sample = { op: 'Square', inputs: [tf.NDArray.of([0.5, -1.25, 2], 'float32')] }
  test('a wrong gradient', () => {
    const wrong = ((ys: unknown, xs: tf.Tensor[], options: { grad_ys: tf.Tensor[] }) =>
      xs.map(x => x.mul(3).mul(options.grad_ys[0] as never))) as unknown as typeof tf.gradients
    expect(gradientIsDerivative(sample)).toEqual([])
    expect(gradientIsDerivative(sample, wrong)[0]).toContain('finite differences say')
  })
  test('a wrong shape function', () => {
    const graph = sampleGraph(sample)
    const [output] = graph.op.outputs as [tf.Tensor]
    output.staticShape = [4]
    expect(inferredIsProduced(graph, runSample(graph, 0))).toEqual([expect.stringContaining('inferred (4,)')])
  })
  test('a wrong compiled kernel', () => {
    const graph = sampleGraph(sample)
    expect(compiledIsReference(graph, [tf.NDArray.of([0.25, 1.5, 4], 'float32')])[0]).toContain('the reference says')
  })
})

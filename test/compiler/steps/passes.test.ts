/** The passes over the steps of a plan, one by one, and what is checked between them. */
import { describe, expect, test } from 'vitest'
import type { Buffer, Value } from '../../../src/compiler/expressions/plan_values.ts'
import type { PlacedStep } from '../../../src/compiler/steps/draft_step.ts'
import { layOut, sharedBuffers } from '../../../src/compiler/steps/lifetimes.ts'
import { type Pass, type PassContext, passesFor, runPasses } from '../../../src/compiler/steps/passes.ts'
import * as tf from '../../../src/index.ts'
import { call, input, type Scalar } from '../../../src/kernels/scalar.ts'

const op = new tf.Graph().as_default(() => tf.no_op())
const SHAPE = [4, 4]
const arena = (id: number): Buffer => ({ kind: 'arena', id })
const slot = (number: number): Buffer => ({ kind: 'slot', slot: number })
const value = (buffer: Buffer): Value => ({ dtype: tf.float32, shape: SHAPE, buffer })

function step(kernel: string, reads: readonly Buffer[], writes: Buffer, more: Partial<PlacedStep> = {}): PlacedStep {
  const outputs = [{ dtype: tf.float32, shape: SHAPE }]
  return {
    kernel,
    inputs: reads.map(value),
    outputs,
    results: [writes],
    attrs: {},
    op,
    ops: [op],
    fused: true,
    pure: true,
    sources: [],
    ...more,
  }
}
const elementwise = (scalar: Scalar, reads: readonly Buffer[], writes: Buffer): PlacedStep =>
  step('elementwise', reads, writes, { scalar, pure: writes.kind === 'arena' })
const product = (a: Buffer, b: Buffer, writes: Buffer): PlacedStep => step('matmul', [a, b], writes)

const pass = (name: string): Pass => passesFor(true).find(each => each.name === name) as Pass
const context = (wanted: readonly number[], takes = true): PassContext => ({
  given: new Set([0, 1]),
  wanted: new Set(wanted),
  takes: () => takes,
})
const written = (steps: readonly PlacedStep[]): Buffer[][] => steps.map(({ results }) => results as Buffer[])

describe('needed steps', () => {
  const steps = [
    elementwise(call('neg', input(0)), [arena(0)], arena(2)),
    elementwise(call('exp', input(0)), [arena(0)], arena(3)),
  ]
  test('what nothing reads goes', () => {
    expect(written(pass('needed steps').run(steps, context([3])))).toEqual([[arena(3)]])
  })
  test('what has an effect stays, and what it reads', () => {
    const update = elementwise(call('add', input(0), input(1)), [slot(0), arena(2)], slot(0))
    expect(written(pass('needed steps').run([...steps, update], context([])))).toEqual([[arena(2)], [slot(0)]])
  })
})

describe('epilogues', () => {
  const steps = [product(arena(0), arena(1), arena(2)), elementwise(call('tanh', input(0)), [arena(2)], arena(3))]
  test('what is done to a product alone is done in its kernel', () => {
    const [only, ...others] = pass('epilogues').run(steps, context([3]))
    expect(others).toEqual([])
    expect([only?.kernel, only?.scalar, only?.results, only?.epilogueAt]).toEqual([
      'matmul',
      call('tanh', input(0)),
      [arena(3)],
      2,
    ])
  })
  test('not where the product is wanted itself, or its kernel takes none', () => {
    expect(pass('epilogues').run(steps, context([2, 3]))).toEqual(steps)
    expect(pass('epilogues').run(steps, context([3], false))).toEqual(steps)
  })
})

describe('updates', () => {
  const update = elementwise(call('sub', input(0), input(1)), [slot(0), arena(2)], slot(0))
  test('a gradient is made where it is taken off', () => {
    const [only, ...others] = pass('update epilogues').run([product(arena(0), arena(1), arena(2)), update], context([]))
    expect(others).toEqual([])
    // input 0 of an expression on a product is its result
    expect([only?.kernel, only?.scalar, only?.results, only?.pure]).toEqual([
      'matmul',
      call('sub', input(1), input(0)),
      [slot(0)],
      false,
    ])
  })
  test('not beyond an update of what the product reads', () => {
    const other = elementwise(call('neg', input(0)), [slot(1)], slot(1))
    const steps = [product(slot(1), arena(1), arena(2)), other, update]
    expect(pass('update epilogues').run(steps, context([]))).toEqual(steps)
  })
})

describe('horizontal fusion', () => {
  test('steps of one operand are one step', () => {
    const steps = [
      elementwise(call('neg', input(0)), [arena(0)], arena(2)),
      elementwise(call('exp', input(0)), [arena(0)], arena(3)),
    ]
    const [only, ...others] = pass('horizontal fusion').run(steps, context([2, 3]))
    expect(others).toEqual([])
    expect([only?.scalar, only?.further, only?.results]).toEqual([
      call('neg', input(0)),
      [call('exp', input(0))],
      [arena(2), arena(3)],
    ])
  })
  test('what only the second one needs is not stored', () => {
    const steps = [
      elementwise(call('neg', input(0)), [arena(0)], arena(2)),
      elementwise(call('exp', input(0)), [arena(2)], arena(3)),
    ]
    const [only] = pass('horizontal fusion').run(steps, context([3]))
    expect([only?.scalar, only?.further, only?.results]).toEqual([
      call('exp', call('neg', input(0))),
      undefined,
      [arena(3)],
    ])
  })
})

describe('between passes', () => {
  const steps = [product(arena(0), arena(1), arena(2)), elementwise(call('tanh', input(0)), [arena(2)], arena(3))]
  const run = (change: Pass['run']): unknown => runPasses(steps, [{ name: 'the wrong one', run: change }], context([3]))
  test('right steps pass', () => {
    expect(runPasses(steps, [], context([3]))).toEqual(steps)
    expect(runPasses(steps, passesFor(true), context([3]))).toHaveLength(1)
    expect(runPasses(steps, passesFor(false), context([3]))).toEqual(steps)
  })
  test('a lost step, steps turned round and a step twice are found, with the name of the pass', () => {
    expect(() => run(given => given.slice(1))).toThrow(
      /wrong steps \(the wrong one\): .*reads buffer 2 before it is written/,
    )
    expect(() => run(given => given.slice(0, 1))).toThrow('buffer 3 is wanted, but never written')
    expect(() => run(given => given.toReversed())).toThrow('reads buffer 2 before it is written')
    expect(() => run(given => [...given, given[0] as PlacedStep])).toThrow('writes buffer 2 again')
  })
})

test('a result lies where an operand does that is not read again, and buffers that are never in use together share a place', () => {
  const steps = [
    elementwise(call('neg', input(0)), [arena(0)], arena(2)),
    elementwise(call('exp', input(0)), [arena(2)], arena(3)),
    product(arena(3), arena(1), arena(4)),
    product(arena(4), arena(1), arena(5)),
  ]
  const wanted = new Set([5])
  const shared = sharedBuffers(steps, wanted)
  expect([...shared]).toEqual([
    [2, 0],
    [3, 0],
  ])
  const layout = layOut(steps, {
    given: new Set([0, 1]),
    wanted,
    shared,
    beside: () => [],
    bytes: Array.from({ length: 6 }, () => 64),
  })
  const offsets = [0, 1, 2, 3, 4, 5].map(layout.offsetOf)
  expect([offsets[2], offsets[3]]).toEqual([offsets[0], offsets[0]])
  // buffer 5 is written when 0 is not needed any more
  expect(new Set([offsets[1], offsets[4], offsets[5]]).size).toBe(3)
  expect(layout.bytes).toBeLessThan(layout.bytesWithoutReuse)
})

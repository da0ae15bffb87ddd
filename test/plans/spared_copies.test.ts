/** Copies that loops spare: where a value may be used, written or added to in place, and where it may not. */
import { expect, test } from 'vitest'
import { spareCopies } from '../../src/compiler/lowering/spared_copies.ts'
import type { PlanStep } from '../../src/compiler/steps/plan.ts'
import type { Operation } from '../../src/graph/operation.ts'
import { call, input } from '../../src/kernels/scalar.ts'
import type { Flow, FlowArray, FlowLoop, FlowStack, Move } from '../../src/kernels/wasm/flow.ts'
import type { Operand, Step } from '../../src/kernels/wasm/step.ts'

const at = (slot: number, shape: readonly number[] = [8, 8]): Operand => ({
  place: { base: 'table', slot },
  dtype: 'float32',
  shape,
})
const CELL = at(1)
const NEXT = at(2)
const OTHER = at(3)
const POPPED = at(4)
const DECIDES = at(5, [])

const stack = (number: number): FlowStack => ({
  number,
  address: 20,
  count: 21,
  capacity: 22,
  request: 23,
  stride: 256,
})
const array: FlowArray = { address: 30, states: 31, size: 32, asked: 33, askedIndex: 34, stride: 256 }

function stepOf(step: Step, operands = 0): PlanStep {
  return {
    step,
    op: {} as Operation,
    ops: [],
    inputs: [],
    outputs: step.outputs,
    fused: true,
    epilogue: step.inputs.slice(step.inputs.length - operands),
  }
}
const sum = (from: readonly Operand[], to: Operand): PlanStep =>
  stepOf({ kernel: 'elementwise', inputs: from, outputs: [to], attrs: {}, scalar: call('add', input(0), input(1)) })
const product = (a: Operand, b: Operand, added: Operand, to: Operand): PlanStep =>
  stepOf(
    {
      kernel: 'matmul',
      inputs: [a, b, added],
      outputs: [to],
      attrs: { transpose_a: false, transpose_b: false },
      scalar: call('add', input(0), input(1)),
    },
    1,
  )
const run = (begin: number, end = begin + 1): Flow => ({ kind: 'steps', begin, end })
const swap = (from: Operand, to: Operand): Move => ({ from, to, swap: true })

function loop(
  body: readonly Flow[],
  moves: readonly Move[] = [swap(NEXT, CELL)],
  last: readonly Flow[] = [],
): FlowLoop {
  return {
    kind: 'loop',
    frame: 'loop/',
    test: DECIDES,
    word: 10,
    iteration: 11,
    condition: [],
    body: [...body, { kind: 'moves', moves }],
    last,
  }
}
/** What the loop does, and where its first step writes, once copies are spared. */
function spared(body: readonly Flow[], steps: PlanStep[], last: readonly Flow[] = []): { body: Flow[]; to: unknown } {
  const [result] = spareCopies([loop(body, undefined, last)], steps) as [FlowLoop]
  return { body: [...result.body], to: steps[0]?.step?.outputs[0]?.place }
}
const kinds = (body: readonly Flow[]): string[] => body.map(each => each.kind)

test('a value that goes round to be added to is added to in its place', () => {
  const { body, to } = spared([run(0)], [sum([CELL, OTHER], NEXT)])
  expect(kinds(body)).toEqual(['steps'])
  expect(to).toEqual(CELL.place)
  const added = spared([run(0)], [product(OTHER, POPPED, CELL, NEXT)])
  expect(kinds(added.body)).toEqual(['steps'])
  expect(added.to).toEqual(CELL.place)
})

const ELSEWHERE: readonly (readonly [what: string, body: readonly Flow[], steps: () => PlanStep[]])[] = [
  ['a step reads the old one later', [run(0, 2)], () => [sum([CELL, OTHER], NEXT), sum([CELL, OTHER], OTHER)]],
  [
    'the old one is pushed later',
    [run(0), { kind: 'push', stack: stack(1), value: CELL }],
    () => [sum([CELL, OTHER], NEXT)],
  ],
  ['the new one is pushed', [run(0), { kind: 'push', stack: stack(1), value: NEXT }], () => [sum([CELL, OTHER], NEXT)]],
  ['the new one is read', [run(0, 2)], () => [sum([CELL, OTHER], NEXT), sum([NEXT, OTHER], OTHER)]],
  ['it is a factor', [run(0)], () => [product(CELL, POPPED, OTHER, NEXT)]],
  ['it is spread over the other operand', [run(0)], () => [sum([at(1, [1, 8]), OTHER], NEXT)]],
  [
    'only one branch writes it',
    [{ kind: 'cond', predicate: DECIDES, word: 12, branches: [[run(0)], []] }],
    () => [sum([CELL, OTHER], NEXT)],
  ],
  [
    'a branch reads the old one later',
    [run(0), { kind: 'cond', predicate: DECIDES, word: 12, branches: [[], [run(1)]] }],
    () => [sum([CELL, OTHER], NEXT), sum([CELL, OTHER], OTHER)],
  ],
  ['two steps write it', [run(0, 2)], () => [sum([CELL, OTHER], NEXT), sum([CELL, OTHER], NEXT)]],
]
test.each(ELSEWHERE)('not where %s', (_, body, steps) => {
  const result = spared(body, steps())
  expect(result.to).toEqual(NEXT.place)
  expect(result.body.at(-1)).toEqual({ kind: 'moves', moves: [swap(NEXT, CELL)] })
})

test('what is popped or read is used where it lies, but not where that may move or be needed after the loop', () => {
  const pop = (number: number): Flow => ({ kind: 'pop', stack: stack(number), value: POPPED })
  const read: Flow = { kind: 'read', array, index: DECIDES, value: OTHER, clears: true, ask: 1 }
  const push: Flow = { kind: 'push', stack: stack(2), value: OTHER }
  const steps = [sum([CELL, POPPED], NEXT)]
  const { body } = spared([pop(1), read, run(0)], steps)
  expect(body.slice(0, 2)).toEqual([
    { ...pop(1), borrows: true },
    { ...read, borrows: true },
  ])
  expect(spared([pop(2), push, run(0)], steps).body[0]).toEqual(pop(2))
  expect(spared([run(0), push], steps, [pop(2)]).body).not.toContainEqual(expect.objectContaining({ borrows: true }))
  const [result] = spareCopies([loop([run(0)], undefined, [pop(1), read])], steps) as [FlowLoop]
  expect(result.last).toEqual([pop(1), read])
})

test('what is made to be pushed is made on top of the stack', () => {
  const push: Flow = { kind: 'push', stack: stack(1), value: OTHER }
  const steps = (): PlanStep[] => [sum([CELL, POPPED], OTHER), sum([OTHER, CELL], NEXT)]
  const { body } = spared([run(0, 2), push], steps())
  expect(body.slice(0, 3)).toEqual([
    { kind: 'top', stack: stack(1), value: OTHER },
    run(0, 2),
    { ...push, isThere: true },
  ])
  const copied = (flow: readonly Flow[], made = steps()): void =>
    expect(kinds(spared(flow, made).body)).not.toContain('top')
  // before it is made: it is the last iteration's
  copied([push, run(0, 2)])
  copied([run(0, 2), push, push])
  copied([run(0, 2), push, { kind: 'push', stack: stack(2), value: OTHER }])
  copied([run(0, 2), push, { kind: 'pop', stack: stack(1), value: POPPED }])
  copied([{ kind: 'pop', stack: stack(3), value: OTHER }, run(0, 2), push])
  copied([run(0, 2), push], [sum([CELL, POPPED], OTHER), sum([CELL, POPPED], OTHER)])
  copied([{ kind: 'moves', moves: [{ from: CELL, to: OTHER }] }, run(0, 2), push])
  copied([run(0, 2), { kind: 'push', stack: stack(1), value: CELL }])
  const round = spareCopies([loop([run(0, 2), push], [swap(OTHER, CELL)])], steps()) as [FlowLoop]
  expect(kinds(round[0].body)).not.toContain('top')
})

import { expect, test } from 'vitest'
import { accesses, type Effects, type EffectsProgram } from '../../../src/compiler/schedule/effects.ts'
import { conflicts, isConflict } from './conflicts.ts'

const passes = { aliases: [{ output: 0, input: 0 }] }

/** One node a row: its inputs (output 0 of the nodes) and its effects. */
function program(...rows: readonly (readonly [inputs: readonly number[], effects?: Effects])[]): EffectsProgram {
  return {
    order: rows.map((_, node) => node),
    inputs: node => rows[node]![0].map(from => ({ node: from, slot: 0 })),
    effects: node => rows[node]![1],
  }
}

const pairs = (list: readonly { first: number; second: number }[]): string[] =>
  list.map(({ first, second }) => `${first} ${second}`)

test('what reads through views conflicts with updates, the views themselves do not', () => {
  const p = program(
    [[], { variable: 'v' }],
    [[0], passes],
    [[1], passes],
    [[]],
    [[0, 3], { ...passes, writes: [0] }],
    [[2, 3]],
    [[4]],
  )
  expect(accesses(p)).toEqual([
    { node: 1, variable: 'v', kind: 'view' },
    { node: 2, variable: 'v', kind: 'view' },
    { node: 4, variable: 'v', kind: 'write' },
    { node: 5, variable: 'v', kind: 'read' },
    { node: 6, variable: 'v', kind: 'read' },
  ])
  expect(conflicts(p)).toEqual([
    { variable: 'v', first: 4, second: 5 },
    { variable: 'v', first: 4, second: 6 },
  ])
})

test('a new buffer conflicts with views too: those made before keep the old one', () => {
  const p = program([[], { variable: 'v' }], [[0], passes], [[0, 0], { ...passes, replaces: [0] }], [[0], passes])
  expect(pairs(conflicts(p))).toEqual(['1 2', '2 3'])
})

test('inputs whose data an op does not look at are not reads', () => {
  const p = program([[], { variable: 'v' }], [[0], { reads: [] }], [[0, 0], { ...passes, writes: [0], reads: [] }])
  expect(accesses(p).map(({ node, kind }) => `${node} ${kind}`)).toEqual(['2 write'])
})

test('a merge may be a view on several variables; views go round loops', () => {
  const merge: Effects = { aliases: [0, 1].map(input => ({ output: 0, input })) }
  const p = program([[], { variable: 'v' }], [[], { variable: 'w' }], [[0, 3], merge], [[2, 1], merge], [[2]])
  expect(
    accesses(p)
      .filter(({ node }) => node === 4)
      .map(({ variable }) => variable),
  ).toEqual(['v', 'w'])
})

test('kinds', () => {
  expect(isConflict('read', 'view') || isConflict('view', 'write') || isConflict('read', 'read')).toBe(false)
  expect(isConflict('write', 'write') && isConflict('replace', 'view') && isConflict('read', 'write')).toBe(true)
})

/** Nothing of JavaScript reaches a program of Python; `npx tsx scripts/python_boundary.ts` attacks longer. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { createPython } from '../../src/python/index.ts'
// first: it collects what is there before tf0 is
import { changes, intrinsics, snapshot } from './intrinsics.ts'
import { attackBoundary } from './python_boundary.ts'
import { judge } from './python_judge.ts'

test('the intrinsics are there', () => {
  for (const value of [
    Object,
    Function,
    Object.prototype,
    Reflect.getOwnPropertyDescriptor,
    process,
    Promise.prototype,
  ])
    expect(intrinsics.has(value)).toBe(true)
  expect(intrinsics.size).toBeGreaterThan(2000)
})

test('no attribute, call, index or assignment leads to JavaScript', { timeout: 60_000 }, async () => {
  const before = snapshot()
  const { leaks, seen } = await attackBoundary({ seed: 1, values: 700, judge })
  expect(leaks).toEqual([])
  expect(seen).toBe(700)
  expect(changes(before)).toEqual([])
})

test.each<[name: string, value: unknown, what: string]>([
  ['a class of JavaScript', Object, 'JavaScript’s Object'],
  ['a prototype', Function.prototype, 'JavaScript’s '],
  ['a bare number', 5, 'a bare number of JavaScript'],
  ['an object of no declared class', new WeakMap(), 'an object of WeakMap, which is not declared'],
  ['an object that is made on the way', { inner: Reflect }, 'an object of Object, which is not declared'],
])('%s is noticed', async (_, value, what) => {
  const { leaks } = await attackBoundary({ seed: 1, values: 1, judge, planted: new Map([['planted', value]]) })
  expect(leaks.map(leak => leak.what.replace("'", '’')).join('\n')).toContain(what)
})

test('a property that a class gives away is noticed', async () => {
  const python = await createPython(tf, { write: () => undefined })
  const graph = python.run('import tensorflow as tf\ng = tf.Graph()').get('g') as object
  expect(judge(graph)).toBeUndefined()
  expect(judge(Reflect.construct(class Inner {}, []) as object)).toContain('Inner')
})

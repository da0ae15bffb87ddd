/** Numbers of variable scopes: the first that is free, also after the scopes around have ended and begun again. */
import { expect, test } from 'vitest'
import * as tf from '../../src/index.ts'
import { ScopeCounts } from '../../src/ops/core/scope_counts.ts'

test('suffixes are the first that are free', () => {
  const counts = new ScopeCounts()
  counts.open('a')
  expect(counts.freeSuffix('a')).toBe('_1')
  counts.open('a_2')
  expect(counts.freeSuffix('a')).toBe('_1')
  counts.open('a_1')
  expect(counts.freeSuffix('a')).toBe('_3')
  counts.open('a/x')
  counts.open('a/x_1')
  expect(counts.freeSuffix('a/x')).toBe('_2')
  counts.closeWithin('a')
  expect(counts.count('a')).toBe(1)
  expect(counts.freeSuffix('a/x')).toBe('')
  counts.open('a/x')
  expect(counts.freeSuffix('a/x')).toBe('_1')
  counts.closeWithin('')
  expect(counts.count('a')).toBe(0)
  expect(counts.freeSuffix('a')).toBe('')
})

test('default names of scopes get numbers, and begin anew in a scope that is entered again', () => {
  new tf.Graph().as_default(() => {
    const names: string[] = []
    const layer = (): void => void tf.variable_scope(null, { default_name: 'layer' }, scope => names.push(scope.name))
    for (let i = 0; i < 2; i++) {
      tf.variable_scope('net', () => {
        layer()
        layer()
      })
    }
    layer()
    layer()
    expect(names).toEqual(['net/layer', 'net/layer_1', 'net/layer', 'net/layer_1', 'layer', 'layer_1'])
  })
})

/** A keyword that no parameter has is refused by every public function, class and method, also where it is the only argument. */
import { expect, test } from 'vitest'
import { takesDict } from '../../src/calling/argument_kinds.ts'
import { asKeywords } from '../../src/calling/keywords.ts'
import { signatureOf } from '../../src/calling/signature.ts'
import * as tf from '../../src/index.ts'

type Callable = (...args: unknown[]) => unknown
/** Keywords of theirs are those of functions that they are given, or are kept: `Dataset(…, **kwargs)`. */
const TAKES_ANY = new Set(['make_template', 'Dataset'])
const isClass = (value: object): boolean => Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false

/** Public functions and classes with a Python signature, by their paths; those with `*args` take anything. */
function callables(): Map<string, Callable> {
  const found = new Map<string, Callable>()
  const seen = new Set<unknown>()
  const walk = (value: unknown, path: string): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return
    seen.add(value)
    const signature = signatureOf(value)
    if (signature && signature.rest === undefined && !TAKES_ANY.has(signature.name)) found.set(path, value as Callable)
    if (typeof value === 'function') return
    for (const key of Object.keys(value)) walk((value as Record<string, unknown>)[key], `${path}.${key}`)
  }
  walk({ ...tf }, 'tf')
  return found
}
const all = callables()

function told(callable: Callable, keywords: object): string {
  try {
    new tf.Graph().as_default(() => (isClass(callable) ? Reflect.construct(callable, [keywords]) : callable(keywords)))
    return 'no error'
  } catch (error) {
    return `${(error as Error).constructor.name}: ${(error as Error).message.split('\n')[0]}`
  }
}
const complaints = (keywords: () => object, chosen: (callable: Callable) => boolean): string[] =>
  [...all].flatMap(([path, callable]) => {
    if (!chosen(callable)) return []
    const message = told(callable, keywords())
    const name = isClass(callable) ? '__init__' : (signatureOf(callable)?.name as string)
    return message === `TypeError: ${name}() got an unexpected keyword argument 'misspelt'`
      ? []
      : [`${path}: ${message}`]
  })

test('from Python', () => {
  expect(all.size).toBeGreaterThan(900)
  expect(
    complaints(
      () => asKeywords({ misspelt: 3 }),
      () => true,
    ),
  ).toEqual([])
})

test('from TypeScript, where the first parameter takes no dict', () => {
  const takesNone = (callable: Callable): boolean => !takesDict(signatureOf(callable)?.parameters[0]?.name ?? '')
  expect([...all.values()].filter(takesNone).length).toBeGreaterThan(700)
  expect(complaints(() => ({ misspelt: 3 }), takesNone)).toEqual([])
})

test('dicts, and objects with methods, are values where parameters take them', () => {
  expect(new tf.train.ClusterSpec({ worker: ['a:1'] }).as_dict()).toEqual({ worker: ['a:1'] })
  const saver = { state: () => tf.zeros([2, 3]), save_state: () => tf.no_op() }
  const cell = new tf.nn.rnn_cell.BasicRNNCell(3)
  expect(() => tf.nn.state_saving_rnn(cell, [tf.zeros([2, 3])], saver, 'name')).not.toThrow()
})

/** The order in which a class is searched shows built-in types, never JavaScript's classes behind them. */
import { expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { createPython } from '../../../src/python/index.ts'

test.each(['list', 'dict', 'set', 'tuple', 'float'])('a class that extends %s', async base => {
  let output = ''
  const python = await createPython(tf, {
    write: text => {
      output += text
    },
  })
  python.run(`class C(${base}): pass\nprint(C.__mro__[1] is ${base}, C.__mro__[-1] is object)`, { version: 3 })
  expect(output).toBe('True True\n')
})

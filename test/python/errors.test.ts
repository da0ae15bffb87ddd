/** What a program is told when it goes wrong. */
import { beforeAll, expect, test } from 'vitest'
import { captureTraceback, userLine } from '../../src/errors/user_line.ts'
import { formatTraceback } from '../../src/python/ending.ts'
import { PythonInterpreter } from '../../src/python/interpreter.ts'
import { makeFunction } from '../../src/python/objects/values/callable.ts'

let python: PythonInterpreter
beforeAll(async () => {
  python = await PythonInterpreter.create({ write: () => undefined })
})

const failure = (text: string): Error => {
  try {
    python.run(text, { file: 'program.py' })
  } catch (error) {
    return error as Error
  }
  throw new Error('no error')
}

test('a traceback shows the lines that the error passed through', () => {
  const text = 'def inner(x):\n    return 1 / x\n\ndef outer():\n    return inner(\n        0)\n\nouter()\n'
  expect(formatTraceback(failure(text), new Map([['program.py', text.split('\n')]]))).toBe(
    [
      'Traceback (most recent call last):',
      '  File "program.py", line 8, in <module>',
      '    outer()',
      '  File "program.py", line 5, in outer',
      '    return inner(',
      '  File "program.py", line 2, in inner',
      '    return 1 / x',
      'ZeroDivisionError: division by zero',
    ].join('\n'),
  )
})

test.each([
  ['x = 1\ny = = 2\n', 'program.py:2: invalid syntax\n    y = = 2'],
  [
    'def f():\n    x = 1 + (yield 2)\n',
    'program.py:2: yield inside a larger expression is not supported: assign it to a variable first\n    x = 1 + (yield 2)',
  ],
  ['import nothing_like_it\n', "No module named 'nothing_like_it'"],
  ['f(1) = 2\n', 'program.py:1: invalid syntax\n    f(1) = 2'],
  ['async def f():\n    await g()\n', "program.py:2: the Python front end does not know 'await'\n    await g()"],
  ['print(undefined)\n', "name 'undefined' is not defined"],
  ['def f():\n    print(x)\n    x = 1\nf()\n', "local variable 'x' referenced before assignment"],
  ['def f(a, b=1): pass\nf()\n', "f() missing 1 required positional argument: 'a'"],
  ['def f(a, b=1): pass\nf(1, 2, 3)\n', 'f() takes from 1 to 2 positional arguments but 3 were given'],
  ['def f(a): pass\nf(1, z=1)\n', "f() got an unexpected keyword argument 'z'"],
  ["'%d' % 'x'\n", '%d format: a number is required, not str'],
  ["{}['missing']\n", 'missing'],
  ['a, b = 1, 2, 3\n', 'too many values to unpack (expected 2)'],
  ['def f(): return f()\nf()\n', 'maximum recursion depth exceeded'],
  ['[1, 2].nothing\n', "'list' object has no attribute 'nothing'"],
  ['import random\nclass A: pass\nrandom.seed(A)\n', 'seeds are integers or strings'],
  ['[].append.__func__(3, 4)\n', "type object 'append' has no attribute '__func__'"],
])('%j', (text, message) => {
  expect(failure(text).message).toBe(message)
})

test('code called from a program knows its line', () => {
  let seen: string | undefined
  const look = makeFunction(
    'look',
    () => {
      seen = userLine(captureTraceback())
      return null
    },
    false,
  )
  python.run('x = 1\ndef f():\n    look()\nf()\n', {
    file: 'program.py',
    globals: new Map<string, unknown>([['look', look]]),
  })
  expect(seen).toBe('program.py:3')
  expect(userLine(captureTraceback())).not.toContain('program.py')
})

test('the version of a program is read off its text', () => {
  const value = (text: string): unknown => String(python.run(`${text}\nx = 7 / 2\n`, { file: 'program.py' }).get('x'))
  expect(value('print("a")')).toBe('3.5')
  expect(value('print "a"')).toBe('3')
  expect(value('from __future__ import division\nprint "a"')).toBe('3.5')
  expect(value('try:\n    pass\nexcept ValueError, e:\n    pass')).toBe('3')
  expect(value('for i in xrange(3): pass')).toBe('3')
})

const ORDER = "x = repr([list({'the': 1, 'quick': 2, 'lazy': 3}), b'x', 1 / 2])"
const [IN_2, IN_2_DIVIDING] = ["[['quick', 'the', 'lazy'], 'x', 0]", "[['quick', 'the', 'lazy'], 'x', 0.5]"]
const IN_3 = "[['the', 'quick', 'lazy'], b'x', 0.5]"
test.each([
  ['from __future__ import print_function\nprint("a", 1)', IN_2],
  ['from __future__ import division, absolute_import', IN_2_DIVIDING],
  ['from __future__ import print_function\nclass A(object):\n    def f(self): super().f()', IN_3],
  ['from __future__ import division\ndef f(a: int): pass', IN_3],
  ['print("a", 1)', IN_3],
  ['print("a", end="")', IN_3],
  ['print()', IN_3],
  ['import urllib.request', IN_3],
  ['try:\n    import urllib.request\nexcept ImportError:\n    pass', IN_2_DIVIDING],
  ['name = "ü"', IN_3],
  ['# -*- coding: utf-8 -*-\nname = "ü"', IN_2_DIVIDING],
  ['print("a %d" % 1)', IN_2_DIVIDING],
])('%j where nothing else tells, of a program of both versions', (text, expected) => {
  const quiet = { file: 'program.py', otherwise: 2 } as const
  expect(String(python.run(`${text}\n${ORDER}\n`, quiet).get('x'))).toBe(expected)
})

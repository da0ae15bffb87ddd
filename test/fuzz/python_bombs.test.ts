/**
 * Small texts of Python that ask for much: each ends soon, with the class that Python raises. They run on the built package: what vitest makes of
 * imports gives undefined for a name where the stack runs over.
 */
import { beforeAll, expect, test } from 'vitest'
import type { PythonInterpreter } from '../../src/python/index.ts'
import { built } from '../support/built_package.ts'

const tf = (await import(built('index.ts'))) as typeof import('../../src/index.ts')
const { createPython } = (await import(built('python/index.ts'))) as typeof import('../../src/python/index.ts')

const SETUP = `
import numpy as np, itertools, math, random, collections, copy, json, pprint
def f(): return f()
def g(x): return [g(x) for y in [1]]
nested, nested2 = [], []
for i in range(20000): nested, nested2 = [nested], [nested2]
selfish, selfish2 = [], []
selfish.append(selfish)
selfish2.append(selfish2)
`

let python: PythonInterpreter
let globals: Map<string, unknown>
beforeAll(async () => {
  python = await createPython(tf, { write: () => undefined })
  globals = python.run(SETUP, { version: 3 })
})

const failure = (text: string, version: 2 | 3 = 3): Error | undefined => {
  try {
    python.run(`result = ${text}\n`, { globals, version })
  } catch (error) {
    return error as Error
  } finally {
    globals.set('result', null)
  }
  return undefined
}

const MEMORY = [
  '[0] * 10**10',
  "'a' * 10**10",
  "b'a' * 10**10",
  '[1] * 10**30',
  'list(range(10**10))',
  'tuple(range(10**10))',
  'set(range(10**9))',
  'dict.fromkeys(range(10**10))',
  "'{:.1000000000f}'.format(1.)",
  "'%.1000000000f' % 1.",
  "'%.1000000000e' % 1.",
  "'%1000000000d' % 1",
  "'%0*d' % (10**12, 1)",
  "'{:1000000000}'.format('a')",
  '10 ** 10 ** 10',
  '1 << 10**10',
  '(1 << 10**7) ** 3',
  "int('9' * 10**7)",
  'bytes(10**12)',
  'bytearray(10**12)',
  "'a'.zfill(10**10)",
  "'a'.ljust(10**10)",
  "'a'.center(10**10)",
  "('\\t' * 10**5).expandtabs(10**5)",
  "('a' * 10**5).replace('a', 'b' * 10**5)",
  "'a'.replace('', 'b' * 10**8 * 3)",
  "'b'.join(['a' * 10**8] * 10)",
  'math.factorial(10**9)',
  'random.getrandbits(10**12)',
  'random.sample(range(10**10), 3)',
  "collections.Counter({'a': 10**12}).elements()",
  'itertools.product([1], repeat=10**9)',
  'sum([[1]], [2] * 10**10)',
  'np.zeros([1e6, 1e6])',
  'np.ones((10**6, 10**6))',
  'np.arange(1e12)',
  'np.linspace(0, 1, 10**12)',
  'np.eye(10**6)',
  'np.tile([1], 10**11)',
  'np.repeat([1], 10**11)',
  'np.random.rand(10**6, 10**6)',
  'np.random.randint(0, 5, 10**11)',
  'np.random.permutation(10**11)',
  'np.random.bytes(10**11)',
  'np.zeros(10**5)[:, None] * np.zeros(10**6)[None, :]',
  'np.bincount([10**12])',
  'np.histogram([1.], bins=10**11)',
  "np.pad([1], 10**11, 'constant')",
  'np.mgrid[0:10**12]',
]
const DEEP = [
  'f()',
  'g([])',
  'repr(nested)',
  'nested == nested2',
  'selfish == selfish2',
  'sorted([selfish, selfish2])',
  'copy.deepcopy(nested)',
  'np.array(selfish)',
  "eval('(' * 20000 + '1' + ')' * 20000)",
  "eval('[' * 20000 + ']' * 20000)",
  "eval('+'.join(['1'] * 20000))",
  "eval('lambda: ' * 5000 + '1')",
  "eval('not ' * 20000 + '1')",
]
const OTHERS: readonly (readonly [text: string, name: string])[] = [
  ['float(10**400)', 'OverflowError'],
  ["'{:99999999999999999999}'.format('a')", 'ValueError'],
  ['chr(10**10)', 'ValueError'],
  ["'%c' % 10**10", 'OverflowError'],
  ["'{:c}'.format(10**10)", 'OverflowError'],
  ['bytes([256])', 'ValueError'],
  ['bytes(-1)', 'ValueError'],
  ['np.zeros(-1)', 'ValueError'],
  ['np.zeros([1] * 100)', 'ValueError'],
  ['hash(selfish)', 'TypeError'],
  ['json.dumps(selfish)', 'ValueError'],
  ['json.loads("[" * 100000)', 'ValueError'],
  ['ord(5)', 'TypeError'],
  ['getattr(1, 5)', 'TypeError'],
  ["'%(' * 100000 % {}", 'ValueError'],
  ["'{:{:{}}}'.format(1, 2, 3)", 'ValueError'],
  ["int('1', 99)", 'ValueError'],
  ['eval(r\'"\\U99999999"\')', 'SyntaxError'],
  ['eval(r\'"\\x4"\')', 'SyntaxError'],
  ["eval('(' * 100000)", 'SyntaxError'],
]

test.each([
  ...MEMORY.map(text => [text, 'MemoryError'] as const),
  ...DEEP.map(text => [text, 'RecursionError'] as const),
  ...OTHERS,
])('%s raises %s', { timeout: 30_000 }, (text, name) => {
  const error = failure(text)
  expect(error?.message).not.toContain('This is a bug of tf0')
  expect(error?.name).toBe(name)
})

test('Python 2 calls a recursion without an end a RuntimeError', () => {
  expect(failure('f()', 2)?.name).toBe('RuntimeError')
})

test.each([
  'pow(3, 10**18, 7) == 2 or pow(3, 10**18, 7)',
  "len('{:,}'.format(10**100000)) == 133334",
  "'{:.400f}'.format(0.1)[-1] == '0'",
  "'%.1200f' % 0.1 == '{:.1200f}'.format(.1)",
  '10**400 // 10**399 == 10 and 10**400 / 10**399 == 10.0',
  '1 >> 10**30 == 0',
  'repr(selfish) == "[[...]]"',
  "' ' * 10**6 + 'x' == (' ' * 10**6 + 'x   ').rstrip()",
  'next(itertools.permutations(range(10**5)))[-1] == 99999',
  '[list(c) for c in itertools.combinations("abc", 2)] == [["a", "b"], ["a", "c"], ["b", "c"]]',
  'len(list(itertools.product("ab", repeat=3))) == 8',
  '["".join(p) for p in itertools.permutations("abc")] == ["abc", "acb", "bac", "bca", "cab", "cba"]',
  'round(1.5, 10**10) == 1.5',
])('%s', text => {
  const error = failure(`None\nassert ${text}`)
  expect(error).toBeUndefined()
})

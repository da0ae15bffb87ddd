/** Command lines as CPython 2.7's argparse reads them; what is expected was printed there. */
import { expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { createPython } from '../../../src/python/index.ts'

const python = await createPython(tf)

function read(args: readonly string[], positional = false): string {
  const printed: string[] = []
  const write = process.stdout.write
  process.stdout.write = ((text: string) => printed.push(String(text)) > 0) as typeof write
  const log = console.log
  console.log = (...words: unknown[]) => printed.push(`${words.join(' ')}\n`)
  try {
    python.run(`import argparse
p = argparse.ArgumentParser(prog='prog')
p.add_argument('--lr', '-l', type=float, default=0.1)
p.add_argument('--fast', action='store_true')
p.add_argument('--sizes', nargs=2, type=int)
p.add_argument('-n', type=int)
p.add_argument('-v', action='store_true')
p.add_argument('-x', action='store_true')
${positional ? "p.add_argument('file')\np.add_argument('more', nargs='*')\n" : ''}
print(p.parse_known_args(${JSON.stringify(args)}))`)
  } finally {
    process.stdout.write = write
    console.log = log
  }
  return printed.join('').trim()
}

const REST = 'n=None, sizes=None, v=False, x=False'
test.each<[readonly string[], string]>([
  [['--fast', '-n3'], '(Namespace(fast=True, lr=0.1, n=3, sizes=None, v=False, x=False), [])'],
  [['--sizes', '1', '2'], '(Namespace(fast=False, lr=0.1, n=None, sizes=[1, 2], v=False, x=False), [])'],
  [['-l', '-3'], `(Namespace(fast=False, lr=-3.0, ${REST}), [])`],
  [['--l', '2'], `(Namespace(fast=False, lr=2.0, ${REST}), [])`],
  [['-vx'], '(Namespace(fast=False, lr=0.1, n=None, sizes=None, v=True, x=True), [])'],
  [['--', 'a'], `(Namespace(fast=False, lr=0.1, ${REST}), ['--', 'a'])`],
  [['a', '--no', 'b', '--lr', '2', 'c'], `(Namespace(fast=False, lr=2.0, ${REST}), ['a', '--no', 'b', 'c'])`],
  [['--no', '-5', '--lr', '1'], `(Namespace(fast=False, lr=1.0, ${REST}), ['--no', '-5'])`],
])('%j', (args, expected) => {
  expect(read(args)).toBe(expected)
})

test.each<[readonly string[], string]>([
  [['F', '--lr=3'], `(Namespace(fast=False, file='F', lr=3.0, more=[], ${REST}), [])`],
  [['F', '--', 'a'], `(Namespace(fast=False, file='F', lr=0.1, more=['a'], ${REST}), [])`],
  [['a', '--', '--lr', '3'], `(Namespace(fast=False, file='a', lr=0.1, more=['--lr', '3'], ${REST}), [])`],
  [['--no', '-5', '--lr', '1'], `(Namespace(fast=False, file='-5', lr=1.0, more=[], ${REST}), ['--no'])`],
])('with words of the program: %j', (args, expected) => {
  expect(read(args, true)).toBe(expected)
})

test.each([
  [['--fast=3'], "argument --fast: ignored explicit argument '3'"],
  [['-v3'], "argument -v: ignored explicit argument '3'"],
  [['--sizes', '1'], 'argument --sizes: expected 2 argument(s)'],
  [['--sizes=1', '2'], 'argument --sizes: expected 2 argument(s)'],
  [['-n'], 'argument -n: expected one argument'],
])('refuses %j', (args, message) => {
  const written: string[] = []
  const write = process.stderr.write
  process.stderr.write = ((text: string) => written.push(String(text)) > 0) as typeof write
  const error = console.error
  console.error = (...words: unknown[]) => written.push(words.join(' '))
  try {
    expect(() => read(args)).toThrow()
  } finally {
    process.stderr.write = write
    console.error = error
  }
  expect(written.join('')).toContain(`prog: error: ${message}`)
})

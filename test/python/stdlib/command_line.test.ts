/** A program's own command line, and what was read of it in a pickle; what is expected was printed by CPython 2.7. */
import { expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { createPython } from '../../../src/python/index.ts'

const python = await createPython(tf)

function printed(program: string): string {
  const globals = python.run(`result = []\n${program}`)
  return String((globals.get('result') as unknown[])[0])
}

test('sys.argv that a program sets is what argparse reads', () => {
  expect(
    printed(`import argparse, sys
sys.argv = ['train.py', '--epochs', '2']
p = argparse.ArgumentParser()
p.add_argument('--epochs', type=int, default=50)
result.append(p.parse_args().epochs)`),
  ).toBe('2')
})

test.each([0, 1, 2])('arguments go into a pickle and back, protocol %i', protocol => {
  expect(
    printed(`import argparse, pickle
p = argparse.ArgumentParser()
p.add_argument('--n', type=int, default=3)
a = p.parse_args(['--n', '5'])
a.vocab = 'ab'
b = pickle.loads(pickle.dumps(a, ${protocol}))
result.append('%d %s %r' % (b.n, b.vocab, b))`),
  ).toBe("5 ab Namespace(n=5, vocab='ab')")
})

test('arguments that CPython 2.7 pickled are read', () => {
  expect(
    printed(`import pickle
a = pickle.loads(b'ccopy_reg\\n_reconstructor\\np0\\n(cargparse\\nNamespace\\np1\\nc__builtin__\\nobject\\np2\\nNtRp3\\n(dp4\\nS"n"\\np5\\nI7\\nsb.')
result.append(a.n)`),
  ).toBe('7')
})

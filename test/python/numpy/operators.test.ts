/** Operators of arrays and numbers by their types, in place and on views; what numpy 1.16 prints. */
import { expect, test } from 'vitest'
import * as tf from '../../../src/index.ts'
import { createPython } from '../../../src/python/index.ts'

let output = ''
const python = await createPython(tf, {
  write: text => {
    output += text
  },
})
const cases = [
  ['a = np.arange(6.); a[:-1] += a[1:]; print(a)', '[1. 3. 5. 7. 9. 5.]'],
  ['a = np.arange(6.); a[1:] += a[:-1]; print(a)', '[0. 1. 3. 5. 7. 9.]'],
  ["a = np.arange(4).astype('uint8'); a -= 2; print(a, a.dtype)", '[254 255   0   1] uint8'],
  ["a = np.ones(2, 'float32'); b = a; b *= 0.1; print(a, a is b, a.dtype)", '[0.1 0.1] True float32'],
  ['a = np.arange(3); b = a.reshape(3, 1); a += b[0]; print(b.T)', '[[0 1 2]]'],
  ["print((np.arange(3, dtype='int8') + 200).dtype, (np.arange(3, dtype='int8') + 100).dtype)", 'int16 int8'],
  ['print((np.uint8(200) + np.uint8(100)), np.float32(1) * 0.5, (np.float32(1) * 0.5).dtype)', '44 0.5 float64'],
  [
    'a = np.arange(3); print(a + 2 ** 40, 2 ** 40 - a, a * 2 ** 62)',
    '[1099511627776 1099511627777 1099511627778] [1099511627776 1099511627775 1099511627774] [                   0  4611686018427387904 -9223372036854775808]',
  ],
  ['a = np.arange(24).reshape(2, 3, 4)[:, 1:, ::2]; print(a[1, 0, 1], a[-1, -1, -1], a.T[0, 1, 1])', '18 22 20'],
  [
    'a = np.arange(12, dtype=np.int32).reshape(2, 3, 2); print(a[:, [2, 0]].tolist())',
    '[[[4, 5], [0, 1]], [[10, 11], [6, 7]]]',
  ],
  ['a = np.arange(2000.).reshape(40, 50); print((a.T.copy().ravel() == a.ravel(order="F")).all())', 'True'],
  [
    'print(np.diff(np.array([True, False, False])), bool(np.float32("nan")), bool(float("nan")))',
    '[ True False] True True',
  ],
] as const

test.each(cases)('%s', (code, expected) => {
  output = ''
  python.run(`import numpy as np\n${code}`, { version: 3 })
  expect(output.trimEnd()).toBe(expected)
})

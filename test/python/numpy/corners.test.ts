/** Corners of numpy's functions: empty arrays, rank 0, positions that are not there. */
import { expect, test } from 'vitest'
import { printed } from './printed.ts'

/** Programs, and what CPython 2.7 with numpy 1.16 prints. */
const cases: readonly (readonly [program: string, answer: string])[] = [
  [
    `try: np.rot90(np.arange(3))
except ValueError as e: print e`,
    `Axes must be different.
`,
  ],
  [
    `print np.trace(np.arange(24).reshape(2, 3, 4), 0, 1, 2), np.trace(np.arange(6).reshape(2, 1, 3)), np.trace(np.eye(3))`,
    `[15 51] [0 1 2] 3.0
`,
  ],
  [
    `print repr(np.gradient(np.array([1, 5, 2], 'uint8'))), np.gradient(np.array([[1., 2, 4], [3, 9, 1]]))[1]`,
    `array([  4. ,   0.5, 253. ]) [[ 1.   1.5  2. ]
 [ 6.  -1.  -8. ]]
`,
  ],
  [
    'print np.ediff1d(np.array([1, 4, 9]), to_end=[7, 8], to_begin=0)',
    `[0 3 5 7 8]
`,
  ],
  [
    'np.ediff1d(np.array([True, False]))',
    `raised TypeError: numpy boolean subtract, the \`-\` operator, is deprecated, use the bitwise_xor, the \`^\` operator, or the logical_xor function instead.
`,
  ],
  [
    'np.delete(np.arange(6), 7)',
    `raised IndexError: index 7 is out of bounds for axis 0 with size 6
`,
  ],
  [
    'print np.delete(np.arange(6), [0, 9]), np.delete(np.arange(6), -1), np.delete(np.arange(6), [])',
    `[1 2 3 4 5] [0 1 2 3 4] [0 1 2 3 4 5]
`,
  ],
  [
    `print np.insert(np.arange(6), [1, 3], [8, 9]), np.insert(np.arange(6), [1, 1], 5), np.insert(np.arange(4).reshape(2, 2), 1, [7, 8], axis=1)`,
    `[0 8 1 2 9 3 4 5] [0 5 5 1 2 3 4 5] [[0 7 1]
 [2 8 3]]
`,
  ],
  [
    `print np.insert(np.arange(6), 1, [8, 9]), np.insert(np.arange(4).reshape(2, 2), 1, 9, axis=0), np.insert(np.arange(6), -1, 5)`,
    `[0 8 9 1 2 3 4 5] [[0 1]
 [9 9]
 [2 3]] [0 1 2 3 4 5 5]
`,
  ],
  [
    'np.insert(np.arange(6), 7, 5)',
    `raised IndexError: index 7 is out of bounds for axis 0 with size 6
`,
  ],
  [
    "print np.pad(np.zeros((2, 0), int), 1, mode='edge').shape",
    `(4, 0)
`,
  ],
  [
    "np.pad(np.zeros(0), 1, mode='reflect')",
    `raised ValueError: There aren't any elements to reflect in axis 0 of \`array\`
`,
  ],
  [
    'np.average(np.zeros((2, 0)), axis=0)',
    `raised ZeroDivisionError: division by zero
`,
  ],
  [
    'np.split(np.array(3), 2)',
    `raised IndexError: tuple index out of range
`,
  ],
  [
    'np.vsplit(np.array([1, 2]), 1)',
    `raised ValueError: vsplit only works on arrays of 2 or more dimensions
`,
  ],
  [
    "print np.fmod([True, False], [False, True]), np.fmod(np.array(0, 'int16'), 1e3), np.fmod([7, -7], 4)",
    `[0 0] 0.0 [ 3 -3]
`,
  ],
  [
    "print repr(np.multiply(np.arange(4, dtype='float16'), 1e-3)), np.array([7], 'float16') // 1e-3",
    `array([0.      , 0.001   , 0.002   , 0.003002], dtype=float16) [6996.]
`,
  ],
  [
    `print np.hypot(np.int8(-5), np.int64(-1)), np.hypot(3e200, 4e200), np.hypot(3e-200, 4e-200), np.hypot(np.inf, np.nan), np.hypot(1, 1e-30)`,
    `5.0990195135927845 4.9999999999999995e+200 5e-200 inf 1.0
`,
  ],
  [
    `a = np.arange(6).reshape(2, 3)
a -= np.ones(4)`,
    `raised TypeError: Cannot cast ufunc subtract output from dtype('float64') to dtype('int64') with casting rule 'same_kind'
`,
  ],
  [
    `a = np.array([1, 2], 'uint8')
a **= np.array([1, -1], 'int8')`,
    `raised TypeError: ufunc 'power' output (typecode 'h') could not be coerced to provided output parameter (typecode 'B') according to the casting rule ''same_kind''
`,
  ],
  [
    `a = np.array([1, 2])
a /= 2.5`,
    `raised TypeError: ufunc 'divide' output (typecode 'd') could not be coerced to provided output parameter (typecode 'l') according to the casting rule ''same_kind''
`,
  ],
  [
    "print '%d' % float('inf')",
    `raised TypeError: %d format: a number is required, not float
`,
  ],
  [
    "print '%d %d' % (2.7, -2.7)",
    `2 -2
`,
  ],
  [
    'print repr(np.lexsort((np.array(5),))), np.lexsort((np.array([2, 1]), np.array([0, 0])))',
    `0 [1 0]
`,
  ],
  [
    'np.triu(np.array(5))',
    `raised TypeError: tri() takes at least 1 argument (2 given)
`,
  ],
]

test.each(cases)('%s', (program, answer) => {
  expect(printed(program)).toBe(answer)
})

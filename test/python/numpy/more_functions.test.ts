/** Functions of numpy that are programs of Python. */
import { expect, test } from 'vitest'
import { printed } from './printed.ts'

/** Programs, and what CPython 2.7 with numpy 1.16 prints. */
const cases: readonly (readonly [program: string, answer: string])[] = [
  [
    'print np.unique([[1, 2], [1, 2], [0, 1]], axis=0), np.unique([[1, 1, 2], [3, 3, 4]], axis=1)',
    `[[0 1]
 [1 2]] [[1 2]
 [3 4]]
`,
  ],
  [
    `print np.unique([[1, 2], [1, 2], [0, 1]], axis=0, return_index=True, return_inverse=True, return_counts=True)`,
    `(array([[0, 1],
       [1, 2]]), array([2, 0]), array([1, 1, 0]), array([1, 2]))
`,
  ],
  [
    `print issubclass(np.float32, np.floating), issubclass(np.int64, np.integer), issubclass(np.int8, np.floating), issubclass(np.float64, float), issubclass(np.uint8, np.number), issubclass(np.float32, (int, np.generic))`,
    `True True False True True True
`,
  ],
  [
    `print np.conj([1 + 2j]), np.conj(3), np.array([3, 1]).conj(), np.real([1 + 2j]), np.imag([1 + 2j]), np.angle([1j, -1])`,
    `[1.-2.j] 3 [3 1] [1.] [2.] [1.57079633 3.14159265]
`,
  ],
  [
    `print np.array([1, 2, 3]).compress([1, 0, 1]), np.compress([False, True], [[1, 2], [3, 4]], axis=0), np.array([0, 1]).choose([[1, 2], [3, 4]])`,
    `[1 3] [[3 4]] [1 4]
`,
  ],
  [
    `a = np.array([3, 1, 2])
a.partition(1)
print a[1], np.array([3, 1, 2]).argpartition(0)[0]`,
    `2 1
`,
  ],
  [
    `print np.isin([[1, 2], [3, 4]], [2, 3]), np.isin([1, 2], [2], invert=True), np.setxor1d([1, 2, 3], [2, 3, 4])`,
    `[[False  True]
 [ True False]] [ True False] [1 4]
`,
  ],
  [
    "with np.errstate(divide='ignore'): print np.array([1.]) / 0",
    `[inf]
`,
  ],
  [
    'print np.hanning(5), np.hamming(4), np.blackman(3), np.bartlett(5), np.sinc([0, 0.5])',
    `[0.  0.5 1.  0.5 0. ] [0.08 0.77 0.77 0.08] [-1.38777878e-17  1.00000000e+00 -1.38777878e-17] [0.  0.5 1.  0.5 0. ] [1.         0.63661977]
`,
  ],
  [
    `print np.quantile([1, 2, 3, 4], .5), np.geomspace(1, 8, 4), np.heaviside([-1, 0, 2], 0.5), np.gcd(12, 18), np.lcm(4, 6), np.signbit([-1., 1])`,
    `2.5 [1. 2. 4. 8.] [0.  0.5 1. ] 6 12 [ True False]
`,
  ],
  [
    `print np.take_along_axis(np.array([[3, 1], [2, 9]]), np.array([[1, 0], [0, 0]]), 1), np.nanprod([2, np.nan]), np.nancumsum([1, np.nan, 2])`,
    `[[1 3]
 [2 2]] 2.0 [1. 1. 3.]
`,
  ],
  [
    `print np.block([[np.eye(2), np.zeros((2, 1))]]), np.PINF, np.NINF, np.NAN, np.tril_indices_from(np.eye(2))`,
    `[[1. 0. 0.]
 [0. 1. 0.]] inf -inf nan (array([0, 1, 1]), array([0, 0, 1]))
`,
  ],
  [
    `print repr(np.asfortranarray([[1, 2]])), np.require([1.5]), np.float_power(2, 3), np.msort([2, 1]), np.positive(np.array([1])), np.broadcast([1], [[1], [2]]).shape, np.get_printoptions()['precision']`,
    `array([[1, 2]]) [1.5] 8.0 [1 2] [1] (2, 1) 8
`,
  ],
]

test.each(cases)('%s', (program, answer) => {
  expect(printed(program)).toBe(answer)
})

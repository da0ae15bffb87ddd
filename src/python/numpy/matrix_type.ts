/** numpy.matrix: its constructors, its attributes, and np's functions where they meet matrices. */

import { ValueError } from '../../errors/index.ts'
import { PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { call } from '../objects/call.ts'
import { requireIndex } from '../objects/convert.ts'
import { type Keywords, native } from '../objects/values/callable.ts'
import type { Namespace } from '../objects/values/module.ts'
import { float, int } from '../objects/values/numbers.ts'
import type { PyTuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { asMatrix, NumpyMatrix, withoutMatrix } from './matrix.ts'
import { NDARRAY } from './ndarray_type.ts'
import { toObjects } from './object_arrays.ts'

/** `'1 2; 3 4'` as rows of numbers. */
function rowsOfText(text: string): unknown[][] {
  const rows = text
    .replace(/[[\]]/g, '')
    .split(';')
    .map(row =>
      row
        .trim()
        .split(/[\s,]+/)
        .map(word => (/^[+-]?\d+$/.test(word) ? int(Number(word)) : float(Number(word)))),
    )
  if (rows.some(row => row.length !== rows[0]?.length)) throw new ValueError('Rows not the same size.')
  return rows
}

/** Reductions, which leave a matrix two dimensions. */
const REDUCES = new Set('sum prod mean std var max amax min amin all any ptp argmax argmin'.split(' '))
/** Functions whose answers are arrays whatever goes in. */
const GIVES_ARRAYS = new Set([
  'array',
  'asarray',
  'ascontiguousarray',
  'bincount',
  'histogram',
  'flatnonzero',
  'diag',
  'svd',
  'concatenate',
  'unique',
])

function axisOf(args: readonly unknown[], keywords: Keywords): number | null {
  const axis = keywords?.get('axis') ?? args[1] ?? null
  return axis instanceof PyInt || typeof axis === 'number' ? requireIndex(axis) : null
}

/** What a function answers where its arguments hold matrices; undefined where they don't. `again` calls it with other arguments. */
export function withMatrices(
  name: string,
  args: readonly unknown[],
  keywords: Keywords,
  again: (args: readonly unknown[]) => unknown,
): { readonly answer: unknown } | undefined {
  if (!args.some(arg => arg instanceof NumpyMatrix)) return undefined
  const [first] = args
  const result = again(args.map(withoutMatrix))
  if (GIVES_ARRAYS.has(name) || !(result instanceof NDArray)) return { answer: result }
  const axis = axisOf(args, keywords)
  if (REDUCES.has(name) && first instanceof NumpyMatrix && axis !== null && result.ndim === 1)
    return { answer: NumpyMatrix.of_array(axis === 0 || axis === -2 ? result : result.reshape(result.size, 1)) }
  const flat = name === 'ravel' || name === 'flatten' || name === 'diagonal'
  return { answer: flat ? NumpyMatrix.of_array(result) : asMatrix(result) }
}

/** The names of numpy that make matrices. */
export function matrixNames(np: Namespace): Readonly<Record<string, unknown>> {
  const { linalg, array } = np as { linalg: Namespace; array: unknown }
  const make = native('matrix(data, dtype=None, copy=True)', (data: unknown, dtype: unknown) => {
    const given = typeof data === 'string' ? rowsOfText(data) : withoutMatrix(data)
    const made = call(array, dtype === null ? [given] : [given, dtype], null) as NDArray
    if (toObjects(made).ndim > 2) throw new ValueError('matrix must be 2-dimensional')
    return NumpyMatrix.of_array(made)
  })
  const MATRIX = new PyType('matrix', {
    writtenInPython: true,
    module: 'numpy',
    base: NDARRAY,
    construct: (args, keywords) => call(make, args, keywords),
    check: value => value instanceof NumpyMatrix,
  })
  MATRIX.getters = new Map<string, (self: unknown) => unknown>([
    ['A', self => withoutMatrix(self)],
    ['A1', self => (self as NumpyMatrix).array.ravel()],
    ['T', self => asMatrix((self as NumpyMatrix).array.T)],
    ['H', self => asMatrix((self as NumpyMatrix).array.T)],
    ['I', self => call(linalg['inv'], [self], null)],
  ])
  const shaped = (change: (array: NDArray) => NDArray) =>
    native('method(self, *shape)', (self: NumpyMatrix) => asMatrix(change(self.array)))
  MATRIX.methods = new Map([
    ['flatten', shaped(array_ => array_.copy().reshape(1, array_.size))],
    [
      'reshape',
      native('reshape(self, *shape)', (self: NumpyMatrix, shape: PyTuple) =>
        asMatrix(
          self.array.reshape(
            (shape.length === 1 && Array.isArray(shape[0]) ? (shape[0] as unknown[]) : [...shape]).map(requireIndex),
          ),
        ),
      ),
    ],
    ['transpose', shaped(array_ => array_.T)],
    ['copy', shaped(array_ => array_.copy())],
    [
      'astype',
      native('astype(self, dtype)', (self: NumpyMatrix, dtype: unknown) =>
        NumpyMatrix.of_array(call(array, [self.array, dtype], null) as NDArray),
      ),
    ],
  ])
  registerType(NumpyMatrix, MATRIX)
  return {
    matrix: MATRIX,
    mat: make,
    asmatrix: native('asmatrix(data, dtype=None)', (data: unknown, dtype: unknown) =>
      data instanceof NumpyMatrix && dtype === null ? data : call(make, [data, dtype], null),
    ),
  }
}

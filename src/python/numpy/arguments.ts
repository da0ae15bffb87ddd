/** Arguments of np's functions that are read before the functions are called. */
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { requireIndex } from '../objects/convert.ts'
import { PyGenerator } from '../objects/generator.ts'
import { PyIterator, toArray } from '../objects/iteration.ts'
import type { Keywords } from '../objects/values/callable.ts'

const asArray = (value: unknown): NDArray => (value instanceof NDArray ? value : NDArray.of(value))

const isColumnMajor = (order: unknown): boolean => order === 'F' || order === 'f'

/** An array read with the first axis running fastest, in another shape that is filled so. */
export const reshapedInColumns = (array: NDArray, shape: readonly number[]): NDArray =>
  array.T.reshape([...shape].reverse()).T

/** `ravel` and `reshape` with `order='F'`; undefined for all other calls. */
export function columnMajor(name: string, args: readonly unknown[], keywords: Keywords): NDArray | undefined {
  if (name !== 'ravel' && name !== 'reshape') return undefined
  const at = name === 'ravel' ? 1 : 2
  if (!isColumnMajor(keywords?.get('order') ?? args[at])) return undefined
  const array = asArray(args[0])
  if (name === 'ravel') return array.T.ravel()
  const shape = keywords?.get('newshape') ?? args[1]
  return reshapedInColumns(array, (Array.isArray(shape) ? shape : [shape]).map(requireIndex))
}

export const REDUCES: ReadonlySet<string> = new Set(['sum', 'prod', 'mean', 'std', 'var'])

/** Reductions of what a generator gives, and in another type. */
export function summed(
  name: string,
  args: readonly unknown[],
  keywords: Keywords,
  toType: (value: unknown) => unknown,
): readonly [args: readonly unknown[], keywords: Keywords] {
  if (!REDUCES.has(name)) return [args, keywords]
  const [first = keywords?.get('a'), ...others] = args
  const named = keywords && new Map([...keywords].filter(([key]) => key !== 'a' && key !== 'dtype'))
  const items = first instanceof PyGenerator || first instanceof PyIterator ? toArray(first) : first
  const dtype = keywords?.get('dtype') ?? null
  const array =
    dtype === null ? items : asArray(items).astype(toType((dtype as { dtype?: DType }).dtype ?? dtype) as DType)
  return [[array, ...others], named && named.size > 0 ? named : null]
}

/** The keywords of numpy's element by element functions: `out`, an array that takes the result, `where` and `dtype`. */
import { isPlainObject } from '../errors/plain_object.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { as_dtype, type DType, type DTypeLike } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { broadcastShapes, sameShape } from '../tensor/shape.ts'
import { tupleText } from '../tensor/shape_arguments.ts'
import { type ArrayValue, type Result, result, toArray } from './values.ts'

interface OutOptions {
  readonly out?: NDArray | readonly NDArray[] | null
  readonly where?: ArrayValue
  readonly dtype?: DTypeLike | null
}
/** The array that takes the result, or keywords. */
export type Out = NDArray | null | OutOptions

/** Kinds of types; values go to their own kind and to later ones. */
const kind = (type: DType): number =>
  type.is_complex
    ? 4
    : type.is_floating
      ? 3
      : type.base === 'bool'
        ? 0
        : type.is_integer
          ? type.base.startsWith('u')
            ? 1
            : 2
          : 5

/** `target` with the result of a function in it. TypeError for results of a later kind, ValueError for results of another shape. */
export function storedIn(target: NDArray, made: NDArray, name: string): NDArray {
  if (kind(made.dtype) > kind(target.dtype))
    throw new TypeError(
      `Cannot cast ufunc ${name} output from dtype('${made.dtype.name}') to dtype('${target.dtype.name}') with casting rule 'same_kind'`,
    )
  if (!sameShape(broadcastShapes(target.shape, made.shape), target.shape))
    throw new ValueError(
      `non-broadcastable output operand with shape ${tupleText(target.shape)} doesn't match the broadcast shape ${tupleText(made.shape)}`,
    )
  if (!target.flags.writeable) throw new ValueError('output array is read-only')
  target.set(made, '...')
  return target
}

const isKeywords = (given: unknown): given is OutOptions => isPlainObject(given)

/** What stands in the place of `out`, read. */
function keywordsOf(
  name: string,
  given: unknown,
): { out: NDArray | null; where: ArrayValue | undefined; dtype: DType | null } {
  const options: OutOptions = isKeywords(given) ? given : { out: given as NDArray | null }
  for (const key of Object.keys(options))
    if (!['out', 'where', 'dtype', 'casting', 'order', 'subok'].includes(key))
      throw new TypeError(`'${key}' is an invalid keyword to ufunc '${name}'`)
  const out = (Array.isArray(options.out) ? options.out[0] : options.out) ?? null
  if (out !== null && !(out instanceof NDArray)) throw new TypeError('return arrays must be of ArrayType')
  return {
    out,
    where: options.where === true ? undefined : options.where,
    dtype: options.dtype ? as_dtype(options.dtype) : null,
  }
}

/** What a function made, as its keywords ask for it. */
export function finished(name: string, made: Result, given: Out | undefined): Result {
  if (given === undefined || given === null) return made
  const { out, where, dtype } = keywordsOf(name, given)
  if (where === undefined && out === null) return dtype === null ? made : result(toArray(made, dtype))
  const array = toArray(made, dtype)
  if (where === undefined) return storedIn(out as NDArray, array, name)
  const target = out ?? NDArray.zeros(array.shape, array.dtype)
  const mask = toArray(where, 'bool').broadcast_to(target.shape)
  const chosen = array.broadcast_to(target.shape).at(mask) as NDArray
  target.set(chosen, mask)
  return target
}

/** `f`, whose result can go into an array. */
export const unaryOut =
  (name: string, f: (x: ArrayValue) => Result): ((x: ArrayValue, out?: Out) => Result) =>
  (x, out) =>
    out === undefined ? f(x) : finished(name, f(x), out)
export const binaryOut =
  (name: string, f: (a: ArrayValue, b: ArrayValue) => Result): ((a: ArrayValue, b: ArrayValue, out?: Out) => Result) =>
  (a, b, out) =>
    out === undefined ? f(a, b) : finished(name, f(a, b), out)

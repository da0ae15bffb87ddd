/** The keywords of numpy's element by element functions: `out`, an array that takes the `where` and `dtype`. */
import { TypeError, ValueError } from '../errors/python.ts'
import type { DType, DTypeLike } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { broadcastShapes, sameShape } from '../tensor/shape.ts'
import { tupleText } from '../tensor/shape_arguments.ts'
import { computed, type Signed } from './arguments.ts'
import { type ArrayValue, type Result, toArray } from './values.ts'

/** The parameters that all element by element functions have, beside their operands. */
const KEYWORDS = "out=None, where=True, casting='same_kind', order='K', dtype=None, subok=True"
type Keywords = [
  out?: NDArray | readonly NDArray[] | null,
  where?: ArrayValue,
  casting?: string,
  order?: string,
  dtype?: DTypeLike | null,
  subok?: boolean,
]
const UNARY = `f(x, ${KEYWORDS})` as const
const BINARY = `f(a, b, ${KEYWORDS})` as const
export type Unary = Signed<typeof UNARY, [x: ArrayValue, ...Keywords], Result>
export type Binary = Signed<typeof BINARY, [a: ArrayValue, b: ArrayValue, ...Keywords], Result>

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

/** Functions whose types numpy finds by rules of their own; of others it tries one after the other. */
const BY_RULE: ReadonlySet<string> = new Set(
  'add subtract multiply absolute negative maximum minimum sign clip rint'.split(' '),
)

/** TypeError for results of a later kind than the array that is to take them. */
export function checkKind(target: DType, made: DType, name: string): void {
  if (kind(made) <= kind(target)) return
  throw new TypeError(
    BY_RULE.has(name)
      ? `Cannot cast ufunc ${name} output from dtype('${made.name}') to dtype('${target.name}') with casting rule 'same_kind'`
      : `ufunc '${name}' output (typecode '${typeCode(made)}') could not be coerced to provided output parameter (typecode '${typeCode(target)}') according to the casting rule ''same_kind''`,
  )
}
/** numpy's letter of a type. */
const typeCode = ({ base }: DType): string => TYPE_CODES[base] ?? 'O'
const TYPE_CODES: Partial<Record<DType['base'], string>> = {
  bool: '?',
  int8: 'b',
  uint8: 'B',
  int16: 'h',
  uint16: 'H',
  int32: 'i',
  int64: 'l',
  float16: 'e',
  float32: 'f',
  float64: 'd',
  complex64: 'F',
  complex128: 'D',
}

/** `target` with the result of a function in it. TypeError for results of a later kind, ValueError for results of another shape. */
export function storedIn(target: NDArray, made: NDArray, name: string): NDArray {
  checkKind(target.dtype, made.dtype, name)
  if (!sameShape(broadcastShapes(target.shape, made.shape), target.shape))
    throw new ValueError(
      `non-broadcastable output operand with shape ${tupleText(target.shape)} doesn't match the broadcast shape ${tupleText(made.shape)}`,
    )
  if (!target.flags.writeable) throw new ValueError('output array is read-only')
  target.set(made, '...')
  return target
}

/** What a function made, where it is asked for: in an array, where a mask is true, in another type. */
function placed(name: string, made: Result, [given, where = true, , , dtype = null]: Keywords): Result {
  const out = (Array.isArray(given) ? given[0] : given) ?? null
  if (out !== null && !(out instanceof NDArray)) throw new TypeError('return arrays must be of ArrayType')
  if (where === true && out === null) return dtype === null ? made : toArray(made, dtype)
  const array = toArray(made, dtype)
  if (where === true) return storedIn(out as NDArray, array, name)
  const target = out ?? NDArray.zeros(array.shape, array.dtype)
  const mask = toArray(where, 'bool').broadcast_to(target.shape)
  const chosen = array.broadcast_to(target.shape).at(mask) as NDArray
  target.set(chosen, mask)
  return target
}

/** What a function made, in an array where one is given. */
export const finished = (name: string, made: Result, out: NDArray | null | undefined): Result =>
  out === undefined || out === null ? made : placed(name, made, [out])

/** Whether nothing is asked for that changes what a function gives. */
const isDefault = ([out, where, , , dtype]: Keywords): boolean =>
  (out ?? null) === null && (where === true || where === undefined) && (dtype ?? null) === null

/** `f` as an element by element function of numpy's. */
export const unary = (name: string, f: (x: ArrayValue) => Result): Unary =>
  computed(UNARY.replace('f', name) as typeof UNARY, (x: ArrayValue, ...keywords: Keywords) =>
    isDefault(keywords) ? f(x) : placed(name, f(x), keywords),
  )
export const binary = (name: string, f: (a: ArrayValue, b: ArrayValue) => Result): Binary =>
  computed(BINARY.replace('f', name) as typeof BINARY, (a: ArrayValue, b: ArrayValue, ...keywords: Keywords) =>
    isDefault(keywords) ? f(a, b) : placed(name, f(a, b), keywords),
  )

/** Values while a plan is made: what is known of them, and where they will lie. */
import type { Operation } from '../../graph/operation.ts'
import type { Scalar } from '../../kernels/scalar.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements } from '../../tensor/shape.ts'

/** Memory that a value lies in: a buffer of the arena by number, or a slot of the table (a variable, a constant). */
export type Buffer = { readonly kind: 'arena'; readonly id: number } | { readonly kind: 'slot'; readonly slot: number }

/** An elementwise expression that is not computed yet: it may still become part of its consumer. */
export interface Pending {
  readonly scalar: Scalar
  /** Computed values, in the order of the expression's inputs. */
  readonly inputs: readonly Value[]
  readonly op: Operation
  readonly ops: readonly Operation[]
  /** Once computed: where. */
  result: Buffer | undefined
}

export interface Value {
  readonly dtype: DType
  /** null: an uninitialised variable's. */
  readonly shape: readonly number[] | null
  readonly known?: NDArray
  /** All elements have this value. */
  readonly uniform?: number
  readonly buffer?: Buffer
  readonly pending?: Pending
  /** The slot of the variable that it is, or that it is a view on. */
  readonly variable?: number
  readonly reference?: boolean
}

/** Uniform values of these types can stand in an expression as literals. */
const LITERAL_TYPES = new Set(['float32', 'float64', 'int32'])
/** Larger known values are not kept: they are computed where they are needed. */
export const KNOWN_LIMIT = 65536

export function shapeOf(value: Value): readonly number[] {
  return value.shape as readonly number[]
}
export const sameDims = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i])

/** A value that is known. */
export function knownValue(array: NDArray): Value {
  const value = { dtype: array.dtype, shape: array.shape, known: array }
  if (array.size === 0 || !LITERAL_TYPES.has(array.dtype.base)) return value
  const data = array.data as Float32Array
  const first = data[0] as number
  for (let i = 1; i < data.length; i++) if (!Object.is(data[i], first)) return value
  return { ...value, uniform: first }
}

/** A value of which every element is `uniform`, in the type's own precision. */
export function uniformValue(dtype: DType, shape: readonly number[], uniform: number): Value | undefined {
  if (!LITERAL_TYPES.has(dtype.base)) return undefined
  return { dtype, shape, uniform: dtype.base === 'float32' ? Math.fround(uniform) : uniform }
}

/** The whole array of a value that is known or uniform; undefined where it is neither, or too large to make. */
export function arrayOf(value: Value, limit = KNOWN_LIMIT): NDArray | undefined {
  if (value.known) return value.known
  if (value.uniform === undefined || value.shape === null) return undefined
  const size = numElements(value.shape)
  if (size > limit) return undefined
  const data = value.dtype.allocate(size) as Float32Array
  data.fill(value.uniform)
  return new NDArray(value.dtype, value.shape, data)
}

/** Whether two values are the same elements of the same memory. */
export const sameValue = (a: Value, b: Value): boolean =>
  a.buffer !== undefined &&
  b.buffer !== undefined &&
  sameBuffer(a.buffer, b.buffer) &&
  a.dtype === b.dtype &&
  sameDims(shapeOf(a), shapeOf(b))

const sameBuffer = (a: Buffer, b: Buffer): boolean =>
  a.kind === 'arena' ? b.kind === 'arena' && a.id === b.id : b.kind === 'slot' && a.slot === b.slot

/** Masks of the shape of an array whose elements lie side by side: picking, writing and choosing by booleans. */
import { type ArrayParts, denseData } from './array_parts.ts'
import { type Entries, entriesOf, storageLoop, storageOf } from './compiled_loops.ts'
import type { Data, DType } from './dtypes.ts'
import { isArrayParts } from './nested.ts'
import { numElements, sameShape } from './shape.ts'
import { LEAST_FOR_VECTORS, vectorLoops } from './vector_loops.ts'

/** Whether a mask and an array are such; int64 has two entries for an element. */
export const isPlainMask = (array: ArrayParts, mask: unknown): mask is ArrayParts =>
  isArrayParts(mask) &&
  mask.dtype.base === 'bool' &&
  mask.layout === undefined &&
  array.layout === undefined &&
  storageOf(array.dtype.base) !== undefined &&
  mask.shape.length > 0 &&
  sameShape(array.shape, mask.shape)

const lanesOf = (dtype: DType): number => (dtype.base === 'int64' ? 2 : 1)

type Pick = (a: Entries, flags: Uint8Array, out: Entries | null, lanes: number) => number
/** Counts what is picked where there is no `out`. */
const PICK = `
  let at = 0
  if (out === null) { for (let i = 0; i < flags.length; i++) at += flags[i] !== 0 ? 1 : 0; return at }
  if (lanes === 1) { for (let i = 0; i < flags.length; i++) if (flags[i] !== 0) out[at++] = a[i] }
  else for (let i = 0; i < flags.length; i++) if (flags[i] !== 0) { out[at++] = a[2 * i]; out[at++] = a[2 * i + 1] }
  return at`

/** The elements where the mask is true, in a row. */
export function picked(array: ArrayParts, mask: ArrayParts): ArrayParts {
  const { dtype } = array
  const loop = storageLoop<Pick>('pick', storageOf(dtype.base) as 'f8', 'a, flags, out, lanes', PICK)
  const [a, flags] = [entriesOf(array.data), mask.data as Uint8Array]
  const lanes = lanesOf(dtype)
  const count = loop(a, flags, null, lanes)
  const data = dtype.allocateToFill(count)
  loop(a, flags, entriesOf(data), lanes)
  return { dtype: dtype.base_dtype, shape: [count], data }
}

type Put = (a: Entries, flags: Uint8Array, source: Entries, step: number, lanes: number) => void
const PUT = `
  let at = 0
  if (lanes === 1) {
    if (step === 0) { const value = source[0]; for (let i = 0; i < flags.length; i++) if (flags[i] !== 0) a[i] = value }
    else for (let i = 0; i < flags.length; i++) if (flags[i] !== 0) a[i] = source[at++]
  } else for (let i = 0; i < flags.length; i++) if (flags[i] !== 0) {
    a[2 * i] = source[at]; a[2 * i + 1] = source[at + 1]
    at += 2 * step
  }`

/** How many elements a mask picks. */
function countTrue(mask: ArrayParts): number {
  const flags = mask.data as Uint8Array
  let count = 0
  for (let i = 0; i < flags.length; i++) if (flags[i] !== 0) count++
  return count
}

/**
 * Writes `source`, of the array's type, where the mask is true: one element, or as many as the mask picks. False, with nothing written, where
 * it is something else, or shares memory with the array.
 */
export function putWhere(array: ArrayParts, mask: ArrayParts, source: ArrayParts): boolean {
  const { dtype, data } = array
  const size = numElements(source.shape)
  const isOne = size === 1 && source.shape.length <= 1
  if (!isOne && (source.shape.length !== 1 || source.layout !== undefined || size !== countTrue(mask))) return false
  const given = denseData(source)
  if (!isOne && (given as Uint8Array).buffer === (data as Uint8Array).buffer) return false
  const loop = storageLoop<Put>('put', storageOf(dtype.base) as 'f8', 'a, flags, source, step, lanes', PUT)
  loop(
    entriesOf(data),
    mask.data as Uint8Array,
    entriesOf(isOne ? (given as Uint8Array).slice() : given),
    isOne ? 0 : 1,
    lanesOf(dtype),
  )
  return true
}

type Choose = (
  flags: Uint8Array,
  flagStep: number,
  a: Entries,
  aStep: number,
  b: Entries,
  bStep: number,
  out: Entries,
  lanes: number,
) => void
const CHOOSE = `
  const count = out.length / lanes
  if (lanes === 1) { for (let i = 0; i < count; i++) out[i] = flags[i * flagStep] !== 0 ? a[i * aStep] : b[i * bStep] }
  else for (let i = 0; i < count; i++) {
    const source = flags[i * flagStep] !== 0 ? a : b
    const at = 2 * i * (flags[i * flagStep] !== 0 ? aStep : bStep)
    out[2 * i] = source[at]
    out[2 * i + 1] = source[at + 1]
  }`

/** Elements of `a` where the flags are true, else of `b`, both of type `dtype`; a step of 0 repeats the first. */
export function chosenOf(
  dtype: DType,
  out: Data,
  flags: readonly [Uint8Array, number],
  a: readonly [Data, number],
  b: readonly [Data, number],
): void {
  const storage = storageOf(dtype.base) as 'f8'
  const count = out.length
  if (count >= LEAST_FOR_VECTORS && flags[1] === 1) {
    const vectors = vectorLoops()?.choice(storage)
    if (vectors !== undefined) {
      vectors(flags[0], 0, entriesOf(a[0]), 0, a[1], entriesOf(b[0]), 0, b[1], entriesOf(out), 0, count)
      return
    }
  }
  const loop = storageLoop<Choose>('choose', storage, 'flags, flagStep, a, aStep, b, bStep, out, lanes', CHOOSE)
  loop(flags[0], flags[1], entriesOf(a[0]), a[1], entriesOf(b[0]), b[1], entriesOf(out), lanesOf(dtype))
}

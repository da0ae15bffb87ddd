/** Positions of true elements, distinct elements, differences of lists: shapes that depend on values. */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { distinctElements, textKey } from '../../kernels/reference/arrays/distinct.ts'
import { as_dtype, type DType, type DTypeLike, int32, int64 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { Select } from '../math/select_ops.ts'
import { integerArray } from '../math/shape_ops.ts'

/** The coordinates of true elements, one row each. */
function positions(k: KernelContext, input: NDArray): NDArray {
  const { shape, size } = input
  const data = input.data as Uint8Array
  const rank = shape.length
  // four elements at a time, where they lie so
  const fours = new Int32Array(data.buffer, data.byteOffset & ~3, data.byteOffset % 4 === 0 ? size >> 2 : 0)
  const end = 4 * fours.length
  let count = 0
  for (let i = 0; i < fours.length; i++) {
    const four = fours[i] as number
    // the highest bit of each byte that is not 0, added up in the highest byte
    if (four !== 0)
      count += Math.imul(((((four & 0x7f7f7f7f) + 0x7f7f7f7f) | four) >>> 7) & 0x01010101, 0x01010101) >>> 24
  }
  for (let i = end; i < size; i++) if (data[i]) count++
  const found = k.newOutput(0, [count, rank])
  const { buffer, byteOffset } = found.data as BigInt64Array
  // coordinates fit the lower words
  const words = new Int32Array(buffer, byteOffset, 2 * count * rank)
  const row = shape[rank - 1] as number
  const coordinates = new Int32Array(rank)
  for (let i = 0, to = 0; i < size; i += row) {
    for (let j = 0; j < row; j++) {
      const at = i + j
      if ((at & 3) === 0 && at < end && fours[at >> 2] === 0) {
        j += 3
        continue
      }
      if (!data[at]) continue
      coordinates[rank - 1] = j
      for (let axis = 0; axis < rank; axis++) {
        words[to++] = coordinates[axis] as number
        words[to++] = 0
      }
    }
    // on to the next row
    for (let axis = rank - 2; axis >= 0; axis--) {
      const next = (coordinates[axis] as number) + 1
      coordinates[axis] = next < (shape[axis] as number) ? next : 0
      if (next < (shape[axis] as number)) break
    }
  }
  return found
}

export const Where = defineOp('Where', {
  inputs: ['input: bool'],
  outputs: ['index: int64'],
  infer: c => [[null, c.input(0)?.length ?? null]],
  gradient: 'unregistered',
  kernel: k => {
    const input = k.input(0)
    const rank = input.shape.length
    if (rank === 0) throw invalidArgument('WhereOp : Unhandled input dimensions: 0')
    return positions(k, input)
  },
  lower: { kind: 'host' },
})

/** Distinct elements of a vector, their positions and how often each occurs. */
function distinct(k: KernelContext<{ readonly out_idx: DType }>): NDArray[] {
  const x = k.input(0)
  if (x.shape.length !== 1) throw invalidArgument('unique expects a 1D vector.')
  const type = k.attr('out_idx')
  const index = type === int64 ? NDArray.zeros([x.size], int32) : k.newOutput(1, [x.size])
  const { first, count } = distinctElements(x, index.data as Int32Array)
  return [x.take(first), numbersAs(index, type), numbersAs(new NDArray(int32, [count.length], count), type)]
}

/** Positions and counts as they are, or as 64-bit integers. */
function numbersAs(numbers: NDArray, dtype: DType): NDArray {
  if (dtype !== int64) return numbers
  const { data } = numbers
  const wide = new BigInt64Array(numbers.size)
  for (let i = 0; i < wide.length; i++) wide[i] = BigInt(data[i] as number)
  return new NDArray(dtype, [numbers.size], wide)
}

export const Unique = defineOp('Unique', {
  inputs: ['x: T'],
  outputs: ['y: T', 'idx: out_idx'],
  attrs: ['T: type', 'out_idx: {int32, int64} = DT_INT32'],
  infer: c => [[null], c.input(0)],
  gradient: 'unregistered',
  kernel: k => distinct(k).slice(0, 2),
  lower: { kind: 'host' },
})

export const UniqueWithCounts = defineOp('UniqueWithCounts', {
  inputs: ['x: T'],
  outputs: ['y: T', 'idx: out_idx', 'count: out_idx'],
  attrs: ['T: type', 'out_idx: {int32, int64} = DT_INT32'],
  infer: c => [[null], c.input(0), [null]],
  gradient: 'unregistered',
  kernel: distinct,
  lower: { kind: 'host' },
})

/** A key that equal elements share, complex numbers and strings included. NaN equals nothing, itself included. */
function keyReader(array: NDArray): (index: number) => unknown {
  const { data, dtype } = array
  if (Array.isArray(data)) return i => textKey(data[i] as Uint8Array)
  if (dtype.is_complex) return i => `${(data as Float32Array)[2 * i]},${(data as Float32Array)[2 * i + 1]}`
  const numbers = data as Float64Array
  if (dtype.is_floating) return i => (Number.isNaN(numbers[i]) ? Symbol('NaN') : numbers[i])
  return i => numbers[i]
}

export const ListDiff = defineOp('ListDiff', {
  inputs: ['x: T', 'y: T'],
  outputs: ['out: T', 'idx: out_idx'],
  attrs: ['T: type', 'out_idx: {int32, int64} = DT_INT32'],
  infer: c => {
    c.withRank(c.input(0), 1)
    c.withRank(c.input(1), 1)
    return [[null], [null]]
  },
  gradient: 'unregistered',
  kernel: k => {
    const [x, y] = [k.input(0), k.input(1)]
    if (x.shape.length !== 1) throw invalidArgument('x should be a 1D vector.')
    if (y.shape.length !== 1) throw invalidArgument('y should be a 1D vector.')
    const [keyX, keyY] = [keyReader(x), keyReader(y)]
    const taken = new Set(Array.from({ length: y.size }, (_, i) => keyY(i)))
    const kept: number[] = []
    for (let i = 0; i < x.size; i++) if (!taken.has(keyX(i))) kept.push(i)
    return [x.take(kept), integerArray(kept, [kept.length], k.attr('out_idx'))]
  },
  // mostly axes are compared this way, which is done when a plan is made
  lower: { kind: 'reference' },
})

// --- functions

interface WhereArgs {
  condition: TensorLike
  x: TensorLike | null
  y: TensorLike | null
  name: Name
}
/**
 * The positions of the true elements of `condition`, int64 [number, rank]; or with `x` and `y` the elements of `x` where it is
 * true and of `y` elsewhere. Errors: ValueError where only one of them is given.
 */
export const where = pyfunction(
  'where(condition, x=None, y=None, name=None)',
  ({ condition, x, y, name }: WhereArgs): Tensor => {
    if (x === null && y === null) return apply(Where, { input: condition }, name)
    if (x === null || y === null) throw new ValueError('x and y must both be non-None or both be None.')
    return apply(Select, { condition, t: x, e: y }, name)
  },
)

const indexType = (given: DTypeLike | null): DType | null => (given === null ? null : as_dtype(given))

interface UniqueArgs {
  x: TensorLike
  out_idx: DTypeLike | null
  name: Name
}
/** The distinct elements of the vector `x` in order of appearance, and for each element its position among them. */
export const unique = pyfunction(
  'unique(x, out_idx=None, name=None)',
  ({ x, out_idx, name }: UniqueArgs): [Tensor, Tensor] => {
    const [y, idx] = applyOp(Unique, { x, out_idx: indexType(out_idx) }, name).outputs
    return named(['y', 'idx'], [y as Tensor, idx as Tensor])
  },
)
/** As `unique`, and how often each distinct element occurs. */
export const unique_with_counts = pyfunction(
  'unique_with_counts(x, out_idx=None, name=None)',
  ({ x, out_idx, name }: UniqueArgs): [Tensor, Tensor, Tensor] => {
    const [y, idx, count] = applyOp(UniqueWithCounts, { x, out_idx: indexType(out_idx) }, name).outputs
    return named(['y', 'idx', 'count'], [y as Tensor, idx as Tensor, count as Tensor])
  },
)
interface SetDiffArgs {
  x: TensorLike
  y: TensorLike
  index_dtype: DTypeLike
  name: Name
}
/** The elements of the vector `x` that are not in `y`, and their positions. */
export const setdiff1d = pyfunction(
  'setdiff1d(x, y, index_dtype=int32, name=None)',
  ({ x, y, index_dtype, name }: SetDiffArgs): [Tensor, Tensor] => {
    const [out, idx] = applyOp(ListDiff, { x, y, out_idx: as_dtype(index_dtype) }, name).outputs
    return named(['out', 'idx'], [out as Tensor, idx as Tensor])
  },
)
/** The 0.x name of `setdiff1d`. */
export const listdiff = pyfunction(
  'listdiff(x, y, out_idx=None, name=None)',
  ({ x, y, out_idx, name }: Omit<SetDiffArgs, 'index_dtype'> & { out_idx: DTypeLike | null }): [Tensor, Tensor] => {
    const [out, idx] = applyOp(ListDiff, { x, y, out_idx: indexType(out_idx) }, name).outputs
    return named(['out', 'idx'], [out as Tensor, idx as Tensor])
  },
)

/** Outputs that can be taken by position or by name, as Python's named tuples. */
function named<T extends Tensor[]>(names: readonly string[], outputs: T): T {
  for (const [i, name] of names.entries())
    Object.defineProperty(outputs, name, { value: outputs[i], enumerable: false })
  return outputs
}

/** Functions over the rows of tensors (ops/functional_ops.py): loops over TensorArrays. */

import { assertSameStructure, flatten, isSequence, packSequenceAs } from '../../calling/nest.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { Dimension } from '../../tensor/dimension.ts'
import { as_dtype, type DType, type DTypeLike, int32 } from '../../tensor/dtypes.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { TensorArray } from '../control_flow/tensor_array.ts'
import { while_loop } from '../control_flow/while_loop.ts'
import { constant } from '../math/constant_op.ts'
import { minus, plus } from '../math/operators.ts'
import { shape } from '../math/shape_ops.ts'
import { get_variable_scope } from './variable_scope.ts'

// users' functions get and give structures like those of `elems`
// biome-ignore lint/suspicious/noExplicitAny: see above
type Any = any

interface LoopArgs {
  parallel_iterations: number
  back_prop: boolean
  swap_memory: boolean
  name: Name
}
const loopOptions = ({ parallel_iterations, back_prop, swap_memory }: LoopArgs): Omit<LoopArgs, 'name'> => ({
  parallel_iterations,
  back_prop,
  swap_memory,
})
const zero = (): Tensor => constant(0, int32)

/** Variables that `body` asks for are read once, on the device of their reader. */
function cachingVariables<R>(body: () => R): R {
  const scope = get_variable_scope()
  if (scope.caching_device !== null) return body()
  scope.set_caching_device(op => op.device)
  const result = body()
  scope.set_caching_device(null)
  return result
}

/** The rows of `value` as a TensorArray of `n` elements. */
const rows = (value: Tensor, n: Tensor): TensorArray =>
  new TensorArray({ dtype: value.dtype, size: n, dynamic_size: false, infer_shape: true })
const rowCount = (value: Tensor): Tensor => shape(value).at(0)
function callable(fn: unknown): void {
  if (typeof fn !== 'function') throw new TypeError('fn must be callable.')
}

interface FoldArgs extends LoopArgs {
  fn: (accumulated: Tensor, element: Tensor) => TensorLike
  elems: TensorLike
  initializer: TensorLike | null
}
/**
 * `fn(… fn(fn(initializer, elems[0]), elems[1]) …)`: a tensor like the initializer. Without one, the first row serves.
 *
 *     tf.foldl((a, x) => tf.add(a, x), tf.constant([1, 2, 3]))       // 6
 */
export const foldl = pyfunction(
  'foldl(fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False, name=None)',
  (args: FoldArgs): Tensor => {
    const { fn, initializer } = args
    callable(fn)
    return withScope(args.name, 'foldl', [args.elems], () =>
      cachingVariables(() => {
        const elems = convertToTensor(args.elems, { name: 'elems' })
        const n = rowCount(elems)
        const elements = rows(elems, n).unpack(elems)
        const [start, first] =
          initializer === null ? [elements.read(0), constant(1, int32)] : [convertToTensor(initializer), zero()]
        const [, result] = while_loop(
          (i: Any) => i.lt(n),
          (i: Any, a: Any) => {
            const next = fn(a, elements.read(i))
            return [plus(i, 1), next]
          },
          [first, start],
          loopOptions(args),
        )
        return result
      }),
    )
  },
)
/** As `foldl`, from the last row to the first. */
export const foldr = pyfunction(
  'foldr(fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False, name=None)',
  (args: FoldArgs): Tensor => {
    const { fn, initializer } = args
    callable(fn)
    return withScope(args.name, 'foldr', [args.elems], () =>
      cachingVariables(() => {
        const elems = convertToTensor(args.elems, { name: 'elems' })
        const n = rowCount(elems)
        const elements = rows(elems, n).unpack(elems)
        const first = initializer === null ? minus(n, 1) : n
        const start = initializer === null ? elements.read(first) : convertToTensor(initializer)
        const [, result] = while_loop(
          (i: Any) => i.gt(0),
          (i: Any, a: Any) => {
            const before = minus(i, 1)
            return [before, fn(a, elements.read(before))]
          },
          [first, start],
          loopOptions(args),
        )
        return result
      }),
    )
  },
)

/** How the leaves of a structure are packed: a single tensor stays bare. */
const packer =
  (structure: unknown) =>
  (flat: readonly unknown[]): unknown =>
    isSequence(structure) ? packSequenceAs(structure, flat) : flat[0]

/** Results have as many rows as the elements. */
function setRows(results: readonly Tensor[], elems: readonly Tensor[]): void {
  const count = (value: Tensor): Dimension =>
    new Dimension(value.get_shape().with_rank_at_least(1).toShape()?.[0] ?? null)
  const first = count(elems[0] as Tensor)
  for (const other of elems.slice(1)) first.merge_with(count(other))
  for (const result of results) {
    const dims = result.staticShape
    result.set_shape(
      dims === null
        ? TensorShape.of(null)
        : TensorShape.of([first.value === null ? null : Number(first.value), ...dims.slice(1)]),
    )
  }
}

interface MapArgs extends LoopArgs {
  fn: (element: Any) => unknown
  elems: unknown
  dtype: DTypeLike | readonly unknown[] | null
  infer_shape: boolean
}
/**
 * `fn` of each row of `elems` (a tensor, or nested lists of tensors with equally many rows), stacked. `dtype`: the types of
 * the results, in their structure, where it is not that of `elems`.
 *
 *     tf.map_fn(x => tf.square(x), tf.constant([1, 2, 3]))          // [1, 4, 9]
 */
export const map_fn = pyfunction(
  'map_fn(fn, elems, dtype=None, parallel_iterations=10, back_prop=True, swap_memory=False, infer_shape=True, name=None)',
  (args: MapArgs): Any => {
    const { fn, elems } = args
    callable(fn)
    if (elems instanceof SparseTensor) {
      throw new TypeError(
        'To perform a map on the values of a sparse tensor use either  SparseTensor(input.indices, fn(input.values), input.shape) or  SparseTensor(input.indices, map_fn(fn, input.values), input.shape)',
      )
    }
    const flatElems = isSequence(elems) ? flatten(elems) : [elems]
    const packInput = packer(elems)
    return withScope(args.name, 'map', flatElems, () =>
      cachingVariables(() => {
        const tensors = flatElems.map(elem => convertToTensor(elem, { name: 'elem' }))
        const dtype: unknown = args.dtype ?? packInput(tensors.map(elem => elem.dtype))
        const packOutput = packer(args.dtype ?? elems)
        const types: DType[] = (isSequence(dtype) ? flatten(dtype) : [dtype]).map(type => as_dtype(type as DTypeLike))
        const n = rowCount(tensors[0] as Tensor)
        const made = tensors.map(elem => rows(elem, n))
        const elements = made.map((array, k) => array.unpack(tensors[k] as Tensor))
        const first = zero()
        const results = types.map(
          type => new TensorArray({ dtype: type, size: n, dynamic_size: false, infer_shape: args.infer_shape }),
        )
        const [, arrays] = while_loop(
          (i: Any) => i.lt(n),
          (i: Any, accumulated: Any) => {
            const given = packInput(elements.map(array => array.read(i)))
            const values = fn(given)
            assertSameStructure(dtype, values)
            const flat = isSequence(dtype) ? flatten(values) : [values]
            const written = (accumulated as TensorArray[]).map((array, k) => array.write(i, flat[k] as TensorLike))
            return [plus(i, 1), written]
          },
          [first, results],
          loopOptions(args),
        )
        const packed = (arrays as TensorArray[]).map(array => array.pack())
        setRows(packed, tensors)
        return packOutput(packed)
      }),
    )
  },
)

interface ScanArgs extends LoopArgs {
  fn: (accumulated: Any, element: Any) => unknown
  elems: unknown
  initializer: unknown
  infer_shape: boolean
}
/**
 * All intermediate values of `foldl`, stacked. `elems` and `initializer` may be nested lists of tensors: `fn` gets and gives
 * such lists.
 */
export const scan = pyfunction(
  'scan(fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False, infer_shape=True, name=None)',
  (args: ScanArgs): Any => {
    const { fn, elems, initializer } = args
    callable(fn)
    const flatElems = isSequence(elems) ? flatten(elems) : [elems]
    const like = initializer ?? elems
    const packInput = packer(elems)
    const packOutput = packer(like)
    const flattenOutput = (value: unknown): unknown[] => (isSequence(like) ? flatten(value) : [value])
    return withScope(args.name, 'scan', flatElems, () =>
      cachingVariables(() => {
        const tensors = flatElems.map(elem => convertToTensor(elem, { name: 'elem' }))
        const n = rowCount(tensors[0] as Tensor)
        const made = tensors.map(elem => rows(elem, n))
        const elements = made.map((array, k) => array.unpack(tensors[k] as Tensor))
        const start =
          initializer === null
            ? elements.map(array => array.read(0))
            : flattenOutput(initializer).map(value => convertToTensor(value))
        const first = constant(initializer === null ? 1 : 0, int32)
        let results = start.map(
          value => new TensorArray({ dtype: value.dtype, size: n, dynamic_size: false, infer_shape: args.infer_shape }),
        )
        if (initializer === null) results = results.map((array, k) => array.write(0, start[k] as Tensor))
        const [, , arrays] = while_loop(
          (i: Any) => i.lt(n),
          (i: Any, accumulated: Any, written: Any) => {
            const given = packInput(elements.map(array => array.read(i)))
            const values = fn(packOutput(accumulated), given)
            assertSameStructure(like, values)
            const flat = flattenOutput(values)
            const next = (written as TensorArray[]).map((array, k) => array.write(i, flat[k] as TensorLike))
            return [plus(i, 1), flat, next]
          },
          [first, start, results],
          loopOptions(args),
        )
        const packed = (arrays as TensorArray[]).map(array => array.pack())
        setRows(packed, tensors)
        return packOutput(packed)
      }),
    )
  },
)

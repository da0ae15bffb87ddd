/** Sparse tensors as strings and as handles, to batch them. */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { invalidArgument, resourceExhausted, Status } from '../../errors/status.ts'
import { tensorFromString, tensorToString } from '../../formats/tensor_content.ts'
import { apply, applyOp, type OpArgs } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { containerOf, sharedName } from '../../graph/container.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { concat as concatArrays } from '../../kernels/reference/arrays/movement.ts'
import {
  type Coordinates,
  coordinateMatrix,
  coordinatesOf,
  flatPosition,
  int64Array,
  rowText,
  takeRows,
} from '../../kernels/reference/sparse/sparse.ts'
import { as_dtype, type DType, type DTypeLike, string } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { shapeText } from '../../tensor/shape.ts'
import { type SparseInputArgs, type SparseLike, toSparse } from './sparse_arguments.ts'
import { checkSparse, inferSparse } from './sparse_shape_checks.ts'

/** Indices [n, rank], values [n] and dense shape. */
interface Sparse {
  readonly indices: NDArray
  readonly values: NDArray
  readonly shape: readonly number[]
}
const SPARSE_INPUTS = ['sparse_indices: int64', 'sparse_values: T', 'sparse_shape: int64']

function sparseInput(k: KernelContext): Sparse {
  const [indices, values, shape] = [k.input(0), k.input(1), k.input(2)]
  checkSparse(indices, values, shape)
  return { indices, values, shape: integersOf(shape) }
}
const serialized = ({ indices, values, shape }: Sparse): Buffer[] =>
  [indices, values, int64Array(shape, [shape.length])].map(tensorToString)

export const SerializeSparse = defineOp('SerializeSparse', {
  inputs: SPARSE_INPUTS,
  outputs: ['serialized_sparse: string'],
  attrs: ['T: type'],
  infer: c => {
    inferSparse(c)
    return [[3]]
  },
  gradient: 'unregistered',
  kernel: k => new NDArray(string, [3], serialized(sparseInput(k))),
  lower: { kind: 'host' },
})

/** More sparse tensors than these take gigabytes, though nothing is in them. */
const MOST_PARTS = 2 ** 22
function checkDimensions(shape: readonly number[]): void {
  const negative = shape.find(size => size < 0)
  if (negative !== undefined) throw invalidArgument(`Dimension ${negative} must be >= 0`)
}

/** The minibatch's sparse tensors: one per entry of dimension 0, of a rank less. */
function unbatched({ indices, values, shape }: Sparse): Sparse[] {
  const [count = 0, ...rest] = shape
  if (shape.length < 2) throw invalidArgument(`Rank of input SparseTensor should be > 1, but saw rank: ${shape.length}`)
  checkDimensions(shape)
  if (count > MOST_PARTS) throw resourceExhausted(`OOM when allocating ${count} sparse tensors`)
  const [listed, columns] = indices.shape
  // TensorFlow ends the process here
  if (listed !== values.shape[0] || columns !== shape.length)
    throw invalidArgument(
      `Indices of shape ${shapeText(indices.shape)} are not those of ${values.shape[0]} values in ${shape.length} dimensions`,
    )
  const rows = coordinatesOf(indices)
  for (let i = 0; i < rows.count; i++) {
    if (flatPosition(rows, i, shape) === undefined)
      throw invalidArgument(`${rowText(rows, i)} is out of bounds: need 0 <= index < ${shapeText(shape)}`)
  }
  const groups: number[][] = Array.from({ length: count }, () => [])
  for (let i = 0; i < rows.count; i++) {
    const batch = rows.at[i * rows.rank] as number
    const group = groups[batch]
    if (!group)
      throw invalidArgument(
        `Received unexpected column 0 value in input SparseTensor: ${batch} < 0 or >= N (= ${count})`,
      )
    group.push(i)
  }
  return groups.map(group => {
    const taken = takeRows(rows, group)
    const rank = rows.rank - 1
    const at = new Float64Array(group.length * rank)
    for (let i = 0; i < group.length; i++) at.set(taken.at.subarray(i * rows.rank + 1, (i + 1) * rows.rank), i * rank)
    return { indices: coordinateMatrix({ rank, count: group.length, at }), values: values.take(group), shape: rest }
  })
}

export const SerializeManySparse = defineOp('SerializeManySparse', {
  inputs: SPARSE_INPUTS,
  outputs: ['serialized_sparse: string'],
  attrs: ['T: type'],
  infer: c => {
    inferSparse(c)
    return [[null, 3]]
  },
  gradient: 'unregistered',
  kernel: k => {
    const parts = unbatched(sparseInput(k))
    return new NDArray(string, [parts.length, 3], parts.flatMap(serialized))
  },
  lower: { kind: 'host' },
})

/** Sparse tensors side by side along a new first dimension; the dense shape covers all of them. */
function batched(parts: readonly Sparse[], dtype: DType): NDArray[] {
  let shape: number[] | undefined
  const rows = parts.map((part, i): Coordinates => {
    if (shape && shape.length !== part.shape.length) {
      throw invalidArgument(
        `Inconsistent rank across SparseTensors: rank prior to SparseTensor[${i}] was: ${shape.length + 1} but rank of SparseTensor[${i}] is: ${part.shape.length + 1}`,
      )
    }
    shape = part.shape.map((size, d) => Math.max(size, shape?.[d] ?? 0))
    const { count, rank, at } = coordinatesOf(part.indices)
    const wider = new Float64Array(count * (rank + 1))
    for (let r = 0; r < count; r++) {
      wider[r * (rank + 1)] = i
      wider.set(at.subarray(r * rank, (r + 1) * rank), r * (rank + 1) + 1)
    }
    return { count, rank: rank + 1, at: wider }
  })
  const rank = (shape?.length ?? 0) + 1
  const count = rows.reduce((sum, part) => sum + part.count, 0)
  const at = Float64Array.from(rows.flatMap(part => Array.from(part.at)))
  const values = concatArrays(
    parts.map(part => part.values),
    0,
  )
  return [
    coordinateMatrix({ rank, count, at }),
    new NDArray(dtype, values.shape, values.data),
    int64Array([parts.length, ...(shape ?? [])], [rank]),
  ]
}
/** Checks part `i` of a minibatch. */
function checkPart(
  { indices, values, shape }: { indices: NDArray; values: NDArray; shape: NDArray },
  i: number,
  dtype: DType,
  source: (column: number) => string,
): Sparse {
  if (indices.shape.length !== 2)
    throw invalidArgument(
      `Expected ${source(1)} to represent an index matrix but received shape ${shapeText(indices.shape)}`,
    )
  if (values.shape.length !== 1)
    throw invalidArgument(
      `Expected ${source(1)} to represent a values vector but received shape ${shapeText(values.shape)}`,
    )
  if (shape.shape.length !== 1)
    throw invalidArgument(`Expected ${source(1)} to be a shape vector but its shape is ${shapeText(shape.shape)}`)
  if (values.dtype !== dtype) {
    throw invalidArgument(
      `Requested SparseTensor of type ${dtype.cpp_name} but SparseTensor[${i}].values.dtype() == ${values.dtype.cpp_name}`,
    )
  }
  if (indices.shape[0] !== values.size) {
    throw invalidArgument(
      `Expected row counts of SparseTensor[${i}].indices and SparseTensor[${i}].values to match but they do not: ${indices.shape[0]} vs. ${values.size}`,
    )
  }
  if (indices.shape[1] !== shape.size) {
    throw invalidArgument(
      `Expected column counts of SparseTensor[${i}].indices to match size of SparseTensor[${i}].shape but they do not: ${indices.shape[1]} vs. ${shape.size}`,
    )
  }
  return { indices, values, shape: integersOf(shape) }
}

export const DeserializeManySparse = defineOp('DeserializeManySparse', {
  inputs: ['serialized_sparse: string'],
  outputs: ['sparse_indices: int64', 'sparse_values: dtype', 'sparse_shape: int64'],
  attrs: ['dtype: type'],
  infer: c => {
    const [, columns] = c.withRank(c.input(0), 2)
    c.withValue(columns ?? null, 3)
    return [[null, null], [null], [null]]
  },
  gradient: 'unregistered',
  kernel: k => {
    const input = k.input(0)
    const dtype = k.attr('dtype')
    if (input.shape.length !== 2)
      throw invalidArgument(`Serialized sparse should be a matrix but received shape ${shapeText(input.shape)}`)
    if (input.shape[1] !== 3)
      throw invalidArgument(`Serialize sparse should have 3 columns but received shape ${shapeText(input.shape)}`)
    const count = input.shape[0] as number
    if (count < 1) throw invalidArgument('Must have at least 1 serialized SparseTensor, but input matrix has 0 rows')
    const strings = input.data as Uint8Array[]
    const parts = Array.from({ length: count }, (_, i) => {
      const [indices, values, shape] = [0, 1, 2].map(column =>
        parsed(strings[3 * i + column] as Uint8Array, i, column),
      ) as [NDArray, NDArray, NDArray]
      return checkPart({ indices, values, shape }, i, dtype, column => `serialized_sparse[${i}, ${column}]`)
    })
    return batched(parts, dtype)
  },
  lower: { kind: 'host' },
})
function parsed(bytes: Uint8Array, row: number, column: number): NDArray {
  try {
    return tensorFromString(bytes)
  } catch (error) {
    if (error instanceof Status)
      throw invalidArgument(
        `Could not construct Tensor serialized_sparse[${row}, ${column}] (${['indices', 'values', 'shape'][column]})`,
      )
    throw invalidArgument(`Could not parse serialized_sparse[${row}, ${column}]`)
  }
}

// --- maps of sparse tensors

class SparseTensorsMap {
  #next = 0
  readonly #parts = new Map<number, Sparse>()
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
  add(part: Sparse): number {
    const handle = this.#next++
    this.#parts.set(handle, part)
    return handle
  }
  /** The tensor of `handle`, which is used up. */
  take(handle: number): Sparse {
    const part = this.#parts.get(handle)
    if (!part) throw invalidArgument(`Unable to find SparseTensor: ${handle} in map: ${this.name}`)
    this.#parts.delete(handle)
    return part
  }
}
function mapOf(k: KernelContext): SparseTensorsMap {
  const name = sharedName(k) || k.node.name
  return k.resources.lookupOrCreate('sparse_tensors_map', containerOf(k), name, () => new SparseTensorsMap(name))
}
const MAP_ATTRS = ["container: string = ''", "shared_name: string = ''"] as const

export const AddSparseToTensorsMap = defineOp('AddSparseToTensorsMap', {
  inputs: SPARSE_INPUTS,
  outputs: ['sparse_handle: int64'],
  attrs: ['T: type', ...MAP_ATTRS],
  stateful: true,
  infer: c => {
    inferSparse(c)
    return [[]]
  },
  gradient: 'unregistered',
  kernel: k => {
    const input = sparseInput(k)
    checkDimensions(input.shape)
    return int64Array([mapOf(k).add(input)], [])
  },
  lower: { kind: 'host' },
})
export const AddManySparseToTensorsMap = defineOp('AddManySparseToTensorsMap', {
  inputs: SPARSE_INPUTS,
  outputs: ['sparse_handles: int64'],
  attrs: ['T: type', ...MAP_ATTRS],
  stateful: true,
  infer: c => {
    inferSparse(c)
    return [[null]]
  },
  gradient: 'unregistered',
  kernel: k => {
    const map = mapOf(k)
    const handles = unbatched(sparseInput(k)).map(part => map.add(part))
    return int64Array(handles, [handles.length])
  },
  lower: { kind: 'host' },
})
export const TakeManySparseFromTensorsMap = defineOp('TakeManySparseFromTensorsMap', {
  inputs: ['sparse_handles: int64'],
  outputs: ['sparse_indices: int64', 'sparse_values: dtype', 'sparse_shape: int64'],
  attrs: ['dtype: type', ...MAP_ATTRS],
  stateful: true,
  infer: c => {
    c.withRank(c.input(0), 1)
    return [[null, null], [null], [null]]
  },
  gradient: 'unregistered',
  kernel: k => {
    const handles = k.input(0)
    if (handles.shape.length !== 1)
      throw invalidArgument(`sparse_handles should be a vector but received shape ${shapeText(handles.shape)}`)
    if (handles.size < 1)
      throw invalidArgument('Must have at least 1 serialized SparseTensor, but input matrix has 0 rows')
    const map = mapOf(k)
    const dtype = k.attr('dtype')
    const parts = integersOf(handles).map((handle, i) => {
      const { indices, values, shape } = map.take(handle)
      return checkPart(
        { indices, values, shape: int64Array(shape, [shape.length]) },
        i,
        dtype,
        () => `sparse_handles[${i}]`,
      )
    })
    return batched(parts, dtype)
  },
  lower: { kind: 'host' },
})

// --- functions (ops/sparse_ops.py)

const asInputs = (sp_input: SparseLike): OpArgs => {
  const { indices, values, shape } = toSparse(sp_input)
  return { sparse_indices: indices, sparse_values: values, sparse_shape: shape }
}
/** A sparse tensor as three strings. */
export const serialize_sparse = pyfunction(
  'serialize_sparse(sp_input, name=None)',
  ({ sp_input, name }: SparseInputArgs): Tensor => apply(SerializeSparse, asInputs(sp_input), name),
)
/** Each entry of a minibatch as three strings. */
export const serialize_many_sparse = pyfunction(
  'serialize_many_sparse(sp_input, name=None)',
  ({ sp_input, name }: SparseInputArgs): Tensor => apply(SerializeManySparse, asInputs(sp_input), name),
)
/** The three outputs with what is known of their rank. */
function ranked({ outputs }: Operation, rank: number | null): SparseTensor {
  const [indices, values, shape] = outputs as [Tensor, Tensor, Tensor]
  indices.set_shape([null, rank])
  shape.set_shape([rank])
  return new SparseTensor(indices, values, shape)
}
/** The minibatch that serialized sparse tensors make, along a new first dimension. `rank`: that of the result. */
export const deserialize_many_sparse = pyfunction(
  'deserialize_many_sparse(serialized_sparse, dtype, rank=None, name=None)',
  ({
    serialized_sparse,
    dtype,
    rank,
    name,
  }: {
    serialized_sparse: TensorLike
    dtype: DTypeLike
    rank: number | null
    name: Name
  }): SparseTensor => ranked(applyOp(DeserializeManySparse, { serialized_sparse, dtype: as_dtype(dtype) }, name), rank),
)

interface MapArgs extends SparseInputArgs {
  container: string | null
  shared_name: string | null
}
/** Puts a sparse tensor into a map of the session; its handle. */
export const add_sparse_to_tensors_map = pyfunction(
  '_add_sparse_to_tensors_map(sp_input, container=None, shared_name=None, name=None)',
  ({ sp_input, container, shared_name, name }: MapArgs): Tensor =>
    apply(AddSparseToTensorsMap, { ...asInputs(sp_input), container, shared_name }, name),
)
/** Puts the entries of a minibatch into a map of the session; their handles. */
export const add_many_sparse_to_tensors_map = pyfunction(
  '_add_many_sparse_to_tensors_map(sp_input, container=None, shared_name=None, name=None)',
  ({ sp_input, container, shared_name, name }: MapArgs): Tensor =>
    apply(AddManySparseToTensorsMap, { ...asInputs(sp_input), container, shared_name }, name),
)
interface TakeArgs {
  sparse_map_op: Operation
  sparse_handles: TensorLike
  rank: number | null
  name: Name
}
/** The minibatch of the sparse tensors with these handles, which are used up. */
export const take_many_sparse_from_tensors_map = pyfunction(
  '_take_many_sparse_from_tensors_map(sparse_map_op, sparse_handles, rank=None, name=None)',
  ({ sparse_map_op, sparse_handles, rank, name }: TakeArgs): SparseTensor => {
    if (!(sparse_map_op instanceof Operation)) throw new TypeError('sparse_map_op be an Operation')
    if (sparse_map_op.type !== 'AddSparseToTensorsMap' && sparse_map_op.type !== 'AddManySparseToTensorsMap') {
      throw new TypeError(
        `sparse_map_op must be one of AddSparseToTensorsMap or AddSparseToTensorsMap. Instead, found \`${sparse_map_op.type}\`.`,
      )
    }
    return get_default_graph().colocate_with(sparse_map_op, false, () =>
      ranked(
        applyOp(
          TakeManySparseFromTensorsMap,
          {
            sparse_handles,
            dtype: sparse_map_op.attr('T'),
            container: sparse_map_op.attr('container'),
            shared_name: sparse_map_op.attr('shared_name') || sparse_map_op.name,
          },
          name,
        ),
        rank,
      ),
    )
  },
)

/** What tensors are, and checks of their types and shapes (contrib/framework/python/framework/tensor_util.py). */

import { pythonStr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { deeper } from '../../errors/nesting.ts'
import { RuntimeError, TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, graphOf, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import { SparseTensor, SparseTensorValue } from '../../graph/build/sparse_tensor.ts'
import { Graph } from '../../graph/graph.ts'
import { Tensor } from '../../graph/tensor.ts'
import { asarray } from '../../np/creation.ts'
import { cond } from '../../ops/control_flow/cond.ts'
import { Assert_ } from '../../ops/control_flow/logging_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { add_n } from '../../ops/math/add_n_ops.ts'
import { equal } from '../../ops/math/comparison_ops.ts'
import { logical_and } from '../../ops/math/logical_ops.ts'
import { minus } from '../../ops/math/operators.ts'
import { reduce_all, reduce_sum } from '../../ops/math/reduction_ops.ts'
import { rank, reshape, shape, size, squeeze } from '../../ops/math/shape_ops.ts'
import { Variable } from '../../ops/variables/variables.ts'
import { as_dtype, type DType, type DTypeLike, float32, int32 } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'

type Typed = Tensor | Variable | SparseTensor
const nameOf = (item: Typed): string => ('name' in item ? String(item.name) : pythonStr(item))

function sameType(items: readonly (Typed | null)[], expected: DType | null): DType | null {
  let type = expected
  let first: string | undefined
  for (const item of items) {
    if (item === null) continue
    const own = item.dtype.base_dtype
    if (type === null) {
      type = own
      first = nameOf(item)
    } else if (!type.equals(own)) {
      throw new ValueError(
        `${nameOf(item)}, type=${own}, must be of the same type (${type})${first === undefined ? '' : ` as ${first}`}.`,
      )
    }
  }
  return type
}

/**
 * The floating type that all `tensors` have, which must be `dtype` where that is given; float32 where there are none. Nulls don't
 * count. Errors: ValueError for different types, or one that isn't floating.
 */
export const assert_same_float_dtype = pyfunction(
  'assert_same_float_dtype(tensors=None, dtype=None)',
  ({ tensors, dtype }: { tensors: readonly (Typed | null)[] | null; dtype: DTypeLike | null }): DType => {
    const expected = dtype === null ? null : as_dtype(dtype)
    const found = tensors?.length ? sameType(tensors, expected) : expected
    if (found === null) return float32
    if (!found.is_floating) throw new ValueError(`Expected float, got ${found}.`)
    return found
  },
)

interface TensorArg {
  tensor: TensorLike
}
/** `tensor`, once it is known to have rank 0. Error: ValueError. */
export const assert_scalar = pyfunction('assert_scalar(tensor)', ({ tensor }: TensorArg): Tensor => {
  const given = convertToTensor(tensor)
  const own = given.get_shape()
  if (own.ndims !== 0) throw new ValueError(`Unexpected shape ${own} for ${given.name}.`)
  return given
})
/** ValueError unless `tensor` is an int32 or int64 of rank 0. As in TensorFlow 0.12 it gives nothing back. */
export const assert_scalar_int = pyfunction('assert_scalar_int(tensor)', ({ tensor }: TensorArg): void => {
  const given = convertToTensor(tensor, { bare: int32 })
  if (!['int32', 'int64'].includes(given.dtype.base_dtype.name))
    throw new ValueError(`Unexpected type ${given.dtype} for ${given.name}.`)
  assert_scalar(given)
})

interface SumArgs {
  tensors: readonly Tensor[]
  name: Name
}
/** The sum of all elements of all `tensors`. Error: ValueError without tensors. */
export const reduce_sum_n = pyfunction('reduce_sum_n(tensors, name=None)', ({ tensors, name }: SumArgs): Tensor => {
  if (!tensors?.length) throw new ValueError('No tensors provided.')
  const sums = tensors.map(tensor => reduce_sum(tensor, { name: `${tensor.op.name}/sum` }))
  if (sums.length === 1) return sums[0] as Tensor
  return withScope(name, 'reduce_sum_n', sums, scope => add_n(sums, { name: scope }))
})

interface PairArgs {
  predictions: TensorLike
  labels: TensorLike
}
/**
 * `[predictions, labels]`, the one of higher rank without its last dimension where their ranks differ by one. That dimension is 1.
 * Ranks that are not known yet are compared when the graph runs.
 */
export const remove_squeezable_dimensions = pyfunction(
  'remove_squeezable_dimensions(predictions, labels)',
  (args: PairArgs): [Tensor, Tensor] => {
    const predictions = convertToTensor(args.predictions)
    const labels = convertToTensor(args.labels)
    const [own, other] = [predictions.get_shape(), labels.get_shape()]
    const squeezed = (tensor: Tensor): Tensor => squeeze(tensor, [-1])
    if (own.ndims !== null && other.ndims !== null) {
      if (own.ndims - other.ndims === -1) return [predictions, squeezed(labels)]
      return [own.ndims - other.ndims === 1 ? squeezed(predictions) : predictions, labels]
    }
    const difference = minus(rank(predictions), rank(labels))
    const squeezable = (tensor: Tensor, by: number): Tensor => {
      const { ndims } = tensor.get_shape()
      if (ndims !== null && !tensor.get_shape().at(-1).is_compatible_with(1)) return tensor
      return cond(
        equal(new PyInt(by), difference),
        () => squeezed(tensor),
        () => tensor,
      ) as Tensor
    }
    const first = squeezable(predictions, 1)
    return [first, squeezable(labels, -1)]
  },
)

/** Whether `x` is a Tensor, a SparseTensor or a Variable. */
export const is_tensor = pyfunction(
  'is_tensor(x)',
  ({ x }: { x: unknown }): boolean => x instanceof Tensor || x instanceof SparseTensor || x instanceof Variable,
)

type Expected = Tensor | NDArray
function rankIs(expected: TensorLike, tensor: Tensor): Tensor {
  return withScope('is_rank', null, [tensor], scope => {
    const wanted = convertToTensor(expected, { name: 'expected' })
    return equal(wanted, rank(tensor, 'actual'), { name: scope })
  })
}
function allEqual(x: Tensor, y: Tensor): Tensor {
  return withScope('all_equal', null, [x, y], scope => reduce_all(equal(x, y, { name: 'equal' }), { name: scope }))
}
/** An operation that fails unless `tensor` has that shape. */
function shapeAssertion(expected: Expected, tensor: Tensor) {
  return withScope('assert_shape', null, [tensor], scope => {
    const actual = shape(tensor, 'actual')
    const holds = withScope('is_shape', null, [tensor], inner => {
      const sameRank = rankIs(size(expected), tensor)
      const same = allEqual(convertToTensor(expected, { name: 'expected' }), actual)
      return logical_and(sameRank, same, { name: inner })
    })
    return Assert_(holds, [`Wrong shape for ${tensor.name} [expected] [actual].`, expected, actual], { name: scope })
  })
}

/** An expected shape as a tensor or an int32 vector. */
function expectedShape(given: unknown, tensor: Tensor): Expected {
  const wrong = (what: string, shown: unknown): ValueError =>
    new ValueError(`Invalid ${what} for shape ${pythonStr(shown)} expected of tensor ${tensor.name}.`)
  if (given instanceof Variable || given instanceof Tensor) {
    if (given.dtype.base_dtype !== int32) throw wrong(`dtype ${given.dtype}`, given)
    return given instanceof Variable ? convertToTensor(given) : given
  }
  let array = given instanceof NDArray ? given : asarray(given)
  const whole = (value: unknown, depth = 0): boolean =>
    Array.isArray(value) ? value.every(item => whole(item, deeper(depth))) : Number.isInteger(value)
  const plain = Array.isArray(given) && (given.length === 0 || array.dtype.name === 'int64' || whole(given))
  if (plain) array = array.astype(int32)
  if (array.shape.length > 1) throw wrong(`rank ${array.shape.length}`, array)
  if (array.dtype !== int32) throw wrong(`dtype ${array.dtype.name}`, array)
  return array
}

interface ShapeArgs {
  expected_shape: TensorLike
  tensor: Tensor
}
/**
 * `tensor`, which is checked to have the shape `expected_shape`, a list of numbers or an int32 tensor: at once where both are
 * known, else by an operation when it is evaluated. Where [] is expected, a tensor [1] loses its dimension.
 * Errors: ValueError for shapes that don't fit, an expected shape that is none, and sparse tensors.
 */
export const with_shape = pyfunction(
  'with_shape(expected_shape, tensor)',
  ({ expected_shape, tensor }: ShapeArgs): Tensor => {
    if ((tensor as unknown) instanceof SparseTensor) throw new ValueError('SparseTensor not supported.')
    const expected = expectedShape(expected_shape, tensor)
    const actual = tensor.get_shape()
    const inScope = <R>(body: () => R): R => withScope(`${tensor.op.name}/`, null, [tensor], body)
    if (!actual.is_fully_defined() || expected instanceof Tensor) {
      return inScope(() => {
        if (!(expected instanceof Tensor) && expected.size === 0) return reshape(tensor, [])
        const result = control_dependencies([shapeAssertion(expected, tensor)], () => identity(tensor))
        if (!(expected instanceof Tensor)) result.set_shape(expected.tolist() as number[])
        return result
      })
    }
    const wanted = expected.tolist() as number[]
    if (actual.is_compatible_with(wanted)) return tensor
    if (wanted.length === 0 && actual.is_compatible_with([1])) return inScope(() => reshape(tensor, []))
    throw new ValueError(`Invalid shape for tensor ${tensor.name}, expected ${pythonStr(expected)}, got ${actual}.`)
  },
)

/** `tensor`, checked to have the shape of `expected_tensor` (see `with_shape`). */
export const with_same_shape = pyfunction(
  'with_same_shape(expected_tensor, tensor)',
  ({ expected_tensor, tensor }: { expected_tensor: Tensor; tensor: Tensor }): Tensor =>
    withScope(`${tensor.op.name}/`, null, [expected_tensor, tensor], () => {
      const known = expected_tensor.get_shape()
      return with_shape(
        known.is_fully_defined() ? (known.as_list() as number[]) : shape(expected_tensor, 'expected_shape'),
        tensor,
      )
    }),
)

interface ConvertArgs {
  value: TensorLike | SparseTensor | SparseTensorValue
  dtype: DTypeLike | null
  name: Name
  as_ref: boolean
}
/** `value` as a tensor; a SparseTensor stays one, and a SparseTensorValue becomes one. Error: RuntimeError for sparse ones of another type. */
export const convert_to_tensor_or_sparse_tensor = pyfunction(
  'convert_to_tensor_or_sparse_tensor(value, dtype=None, name=None, as_ref=False)',
  ({ value, dtype, name, as_ref }: ConvertArgs): Tensor | SparseTensor => {
    const asked = dtype === null ? null : as_dtype(dtype)
    const sparse = value instanceof SparseTensorValue ? SparseTensor.from_value(value) : value
    if (!(sparse instanceof SparseTensor)) return convertToTensor(value, { dtype: asked, name, asRef: as_ref })
    if (asked !== null && !asked.is_compatible_with(sparse.dtype)) {
      throw new RuntimeError(`Sparse dtype: requested = ${asked.name}, actual = ${sparse.dtype.name}`)
    }
    return sparse
  },
)

interface GraphArgs {
  op_input_list: readonly unknown[]
  graph: Graph | null
}
/** The graph that the tensors and operations among `op_input_list` belong to. Errors: ValueError for several, TypeError for a graph that is none. */
export const get_graph_from_inputs = pyfunction(
  'get_graph_from_inputs(op_input_list, graph=None)',
  ({ op_input_list, graph }: GraphArgs): Graph => {
    if (graph === null) return graphOf(op_input_list)
    if (!(graph instanceof Graph)) throw new TypeError(`Input graph needs to be a Graph: ${pythonStr(graph)}`)
    for (const input of op_input_list) {
      const isElement = typeof input === 'object' && input !== null && ('op' in input || 'graph' in input)
      if (isElement && graphOf([input]) !== graph)
        throw new ValueError(`${pythonStr(input)} is not from the passed-in graph.`)
    }
    return graph
  },
)

/** Assertions about tensors: static where shapes and types decide, else operations that fail (ops/check_ops.py). */

import { listOf, pythonClassRepr, pythonStr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { constantValue } from '../../graph/infer.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import type { Operation } from '../../graph/operation.ts'
import { Tensor } from '../../graph/tensor.ts'
import { type DTypeLike, int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { slice } from '../array/slice_ops.ts'
import { cond } from '../control_flow/cond.ts'
import { withDependencies } from '../control_flow/control_flow_ops.ts'
import { Assert_ } from '../control_flow/logging_ops.ts'
import { no_op } from '../core/identity_ops.ts'
import { equal, greater, greater_equal, less, less_equal } from '../math/comparison_ops.ts'
import { constant } from '../math/constant_op.ts'
import { minus } from '../math/operators.ts'
import { reduce_all } from '../math/reduction_ops.ts'
import { rank as rankOf, reshape, shape, size } from '../math/shape_ops.ts'

interface CheckArgs {
  x: TensorLike
  data: readonly TensorLike[] | null
  summarize: number | null
  message: string | null
  name: Name
}
type Compare = (x: TensorLike, y: TensorLike) => Tensor

/** Asserts that a comparison holds for all pairs of elements. */
function comparison(scope: string, compare: Compare, symbol: string) {
  return ({ x, y, data, summarize, message, name }: CheckArgs & { y: TensorLike }): Operation =>
    withScope(name, scope, [x, y, ...listOf(data ?? [])], () => {
      const a = convertToTensor(x, { name: 'x', bare: y instanceof Tensor ? y.dtype.base_dtype : null })
      const b = convertToTensor(y, { name: 'y', bare: a.dtype.base_dtype })
      const shown = data ?? [
        message ?? '',
        `Condition x ${symbol} y did not hold element-wise: x = `,
        a.name,
        a,
        'y = ',
        b.name,
        b,
      ]
      return Assert_(reduce_all(compare(a, b)), shown, summarize)
    })
}
/** Asserts how all elements compare with zero. */
function sign(
  scope: string,
  symbol: string,
  assertion: (x: Tensor, zero: Tensor, options: { data: readonly TensorLike[]; summarize: number | null }) => Operation,
) {
  return ({ x, data, summarize, message, name }: CheckArgs): Operation =>
    withScope(name, scope, [x, ...listOf(data ?? [])], () => {
      const tensor = convertToTensor(x, { name: 'x' })
      const shown = data ?? [
        message ?? '',
        `Condition x ${symbol} 0 did not hold element-wise: x = `,
        tensor.name,
        tensor,
      ]
      const zero = constant(0, tensor.dtype.base_dtype)
      return assertion(tensor, zero, { data: shown, summarize })
    })
}

/** An operation that fails with InvalidArgument unless x = y for all elements. `data`: what to show, `summarize`: how many elements of each. */
export const assert_equal = pyfunction(
  'assert_equal(x, y, data=None, summarize=None, message=None, name=None)',
  comparison('assert_equal', equal, '=='),
)
/** An operation that fails unless x < y for all elements. */
export const assert_less = pyfunction(
  'assert_less(x, y, data=None, summarize=None, message=None, name=None)',
  comparison('assert_less', less, '<'),
)
/** An operation that fails unless x ≤ y for all elements. */
export const assert_less_equal = pyfunction(
  'assert_less_equal(x, y, data=None, summarize=None, message=None, name=None)',
  comparison('assert_less_equal', less_equal, '<='),
)
/** An operation that fails unless x > y for all elements. */
export const assert_greater = pyfunction(
  'assert_greater(x, y, data=None, summarize=None, message=None, name=None)',
  comparison('assert_greater', greater, '>'),
)
/** An operation that fails unless x ≥ y for all elements. */
export const assert_greater_equal = pyfunction(
  'assert_greater_equal(x, y, data=None, summarize=None, message=None, name=None)',
  comparison('assert_greater_equal', greater_equal, '>='),
)
/** An operation that fails unless all elements are negative. */
export const assert_negative = pyfunction(
  'assert_negative(x, data=None, summarize=None, message=None, name=None)',
  sign('assert_negative', '<', (x, zero, options) => assert_less(x, zero, options)),
)
/** An operation that fails unless all elements are positive. */
export const assert_positive = pyfunction(
  'assert_positive(x, data=None, summarize=None, message=None, name=None)',
  sign('assert_positive', '>', (x, zero, options) => assert_less(zero, x, options)),
)
/** An operation that fails if an element is negative. */
export const assert_non_negative = pyfunction(
  'assert_non_negative(x, data=None, summarize=None, message=None, name=None)',
  sign('assert_non_negative', '>=', (x, zero, options) => assert_less_equal(zero, x, options)),
)
/** An operation that fails if an element is positive. */
export const assert_non_positive = pyfunction(
  'assert_non_positive(x, data=None, summarize=None, message=None, name=None)',
  sign('assert_non_positive', '<=', (x, zero, options) => assert_less_equal(x, zero, options)),
)

interface RankArgs extends CheckArgs {
  rank: TensorLike
}
function rankCheck(scope: string, must: string, holds: (actual: number, given: number) => boolean, compare: Compare) {
  return ({ x, rank, data, summarize, message, name }: RankArgs): Operation =>
    withScope(name, scope, [x], () => {
      const tensor = convertToTensor(x, { name: 'x' })
      const given = convertToTensor(rank, { name: 'rank', bare: int32 })
      const shown = data ?? [
        message ?? '',
        `Tensor ${tensor.name} must have rank${must}`,
        given,
        'Received shape: ',
        shape(tensor),
      ]
      const known = constantValue(given)
      assert_type(given, int32)
      if (known) {
        if (known.shape.length !== 0) throw new ValueError('Rank must be a scalar')
        const actual = tensor.staticShape?.length
        if (actual !== undefined) {
          if (holds(actual, integerOf(known))) return no_op('static_checks_determined_all_ok')
          throw new ValueError(
            `${message ?? ''}.  Tensor ${tensor.name} must have rank${must} ${integerOf(known)}.  Received rank ${actual}, shape ${tensor.get_shape()}`,
          )
        }
        return Assert_(compare(rankOf(tensor), given), shown, summarize)
      }
      const condition = compare(rankOf(tensor), given)
      const scalar = assert_rank(given, 0, { data: ['Rank must be a scalar. Received rank: ', given] })
      return Assert_(withDependencies([scalar], condition), shown, summarize)
    })
}
/** Asserts that `x` has rank `rank`: ValueError where both are known, else an operation. */
export const assert_rank = pyfunction(
  'assert_rank(x, rank, data=None, summarize=None, message=None, name=None)',
  rankCheck('assert_rank', '', (actual, given) => actual === given, equal),
)
/** Asserts that the rank of `x` is not below `rank`: ValueError where both are known, else an operation. */
export const assert_rank_at_least = pyfunction(
  'assert_rank_at_least(x, rank, data=None, summarize=None, message=None, name=None)',
  rankCheck('assert_rank_at_least', ' at least', (actual, given) => actual >= given, greater_equal),
)

/** TypeError unless `x` has an integer type. */
export const assert_integer = pyfunction(
  'assert_integer(x, message=None, name=None)',
  ({ x, message, name }: Pick<CheckArgs, 'x' | 'message' | 'name'>): Operation =>
    withScope(name, 'assert_integer', [x], () => {
      const tensor = convertToTensor(x, { name: 'x' })
      if (!tensor.dtype.is_integer) {
        throw new TypeError(
          `${message ?? ''}  Expected "x" to be integer type.  Found: ${tensor.name} of dtype ${tensor.dtype}`,
        )
      }
      return no_op('statically_determined_was_integer')
    }),
)
interface TypeArgs {
  tensor: TensorLike
  tf_type: DTypeLike
  message: string | null
  name: Name
}
/** TypeError unless `tensor` has the type `tf_type`. */
export const assert_type = pyfunction(
  'assert_type(tensor, tf_type, message=None, name=None)',
  ({ tensor, tf_type, message, name }: TypeArgs): Operation =>
    withScope(name, 'assert_type', [tensor], () => {
      const given = convertToTensor(tensor, { name: 'tensor' })
      if (!given.dtype.equals(tf_type))
        throw new TypeError(`${message ?? ''}  ${given.op.name} must be of type ${pythonStr(tf_type)}`)
      return no_op('statically_determined_correct_type')
    }),
)
/** TypeError for values that can be walked without being lists: tensors, arrays, strings. */
export const assert_proper_iterable = pyfunction(
  'assert_proper_iterable(values)',
  ({ values }: { values: unknown }): void => {
    if (
      values instanceof Tensor ||
      values instanceof SparseTensor ||
      values instanceof NDArray ||
      typeof values === 'string' ||
      values instanceof Uint8Array
    ) {
      throw new TypeError(`Expected argument "values" to be a "proper" iterable.  Found: ${pythonClassRepr(values)}`)
    }
    if (typeof values !== 'object' || values === null || !(Symbol.iterator in values)) {
      throw new TypeError(`Expected argument "values" to be iterable.  Found: ${pythonClassRepr(values)}`)
    }
  },
)

const NUMERIC = new Set([
  'float32',
  'float64',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'qint8',
  'qint32',
  'quint8',
  'complex64',
])
/** Whether `tensor` is a tensor of numbers. */
export const is_numeric_tensor = pyfunction(
  'is_numeric_tensor(tensor)',
  ({ tensor }: { tensor: unknown }): boolean =>
    tensor instanceof Tensor && NUMERIC.has(tensor.dtype.base) && !tensor.dtype.is_ref,
)

/** The differences of neighbouring elements; none where there are less than two. */
function differences(x: TensorLike): Tensor {
  const flat = reshape(x, [-1])
  if (!is_numeric_tensor(flat)) throw new TypeError(`Expected x to be numeric, instead found: ${flat}`)
  const short = less(size(flat), 2)
  const length = minus(shape(flat), 1)
  const from = (start: number): Tensor => slice(flat, [start], length)
  return cond(
    short,
    () => constant([], flat.dtype, [0]),
    () => {
      const next = from(1)
      return minus(next, from(0))
    },
    null,
  )
}
const monotonic =
  (scope: string, compare: Compare) =>
  ({ x, name }: { x: TensorLike; name: Name }): Tensor =>
    withScope(name, scope, [x], () => {
      const diff = differences(x)
      const zero = constant(0, diff.dtype)
      return reduce_all(compare(zero, diff))
    })
/** Whether no element of `x` is below the one before it, as a bool scalar. */
export const is_non_decreasing = pyfunction(
  'is_non_decreasing(x, name=None)',
  monotonic('is_non_decreasing', less_equal),
)
/** Whether every element of `x` is above the one before it, as a bool scalar. */
export const is_strictly_increasing = pyfunction(
  'is_strictly_increasing(x, name=None)',
  monotonic('is_strictly_increasing', less),
)

/** Small functions that distributions share (contrib/distributions/python/ops/distribution_util.py). */
import { createHash } from 'node:crypto'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { constantValue } from '../../graph/infer.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { matrix_diag_part, matrix_set_diag } from '../../ops/array/diag_ops.ts'
import { slice, sliceHelper } from '../../ops/array/slice_ops.ts'
import { matrix_transpose, transpose } from '../../ops/array/transpose_ops.ts'
import { assert_equal, assert_integer, assert_less_equal, assert_non_negative } from '../../ops/checks/check_ops.ts'
import { withDependencies } from '../../ops/control_flow/control_flow_ops.ts'
import { Assert_ } from '../../ops/control_flow/logging_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { cast, to_int64 } from '../../ops/math/cast_ops.ts'
import { less, less_equal } from '../../ops/math/comparison_ops.ts'
import { constant } from '../../ops/math/constant_op.ts'
import { mod } from '../../ops/math/division_ops.ts'
import { abs, log, sigmoid } from '../../ops/math/function_ops.ts'
import { minus, negated, plus } from '../../ops/math/operators.ts'
import { reduce_all, reduce_sum } from '../../ops/math/reduction_ops.ts'
import { round } from '../../ops/math/rounding_ops.ts'
import { select } from '../../ops/math/select_ops.ts'
import { range } from '../../ops/math/sequence_ops.ts'
import { rank, shape } from '../../ops/math/shape_ops.ts'
import { lgamma } from '../../ops/math/special_ops.ts'
import { softmax } from '../../ops/nn/softmax_ops.ts'
import { bool, type DType } from '../../tensor/dtypes.ts'
import { float, int } from '../../tensor/literals.ts'
import type { Seed } from './distribution.ts'
import { epsilon } from './floats.ts'

interface Typed {
  readonly dtype: DType
  readonly name: string
}

/** The type that all `tensors` have. Errors: ValueError where they differ, from each other or from `expected`. */
export function assert_same_float_dtype(tensors: readonly (Typed | null)[], expected: DType | null = null): DType {
  let dtype = expected
  let first: string | null = null
  for (const item of tensors) {
    if (item === null) continue
    const own = item.dtype.base_dtype
    if (dtype === null) {
      dtype = own
      first = item.name
    } else if (dtype !== own) {
      throw new ValueError(
        `${item.name}, type=${own}, must be of the same type (${dtype})${first === null ? '' : ` as ${first}`}.`,
      )
    }
  }
  if (dtype !== null && !dtype.is_floating) throw new ValueError(`Expected float, got ${dtype}.`)
  return dtype as DType
}

interface AssertOptions {
  readonly data?: readonly TensorLike[] | null
  readonly summarize?: number | null
  readonly message?: string | null
  readonly name?: string
}
/** An operation that fails unless x and y are within a rounding error of each other; equal, where they are integers. */
export function assert_close(x: TensorLike, y: TensorLike, options: AssertOptions = {}): Operation {
  const { summarize = null, message = null, name = 'assert_close' } = options
  const a = convertToTensor(x, { name: 'x' })
  const b = convertToTensor(y, { name: 'y' })
  const data = options.data ?? [
    message ?? '',
    'Condition x ~= y did not hold element-wise: x = ',
    a.name,
    a,
    'y = ',
    b.name,
    b,
  ]
  if (a.dtype.is_integer) return assert_equal(a, b, { data, summarize, message, name })
  return withScope(name, 'assert_close', [a, b, data], () => {
    const close = reduce_all(less_equal(abs(minus(a, b)), epsilon(a.dtype)))
    return Assert_(close, data, summarize)
  })
}

/** An operation that fails unless all elements of `x` are whole numbers, as far as their conversion to int64 shows. */
export function assert_integer_form(x: TensorLike, options: AssertOptions = {}): Operation {
  const { data = null, summarize = null, name = 'assert_integer_form' } = options
  const message = options.message || 'x has non-integer components'
  const given = convertToTensor(x, { name: 'x' })
  const whole = to_int64(given) as Tensor
  return assert_equal(given, cast(round(whole), given.dtype) as Tensor, { data, summarize, message, name })
}

/** `matrix`, after it was found to equal its transpose. */
export function assert_symmetric(matrix: Tensor): Tensor {
  const transposed = matrix_transpose(matrix)
  return withDependencies([assert_equal(matrix, transposed)], matrix)
}

interface LogitsArgs {
  readonly logits: TensorLike | null
  readonly p: TensorLike | null
  readonly multidimensional?: boolean
  readonly validate_args: boolean
  readonly name?: string
}
/**
 * Log-odds and probabilities, each from the other; `multidimensional`: of classes along the last axis, where the log-odds
 * are the logarithms. Errors: ValueError unless exactly one of them is given.
 */
export function get_logits_and_prob(args: LogitsArgs): readonly [logits: Tensor, p: Tensor] {
  const { logits, p, multidimensional = false, validate_args, name = 'GetLogitsAndProb' } = args
  return withScope(
    name,
    null,
    [p, logits].filter(value => value !== null),
    () => {
      if (logits === null) {
        if (p === null) throw new ValueError('Must pass p or logits.')
        const checked = withScope('p', null, [], () =>
          checkedProbabilities(identity(p), multidimensional, validate_args),
        )
        return [withScope('logits', null, [], () => logitsOf(checked, multidimensional)), checked]
      }
      if (p !== null) throw new ValueError('Must pass either p or logits, not both.')
      const given = identity(logits, { name: 'logits' })
      return [given, withScope('p', null, [], () => (multidimensional ? softmax(given) : (sigmoid(given) as Tensor)))]
    },
  )
}
const logitsOf = (p: Tensor, multidimensional: boolean): Tensor =>
  multidimensional ? log(p) : minus(log(p), log(minus(float(1), p)))

function checkedProbabilities(p: Tensor, multidimensional: boolean, validate_args: boolean): Tensor {
  if (!validate_args) return p
  const one = constant(float(1), p.dtype)
  const positive = assert_non_negative(p)
  const bounded = multidimensional
    ? assert_close(reduce_sum(p, { reduction_indices: [-1] }), one, { message: 'p does not sum to 1.' })
    : assert_less_equal(p, one, { message: 'p has components greater than 1.' })
  return withDependencies([positive, bounded], p)
}

/** log of the multinomial coefficient: n! over the product of the factorials of `counts`, along their last axis. */
export function log_combinations(n: TensorLike, counts: TensorLike): Tensor {
  return withScope('log_combinations', null, [n, counts], () => {
    const all = convertToTensor(n, { name: 'n' })
    const parts = convertToTensor(counts, { name: 'counts' })
    const permutations = lgamma(plus(all, int(1)))
    const factorials = lgamma(plus(parts, int(1)))
    return minus(permutations, reduce_sum(factorials, { reduction_indices: [-1] }))
  })
}

interface DiagTransformArgs {
  matrix: TensorLike
  transform: ((diagonal: Tensor) => TensorLike) | null
  name: Name
}
/**
 * A batch of matrices [..., M, N] whose diagonals are replaced by what `transform` makes of them, such as
 * tf.nn.softplus for a lower triangular matrix that shall be a Cholesky factor.
 */
export const matrix_diag_transform = pyfunction(
  'matrix_diag_transform(matrix, transform=None, name=None)',
  ({ matrix, transform, name }: DiagTransformArgs): Tensor =>
    withScope(name, 'matrix_diag_transform', [matrix], () => {
      const given = convertToTensor(matrix, { name: 'matrix' })
      return transform ? matrix_set_diag(given, transform(matrix_diag_part(given))) : given
    }),
)

/** Python's remainder by a positive number, with the sign of the dividend put back. */
const wrapped = (shift: number, ndims: number): number => Math.sign(shift) * (Math.abs(shift) % ndims)

/** `x` with its axes moved `shift` places to the right, in a circle. */
export function rotate_transpose(x: TensorLike, shift: TensorLike): Tensor {
  return withScope('rotate_transpose', null, [x, shift], () => {
    const given = convertToTensor(x, { name: 'x' })
    const places = convertToTensor(shift, { name: 'shift' })
    assert_integer(places)
    const known = constantValue(places)
    const { ndims } = given.get_shape()
    if (ndims !== null && known) {
      if (ndims < 2) return given
      const by = wrapped(Number(known.item()), ndims)
      if (by === 0) return given
      return transpose(given, {
        perm: Array.from({ length: ndims }, (_, i) => int((((i - by) % ndims) + ndims) % ndims)),
      })
    }
    const dims = rank(given)
    const backwards = less(places, int(0))
    const left = mod(negated(places), dims)
    const first = select(backwards, left, minus(dims, mod(places, dims)))
    const front = range(int(0), first)
    return transpose(given, { perm: concat(0, [range(first, dims), front]) })
  })
}

/** One of two vectors: chosen at once where the condition is known, else when it is run. Errors: TypeError for a condition that is no bool. */
export function pick_vector(condition: TensorLike, whenTrue: TensorLike, whenFalse: TensorLike): TensorLike {
  return withScope('pick_vector', null, [condition, whenTrue, whenFalse], () => {
    const cond = convertToTensor(condition, { name: 'cond' })
    if (cond.dtype !== bool) throw new TypeError(`${cond.name}.dtype=${cond.dtype} which is not ${bool}`)
    const known = constantValue(cond)
    if (known) return known.item() ? whenTrue : whenFalse
    const yes = convertToTensor(whenTrue, { name: 'true_vector' })
    const no = convertToTensor(whenFalse, { name: 'false_vector' })
    if (yes.dtype !== no.dtype)
      throw new TypeError(`${yes.name}.dtype=${yes.dtype} does not match ${no.name}.dtype=${no.dtype}`)
    const n = sliceHelper(shape(yes), [0])
    const both = concat(0, [yes, no])
    const begin = select(cond, int(0), n)
    return slice(both, [begin], [select(cond, n, int(-1))])
  })
}

/** The seed of a second stream of numbers, from the first one's seed and a name; none without a seed, or for 0. */
export function gen_new_seed(seed: Seed, salt: string): Seed {
  if (seed === null || Number(seed.valueOf()) === 0) return null
  const digest = createHash('md5').update(`${seed}${salt}`, 'utf8').digest('hex')
  return Number.parseInt(digest.slice(0, 8), 16) & 0x7fffffff
}

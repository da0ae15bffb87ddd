/** Shapes of sequences and states, checked when the graph is built where they are known, and at each run (sequence_queueing_state_saver.py). */
import { ValueError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { constantValue } from '../../graph/infer.ts'
import type { Operation } from '../../graph/operation.ts'
import { Tensor } from '../../graph/tensor.ts'
import { sliceHelper } from '../../ops/array/slice_ops.ts'
import { Assert_ } from '../../ops/control_flow/logging_ops.ts'
import { identity } from '../../ops/core/identity_ops.ts'
import { equal, not_equal } from '../../ops/math/comparison_ops.ts'
import { logical_and } from '../../ops/math/logical_ops.ts'
import { reduce_all } from '../../ops/math/reduction_ops.ts'
import { rank, shape, size } from '../../ops/math/shape_ops.ts'
import { as_string } from '../../ops/parsing/string_conversion_ops.ts'
import { string_join } from '../../ops/parsing/string_ops.ts'
import { int, PyInt } from '../../tensor/literals.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'

/** A number of Python, or an int32 tensor. */
export type Integer = PyInt | Tensor

/** Runs `body` within control dependencies on `assertions`. */
export const after = <R>(assertions: readonly Operation[], body: () => R): R =>
  get_default_graph().control_dependencies(assertions, body)

/** `check`, whose error says what was checked. */
function merged(what: string, tensor: Tensor, check: () => TensorShape): void {
  try {
    tensor.set_shape(check())
  } catch (error) {
    if (error instanceof ValueError) throw new ValueError(`${what}: ${error.message}`)
    throw error
  }
}

/** An operation that fails with InvalidArgument where `value`, an int32 scalar, is 0 or its `remainder` by `divisor` is not. */
export const assertMultiple = (what: string, value: Tensor, divisor: Integer, remainder: Tensor): Operation =>
  Assert_(logical_and(equal(remainder, 0), not_equal(value, 0)), [
    string_join([
      `${what} should be a multiple of: `,
      as_string(divisor),
      ', but saw value: ',
      as_string(value),
      '. Consider setting pad=True.',
    ]),
  ])

/** `value`, of rank `expected`. Errors: ValueError, at a run InvalidArgument. */
export function checkRank(value: Tensor, expected: Integer): Tensor {
  const assertion = Assert_(equal(expected, rank(value)), [
    string_join([`Rank of tensor ${value.name} should be: `, as_string(expected), ', shape received:']),
    shape(value),
  ])
  return after([assertion], () => {
    const checked = identity(value, 'rank_checked')
    const known = expected instanceof Tensor ? constantValue(expected)?.data[0] : expected.value
    if (known !== undefined)
      merged(`Rank check failed for ${value.name}`, checked, () => checked.get_shape().with_rank(Number(known)))
    return checked
  })
}

/** `value`, of the shape that the int32 vector `expected` holds. Errors: ValueError, at a run InvalidArgument. */
export function checkShape(value: Tensor, expected: Tensor): Tensor {
  const known = constantValue(expected)
  const sizes = known === undefined ? expected : Array.from(known.data as ArrayLike<number>, int)
  const ranked = checkRank(value, known === undefined ? size(expected) : int(known.size))
  const asTensor = sizes as TensorLike
  const assertion = Assert_(reduce_all(equal(asTensor, shape(ranked))), [
    string_join([
      `Shape of tensor ${ranked.name} should be: `,
      as_string(asTensor),
      ', shape received: ',
      as_string(shape(ranked)),
    ]),
  ])
  return after([assertion], () => {
    const checked = identity(ranked, 'shape_checked')
    if (known !== undefined) {
      const dims = Array.from(known.data as ArrayLike<number>)
      merged(`Shape check failed for ${ranked.name}`, checked, () => checked.get_shape().merge_with(dims))
    }
    return checked
  })
}

/** `value`, whose first dimensions are of `expected` sizes. Errors: ValueError, at a run InvalidArgument. */
export function checkDimensions(value: Tensor, expected: readonly Integer[], label: string): Tensor {
  const dims = value.staticShape
  if (dims !== null) {
    const known = dims.map((dim, i) => {
      const wanted = expected[i]
      return wanted instanceof PyInt ? Number(wanted.value) : dim
    })
    merged(`Dimensions check failed for ${label}`, value, () => value.get_shape().merge_with(known))
  }
  const assertions = expected.map((wanted, i) =>
    Assert_(equal(wanted, sliceHelper(shape(value), [i])), [
      string_join([
        `Dimension ${i} of tensor labeled ${label} should be: `,
        as_string(wanted),
        ', shape received: ',
        as_string(shape(value)),
      ]),
    ]),
  )
  return after(assertions, () => identity(value, `dims_checked_${label}`))
}

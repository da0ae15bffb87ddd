/** Variables' nodes and the ops that write them (ops/state_ops.py, kernels/variable_ops, dense_update_ops). */

import { pyfunction } from '../../calling/signature.ts'
import { checkInt32 } from '../../errors/int32.ts'
import { failedPrecondition, invalidArgument, outOfRange } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp, type OpSpec } from '../../graph/op_def.ts'
import { merged, unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext, VariableBuffer } from '../../kernels/kernel.ts'
import { elementwise } from '../../kernels/reference/scalars/scalar_evaluator.ts'
import { call, input, type Scalar, type ScalarFunction } from '../../kernels/scalar.ts'
import { copyInto } from '../../tensor/copy_into.ts'
import { bool, type DTypeLike, int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { shapeText } from '../../tensor/shape.ts'
import { as_shape, type ShapeLike, unknown_shape } from '../../tensor/tensor_shape.ts'

const VARIABLE_ATTRS = ['shape: shape', 'dtype: type', "container: string = ''", "shared_name: string = ''"] as const
const variableSpec: OpSpec<typeof VARIABLE_ATTRS> = {
  outputs: ['ref: Ref(dtype)'],
  attrs: VARIABLE_ATTRS,
  stateful: true,
  // the scalar shape stands for an unknown one: 0.12 writes it for variables without a static shape
  infer: c => {
    const shape = c.attr('shape').toShape()
    return [shape !== null && shape.length === 0 ? null : shape]
  },
  gradient: 'none',
  kernel: k => k.ownVariable(),
  lower: { kind: 'reference' },
}
export const Variable = defineOp('Variable', variableSpec)

/** The value behind reference input 0; TensorFlow's error where there is none yet. */
export function currentValue(k: KernelContext): { readonly variable: VariableBuffer; readonly value: NDArray } {
  const variable = k.variable(0)
  const { value } = variable
  if (!value) throw failedPrecondition(`Attempting to use uninitialized value ${variable.name}`)
  return { variable, value }
}

export const Assign = defineOp('Assign', {
  inputs: ['ref: Ref(T)', 'value: T'],
  outputs: ['output_ref: Ref(T)'],
  attrs: ['T: type', 'validate_shape: bool = true', 'use_locking: bool = true'],
  allowsUninitialized: true,
  infer: c => (c.attr('validate_shape') ? merged(c) : [c.input(1)]),
  gradient: 'none',
  kernel: k => {
    const variable = k.variable(0)
    const value = k.input(1)
    const old = variable.value
    if (old && old.shape.join() === value.shape.join()) copyInto(old, value)
    else {
      const shape = old?.shape ?? variable.declared
      if (shape && shape.join() !== value.shape.join() && k.attr('validate_shape') === true) {
        throw invalidArgument(
          `Assign requires shapes of both tensors to match. lhs shape= ${shapeText(shape)} rhs shape= ${shapeText(value.shape)}`,
        )
      }
      variable.replace(value)
    }
    return variable
  },
  lower: {
    kind: 'update',
    copies: 1,
    values: ([, value]) => [[0, value as Scalar]],
    // compiled code takes halves as floats and makes one NaN of all: a copy keeps the bits
    when: ({ inputTypes: [, type] }) => type?.base !== 'float16',
  },
})

/** v ← v ∘ value, in place. */
const update = (
  fn: ScalarFunction,
): Pick<OpSpec, 'kernel' | 'infer' | 'gradient' | 'lower' | 'outputs' | 'inputs' | 'attrs'> => ({
  inputs: ['ref: Ref(T)', 'value: T'],
  outputs: ['output_ref: Ref(T)'],
  attrs: ['T: numbertype', 'use_locking: bool = false'],
  infer: merged,
  gradient: 'none',
  kernel: k => {
    const { variable, value: old } = currentValue(k)
    const value = k.input(1)
    if (old.shape.join() !== value.shape.join()) {
      throw invalidArgument('Parameters and update must be the same size')
    }
    copyInto(old, elementwise(call(fn, input(0), input(1)), [old, value], old.dtype))
    return variable
  },
  lower: { kind: 'update', values: ([old, value]) => [[0, call(fn, old as Scalar, value as Scalar)]] },
})
export const AssignAdd = defineOp('AssignAdd', update('add'))
export const AssignSub = defineOp('AssignSub', update('sub'))

export const IsVariableInitialized = defineOp('IsVariableInitialized', {
  inputs: ['ref: Ref(dtype)'],
  outputs: ['is_initialized: bool'],
  attrs: ['dtype: type'],
  allowsUninitialized: true,
  infer: () => [[]],
  gradient: 'none',
  writes: [],
  kernel: k => new NDArray(bool, [], Uint8Array.of(Number(k.variable(0).value !== undefined))),
  lower: { kind: 'host' },
})

export const RefIdentity = defineOp('RefIdentity', {
  inputs: ['input: Ref(T)'],
  outputs: ['output: Ref(T)'],
  attrs: ['T: type'],
  allowsUninitialized: true,
  infer: unchanged,
  gradient: (_op, grad) => [grad as Tensor],
  writes: [],
  scheduling: 'inexpensive',
  kernel: k => k.variable(0),
  lower: { kind: 'view' },
})

/** The value before it is counted up, in place. */
export const CountUpTo = defineOp('CountUpTo', {
  inputs: ['ref: Ref(T)'],
  outputs: ['output: T'],
  attrs: ['limit: int', 'T: {int32, int64}'],
  infer: c => [c.withRank(c.input(0), 0)],
  gradient: 'none',
  kernel: k => {
    if (k.outputTypes[0] === int32) checkInt32('limit', k.attr('limit'))
    const { value } = currentValue(k)
    if (value.shape.length > 0) throw invalidArgument(`input is not a scalar: ${shapeText(value.shape)}`)
    const limit = k.attr('limit')
    const data = value.data as Int32Array | BigInt64Array
    const before = value.copy()
    if (Number(data[0]) >= limit) throw outOfRange(`Reached limit of ${limit}`)
    if (data instanceof BigInt64Array) data[0] = (data[0] as bigint) + 1n
    else data[0] = (data[0] as number) + 1
    return before
  },
  lower: { kind: 'host' },
})

// --- functions

interface AssignArgs {
  ref: TensorLike
  value: TensorLike
  use_locking: boolean | null
  name: Name
}
/** Gives the variable behind `ref` the value `value`, and refers to it afterwards. */
export const assign = pyfunction(
  'assign(ref, value, validate_shape=None, use_locking=None, name=None)',
  ({ ref, value, validate_shape, use_locking, name }: AssignArgs & { validate_shape: boolean | null }) =>
    apply(Assign, { ref, value, validate_shape, use_locking }, name),
)
/** Adds `value` to the variable behind `ref`. */
export const assign_add = pyfunction(
  'assign_add(ref, value, use_locking=None, name=None)',
  ({ ref, value, use_locking, name }: AssignArgs) => apply(AssignAdd, { ref, value, use_locking }, name),
)
/** Subtracts `value` from the variable behind `ref`. */
export const assign_sub = pyfunction(
  'assign_sub(ref, value, use_locking=None, name=None)',
  ({ ref, value, use_locking, name }: AssignArgs) => apply(AssignSub, { ref, value, use_locking }, name),
)

/** The value of the integer variable behind `ref`, which is increased by one. Errors: OutOfRangeError where it has reached `limit`. */
export const count_up_to = pyfunction(
  'count_up_to(ref, limit, name=None)',
  ({ ref, limit, name }: { ref: TensorLike; limit: number; name: Name }) => apply(CountUpTo, { ref, limit }, name),
)

/** A reference to a buffer that lasts as long as the session: the node of a variable. */
export function variableNode(
  shape: ShapeLike,
  dtype: DTypeLike,
  name: string,
  setShape: boolean,
  container = '',
  shared_name = '',
): Tensor {
  const known = setShape ? as_shape(shape) : unknown_shape()
  const ref = apply(Variable, { shape: known, dtype, container, shared_name }, name)
  if (setShape) ref.set_shape(known)
  return ref
}

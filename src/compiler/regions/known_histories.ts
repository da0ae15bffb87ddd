/**
 * Histories of loops whose every value is one constant: what a gradient needs of a forward loop is pushed in each iteration, axes and shapes
 * too. Where the value that is pushed comes from constants alone, what is popped is that value, and the stack is not needed.
 */
import { deepRecursion } from '../../graph/deep_recursion.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { NDArray } from '../../tensor/ndarray.ts'

export interface KnownHistories {
  /** What pushes and pops give → the constant, or what is computed of constants. */
  readonly values: ReadonlyMap<Tensor, Tensor>
  /** The stacks with all that pushes and pops. */
  readonly ops: ReadonlySet<Operation>
  /** These constants, for who asks for them where nothing has computed them. */
  readonly constants: ReadonlyMap<Tensor, NDArray>
}
/** Computes an operation from its inputs; undefined where that can't be done before a run. */
export type Evaluate = (op: Operation, inputs: readonly NDArray[]) => readonly NDArray[] | undefined

/** Larger values are not computed before they are needed. */
const MOST_ELEMENTS = 4096

interface Users {
  readonly ops: Operation[]
  readonly pushed: Tensor[]
  /** Something else has to do with it. */
  seen: boolean
}

export function knownHistories(
  ops: readonly Operation[],
  isFed: (tensor: Tensor) => boolean,
  evaluate: Evaluate,
): KnownHistories {
  const stacks = new Map<Operation, Users>()
  for (const op of ops) {
    const { history } = op.op_def.spec
    if (history === 'stack' && !op.outputs.some(isFed)) stacks.set(op, { ops: [op], pushed: [], seen: false })
  }
  if (stacks.size === 0) return NONE
  for (const op of ops) {
    for (const [index, input] of op.inputs.entries()) {
      const users = stacks.get(entered(input, isFed).op)
      if (!users) continue
      const { history, controlFlow } = op.op_def.spec
      if (controlFlow === 'enter') continue
      if (index > 0 || (history !== 'push' && history !== 'pop') || op.outputs.some(isFed)) {
        users.seen = true
        continue
      }
      users.ops.push(op)
      if (history === 'push') users.pushed.push(op.inputs[1] as Tensor)
    }
  }
  const constantOf = constantFinder(isFed, evaluate)
  const values = new Map<Tensor, Tensor>()
  const known = new Set<Operation>()
  const constants = new Map<Tensor, NDArray>()
  for (const { ops: users, pushed, seen } of stacks.values()) {
    const value = pushed[0] && entered(pushed[0], isFed)
    if (seen || pushed.length !== 1 || !value) continue
    const constant = constantOf(value)
    if (!constant) continue
    constants.set(value, constant)
    for (const op of users) {
      known.add(op)
      if (op.op_def.spec.history !== 'stack') values.set(op.outputs[0] as Tensor, value)
    }
  }
  return { values, ops: known, constants }
}
const NONE: KnownHistories = { values: new Map(), ops: new Set(), constants: new Map() }

/** A value as it was before it entered loops as something that stays the same. */
function entered(tensor: Tensor, isFed: (tensor: Tensor) => boolean): Tensor {
  let outside = tensor
  while (
    !isFed(outside) &&
    outside.op.op_def.spec.controlFlow === 'enter' &&
    outside.op.attr('is_constant') === true &&
    outside.op.inputs[0]
  )
    outside = outside.op.inputs[0]
  return outside
}

/** What a tensor is that is computed of constants alone. */
function constantFinder(
  isFed: (tensor: Tensor) => boolean,
  evaluate: Evaluate,
): (tensor: Tensor) => NDArray | undefined {
  const found = new Map<Operation, readonly NDArray[] | undefined>()
  return deepRecursion<Tensor, NDArray | undefined>((tensor, recurse) => {
    const { op, dtype, value_index } = entered(tensor, isFed)
    if (dtype.is_ref || op.outputs.some(isFed)) return undefined
    if (!found.has(op)) {
      const { spec, stateful } = op.op_def
      const pure =
        !stateful &&
        !spec.checks &&
        spec.controlFlow === undefined &&
        spec.history === undefined &&
        spec.lower?.kind !== 'source' &&
        op.outputs.every(output => output.dtype.is_plain)
      const inputs = pure ? op.inputs.map(recurse) : [undefined]
      const known = inputs.filter(input => input !== undefined)
      const outputs = known.length === inputs.length ? evaluate(op, known) : undefined
      found.set(op, outputs?.every(({ size }) => size <= MOST_ELEMENTS) ? outputs : undefined)
    }
    return found.get(op)?.[value_index]
  }, undefined)
}

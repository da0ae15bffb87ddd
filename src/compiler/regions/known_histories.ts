/**
 * Histories of loops whose every value is one constant: what a gradient needs of a forward loop is pushed in each iteration, axes and shapes
 * too. Where the value that is pushed comes from constants alone, what is popped is that value, and the stack is not needed.
 */
import { deepRecursion } from '../../graph/deep_recursion.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'

export interface KnownHistories {
  /** What pushes and pops give → the constant, or what is computed of constants. */
  readonly values: ReadonlyMap<Tensor, Tensor>
  /** The stacks with all that pushes and pops. */
  readonly ops: ReadonlySet<Operation>
}

interface Users {
  readonly ops: Operation[]
  readonly pushed: Tensor[]
  /** Something else has to do with it. */
  seen: boolean
}

export function knownHistories(ops: readonly Operation[], isFed: (tensor: Tensor) => boolean): KnownHistories {
  const stacks = new Map<Operation, Users>()
  for (const op of ops) {
    const { history } = op.op_def.spec
    if (history === 'stack' && !op.outputs.some(isFed)) stacks.set(op, { ops: [op], pushed: [], seen: false })
  }
  if (stacks.size === 0) return { values: new Map(), ops: new Set() }
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
  const isConstant = constantFinder(isFed)
  const values = new Map<Tensor, Tensor>()
  const known = new Set<Operation>()
  for (const { ops: users, pushed, seen } of stacks.values()) {
    const [value] = pushed
    if (seen || pushed.length !== 1 || !value || !isConstant(value)) continue
    for (const op of users) {
      known.add(op)
      if (op.op_def.spec.history !== 'stack') values.set(op.outputs[0] as Tensor, entered(value, isFed))
    }
  }
  return { values, ops: known }
}

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

function constantFinder(isFed: (tensor: Tensor) => boolean): (tensor: Tensor) => boolean {
  const found = new Map<Operation, boolean>()
  return deepRecursion<Tensor, boolean>((tensor, recurse) => {
    const { op, dtype } = entered(tensor, isFed)
    if (dtype.is_ref || op.outputs.some(isFed)) return false
    let constant = found.get(op)
    if (constant === undefined) {
      const { spec, stateful } = op.op_def
      constant =
        !stateful &&
        !spec.checks &&
        spec.controlFlow === undefined &&
        spec.history === undefined &&
        spec.lower?.kind !== 'source' &&
        op.outputs.every(output => output.dtype.is_plain) &&
        op.inputs.every(recurse)
      found.set(op, constant)
    }
    return constant
  }, false)
}

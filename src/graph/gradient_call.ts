/** How gradient functions are called: with the gradients one by one, or as one list where they may be more than a call takes. */
import { ValueError } from '../errors/python.ts'
import type { Gradient, GradientFunction } from './op_def.ts'
import type { Operation } from './operation.ts'
import type { Tensor } from './tensor.ts'

/** More arguments than this a call may not have: they lie on the stack. */
export const MOST_ARGUMENTS = 65_535

type ListGradientFunction = (op: Operation, grads: Tensor[]) => readonly Gradient[]
const listForms = new WeakMap<GradientFunction, ListGradientFunction>()

/** The gradient function of an op with any number of outputs. */
export function gradientOfList(f: ListGradientFunction): GradientFunction {
  const gradient: GradientFunction = (op, ...grads) => f(op, grads)
  listForms.set(gradient, f)
  return gradient
}

/**
 * Calls a gradient function. ValueError where it takes gradients one by one and they are too many, and where the node, which an import made,
 * lacks an attribute: a gradient function may take all of them as given.
 */
export function callGradient(f: GradientFunction, op: Operation, grads: Tensor[]): readonly Gradient[] {
  for (const name of op.op_def.attrs.keys()) op.get_attr(name)
  const list = listForms.get(f)
  if (list) return list(op, grads)
  if (grads.length > MOST_ARGUMENTS)
    throw new ValueError(
      `The gradient function of '${op.name}' (op type: ${op.type}) takes at most ${MOST_ARGUMENTS} gradients, but the op has ${grads.length} outputs`,
    )
  return f(op, ...grads)
}

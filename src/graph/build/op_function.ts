/** Public functions that do nothing but make a node: what their signatures name are the inputs and attributes of their op. */
import { apply, applyOp } from './apply_op.ts'
import type { Name } from './convert.ts'
import type { OpDef } from '../op_def.ts'
import { pyfunction, type PythonFunction } from '../../calling/signature.ts'
import type { Tensor } from '../tensor.ts'

type Bound = Readonly<Record<string, unknown>> & { readonly name: Name }

/** A function that gives its node's only output. */
export function opFunction<S extends string>(signature: S, def: OpDef): PythonFunction<S, Bound, Tensor> {
  return pyfunction(signature, ({ name, ...args }: Bound) => apply(def, args, name))
}
/** A function that gives all outputs of its node. */
export function opFunctionOfOutputs<S extends string>(signature: S, def: OpDef): PythonFunction<S, Bound, readonly Tensor[]> {
  return pyfunction(signature, ({ name, ...args }: Bound) => applyOp(def, args, name).outputs)
}

/** Public functions that do nothing but make a node: what their signatures name are the inputs and attributes of their op. */

import { type NamesOf, type PythonFunction, pyfunction } from '../../calling/signature.ts'
import type { DTypeLike } from '../../tensor/dtypes.ts'
import type { OpDef } from '../op_def.ts'
import type { Tensor } from '../tensor.ts'
import { apply, applyOp } from './apply_op.ts'
import type { Name, TensorLike } from './convert.ts'

/** The attributes that such functions take: in all ops one name has one type. Whatever is not named here is an input. */
interface Attributes {
  readonly T: DTypeLike
  readonly data_format: string
  readonly epsilon: number
  readonly is_training: boolean
  readonly ksize: readonly number[]
  readonly mode: string
  readonly name: Name
  readonly out_type: DTypeLike
  readonly padding: string
  readonly rates: readonly number[]
  readonly resize_align_corners: boolean
  readonly scale_after_normalization: boolean
  readonly strides: readonly number[]
  readonly variance_epsilon: number
}
/** The types of what the signature `S` names. */
type Bound<S extends string> = {
  readonly [Name in NamesOf<S> & string]: Name extends keyof Attributes ? Attributes[Name] : TensorLike
}

/** The name of a node, and what its op takes. */
function named(
  bound: Readonly<Record<string, unknown>>,
): readonly [args: Readonly<Record<string, unknown>>, name: Name] {
  const { name, ...args } = bound
  return [args, name as Name]
}
/** A function that gives its node's only output. */
export function opFunction<S extends string>(signature: S, def: OpDef): PythonFunction<S, Bound<S>, Tensor> {
  return pyfunction(signature, (bound: Bound<S>) => apply(def, ...named(bound)))
}
/** A function that gives all outputs of its node. */
export function opFunctionOfOutputs<S extends string>(
  signature: S,
  def: OpDef,
): PythonFunction<S, Bound<S>, readonly Tensor[]> {
  return pyfunction(signature, (bound: Bound<S>) => applyOp(def, ...named(bound)).outputs)
}

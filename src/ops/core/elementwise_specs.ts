/** What the definitions of elementwise ops share. */

import type { PythonFunction } from '../../calling/signature.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { convertToTensor, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { OpDef, OpSpec } from '../../graph/op_def.ts'
import { broadcasted, unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { call, type ScalarFunction } from '../../kernels/scalar.ts'

/** y = fn(x), of the types in `types` as TensorFlow writes them. */
export const unary = (types: string, fn: ScalarFunction): OpSpec => ({
  inputs: ['x: T'],
  outputs: ['y: T'],
  attrs: [`T: ${types}`],
  infer: unchanged,
  lower: { kind: 'elementwise', scalar: ([x]) => call(fn, x!) },
})

/** z = fn(x, y) with broadcasting. */
export const binary = (types: string, fn: ScalarFunction): OpSpec => ({
  inputs: ['x: T', 'y: T'],
  outputs: ['z: T'],
  attrs: [`T: ${types}`],
  infer: broadcasted,
  lower: { kind: 'elementwise', scalar: ([x, y]) => call(fn, x!, y!) },
})

export interface UnaryArgs {
  x: TensorLike
  name: Name
}
export interface BinaryArgs {
  x: TensorLike
  y: TensorLike
  name: Name
}

/** A unary wrapper that opens its own scope and takes sparse tensors: their values change, their zeros stay. */
export function unarySparse(def: OpDef, x: TensorLike | SparseTensor, name: Name): Tensor | SparseTensor {
  return withScope(name, def.name, [x], scope => onValues(x, values => apply(def, { x: values }, scope)))
}

/** `fn` of a tensor, or of the values of a sparse one. */
export function onValues(x: TensorLike | SparseTensor, fn: (values: TensorLike) => Tensor): Tensor {
  if (!(x instanceof SparseTensor)) return fn(x)
  // callers that give a sparse tensor get one; the type says what nearly all of them get
  return new SparseTensor(x.indices, fn(x.values), x.shape) as unknown as Tensor
}

/** By type alone: `fn` takes sparse tensors too, and gives a sparse tensor for one. */
export const takingSparse = <S extends string, P extends { x: unknown }, A>(
  fn: PythonFunction<S, P, Tensor, A>,
): PythonFunction<S, P, Tensor, A> & PythonFunction<S, Omit<P, 'x'> & { x: SparseTensor }, SparseTensor, A> =>
  fn as never

/** `x` as a tensor, under the name that TensorFlow's wrappers give it. */
export const asTensor = (x: TensorLike, name = 'x'): Tensor => convertToTensor(x, { name })

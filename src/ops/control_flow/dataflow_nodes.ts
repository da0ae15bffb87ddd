/** The dataflow nodes for tensors, and part by part for slices and sparse tensors (ops/control_flow_ops.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { ValueError } from '../../errors/python.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { IndexedSlices } from '../../graph/indexed_slices.ts'
import type { OpDef } from '../../graph/op_def.ts'
import { Tensor } from '../../graph/tensor.ts'
import { int32, int64 } from '../../tensor/dtypes.ts'
import { Identity } from '../core/identity_ops.ts'
import { RefIdentity } from '../core/state_ops.ts'
import { cast } from '../math/cast_ops.ts'
import { range } from '../math/sequence_ops.ts'
import { shapeInternal } from '../math/shape_ops.ts'
import { componentsOf, fromComponents, isComposite, type TensorOrComposite } from './composite_tensors.ts'
import {
  Enter,
  Exit,
  Merge,
  NextIteration,
  RefEnter,
  RefExit,
  RefMerge,
  RefNextIteration,
  RefSwitch,
  Switch,
} from './dataflow_ops.ts'

/** `value` as it is where it is a tensor, slices or sparse; else converted. */
export function tensorOrComposite(value: unknown, name: string | null = null, asRef = false): TensorOrComposite {
  return isComposite(value) ? value : convertToTensor(value, { name, asRef })
}
/** One node a part: the values named `name`, the indices `indices`, the shape `shapeName`. */
function eachPart(
  data: IndexedSlices | SparseTensor,
  name: Name,
  shapeName: Name,
  plain: OpDef,
  ref: OpDef,
  attrs: object = {},
): TensorOrComposite {
  const parts = componentsOf(data).map((part, i) => {
    const def = i === 0 && part.dtype.is_ref ? ref : plain
    return apply(
      def,
      { [def.inputs[0]?.name as string]: part, ...attrs },
      i === 0 ? name : i === 1 ? 'indices' : shapeName,
    )
  })
  return fromComponents(data, parts)
}
function forwarded(
  data: TensorOrComposite,
  name: Name,
  shapeName: Name,
  plain: OpDef,
  ref: OpDef,
  attrs: object = {},
): TensorOrComposite {
  if (!(data instanceof Tensor)) return eachPart(data, name, shapeName, plain, ref, attrs)
  const def = data.dtype.is_ref ? ref : plain
  return apply(def, { [def.inputs[0]?.name as string]: data, ...attrs }, name)
}

/** A node of its own for the same value; references stay references. */
export function identityNode<T extends TensorOrComposite>(data: T, name: Name = null): T {
  return forwarded(data, name, 'dense_shape', Identity, RefIdentity) as T
}
export function nextIterationNode<T extends TensorOrComposite>(data: T, name: Name = null): T {
  return forwarded(data, name, 'dense_shape', NextIteration, RefNextIteration) as T
}
/** Leaves the frame. */
export function exitNode<T extends TensorOrComposite>(data: T, name: Name = null): T {
  return forwarded(data, name, name, Exit, RefExit) as T
}

export interface EnterOptions {
  readonly frame: string
  readonly constant: boolean
  readonly parallelIterations: number
  /** Whether the value keeps its static shape inside. */
  readonly useInputShape?: boolean
  readonly name?: Name
}
/** Enters a frame. */
export function enterNode<T extends TensorOrComposite>(data: T, options: EnterOptions): T {
  const { frame, constant, parallelIterations, useInputShape = true, name = null } = options
  const attrs = { frame_name: frame, is_constant: constant, parallel_iterations: parallelIterations }
  const entered = forwarded(data, name, 'dense_shape', Enter, RefEnter, attrs) as T
  if (useInputShape) {
    const inputs = componentsOf(data)
    for (const [i, part] of componentsOf(entered).entries()) part.set_shape((inputs[i] as Tensor).get_shape())
  }
  return entered
}

/** [false, true]: `data` on the output that `pred` chooses; references become values. */
export function switchNode<T extends TensorOrComposite>(data: T, pred: Tensor, name: Name = null): [T, T] {
  return withScope(name, 'Switch', [...componentsOf(data), pred], scope => {
    const both = componentsOf(data).map(
      (part, i) => applyOp(Switch, { data: part, pred }, i === 0 ? scope : i === 1 ? 'indices' : 'dense_shape').outputs,
    )
    const side = (k: number): T =>
      fromComponents(
        data,
        both.map(outputs => outputs[k] as Tensor),
      ) as T
    return [side(0), side(1)]
  })
}
/** As `switchNode`, on the device of `data`; references stay references. */
export function switchRefOrTensor(
  given: unknown,
  pred: Tensor,
  name = 'Switch',
): [TensorOrComposite, TensorOrComposite] {
  const data = tensorOrComposite(given, 'data')
  // the colocation of the surrounding code must not hold for what is captured
  return get_default_graph().colocate_with(componentsOf(data)[0] as Tensor, true, () =>
    data instanceof Tensor && data.dtype.is_ref
      ? (applyOp(RefSwitch, { data, pred }, name).outputs as unknown as [Tensor, Tensor])
      : switchNode(data, pred, name),
  )
}

/** The one of `given` that is alive, and which one it is. Dense and sliced values together become slices. */
export function mergeNode(given: readonly unknown[], name: Name = null): [TensorOrComposite, Tensor] {
  if (given.some(input => input === null || input === undefined))
    throw new ValueError(`At least one of the merge inputs is None: ${pythonRepr(given)}`)
  return withScope(
    name,
    'Merge',
    given.flatMap(value => (isComposite(value) ? componentsOf(value) : [value])),
    scope => {
      const inputs = given.map(input => tensorOrComposite(input, null, true))
      if (inputs.every(input => input instanceof Tensor)) {
        const outputs = applyOp(inputs.every(input => input.dtype.is_ref) ? RefMerge : Merge, { inputs }, scope).outputs
        return [outputs[0] as Tensor, outputs[1] as Tensor]
      }
      const sparse = inputs.every(input => input instanceof SparseTensor)
      const all = sparse ? (inputs as SparseTensor[]) : asIndexedSlicesList(inputs as (Tensor | IndexedSlices)[], false)
      const [values] = mergeNode(
        all.map(input => input.values),
        scope,
      ) as [Tensor, Tensor]
      const [indices, chosen] = applyOp(Merge, { inputs: all.map(input => input.indices) }, 'indices')
        .outputs as readonly [Tensor, Tensor]
      const shapes = all.map(input => (input instanceof IndexedSlices ? input.dense_shape : input.shape))
      if (shapes.every(shape => shape === null)) return [new IndexedSlices(values, indices, null), chosen]
      if (shapes.includes(null))
        throw new ValueError(
          'Either all merged IndexedSlices must have a dense_shape, or none must have a dense_shape.',
        )
      const shape = apply(Merge, { inputs: shapes }, 'dense_shape')
      return [fromComponents(all[0] as TensorOrComposite, [values, indices, shape]), chosen]
    },
  )
}

/** A dense tensor as all of its rows (math_ops._as_indexed_slices). */
export function asIndexedSlices(x: Tensor | IndexedSlices, optimize: boolean): IndexedSlices {
  if (x instanceof IndexedSlices) return x
  const dims = shapeInternal(x, optimize)
  return new IndexedSlices(x, range(0, dims.at(0)), dims)
}
/** The same of all; int32 indices become int64 where both kinds occur. */
export function asIndexedSlicesList(values: readonly (Tensor | IndexedSlices)[], optimize: boolean): IndexedSlices[] {
  const slices = values.map(value => asIndexedSlices(value, optimize))
  const narrow = slices.filter(slice => slice.indices.dtype.base_dtype === int32)
  if (narrow.length === 0 || narrow.length === slices.length) return slices
  return slices.map(slice =>
    slice.indices.dtype.base_dtype === int32
      ? new IndexedSlices(slice.values, cast(slice.indices, int64), slice.dense_shape)
      : slice,
  )
}

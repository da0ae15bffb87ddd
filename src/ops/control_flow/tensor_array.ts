/** tf.TensorArray (ops/tensor_array_ops.py). */

import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { typeFromPython } from '../../graph/attr_check.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { isBare, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { constantValue } from '../../graph/infer.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { lookupOp, type OpDef } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { Tensor } from '../../graph/tensor.ts'
import { type DType, type DTypeLike, float32, int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import type { Shape } from '../../tensor/shape.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import { identity } from '../core/identity_ops.ts'
import { to_int64 } from '../math/cast_ops.ts'
import { constant } from '../math/constant_op.ts'
import { range } from '../math/sequence_ops.ts'
import { shape } from '../math/shape_ops.ts'

const definition = (name: string): OpDef => lookupOp(`TensorArray${name}V2`) as OpDef

interface TensorArrayArgs {
  dtype: DTypeLike
  size: TensorLike | null
  dynamic_size: boolean | null
  clear_after_read: boolean | null
  tensor_array_name: string | null
  handle: Tensor | null
  flow: Tensor | null
  infer_shape: boolean
  name: Name
}
const ARRAY_TEXT =
  'TensorArray(dtype, size=None, dynamic_size=None, clear_after_read=None, tensor_array_name=None, handle=None, flow=None, infer_shape=True, name=None)'

/** Equal as Python compares shapes: unknown dimensions are not equal to anything. */
const sameShape = (a: Shape, b: Shape): boolean =>
  a === null || b === null ? a === b : a.length === b.length && a.every((dim, i) => dim !== null && dim === b[i])

const METHODS = {
  grad: 'grad(source, flow=None, name=None)',
  read: 'read(index, name=None)',
  write: 'write(index, value, name=None)',
  pack: 'pack(name=None)',
  stack: 'stack(name=None)',
  gather: 'gather(indices, name=None)',
  concat: 'concat(name=None)',
  unpack: 'unpack(value, name=None)',
  unstack: 'unstack(value, name=None)',
  scatter: 'scatter(indices, value, name=None)',
  split: 'split(value, lengths, name=None)',
  size: 'size(name=None)',
  close: 'close(name=None)',
} as const

/**
 * An array of tensors of one type, written once and read within one run: what loops collect. Writing returns the array as it is
 * afterwards; go on with that one.
 *
 *     let array = new tf.TensorArray(tf.float32, 3)
 *     for (let i = 0; i < 3; i++) array = array.write(i, i * i)
 *     const squares = array.pack()
 */
export class TensorArray {
  readonly dtype: DType
  readonly handle: Tensor
  #flow: Tensor
  #inferShape: boolean
  /** The static shape of the elements, known from the first write on; shared by all that came from one array. */
  #elementShape: { shape?: Shape } = {}

  constructor(...args: PythonArguments<typeof ARRAY_TEXT, TensorArrayArgs>) {
    const bound = SIGNATURE.bind(args) as unknown as TensorArrayArgs
    const { size, clear_after_read, tensor_array_name, handle, flow } = bound
    const refuse = (message: string): never => {
      throw new ValueError(message)
    }
    if (handle !== null && tensor_array_name) refuse('Cannot construct with both handle and tensor_array_name')
    if (handle !== null && !(handle instanceof Tensor)) throw new TypeError('Handle must be a Tensor')
    if (handle === null && size === null) refuse('Size must be provided if handle is not provided')
    if (handle !== null && size !== null) refuse('Cannot provide both a handle and size at the same time')
    if (handle !== null && bound.dynamic_size !== null)
      refuse('Cannot provide both a handle and dynamic_size at the same time')
    if (handle !== null && clear_after_read !== null)
      refuse('Cannot provide both a handle and clear_after_read at the same time')
    this.dtype = typeFromPython('dtype', bound.dtype)
    this.#inferShape = bound.infer_shape
    const graph = get_default_graph()
    const made = withScope(bound.name, 'TensorArray', [handle, size, flow], scope => {
      const create = (): Tensor =>
        apply(
          definition(''),
          {
            dtype: this.dtype,
            size,
            dynamic_size: bound.dynamic_size ?? false,
            clear_after_read: clear_after_read ?? true,
            tensor_array_name,
          },
          scope,
        )
      const own = handle ?? (flow === null ? create() : graph.colocate_with(flow, false, create))
      return { handle: own, flow: flow ?? own.graph.colocate_with(own, false, () => constant(0, float32)) }
    })
    this.handle = made.handle
    this.#flow = made.flow
  }
  /** What forces the operations that led to this state of the array. */
  get flow(): Tensor {
    return this.#flow
  }
  /** This array in a state of which only the flow is known: what a loop carries. */
  withFlow(flow: Tensor): TensorArray {
    const array = new TensorArray({ dtype: this.dtype, handle: this.handle, flow, infer_shape: this.#inferShape })
    array.#elementShape = this.#elementShape
    return array
  }
  #colocated<R>(body: () => R): R {
    return this.handle.graph.colocate_with(this.handle, false, body)
  }
  /** Bare numbers are of the array's type. */
  #typed(value: TensorLike): TensorLike {
    return isBare(value) ? NDArray.of(value as never, this.dtype) : value
  }
  /** The array after a write with flow `flow` of elements of static shape `shape`. */
  #written(flow: Tensor, elementShape: () => Shape): TensorArray {
    const array = new TensorArray({ dtype: this.dtype, handle: this.handle })
    array.#flow = flow
    array.#inferShape = this.#inferShape
    array.#elementShape = this.#elementShape
    if (!this.#inferShape) return array
    const known = this.#elementShape.shape
    const found = elementShape()
    if (known === undefined) this.#elementShape.shape = found
    else if (!sameShape(found, known)) {
      throw new ValueError(
        `Inconsistent shapes: saw ${TensorShape.of(found)} but expected ${TensorShape.of(known)} (and infer_shape=True)`,
      )
    }
    return array
  }

  /** The array of the gradients of this one, in the call of `gradients` named `source`. */
  grad(...args: PythonArguments<typeof METHODS.grad, { source: string; flow: Tensor | null; name: Name }>): TensorArray
  grad(source: string, flow: Tensor | null, name: Name): TensorArray {
    const before = flow ?? this.flow
    return withScope(name, 'TensorArrayGrad', [this.handle], () =>
      this.#colocated(() => {
        const handle = apply(definition('Grad'), { handle: this.handle, source, flow_in: before }, name)
        const after = get_default_graph().control_dependencies([handle], () => identity(before, 'gradient_flow'))
        return new TensorArray({ dtype: this.dtype, handle, flow: after, infer_shape: this.#inferShape })
      }),
    )
  }
  /** The element at `index` (int32 scalar). Run-time error: InvalidArgument where nothing was written or it was read already. */
  read(...args: PythonArguments<typeof METHODS.read, { index: TensorLike; name: Name }>): Tensor
  read(index: TensorLike, name: Name): Tensor {
    return this.#colocated(() => {
      const value = apply(
        definition('Read'),
        { handle: this.handle, index, flow_in: this.#flow, dtype: this.dtype },
        name,
      )
      const { shape: known } = this.#elementShape
      if (known !== undefined) value.set_shape(TensorShape.of(known))
      return value
    })
  }
  /** Writes `value` to `index` (int32 scalar). Errors: ValueError for another static shape than earlier elements. */
  write(
    ...args: PythonArguments<typeof METHODS.write, { index: TensorLike; value: TensorLike; name: Name }>
  ): TensorArray
  write(index: TensorLike, value: TensorLike, name: Name): TensorArray {
    return this.#colocated(() => {
      const flow = apply(
        definition('Write'),
        { handle: this.handle, index, value: this.#typed(value), flow_in: this.#flow },
        name,
      )
      return this.#written(flow, () => (flow.op.inputs[2] as Tensor).staticShape)
    })
  }
  /** All elements in one tensor, stacked along a new first dimension. */
  pack(...args: PythonArguments<typeof METHODS.pack, { name: Name }>): Tensor
  pack(name: Name): Tensor {
    return this.#colocated(() =>
      withScope(name, 'TensorArrayPack', [this.handle], () => this.gather(range(0, this.size()), name)),
    )
  }
  /** 1.x spelling of `pack`. */
  stack(...args: PythonArguments<typeof METHODS.stack, { name: Name }>): Tensor
  stack(name: Name): Tensor {
    return this.pack(name)
  }
  /** The elements at `indices` (int32 vector), stacked. */
  gather(...args: PythonArguments<typeof METHODS.gather, { indices: TensorLike; name: Name }>): Tensor
  gather(indices: TensorLike, name: Name): Tensor {
    return this.#colocated(() => {
      const { shape: known = null } = this.#elementShape
      const value = apply(
        definition('Gather'),
        { handle: this.handle, indices, flow_in: this.#flow, dtype: this.dtype, element_shape: TensorShape.of(known) },
        name,
      )
      if (known !== null) value.set_shape([null, ...known])
      return value
    })
  }
  /** All elements joined along their first dimension. */
  concat(...args: PythonArguments<typeof METHODS.concat, { name: Name }>): Tensor
  concat(name: Name): Tensor {
    const { shape: known = null } = this.#elementShape
    const rest = known === null ? null : known.slice(1)
    return this.#colocated(() => {
      const value = apply(
        definition('Concat'),
        { handle: this.handle, flow_in: this.#flow, dtype: this.dtype, element_shape_except0: TensorShape.of(rest) },
        name,
      )
      if (rest !== null) value.set_shape([null, ...rest])
      return value
    })
  }
  /** Writes the rows of `value` to the elements in order. */
  unpack(...args: PythonArguments<typeof METHODS.unpack, { value: TensorLike; name: Name }>): TensorArray
  unpack(given: TensorLike, name: Name): TensorArray {
    const value = this.#typed(given)
    return this.#colocated(() =>
      withScope(name, 'TensorArrayPack', [this.handle, value], () => {
        const count = shape(value).at(0)
        return this.scatter(range(0, count), value, name)
      }),
    )
  }
  /** 1.x spelling of `unpack`. */
  unstack(...args: PythonArguments<typeof METHODS.unstack, { value: TensorLike; name: Name }>): TensorArray
  unstack(value: TensorLike, name: Name): TensorArray {
    return this.unpack(value, name)
  }
  /** Writes the rows of `value` to `indices` (int32 vector). */
  scatter(
    ...args: PythonArguments<typeof METHODS.scatter, { indices: TensorLike; value: TensorLike; name: Name }>
  ): TensorArray
  scatter(indices: TensorLike, value: TensorLike, name: Name): TensorArray {
    return this.#colocated(() => {
      const flow = apply(
        definition('Scatter'),
        { handle: this.handle, indices, value: this.#typed(value), flow_in: this.#flow },
        name,
      )
      return this.#written(flow, () => (flow.op.inputs[2] as Tensor).staticShape?.slice(1) ?? null)
    })
  }
  /** Writes parts of `value` of the given `lengths` (vector) along its first dimension to the elements in order. */
  split(
    ...args: PythonArguments<typeof METHODS.split, { value: TensorLike; lengths: TensorLike; name: Name }>
  ): TensorArray
  split(value: TensorLike, lengths: TensorLike, name: Name): TensorArray {
    return this.#colocated(() => {
      const wide = withScope(name, 'TensorArraySplit', [this.handle, value, lengths], () =>
        to_int64(isBare(lengths) ? NDArray.of(lengths as never, int32) : lengths),
      )
      const flow = apply(
        definition('Split'),
        { handle: this.handle, value: this.#typed(value), lengths: wide, flow_in: this.#flow },
        name,
      )
      return this.#written(flow, () => {
        const known = (flow.op.inputs[1] as Tensor).staticShape
        const sizes = constantValue(flow.op.inputs[2] as Tensor)
        if (known === null || !sizes) return null
        const [first, ...others] = integersOf(sizes)
        return others.every(length => length === first) ? [first as number, ...known.slice(1)] : null
      })
    })
  }
  /** How many elements it has: an int32 scalar. */
  size(...args: PythonArguments<typeof METHODS.size, { name: Name }>): Tensor
  size(name: Name): Tensor {
    return this.#colocated(() => apply(definition('Size'), { handle: this.handle, flow_in: this.flow }, name))
  }
  /** Frees the elements. */
  close(...args: PythonArguments<typeof METHODS.close, { name: Name }>): Operation
  close(name: Name): Operation {
    return this.#colocated(() => applyOp(definition('Close'), { handle: this.handle }, name))
  }
}
// @ts-expect-error the guarded class takes its place
TensorArray = guardedClass(TensorArray)
setMethodSignatures(TensorArray, ...Object.values(METHODS))
const SIGNATURE = setSignature(TensorArray, ARRAY_TEXT)

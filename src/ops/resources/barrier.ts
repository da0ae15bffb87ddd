/** tf.Barrier (ops/data_flow_ops.py). */

import { type PythonArguments, setMethodSignatures, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { isBare, type Name, type TensorLike } from '../../graph/build/convert.ts'
import { constantValue } from '../../graph/infer.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import {
  BarrierClose,
  BarrierIncompleteSize,
  BarrierInsertMany,
  Barrier as BarrierOp,
  BarrierReadySize,
  BarrierTakeMany,
} from './barrier_ops.ts'
import { type Shapes, shapeList, type Types, typeList } from './component_lists.ts'

/** What `take_many` gives: when the elements were begun, their keys and their components. */
export interface Taken {
  readonly indices: Tensor
  readonly keys: Tensor
  readonly values: readonly Tensor[]
}

const BARRIER_TEXT = "Barrier(types, shapes=None, shared_name=None, name='barrier')"

interface TakeArgs {
  num_elements: TensorLike
  allow_small_batch: boolean
  timeout: number | null
  name: Name
}
const METHODS = {
  insert_many: 'insert_many(component_index, keys, values, name=None)',
  take_many: 'take_many(num_elements, allow_small_batch=False, timeout=None, name=None)',
  close: 'close(cancel_pending_enqueues=False, name=None)',
  ready_size: 'ready_size(name=None)',
  incomplete_size: 'incomplete_size(name=None)',
} as const

/** A map from string keys to tuples of tensors, whose components come one by one; complete ones can be taken out. */
export class Barrier {
  readonly barrier_ref: Tensor
  readonly #types: readonly DType[]
  readonly #shapes: readonly TensorShape[]
  readonly #shortName: string

  constructor(
    ...args: PythonArguments<
      typeof BARRIER_TEXT,
      { types: Types; shapes: Shapes; shared_name: string | null; name: string }
    >
  ) {
    const { types, shapes, shared_name, name } = BARRIER.bind(args) as {
      types: Types
      shapes: Shapes
      shared_name: string | null
      name: string
    }
    this.#types = typeList(types)
    this.#shapes = shapeList(shapes) ?? this.#types.map(() => TensorShape.of(null))
    for (const [i, shape] of this.#shapes.entries()) {
      if (shape.toShape()?.includes(0))
        throw new ValueError(`Empty tensors are not supported, but received shape '${shape}' at index ${i}`)
    }
    this.barrier_ref = apply(
      BarrierOp,
      { component_types: this.#types, shapes: this.#shapes, ...(shared_name === null ? {} : { shared_name }) },
      name,
    )
    this.#shortName = this.barrier_ref.op.name.split('/').at(-1) as string
  }
  get name(): string {
    return this.barrier_ref.op.name
  }
  /** The operation that gives each of `keys` ([n]) the component `component_index`, a row of `values` ([n, …]). */
  insert_many(
    ...args: PythonArguments<
      typeof METHODS.insert_many,
      { component_index: number; keys: TensorLike; values: TensorLike; name: Name }
    >
  ): Operation
  insert_many(component_index: number, keys: TensorLike, values: TensorLike, name: Name): Operation {
    const typed = isBare(values) ? NDArray.of(values as never, this.#types[component_index] as DType) : values
    return applyOp(
      BarrierInsertMany,
      { handle: this.barrier_ref, keys, values: typed, component_index },
      name ?? `${this.#shortName}_BarrierInsertMany`,
    )
  }
  /** `num_elements` complete elements; waits for as many. `allow_small_batch`: fewer will do once it is closed. */
  take_many(...args: PythonArguments<typeof METHODS.take_many, TakeArgs>): Taken
  take_many(num_elements: TensorLike, allow_small_batch: boolean, timeout: number | null, name: Name): Taken {
    const attrs = { component_types: this.#types, allow_small_batch, timeout_ms: timeout }
    const op = applyOp(
      BarrierTakeMany,
      { handle: this.barrier_ref, num_elements, ...attrs },
      name ?? `${this.#shortName}_BarrierTakeMany`,
    )
    const [indices, keys, ...values] = op.outputs as unknown as [Tensor, Tensor, ...Tensor[]]
    const count = allow_small_batch ? undefined : constantValue(op.inputs[1] as Tensor)
    const rows = TensorShape.of([count ? integerOf(count) : null])
    indices.set_shape(rows)
    keys.set_shape(rows)
    for (const [i, value] of values.entries()) value.set_shape(rows.concatenate(this.#shapes[i] as TensorShape))
    return { indices, keys, values }
  }
  /** The operation after which no new keys may come; those begun may be completed unless `cancel_pending_enqueues`. */
  close(...args: PythonArguments<typeof METHODS.close, { cancel_pending_enqueues: boolean; name: Name }>): Operation
  close(cancel_pending_enqueues: boolean, name: Name): Operation {
    return applyOp(
      BarrierClose,
      { handle: this.barrier_ref, cancel_pending_enqueues },
      name ?? `${this.#shortName}_BarrierClose`,
    )
  }
  /** How many elements are complete: an int32 scalar. */
  ready_size(...args: PythonArguments<typeof METHODS.ready_size, { name: Name }>): Tensor
  ready_size(name: Name): Tensor {
    return apply(BarrierReadySize, { handle: this.barrier_ref }, name ?? `${this.#shortName}_BarrierReadySize`)
  }
  /** How many elements lack components: an int32 scalar. */
  incomplete_size(...args: PythonArguments<typeof METHODS.incomplete_size, { name: Name }>): Tensor
  incomplete_size(name: Name): Tensor {
    return apply(
      BarrierIncompleteSize,
      { handle: this.barrier_ref },
      name ?? `${this.#shortName}_BarrierIncompleteSize`,
    )
  }
}
// @ts-expect-error the guarded class takes its place
Barrier = guardedClass(Barrier)
setMethodSignatures(Barrier, ...Object.values(METHODS))
const BARRIER = setSignature(Barrier, BARRIER_TEXT)

/** Slots: variables that belong to another variable, beside it (training/slot_creator.py). */

import { noAttribute } from '../calling/python_repr.ts'
import { guarded } from '../errors/boundary.ts'
import type { TensorLike } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { zeros } from '../ops/math/constant_op.ts'
import { SaveSliceInfo } from '../ops/variables/save_slice_info.ts'
import { Variable } from '../ops/variables/variables.ts'
import type { DType } from '../tensor/dtypes.ts'

function slotVariable(primary: Variable | Tensor, value: TensorLike, scope: string): Variable {
  const slot = new Variable(value, { name: scope, trainable: false })
  const info = primary instanceof Variable ? primary._get_save_slice_info() : null
  if (info) {
    const own = scope.slice(`${primary.op.name}/`.length, -1)
    slot._set_save_slice_info(
      new SaveSliceInfo(`${info.full_name}/${own}`, info.full_shape, info.var_offset, info.var_shape),
    )
  }
  return slot
}

/** A variable named `<primary>/<name>` that starts with `value`; it is not trainable. */
export function create_slot(
  primary: Variable | Tensor,
  value: TensorLike,
  name: string,
  colocate_with_primary = true,
): Variable {
  const graph = get_default_graph()
  if (!(primary?.op instanceof Operation)) throw noAttribute(primary, 'op')
  return graph.inNameScope(`${primary.op.name}/${name}`, scope =>
    colocate_with_primary
      ? graph.colocate_with(primary.op, false, () => slotVariable(primary, value, scope))
      : slotVariable(primary, value, scope),
  )
}
// @ts-expect-error the guarded function takes its place
create_slot = guarded(create_slot)

/** A slot of the primary's shape that starts with zeros. */
export function create_zeros_slot(
  primary: Variable | Tensor,
  name: string,
  dtype: DType | null = null,
  colocate_with_primary = true,
): Variable {
  if (!(primary?.op instanceof Operation)) throw noAttribute(primary, 'get_shape')
  const value = zeros(primary.get_shape().as_list() as number[], dtype ?? primary.dtype)
  return create_slot(primary, value, name, colocate_with_primary)
}
// @ts-expect-error the guarded function takes its place
create_zeros_slot = guarded(create_zeros_slot)

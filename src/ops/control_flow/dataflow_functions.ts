/** Dataflow as programs before 0.7 wrote it by hand (ops/control_flow_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { control_dependencies } from '../../graph/build/public.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { bool } from '../../tensor/dtypes.ts'
import { identity } from '../core/identity_ops.ts'
import type { TensorOrComposite } from './composite_tensors.ts'
import { mergeNode, switchNode } from './dataflow_nodes.ts'

/** `data` on one of two outputs: [where pred is false, where it is true]. */
export const switch_ = pyfunction(
  'switch(data, pred, dtype=None, name=None)',
  ({ data, pred, name }: { data: TensorLike; pred: TensorLike; name: Name }): [Tensor, Tensor] =>
    withScope(name, 'Switch', [data, pred], scope =>
      switchNode(convertToTensor(data, { name: 'data' }), convertToTensor(pred, { dtype: bool, name: 'pred' }), scope),
    ),
)
/** The input that has a value, and which one it is. */
export const merge = pyfunction(
  'merge(inputs, name=None)',
  ({ inputs, name }: { inputs: readonly TensorLike[]; name: Name }): [output: TensorOrComposite, value_index: Tensor] =>
    withScope(name, 'Merge', inputs, scope => mergeNode(inputs, scope)),
)
/** `output_tensor`, once the dependencies have run. */
export const with_dependencies = pyfunction(
  'with_dependencies(dependencies, output_tensor, name=None)',
  ({
    dependencies,
    output_tensor,
    name,
  }: {
    dependencies: readonly (Tensor | Operation)[]
    output_tensor: TensorLike
    name: Name
  }): Tensor =>
    withScope(name, 'control_dependency', [...dependencies, output_tensor], scope => {
      const { op, graph } = convertToTensor(output_tensor)
      return graph.colocate_with(op, false, () =>
        control_dependencies([...dependencies], () => identity(convertToTensor(output_tensor), scope)),
      )
    }),
)

/** Host operations that compute what earlier ones have computed: TensorFlow merges equal nodes too. */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { functionKey } from './function_key.ts'

/** For host operations the earlier one, if any, that does the same to the same tensors. `changes`: whether a tensor's value may change during a run. */
export function equalHosts(
  hosts: Iterable<Operation>,
  changes: (tensor: Tensor) => boolean,
): ReadonlyMap<Operation, Operation> {
  const first = new Map<string, Operation>()
  const like = new Map<Operation, Operation>()
  for (const op of hosts) {
    const { hostAccess, controlFlow } = op.op_def.spec
    if (hostAccess !== undefined || controlFlow !== undefined || op.inputs.some(changes)) continue
    const key = functionKey(op)
    if (key === undefined) continue
    const inputs = op.inputs.map(input => (like.get(input.op)?.outputs[input.value_index] ?? input).name)
    const text = JSON.stringify([key, inputs])
    const earlier = first.get(text)
    if (earlier) like.set(op, earlier)
    else first.set(text, op)
  }
  return like
}

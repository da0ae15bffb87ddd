/** A fed variable is a value in that run: what takes the reference cannot have it. */
import { InvalidArgumentError } from '../errors/op_errors.ts'
import { argOfInputs } from '../graph/arg_lengths.ts'
import type { Operation } from '../graph/operation.ts'
import { receivedName } from '../graph/serialize/node_summary.ts'
import type { Tensor } from '../graph/tensor.ts'
import { neededOperations } from './needed_operations.ts'
import type { RunSignature } from './reference_executor.ts'

/** TensorFlow's error for a graph in which an operation would write to what is fed. */
export function checkFedReferences(signature: RunSignature): void {
  const fed = new Set(signature.feeds.filter(tensor => tensor.dtype.is_ref))
  if (fed.size === 0) return
  for (const op of neededOperations(signature))
    for (const [index, tensor] of references(op)) if (fed.has(tensor)) throw refused(op, index, tensor)
}

/** The inputs that the op takes as references, with their numbers. */
function references(op: Operation): [index: number, tensor: Tensor][] {
  const args = argOfInputs(op.op_def, op.argLengths)
  return [...op.inputs.entries()].filter(([i]) => args[i]?.isRef)
}

function refused(op: Operation, index: number, tensor: Tensor): InvalidArgumentError {
  const { cpp_name } = tensor.dtype.base_dtype
  const passed = `was passed ${cpp_name} from ${receivedName(tensor.name)}:0 incompatible with expected ${cpp_name}_ref.`
  return new InvalidArgumentError(null, null, `Input ${index} of node ${op.name} ${passed}`)
}

/** What a run needs of the graph. */
import type { Operation } from '../graph/operation.ts'
import type { RunSignature } from './reference_executor.ts'

/** What fetches and targets depend on, up to what is fed. */
export function neededOperations({ feeds, fetches, targets }: RunSignature): Set<Operation> {
  const fed = new Set(feeds)
  const needed = new Set<Operation>()
  const stack = [...targets, ...fetches.map(tensor => tensor.op)]
  for (let op = stack.pop(); op !== undefined; op = stack.pop()) {
    if (needed.has(op)) continue
    needed.add(op)
    for (const input of op.inputs) if (!fed.has(input)) stack.push(input.op)
    for (const control of op.control_inputs) stack.push(control)
  }
  return needed
}

/** Which operations of a segment have to run: those with effects, those that may refuse their inputs, and what they need. */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { input } from '../../kernels/scalar.ts'
import { sourceIn } from '../regions/sources.ts'
import { writtenInputs } from './aliases.ts'
import { nodeInfo } from './node_info.ts'
import type { Segment } from './program.ts'
import { mayTrap } from './traps.ts'

/** Whether the operation must run even where nothing needs its outputs. */
function hasEffect(op: Operation): boolean {
  const { spec, stateful } = op.op_def
  if (stateful || spec.checks || op.outputs.length === 0 || writtenInputs(op).length > 0) return true
  const { lower, freeInputs } = spec
  // what is not known when the plan is made is checked when it runs
  if (lower?.kind === 'kernel') return lower.checks === true || (freeInputs?.(op).length ?? 0) > 0
  if (lower?.kind !== 'elementwise' || !op.outputTypes[0]?.is_integer) return false
  return mayTrap(
    lower.scalar(
      op.inputs.map((_, i) => input(i)),
      nodeInfo(op),
    ),
    op.outputTypes[0],
  )
}

export interface Needs {
  /** In the segment's order. */
  readonly ops: readonly Operation[]
  /** How many inputs and outputs need the elements of a tensor; what looks at shapes only does not count. */
  readonly uses: ReadonlyMap<Tensor, number>
}

export function liveOps(segment: Segment): Needs {
  const uses = new Map<Tensor, number>()
  const wanted = new Set<Tensor>([...segment.outputs, ...segment.asked])
  const use = (tensor: Tensor): void => void uses.set(tensor, (uses.get(tensor) ?? 0) + 1)
  for (const tensor of wanted) use(tensor)
  const ops: Operation[] = []
  for (let i = segment.ops.length - 1; i >= 0; i--) {
    const op = segment.ops[i] as Operation
    if (!hasEffect(op) && !op.outputs.some(output => wanted.has(output))) continue
    ops.push(op)
    for (const named of op.inputs) {
      const tensor = sourceIn(segment.sources, named)
      wanted.add(tensor)
      if (!op.op_def.spec.shapeOnly) use(tensor)
    }
  }
  return { ops: ops.reverse(), uses }
}

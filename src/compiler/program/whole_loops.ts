/**
 * Loops in which nothing runs between plans, but for what goes into histories and comes from them: all of such a loop can be one plan, whose
 * inputs and outputs are these.
 */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Sources } from '../regions/sources.ts'
import type { Host, Loop, Part, Segment } from './program.ts'

export interface WholeRequest {
  readonly written: ReadonlySet<string>
  readonly sources: Sources
  readonly source: (tensor: Tensor) => Tensor
}

/** The loop as one segment; undefined where a part of it runs between plans. */
export function wholeLoop(loop: Omit<Loop, 'whole'>, { written, sources, source }: WholeRequest): Segment | undefined {
  const ops = new Set<Operation>()
  const inputs = new Set<Tensor>()
  const made = new Set<Tensor>()
  const need = (tensor: Tensor): void => {
    const named = source(tensor)
    if (!made.has(named)) inputs.add(named)
  }
  const histories = new Map<Tensor, Tensor[]>()
  const arrays = new Set<Tensor>()
  const hoisted = new Set<Operation>()
  const access = (op: Operation, kind: 'read' | 'write' | 'gradient'): void => {
    const handle = source(op.inputs[0] as Tensor)
    // a handle from outside, or of the gradients of such an array
    if (made.has(handle) || (hoisted.has(handle.op) && kind === 'gradient')) whole = false
    if (kind === 'gradient') {
      outside.add(handle)
      hoisted.add(op)
      return
    }
    if (!hoisted.has(handle.op)) outside.add(handle)
    arrays.add(handle)
    for (const input of op.inputs.slice(1)) need(input)
    made.add(op.outputs[0] as Tensor)
  }
  /** Handles that are there before the loop runs. */
  const outside = new Set<Tensor>()
  let whole = true
  const host = ({ op }: Host): void => {
    const { history, arrayAccess } = op.op_def.spec
    if (arrayAccess) {
      access(op, arrayAccess)
      return
    }
    const handle = op.inputs[0] && source(op.inputs[0])
    if ((history !== 'push' && history !== 'pop') || handle?.op.op_def.spec.history !== 'stack') {
      whole = false
      return
    }
    const popped = histories.get(handle) ?? []
    histories.set(handle, popped)
    if (history === 'push') need(op.inputs[1] as Tensor)
    else popped.push(op.outputs[0] as Tensor)
    made.add(op.outputs[0] as Tensor)
  }
  const visit = (parts: readonly Part[]): void => {
    for (const part of parts) {
      switch (part.kind) {
        case 'segment':
          for (const op of part.ops) ops.add(op)
          part.inputs.forEach(need)
          for (const tensor of part.outputs) made.add(tensor)
          break
        case 'host':
          host(part)
          break
        case 'cond':
          need(part.predicate)
          part.branches.forEach(visit)
          break
        case 'choose':
          for (const tensor of [part.predicate, ...part.values]) need(tensor)
          for (const output of part.op.outputs) made.add(output)
          break
        case 'loop':
          visitLoop(part)
          break
        default:
          part satisfies never
      }
    }
  }
  const visitLoop = ({ variables, condition, test, body, last }: Omit<Loop, 'whole'>): void => {
    for (const { initial } of variables) need(initial)
    for (const { cell } of variables) made.add(cell)
    visit(condition)
    need(test)
    visit(body)
    for (const { next, condition: where } of variables)
      for (const tensor of [next, ...where.map(({ predicate }) => predicate)]) need(tensor)
    visit(last)
  }
  visitLoop(loop)
  if (!whole || [...inputs, ...made].some(tensor => !tensor.dtype.is_plain || tensor.dtype.is_ref)) return undefined
  return Object.freeze({
    kind: 'segment',
    ops: Object.freeze([...ops]),
    inputs: [...inputs],
    outputs: [...loop.variables.map(({ cell }) => cell), ...valuesOf(loop.last)],
    asked: [],
    written,
    sources,
    ...(arrays.size > 0 ? { arrays: [...arrays], hoisted: [...hoisted] } : {}),
    ...(histories.size > 0 ? { histories: Array.from(histories, ([handle, popped]) => ({ handle, popped })) } : {}),
  })
}

/** What the parts that run at last give. */
function valuesOf(parts: readonly Part[]): Tensor[] {
  return parts.flatMap(part => {
    if (part.kind === 'segment') return part.outputs
    return part.kind === 'choose' ? part.op.outputs : []
  })
}

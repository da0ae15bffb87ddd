/** The frames of a graph: which loop an operation belongs to, and an order in which everything comes after what it needs. */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { Unstructured } from './unstructured.ts'

/** A loop, or the graph outside of loops. */
export interface Frame {
  readonly name: string
  readonly parent: Frame | undefined
  readonly depth: number
  /** What runs in it, after what it needs; Enters belong to the frame they are entered from. */
  readonly ops: Operation[]
  readonly enters: Operation[]
}

export interface Frames {
  readonly root: Frame
  /** Outer frames come before inner ones. */
  readonly all: readonly Frame[]
  /** All operations, after what they need; a loop's back edges aside. */
  readonly order: readonly Operation[]
  /** The frame in which it runs: of an Enter the outer one, of an Exit the inner one. */
  frameOf(op: Operation): Frame
  /** The frame in which its outputs are. */
  resultFrame(op: Operation): Frame
  /** What an operation waits for within the graph. */
  sources(op: Operation): readonly Operation[]
}

export function findFrames(ops: readonly Operation[], isFed: (tensor: Tensor) => boolean): Frames {
  const among = new Set(ops)
  const sourcesOf = new Map(
    ops.map(op => [
      op,
      [...op.inputs.filter(input => !isFed(input)).map(input => input.op), ...op.control_inputs].filter(source =>
        among.has(source),
      ),
    ]),
  )
  const sources = (op: Operation): readonly Operation[] => sourcesOf.get(op) ?? []
  const order = sorted(ops, sources)
  const root: Frame = { name: '', parent: undefined, depth: 0, ops: [], enters: [] }
  const all = [root]
  const placed = new Map<Operation, Frame>()
  const entered = new Map<Operation, Frame>()
  const resultFrame = (op: Operation): Frame => {
    const inner = entered.get(op)
    if (inner) return inner
    const frame = placed.get(op) as Frame
    return op.op_def.spec.controlFlow === 'exit' ? (frame.parent ?? frame) : frame
  }
  for (const op of order) {
    const before = sources(op).find(source => placed.has(source))
    const frame = before ? resultFrame(before) : root
    placed.set(op, frame)
    frame.ops.push(op)
    if (op.op_def.spec.controlFlow !== 'enter') continue
    const name = String(op.attr('frame_name'))
    let inner = all.find(each => each.parent === frame && each.name === name)
    if (!inner) {
      inner = { name, parent: frame, depth: frame.depth + 1, ops: [], enters: [] }
      all.push(inner)
    }
    inner.enters.push(op)
    entered.set(op, inner)
  }
  return { root, all, order, frameOf: op => placed.get(op) as Frame, resultFrame, sources }
}

/** Everything after what it needs; what comes first of those that are ready stays first. */
function sorted(ops: readonly Operation[], sources: (op: Operation) => readonly Operation[]): Operation[] {
  const waits = new Map<Operation, number>()
  const users = new Map<Operation, Operation[]>()
  for (const op of ops) {
    const needed = forwardSources(op, sources)
    waits.set(op, needed.length)
    for (const source of needed) {
      const list = users.get(source)
      if (list) list.push(op)
      else users.set(source, [op])
    }
  }
  const order = ops.filter(op => waits.get(op) === 0)
  for (const op of order) {
    for (const user of users.get(op) ?? []) {
      const left = (waits.get(user) as number) - 1
      waits.set(user, left)
      if (left === 0) order.push(user)
    }
  }
  if (order.length < ops.length) throw new Unstructured('control flow: operations that wait for one another')
  return order
}

/** What an operation waits for, back edges aside. */
export function forwardSources(op: Operation, sources: (op: Operation) => readonly Operation[]): readonly Operation[] {
  const all = sources(op)
  if (op.op_def.spec.controlFlow !== 'merge') return all
  return all.filter(source => source.op_def.spec.controlFlow !== 'next_iteration')
}

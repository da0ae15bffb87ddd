/**
 * Which frame every node runs in. A frame is a while loop; frame 0 is the graph outside of loops. Each frame numbers its
 * own nodes and inputs, so that an iteration needs room for its frame's nodes only.
 */
import { invalidArgument } from '../../errors/status.ts'
import type { ControlFlow } from './order_source.ts'

export interface OutEdges {
  readonly start: Int32Array
  readonly target: Int32Array
  /** Output slot of the source, or -1 for a control edge. */
  readonly slot: Int32Array
  /** Input slot of the target, or -1 for a control edge. */
  readonly input: Int32Array
}

export interface FrameLayout {
  readonly name: string
  /** The enclosing frame's index; -1 for frame 0. */
  readonly parent: number
  /** How many Enter nodes lead into it. */
  readonly enters: number
  readonly parallelIterations: number
  /** Its nodes, by local number. */
  readonly nodes: Int32Array
  /**
   * By local number, the activations that a node waits for at the start of an iteration. For a merge: twice the number
   * of its control edges, plus 1 as long as no live input has come.
   */
  readonly pending: Int32Array
  /** Number of data inputs of all its nodes. */
  readonly inputs: number
}

export interface FrameLayouts {
  readonly frames: readonly FrameLayout[]
  /** The frame in which a node runs (of an Enter the outer, of an Exit the inner one). */
  readonly frameOf: Int32Array
  /** The frame that an Enter leads into; -1 for every other node. */
  readonly enteredFrame: Int32Array
  /** A node's number within its frame. */
  readonly localOf: Int32Array
  /** Where a node's data inputs begin among the inputs of its frame. */
  readonly inputStart: Int32Array
}

interface Graph {
  readonly size: number
  readonly edges: OutEdges
  readonly control: readonly (ControlFlow | undefined)[]
  readonly inputCount: Int32Array
  readonly inEdges: Int32Array
  name(node: number): string
}

/** @throws InvalidArgument if a node has inputs from different frames, or goes on to another iteration outside of loops. */
export function layoutFrames(graph: Graph): FrameLayouts {
  const { size, control, inputCount, inEdges } = graph
  const { frameOf, enteredFrame, found } = placeNodes(graph)
  const localOf = new Int32Array(size)
  const inputStart = new Int32Array(size)
  const members: number[][] = found.map(() => [])
  const inputs = found.map(() => 0)
  for (let node = 0; node < size; node++) {
    const frame = frameOf[node]!
    localOf[node] = members[frame]!.length
    members[frame]!.push(node)
    inputStart[node] = inputs[frame]!
    inputs[frame]! += inputCount[node]!
  }
  const frames = found.map((frame, k): FrameLayout => {
    const nodes = Int32Array.from(members[k]!)
    const pending = nodes.map(node =>
      control[node]?.kind === 'merge' ? 1 + 2 * (inEdges[node]! - inputCount[node]!) : inEdges[node]!,
    )
    return { ...frame, nodes, pending, inputs: inputs[k]! }
  })
  return { frames, frameOf, enteredFrame, localOf, inputStart }
}

interface Found {
  name: string
  parent: number
  enters: number
  parallelIterations: number
}

/** Follows the edges from the source: an Enter leads into its frame, an Exit out of it. */
function placeNodes(graph: Graph): { frameOf: Int32Array; enteredFrame: Int32Array; found: Found[] } {
  const { size, edges, control, name } = graph
  const found: Found[] = [{ name: '', parent: -1, enters: 0, parallelIterations: 1 }]
  const byName = new Map<string, number>()
  const frameOf = new Int32Array(size).fill(-1)
  const enteredFrame = new Int32Array(size).fill(-1)
  const via = new Int32Array(size)
  const list = new Int32Array(size)
  let length = 1
  let endless: number | undefined
  frameOf[0] = 0
  for (let k = 0; k < length; k++) {
    const node = list[k]!
    // TensorFlow ends the process
    if (frameOf[node] === 0 && control[node]?.kind === 'exit')
      throw invalidArgument(`The node '${name(node)}' leaves a loop, but is in none: no Enter leads to it.`)
    const frame = outputFrame(node)
    if (frame === 0 && control[node]?.kind === 'next_iteration') endless ??= node
    for (let e = edges.start[node]!; e < edges.start[node + 1]!; e++) {
      const target = edges.target[e]!
      if (frameOf[target] === -1) {
        frameOf[target] = frame
        via[target] = node
        list[length++] = target
      } else if (frameOf[target] !== frame) {
        throw invalidArgument(
          `The node '${name(target)}' has inputs from different frames. The input '${name(node)}' is in frame '${found[frame]!.name}'. ` +
            `The input '${name(via[target]!)}' is in frame '${found[frameOf[target]!]!.name}'.`,
        )
      }
    }
  }
  // TensorFlow goes round and round: nothing could end such a loop
  if (endless !== undefined)
    throw invalidArgument(
      `The node '${name(endless)}' goes on to the next iteration of a loop, but is in none: no Enter leads to it.`,
    )
  return { frameOf, enteredFrame, found }

  function outputFrame(node: number): number {
    const kind = control[node]
    const frame = frameOf[node]!
    if (kind?.kind === 'exit') return Math.max(0, found[frame]!.parent)
    if (kind?.kind !== 'enter') return frame
    let inner = byName.get(kind.frame)
    if (inner === undefined) {
      inner =
        found.push({ name: kind.frame, parent: frame, enters: 0, parallelIterations: kind.parallelIterations }) - 1
      byName.set(kind.frame, inner)
    }
    found[inner]!.enters++
    enteredFrame[node] = inner
    return inner
  }
}

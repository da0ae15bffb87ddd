/** How a reduction is cut into loops and shares, from its shapes alone: so that its result does not depend on the number of threads. */
import { broadcastShapes, broadcastStrides, numElements, sameShape, strides } from '../../../tensor/shape.ts'
import { type Reduction, reducedShape } from '../../reference/arrays/reduce.ts'
import { collapse } from '../../reference/scalars/loop_nest.ts'
import { input, type Scalar } from '../../scalar.ts'
import { expressionCost, unrollFor } from '../elementwise/elementwise.ts'
import { elementBytes } from '../elementwise/values.ts'
import type { Step } from '../step.ts'
import { isReducedType, partialType, type ReducedType } from './accumulator.ts'
import type { ReduceLoop } from './loops.ts'

export interface ReducePlan {
  readonly reduction: Reduction
  readonly type: ReducedType
  readonly expression: Scalar
  /** Elements of the reduced shape's inputs, and of the output. */
  readonly size: number
  readonly results: number
  /** Elements that go into one result. */
  readonly each: number
  /** Kept loops, outermost first, without the innermost loop; steps in bytes for each input. */
  readonly kept: readonly ReduceLoop[]
  /** Reduced loops, without the innermost loop. */
  readonly reduced: readonly ReduceLoop[]
  /** The innermost loop: along a result (rows are reduced) or across results (columns are). */
  readonly inner: { readonly reduced: boolean; readonly length: number; readonly moving: readonly boolean[] }
  /** Vectors of four elements that are accumulated side by side. */
  readonly vectors: number
  /** Whether columns are reduced in blocks of rows, see blocks.ts. */
  readonly blocks: boolean
  /** The type of partial results. */
  readonly partial: ReducedType
  /** Parts into which the outermost reduced loop is cut, each with partial results; 1: none. */
  readonly chunks: number
  /** Iterations of that loop in a part. */
  readonly chunkLength: number
  readonly cost: number
}

/** Elements that are worth a thread's attention. */
const CHUNK_ELEMENTS = 16384
const MAX_CHUNKS = 32
/** With this many independent pieces of work the reduced loops stay whole. */
const ENOUGH_UNITS = 8

/** Rows of a block, and how large an array has to be for blocks. */
const ROW_BLOCK = 128
const BLOCKED_ELEMENTS = 1 << 18
const BLOCKED_COLUMNS = 256

/** undefined where the step is not one of a reduction that vector code can do. */
export function planReduce(step: Step): ReducePlan | undefined {
  if (step.inputs.some(each => each.dtype === 'string' || each.dtype === 'resource')) return undefined
  const [output] = step.outputs
  const reduction = step.attrs.reduction as Reduction
  const axes = step.attrs.axes as readonly number[]
  if (output === undefined || step.inputs.length === 0 || !isReducedType(output.dtype)) return undefined
  const type = output.dtype
  let shape: readonly number[] | null = step.inputs[0]?.shape as readonly number[]
  for (const each of step.inputs) shape = shape && broadcastShapes(shape, each.shape)
  if (shape === null || numElements(reducedShape(shape, axes, true)) !== numElements(output.shape)) return undefined
  if (
    !sameShape(output.shape, reducedShape(shape, axes, false)) &&
    !sameShape(output.shape, reducedShape(shape, axes, true))
  )
    return undefined
  const expression = step.scalar ?? input(0)
  const size = numElements(shape)
  const results = numElements(output.shape)
  const outSteps = strides(reducedShape(shape, axes, true)).map((own, axis) => (axes.includes(axis) ? 0 : own))
  const full: readonly number[] = shape
  const nest = collapse(full, [outSteps, ...step.inputs.map(each => broadcastStrides(each.shape, full))])
  const last = nest.lengths.length - 1
  const loops = nest.lengths.slice(0, -1).map((length, loop): ReduceLoop & { readonly reduced: boolean } => ({
    length,
    steps: step.inputs.map((each, k) => (nest.steps[k + 1]?.[loop] as number) * elementBytes(each.dtype)),
    reduced: nest.steps[0]?.[loop] === 0,
  }))
  const inner = {
    reduced: last < 0 || nest.steps[0]?.[last] === 0,
    length: nest.lengths[last] ?? 1,
    moving: step.inputs.map((_, k) => nest.steps[k + 1]?.[last] === 1),
  }
  const unroll = unrollFor([expression], step.inputs)
  const vectors = inner.reduced ? unroll : unroll === 4 ? 8 : unroll
  const kept = loops.filter(loop => !loop.reduced)
  const reduced = loops.filter(loop => loop.reduced)
  const outermost = reduced[0]?.length ?? (inner.reduced ? inner.length : 1)
  const units = inner.reduced ? results : (results / inner.length) * Math.ceil(inner.length / (4 * vectors))
  let chunks = 1
  let chunkLength = outermost
  if (units < ENOUGH_UNITS && size >= 2 * CHUNK_ELEMENTS) {
    const wanted = Math.min(MAX_CHUNKS, Math.ceil(size / CHUNK_ELEMENTS), outermost)
    // parts of a row are whole runs of vectors
    const grain = reduced.length === 0 ? 64 : 1
    chunkLength = Math.ceil(outermost / wanted / grain) * grain
    chunks = Math.ceil(outermost / chunkLength)
  }
  const blocks =
    !inner.reduced &&
    reduced.length === 1 &&
    outermost >= 2 * ROW_BLOCK &&
    size >= BLOCKED_ELEMENTS &&
    inner.length >= BLOCKED_COLUMNS
  if (blocks) {
    chunkLength = ROW_BLOCK
    chunks = Math.ceil(outermost / chunkLength)
  }
  // a block is short enough for float32
  const partial = blocks ? type : partialType(reduction, type)
  const cost = expressionCost([expression], step.inputs, size) + size * 0.03 + results * 3
  return {
    reduction,
    type,
    expression,
    size,
    results,
    each: size / results,
    kept,
    reduced,
    inner,
    vectors,
    blocks,
    partial,
    chunks,
    chunkLength,
    cost,
  }
}

/** Bytes of partial results: [chunks][results] of the partial type. */
export function partialBytes(plan: ReducePlan): number {
  return plan.chunks === 1 ? 0 : plan.chunks * plan.results * elementBytes(plan.partial)
}

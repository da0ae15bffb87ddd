/**
 * Kernels of data movement, for every data type but strings and resources:
 * - `copy`, `transpose` (attrs.permutation; attrs.shape: of the input under another shape), `tile` and `broadcast` (by the shapes), `reverse` (attrs.axes),
 *   `slice` (attrs.begin), `strided_slice` (attrs.begin, strides, sizes: all per input dimension; attrs.shape: of the input under another
 *   shape; the output may have another rank),
 *   `fill` (input 0, a scalar; or attrs.value)
 * - `concat`, `pack` (attrs.axis) of all inputs; `split`, `unpack` (attrs.axis) of input 0 into all outputs
 * - `pad` (attrs.paddings: [before, after] per dimension) with zeros
 */
import { TypeError } from '../../../errors/python.ts'
import { broadcastStrides, numElements, strides } from '../../../tensor/shape.ts'
import { literal } from '../../scalar.ts'
import type { FunctionBuilder, Local } from '../assembler/function_builder.ts'
import { ARENA, type ModuleBuilder, TABLE } from '../assembler/module.ts'
import { elementwiseKernel } from '../elementwise/elementwise.ts'
import { elementBytes, NotVectorizable } from '../elementwise/values.ts'
import type { Operand, Phase, Step, WasmKernel } from '../step.ts'
import { emitStridedCopy, type StridedCopy } from './copy.ts'

/** Nanoseconds to copy a byte, read and written. */
const BYTE_COST = 0.03
/** Immediate offsets and steps are 32-bit; larger arrays do not fit into a memory anyway. */
const LIMIT = 2 ** 31

/** One strided copy of a step, between operands by number; offsets in elements. */
export interface Move {
  readonly lengths: readonly number[]
  /** null: zeros. */
  readonly from: { readonly operand: Operand; readonly offset: number; readonly steps: readonly number[] } | null
  readonly to: { readonly operand: Operand; readonly offset: number; readonly steps: readonly number[] }
}

/** A list of numbers among the attrs. */
export function numbers(step: Step, name: string): readonly number[] {
  const value = step.attrs[name]
  if (!Array.isArray(value)) throw new TypeError(`step ${step.kernel} needs the attribute ${name}`)
  return value as readonly number[]
}

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] as number), 0)

/** The shape of an operand, or the one that the step reads it under. */
export const shapeUnder = (step: Step, operand: Operand): readonly number[] =>
  step.attrs.shape === undefined ? operand.shape : numbers(step, 'shape')

/** Where the elements of a box with strides lie in an array of that shape. */
export function boxOf(
  step: Step,
  shape: readonly number[],
): { readonly offset: number; readonly steps: readonly number[] } {
  const own = strides(shape)
  const steps = numbers(step, 'strides')
  return {
    offset: dot(numbers(step, 'begin'), own),
    steps: own.map((stride, axis) => stride * (steps[axis] as number)),
  }
}

/** One phase that makes all moves; threads share each of them. */
export function movePhase(module: ModuleBuilder, moves: readonly Move[]): readonly Phase[] {
  const bytes = moves.reduce((sum, move) => sum + numElements(move.lengths) * elementBytes(move.to.operand.dtype), 0)
  if (bytes === 0) return []
  if (bytes >= LIMIT) throw new NotVectorizable('too large')
  const func = module.phase(f => {
    for (const move of moves) emitMove(f, move)
  })
  return [{ function: func, parallel: true, cost: bytes * BYTE_COST }]
}

/** One move; threads share it. */
export function emitMove(f: FunctionBuilder, { lengths, from, to }: Move): void {
  const bytes = elementBytes(to.operand.dtype)
  const start = (side: { readonly operand: Operand; readonly offset: number }): Local => {
    f.address(side.operand.place, ARENA, TABLE)
    if (side.offset !== 0) f.op('i32.add', undefined, f.i32(side.offset * bytes))
    return f.let('i32')
  }
  const target = start(to)
  const source = from === null ? null : start(from)
  const copy: StridedCopy = {
    bytes,
    lengths,
    from: from === null || source === null ? null : { start: source, steps: from.steps },
    to: { start: target, steps: to.steps },
  }
  emitStridedCopy(f, copy)
  f.free('i32', target, ...(source === null ? [] : [source]))
}

/** A kernel whose step is a list of moves. */
function moving(describe: (step: Step, input: Operand, output: Operand) => readonly Move[]): WasmKernel {
  return {
    emit(module, step) {
      const [input] = step.inputs
      const [output] = step.outputs
      if (input === undefined || output === undefined) return undefined
      try {
        return movePhase(module, describe(step, input, output))
      } catch (error) {
        if (error instanceof NotVectorizable) return undefined
        throw error
      }
    },
  }
}

/** The whole output from the input at `offset`, with `steps` along the output's dimensions. */
function whole(
  input: Operand,
  output: Operand,
  lengths: readonly number[],
  offset: number,
  steps: readonly number[],
): readonly Move[] {
  return [
    { lengths, from: { operand: input, offset, steps }, to: { operand: output, offset: 0, steps: strides(lengths) } },
  ]
}

/** Parts of `joined` along `axis`, in order: their shapes, and where they begin. */
function partsAlong(
  joined: Operand,
  parts: readonly Operand[],
  axis: number,
): { readonly part: Operand; readonly shape: readonly number[]; readonly offset: number }[] {
  const step = strides(joined.shape)[axis] as number
  let at = 0
  return parts.map(part => {
    const length = part.shape.length === joined.shape.length ? (part.shape[axis] as number) : 1
    const offset = at * step
    at += length
    return { part, shape: joined.shape.with(axis, length), offset }
  })
}

const joining = moving((step, _input, output) =>
  partsAlong(output, step.inputs, step.attrs.axis as number).map(({ part, shape, offset }) => ({
    lengths: shape,
    from: { operand: part, offset: 0, steps: strides(shape) },
    to: { operand: output, offset, steps: strides(output.shape) },
  })),
)

const parting = moving((step, input) =>
  partsAlong(input, step.outputs, step.attrs.axis as number).map(({ part, shape, offset }) => ({
    lengths: shape,
    from: { operand: input, offset, steps: strides(input.shape) },
    to: { operand: part, offset: 0, steps: strides(shape) },
  })),
)

/** The inner part, and around it one slab of zeros before and after it along every dimension; slabs do not overlap. */
function padMoves(step: Step, input: Operand, output: Operand): readonly Move[] {
  const paddings = step.attrs.paddings as readonly (readonly [number, number])[]
  const steps = strides(output.shape)
  const before = paddings.map(pair => pair[0])
  const moves: Move[] = [
    {
      lengths: input.shape,
      from: { operand: input, offset: 0, steps: strides(input.shape) },
      to: { operand: output, offset: dot(before, steps), steps },
    },
  ]
  paddings.forEach(([left, right], axis) => {
    // dimensions before this one: the inner part alone; those behind it: all
    const corner = before.map((pad, other) => (other < axis ? pad : 0))
    const lengths = output.shape.map((length, other) => (other < axis ? (input.shape[other] as number) : length))
    for (const [length, at] of [
      [left, 0],
      [right, left + (input.shape[axis] as number)],
    ] as const) {
      if (length > 0)
        moves.push({
          lengths: lengths.with(axis, length),
          from: null,
          to: { operand: output, offset: dot(corner.with(axis, at), steps), steps },
        })
    }
  })
  return moves
}

const filled = moving((_step, input, output) =>
  whole(
    input,
    output,
    output.shape,
    0,
    output.shape.map(() => 0),
  ),
)

export const movementKernels: Readonly<Record<string, WasmKernel>> = {
  copy: moving((_step, input, output) => whole(input, output, [numElements(output.shape)], 0, [1])),
  transpose: moving((step, input, output) => {
    const shape = shapeUnder(step, input)
    const own = strides(shape)
    const permutation = numbers(step, 'permutation')
    return whole(
      input,
      output,
      permutation.map(axis => shape[axis] as number),
      0,
      permutation.map(axis => own[axis] as number),
    )
  }),
  broadcast: moving((_step, input, output) =>
    whole(input, output, output.shape, 0, broadcastStrides(input.shape, output.shape)),
  ),
  tile: moving((_step, input, output) => {
    // each dimension is a loop over repetitions, which stands still in the input, and a loop over elements
    const lengths = input.shape.flatMap((length, axis) => [
      length === 0 ? 0 : (output.shape[axis] as number) / length,
      length,
    ])
    return whole(
      input,
      output,
      lengths,
      0,
      strides(input.shape).flatMap(step => [0, step]),
    )
  }),
  slice: moving((step, input, output) => {
    const own = strides(input.shape)
    return whole(input, output, output.shape, dot(numbers(step, 'begin'), own), own)
  }),
  strided_slice: moving((step, input, output) => {
    const { offset, steps } = boxOf(step, shapeUnder(step, input))
    return whole(input, output, numbers(step, 'sizes'), offset, steps)
  }),
  reverse: moving((step, input, output) => {
    const own = strides(input.shape)
    const axes = numbers(step, 'axes')
    const offset = axes.reduce((sum, axis) => sum + ((input.shape[axis] as number) - 1) * (own[axis] as number), 0)
    return whole(
      input,
      output,
      output.shape,
      offset,
      own.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
    )
  }),
  concat: joining,
  pack: joining,
  split: parting,
  unpack: parting,
  pad: moving(padMoves),
  fill: {
    emit(module, step) {
      if (step.inputs.length > 0) return filled.emit(module, step)
      return elementwiseKernel.emit(module, { ...step, scalar: literal(step.attrs.value as number) })
    },
  },
}

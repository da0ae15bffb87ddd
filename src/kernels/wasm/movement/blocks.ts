/**
 * Kernels that move blocks of arrays, for every data type but strings and resources:
 * - `strided_embed` (attrs.begin, strides, sizes: all per dimension of the output, or of attrs.shape): the input, in zeros; what undoes
 *   `strided_slice`
 * - `strided_assign` (the same attrs): input 0 with input 1 in the box; the output may lie where input 0 does
 * - `image_patches` (attrs.windows: of rows and of columns the size, the stride, the rate and the border before): of images [batch, rows,
 *   columns, depth] the pixels under each place of a window
 * - `space_to_batch`, `batch_to_space` (attrs.blocks, attrs.before): the dimensions behind the first are cut into blocks, and positions
 *   within a block are part of the batch; the zeros that stand before each dimension
 * - `mirror_pad` (attrs.paddings: [before, after] per dimension; attrs.symmetric: the border repeats the outermost element): the input with
 *   its mirror images around it
 */
import { numElements, strides } from '../../../tensor/shape.ts'
import { NotVectorizable } from '../elementwise/values.ts'
import { type Operand, type Step, samePlace, type WasmKernel } from '../step.ts'
import { boxOf, dot, type Move, movePhase, numbers, shapeUnder } from './movement.ts'
import { patchMoves, type Taps } from './patches.ts'

/** A kernel of moves into the output, the rest of which is zeros. */
function embedding(describe: (step: Step, input: Operand, output: Operand) => readonly Move[]): WasmKernel {
  return {
    emit(module, step) {
      const [input] = step.inputs
      const [output] = step.outputs
      if (input === undefined || output === undefined) return undefined
      try {
        const moves = describe(step, input, output).filter(move => numElements(move.lengths) > 0)
        const covered = moves.reduce((sum, move) => sum + numElements(move.lengths), 0)
        const whole = { operand: output, offset: 0, steps: strides(output.shape) }
        // zeros first: threads share the moves out differently
        const zeros =
          covered < numElements(output.shape)
            ? movePhase(module, [{ lengths: output.shape, from: null, to: whole }])
            : []
        return [...zeros, ...movePhase(module, moves)]
      } catch (error) {
        if (error instanceof NotVectorizable) return undefined
        throw error
      }
    },
  }
}

/** Where the elements at one position of their blocks lie, among all and in their part of the batch. */
interface Part {
  readonly lengths: readonly number[]
  readonly space: { readonly offset: number; readonly steps: readonly number[] }
  readonly batch: { readonly offset: number; readonly steps: readonly number[] }
}

/** The parts of an array of shape `space`, one for each position in a block. */
function partsOf(step: Step, space: readonly number[], batch: readonly number[]): readonly Part[] {
  const blocks = numbers(step, 'blocks')
  const before = numbers(step, 'before')
  const [spaceSteps, batchSteps] = [strides(space), strides(batch)]
  const images = space[0] as number
  const positions = numElements(blocks)
  return Array.from({ length: positions }, (_, flat) => {
    let rest = flat
    const at = new Array<number>(blocks.length)
    for (let d = blocks.length - 1; d >= 0; d--) {
      at[d] = rest % (blocks[d] as number)
      rest = Math.floor(rest / (blocks[d] as number))
    }
    const lengths = [...space]
    const steps = [...spaceSteps]
    let spaceOffset = 0
    let batchOffset = flat * images * (batchSteps[0] as number)
    blocks.forEach((block, d) => {
      // element i of the part stands at i · block + shift
      const shift = (at[d] as number) - (before[d] as number)
      const first = Math.max(0, Math.ceil(-shift / block))
      const end = Math.min(batch[d + 1] as number, Math.floor(((space[d + 1] as number) - 1 - shift) / block) + 1)
      lengths[d + 1] = Math.max(0, end - first)
      steps[d + 1] = (spaceSteps[d + 1] as number) * block
      spaceOffset += (first * block + shift) * (spaceSteps[d + 1] as number)
      batchOffset += first * (batchSteps[d + 1] as number)
    })
    return { lengths, space: { offset: spaceOffset, steps }, batch: { offset: batchOffset, steps: batchSteps } }
  })
}

/** A stretch of the output along one dimension, and where it comes from: forwards, or backwards. */
interface Stretch {
  readonly length: number
  readonly to: number
  readonly from: number
  readonly step: 1 | -1
}

/** The input, and all combinations of its mirror images. */
function mirrored(step: Step, input: Operand, output: Operand): readonly Move[] {
  const paddings = step.attrs['paddings'] as readonly (readonly [number, number])[]
  const skip = step.attrs['symmetric'] === true ? 0 : 1
  const [own, steps] = [strides(input.shape), strides(output.shape)]
  let stretches: readonly (readonly Stretch[])[] = [[]]
  input.shape.forEach((length, axis) => {
    const [before, after] = paddings[axis] as readonly [number, number]
    const along: readonly Stretch[] = [
      { length: before, to: 0, from: before - 1 + skip, step: -1 },
      { length, to: before, from: 0, step: 1 },
      { length: after, to: before + length, from: length - 1 - skip, step: -1 },
    ]
    stretches = stretches.flatMap(head => along.filter(each => each.length > 0).map(each => [...head, each]))
  })
  return stretches.map(list => ({
    lengths: list.map(({ length }) => length),
    from: {
      operand: input,
      offset: dot(
        list.map(({ from }) => from),
        own,
      ),
      steps: own.map((stride, axis) => stride * (list[axis] as Stretch).step),
    },
    to: {
      operand: output,
      offset: dot(
        list.map(({ to }) => to),
        steps,
      ),
      steps,
    },
  }))
}

/** Code up to this number of taps is unrolled. */
const MOST_TAPS = 64

/** Puts input 1 into a box of input 0. */
const assigning: WasmKernel = {
  emit(module, step) {
    const [target, value] = step.inputs
    const [output] = step.outputs
    if (target === undefined || value === undefined || output === undefined || samePlace(value.place, output.place))
      return undefined
    const sizes = numbers(step, 'sizes')
    const box = {
      lengths: sizes,
      from: { operand: value, offset: 0, steps: strides(sizes) },
      to: { operand: output, ...boxOf(step, shapeUnder(step, output)) },
    }
    const all = { operand: target, offset: 0, steps: [1] }
    const copied: Move = { lengths: [numElements(output.shape)], from: all, to: { ...all, operand: output } }
    try {
      return [
        ...(samePlace(target.place, output.place) ? [] : movePhase(module, [copied])),
        ...movePhase(module, [box]),
      ]
    } catch (error) {
      if (error instanceof NotVectorizable) return undefined
      throw error
    }
  },
}

function patchesOf(step: Step, input: Operand, output: Operand): readonly Move[] {
  const [high, wide] = step.attrs['windows'] as readonly [Taps, Taps]
  if (high.size * wide.size > MOST_TAPS) throw new NotVectorizable('a large window')
  return patchMoves([high, wide], input, output)
}

export const BLOCK_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  [
    'strided_embed',
    embedding((step, input, output) => {
      const sizes = numbers(step, 'sizes')
      const to = { operand: output, ...boxOf(step, shapeUnder(step, output)) }
      return [{ lengths: sizes, from: { operand: input, offset: 0, steps: strides(sizes) }, to }]
    }),
  ],
  ['strided_assign', assigning],
  ['image_patches', embedding(patchesOf)],
  ['mirror_pad', embedding(mirrored)],
  [
    'space_to_batch',
    embedding((step, input, output) =>
      partsOf(step, input.shape, output.shape).map(({ lengths, space, batch }) => ({
        lengths,
        from: { operand: input, ...space },
        to: { operand: output, ...batch },
      })),
    ),
  ],
  [
    'batch_to_space',
    embedding((step, input, output) =>
      partsOf(step, output.shape, input.shape).map(({ lengths, space, batch }) => ({
        lengths,
        from: { operand: input, ...batch },
        to: { operand: output, ...space },
      })),
    ),
  ],
]

/**
 * Kernels on the parts of arrays, made of expressions and reductions of them (float32, float64):
 * - `components`: outputs[0][…, c] = the c-th of step.scalar and step.further, of the components of the operands, which lie along the last
 *   dimension. Expressions count them through: operand 0's first. A single number is one.
 * - `around_mean` (attrs.pixels): step.scalar of images [batch · pixels, channels], of the mean of each channel over an image's pixels, and of
 *   the other operands, single numbers
 */
import { numElements } from '../../../tensor/shape.ts'
import { type Move, movePhase } from '../movement/movement.ts'
import { reduceKernel } from '../reduce/reduce.ts'
import { ALIGNMENT, type Operand, type Place, SLACK, type Step, type WasmKernel, within } from '../step.ts'
import { elementwiseKernel } from './elementwise.ts'
import { elementBytes } from './values.ts'

const FLOATS = new Set(['float32', 'float64'])

/** Consecutive pieces of scratch, `bytes` each. */
const pieces = (scratch: Place, bytes: number): ((index: number) => Place) => {
  const apart = Math.ceil((bytes + SLACK) / ALIGNMENT) * ALIGNMENT
  return index => within(scratch, index * apart)
}
const spaceFor = (count: number, bytes: number): number => count * Math.ceil((bytes + SLACK) / ALIGNMENT) * ALIGNMENT

/** The components of an array as arrays of their own. */
interface Components {
  readonly count: number
  readonly parts: readonly Operand[]
  /** Between the array and its parts. */
  readonly moves: (back: boolean) => readonly Move[]
}

function componentsOf(array: Operand, place: (index: number) => Place): Components {
  const count = array.shape.at(-1) ?? 1
  const length = numElements(array.shape.slice(0, -1))
  const parts = Array.from(
    { length: count },
    (_, c): Operand => ({ place: place(c), dtype: array.dtype, shape: [length] }),
  )
  const moves = (back: boolean): readonly Move[] =>
    parts.map((part, c) => {
      const [whole, own] = [
        { operand: array, offset: c, steps: [count] },
        { operand: part, offset: 0, steps: [1] },
      ]
      return back ? { lengths: [length], from: own, to: whole } : { lengths: [length], from: whole, to: own }
    })
  return { count, parts, moves }
}

const isNumber = ({ shape }: Operand): boolean => shape.length === 0
const partsIn = (operands: readonly Operand[]): number =>
  operands.filter(operand => !isNumber(operand)).reduce((sum, { shape }) => sum + (shape.at(-1) as number), 0)

const components: WasmKernel = {
  scratchBytes({ inputs, outputs: [output] }) {
    if (output === undefined || !FLOATS.has(output.dtype)) return 0
    return spaceFor(
      partsIn(inputs) + partsIn([output]),
      elementBytes(output.dtype) * numElements(output.shape.slice(0, -1)),
    )
  },
  emit(module, step: Step) {
    const [output] = step.outputs
    if (output === undefined || !FLOATS.has(output.dtype) || step.inputs.some(({ dtype }) => dtype !== output.dtype))
      return undefined
    if (numElements(output.shape) === 0) return []
    if (step.scratch === undefined) return undefined
    const place = pieces(step.scratch, elementBytes(output.dtype) * numElements(output.shape.slice(0, -1)))
    let next = 0
    const apart = (array: Operand): Components => {
      const first = next
      next += array.shape.at(-1) as number
      return componentsOf(array, c => place(first + c))
    }
    const given = step.inputs.map(operand => (isNumber(operand) ? operand : apart(operand)))
    const made = apart(output)
    if (made.count !== 1 + (step.further?.length ?? 0)) return undefined
    const computed = elementwiseKernel.emit(module, {
      ...step,
      inputs: given.flatMap(each => ('parts' in each ? each.parts : [each])),
      outputs: made.parts,
    })
    const taken = given.flatMap(each => ('parts' in each ? each.moves(false) : []))
    return computed && [...movePhase(module, taken), ...computed, ...movePhase(module, made.moves(true))]
  },
}

/** The mean of each channel of each image, as a step of its own. */
function meanStep(
  step: Step,
  scratch: Place,
): { readonly mean: Step; readonly images: Operand; readonly bytes: number } | undefined {
  const [given] = step.inputs
  const pixels = step.attrs['pixels'] as number
  if (given === undefined || !FLOATS.has(given.dtype)) return undefined
  const channels = given.shape.at(-1) as number
  const images: Operand = { ...given, shape: [numElements(given.shape) / (pixels * channels), pixels, channels] }
  const shape = images.shape.with(1, 1)
  const bytes = spaceFor(1, numElements(shape) * elementBytes(given.dtype))
  const mean: Step = {
    kernel: 'reduce',
    inputs: [images],
    outputs: [{ place: scratch, dtype: given.dtype, shape }],
    attrs: { reduction: 'mean', axes: [1], keep_dims: true, shape: images.shape },
    scratch: within(scratch, bytes),
  }
  return { mean, images, bytes }
}

const aroundMean: WasmKernel = {
  scratchBytes(step) {
    if (step.inputs[0] === undefined || numElements(step.inputs[0].shape) === 0) return 0
    const parts = meanStep(step, { base: 'arena', offset: 0 })
    return parts ? parts.bytes + (reduceKernel.scratchBytes?.(parts.mean) ?? 0) : 0
  },
  emit(module, step: Step) {
    const [output] = step.outputs
    if (output === undefined) return undefined
    if (numElements(output.shape) === 0) return []
    const parts = step.scratch && meanStep(step, step.scratch)
    if (!parts) return undefined
    const { mean, images } = parts
    const reduced = reduceKernel.emit(module, mean)
    const computed = elementwiseKernel.emit(module, {
      ...step,
      inputs: [images, ...mean.outputs, ...step.inputs.slice(1)],
      outputs: [{ ...output, shape: images.shape }],
    })
    return reduced && computed && [...reduced, ...computed]
  },
}

export const COMPONENT_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['components', components],
  ['around_mean', aroundMean],
]

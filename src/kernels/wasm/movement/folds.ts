/**
 * The kernel `mirror_fold` (attrs.paddings: [before, after] per dimension; attrs.symmetric): what undoes `mirror_pad`'s copies. The borders
 * are added to what they mirror, dimension by dimension, and the inner part is the output. float32, float64, int32, int64.
 */
import { numElements, strides } from '../../../tensor/shape.ts'
import { FORMATS } from '../reduce/formats.ts'
import type { Operand, Step, WasmKernel } from '../step.ts'
import { addPhase } from './additions.ts'
import { dot, movePhase } from './movement.ts'

/** The borders of `axis`, and the parts that they mirror; dimensions before it are folded already. */
function foldsOf(array: Operand, paddings: readonly (readonly [number, number])[], axis: number, skip: number) {
  const { shape } = array
  const own = strides(shape)
  const [before, after] = paddings[axis] as readonly [number, number]
  const length = (shape[axis] as number) - before - after
  const inner = paddings.map(([left], other) => (other < axis ? left : 0))
  const lengths = paddings.map(([left, right], other) => (shape[other] as number) - (other < axis ? left + right : 0))
  const part = (at: number, step: 1 | -1) => ({
    operand: array,
    offset: dot(inner.with(axis, at), own),
    steps: own.with(axis, step * (own[axis] as number)),
  })
  return [
    { lengths: lengths.with(axis, before), to: part(before + skip, 1), from: part(before - 1, -1) },
    {
      lengths: lengths.with(axis, after),
      to: part(before + length - after - skip, 1),
      from: part(before + length + after - 1, -1),
    },
  ].filter(fold => numElements(fold.lengths) > 0)
}

export const mirrorFold: WasmKernel = {
  scratchBytes(step: Step) {
    const [input] = step.inputs
    const format = FORMATS[input?.dtype ?? '']
    return input === undefined || format === undefined ? 0 : numElements(input.shape) * format.bytes
  },
  emit(module, step) {
    const [input] = step.inputs
    const [output] = step.outputs
    const format = FORMATS[input?.dtype ?? '']
    if (input === undefined || output === undefined || format === undefined) return undefined
    if (numElements(output.shape) === 0) return []
    if (step.scratch === undefined || numElements(input.shape) * format.bytes >= 2 ** 31) return undefined
    const paddings = step.attrs['paddings'] as readonly (readonly [number, number])[]
    const skip = step.attrs['symmetric'] === true ? 0 : 1
    const folded: Operand = { ...input, place: step.scratch }
    const all = { offset: 0, steps: [1] }
    const size = [numElements(input.shape)]
    const steps = strides(input.shape)
    const corner = dot(
      paddings.map(([before]) => before),
      steps,
    )
    return [
      ...movePhase(module, [{ lengths: size, from: { operand: input, ...all }, to: { operand: folded, ...all } }]),
      ...input.shape
        .flatMap((_, axis) => foldsOf(folded, paddings, axis, skip))
        .map(move => addPhase(module, format, move)),
      ...movePhase(module, [
        {
          lengths: output.shape,
          from: { operand: folded, offset: corner, steps },
          to: { operand: output, offset: 0, steps: strides(output.shape) },
        },
      ]),
    ]
  },
}

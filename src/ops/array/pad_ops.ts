/** Borders around tensors. */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { knownIntegers, movement } from '../../graph/movement_lowerings.ts'
import { defineOp, type OpDef, type PlanContext } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { foldBorders } from '../../kernels/reference/arrays/mirror_pad_grad.ts'
import { pad as padArray } from '../../kernels/reference/arrays/movement.ts'
import { PyInt } from '../../tensor/literals.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'
import { rank, reshape, shape } from '../math/shape_ops.ts'
import { pack } from './pack_ops.ts'
import { slice } from './slice_ops.ts'

const PAD_ATTRS = ['T: type', 'Tpaddings: {int32, int64} = DT_INT32'] as const

function paddedShape(c: InferenceContext): readonly Shape[] {
  const paddings = c.withRank(c.input(1), 2)
  c.withValue(paddings[1] ?? null, 2)
  let input = c.input(0)
  let rows = paddings[0] ?? null
  if (rows !== null) input = c.withRank(input, rows)
  else if (input !== null) rows = input.length
  const known = c.integers(1)
  if (!known) return [rows === null ? null : c.unknownOfRank(rows)]
  const full = c.withRank(input, known.length / 2)
  return [
    full.map((dim, i) => {
      const [before, after] = [known[2 * i] as number, known[2 * i + 1] as number]
      if (before < 0 || after < 0) throw c.fail('Paddings must be non-negative')
      return c.addDims(dim, before + after)
    }),
  ]
}

/** The checked paddings of a kernel. `separator`: between the two shapes of one of the messages; `check`: those of one dimension. */
function paddingsOf(
  input: NDArray,
  paddings: NDArray,
  separator: string,
  negative: (before: number, after: number) => string,
  check?: (before: number, after: number, size: number) => void,
): [number, number][] {
  if (paddings.shape.length !== 2 || paddings.shape[1] !== 2)
    throw invalidArgument(`paddings must be a matrix with 2 columns: ${shapeText(paddings.shape)}`)
  if (paddings.shape[0] !== input.shape.length) {
    throw invalidArgument(
      `The first dimension of paddings must be the rank of inputs${shapeText(paddings.shape)}${separator}${shapeText(input.shape)}`,
    )
  }
  const flat = integersOf(paddings)
  return input.shape.map((_, i) => {
    const [before, after] = [flat[2 * i] as number, flat[2 * i + 1] as number]
    if (before < 0 || after < 0) throw invalidArgument(negative(before, after))
    check?.(before, after, input.shape[i] as number)
    return [before, after]
  })
}
/** Borders are not larger than what they mirror. */
const fitsMirror = (mode: unknown) => (before: number, after: number, size: number) => {
  if (mode === 'REFLECT' ? before >= size || after >= size : before > size || after > size) {
    const [relation, reason] = mode === 'REFLECT' ? ['less than', 'not less than'] : ['no greater than', 'greater than']
    throw invalidArgument(`paddings must be ${relation} the dimension size: ${before}, ${after} ${reason} ${size}`)
  }
}
const withoutPadding = (node: PlanContext): readonly (number | undefined)[] => {
  const paddings = node.value(1)
  return [paddings && integersOf(paddings).every(n => n === 0) ? 0 : undefined]
}
const isZero = (paddings: readonly (readonly [number, number])[]): boolean =>
  paddings.every(([before, after]) => before === 0 && after === 0)

export const Pad = defineOp('Pad', {
  inputs: ['input: T', 'paddings: Tpaddings'],
  outputs: ['output: T'],
  attrs: PAD_ATTRS,
  infer: paddedShape,
  gradient: (op, grad) => {
    const [x, paddings] = op.inputs as [Tensor, Tensor]
    // the first column of the paddings says where the inner part begins
    const before = slice(paddings, [0, 0], pack([rank(x), new PyInt(1)]))
    const begin = reshape(before, [-1])
    return [slice(grad as Tensor, begin, shape(x)), null]
  },
  shapeInputs: [1],
  aliases: withoutPadding,
  kernel: k => {
    const input = k.input(0)
    const paddings = paddingsOf(input, k.input(1), ' ', (b, a) => `Paddings must be non-negative: ${b} ${a}`)
    return isZero(paddings) ? input : padArray(input, paddings)
  },
  lower: movement('pad', node => {
    const paddings = node.value(1)?.tolist()
    return paddings === undefined ? undefined : { paddings }
  }),
})

export const MirrorPad: OpDef = defineOp('MirrorPad', {
  inputs: ['input: T', 'paddings: Tpaddings'],
  outputs: ['output: T'],
  attrs: [...PAD_ATTRS, "mode: {'REFLECT', 'SYMMETRIC'}"],
  infer: paddedShape,
  gradient: (op, grad) => [apply(MirrorPadGrad, { input: grad, paddings: op.inputs[1], mode: op.attr('mode') }), null],
  shapeInputs: [1],
  aliases: withoutPadding,
  kernel: k => {
    const input = k.input(0)
    const paddings = paddingsOf(
      input,
      k.input(1),
      ', ',
      (b, a) => `paddings must be non-negative: ${b} ${a}`,
      fitsMirror(k.attr('mode')),
    )
    return isZero(paddings) ? input : padArray(input, paddings, k.attr('mode'))
  },
  lower: movement('mirror_pad', node => mirrorAttrs(node, node.inputShapes[0])),
})

/** The borders around an array of shape `inner`, where they are not larger than what they mirror. */
function mirrorAttrs(node: PlanContext, inner: readonly number[] | undefined): Record<string, unknown> | undefined {
  const known = knownIntegers(node, 1)
  const symmetric = node.attr('mode') === 'SYMMETRIC'
  if (!known || known.length !== 2 * (inner?.length ?? -1)) return undefined
  const paddings = inner?.map((_, axis) => known.slice(2 * axis, 2 * axis + 2))
  const fits = inner?.every((length, axis) =>
    paddings?.[axis]?.every(border => border >= 0 && border <= length - Number(!symmetric)),
  )
  return fits ? { paddings, symmetric } : undefined
}

export const MirrorPadGrad: OpDef = defineOp('MirrorPadGrad', {
  inputs: ['input: T', 'paddings: Tpaddings'],
  outputs: ['output: T'],
  attrs: [...PAD_ATTRS, "mode: {'REFLECT', 'SYMMETRIC'}"],
  infer: c => {
    const paddings = c.withRank(c.input(1), 2)
    const rows = paddings[0] ?? null
    const input = rows === null ? null : c.withRank(c.input(0), rows)
    c.merge(paddings, [rows, 2])
    if (rows === null || input === null) return [null]
    const known = c.integers(1)
    if (!known) return [c.unknownOfRank(rows)]
    return [
      input.map((dim, i) => {
        const [before, after] = [known[2 * i] as number, known[2 * i + 1] as number]
        if (before < 0 || after < 0) throw c.fail('Paddings must be non-negative')
        return c.subtractDims(dim, before + after)
      }),
    ]
  },
  gradient: (op, grad) => [apply(MirrorPad, { input: grad, paddings: op.inputs[1], mode: op.attr('mode') }), null],
  shapeInputs: [1],
  kernel: k => {
    const input = k.input(0)
    const paddings = paddingsOf(input, k.input(1), ' ', (b, a) => `Paddings must be non-negative: ${b}, ${a}`)
    const reflect = k.attr('mode') === 'REFLECT'
    for (const [i, [before, after]] of paddings.entries()) {
      const size = (input.shape[i] as number) - before - after
      if (Math.max(before, after) > size - Number(reflect)) {
        throw invalidArgument(
          reflect
            ? `paddings must be less than the output dimension size: ${before}, ${after} not less than ${size}`
            : `paddings must be no greater than the output dimension size: ${before}, ${after} greater than ${size}`,
        )
      }
    }
    return foldBorders(input, paddings, reflect)
  },
  lower: movement('mirror_fold', node => mirrorAttrs(node, node.outputShapes[0])),
})

interface PadArgs {
  tensor: TensorLike
  paddings: TensorLike
  mode: string
  name: Name
}
/**
 * `tensor` with paddings[i] = [before, after] elements added around dimension i: zeros (CONSTANT), or the tensor mirrored
 * with (SYMMETRIC) or without (REFLECT) its border.
 */
export const pad = pyfunction(
  "pad(tensor, paddings, mode='CONSTANT', name=None)",
  ({ tensor, paddings, mode, name }: PadArgs): Tensor => {
    const upper = mode.toUpperCase()
    if (upper === 'CONSTANT') return apply(Pad, { input: tensor, paddings }, name)
    if (upper === 'REFLECT' || upper === 'SYMMETRIC')
      return apply(MirrorPad, { input: tensor, paddings, mode: upper }, name)
    throw new ValueError(`Unknown padding mode: ${upper}`)
  },
)

/**
 * Convolutions of float32 volumes [batch, planes, rows, columns, channels] and their gradients: `conv3d`, `conv3d_backprop_input`,
 * `conv3d_backprop_filter`. attrs.strides and attrs.padding (the border before), of planes, rows and columns. The planes under a window
 * become channels of images, which two-dimensional convolutions work on, and their gradients are added up where they came from.
 */
import { numElements, sameShape } from '../../../tensor/shape.ts'
import type { ModuleBuilder } from '../assembler/module.ts'
import { CONV_KERNELS } from '../convolution/conv.ts'
import { addPhase } from '../movement/additions.ts'
import { BLOCK_KERNELS } from '../movement/blocks.ts'
import { type Move, movePhase } from '../movement/movement.ts'
import { patchMoves, type Taps } from '../movement/patches.ts'
import { FORMATS, type Format } from '../reduce/formats.ts'
import { ALIGNMENT, type Operand, type Phase, type Place, SLACK, type Step, type WasmKernel, within } from '../step.ts'

const FLAT = new Map([...CONV_KERNELS, ...BLOCK_KERNELS])
const float32 = FORMATS['float32'] as Format
const NO_WINDOW: Taps = { size: 1, stride: 1, rate: 1, before: 0 }

type Dims = readonly [number, number, number, number, number]

/** A convolution as one of images. */
interface AsImages {
  readonly windows: Taps
  /** The volume as [batch, planes, pixels, channels], and with the planes under each window as channels: the same where `copied` is false. */
  readonly volume: Operand
  readonly stacked: Operand
  readonly copied: boolean
  /** The filter as [planes, pixels, numbers] and as [rows, columns, planes · channels, results]; the same where there is one plane. */
  readonly filter: Operand
  readonly images: { readonly volume: Operand; readonly filter: Operand; readonly result: Operand }
  readonly attrs: Readonly<Record<string, unknown>>
  /** Bytes of scratch before what the two-dimensional kernel needs. */
  readonly bytes: number
}

/** Where a scratch begins before there is a layout. */
const NOWHERE: Place = { base: 'arena', offset: 0 }
const spaceFor = (shape: readonly number[]): number =>
  Math.ceil((4 * numElements(shape) + SLACK) / ALIGNMENT) * ALIGNMENT

/** undefined where the operands are not those of a convolution of float32 volumes. */
function asImages(
  step: Step,
  volume: Operand | undefined,
  filter: Operand | undefined,
  result: Operand | undefined,
  scratch = NOWHERE,
): AsImages | undefined {
  if (volume === undefined || filter === undefined || result === undefined) return undefined
  if ([volume, filter, result].some(({ dtype, shape }) => dtype !== 'float32' || shape.length !== 5)) return undefined
  const { strides, padding } = step.attrs as Record<'strides' | 'padding', readonly [number, number, number]>
  const [batch, planes, rows, columns, channels] = volume.shape as Dims
  const [deep, high, wide, depth, results] = filter.shape as Dims
  const [, places, outRows, outColumns] = result.shape as Dims
  if (depth !== channels) return undefined
  const copied = deep > 1 || strides[0] > 1 || padding[0] > 0 || places !== planes
  const space = copied ? spaceFor([batch, places, rows, columns, deep, channels]) : 0
  const turned = deep > 1
  const stacked = copied ? scratch : volume.place
  const view = (place: Place, shape: readonly number[]): Operand => ({ place, dtype: 'float32', shape })
  return {
    windows: { size: deep, stride: strides[0], rate: 1, before: padding[0] },
    volume: view(volume.place, [batch, planes, rows * columns, channels]),
    stacked: view(stacked, [batch, places, rows * columns, deep * channels]),
    copied,
    filter: view(filter.place, [deep, high * wide, channels * results]),
    images: {
      volume: view(stacked, [batch * places, rows, columns, deep * channels]),
      filter: view(turned ? within(scratch, space) : filter.place, [high, wide, deep * channels, results]),
      result: view(result.place, [batch * places, outRows, outColumns, results]),
    },
    attrs: { strides: strides.slice(1), padding: padding.slice(1) },
    bytes: space + (turned ? spaceFor(filter.shape) : 0),
  }
}

/** The filter with its planes beside its channels, or back. */
function turnedFilter({ filter, images }: AsImages, back: boolean): readonly Move[] {
  if (filter.shape[0] === 1) return []
  const [planes, pixels, numbers] = filter.shape as readonly [number, number, number]
  const apart = { operand: filter, offset: 0, steps: [numbers, pixels * numbers, 1] }
  const together = { operand: images.filter, offset: 0, steps: [planes * numbers, numbers, 1] }
  return [{ lengths: [pixels, planes, numbers], from: back ? together : apart, to: back ? apart : together }]
}

/** The planes under each window as channels. */
function stackedVolume(
  module: ModuleBuilder,
  { volume, stacked, copied, windows }: AsImages,
): readonly Phase[] | undefined {
  if (!copied) return []
  return FLAT.get('image_patches')?.emit(module, {
    kernel: 'image_patches',
    inputs: [volume],
    outputs: [stacked],
    attrs: { windows: [windows, NO_WINDOW] },
  })
}

/** A kernel around a two-dimensional one. `operandsOf`: volume, filter and result of the step; `flat`: what the other kernel gets. */
function around(
  kernel: string,
  operandsOf: (
    step: Step,
  ) => readonly [volume: Operand | undefined, filter: Operand | undefined, result: Operand | undefined],
  flat: (given: AsImages, step: Step) => Pick<Step, 'inputs' | 'outputs' | 'scalar'> | undefined,
  phases: (
    module: ModuleBuilder,
    given: AsImages,
    product: () => readonly Phase[] | undefined,
  ) => readonly (readonly Phase[] | undefined)[],
): WasmKernel & { readonly inner: (step: Step) => Step | undefined } {
  const images = FLAT.get(kernel) as WasmKernel
  const inner = (step: Step): Step | undefined => {
    const given = asImages(step, ...operandsOf(step), step.scratch)
    const operands = given && flat(given, step)
    if (given === undefined || operands === undefined) return undefined
    return {
      kernel,
      ...operands,
      attrs: given.attrs,
      ...(step.scratch ? { scratch: within(step.scratch, given.bytes) } : {}),
    }
  }
  return {
    inner,
    scratchBytes(step) {
      const [given, asked] = [asImages(step, ...operandsOf(step)), inner(step)]
      return given && asked ? given.bytes + (images.scratchBytes?.(asked) ?? 0) : 0
    },
    emit(module, step) {
      const [given, asked] = [asImages(step, ...operandsOf(step), step.scratch), inner(step)]
      if (given === undefined || asked === undefined || (given.bytes > 0 && step.scratch === undefined))
        return undefined
      const parts = phases(module, given, () => images.emit(module, asked))
      return parts.some(part => part === undefined) ? undefined : parts.flatMap(part => part ?? [])
    },
  }
}

/** An operand of the result's expression, beside the result as images. */
function besideImages(operand: Operand, result: Operand, images: Operand): Operand | undefined {
  if (sameShape(operand.shape, result.shape)) return { ...operand, shape: images.shape }
  const depth = operand.shape.at(-1) ?? 1
  return numElements(operand.shape) === depth
    ? { ...operand, shape: operand.shape.length === 0 ? [] : [depth] }
    : undefined
}

const forward = around(
  'conv2d',
  ({ inputs, outputs }) => [inputs[0], inputs[1], outputs[0]],
  ({ images }, { inputs, outputs: [result], scalar, further }) => {
    const others = inputs.slice(2).map(operand => besideImages(operand, result as Operand, images.result))
    if (further !== undefined || others.includes(undefined)) return undefined
    return {
      inputs: [images.volume, images.filter, ...(others as Operand[])],
      outputs: [images.result],
      ...(scalar ? { scalar } : {}),
    }
  },
  (module, given, product) => [movePhase(module, turnedFilter(given, false)), stackedVolume(module, given), product()],
)

const conv3d: WasmKernel = {
  ...forward,
  takesEpilogue(step) {
    const asked = forward.inner(step)
    return asked !== undefined && FLAT.get('conv2d')?.takesEpilogue?.(asked) === true
  },
}

const toFilter = around(
  'conv2d_backprop_filter',
  ({ inputs, outputs }) => [inputs[0], outputs[0], inputs[1]],
  ({ images }) => ({ inputs: [images.volume, images.result], outputs: [images.filter] }),
  (module, given, product) => [stackedVolume(module, given), product(), movePhase(module, turnedFilter(given, true))],
)

const toInput = around(
  'conv2d_backprop_input',
  ({ inputs, outputs }) => [outputs[0], inputs[0], inputs[1]],
  ({ images }) => ({ inputs: [images.filter, images.result], outputs: [images.volume] }),
  (module, given, product) => {
    const { volume, stacked, copied, windows } = given
    const all = { operand: volume, offset: 0, steps: [1] }
    const added = (): readonly Phase[] => [
      ...movePhase(module, [{ lengths: [numElements(volume.shape)], from: null, to: all }]),
      ...patchMoves([windows, NO_WINDOW], volume, stacked)
        .filter(({ lengths }) => numElements(lengths) > 0)
        .map(({ lengths, from, to }) => addPhase(module, float32, { lengths, from: to, to: from })),
    ]
    return [movePhase(module, turnedFilter(given, false)), product(), copied ? added() : []]
  },
)

export const CONV3D_KERNELS: readonly (readonly [string, WasmKernel])[] = [
  ['conv3d', conv3d],
  ['conv3d_backprop_input', toInput],
  ['conv3d_backprop_filter', toFilter],
]

/** Numbers to levels and back, and levels of one range to those of another (core/kernels/quantize_op.cc, dequantize_op.cc, requantize.cc). */
import { invalidArgument } from '../../errors/status.ts'
import { opFunction, opFunctionOfOutputs } from '../../graph/build/op_function.ts'
import { defineOp } from '../../graph/op_def.ts'
import { unchanged } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import {
  highestLevel,
  isSigned,
  type Levels,
  larger,
  levelCount,
  levelsOf,
  lowestLevel,
  narrowed,
  numbersOf,
  type Range,
  rounded,
  smaller,
  usedRange,
} from '../../kernels/reference/nn/quantization.ts'
import { roundedToLevels } from '../../kernels/reference/nn/quantize_levels.ts'
import { type DType, qint8, qint16, qint32, quint8, quint16 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { float32Text } from '../../tensor/number_text.ts'
import { kernelsOnly } from '../core/registered_kernels.ts'
import { ranged, rangeOf, scalar, scalars, withRange } from './quantized_ranges.ts'

const { fround } = Math

/** The levels of `numbers`, spread over the whole range of the type. */
function combinedLevels(type: DType, numbers: Float32Array, [min, max]: Range, out: Levels): void {
  const scale = fround((levelCount(type) - 1) / fround(max - min))
  const half = levelCount(type) / 2
  const level = isSigned(type)
    ? (above: number): number => rounded(fround(fround(above * scale) - half))
    : (above: number): number => fround(fround(above * scale) + 0.5)
  for (let i = 0; i < out.length; i++) {
    const inside = larger(smaller(numbers[i] as number, max), min)
    out[i] = level(fround(inside - min))
  }
}

/** The numbers of `levels` that are spread over the whole range of the type. */
function combinedNumbers(type: DType, levels: Levels, [min, max]: Range, out: Float32Array): void {
  const scale = fround(fround(max - min) / fround(fround(highestLevel(type)) - lowestLevel(type)))
  const half = isSigned(type) ? levelCount(type) / 2 : 0
  for (let i = 0; i < out.length; i++) out[i] = fround(fround(fround(levels[i] as number) + half) * scale) + min
}

export const QuantizeV2 = defineOp('QuantizeV2', {
  inputs: ['input: float', 'min_range: float', 'max_range: float'],
  outputs: ['output: T', 'output_min: float', 'output_max: float'],
  attrs: ['T: {qint8, quint8, qint16, quint16, qint32}', "mode: {'MIN_COMBINED', 'MIN_FIRST'} = 'MIN_COMBINED'"],
  infer: ranged(unchanged, 1, 2),
  gradient: 'unregistered',
  refuses: kernelsOnly('QuantizeV2', [{ T: qint16 }, { T: quint16 }, { T: qint8 }, { T: quint8 }]),
  kernel: k => {
    const type = k.attr('T')
    const { shape, data } = k.input(0)
    const [min, given] = rangeOf(k, 1)
    if (given < min) throw invalidArgument('input_max_range must be larger than input_min_range.')
    // ends that are too close are moved apart
    const size = larger(1, larger(Math.abs(min), Math.abs(given)))
    const range = [min, larger(given, fround(min + fround(size / 100)))] as const
    const out = k.newOutput(0, shape)
    if (k.attr('mode') === 'MIN_FIRST') levelsOf(type, data as Float32Array, range, out.data as Levels)
    else combinedLevels(type, data as Float32Array, range, out.data as Levels)
    return withRange(out, range)
  },
  lower: { kind: 'reference' },
})

export const Dequantize = defineOp('Dequantize', {
  inputs: ['input: T', 'min_range: float', 'max_range: float'],
  outputs: ['output: float'],
  attrs: ['T: {qint8, quint8, qint16, quint16, qint32}', "mode: {'MIN_COMBINED', 'MIN_FIRST'} = 'MIN_COMBINED'"],
  infer: c => {
    scalars(c, 1, 2)
    return [c.input(0)]
  },
  gradient: 'unregistered',
  kernel: k => {
    const { dtype, shape, data } = k.input(0)
    const range = rangeOf(k, 1)
    const out = k.newOutput(0, shape)
    const convert = k.attr('mode') === 'MIN_FIRST' ? numbersOf : combinedNumbers
    convert(dtype, data as Levels, range, out.data as Float32Array)
    return out
  },
  lower: { kind: 'reference' },
})

const NARROWING = { Tinput: qint32, out_type: quint8 }

/** Input 0, levels of 32 bits, as levels of 8 in another range. */
function narrowedTo(k: Pick<KernelContext, 'input' | 'newOutput'>, range: Range): NDArray[] {
  const { shape, data } = k.input(0)
  const out = k.newOutput(0, shape)
  narrowed(data as Int32Array, rangeOf(k, 1), range, out.data as Uint8Array)
  return withRange(out, range)
}

export const QuantizeDownAndShrinkRange = defineOp('QuantizeDownAndShrinkRange', {
  inputs: ['input: Tinput', 'input_min: float', 'input_max: float'],
  outputs: ['output: out_type', 'output_min: float', 'output_max: float'],
  attrs: ['Tinput: {qint8, quint8, qint16, quint16, qint32}', 'out_type: {qint8, quint8, qint16, quint16, qint32}'],
  infer: ranged(unchanged, 1, 2),
  gradient: 'unregistered',
  refuses: kernelsOnly('QuantizeDownAndShrinkRange', [NARROWING]),
  kernel: k => narrowedTo(k, usedRange(qint32, k.input(0).data as Int32Array, rangeOf(k, 1))),
  lower: { kind: 'reference' },
})

export const RequantizationRange = defineOp('RequantizationRange', {
  inputs: ['input: Tinput', 'input_min: float', 'input_max: float'],
  outputs: ['output_min: float', 'output_max: float'],
  attrs: ['Tinput: {qint8, quint8, qint16, quint16, qint32}'],
  infer: c => {
    scalars(c, 1, 2)
    return [[], []]
  },
  gradient: 'unregistered',
  refuses: kernelsOnly('RequantizationRange', [{ Tinput: qint32 }]),
  kernel: k => usedRange(qint32, k.input(0).data as Int32Array, rangeOf(k, 1)).map(scalar),
  lower: { kind: 'reference' },
})

export const Requantize = defineOp('Requantize', {
  inputs: [
    'input: Tinput',
    'input_min: float',
    'input_max: float',
    'requested_output_min: float',
    'requested_output_max: float',
  ],
  outputs: ['output: out_type', 'output_min: float', 'output_max: float'],
  attrs: ['Tinput: {qint8, quint8, qint16, quint16, qint32}', 'out_type: {qint8, quint8, qint16, quint16, qint32}'],
  infer: ranged(unchanged, 1, 2, 3, 4),
  gradient: 'unregistered',
  refuses: kernelsOnly('Requantize', [NARROWING]),
  kernel: k => {
    const [min, max] = rangeOf(k, 3)
    if (!(min <= 0)) throw invalidArgument(`requested_output_min must be <= 0, but got ${float32Text(min)}`)
    if (!(max >= min))
      throw invalidArgument(
        `requested_output_max must be >= requested_output_min, but got ${float32Text(max)} and ${float32Text(min)}`,
      )
    return narrowedTo(k, [min, max])
  },
  lower: { kind: 'reference' },
})

/** Values rounded to the levels of a range and back: what quantization would make of them. */
export const QuantizeAndDequantize = defineOp('QuantizeAndDequantize', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: [
    'signed_input: bool = true',
    'num_bits: int32 = 8',
    'range_given: bool = false',
    'input_min: float = 0',
    'input_max: float = 0',
    'T: {float, double}',
  ],
  infer: unchanged,
  // as if nothing were rounded
  gradient: (_, grad) => [grad as Tensor],
  kernel: k => {
    const [bits, signed, given] = [k.attr('num_bits'), k.attr('signed_input') === true, k.attr('range_given') === true]
    if (bits <= 0 || bits >= (signed ? 62 : 63))
      throw invalidArgument(`num_bits is out of range: ${bits} with signed_input_ ${signed ? 1 : 0}`)
    const [low, high] = [Math.fround(k.attr('input_min')), Math.fround(k.attr('input_max'))]
    if (given && !(low <= high))
      throw invalidArgument(`Invalid range: input_min ${float32Text(low)} > input_max ${float32Text(high)}`)
    const { dtype, shape, data } = k.input(0)
    return new NDArray(
      dtype,
      shape,
      roundedToLevels(data as Float32Array | Float64Array, bits, signed, given ? [low, high] : undefined),
    )
  },
  lower: { kind: 'reference' },
})

// --- functions

/** A float tensor quantized to `T`, with the ends of the range that its numbers stand for. */
export const quantize_v2 = opFunctionOfOutputs(
  'quantize_v2(input, min_range, max_range, T, mode=None, name=None)',
  QuantizeV2,
)
/** Quantized numbers as floats. */
export const dequantize = opFunction('dequantize(input, min_range, max_range, mode=None, name=None)', Dequantize)

/** Kernels of the random ops. Each node keeps its place in its own stream as long as the session lives. */
import { invalidArgument } from '../../../errors/status.ts'
import { convertElements } from '../../../tensor/convert.ts'
import { float64, int64 } from '../../../tensor/dtypes.ts'
import { NDArray } from '../../../tensor/ndarray.ts'
import {
  elementwiseBlocks,
  type FloatStorage,
  gamma,
  gammaBlocks,
  multinomial,
  multinomialBlocks,
  type NormalPrecision,
  type Philox,
  PhiloxState,
  parameterizedNormal,
  parameterizedNormalBlocks,
  sampleNormal,
  sampleTruncatedNormal,
  sampleUniform,
  sampleUniformInt,
  shuffleBlocks,
  shuffleOrder,
} from '../../../tensor/random/index.ts'
import { copyRows } from '../../../tensor/rows.ts'
import { numElements, shapeText } from '../../../tensor/shape.ts'
import type { Kernel, KernelContext } from '../../kernel.ts'
import { summarizeValue } from '../text/summarize.ts'

/** A stream of the node's seeds, at its beginning. */
export function newRandomState(k: KernelContext): PhiloxState {
  return new PhiloxState(k.attr('seed') as number | bigint, k.attr('seed2') as number | bigint)
}
/** The node's stream, made from its seeds in its first run. */
export function randomState(k: KernelContext): PhiloxState {
  return k.state(() => newRandomState(k))
}

/** The shape that a vector of int32 or int64 says. */
function shapeFrom(input: NDArray, refusal: string): number[] {
  if (input.shape.length !== 1) throw invalidArgument(refusal)
  const shape = Array.from(input.data as Int32Array | BigInt64Array, Number)
  for (const dim of shape) if (dim < 0) throw invalidArgument(`Dimension ${dim} must be >= 0`)
  return shape
}
function outputShape(k: KernelContext): number[] {
  const input = k.input(0)
  return shapeFrom(input, `shape must be a vector of {int32,int64}, got shape ${shapeText(input.shape)}`)
}

const numbers = (array: NDArray): Float64Array => convertElements(array, float64) as Float64Array
const outputType = (k: KernelContext): NormalPrecision => k.outputTypes[0]?.base as NormalPrecision

/** Doubles as elements of the output's type. */
function rounded(k: KernelContext, shape: readonly number[], values: Float64Array): NDArray {
  const exact = new NDArray(float64, shape, values)
  const type = outputType(k)
  return type === 'float64' ? exact : exact.astype(type)
}

const elementwise =
  (sample: (generator: Philox, precision: NormalPrecision, count: number) => FloatStorage): Kernel =>
  k => {
    const shape = outputShape(k)
    const count = numElements(shape)
    const type = outputType(k)
    return new NDArray(type, shape, sample(randomState(k).reserve(elementwiseBlocks(count)), type, count))
  }

const uniformInt: Kernel = k => {
  const [, minimum, maximum] = k.inputs as readonly [NDArray, NDArray, NDArray]
  if (minimum.shape.length !== 0) throw invalidArgument(`minval must be 0-D, got shape ${shapeText(minimum.shape)}`)
  if (maximum.shape.length !== 0) throw invalidArgument(`maxval must be 0-D, got shape ${shapeText(maximum.shape)}`)
  const shape = outputShape(k)
  const count = numElements(shape)
  const type = outputType(k) as string as 'int32' | 'int64'
  const low = minimum.data[0] as number | bigint
  const high = maximum.data[0] as number | bigint
  if (low >= high) throw invalidArgument(`Need minval < maxval, got ${low} >= ${high}`)
  return new NDArray(
    type,
    shape,
    sampleUniformInt(randomState(k).reserve(elementwiseBlocks(count)), type, low, high, count),
  )
}

const shuffle: Kernel = k => {
  const value = k.input(0)
  const rows = value.shape[0] ?? 1
  if (value.size <= 1 || rows === 1) return value
  const output = k.newOutput(0, value.shape)
  copyRows(
    value.data,
    output.data,
    output.data.length / rows,
    shuffleOrder(randomState(k).reserve(shuffleBlocks(rows)), rows),
  )
  return output
}

const multinomialKernel: Kernel = k => {
  const logits = k.input(0)
  const samples = k.input(1)
  if (logits.shape.length !== 2)
    throw invalidArgument(`logits should be a matrix, got shape ${shapeText(logits.shape)}`)
  if (samples.shape.length !== 0)
    throw invalidArgument(`num_samples should be a scalar, got shape ${shapeText(samples.shape)}`)
  const count = samples.data[0] as number
  if (count < 0) throw invalidArgument(`num_samples should be nonnegative, got ${count}`)
  const [rows, classes] = logits.shape as readonly [number, number]
  if (classes <= 0) throw invalidArgument(`num_classes should be positive, got ${classes}`)
  const shape = [rows, count]
  if (rows * count === 0) return NDArray.zeros(shape, int64)
  // what is infinite as a float has no chance, even where it is a finite double
  const floats = logits.dtype.base === 'float32' ? (logits.data as Float32Array) : Float32Array.from(numbers(logits))
  const stream = randomState(k).reserve(multinomialBlocks(rows, count))
  return new NDArray(int64, shape, multinomial(stream, floats, classes, count))
}

const gammaKernel: Kernel = k => {
  const alpha = k.input(1)
  const given = k.input(0)
  const text = `Tensor<type: ${given.dtype.cpp_name} shape: ${shapeText(given.shape)} values: ${summarizeValue(given, 3)}>`
  const shape = shapeFrom(given, `shape must be a vector of {int32,int64}, got shape: ${text}`)
  const samples = numElements(shape)
  if (samples === 0) throw invalidArgument(`Input shape should have non-zero element count, got: ${samples}`)
  if (alpha.size === 0) throw invalidArgument(`Input alpha should have non-zero element count, got: ${alpha.size}`)
  const generator = randomState(k).reserve(gammaBlocks(samples, alpha.size))
  return rounded(k, [...shape, ...alpha.shape], gamma(generator, numbers(alpha), samples))
}

const PARAMETERS = ['means', 'stddevs', 'minvals', 'maxvals'] as const

const parameterized: Kernel = k => {
  const input = k.input(0)
  const shape = shapeFrom(input, `Input shape should be a vector, got shape: ${shapeText(input.shape)}`)
  const lists = k.inputs.slice(1, 5)
  lists.forEach((list, i) => {
    if (list.shape.length > 1)
      throw invalidArgument(`Input ${PARAMETERS[i]} should be a scalar or vector, got shape: ${shapeText(list.shape)}`)
  })
  if (lists.some(list => list.size !== 1)) {
    lists.forEach((list, i) => {
      if (list.shape.length !== 0 && list.size !== 1 && list.size !== shape[0]) {
        throw invalidArgument(
          `Input ${PARAMETERS[i]} should have length 1 or shape[0], got shape: ${shapeText(list.shape)}`,
        )
      }
    })
  }
  const [means, stddevs, minimums, maximums] = lists.map(numbers) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const values = { means, stddevs, minimums, maximums, shared: lists.every(list => list.shape.length === 0) }
  const generator = randomState(k).reserve(parameterizedNormalBlocks(shape, values))
  return rounded(k, shape, parameterizedNormal(generator, outputType(k), shape, values))
}

/** Reference kernels of the random ops, by op. */
export const RANDOM_KERNELS = {
  RandomUniform: elementwise(sampleUniform),
  RandomStandardNormal: elementwise(sampleNormal),
  TruncatedNormal: elementwise(sampleTruncatedNormal),
  RandomUniformInt: uniformInt,
  RandomShuffle: shuffle,
  Multinomial: multinomialKernel,
  RandomGamma: gammaKernel,
  ParameterizedTruncatedNormal: parameterized,
} as const satisfies Readonly<Record<string, Kernel>>

/** The samplers of the elementwise random ops, by dtype. */
import * as normal from './normal.ts'
import type { Philox } from './philox.ts'
import * as uniform from './uniform.ts'

/** The floats that TensorFlow has random numbers of. */
export type NormalPrecision = 'float16' | 'float32' | 'float64'
/** Storage of these floats: float16 as its bits. */
export type FloatStorage = Uint16Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

type Sampler = (generator: Philox, count: number) => FloatStorage
type ByPrecision = Readonly<Record<NormalPrecision, Sampler>>

const UNIFORM: ByPrecision = {
  float16: uniform.uniformHalf,
  float32: uniform.uniformFloat,
  float64: uniform.uniformDouble,
}
const NORMAL: ByPrecision = { float16: normal.normalHalf, float32: normal.normalFloat, float64: normal.normalDouble }
const TRUNCATED: ByPrecision = {
  float16: normal.truncatedNormalHalf,
  float32: normal.truncatedNormalFloat,
  float64: normal.truncatedNormalDouble,
}

/** RandomUniform: `count` numbers in [0, 1). The run takes `elementwiseBlocks(count)`, as do the next three. */
export const sampleUniform = (generator: Philox, precision: NormalPrecision, count: number): FloatStorage =>
  UNIFORM[precision](generator, count)
/** RandomStandardNormal: mean 0, deviation 1. */
export const sampleNormal = (generator: Philox, precision: NormalPrecision, count: number): FloatStorage =>
  NORMAL[precision](generator, count)
/** TruncatedNormal: standard normals within two deviations. */
export const sampleTruncatedNormal = (generator: Philox, precision: NormalPrecision, count: number): FloatStorage =>
  TRUNCATED[precision](generator, count)

/** RandomUniformInt: integers in [minimum, maximum), `minimum < maximum`. */
export function sampleUniformInt(
  generator: Philox,
  dtype: 'int32' | 'int64',
  minimum: number | bigint,
  maximum: number | bigint,
  count: number,
): Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer> {
  return dtype === 'int64'
    ? uniform.uniformInt64(generator, BigInt(minimum), BigInt(maximum), count)
    : uniform.uniformInt32(generator, Number(minimum), Number(maximum), count)
}

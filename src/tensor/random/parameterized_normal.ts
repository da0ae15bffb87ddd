/** Normal numbers between given bounds, as TensorFlow's ParameterizedTruncatedNormal makes them (Robert, 1995). */
import { invalidArgument } from '../../errors/status.ts'
import { fromHalf, roundToHalf } from '../half.ts'
import type { Philox } from './philox.ts'
import type { NormalPrecision } from './samplers.ts'
import { uniformDouble, uniformFloat, uniformHalf } from './uniform.ts'

/** Tries for one value, after which the last candidate is taken. */
const MOST_TRIES = 100
/** Length of a batch where all values share their parameters. */
const SHARED_BATCH = 100

/** The bounds and the moments of the values of one batch. */
interface BatchParameters {
  readonly mean: number
  readonly stddev: number
  readonly minimum: number
  readonly maximum: number
}

const ROUND: Readonly<Record<NormalPrecision, (value: number) => number>> = {
  float16: roundToHalf,
  float32: Math.fround,
  float64: value => value,
}

/** Uniforms by whole blocks, as the kernel draws them. */
function uniformBlocks(generator: Philox, precision: NormalPrecision): () => ArrayLike<number> {
  if (precision === 'float64') return () => uniformDouble(generator, 2)
  if (precision === 'float32') return () => uniformFloat(generator, 4)
  return () => Array.from(uniformHalf(generator, 4), fromHalf)
}

/** Writes `result[start … end - 1]`, all with the same parameters (stddev > 0, minimum < maximum, one of them finite). */
function fillBatch(
  generator: Philox,
  precision: NormalPrecision,
  parameters: BatchParameters,
  result: Float64Array,
  start: number,
  end: number,
): void {
  const round = ROUND[precision]
  const draw = uniformBlocks(generator, precision)
  const { mean } = parameters
  let { stddev, minimum, maximum } = parameters
  if (minimum === Number.NEGATIVE_INFINITY || maximum < mean) {
    // Mirrored, so that the bound nearer to the mean is the lower one.
    ;[minimum, maximum] = [maximum, minimum]
    stddev = -stddev
  }
  const lowest = round((minimum - mean) / stddev)
  const highest = round((maximum - mean) / stddev)
  const root = round(Math.sqrt(round(round(lowest * lowest) + 4)))
  const exponent = round(0.5 + round(round(lowest * round(lowest - root)) / 4))
  const cutoff = round(round(2 * round(Math.exp(exponent))) / round(lowest + root))
  const width = round(highest - lowest)
  let index = start
  let tries = 0
  const accept = (z: number): void => {
    result[index] = round(round(z * stddev) + mean)
    index += 1
    tries = 0
  }
  if (width < cutoff) {
    const peak = lowest < 0 ? 0 : round(lowest * lowest)
    while (index < end) {
      const candidates = Float64Array.from(draw(), u => round(round(u * width) + lowest))
      const chances = draw()
      for (let i = 0; i < candidates.length && index < end; i += 1) {
        const z = candidates[i] as number
        if ((chances[i] as number) <= round(Math.exp(round((peak - round(z * z)) / 2))) || tries + 1 >= MOST_TRIES)
          accept(z)
        else tries += 1
      }
    }
    return
  }
  const alpha = round(round(lowest + root) / 2)
  while (index < end) {
    const words = draw()
    for (let i = 0; i < words.length && index < end; i += 2) {
      const z = round(round(-round(Math.log(words[i] as number)) / alpha) + lowest)
      const x = round(lowest < alpha ? alpha - z : lowest - alpha)
      const chance = round(Math.exp(round(-round(x * x) / 2)))
      if (((words[i + 1] as number) <= chance && z < highest) || tries + 1 >= MOST_TRIES) accept(z)
      else tries += 1
    }
  }
}

/**
 * Parameters of ParameterizedTruncatedNormal: each list has length 1 or one entry for each row of the result. `shared`: all are scalars, by
 * default lists of length 1.
 */
export interface ParameterizedNormalValues {
  readonly means: ArrayLike<number>
  readonly stddevs: ArrayLike<number>
  readonly minimums: ArrayLike<number>
  readonly maximums: ArrayLike<number>
  readonly shared?: boolean
}

/** How the values are parted: the first dimension's rows, or stretches of 100 where all parameters are scalars. */
function batches(shape: readonly number[], values: ParameterizedNormalValues): { count: number; size: number } {
  const total = shape.reduce((product, dim) => product * dim, 1)
  const shared =
    values.shared ?? [values.means, values.stddevs, values.minimums, values.maximums].every(list => list.length === 1)
  if (shared) return { count: Math.ceil(total / SHARED_BATCH), size: SHARED_BATCH }
  const count = shape[0] ?? 1
  return { count, size: count === 0 ? 0 : total / count }
}

// TensorFlow shares the batches out among its threads, and each share begins in the stream where its first batch would if every
// batch took its most. The sizes of the shares follow from estimated costs (Eigen's cost model), in cycles:
const BATCH_CYCLES: Readonly<Record<NormalPrecision, number>> = { float16: 61, float32: 54, float64: 84 }
const VALUE_CYCLES: Readonly<Record<NormalPrecision, number>> = { float16: 152, float32: 134, float64: 152 }
const SHARE_CYCLES = 40000
const STARTUP_CYCLES = 100000
const THREAD_CYCLES = 100000
/** With any number of threads above one most shares are the same; these are those of two. */
const THREADS = 2

/** Batches in one share. */
function shareSize(count: number, size: number, precision: NormalPrecision): number {
  const cost = BATCH_CYCLES[precision] + VALUE_CYCLES[precision] * size
  if (Math.floor((count * cost - STARTUP_CYCLES) / THREAD_CYCLES + 0.9) < 2) return count
  const wanted = SHARE_CYCLES / cost
  let share = Math.min(count, Math.max(1, Math.floor(wanted)))
  const most = Math.min(count, Math.max(1, Math.floor(2 * wanted)))
  const efficiency = (n: number): number => n / (Math.ceil(n / THREADS) * THREADS)
  let best = efficiency(Math.ceil(count / share))
  // larger shares where these keep the threads as busy
  for (let before = Math.ceil(count / share); before > 1; ) {
    const coarser = Math.ceil(count / (before - 1))
    if (coarser > most) break
    before = Math.ceil(count / coarser)
    const busy = efficiency(before)
    if (busy + 0.01 >= best) {
      share = coarser
      best = Math.max(best, busy)
    }
  }
  return share
}

/** Blocks that one run takes. */
export function parameterizedNormalBlocks(shape: readonly number[], values: ParameterizedNormalValues): number {
  const { count, size } = batches(shape, values)
  return Math.floor((count * 2 * MOST_TRIES * (size + 3)) / 4)
}

/**
 * Values of the precision, as doubles, row-major, as TensorFlow makes them with several threads. Undefined parameters (stddev <= 0, minimum >= maximum, no finite bound) give the status 'Invalid parameters'.
 */
export function parameterizedNormal(
  generator: Philox,
  precision: NormalPrecision,
  shape: readonly number[],
  values: ParameterizedNormalValues,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(shape.reduce((product, dim) => product * dim, 1))
  const { count, size } = batches(shape, values)
  const share = shareSize(count, size, precision)
  let own = generator
  const pick = (list: ArrayLike<number>, batch: number): number => list[list.length === 1 ? 0 : batch] as number
  for (let batch = 0; batch < count; batch += 1) {
    if (batch % share === 0) own = generator.at(Math.floor((batch * 2 * MOST_TRIES * (size + 3)) / 4))
    const parameters = {
      mean: pick(values.means, batch),
      stddev: pick(values.stddevs, batch),
      minimum: pick(values.minimums, batch),
      maximum: pick(values.maximums, batch),
    }
    const { stddev, minimum, maximum } = parameters
    if (!(stddev > 0 && minimum < maximum && (Number.isFinite(minimum) || Number.isFinite(maximum))))
      throw invalidArgument('Invalid parameters')
    fillBatch(own, precision, parameters, result, batch * size, Math.min(result.length, (batch + 1) * size))
  }
  return result
}

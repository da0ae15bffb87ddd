/**
 * exp, log, pow, sin and cos to nearly the last bit. JavaScript's own may be one unit off, C's almost never are, and streams
 * of random numbers that must equal numpy's and Python's bit for bit feel the difference: every 14th logarithm.
 * Numbers are carried as unevaluated sums of two doubles; tables come from integer arithmetic on first use.
 */

const FRACTION_BITS = 128n
const ONE = 1n << FRACTION_BITS
/** 2^27 + 1 splits a double into halves whose products are exact (Dekker). */
const SPLITTER = 134217729

/** A number as the sum of a double and its rounding error. */
interface Pair {
  readonly high: Float64Array
  readonly low: Float64Array
}

/** Exact result of the last sum or product: its rounding error. */
let error = 0

function sum(a: number, b: number): number {
  const s = a + b
  const t = s - a
  error = a - (s - t) + (b - t)
  return s
}

function product(a: number, b: number): number {
  const p = a * b
  const ta = SPLITTER * a
  const aHigh = ta - (ta - a)
  const aLow = a - aHigh
  const tb = SPLITTER * b
  const bHigh = tb - (tb - b)
  const bLow = b - bHigh
  error = aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
  return p
}

/** A fixed-point integer as a double: `bits` significant ones, the rest cut off. */
function fixedToDouble(value: bigint): number {
  const negative = value < 0n
  const magnitude = negative ? -value : value
  const drop = BigInt(Math.max(0, magnitude.toString(2).length - 53))
  const result = Number(magnitude >> drop) * 2 ** Number(drop - FRACTION_BITS)
  return negative ? -result : result
}

const doubleToFixed = (value: number): bigint => BigInt(value * 2 ** 100) << (FRACTION_BITS - 100n)

function makeTable(length: number, value: (index: number) => bigint): Pair {
  const high = new Float64Array(length)
  const low = new Float64Array(length)
  for (let i = 0; i < length; i += 1) {
    const exact = value(i)
    const head = fixedToDouble(exact)
    high[i] = head
    low[i] = fixedToDouble(exact - doubleToFixed(head))
  }
  return { high, low }
}

/** 2 atanh(numerator / denominator) in fixed point. */
function fixedLogRatio(numerator: bigint, denominator: bigint): bigint {
  const step = (numerator * numerator * ONE) / (denominator * denominator)
  let power = (2n * numerator * ONE) / denominator
  let total = 0n
  for (let n = 1n; power !== 0n; n += 2n) {
    total += power / n
    power = (power * step) / ONE
  }
  return total
}

/** e^x in fixed point for |x| below 1. */
function fixedExp(x: bigint): bigint {
  let term = ONE
  let total = 0n
  for (let n = 1n; term !== 0n; n += 1n) {
    total += term
    term = (term * x) / ONE / n
  }
  return total
}

const fixedLn2 = (): bigint => fixedLogRatio(1n, 3n)

/** The first 33 bits of log 2, so that products with exponents are exact, and the rest. */
let ln2High = 0
let ln2Low = 0
const LOG_STEPS = 128
let logTable: Pair | undefined

function makeLogTable(): Pair {
  const ln2 = fixedLn2()
  const cut = FRACTION_BITS - 33n
  ln2High = fixedToDouble((ln2 >> cut) << cut)
  ln2Low = fixedToDouble(ln2 - ((ln2 >> cut) << cut))
  // Entry j holds -log(j / 128), for the reciprocals of [sqrt(1/2), sqrt(2)].
  return makeTable(2 * LOG_STEPS, j =>
    j < LOG_STEPS / 2 ? 0n : -fixedLogRatio(BigInt(j - LOG_STEPS), BigInt(j + LOG_STEPS)),
  )
}

const bits = new Float64Array(1)
const bitWords = new Uint32Array(bits.buffer)
/** Lower part of the last logarithm. */
let logLow = 0

/** The logarithm of a positive normal number; what the double misses is left in `logLow`. */
function logPair(x: number): number {
  logTable ??= makeLogTable()
  bits[0] = x
  let exponent = ((bitWords[1] as number) >>> 20) - 1023
  bitWords[1] = ((bitWords[1] as number) & 0xfffff) | 0x3ff00000
  let mantissa = bits[0]
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent += 1
  }
  const j = Math.round(LOG_STEPS / mantissa)
  const scaled = product(mantissa, j / LOG_STEPS)
  const rest = scaled - 1
  const restLow = error
  const square = product(rest, rest)
  const squareLow = error + 2 * rest * restLow
  const series =
    rest *
    square *
    (1 / 3 -
      rest * (1 / 4 - rest * (1 / 5 - rest * (1 / 6 - rest * (1 / 7 - rest * (1 / 8 - rest * (1 / 9 - rest / 10)))))))
  let high = sum(exponent * ln2High, logTable.high[j] as number)
  let low = error
  high = sum(high, rest)
  low += error
  high = sum(high, -square / 2)
  low += error
  low += exponent * ln2Low + (logTable.low[j] as number) + restLow - squareLow / 2 + series
  const result = high + low
  logLow = high - result + low
  return result
}

/** Natural logarithm. */
export function log(x: number): number {
  return x >= 2.3e-308 && x < Number.POSITIVE_INFINITY ? logPair(x) : Math.log(x)
}

const EXP_STEPS = 64
let expTable: Pair | undefined
let stepHigh = 0
let stepLow = 0

function makeExpTable(): Pair {
  const step = fixedLn2() / BigInt(EXP_STEPS)
  // 32 bits, so that products with the step's number are exact.
  const cut = FRACTION_BITS - 38n
  stepHigh = fixedToDouble((step >> cut) << cut)
  stepLow = fixedToDouble(step - ((step >> cut) << cut))
  return makeTable(EXP_STEPS, j => fixedExp(BigInt(j) * step))
}

/** e^(x + low) where the result is a normal number. */
function expPair(x: number, low: number): number {
  expTable ??= makeExpTable()
  const n = Math.round(x / (stepHigh + stepLow))
  const k = Math.floor(n / EXP_STEPS)
  const j = n - k * EXP_STEPS
  const tail = product(-n, stepLow)
  const tailLow = error + low
  const rest = sum(x - n * stepHigh, tail)
  const restLow = error + tailLow
  const series = rest * rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24 + rest * (1 / 120 + rest / 720))))
  const base = expTable.high[j] as number
  const linear = product(base, rest)
  const linearLow = error
  const high = sum(base, linear)
  const result = high + (error + linearLow + (expTable.low[j] as number) * (1 + rest) + base * (series + restLow))
  return result * 2 ** k
}

/** e^x. */
export function exp(x: number): number {
  return Math.abs(x) < 700 ? expPair(x, 0) : Math.exp(x)
}

/** x^y. */
export function pow(x: number, y: number): number {
  if (!(x >= 2.3e-308 && x < Number.POSITIVE_INFINITY) || !Number.isFinite(y)) return x ** y
  const high = logPair(x)
  const exponent = product(high, y)
  if (!(Math.abs(exponent) < 700)) return x ** y
  return expPair(exponent, error + logLow * y)
}

/** Tables of sine and cosine at multiples of 1/32 up to this angle. */
const LARGEST_ANGLE = 7
const ANGLE_STEPS = 32
let sineTable: Pair | undefined
let cosineTable: Pair | undefined

/** Sine (from odd powers) or cosine (from even ones) in fixed point. */
function fixedWave(x: bigint, odd: boolean): bigint {
  let term = odd ? x : ONE
  let total = 0n
  for (let n = odd ? 2n : 1n; term !== 0n; n += 2n) {
    total += term
    term = -(((term * x) / ONE) * x) / ONE / (n * (n + 1n))
  }
  return total
}

function wave(x: number, own: Pair, other: Pair, sign: number): number {
  const j = Math.round(x * ANGLE_STEPS)
  const rest = x - j / ANGLE_STEPS
  const square = rest * rest
  const base = own.high[j] as number
  const slope = sign * (other.high[j] as number)
  const linear = product(slope, rest)
  const linearLow = error
  const high = sum(base, linear)
  const even = -square * (1 / 2 - square * (1 / 24 - square / 720))
  const odd = -rest * square * (1 / 6 - square * (1 / 120 - square / 5040))
  return (
    high +
    (error + linearLow + (own.low[j] as number) + sign * (other.low[j] as number) * rest + base * even + slope * odd)
  )
}

function tables(): [sine: Pair, cosine: Pair] {
  const step = ONE / BigInt(ANGLE_STEPS)
  sineTable ??= makeTable(LARGEST_ANGLE * ANGLE_STEPS + 1, j => fixedWave(BigInt(j) * step, true))
  cosineTable ??= makeTable(LARGEST_ANGLE * ANGLE_STEPS + 1, j => fixedWave(BigInt(j) * step, false))
  return [sineTable, cosineTable]
}

/** Sine; accurate to the last bit for angles in [0, 7]. */
export function sin(x: number): number {
  if (!(x >= 0 && x <= LARGEST_ANGLE)) return Math.sin(x)
  const [sine, cosine] = tables()
  return wave(x, sine, cosine, 1)
}

/** Cosine; accurate to the last bit for angles in [0, 7]. */
export function cos(x: number): number {
  if (!(x >= 0 && x <= LARGEST_ANGLE)) return Math.cos(x)
  const [sine, cosine] = tables()
  return wave(x, cosine, sine, -1)
}

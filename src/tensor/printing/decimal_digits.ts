/**
 * Decimal digits of binary floats, by exact integer arithmetic after Steele and White ("How to print floating-point numbers
 * accurately") as numpy does it: the shortest digits that identify the number within its type, or a given number of digits.
 */

export type FloatKind = 'float16' | 'bfloat16' | 'float32' | 'float64'

/** Bits of the significand, and the exponent of the smallest denormal. */
const FORMATS: Readonly<Record<FloatKind, { readonly bits: number; readonly least: number }>> = {
  float16: { bits: 11, least: -24 },
  bfloat16: { bits: 8, least: -133 },
  float32: { bits: 24, least: -149 },
  float64: { bits: 53, least: -1074 },
}

export interface DigitOptions {
  /** Stop as soon as the digits tell the number from its neighbours. */
  readonly unique: boolean
  /** The exponent of the last digit allowed, given the exponent of the first. */
  readonly cutoff?: ((first: number) => number) | undefined
}

/** d.ddd × 10^exponent. */
export interface Decimal {
  readonly digits: string
  readonly exponent: number
}

const view = new DataView(new ArrayBuffer(8))

/** A positive finite double as mantissa × 2^exponent, with the exponent that the type `kind` stores it with. */
function decompose(value: number, kind: FloatKind): { mantissa: bigint; exponent: number; narrowBelow: boolean } {
  const { bits, least } = FORMATS[kind]
  view.setFloat64(0, value)
  const biased = (view.getUint16(0) >>> 4) & 0x7ff
  const fraction = view.getBigUint64(0) & 0xfffffffffffffn
  const wide = biased === 0 ? fraction : fraction | (1n << 52n)
  const wideExponent = (biased || 1) - 1075
  const size = wide.toString(2).length
  const exponent = Math.max(wideExponent + size - bits, least)
  const shift = exponent - wideExponent
  const mantissa = shift >= 0 ? wide >> BigInt(shift) : wide << BigInt(-shift)
  // just above a power of two, the neighbour below is only half as far away
  return { mantissa, exponent, narrowBelow: mantissa === 1n << BigInt(bits - 1) && exponent > least }
}

/** The digits of a positive finite number. */
function generate(value: number, kind: FloatKind, { unique, cutoff }: DigitOptions): Decimal {
  const { mantissa, exponent, narrowBelow } = decompose(value, kind)
  // the number and half the distances to its neighbours, over a common denominator
  const power = 1n << BigInt(Math.abs(exponent))
  let denominator = (narrowBelow ? 4n : 2n) * (exponent < 0 ? power : 1n)
  let below = exponent < 0 ? 1n : power
  let above = narrowBelow ? 2n * below : below
  let rest = (narrowBelow ? 4n : 2n) * mantissa * below

  let first = Math.floor(Math.log10(value))
  const scale = 10n ** BigInt(Math.abs(first))
  if (first >= 0) denominator *= scale
  else {
    rest *= scale
    below *= scale
    above *= scale
  }
  const timesTen = (): void => {
    rest *= 10n
    below *= 10n
    above *= 10n
  }
  if (rest >= 10n * denominator) {
    denominator *= 10n
    first++
  } else if (rest < denominator) {
    timesTen()
    first--
  }

  const last = cutoff?.(first)
  if (last !== undefined && first < last) {
    // all digits lie beyond the last one allowed: the number is one unit there, or nothing
    const up = first === last - 1 && rest > 5n * denominator
    return up ? { digits: '1', exponent: last } : { digits: '0', exponent: 0 }
  }

  const isEven = (mantissa & 1n) === 0n
  const digits: number[] = []
  for (let at = first; ; at--) {
    const digit = Number(rest / denominator)
    rest %= denominator
    let low = false
    let high = false
    if (unique) {
      low = isEven ? rest <= below : rest < below
      high = isEven ? rest + above >= denominator : rest + above > denominator
      if (low || high || at === last)
        return finish(digits, digit, first, low === high ? nearer(rest, denominator, digit) : low)
    } else if (rest === 0n || at === last) return finish(digits, digit, first, nearer(rest, denominator, digit))
    digits.push(digit)
    timesTen()
  }
}

/** Whether to round down: towards the nearer side, ties to the even digit. */
function nearer(rest: bigint, denominator: bigint, digit: number): boolean {
  return 2n * rest === denominator ? digit % 2 === 0 : 2n * rest < denominator
}

function finish(digits: number[], digit: number, exponent: number, down: boolean): Decimal {
  digits.push(down ? digit : digit + 1)
  while (digits[digits.length - 1] === 10) {
    digits.pop()
    if (digits.length === 0) return { digits: '1', exponent: exponent + 1 }
    digits[digits.length - 1] = (digits[digits.length - 1] as number) + 1
  }
  return { digits: digits.join(''), exponent }
}

/** The digits of a finite number, regardless of its sign. */
export function decimalDigits(value: number, kind: FloatKind, options: DigitOptions): Decimal {
  return value === 0 ? { digits: '0', exponent: 0 } : generate(Math.abs(value), kind, options)
}

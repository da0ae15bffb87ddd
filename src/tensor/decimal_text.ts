/** printf's %f, %e and %g: exact decimal digits of floats. JavaScript rounds ties up where C and Python round them to even. */

/** |value| × 10^digits, rounded to the nearest whole number, ties to even. */
export function scaledToWhole(value: number, digits: number): bigint {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(value))
  const bits = view.getBigUint64(0)
  const exponentBits = Number(bits >> 52n)
  const fraction = bits & ((1n << 52n) - 1n)
  const mantissa = exponentBits === 0 ? fraction : fraction | (1n << 52n)
  const exponent = (exponentBits === 0 ? 1 : exponentBits) - 1075
  let numerator = mantissa
  let denominator = 1n
  if (exponent >= 0) numerator <<= BigInt(exponent)
  else denominator <<= BigInt(-exponent)
  if (digits >= 0) numerator *= 10n ** BigInt(digits)
  else denominator *= 10n ** BigInt(-digits)
  const quotient = numerator / denominator
  const twice = (numerator % denominator) * 2n
  const up = twice > denominator || (twice === denominator && (quotient & 1n) === 1n)
  return up ? quotient + 1n : quotient
}

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0)

/** `inf`, `-inf`, `nan`: what is no decimal number. */
export function notFinite(value: number): string | null {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  return null
}

/** No double has more digits behind its point, or more that count. */
const MOST_DIGITS = 1100

/** `%.{precision}f`. */
export function fixed(value: number, precision: number): string {
  const special = notFinite(value)
  if (special) return special
  // all that follow are zeros
  const exact = Math.min(precision, MOST_DIGITS)
  const digits = scaledToWhole(value, exact)
    .toString()
    .padStart(exact + 1, '0')
  const sign = isNegative(value) ? '-' : ''
  if (precision === 0) return sign + digits
  return `${sign}${digits.slice(0, -exact)}.${digits.slice(-exact)}${'0'.repeat(precision - exact)}`
}

/** The decimal exponent and the `precision` + 1 digits of a number in scientific notation. */
function scientificDigits(value: number, precision: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0'.repeat(precision + 1), exponent: 0 }
  let exponent = Math.floor(Math.log10(Math.abs(value)))
  for (;;) {
    const digits = scaledToWhole(value, precision - exponent).toString()
    // log10 may be off by one, and rounding may carry into a new digit
    if (digits.length === precision + 1) return { digits, exponent }
    exponent += digits.length > precision + 1 ? 1 : -1
  }
}

const exponentText = (exponent: number): string =>
  `e${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`

/** `%.{precision}e`. */
export function scientific(value: number, precision: number): string {
  const special = notFinite(value)
  if (special) return special
  const exact = Math.min(precision, MOST_DIGITS)
  const { digits, exponent } = scientificDigits(value, exact)
  const point = precision === 0 ? '' : `.${digits.slice(1)}${'0'.repeat(precision - exact)}`
  return `${isNegative(value) ? '-' : ''}${digits[0]}${point}${exponentText(exponent)}`
}

/** `%.{precision}g`; trailing zeros stay with `alternate`. */
export function general(value: number, precision: number, alternate = false): string {
  const special = notFinite(value)
  if (special) return special
  const significant = Math.max(precision, 1)
  const { exponent } = scientificDigits(value, Math.min(significant - 1, MOST_DIGITS))
  const trim = (text: string): string => (alternate || !text.includes('.') ? text : text.replace(/\.?0+$/, ''))
  if (exponent >= -4 && exponent < significant) return trim(fixed(value, significant - 1 - exponent))
  const [mantissa = '', tail = ''] = scientific(value, significant - 1).split('e')
  return `${trim(mantissa)}e${tail}`
}

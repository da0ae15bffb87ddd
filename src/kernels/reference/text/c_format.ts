/** C's printf of one number: exact decimal digits, rounded half to even as glibc does. */

/** A non-negative finite number as digits · 10^-scale, exactly. */
function exactDecimal(value: number): { digits: bigint; scale: number } {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const word = bits.getBigUint64(0)
  const biased = Number((word >> 52n) & 0x7ffn)
  const fraction = word & 0xfffffffffffffn
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n
  const exponent = (biased === 0 ? 1 : biased) - 1075
  return exponent >= 0
    ? { digits: mantissa << BigInt(exponent), scale: 0 }
    : { digits: mantissa * 5n ** BigInt(-exponent), scale: -exponent }
}

/** digits / 10^places, rounded half to even. */
function roundedQuotient(digits: bigint, places: number): bigint {
  if (places <= 0) return digits * 10n ** BigInt(-places)
  const power = 10n ** BigInt(places)
  const whole = digits / power
  const twice = (digits % power) * 2n
  return twice > power || (twice === power && whole % 2n === 1n) ? whole + 1n : whole
}

function fixed(value: number, precision: number): string {
  const { digits, scale } = exactDecimal(value)
  const text = roundedQuotient(digits, scale - precision)
    .toString()
    .padStart(precision + 1, '0')
  return precision === 0 ? text : `${text.slice(0, -precision)}.${text.slice(-precision)}`
}

/** `precision` + 1 significant digits and the decimal exponent. */
function significant(value: number, precision: number): { text: string; exponent: number } {
  if (value === 0) return { text: '0'.repeat(precision + 1), exponent: 0 }
  const { digits, scale } = exactDecimal(value)
  const length = digits.toString().length
  let text = roundedQuotient(digits, length - precision - 1).toString()
  let exponent = length - 1 - scale
  // 9.99 may have become 10.0
  if (text.length > precision + 1) {
    text = text.slice(0, -1)
    exponent++
  }
  return { text, exponent }
}
const exponentText = (exponent: number): string =>
  `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`

function scientific(value: number, precision: number): string {
  const { text, exponent } = significant(value, precision)
  return `${text[0]}${precision > 0 ? `.${text.slice(1)}` : ''}${exponentText(exponent)}`
}
function shortest(value: number, precision: number): string {
  const wanted = Math.max(precision, 1)
  const { text, exponent } = significant(value, wanted - 1)
  const trimmed = (number: string): string => (number.includes('.') ? number.replace(/\.?0+$/, '') : number)
  if (exponent < -4 || exponent >= wanted) return `${trimmed(`${text[0]}.${text.slice(1)}`)}${exponentText(exponent)}`
  return trimmed(fixed(value, wanted - 1 - exponent))
}

export interface CFormat {
  /** One of printf's flags, or nothing. */
  readonly flag: string
  readonly width: number
  /** -1: 6 for floats, nothing for integers. */
  readonly precision: number
  readonly conversion: 'd' | 'f' | 'e' | 'g'
}

/** The sign in the memory of a float (or of the 16 bits of one): reading a NaN loses it. */
export const hasSign = (
  { buffer, byteOffset, BYTES_PER_ELEMENT }: Float32Array | Float64Array | Uint16Array,
  i: number,
): boolean => (new Uint8Array(buffer, byteOffset + (i + 1) * BYTES_PER_ELEMENT - 1, 1)[0] as number) >= 128

/** What `printf("%…")` prints for `value`; `signBit` says the sign where `value` cannot, that of NaN. */
export function formatC(
  value: number | bigint,
  { flag, width, precision, conversion }: CFormat,
  signBit = false,
): string {
  if (conversion === 'd' && width < 0 && flag === '' && !Object.is(value, -0)) return String(value)
  const negative =
    typeof value === 'bigint' ? value < 0n : value < 0 || Object.is(value, -0) || (Number.isNaN(value) && signBit)
  let body: string
  let zeros = flag === '0'
  if (typeof value === 'bigint' || conversion === 'd') body = String(value).replace('-', '')
  else if (!Number.isFinite(value)) {
    body = Number.isNaN(value) ? 'nan' : 'inf'
    zeros = false
  } else {
    const places = precision < 0 ? 6 : precision
    body = { f: fixed, e: scientific, g: shortest }[conversion](Math.abs(value), places)
  }
  const sign = negative ? '-' : flag === '+' || flag === ' ' ? flag : ''
  const missing = Math.max(width - sign.length - body.length, 0)
  if (flag === '-') return sign + body + ' '.repeat(missing)
  return zeros ? sign + '0'.repeat(missing) + body : ' '.repeat(missing) + sign + body
}

/** C's printf of one number, as glibc writes it. */
import { fixed, general, scientific } from '../../../tensor/decimal_text.ts'

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
    body = { f: fixed, e: scientific, g: general }[conversion](Math.abs(value), places)
  }
  const sign = negative ? '-' : flag === '+' || flag === ' ' ? flag : ''
  const missing = Math.max(width - sign.length - body.length, 0)
  if (flag === '-') return sign + body + ' '.repeat(missing)
  return zeros ? sign + '0'.repeat(missing) + body : ' '.repeat(missing) + sign + body
}

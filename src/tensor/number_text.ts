/** Numbers as TensorFlow writes them into its messages (lib/strings/numbers.cc). */

/** printf's `%.*g`. */
function general(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', power = ''] = value.toExponential(digits - 1).split('e')
  const exponent = Number(power)
  const plain = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)
  if (exponent < -4 || exponent >= digits)
    return `${plain(mantissa)}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  return plain(value.toFixed(digits - 1 - exponent))
}

/** A float of single precision: six digits, two more where they do not tell which it is. */
export function float32Text(value: number): string {
  const short = general(value, 6)
  return Math.fround(Number(short)) === Math.fround(value) || !Number.isFinite(value) ? short : general(value, 8)
}
/** The same of double precision, with fifteen digits and seventeen. */
export function float64Text(value: number): string {
  const short = general(value, 15)
  return Number(short) === value || !Number.isFinite(value) ? short : general(value, 17)
}

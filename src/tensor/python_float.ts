/** How Python prints a float. */

/**
 * The shortest text that reads back as `value`: `0.1`, `1.0`, `1e-05`, `1e+16`, `inf`, `nan`.
 * The digits are JavaScript's, which are the shortest too; only the layout differs.
 */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e') as [string, string]
  return sign + layOut(mantissa.replace('.', ''), Number(exponent))
}

/** Python's `repr` layout of decimal digits d.ddd × 10^exponent: positional from 1e-4 up to 1e16. */
export function layOut(digits: string, exponent: number): string {
  if (exponent < -4 || exponent >= 16) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
    const size = Math.abs(exponent).toString().padStart(2, '0')
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${whole}.${digits.slice(exponent + 1) || '0'}`
}

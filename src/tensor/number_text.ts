/** Numbers as TensorFlow writes them into its messages (lib/strings/numbers.cc). */

import { general } from './decimal_text.ts'

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

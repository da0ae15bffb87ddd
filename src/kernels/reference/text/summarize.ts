/** The first elements of an array as text, as the runtime's messages show them (core/framework/tensor.cc, SummarizeValue). */
import { elementReader } from '../../../tensor/array_parts.ts'
import type { NDArray } from '../../../tensor/ndarray.ts'
import { float32Text, float64Text } from '../../../tensor/number_text.ts'
import { hasSign } from './c_format.ts'

/** Bytes in C's escapes. */
function escaped(bytes: Uint8Array): string {
  const special: Record<number, string> = { 10: '\\n', 13: '\\r', 9: '\\t', 34: '\\"', 39: "\\'", 92: '\\\\' }
  return Array.from(
    bytes,
    byte =>
      special[byte] ??
      (byte < 32 || byte >= 127 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte)),
  ).join('')
}

function elementText(array: NDArray): (index: number) => string {
  const { dtype } = array
  const read = elementReader(dtype, array.data)
  if (dtype.base === 'string') return i => escaped(array.data[i] as Uint8Array)
  if (dtype.base === 'bool') return i => (read(i) ? '1' : '0')
  if (dtype.is_floating) {
    return i => {
      const value = read(i) as number
      return Number.isNaN(value)
        ? `${hasSign(array.data as Float32Array, i) ? '-' : ''}nan`
        : (dtype.base === 'float64' ? float64Text : float32Text)(value)
    }
  }
  if (dtype.is_integer && !dtype.is_quantized) return i => String(read(i))
  return () => '?'
}

/** At most `limit` elements, nested in brackets below the outermost dimension; `...` where there are more. */
export function summarizeValue(array: NDArray, limit: number): string {
  const shown = Math.max(0, Math.min(limit, array.size))
  const text = elementText(array)
  const rest = limit < array.size ? '...' : ''
  const flat = array.dtype.base === 'string' || array.dtype.is_complex || array.dtype.is_quantized
  if (array.shape.length === 0 || flat) return Array.from({ length: shown }, (_, i) => text(i)).join(' ') + rest
  let at = 0
  let out = ''
  const { shape } = array
  const visit = (axis: number): void => {
    if (at >= shown) return
    const length = shape[axis] as number
    for (let i = 0; i < length; i++) {
      if (axis === shape.length - 1) {
        if (at >= shown) return
        out += `${i > 0 ? ' ' : ''}${text(at++)}`
      } else {
        const open = at < shown
        if (open) out += '['
        visit(axis + 1)
        if (open || at < shown) out += ']'
      }
    }
  }
  visit(0)
  return out + rest
}

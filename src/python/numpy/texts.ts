/** Elements of numpy's arrays of text, `S3` and `U3`, as the program's version of Python has them. */

import { bool, type DType, float64, int64, string } from '../../tensor/dtypes.ts'
import { PyFloat, PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { useUnicodeRepr } from '../../tensor/printing/element_format.ts'
import { promoteTypes } from '../../tensor/promotion.ts'
import { TextType, textType } from '../../tensor/text_types.ts'
import { machine } from '../objects/machine.ts'
import { repr } from '../objects/text/repr.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { PyUnicode } from '../objects/values/unicode.ts'

const unicodeValue = (text: string): string | PyUnicode => (machine.version === 2 ? new PyUnicode(text) : text)

useUnicodeRepr(text => repr(unicodeValue(text)))

/** An element of an array of text: `str` or `unicode` in Python 2, `bytes` or `str` in Python 3. Bytes that are no UTF-8 stay bytes. */
export function textElement(type: TextType, bytes: Buffer): unknown {
  if (type.isUnicode) return unicodeValue(bytes.toString())
  if (machine.version === 3) return bytes
  const text = bytes.toString()
  return Buffer.from(text).equals(bytes) ? text : bytes
}

/** What is read from an array: elements of text as the program has them, anything else as it is. */
export const asTextElement = (array: NDArray, item: unknown): unknown =>
  array.dtype instanceof TextType && Buffer.isBuffer(item) ? textElement(array.dtype, item) : item

/** Nested lists of elements. */
export const asTextElements = (type: TextType, items: unknown): unknown =>
  Array.isArray(items) ? items.map(item => asTextElements(type, item)) : textElement(type, items as Buffer)

/** Which kind of text is among values; undefined for none. Arrays of strings of any length have none. */
function kindOf(value: unknown): 'bytes' | 'unicode' | 'objects' | undefined {
  if (typeof value === 'string') return machine.version === 2 ? 'bytes' : 'unicode'
  if (Buffer.isBuffer(value)) return 'bytes'
  if (value instanceof PyUnicode) return 'unicode'
  if (value instanceof NDArray) {
    if (value.dtype instanceof TextType) return value.dtype.isUnicode ? 'unicode' : 'bytes'
    return value.dtype === string ? 'objects' : undefined
  }
  if (!Array.isArray(value)) return undefined
  let found: 'bytes' | 'unicode' | undefined
  for (const item of value) {
    const kind = kindOf(item)
    if (kind === 'objects') return kind
    if (found === undefined || kind === 'unicode') found = kind ?? found
  }
  return found
}

/** The type of the numbers before the first text, which is given the room that any number of the type needs. */
function leadingType(value: unknown): DType | undefined {
  let type: DType | undefined
  const isNumber = (item: unknown): boolean => {
    if (Array.isArray(item)) return item.every(isNumber)
    const own =
      item instanceof NDArray
        ? item.dtype
        : item instanceof PyInt
          ? int64
          : item instanceof PyFloat
            ? float64
            : typeof item === 'boolean'
              ? bool
              : undefined
    if (own === undefined || !own.is_plain) return false
    type = type === undefined ? own : promoteTypes(type, own)
    return true
  }
  isNumber(Array.isArray(value) ? value[0] : value)
  return type
}

/** What a function made of texts and lists of them: arrays of text, where no array of strings of any length was given. */
export function withTextType(result: unknown, given: readonly unknown[], isCreation = false): unknown {
  if (result instanceof NDArray) {
    if (result.dtype !== string) return result
    const kind = kindOf(given)
    if (kind === undefined || kind === 'objects') return result
    const made = result.astype(textType(kind === 'unicode', 0))
    const leading = isCreation ? leadingType(given) : undefined
    return leading === undefined ? made : made.astype(promoteTypes(made.dtype, leading))
  }
  if (!Array.isArray(result) || !result.some(item => item instanceof NDArray && item.dtype === string)) return result
  const items = result.map(item => withTextType(item, given))
  return result instanceof PyTuple ? PyTuple.from_items(items) : items
}

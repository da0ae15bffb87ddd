/** numpy's types of text, `S3` and `U3`: arrays of strings whose elements are cut to a width. To a graph they are strings. */
import type { ArrayParts } from './array_parts.ts'
import type { Data } from './dtypes.ts'
import { DType, string } from './dtypes.ts'

/** What a number takes as text, by its type. */
const WIDTHS: Partial<Record<DType['base'], number>> = {
  bool: 5,
  int8: 4,
  uint8: 3,
  int16: 6,
  uint16: 5,
  int32: 11,
  int64: 21,
  float16: 32,
  float32: 32,
  float64: 32,
  complex64: 64,
  complex128: 64,
}
/** UTF-8 bytes of one character at most. */
const isFirstByte = (byte: number): boolean => (byte & 0xc0) !== 0x80
const pointsOf = (text: Uint8Array): number => text.reduce((count, byte) => count + (isFirstByte(byte) ? 1 : 0), 0)

/** Text of bytes (`S`) or of characters (`U`), of at most `width` of them; 0 stands for the width that the elements need. */
export class TextType extends DType {
  readonly isUnicode: boolean
  readonly width: number

  /** Use `textType`. */
  constructor(isUnicode: boolean, width: number) {
    super('string', false)
    this.isUnicode = isUnicode
    this.width = width
  }
  override get base_dtype(): DType {
    return this
  }
  override get tensor_dtype(): DType {
    return string
  }
  override get as_numpy_dtype(): DType {
    return this
  }
  /** `|S3`, `<U3` */
  get code(): string {
    return `${this.isUnicode ? '<U' : '|S'}${this.width}`
  }
  /** Bytes of one element, as numpy keeps it. */
  override get size(): number {
    return this.isUnicode ? 4 * this.width : this.width
  }
  override get name(): string {
    return `${this.isUnicode ? 'unicode' : 'string'}${8 * this.size}`
  }
}

const known = new Map<string, TextType>()
/** The one type of a kind and a width. */
export function textType(isUnicode: boolean, width: number): TextType {
  const key = `${isUnicode ? 'U' : 'S'}${width}`
  let type = known.get(key)
  if (type === undefined) known.set(key, (type = new TextType(isUnicode, width)))
  return type
}

/** The type that text and another type meet in: wide enough for both. Strings of any length stay so. */
export function promoteText(a: DType, b: DType): DType {
  const widths = [a, b].map(type => (type instanceof TextType ? type.width : WIDTHS[type.base]))
  if (widths.some(width => width === undefined)) return string
  return textType(
    [a, b].some(type => type instanceof TextType && type.isUnicode),
    Math.max(...(widths as number[])),
  )
}

/** The type of a width that elements of type `from` need, where `type` leaves it open. */
function sized(type: TextType, texts: readonly Uint8Array[], from: DType | undefined): TextType {
  if (type.width > 0) return type
  if (from instanceof TextType) return textType(type.isUnicode, Math.max(1, from.width))
  const fixed = from === undefined ? undefined : WIDTHS[from.base]
  const width = fixed ?? texts.reduce((most, text) => Math.max(most, type.isUnicode ? pointsOf(text) : text.length), 1)
  return textType(type.isUnicode, width)
}

function cut(text: Uint8Array, { isUnicode, width }: TextType): Uint8Array {
  let end = Math.min(text.length, width)
  if (isUnicode) {
    let points = 0
    end = 0
    while (end < text.length && (points < width || !isFirstByte(text[end] as number))) {
      if (isFirstByte(text[end] as number)) points++
      end++
    }
  }
  while (end > 0 && text[end - 1] === 0) end--
  return end === text.length ? text : text.subarray(0, end)
}

/** Strings, made of elements of type `from`, as elements of a type of text, whose width is found where it is open. */
export function fittedText(type: TextType, data: Data, from?: DType): { readonly dtype: DType; readonly data: Data } {
  const texts = data as readonly Uint8Array[]
  const dtype = sized(type, texts, from)
  return { dtype, data: texts.map(text => cut(text, dtype)) }
}

/** An array that was made of elements of type `from`, as one of its own type: texts are cut to their width. */
export const fitted = (array: ArrayParts, from?: DType): ArrayParts =>
  array.dtype instanceof TextType ? { ...array, ...fittedText(array.dtype, array.data, from) } : array

/** The type of empty texts, whose width can't be found from them. */
export const emptyType = (type: DType): DType =>
  type instanceof TextType && type.width === 0 ? textType(type.isUnicode, 1) : type

/** Whether elements of one type may stand in the place of the other's as they are. */
export const fits = (from: DType, to: DType): boolean =>
  from === to || (from.base === to.base && !(to instanceof TextType))

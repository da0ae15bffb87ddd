/** numpy's .npy files: a header, which is a Python literal, and the elements. Objects, which are pickles, are refused. */
import { ValueError } from '../errors/index.ts'
import type { ArrayParts } from '../tensor/array_parts.ts'
import { as_dtype, type DType, type DTypeLike } from '../tensor/dtypes.ts'
import { numElements } from '../tensor/shape.ts'
import { fittedText, TextType, textType } from '../tensor/text_types.ts'

/** What is said of arrays of objects in files. */
const deniedPickle = (): ValueError =>
  new ValueError(
    'Object arrays cannot be loaded when allow_pickle=False (their elements are pickles, which tf0 does not run)',
  )

const MAGIC = Buffer.from('\x93NUMPY', 'latin1')

/** Elements as numpy's type strings describe them: `<f8`, `>u4`, `|S5`. */
export interface RawType {
  readonly dtype: DType
  /** Bytes of one element. */
  readonly size: number
  readonly kind: string
  readonly bigEndian: boolean
}

const KINDS: Readonly<Record<string, string>> = {
  b1: 'bool',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  // TensorFlow has no such types: their values are kept
  u4: 'int64',
  u8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  c8: 'complex64',
  c16: 'complex128',
}

/** The type of a type string. ValueError for what has no elements of one plain kind. */
export function rawType(text: string): RawType {
  const [, order = '', kind = '', size = ''] = /^([<>=|]?)([a-zA-Z?])(\d*)$/.exec(text) ?? []
  const bigEndian = order === '>'
  if (kind === 'O') throw deniedPickle()
  if (kind === 'S' || kind === 'U') {
    const bytes = Number(size) * (kind === 'U' ? 4 : 1)
    return { dtype: textType(kind === 'U', Number(size)), size: bytes, kind, bigEndian }
  }
  const name = KINDS[`${kind}${size}`]
  if (name === undefined) throw new ValueError(`elements of type ${text} can't be read`)
  return { dtype: as_dtype(name as DTypeLike), size: Number(size), kind: `${kind}${size}`, bigEndian }
}

/** Bytes in an order that is not the machine's, turned around in units of `unit`. */
function turned(bytes: Uint8Array, unit: number): Uint8Array {
  const out = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i - (i % unit) + unit - 1 - (i % unit)] = bytes[i] as number
  return out
}

function textOf(bytes: Uint8Array, kind: string): Buffer {
  if (kind === 'S') {
    let end = bytes.length
    while (end > 0 && bytes[end - 1] === 0) end--
    return Buffer.from(bytes.subarray(0, end))
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let text = ''
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, true)
    if (point > 0x10ffff) throw new ValueError('the text is damaged')
    text += String.fromCodePoint(point)
  }
  return Buffer.from(text.replace(/\0+$/, ''))
}

/** `count` elements from the beginning of `bytes`; there must be as many. */
export function elementsOf(bytes: Uint8Array, type: RawType, count: number): ArrayParts['data'] {
  const { dtype, size, kind, bigEndian } = type
  const given = bytes.subarray(0, count * size)
  const unit = dtype.is_complex ? size / 2 : kind === 'U' ? 4 : size
  const plain = bigEndian && unit > 1 && kind !== 'S' ? turned(given, unit) : given
  if (dtype.base === 'string')
    return Array.from({ length: count }, (_, i) => textOf(plain.subarray(i * size, (i + 1) * size), kind))
  const data = dtype.allocate(count) as Uint8Array
  if (kind === 'u4') {
    const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength)
    const wide = data as unknown as BigInt64Array
    for (let i = 0; i < count; i++) wide[i] = BigInt(view.getUint32(4 * i, true))
  } else new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(plain)
  return data
}

/** What the header says. Its text is read as the one literal that numpy writes, nothing else. */
function headerOf(text: string): { descr: string; columnMajor: boolean; shape: number[] } {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1]
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1]
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1]
  if (/'descr'\s*:\s*\[/.test(text)) throw new ValueError("structured arrays can't be read")
  if (descr === undefined || order === undefined || shape === undefined)
    throw new ValueError(
      `Header is not a dictionary of descr, fortran_order and shape: ${JSON.stringify(text.slice(0, 80))}`,
    )
  const dims = shape
    .replaceAll('L', '')
    .split(',')
    .map(dim => dim.trim())
    .filter(dim => dim !== '')
    .map(Number)
  return { descr, columnMajor: order === 'True', shape: dims }
}

export interface NpyFile {
  readonly array: ArrayParts
  /** The first axis runs fastest: `shape` is that of the transposed array, which the elements are in order of. */
  readonly columnMajor: boolean
  /** Bytes that the array took. */
  readonly length: number
}

/** Whether bytes begin as a .npy file. */
export const isNpy = (bytes: Uint8Array): boolean => MAGIC.equals(bytes.subarray(0, MAGIC.length))

/** The array at the beginning of `bytes`. ValueError where they are none, or where it is one of objects. */
export function parseNpy(bytes: Uint8Array): NpyFile {
  if (!isNpy(bytes)) throw new ValueError("the magic string is not correct; expected '\\x93NUMPY'")
  if (bytes.length < 10) throw new ValueError('EOF: reading array header')
  const version = bytes[6] as number
  if (version !== 1 && version !== 2 && version !== 3)
    throw new ValueError(`we only support format version (1,0), (2,0), and (3,0), not (${version}, ${bytes[7]})`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = version === 1 ? 10 : 12
  if (bytes.length < start) throw new ValueError('EOF: reading array header')
  const headerLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (start + headerLength > bytes.length) throw new ValueError('EOF: reading array header')
  const { descr, columnMajor, shape } = headerOf(
    Buffer.from(bytes.subarray(start, start + headerLength)).toString('latin1'),
  )
  const type = rawType(descr)
  const count = numElements(shape)
  const needed = count * type.size
  if (!Number.isSafeInteger(needed) || start + headerLength + needed > bytes.length)
    throw new ValueError(`cannot reshape array: ${count} elements of type ${descr} are more than the file has`)
  const data = elementsOf(bytes.subarray(start + headerLength), type, count)
  const read = columnMajor ? [...shape].reverse() : shape
  return { array: { dtype: type.dtype, shape: read, data }, columnMajor, length: start + headerLength + needed }
}

/** The type string of an array's elements; undefined for text and objects. */
export const typeText = (dtype: DType): string | undefined => NAMES[dtype.base]

const NAMES: Readonly<Record<string, string>> = {
  bool: '|b1',
  int8: '|i1',
  uint8: '|u1',
  int16: '<i2',
  uint16: '<u2',
  int32: '<i4',
  int64: '<i8',
  float16: '<f2',
  float32: '<f4',
  float64: '<f8',
  complex64: '<c8',
  complex128: '<c16',
}

/** Elements of text as numpy keeps them: bytes, or 32 bits for each character. */
export function textBytes(type: TextType, texts: readonly Uint8Array[]): Buffer {
  const content = Buffer.alloc(type.size * texts.length)
  for (const [i, text] of texts.entries()) {
    if (!type.isUnicode) content.set(text, i * type.size)
    else
      [...Buffer.from(text).toString()].forEach((character, j) =>
        content.writeUInt32LE(character.codePointAt(0) as number, i * type.size + 4 * j),
      )
  }
  return content
}

/** The bytes of a .npy file as numpy 1.16 writes them; elements lie side by side. ValueError for arrays of objects. */
export function npyBytes({ dtype, shape, data }: ArrayParts): Buffer {
  let descr = NAMES[dtype.base]
  let content: Buffer
  if (dtype.base === 'string') {
    const type = dtype instanceof TextType ? dtype : textType(false, 0)
    const { dtype: fitted, data: texts } = fittedText(type, data)
    descr = (fitted as TextType).code
    content = textBytes(fitted as TextType, texts as readonly Uint8Array[])
  } else {
    if (descr === undefined) throw deniedPickle()
    const { buffer, byteOffset, byteLength } = data as Uint8Array
    content = Buffer.from(buffer, byteOffset, byteLength)
  }
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`
  const padding = 64 - ((10 + text.length + 1) % 64)
  const header = Buffer.from(`${text}${' '.repeat(padding)}\n`, 'latin1')
  const length = Buffer.alloc(2)
  length.writeUInt16LE(header.length)
  return Buffer.concat([MAGIC, Buffer.from([1, 0]), length, header, content])
}

/** str and repr of arrays, as numpy 1.16 prints them. */
import { type ArrayParts, dense, elementReader } from '../array_parts.ts'
import type { Complex } from '../literals.ts'
import { numElements, strides } from '../shape.ts'
import { TextType } from '../text_types.ts'
import type { FloatKind } from './decimal_digits.ts'
import { elementFormat, type Format } from './element_format.ts'
import { complexScalarText, scalarText } from './float_text.ts'
import { type PrintOptions, printOptions } from './options.ts'
import { pythonStr } from './python_text.ts'

interface Layout {
  readonly array: ArrayParts
  readonly steps: readonly number[]
  readonly format: Format<number>
  readonly separator: string
  readonly edge: number
  readonly summarised: boolean
}

/** The indices that an axis shows, null standing for the gap. */
function shownIndices(length: number, edge: number, summarised: boolean): (number | null)[] {
  const all = Array.from({ length }, (_, i) => i)
  return summarised && 2 * edge < length ? [...all.slice(0, edge), null, ...all.slice(length - edge)] : all
}

/** Flat indices of all elements that will be shown. */
function shownElements(array: ArrayParts, edge: number, summarised: boolean): number[] {
  let flat = [0]
  const steps = strides(array.shape)
  array.shape.forEach((length, axis) => {
    const at = shownIndices(length, edge, summarised).filter(index => index !== null)
    flat = flat.flatMap(base => at.map(index => base + index * (steps[axis] as number)))
  })
  return flat
}

/** A row, broken into lines where it gets too wide. */
function formatRow(words: readonly string[], separator: string, indent: string, width: number): string {
  let done = ''
  let line = indent
  words.forEach((word, i) => {
    // a line that holds nothing yet would not get better by breaking it
    if (line.length + word.length > width && line.length > indent.length) {
      done += `${line.trimEnd()}\n`
      line = indent
    }
    line += word
    if (i < words.length - 1) line += separator
  })
  return done + line
}

function formatAxis(layout: Layout, axis: number, offset: number, indent: string, width: number): string {
  const { array, steps, separator } = layout
  const rank = array.shape.length
  if (axis === rank) return layout.format(offset)
  const indices = shownIndices(array.shape[axis] as number, layout.edge, layout.summarised)
  const tail = separator.trimEnd()
  const parts = indices.map(index =>
    index === null
      ? '...'
      : formatAxis(layout, axis + 1, offset + index * (steps[axis] as number), `${indent} `, width - 1),
  )
  const body =
    axis === rank - 1
      ? formatRow(parts, separator, indent, width - Math.max(tail.length, 1))
      : parts.map(part => indent + part).join(tail + '\n'.repeat(rank - axis - 1))
  return `[${body.slice(indent.length)}]`
}

/** numpy's `array2string`; `prefix` is what will stand before it, `suffix` behind it. */
export function arrayToString(
  given: ArrayParts,
  options: PrintOptions,
  separator = ' ',
  prefix = '',
  suffix = '',
): string {
  const array = dense(given)
  const size = numElements(array.shape)
  if (size === 0) return '[]'
  const summarised = size > options.threshold
  const format = elementFormat(array, shownElements(array, options.edgeitems, summarised), options)
  const layout: Layout = { array, steps: strides(array.shape), format, separator, edge: options.edgeitems, summarised }
  return formatAxis(layout, 0, 0, ' '.repeat(prefix.length + 1), options.linewidth - suffix.length)
}

/** str (and repr) of a numpy scalar of the array's type. */
function scalarStr(array: ArrayParts): string {
  const value = elementReader(array.dtype, dense(array).data)(0)
  switch (array.dtype.base) {
    case 'float16':
    case 'bfloat16':
    case 'float32':
    case 'float64':
      return scalarText(value as number, array.dtype.base as FloatKind)
    case 'complex64':
    case 'complex128': {
      const { re, im } = value as Complex
      return complexScalarText(re, im, array.dtype.base === 'complex64' ? 'float32' : 'float64')
    }
    default:
      return pythonStr(value)
  }
}

/** `str(array)`: `[1. 2.]`; a scalar prints like the number itself. */
export function arrayStr(array: ArrayParts, options: Partial<PrintOptions> = {}): string {
  return array.shape.length === 0 ? scalarStr(array) : arrayToString(array, { ...printOptions(), ...options })
}

/** Types that a literal has by itself, so that repr need not say them. */
const IMPLIED = new Set(['int64', 'float64', 'complex128', 'bool'])

/** Python's tuple of a shape: `(2, 3)`, `(2,)`. */
export function tupleRepr(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
}

/** numpy's name for the type of the elements. */
function typeName(array: ArrayParts): string {
  const { base } = array.dtype
  if (array.dtype instanceof TextType) return `'${array.dtype.code}'`
  return base === 'string' || base === 'resource' ? 'object' : base
}

/** `repr(array)`: `array([1., 2.], dtype=float32)`. `dtypeName` names the type where the array's own name is not it. */
export function arrayRepr(
  array: ArrayParts,
  options: Partial<PrintOptions> = {},
  dtypeName: string = typeName(array),
  prefix = 'array(',
): string {
  const all = { ...printOptions(), ...options }
  const size = numElements(array.shape)
  const implied = IMPLIED.has(dtypeName) && size > 0
  const suffix = implied ? ')' : ','
  const text =
    size > 0 || (array.shape.length === 1 && array.shape[0] === 0)
      ? arrayToString(array, all, ', ', prefix, suffix)
      : `[], shape=${tupleRepr(array.shape)}`
  const body = prefix + text + suffix
  if (implied) return body
  const type = `dtype=${dtypeName})`
  const lastLine = body.length - (body.lastIndexOf('\n') + 1)
  return body + (lastLine + type.length + 1 > all.linewidth ? `\n${' '.repeat(prefix.length)}` : ' ') + type
}

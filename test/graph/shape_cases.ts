/** TensorFlow's own cases of shape functions (core/ops/*_test.cc), as far as a row holds all that its case depends on. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Status } from '../../src/errors/status.ts'
import { lookupOp, type OpDef } from '../../src/graph/op_def.ts'
import type { AttrValue } from '../../src/graph/serialize/attrs.ts'
import { InferenceContext } from '../../src/graph/shape_inference.ts'
import { as_dtype, type DType, float32 } from '../../src/tensor/dtypes.ts'
import type { Shape } from '../../src/tensor/shape.ts'

export interface ShapeCase {
  readonly op: string
  readonly kind: 'OK' | 'ERROR'
  readonly inputs: string
  readonly expected: string
  readonly context: string
  readonly where: string
}

export function shapeCases(): ShapeCase[] {
  const text = gunzipSync(readFileSync(new URL('../golden/shapes/shape_fn_cases.tsv.gz', import.meta.url))).toString(
    'utf8',
  )
  return text
    .trimEnd()
    .split('\n')
    .map(line => {
      const [op = '', kind, inputs = '', expected = '', context = '', where = ''] = line.split('\t')
      return { op, kind: kind as ShapeCase['kind'], inputs, expected, context, where }
    })
}

const parseShape = (text: string): Shape => {
  if (text === '?') return null
  const inside = text.slice(1, -1)
  return inside === '' ? [] : inside.split(',').map(dim => (dim === '?' ? null : Number(dim)))
}

/** The values of attributes that a row gives: literals, and variables that one call sets in order. */
function contextAttrs(context: string): Map<string, string> | undefined {
  const attrs = new Map<string, string>()
  const given = /attrs=(.*?)(?: \| |$)/.exec(context)?.[1]?.trim()
  if (!given) return attrs
  const call = /call=\w+\((.*)\);?\s*$/.exec(context)?.[1] ?? /call=\w+\((.*?)\);/.exec(context)?.[1]
  const args = call === undefined ? [] : splitArgs(call)
  let next = 0
  for (const pair of given.split(';')) {
    const [, name, value] = /"(\w+)",\s*(.+)/.exec(pair.trim()) ?? []
    if (name === undefined || value === undefined) return undefined
    if (/^[a-z_]\w*$/.test(value) && value !== 'true' && value !== 'false') {
      const arg = args[next++]
      if (arg === undefined || (/^[a-z_]\w*$/.test(arg) && arg !== 'true' && arg !== 'false')) return undefined
      attrs.set(name, arg)
    } else attrs.set(name, value)
  }
  return attrs
}

function splitArgs(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let part = ''
  for (const c of text.replace(/\/\*.*?\*\//g, '')) {
    if (c === '{' || c === '(' || c === '<') depth++
    if (c === '}' || c === ')' || c === '>') depth--
    if (c === ',' && depth === 0) {
      parts.push(part.trim())
      part = ''
    } else part += c
  }
  if (part.trim()) parts.push(part.trim())
  return parts
}

function attrValue(def: OpDef, name: string, text: string): AttrValue | undefined {
  const attr = def.attrs.get(name)
  if (!attr) return undefined
  const one = (item: string): AttrValue | undefined => {
    const plain = item.trim().replace(/^"|"$/g, '')
    switch (attr.kind) {
      case 'int':
        return /^-?\d+$/.test(plain) ? Number(plain) : undefined
      case 'float': {
        const [a, b] = plain.split('/').map(Number) as [number, number?]
        return Number.isNaN(a) ? undefined : b === undefined ? a : a / b
      }
      case 'bool':
        return plain === 'true' ? true : plain === 'false' ? false : undefined
      case 'string':
        return plain
      case 'type':
        return /^DT_\w+$/.test(plain) ? as_dtype(plain) : undefined
      default:
        return undefined
    }
  }
  if (!attr.isList) return one(text)
  const inside = /\{+([^{}]*)\}+/.exec(text)?.[1]
  if (inside === undefined) return undefined
  const items = inside.trim() === '' ? [] : inside.split(',').map(one)
  return items.includes(undefined) ? undefined : (items as AttrValue[])
}

/** A case as an inference, or the reason why the row does not say enough. */
export function inferCase({
  op,
  inputs,
  context,
}: ShapeCase): { readonly shapes: readonly Shape[] } | { readonly error: string } | { readonly skipped: string } {
  const def = lookupOp(op)
  if (!def?.spec.infer) return { skipped: 'not registered' }
  if (/input_tensors\[\d\] = &|push_back\(&/.test(context)) return { skipped: 'needs the value of a tensor' }
  const given = contextAttrs(context)
  if (!given) return { skipped: 'attributes are not in the row' }
  const shapes = inputs === '' ? [] : inputs.split(';').map(parseShape)
  const lists = def.inputs.filter(arg => arg.numberAttr !== undefined || arg.typeListAttr !== undefined)
  if (lists.length > 1) return { skipped: 'several lists of inputs' }
  const argLengths = def.inputs.map(arg => (lists.includes(arg) ? shapes.length - (def.inputs.length - 1) : 1))
  if (argLengths.some(length => length < 0) || argLengths.reduce((a, b) => a + b, 0) !== shapes.length)
    return { skipped: 'another number of inputs' }
  const attrs = new Map<string, AttrValue>()
  for (const attr of def.attrs.values()) {
    const text = given.get(attr.name)
    const list = lists[0]
    let value: AttrValue | undefined
    if (list?.numberAttr === attr.name) value = shapes.length - (def.inputs.length - 1)
    else if (list?.typeListAttr === attr.name)
      value = Array.from({ length: shapes.length - (def.inputs.length - 1) }, () => float32)
    else if (text !== undefined) {
      value = attrValue(def, attr.name, text)
      if (value === undefined) return { skipped: `attribute ${attr.name} is not in the row` }
    } else
      value =
        attr.defaultValue ??
        (attr.kind === 'type' && !attr.isList
          ? ((attr.allowed?.includes(float32) ? float32 : (attr.allowed?.[0] ?? float32)) as DType)
          : undefined)
    if (value === undefined) return { skipped: `attribute ${attr.name} is not in the row` }
    attrs.set(attr.name, value)
  }
  const types = def.inputs.flatMap((arg, i) =>
    Array.from(
      { length: argLengths[i] as number },
      () => arg.type ?? ((arg.typeAttr && (attrs.get(arg.typeAttr) as DType)) || float32),
    ),
  )
  const outputs = def.outputs.flatMap(arg =>
    Array.from(
      {
        length: arg.numberAttr
          ? Number(attrs.get(arg.numberAttr))
          : arg.typeListAttr
            ? (attrs.get(arg.typeListAttr) as DType[]).length
            : 1,
      },
      () => arg.type ?? ((arg.typeAttr && (attrs.get(arg.typeAttr) as DType)) || float32),
    ),
  )
  try {
    return {
      shapes: def.spec.infer(
        new InferenceContext({
          name: 'test',
          def,
          inputTypes: types,
          outputTypes: outputs,
          attr: name => attrs.get(name),
          inputShape: index => shapes[index] ?? null,
          inputCount: shapes.length,
          value: () => undefined,
          valueAsShape: index => {
            const length = shapes[index]?.[0]
            return typeof length === 'number' ? new Array<null>(length).fill(null) : null
          },
          argLengths,
        }),
      ),
    }
  } catch (error) {
    if (error instanceof Status) return { error: error.message }
    throw error
  }
}

/** What is wrong with the inference of a case; undefined where it is right. */
export function wrongInference(
  shapeCase: ShapeCase,
  got: { readonly shapes: readonly Shape[] } | { readonly error: string },
): string | undefined {
  if (shapeCase.kind === 'ERROR') {
    if (!('error' in got)) return `no error, expected ${shapeCase.expected}`
    return got.error.includes(shapeCase.expected) ? undefined : `error ${got.error}, expected ${shapeCase.expected}`
  }
  if ('error' in got) return `error ${got.error}`
  const inputs = shapeCase.inputs === '' ? [] : shapeCase.inputs.split(';').map(parseShape)
  const wanted = shapeCase.expected === '' ? [] : shapeCase.expected.split(';')
  for (const [i, text] of wanted.entries()) {
    const shape = got.shapes[i] ?? null
    if (!matches(shape, text, inputs)) return `output ${i} is ${JSON.stringify(shape)}, expected ${text}`
  }
  return undefined
}

/** `in0|in1`: the shape of one of these inputs; `[d0_1|d1_0,3]`: dimensions of inputs. */
function matches(shape: Shape, text: string, inputs: readonly Shape[]): boolean {
  if (text === '?') return shape === null
  if (text.startsWith('in'))
    return text.split('|').some(name => JSON.stringify(inputs[Number(name.slice(2))] ?? null) === JSON.stringify(shape))
  if (shape === null) return false
  const dims = text === '[]' ? [] : text.slice(1, -1).split(',')
  return (
    dims.length === shape.length &&
    dims.every((dim, i) =>
      dim.split('|').some(option => {
        if (option === '?') return shape[i] === null
        const [, input, axis] = /^d(\d+)_(\d+)$/.exec(option) ?? []
        return (input === undefined ? Number(option) : (inputs[Number(input)]?.[Number(axis)] ?? null)) === shape[i]
      }),
    )
  )
}

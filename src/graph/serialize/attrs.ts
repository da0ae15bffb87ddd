/** Attribute values in memory, and the small language in which ops declare their attributes. */
import { bug } from '../../errors/bug.ts'
import { TensorProto } from '../../formats/protos/graph.generated.ts'
import { checkAllocation } from '../../tensor/allocation.ts'
import { as_dtype, type DType } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements } from '../../tensor/shape.ts'
import { TensorShape } from '../../tensor/tensor_shape.ts'
import type { AttrDef } from '../op_def.ts'

export type AttrKind = 'string' | 'int' | 'float' | 'bool' | 'type' | 'shape' | 'tensor' | 'func'

/** A function of the graph's library, with its attributes. */
export interface FunctionValue {
  readonly name: string
  readonly attrs: ReadonlyMap<string, AttrValue>
}

/** One attribute's value. Strings that are not UTF-8 are bytes. */
export type AttrValue =
  | string
  | Uint8Array
  | number
  | bigint
  | boolean
  | DType
  | TensorShape
  | TensorValue
  | FunctionValue
  | readonly AttrValue[]

/** Where an imported tensor comes from. */
export interface TensorSource {
  readonly proto: unknown
  readonly decode: () => NDArray
}

/**
 * A tensor in a graph. `values` may be shorter than the shape asks for: then its last element fills the rest, as in a
 * TensorProto that `tf.zeros` makes.
 */
export class TensorValue {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** The message that an import read; a graph that is exported again writes it as it came. */
  readonly proto: unknown
  readonly #values: () => NDArray
  #array: NDArray | undefined

  constructor(values: NDArray, shape: readonly number[] = values.shape, source?: TensorSource) {
    this.dtype = values.dtype
    this.shape = shape
    this.proto = source?.proto
    this.#values = source?.decode ?? (() => values)
  }
  /** A tensor that is decoded when it is asked for. */
  static fromProto(source: TensorSource, dtype: DType, shape: readonly number[]): TensorValue {
    return new TensorValue(new NDArray(dtype, [0], dtype.allocate(0)), shape, source)
  }
  /** The elements as they were given: perhaps fewer than the shape asks for. */
  get values(): NDArray {
    return this.#values()
  }
  /** The whole tensor. Shared: do not write into it. */
  get array(): NDArray {
    this.#array ??= expand(this.#values(), this.shape)
    return this.#array
  }
}

/** `values`, filled up to `shape` with their last element. Throws ResourceExhausted for what is larger than a tensor may be. */
function expand(values: NDArray, shape: readonly number[]): NDArray {
  const total = numElements(shape)
  if (values.size === total) return new NDArray(values.dtype, shape, values.data)
  checkAllocation(shape, values.dtype)
  const data = values.dtype.allocate(total, shape) as unknown[]
  const lanes = values.dtype.is_complex ? 2 : 1
  const given = values.data as ArrayLike<unknown>
  // new memory is zero, and takes no room until it is written to
  const zero = (value: unknown): boolean => Object.is(value, 0) || value === 0n
  if (values.size === 1 && zero(given[0]) && (lanes === 1 || zero(given[1])))
    return new NDArray(values.dtype, shape, data as never)
  if (lanes === 1 && values.size === 1 && !Array.isArray(data))
    (data as { fill(value: unknown): unknown }).fill(given[0])
  else if (values.size > 0) {
    for (let i = 0; i < total * lanes; i++) data[i] = given[Math.min(i, (values.size - 1) * lanes + (i % lanes))]
  }
  return new NDArray(values.dtype, shape, data as never)
}

const NUMBER_TYPES = 'float double int64 int32 uint8 uint16 int16 int8 complex64 complex128 qint8 quint8 qint32 half'
const TYPE_SETS: Readonly<Record<string, string>> = {
  numbertype: NUMBER_TYPES,
  realnumbertype: 'float double int32 int64 uint8 int16 int8 uint16 half',
  quantizedtype: 'qint8 quint8 qint16 quint16 qint32',
}

/**
 * Parses `name: kind [>= minimum] [<= maximum] [= default]` as TensorFlow's REGISTER_OP writes it; kinds are `int`, `list(type)`,
 * `{float, double}` (types), `{'SAME', 'VALID'}` (strings), `numbertype`, `list({int64, float})`. What TensorFlow registers as an `int` and
 * reads as one of 32 bits is an `int32` here, and one of which all bits count an `int64`; a maximum is ours.
 */
export function parseAttrSpec(text: string): AttrDef {
  const colon = text.indexOf(':')
  const name = text.slice(0, colon).trim()
  let rest = text.slice(colon + 1).trim()
  let defaultText: string | undefined
  let minimum: number | undefined
  let maximum: number | undefined
  const split =
    /^(\{[^}]*\}|list\((?:\{[^}]*\}|\w+)\)|\w+)\s*(?:>=\s*(-?\d+))?\s*(?:<=\s*(\d+))?\s*(?:=\s*(.*))?$/s.exec(rest)
  if (!split) throw bug(`cannot read the attribute specification ${text}`)
  rest = split[1] as string
  if (split[2] !== undefined) minimum = Number(split[2])
  if (split[3] !== undefined) maximum = Number(split[3])
  if (split[4] !== undefined) defaultText = split[4]
  const list = /^list\((.*)\)$/.exec(rest)
  const item = list?.[1] ?? rest
  const { kind, allowed } = parseKind(item === 'int32' || item === 'int64' ? 'int' : item)
  const attr: AttrDef = {
    name,
    kind,
    isList: list !== null,
    ...(item === 'int32' ? { isInt32: true } : {}),
    ...(item === 'int64' ? { isInt64: true } : {}),
    ...(allowed ? { allowed } : {}),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  }
  return defaultText === undefined ? attr : { ...attr, defaultValue: parseDefault(defaultText, kind, list !== null) }
}

function parseKind(text: string): { kind: AttrKind; allowed?: (DType | string)[] } {
  const set = TYPE_SETS[text]
  if (set) return { kind: 'type', allowed: set.split(' ').map(as_dtype) }
  const braces = /^\{(.*)\}$/s.exec(text)
  if (!braces) return { kind: text as AttrKind }
  const items = (braces[1] as string).split(',').map(item => item.trim())
  if (items[0]?.startsWith("'")) return { kind: 'string', allowed: items.map(item => item.slice(1, -1)) }
  return { kind: 'type', allowed: items.map(as_dtype) }
}

function parseDefault(text: string, kind: AttrKind, isList: boolean): AttrValue {
  if (isList) {
    const inside = text.slice(1, -1).trim()
    return inside === '' ? [] : inside.split(/,\s*/).map(item => parseDefault(item, kind, false))
  }
  switch (kind) {
    case 'bool':
      return text === 'true'
    case 'int':
      return Number(text)
    case 'float':
      return Math.fround(Number(text))
    case 'string':
      return text.slice(1, -1)
    case 'type':
      return as_dtype(text)
    case 'shape':
      // `[]` is the scalar shape, `unknown` a shape of unknown rank, `[[]]` a list
      return text === 'unknown'
        ? new TensorShape(null)
        : new TensorShape((JSON.parse(text) as (number | null)[]).map(d => (d === -1 ? null : d)))
    case 'tensor': {
      // `uint8[255, 0]`: a vector, which TensorFlow's registry writes element by element
      const [, type, values] = /^(\w+)\[(.*)\]$/.exec(text) as unknown as [string, string, string]
      const int_val = values.split(',').map(Number)
      const array = NDArray.of(int_val, as_dtype(type))
      const proto = new TensorProto({
        dtype: array.dtype.as_datatype_enum,
        tensor_shape: { dim: [{ size: int_val.length }] },
        int_val,
      })
      return new TensorValue(array, array.shape, { proto, decode: () => array })
    }
    case 'func':
      throw bug(`no defaults of kind ${kind}`)
    default:
      return kind satisfies never
  }
}

/** An attribute as shape functions, lowerings and kernels get it: see `AttrDef.isInt64`. */
export function readAttr(
  def: { readonly attrs: ReadonlyMap<string, AttrDef> },
  name: string,
  value: AttrValue | undefined,
): AttrValue | undefined {
  if (typeof value !== 'bigint' && !(Array.isArray(value) && value.some(item => typeof item === 'bigint'))) return value
  const attr = def.attrs.get(name)
  // those of 32 bits are refused, and shown as they are
  if (attr?.isInt64 || attr?.isInt32) return value
  return Array.isArray(value) ? value.map(Number) : Number(value)
}

/** Equality of attribute values, as the graph compares them. */
export function attrEquals(a: AttrValue | undefined, b: AttrValue | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => attrEquals(item, b[i]))
  if (a instanceof TensorShape && b instanceof TensorShape)
    return JSON.stringify(a.toShape()) === JSON.stringify(b.toShape())
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  if (a instanceof TensorValue && b instanceof TensorValue) {
    return a.dtype === b.dtype && a.shape.join() === b.shape.join() && sameData(a.array, b.array)
  }
  return typeof a === 'number' && typeof b === 'number' && Object.is(a, b)
}

function sameData(a: NDArray, b: NDArray): boolean {
  const x = a.data as ArrayLike<unknown>
  const y = b.data as ArrayLike<unknown>
  for (let i = 0; i < x.length; i++) {
    const u = x[i]
    const v = y[i]
    if (u instanceof Uint8Array && v instanceof Uint8Array ? Buffer.compare(u, v) !== 0 : !Object.is(u, v)) return false
  }
  return true
}

/** The one checker of attributes: from what users give to what the graph holds, with TensorFlow's messages. */

import { pythonRepr } from '../calling/python_repr.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { isStackOverflow } from '../errors/stack_overflow.ts'
import { as_dtype, DType, type DTypeLike } from '../tensor/dtypes.ts'
import { PyFloat, PyInt } from '../tensor/literals.ts'
import { contiguous, NDArray } from '../tensor/ndarray.ts'
import { as_shape, type ShapeLike } from '../tensor/tensor_shape.ts'
import type { AttrDef, OpDef } from './op_def.ts'
import { type AttrValue, type FunctionValue, TensorValue } from './serialize/attrs.ts'

/** The value that the graph holds for what a user gave as attribute `attr` of `op`. */
export function attrFromPython(op: string, attr: AttrDef, value: unknown): AttrValue {
  if (!attr.isList) return single(op, attr, value)
  if (!Array.isArray(value)) throw new TypeError(`Expected list for attr ${attr.name}`)
  if (attr.minimum !== undefined && value.length < attr.minimum) {
    throw new ValueError(
      `Attr '${attr.name}' of '${op}' Op passed list of length ${value.length} less than minimum ${attr.minimum}.`,
    )
  }
  return value.map(item => single(op, attr, item))
}

/** The type that a user gave for an argument. */
export function typeFromPython(argument: string, value: unknown): DType {
  try {
    return as_dtype(value as DTypeLike)
  } catch (error) {
    if (isStackOverflow(error)) throw error
    throw new TypeError(`Expected DataType for argument '${argument}' not ${pythonRepr(value)}.`, { cause: error })
  }
}

function single(op: string, attr: AttrDef, value: unknown): AttrValue {
  switch (attr.kind) {
    case 'string': {
      const text = value instanceof String ? String(value) : value
      if (typeof text !== 'string' && !(text instanceof Uint8Array)) throw expected('string', attr, value)
      if (attr.allowed && !attr.allowed.includes(text as string)) {
        throw new ValueError(
          `Attr '${attr.name}' of '${op}' Op passed string '${text}' not in: "${attr.allowed.join('", "')}".`,
        )
      }
      return text
    }
    case 'int': {
      const number = makeInt(attr, value)
      if (!attr.isList && attr.minimum !== undefined && number < attr.minimum) {
        throw new ValueError(`Attr '${attr.name}' of '${op}' Op passed ${number} less than minimum ${attr.minimum}.`)
      }
      if (attr.maximum !== undefined && number > attr.maximum) {
        throw new ValueError(`Attr '${attr.name}' of '${op}' Op passed ${number} greater than maximum ${attr.maximum}.`)
      }
      return number
    }
    case 'float': {
      if (value instanceof PyInt || value instanceof PyFloat) return Math.fround(Number(value.value))
      if (value instanceof NDArray && value.size === 1) return Math.fround(Number(value.item()))
      if (typeof value !== 'number' && typeof value !== 'bigint') throw expected('float', attr, value)
      return Math.fround(Number(value))
    }
    case 'bool':
      if (typeof value !== 'boolean') throw expected('bool', attr, value)
      return value
    case 'type': {
      const type = typeFromPython(attr.name, value).base_dtype
      if (attr.allowed && !attr.allowed.includes(type)) {
        throw new TypeError(
          `DataType ${type.name} for attr '${attr.name}' not in list of allowed values: ${attr.allowed.map(other => (other as DType).name).join(', ')}`,
        )
      }
      return type
    }
    case 'shape':
      try {
        return as_shape(value as ShapeLike)
      } catch (error) {
        if (isStackOverflow(error)) throw error
        throw new TypeError(
          `Don't know how to convert ${pythonRepr(value)} to a TensorShapeProto for argument '${attr.name}'`,
          { cause: error },
        )
      }
    case 'tensor':
      if (value instanceof TensorValue) return value
      if (value instanceof NDArray) return new TensorValue(contiguous(value))
      throw new TypeError(`Don't know how to convert ${pythonRepr(value)} to a TensorProto for argument '${attr.name}'`)
    case 'func':
      return typeof value === 'string' ? { name: value, attrs: new Map() } : (value as FunctionValue)
    default:
      return attr.kind satisfies never
  }
}

/** Integers that a number does not hold exactly are bigints. */
function makeInt(attr: AttrDef, value: unknown): number | bigint {
  const plain =
    value instanceof PyInt || value instanceof PyFloat
      ? value.value
      : value instanceof NDArray && value.size === 1
        ? value.item()
        : value
  if (typeof plain === 'boolean') return Number(plain)
  if (typeof plain !== 'bigint' && (typeof plain !== 'number' || !Number.isFinite(plain)))
    throw expected('int', attr, value)
  const whole = typeof plain === 'bigint' ? plain : Math.trunc(plain)
  if (BigInt.asIntN(64, BigInt(whole)) !== BigInt(whole)) throw new ValueError(`Value out of range: ${whole}`)
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : BigInt(whole)
}

/** The runtime's complaint of an attribute that breaks a constraint of its op; undefined where none does (ValidateAttrValue). */
export function constraintError(def: OpDef, valueOf: (name: string) => AttrValue | undefined): string | undefined {
  for (const attr of def.constrainedAttrs) {
    const value = valueOf(attr.name)
    const error = value === undefined ? undefined : (boundsError(attr, value) ?? allowedError(attr, value))
    if (error !== undefined) return error
  }
  return undefined
}

/** Below the minimum or above the maximum, of the value or of a list's length. */
function boundsError({ name, isList, isInt32, minimum, maximum }: AttrDef, value: AttrValue): string | undefined {
  const size =
    isList && Array.isArray(value)
      ? value.length
      : typeof value === 'number' || typeof value === 'bigint'
        ? value
        : undefined
  if (size === undefined) return undefined
  const what = isList ? 'Length' : 'Value'
  if (minimum !== undefined && size < minimum)
    return `${what} for attr '${name}' of ${size} must be at least minimum ${minimum}`
  // those of more than 32 bits are refused as such
  if (maximum !== undefined && size > maximum && !(isInt32 && size >= 2 ** 31))
    return `${what} for attr '${name}' of ${size} must be at most maximum ${maximum}`
  return undefined
}

/** None of the allowed types or strings. */
function allowedError({ name, allowed }: AttrDef, value: AttrValue): string | undefined {
  if (!allowed) return undefined
  const values = Array.isArray(value) ? (value as readonly AttrValue[]) : [value]
  const other = values.find(
    each => !allowed.includes((each instanceof DType ? each.base_dtype : each) as DType | string),
  )
  if (other === undefined) return undefined
  const shown = (each: unknown): string =>
    each instanceof DType
      ? each.cpp_name
      : `"${each instanceof Uint8Array ? Buffer.from(each).toString('latin1') : String(each)}"`
  return `Value for attr '${name}' of ${shown(other)} is not in the list of allowed values: ${allowed.map(shown).join(', ')}`
}

const expected = (kind: string, attr: AttrDef, value: unknown): TypeError =>
  new TypeError(`Expected ${kind} for argument '${attr.name}' not ${pythonRepr(value)}.`)

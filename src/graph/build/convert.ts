/** What may stand where a tensor is asked for: the registry of conversions (ops.convert_to_tensor). */

import { listOf, pythonClassRepr, pythonRepr } from '../../calling/python_repr.ts'
import { guarded } from '../../errors/boundary.ts'
import { deeper } from '../../errors/nesting.ts'
import { RuntimeError, TypeError, ValueError } from '../../errors/python.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { Complex, PyFloat, PyInt } from '../../tensor/literals.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { get_default_graph, popGraph, pushGraph } from '../default_graph.ts'
import type { Graph } from '../graph.ts'
import { IndexedSlices } from '../indexed_slices.ts'
import { Operation } from '../operation.ts'
import { nameText } from '../scope_names.ts'
import { Tensor } from '../tensor.ts'

export interface TensorConvertible {
  readonly graph?: Graph
  readonly '~sparse'?: never
}

/**
 * Anything that becomes a tensor: tensors, variables, numbers, nested arrays, typed arrays, NDArrays, strings, bytes.
 */
export type TensorLike =
  | Tensor
  | number
  | bigint
  | boolean
  | string
  | PyInt
  | PyFloat
  | Complex
  | NDArray
  | ArrayBufferView
  // biome-ignore lint/suspicious/noExplicitAny: objects of user code (named tuples, converters) qualify, and arrays nest without bound
  | readonly any[]
  | TensorConvertible

/** A node's name or scope; null lets the function choose. */
export type Name = string | null
/** A name as the last argument of a method, or by keyword. */
export type NameOption = Name | { readonly name?: Name }

export interface Conversion {
  /** The type that the result must have; null: the conversion chooses. */
  readonly dtype: DType | null
  readonly name: string | null
  readonly asRef: boolean
  /** The type of bare JavaScript numbers where nothing else decides; null is float32. */
  readonly bare: DType | null
}

/** undefined: not for this value, try the next conversion. */
export type ConversionFunction = (value: unknown, conversion: Conversion) => Tensor | undefined

interface Registered {
  readonly accepts: (value: unknown) => boolean
  readonly convert: ConversionFunction
  readonly priority: number
}
const conversions: Registered[] = []

/** Registers a conversion; those with a lower priority are tried first, equal ones in order of registration. */
export function registerConversion(
  accepts: (value: unknown) => boolean,
  convert: ConversionFunction,
  priority = 100,
): void {
  if (typeof accepts !== 'function') throw new TypeError(`accepts must be a function, not ${pythonRepr(accepts)}`)
  if (typeof convert !== 'function') throw new TypeError(`convert must be a function, not ${pythonRepr(convert)}`)
  if (typeof priority !== 'number') throw new TypeError(`priority must be a number, not ${pythonRepr(priority)}`)
  const at = conversions.findIndex(other => other.priority > priority)
  conversions.splice(at < 0 ? conversions.length : at, 0, { accepts, convert, priority })
}
// @ts-expect-error the guarded function takes its place
registerConversion = guarded(registerConversion)

registerConversion(
  value => value instanceof Tensor,
  (value, { dtype }) => {
    const tensor = value as Tensor
    if (dtype && !dtype.is_compatible_with(tensor.dtype)) {
      throw new ValueError(
        `Tensor conversion requested dtype ${dtype.name} for Tensor with dtype ${tensor.dtype.name}: '${tensor}'`,
      )
    }
    return tensor
  },
  0,
)

export interface ConvertOptions {
  readonly dtype?: DType | null
  readonly name?: string | null
  readonly asRef?: boolean
  readonly preferred?: DType | null
  readonly bare?: DType | null
}

/** `value` as a tensor of the default graph; constants are added to it where need be. */
export function convertToTensor(value: unknown, options: ConvertOptions = {}): Tensor {
  if (value instanceof Tensor && !options.dtype) return value
  const { dtype = null, name = null, asRef = false, preferred = null, bare = null } = options
  const prefix = name === null ? '' : `${name}: `
  for (const { accepts, convert } of conversions) {
    if (!accepts(value)) continue
    let result: Tensor | undefined
    if (!dtype && preferred) {
      try {
        result = convert(value, { dtype: preferred, name, asRef, bare })
      } catch (error) {
        if (!(error instanceof TypeError || error instanceof ValueError)) throw error
      }
    }
    result ??= convert(value, { dtype, name, asRef, bare })
    if (!result) continue
    if (dtype && !dtype.is_compatible_with(result.dtype)) {
      throw new RuntimeError(
        `${prefix}Conversion function for type ${pythonClassRepr(value)} returned incompatible dtype: requested = ${dtype.name}, actual = ${result.dtype.name}`,
      )
    }
    return result
  }
  throw new TypeError(
    `${prefix}Cannot convert ${pythonRepr(value)} with type ${pythonClassRepr(value)} to Tensor: no conversion function registered.`,
  )
}

/** Whether nothing in `value` says a type: bare numbers, or nested arrays of them. */
export function isBare(value: unknown, depth = 0): boolean {
  if (typeof value === 'number') return true
  return Array.isArray(value) && value.length > 0 && value.every(item => isBare(item, deeper(depth)))
}

/** The graph of the tensor-like `values`, which must agree; else the default graph. */
export function graphOf(values: readonly unknown[]): Graph {
  const current = get_default_graph()
  // what a function's body takes from outside becomes an argument
  if (current.building_function) return current
  let graph: Graph | undefined
  let first: unknown
  for (const value of listOf(values)) {
    const element = elementOf(value)
    if (!element) continue
    if (!graph) {
      graph = element.graph
      first = element
    } else if (element.graph !== graph) throw new ValueError(`${element} must be from the same graph as ${first}.`)
  }
  return graph ?? current
}

function elementOf(value: unknown): Tensor | Operation | IndexedSlices | undefined {
  if (value instanceof Tensor || value instanceof Operation || value instanceof IndexedSlices) return value
  if (typeof value === 'object' && value !== null && '_as_graph_element' in value) {
    return (value as { _as_graph_element(): Tensor | Operation })._as_graph_element()
  }
  return undefined
}

/**
 * The scope of one public function: the graph of `values` is the default one, and nodes are named under `name`, or
 * `defaultName` where it is null. `body` gets the prefix (`add/`), which as a node's name gives that name itself.
 */
export function withScope<R>(
  name: Name | string | undefined,
  defaultName: string | null,
  values: readonly unknown[],
  body: (scope: string) => R,
): R {
  const chosen = nameText(name) ?? defaultName
  if (chosen === null && values.length > 0) {
    throw new ValueError(
      `At least one of name (${pythonRepr(name)}) and default_name (${pythonRepr(defaultName)}) must be provided.`,
    )
  }
  const graph = graphOf(values)
  pushGraph(graph)
  try {
    return graph.inNameScope(chosen, body)
  } finally {
    popGraph(graph)
  }
}

/** What `run` is asked for: structures of tensors and operations, and the same structure filled with results (client/session.py). */

import { pythonClassRepr, pythonRepr } from '../calling/python_repr.ts'
import { deeper } from '../errors/nesting.ts'
import { KeyError, TypeError, ValueError } from '../errors/python.ts'
import type { TensorConvertible } from '../graph/build/convert.ts'
import type { SparseTensor } from '../graph/build/sparse_tensor.ts'
import type { Graph } from '../graph/graph.ts'
import { graphElement } from '../graph/graph_element.ts'
import { IndexedSlices, IndexedSlicesValue } from '../graph/indexed_slices.ts'
import { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'

/** What `run` may be asked for: tensors, operations, their names, what stands for tensors (variables, sparse tensors), and lists and dicts of such. */
export type Fetch =
  | Tensor
  | Operation
  | TensorConvertible
  | SparseTensor
  | string
  | readonly Fetch[]
  | ReadonlyMap<unknown, Fetch>
  | { readonly [key: string]: Fetch }
  // a gradient where none flows; refused in the run
  | null
  | undefined

/** Gives the value of one of the fetched elements. */
export type ResultOf = (element: Tensor | Operation) => unknown

/** A fetch structure, taken apart: what to fetch, and how to put the results together. */
export interface ParsedFetch {
  readonly elements: readonly (Tensor | Operation)[]
  build(resultOf: ResultOf): unknown
}

/** How a class of objects is fetched: its parts, and what its value is made of theirs. */
export interface FetchConversion {
  readonly accepts: (value: unknown) => boolean
  readonly parts: (value: never) => readonly unknown[]
  readonly build: (results: readonly unknown[], value: never) => unknown
}
const conversions: FetchConversion[] = []

/** Lets `run` take objects that stand for several tensors: sparse tensors, users' own classes. */
export function registerFetchConversion(conversion: FetchConversion): void {
  conversions.push(conversion)
}

registerFetchConversion({
  accepts: value => value instanceof IndexedSlices,
  parts: (slices: IndexedSlices) => [
    slices.values,
    slices.indices,
    ...(slices.dense_shape ? [slices.dense_shape] : []),
  ],
  build: ([values, indices, dense_shape = null]) => new IndexedSlicesValue(values, indices, dense_shape),
})

const isElement = (value: unknown): value is Tensor | Operation => value instanceof Tensor || value instanceof Operation

/** Takes `fetches` apart; TensorFlow's error for what cannot be fetched. */
export function parseFetch(graph: Graph, fetches: unknown, depth = 0): ParsedFetch {
  if (isElement(fetches)) return elementFetch(graph, fetches)
  if (fetches === null || fetches === undefined)
    throw new TypeError(`Fetch argument None has invalid type ${pythonClassRepr(null)}`)
  if (Array.isArray(fetches)) {
    // a user's own class of arrays may not be made as arrays are
    const parts = Array.from(fetches, item =>
      isElement(item) ? elementFetch(graph, item) : parseFetch(graph, item, deeper(depth)),
    )
    const rebuild = rebuildArray(fetches)
    return {
      elements: parts.flatMap(part => part.elements),
      build: resultOf => rebuild(parts.map(part => part.build(resultOf))),
    }
  }
  for (const { accepts, parts, build } of conversions) {
    if (!accepts(fetches)) continue
    const inner = parts(fetches as never).map(item => parseFetch(graph, item, deeper(depth)))
    return {
      elements: inner.flatMap(part => part.elements),
      build: resultOf =>
        build(
          inner.map(part => part.build(resultOf)),
          fetches as never,
        ),
    }
  }
  if (fetches instanceof Map) {
    const entries = [...fetches].map(([key, item]) => [key, parseFetch(graph, item, deeper(depth))] as const)
    return {
      elements: entries.flatMap(([, part]) => part.elements),
      build: resultOf => new Map(entries.map(([key, part]) => [key, part.build(resultOf)])),
    }
  }
  if (typeof fetches === 'object' && Object.getPrototypeOf(fetches) === Object.prototype) {
    const entries = Object.entries(fetches).map(([key, item]) => [key, parseFetch(graph, item, deeper(depth))] as const)
    return {
      elements: entries.flatMap(([, part]) => part.elements),
      build: resultOf => Object.fromEntries(entries.map(([key, part]) => [key, part.build(resultOf)])),
    }
  }
  return elementFetch(graph, fetches)
}

/** Subclasses of Array that say how they are rebuilt (tuples, named tuples) keep their class. */
function rebuildArray(fetches: readonly unknown[]): (results: unknown[]) => unknown {
  const own = (fetches.constructor as { fromResults?: (results: unknown[], like: unknown) => unknown }).fromResults
  return own ? results => own(results, fetches) : results => results
}

function elementFetch(graph: Graph, fetch: unknown): ParsedFetch {
  let element: Tensor | Operation
  try {
    element = isElement(fetch) && fetch.graph === graph ? fetch : graphElement(graph, fetch, true, true)
  } catch (error) {
    if (error instanceof TypeError) {
      throw new TypeError(
        `Fetch argument ${pythonRepr(fetch)} has invalid type ${pythonClassRepr(fetch)}, must be a string or Tensor. (${error.message})`,
      )
    }
    if (error instanceof ValueError || error instanceof KeyError) {
      const reason = error instanceof KeyError ? pythonRepr(error.message) : error.message
      throw new ValueError(`Fetch argument ${pythonRepr(fetch)} cannot be interpreted as a Tensor. (${reason})`)
    }
    throw error
  }
  const op = element instanceof Operation ? element : element.op
  if (!graph.mayFetch(op)) throw new ValueError(`Operation ${pythonRepr(op.name)} has been marked as not fetchable.`)
  return { elements: [element], build: resultOf => resultOf(element) }
}

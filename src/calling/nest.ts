/** Nested lists of things: taken apart, compared and put together again (util/nest.py). Only lists and tuples nest. */
import { deeper } from '../errors/nesting.ts'
import { TypeError, ValueError } from '../errors/python.ts'
import { pythonClassRepr, pythonRepr } from './python_repr.ts'

export const isSequence = (value: unknown): value is readonly unknown[] => Array.isArray(value)

let listsDiffer = (): boolean => false

/** Where `by` holds, a list and a tuple are different structures. TypeScript has one kind of array, which is either. */
export function distinguishLists(by: () => boolean): void {
  listsDiffer = by
}
const isSameKind = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.constructor === b.constructor || (!listsDiffer() && (a.constructor === Array || b.constructor === Array))

/** The leaves in order; a list with `structure` alone where it is none. */
export function flatten(structure: unknown): unknown[] {
  const leaves: unknown[] = []
  const visit = (part: unknown, depth: number): void => {
    if (isSequence(part)) for (const item of part) visit(item, deeper(depth))
    else leaves.push(part)
  }
  visit(structure, 0)
  return leaves
}

/** Subclasses of Array that say how they are rebuilt (tuples, named tuples) keep their class. */
function sequenceLike(like: readonly unknown[], items: unknown[]): unknown[] {
  const own = (like.constructor as { fromResults?: (results: unknown[], like: unknown) => unknown[] }).fromResults
  return own ? own(items, like) : items
}
const text = (structure: unknown): string =>
  isSequence(structure) || structure === null ? pythonRepr(structure) : String(structure)

/** The leaves `flat` in the form of `structure`. */
export function packSequenceAs(structure: unknown, flat: readonly unknown[]): unknown {
  if (!isSequence(structure)) {
    if (flat.length !== 1) throw new ValueError(`Structure is a scalar but len(flat_sequence) == ${flat.length} > 1`)
    return flat[0]
  }
  const count = flatten(structure).length
  if (count !== flat.length) {
    throw new ValueError(
      `Could not pack sequence. Structure had ${count} elements, but flat_sequence had ${flat.length} elements.  Structure: ${text(structure)}, flat_sequence: ${text(flat)}.`,
    )
  }
  let at = 0
  const pack = (part: readonly unknown[]): unknown[] =>
    sequenceLike(
      part,
      part.map(item => (isSequence(item) ? pack(item) : flat[at++])),
    )
  return pack(structure)
}

/** Errors: ValueError where the structures nest differently, TypeError where a list stands against a tuple. */
export function assertSameStructure(first: unknown, second: unknown): void {
  if (flatten(first).length !== flatten(second).length) {
    throw new ValueError(
      `The two structures don't have the same number of elements. First structure: ${text(first)}, second structure: ${text(second)}.`,
    )
  }
  const compare = (a: unknown, b: unknown, depth: number): void => {
    if (isSequence(a) !== isSequence(b)) {
      throw new ValueError(
        `The two structures don't have the same nested structure. First structure: ${text(a)}, second structure: ${text(b)}.`,
      )
    }
    if (!isSequence(a) || !isSequence(b)) return
    if (!isSameKind(a, b)) {
      throw new TypeError(
        `The two structures don't have the same sequence type. First structure has type ${pythonClassRepr(a)}, while second structure has type ${pythonClassRepr(b)}.`,
      )
    }
    for (let i = 0; i < Math.min(a.length, b.length); i++) compare(a[i], b[i], deeper(depth))
  }
  compare(first, second, 0)
}

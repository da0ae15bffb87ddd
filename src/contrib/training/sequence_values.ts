/** One example of sequences: what is given of it, checked and sorted by name (contrib/training/sequence_queueing_state_saver.py). */

import { noAttribute, pythonStr } from '../../calling/python_repr.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { convertToTensor, type TensorLike } from '../../graph/build/convert.ts'
import type { Tensor } from '../../graph/tensor.ts'

/** Values by name, as programs of both languages write them. */
export type Dict = Readonly<Record<string, TensorLike>> | ReadonlyMap<string, TensorLike>
/** Tensors by name. */
export type Named = ReadonlyMap<string, Tensor>

export interface Example {
  /** int32 scalar. */
  readonly length: Tensor
  /** string scalar. */
  readonly key: Tensor
  /** Their first dimension is time. */
  readonly sequences: Named
  readonly context: Named
  readonly states: Named
}

const isDict = (value: unknown): value is Dict => value instanceof Map || isPlainObject(value)
const entriesOf = (dict: Dict): [unknown, TensorLike][] => (dict instanceof Map ? [...dict] : Object.entries(dict))

/** The entries of a dict; anything else has no `values()`. */
export function itemsOf(dict: Dict): [string, TensorLike][] {
  if (!isDict(dict)) throw noAttribute(dict, 'values')
  return entriesOf(dict) as [string, TensorLike][]
}

function checkNames(entries: readonly (readonly [unknown, unknown])[], what: string, wrongType: string): void {
  for (const [name] of entries) {
    if (typeof name !== 'string') throw new TypeError(`${wrongType}: ${pythonStr(name)}`)
    if (name.includes(':')) throw new ValueError(`${what} may not have a colon: '${name}'`)
  }
}

/** Errors: TypeError for another thing than a dict of strings, ValueError for one without entries or a colon in a name. */
export function checkStates(states: Dict): void {
  if (!isDict(states)) throw new TypeError('initial_states must be a dictionary')
  const entries = entriesOf(states)
  if (entries.length === 0) {
    throw new ValueError(
      'initial_states may not be empty: at least one state variable is required to properly enqueue split sequences to run in separate iterations',
    )
  }
  checkNames(entries, 'state name', 'state name must be a string')
}

const tensorsOf = (dict: Dict, kind: string): Map<string, Tensor> =>
  new Map(itemsOf(dict).map(([name, value]) => [name, convertToTensor(value, { name: `${kind}_${name}` })]))

function sorted(values: Named): Named {
  return new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function checkDefined(kind: string, values: Named, start: 0 | 1): void {
  for (const [name, value] of values) {
    const shape = value.get_shape()
    const known = value.staticShape?.slice(start).every(dim => dim !== null)
    if (!known) {
      const ignoring = start === 1 ? '(ignoring first dimension)' : ''
      throw new ValueError(`Shape for ${kind} ${name} is not fully defined ${ignoring}: ${shape}`)
    }
  }
}

/**
 * The tensors of an example, sorted by name. Errors: TypeError and ValueError for dicts that are none, names that are no strings or have colons,
 * no sequences, and shapes that aren't known (of sequences but for their first dimension).
 */
export function exampleOf(
  given: { length: TensorLike; key: TensorLike; sequences: Dict; context: Dict; states: Dict },
  checkScalar: (value: Tensor) => Tensor,
): Example {
  const length = convertToTensor(given.length, { name: 'length' })
  const key = convertToTensor(given.key, { name: 'key' })
  for (const [name, dict] of [
    ['sequences', given.sequences],
    ['context', given.context],
  ] as const)
    if (!isDict(dict)) throw new TypeError(`${name} must be a dict`)
  const [sequenceEntries, contextEntries] = [entriesOf(given.sequences), entriesOf(given.context)]
  if (sequenceEntries.length === 0) throw new ValueError('must have at least one sequence tensor')
  checkNames(sequenceEntries, 'sequence key', 'sequence key must be string')
  checkNames(contextEntries, 'context key', 'context key must be string')
  const sequences = tensorsOf(given.sequences, 'sequence')
  const context = tensorsOf(given.context, 'context')
  const states = tensorsOf(given.states, 'state')
  checkDefined('state', states, 0)
  checkDefined('context', context, 0)
  checkDefined('sequence', sequences, 1)
  const scalars = { length: checkScalar(length), key: checkScalar(key) }
  return { ...scalars, sequences: sorted(sequences), context: sorted(context), states: sorted(states) }
}

/** Components of the barrier that all examples have. */
const FIXED = ['length', 'total_length', 'next_key', 'sequence', 'sequence_count'] as const
export type Fixed = (typeof FIXED)[number]
export type Kind = 'sequence' | 'context' | 'state'

/** At which place of the barrier's components each value is. */
export class ComponentPlaces {
  readonly #names: readonly string[]
  constructor({ sequences, context, states }: Example) {
    const of = (kind: Kind, values: Named): string[] => [...values.keys()].map(name => `${kind}:${name}`)
    this.#names = [...FIXED, ...of('sequence', sequences), ...of('context', context), ...of('state', states)]
  }
  fixed(name: Fixed): number {
    return FIXED.indexOf(name)
  }
  named(kind: Kind, name: string): number {
    return this.#names.indexOf(`${kind}:${name}`)
  }
}

/**
 * Good samples with one or two of their numbers at an end of what numbers can be: attributes, elements of small integer inputs, and lengths of
 * inputs that hold nothing.
 */

import { lookupOp, type OpDef } from '../../src/graph/op_def.ts'
import type { AttrValue } from '../../src/graph/serialize/attrs.ts'
import { NDArray } from '../../src/tensor/ndarray.ts'
import type { Sample } from '../laws/sample.ts'
import { type BadNode, Dice, describeNode, goodNode } from './bad_nodes.ts'
import { allSamples } from './fuzz.ts'
import { nodeGraph } from './graph_corpus.ts'
import { EXTREME_REALS, EXTREMES, type Mutant } from './mutants.ts'

/** A place of a number. */
type Place =
  | { readonly attr: string; readonly at?: number }
  | { readonly input: number; readonly at: number }
  | { readonly input: number; readonly empty: number; readonly long: number }
export interface ExtremeCase {
  readonly sample: Sample
  readonly changes: readonly (readonly [Place, number | bigint])[]
}

const SAMPLES_PER_OP = 2
const ELEMENTS = 6

function placesOf(sample: Sample): Place[] {
  const node = goodNode(sample)
  const def = lookupOp(sample.op) as OpDef
  const places: Place[] = []
  for (const { name, kind, isList } of def.attrs.values()) {
    if (kind !== 'int' && kind !== 'float') continue
    const value = node.attrs.get(name)
    if (!isList) places.push({ attr: name })
    else if (Array.isArray(value))
      for (let at = 0; at < Math.min(value.length, 4); at++) places.push({ attr: name, at })
  }
  for (const [input, value] of sample.inputs.entries()) {
    const { length: rank } = value.shape
    for (let empty = 0; empty < rank; empty++)
      for (let long = 0; long < rank; long++) if (empty !== long) places.push({ input, empty, long })
    if (!value.dtype.is_integer && !(value.dtype.is_floating && value.size <= 2)) continue
    for (let at = 0; at < Math.min(value.size, ELEMENTS); at++) places.push({ input, at })
  }
  return places
}

const isReal = (sample: Sample, place: Exclude<Place, { readonly long: number }>): boolean =>
  'attr' in place
    ? (lookupOp(sample.op) as OpDef).attrs.get(place.attr)?.kind === 'float'
    : (sample.inputs[place.input] as NDArray).dtype.is_floating
const HUGE = EXTREMES.filter(n => n < 0 || n > 2 ** 24 || n === 0)
const LENGTHS = [2 ** 31 - 1, 2 ** 33]

function valuesAt(sample: Sample, place: Place): readonly (number | bigint)[] {
  if ('long' in place) return LENGTHS
  return isReal(sample, place) ? EXTREME_REALS : HUGE
}

/** All changes of one number, and as many of two, by the seed. */
export async function extremeCases(seed: number): Promise<readonly ExtremeCase[]> {
  const taken = new Map<string, number>()
  const cases: ExtremeCase[] = []
  const dice = new Dice(seed)
  for (const sample of await allSamples()) {
    const count = taken.get(sample.op) ?? 0
    taken.set(sample.op, count + 1)
    if (count >= SAMPLES_PER_OP || sample.inputs.some(input => input.size > 2000)) continue
    const places = placesOf(sample)
    for (const place of places) {
      for (const value of valuesAt(sample, place)) {
        cases.push({ sample, changes: [[place, value]] })
        const other = dice.pick(places)
        if (other !== place)
          cases.push({
            sample,
            changes: [
              [place, value],
              [other, dice.pick<number | bigint>(valuesAt(sample, other))],
            ],
          })
      }
    }
  }
  // any part of them is a fair one
  for (let i = cases.length - 1; i > 0; i--) {
    const j = dice.below(i + 1)
    ;[cases[i], cases[j]] = [cases[j] as ExtremeCase, cases[i] as ExtremeCase]
  }
  return cases
}

export function extremeNode({ sample, changes }: ExtremeCase): BadNode {
  const node = goodNode(sample)
  const attrs = new Map<string, AttrValue>(node.attrs)
  const inputs = node.inputs.map(input => input.copy())
  for (const [place, value] of changes) {
    if ('long' in place) {
      const { dtype, shape } = inputs[place.input] as NDArray
      const lengths = shape.with(place.empty, 0).with(place.long, Number(value))
      inputs[place.input] = new NDArray(dtype, lengths, dtype.allocate(0))
    } else if ('input' in place) {
      const { data, dtype } = inputs[place.input] as NDArray
      // an earlier change may have emptied it
      if (place.at >= data.length) continue
      if (dtype.base === 'int64') (data as BigInt64Array)[place.at] = BigInt.asIntN(64, BigInt(value))
      else
        (data as Int32Array)[place.at] =
          typeof value === 'bigint'
            ? Number(BigInt.asIntN(32, value))
            : dtype.base === 'int32'
              ? Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value))
              : value
    } else if (place.at === undefined) attrs.set(place.attr, value)
    else attrs.set(place.attr, (attrs.get(place.attr) as number[]).with(place.at, value as number))
  }
  return { ...node, inputs, attrs }
}

export function extremeMutant(given: ExtremeCase): Mutant {
  const node = extremeNode(given)
  return { name: describeNode(node), source: nodeGraph(node).bytes }
}

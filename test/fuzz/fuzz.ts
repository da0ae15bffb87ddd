/** Bad nodes for every op, run by both executors: TensorFlow's errors or right values, nothing else. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { lookupOp } from '../../src/graph/op_def.ts'
import type * as tf from '../../src/index.ts'
import type { DType } from '../../src/tensor/dtypes.ts'
import { difference } from '../laws/op_laws.ts'
import type { Sample } from '../laws/sample.ts'
import { type BadNode, badNode, Dice, describeNode, type Outcome, outcomeOf } from './bad_nodes.ts'

/** Ops whose nodes are not played with, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  Abort: 'ends the process by design',
}

const folder = new URL('../laws/samples/', import.meta.url)
export async function allSamples(): Promise<Sample[]> {
  const files = readdirSync(fileURLToPath(folder)).filter(file => file.endsWith('.ts'))
  const modules = await Promise.all(
    files.sort().map(file => import(new URL(file, folder).href) as Promise<{ samples?: readonly Sample[] }>),
  )
  return modules.flatMap(module => module.samples ?? []).filter(sample => LEFT_OUT[sample.op] === undefined)
}

/** Most of a processor's time that one small node may take, in milliseconds. */
const PATIENCE = 2000
const timeUsed = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const show = (outcome: Outcome): string =>
  'values' in outcome
    ? `values ${outcome.values.map(String).join('; ').slice(0, 200)}`
    : `${outcome.error}: ${outcome.message.split('\n')[0]}`

const isExtreme = (array: { readonly dtype: DType; readonly data: unknown }): boolean =>
  (array.dtype.is_floating || array.dtype.is_complex) &&
  Array.from(array.data as Float64Array).some(x => !(Math.abs(x) < 1e20))

/**
 * Ops that the registry does not call stateful draw random numbers, too (glimpses: uniform or normal ones; coordinate ascent: which example
 * is next): without a seed others in every session.
 */
const isRandom = ({ attrs }: BadNode): boolean =>
  attrs.has('uniform_noise') ||
  attrs.get('adaptative') === true ||
  (attrs.get('seed') === 0 && attrs.get('seed2') === 0)

/** What is wrong with how the executors treat a node; nothing where all is well. */
export function wrongTreatment(node: BadNode): string[] {
  const started = timeUsed()
  const outcomes = { reference: outcomeOf(node, 'reference'), compiled: outcomeOf(node, 'compiled') }
  const wrong: string[] = []
  const used = timeUsed() - started
  if (used > PATIENCE) wrong.push(`took ${Math.round(used)} ms`)
  for (const [executor, outcome] of Object.entries(outcomes))
    if ('strange' in outcome && outcome.strange) wrong.push(`${executor}: ${show(outcome)}`)
  if (wrong.length > 0) return wrong
  const { reference, compiled } = outcomes
  // a type that no kernel takes: on empty arrays nothing is computed, and nothing is noticed
  if ('error' in reference && reference.message.includes('No OpKernel was registered')) return []
  const changed = reference.variables.findIndex(
    (value, i) => !isExtreme(value) && !(difference(compiled.variables[i] as tf.NDArray, value) <= 1),
  )
  if (changed >= 0 && !node.inputs.some(isExtreme) && lookupOp(node.op)?.spec.lower?.kind !== 'host')
    return [
      `variable ${changed} holds ${String(reference.variables[changed])} afterwards, with compiled code ${String(compiled.variables[changed])}`,
    ]
  if ('values' in reference !== 'values' in compiled)
    return [`the reference gives ${show(reference)}, compiled code ${show(compiled)}`]
  if ('error' in reference && 'error' in compiled) {
    return reference.error === compiled.error
      ? []
      : [`the reference gives ${show(reference)}, compiled code ${show(compiled)}`]
  }
  // what is left of huge numbers that cancel out is not worth comparing
  if (node.inputs.some(isExtreme)) return []
  // a stream of random numbers goes on with every run of a session, and is new in every session without a seed
  if (lookupOp(node.op)?.stateful || isRandom(node)) return []
  if ('values' in reference && 'values' in compiled) {
    for (const [i, value] of reference.values.entries()) {
      const other = compiled.values[i]
      // infinite complex numbers are what the order of the operations makes of them
      if (value.dtype.is_complex && Array.from(value.data as Float64Array).some(x => !Number.isFinite(x))) continue
      if (!other || !(difference(other, value) <= 1))
        return [
          `output ${i}: the reference gives ${String(value).slice(0, 200)}, compiled code ${String(other).slice(0, 200)}`,
        ]
    }
  }
  return []
}

/** Plays `rounds` times with each sample; complaints with the nodes that cause them. */
export function fuzz(
  samples: readonly Sample[],
  seed: number,
  rounds: number,
  onWrong: (text: string) => void,
): number {
  let nodes = 0
  for (const [i, sample] of samples.entries()) {
    for (let round = 0; round < rounds; round++) {
      const node = badNode(new Dice(seed * 1_000_003 + i * 1009 + round), sample)
      nodes++
      for (const wrong of wrongTreatment(node)) onWrong(`${describeNode(node)}\n    ${wrong}`)
    }
  }
  return nodes
}

/**
 * Which variables a node may read or update; accesses to one variable must keep their order where one of them updates it.
 *
 * A variable's value is a view on its buffer: what reads a variable through a chain of views sees it at the moment it
 * runs, not when the variable was read. So a conflict is between nodes that touch data, however long the chain between.
 */
import type { DataflowInput } from './order_source.ts'

/** What a node declares about buffers. Slots are positions among its data inputs and outputs. */
export interface Effects {
  /** The node stands for this variable: each of its outputs is a reference to the buffer. */
  readonly variable?: string | undefined
  /** The output may be a view on the input, or the same reference. */
  readonly aliases?: readonly { readonly output: number; readonly input: number }[] | undefined
  /** References whose buffer it updates in place. */
  readonly writes?: readonly number[] | undefined
  /** References to which it may give another buffer; views made before keep the old one. */
  readonly replaces?: readonly number[] | undefined
  /** Inputs whose data it uses when it runs. Left out: all that it neither passes on as views, writes nor replaces. */
  readonly reads?: readonly number[] | undefined
}

/** `view`: passes the buffer on without looking at its data. `write` may read as well. */
export type AccessKind = 'read' | 'view' | 'write' | 'replace'

export interface Access {
  readonly node: number
  readonly variable: string
  readonly kind: AccessKind
}

/** The nodes of a program in run order; a node of a loop or of an untaken branch stands once. */
export interface EffectsProgram {
  readonly order: ArrayLike<number>
  inputs(node: number): readonly DataflowInput[]
  /** Undefined: reads all its inputs and makes new buffers. */
  effects(node: number): Effects | undefined
}

const NO_EFFECTS: Effects = {}
const RANK: Readonly<Record<AccessKind, number>> = { view: 0, read: 1, write: 2, replace: 3 }

/** The accesses in run order, at most one per node and variable: the one that conflicts with most. */
export function accesses(program: EffectsProgram): Access[] {
  const buffers = outputBuffers(program)
  const found: Access[] = []
  for (let k = 0; k < program.order.length; k++) {
    const node = program.order[k]!
    const inputs = program.inputs(node)
    if (!inputs.some(({ node: from, slot }) => buffers.has(key(from, slot)))) continue
    const effects = program.effects(node) ?? NO_EFFECTS
    const kinds = new Map<string, AccessKind>()
    inputs.forEach((input, slot) => {
      for (const variable of buffers.get(key(input.node, input.slot)) ?? []) {
        for (const kind of kindsOf(effects, slot)) {
          const before = kinds.get(variable)
          if (before === undefined || RANK[kind] > RANK[before]) kinds.set(variable, kind)
        }
      }
    })
    for (const [variable, kind] of kinds) found.push({ node, variable, kind })
  }
  return found
}

function kindsOf({ aliases, writes, replaces, reads }: Effects, slot: number): AccessKind[] {
  const kinds: AccessKind[] = []
  if (aliases?.some(({ input }) => input === slot)) kinds.push('view')
  if (writes?.includes(slot)) kinds.push('write')
  if (replaces?.includes(slot)) kinds.push('replace')
  if (reads === undefined ? kinds.length === 0 : reads.includes(slot)) kinds.push('read')
  return kinds
}

/** Outputs are numbered node * SLOTS + slot; no op of TensorFlow 0.12.1 comes near that many outputs. */
const SLOTS = 2 ** 20
const key = (node: number, slot: number): number => node * SLOTS + slot

/** The variables that an output may be a view on or a reference to, for every output that may be one. */
function outputBuffers({ order, inputs, effects }: EffectsProgram): Map<number, ReadonlySet<string>> {
  const buffers = new Map<number, ReadonlySet<string>>()
  const variables = new Map<number, ReadonlySet<string>>()
  const aliasing: number[] = []
  for (let k = 0; k < order.length; k++) {
    const node = order[k]!
    const declared = effects(node)
    if (declared?.variable !== undefined) variables.set(node, new Set([declared.variable]))
    if (declared?.aliases !== undefined && declared.aliases.length > 0) aliasing.push(node)
  }
  for (const [node, variable] of variables) buffers.set(key(node, 0), variable)
  // Only a loop's back edges make a second round necessary.
  for (let changed = true; changed; ) {
    changed = false
    for (const node of aliasing) {
      const from = inputs(node)
      for (const { output, input } of effects(node)!.aliases!) {
        const source = from[input]
        const passed = source === undefined ? undefined : buffers.get(key(source.node, source.slot))
        if (passed === undefined) continue
        const at = key(node, output)
        const before = buffers.get(at)
        if (before === undefined) buffers.set(at, passed)
        else if ([...passed].every(variable => before.has(variable))) continue
        else buffers.set(at, new Set([...before, ...passed]))
        changed = true
      }
    }
  }
  return buffers
}

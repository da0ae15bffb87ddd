/**
 * The order of effects in graphs with loops and conds. Where no edge orders an access to a variable and an update of it, TensorFlow's
 * executor decides, and what it does may depend on which branches are taken and how often loops run. So it is played for a few cases: where
 * all agree, and the order is one that a nest of loops can have, it is kept; else the graph is left to the reference executor.
 */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Sequel } from '../regions/arrange.ts'
import type { Condition } from '../regions/conditions.ts'
import { type Frame, type Frames, forwardSources } from '../regions/frames.ts'
import type { Regions } from '../regions/regions.ts'
import { Unstructured } from '../regions/unstructured.ts'
import { accesses } from '../schedule/effects.ts'
import { type Iteration, Scheduler } from '../schedule/execution_order.ts'
import type { ExecutorGraph } from '../schedule/executor_graph.ts'
import { effectsOf, effectsProgram } from './effects_of.ts'

/** How often each loop runs, and what the predicates are, in a case that is played. */
interface Case {
  readonly iterations: number
  readonly isTrue: (predicate: Tensor) => boolean
}
/** So many predicates are played in all combinations; of more, up to the second number, one after the other is the odd one out. */
const COMBINED = 4
const ODD_ONES = 12

function casesFor(predicates: readonly Tensor[]): readonly Case[] {
  const cases: Case[] = [1, 3].flatMap(iterations => [true, false].map(all => ({ iterations, isTrue: () => all })))
  if (predicates.length <= COMBINED) {
    for (let bits = 1; bits < 2 ** predicates.length - 1; bits++)
      cases.push({ iterations: 1, isTrue: predicate => (bits >> predicates.indexOf(predicate)) % 2 === 1 })
    return cases
  }
  for (const odd of predicates.slice(0, ODD_ONES))
    for (const one of [true, false]) cases.push({ iterations: 1, isTrue: predicate => (predicate === odd) === one })
  return cases
}

/** The predicate of a switch, before what only passes it on; none where a loop's condition decides. */
function predicateOf({ inputs }: Operation): Tensor | undefined {
  let predicate = inputs[1] as Tensor
  while (predicate.op.op_def.spec.lower?.kind === 'view') predicate = predicate.op.inputs[0] as Tensor
  return predicate.op.op_def.spec.controlFlow === 'loop_cond' ? undefined : predicate
}

/** A run of an operation: when, and in which iterations of the frames around it, the outermost first. */
interface Instance {
  readonly time: number
  readonly path: readonly Iteration<boolean>[]
}
type Instances = ReadonlyMap<number, readonly Instance[]>

/**
 * What must come before what, beyond the edges of the graph.
 *
 * @param executor the graph as TensorFlow runs it, equal nodes merged.
 * @param index an operation's index in it.
 * @throws Unstructured where it depends on what the run finds.
 */
export function effectSequels(regions: Regions, executor: () => ExecutorGraph): readonly Sequel[] {
  const conflicts = variableConflicts(regions)
  const pairs = [...conflicts, ...outsideConflicts(regions)]
  if (pairs.length === 0) return []
  const graph = executor()
  const { order } = regions.frames
  const byIndex = new Map(order.map(op => [indexOf(op), op]))
  const switches = order.filter(op => op.op_def.spec.controlFlow === 'switch')
  const predicates = [...new Set(switches.flatMap(op => predicateOf(op) ?? []))]
  if (predicates.length > COMBINED) refuseUndecided(regions, conflicts)
  const played = casesFor(predicates).map(each => play(graph, byIndex, each))
  return pairs.flatMap(([a, b]): Sequel[] => {
    const frame = innermostCommon(regions, a, b)
    const [one, two] = [stands(graph, indexOf(a)), stands(graph, indexOf(b))]
    if (one === two) return []
    let first: boolean | undefined
    for (const instances of played) {
      const here = ordered(instances.get(one) ?? [], instances.get(two) ?? [], frame.depth)
      if (here === undefined) continue
      if (first !== undefined && first !== here)
        throw new Unstructured(`control flow: the order of ${a.name} and ${b.name} depends on what is found`)
      first = here
    }
    if (first === undefined) return []
    return [first ? [a, b] : [b, a]]
  })
}

const indexOf = (op: Operation): number => op.id - 1

/** The node that stands for another one after merging. */
function stands({ merged }: ExecutorGraph, index: number): number {
  let node = index
  for (let other = merged.get(node); other !== undefined; other = merged.get(node)) node = other
  return node
}

/** Pairs of operations that touch one variable, of which one changes it. */
function variableConflicts(regions: Regions): (readonly [Operation, Operation])[] {
  const { order } = regions.frames
  const found = accesses(
    effectsProgram(order, regions.sources, op => {
      if (op.op_def.spec.controlFlow === undefined) return effectsOf(op)
      // either of two values; other control flow has no part in the names of values
      return regions.choices.has(op) ? { aliases: op.inputs.map((_, input) => ({ output: 0, input })) } : { reads: [] }
    }),
  )
  const byVariable = new Map<string, { node: number; writes: boolean }[]>()
  for (const { node, variable, kind } of found) {
    if (kind === 'view') continue
    const list = byVariable.get(variable) ?? []
    byVariable.set(variable, list)
    list.push({ node, writes: kind !== 'read' })
  }
  const pairs: (readonly [Operation, Operation])[] = []
  for (const list of byVariable.values()) {
    for (const one of list) {
      if (!one.writes) continue
      for (const two of list)
        if (two !== one && (!two.writes || two.node > one.node))
          pairs.push([order[one.node] as Operation, order[two.node] as Operation])
    }
  }
  return pairs
}

/**
 * Refuses accesses to a variable that no path of edges orders: which of them comes first may depend on any of the predicates, which are too many
 * to be played in all combinations. Each pair begins with an operation that changes the variable.
 */
function refuseUndecided(
  { frames, conditionOfOp }: Regions,
  conflicts: readonly (readonly [Operation, Operation])[],
): void {
  const connected = new Map<Operation, ReadonlySet<Operation>>()
  for (const [writer, other] of conflicts) {
    let near = connected.get(writer)
    if (!near) connected.set(writer, (near = connectedWith(writer, frames)))
    if (!near.has(other) && !areOpposite(conditionOfOp(writer), conditionOfOp(other)))
      throw new Unstructured(
        `control flow: the order of ${writer.name} and ${other.name} may depend on many predicates`,
      )
  }
}

/** What an operation waits for, and what waits for it, near or far. */
function connectedWith(op: Operation, { order, sources }: Frames): ReadonlySet<Operation> {
  const before = new Set([op])
  for (const each of order.toReversed())
    if (before.has(each)) for (const source of forwardSources(each, sources)) before.add(source)
  const after = new Set([op])
  for (const each of order) if (forwardSources(each, sources).some(source => after.has(source))) after.add(each)
  return new Set([...before, ...after])
}

const areOpposite = (a: Condition, b: Condition): boolean =>
  a.some(({ predicate, branch }) => b.some(other => other.predicate === predicate && other.branch !== branch))

/** Pairs of operations that show outside of the run: they print, or of several that refuse their inputs the first one is heard. */
function outsideConflicts({ frames }: Regions): (readonly [Operation, Operation])[] {
  const ops = frames.order.filter(op => {
    const { hostAccess, prints, checks } = op.op_def.spec
    return hostAccess !== undefined || prints || (checks && frames.frameOf(op) === frames.root)
  })
  return ops.flatMap((one, at) => ops.slice(at + 1).map(two => [one, two] as const))
}

function innermostCommon({ frames }: Regions, a: Operation, b: Operation): Frame {
  let [x, y] = [frames.frameOf(a), frames.frameOf(b)]
  while (x.depth > y.depth) x = x.parent as Frame
  while (y.depth > x.depth) y = y.parent as Frame
  while (x !== y) [x, y] = [x.parent as Frame, y.parent as Frame]
  return x
}

/** Runs the graph without computing. */
function play(graph: ExecutorGraph, ops: ReadonlyMap<number, Operation>, { iterations, isTrue }: Case): Instances {
  const scheduler = new Scheduler<boolean>(graph)
  const instances = new Map<number, Instance[]>()
  let time = 0
  for (let task = scheduler.next(); task; task = scheduler.next()) {
    const op = ops.get(graph.origin[task.node] as number)
    const kind = op?.op_def.spec.controlFlow
    // only what a loop's condition says is looked at
    let outputs: (boolean | undefined)[] = op ? op.outputs.map(() => true) : [true]
    if (kind === 'loop_cond') outputs = [task.iteration.index < iterations]
    else if (kind === 'switch') {
      const predicate = predicateOf(op as Operation)
      outputs = (predicate ? isTrue(predicate) : scheduler.input(task, 1)) ? [undefined, true] : [true, undefined]
    } else if (kind === 'enter' || kind === 'exit' || kind === 'next_iteration') outputs = [scheduler.input(task, 0)]
    if (op) {
      const index = indexOf(op)
      const list = instances.get(index) ?? []
      instances.set(index, list)
      list.push({ time: time++, path: pathOf(task.iteration) })
    }
    scheduler.done(task, outputs)
  }
  return instances
}
function pathOf(innermost: Iteration<boolean>): readonly Iteration<boolean>[] {
  const path: Iteration<boolean>[] = []
  for (let iteration: Iteration<boolean> | undefined = innermost; iteration; iteration = iteration.frame.parent)
    path.unshift(iteration)
  return path
}

/**
 * Whether `a` comes before `b` in every iteration of the frame at `depth`; undefined where they never meet. What an iteration does must be
 * over when the next one begins.
 */
function ordered(a: readonly Instance[], b: readonly Instance[], depth: number): boolean | undefined {
  if (a.length === 0 || b.length === 0) return undefined
  const [one, two] = [a[0] as Instance, b[0] as Instance]
  if (a.length === 1 && b.length === 1 && one.path[depth] === two.path[depth]) return one.time < two.time
  const spans = new Map<Iteration<boolean>, { a: [number, number]; b: [number, number] }>()
  const note = (instances: readonly Instance[], which: 'a' | 'b'): void => {
    for (const { time, path } of instances) {
      const iteration = path[depth] as Iteration<boolean>
      const empty = (): [number, number] => [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
      const span = spans.get(iteration) ?? { a: empty(), b: empty() }
      spans.set(iteration, span)
      span[which] = [Math.min(span[which][0], time), Math.max(span[which][1], time)]
    }
  }
  note(a, 'a')
  note(b, 'b')
  let first: boolean | undefined
  let end = Number.NEGATIVE_INFINITY
  for (const { a: one, b: two } of [...spans.values()].sort((x, y) => begin(x) - begin(y))) {
    if (Math.min(one[0], two[0]) < end)
      throw new Unstructured('control flow: effects of one iteration among those of another')
    end = Math.max(one[1], two[1])
    if (one[0] > one[1] || two[0] > two[1]) continue
    const here = one[1] < two[0] ? true : two[1] < one[0] ? false : undefined
    if (here === undefined || (first !== undefined && first !== here))
      throw new Unstructured('control flow: effects that alternate with the iterations of a loop')
    first = here
  }
  return first
}
const begin = ({ a, b }: { readonly a: readonly [number, number]; readonly b: readonly [number, number] }): number =>
  Math.min(a[0], b[0])

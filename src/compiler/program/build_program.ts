/** Graph → Program: the needed operations in TensorFlow's order, cut into segments and host operations. */
import { deepRecursion } from '../../graph/deep_recursion.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { arrange, type Placed, type Sequel } from '../regions/arrange.ts'
import type { Condition } from '../regions/conditions.ts'
import type { LoopFrame, Regions } from '../regions/regions.ts'
import { NO_SOURCES, type Sources, sourceIn } from '../regions/sources.ts'
import { isView, mayBeView, variableFinder, variableName, writtenInputs } from './aliases.ts'
import { equalHosts } from './equal_hosts.ts'
import { type Copies, copiedInput, filledVariables } from './filled_variables.ts'
import type { Choose, Host, Part, Program, Segment } from './program.ts'
import { wholeLoop } from './whole_loops.ts'

export interface ProgramRequest {
  /** The operations in run order. */
  readonly order: readonly Operation[]
  readonly feeds: readonly Tensor[]
  readonly fetches: readonly Tensor[]
  /** Operations that are asked for by themselves: they are run though nothing takes their outputs. */
  readonly targets?: readonly Operation[]
  /** Operations that turned out not to fit into a plan. */
  readonly demoted: ReadonlySet<Operation>
  /** Tensors with too many different values to have a plan for each. */
  readonly varying: ReadonlySet<Tensor>
  /** Equal operations are not merged. */
  readonly raw?: boolean
  /** Its loops and conds, where there are any. */
  readonly regions?: Regions
  /** Beyond what the graph says: what comes before what. */
  readonly sequels?: readonly Sequel[]
}

export function buildProgram(request: ProgramRequest): Program {
  const { feeds, fetches, demoted, varying, regions } = request
  const fed = new Set(feeds)
  const isFed = (tensor: Tensor): boolean => fed.has(tensor)
  const sources = regions?.sources ?? NO_SOURCES
  const source = (tensor: Tensor): Tensor => sourceIn(sources, tensor)
  // what only passes values on is not an operation of the program
  const order = request.order.filter(op => !regions?.passesOn(op))
  const variableBehind = variableFinder(isFed, sources)
  const known = new PlanKnown(isFed, varying, source)
  const hosts = new Set(
    order.filter(op => demoted.has(op) || (isHost(op) && !known.fromShapes(op)) || !known.shapes(op)),
  )
  for (const op of order) if (copiesHost(op, source, hosts)) hosts.add(op)
  const written = writtenVariables(order, variableBehind)
  const values: Values = { isFed, source, sources, variableBehind, hosts, known, written }
  for (const op of readersOfViews(
    order,
    hosts,
    source,
    op => op.op_def.spec.aliases !== undefined && viewsWritten(op, written, variableBehind),
  ))
    hosts.add(op)
  // what a variable holds may change between two of its readers; what a loop holds changes
  const like =
    request.raw || regions
      ? new Map<Operation, Operation>()
      : equalHosts(
          order.filter(op => hosts.has(op) && !op.outputs.some(isFed)),
          tensor => variableBehind(tensor) !== undefined,
        )
  // in a branch, whether it is there depends on the predicate
  const constants = regions?.constants ?? constantsOf(hosts, isFed)
  const placed = regions
    ? arrange(regions, op => hosts.has(op), request.sequels)
    : order.filter(op => !constants.has(op.outputs[0] as Tensor)).map((op): Placed => ({ kind: 'op', op }))
  const drafts = draftParts(placed, values)
  const seen = new Set(drafts.flatMap(draft => (draft.kind === 'segment' ? draft.inputs : [])).concat(fetches))
  // a loop runs again, and a branch may not run
  const filled = regions
    ? new Map<Operation, Copies>()
    : filledVariables(
        drafts
          .filter(draft => !(draft.kind === 'segment' && draft.own.every(isReference)))
          .map(draft => (draft.kind === 'host' ? draft.op : undefined)),
        tensor => isFed(tensor) || seen.has(tensor),
      )
  // they run with what they copy
  const copying = new Set([...filled.values()].flatMap(({ ops }) => ops))
  const running = copying.size === 0 ? drafts : drafts.filter(draft => draft.kind !== 'host' || !copying.has(draft.op))
  const conditions = new Map<Tensor, Condition>()
  for (const fetch of fetches) {
    const condition = regions?.conditionOf(fetch)
    if (condition?.length) conditions.set(fetch, condition)
  }
  // what any part takes from another, and what the caller looks at
  const taken = new Set<Tensor>(fetches.map(source))
  for (const { predicate } of [...conditions.values()].flat()) taken.add(predicate)
  noteTaken(drafts, source, taken)
  return Object.freeze({
    parts: finishParts(running, { values, taken, targets: new Set(request.targets), like, filled, constants }),
    feeds,
    fetches,
    constants,
    specialised: known.specialised,
    sources,
    conditions,
  })
}

/** Whether it only stands for a variable. */
const isReference = (op: Operation): boolean =>
  op.inputs.length === 0 && op.outputs.length > 0 && op.outputs.every(({ dtype }) => dtype.is_ref)

/** Whether all that it does is to copy what a host operation has made into a variable. */
function copiesHost(op: Operation, source: (tensor: Tensor) => Tensor, hosts: ReadonlySet<Operation>): boolean {
  const copied = copiedInput(op)
  return copied !== undefined && hosts.has(source(copied).op)
}

/** The outputs of constants; one from elsewhere may hold another type than it says, and its kernel refuses it. */
function constantsOf(hosts: Iterable<Operation>, isFed: (tensor: Tensor) => boolean): Map<Tensor, NDArray> {
  const constants = new Map<Tensor, NDArray>()
  for (const op of hosts) {
    const [output, another] = op.outputs
    if (op.inputs.length > 0 || op.op_def.stateful || !output || another || isFed(output)) continue
    const value = op.op_def.spec.constantValue?.(op, () => undefined)
    if (value?.dtype === output.dtype.base_dtype) constants.set(output, value)
  }
  return constants
}

/** What is known of the values of a program. */
interface Values {
  readonly isFed: (tensor: Tensor) => boolean
  readonly source: (tensor: Tensor) => Tensor
  readonly sources: Sources
  readonly variableBehind: FindVariable
  readonly hosts: ReadonlySet<Operation>
  readonly known: PlanKnown
  readonly written: ReadonlySet<string>
}

type DraftPart =
  | SegmentDraft
  | Host
  | Choose
  | {
      readonly kind: 'cond'
      readonly predicate: Tensor
      readonly branches: readonly [readonly DraftPart[], readonly DraftPart[]]
    }
  | {
      readonly kind: 'loop'
      readonly loop: LoopFrame
      readonly condition: readonly DraftPart[]
      readonly body: readonly DraftPart[]
      readonly last: readonly DraftPart[]
    }

/** A sequence cut at the host operations, loops and conds. */
function draftParts(placed: readonly Placed[], values: Values): DraftPart[] {
  const parts: DraftPart[] = []
  let run: Operation[] = []
  const close = (): void => {
    if (run.length > 0) parts.push(draftSegment(run, values))
    run = []
  }
  for (const each of placed) {
    if (each.kind === 'op' && !values.hosts.has(each.op)) {
      run.push(each.op)
      continue
    }
    close()
    switch (each.kind) {
      case 'op':
        parts.push({ kind: 'host', op: each.op })
        break
      case 'choice':
        parts.push({ kind: 'choose', ...each.choice })
        break
      case 'cond': {
        const [no, yes] = each.branches
        parts.push({
          kind: 'cond',
          predicate: each.predicate,
          branches: [draftParts(no, values), draftParts(yes, values)],
        })
        break
      }
      case 'loop':
        parts.push({
          kind: 'loop',
          loop: each.loop,
          condition: draftParts(each.condition, values),
          body: draftParts(each.body, values),
          last: draftParts(each.last, values),
        })
        break
      default:
        each satisfies never
    }
  }
  close()
  return parts
}

function noteTaken(parts: readonly DraftPart[], source: (tensor: Tensor) => Tensor, taken: Set<Tensor>): void {
  const take = (tensors: readonly Tensor[]): void => {
    for (const tensor of tensors) taken.add(source(tensor))
  }
  for (const part of parts) {
    switch (part.kind) {
      case 'segment':
        take(part.inputs)
        break
      case 'host':
        take(part.op.inputs)
        break
      case 'choose':
        take([...part.values, part.predicate])
        break
      case 'cond':
        take([part.predicate])
        for (const branch of part.branches) noteTaken(branch, source, taken)
        break
      case 'loop':
        take([part.loop.test])
        for (const { initial, next, condition } of part.loop.variables)
          take([initial, next, ...condition.map(({ predicate }) => predicate)])
        for (const inner of [part.condition, part.body, part.last]) noteTaken(inner, source, taken)
        break
      default:
        part satisfies never
    }
  }
}

interface Finish {
  readonly values: Values
  readonly taken: ReadonlySet<Tensor>
  readonly targets: ReadonlySet<Operation>
  readonly like: ReadonlyMap<Operation, Operation>
  readonly filled: ReadonlyMap<Operation, Copies>
  readonly constants: ReadonlyMap<Tensor, NDArray>
}

function finishParts(drafts: readonly DraftPart[], finish: Finish): readonly Part[] {
  return drafts.map((draft): Part => {
    switch (draft.kind) {
      case 'segment':
        return finishSegment(draft, finish)
      case 'host': {
        const [earlier, copies] = [finish.like.get(draft.op), finish.filled.get(draft.op)]
        const given = draft.op.inputs.map(input => finish.constants.get(finish.values.source(input)))
        return Object.freeze({
          ...draft,
          ...(earlier && { like: earlier }),
          ...(copies && { copies }),
          ...(given.some(value => value) && { given }),
        })
      }
      case 'choose':
        return Object.freeze(draft)
      case 'cond': {
        const [no, yes] = draft.branches
        return Object.freeze({
          kind: 'cond',
          predicate: draft.predicate,
          branches: [finishParts(no, finish), finishParts(yes, finish)] as const,
        })
      }
      case 'loop': {
        const { frame, test, variables } = draft.loop
        const loop = {
          kind: 'loop',
          frame: frame.name,
          variables,
          test,
          condition: finishParts(draft.condition, finish),
          body: finishParts(draft.body, finish),
          last: finishParts(draft.last, finish),
        } as const
        const { sources, source, variableBehind } = finish.values
        const whole = wholeLoop(loop, { sources, source, writtenBy: ops => writtenVariables(ops, variableBehind) })
        return Object.freeze(whole ? { ...loop, whole } : loop)
      }
      default:
        return draft satisfies never
    }
  })
}

function finishSegment(draft: SegmentDraft, { values, taken, targets }: Finish): Segment {
  const made = draft.own.flatMap(op => op.outputs.filter(output => !output.dtype.is_ref && !values.isFed(output)))
  return Object.freeze({
    kind: 'segment',
    ops: Object.freeze([...draft.views, ...draft.own]),
    inputs: draft.inputs,
    outputs: made.filter(output => taken.has(output)),
    asked: made.filter(output => targets.has(output.op) && !taken.has(output)),
    written: values.written,
    sources: values.sources,
  })
}

/** The variable behind a tensor, where there is one. */
type FindVariable = ReturnType<typeof variableFinder>

/** Whether an input of `op` is, or is a view on, a variable that the program writes. */
const viewsWritten = (op: Operation, written: ReadonlySet<string>, variableBehind: FindVariable): boolean =>
  op.inputs.some(input => {
    const variable = variableBehind(input)
    return variable !== undefined && written.has(variableName(variable))
  })

/** What reads host operations' views on variables, or views on these: between segments each finds the variable as it is then. */
function readersOfViews(
  order: readonly Operation[],
  hosts: ReadonlySet<Operation>,
  source: (tensor: Tensor) => Tensor,
  isViewOfVariable: (op: Operation) => boolean,
): Operation[] {
  const views = new Set<Operation>()
  const readers: Operation[] = []
  for (const op of order) {
    const reads = op.inputs.some(input => views.has(source(input).op))
    if (reads) readers.push(op)
    if ((reads && mayBeView(op)) || (hosts.has(op) && isViewOfVariable(op))) views.add(op)
  }
  return readers
}

function writtenVariables(order: readonly Operation[], variableBehind: FindVariable): ReadonlySet<string> {
  const written = new Set<string>()
  for (const op of order) {
    for (const index of writtenInputs(op)) {
      const variable = variableBehind(op.inputs[index] as Tensor)
      if (variable) written.add(variableName(variable))
    }
  }
  return written
}

function isHost(op: Operation): boolean {
  const { lower, controlFlow } = op.op_def.spec
  if (controlFlow !== undefined) return true
  if (lower?.kind === 'host' || lower?.kind === 'unimplemented') return true
  // plans hold numbers; references and views to what is not numbers stay outside
  return [...op.inputs, ...op.outputs].some(tensor => !tensor.dtype.is_plain)
}

/** Which values are known when a plan is made, given that the shapes of its inputs are. */
class PlanKnown {
  readonly specialised = new Set<Tensor>()
  readonly #isFed: (tensor: Tensor) => boolean
  readonly #varying: ReadonlySet<Tensor>
  readonly #source: (tensor: Tensor) => Tensor

  constructor(isFed: (tensor: Tensor) => boolean, varying: ReadonlySet<Tensor>, source: (tensor: Tensor) => Tensor) {
    this.#isFed = isFed
    this.#varying = varying
    this.#source = source
  }
  /** Whether it is an integer of a loop's history: most are shapes, and the same in all iterations. */
  isHistory(tensor: Tensor): boolean {
    return tensor.op.op_def.spec.history === 'pop' && tensor.dtype.base_dtype.is_integer && !this.#varying.has(tensor)
  }
  /** Whether the values are known that the output shapes of `op` depend on. */
  shapes(op: Operation): boolean {
    const { shapeInputs = [], freeInputs } = op.op_def.spec
    const free = freeInputs?.(op) ?? []
    return shapeInputs.every(index => {
      const input = op.inputs.at(index)
      return input === undefined || free.includes(index) || this.#known(input)
    })
  }
  /** Whether all that `op` computes follows from shapes, constants and histories, whatever is fed. */
  fromShapes(op: Operation): boolean {
    return (
      op.outputs.length > 0 &&
      [...op.inputs, ...op.outputs].every(tensor => tensor.dtype.is_plain) &&
      op.outputs.every(output => this.#knownFromShapes(output))
    )
  }
  readonly #known = this.#cached(true)
  readonly #knownFromShapes = this.#cached(false)
  #cached(specialise: boolean): (tensor: Tensor) => boolean {
    const cache = new Map<Tensor, boolean>()
    return deepRecursion<Tensor, boolean>((tensor, recurse) => {
      let known = cache.get(tensor)
      if (known === undefined) {
        known = this.#find(tensor, recurse, specialise)
        cache.set(tensor, known)
      }
      return known
    }, false)
  }
  #find(named: Tensor, recurse: (tensor: Tensor) => boolean, specialise: boolean): boolean {
    const tensor = this.#source(named)
    const fed = this.#isFed(tensor)
    if (fed || this.isHistory(tensor)) {
      // a fed shape, or one of a loop's history: a plan for each of its values
      if ((fed && !specialise) || this.#varying.has(tensor) || !tensor.dtype.base_dtype.is_integer) return false
      this.specialised.add(tensor)
      return true
    }
    const { op } = tensor
    const { spec, stateful } = op.op_def
    if (spec.shapeOnly) return true
    if (stateful || spec.checks || spec.controlFlow || tensor.dtype.is_ref || spec.lower?.kind === 'source')
      return false
    return op.inputs.every(input => !input.dtype.is_ref && recurse(input))
  }
}

interface SegmentDraft {
  readonly kind: 'segment'
  readonly own: readonly Operation[]
  /** What other parts made too: views on variables, which cost nothing and stay views, and what is known when a plan is made. */
  readonly views: readonly Operation[]
  readonly inputs: readonly Tensor[]
}

function draftSegment(
  own: readonly Operation[],
  { isFed, source, variableBehind, hosts, known }: Values,
): SegmentDraft {
  const inputs = new Set<Tensor>()
  const again = new Map<Operation, boolean>()
  /** Whether `op` of an earlier part can be had again when the plan is made. */
  const isKnown = deepRecursion<Operation, boolean>((op, recurse) => {
    let is = again.get(op)
    if (is === undefined) {
      is =
        !hosts.has(op) &&
        known.fromShapes(op) &&
        (op.op_def.spec.shapeOnly === true ||
          op.inputs.every(input => known.isHistory(source(input)) || recurse(source(input).op)))
      again.set(op, is)
    }
    return is
  }, false)
  const all = new Set<Operation>(own)
  const views: Operation[] = []
  const add = (op: Operation): void => {
    all.add(op)
    views.push(op)
  }
  const need = deepRecursion<Tensor, void>((named, recurse) => {
    const tensor = source(named)
    const { op } = tensor
    if (isFed(tensor)) inputs.add(tensor)
    else if (all.has(op)) return
    else if (variableBehind(tensor) && !hosts.has(op) && (isView(op) || op.inputs.length === 0)) {
      // what a view needs beside the buffer (its shape) is made again where it is a constant
      for (const [i, given] of op.inputs.entries()) {
        const input = source(given)
        if (
          i > 0 &&
          input.op.inputs.length === 0 &&
          !input.op.op_def.stateful &&
          !isFed(input) &&
          !hosts.has(input.op)
        ) {
          if (!all.has(input.op)) add(input.op)
        } else recurse(input)
      }
      add(op)
    } else if (!tensor.dtype.is_ref) {
      if (isKnown(op)) {
        for (const input of op.inputs) recurse(input)
        add(op)
      } else inputs.add(tensor)
    } else {
      // a reference that an earlier part's update passed on: the variable itself
      const variable = variableBehind(tensor)
      if (variable && !all.has(variable)) add(variable)
    }
  }, undefined)
  for (const op of own) for (const input of op.inputs) need(input)
  return { kind: 'segment', own, views, inputs: [...inputs] }
}

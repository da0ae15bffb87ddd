/** Graph → Program: the needed operations in TensorFlow's order, cut into segments and host operations. */
import { deepRecursion } from '../../graph/deep_recursion.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { isView, mayBeView, variableFinder, variableName, writtenInputs } from './aliases.ts'
import { equalHosts } from './equal_hosts.ts'
import type { Host, Part, Program } from './program.ts'

export interface ProgramRequest {
  /** The operations in run order. */
  readonly order: readonly Operation[]
  readonly feeds: readonly Tensor[]
  readonly fetches: readonly Tensor[]
  /** Operations that are asked for by themselves: they are run though nothing takes their outputs. */
  readonly targets?: readonly Operation[]
  /** Operations that turned out not to fit into a plan. */
  readonly demoted: ReadonlySet<Operation>
  /** Fed tensors with too many different values to have a plan for each. */
  readonly varying: ReadonlySet<Tensor>
  /** Equal operations are not merged. */
  readonly raw?: boolean
}

export function buildProgram(request: ProgramRequest): Program {
  const { order, feeds, fetches, demoted, varying } = request
  const fed = new Set(feeds)
  const isFed = (tensor: Tensor): boolean => fed.has(tensor)
  const variableBehind = variableFinder(isFed)
  const known = new PlanKnown(isFed, varying)
  const hosts = new Set(
    order.filter(op => demoted.has(op) || (isHost(op) && !known.fromShapes(op)) || !known.shapes(op)),
  )
  const written = writtenVariables(order, variableBehind)
  for (const op of readersOfViews(
    order,
    hosts,
    op => op.op_def.spec.aliases !== undefined && viewsWritten(op, written, variableBehind),
  ))
    hosts.add(op)
  // what a variable holds may change between two of its readers
  const like = request.raw
    ? new Map<Operation, Operation>()
    : equalHosts(
        order.filter(op => hosts.has(op) && !op.outputs.some(isFed)),
        tensor => variableBehind(tensor) !== undefined,
      )
  const drafts = runsBetween(order, hosts).map(part =>
    Array.isArray(part) ? draftSegment(part, isFed, variableBehind, hosts, known) : part,
  )
  // what any part takes from another
  const taken = new Set<Tensor>(fetches)
  for (const draft of drafts)
    for (const tensor of draft.kind === 'host' ? draft.op.inputs : draft.inputs) taken.add(tensor)
  const targets = new Set(request.targets)
  const parts = drafts.map((draft): Part => {
    if (draft.kind === 'host') {
      const earlier = like.get(draft.op)
      return Object.freeze(earlier ? { ...draft, like: earlier } : draft)
    }
    const values = draft.own.flatMap(op => op.outputs.filter(output => !output.dtype.is_ref && !isFed(output)))
    const outputs = values.filter(output => taken.has(output))
    const asked = values.filter(output => targets.has(output.op) && !taken.has(output))
    return Object.freeze({
      kind: 'segment',
      ops: Object.freeze([...draft.views, ...draft.own]),
      inputs: draft.inputs,
      outputs,
      asked,
      written,
    })
  })
  return Object.freeze({ parts, feeds, fetches, specialised: known.specialised })
}

/** The variable behind a tensor, where there is one. */
type FindVariable = ReturnType<typeof variableFinder>

/** The order cut at the host operations. */
function runsBetween(order: readonly Operation[], hosts: ReadonlySet<Operation>): (Operation[] | Host)[] {
  const parts: (Operation[] | Host)[] = []
  for (const op of order) {
    const last = parts.at(-1)
    if (hosts.has(op)) parts.push({ kind: 'host', op })
    else if (Array.isArray(last)) last.push(op)
    else parts.push([op])
  }
  return parts
}

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
  isViewOfVariable: (op: Operation) => boolean,
): Operation[] {
  const views = new Set<Operation>()
  const readers: Operation[] = []
  for (const op of order) {
    const reads = op.inputs.some(input => views.has(input.op))
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
  if (controlFlow !== undefined && controlFlow !== 'loop_cond') return true
  if (lower?.kind === 'host' || lower?.kind === 'unimplemented') return true
  // plans hold numbers; references and views to what is not numbers stay outside
  return [...op.inputs, ...op.outputs].some(tensor => !tensor.dtype.is_plain)
}

/** Which values are known when a plan is made, given that the shapes of its inputs are. */
class PlanKnown {
  readonly specialised = new Set<Tensor>()
  readonly #isFed: (tensor: Tensor) => boolean
  readonly #varying: ReadonlySet<Tensor>

  constructor(isFed: (tensor: Tensor) => boolean, varying: ReadonlySet<Tensor>) {
    this.#isFed = isFed
    this.#varying = varying
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
  /** Whether all that `op` computes follows from shapes and constants, whatever is fed. */
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
  #find(tensor: Tensor, recurse: (tensor: Tensor) => boolean, specialise: boolean): boolean {
    if (this.#isFed(tensor)) {
      // a fed shape: a plan for each of its values
      if (!specialise || this.#varying.has(tensor) || !tensor.dtype.base_dtype.is_integer) return false
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
  isFed: (tensor: Tensor) => boolean,
  variableBehind: FindVariable,
  hosts: ReadonlySet<Operation>,
  known: PlanKnown,
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
        (op.op_def.spec.shapeOnly === true || op.inputs.every(input => recurse(input.op)))
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
  const need = deepRecursion<Tensor, void>((tensor, recurse) => {
    const { op } = tensor
    if (isFed(tensor)) inputs.add(tensor)
    else if (all.has(op)) return
    else if (variableBehind(tensor) && !hosts.has(op) && (isView(op) || op.inputs.length === 0)) {
      // what a view needs beside the buffer (its shape) is made again where it is a constant
      for (const [i, input] of op.inputs.entries()) {
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

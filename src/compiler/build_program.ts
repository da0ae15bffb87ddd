/** Graph → Program: the needed operations in TensorFlow's order, cut into segments and host operations. */
import type { Operation } from '../graph/operation.ts'
import type { Tensor } from '../graph/tensor.ts'
import { isView, variableBehind } from './aliases.ts'
import type { Part, Program } from './program.ts'

export interface ProgramRequest {
  /** The operations in run order. */
  readonly order: readonly Operation[]
  readonly feeds: readonly Tensor[]
  readonly fetches: readonly Tensor[]
  /** Operations that turned out not to fit into a plan. */
  readonly demoted: ReadonlySet<Operation>
  /** Fed tensors with too many different values to have a plan for each. */
  readonly varying: ReadonlySet<Tensor>
}

export function buildProgram(request: ProgramRequest): Program {
  const { order, feeds, fetches, demoted, varying } = request
  const fed = new Set(feeds)
  const isFed = (tensor: Tensor): boolean => fed.has(tensor)
  const known = new PlanKnown(isFed, varying)
  const hosts = new Set(order.filter(op => demoted.has(op) || isHost(op) || !known.shapes(op)))
  const parts: Part[] = []
  let run: Operation[] = []
  const close = (): void => {
    if (run.length > 0) parts.push(segment(run, order, fetches, isFed, hosts))
    run = []
  }
  for (const op of order) {
    if (!hosts.has(op)) run.push(op)
    else {
      close()
      parts.push(Object.freeze({ kind: 'host', op }))
    }
  }
  close()
  return Object.freeze({ parts, feeds, fetches, specialised: known.specialised })
}

function isHost(op: Operation): boolean {
  const { lower, controlFlow } = op.op_def.spec
  if (controlFlow !== undefined && controlFlow !== 'loop_cond') return true
  if (lower?.kind === 'host') return true
  // plans hold numbers; references and views to what is not numbers stay outside
  return [...op.inputs, ...op.outputs].some(tensor => tensor.dtype.base_dtype.size === 0)
}

/** Which values are known when a plan is made, given that the shapes of its inputs are. */
class PlanKnown {
  readonly specialised = new Set<Tensor>()
  readonly #isFed: (tensor: Tensor) => boolean
  readonly #varying: ReadonlySet<Tensor>
  readonly #cache = new Map<Tensor, boolean>()

  constructor(isFed: (tensor: Tensor) => boolean, varying: ReadonlySet<Tensor>) {
    this.#isFed = isFed
    this.#varying = varying
  }
  /** Whether the values are known that the output shapes of `op` depend on. */
  shapes(op: Operation): boolean {
    return (op.op_def.spec.shapeInputs ?? []).every(index => {
      const input = op.inputs[index]
      return input === undefined || this.#known(input)
    })
  }
  #known(tensor: Tensor): boolean {
    let known = this.#cache.get(tensor)
    if (known === undefined) {
      this.#cache.set(tensor, false)
      known = this.#find(tensor)
      this.#cache.set(tensor, known)
    }
    return known
  }
  #find(tensor: Tensor): boolean {
    if (this.#isFed(tensor)) {
      // a fed shape: a plan for each of its values
      if (this.#varying.has(tensor) || !tensor.dtype.base_dtype.is_integer) return false
      this.specialised.add(tensor)
      return true
    }
    const { op } = tensor
    const { spec, stateful } = op.op_def
    if (spec.shapeOnly) return true
    if (stateful || tensor.dtype.is_ref || spec.lower?.kind === 'host' || spec.lower?.kind === 'source') return false
    return op.inputs.every(input => !input.dtype.is_ref && this.#known(input))
  }
}

function segment(
  ops: readonly Operation[],
  order: readonly Operation[],
  fetches: readonly Tensor[],
  isFed: (tensor: Tensor) => boolean,
  hosts: ReadonlySet<Operation>,
): Part {
  const inside = new Set(ops)
  const inputs = new Set<Tensor>()
  const all = new Set<Operation>(ops)
  // a view on a variable is made again where it is used: it costs nothing, and stays a view
  const addViews = (tensor: Tensor): void => {
    if (isFed(tensor)) {
      inputs.add(tensor)
      return
    }
    if (all.has(tensor.op)) return
    if (variableBehind(tensor, isFed) && !hosts.has(tensor.op) && (isView(tensor.op) || tensor.op.inputs.length === 0)) {
      for (const input of tensor.op.inputs) addViews(input)
      all.add(tensor.op)
      return
    }
    if (!tensor.dtype.is_ref) inputs.add(tensor)
    else {
      // a reference that an earlier part's update passed on: the variable itself
      const variable = variableBehind(tensor, isFed)
      if (variable) all.add(variable)
    }
  }
  for (const op of ops) for (const input of op.inputs) addViews(input)
  const outputs = new Set<Tensor>()
  const wanted = (tensor: Tensor): boolean => inside.has(tensor.op) && !isFed(tensor) && !tensor.dtype.is_ref && !variableBehind(tensor, isFed)
  for (const tensor of fetches) if (wanted(tensor)) outputs.add(tensor)
  for (const op of order) if (!inside.has(op)) for (const input of op.inputs) if (wanted(input)) outputs.add(input)
  const views = [...all].filter(op => !inside.has(op))
  return Object.freeze({ kind: 'segment', ops: Object.freeze([...views, ...ops]), inputs: [...inputs], outputs: [...outputs] })
}

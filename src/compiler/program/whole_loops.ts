/**
 * Loops in which nothing runs between plans, but for what goes into histories and TensorArrays and comes from them: all of such a loop can be
 * one plan, whose inputs and outputs are these.
 */
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Sources } from '../regions/sources.ts'
import type { Host, Loop, Part, Segment } from './program.ts'

export interface WholeRequest {
  readonly sources: Sources
  readonly source: (tensor: Tensor) => Tensor
  /** The names of the variables that operations write. */
  readonly writtenBy: (ops: readonly Operation[]) => ReadonlySet<string>
}

/** The loop as one segment; undefined where a part of it runs between plans. */
export function wholeLoop(loop: Omit<Loop, 'whole'>, request: WholeRequest): Segment | undefined {
  return new WholeLoop(request).of(loop)
}

class WholeLoop {
  readonly #request: WholeRequest
  readonly #ops = new Set<Operation>()
  readonly #inputs = new Set<Tensor>()
  readonly #made = new Set<Tensor>()
  readonly #histories = new Map<Tensor, Tensor[]>()
  readonly #arrays = new Set<Tensor>()
  readonly #hoisted = new Set<Operation>()
  #isWhole = true

  constructor(request: WholeRequest) {
    this.#request = request
  }

  of(loop: Omit<Loop, 'whole'>): Segment | undefined {
    this.#loop(loop)
    const tensors = [...this.#inputs, ...this.#made]
    if (!this.#isWhole || tensors.some(({ dtype }) => !dtype.is_plain || dtype.is_ref)) return undefined
    const ops = Object.freeze([...this.#ops])
    const { sources, writtenBy } = this.#request
    return Object.freeze({
      kind: 'segment',
      ops,
      inputs: [...this.#inputs],
      outputs: [...loop.variables.map(({ cell }) => cell), ...valuesOf(loop.last)],
      asked: [],
      // what other parts of the program write stays as it is while the loop runs
      written: writtenBy(ops),
      sources,
      histories: Array.from(this.#histories, ([handle, popped]) => ({ handle, popped })),
      arrays: [...this.#arrays],
      hoisted: [...this.#hoisted],
    })
  }

  #need(tensor: Tensor): void {
    const named = this.#request.source(tensor)
    if (!this.#made.has(named)) this.#inputs.add(named)
  }

  #visit(parts: readonly Part[]): void {
    for (const part of parts) {
      switch (part.kind) {
        case 'segment':
          for (const op of part.ops) this.#ops.add(op)
          for (const tensor of part.inputs) this.#need(tensor)
          for (const tensor of part.outputs) this.#made.add(tensor)
          break
        case 'host':
          this.#host(part)
          break
        case 'cond':
          this.#need(part.predicate)
          for (const branch of part.branches) this.#visit(branch)
          break
        case 'choose':
          for (const tensor of [part.predicate, ...part.values]) this.#need(tensor)
          for (const output of part.op.outputs) this.#made.add(output)
          break
        case 'loop':
          this.#loop(part)
          break
        default:
          part satisfies never
      }
    }
  }

  #loop({ variables, condition, test, body, last }: Omit<Loop, 'whole'>): void {
    for (const { initial } of variables) this.#need(initial)
    for (const { cell } of variables) this.#made.add(cell)
    this.#visit(condition)
    this.#need(test)
    this.#visit(body)
    for (const { next, condition: where } of variables)
      for (const tensor of [next, ...where.map(({ predicate }) => predicate)]) this.#need(tensor)
    this.#visit(last)
  }

  #host({ op }: Host): void {
    const { history, arrayAccess } = op.op_def.spec
    if (arrayAccess) this.#access(op, arrayAccess)
    else if (history === 'push' || history === 'pop') this.#history(op, history)
    else this.#isWhole = false
  }

  #history(op: Operation, kind: 'push' | 'pop'): void {
    const handle = this.#request.source(op.inputs[0] as Tensor)
    if (handle.op.op_def.spec.history !== 'stack') this.#isWhole = false
    const popped = this.#histories.get(handle) ?? []
    this.#histories.set(handle, popped)
    const [output] = op.outputs as [Tensor]
    if (kind === 'push') this.#need(op.inputs[1] as Tensor)
    else popped.push(output)
    this.#made.add(output)
  }

  /** The handle must be there before the loop runs, or be that of the gradients of an array that is. */
  #access(op: Operation, kind: 'read' | 'write' | 'gradient'): void {
    const handle = this.#request.source(op.inputs[0] as Tensor)
    const isOfGradients = this.#hoisted.has(handle.op)
    if (this.#made.has(handle) || (isOfGradients && kind === 'gradient')) this.#isWhole = false
    if (kind === 'gradient') {
      this.#hoisted.add(op)
      return
    }
    this.#arrays.add(handle)
    for (const input of op.inputs.slice(1)) this.#need(input)
    this.#made.add(op.outputs[0] as Tensor)
  }
}

/** What the parts that run at last give. */
function valuesOf(parts: readonly Part[]): Tensor[] {
  return parts.flatMap(part => {
    if (part.kind === 'segment') return part.outputs
    return part.kind === 'choose' ? part.op.outputs : []
  })
}

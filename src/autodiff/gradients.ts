/** Symbolic differentiation (ops/gradients_impl.py): adds the nodes that compute d(ys)/d(xs). */

import { pyfunction } from '../calling/signature.ts'
import { AssertionError, AttributeError, ValueError } from '../errors/python.ts'
import { sharingTraceback } from '../errors/user_line.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../graph/build/convert.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { callGradient } from '../graph/gradient_call.ts'
import type { Graph } from '../graph/graph.ts'
import { IndexedSlices } from '../graph/indexed_slices.ts'
import type { Gradient } from '../graph/op_def.ts'
import type { Operation } from '../graph/operation.ts'
import { Tensor } from '../graph/tensor.ts'
import { tuple } from '../ops/control_flow/control_flow_ops.ts'
import { constant, fill } from '../ops/math/constant_op.ts'
import { shape } from '../ops/math/shape_ops.ts'
import { zerosLikeOutsideLoop } from '../ops/math/zeros_like_ops.ts'
import type { DType } from '../tensor/dtypes.ts'
import { aggregate, checkAggregation } from './aggregation.ts'
import { controlFlowState, isLoopExit, isLoopSwitch, type LoopState } from './loop_state.ts'
import { gradientFunction } from './registry.ts'

/** Only floating-point outputs have gradients of their own. */
export const isTrainable = (tensor: Tensor): boolean =>
  tensor.dtype.base_dtype.is_floating || tensor.dtype.base_dtype.is_complex

export interface GradientsArgs {
  // a gradient where none flows may be null; it is refused when the call is made
  ys: TensorLike | null | undefined
  xs: TensorLike | null | undefined
  grad_ys: TensorLike | null
  name: string
  colocate_gradients_with_ops: boolean
  gate_gradients: boolean
  aggregation_method: number | null
}

/**
 * The derivatives of the sum of `ys` with respect to each of `xs`: one tensor (or IndexedSlices) per x, null where no
 * path connects them. `grad_ys`: what flows into each y, ones by default.
 *
 *     const [dw, db] = tf.gradients(loss, [w, b])
 */
export const gradients = pyfunction(
  "gradients(ys, xs, grad_ys=None, name='gradients', colocate_gradients_with_ops=False, gate_gradients=False, aggregation_method=None)",
  (args: GradientsArgs) => {
    const ys = asList(args.ys)
    const xs = asList(args.xs)
    const gradYs = args.grad_ys === null ? ys.map(() => null) : asList(args.grad_ys)
    const method = checkAggregation(args.aggregation_method)
    return withScope(
      args.name as Name,
      'gradients',
      [...ys, ...xs, ...gradYs].filter(value => value !== null),
      () =>
        sharingTraceback(() =>
          new Differentiation(args.colocate_gradients_with_ops, args.gate_gradients, method).run(ys, xs, gradYs),
        ),
    )
  },
)

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? [...value] : [value])

function toTensorOrSlices(value: unknown, name: string, asRef: boolean): Tensor | IndexedSlices {
  if (value === null) throw new AttributeError("'NoneType' object has no attribute 'op'")
  return value instanceof IndexedSlices ? value : convertToTensor(value, { name, asRef })
}

class Differentiation {
  readonly #colocate: boolean
  readonly #gate: boolean
  readonly #method: number
  readonly #graph: Graph = get_default_graph()
  /** Gradients received so far: a list per output while they come in, their sum afterwards. */
  readonly #received = new Map<Operation, (Gradient[] | Gradient)[]>()
  #pending = new Map<Operation, number>()
  #loops: LoopState | undefined

  constructor(colocate: boolean, gate: boolean, method: number) {
    this.#colocate = colocate
    this.#gate = gate
    this.#method = method
  }

  run(givenYs: readonly unknown[], givenXs: readonly unknown[], givenGradYs: readonly unknown[]): Gradient[] {
    const ys = givenYs.map((y, i) => toTensorOrSlices(y, `y_${i}`, false))
    const xs = givenXs.map((x, i) => toTensorOrSlices(x, `x_${i}`, true))
    const gradYs = this.#defaultGradYs(givenGradYs, ys)
    const toOps = ys.map(y => y.op)
    const fromOps = xs.map(x => x.op)
    this.#countPending(toOps, fromOps)
    for (const [i, y] of ys.entries()) this.#receive(valuesOf(y), gradYs[i] as Gradient)

    const queue: Operation[] = []
    const queued = new Set<Operation>()
    for (const op of toOps) {
      if ((this.#pending.get(op) ?? 0) === 0 && !queued.has(op)) {
        queued.add(op)
        queue.push(op)
      }
    }
    const loops = this.#loops
    if (loops) {
      for (const exit of loops.processUnusedLoopExits(this.#pending, queued)) {
        if (isTrainable(exit)) {
          this.#receive(exit, loops.zerosLikeForExit(exit))
          queue.push(exit.op)
        }
      }
    }
    const stop = new Set(fromOps.filter(op => op.inputs.every(input => (this.#pending.get(input.op) ?? 0) <= 0)))
    for (let at = 0; at < queue.length; at++) {
      const op = queue[at] as Operation
      this.#colocated(op, () => this.#visit(op, stop))
      this.#enqueueReady(op, queue)
    }
    loops?.postProcessing()
    return xs.map(x => {
      const list = this.#received.get(x.op)?.[valuesOf(x).value_index]
      if (list === undefined) return null
      if (!Array.isArray(list)) return list
      const grads = list.filter(isGradient)
      if (grads.length === 0) return null
      // what waits for a gradient that never comes, as the condition of a loop may, has its part missing
      if ((this.#pending.get(x.op) ?? 0) > 0)
        throw new AssertionError(
          `gradients list should have been aggregated by now: the gradient of ${valuesOf(x).name} is not complete, as something that has none depends on it within a loop (its condition, or a loop variable without gradient)`,
        )
      return aggregate(x.op, grads, this.#method)
    })
  }

  #colocated<R>(op: Operation, body: () => R): R {
    return this.#colocate ? this.#graph.colocate_with(op, false, body) : body()
  }

  #defaultGradYs(given: readonly unknown[], ys: readonly (Tensor | IndexedSlices)[]): Gradient[] {
    if (given.length !== ys.length) throw new ValueError(`Passed ${given.length} grad_ys for ${ys.length} ys`)
    const converted = given.map((grad, i) => (grad === null ? null : toTensorOrSlices(grad, `grad_y_${i}`, false)))
    return converted.map((grad, i) => {
      const y = ys[i] as Tensor | IndexedSlices
      if (grad === null) return this.#colocated(y.op, () => fill(shape(valuesOf(y)), constant(1, y.dtype)))
      if (grad.dtype !== y.dtype) {
        throw new ValueError(
          `Y and ys_grad must be of the same type, not y: ${(y.dtype as DType).name}, ys_grad: ${grad.dtype.name} `,
        )
      }
      return grad
    })
  }

  /** For each operation between xs and ys: how many uses of it must be differentiated before it. */
  #countPending(toOps: readonly Operation[], fromOps: readonly Operation[]): void {
    // as TensorFlow, which marks the ys first: what is reached only through one y does not count for the others
    const reached = new Set<Operation>(toOps)
    const forward = [...fromOps]
    for (let at = 0; at < forward.length; at++) {
      const op = forward[at] as Operation
      if (reached.has(op)) continue
      reached.add(op)
      for (const output of op.outputs)
        for (const consumer of output.consumers()) if (!reached.has(consumer)) forward.push(consumer)
    }
    const between = new Set<Operation>()
    const order: Operation[] = []
    const backward = [...toOps]
    for (let at = 0; at < backward.length; at++) {
      const op = backward[at] as Operation
      if (!reached.delete(op)) continue
      between.add(op)
      order.push(op)
      for (const input of op.inputs) backward.push(input.op)
    }
    this.#loops = controlFlowState(order, between, this.#colocate)
    for (const op of order) {
      for (const input of op.inputs)
        if (between.has(input.op)) this.#pending.set(input.op, (this.#pending.get(input.op) ?? 0) + 1)
    }
  }

  #receive(tensor: Tensor, grad: Gradient): void {
    let lists = this.#received.get(tensor.op)
    if (!lists) {
      lists = tensor.op.outputs.map(() => [])
      this.#received.set(tensor.op, lists)
    }
    const list = lists[tensor.value_index]
    if (Array.isArray(list)) list.push(grad)
    else if (isLoopSwitch(tensor.op)) lists[tensor.value_index] = grad
  }

  /** Sums what `op` has received, per output. */
  #sums(op: Operation): Gradient[] {
    const lists = this.#received.get(op)
    if (!lists) return op.outputs.map(() => null)
    for (const [i, list] of lists.entries()) {
      if (!Array.isArray(list)) continue
      const grads = list.filter(isGradient)
      lists[i] = grads.length > 0 ? aggregate(op, grads, this.#method) : null
    }
    return lists as Gradient[]
  }

  #visit(op: Operation, stop: ReadonlySet<Operation>): void {
    const loops = this.#loops
    loops?.enterGradWhileContext(op, true)
    const outGrads = [...this.#sums(op)]
    loops?.exitGradWhileContext(op, true)
    const has = outGrads.some(grad => grad !== null)
    const differentiate = has && !stop.has(op) ? gradientFunction(op) : null
    loops?.enterGradWhileContext(op, false)
    if (differentiate) {
      for (const [i, output] of op.outputs.entries()) {
        if (outGrads[i] === null && isTrainable(output))
          outGrads[i] = loops ? loops.zerosLike(op, i) : zerosLikeOutsideLoop(op, i)
      }
      const inGrads = this.#graph.inNameScope(`${op.name}_grad`, () =>
        this.#graph.withOriginalOp(op, () => {
          const grads = checkedGradients(
            op,
            [callGradient(differentiate, op, outGrads as Tensor[])].flat() as Gradient[],
          )
          return this.#gate && grads.filter(grad => grad !== null).length > 1 ? (tuple(grads) as Gradient[]) : grads
        }),
      )
      for (const [i, input] of op.inputs.entries()) {
        const grad = inGrads[i] ?? null
        if (grad === null) continue
        if (grad instanceof Tensor) grad.set_shape(input.get_shape())
        this.#receive(input, grad)
      }
    }
    loops?.exitGradWhileContext(op, false)
  }

  #enqueueReady(op: Operation, queue: Operation[]): void {
    const loops = this.#loops
    for (const input of op.inputs) {
      const left = (this.#pending.get(input.op) ?? 0) - 1
      this.#pending.set(input.op, left)
      const ready = left === 0 || (left > 0 && loops !== undefined && isLoopSwitch(input.op))
      if (!ready) continue
      if (loops && isLoopExit(input.op))
        loops.exitReady(
          input,
          queue,
          exit => this.#hasGradient(exit.op),
          (exit, zero) => this.#receive(exit, zero),
          isTrainable,
        )
      else queue.push(input.op)
    }
  }
  #hasGradient(op: Operation): boolean {
    return (this.#received.get(op) ?? []).some(list => (Array.isArray(list) ? list.some(isGradient) : list !== null))
  }
}

const isGradient = (grad: Gradient): grad is Tensor | IndexedSlices => grad !== null
const valuesOf = (x: Tensor | IndexedSlices): Tensor => (x instanceof IndexedSlices ? x.values : x)

function checkedGradients(op: Operation, grads: readonly Gradient[]): readonly Gradient[] {
  if (grads.length !== op.inputs.length) {
    throw new ValueError(
      `Num gradients ${grads.length} generated for op ${String(op.node_def)} do not match num inputs ${op.inputs.length}`,
    )
  }
  for (const [i, grad] of grads.entries()) {
    const input = op.inputs[i] as Tensor
    if (grad !== null && grad !== undefined && !grad.dtype.is_compatible_with(input.dtype)) {
      throw new ValueError(
        `Gradient type ${grad.dtype.name} generated for op ${String(op.node_def)} does not match input type ${input.dtype.name}`,
      )
    }
  }
  return grads.map(grad => grad ?? null)
}

/**
 * Segment → Plan for concrete shapes: walks the operations in their order, keeps elementwise work pending until something
 * needs it, and emits steps. Values known now (shapes and what follows from them) cost no step.
 */
import { Status } from '../../errors/status.ts'
import type { Lowering } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { input } from '../../kernels/scalar.ts'
import { isHuge, isVast } from '../../tensor/allocation.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { isFullyDefined, numElements, type Shape } from '../../tensor/shape.ts'
import { KNOWN_LIMIT, knownValue, shapeOf, uniformValue, type Value } from '../expressions/plan_values.ts'
import { BROADCASTS } from '../expressions/rules/broadcast.ts'
import { UNIFORM } from '../expressions/rules/uniform.ts'
import { referenceInput } from '../program/aliases.ts'
import { fold } from '../program/fold.ts'
import { Irregular } from '../program/irregular.ts'
import { nodeInfo } from '../program/node_info.ts'
import type { Plan } from '../steps/plan.ts'
import { lowerAggregate, lowerElementwise, lowerUpdate, returnedInput } from './plan_elementwise.ts'
import { kernelAttrs, lowerKernel, lowerReduce, lowerReference, lowerViews } from './plan_kernels.ts'
import { MANY_INPUTS, type PlanRequest, PlanScope } from './plan_scope.ts'

/** An op with more inputs and outputs than this is left to its reference kernel: code that names each of them would be too long to compile. */
const MOST_OPERANDS = 4096

type ElementwiseLowering = Extract<Lowering, { kind: 'elementwise' }>

export type { PlanRequest } from './plan_scope.ts'

export function buildPlan(request: PlanRequest): Plan {
  return new PlanBuilder(request).build()
}

class PlanBuilder {
  readonly #scope: PlanScope
  /** Operations by what they compute. */
  readonly #equalOps = new Map<string, Operation>()

  readonly #computed: PlanRequest['computed']

  constructor(request: PlanRequest) {
    this.#scope = new PlanScope(request)
    this.#computed = request.computed
  }

  build(): Plan {
    const scope = this.#scope
    for (const op of scope.ops) this.#visit(op)
    for (const tensor of scope.segment.outputs) {
      const value = scope.get(tensor) as Value
      const known = scope.known(value)
      if (known) scope.draft.outputKnown(tensor, known)
      else scope.draft.output(tensor, scope.materialise(value))
    }
    for (const tensor of scope.segment.asked) {
      const value = scope.get(tensor) as Value
      if (!scope.known(value)) scope.draft.ask(scope.materialise(value))
    }
    if (this.#computed) {
      for (const output of scope.ops.flatMap(op => op.outputs)) {
        const shape = scope.get(output)?.shape
        if (shape) this.#computed.set(output, shape)
      }
    }
    return scope.draft.finish()
  }

  #visit(op: Operation): void {
    const scope = this.#scope
    const [first] = op.outputs
    if (op.inputs.length === 0 && first?.dtype.is_ref) {
      scope.setVariable(op, first)
      return
    }
    const inputs = op.inputs.map((tensor, i) => {
      const value = scope.get(scope.named(tensor)) ?? this.#passedOn(tensor)
      if (!value) throw new Irregular(op, true, `input ${i} is not available`)
      if (value.shape && isVast(value.shape)) throw new Irregular(op, false, 'empty rows without end')
      if (value.shape === null && !op.op_def.spec.allowsUninitialized)
        throw new Irregular(op, false, 'uninitialised variable')
      return value
    })
    if (op.op_def.spec.lower?.kind === 'source') throw new Irregular(op, false, 'a placeholder is not fed')
    if (this.#foldKnown(op, inputs)) return
    const key = scope.raw ? undefined : scope.equality.keyOf(op, inputs)
    const equal = key === undefined ? undefined : this.#equalOps.get(key)
    if (equal) {
      // the same op on the same values: computed once
      for (const [i, output] of op.outputs.entries()) {
        const value = scope.get(equal.outputs[i] as Tensor) as Value
        scope.set(output, value.pending ? scope.materialise(value) : value)
      }
      return
    }
    const shapes = this.#infer(op, inputs)
    this.#lower(op, inputs, shapes)
    if (key !== undefined) this.#equalOps.set(key, op)
  }

  /** A reference that an operation of an earlier part passed on. */
  #passedOn(tensor: Tensor): Value | undefined {
    let current = this.#scope.named(tensor)
    while (current.dtype.is_ref && !this.#scope.get(current)) {
      const input = referenceInput(current)
      if (!input) break
      current = this.#scope.named(input)
    }
    return this.#scope.get(current)
  }

  /** Outputs that follow from shapes and known values alone. */
  #foldKnown(op: Operation, inputs: readonly Value[]): boolean {
    const { spec, stateful } = op.op_def
    if (
      stateful ||
      spec.checks ||
      op.outputs.length === 0 ||
      (!spec.shapeOnly && inputs.some(value => value.reference))
    )
      return false
    const arrays = inputs.map(value => (spec.shapeOnly ? shapeStandIn(value) : this.#scope.known(value)))
    if (!arrays.every(array => array !== undefined)) return false
    if (spec.lower?.kind !== 'view' && !spec.shapeOnly && arrays.some(array => array.size > KNOWN_LIMIT)) return false
    if (op.inputs.length > 0 && this.#isLarge(op, inputs)) return false
    const outputs = fold(op, arrays)
    if (!outputs || outputs.some(output => output.size > KNOWN_LIMIT && op.inputs.length > 0)) return false
    for (const [i, output] of op.outputs.entries()) this.#scope.set(output, knownValue(outputs[i] as NDArray))
    return true
  }

  /** Whether an output would be too large to be known: it is not even computed. */
  #isLarge(op: Operation, inputs: readonly Value[]): boolean {
    const { infer, concreteShapes = infer } = op.op_def.spec
    try {
      const shapes = concreteShapes?.(new InferenceContext(this.#inference(op, inputs))) ?? []
      return shapes.some(shape => shape !== null && isFullyDefined(shape) && numElements(shape) > KNOWN_LIMIT)
    } catch (error) {
      if (error instanceof Status) return false
      throw error
    }
  }

  #infer(op: Operation, inputs: readonly Value[]): (readonly number[])[] {
    const { infer, concreteShapes = infer } = op.op_def.spec
    let shapes: readonly Shape[]
    try {
      shapes = concreteShapes?.(new InferenceContext(this.#inference(op, inputs))) ?? []
    } catch (error) {
      if (error instanceof Status) throw new Irregular(op, false, error.message)
      throw error
    }
    return op.outputs.map((_, i) => {
      const shape = shapes[i]
      if (shape === undefined || !isFullyDefined(shape))
        throw new Irregular(op, true, 'the output shape is not known before the run')
      // what is wrong with such sizes the kernel says
      if (shape.some(dim => dim < 0) || isHuge(shape, op.outputTypes[i] as DType))
        throw new Irregular(op, false, 'the output fits into no memory')
      if (isVast(shape)) throw new Irregular(op, false, 'empty rows without end')
      return shape
    })
  }
  #inference(op: Operation, inputs: readonly Value[]): ConstructorParameters<typeof InferenceContext>[0] {
    return {
      ...nodeInfo(op),
      def: op.op_def,
      inputShape: index => inputs[index]?.shape ?? null,
      inputCount: inputs.length,
      value: index => this.#scope.known(inputs[index] as Value),
      valueAsShape: index => {
        const known = this.#scope.known(inputs[index] as Value)
        return known
          ? Array.from(known.data as ArrayLike<number | bigint>, n => (Number(n) === -1 ? null : Number(n)))
          : null
      },
      argLengths: op.argLengths,
    }
  }

  #lower(op: Operation, inputs: readonly Value[], shapes: readonly (readonly number[])[]): void {
    const scope = this.#scope
    const lower: Lowering = op.op_def.spec.lower ?? { kind: 'reference' }
    if (this.#repeats(op, inputs, shapes) || lowerViews(scope, op, inputs, shapes)) return
    if (inputs.length + op.outputs.length > MOST_OPERANDS && isCompiled(lower)) {
      lowerReference(scope, op, inputs, shapes)
      return
    }
    switch (lower.kind) {
      case 'view':
        this.#view(op, inputs[0] as Value, shapes[0] as readonly number[])
        return
      case 'elementwise': {
        if (lower.when?.(scope.context(op, inputs, shapes)) === false) {
          lowerReference(scope, op, inputs, shapes)
          return
        }
        if (inputs.length > MANY_INPUTS) {
          if (op.op_def.spec.aggregate) lowerAggregate(scope, op, inputs, shapes[0] as readonly number[], lower.scalar)
          else lowerReference(scope, op, inputs, shapes)
          return
        }
        const scalar = lower.scalar(
          inputs.map((_, i) => input(i)),
          nodeInfo(op),
        )
        const returned = returnedInput(op, scalar)
        if (returned === undefined)
          lowerElementwise(scope, op, this.#viewed(op, inputs, shapes, lower), shapes[0] as readonly number[], scalar)
        else this.#view(op, inputs[returned] as Value, shapes[0] as readonly number[])
        return
      }
      case 'update':
        if (lower.when?.(scope.context(op, inputs, shapes)) === false) lowerReference(scope, op, inputs, shapes)
        else lowerUpdate(scope, op, inputs, shapes[0] as readonly number[], lower)
        return
      case 'reduce':
        lowerReduce(scope, op, inputs, shapes, lower)
        return
      case 'kernel':
        lowerKernel(scope, op, inputs, shapes, lower)
        return
      case 'reference':
        lowerReference(scope, op, inputs, shapes)
        return
      case 'source':
      case 'host':
      case 'unimplemented':
        throw new Irregular(op, true, 'a host operation')
      default:
        lower satisfies never
    }
  }

  /** Inputs of an elementwise op under the shapes that broadcast. */
  #viewed(
    op: Operation,
    inputs: readonly Value[],
    shapes: readonly (readonly number[])[],
    lower: ElementwiseLowering,
  ): readonly Value[] {
    const views = lower.views?.(this.#scope.context(op, inputs, shapes))
    return inputs.map((value, i) => (views?.[i] ? this.#scope.reshaped(value, views[i]) : value))
  }

  /** The output holds one value over and over, or is a broadcast of input 0. */
  #repeats(op: Operation, inputs: readonly Value[], shapes: readonly (readonly number[])[]): boolean {
    const [output] = op.outputs
    const [shape] = shapes
    if (!output || !shape || op.op_def.stateful || this.#scope.raw) return false
    const uniform = UNIFORM.get(op.type)?.(inputs.map(value => value.uniform))
    const value =
      uniform === undefined || this.#refuses(op, inputs, shapes)
        ? undefined
        : uniformValue(output.dtype, shape, uniform)
    if (value) {
      this.#scope.set(output, value)
      return true
    }
    if (!BROADCASTS.get(op.type)?.(shapeOf(inputs[0] as Value), shape)) return false
    lowerElementwise(this.#scope, op, inputs.slice(0, 1), shape, input(0))
    return true
  }

  /** Whether the op's kernel leaves these inputs to the reference kernel, which says what is wrong with them. */
  #refuses(op: Operation, inputs: readonly Value[], shapes: readonly (readonly number[])[]): boolean {
    const { lower } = op.op_def.spec
    return lower?.kind === 'kernel' && kernelAttrs(lower, this.#scope.context(op, inputs, shapes)) === undefined
  }

  /** The same elements; a reference only where the op's output is one. */
  #view(op: Operation, value: Value, shape: readonly number[]): void {
    const output = op.outputs[0] as Tensor
    const { reference, ...view } = this.#scope.reshaped(value, shape)
    this.#scope.set(output, reference && output.dtype.is_ref ? { ...view, reference } : view)
  }
}

const isCompiled = ({ kind }: Lowering): boolean =>
  kind === 'elementwise' || kind === 'update' || kind === 'reduce' || kind === 'kernel'

/** An array of the value's shape whose elements do not matter. */
function shapeStandIn(value: Value): NDArray | undefined {
  if (value.shape === null) return undefined
  return { dtype: value.dtype, shape: value.shape, size: numElements(value.shape), data: [] } as unknown as NDArray
}

/**
 * What is known of every tensor while a plan is made, and the elementwise expressions that are not computed yet. Lowerings
 * (plan_elementwise.ts, plan_kernels.ts) read values here and set those of their outputs.
 */
import type { PlanContext } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { input, literal, type Scalar } from '../../kernels/scalar.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { numElements } from '../../tensor/shape.ts'
import { Equality } from '../expressions/equality.ts'
import { OpenExpressions } from '../expressions/open_expressions.ts'
import { PartialAliases } from '../expressions/partial_aliases.ts'
import {
  arrayOf,
  type Buffer,
  knownValue,
  type Pending,
  sameDims,
  sameValue,
  shapeOf,
  type Value,
} from '../expressions/plan_values.ts'
import { simplifier } from '../expressions/rules/algebra.ts'
import { inputReplacer, substitute } from '../expressions/substitute.ts'
import { writtenInputs } from '../program/aliases.ts'
import { liveOps } from '../program/dead_code.ts'
import { Irregular } from '../program/irregular.ts'
import { nodeInfo } from '../program/node_info.ts'
import type { Segment } from '../program/program.ts'
import { mayTrap } from '../program/traps.ts'
import { sourceIn } from '../regions/sources.ts'
import type { Draft } from '../steps/draft_step.ts'
import { PlanDraft } from '../steps/plan_draft.ts'
import type { HomeTable } from '../steps/slot_table.ts'

/** A TensorArray that a loop reads or writes. */
export interface ArrayState {
  readonly dtype: DType
  /** Of its elements, where any are written. */
  readonly shape: readonly number[] | undefined
  /** Whether several values of one element are added. */
  readonly adds: boolean
  /** Whether an element can be read once only. */
  readonly clears: boolean
}

/** What a plan is made for. */
export interface PlanRequest {
  readonly segment: Segment
  /** Fed tensors and results of earlier parts: shapes, and values where the program is specialised for them. */
  readonly input: (tensor: Tensor) => {
    readonly dtype: DType
    readonly shape: readonly number[]
    readonly value: NDArray | undefined
    /** The slot of its place, where it has one before the plan runs. */
    readonly slot?: number | undefined
  }
  /** A variable's type and shape; undefined while it is uninitialised. */
  readonly variable: (op: Operation) => { readonly dtype: DType; readonly shape: readonly number[] } | undefined
  /** Without fusion and simplification: every operation is a step of its own. */
  readonly raw?: boolean
  /** Takes the shapes of all that the plan computes. */
  readonly computed?: Map<Tensor, readonly number[]>
  /** Of a part of a loop: the table that all parts share. */
  readonly homes?: HomeTable
  /** Of a loop: the shape of the values in a history; undefined where there are none yet. */
  readonly historyShape?: (handle: Tensor) => readonly number[] | undefined
  /** Of a loop: what is known of a TensorArray. */
  readonly array?: (handle: Tensor) => ArrayState | undefined
  /** Of a loop: a popped value that the plan is made for. */
  readonly popped?: (tensor: Tensor) => NDArray | undefined
}

/** An expression with what it is computed from. */
export interface Inlined {
  readonly scalar: Scalar
  /** Further expressions, of the same inputs. */
  readonly further: readonly Scalar[]
  readonly inputs: readonly Value[]
  readonly ops: readonly Operation[]
}

/** More distinct operands than this in one expression would spill registers. */
const EXPRESSION_INPUTS = 8
/** An op with more inputs than this is left to its own kernel: an expression would be as deep as they are many. */
export const MANY_INPUTS = 16
/** Longer expressions gain nothing: their operands are in registers all along. */
const EXPRESSION_OPS = 48

export class PlanScope {
  readonly segment: Segment
  /** The operations that have to run, in their order. */
  readonly ops: readonly Operation[]
  readonly raw: boolean
  readonly draft: PlanDraft
  readonly equality = new Equality()
  readonly parts: PartialAliases
  readonly #request: PlanRequest
  readonly #values = new Map<Tensor, Value>()
  readonly #uses: ReadonlyMap<Tensor, number>
  readonly #open = new OpenExpressions()
  /** Current type and shape of each variable, by slot. */
  readonly #states = new Map<number, { readonly dtype: DType; readonly shape: readonly number[] } | undefined>()
  /** What stands for variables that have no value yet, by slot. */
  readonly #uninitialised = new Map<number, Tensor[]>()

  constructor(request: PlanRequest) {
    this.#request = request
    this.segment = request.segment
    this.raw = request.raw === true
    this.draft = new PlanDraft(!this.raw, name => request.segment.written.has(name), request.homes)
    const { ops, uses } = liveOps(this.segment)
    this.ops = ops
    this.#uses = uses
    this.parts = new PartialAliases(ops, new Set([...this.segment.outputs, ...this.segment.asked]), tensor =>
      this.named(tensor),
    )
    for (const tensor of this.segment.inputs) {
      const { dtype, shape, value, slot } = request.input(tensor)
      const buffer = (): Buffer =>
        slot === undefined ? this.draft.input(tensor, dtype, shape) : { kind: 'slot', slot }
      this.set(tensor, value ? knownValue(value) : { dtype, shape, buffer: buffer() })
    }
  }
  /** How many inputs and outputs of the plan need the tensor's elements. */
  uses(tensor: Tensor): number {
    return this.#uses.get(tensor) ?? 0
  }
  /** The tensor under whose name a value is known. */
  named(tensor: Tensor): Tensor {
    return sourceIn(this.segment.sources, tensor)
  }
  get(tensor: Tensor): Value | undefined {
    return this.#values.get(tensor)
  }
  set(tensor: Tensor, value: Value): void {
    this.#values.set(tensor, value)
    if (value.variable === undefined || value.shape !== null) return
    const tensors = this.#uninitialised.get(value.variable)
    if (tensors) tensors.push(tensor)
    else this.#uninitialised.set(value.variable, [tensor])
  }
  /** The array of a value that is known by now. */
  known(value: Value): NDArray | undefined {
    return value.shape === null || value.pending ? undefined : arrayOf(value)
  }

  /** The value of a node that stands for a variable. */
  setVariable(op: Operation, output: Tensor): void {
    const slot = this.draft.variableSlot(op)
    if (!this.#states.has(slot)) this.#states.set(slot, this.#request.variable(op))
    const shape = this.#states.get(slot)?.shape ?? null
    this.set(output, {
      dtype: output.dtype.base_dtype,
      shape,
      buffer: { kind: 'slot', slot },
      variable: slot,
      reference: true,
    })
  }
  /** The variable in `slot` has a value from here on: references made before see it too. */
  setVariableState(slot: number, dtype: DType, shape: readonly number[]): void {
    const before = this.#states.get(slot)
    this.#states.set(slot, { dtype, shape })
    if (before) return
    for (const tensor of this.#uninitialised.get(slot) ?? [])
      this.set(tensor, { ...(this.get(tensor) as Value), shape })
    this.#uninitialised.delete(slot)
  }

  context(op: Operation, inputs: readonly Value[], shapes: readonly (readonly number[])[]): PlanContext {
    return {
      ...nodeInfo(op),
      inputShapes: inputs.map(value => value.shape ?? []),
      outputShapes: shapes,
      value: index => this.known(inputs[index] as Value),
    }
  }

  // --- expressions

  pendingValue(pending: Pending, dtype: DType, shape: readonly number[]): Value {
    const value = { dtype, shape, pending }
    this.#open.open(pending, value)
    return value
  }

  /** Forgets the expression of a value that is computed. */
  placed(value: Value): Value {
    const result = value.pending?.result
    if (!result) return value
    const { pending: _, ...rest } = value
    return { ...rest, buffer: result }
  }

  /** The value, computed and placed. */
  materialise(value: Value): Value {
    const placed = this.placed(value)
    if (placed.buffer) return placed
    const { pending } = placed
    if (!pending)
      return { ...placed, buffer: this.draft.constant(arrayOf(placed, Number.POSITIVE_INFINITY) as NDArray) }
    this.#open.close(pending)
    const mayFail = mayTrap(pending.scalar, placed.dtype)
    pending.result = this.draft.emit({
      kernel: 'elementwise',
      inputs: pending.inputs.map(part => this.materialise(part)),
      outputs: [{ dtype: placed.dtype, shape: shapeOf(placed) }],
      attrs: {},
      scalar: pending.scalar,
      op: pending.op,
      ops: pending.ops,
      fused: true,
      pure: !mayFail,
      mayFail,
      sources: [],
    })[0] as Buffer
    return this.placed(placed)
  }

  /** The same elements under another shape. */
  reshaped(value: Value, shape: readonly number[]): Value {
    if (value.shape === null || sameDims(value.shape, shape)) return value
    if (value.known) return knownValue(value.known.reshape(...shape))
    if (value.uniform !== undefined) return { ...value, shape }
    const { pending } = value
    if (!pending || pending.result) return { ...this.placed(value), shape }
    // an expression without broadcasting is the same under any shape
    const whole = shapeOf(value)
    if (pending.inputs.every(part => sameDims(shapeOf(part), whole) || numElements(shapeOf(part)) === 1)) {
      const inputs = pending.inputs.map(part =>
        sameDims(shapeOf(part), whole) ? { ...part, shape } : { ...part, shape: [] },
      )
      // both stay open: what else needs the value under its own shape needs it as it is now, too
      return this.pendingValue({ ...pending, inputs }, value.dtype, shape)
    }
    return { ...this.materialise(value), shape }
  }

  /**
   * An expression of `inputs` with the pending expressions of those inputs that only it needs put into it. `keep`: the
   * number of first inputs that stay as they are. `further`: expressions of the same inputs.
   */
  inline(
    op: Operation,
    inputs: readonly Value[],
    shape: readonly number[],
    scalar: Scalar,
    keep = 0,
    further: readonly Scalar[] = [],
  ): Inlined {
    const parts: Value[] = []
    const ops: Operation[] = []
    const indexOf = (part: Value): number => {
      const at = parts.findIndex(other => sameValue(other, part))
      return at >= 0 ? at : parts.push(part) - 1
    }
    let room = EXPRESSION_INPUTS - inputs.filter(value => value.uniform === undefined).length
    const substitutes = inputs.map((given, i): Scalar => {
      const value = this.placed(given)
      if (value.uniform !== undefined && !this.raw && i >= keep) return literal(value.uniform)
      const { pending } = value
      const fits =
        pending &&
        this.#open.has(pending) &&
        room + 1 >= pending.inputs.length &&
        ops.length + pending.ops.length < EXPRESSION_OPS
      if (fits && i >= keep && sameDims(shapeOf(value), shape) && this.#usedOnce(op, i)) {
        room -= pending.inputs.length - 1
        this.#open.close(pending)
        for (const op of pending.ops) ops.push(op)
        return substitute(
          pending.scalar,
          pending.inputs.map(part => input(indexOf(part))),
        )
      }
      return input(indexOf(this.materialise(value)))
    })
    ops.push(op)
    const put = inputReplacer(index => substitutes[index] as Scalar)
    const finish = this.raw ? put : compose(simplifier(), put)
    return { scalar: finish(scalar), further: further.map(finish), inputs: parts, ops }
  }
  /** Whether nothing but input `index` of `op` needs the value. */
  #usedOnce(op: Operation, index: number): boolean {
    const tensor = op.inputs[index]
    return tensor !== undefined && this.uses(this.named(tensor)) === 1
  }

  // --- variables

  /** `op` writes the variable in `slot`: expressions that read it must be computed before, and views on parts of it must not be needed any more. */
  beforeWrite(slot: number, op: Operation): void {
    const part = this.parts.readFrom(slot, op)
    if (part) throw new Irregular(part, true, 'a view that a plan cannot have')
    this.equality.changed(slot)
    for (const value of this.#open.reading(slot)) this.materialise(value)
  }

  /** Whether anything in the program writes the variable in `slot`. */
  isWritten(slot: number): boolean {
    return this.segment.written.has(this.draft.variableAt(slot))
  }
  /** Slots of the variables that `op` writes. */
  written(op: Operation, inputs: readonly Value[]): number[] {
    return writtenInputs(op).map(index => {
      const value = inputs[index] as Value
      if (value.variable === undefined || value.shape === null)
        throw new Irregular(op, value.shape !== null, 'not an initialised variable of this segment')
      return value.variable
    })
  }

  // --- results

  setOutputs(
    op: Operation,
    buffers: readonly (Buffer | undefined)[],
    shapes: readonly (readonly number[])[],
    inputs: readonly Value[] = [],
  ): void {
    const references = inputs.filter(value => value.reference)
    for (const [i, output] of op.outputs.entries()) {
      const target = output.dtype.is_ref ? references[i] : undefined
      this.set(
        output,
        target ?? {
          dtype: output.dtype.base_dtype,
          shape: shapes[i] as readonly number[],
          buffer: buffers[i] as Buffer,
        },
      )
    }
  }

  /** How the reference kernel finds an input. */
  source(value: Value): Draft['sources'][number] {
    const known = this.known(value)
    if (known) return { kind: 'known', value: known }
    if (value.variable !== undefined)
      return { kind: 'variable', slot: value.variable, reference: value.reference === true, shape: shapeOf(value) }
    return { kind: 'value', value: this.materialise(value) }
  }
}

const compose =
  (outer: (scalar: Scalar) => Scalar, inner: (scalar: Scalar) => Scalar) =>
  (scalar: Scalar): Scalar =>
    outer(inner(scalar))

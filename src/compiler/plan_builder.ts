/**
 * Segment → Plan for concrete shapes: walks the operations in their order, keeps elementwise work pending until something
 * needs it, and emits steps. Values known now (shapes and what follows from them) cost no step.
 */
import { Status } from '../errors/status.ts'
import type { Lowering, NodeInfo, PlanContext } from '../graph/op_def.ts'
import type { Operation } from '../graph/operation.ts'
import { InferenceContext } from '../graph/shape_inference.ts'
import type { Tensor } from '../graph/tensor.ts'
import { input, literal, type Scalar } from '../kernels/scalar.ts'
import type { DType } from '../tensor/dtypes.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { isFullyDefined, numElements, type Shape } from '../tensor/shape.ts'
import { kernelOf } from '../graph/kernel_of.ts'
import { Equality } from './equality.ts'
import { referenceInput } from './aliases.ts'
import { fold } from './fold.ts'
import { Irregular } from './irregular.ts'
import type { Plan } from './plan.ts'
import { type Draft, PlanDraft } from './plan_draft.ts'
import { arrayOf, type Buffer, KNOWN_LIMIT, knownValue, type Pending, sameDims, shapeOf, uniformValue, type Value } from './plan_values.ts'
import type { Segment } from './program.ts'
import { simplify } from './rules/algebra.ts'
import { BROADCASTS } from './rules/broadcast.ts'
import { UNIFORM } from './rules/uniform.ts'

/** What a plan is made for. */
export interface PlanRequest {
  readonly segment: Segment
  /** Fed tensors and results of earlier parts: shapes, and values where the program is specialised for them. */
  readonly input: (tensor: Tensor) => { readonly dtype: DType; readonly shape: readonly number[]; readonly value: NDArray | undefined }
  /** A variable's type and shape; undefined while it is uninitialised. */
  readonly variable: (op: Operation) => { readonly dtype: DType; readonly shape: readonly number[] } | undefined
  /** Without fusion and simplification: every operation is a step of its own. */
  readonly raw?: boolean
}

/** More distinct operands than this in one expression would spill registers. */
const EXPRESSION_INPUTS = 8
/** Longer expressions gain nothing: their operands are in registers all along. */
const EXPRESSION_OPS = 48

export function buildPlan(request: PlanRequest): Plan {
  return new PlanBuilder(request).build()
}

class PlanBuilder {
  readonly #request: PlanRequest
  readonly #values = new Map<Tensor, Value>()
  readonly #uses = new Map<Tensor, number>()
  readonly #draft: PlanDraft
  readonly #equality = new Equality()
  /** Operations by what they compute. */
  readonly #twins = new Map<string, Operation>()
  /** Expressions that are not computed yet. */
  readonly #open = new Set<Pending>()
  /** Current type and shape of each variable, by slot. */
  readonly #states = new Map<number, { readonly dtype: DType; readonly shape: readonly number[] } | undefined>()

  constructor(request: PlanRequest) {
    this.#request = request
    this.#draft = new PlanDraft(!request.raw)
  }

  build(): Plan {
    const { segment } = this.#request
    for (const op of segment.ops) for (const tensor of op.inputs) this.#uses.set(tensor, (this.#uses.get(tensor) ?? 0) + 1)
    for (const tensor of segment.outputs) this.#uses.set(tensor, (this.#uses.get(tensor) ?? 0) + 1)
    for (const tensor of segment.inputs) {
      const { dtype, shape, value } = this.#request.input(tensor)
      if (value) this.#values.set(tensor, knownValue(value))
      else this.#values.set(tensor, { dtype, shape, buffer: this.#draft.input(tensor, dtype, shape) })
    }
    for (const op of segment.ops) this.#visit(op)
    for (const tensor of segment.outputs) {
      const value = this.#values.get(tensor) as Value
      const known = value.pending ? undefined : arrayOf(value)
      if (known) this.#draft.outputKnown(tensor, known)
      else this.#draft.output(tensor, this.#materialise(value))
    }
    return this.#draft.finish()
  }

  #visit(op: Operation): void {
    const [first] = op.outputs
    if (op.inputs.length === 0 && first?.dtype.is_ref) {
      this.#variableNode(op, first)
      return
    }
    const inputs = op.inputs.map((tensor, i) => {
      const value = this.#values.get(tensor) ?? this.#passedOn(tensor)
      if (!value) throw new Irregular(op, true, `input ${i} is not available`)
      if (value.shape === null && !op.op_def.spec.allowsUninitialized) throw new Irregular(op, false, 'uninitialised variable')
      return value
    })
    if (op.op_def.spec.lower?.kind === 'source') throw new Irregular(op, false, 'a placeholder is not fed')
    if (this.#foldKnown(op, inputs)) return
    const key = this.#request.raw ? undefined : this.#equality.keyOf(op, inputs)
    const twin = key === undefined ? undefined : this.#twins.get(key)
    if (twin) {
      // the same op on the same values: computed once
      for (const [i, output] of op.outputs.entries()) {
        const value = this.#values.get(twin.outputs[i] as Tensor) as Value
        this.#values.set(output, value.pending ? this.#materialise(value) : value)
      }
      return
    }
    const shapes = this.#infer(op, inputs)
    this.#lower(op, inputs, shapes)
    if (key !== undefined) this.#twins.set(key, op)
  }

  /** A reference that an operation of an earlier part passed on. */
  #passedOn(tensor: Tensor): Value | undefined {
    let current: Tensor | undefined = tensor
    while (current?.dtype.is_ref && !this.#values.has(current)) current = referenceInput(current)
    return current && this.#values.get(current)
  }

  #variableNode(op: Operation, output: Tensor): void {
    const slot = this.#draft.variableSlot(op)
    const state = this.#states.has(slot) ? this.#states.get(slot) : this.#request.variable(op)
    this.#states.set(slot, state)
    this.#values.set(output, {
      dtype: output.dtype.base_dtype,
      shape: state?.shape ?? null,
      buffer: { kind: 'slot', slot },
      variable: slot,
      reference: true,
    })
  }

  /** Outputs that follow from shapes and known values alone. */
  #foldKnown(op: Operation, inputs: readonly Value[]): boolean {
    const { spec, stateful } = op.op_def
    if (stateful || spec.checks || op.outputs.length === 0 || inputs.some(value => value.reference)) return false
    const arrays = spec.shapeOnly ? inputs.map(shapeStandIn) : inputs.map(value => (value.pending ? undefined : arrayOf(value)))
    if (!arrays.every(array => array !== undefined)) return false
    if (spec.lower?.kind !== 'view' && !spec.shapeOnly && arrays.some(array => array.size > KNOWN_LIMIT)) return false
    const outputs = fold(op, arrays)
    if (!outputs || outputs.some(output => output.size > KNOWN_LIMIT && op.inputs.length > 0)) return false
    for (const [i, output] of op.outputs.entries()) this.#values.set(output, knownValue(outputs[i] as NDArray))
    return true
  }

  #infer(op: Operation, inputs: readonly Value[]): (readonly number[])[] {
    const { infer, concreteShapes = infer } = op.op_def.spec
    let shapes: readonly Shape[]
    try {
      shapes = concreteShapes?.(new InferenceContext(this.#source(op, inputs))) ?? []
    } catch (error) {
      if (error instanceof Status) throw new Irregular(op, false, error.message)
      throw error
    }
    return op.outputs.map((_, i) => {
      const shape = shapes[i]
      if (shape === undefined || !isFullyDefined(shape)) throw new Irregular(op, true, 'the output shape is not known before the run')
      return shape
    })
  }
  #source(op: Operation, inputs: readonly Value[]): ConstructorParameters<typeof InferenceContext>[0] {
    return {
      name: op.name,
      def: op.op_def,
      inputTypes: op.inputTypes,
      outputTypes: op.outputTypes,
      attr: name => op.attr(name),
      inputShape: index => inputs[index]?.shape ?? null,
      inputCount: inputs.length,
      value: index => this.#known(inputs[index] as Value),
      valueAsShape: index => {
        const known = this.#known(inputs[index] as Value)
        return known ? Array.from(known.data as ArrayLike<number | bigint>, n => (Number(n) === -1 ? null : Number(n))) : null
      },
      argLengths: op.argLengths,
    }
  }
  #known(value: Value): NDArray | undefined {
    return value.shape === null ? undefined : arrayOf(value)
  }

  #lower(op: Operation, inputs: readonly Value[], shapes: readonly (readonly number[])[]): void {
    const lower: Lowering = op.op_def.spec.lower ?? { kind: 'reference' }
    const [output] = op.outputs
    if (output && !op.op_def.stateful && !this.#request.raw) {
      const uniform = UNIFORM.get(op.type)?.(inputs.map(value => value.uniform))
      const value = uniform === undefined ? undefined : uniformValue(output.dtype, shapes[0] as readonly number[], uniform)
      if (value) {
        this.#values.set(output, value)
        return
      }
      if (BROADCASTS.get(op.type)?.(shapeOf(inputs[0] as Value), shapes[0] as readonly number[])) {
        this.#elementwise(op, inputs.slice(0, 1), shapes[0] as readonly number[], input(0))
        return
      }
    }
    switch (lower.kind) {
      case 'view':
        this.#view(op, inputs[0] as Value, shapes[0] as readonly number[])
        return
      case 'elementwise':
        if (lower.when?.(nodeInfo(op)) === false || inputs.length > 2 * EXPRESSION_INPUTS) {
          this.#reference(op, inputs, shapes)
          return
        }
        this.#elementwise(op, inputs, shapes[0] as readonly number[], lower.scalar(inputs.map((_, i) => input(i)), nodeInfo(op)))
        return
      case 'update':
        this.#update(op, inputs, shapes[0] as readonly number[], lower.scalar(inputs.map((_, i) => input(i)), nodeInfo(op)))
        return
      case 'reduce':
        this.#reduce(op, inputs, shapes[0] as readonly number[], lower.reducer)
        return
      case 'kernel':
        this.#kernel(op, inputs, shapes, lower)
        return
      case 'reference':
        this.#reference(op, inputs, shapes)
        return
      case 'source':
      case 'host':
        throw new Irregular(op, true, 'a host operation')
      default:
        lower satisfies never
    }
  }

  // --- views

  #view(op: Operation, value: Value, shape: readonly number[]): void {
    this.#values.set(op.outputs[0] as Tensor, this.#reshaped(value, shape))
  }
  /** The same elements under another shape. */
  #reshaped(value: Value, shape: readonly number[]): Value {
    if (value.shape === null || sameDims(value.shape, shape)) return value
    if (value.known) return knownValue(value.known.reshape(...shape))
    if (value.uniform !== undefined) return { ...value, shape }
    const { pending } = value
    if (!pending || pending.result) return { ...this.#placed(value), shape }
    // an expression without broadcasting is the same under any shape
    const whole = shapeOf(value)
    if (pending.inputs.every(part => sameDims(shapeOf(part), whole) || numElements(shapeOf(part)) === 1)) {
      const inputs = pending.inputs.map(part => (sameDims(shapeOf(part), whole) ? { ...part, shape } : { ...part, shape: [] }))
      return this.#pendingValue({ ...pending, inputs }, value.dtype, shape, pending)
    }
    return { ...this.#materialise(value), shape }
  }
  /** Forgets the expression of a value that is computed. */
  #placed(value: Value): Value {
    const result = value.pending?.result
    if (!result) return value
    const { pending: _, ...rest } = value
    return { ...rest, buffer: result }
  }

  // --- elementwise work

  #pendingValue(pending: Pending, dtype: DType, shape: readonly number[], replaces?: Pending): Value {
    if (replaces) this.#open.delete(replaces)
    this.#open.add(pending)
    return { dtype, shape, pending }
  }

  #elementwise(op: Operation, inputs: readonly Value[], shape: readonly number[], scalar: Scalar): void {
    const output = op.outputs[0] as Tensor
    const { scalar: whole, inputs: parts, ops } = this.#inline(op, inputs, shape, scalar)
    if (whole.kind === 'input') {
      const part = parts[whole.index] as Value
      if (sameDims(shapeOf(part), shape) && part.dtype === output.dtype.base_dtype) {
        this.#values.set(output, part)
        return
      }
    }
    const literalValue = whole.kind === 'literal' ? uniformValue(output.dtype.base_dtype, shape, whole.value) : undefined
    if (literalValue) {
      this.#values.set(output, literalValue)
      return
    }
    const value = this.#pendingValue({ scalar: whole, inputs: parts, op, ops, result: undefined }, output.dtype.base_dtype, shape)
    this.#values.set(output, value)
    // what several steps need is computed once
    if (this.#request.raw || (this.#uses.get(output) ?? 0) > 1 || canFail(scalar, output.dtype.base_dtype)) this.#materialise(value)
  }

  /** An expression of `inputs` with the pending expressions of those inputs that only it needs put into it. */
  #inline(op: Operation, inputs: readonly Value[], shape: readonly number[], scalar: Scalar, keep = 0): { scalar: Scalar; inputs: Value[]; ops: Operation[] } {
    const parts: Value[] = []
    const ops: Operation[] = []
    const indexOf = (part: Value): number => {
      const at = parts.findIndex(other => sameValue(other, part))
      return at >= 0 ? at : parts.push(part) - 1
    }
    let room = EXPRESSION_INPUTS - inputs.filter(value => value.uniform === undefined).length
    const substitutes = inputs.map((given, i): Scalar => {
      const value = this.#placed(given)
      if (value.uniform !== undefined && !this.#request.raw && i >= keep) return literal(value.uniform)
      const { pending } = value
      if (pending && i >= keep && this.#open.has(pending) && sameDims(shapeOf(value), shape) && this.#usedOnce(op, i) && room + 1 >= pending.inputs.length && ops.length + pending.ops.length < EXPRESSION_OPS) {
        room -= pending.inputs.length - 1
        this.#open.delete(pending)
        ops.push(...pending.ops)
        return substitute(pending.scalar, pending.inputs.map(part => input(indexOf(part))))
      }
      return input(indexOf(this.#materialise(value)))
    })
    ops.push(op)
    const whole = substitute(scalar, substitutes)
    return { scalar: this.#request.raw ? whole : simplify(whole), inputs: parts, ops }
  }
  /** Whether nothing but input `index` of `op` needs the value. */
  #usedOnce(op: Operation, index: number): boolean {
    const tensor = op.inputs[index]
    return tensor !== undefined && this.#uses.get(tensor) === 1
  }

  /** The value, computed and placed. */
  #materialise(value: Value): Value {
    const placed = this.#placed(value)
    if (placed.buffer) return placed
    const { pending } = placed
    if (pending) {
      this.#open.delete(pending)
      const shape = shapeOf(placed)
      pending.result = this.#draft.emit({
        kernel: 'elementwise',
        inputs: pending.inputs.map(part => this.#materialise(part)),
        outputs: [{ dtype: placed.dtype, shape }],
        attrs: {},
        scalar: pending.scalar,
        op: pending.op,
        ops: pending.ops,
        fused: true,
        pure: true,
        sources: [],
      })[0] as Buffer
      return this.#placed(placed)
    }
    return { ...placed, buffer: this.#draft.constant(arrayOf(placed, Number.POSITIVE_INFINITY) as NDArray) }
  }

  // --- writes

  /** Expressions that read the variable in `slot` must be computed before it changes. */
  #beforeWrite(slot: number): void {
    this.#equality.changed(slot)
    for (const pending of [...this.#open]) {
      if (!pending.inputs.some(part => part.variable === slot)) continue
      for (const value of this.#values.values()) {
        if (value.pending === pending) {
          this.#materialise(value)
          break
        }
      }
    }
  }

  #update(op: Operation, inputs: readonly Value[], shape: readonly number[], scalar: Scalar): void {
    const variable = inputs[0] as Value
    const slot = variable.variable as number
    if (slot === undefined) throw new Irregular(op, true, 'not a variable of this segment')
    if (variable.shape === null) {
      this.#draft.allocate(slot, variable.dtype, shape)
    } else if (!sameDims(variable.shape, shape)) throw new Irregular(op, false, 'the variable changes its shape')
    for (const other of inputs.slice(1)) {
      if (!sameDims(shapeOf(other), shape) && numElements(shapeOf(other)) !== 1) throw new Irregular(op, false, 'the update has another shape than the variable')
    }
    const target: Value = { ...variable, shape }
    const { scalar: whole, inputs: parts, ops } = this.#inline(op, [target, ...inputs.slice(1)], shape, scalar, 1)
    // what is read element by element may be overwritten; other reads of the variable come first
    const aligned = parts.every(part => part.variable !== slot || sameDims(shapeOf(part), shape))
    let operands = parts
    let expression = whole
    if (!aligned) {
      const temporary = this.#materialise(this.#pendingValue({ scalar: whole, inputs: parts, op, ops, result: undefined }, variable.dtype, shape))
      operands = [temporary]
      expression = input(0)
    }
    this.#beforeWrite(slot)
    this.#draft.emit({
      kernel: 'elementwise',
      inputs: operands.map(part => this.#materialise(part)),
      outputs: [{ dtype: variable.dtype, shape, buffer: { kind: 'slot', slot } }],
      attrs: {},
      scalar: expression,
      op,
      ops,
      fused: true,
      pure: false,
      sources: [],
    })
    this.#states.set(slot, { dtype: variable.dtype, shape })
    this.#values.set(op.outputs[0] as Tensor, { ...target, reference: true })
    this.#initialised(slot, shape)
  }
  /** References made before the variable had a value see it too. */
  #initialised(slot: number, shape: readonly number[]): void {
    for (const [tensor, value] of this.#values) if (value.variable === slot && value.shape === null) this.#values.set(tensor, { ...value, shape })
  }

  // --- reductions and kernels

  #reduce(op: Operation, inputs: readonly Value[], shape: readonly number[], reducer: string): void {
    const value = inputs[0] as Value
    const dims = shapeOf(value)
    const axes = this.#known(inputs[1] as Value)
    if (!axes) throw new Irregular(op, true, 'the axes are not known before the run')
    const reduced = [...new Set(Array.from(axes.data as ArrayLike<number | bigint>, axis => (Number(axis) < 0 ? Number(axis) + dims.length : Number(axis))))].sort((a, b) => a - b)
    // dimensions of size 1 hold one element each: nothing is added up
    if (reduced.every(axis => dims[axis] === 1) && !this.#request.raw) {
      this.#values.set(op.outputs[0] as Tensor, this.#reshaped(value, shape))
      return
    }
    // the kernel goes over the shape that its operands broadcast to
    if (value.pending && !coversShape(value.pending.inputs, dims)) this.#materialise(value)
    const { scalar, inputs: parts, ops } = this.#inline(op, [value], dims, input(0))
    const prologue = scalar.kind === 'input' && parts.length === 1 && sameDims(shapeOf(parts[0] as Value), dims) ? undefined : scalar
    const buffers = this.#draft.emit({
      kernel: 'reduce',
      inputs: prologue?.kind === 'literal' ? [this.#materialise(value)] : parts,
      outputs: [{ dtype: value.dtype, shape }],
      attrs: { reduction: reducer, axes: reduced, keep_dims: op.attr('keep_dims') === true, shape: dims },
      ...(prologue && prologue.kind !== 'literal' ? { scalar: prologue } : {}),
      op,
      ops,
      fused: true,
      pure: true,
      sources: [],
    })
    this.#setOutputs(op, buffers, [shape])
  }

  #kernel(op: Operation, inputs: readonly Value[], shapes: readonly (readonly number[])[], lower: Extract<Lowering, { kind: 'kernel' }>): void {
    const context = this.#context(op, inputs, shapes)
    const operands = (lower.operands ?? inputs.map((_, i) => i)).map(index => this.#materialise(inputs[index] as Value))
    const outputs: Draft['outputs'][number][] = op.outputs.map((output, i) => ({ dtype: output.dtype.base_dtype, shape: shapes[i] as readonly number[] }))
    const slots = this.#written(op, inputs)
    for (const slot of slots) this.#beforeWrite(slot)
    if (lower.inPlace !== undefined && outputs[0]) {
      const target = inputs[lower.inPlace] as Value
      if (target.variable === undefined) throw new Irregular(op, true, 'not a variable of this segment')
      outputs[0] = { ...outputs[0], buffer: { kind: 'slot', slot: target.variable } }
    }
    const buffers = this.#draft.emit({
      kernel: lower.kernel,
      inputs: operands,
      outputs,
      attrs: lower.attrs?.(context) ?? {},
      op,
      ops: [op],
      fused: false,
      pure: isPure(op) && slots.length === 0,
      sources: inputs.map(value => this.#source_(value)),
    })
    this.#setOutputs(op, buffers, shapes, inputs)
  }

  #reference(op: Operation, inputs: readonly Value[], shapes: readonly (readonly number[])[]): void {
    if (op.outputs.length === 0 && !op.op_def.stateful && inputs.length === 0) return
    if (!kernelOf(op.op_def)) throw new Irregular(op, true, 'no kernel')
    const slots = this.#written(op, inputs)
    for (const slot of slots) this.#beforeWrite(slot)
    // views that the op's outputs may be on a variable's buffer are copies in a plan: such an op runs between plans
    if (op.op_def.spec.aliases && inputs.some(value => value.variable !== undefined)) {
      const aliases = op.op_def.spec.aliases(this.#context(op, inputs, shapes))
      if (aliases.some(index => index !== undefined && inputs[index]?.variable !== undefined)) throw new Irregular(op, true, 'a view on a variable')
    }
    const buffers = this.#draft.emit({
      kernel: undefined,
      inputs: [],
      outputs: op.outputs.map((output, i) =>
        output.dtype.is_ref ? { dtype: output.dtype.base_dtype, shape: shapes[i] as readonly number[], reference: true } : { dtype: output.dtype, shape: shapes[i] as readonly number[] },
      ),
      attrs: {},
      op,
      ops: [op],
      fused: false,
      pure: isPure(op) && slots.length === 0,
      sources: inputs.map(value => this.#source_(value)),
    })
    this.#setOutputs(op, buffers, shapes, inputs)
  }

  /** Slots of the variables that `op` writes. */
  #written(op: Operation, inputs: readonly Value[]): number[] {
    let at = 0
    const references = op.op_def.inputs.flatMap((arg, i) => Array.from({ length: op.argLengths[i] as number }, () => ({ index: at++, isRef: arg.isRef })))
    const writes = op.op_def.spec.writes ?? references.filter(({ isRef }) => isRef).map(({ index }) => index)
    return writes.map(index => {
      const value = inputs[index] as Value
      if (value.variable === undefined || value.shape === null) throw new Irregular(op, value.shape !== null, 'not an initialised variable of this segment')
      return value.variable
    })
  }

  #setOutputs(op: Operation, buffers: readonly (Buffer | undefined)[], shapes: readonly (readonly number[])[], inputs: readonly Value[] = []): void {
    const references = inputs.filter(value => value.reference)
    for (const [i, output] of op.outputs.entries()) {
      const target = output.dtype.is_ref ? references[i] : undefined
      if (target) this.#values.set(output, target)
      else this.#values.set(output, { dtype: output.dtype.base_dtype, shape: shapes[i] as readonly number[], buffer: buffers[i] as Buffer })
    }
  }

  /** How the reference kernel finds an input. */
  #source_(value: Value): Draft['sources'][number] {
    const known = value.pending ? undefined : arrayOf(value)
    if (known) return { kind: 'known', value: known }
    if (value.variable !== undefined) return { kind: 'variable', slot: value.variable, reference: value.reference === true, shape: shapeOf(value) }
    return { kind: 'value', value: this.#materialise(value) }
  }

  #context(op: Operation, inputs: readonly Value[], shapes: readonly (readonly number[])[]): PlanContext {
    return {
      ...nodeInfo(op),
      attr: name => op.attr(name),
      inputShapes: inputs.map(value => value.shape ?? []),
      outputShapes: shapes,
      value: index => this.#known(inputs[index] as Value),
    }
  }
}

const DIVISIONS: ReadonlySet<string> = new Set(['div', 'floordiv', 'mod', 'floormod'])
/** Whether an expression may fail, so that the failing operation must be known: integers divided by zero. */
function canFail(scalar: Scalar, dtype: DType): boolean {
  return dtype.is_integer && scalar.kind === 'call' && (DIVISIONS.has(scalar.fn) || scalar.args.some(arg => canFail(arg, dtype)))
}

const isPure = (op: Operation): boolean => !op.op_def.stateful && op.op_def.spec.checks !== true

function nodeInfo(op: Operation): NodeInfo {
  return { name: op.name, attr: name => op.attr(name), inputTypes: op.inputTypes, outputTypes: op.outputTypes }
}

/** An array of the value's shape whose elements do not matter. */
function shapeStandIn(value: Value): NDArray | undefined {
  if (value.shape === null) return undefined
  return { dtype: value.dtype, shape: value.shape, size: numElements(value.shape), data: [] } as unknown as NDArray
}

/** Whether operands of these shapes broadcast to all of `shape`, not to a part of it. */
function coversShape(parts: readonly Value[], shape: readonly number[]): boolean {
  return shape.every((dim, axis) => dim === 1 || parts.some(part => shapeOf(part).at(axis - shape.length) === dim))
}

const sameValue = (a: Value, b: Value): boolean =>
  a.buffer !== undefined && b.buffer !== undefined && sameBuffer(a.buffer, b.buffer) && a.dtype === b.dtype && sameDims(shapeOf(a), shapeOf(b))
const sameBuffer = (a: Buffer, b: Buffer): boolean =>
  a.kind === 'arena' ? b.kind === 'arena' && a.id === b.id : b.kind === 'slot' && a.slot === b.slot

/** `scalar` with `replacements[i]` for input i. Shared parts stay shared. */
function substitute(scalar: Scalar, replacements: readonly Scalar[]): Scalar {
  const done = new Map<Scalar, Scalar>()
  const visit = (node: Scalar): Scalar => {
    let result = done.get(node)
    if (result) return result
    if (node.kind === 'input') result = replacements[node.index] as Scalar
    else if (node.kind === 'cast') result = { ...node, arg: visit(node.arg) }
    else if (node.kind === 'call') result = { ...node, args: node.args.map(visit) }
    else result = node
    done.set(node, result)
    return result
  }
  return visit(scalar)
}

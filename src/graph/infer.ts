/** Static shapes of a new operation's outputs, and what is known of values before a run. */
import { NotFoundError } from '../errors/op_errors.ts'
import { ValueError } from '../errors/python.ts'
import { invalidArgument, Status } from '../errors/status.ts'
import type { DType } from '../tensor/dtypes.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { MOST_DIMENSIONS, type Shape } from '../tensor/shape.ts'
import { constraintError } from './attr_check.ts'
import { deepRecursion } from './deep_recursion.ts'
import type { OpDef } from './op_def.ts'
import type { Operation } from './operation.ts'
import { type AttrValue, readAttr } from './serialize/attrs.ts'
import { nodeSummary } from './serialize/node_summary.ts'
import { InferenceContext, type InferenceSource, mergeShapes, printShape } from './shape_inference.ts'
import type { Tensor } from './tensor.ts'

/** Sets the static shapes of `op`'s outputs; TensorFlow's ValueError where its inputs do not fit. */
export function inferShapes(op: Operation): void {
  const { infer } = op.op_def.spec
  if (!infer) return
  let shapes: readonly Shape[]
  try {
    shapes = infer(new InferenceContext(new GraphSource(op)))
  } catch (failure) {
    const error = withoutValues(infer, op) ?? failure
    // attributes that no kernel will be made for
    if (!(error instanceof Status) && constraintError(op.op_def, name => op.attr(name)) !== undefined) return
    if (!(error instanceof Status)) throw error
    const inputs = op.inputs.map(input => printShape(input.staticShape)).join(', ')
    throw new ValueError(`${error.message} for '${op.name}' (op: '${op.type}') with input shapes: ${inputs}.`)
  }
  for (let i = 0; i < shapes.length; i++) {
    const output = op.outputs[i]
    const shape = checkedDims(shapes[i] as Shape)
    if (output) output.staticShape = mergeShapes(output.staticShape, shape) ?? shape
  }
}

/** A size of -1 is unknown; TensorFlow's client refuses other negative ones. */
function checkedDims(shape: Shape): Shape {
  if (!shape?.some(dim => dim !== null && dim < 0)) return shape
  return shape.map(dim => {
    if (dim !== null && dim < -1) throw new ValueError(`Dimension ${BigInt(dim)} must be >= 0`)
    return dim === -1 ? null : dim
  })
}

/** What shape functions meet in imported nodes only. */
function missing(op: Operation, attr: string): NotFoundError {
  const inputs = op.inputs.map(input => printShape(input.staticShape)).join(', ')
  // it is not placed yet
  const node = `\n\t [[Node: ${nodeSummary(op).replace(/(, )?_device="[^"]*"\]/, ']')}]]`
  return new NotFoundError(
    null,
    null,
    `No attr named '${attr}' in NodeDef:${node} for '${op.name}' (op: '${op.type}') with input shapes: ${inputs}.`,
  )
}

/** TensorFlow infers first without the values of inputs: what fails then is what it reports. */
function withoutValues(infer: (c: InferenceContext) => readonly Shape[], op: Operation): Status | undefined {
  try {
    infer(new InferenceContext(new ValuelessSource(op)))
    return undefined
  } catch (error) {
    return error instanceof Status ? error : undefined
  }
}

/** A node of a graph. */
class GraphSource implements InferenceSource {
  readonly #op: Operation

  constructor(op: Operation) {
    this.#op = op
  }
  get name(): string {
    return this.#op.name
  }
  get def(): OpDef {
    return this.#op.op_def
  }
  get inputTypes(): readonly DType[] {
    return this.#op.inputTypes
  }
  get outputTypes(): readonly DType[] {
    return this.#op.outputTypes
  }
  get inputCount(): number {
    return this.#op.inputs.length
  }
  get argLengths(): readonly number[] {
    return this.#op.argLengths
  }
  attr(name: string): AttrValue | undefined {
    const value = readAttr(this.#op.op_def, name, this.#op.attr(name))
    const wrong = this.#op.wrongAttrs?.get(name)
    if (wrong !== undefined) throw invalidArgument(wrong)
    if (value === undefined && this.#op.missingAttr !== undefined) throw missing(this.#op, name)
    return value
  }
  inputShape(index: number): Shape {
    return this.#op.inputs[index]?.staticShape ?? null
  }
  value(index: number): NDArray | undefined {
    const input = this.#op.inputs[index] as Tensor
    return isLonger(input.staticShape, MOST_KNOWN) ? undefined : constantValue(input)
  }
  valueAsShape(index: number): Shape {
    return constantShape(this.#op.inputs[index] as Tensor)
  }
}

/** How many elements of a constant shape functions look at: sizes, axes, margins are few. */
const MOST_KNOWN = 2 ** 16
const isLonger = (shape: Shape, most: number): boolean =>
  shape !== null && shape.reduce((size: number, dim) => size * (dim ?? 1), 1) > most

/** A node of which the values of inputs are not known. */
class ValuelessSource extends GraphSource {
  override value(): undefined {
    return undefined
  }
  override valueAsShape(index: number): Shape {
    return unknownDims(this.inputShape(index))
  }
}

/**
 * The value of `tensor` where it is known before a run (tensor_util.constant_value). A tensor whose value was used this
 * way must not be fed any more.
 */
export function constantValue(tensor: Tensor): NDArray | undefined {
  const value = valueWithoutMark(tensor)
  if (value) tensor.graph.prevent_feeding(tensor)
  return value
}

/** Whether a node has its inputs: an import connects one node after the other, and edges lead back. */
function isConnected({ inputs, argLengths, op_def }: Operation): boolean {
  if (inputs.length === 0) return op_def.inputs.length === 0
  let expected = 0
  for (const length of argLengths) expected += length
  return inputs.length === expected
}

const valueWithoutMark = deepRecursion<Tensor, NDArray | undefined>((tensor, recurse) => {
  const { op, value_index, dtype } = tensor
  const value = value_index === 0 && isConnected(op) ? op.op_def.spec.constantValue?.(op, recurse) : undefined
  // a constant from elsewhere may hold another type than it says; its kernel refuses it
  return value?.dtype === dtype.base_dtype ? value : undefined
}, undefined)

/** The dimensions that a vector of this shape lists, all unknown. No tensor has more than TensorFlow's 254: then nothing is known. */
function unknownDims(vector: Shape): Shape {
  const length = vector?.[0]
  return typeof length === 'number' && length <= MOST_DIMENSIONS ? new Array<null>(length).fill(null) : null
}

/** `tensor` read as a shape: what is known of its elements (tensor_util.constant_value_as_shape). */
export const constantShape: (tensor: Tensor) => Shape = deepRecursion<Tensor, Shape>((tensor, recurse) => {
  if (isLonger(tensor.staticShape, MOST_DIMENSIONS)) return null
  const value = constantValue(tensor)
  if (value) {
    return Array.from(value.data as ArrayLike<number | bigint>, n => {
      if (n < -1) throw new ValueError(`Dimension ${n} must be >= 0`)
      return Number(n) === -1 ? null : Number(n)
    })
  }
  const partial =
    tensor.value_index === 0 && isConnected(tensor.op)
      ? tensor.op.op_def.spec.constantShape?.(tensor.op, recurse, constantValue)
      : undefined
  if (partial !== undefined) return partial
  return unknownDims(tensor.staticShape)
}, null)

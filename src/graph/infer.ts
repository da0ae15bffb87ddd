/** Static shapes of a new operation's outputs, and what is known of values before a run. */
import { NotFoundError } from '../errors/op_errors.ts'
import { Status } from '../errors/status.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import type { Shape } from '../tensor/shape.ts'
import { ValueError } from '../errors/python.ts'
import { nodeSummary } from './node_summary.ts'
import type { Operation } from './operation.ts'
import { InferenceContext, type InferenceSource, mergeShapes, printShape } from './shape_inference.ts'
import type { Tensor } from './tensor.ts'

/** Sets the static shapes of `op`'s outputs; TensorFlow's ValueError where its inputs do not fit. */
export function inferShapes(op: Operation): void {
  const { infer } = op.op_def.spec
  if (!infer) return
  const source = graphSource(op)
  let shapes: readonly Shape[]
  try {
    shapes = infer(new InferenceContext(source))
  } catch (failure) {
    const error = withoutValues(infer, source) ?? failure
    if (!(error instanceof Status)) throw error
    const inputs = op.inputs.map(input => printShape(input.staticShape)).join(', ')
    throw new ValueError(`${error.message} for '${op.name}' (op: '${op.type}') with input shapes: ${inputs}.`)
  }
  for (const [i, shape] of shapes.entries()) {
    const output = op.outputs[i]
    if (output) output.staticShape = mergeShapes(output.staticShape, shape) ?? shape
  }
}

/** What shape functions meet in imported nodes only. */
function missing(op: Operation, attr: string): NotFoundError {
  const inputs = op.inputs.map(input => printShape(input.staticShape)).join(', ')
  // it is not placed yet
  const node = `\n\t [[Node: ${nodeSummary(op).replace(/(, )?_device="[^"]*"\]/, ']')}]]`
  return new NotFoundError(null, null, `No attr named '${attr}' in NodeDef:${node} for '${op.name}' (op: '${op.type}') with input shapes: ${inputs}.`)
}

/** TensorFlow infers first without the values of inputs: what fails then is what it reports. */
function withoutValues(infer: (c: InferenceContext) => readonly Shape[], source: InferenceSource): Status | undefined {
  try {
    infer(new InferenceContext({ ...source, value: () => undefined, valueAsShape: () => null }))
    return undefined
  } catch (error) {
    return error instanceof Status ? error : undefined
  }
}

function graphSource(op: Operation): InferenceSource {
  return {
    name: op.name,
    def: op.op_def,
    inputTypes: op.inputTypes,
    outputTypes: op.outputTypes,
    attr: name => {
      if (op.missingAttr !== undefined && op.attr(name) === undefined) throw missing(op, name)
      return op.attr(name)
    },
    inputShape: index => op.inputs[index]?.staticShape ?? null,
    inputCount: op.inputs.length,
    value: index => constantValue(op.inputs[index] as Tensor),
    valueAsShape: index => constantShape(op.inputs[index] as Tensor),
    argLengths: op.argLengths,
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

function valueWithoutMark(tensor: Tensor): NDArray | undefined {
  if (tensor.value_index !== 0) return undefined
  return tensor.op.op_def.spec.constantValue?.(tensor.op, valueWithoutMark)
}

/** `tensor` read as a shape: what is known of its elements (tensor_util.constant_value_as_shape). */
export function constantShape(tensor: Tensor): Shape {
  const value = constantValue(tensor)
  if (value) {
    return Array.from(value.data as ArrayLike<number | bigint>, n => {
      if (n < -1) throw new ValueError(`Dimension ${n} must be >= 0`)
      return Number(n) === -1 ? null : Number(n)
    })
  }
  const partial = tensor.value_index === 0 ? tensor.op.op_def.spec.constantShape?.(tensor.op, constantShape, constantValue) : undefined
  if (partial !== undefined) return partial
  const length = tensor.staticShape?.[0]
  return typeof length === 'number' ? new Array<null>(length).fill(null) : null
}

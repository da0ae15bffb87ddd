/** Outputs that are larger than any memory, and work without end on arrays that hold nothing: refused before a kernel tries. */
import { resourceExhausted, Status } from '../errors/status.ts'
import { integersOf } from '../graph/kernel_helpers.ts'
import type { Operation } from '../graph/operation.ts'
import { readAttr } from '../graph/serialize/attrs.ts'
import { InferenceContext } from '../graph/shape_inference.ts'
import type { KernelOutput } from '../kernels/kernel.ts'
import { checkAllocation, FEWEST_HUGE, isVast, MOST_ROWS } from '../tensor/allocation.ts'
import type { DType } from '../tensor/dtypes.ts'
import { NDArray } from '../tensor/ndarray.ts'
import { isFullyDefined, type Shape } from '../tensor/shape.ts'

const arrayIn = (value: KernelOutput | undefined): NDArray | undefined =>
  value instanceof NDArray ? value : value?.value

/**
 * More than the elements that a node's outputs can have where each dimension is made of dimensions of inputs (outer products, broadcasts,
 * empty ones too) and of the numbers in those that say sizes.
 */
function reach(given: readonly (KernelOutput | undefined)[], shapeInputs: readonly number[] | undefined): number {
  let product = 1
  for (let i = 0; i < given.length; i++) {
    const shape = arrayIn(given[i])?.shape
    if (shape) for (let axis = 0; axis < shape.length; axis++) product *= Math.max(1, shape[axis] as number)
  }
  if (shapeInputs)
    for (const index of shapeInputs) {
      const value = arrayIn(given.at(index))
      if (value?.dtype.is_integer) for (const n of integersOf(value)) product *= 1 + Math.abs(n)
    }
  return product
}

/**
 * Throws ResourceExhausted where the shapes of inputs, and those that say sizes, make an output of more than 2 GiB. Where an input holds nothing,
 * but has billions of empty rows, the outputs, if they hold nothing either: no kernel needs to count the rows.
 */
export function checkOutputSizes(op: Operation, given: readonly (KernelOutput | undefined)[]): NDArray[] | undefined {
  const { shapeInputs, infer, concreteShapes } = op.op_def.spec
  if (op.outputTypes.length === 0 || reach(given, shapeInputs) < FEWEST_HUGE) return undefined
  const shapesOf = concreteShapes ?? infer
  const values = given.map(arrayIn)
  const shapes = shapesOf ? inferred(op, values, shapesOf) : []
  for (const [i, shape] of shapes.entries()) {
    const dtype = op.outputTypes[i]
    if (isFullyDefined(shape) && dtype) checkAllocation(shape, dtype)
  }
  return values.some(value => value && isVast(value.shape)) ? outputsOfNothing(op, shapes) : undefined
}

function outputsOfNothing(op: Operation, shapes: readonly Shape[]): NDArray[] | undefined {
  const { stateful, spec } = op.op_def
  const references = op.inputTypes.some(({ is_ref }) => is_ref) || op.outputTypes.some(({ is_ref }) => is_ref)
  if (stateful || references || spec.shapeOnly || spec.controlFlow || spec.hostAccess || op.outputTypes.length === 0)
    return undefined
  const known = shapes.filter(isFullyDefined)
  if (known.length === op.outputTypes.length && known.every(shape => shape.includes(0)))
    return known.map((shape, i) => NDArray.zeros(shape, op.outputTypes[i] as DType))
  throw resourceExhausted(`${op.type} of a tensor without elements that has more than ${MOST_ROWS} rows`)
}

/** The shapes of the outputs for these inputs; nothing where the shape function refuses them: the kernel has its own words. */
function inferred(
  op: Operation,
  values: readonly (NDArray | undefined)[],
  shapesOf: (c: InferenceContext) => readonly Shape[],
): readonly Shape[] {
  try {
    return shapesOf(
      new InferenceContext({
        name: op.name,
        def: op.op_def,
        inputTypes: op.inputTypes,
        outputTypes: op.outputTypes,
        attr: name => readAttr(op.op_def, name, op.attr(name)),
        inputShape: index => values[index]?.shape ?? null,
        inputCount: values.length,
        value: index => values[index],
        valueAsShape: index => {
          const value = values[index]
          return value ? integersOf(value).map(n => (n === -1 ? null : n)) : null
        },
        argLengths: op.argLengths,
      }),
    )
  } catch (error) {
    if (error instanceof Status) return []
    throw error
  }
}

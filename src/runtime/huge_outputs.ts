/** Outputs that are larger than any memory: refused before a kernel tries to make them. */
import { Status } from '../errors/status.ts'
import { readAttr } from '../graph/attrs.ts'
import { integersOf } from '../graph/kernel_helpers.ts'
import type { Operation } from '../graph/operation.ts'
import { InferenceContext } from '../graph/shape_inference.ts'
import type { KernelOutput } from '../kernels/kernel.ts'
import { checkAllocation } from '../tensor/allocation.ts'
import { NDArray } from '../tensor/ndarray.ts'
import type { Shape } from '../tensor/shape.ts'

/** Sizes below this one cannot make an output huge by themselves. */
const LARGE = 2 ** 20

const arrayIn = (value: KernelOutput | undefined): NDArray | undefined => (value instanceof NDArray ? value : value?.value)
const isLarge = (value: NDArray | undefined): boolean => value?.dtype.is_integer === true && integersOf(value).some(n => n > LARGE)
const isLong = (value: NDArray | undefined): boolean => value?.size === 0 && value.shape.some(dim => dim > LARGE)

/** Throws ResourceExhausted where an input that says sizes, or that is long though it holds nothing, makes an output of more than 2 GiB. */
export function refuseHuge(op: Operation, given: readonly (KernelOutput | undefined)[]): void {
  const { shapeInputs, infer, concreteShapes } = op.op_def.spec
  const shapesOf = concreteShapes ?? infer
  if (!shapesOf) return
  if (!shapeInputs?.some(index => isLarge(arrayIn(given.at(index)))) && !given.some(value => isLong(arrayIn(value)))) return
  const values = given.map(arrayIn)
  for (const [i, shape] of inferred(op, values, shapesOf).entries()) {
    const dtype = op.outputTypes[i]
    if (shape !== null && !shape.includes(null) && dtype) checkAllocation(shape as number[], dtype)
  }
}

/** The shapes of the outputs for these inputs; nothing where the shape function refuses them: the kernel has its own words. */
function inferred(op: Operation, values: readonly (NDArray | undefined)[], shapesOf: (c: InferenceContext) => readonly Shape[]): readonly Shape[] {
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

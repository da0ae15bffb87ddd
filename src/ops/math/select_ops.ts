/** A choice between two tensors, element by element or row by row. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument, type Status } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp, type OpDef } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { Kernel } from '../../kernels/kernel.ts'
import { stridedCopy } from '../../kernels/reference/arrays/strided_copy.ts'
import { call, type Scalar } from '../../kernels/scalar.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, type Shape, sameShape, shapeText } from '../../tensor/shape.ts'
import { zeros_like } from './zeros_like_ops.ts'

/** TensorFlow's shape function: a scalar condition takes all of one tensor, a vector takes rows, else shapes are equal. */
function inferSelect(c: InferenceContext): readonly Shape[] {
  const [condition, then, other] = c.inputs() as [Shape, Shape, Shape]
  if (then === null || other === null) {
    // either decides where only one is known
    const data = then ?? other
    if (data === null) return [null]
    if (condition === null) return [data]
    if (condition.length === 0) return [data]
    if (condition.length === 1) {
      if (data.length === 0) throw c.fail(`Shapes must be equal rank, but are ${data.length} and ${condition.length}`)
      c.merge([c.dim(condition, 0)], [c.dim(data, 0)])
      return [data]
    }
    return [c.merge(data, condition)]
  }
  const data = c.merge(then, other)
  if (data !== null && condition !== null && condition.length !== 0) {
    if (condition.length > 1 || data.length === 0) return [c.merge(data, condition)]
    // a vector only has to fit: what it says of the rows is not taken over
    c.merge([c.dim(condition, 0)], [c.dim(data, 0)])
  }
  return [data]
}

/** Which input to take `width` elements from, for every position of the condition. */
const selectKernel: Kernel = k => {
  const [condition, then, other] = [k.input(0), k.input(1), k.input(2)]
  const dims = condition.shape
  const scalar = dims.length === 0
  const rows = dims.length === 1 && then.shape.length !== 1
  const differ = (a: number, b: number): Status =>
    invalidArgument(
      `Inputs to operation ${k.node.name} of type Select must have the same size and shape.  Input ${a}: ${shapeText(k.input(a).shape)} != input ${b}: ${shapeText(k.input(b).shape)}`,
    )
  if (rows && then.shape.length === 0) throw invalidArgument(`'then' must be at least a vector, but saw shape: []`)
  if (rows && dims[0] !== then.shape[0]) {
    throw invalidArgument(
      `Number of batches of 'then' must match size of 'cond', but saw: ${then.shape[0]} vs. ${dims[0]}`,
    )
  }
  if ((scalar || rows) && !sameShape(then.shape, other.shape)) {
    throw invalidArgument(
      `'then' and 'else' must have the same size.  but received: ${shapeText(then.shape)} vs. ${shapeText(other.shape)}`,
    )
  }
  if (!scalar && !rows) for (const i of [1, 2]) if (!sameShape(dims, k.input(i).shape)) throw differ(0, i)
  const type = then.dtype.base_dtype
  const chosen = condition.data as Uint8Array
  if (scalar) {
    const from = chosen[0] ? then : other
    return new NDArray(type, from.shape, from.data.slice() as NDArray['data'])
  }
  const size = numElements(then.shape)
  const width = chosen.length === 0 ? 0 : size / chosen.length
  const data = type.allocate(size)
  const out = { data, offset: 0, strides: [1] }
  // runs of equal choices are copied at once
  for (let i = 0; i < chosen.length; ) {
    let end = i + 1
    while (end < chosen.length && !chosen[end] === !chosen[i]) end++
    const from = chosen[i] ? then : other
    stridedCopy(
      type,
      [(end - i) * width],
      { data: from.data, offset: i * width, strides: [1] },
      { ...out, offset: i * width },
    )
    i = end
  }
  return new NDArray(type, then.shape, data)
}

/** Whether the condition is a vector with an element for each row. */
const choosesRows = (condition: readonly number[], then: readonly number[]): boolean =>
  condition.length === 1 && condition[0] === then[0]

export const Select: OpDef = defineOp('Select', {
  inputs: ['condition: bool', 't: T', 'e: T'],
  outputs: ['output: T'],
  attrs: ['T: type'],
  infer: inferSelect,
  gradient: (op, grad) => {
    const [condition, x] = op.inputs as [Tensor, Tensor]
    const zero = zeros_like(x)
    return [null, select(condition, grad as Tensor, zero), select(condition, zero, grad as Tensor)]
  },
  kernel: selectKernel,
  lower: {
    kind: 'elementwise',
    scalar: ([condition, then, other]) => call('select', condition as Scalar, then as Scalar, other as Scalar),
    when: ({ inputShapes: [condition = [], then = [], other = []] }) =>
      sameShape(then, other) && (condition.length === 0 || sameShape(condition, then) || choosesRows(condition, then)),
    views: ({ inputShapes: [condition = [], then = []] }) => [
      choosesRows(condition, then) ? [...condition, ...then.slice(1).fill(1)] : undefined,
    ],
  },
})

interface SelectArgs {
  condition: TensorLike
  t: TensorLike
  e: TensorLike
  name: Name
}
/**
 * `t` where `condition` holds, `e` elsewhere. Shapes are equal, or `condition` is a scalar, or a vector that chooses rows.
 * Errors: ValueError where the shapes do not fit.
 */
export const select = pyfunction('select(condition, t, e, name=None)', ({ condition, t, e, name }: SelectArgs) =>
  apply(Select, { condition, t, e }, name),
)

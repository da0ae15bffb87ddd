/** Updates of single rows of variables, and tensors made of scattered rows. */

import { pyfunction } from '../../calling/signature.ts'
import { failedPrecondition, invalidArgument, Status } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp, type OpDef, type OpSpec } from '../../graph/op_def.ts'
import { type InferenceContext, printShape } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext, VariableBuffer } from '../../kernels/kernel.ts'
import { indexText } from '../../kernels/reference/arrays/movement.ts'
import { scatterRows, type ScatterUpdate as Update } from '../../kernels/reference/arrays/scatter.ts'
import { checkAllocation } from '../../tensor/allocation.ts'
import { int32 } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, type Shape, sameShape, shapeText } from '../../tensor/shape.ts'
import { gather_nd } from './gather_ops.ts'

function initialised(k: KernelContext): { variable: VariableBuffer; value: NDArray } {
  const variable = k.variable(0)
  const { value } = variable
  if (!value) throw failedPrecondition('Null ref for params')
  return { variable, value }
}

/** What the updates of rows and those of slices have in common. */
const signature = (update: Update): Pick<OpSpec, 'inputs' | 'outputs' | 'attrs'> => ({
  inputs: ['ref: Ref(T)', 'indices: Tindices', 'updates: T'],
  outputs: ['output_ref: Ref(T)'],
  attrs: [
    update === 'assign' ? 'T: type' : 'T: numbertype',
    'Tindices: {int32, int64}',
    `use_locking: bool = ${update === 'assign'}`,
  ],
})

const scatterSpec = (update: Update): OpSpec => ({
  ...signature(update),
  infer: c => {
    const ref = c.input(0)
    const rows = c.concatenate(c.input(1), c.subshape(ref, 1))
    c.merge(c.input(2), rows)
    return [ref]
  },
  gradient: update === 'assign' ? 'unregistered' : 'none',
  kernel: k => {
    const { variable, value } = initialised(k)
    const [indices, updates] = [k.input(1), k.input(2)]
    if (value.shape.length < 1)
      throw invalidArgument(`params must be at least 1-D, got shape ${shapeText(value.shape)}`)
    const row = value.shape.slice(1)
    if (updates.shape.join() !== [...indices.shape, ...row].join()) {
      throw invalidArgument(
        `Must have updates.shape = indices.shape + params.shape[1:], got updates.shape ${shapeText(updates.shape)}, indices.shape ${shapeText(indices.shape)}, params.shape ${shapeText(value.shape)}`,
      )
    }
    const rows = integersOf(indices)
    const limit = value.shape[0] as number
    for (const [i, index] of rows.entries()) {
      if (index < 0 || index >= limit)
        throw invalidArgument(`indices${indexText(indices.shape, i)} = ${index} is not in [0, ${limit})`)
    }
    scatterRows(update, value, rows, updates, numElements(row))
    return variable
  },
  lower: {
    kind: 'kernel',
    kernel: 'scatter',
    inPlace: 0,
    attrs: ({ inputShapes: [ref = [], indices = [], updates = []] }) =>
      ref.length > 0 && sameShape(updates, [...indices, ...ref.slice(1)]) ? { update } : undefined,
  },
})
export const ScatterUpdate = defineOp('ScatterUpdate', scatterSpec('assign'))
export const ScatterAdd = defineOp('ScatterAdd', scatterSpec('add'))
export const ScatterSub = defineOp('ScatterSub', scatterSpec('sub'))
export const ScatterMul = defineOp('ScatterMul', scatterSpec('mul'))
export const ScatterDiv = defineOp('ScatterDiv', scatterSpec('div'))

/** Checks indices and updates against the shape that they are scattered into; `space`: what follows the first shape in messages. */
function checkNd(
  c: InferenceContext,
  indices: Shape,
  updates: Shape,
  output: Shape,
  what: string,
  space: string,
): void {
  if (indices === null || updates === null) return
  const outer = indices.length - 1
  const depth = indices.at(-1)
  if (typeof depth !== 'number') return
  const reworded = (check: () => void, message: () => string): void => {
    try {
      check()
    } catch (error) {
      if (!(error instanceof Status)) throw error
      throw c.fail(`${message()}: ${error.message}`)
    }
  }
  reworded(
    () => c.merge(c.subshape(indices, 0, outer), c.subshape(updates, 0, outer)),
    () =>
      `The outer ${outer} dimensions of indices.shape=${printShape(indices)}${space}must match the outer ${outer} dimensions of updates.shape=${printShape(updates)}`,
  )
  if (output === null) return
  const suffix = c.subshape(output, depth)
  reworded(
    () => c.merge(suffix, c.subshape(updates, outer)),
    () =>
      `The inner ${output.length - depth} dimensions of ${what}.shape=${printShape(output)}${space}must match the inner ${updates.length - outer} dimensions of updates.shape=${printShape(updates)}`,
  )
}

/** The flat rows that index vectors mean in an array of shape `shape`; undefined in `bad` where all are within. */
function flatRows(
  indices: NDArray,
  shape: readonly number[],
): { rows: Int32Array; depth: number; bad: number | undefined } {
  const depth = indices.shape.at(-1) as number
  const count = depth === 0 ? numElements(indices.shape.slice(0, -1)) : indices.size / depth
  checkAllocation([count], int32)
  const rows = new Int32Array(count)
  let bad: number | undefined
  for (let i = 0; i < count; i++) {
    let at = 0
    for (let d = 0; d < depth; d++) {
      const index = Number(indices.data[i * depth + d])
      // there may be more numbers in a vector than dimensions
      if (!(index >= 0 && index < (shape[d] as number))) bad ??= i
      at = at * (shape[d] as number) + index
    }
    rows[i] = at
  }
  return { rows, depth, bad }
}
function checkNdShapes(indices: NDArray, updates: NDArray, shape: readonly number[]): void {
  if (shape.length < 1) throw invalidArgument(`Output must be at least 1-D, got shape: ${shapeText(shape)}`)
  if ((updates.shape[0] ?? 0) !== (indices.shape[0] ?? 0)) {
    throw invalidArgument(
      `The outermost dimension of updates and indices must match. Got indices.shape ${shapeText(indices.shape)}, updates.shape ${shapeText(updates.shape)}`,
    )
  }
  const expected = [...indices.shape.slice(0, -1), ...shape.slice(indices.shape.at(-1))]
  if (updates.shape.join() !== expected.join()) {
    throw invalidArgument(
      `Must have updates.shape = indices.shape[0] + params_shape[IXDIM:], got updates.shape ${shapeText(updates.shape)}, indices.shape ${shapeText(indices.shape)}, params_shape ${shapeText(shape)}`,
    )
  }
}
/** `[0,1] = [7]`: an index vector as messages print it, its number read as a place in the whole of the indices. */
function badIndex(indices: NDArray, bad: number, depth: number): string {
  const vector = Array.from({ length: depth }, (_, d) => Number(indices.data[bad * depth + d]))
  return `${indexText(indices.shape, bad)} = [${vector.join(', ')}]`
}

/**
 * The dimensions that index vectors choose from, for a compiled kernel. undefined where the vectors are empty or something does not fit,
 * which the reference kernel handles.
 */
function leadingDims(
  whole: readonly number[],
  indices: readonly number[],
  updates: readonly number[],
): readonly number[] | undefined {
  const depth = indices.at(-1) ?? 0
  // also where a single vector chooses a slice
  const outermost = indices[0] === updates[0]
  const fits =
    outermost &&
    depth > 0 &&
    depth <= whole.length &&
    sameShape(updates, [...indices.slice(0, -1), ...whole.slice(depth)])
  return fits && !whole.includes(0) ? whole.slice(0, depth) : undefined
}

const scatterNdSpec = (update: Update): OpSpec => ({
  ...signature(update),
  infer: c => {
    const ref = c.input(0)
    checkNd(c, c.withRankAtLeast(c.input(1), 1), c.withRankAtLeast(c.input(2), 1), ref, 'ref', '')
    return [ref]
  },
  gradient: 'none',
  kernel: k => {
    const { variable, value } = initialised(k)
    const [indices, updates] = [k.input(1), k.input(2)]
    checkNdShapes(indices, updates, value.shape)
    const { rows, depth, bad } = flatRows(indices, value.shape)
    if (bad !== undefined)
      throw invalidArgument(`Invalid indices: ${badIndex(indices, bad, depth)} is not in [0, ${value.shape[0]})`)
    scatterRows(update, value, rows, updates, numElements(value.shape.slice(depth)))
    return variable
  },
  lower: {
    kind: 'kernel',
    kernel: 'scatter',
    inPlace: 0,
    attrs: ({ inputShapes: [ref = [], indices = [], updates = []] }) => {
      const leading = leadingDims(ref, indices, updates)
      return leading && { update, leading }
    },
  },
})
export const ScatterNdUpdate = defineOp('ScatterNdUpdate', scatterNdSpec('assign'))
export const ScatterNdAdd = defineOp('ScatterNdAdd', scatterNdSpec('add'))
export const ScatterNdSub = defineOp('ScatterNdSub', scatterNdSpec('sub'))

export const ScatterNd: OpDef = defineOp('ScatterNd', {
  inputs: ['indices: Tindices', 'updates: T', 'shape: Tindices'],
  outputs: ['output: T'],
  attrs: ['T: type', 'Tindices: {int32, int64}'],
  infer: c => {
    const indices = c.withRankAtLeast(c.input(0), 1)
    const updates = c.withRankAtLeast(c.input(1), 1)
    const output = c.valueAsShape(2)
    const empty = c.numElements(output) === 0
    if (empty && ((c.numElements(indices) ?? 0) > 0 || (c.numElements(updates) ?? 0) > 0)) {
      throw c.fail('Indices and updates specified for empty output shape')
    }
    // first without the sizes, as TensorFlow's client tries it: the messages differ
    checkNd(c, indices, updates, output === null ? null : c.unknownOfRank(output.length), 'output', ' ')
    checkNd(c, indices, updates, output, 'output', ' ')
    return [output]
  },
  gradient: (op, grad) => [null, gather_nd(grad as Tensor, op.inputs[0] as Tensor), null],
  shapeInputs: [2],
  kernel: k => {
    const [indices, updates, shapeInput] = [k.input(0), k.input(1), k.input(2)]
    if (shapeInput.shape.length !== 1) throw invalidArgument('Shape must be a vector')
    const sizes = integersOf(shapeInput)
    // a shape with sizes below zero is none
    const shape = sizes.some(size => size < 0) ? [] : sizes
    checkNdShapes(indices, updates, shape)
    // into nothing everything fits
    if (numElements(shape) === 0) return NDArray.zeros(shape, updates.dtype.base_dtype)
    const { rows, depth, bad } = flatRows(indices, shape)
    if (bad !== undefined)
      throw invalidArgument(`Invalid indices: ${badIndex(indices, bad, depth)} does not index into ${shapeText(shape)}`)
    const out = NDArray.zeros(shape, updates.dtype.base_dtype)
    scatterRows('add', out, rows, updates, numElements(shape.slice(depth)))
    return out
  },
  lower: {
    kind: 'kernel',
    kernel: 'scatter_nd',
    checks: true,
    operands: [0, 1],
    attrs: ({ inputShapes: [indices = [], updates = []], outputShapes: [output = []] }) => {
      const leading = leadingDims(output, indices, updates)
      return leading && { leading }
    },
  },
})

// --- functions

interface ScatterArgs {
  ref: TensorLike
  indices: TensorLike
  updates: TensorLike
  use_locking: boolean | null
  name: Name
}
const scatter =
  (def: OpDef) =>
  ({ name, ...args }: ScatterArgs): Tensor =>
    apply(def, { ...args }, name)

/** Replaces the rows `indices` of a variable by `updates`; the variable's reference. */
export const scatter_update = pyfunction(
  'scatter_update(ref, indices, updates, use_locking=None, name=None)',
  scatter(ScatterUpdate),
)
/** Adds `updates` to the rows `indices` of a variable; repeated rows add up. */
export const scatter_add = pyfunction(
  'scatter_add(ref, indices, updates, use_locking=None, name=None)',
  scatter(ScatterAdd),
)
/** Subtracts `updates` from the rows `indices` of a variable. */
export const scatter_sub = pyfunction(
  'scatter_sub(ref, indices, updates, use_locking=None, name=None)',
  scatter(ScatterSub),
)
/** Multiplies the rows `indices` of a variable by `updates`. */
export const scatter_mul = pyfunction(
  'scatter_mul(ref, indices, updates, use_locking=None, name=None)',
  scatter(ScatterMul),
)
/** Divides the rows `indices` of a variable by `updates`. */
export const scatter_div = pyfunction(
  'scatter_div(ref, indices, updates, use_locking=None, name=None)',
  scatter(ScatterDiv),
)
/** Replaces the slices of a variable at the index vectors in the last dimension of `indices`. */
export const scatter_nd_update = pyfunction(
  'scatter_nd_update(ref, indices, updates, use_locking=None, name=None)',
  scatter(ScatterNdUpdate),
)
/** Adds to the slices of a variable at the index vectors in the last dimension of `indices`. */
export const scatter_nd_add = pyfunction(
  'scatter_nd_add(ref, indices, updates, use_locking=None, name=None)',
  scatter(ScatterNdAdd),
)
/** Subtracts from the slices of a variable at the index vectors in the last dimension of `indices`. */
export const scatter_nd_sub = pyfunction(
  'scatter_nd_sub(ref, indices, updates, use_locking=None, name=None)',
  scatter(ScatterNdSub),
)
/** A tensor of shape `shape` with `updates` at the index vectors in the last dimension of `indices` and zeros elsewhere. */
export const scatter_nd = pyfunction(
  'scatter_nd(indices, updates, shape, name=None)',
  ({ indices, updates, shape, name }: { indices: TensorLike; updates: TensorLike; shape: TensorLike; name: Name }) =>
    apply(ScatterNd, { indices, updates, shape }, name),
)

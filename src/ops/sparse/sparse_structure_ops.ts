/** Sparse tensors joined, split, reordered, reshaped: their values only move. */

import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import { invalidArgument } from '../../errors/status.ts'
import { applyOp } from '../../graph/build/apply_op.ts'
import { type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { integerOf, integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { Dim } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat as concatArrays } from '../../kernels/reference/arrays/movement.ts'
import {
  type Coordinates,
  coordinateMatrix,
  coordinatesOf,
  int64Array,
  sortedRows,
  takeOrZero,
  takeRows,
} from '../../kernels/reference/sparse/sparse.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { numElements, type Shape, shapeText, strides } from '../../tensor/shape.ts'
import { concat } from '../array/concat_ops.ts'
import { gather } from '../array/gather_ops.ts'
import { s, sliceHelper } from '../array/slice_ops.ts'
import { invert_permutation } from '../array/transpose_ops.ts'
import { identity } from '../core/identity_ops.ts'
import { reduce_max } from '../math/reduction_ops.ts'
import { range } from '../math/sequence_ops.ts'
import { reshape, shape } from '../math/shape_ops.ts'
import { type SparseInputArgs, type SparseLike, sparseResult, toSparse } from './sparse_arguments.ts'
import { checkColumns, checkRows, checkSparse, inferSparse } from './sparse_shape_checks.ts'

export const SparseReorder = defineOp('SparseReorder', {
  inputs: ['input_indices: int64', 'input_values: T', 'input_shape: int64'],
  outputs: ['output_indices: int64', 'output_values: T'],
  attrs: ['T: type'],
  infer: c => {
    inferSparse(c)
    return [c.withRank(c.input(0), 2), c.withRank(c.input(1), 1)]
  },
  gradient: (op, _indices, grad) => {
    const [indices, , denseShape] = op.inputs as [Tensor, Tensor, Tensor]
    const count = sliceHelper(shape(indices), [0])
    const unordered = new SparseTensor(indices, range(count), denseShape)
    const back = invert_permutation(sparse_reorder(unordered).values)
    return [null, gather(grad as Tensor, back), null]
  },
  kernel: k => {
    const [indices, values, denseShape] = [k.input(0), k.input(1), k.input(2)]
    checkSparse(indices, values, denseShape)
    checkRows(indices, values)
    const rows = coordinatesOf(indices)
    const order = sortedRows(rows)
    return [coordinateMatrix(takeRows(rows, order)), values.take(order)]
  },
  lower: { kind: 'host' },
})

/** The new shape, a -1 in it filled in. */
function reshapedTo(oldShape: readonly number[], wanted: NDArray): number[] {
  const denseSize = numElements(oldShape)
  const dims = integersOf(wanted)
  let open = -1
  let product = 1
  for (const [d, size] of dims.entries()) {
    if (size === -1) {
      if (open !== -1) throw invalidArgument(`only one output shape size may be -1, not both ${open} and ${d}`)
      open = d
    } else {
      if (size < 0) throw invalidArgument(`size ${d} must be non-negative, not ${size}`)
      product *= size
    }
  }
  if (open !== -1) {
    if (product <= 0)
      throw invalidArgument(
        'SparseReshape cannot infer the missing input size for an empty tensor unless all specified input sizes are non-zero',
      )
    const missing = Math.floor(denseSize / product)
    if (product * missing !== denseSize) {
      throw invalidArgument(
        `Input to reshape is a SparseTensor with ${denseSize} dense values, but the requested shape requires a multiple of ${product}`,
      )
    }
    dims[open] = missing
  }
  if (numElements(dims) !== denseSize) {
    throw invalidArgument(
      `Input to reshape is a tensor with ${denseSize} dense values, but the requested shape has ${numElements(dims)}`,
    )
  }
  return dims
}

export const SparseReshape = defineOp('SparseReshape', {
  inputs: ['input_indices: int64', 'input_shape: int64', 'new_shape: int64'],
  outputs: ['output_indices: int64', 'output_shape: int64'],
  infer: c => {
    const indices = c.withRank(c.input(0), 2)
    c.withRank(c.input(1), 1)
    const wanted = c.withRank(c.input(2), 1)
    return [[indices[0] as Dim, wanted[0] as Dim], wanted]
  },
  gradient: 'unregistered',
  kernel: k => {
    const [indices, oldShape, wanted] = [k.input(0), k.input(1), k.input(2)]
    if (indices.shape.length !== 2)
      throw invalidArgument(`Input indices should be a matrix but received shape ${shapeText(indices.shape)}`)
    if (oldShape.shape.length !== 1)
      throw invalidArgument(`Input shape should be a vector but received shape ${shapeText(oldShape.shape)}`)
    if (wanted.shape.length !== 1)
      throw invalidArgument(`New shape should be a vector but received shape ${shapeText(wanted.shape)}`)
    const from = integersOf(oldShape)
    const to = reshapedTo(from, wanted)
    const rows = coordinatesOf(indices)
    // further columns count for nothing
    if (rows.count > 0 && rows.rank < from.length)
      throw invalidArgument(
        `Input indices have ${rows.rank} columns, but the input shape has ${from.length} dimensions`,
      )
    if (rows.count > 0 && to.includes(0))
      throw invalidArgument(`${rows.count} indices do not fit into the shape [${to.join(',')}]`)
    const [oldSteps, newSteps] = [strides(from), strides(to)]
    const at = new Float64Array(rows.count * to.length)
    for (let i = 0; i < rows.count; i++) {
      let flat = 0
      for (let d = 0; d < from.length; d++) flat += (rows.at[i * rows.rank + d] as number) * (oldSteps[d] as number)
      for (let d = 0; d < to.length; d++) {
        const step = newSteps[d] as number
        at[i * to.length + d] = Math.trunc(flat / step)
        flat %= step
      }
    }
    return [coordinateMatrix({ rank: to.length, count: rows.count, at }), int64Array(to, [to.length])]
  },
  lower: { kind: 'host' },
})

export const SparseConcat = defineOp('SparseConcat', {
  inputs: ['indices: N * int64', 'values: N * T', 'shapes: N * int64'],
  outputs: ['output_indices: int64', 'output_values: T', 'output_shape: int64'],
  attrs: ['concat_dim: int32', 'N: int >= 2', 'T: type'],
  infer: c => {
    const count = c.inputCount / 3
    let rows: Dim = 0
    let columns: Dim = null
    let out: Shape = null
    for (let i = 0; i < count; i++) {
      const indices = c.withRank(c.input(i), 2)
      const values = c.withRank(c.input(i + count), 1)
      const denseShape = c.withRank(c.input(i + 2 * count), 1)
      rows = c.addDims(rows, c.mergeDim(indices[0] as Dim, values[0] as Dim))
      columns = c.mergeDim(columns, indices[1] as Dim)
      out = c.merge(out, denseShape)
    }
    return [[rows, columns], [rows], out]
  },
  gradient: 'none',
  kernel: k => {
    const [indices, values, shapes] = [k.list('indices'), k.list('values'), k.list('shapes')]
    for (const [i, one] of indices.entries()) {
      if (one.shape.length !== 2)
        throw invalidArgument(
          `Input indices should be a matrix but received shape ${shapeText(one.shape)} at position ${i}`,
        )
    }
    for (const [i, one] of values.entries()) {
      if (one.shape.length !== 1)
        throw invalidArgument(
          `Input values should be a vector but received shape ${shapeText(one.shape)} at position ${i}`,
        )
    }
    for (const [i, one] of shapes.entries()) {
      if (one.shape.length !== 1)
        throw invalidArgument(
          `Input shapes should be a vector but received shape ${shapeText(one.shape)} at position ${i}`,
        )
    }
    for (const [i, one] of indices.entries()) checkRows(one, values[i] as NDArray)
    const sizes = shapes.map(integersOf)
    const first = sizes[0] as number[]
    const rank = first.length
    const given = k.attr('concat_dim')
    const axis = given < 0 ? given + rank : given
    if (axis < 0 || axis >= rank)
      throw invalidArgument(`Concat dimension must be in range [${-rank}, ${rank}), got ${given}`)
    for (const [i, size] of sizes.entries()) {
      if (size.length !== rank)
        throw invalidArgument(
          `Ranks of all input tensors must match: expected ${rank} but got ${size.length} at position ${i}`,
        )
      for (let d = 0; d < rank; d++) {
        if (d !== axis && size[d] !== first[d]) {
          throw invalidArgument(
            `Input shapes must match: expected ${first[d]} for dimension ${d} but got ${size[d]} at position ${i}`,
          )
        }
      }
    }
    let start = 0
    const parts = indices.map((one, i): Coordinates => {
      const rows = coordinatesOf(one)
      for (let r = 0; r < rows.count; r++) rows.at[r * rank + axis] = (rows.at[r * rank + axis] as number) + start
      start += sizes[i]?.[axis] as number
      return rows
    })
    const all: Coordinates = {
      rank,
      count: parts.reduce((sum, part) => sum + part.count, 0),
      at: Float64Array.from(parts.flatMap(part => Array.from(part.at))),
    }
    const order = sortedRows(all)
    return [
      coordinateMatrix(takeRows(all, order)),
      concatArrays(values, 0).take(order),
      int64Array(first.with(axis, start), [rank]),
    ]
  },
  lower: { kind: 'host' },
})

export const SparseSplit = defineOp('SparseSplit', {
  inputs: ['split_dim: int64', 'indices: int64', 'values: T', 'shape: int64'],
  outputs: ['output_indices: num_split * int64', 'output_values: num_split * T', 'output_shape: num_split * int64'],
  attrs: ['num_split: int >= 1', 'T: type'],
  infer: c => {
    const count = c.attr('num_split')
    const denseShape = c.input(3)
    const each = (one: Shape): Shape[] => new Array<Shape>(count).fill(one)
    return [...each([null, c.numElements(denseShape)]), ...each([null]), ...each(denseShape)]
  },
  gradient: 'unregistered',
  kernel: k => {
    const [axisInput, indices, values, shapeInput] = [k.input(0), k.input(1), k.input(2), k.input(3)]
    const count = k.attr('num_split')
    if (indices.shape.length !== 2)
      throw invalidArgument(`Input indices should be a matrix but received shape ${shapeText(indices.shape)}`)
    if (values.shape.length !== 1)
      throw invalidArgument(`Input values should be a vector but received shape ${shapeText(indices.shape)}`)
    if (shapeInput.shape.length !== 1)
      throw invalidArgument(`Input shape should be a vector but received shape ${shapeText(shapeInput.shape)}`)
    const axis = integerOf(axisInput)
    const dims = integersOf(shapeInput)
    if (axis < 0 || axis >= dims.length)
      throw invalidArgument(`Input split_dim should be between 0 and rank (${dims.length}), got ${axis}`)
    const size = dims[axis] as number
    if (count < 1 || count > size)
      throw invalidArgument(
        `Input num_split should be between 1 and the splitting dimension size (${size}), got ${count}`,
      )
    checkRows(indices, values)
    checkColumns(indices.shape[1], dims.length, values.size)
    return splitAlong(coordinatesOf(indices), values, dims, axis, count)
  },
  lower: { kind: 'host' },
})

/** The parts' indices, then their values, then their shapes; the first parts are one longer where it does not come out even. */
function splitAlong(
  rows: Coordinates,
  values: NDArray,
  dims: readonly number[],
  axis: number,
  count: number,
): NDArray[] {
  const size = dims[axis] as number
  const [base, extra] = [Math.floor(size / count), size % count]
  const lengths = Array.from({ length: count }, (_, i) => base + (i < extra ? 1 : 0))
  let start = 0
  const parts = lengths.map(length => {
    const chosen: number[] = []
    for (let i = 0; i < rows.count; i++) {
      const x = rows.at[i * rows.rank + axis] as number
      if (x >= start && x < start + length) chosen.push(i)
    }
    const part = takeRows(rows, chosen)
    for (let i = 0; i < part.count; i++)
      part.at[i * part.rank + axis] = (part.at[i * part.rank + axis] as number) - start
    start += length
    return { part, chosen }
  })
  return [
    ...parts.map(({ part }) => coordinateMatrix(part)),
    ...parts.map(({ chosen }) => takeOrZero(values, chosen)),
    ...lengths.map(length => int64Array(dims.with(axis, length), [dims.length])),
  ]
}

// --- functions (ops/sparse_ops.py)

interface SparseConcatArgs {
  concat_dim: number
  sp_inputs: readonly SparseLike[]
  name: Name
  expand_nonconcat_dim: boolean
}
/** Sparse tensors one after another along `concat_dim`; `expand_nonconcat_dim`: their other dimensions may differ. */
export const sparse_concat = pyfunction(
  'sparse_concat(concat_dim, sp_inputs, name=None, expand_nonconcat_dim=False)',
  ({ concat_dim, sp_inputs, name, expand_nonconcat_dim }: SparseConcatArgs): SparseTensor => {
    if (!Array.isArray(sp_inputs)) throw new TypeError('Inputs must be a list or tuple.')
    const inputs = sp_inputs.map(toSparse)
    if (inputs.length === 1) return inputs[0] as SparseTensor
    const axis = Number(concat_dim)
    let shapes = inputs.map(input => input.shape)
    if (expand_nonconcat_dim) {
      const largest = reduce_max(
        concat(
          0,
          shapes.map(shape => reshape(shape, [1, -1])),
        ),
        0,
      )
      const last = axis === -1
      shapes = shapes.map(shape =>
        concat(0, [
          sliceHelper(largest, [s(null, axis)]),
          last ? sliceHelper(shape, [s(-1, null)]) : sliceHelper(shape, [s(axis, axis + 1)]),
          last ? [] : sliceHelper(largest, [s(axis + 1, null)]),
        ]),
      )
    }
    return sparseResult(
      SparseConcat,
      {
        indices: inputs.map(input => input.indices),
        values: inputs.map(input => input.values),
        shapes,
        concat_dim: axis,
      },
      name,
    )
  },
)

/** The same elements in row-major order. */
export const sparse_reorder = pyfunction(
  'sparse_reorder(sp_input, name=None)',
  ({ sp_input, name }: SparseInputArgs): SparseTensor => {
    const { indices, values, shape } = toSparse(sp_input)
    const { outputs } = applyOp(
      SparseReorder,
      { input_indices: indices, input_values: values, input_shape: shape },
      name,
    )
    return new SparseTensor(outputs[0] as Tensor, outputs[1] as Tensor, identity(shape))
  },
)
/** The same elements in another dense shape, one dimension of which may be -1. */
export const sparse_reshape = pyfunction(
  'sparse_reshape(sp_input, shape, name=None)',
  ({ sp_input, shape, name }: SparseInputArgs & { shape: TensorLike }): SparseTensor => {
    const input = toSparse(sp_input)
    return withScope(name, 'SparseReshape', [input.indices], scope => {
      const { outputs } = applyOp(
        SparseReshape,
        { input_indices: input.indices, input_shape: input.shape, new_shape: shape },
        scope,
      )
      return new SparseTensor(outputs[0] as Tensor, identity(input.values), outputs[1] as Tensor)
    })
  },
)
/** `num_split` parts along `split_dim`, the first ones one longer where it does not come out even. */
export const sparse_split = pyfunction(
  'sparse_split(split_dim, num_split, sp_input, name=None)',
  ({
    split_dim,
    num_split,
    sp_input,
    name,
  }: SparseInputArgs & { split_dim: TensorLike; num_split: number }): SparseTensor[] => {
    const { indices, values, shape } = toSparse(sp_input)
    const count = Number(num_split)
    const { outputs } = applyOp(SparseSplit, { split_dim, indices, values, shape, num_split: count }, name)
    const output = (index: number): Tensor => outputs[index] as Tensor
    return Array.from(
      { length: count },
      (_, i) => new SparseTensor(output(i), output(count + i), output(2 * count + i)),
    )
  },
)

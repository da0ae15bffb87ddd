/** Joining and cutting byte strings. */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import { invalidArgument, outOfRange, unimplemented } from '../../errors/status.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import { broadcasted, type Dim, printShape } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { joinedBytes } from '../../kernels/reference/text/byte_strings.ts'
import { int64, string } from '../../tensor/dtypes.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { broadcastShapes, broadcastStrides, numElements, type Shape, shapeText, strides } from '../../tensor/shape.ts'
import { integerArray } from '../math/shape_ops.ts'

const bytesOf = (array: NDArray): readonly Uint8Array[] => array.data as Uint8Array[]
const stringArray = (shape: readonly number[], data: Uint8Array[]): NDArray => new NDArray(string, shape, data)

export const StringJoin = defineOp('StringJoin', {
  inputs: ['inputs: N * string'],
  outputs: ['output: string'],
  attrs: ['N: int >= 1', "separator: string = ''"],
  infer: c => {
    const shapes = c.inputs()
    if (shapes.every(shape => shape?.length === 0)) return [[]]
    let out: Shape = null
    for (const shape of shapes) if (shape !== null && shape.length > 0) out = c.merge(out, shape)
    return [out]
  },
  gradient: 'none',
  kernel: k => {
    let shape: readonly number[] = []
    let isScalar = true
    for (const input of k.inputs) {
      if (input.shape.length === 0) continue
      if (isScalar) {
        shape = input.shape
        isScalar = false
      } else if (shape.join() !== input.shape.join()) {
        throw invalidArgument(`Input shapes do not match: ${shapeText(shape)} vs. ${shapeText(input.shape)}`)
      }
    }
    const separator = Buffer.from(k.attr('separator'))
    return stringArray(shape, joinedBytes(numElements(shape), k.inputs.map(bytesOf), separator))
  },
  lower: { kind: 'host' },
})

/** The parts of `text` between single bytes `delimiter`, empty ones left out; without delimiter every byte. */
function splitBytes(text: Uint8Array, delimiter: number | undefined): Uint8Array[] {
  if (delimiter === undefined) return Array.from(text, byte => Buffer.of(byte))
  const parts: Uint8Array[] = []
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && text[i] !== delimiter) continue
    if (i > start) parts.push(Buffer.from(text.subarray(start, i)))
    start = i + 1
  }
  return parts
}

export const StringSplit = defineOp('StringSplit', {
  inputs: ['input: string', 'delimiter: string'],
  outputs: ['indices: int64', 'values: string', 'shape: int64'],
  infer: c => {
    c.withRank(c.input(0), 1)
    c.withRank(c.input(1), 0)
    return [[null, 2], [null], [2]]
  },
  gradient: 'none',
  kernel: k => {
    const [input, delimiter] = [k.input(0), k.input(1)]
    if (input.shape.length !== 1) throw invalidArgument(`input must be a vector, got shape: ${shapeText(input.shape)}`)
    if (delimiter.shape.length !== 0)
      throw invalidArgument(`delimiter must scalar, got shape: ${shapeText(delimiter.shape)}`)
    const [mark] = bytesOf(delimiter) as [Uint8Array]
    if (mark.length > 1) throw invalidArgument(`Delimiter must be a character, got${Buffer.from(mark).toString()}`)
    const rows = bytesOf(input).map(text => splitBytes(text, mark[0]))
    const values = rows.flat()
    const indices = rows.flatMap((row, i) => row.flatMap((_, j) => [i, j]))
    const longest = rows.reduce((most, row) => Math.max(most, row.length), 0)
    return [
      integerArray(indices, [values.length, 2], int64),
      stringArray([values.length], values),
      integerArray([rows.length, longest], [2], int64),
    ]
  },
  lower: { kind: 'host' },
})

export const Substr = defineOp('Substr', {
  inputs: ['input: string', 'pos: T', 'len: T'],
  outputs: ['output: string'],
  attrs: ['T: {int32, int64}'],
  infer: c => {
    const [pos, len] = [c.input(1), c.input(2)]
    // unknown ranks and dimensions are the number -1 here, which has to be that of the other one
    if (len !== null) c.withRank(pos, len.length)
    else if (pos !== null) throw c.fail(`Shape must be rank -1 but is rank ${pos.length}`)
    for (const [i, dim] of (pos ?? []).entries()) {
      if (dim !== c.dim(len, i))
        throw c.fail(`pos and len shapes must match: ${printShape(pos)} vs. ${printShape(len)}`)
    }
    return broadcasted(c)
  },
  gradient: 'unregistered',
  kernel: k => substrings(k.input(0), k.input(1), k.input(2)),
  lower: { kind: 'host' },
})

function substrings(input: NDArray, pos: NDArray, len: NDArray): NDArray {
  const shape = broadcastShapes(input.shape, pos.shape)
  const same = pos.shape.length === 0 || input.shape.join() === pos.shape.join()
  if (shape === null)
    throw invalidArgument(`Incompatible shapes: ${shapeText(input.shape)} vs. ${shapeText(pos.shape)}`)
  if (!same && shape.length > 2) throw unimplemented(`Substr broadcast not implemented for ${shape.length} dimensions`)
  const [inputSteps, posSteps, steps] = [
    broadcastStrides(input.shape, shape),
    broadcastStrides(pos.shape, shape),
    strides(shape),
  ]
  const [starts, lengths, texts] = [integersOf(pos), integersOf(len), bytesOf(input)]
  const out = Array.from({ length: numElements(shape) }, (_, i) => {
    const index = steps.map((step, d) => Math.floor(i / step) % (shape[d] as number))
    const at = (own: readonly number[]): number => index.reduce((sum, x, d) => sum + x * (own[d] as number), 0)
    const text = texts[at(inputSteps)] as Uint8Array
    const start = starts[at(posSteps)] as number
    if (start < 0 || start >= text.length) {
      const quoted = `b'${Buffer.from(text).toString()}'`
      if (same || shape.length === 1)
        throw invalidArgument(`pos ${start} out of range for string${quoted} at index ${i}`)
      throw invalidArgument(`pos ${start} out of range for string ${quoted} at index (${index.join(', ')})`)
    }
    const length = lengths[at(posSteps)] as number
    // a negative length is a huge one
    return Buffer.from(text.subarray(start, length < 0 ? undefined : start + length))
  })
  return stringArray(shape, out)
}

export const ReduceJoin = defineOp('ReduceJoin', {
  inputs: ['inputs: string', 'reduction_indices: int32'],
  outputs: ['output: string'],
  attrs: ['keep_dims: bool = false', "separator: string = ''"],
  infer: c => {
    const input = c.input(0)
    const axes = c.integers(1)
    c.withRankAtMost(c.input(1), 1)
    const keep = c.attr('keep_dims')
    if (!axes || input === null) return [null]
    const reduced = new Set<number>()
    for (const axis of axes) {
      if (axis < -input.length || axis >= input.length) {
        throw c.fail(`Invalid reduction dimension ${axis} for input with ${input.length} dimensions.`)
      }
      const at = axis < 0 ? axis + input.length : axis
      if (reduced.has(at)) throw c.fail(`Duplicate reduction index ${at}`)
      reduced.add(at)
    }
    for (const at of reduced) if (input[at] === 0) throw c.fail(`Cannot reduce dimension ${at} with size 0`)
    const all = axes.length === 0
    return [input.flatMap((dim, i): Dim[] => (all || reduced.has(i) ? (keep ? [1] : []) : [dim]))]
  },
  gradient: 'none',
  kernel: k => {
    const [input, axesInput] = [k.input(0), k.input(1)]
    const rank = input.shape.length
    if (rank === 0) throw invalidArgument('Input cannot be a scalar.')
    const axes: number[] = []
    for (const axis of integersOf(axesInput)) {
      if (axis < -rank || axis >= rank)
        throw outOfRange(`Invalid reduction dimension ${axis} for input with ${rank} dimension(s)`)
      const at = axis < 0 ? axis + rank : axis
      if (input.shape[at] === 0) throw invalidArgument(`Reduction dimension ${axis} has size 0`)
      if (axes.includes(at)) throw invalidArgument(`Duplicate reduction dimension ${axis}`)
      axes.push(at)
    }
    // without axes all of them, the last one first
    if (axes.length === 0) for (let axis = rank - 1; axis >= 0; axis--) axes.push(axis)
    return joinedAlong(input, axes, k.attr('keep_dims') === true, Buffer.from(k.attr('separator')))
  },
  lower: { kind: 'host' },
})

/** The strings along `axes` joined, the first of them running fastest. */
function joinedAlong(input: NDArray, axes: readonly number[], keepDims: boolean, separator: Buffer): NDArray {
  const own = strides(input.shape)
  const kept = input.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis))
  /** Flat positions over some axes, the first in the list slowest. */
  const positions = (list: readonly number[]): number[] =>
    list.reduce<number[]>(
      (all, axis) =>
        all.flatMap(base =>
          Array.from({ length: input.shape[axis] as number }, (_, i) => base + i * (own[axis] as number)),
        ),
      [0],
    )
  const inner = positions([...axes].reverse())
  const texts = bytesOf(input)
  const data = positions(kept).map(base =>
    Buffer.concat(inner.flatMap((offset, i) => [...(i > 0 ? [separator] : []), texts[base + offset] as Uint8Array])),
  )
  const shape = keepDims
    ? input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : kept.map(axis => input.shape[axis] as number)
  return stringArray(shape, data)
}

// --- functions

/** The strings of several tensors of one shape (or scalars) joined element by element. */
export const string_join = pyfunction(
  'string_join(inputs, separator=None, name=None)',
  ({ inputs, separator, name }: { inputs: readonly TensorLike[]; separator: string | null; name: Name }) =>
    apply(StringJoin, { inputs, separator }, name),
)
/** The parts of each string in the vector `source` between `delimiter`s (one byte; '' for every byte), as a sparse matrix. */
export const string_split = pyfunction(
  'string_split(source, delimiter=" ")',
  ({ source, delimiter }: { source: TensorLike; delimiter: TensorLike }): SparseTensor => {
    if (typeof delimiter === 'string' && delimiter.length > 1)
      throw new ValueError(`delimiter must be a single byte-character, got ${delimiter}`)
    const mark = convertToTensor(delimiter, { dtype: string })
    const input = convertToTensor(source, { dtype: string })
    const [indices, values, shape] = applyOp(StringSplit, { input, delimiter: mark }).outputs as [
      Tensor,
      Tensor,
      Tensor,
    ]
    indices.set_shape([null, 2])
    values.set_shape([null])
    shape.set_shape([2])
    return new SparseTensor(indices, values, shape)
  },
)
/** `len` bytes of each string from position `pos` on; the shapes broadcast. */
export const substr = pyfunction(
  'substr(input, pos, len, name=None)',
  ({ input, pos, len, name }: { input: TensorLike; pos: TensorLike; len: TensorLike; name: Name }) =>
    apply(Substr, { input, pos, len }, name),
)
interface ReduceJoinArgs {
  inputs: TensorLike
  reduction_indices: TensorLike
  keep_dims: boolean | null
  separator: string | null
  name: Name
}
/** The strings along the dimensions `reduction_indices` joined, the first of them running fastest; without any all, the last one first. */
export const reduce_join = pyfunction(
  'reduce_join(inputs, reduction_indices, keep_dims=None, separator=None, name=None)',
  ({ name, ...args }: ReduceJoinArgs): Tensor => apply(ReduceJoin, { ...args }, name),
)

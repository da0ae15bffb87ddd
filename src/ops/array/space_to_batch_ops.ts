/** Blocks of space moved into the batch or depth dimension, and back. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import { convertToTensor, type Name, type TensorLike, withScope } from '../../graph/build/convert.ts'
import { constantValue } from '../../graph/infer.ts'
import { integersOf } from '../../graph/kernel_helpers.ts'
import { knownIntegers, movement } from '../../graph/movement_lowerings.ts'
import { defineOp, type Lowering, type OpDef, type OpSpec, type PlanContext } from '../../graph/op_def.ts'
import type { Dim, InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { batchToSpace, spaceToBatch } from '../../kernels/reference/arrays/space_to_batch.ts'
import { int32, int64 } from '../../tensor/dtypes.ts'
import { PyInt } from '../../tensor/literals.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { numElements, type Shape, shapeText } from '../../tensor/shape.ts'
import { zeros } from '../math/constant_op.ts'
import { minus, plus, modulo as remainder } from '../math/operators.ts'
import { stack } from './pack_ops.ts'
import { s, sliceHelper } from './slice_ops.ts'

/** How the borders change the size of a blocked dimension. */
interface Direction {
  readonly size: (c: InferenceContext, dim: Dim, block: number, before: number, after: number) => Dim
  readonly batch: (c: InferenceContext, batch: Dim, block: number) => Dim
  readonly borders: 'paddings' | 'crops'
  readonly kernel: 'space_to_batch' | 'batch_to_space'
  readonly move: (input: NDArray, blocks: readonly number[], borders: readonly (readonly [number, number])[]) => NDArray
}
const TO_BATCH: Direction = {
  size: (c, dim, block, before, after) => c.divideDim(c.addDims(c.addDims(dim, before), after), block, true),
  batch: (c, batch, block) => c.multiplyDims(batch, block),
  borders: 'paddings',
  kernel: 'space_to_batch',
  move: toBatch,
}
const TO_SPACE: Direction = {
  size: (c, dim, block, before, after) => c.subtractDims(c.subtractDims(c.multiplyDims(dim, block), before), after),
  batch: (c, batch, block) => c.divideDim(batch, block, true),
  borders: 'crops',
  kernel: 'batch_to_space',
  move: toSpace,
}

interface BlockedShapeArgs {
  readonly c: InferenceContext
  readonly input: Shape
  readonly count: number
  readonly blocks: readonly number[] | undefined
  readonly bordersShape: Shape
  readonly borders: readonly number[] | undefined
  readonly direction: Direction
}

/** The shape function of both directions; `blocks` undefined where they are not known, `borders` likewise. */
function blockedShape({
  c,
  input,
  count,
  blocks,
  bordersShape,
  borders,
  direction,
}: BlockedShapeArgs): readonly Shape[] {
  const known = c.withRankAtLeast(input, count + 1)
  c.merge(bordersShape, [count, 2])
  let batch = c.dim(known, 0)
  if (blocks) {
    for (const block of blocks) {
      if (block < 1) throw c.fail('block_shape must be positive')
      batch = direction.batch(c, batch, block)
    }
  } else if (count > 0) batch = null
  const sizes: Dim[] = Array.from({ length: count }, (_, d) => {
    if (!borders) return null
    const [before, after] = [borders[2 * d] as number, borders[2 * d + 1] as number]
    if (before < 0 || after < 0) throw c.fail(`${direction.borders} cannot be negative`)
    return blocks ? direction.size(c, c.dim(known, d + 1), blocks[d] as number, before, after) : null
  })
  return [known === null ? null : [batch, ...sizes, ...known.slice(count + 1)]]
}
const inferNd =
  (direction: Direction) =>
  (c: InferenceContext): readonly Shape[] => {
    const blockShape = c.input(1)
    if (blockShape === null || blockShape.length !== 1) throw c.fail('block_shape must have rank 1.')
    const count = c.dim(blockShape, 0)
    if (count === null) throw c.fail('block_shape must have known size.')
    return blockedShape({
      c,
      input: c.input(0),
      count,
      blocks: c.integers(1),
      bordersShape: c.input(2),
      borders: c.integers(2),
      direction,
    })
  }
const infer4D =
  (direction: Direction) =>
  (c: InferenceContext<{ block_size: number }>): readonly Shape[] => {
    const block = c.attr('block_size')
    return blockedShape({
      c,
      input: c.withRank(c.input(0), 4),
      count: 2,
      blocks: [block, block],
      bordersShape: c.input(1),
      borders: c.integers(1),
      direction,
    })
  }

/** Blocks and borders of a kernel, checked. */
function blocksOf(
  input: NDArray,
  blockInput: NDArray,
  bordersInput: NDArray,
  what: 'paddings' | 'crops',
): { blocks: number[]; borders: [number, number][] } {
  if (blockInput.shape.length !== 1)
    throw invalidArgument(`block_shape rank should be 1 instead of ${blockInput.shape.length}`)
  const blocks = integersOf(blockInput)
  const count = blocks.length
  if (input.shape.length < 1 + count)
    throw invalidArgument(`input rank should be >= ${1 + count} instead of ${input.shape.length}`)
  if (bordersInput.shape.length !== 2 || bordersInput.shape[0] !== count || bordersInput.shape[1] !== 2) {
    throw invalidArgument(`${what} should have shape [${count}, 2] instead of ${shapeText(bordersInput.shape)}`)
  }
  const flat = integersOf(bordersInput)
  const borders = blocks.map((_, d): [number, number] => [flat[2 * d] as number, flat[2 * d + 1] as number])
  const label = what === 'paddings' ? 'Paddings' : 'Crops'
  if (flat.some(n => n < 0)) throw invalidArgument(`${label} must be non-negative`)
  return { blocks, borders }
}
function toBatch(input: NDArray, blocks: readonly number[], borders: readonly (readonly [number, number])[]): NDArray {
  for (const [d, block] of blocks.entries()) {
    const [before, after] = borders[d] as readonly [number, number]
    const padded = (input.shape[d + 1] as number) + before + after
    if (padded % block !== 0)
      throw invalidArgument(`padded_shape[${d}]=${padded} is not divisible by block_shape[${d}]=${block}`)
  }
  return isUnchanged(blocks, borders) ? input : spaceToBatch(input, blocks, borders)
}
function toSpace(input: NDArray, blocks: readonly number[], borders: readonly (readonly [number, number])[]): NDArray {
  const product = blocks.reduce((a, b) => a * b, 1)
  if ((input.shape[0] as number) % product !== 0) {
    throw invalidArgument(
      `Input batch dimension (${input.shape[0]}) is not divisible by product of block sizes (${product})`,
    )
  }
  for (const [d, block] of blocks.entries()) {
    const [before, after] = borders[d] as readonly [number, number]
    const cropped = (input.shape[d + 1] as number) * block - before - after
    if (cropped < 0) throw invalidArgument(`cropped_shape[${d}]=${cropped} must be non-negative`)
  }
  return isUnchanged(blocks, borders) ? input : batchToSpace(input, blocks, borders)
}
const isUnchanged = (blocks: readonly number[], borders: readonly (readonly [number, number])[]): boolean =>
  blocks.every((block, d) => block === 1 && borders[d]?.[0] === 0 && borders[d]?.[1] === 0)
const unchangedAlias = (node: PlanContext): readonly (number | undefined)[] => {
  const [blocks, borders] = [node.value(1), node.value(2)]
  const same = blocks && borders && integersOf(blocks).every(n => n === 1) && integersOf(borders).every(n => n === 0)
  return [same ? 0 : undefined]
}

/** More positions in a block than this are as many copies, which the reference kernel makes as well. */
const MOST_POSITIONS = 64
/** Inputs by number: the blocks (undefined: square ones of the attribute block_size) and the borders. */
const blockMoves = ({ kernel }: Direction, blocksAt: number | undefined, bordersAt: number): Lowering =>
  movement(kernel, node => {
    const known =
      blocksAt === undefined
        ? [node.attr('block_size') as number, node.attr('block_size') as number]
        : knownIntegers(node, blocksAt)
    const borders = knownIntegers(node, bordersAt)
    if (!known || !borders || borders.some(n => n < 0) || numElements(known) > MOST_POSITIONS) return undefined
    return { blocks: known, before: known.map((_, d) => borders[2 * d] as number) }
  })

/** One direction; `opposite` undoes it. */
const ndSpec = (direction: Direction, opposite: () => readonly [OpDef, Direction]): OpSpec => ({
  inputs: ['input: T', 'block_shape: Tblock_shape', `${direction.borders}: T${direction.borders}`],
  outputs: ['output: T'],
  attrs: ['T: type', 'Tblock_shape: {int32, int64} = DT_INT32', `T${direction.borders}: {int32, int64} = DT_INT32`],
  infer: inferNd(direction),
  gradient: (op, grad) => {
    const [def, { borders }] = opposite()
    return [apply(def, { input: grad, block_shape: op.inputs[1], [borders]: op.inputs[2] }), null, null]
  },
  shapeInputs: [1, 2],
  aliases: unchangedAlias,
  kernel: k => {
    const { blocks, borders } = blocksOf(k.input(0), k.input(1), k.input(2), direction.borders)
    return direction.move(k.input(0), blocks, borders)
  },
  lower: blockMoves(direction, 1, 2),
})
export const SpaceToBatchND: OpDef = defineOp(
  'SpaceToBatchND',
  ndSpec(TO_BATCH, () => [BatchToSpaceND, TO_SPACE]),
)
export const BatchToSpaceND: OpDef = defineOp(
  'BatchToSpaceND',
  ndSpec(TO_SPACE, () => [SpaceToBatchND, TO_BATCH]),
)

/** The same for images: two blocked dimensions with one block size. */
function imageBlocks(
  k: KernelContext,
  what: 'paddings' | 'crops',
): { input: NDArray; blocks: number[]; borders: [number, number][] } {
  const input = k.input(0)
  if (input.shape.length !== 4) throw invalidArgument(`Input rank should be: 4instead of: ${input.shape.length}`)
  const block = k.attr('block_size') as number
  return { input, ...blocksOf(input, new NDArray(int32, [2], Int32Array.of(block, block)), k.input(1), what) }
}
type ImageFunction = (images: Tensor, borders: Tensor, block_size: number) => Tensor
/** `index`: the type attribute of the borders. */
const imageSpec = (
  direction: Direction,
  index: string,
  opposite: () => ImageFunction,
): Omit<OpSpec<readonly string[], { block_size: number }>, 'attrs'> => ({
  inputs: ['input: T', `${direction.borders}: ${index}`],
  outputs: ['output: T'],
  infer: infer4D(direction),
  gradient: (op, grad) => [opposite()(grad as Tensor, op.inputs[1] as Tensor, op.attr('block_size')), null],
  shapeInputs: [1],
  kernel: k => {
    const { input, blocks, borders } = imageBlocks(k, direction.borders)
    return direction.move(input, blocks, borders)
  },
  lower: blockMoves(direction, undefined, 1),
})
export const SpaceToBatch = defineOp('SpaceToBatch', {
  ...imageSpec(TO_BATCH, 'Tpaddings', () => batch_to_space),
  attrs: ['T: type', 'Tpaddings: {int32, int64} = DT_INT32', 'block_size: int32 >= 2'],
})
export const BatchToSpace = defineOp('BatchToSpace', {
  ...imageSpec(TO_SPACE, 'Tidx', () => space_to_batch),
  attrs: ['T: type', 'block_size: int32 >= 2', 'Tidx: {int32, int64} = DT_INT32'],
})

// --- functions

interface SpaceToBatchArgs {
  input: TensorLike
  block_shape: TensorLike
  paddings: TensorLike
  name: Name
}
/** Pads the dimensions after the first one, cuts them into blocks of `block_shape` and moves the positions within a block into the batch. */
export const space_to_batch_nd = pyfunction(
  'space_to_batch_nd(input, block_shape, paddings, name=None)',
  ({ name, ...args }: SpaceToBatchArgs) => apply(SpaceToBatchND, { ...args }, name),
)
/** The opposite of `space_to_batch_nd`; `crops` are cut off at the end. */
export const batch_to_space_nd = pyfunction(
  'batch_to_space_nd(input, block_shape, crops, name=None)',
  ({ name, ...args }: Omit<SpaceToBatchArgs, 'paddings'> & { crops: TensorLike }) =>
    apply(BatchToSpaceND, { ...args }, name),
)
const imageBlockShape = (block_size: unknown): NDArray => NDArray.of([block_size, block_size], int64)

/** What is known to be images. */
function images(result: Tensor): Tensor {
  result.set_shape(result.get_shape().with_rank(4))
  return result
}

interface ImageArgs {
  input: TensorLike
  block_size: number
  name: Name
}
/** `space_to_batch_nd` of images [batch, height, width, depth] with square blocks. */
export const space_to_batch = pyfunction(
  'space_to_batch(input, paddings, block_size, name=None)',
  ({ input, paddings, block_size, name }: ImageArgs & { paddings: TensorLike }): Tensor =>
    images(space_to_batch_nd(input, imageBlockShape(block_size), paddings, { name })),
)
/** `batch_to_space_nd` of images [batch, height, width, depth] with square blocks. */
export const batch_to_space = pyfunction(
  'batch_to_space(input, crops, block_size, name=None)',
  ({ input, crops, block_size, name }: ImageArgs & { crops: TensorLike }): Tensor =>
    images(batch_to_space_nd(input, imageBlockShape(block_size), crops, { name })),
)

interface RequiredPaddingsArgs {
  input_shape: TensorLike
  block_shape: TensorLike
  base_paddings: TensorLike | null
  name: Name
}
/** The paddings that make `input_shape` divisible by `block_shape`, at least `base_paddings`, and the crops that undo the extra ones. */
export const required_space_to_batch_paddings = pyfunction(
  'required_space_to_batch_paddings(input_shape, block_shape, base_paddings=None, name=None)',
  ({ input_shape, block_shape, base_paddings, name }: RequiredPaddingsArgs): [Tensor, Tensor] =>
    withScope(name, 'required_space_to_batch_paddings', [input_shape, block_shape], () => {
      const input = convertToTensor(input_shape, { dtype: int32, name: 'input_shape' })
      const block = convertToTensor(block_shape, { dtype: int32, name: 'block_shape' })
      block.get_shape().assert_is_fully_defined()
      block.get_shape().assert_has_rank(1)
      const count = (block.staticShape as readonly number[])[0] as number
      if (count === 0) return [zeros([0, 2], int32), zeros([0, 2], int32)]
      input.get_shape().assert_is_compatible_with([count])
      const base =
        base_paddings === null
          ? zeros([count, 2], int32)
          : convertToTensor(base_paddings, { dtype: int32, name: 'base_paddings' })
      base.get_shape().assert_is_compatible_with([count, 2])
      const known = [constantValue(block), constantValue(input), constantValue(base)]
      if (known.every(value => value !== undefined))
        return constantPaddings(...(known.map(integersOf) as [number[], number[], number[]]))
      return tensorPaddings(block, input, base, count)
    }),
)
/** Python's modulo: the sign of the divisor. */
const modulo = (a: number, b: number): number => ((a % b) + b) % b

function constantPaddings(
  block: readonly number[],
  input: readonly number[],
  base: readonly number[],
): [Tensor, Tensor] {
  const ends = block.map((size, i) => {
    const full = (input[i] as number) + (base[2 * i] as number) + (base[2 * i + 1] as number)
    return modulo(size - modulo(full, size), size)
  })
  const int = (value: number): PyInt => new PyInt(value)
  const paddings = ends.map((extra, i) => [int(base[2 * i] as number), int((base[2 * i + 1] as number) + extra)])
  return [
    stack(paddings, { name: 'paddings' }),
    stack(
      ends.map(extra => [int(0), int(extra)]),
      { name: 'crops' },
    ),
  ]
}
function tensorPaddings(block: Tensor, input: Tensor, base: Tensor, count: number): [Tensor, Tensor] {
  const start = sliceHelper(base, [s(null, null), 0])
  const end = sliceHelper(base, [s(null, null), 1])
  const full = plus(plus(input, start), end)
  const extra = remainder(minus(block, remainder(full, block)), block)
  const padEnd = plus(end, extra)
  const at = (tensor: Tensor, i: number): Tensor => sliceHelper(tensor, [i])
  const indices = Array.from({ length: count }, (_, i) => i)
  const paddings = stack(
    indices.map(i => [at(start, i), at(padEnd, i)]),
    { name: 'paddings' },
  )
  const crops = stack(
    indices.map(i => [new PyInt(0), at(extra, i)]),
    { name: 'crops' },
  )
  return [paddings, crops]
}

/** Blocks of images moved into the depth dimension, and back. */

import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { apply } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { movement } from '../../graph/movement_lowerings.ts'
import { defineOp, type OpDef } from '../../graph/op_def.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { depthToSpace, spaceToDepth } from '../../kernels/reference/arrays/space_to_batch.ts'
import type { NDArray } from '../../tensor/ndarray.ts'

type Attrs = { readonly block_size: number }

function image(k: KernelContext<Attrs>): { input: NDArray; block: number; shape: [number, number, number, number] } {
  const input = k.input(0)
  if (input.shape.length !== 4) throw invalidArgument(`Input rank should be: 4instead of: ${input.shape.length}`)
  return { input, block: k.attr('block_size'), shape: input.shape as [number, number, number, number] }
}

export const SpaceToDepth: OpDef = defineOp('SpaceToDepth', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['T: type', 'block_size: int32 >= 2'],
  infer: c => {
    const input = c.withRank(c.input(0), 4)
    const block = c.attr('block_size')
    const rows = c.divideDim(c.dim(input, 1), block, true)
    const columns = c.divideDim(c.dim(input, 2), block, true)
    return [[c.dim(input, 0), rows, columns, c.multiplyDims(c.dim(input, 3), block * block)]]
  },
  gradient: (op, grad) => [depth_to_space(grad as Tensor, op.attr('block_size'))],
  kernel: k => {
    const { input, block, shape } = image(k)
    const [, height, width] = shape
    if (width % block !== 0 || height % block !== 0) {
      throw invalidArgument(`Image width ${width} and height ${height}should be divisible by block_size: ${block}`)
    }
    return spaceToDepth(input, block)
  },
  lower: movement<Attrs>('transpose', ({ attr, inputShapes: [input = []] }) => {
    const block = attr('block_size')
    const [batch, height, width, depth] = input as [number, number, number, number]
    return { shape: [batch, height / block, block, width / block, block, depth], permutation: [0, 1, 3, 2, 4, 5] }
  }),
})
export const DepthToSpace: OpDef = defineOp('DepthToSpace', {
  inputs: ['input: T'],
  outputs: ['output: T'],
  attrs: ['T: type', 'block_size: int32 >= 2'],
  infer: c => {
    const input = c.withRank(c.input(0), 4)
    const block = c.attr('block_size')
    const rows = c.multiplyDims(c.dim(input, 1), block)
    const columns = c.multiplyDims(c.dim(input, 2), block)
    return [[c.dim(input, 0), rows, columns, c.divideDim(c.dim(input, 3), block * block, true)]]
  },
  gradient: (op, grad) => [space_to_depth(grad as Tensor, op.attr('block_size'))],
  kernel: k => {
    const { input, block, shape } = image(k)
    if (shape[3] % (block * block) !== 0)
      throw invalidArgument(`Input depth dimension ${shape[3]}should be divisible by: ${block * block}`)
    return depthToSpace(input, block)
  },
  lower: movement<Attrs>('transpose', ({ attr, inputShapes: [input = []] }) => {
    const block = attr('block_size')
    const [batch, height, width, depth] = input as [number, number, number, number]
    return { shape: [batch, height, width, block, block, depth / block ** 2], permutation: [0, 1, 3, 2, 4, 5] }
  }),
})

interface BlockArgs {
  input: TensorLike
  block_size: number
  name: Name
}
/** Images [batch, h, w, depth] as [batch, h/b, w/b, b·b·depth]. */
export const space_to_depth = pyfunction(
  'space_to_depth(input, block_size, name=None)',
  ({ input, block_size, name }: BlockArgs) => apply(SpaceToDepth, { input, block_size }, name),
)
/** The opposite of `space_to_depth`. */
export const depth_to_space = pyfunction(
  'depth_to_space(input, block_size, name=None)',
  ({ input, block_size, name }: BlockArgs) => apply(DepthToSpace, { input, block_size }, name),
)

/** Checkpoints (core/ops/io_ops.cc). Saving and restoring have no kernels yet; names of shards have. */
import { invalidArgument } from '../../errors/status.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'

/** The rank of each input, from the first one on. */
const ranks = (c: InferenceContext, ...each: readonly number[]): void => {
  for (const [i, rank] of each.entries()) c.withRank(c.input(i), rank)
}
/** Names (and slices), one for each of the tensors in `list`. */
const saves =
  (names: readonly number[], list: string) =>
  (c: InferenceContext): readonly Shape[] => {
    c.withRank(c.input(0), 0)
    const count = c.list(list).length
    for (const i of names) c.withValue(c.dim(c.withRank(c.input(i), 1), 0), count)
    return []
  }

export const Save = defineOp('Save', {
  inputs: ['filename: string', 'tensor_names: string', 'data: T'],
  attrs: ['T: list(type) >= 1'],
  infer: saves([1], 'data'),
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const SaveSlices = defineOp('SaveSlices', {
  inputs: ['filename: string', 'tensor_names: string', 'shapes_and_slices: string', 'data: T'],
  attrs: ['T: list(type) >= 1'],
  infer: saves([1, 2], 'data'),
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const SaveV2 = defineOp('SaveV2', {
  inputs: ['prefix: string', 'tensor_names: string', 'shape_and_slices: string', 'tensors: dtypes'],
  attrs: ['dtypes: list(type) >= 1'],
  infer: saves([1, 2], 'tensors'),
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const Restore = defineOp('Restore', {
  inputs: ['file_pattern: string', 'tensor_name: string'],
  outputs: ['tensor: dt'],
  attrs: ['dt: type', 'preferred_shard: int = -1'],
  infer: c => {
    ranks(c, 0, 0)
    return [null]
  },
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const RestoreSlice = defineOp('RestoreSlice', {
  inputs: ['file_pattern: string', 'tensor_name: string', 'shape_and_slice: string'],
  outputs: ['tensor: dt'],
  attrs: ['dt: type', 'preferred_shard: int = -1'],
  infer: c => {
    ranks(c, 0, 0, 0)
    return [null]
  },
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const RestoreV2 = defineOp('RestoreV2', {
  inputs: ['prefix: string', 'tensor_names: string', 'shape_and_slices: string'],
  outputs: ['tensors: dtypes'],
  attrs: ['dtypes: list(type) >= 1'],
  infer: c => {
    ranks(c, 0, 1, 1)
    c.merge(c.input(1), c.input(2))
    return c.outputTypes.map(() => null)
  },
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

export const MergeV2Checkpoints = defineOp('MergeV2Checkpoints', {
  inputs: ['checkpoint_prefixes: string', 'destination_prefix: string'],
  attrs: ['delete_old_dirs: bool = true'],
  infer: c => {
    ranks(c, 1, 0)
    return []
  },
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  lower: { kind: 'unimplemented' },
})

// --- names of shards

const text = (value: string): NDArray => new NDArray('string', [], [Buffer.from(value, 'latin1')])
function scalarOf(k: KernelContext, index: number, name: string): NDArray {
  const value = k.input(index)
  if (value.shape.length > 0) throw invalidArgument(`${name} must be a scalar, got shape ${shapeText(value.shape)}`)
  return value
}
const scalarText = (k: KernelContext): string =>
  Buffer.from((scalarOf(k, 0, 'basename').data as Uint8Array[])[0] as Uint8Array).toString('latin1')
/** A number of at least five digits. */
const digits = (k: KernelContext, index: number, name: string): string =>
  String(integerOf(scalarOf(k, index, name))).padStart(5, '0')
export const ShardedFilename = defineOp('ShardedFilename', {
  inputs: ['basename: string', 'shard: int32', 'num_shards: int32'],
  outputs: ['filename: string'],
  infer: c => {
    ranks(c, 0, 0, 0)
    return [[]]
  },
  gradient: 'unregistered',
  kernel: k => text(`${scalarText(k)}-${digits(k, 1, 'shard')}-of-${digits(k, 2, 'num_shards')}`),
  lower: { kind: 'host' },
})

export const ShardedFilespec = defineOp('ShardedFilespec', {
  inputs: ['basename: string', 'num_shards: int32'],
  outputs: ['filename: string'],
  infer: c => {
    ranks(c, 0, 0)
    return [[]]
  },
  gradient: 'unregistered',
  kernel: k => text(`${scalarText(k)}-?????-of-${digits(k, 1, 'num_shards')}`),
  lower: { kind: 'host' },
})

/** Writing checkpoints (core/ops/io_ops.cc, core/kernels/save_op.cc, save_restore_v2_ops.cc). */
import { invalidArgument } from '../../errors/status.ts'
import { keyOf } from '../../formats/checkpoint/bundle_files.ts'
import { BundleWriter, mergeBundles, removeFolders } from '../../formats/checkpoint/bundle_writer.ts'
import { SlicesWriter } from '../../formats/checkpoint/slices_writer.ts'
import { parseShapeAndSlice, type ShapeAndSlice, wholeSlice } from '../../formats/checkpoint/tensor_slice.ts'
import { integerOf } from '../../graph/kernel_helpers.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, sameShape, shapeText } from '../../tensor/shape.ts'
import { bytesAt, checkNames, ranks, textAt } from './checkpoint_inputs.ts'

/** Names (and slices), one for each of the tensors in `list`. */
const saves =
  (names: readonly number[], list: string) =>
  (c: InferenceContext): readonly Shape[] => {
    c.withRank(c.input(0), 0)
    const count = c.list(list).length
    for (const i of names) c.withValue(c.dim(c.withRank(c.input(i), 1), 0), count)
    return []
  }

/** The part of a larger tensor that an input says it is. */
function partOf(text: string, tensor: NDArray): ShapeAndSlice {
  const part = parseShapeAndSlice(text)
  if (!sameShape(part.sliceShape, tensor.shape))
    throw invalidArgument(
      `Slice in shape_and_slice specification does not match the shape of the tensor to  save: ${text}, tensor: ${shapeText(tensor.shape)}`,
    )
  return part
}

/** Writes the tensors of a node into one file of the first format. `slices`: the parts of larger tensors that they are. */
function saveFirstFormat(k: KernelContext, slices: NDArray | undefined): [] {
  const [filename, names, data] = [k.input(0), k.input(1), k.list('data')]
  if (filename.size !== 1)
    throw invalidArgument(`Input 0 (filename) must be a string scalar; got a tensor of ${filename.size}elements`)
  if (slices && slices.size !== names.size)
    throw invalidArgument(`Expected ${names.size} elements for the tensor shapes and slices but got ${slices.size}`)
  if (data.length !== names.size) throw wrongCount(k, names, slices ? 3 : 2)
  const writer = new SlicesWriter(textAt(filename, 0))
  for (const [i, tensor] of data.entries()) {
    const text = slices ? textAt(slices, i) : ''
    const { shape } = tensor
    const part = text === '' ? { shape, slice: wholeSlice(shape.length) } : partOf(text, tensor)
    writer.add(keyOf(bytesAt(names, i)), part.shape, part.slice, tensor)
  }
  writer.finish()
  return []
}
const wrongCount = (k: KernelContext, names: NDArray, fixed: number) =>
  invalidArgument(
    `Expected totally ${names.size + fixed} inputs as input #1 (which is a string tensor of saved names) contains ${names.size} names, but received ${k.inputs.length} inputs`,
  )

export const Save = defineOp('Save', {
  inputs: ['filename: string', 'tensor_names: string', 'data: T'],
  attrs: ['T: list(type) >= 1'],
  infer: saves([1], 'data'),
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  kernel: k => saveFirstFormat(k, undefined),
  lower: { kind: 'host' },
})

export const SaveSlices = defineOp('SaveSlices', {
  inputs: ['filename: string', 'tensor_names: string', 'shapes_and_slices: string', 'data: T'],
  attrs: ['T: list(type) >= 1'],
  infer: saves([1, 2], 'data'),
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  kernel: k => saveFirstFormat(k, k.input(2)),
  lower: { kind: 'host' },
})

export const SaveV2 = defineOp('SaveV2', {
  inputs: ['prefix: string', 'tensor_names: string', 'shape_and_slices: string', 'tensors: dtypes'],
  attrs: ['dtypes: list(type) >= 1'],
  infer: saves([1, 2], 'tensors'),
  hostAccess: { to: 'files' },
  gradient: 'unregistered',
  kernel: k => {
    const [prefix, names, slices, tensors] = [k.input(0), k.input(1), k.input(2), k.list('tensors')]
    checkNames(prefix, names, slices)
    if (tensors.length !== names.size)
      throw invalidArgument(`Got ${names.size} tensor names but ${tensors.length} tensors.`)
    const writer = new BundleWriter(textAt(prefix, 0))
    try {
      for (const [i, tensor] of tensors.entries()) {
        const key = keyOf(bytesAt(names, i))
        const text = textAt(slices, i)
        if (text === '') writer.add(key, tensor)
        else {
          const { shape, slice } = partOf(text, tensor)
          writer.addSlice(key, shape, slice, tensor)
        }
      }
      writer.finish()
    } catch (error) {
      writer.abandon()
      throw error
    }
    return []
  },
  lower: { kind: 'host' },
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
  kernel: k => {
    const [prefixes, destination] = [k.input(0), k.input(1)]
    if (prefixes.shape.length !== 1)
      throw invalidArgument(
        `Input checkpoint_prefixes should be an 1-D tensor, got ${shapeText(prefixes.shape)} instead.`,
      )
    if (destination.shape.length !== 0)
      throw invalidArgument(
        `Input destination_prefix should be a scalar tensor, got ${shapeText(destination.shape)} instead.`,
      )
    const sources = Array.from({ length: prefixes.size }, (_, i) => textAt(prefixes, i))
    mergeBundles(sources, textAt(destination, 0))
    if (k.attr('delete_old_dirs') === true) removeFolders(sources)
    return []
  },
  lower: { kind: 'host' },
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

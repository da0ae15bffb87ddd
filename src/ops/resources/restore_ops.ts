/** Reading checkpoints of both formats (core/ops/io_ops.cc, core/kernels/restore_op.cc, save_restore_v2_ops.cc). */
import { invalidArgument, notFound, type Status } from '../../errors/status.ts'
import { indexFile, keyOf } from '../../formats/checkpoint/bundle_files.ts'
import { BundleReader } from '../../formats/checkpoint/bundle_reader.ts'
import { SlicesReader } from '../../formats/checkpoint/slices_reader.ts'
import { parseShapeAndSlice } from '../../formats/checkpoint/tensor_slice.ts'
import { filesRenamed } from '../../formats/files/atomic_file.ts'
import { matchingFiles } from '../../formats/files/matching_files.ts'
import { defineOp } from '../../graph/op_def.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { asBuffer } from '../../tensor/array_parts.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { NDArray } from '../../tensor/ndarray.ts'
import { sameShape, shapeText } from '../../tensor/shape.ts'
import { bytesAt, checkNames, ranks, textAt } from './checkpoint_inputs.ts'

/**
 * The checkpoints that a run reads, each opened once. What this process writes in the meantime is read anew; what others write would not fit to
 * what was read before.
 */
class OpenCheckpoints<Reader extends { close(): void }> {
  readonly #open: (path: string) => Reader
  readonly #readers = new Map<string, Reader>()
  /** Thousands of nodes ask for the same one. */
  #last: { readonly path: Uint8Array; readonly moment: number; readonly reader: Reader } | undefined

  constructor(open: (path: string) => Reader) {
    this.#open = open
  }
  reader(path: Uint8Array): Reader {
    const moment = filesRenamed()
    if (this.#last?.path === path && this.#last.moment === moment) return this.#last.reader
    const text = asBuffer(path).toString()
    const key = `${moment} ${text}`
    const reader = this.#readers.get(key) ?? this.#open(text)
    this.#readers.set(key, reader)
    this.#last = { path, moment, reader }
    return reader
  }
  close(): void {
    for (const reader of this.#readers.values()) reader.close()
    this.#readers.clear()
  }
}

/** The reader of files of the first format. */
const slicesReader = (k: KernelContext, pattern: NDArray): SlicesReader =>
  k
    .stepFile('checkpoints of the first format', () => new OpenCheckpoints(path => new SlicesReader(path)))
    .reader(bytesAt(pattern, 0))
/** The reader of a checkpoint of the second format, or, where there is none, of the first. */
const anyReader = (k: KernelContext, prefix: NDArray): BundleReader | SlicesReader =>
  k.stepFile('checkpoints', () => new OpenCheckpoints(ofEitherFormat)).reader(bytesAt(prefix, 0))
const ofEitherFormat = (prefix: string): BundleReader | SlicesReader =>
  matchingFiles(indexFile(prefix)).length > 0 ? new BundleReader(prefix) : new SlicesReader(prefix)

/** One tensor, or a part of it, of a checkpoint of the first format. */
function restoreFirstFormat(
  k: KernelContext,
  index: number,
  slices: NDArray | undefined,
  opened?: SlicesReader,
): NDArray {
  const [pattern, names] = [k.input(0), k.input(1)]
  if (pattern.size !== 1)
    throw invalidArgument(`Input 0 (file_pattern) must be a string scalar; got a tensor of ${pattern.size}elements`)
  const expected = (k.outputTypes[index] as DType).base_dtype
  const reader = opened ?? slicesReader(k, pattern)
  const name = textAt(names, index)
  const key = keyOf(bytesAt(names, index))
  if (!reader.has(key)) throw notFound(`Tensor name "${name}" not found in checkpoint files ${textAt(pattern, 0)}`)
  const { dtype, shape } = reader.tensor(key)
  if (dtype !== expected)
    throw invalidArgument(
      `Expected to restore a tensor of type ${expected.cpp_name}, got a tensor of type ${dtype.cpp_name} instead: tensor_name = ${name}`,
    )
  const text = slices ? textAt(slices, index) : ''
  if (text === '') return reader.read(key)
  const part = parseShapeAndSlice(text)
  if (!sameShape(part.shape, shape))
    throw invalidArgument(
      `Shape in shape_and_slice spec does not match the shape in the save file: ${shapeText(part.shape)}, save file shape: ${shapeText(shape)}`,
    )
  return reader.read(key, part.slice)
}
function restoreOne(k: KernelContext, slices: NDArray | undefined): NDArray {
  const [names] = [k.input(1)]
  if (names.size !== 1)
    throw invalidArgument(`Input 1 (tensor_name) must be a string scalar; got a tensor of ${names.size}elements`)
  if (slices && slices.size !== 1)
    throw invalidArgument(`Expected 1 element for the tensor shape and slice but got ${slices.size}`)
  return restoreFirstFormat(k, 0, slices)
}
const refusedShard = (node: { attr(name: string): unknown }): Status | undefined =>
  Number(node.attr('preferred_shard')) < -1
    ? invalidArgument("Attribute 'preferred_shard' must be greater or equal to -1")
    : undefined

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
  refuses: node => refusedShard(node),
  kernel: k => restoreOne(k, undefined),
  lower: { kind: 'host' },
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
  refuses: node => refusedShard(node),
  kernel: k => restoreOne(k, k.input(2)),
  lower: { kind: 'host' },
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
  kernel: k => {
    const [prefixes, names, slices] = [k.input(0), k.input(1), k.input(2)]
    checkNames(prefixes, names, slices)
    const { outputTypes } = k
    if (names.size !== outputTypes.length)
      throw invalidArgument(`Got ${names.size} tensor names, but ${outputTypes.length} expected dtypes.`)
    const reader = anyReader(k, prefixes)
    if (reader instanceof SlicesReader) return outputTypes.map((_, i) => restoreFirstFormat(k, i, slices, reader))
    const fillings = outputTypes.map((type, i) => {
      const key = keyOf(bytesAt(names, i))
      const shape = reader.shape(key)
      const text = textAt(slices, i)
      const part = text === '' ? undefined : parseShapeAndSlice(text)
      if (part && !sameShape(part.shape, shape))
        throw invalidArgument(
          `Shape in shape_and_slice spec ${shapeText(part.shape)} does not match the shape stored in checkpoint: ${shapeText(shape)}`,
        )
      return reader.prepare(key, type.base_dtype, part?.slice)
    })
    // once nothing is wrong with any of them
    return fillings.map((fill, i) => fill((_, size) => k.newOutput(i, size)))
  },
  fillsVariables: true,
  lower: { kind: 'host' },
})

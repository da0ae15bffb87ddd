/** Whole files, and which there are (kernels/whole_file_read_ops.cc, matching_files_op.cc). */
import { pyfunction } from '../../calling/signature.ts'
import { invalidArgument } from '../../errors/status.ts'
import { matchingFilesIn } from '../../formats/files/matching_files.ts'
import { readWholeFile, writeWholeFile } from '../../formats/files/whole_file.ts'
import { apply, applyOp } from '../../graph/build/apply_op.ts'
import type { Name, TensorLike } from '../../graph/build/convert.ts'
import { defineOp, opSpec } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import type { InferenceContext } from '../../graph/shape_inference.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { KernelContext } from '../../kernels/kernel.ts'
import { asBuffer } from '../../tensor/array_parts.ts'
import { NDArray } from '../../tensor/ndarray.ts'
import { type Shape, shapeText } from '../../tensor/shape.ts'

const scalars = (c: InferenceContext): readonly Shape[] => {
  for (const shape of c.inputs()) c.withRank(shape, 0)
  return c.outputTypes.map(() => [])
}
const fileSpec = opSpec({ hostAccess: { to: 'files' }, gradient: 'unregistered', lower: { kind: 'host' } })

/** The bytes of input `index`; `what` it is, for the message where it is more than one. */
function bytesOf(k: KernelContext, index: number, what: string): Buffer {
  const value = k.input(index)
  if (value.shape.length > 0)
    throw invalidArgument(`${what} tensor must be scalar, but had shape: ${shapeText(value.shape)}`)
  return asBuffer((value.data as Uint8Array[])[0] as Uint8Array)
}

export const MatchingFiles = defineOp('MatchingFiles', {
  ...fileSpec,
  inputs: ['pattern: string'],
  outputs: ['filenames: string'],
  infer: c => {
    c.withRank(c.input(0), 0)
    return [[null]]
  },
  kernel: k => {
    const names = matchingFilesIn(bytesOf(k, 0, 'Input pattern').toString())
    return new NDArray(
      'string',
      [names.length],
      names.map(name => Buffer.from(name)),
    )
  },
})
export const ReadFile = defineOp('ReadFile', {
  ...fileSpec,
  inputs: ['filename: string'],
  outputs: ['contents: string'],
  infer: scalars,
  kernel: k => new NDArray('string', [], [readWholeFile(bytesOf(k, 0, 'Input filename').toString())]),
})
export const WriteFile = defineOp('WriteFile', {
  ...fileSpec,
  inputs: ['filename: string', 'contents: string'],
  infer: scalars,
  kernel: k => {
    const path = bytesOf(k, 0, 'Input filename').toString()
    writeWholeFile(path, bytesOf(k, 1, 'Contents'))
    return []
  },
})

/**
 * The names of the files that `pattern` (a string scalar) means: `*` and `?` stand for no slash. A vector, in the order of the names; it is
 * empty where there are none. Run-time errors: NotFound where the folder before the first wild card is not there.
 */
export const matching_files = pyfunction(
  'matching_files(pattern, name=None)',
  ({ pattern, name }: { pattern: TensorLike; name: Name }): Tensor => apply(MatchingFiles, { pattern }, name),
)
/** The bytes of a file: a string scalar. Run-time errors: NotFound, FailedPrecondition for a folder, InvalidArgument for a pipe. */
export const read_file = pyfunction(
  'read_file(filename, name=None)',
  ({ filename, name }: { filename: TensorLike; name: Name }): Tensor => apply(ReadFile, { filename }, name),
)
/** The operation that makes the file `filename` of the bytes `contents`, both string scalars. Folders must be there. */
export const write_file = pyfunction(
  'write_file(filename, contents, name=None)',
  ({ filename, contents, name }: { filename: TensorLike; contents: TensorLike; name: Name }): Operation =>
    applyOp(WriteFile, { filename, contents }, name),
)

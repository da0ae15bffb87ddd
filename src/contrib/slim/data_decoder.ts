/** What decodes the samples of a data set (contrib/slim/data/data_decoder.py). */
import type { PythonArguments } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { NotImplementedError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'

export type DecodeText = 'decode(data, items=None)'
export interface DecodeArgs {
  data: TensorLike
  items: readonly string[] | null
}

/** The base of decoders. */
export class DataDecoder {
  /** A tensor for each of `items`, from a sample as a reader gives it. */
  // biome-ignore lint/suspicious/noExplicitAny: tensors, sparse tensors, or what a callback makes
  decode(..._args: PythonArguments<DecodeText, DecodeArgs>): any[] {
    throw new NotImplementedError('decode')
  }
  /** The names of the items that there are. */
  list_items(): string[] {
    throw new NotImplementedError('list_items')
  }
}
// @ts-expect-error the guarded class takes its place
DataDecoder = guardedClass(DataDecoder)

/** What a data set consists of (contrib/slim/data/dataset.py). */
import { areKeywords } from '../../calling/keywords.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { isPlainObject } from '../../errors/plain_object.ts'
import type { DataDecoder } from './data_decoder.ts'
import type { ReaderClass } from './parallel_reader.ts'

const DATASET_TEXT = 'Dataset(data_sources, reader, decoder, num_samples, items_to_descriptions)'
interface DatasetArgs {
  data_sources: string | readonly string[]
  reader: ReaderClass
  decoder: DataDecoder
  num_samples: number
  items_to_descriptions: unknown
}

/**
 * Files, the class of reader that reads them, the decoder of what it reads, the number of samples, and a description for each item. More keywords
 * are kept as they are.
 *
 *     const data = new slim.dataset.Dataset(files, tf.TFRecordReader, decoder, 60000, { image: 'A digit.' }, { num_classes: 10 })
 */
export class Dataset {
  data_sources!: string | readonly string[]
  reader!: ReaderClass
  decoder!: DataDecoder
  num_samples!: number
  items_to_descriptions!: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: what a program adds
  [more: string]: any

  constructor(
    ...args:
      | PythonArguments<typeof DATASET_TEXT, DatasetArgs>
      | [...PythonArguments<typeof DATASET_TEXT, DatasetArgs>, Readonly<Record<string, unknown>>]
  ) {
    const given: readonly unknown[] = args
    const last = given.at(-1)
    const { length } = DATASET.parameters
    const more: Record<string, unknown> = {}
    let own = given
    // the last parameter may be a plain object too
    if (isPlainObject(last) && (areKeywords(last) || given.length !== length)) {
      const known: Record<string, unknown> = {}
      for (const [key, value] of Object.entries(last as object))
        (DATASET.parameters.some(({ name }) => name === key) ? known : more)[key] = value
      own = [...given.slice(0, -1), ...(Object.keys(known).length > 0 ? [known] : [])]
    }
    Object.assign(this, more, DATASET.bind(own))
  }
}
// @ts-expect-error the guarded class takes its place
Dataset = guardedClass(Dataset)
const DATASET = setSignature(Dataset, DATASET_TEXT)

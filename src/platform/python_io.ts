/** tf.python_io: files of records (lib/io/tf_record.py). */
import { pathText } from '../calling/path_text.ts'
import { pythonTypeName } from '../calling/python_repr.ts'
import { type PythonArguments, pyfunction, setMethodSignatures, setSignature } from '../calling/signature.ts'
import { guardedClass, guardMethods } from '../errors/boundary.ts'
import { TypeError } from '../errors/python.ts'
import type { Compression } from '../formats/compression.ts'
import { RecordFileWriter, RecordIterator } from '../formats/files/record_files.ts'
import { TFRecordOptions } from '../ops/resources/record_options.ts'
import { checkInterrupts, watchInterrupts } from '../runtime/interrupts.ts'

export { TFRecordCompressionType, TFRecordOptions } from '../ops/resources/record_options.ts'

interface FileArgs {
  path: string
  options: TFRecordOptions | null
}
const compressionOf = (options: TFRecordOptions | null): Compression =>
  TFRecordOptions.get_compression_type_string(options)
guardMethods(RecordIterator)
/**
 * The records of a file, one by one, as bytes; the file is opened when the first is asked for, and read in pieces.
 *
 *     for (const bytes of tf.python_io.tf_record_iterator(path)) tf.train.Example.FromString(bytes)
 *
 * Errors, as the records are read: NotFoundError where there is no such file, DataLossError where it is damaged (TensorFlow 0.12.1 ends there
 * without one). What is left of a header at the end of a file is ignored, as in TensorFlow.
 */
export const tf_record_iterator = pyfunction(
  'tf_record_iterator(path, options=None)',
  ({ path, options }: FileArgs): RecordIterator => new RecordIterator(pathText(path), compressionOf(options)),
)

const WRITER_TEXT = 'TFRecordWriter(path, options=None)'
const METHODS = { write: 'write(record)' } as const

/**
 * Writes records to a new file, in place of one that is there.
 *
 *     const writer = new tf.python_io.TFRecordWriter('train.tfrecords')
 *     writer.write(example.SerializeToString())
 *     writer.close()
 *
 * Errors: NotFoundError and the like where the file cannot be made, ResourceExhaustedError where the disk is full. The file is whole after
 * `close`, at the end of `using` or `tf.with`, and when the process ends.
 */
export class TFRecordWriter {
  readonly #file: RecordFileWriter

  constructor(...args: PythonArguments<typeof WRITER_TEXT, FileArgs>) {
    const { path, options } = WRITER.bind(args) as unknown as FileArgs
    const compression = compressionOf(options)
    this.#file = new RecordFileWriter(pathText(path), compression)
    watchInterrupts()
  }
  /** Adds a record: bytes, or a text as UTF-8. */
  write(...args: PythonArguments<typeof METHODS.write, { record: Uint8Array | string }>): void
  write(record: Uint8Array | string): void {
    checkInterrupts()
    if (typeof record === 'string') this.#file.write(Buffer.from(record))
    else if (record instanceof Uint8Array) this.#file.write(record)
    else throw new TypeError(`expected bytes, ${pythonTypeName(record)} found`)
  }
  /** Closes the file; later writes are ignored. */
  close(): void {
    this.#file.close()
  }
  [Symbol.dispose](): void {
    this.close()
  }
}
// @ts-expect-error the guarded class takes its place
TFRecordWriter = guardedClass(TFRecordWriter)
const WRITER = setSignature(TFRecordWriter, WRITER_TEXT)
setMethodSignatures(TFRecordWriter, ...Object.values(METHODS))

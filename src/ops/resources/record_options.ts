/** Options of files of records (lib/io/tf_record.py). */
import { noAttribute, pythonRepr } from '../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { KeyError } from '../../errors/python.ts'
import type { Compression } from '../../formats/compression.ts'

/** How files of records are compressed. */
export const TFRecordCompressionType = { NONE: 0, ZLIB: 1, GZIP: 2 } as const

const OPTIONS_TEXT = 'TFRecordOptions(compression_type)'
const NAMES: ReadonlyMap<unknown, Compression> = new Map([
  [TFRecordCompressionType.NONE, ''],
  [TFRecordCompressionType.ZLIB, 'ZLIB'],
  [TFRecordCompressionType.GZIP, 'GZIP'],
])

/** How to read or write a file of records. */
export class TFRecordOptions {
  readonly compression_type: number

  constructor(...args: PythonArguments<typeof OPTIONS_TEXT, { compression_type: number }>) {
    this.compression_type = OPTIONS.bind(args)['compression_type'] as number
  }
  /** `''`, `'ZLIB'` or `'GZIP'`. Error: KeyError for a type that there is not. */
  static get_compression_type_string(options: TFRecordOptions | null): Compression {
    if (!options) return ''
    if (!(options instanceof TFRecordOptions)) throw noAttribute(options, 'compression_type')
    const name = NAMES.get(Number(options.compression_type))
    if (name === undefined) throw new KeyError(pythonRepr(options.compression_type))
    return name
  }
}
// @ts-expect-error the guarded class takes its place
TFRecordOptions = guardedClass(TFRecordOptions)
const OPTIONS = setSignature(TFRecordOptions, OPTIONS_TEXT)

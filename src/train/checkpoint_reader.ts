/** Looking into checkpoints without a graph (pywrap_tensorflow: CheckpointReader). */
import { pythonRepr } from '../calling/python_repr.ts'
import { pyfunction, setMethodSignatures } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { TypeError } from '../errors/python.ts'
import { indexFile, keyOf, nameOf } from '../formats/checkpoint/bundle_files.ts'
import { BundleReader } from '../formats/checkpoint/bundle_reader.ts'
import { SlicesReader } from '../formats/checkpoint/slices_reader.ts'
import { matchingFiles } from '../formats/files/matching_files.ts'
import { type Element, readElement } from '../tensor/array_parts.ts'
import type { NDArray } from '../tensor/ndarray.ts'

type Name = string | Uint8Array
const METHODS = {
  has_tensor: 'has_tensor(tensor_str)',
  get_tensor: 'get_tensor(tensor_str)',
} as const
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString()
  throw new TypeError(`Expected binary or unicode string, got ${pythonRepr(value)}`)
}

/** A file that holds a slice of a tensor has an entry under a name that begins so. */
const SLICE_MARK = '\0'

/** Closes the files of readers that nobody holds any more. */
const forgotten = new FinalizationRegistry<BundleReader | SlicesReader>(reader => reader.close())

/** The tensors of a checkpoint of either format. */
export class CheckpointReader {
  readonly #reader: BundleReader | SlicesReader

  constructor(filepattern: Name) {
    const pattern = textOf(filepattern)
    const second = matchingFiles(indexFile(pattern)).length > 0
    this.#reader = second ? new BundleReader(pattern) : new SlicesReader(pattern)
    forgotten.register(this, this.#reader)
  }
  has_tensor(tensor_str: Name): boolean {
    return this.#reader.has(keyOf(textOf(tensor_str)))
  }
  /** The whole value: of a partitioned variable, its slices put together. Error: NotFoundError for a name that is not there. */
  get_tensor(tensor_str: Name): NDArray | Element {
    const value = this.#reader.read(keyOf(textOf(tensor_str)))
    return value.shape.length === 0 ? readElement(value.dtype, value.data, 0) : value
  }
  /** The shape of each tensor, by name. */
  get_variable_to_shape_map(): Record<string, number[]> {
    const reader = this.#reader
    return Object.fromEntries(tensorKeys(reader).map(key => [nameOf(key), [...reader.tensor(key).shape]]))
  }
  /** A line for each tensor: its name, type and shape. */
  debug_string(): string {
    const reader = this.#reader
    return tensorKeys(reader)
      .map(key => {
        const { dtype, shape } = reader.tensor(key)
        return `${nameOf(key)} (DT_${dtype.cpp_name.toUpperCase()}) [${shape}]\n`
      })
      .join('')
  }
}
// @ts-expect-error the guarded class takes its place
CheckpointReader = guardedClass(CheckpointReader)
setMethodSignatures(CheckpointReader, ...Object.values(METHODS))

const tensorKeys = (reader: BundleReader | SlicesReader): string[] =>
  [...reader.keys].filter(key => !(reader instanceof BundleReader && key.startsWith(SLICE_MARK)))

/** Opens a checkpoint, given its path or, of sharded ones of the first format, the pattern of its files. */
export const NewCheckpointReader = pyfunction(
  'NewCheckpointReader(filepattern)',
  ({ filepattern }: { filepattern: Name }): CheckpointReader => new CheckpointReader(filepattern),
)

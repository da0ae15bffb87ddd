/** numpy's files of arrays: load, save, savez, fromfile, tofile. Arrays of objects, which are pickles, are refused. */
import { KeyError, TypeError, ValueError } from '../../errors/index.ts'
import { elementsOf, isNpy, npyBytes, parseNpy, type RawType } from '../../formats/npy.ts'
import { type ZipEntry, zipBytes, zipEntries } from '../../formats/zip_archive.ts'
import { toArray } from '../../np/values.ts'
import { contiguous, NDArray } from '../../tensor/ndarray.ts'
import { openFile, PyFile, pathText } from '../builtins/files.ts'
import { requireIndex } from '../objects/convert.ts'
import { str } from '../objects/text/repr.ts'
import { methods, native } from '../objects/values/callable.ts'
import type { PyDict } from '../objects/values/dict.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { isObjectArray } from './object_arrays.ts'
import { rawTypeOf } from './scalar_type.ts'

/** All that is left of a file, which may be given by its name. */
export function bytesIn(file: unknown): Buffer {
  if (file instanceof PyFile) return file.readBytes(null)
  const opened = openFile(pathText(file), 'rb')
  try {
    return opened.readBytes(null)
  } finally {
    opened.close()
  }
}

/** Writes bytes to a file, which may be given by its name; `ending` is added to names that lack it. */
export function writeBytes(file: unknown, bytes: Buffer, ending = ''): void {
  if (file instanceof PyFile) {
    file.write(bytes)
    return
  }
  const name = pathText(file)
  const opened = openFile(name.endsWith(ending) ? name : name + ending, 'wb')
  try {
    opened.write(bytes)
  } finally {
    opened.close()
  }
}

function arrayIn(bytes: Uint8Array): NDArray {
  const { array, columnMajor } = parseNpy(bytes)
  const made = new NDArray(array.dtype, array.shape, array.data)
  return columnMajor ? made.T : made
}

/** The arrays of an .npz file, which are read when they are asked for. */
class NpzFile {
  static readonly pythonName = 'NpzFile'
  readonly entries: ReadonlyMap<string, ZipEntry>
  constructor(entries: readonly ZipEntry[]) {
    this.entries = new Map(entries.map(entry => [entry.name.replace(/\.npy$/, ''), entry]))
  }
  get names(): string[] {
    return [...this.entries.keys()]
  }
  item(name: string): unknown {
    const entry = this.entries.get(name.replace(/\.npy$/, ''))
    if (!entry) throw new KeyError(`${name} is not a file in the archive`)
    const bytes = entry.read()
    return isNpy(bytes) ? arrayIn(bytes) : bytes
  }
}
const NPZ = new PyType('NpzFile', {
  module: 'numpy.lib.npyio',
  construct: () => {
    throw new TypeError("cannot create 'NpzFile' instances")
  },
  check: value => value instanceof NpzFile,
})
NPZ.getters = new Map([['files', (self: unknown) => (self as NpzFile).names]])
NPZ.methods = methods({
  '__getitem__(key)': (self: NpzFile, key: unknown) => self.item(str(key)),
  '__contains__(key)': (self: NpzFile, key: unknown) => self.entries.has(str(key)),
  '__iter__()': (self: NpzFile) => self.names[Symbol.iterator](),
  '__len__()': (self: NpzFile) => self.entries.size,
  '__enter__()': (self: NpzFile) => self,
  '__exit__(type, value, traceback)': () => null,
  'keys()': (self: NpzFile) => self.names,
  'values()': (self: NpzFile) => self.names.map(name => self.item(name)),
  'items()': (self: NpzFile) => self.names.map(name => PyTuple.from_items([name, self.item(name)])),
  'get(key, default=None)': (self: NpzFile, key: unknown, otherwise: unknown) =>
    self.entries.has(str(key)) ? self.item(str(key)) : otherwise,
  'close()': () => null,
})
registerType(NpzFile, NPZ)

/** A file as numpy saves them: an array, an archive of arrays. Pickles are refused. */
function load(file: unknown): unknown {
  const bytes = bytesIn(file)
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0x04034b50) return new NpzFile(zipEntries(bytes))
  if (isNpy(bytes)) return arrayIn(bytes)
  if (bytes.length === 0) throw new ValueError('No data left in file')
  throw new ValueError('Cannot load file containing pickled data: it is no array that np.save has written')
}

/** What is saved for a value. */
function bytesOf(value: unknown): Buffer {
  const array = value instanceof NDArray ? value : toArray(value)
  if (isObjectArray(array)) throw new ValueError('Object arrays cannot be saved when allow_pickle=False')
  return npyBytes(contiguous(array))
}

const saved =
  (deflate: boolean) =>
  (file: unknown, args: PyTuple, keywords: PyDict): null => {
    const named: [string, Buffer][] = [...args].map((value, i) => [`arr_${i}.npy`, bytesOf(value)])
    for (const [key, value] of keywords) {
      const name = `${str(key)}.npy`
      if (named.some(([other]) => other === name))
        throw new ValueError(`Cannot use un-named variables and keyword ${str(key)}`)
      named.push([name, bytesOf(value)])
    }
    writeBytes(file, zipBytes(named, deflate), '.npz')
    return null
  }

/** Elements of a type from bytes: as many as there are, or `count`. */
export function rawElements(bytes: Uint8Array, type: RawType, count: number, exact: boolean): NDArray {
  if (type.size === 0) throw new ValueError('itemsize cannot be zero in type')
  if (exact && count < 0 && bytes.length % type.size !== 0)
    throw new ValueError('buffer size must be a multiple of element size')
  const there = Math.floor(bytes.length / type.size)
  if (exact && count > there) throw new ValueError('buffer is smaller than requested size')
  const length = count < 0 ? there : Math.min(count, there)
  return new NDArray(type.dtype, [length], elementsOf(bytes, type, length))
}

/** Bytes that a program gives: a text of Python 2 is one. */
function givenBytes(buffer: unknown): Uint8Array {
  if (buffer instanceof Uint8Array) return buffer
  if (buffer instanceof NDArray) return buffer.to_bytes()
  if (typeof buffer === 'string') return Buffer.from(buffer, 'latin1')
  throw new TypeError('a bytes-like object is required')
}

export const DATA_FILES: Readonly<Record<string, unknown>> = {
  load: native("load(file, mmap_mode=None, allow_pickle=False, fix_imports=True, encoding='ASCII')", load),
  save: native('save(file, arr, allow_pickle=True, fix_imports=True)', (file: unknown, array: unknown) => {
    writeBytes(file, bytesOf(array), '.npy')
    return null
  }),
  savez: native('savez(file, *args, **kwds)', saved(false)),
  savez_compressed: native('savez_compressed(file, *args, **kwds)', saved(true)),
  frombuffer: native(
    'frombuffer(buffer, dtype=None, count=-1, offset=0)',
    (buffer: unknown, dtype: unknown, count: unknown, offset: unknown) => {
      const bytes = givenBytes(buffer).subarray(requireIndex(offset))
      if (bytes.length === 0) throw new ValueError('buffer is empty')
      const made = rawElements(bytes, rawTypeOf(dtype ?? 'float64'), requireIndex(count), true)
      made.flags.writeable = false
      return made
    },
  ),
  fromfile: native(
    "fromfile(file, dtype=None, count=-1, sep='')",
    (file: unknown, dtype: unknown, count: unknown, separator: unknown) => {
      const type = rawTypeOf(dtype ?? 'float64')
      const most = requireIndex(count)
      if (str(separator) === '') {
        const wanted = most < 0 ? null : most * type.size
        const bytes = file instanceof PyFile ? file.readBytes(wanted) : bytesIn(file)
        return rawElements(bytes, type, most, false)
      }
      const words = bytesIn(file)
        .toString('latin1')
        .split(str(separator).trim() || /\s+/)
      const numbers = words
        .map(word => word.trim())
        .filter(word => word !== '')
        .map(Number)
      return NDArray.of(most < 0 ? numbers : numbers.slice(0, most), type.dtype)
    },
  ),
}

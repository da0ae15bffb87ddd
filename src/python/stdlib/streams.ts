/** io, StringIO, cStringIO, codecs' files. */

import { ValueError } from '../../errors/index.ts'
import { decodeText, encodeText } from '../builtins/encodings.ts'
import { MEMORY_FILE, openFile, PyFile, PyMemoryFile, pathText } from '../builtins/files.ts'
import { machine } from '../objects/machine.ts'
import { str } from '../objects/text/repr.ts'
import { CALL, native } from '../objects/values/callable.ts'
import { int } from '../objects/values/numbers.ts'
import { tuple } from '../objects/values/tuple.ts'
import { PyType, registerType } from '../objects/values/type.ts'

/** io.BytesIO. */
class PyBytesFile extends PyMemoryFile {
  static override readonly pythonName = 'BytesIO'
}

const contentOf = (value: unknown): string | Buffer | null =>
  value === null || Buffer.isBuffer(value) ? value : str(value)

const BYTES_FILE = new PyType('BytesIO', {
  base: MEMORY_FILE,
  module: '_io',
  construct: native(
    'BytesIO(initial_bytes=None)',
    (content: unknown) =>
      new PyBytesFile(typeof content === 'string' ? Buffer.from(content, 'latin1') : contentOf(content), {
        binary: true,
      }),
  )[CALL],
  check: value => value instanceof PyBytesFile,
})
registerType(PyBytesFile, BYTES_FILE)

const TEXT_FILE = new PyType('StringIO', {
  base: MEMORY_FILE,
  module: '_io',
  construct: native(
    'StringIO(initial_value=None, newline=None)',
    (content: unknown) => new PyMemoryFile(contentOf(content), { binary: false, unicode: true }),
  )[CALL],
  check: value => value instanceof PyMemoryFile && !(value instanceof PyBytesFile),
})

/** Python 2's, which takes bytes and text. */
const STRING_IO = native(
  'StringIO(buf=None)',
  (content: unknown) => new PyMemoryFile(contentOf(content), { binary: false }),
)

export const IO: Readonly<Record<string, unknown>> = {
  BytesIO: BYTES_FILE,
  StringIO: TEXT_FILE,
  open: native(
    "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True)",
    (name: unknown, mode: string, _: unknown, encoding: unknown) => openFile(pathText(name), mode, encoding, true),
  ),
  SEEK_SET: int(0),
  SEEK_CUR: int(1),
  SEEK_END: int(2),
  DEFAULT_BUFFER_SIZE: int(8192),
}

export const STRING_IO_MODULE: Readonly<Record<string, unknown>> = { StringIO: STRING_IO }

const encode = native(
  "encode(obj, encoding='utf-8', errors='strict')",
  (value: unknown, encoding: unknown, errors: unknown) =>
    encodeText(Buffer.isBuffer(value) ? value.toString('latin1') : str(value), str(encoding), str(errors)),
)
const decode = native(
  "decode(obj, encoding='utf-8', errors='strict')",
  (value: unknown, encoding: unknown, errors: unknown) =>
    decodeText(Buffer.isBuffer(value) ? value : Buffer.from(str(value)), str(encoding), str(errors)),
)

/** What `getwriter` and `getreader` give: it hands out the stream itself, which encodes by its own rule. */
const sameStream = (encoding: unknown): unknown => {
  encodeText('', str(encoding))
  return native('StreamReaderWriter(stream, errors=None)', (stream: unknown) => stream)
}

export const CODECS: Readonly<Record<string, unknown>> = {
  open: native(
    "open(filename, mode='r', encoding=None, errors='strict', buffering=1)",
    (name: unknown, mode: string, encoding: unknown) => openFile(pathText(name), mode, encoding, encoding !== null),
  ),
  encode,
  decode,
  getreader: native('getreader(encoding)', sameStream),
  getwriter: native('getwriter(encoding)', sameStream),
  lookup: native('lookup(encoding)', (encoding: unknown) => {
    encodeText('', str(encoding))
    return tuple(encode, decode)
  }),
  BOM_UTF8: Buffer.from([0xef, 0xbb, 0xbf]),
}

/** The bytes of a value that a program has: bytes, or text in UTF-8. */
export function bytesOf(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value
  if (typeof value === 'string') return Buffer.from(value)
  throw new ValueError('a bytes-like object is required')
}

/** Bytes as a program sees them: in Python 2 those that are text are a str like any other. */
export const presented = (bytes: Buffer): string | Buffer =>
  machine.version === 2 && bytes.every(byte => byte < 128) ? bytes.toString('latin1') : bytes

/** What a file of a program has left to read. */
export const restOf = (file: unknown, read: (file: unknown) => unknown): Buffer =>
  file instanceof PyFile ? file.readBytes(null) : bytesOf(read(file))

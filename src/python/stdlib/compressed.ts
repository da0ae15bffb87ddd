/** gzip, zlib. */
import { writeFileSync } from 'node:fs'
import { constants, deflateSync, gunzipSync, gzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { IOError } from '../../errors/index.ts'
import { MemoryStore } from '../builtins/byte_stores.ts'
import { FILE, openFile, PyFile, pathText } from '../builtins/files.ts'
import { callMethod } from '../objects/attributes.ts'
import { optionalIndex, requireIndex } from '../objects/convert.ts'
import { Exception } from '../objects/exceptions.ts'
import { MOST_BYTES } from '../objects/limits.ts'
import { withFile } from '../objects/system_errors.ts'
import { str } from '../objects/text/repr.ts'
import { CALL, native } from '../objects/values/callable.ts'
import { int } from '../objects/values/numbers.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { adler32, crc32 } from './checksums.ts'
import { bytesOf, restOf } from './streams.ts'

class ZlibError extends Exception {}
Object.defineProperty(ZlibError, 'name', { value: 'error' })

/** Decompresses; what is none, or becomes larger than a bytes object can be, is an error of the caller's class. */
function decompressed(
  action: (limit: { maxOutputLength: number }) => Buffer,
  wrong: (message: string) => Error,
): Buffer {
  try {
    return action({ maxOutputLength: MOST_BYTES })
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'string') throw wrong((error as Error).message)
    throw error
  }
}

export const gunzip = (bytes: Buffer): Buffer =>
  decompressed(
    limit => gunzipSync(bytes, limit),
    () => new IOError('Not a gzipped file'),
  )
export const inflateRaw = (bytes: Buffer): Buffer =>
  decompressed(
    limit => inflateRawSync(bytes, limit),
    message => new IOError(`Error while decompressing: ${message}`),
  )

/** A file whose bytes are compressed in another one: decompressed when it is opened, compressed when it is closed. */
export class PyCompressedFile extends PyFile {
  static override readonly pythonName = 'GzipFile'
  readonly #finish: ((bytes: Buffer) => void) | null

  constructor(
    name: string,
    mode: string,
    content: Buffer,
    form: { binary: boolean; encoding: string },
    finish: ((bytes: Buffer) => void) | null,
  ) {
    super(name, mode, new MemoryStore(content), { ...form, universalNewlines: !form.binary })
    this.#finish = finish
  }
  override close(): void {
    if (!this.closed) this.#finish?.(this.contents())
    super.close()
  }
}

const GZIP_FILE = new PyType('GzipFile', {
  base: FILE,
  module: 'gzip',
  writtenInPython: true,
  construct: native(
    'GzipFile(filename=None, mode=None, compresslevel=9, fileobj=None, mtime=None)',
    (name: unknown, mode: unknown, level: unknown, file: unknown) => openGzip(name, mode, level, file, null),
  )[CALL],
  check: value => value instanceof PyCompressedFile,
})
registerType(PyCompressedFile, GZIP_FILE)

function openGzip(given: unknown, givenMode: unknown, level: unknown, file: unknown, encoding: unknown): PyFile {
  const name = given === null ? '' : pathText(given)
  const mode = givenMode === null ? 'rb' : str(givenMode)
  const form = { binary: !mode.includes('t'), encoding: encoding === null ? 'utf-8' : str(encoding) }
  if (/^[rU]/.test(mode)) {
    const bytes =
      file === null
        ? openFile(name, 'rb').readBytes(null)
        : restOf(file, source => callMethod(source, 'read', [], null))
    return new PyCompressedFile(name, mode, gunzip(bytes), form, null)
  }
  // an empty file is there at once
  if (file === null) openFile(name, mode.startsWith('a') ? 'ab' : 'wb').close()
  const options = { level: Math.min(9, Math.max(0, requireIndex(level))) }
  return new PyCompressedFile(name, mode, Buffer.alloc(0), form, bytes => {
    const packed = gzipSync(bytes, options)
    if (file === null) withFile(name, () => writeFileSync(name, packed, { flag: mode.startsWith('a') ? 'a' : 'w' }))
    else callMethod(file, 'write', [packed], null)
  })
}

export const GZIP: Readonly<Record<string, unknown>> = {
  GzipFile: GZIP_FILE,
  open: native(
    "open(filename, mode='rb', compresslevel=9, encoding=None, errors=None, newline=None)",
    (name: unknown, mode: unknown, level: unknown, encoding: unknown) =>
      name !== null && typeof name === 'object' && !Buffer.isBuffer(name)
        ? openGzip(null, mode, level, name, encoding)
        : openGzip(name, mode, level, null, encoding),
  ),
  compress: native('compress(data, compresslevel=9)', (data: unknown, level: unknown) =>
    gzipSync(bytesOf(data), { level: requireIndex(level) }),
  ),
  decompress: native('decompress(data)', (data: unknown) => gunzip(bytesOf(data))),
}

const wrong = (message: string): Error => new ZlibError(`Error -3 while decompressing data: ${message}`)

export const ZLIB: Readonly<Record<string, unknown>> = {
  error: ZlibError,
  MAX_WBITS: int(constants.Z_DEFAULT_WINDOWBITS),
  compress: native('compress(string, level=6)', (data: unknown, level: unknown) =>
    deflateSync(bytesOf(data), { level: requireIndex(level) }),
  ),
  decompress: native('decompress(string, wbits=15, bufsize=0)', (data: unknown, bits: unknown) => {
    const window = optionalIndex(bits) ?? constants.Z_DEFAULT_WINDOWBITS
    const bytes = bytesOf(data)
    if (window < 0) return decompressed(limit => inflateRawSync(bytes, limit), wrong)
    return decompressed(limit => (window > 15 ? gunzipSync(bytes, limit) : inflateSync(bytes, limit)), wrong)
  }),
  crc32: native('crc32(string, value=0)', (data: unknown, start: unknown) =>
    int(crc32(bytesOf(data), requireIndex(start))),
  ),
  adler32: native('adler32(string, value=1)', (data: unknown, start: unknown) =>
    int(adler32(bytesOf(data), requireIndex(start))),
  ),
}

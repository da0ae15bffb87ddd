/** `open` and file objects. */

import { IOError, StopIteration, TypeError, ValueError } from '../../errors/index.ts'
import { optionalIndex, requireIndex } from '../objects/convert.ts'
import { EOFError } from '../objects/exceptions.ts'
import { toArray } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { OBJECT } from '../objects/object_type.ts'
import { withFile } from '../objects/system_errors.ts'
import { str } from '../objects/text/repr.ts'
import { CALL, methods, native } from '../objects/values/callable.ts'
import { declareMembers } from '../objects/values/members.ts'
import { done } from '../objects/values/none.ts'
import { int } from '../objects/values/numbers.ts'
import { PyType, registerType, typeName } from '../objects/values/type.ts'
import { PyUnicode, plainText } from '../objects/values/unicode.ts'
import { type ByteStore, FileStore, MemoryStore } from './byte_stores.ts'
import { decodeText, encodeText, isUtf8 } from './encodings.ts'

type Content = string | Buffer | PyUnicode

const CHUNK = 65536
const NEWLINE = 10

/** How the content of a file is seen. */
interface Form {
  /** Bytes instead of text. */
  readonly binary: boolean
  readonly encoding: string
  /** `\r\n` and `\r` are read as `\n`. */
  readonly universalNewlines: boolean
  /** Text is text in Python 2, too: `io.open`, `codecs.open`. */
  readonly unicode?: boolean
}

/** A file object. */
export class PyFile {
  static readonly pythonName: string = 'file'
  readonly name: string
  readonly mode: string
  closed = false
  readonly #store: ByteStore
  readonly #form: Form
  #position = 0
  /** Bytes that have been read ahead, and where they begin. */
  #ahead: Buffer = Buffer.alloc(0)
  #aheadAt = 0

  constructor(name: string, mode: string, store: ByteStore, form: Form) {
    this.name = name
    this.mode = mode
    this.#store = store
    this.#form = form
  }
  get encoding(): string | null {
    return this.#form.binary ? null : this.#form.encoding
  }
  get descriptor(): number | null {
    return this.#store.descriptor
  }
  protected convert(bytes: Buffer): Content {
    const { binary, encoding, universalNewlines, unicode } = this.#form
    if (binary) return bytes
    // a text of Python 2 is bytes: those that are no text stay bytes
    if (machine.version === 2 && !unicode && !isUtf8(bytes)) return bytes
    const text = decodeText(bytes, encoding)
    const lines = universalNewlines && text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
    return unicode && machine.version === 2 ? new PyUnicode(lines) : lines
  }
  #open(): ByteStore {
    if (this.closed) throw new ValueError('I/O operation on closed file')
    return this.#store
  }
  #readable(): ByteStore {
    const store = this.#open()
    if (!/[r+U]/.test(this.mode)) throw new IOError('File not open for reading')
    return store
  }
  /** The next bytes; all that are left without a count. */
  readBytes(count: number | null): Buffer {
    const store = this.#readable()
    const bytes = withFile(this.name, () =>
      store.read(this.#position, count === null || count < 0 ? Number.POSITIVE_INFINITY : count),
    )
    this.#position += bytes.length
    return bytes
  }
  read(count: number | null): Content {
    const whole = count === null || count < 0
    if (whole || this.#form.binary || machine.version === 2) return this.convert(this.readBytes(count))
    // Python 3 counts characters
    const start = this.#position
    let text = ''
    let bytes: Buffer = Buffer.alloc(0)
    for (let wanted = count; ; wanted *= 2) {
      this.#position = start
      bytes = this.readBytes(wanted + 4)
      text = String(this.convert(bytes))
      if ([...text].length > count || bytes.length < wanted + 4) break
    }
    const taken = [...text].slice(0, count).join('')
    this.#position = start + encodeText(taken, this.#form.encoding).length
    return taken
  }
  /** The next line with its end; empty at the end of the file. */
  readlineBytes(): Buffer {
    const store = this.#readable()
    const parts: Buffer[] = []
    for (;;) {
      const from = this.#position - this.#aheadAt
      if (from < 0 || from >= this.#ahead.length) {
        this.#ahead = withFile(this.name, () => store.read(this.#position, CHUNK))
        this.#aheadAt = this.#position
        if (this.#ahead.length === 0) break
        continue
      }
      const at = this.#ahead.indexOf(NEWLINE, from)
      const part = this.#ahead.subarray(from, at < 0 ? undefined : at + 1)
      parts.push(part)
      this.#position += part.length
      if (at >= 0) break
    }
    return parts.length === 1 ? Buffer.from(parts[0] as Buffer) : Buffer.concat(parts)
  }
  readline(): Content {
    return this.convert(this.readlineBytes())
  }
  *[Symbol.iterator](): Generator<Content> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line
  }
  /** The bytes of what a program writes. */
  protected bytesOf(given: unknown): Buffer {
    const content = plainText(given)
    if (Buffer.isBuffer(content)) {
      if (!this.#form.binary && machine.version === 3)
        throw new TypeError(`write() argument must be str, not ${typeName(content)}`)
      return content
    }
    if (typeof content !== 'string')
      throw new TypeError(
        machine.version === 2
          ? `expected a character buffer object`
          : `write() argument must be str, not ${typeName(content)}`,
      )
    if (this.#form.binary && machine.version === 3) throw new TypeError("a bytes-like object is required, not 'str'")
    return encodeText(content, this.#form.encoding)
  }
  write(content: unknown): number {
    const store = this.#open()
    if (!/[wax+]/.test(this.mode)) throw new IOError('File not open for writing')
    const bytes = this.bytesOf(content)
    this.#ahead = Buffer.alloc(0)
    this.#position = withFile(this.name, () => store.write(this.#position, bytes))
    return typeof content === 'string' ? content.length : bytes.length
  }
  seek(offset: number, whence: number): number {
    const from = whence === 0 ? 0 : whence === 1 ? this.#position : this.#open().size
    if (from + offset < 0) throw new IOError('[Errno 22] Invalid argument')
    this.#position = from + offset
    this.#ahead = Buffer.alloc(0)
    return this.#position
  }
  tell(): number {
    this.#open()
    return this.#position
  }
  truncate(size: number | null): void {
    this.#ahead = Buffer.alloc(0)
    const store = this.#open()
    withFile(this.name, () => store.truncate(size ?? this.#position))
  }
  /** All bytes, wherever it stands. */
  contents(): Buffer {
    return this.#open().read(0, Number.POSITIVE_INFINITY)
  }
  close(): void {
    if (!this.closed) this.#store.close()
    this.closed = true
  }
  [Symbol.dispose](): void {
    this.close()
  }
}

/** io.StringIO, io.BytesIO, StringIO. */
export class PyMemoryFile extends PyFile {
  static override readonly pythonName: string = 'StringIO'
  constructor(content: Content | null, form: { readonly binary: boolean; readonly unicode?: boolean }) {
    super('', 'r+', new MemoryStore(Buffer.isBuffer(content) ? content : Buffer.from(String(content ?? ''))), {
      encoding: 'utf-8',
      universalNewlines: false,
      ...form,
    })
  }
  value(): Content {
    return this.convert(this.contents())
  }
}

/** Opens a file of the system. */
export function openFile(name: string, mode: string, encoding: unknown = null, unicode = false): PyFile {
  if (!/^[rwaxU][bt+U]*$/.test(mode))
    throw new ValueError(`mode string must begin with one of 'r', 'w', 'a' or 'U', not '${mode}'`)
  const flags = mode.replace(/[btU]/g, '')
  const store = withFile(name, () => new FileStore(name, flags === '' ? 'r' : flags))
  return new PyFile(name, mode, store, {
    binary: mode.includes('b'),
    encoding: encoding === null ? 'utf-8' : str(encoding),
    universalNewlines: mode.includes('U') || machine.version === 3 || unicode,
    unicode,
  })
}

const FILE = new PyType('file', {
  base: OBJECT,
  construct: native("file(name, mode='r', buffering=-1)", (name: unknown, mode: string) =>
    openFile(pathText(name), mode),
  )[CALL],
  check: value => value instanceof PyFile,
})

/** The name of a file. */
export function pathText(path: unknown): string {
  if (typeof path === 'string') return path
  if (Buffer.isBuffer(path)) return path.toString('utf8')
  throw new TypeError(`coercing to Unicode: need string or buffer, ${typeName(path)} found`)
}

FILE.methods = methods({
  'read(size=None)': (self: PyFile, size: unknown) => self.read(optionalIndex(size)),
  'readline(size=None)': (self: PyFile) => self.readline(),
  'readlines(hint=None)': (self: PyFile) => [...self],
  'xreadlines()': (self: PyFile) => self,
  'write(text)': (self: PyFile, text: unknown) => {
    const count = self.write(text)
    return machine.version === 2 ? null : int(count)
  },
  'writelines(lines)': (self: PyFile, lines: unknown) => {
    for (const line of toArray(lines)) self.write(line)
    return null
  },
  'seek(offset, whence=0)': (self: PyFile, offset: unknown, whence: unknown) => {
    const at = self.seek(requireIndex(offset), requireIndex(whence))
    return machine.version === 2 ? null : int(at)
  },
  'tell()': (self: PyFile) => int(self.tell()),
  'truncate(size=None)': (self: PyFile, size: unknown) => done(self.truncate(optionalIndex(size))),
  'flush()': () => null,
  'fileno()': (self: PyFile) => {
    if (self.descriptor === null) throw new IOError('fileno')
    return int(self.descriptor)
  },
  'isatty()': () => false,
  'readable()': (self: PyFile) => /[r+]/.test(self.mode),
  'writable()': (self: PyFile) => /[wax+]/.test(self.mode),
  'seekable()': () => true,
  'close()': (self: PyFile) => done(self.close()),
  'next()': nextLine,
  '__next__()': nextLine,
})

function nextLine(self: PyFile): Content {
  const line = self.readline()
  if (line.length === 0) throw new StopIteration('')
  return line
}

export const MEMORY_FILE = new PyType('StringIO', {
  base: FILE,
  construct: () => new PyMemoryFile(null, { binary: false }),
  check: value => value instanceof PyMemoryFile,
})
MEMORY_FILE.methods = methods({ 'getvalue()': (self: PyMemoryFile) => self.value() })

registerType(PyFile, FILE)
registerType(PyMemoryFile, MEMORY_FILE)
declareMembers(PyFile, 'closed encoding mode name')
FILE.getters = new Map<string, (self: unknown) => unknown>([
  ['closed', (self: unknown) => (self as PyFile).closed],
  ['encoding', (self: unknown) => (self as PyFile).encoding],
  ['mode', (self: unknown) => (self as PyFile).mode],
  ['name', (self: unknown) => (self as PyFile).name],
])

export { FILE }

/** sys.stdout and sys.stderr. */
export class PyStream {
  static readonly pythonName = 'file'
  readonly name: '<stdout>' | '<stderr>'
  readonly encoding = 'UTF-8'
  constructor(name: '<stdout>' | '<stderr>') {
    this.name = name
  }
  write(text: unknown): void {
    const write = this.name === '<stdout>' ? machine.write : machine.writeError
    write(str(text))
  }
}

const STREAM = new PyType('stream', { base: OBJECT, construct: () => null, check: value => value instanceof PyStream })
STREAM.methods = methods({
  'write(text)': (self: PyStream, text: unknown) => {
    self.write(text)
    return machine.version === 2 || typeof text !== 'string' ? null : int(text.length)
  },
  'writelines(lines)': (self: PyStream, lines: unknown) => {
    for (const line of toArray(lines)) self.write(line)
    return null
  },
  'flush()': () => null,
  'fileno()': (self: PyStream) => int(self.name === '<stdout>' ? 1 : 2),
  'isatty()': () => false,
})
STREAM.getters = new Map<string, (self: unknown) => unknown>([
  ['name', self => (self as PyStream).name],
  ['encoding', self => (self as PyStream).encoding],
  ['closed', () => false],
])
registerType(PyStream, STREAM)

/** sys.stdin: lines that the machine gives. */
export class PyInput {
  static readonly pythonName = 'file'
  readonly name: string = '<stdin>'
  lines(): string[] {
    return [...this]
  }
  *[Symbol.iterator](): Generator<string> {
    for (let line = machine.readLine(); line !== null; line = machine.readLine()) yield line
  }
}
const INPUT = new PyType('stdin', { base: OBJECT, construct: () => null, check: value => value instanceof PyInput })
INPUT.methods = methods({
  'read(size=None)': (self: PyInput) => self.lines().join(''),
  'readline()': () => machine.readLine() ?? '',
  'readlines()': (self: PyInput) => self.lines(),
  'fileno()': () => int(0),
  'isatty()': () => false,
  'close()': () => null,
})
INPUT.getters = new Map<string, (self: unknown) => unknown>([['name', self => (self as PyInput).name]])
registerType(PyInput, INPUT)

/** `raw_input(prompt)`, and `input` of Python 3. */
export function inputLine(prompt: string): string {
  if (prompt !== '') machine.write(prompt)
  const line = machine.readLine()
  if (line === null) throw new EOFError(machine.version === 2 ? 'EOF when reading a line' : 'EOF when reading a line')
  return line.replace(/\r?\n$/, '')
}

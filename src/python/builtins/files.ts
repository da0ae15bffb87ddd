/** `open` and file objects. */

import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { IOError, ValueError } from '../../errors/index.ts'
import { optionalIndex } from '../objects/convert.ts'
import { toArray } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { OBJECT } from '../objects/object_type.ts'
import { str } from '../objects/text/repr.ts'
import { methods } from '../objects/values/callable.ts'
import { declareMembers } from '../objects/values/members.ts'
import { done } from '../objects/values/none.ts'
import { int } from '../objects/values/numbers.ts'
import { PyType, registerType } from '../objects/values/type.ts'

type Content = string | Buffer

/** A file of the program: read at once, written through. */
export class PyFile {
  static readonly pythonName = 'file'
  readonly name: string
  readonly mode: string
  closed = false
  readonly #binary: boolean
  #content: Buffer | null = null
  #position = 0
  #descriptor: number | null = null

  constructor(name: string, mode: string) {
    this.name = name
    this.mode = mode
    this.#binary = mode.includes('b')
    try {
      if (/[wax]/.test(mode)) this.#descriptor = openSync(name, mode.replace(/[btU]/g, ''))
      else this.#content = readFileSync(name)
    } catch (error) {
      throw new IOError(existsSync(name) ? String(error) : `[Errno 2] No such file or directory: '${name}'`)
    }
  }
  #convert(bytes: Buffer): Content {
    return this.#binary ? bytes : bytes.toString('utf8').replace(/\r\n/g, '\n')
  }
  #readable(): Buffer {
    if (this.closed) throw new ValueError('I/O operation on closed file.')
    if (!this.#content) throw new IOError('not readable')
    return this.#content
  }
  read(size: number | null): Content {
    const content = this.#readable()
    const end = size === null || size < 0 ? content.length : Math.min(content.length, this.#position + size)
    const piece = content.subarray(this.#position, end)
    this.#position = end
    return this.#convert(piece)
  }
  readline(): Content {
    const content = this.#readable()
    const at = content.indexOf(10, this.#position)
    const end = at < 0 ? content.length : at + 1
    const line = content.subarray(this.#position, end)
    this.#position = end
    return this.#convert(line)
  }
  *[Symbol.iterator](): Generator<Content> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line
  }
  write(content: Content): void {
    if (this.closed) throw new ValueError('I/O operation on closed file.')
    if (this.#descriptor === null) throw new IOError('not writable')
    const bytes = Buffer.from(content as string)
    writeSync(this.#descriptor, bytes)
    this.#position += bytes.length
  }
  seek(position: number): void {
    this.#position = position
  }
  tell(): number {
    return this.#position
  }
  close(): void {
    if (!this.closed && this.#descriptor !== null) closeSync(this.#descriptor)
    this.closed = true
  }
  [Symbol.dispose](): void {
    this.close()
  }
}

/** sys.stdout and sys.stderr. */
export class PyStream {
  static readonly pythonName = 'file'
  readonly name: '<stdout>' | '<stderr>'
  constructor(name: '<stdout>' | '<stderr>') {
    this.name = name
  }
  write(text: unknown): void {
    const write = this.name === '<stdout>' ? machine.write : machine.writeError
    write(str(text))
  }
}

const FILE = new PyType('file', {
  base: OBJECT,
  construct: args => new PyFile(String(args[0]), String(args[1] ?? 'r')),
  check: value => value instanceof PyFile,
})
FILE.methods = methods({
  'read(size=None)': (self: PyFile, size: unknown) => self.read(optionalIndex(size)),
  'readline()': (self: PyFile) => self.readline(),
  'readlines()': (self: PyFile) => [...self],
  'write(text)': (self: PyFile, text: Content) => done(self.write(text)),
  'writelines(lines)': (self: PyFile, lines: unknown) => {
    for (const line of toArray(lines)) self.write(line as Content)
    return null
  },
  'seek(offset, whence=0)': (self: PyFile, offset: unknown) => done(self.seek(optionalIndex(offset) ?? 0)),
  'tell()': (self: PyFile) => int(self.tell()),
  'flush()': () => null,
  'close()': (self: PyFile) => done(self.close()),
  'next()': (self: PyFile) => self.readline(),
})

const STREAM = new PyType('stream', { base: OBJECT, construct: () => null, check: value => value instanceof PyStream })
STREAM.methods = methods({
  'write(text)': (self: PyStream, text: unknown) => done(self.write(text)),
  'flush()': () => null,
  'isatty()': () => false,
})

registerType(PyFile, FILE)
declareMembers(PyFile, 'closed mode name')
declareMembers(PyStream, 'name')
registerType(PyStream, STREAM)

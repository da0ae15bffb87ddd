/** zipfile and tarfile: reading members, and unpacking them below a folder. */
import { writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { IOError, KeyError, NotImplementedError } from '../../errors/index.ts'
import { makeMissing } from '../../formats/files/folders.ts'
import { MemoryStore } from '../builtins/byte_stores.ts'
import { openFile, PyFile, pathText } from '../builtins/files.ts'
import { callMethod } from '../objects/attributes.ts'
import { Exception } from '../objects/exceptions.ts'
import { toArray } from '../objects/iteration.ts'
import { withFile } from '../objects/system_errors.ts'
import { repr, str } from '../objects/text/repr.ts'
import { CALL, methods, native } from '../objects/values/callable.ts'
import { declareMembers } from '../objects/values/members.ts'
import { int } from '../objects/values/numbers.ts'
import { PyType, registerType } from '../objects/values/type.ts'
import { crc32 } from './checksums.ts'
import { gunzip, inflateRaw } from './compressed.ts'
import { bytesOf, restOf } from './streams.ts'

class BadZipFile extends Exception {}
class TarError extends Exception {}
class ReadError extends TarError {}

const reading = (name: string, bytes: Buffer): PyFile =>
  new PyFile(name, 'rb', new MemoryStore(bytes), { binary: true, encoding: 'utf-8', universalNewlines: false })

/** Where a member goes below a folder; what would leave it stays inside, as Python's zipfile has it. */
function placeBelow(folder: string, name: string): string {
  const inside = posix.normalize(`/${name.replaceAll('\\', '/')}`).slice(1)
  return join(folder, inside)
}

function unpack(folder: string, name: string, bytes: Buffer | null): string {
  const place = placeBelow(folder, name)
  withFile(place, () => {
    makeMissing(bytes === null ? place : dirname(place))
    if (bytes !== null) writeFileSync(place, bytes)
  })
  return place
}

/** A member of either kind of archive. */
class Member {
  static readonly pythonName = 'ZipInfo'
  readonly name: string
  readonly size: number
  readonly isFolder: boolean
  readonly read: () => Buffer
  constructor(name: string, size: number, isFolder: boolean, read: () => Buffer) {
    this.name = name
    this.size = size
    this.isFolder = isFolder
    this.read = read
  }
  get filename(): string {
    return this.name
  }
  get file_size(): number {
    return this.size
  }
  isfile(): boolean {
    return !this.isFolder
  }
  isdir(): boolean {
    return this.isFolder
  }
  isreg(): boolean {
    return !this.isFolder
  }
}
declareMembers(Member, 'filename file_size isdir isfile isreg name size')

abstract class Archive {
  readonly members: Member[] = []
  abstract readonly missing: (name: string) => Error
  find(given: unknown): Member {
    if (given instanceof Member) return given
    const name = str(given)
    const found = this.members.find(member => member.name === name || member.name === `${name}/`)
    if (!found) throw this.missing(name)
    return found
  }
  extract(given: unknown, folder: unknown): string {
    const member = this.find(given)
    return unpack(folder === null ? '.' : pathText(folder), member.name, member.isFolder ? null : member.read())
  }
  extractAll(folder: unknown, only: unknown): null {
    for (const member of only === null ? this.members : toArray(only)) this.extract(member, folder)
    return null
  }
  close(): void {
    // everything has been read
  }
  [Symbol.dispose](): void {
    this.close()
  }
}

const END_RECORD = 0x06054b50
const CENTRAL_RECORD = 0x02014b50
const LOCAL_RECORD = 0x04034b50

/** The members of a zip archive (without ZIP64 and encryption). */
export function zipMembers(bytes: Buffer): Member[] {
  let end = bytes.length - 22
  while (end >= 0 && bytes.readUInt32LE(end) !== END_RECORD) end--
  if (end < 0) throw new BadZipFile('File is not a zip file')
  const members: Member[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL_RECORD)
      throw new BadZipFile('Bad magic number for central directory')
    const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)]
    const [packed, size] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)]
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map(offset => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]
    const local = bytes.readUInt32LE(at + 42)
    const rawName = bytes.subarray(at + 46, at + 46 + nameSize)
    const name = rawName.toString(flags & 0x800 ? 'utf8' : 'latin1')
    members.push(
      new Member(name, size, name.endsWith('/'), () => {
        if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== LOCAL_RECORD)
          throw new BadZipFile('Bad magic number for file header')
        if (flags & 1) throw new NotImplementedError('encrypted zip files are not supported')
        const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
        const data = bytes.subarray(start, start + packed)
        if (method === 0) return Buffer.from(data)
        if (method !== 8) throw new NotImplementedError('compression type of this zip file is not supported')
        return inflateRaw(data)
      }),
    )
    at += 46 + nameSize + extraSize + commentSize
  }
  return members
}

/** zipfile.ZipFile, for reading or for writing. */
class ZipArchive extends Archive {
  static readonly pythonName = 'ZipFile'
  readonly missing = (name: string): Error => new KeyError(`There is no item named ${repr(name)} in the archive`)
  readonly filename: string
  readonly #writes: boolean
  readonly #deflates: boolean
  readonly #written: { name: string; bytes: Buffer }[] = []
  #closed = false

  constructor(file: unknown, mode: string, deflates: boolean) {
    super()
    this.filename = typeof file === 'string' ? file : ''
    this.#writes = mode !== 'r'
    this.#deflates = deflates
    if (mode === 'w') return
    const bytes =
      typeof file === 'string' || Buffer.isBuffer(file)
        ? openFile(pathText(file), 'rb').readBytes(null)
        : restOf(file, source => callMethod(source, 'read', [], null))
    this.members.push(...zipMembers(bytes))
    if (this.#writes) this.#written.push(...this.members.map(member => ({ name: member.name, bytes: member.read() })))
  }
  add(name: string, bytes: Buffer): null {
    if (!this.#writes) throw new IOError('write() requires mode "w" or "a"')
    this.#written.push({ name, bytes })
    return null
  }
  override close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#writes) openFile(this.filename, 'wb').write(zipOf(this.#written, this.#deflates))
  }
}

function zipOf(files: readonly { readonly name: string; readonly bytes: Buffer }[], deflates: boolean): Buffer {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of files) {
    const packed = deflates ? deflateRawSync(bytes) : bytes
    const label = Buffer.from(name)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(0x800, 2)
    shared.writeUInt16LE(deflates ? 8 : 0, 4)
    // 1 January 1980, the first day that the format knows
    shared.writeUInt16LE(0x21, 8)
    shared.writeUInt32LE(crc32(bytes), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(bytes.length, 18)
    shared.writeUInt16LE(label.length, 22)
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), shared, label])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), shared, tail, label]))
    parts.push(local, packed)
    offset += local.length + packed.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(END_RECORD, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, directory, end])
}

const ARCHIVE_METHODS = {
  'extract(member, path=None, pwd=None)': (self: Archive, member: unknown, folder: unknown) =>
    self.extract(member, folder),
  'close()': (self: Archive) => {
    self.close()
    return null
  },
}

const ZIP_FILE = new PyType('ZipFile', {
  module: 'zipfile',
  writtenInPython: true,
  construct: native(
    "ZipFile(file, mode='r', compression=0, allowZip64=True)",
    (file: unknown, mode: string, compression: unknown) =>
      new ZipArchive(file, mode[0] ?? 'r', Number(compression) === 8),
  )[CALL],
  check: value => value instanceof ZipArchive,
})
ZIP_FILE.methods = methods({
  ...ARCHIVE_METHODS,
  'extractall(path=None, members=None, pwd=None)': (self: ZipArchive, folder: unknown, only: unknown) =>
    self.extractAll(folder, only),
  'namelist()': (self: ZipArchive) => self.members.map(member => member.name),
  'infolist()': (self: ZipArchive) => [...self.members],
  'getinfo(name)': (self: ZipArchive, name: unknown) => self.find(name),
  'read(name, pwd=None)': (self: ZipArchive, name: unknown) => self.find(name).read(),
  "open(name, mode='r', pwd=None)": (self: ZipArchive, name: unknown) => {
    const member = self.find(name)
    return reading(member.name, member.read())
  },
  'testzip()': () => null,
  'write(filename, arcname=None, compress_type=None)': (self: ZipArchive, file: unknown, name: unknown) =>
    self.add(
      name === null ? pathText(file).replace(/^\/+/, '') : str(name),
      openFile(pathText(file), 'rb').readBytes(null),
    ),
  'writestr(name, bytes, compress_type=None)': (self: ZipArchive, name: unknown, bytes: unknown) =>
    self.add(str(name), bytesOf(bytes)),
})
ZIP_FILE.getters = new Map([['filename', (self: unknown) => (self as ZipArchive).filename]])
registerType(ZipArchive, ZIP_FILE)

export const ZIPFILE: Readonly<Record<string, unknown>> = {
  ZipFile: ZIP_FILE,
  BadZipfile: BadZipFile,
  BadZipFile,
  ZIP_STORED: int(0),
  ZIP_DEFLATED: int(8),
  is_zipfile: native('is_zipfile(filename)', (file: unknown) => {
    try {
      zipMembers(openFile(pathText(file), 'rb').readBytes(null))
      return true
    } catch (error) {
      if (error instanceof BadZipFile || error instanceof IOError) return false
      throw error
    }
  }),
}

const BLOCK = 512
const text = (bytes: Buffer): string => bytes.toString('utf8').replace(/\0[\s\S]*$/, '')
const octal = (bytes: Buffer): number => Number.parseInt(text(bytes).trim() || '0', 8)

/** The members of a tar archive (ustar, GNU's and PAX's long names). */
function tarMembers(bytes: Buffer): Member[] {
  const members: Member[] = []
  let longName: string | undefined
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK)
    if (header.every(byte => byte === 0)) break
    const size = octal(header.subarray(124, 136))
    const stored = octal(header.subarray(148, 156))
    const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0)
    if (sum !== stored || !(size >= 0)) throw new ReadError('file could not be opened successfully')
    const kind = String.fromCharCode(header[156] as number)
    const data = bytes.subarray(at + BLOCK, at + BLOCK + size)
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
    if (kind === 'L') longName = text(data)
    else if (kind === 'x') longName = /\d+ path=([^\n]*)\n/.exec(data.toString('utf8'))?.[1]
    else if (kind !== 'g' && kind !== 'K') {
      const prefix = text(header.subarray(257, 262)) === 'ustar' ? text(header.subarray(345, 500)) : ''
      const name = longName ?? (prefix === '' ? '' : `${prefix}/`) + text(header.subarray(0, 100))
      longName = undefined
      const isFolder = kind === '5'
      // links and devices are left out
      if (isFolder || kind === '0' || kind === '\0' || kind === '7')
        members.push(new Member(name.replace(/\/$/, ''), size, isFolder, () => Buffer.from(data)))
    }
  }
  return members
}

class TarArchive extends Archive {
  static readonly pythonName = 'TarFile'
  readonly missing = (name: string): Error => new KeyError(`filename ${repr(name)} not found`)
  constructor(bytes: Buffer) {
    super()
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
    if (bytes.subarray(0, 3).toString('latin1') === 'BZh')
      throw new NotImplementedError('tar files compressed by bzip2 are not supported: unpack them first')
    this.members.push(...tarMembers(isGzip ? gunzip(bytes) : bytes))
  }
  [Symbol.iterator](): Iterator<Member> {
    return this.members[Symbol.iterator]()
  }
}

function openTar(name: unknown, mode: string, file: unknown): TarArchive {
  if (!mode.startsWith('r')) throw new NotImplementedError('tar files can only be read')
  return new TarArchive(
    file === null
      ? openFile(pathText(name), 'rb').readBytes(null)
      : restOf(file, source => callMethod(source, 'read', [], null)),
  )
}

const TAR_FILE = new PyType('TarFile', {
  module: 'tarfile',
  writtenInPython: true,
  construct: native("TarFile(name=None, mode='r', fileobj=None)", openTar)[CALL],
  check: value => value instanceof TarArchive,
})
TAR_FILE.methods = methods({
  ...ARCHIVE_METHODS,
  "extractall(path='.', members=None)": (self: TarArchive, folder: unknown, only: unknown) =>
    self.extractAll(folder, only),
  'getnames()': (self: TarArchive) => self.members.map(member => member.name),
  'getmembers()': (self: TarArchive) => [...self.members],
  'getmember(name)': (self: TarArchive, name: unknown) => self.find(name),
  'extractfile(member)': (self: TarArchive, given: unknown) => {
    const member = self.find(given)
    return member.isFolder ? null : reading(member.name, member.read())
  },
})
registerType(TarArchive, TAR_FILE)

export const TARFILE: Readonly<Record<string, unknown>> = {
  TarFile: TAR_FILE,
  TarError,
  ReadError,
  open: native("open(name=None, mode='r', fileobj=None, bufsize=10240)", openTar),
  is_tarfile: native('is_tarfile(name)', (name: unknown) => {
    try {
      openTar(name, 'r', null)
      return true
    } catch (error) {
      if (error instanceof ReadError) return false
      throw error
    }
  }),
}

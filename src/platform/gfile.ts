/** `tf.gfile`: files and folders, with TensorFlow's errors. */

import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type PythonArguments, pyfunction, setSignature } from '../calling/signature.ts'
import { guardedClass } from '../errors/boundary.ts'
import { AlreadyExistsError, InvalidArgumentError, NotFoundError, PermissionDeniedError } from '../errors/index.ts'
import { makeFolders } from '../formats/files/folders.ts'
import { matchingFilesIn } from '../formats/files/matching_files.ts'
import { systemError, withFile } from '../formats/files/system_errors.ts'

const notFound = (message: string): NotFoundError => new NotFoundError(null, null, message)

const MODES: ReadonlySet<string> = new Set(['r', 'w', 'a', 'r+', 'w+', 'a+'])

const SIGNATURE_TEXT = "GFile(name, mode='r')"

/** A file that is opened when it is first read or written. Text, or with `b` in its mode a Buffer. */
export class GFile {
  readonly name: string
  readonly mode: string
  readonly #binary: boolean
  readonly #reads: boolean
  readonly #writes: boolean
  #content: Buffer | null = null
  #at = 0
  #handle: number | null = null

  constructor(...args: PythonArguments<typeof SIGNATURE_TEXT, { name: string; mode: string }>) {
    const { name, mode } = signature.bind(args) as { name: string; mode: string }
    const plain = mode.replace(/[bU]/g, '')
    if (!MODES.has(plain))
      throw new InvalidArgumentError(null, null, "mode is not 'r' or 'w' or 'a' or 'r+' or 'w+' or 'a+'")
    this.name = name
    this.mode = mode
    this.#binary = mode.includes('b')
    this.#reads = plain.startsWith('r') || plain.endsWith('+')
    this.#writes = !plain.startsWith('r') || plain.endsWith('+')
  }
  #bytes(): Buffer {
    if (!this.#reads) throw new PermissionDeniedError(null, null, "File isn't open for reading")
    if (!this.#content) {
      if (!existsSync(this.name)) throw notFound(this.name)
      this.#content = withFile(this.name, () => readFileSync(this.name))
    }
    return this.#content
  }
  #given(bytes: Buffer): string | Buffer {
    return this.#binary ? bytes : bytes.toString('utf8')
  }
  /** What is left, or the next `n` bytes. */
  read(n = -1): string | Buffer {
    const bytes = this.#bytes()
    const count = Number(n)
    const end = count < 0 ? bytes.length : Math.min(bytes.length, this.#at + count)
    const part = bytes.subarray(this.#at, end)
    this.#at = end
    return this.#given(part)
  }
  /** The next line with its end; empty after the last one. */
  readline(): string | Buffer {
    const bytes = this.#bytes()
    const found = bytes.indexOf('\n', this.#at)
    return this.read(found < 0 ? -1 : found + 1 - this.#at)
  }
  readlines(): (string | Buffer)[] {
    return [...this]
  }
  *[Symbol.iterator](): IterableIterator<string | Buffer> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line
  }
  seek(position: number): void {
    this.#at = Number(position)
  }
  tell(): number {
    return this.#at
  }
  size(): number {
    if (!existsSync(this.name)) throw notFound(this.name)
    return statSync(this.name).size
  }
  write(text: string | Uint8Array): void {
    if (!this.#writes) throw new PermissionDeniedError(null, null, "File isn't open for writing")
    if (this.#handle === null) {
      if (!existsSync(dirname(this.name))) throw notFound(this.name)
      const flags = this.mode.startsWith('a') ? 'a' : this.mode.startsWith('r') ? 'r+' : 'w'
      this.#handle = withFile(this.name, () => openSync(this.name, flags))
    }
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    withFile(this.name, () => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle as number, bytes, at)
    })
  }
  flush(): void {
    // writes are not held back
  }
  close(): void {
    const handle = this.#handle
    this.#handle = null
    if (handle !== null) withFile(this.name, () => closeSync(handle))
    this.#content = null
    this.#at = 0
  }
  [Symbol.dispose](): void {
    this.close()
  }
}
// @ts-expect-error the guarded class takes its place
GFile = guardedClass(GFile)
const signature = setSignature(GFile, SIGNATURE_TEXT)
export const Open: typeof GFile = GFile
export const FastGFile: typeof GFile = GFile

interface OneFile {
  filename: string
}
interface OneFolder {
  dirname: string
}
interface TwoFiles {
  oldpath: string
  newpath: string
  overwrite: boolean
}

/** An empty name is the current folder's. */
const named = (path: string): string => (path === '' ? '.' : path)

/** Whether there is a file or a folder of this name. */
export const Exists = pyfunction('Exists(filename)', ({ filename }: OneFile): boolean => existsSync(named(filename)))
export const IsDirectory = pyfunction(
  'IsDirectory(dirname)',
  ({ dirname: folder }: OneFolder): boolean => existsSync(named(folder)) && statSync(named(folder)).isDirectory(),
)
/** Makes a folder, whose own folder must be there; one that is there already stays. */
export const MkDir = pyfunction('MkDir(dirname, mode=None)', ({ dirname: folder }: OneFolder): void => {
  if (!existsSync(dirname(folder))) throw notFound(folder)
  if (!existsSync(folder)) withFile(folder, () => mkdirSync(folder))
})
/** Makes a folder and those that it stands in. What is there already stays, whatever it is. */
export const MakeDirs = pyfunction('MakeDirs(dirname, mode=None)', ({ dirname: folder }: OneFolder): void => {
  if (!existsSync(folder)) makeFolders(folder)
})
export const Remove = pyfunction('Remove(filename)', ({ filename }: OneFile): void => {
  if (!existsSync(filename)) throw notFound(filename)
  if (statSync(filename).isDirectory()) throw systemError(filename, 'EISDIR')
  withFile(filename, () => rmSync(filename))
})
/** Removes a folder with all that is in it. */
export const DeleteRecursively = pyfunction('DeleteRecursively(dirname)', ({ dirname: folder }: OneFolder): void => {
  if (!existsSync(folder)) throw notFound(`${folder} not found`)
  if (!statSync(folder).isDirectory()) throw systemError(folder, 'ENOTDIR')
  withFile(folder, () => rmSync(folder, { recursive: true }))
})

function checkFree({ oldpath, newpath, overwrite }: TwoFiles): void {
  if (!existsSync(oldpath)) throw notFound(oldpath)
  if (existsSync(newpath) && !overwrite) throw new AlreadyExistsError(null, null, 'file already exists')
}
export const Copy = pyfunction('Copy(oldpath, newpath, overwrite=False)', (args: TwoFiles): void => {
  checkFree(args)
  withFile(args.newpath, () => copyFileSync(args.oldpath, args.newpath))
})
export const Rename = pyfunction('Rename(oldpath, newpath, overwrite=False)', (args: TwoFiles): void => {
  checkFree(args)
  withFile(args.oldpath, () => renameSync(args.oldpath, args.newpath))
})
export const ListDirectory = pyfunction('ListDirectory(dirname)', ({ dirname: folder }: OneFolder): string[] => {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw notFound('Could not find directory')
  return withFile(folder, () => readdirSync(folder))
})
/** What `Stat` tells of a file. */
export class FileStatistics {
  readonly length: number
  readonly mtime_nsec: number
  constructor(length: number, mtime_nsec: number) {
    this.length = length
    this.mtime_nsec = mtime_nsec
  }
}
// @ts-expect-error the guarded class takes its place
FileStatistics = guardedClass(FileStatistics)
/** Length and time of a file. */
export const Stat = pyfunction('Stat(filename)', ({ filename }: OneFile): FileStatistics => {
  if (!existsSync(filename)) throw notFound(filename)
  const { size, mtimeMs } = withFile(filename, () => statSync(filename))
  return new FileStatistics(size, Math.round(mtimeMs * 1e6))
})

/** The files that a name with wild cards means. Error: NotFoundError where the folder before the first wild card is not there. */
export const Glob = pyfunction('Glob(filename)', ({ filename }: OneFile): string[] => matchingFilesIn(filename))

/** Every folder from `top` down: its name, its folders and its files; a folder comes before those inside of it, unless `in_order` is false. */
export const Walk = pyfunction(
  'Walk(top, in_order=True)',
  ({ top, in_order }: { top: string; in_order: boolean }): [string, string[], string[]][] => walk(top, in_order),
)

function walk(folder: string, inOrder: boolean): [string, string[], string[]][] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return []
  const names = readdirSync(folder)
  const folders = names.filter(name => statSync(join(folder, name)).isDirectory())
  const here: [string, string[], string[]] = [folder, folders, names.filter(name => !folders.includes(name))]
  const inner = folders.flatMap(name => walk(join(folder, name), inOrder))
  return inOrder ? [here, ...inner] : [...inner, here]
}

/** tempfile. */

import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FileStore, MemoryStore } from '../builtins/byte_stores.ts'
import { FILE, openFile, PyFile } from '../builtins/files.ts'
import { withFile } from '../objects/system_errors.ts'
import { str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { native } from '../objects/values/callable.ts'
import { int } from '../objects/values/numbers.ts'
import { tuple } from '../objects/values/tuple.ts'
import { registerType } from '../objects/values/type.ts'

/** A file that goes when it is closed. */
class NamedTemporaryFile extends PyFile {
  static override readonly pythonName = '_TemporaryFileWrapper'
  readonly #goes: boolean
  constructor(path: string, mode: string, goes: boolean) {
    super(
      path,
      mode,
      withFile(path, () => new FileStore(path, 'wx+')),
      {
        binary: mode.includes('b'),
        encoding: 'utf-8',
        universalNewlines: false,
      },
    )
    this.#goes = goes
  }
  override close(): void {
    const wasOpen = !this.closed
    super.close()
    if (wasOpen && this.#goes) rmSync(this.name, { force: true })
  }
}
registerType(NamedTemporaryFile, FILE)

const nameFor = (prefix: unknown, suffix: unknown, folder: unknown): string =>
  join(folder === null ? tmpdir() : str(folder), `${str(prefix)}${randomBytes(4).toString('hex')}${str(suffix)}`)

/** tempfile.TemporaryDirectory. */
class TemporaryDirectory {
  static readonly pythonName = 'TemporaryDirectory'
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
  enter(): string {
    return this.name
  }
  [Symbol.dispose](): void {
    rmSync(this.name, { recursive: true, force: true })
  }
}

const makeFolder = (suffix: unknown, prefix: unknown, folder: unknown): string => {
  const path = nameFor(prefix, suffix, folder)
  withFile(path, () => mkdirSync(path))
  return path
}

export const TEMPFILE: Readonly<Record<string, unknown>> = {
  tempdir: null,
  mkdtemp: native("mkdtemp(suffix='', prefix='tmp', dir=None)", makeFolder),
  mkstemp: native(
    "mkstemp(suffix='', prefix='tmp', dir=None, text=False)",
    (suffix: unknown, prefix: unknown, folder: unknown) => {
      const file = openFile(nameFor(prefix, suffix, folder), 'wb')
      return tuple(int(file.descriptor ?? 0), file.name)
    },
  ),
  mktemp: native("mktemp(suffix='', prefix='tmp', dir=None)", (suffix: unknown, prefix: unknown, folder: unknown) =>
    nameFor(prefix, suffix, folder),
  ),
  gettempdir: native('gettempdir()', () => tmpdir()),
  NamedTemporaryFile: native(
    "NamedTemporaryFile(mode='w+b', bufsize=-1, suffix='', prefix='tmp', dir=None, delete=True)",
    (mode: unknown, _: unknown, suffix: unknown, prefix: unknown, folder: unknown, goes: unknown) =>
      new NamedTemporaryFile(nameFor(prefix, suffix, folder), str(mode), truth(goes)),
  ),
  TemporaryFile: native(
    "TemporaryFile(mode='w+b', bufsize=-1, suffix='', prefix='tmp', dir=None)",
    (mode: unknown) =>
      new PyFile('<tmp>', str(mode), new MemoryStore(Buffer.alloc(0)), {
        binary: str(mode).includes('b'),
        encoding: 'utf-8',
        universalNewlines: false,
      }),
  ),
  TemporaryDirectory: native(
    "TemporaryDirectory(suffix='', prefix='tmp', dir=None)",
    (suffix: unknown, prefix: unknown, folder: unknown) => new TemporaryDirectory(makeFolder(suffix, prefix, folder)),
  ),
}

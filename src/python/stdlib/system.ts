/** os, os.path, sys, time. */

import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import * as path from 'node:path'
import { IOError } from '../../errors/index.ts'
import { makeMissing } from '../../formats/files/folders.ts'
import { passTime } from '../../runtime/timed_services.ts'
import { exit } from '../builtins/exit.ts'
import { PyInput, PyStream } from '../builtins/files.ts'
import { classOf } from '../objects/class_of.ts'
import { requireIndex, toFloat } from '../objects/convert.ts'
import { PyIterator, toArray } from '../objects/iteration.ts'
import { checkBytes } from '../objects/limits.ts'
import { machine } from '../objects/machine.ts'
import { ioError, withFile } from '../objects/system_errors.ts'
import { str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { makeFunction, native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { identity } from '../objects/values/hash.ts'
import { PyModule } from '../objects/values/module.ts'
import { done } from '../objects/values/none.ts'
import { float, int, makeInt } from '../objects/values/numbers.ts'
import { makeNamedTuple, type PyTuple, tuple } from '../objects/values/tuple.ts'
import { CALENDAR } from './calendar_time.ts'
import { defineNamedTuple } from './collections.ts'
import { SYSTEM_COMMANDS } from './refused.ts'

const stat = (file: string): { isDirectory(): boolean; isFile(): boolean; size: number; mtimeMs: number } | undefined =>
  statSync(file, { throwIfNoEntry: false })

export const OS_PATH: Readonly<Record<string, unknown>> = {
  join: makeFunction(
    'join',
    parts =>
      parts.reduce<string>(
        (joined, part) =>
          str(part).startsWith('/')
            ? str(part)
            : joined === '' || joined.endsWith('/')
              ? joined + str(part)
              : `${joined}/${str(part)}`,
        '',
      ),
    false,
  ),
  exists: native('exists(path)', (file: string) => existsSync(file)),
  isfile: native('isfile(path)', (file: string) => stat(file)?.isFile() ?? false),
  isdir: native('isdir(path)', (file: string) => stat(file)?.isDirectory() ?? false),
  basename: native('basename(path)', (file: string) => file.slice(file.lastIndexOf('/') + 1)),
  dirname: native('dirname(path)', (file: string) =>
    file.lastIndexOf('/') < 0 ? '' : file.slice(0, file.lastIndexOf('/')) || '/',
  ),
  abspath: native('abspath(path)', (file: string) => path.resolve(file)),
  realpath: native('realpath(path)', (file: string) => path.resolve(file)),
  expanduser: native('expanduser(path)', (file: string) => file.replace(/^~/, process.env['HOME'] ?? '~')),
  split: native('split(path)', (file: string) =>
    tuple(file.slice(0, Math.max(0, file.lastIndexOf('/'))), file.slice(file.lastIndexOf('/') + 1)),
  ),
  splitext: native('splitext(path)', (file: string) => {
    const extension = path.extname(file)
    return tuple(file.slice(0, file.length - extension.length), extension)
  }),
  isabs: native('isabs(path)', (file: string) => file.startsWith('/')),
  islink: native(
    'islink(path)',
    (file: string) => lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
  ),
  lexists: native('lexists(path)', (file: string) => lstatSync(file, { throwIfNoEntry: false }) !== undefined),
  normpath: native('normpath(path)', (file: string) => path.posix.normalize(file).replace(/(.)\/$/, '$1')),
  relpath: native(
    'relpath(path, start=None)',
    (file: string, start: string | null) => path.relative(start ?? '.', file) || '.',
  ),
  expandvars: native('expandvars(path)', (file: string) =>
    file.replace(
      /\$(?:(\w+)|\{(\w+)\})/g,
      (whole, plain: string | undefined, braced: string) => process.env[plain ?? braced] ?? whole,
    ),
  ),
  commonprefix: native('commonprefix(list)', (files: unknown) => {
    const names = toArray(files).map(str)
    let common = names[0] ?? ''
    for (const name of names) while (!name.startsWith(common)) common = common.slice(0, -1)
    return common
  }),
  getctime: native('getctime(path)', (file: string) => withFile(file, () => float(statSync(file).ctimeMs / 1000))),
  sep: '/',
  getsize: native('getsize(path)', (file: string) => withFile(file, () => int(statSync(file).size))),
  getmtime: native('getmtime(path)', (file: string) => withFile(file, () => float(statSync(file).mtimeMs / 1000))),
}

/** Folders from `top` down, each with the names of its folders and files; a program may take folders out before they are entered. */
function* walked(top: string, down: boolean): Generator<unknown> {
  if (!(stat(top)?.isDirectory() ?? false)) return
  const names = withFile(top, () => readdirSync(top))
  const folders: unknown[] = names.filter(name => stat(path.join(top, name))?.isDirectory())
  const files = names.filter(name => !folders.includes(name))
  const here = tuple(top, folders, files)
  if (down) yield here
  for (const folder of [...folders]) if (folders.includes(folder)) yield* walked(path.join(top, str(folder)), down)
  if (!down) yield here
}

export const OS: Readonly<Record<string, unknown>> = {
  ...SYSTEM_COMMANDS,
  sep: '/',
  curdir: '.',
  pardir: '..',
  extsep: '.',
  pathsep: ':',
  devnull: '/dev/null',
  error: IOError,
  F_OK: int(0),
  R_OK: int(4),
  W_OK: int(2),
  X_OK: int(1),
  access: native('access(path, mode)', (file: string) => existsSync(file)),
  cpu_count: native('cpu_count()', () => int(availableParallelism())),
  getcwdu: native('getcwdu()', () => process.cwd()),
  getppid: native('getppid()', () => int(process.ppid)),
  putenv: native('putenv(name, value)', () => null),
  umask: native('umask(mask)', () => int(0o22)),
  urandom: native('urandom(n)', (count: unknown) => {
    checkBytes(requireIndex(count))
    return randomBytes(requireIndex(count))
  }),
  removedirs: native('removedirs(path)', (file: string) => withFile(file, () => done(rmdirSync(file)))),
  walk: native(
    'walk(top, topdown=True, onerror=None, followlinks=False)',
    (top: string, down: unknown) => new PyIterator(walked(top, truth(down))),
  ),
  linesep: '\n',
  name: 'posix',
  environ: PyDict.from_entries(Object.entries(process.env)),
  chdir: native('chdir(path)', (file: string) => withFile(file, () => done(process.chdir(file)))),
  getcwd: native('getcwd()', () => process.cwd()),
  getpid: native('getpid()', () => int(process.pid)),
  listdir: native("listdir(path='.')", (file: string) => withFile(file, () => readdirSync(file))),
  mkdir: native('mkdir(path, mode=0)', (file: string) => withFile(file, () => done(mkdirSync(file)))),
  makedirs: native('makedirs(path, mode=0, exist_ok=False)', (file: string, _: unknown, existing: boolean) =>
    withFile(file, () => {
      if (existsSync(file) && !existing) throw ioError('EEXIST', file)
      makeMissing(file)
      return null
    }),
  ),
  remove: native('remove(path)', (file: string) => withFile(file, () => done(rmSync(file)))),
  unlink: native('unlink(path)', (file: string) => withFile(file, () => done(rmSync(file)))),
  rmdir: native('rmdir(path)', (file: string) => withFile(file, () => done(rmdirSync(file)))),
  rename: native('rename(source, target)', (source: string, target: string) =>
    withFile(source, () => done(renameSync(source, target))),
  ),
  getenv: native('getenv(name, default=None)', (name: string, otherwise: unknown) => process.env[name] ?? otherwise),
}

function versionInfo(): PyTuple {
  return machine.version === 2
    ? tuple(int(2), int(7), int(18), 'final', int(0))
    : tuple(int(3), int(5), int(2), 'final', int(0))
}

const FLOAT_INFO = defineNamedTuple('sys.float_info', ['max', 'min', 'epsilon', 'dig', 'mant_dig'])

/** sys: what a program puts in the place of `stdout` gets what `print` writes, what it puts in that of `argv` is its command line. */
export class SysModule extends PyModule {
  override set(name: string, value: unknown): void {
    super.set(name, value)
    // what reads the command line reads the program's
    if (name === 'argv' && Array.isArray(value)) machine.argv = value
    if (name === 'stdout') machine.output = value instanceof PyStream && value.name === '<stdout>' ? null : value
  }
}

/** sys, for the version of the running program. */
export function SYS(): Record<string, unknown> {
  return {
    argv: machine.argv,
    byteorder: 'little',
    executable: '',
    exit,
    flags: tuple(),
    getrecursionlimit: native('getrecursionlimit()', () => int(1000)),
    setrecursionlimit: native('setrecursionlimit(limit)', () => null),
    exc_clear: native('exc_clear()', () => null),
    exc_info: native('exc_info()', () => {
      const error = machine.handled.at(-1)
      return error instanceof Error ? tuple(classOf(error), error, null) : tuple(null, null, null)
    }),
    float_info: makeNamedTuple(FLOAT_INFO, [
      float(Number.MAX_VALUE),
      float(2.2250738585072014e-308),
      float(Number.EPSILON),
      int(15),
      int(53),
    ]),
    getdefaultencoding: native('getdefaultencoding()', () => (machine.version === 2 ? 'ascii' : 'utf-8')),
    getfilesystemencoding: native('getfilesystemencoding()', () => 'UTF-8'),
    setdefaultencoding: native('setdefaultencoding(name)', () => null),
    getrefcount: native('getrefcount(object)', () => int(2)),
    maxunicode: int(0x10ffff),
    prefix: '/usr',
    getsizeof: native('getsizeof(object)', (value: unknown) =>
      int(typeof value === 'object' && value !== null ? identity(value) * 0 + 64 : 24),
    ),
    maxint: makeInt(2n ** 63n - 1n),
    maxsize: makeInt(2n ** 63n - 1n),
    modules: new PyDict(),
    __stdout__: new PyStream('<stdout>'),
    __stderr__: new PyStream('<stderr>'),
    path: [],
    platform: 'linux',
    stderr: new PyStream('<stderr>'),
    stdin: new PyInput(),
    stdout: new PyStream('<stdout>'),
    version: machine.version === 2 ? '2.7.18' : '3.5.2',
    version_info: versionInfo(),
  }
}

const now = (): unknown => float((performance.timeOrigin + performance.now()) / 1000)
const monotonic = (): unknown => float(performance.now() / 1000)

export const TIME: Readonly<Record<string, unknown>> = {
  time: native('time()', now),
  clock: native('clock()', monotonic),
  perf_counter: native('perf_counter()', monotonic),
  process_time: native('process_time()', monotonic),
  monotonic: native('monotonic()', monotonic),
  sleep: native('sleep(seconds)', (seconds: unknown) => {
    passTime(toFloat(seconds).value * 1000)
    return null
  }),
  ...CALENDAR,
}

/** os, os.path, sys, time. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { IOError } from '../../errors/index.ts'
import { PythonError } from '../../errors/python.ts'
import { sleep as pause } from '../../runtime/interrupts.ts'
import { exit } from '../builtins/exit.ts'
import { PyInput, PyStream } from '../builtins/files.ts'
import { classOf } from '../objects/class_of.ts'
import { toFloat } from '../objects/convert.ts'
import { machine } from '../objects/machine.ts'
import { str } from '../objects/text/repr.ts'
import { makeFunction, native } from '../objects/values/callable.ts'
import { PyDict } from '../objects/values/dict.ts'
import { identity } from '../objects/values/hash.ts'
import { done } from '../objects/values/none.ts'
import { float, int } from '../objects/values/numbers.ts'
import { type PyTuple, tuple } from '../objects/values/tuple.ts'
import { strftime } from './strftime.ts'

/** Failures of the file system as Python's. */
function guarded<T>(file: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new IOError(
      code === 'ENOENT'
        ? `[Errno 2] No such file or directory: '${file}'`
        : code === 'EEXIST'
          ? `[Errno 17] File exists: '${file}'`
          : message,
    )
  }
}

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
  getsize: native('getsize(path)', (file: string) => guarded(file, () => int(statSync(file).size))),
  getmtime: native('getmtime(path)', (file: string) => guarded(file, () => float(statSync(file).mtimeMs / 1000))),
}

export const OS: Readonly<Record<string, unknown>> = {
  sep: '/',
  linesep: '\n',
  name: 'posix',
  environ: PyDict.from_entries(Object.entries(process.env)),
  chdir: native('chdir(path)', (file: string) => guarded(file, () => done(process.chdir(file)))),
  getcwd: native('getcwd()', () => process.cwd()),
  getpid: native('getpid()', () => int(process.pid)),
  listdir: native("listdir(path='.')", (file: string) => guarded(file, () => readdirSync(file))),
  mkdir: native('mkdir(path, mode=0)', (file: string) => guarded(file, () => done(mkdirSync(file)))),
  makedirs: native('makedirs(path, mode=0, exist_ok=False)', (file: string, _: unknown, existing: boolean) =>
    guarded(file, () => {
      if (existsSync(file) && !existing) throw Object.assign(new PythonError('exists'), { code: 'EEXIST' })
      mkdirSync(file, { recursive: true })
      return null
    }),
  ),
  remove: native('remove(path)', (file: string) => guarded(file, () => done(rmSync(file)))),
  unlink: native('unlink(path)', (file: string) => guarded(file, () => done(rmSync(file)))),
  rmdir: native('rmdir(path)', (file: string) => guarded(file, () => done(rmdirSync(file)))),
  rename: native('rename(source, target)', (source: string, target: string) =>
    guarded(source, () => done(renameSync(source, target))),
  ),
  getenv: native('getenv(name, default=None)', (name: string, otherwise: unknown) => process.env[name] ?? otherwise),
}

export const TEMPFILE: Readonly<Record<string, unknown>> = {
  mkdtemp: native("mkdtemp(suffix='', prefix='tmp', dir=None)", (_: unknown, prefix: string, folder: string | null) =>
    mkdtempSync(path.join(folder ?? tmpdir(), prefix)),
  ),
  gettempdir: native('gettempdir()', () => tmpdir()),
}

function versionInfo(): PyTuple {
  return machine.version === 2
    ? tuple(int(2), int(7), int(18), 'final', int(0))
    : tuple(int(3), int(5), int(2), 'final', int(0))
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
    getsizeof: native('getsizeof(object)', (value: unknown) =>
      int(typeof value === 'object' && value !== null ? identity(value) * 0 + 64 : 24),
    ),
    maxint: int(2 ** 53 - 1),
    maxsize: int(2 ** 53 - 1),
    modules: new PyDict(),
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
    pause(toFloat(seconds).value * 1000)
    return null
  }),
  strftime: native('strftime(format, t=None)', (format: string) =>
    strftime(format, new Date(Date.now() - new Date().getTimezoneOffset() * 60000)),
  ),
  localtime: native('localtime(seconds=None)', () => null),
  ctime: native('ctime(seconds=None)', () => new Date().toString().slice(0, 24)),
}

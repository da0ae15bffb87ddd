/** Files and folders, as TensorFlow 0.12.1's gfile handles them. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { errors, gfile } from '../../src/index.ts'

let folder = ''
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'gfile-')), 'd')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

const write = (name: string, text: string, mode = 'w'): void => {
  using file = new gfile.GFile(join(folder, name), mode)
  file.write(text)
}

test('folders', () => {
  expect(gfile.Exists(folder)).toBe(false)
  gfile.MakeDirs(join(folder, 'a/b'))
  gfile.MakeDirs(join(folder, 'a/b'))
  expect([gfile.Exists(folder), gfile.IsDirectory(folder)]).toEqual([true, true])
  // the current folder
  expect([gfile.Exists(''), gfile.IsDirectory('')]).toEqual([true, true])
  gfile.MkDir(join(folder, 'c'))
  gfile.MkDir(join(folder, 'c'))
  expect(() => gfile.MkDir(join(folder, 'x/y'))).toThrow(new errors.NotFoundError(null, null, join(folder, 'x/y')))
  write('f.txt', 'text')
  expect([...gfile.ListDirectory(folder)].sort()).toEqual(['a', 'c', 'f.txt'])
  expect(() => gfile.ListDirectory(join(folder, 'nope'))).toThrow('Could not find directory')
  expect(gfile.Glob(join(folder, 'f*'))).toEqual([join(folder, 'f.txt')])
  expect(gfile.Glob(join(folder, 'zz*'))).toEqual([])
  expect(
    gfile.Walk(folder).map(([name, folders, files]) => [name.slice(folder.length), [...folders].sort(), files]),
  ).toEqual([
    ['', ['a', 'c'], ['f.txt']],
    ['/a', ['b'], []],
    ['/a/b', [], []],
    ['/c', [], []],
  ])
  gfile.DeleteRecursively(folder)
  expect(existsSync(folder)).toBe(false)
  expect(() => gfile.DeleteRecursively(folder)).toThrow(`${folder} not found`)
  expect(gfile.IsDirectory(folder)).toBe(false)
})

test('files', () => {
  gfile.MakeDirs(folder)
  const path = join(folder, 'f.txt')
  write('f.txt', 'hello\nworld\nx')
  expect(new gfile.GFile(path).read()).toBe('hello\nworld\nx')
  expect(new gfile.Open(path, 'rb').read()).toEqual(Buffer.from('hello\nworld\nx'))
  expect(new gfile.FastGFile(path, 'r').readlines()).toEqual(['hello\n', 'world\n', 'x'])
  expect([...new gfile.GFile(path)]).toEqual(['hello\n', 'world\n', 'x'])
  const file = new gfile.GFile(path)
  expect([file.read(3), file.readline(), file.size()]).toEqual(['hel', 'lo\n', 13])
  write('f.txt', 'more', 'a')
  expect(new gfile.GFile(path).read()).toBe('hello\nworld\nxmore')
  expect(gfile.Stat(path).length).toBe(17)
})

test('what the system refuses is an error of TensorFlow', () => {
  gfile.MakeDirs(join(folder, 'a'))
  write('f.txt', 'x')
  const at = (name: string): string => join(folder, name)
  const outcome = (body: () => unknown): string => {
    try {
      return `ok ${body()}`
    } catch (error) {
      return `${(error as Error).constructor.name} ${(error as Error).message.replaceAll(folder, '')}`
    }
  }
  const opened = (name: string, mode: string) => new gfile.GFile(name, mode)
  expect(outcome(() => opened(folder, 'r').read())).toBe('FailedPreconditionError ')
  expect(outcome(() => opened(folder, 'w').write('x'))).toBe('FailedPreconditionError ')
  expect(outcome(() => opened(at('no/x'), 'w').write('x'))).toBe('NotFoundError /no/x')
  expect(outcome(() => gfile.MakeDirs(at('f.txt/x')))).toBe('FailedPreconditionError /f.txt/x')
  expect(outcome(() => gfile.MakeDirs(at('f.txt')))).toBe('ok undefined')
  expect(outcome(() => gfile.Remove(at('a')))).toBe('FailedPreconditionError /a')
  expect(outcome(() => gfile.DeleteRecursively(at('f.txt')))).toBe('FailedPreconditionError /f.txt')
  expect(outcome(() => gfile.Glob(at('no/*')))).toBe('NotFoundError /no')
  expect(outcome(() => gfile.Copy(at('f.txt'), at('a'), { overwrite: true }))).toBe('FailedPreconditionError /a')
  if (existsSync('/dev/full'))
    expect(outcome(() => opened('/dev/full', 'w').write('x'))).toBe(
      'ResourceExhaustedError /dev/full; No space left on device',
    )
  if (existsSync('/proc/self')) {
    expect(outcome(() => opened('/proc/x', 'w').write('x'))).toBe('NotFoundError /proc/x')
    // a file system that makes no folders, though the one above is there
    expect(outcome(() => gfile.MkDir('/proc/x'))).toBe('NotFoundError /proc/x')
    expect(outcome(() => gfile.MakeDirs('/proc/x/y'))).toBe('NotFoundError /proc/x/y')
  }
})

test('mistakes', () => {
  gfile.MakeDirs(folder)
  const path = join(folder, 'f.txt')
  write('f.txt', 'x')
  expect(() => new gfile.GFile(join(folder, 'none.txt')).read()).toThrow(errors.NotFoundError)
  expect(() => new gfile.GFile(path, 'q')).toThrow("mode is not 'r' or 'w' or 'a' or 'r+' or 'w+' or 'a+'")
  expect(() => new gfile.GFile(path, 'r').write('a')).toThrow(
    new errors.PermissionDeniedError(null, null, "File isn't open for writing"),
  )
  expect(() => new gfile.GFile(path, 'w').read()).toThrow("File isn't open for reading")
  const [copy, other] = [join(folder, 'h.txt'), join(folder, 'i.txt')]
  gfile.Copy(path, copy)
  expect(() => gfile.Copy(path, copy)).toThrow(new errors.AlreadyExistsError(null, null, 'file already exists'))
  gfile.Copy(path, copy, { overwrite: true })
  gfile.Rename(copy, other)
  expect(() => gfile.Rename(other, path)).toThrow('file already exists')
  gfile.Remove(other)
  expect(() => gfile.Remove(other)).toThrow(errors.NotFoundError)
  expect(() => gfile.Stat(other)).toThrow(errors.NotFoundError)
})

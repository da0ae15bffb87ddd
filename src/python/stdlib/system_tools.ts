/** traceback, gc, glob, shutil: as much of them as scripts use. */
import { copyFileSync, cpSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { callMethod } from '../objects/attributes.ts'
import { PyIterator, toArray } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { str } from '../objects/text/repr.ts'
import { errorLines } from '../objects/text/traceback.ts'
import { native } from '../objects/values/callable.ts'
import { done } from '../objects/values/none.ts'
import { int } from '../objects/values/numbers.ts'

const handledText = (): string => {
  const error = machine.handled.at(-1)
  return error === undefined ? 'None\n' : `${errorLines(error, machine.sources).join('\n')}\n`
}

export const TRACEBACK: Readonly<Record<string, unknown>> = {
  print_exc: native('print_exc(limit=None, file=None)', () => done(machine.writeError(handledText()))),
  format_exc: native('format_exc(limit=None)', handledText),
}

export const GC: Readonly<Record<string, unknown>> = {
  collect: native('collect()', () => int(0)),
  disable: native('disable()', () => null),
  enable: native('enable()', () => null),
}

/** Whether a character is one of `[a-z]` or none of `[!a-z]`. */
function isAmong(set: string, char: string): boolean {
  const negated = set[1] === '!'
  const inner = set.slice(negated ? 2 : 1, -1)
  for (const [, from = '', to = from] of inner.matchAll(/([\s\S])(?:-([\s\S]))?/g))
    if (char >= from && char <= to) return !negated
  return negated
}

/** Whether a name fits a pattern of `*`, `?` and `[…]`; hidden files need their dot. Where what follows a star fails, the star takes one more. */
function fitsPattern(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false
  const tokens = pattern.match(/\*+|\[!?\]?[^\]]*\]|[\s\S]/g) ?? []
  let [token, at, star, taken] = [0, 0, -1, 0]
  while (at < name.length) {
    const now = tokens[token]
    const char = name[at] as string
    if (now?.startsWith('*')) {
      star = token++
      taken = at
    } else if (now !== undefined && (now === '?' || (now.length > 1 ? isAmong(now, char) : now === char))) {
      token++
      at++
    } else if (star >= 0) {
      token = star + 1
      at = ++taken
    } else return false
  }
  while (tokens[token]?.startsWith('*')) token++
  return token === tokens.length
}

/** The files that fit a path with wild cards in any of its parts. */
function glob(path: string): string[] {
  const parts = path.split('/')
  return parts.reduce<string[]>(
    (found, part, i) => {
      if (i === 0 && part === '') return ['/']
      if (!/[*?[]/.test(part)) return found.map(folder => join(folder, part)).filter(file => existsSync(file))
      return found.flatMap(folder => {
        if (!existsSync(folder || '.')) return []
        return readdirSync(folder || '.')
          .filter(name => fitsPattern(part, name))
          .map(name => join(folder, name))
      })
    },
    [''],
  )
}

export const GLOB: Readonly<Record<string, unknown>> = {
  glob: native('glob(pathname)', glob),
  iglob: native('iglob(pathname)', (path: string) => new PyIterator(glob(path)[Symbol.iterator]())),
}

const fits = native('fnmatch(name, pat)', (name: string, pattern: string) => fitsPattern(pattern, name))
export const FNMATCH: Readonly<Record<string, unknown>> = {
  fnmatch: fits,
  fnmatchcase: fits,
  filter: native('filter(names, pat)', (names: unknown, pattern: string) =>
    toArray(names).filter(name => fitsPattern(pattern, str(name))),
  ),
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

export const SHUTIL: Readonly<Record<string, unknown>> = {
  rmtree: native('rmtree(path, ignore_errors=False)', (path: string, ignore: boolean) =>
    done(rmSync(path, { recursive: true, force: ignore })),
  ),
  copy: native('copy(source, target)', (source: string, target: string) =>
    done(cpSync(source, isFolder(target) ? join(target, basename(source)) : target)),
  ),
  copy2: native('copy2(source, target)', (source: string, target: string) =>
    done(cpSync(source, isFolder(target) ? join(target, basename(source)) : target, { preserveTimestamps: true })),
  ),
  copyfileobj: native('copyfileobj(fsrc, fdst, length=0)', (source: unknown, target: unknown) =>
    done(callMethod(target, 'write', [callMethod(source, 'read', [], null)], null)),
  ),
  copyfile: native('copyfile(source, target)', (source: string, target: string) => done(copyFileSync(source, target))),
  copytree: native('copytree(source, target)', (source: string, target: string) =>
    done(cpSync(source, target, { recursive: true })),
  ),
  move: native('move(source, target)', (source: string, target: string) => done(renameSync(source, target))),
}

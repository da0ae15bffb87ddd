/** traceback, gc, glob, shutil: as much of them as scripts use. */
import { copyFileSync, cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { machine } from '../runtime/machine.ts'
import { errorLines } from '../text/traceback.ts'
import { native } from '../values/callable.ts'
import { done } from '../values/none.ts'
import { int } from '../values/numbers.ts'

const handledText = (): string => {
  const error = machine.handled.at(-1)
  return error === undefined ? 'None\n' : `${errorLines(error, new Map()).join('\n')}\n`
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

/** `*`, `?` and `[…]` as a pattern of a whole name; hidden files need their dot. */
const pattern = (text: string): RegExp =>
  new RegExp(
    `^${text
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/^(?=[*?])/, '(?!\\.)')
      .replace(/(?<!\()\?(?!!)/g, '.')
      .replace(/\*/g, '.*')
      .replace(/\[!/g, '[^')}$`,
  )

/** The files that fit a path with wild cards in any of its parts. */
function glob(path: string): string[] {
  const parts = path.split('/')
  return parts.reduce<string[]>(
    (found, part, i) => {
      if (i === 0 && part === '') return ['/']
      if (!/[*?[]/.test(part)) return found.map(folder => join(folder, part)).filter(file => existsSync(file))
      const fits = pattern(part)
      return found.flatMap(folder => {
        if (!existsSync(folder || '.')) return []
        return readdirSync(folder || '.')
          .filter(name => fits.test(name))
          .map(name => join(folder, name))
      })
    },
    [''],
  )
}

export const GLOB: Readonly<Record<string, unknown>> = { glob: native('glob(pathname)', glob) }

export const SHUTIL: Readonly<Record<string, unknown>> = {
  rmtree: native('rmtree(path, ignore_errors=False)', (path: string, ignore: boolean) => done(rmSync(path, { recursive: true, force: ignore }))),
  copy: native('copy(source, target)', (source: string, target: string) =>
    done(cpSync(source, existsSync(target) && !basename(target).includes('.') ? join(target, basename(source)) : target)),
  ),
  copyfile: native('copyfile(source, target)', (source: string, target: string) => done(copyFileSync(source, target))),
  copytree: native('copytree(source, target)', (source: string, target: string) => done(cpSync(source, target, { recursive: true }))),
  move: native('move(source, target)', (source: string, target: string) => done(renameSync(source, target))),
}

/** How names of modules become modules: `sys.modules` first, then files on `sys.path`, then what the front end has itself. */
import { ValueError } from '../../errors/python.ts'
import { ImportError } from '../objects/exceptions.ts'
import { toArray } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { str } from '../objects/text/repr.ts'
import type { PyDict } from '../objects/values/dict.ts'
import { PyModule } from '../objects/values/module.ts'
import { findFile, type ModuleFile, readModule } from './module_files.ts'

/** Finds a module by its dotted name; undefined where there is none. */
export type Importer = (name: string) => PyModule | undefined

/** Runs the text of a module in its names. */
type RunModule = (text: string, file: string, globals: Map<string, unknown>) => void

/** Where the modules of a program come from. */
export interface ImportSystem {
  /** Modules that are not files. */
  readonly builtin: Importer
  /** The module `sys`, whose `modules` and `path` a program may change. */
  readonly sys: PyModule
  readonly run: RunModule
  /** What is said, behind the message, of a module that is nowhere. */
  readonly describeMissing: (name: string) => string
}

let system: ImportSystem | undefined

/** Sets where modules come from; gives back what was set before. */
export function useImports(given: ImportSystem | undefined): ImportSystem | undefined {
  const before = system
  system = given
  return before
}

/** What the names of modules mean at present: another one in each program that runs. */
export const importSystem = (): object | undefined => system

/** Runs a text, which is said to be of `file`, in the names of a module. */
export function runText(text: string, file: string, names: Map<string, unknown>): void {
  system?.run(text, file, names)
}

/** Modules that no file can take the place of: part of Python's own program, and the libraries that old programs are written for. */
const FIRST: ReadonlySet<string> = new Set(
  '__builtin__ __main__ builtins errno gc imp itertools marshal math numpy operator signal six sys tensorflow thread time zlib'.split(
    ' ',
  ),
)

const listOf = (value: unknown): string[] => (Array.isArray(value) ? toArray(value).map(str) : [])

function loadedModule(name: string): PyModule | undefined {
  const found = (system?.sys.find('modules') as PyDict | undefined)?.get(name)
  return found instanceof PyModule ? found : undefined
}

function remember(name: string, module: PyModule): PyModule {
  ;(system?.sys.find('modules') as PyDict | undefined)?.set(name, module)
  return module
}

/** Runs a file as the module of a name; one that fails is forgotten. */
function loadFile(name: string, found: ModuleFile): PyModule {
  const module = new PyModule(name)
  remember(name, module)
  module.set('__name__', name)
  module.set('__package__', found.folder === null ? name.replace(/(^|\.)[^.]*$/, '') : name)
  if (found.folder !== null) module.set('__path__', [found.folder])
  if (found.file === null) return module
  module.set('__file__', found.file)
  try {
    system?.run(readModule(found.file), found.file, module.own)
  } catch (error) {
    ;(system?.sys.find('modules') as PyDict | undefined)?.delete(name)
    throw error
  }
  return module
}

function findTop(name: string): PyModule | undefined {
  const builtin = FIRST.has(name) ? system?.builtin(name) : undefined
  if (builtin) return builtin
  const file = findFile(listOf(system?.sys.find('path')), name, machine.version)
  return file ? loadFile(name, file) : system?.builtin(name)
}

function findInside(parent: PyModule, name: string, last: string): PyModule | undefined {
  const folders = parent.own.get('__path__')
  const file = Array.isArray(folders) ? findFile(listOf(folders), last, machine.version) : undefined
  if (file) return loadFile(name, file)
  const found = system?.builtin(name)
  if (found) return found
  const member = parent.find(last)
  return member instanceof PyModule ? member : undefined
}

/** The module of a dotted name, with those that it stands in; undefined where there is none. */
function find(name: string): PyModule | undefined {
  const known = loadedModule(name)
  if (known) return known
  const dot = name.lastIndexOf('.')
  if (dot < 0) {
    const found = findTop(name)
    return found && remember(name, found)
  }
  const parent = find(name.slice(0, dot))
  if (!parent) return undefined
  const last = name.slice(dot + 1)
  // a package may have loaded it while it was loaded itself
  const found = loadedModule(name) ?? findInside(parent, name, last)
  if (!found) return undefined
  if (!parent.own.has(last)) parent.set(last, found)
  return remember(name, found)
}

/** The error for a module that is nowhere; Python 2 names what its package lacks. */
function missing(name: string): ImportError {
  const parts = name.split('.')
  let known = parts.length - 1
  while (known > 0 && !find(parts.slice(0, known).join('.'))) known--
  const shown = machine.version === 2 ? parts.slice(known).join('.') : `'${name}'`
  return new ImportError(`No module named ${shown}${system?.describeMissing(name) ?? ''}`)
}

/** The package that a module's relative names start from; '' where it is in none. */
function packageOf(globals: ReadonlyMap<string, unknown>): string {
  const own = globals.get('__package__')
  if (typeof own === 'string') return own
  const name = globals.get('__name__')
  if (typeof name !== 'string' || name === '__main__') return ''
  return globals.has('__path__') ? name : name.replace(/(^|\.)[^.]*$/, '')
}

/** `..a.b` as seen from a module: its name from the top. */
function absoluteName(name: string, globals: ReadonlyMap<string, unknown>): string {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(name) ?? []
  if (dots === '') return name
  const parts = packageOf(globals)
    .split('.')
    .filter(part => part !== '')
  if (parts.length === 0)
    throw machine.version === 2
      ? new ValueError('Attempted relative import in non-package')
      : new ImportError('attempted relative import with no known parent package')
  const up = dots.length - 1
  if (up >= parts.length)
    throw machine.version === 2
      ? new ValueError('Attempted relative import beyond toplevel package')
      : new ImportError('attempted relative import beyond top-level package')
  return [...parts.slice(0, parts.length - up), ...(rest === '' ? [] : [rest])].join('.')
}

/**
 * The module of a name as an import statement of a module means it. `top`: the first part of the name instead, as `import a.b` binds it.
 * Python 2 looks beside the importing module first.
 */
export function importModule(name: string, globals: ReadonlyMap<string, unknown>, top = false): PyModule {
  const pick = (full: string, found: PyModule, given: string): PyModule => {
    if (!top) return found
    const first = full.slice(0, full.length - given.length) + (given.split('.')[0] as string)
    return find(first) ?? found
  }
  const full = absoluteName(name, globals)
  const around = machine.version === 2 && !name.startsWith('.') ? packageOf(globals) : ''
  if (around !== '' && isBeside(around, name)) {
    const beside = find(`${around}.${name}`)
    if (beside) return pick(`${around}.${name}`, beside, name)
  }
  const found = find(full)
  if (!found) throw missing(full)
  return pick(full, found, full)
}

/** Whether a package has a file for the first part of a name. */
function isBeside(around: string, name: string): boolean {
  const folders = find(around)?.own.get('__path__')
  return Array.isArray(folders) && findFile(listOf(folders), name.split('.')[0] as string, 2) !== undefined
}

/** `from module import name`. */
export function importedName(module: PyModule, name: string): unknown {
  const own = module.find(name)
  const found = own === undefined ? find(`${module.name}.${name}`) : own
  if (found === undefined)
    throw new ImportError(
      machine.version === 2
        ? `cannot import name ${name}${module.describeMissing(name)}`
        : `cannot import name '${name}' from '${module.name}'${module.describeMissing(name)}`,
    )
  return found
}

/** The names that `from module import *` binds. */
export function* starredNames(module: PyModule): Generator<[name: string, value: unknown]> {
  const all = module.own.get('__all__')
  const names = Array.isArray(all) ? listOf(all) : module.names().filter(name => !name.startsWith('_'))
  for (const name of names) yield [name, importedName(module, name)]
}

/** Runs the file of a module again, in the names that it has. */
export function reloadModule(module: PyModule): PyModule {
  const file = module.own.get('__file__')
  if (typeof file === 'string') system?.run(readModule(file), file, module.own)
  return module
}

import { RecursionError } from '../../errors/python.ts'
import { isStackOverflow } from '../../errors/stack_overflow.ts'
import { findFile, readModule } from '../../python/compiler/module_files.ts'
import { bodiesOf } from '../../python/compiler/scope.ts'
import { type Namespace, PyModule } from '../../python/objects/values/module.ts'
import { standardModules } from '../../python/stdlib/standard.ts'
import type { Program, Statement } from '../../python/syntax/ast.ts'
import { loadGrammar } from '../../python/syntax/grammar.ts'
import { type ParseOptions, parseProgram, versionOfModules } from '../../python/syntax/parse.ts'
import { tensorflowModules } from '../../python/tensorflow/module.ts'
import type { Libraries } from './libraries.ts'
import { type PortedFile, portProgram } from './port_program.ts'
import { scanProgram } from './scopes.ts'

export interface PythonFile extends Pick<ParseOptions, 'version' | 'otherwise'> {
  /** Its name, for the header and errors. */
  readonly file: string
  /** Where its modules are; null where there are none. */
  readonly folder: string | null
  readonly text: string
}

/** Bytes of the longest program: a longer one is none that somebody wrote. */
const MOST_TEXT = 4_000_000
/** Modules of the program that are followed. */
const MOST_MODULES = 200

/** Translates a program with its modules; the program's own file comes first. SyntaxError and RecursionError for what is none. */
export async function portFile(source: PythonFile, tf: Namespace): Promise<PortedFile[]> {
  await loadGrammar()
  if (source.text.length > MOST_TEXT)
    throw new RecursionError(`${source.file} is too long: ${source.text.length} characters`)
  const { text, folder: _, ...options } = source
  const program = parseProgram(text, options)
  try {
    const libraries = librariesOf(tf)
    const modules = findModules(program, source.folder)
    for (const one of [...[...modules.values()].reverse(), program]) nameStars(one, modules, libraries)
    return portProgram(source.file, program, modules, libraries)
  } catch (error) {
    if (isStackOverflow(error)) throw new RecursionError(`${source.file} is nested too deeply`)
    throw error
  }
}

function librariesOf(tf: Namespace): Libraries {
  const standard = standardModules()
  return {
    tf,
    np: tf['np'] as Namespace,
    tensorflow: tensorflowModules(tf),
    hasModule: name => standard(name) !== undefined,
  }
}

type Import = Extract<Statement, { kind: 'import' | 'from_import' }>

/** All imports of a program, in functions and classes too. */
function importsOf(body: readonly Statement[]): Import[] {
  return body.flatMap((statement): Import[] => {
    if (statement.kind === 'import' || statement.kind === 'from_import') return [statement]
    const inner = statement.kind === 'function' || statement.kind === 'class' ? [statement.body] : bodiesOf(statement)
    return inner.flatMap(importsOf)
  })
}

/** The modules of its own that a program imports, and those that they import. */
function findModules(program: Program, folder: string | null): Map<string, Program> {
  const found = new Map<string, Program>()
  if (folder === null) return found
  const files = new Map<string, string | null>()
  const locate = (name: string): string | null => {
    const known = files.get(name)
    if (known !== undefined) return known
    const parts = name.split('.')
    const at = [folder, ...parts.slice(0, -1)].join('/')
    const file = /^\w+(\.\w+)*$/.test(name) ? (findFile([at], parts.at(-1) as string, 2)?.file ?? null) : null
    files.set(name, file)
    return file
  }
  const add = (name: string): boolean => {
    if (found.has(name)) return true
    const file = locate(name)
    if (file === null || found.size >= MOST_MODULES) return false
    const module = parseProgram(readModule(file), { file, ...versionOfModules(program) })
    found.set(name, module)
    const isPackage = file.endsWith('__init__.py')
    follow(module, isPackage ? name : name.split('.').slice(0, -1).join('.'))
    return true
  }
  /** Names are made absolute; `home` is the package that a module is in. */
  const follow = (module: Program, home: string): void => {
    for (const statement of importsOf(module.body)) {
      if (statement.kind === 'import') {
        for (const imported of statement.names) {
          const beside = home === '' ? imported.name : `${home}.${imported.name}`
          if (home !== '' && add(beside))
            Object.assign(imported, { name: beside, alias: imported.alias ?? imported.name })
          else add(imported.name)
        }
        continue
      }
      const name = absolute(statement.module, home, locate)
      Object.assign(statement, { module: name })
      const known = name !== '' && add(name)
      if (statement.names !== '*' && (known || name === '' || locate(name) === null))
        for (const imported of statement.names)
          if (name === '' || known) add(name === '' ? imported.name : `${name}.${imported.name}`)
    }
  }
  follow(program, '')
  return found
}

/** `from module import *` becomes an import of the names that the program uses; modules come before those that import them. */
function nameStars(program: Program, modules: ReadonlyMap<string, Program>, libraries: Libraries): void {
  const words = [...new Set(program.lines.join('\n').match(/\b[A-Za-z]\w*/g) ?? [])]
  for (const statement of importsOf(program.body)) {
    if (statement.kind !== 'from_import' || statement.names !== '*') continue
    const has = namesIn(statement.module, modules, libraries)
    if (has) Object.assign(statement, { names: words.filter(has).map(name => ({ name, alias: null })) })
  }
}

/** Whether a module has a name; undefined for modules that nobody knows. */
function namesIn(
  module: string,
  modules: ReadonlyMap<string, Program>,
  libraries: Libraries,
): ((name: string) => boolean) | undefined {
  const own = modules.get(module)
  if (own) {
    const { bindings } = scanProgram(own).module
    return name => bindings.has(name)
  }
  if (module === 'numpy') return name => Object.hasOwn(libraries.np, name)
  const known = /^tensorflow(\.|$)/.test(module) ? libraries.tensorflow(module) : standardModules()(module)
  return known instanceof PyModule ? name => known.find(name) !== undefined : undefined
}

/** `.model` in a package, `model` beside a module of Python 2. */
function absolute(name: string, home: string, locate: (name: string) => string | null): string {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(name) ?? []
  if (dots !== '') {
    const parts = home === '' ? [] : home.split('.')
    const kept = parts.slice(0, Math.max(0, parts.length - (dots.length - 1)))
    return [...kept, ...(rest === '' ? [] : [rest])].join('.')
  }
  const beside = home === '' ? name : `${home}.${name}`
  return home !== '' && locate(beside) !== null ? beside : name
}

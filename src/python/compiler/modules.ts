/** The modules that a program can import. */

import { ImportError } from '../objects/exceptions.ts'
import { PyModule } from '../objects/values/module.ts'

/** Finds a module by its dotted name; undefined where there is none. */
export type Importer = (name: string) => PyModule | undefined

let importer: Importer = () => undefined

/** Sets where modules come from. */
export function useImporter(given: Importer): Importer {
  const before = importer
  importer = given
  return before
}

/** The module of a dotted name; packages are asked for the names inside of them. */
export function importModule(name: string): PyModule {
  const found = importer(name) ?? inside(name)
  if (!found) throw new ImportError(`No module named ${name}`)
  return found
}

function inside(name: string): PyModule | undefined {
  const dot = name.lastIndexOf('.')
  if (dot < 0) return undefined
  const outer = importer(name.slice(0, dot)) ?? inside(name.slice(0, dot))
  const inner = outer?.find(name.slice(dot + 1))
  return inner instanceof PyModule ? inner : undefined
}

/** `from module import name`. */
export function importedName(module: PyModule, name: string): unknown {
  const own = module.find(name)
  const found = own === undefined ? importer(`${module.name}.${name}`) : own
  if (found === undefined) throw new ImportError(`cannot import name '${name}' from '${module.name}'`)
  return found
}

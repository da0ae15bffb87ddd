/** Modules in files beside the program. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PyModule } from '../objects/values/module.ts'
import type { Importer } from './modules.ts'

/** Runs the text of a module and fills its names. */
export type RunModule = (text: string, file: string, globals: Map<string, unknown>) => void

/** Finds modules in the folder of a program: `a.b` in `a/b.py` or `a/b/__init__.py`. Each runs once. */
export function fileModules(program: string, run: RunModule): Importer {
  const folder = dirname(program)
  const loaded = new Map<string, PyModule>()
  return name => {
    const known = loaded.get(name)
    if (known) return known
    const path = join(folder, ...name.replace(/^\.+/, '').split('.'))
    const file = [`${path}.py`, join(path, '__init__.py')].find(candidate => existsSync(candidate))
    if (!file) return undefined
    const module = new PyModule(name)
    loaded.set(name, module)
    module.set('__name__', name)
    run(readFileSync(file, 'utf8'), file, module.own)
    return module
  }
}

/** `__import__` and `reload`. */
import { defineBuiltins } from '../builtins/names.ts'
import { requireIndex } from '../objects/convert.ts'
import { toArray } from '../objects/iteration.ts'
import { str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { native } from '../objects/values/callable.ts'
import type { PyModule } from '../objects/values/module.ts'
import { importedName, importModule, reloadModule } from './modules.ts'

const NO_GLOBALS: ReadonlyMap<string, unknown> = new Map()

defineBuiltins({
  __import__: native(
    '__import__(name, globals=None, locals=None, fromlist=None, level=-1)',
    (name: unknown, globals: unknown, _: unknown, names: unknown, level: unknown) => {
      const dots = '.'.repeat(Math.max(0, requireIndex(level)))
      const own = globals instanceof Map ? (globals as ReadonlyMap<string, unknown>) : NO_GLOBALS
      const whole = truth(names)
      const module = importModule(dots + str(name), own, !whole)
      if (whole) for (const one of toArray(names).map(str)) if (one !== '*') importedName(module, one)
      return module
    },
  ),
  reload: native('reload(module)', (module: PyModule) => reloadModule(module)),
})

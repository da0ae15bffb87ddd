/** importlib and imp. */
import { importModule, reloadModule } from '../compiler/modules.ts'
import { str } from '../objects/text/repr.ts'
import { native } from '../objects/values/callable.ts'
import type { PyModule } from '../objects/values/module.ts'

const reload = native('reload(module)', (module: PyModule) => reloadModule(module))

export const IMPORTLIB: Readonly<Record<string, unknown>> = {
  import_module: native('import_module(name, package=None)', (name: unknown, around: unknown) =>
    importModule(str(name), new Map([['__package__', around === null ? '' : str(around)]])),
  ),
  reload,
}

export const IMP: Readonly<Record<string, unknown>> = { reload }

/** What imports bind. */
import { library, type Names } from './libraries.ts'
import type { Scan } from './scopes.ts'
import { FLOAT, INT, list, NONE, PYTHON, STR, type Type, UNKNOWN } from './types.ts'

/** The program's modules by name. */
type Modules = ReadonlyMap<string, Scan>

/** What `import name` binds. */
export function moduleTypeOf(names: Names, modules: Modules, name: string): Type {
  if (modules.has(name)) return { kind: 'own module', name }
  if (name === 'tensorflow' || name.startsWith('tensorflow.')) {
    const path = names.tensorflowPath(name, null)
    return path === undefined ? UNKNOWN : library('tf', path)
  }
  if (name === 'numpy' || name.startsWith('numpy.')) return library('np', name.split('.').slice(1).join('.'))
  return library('python', name)
}
/** What `from module import name` binds. */
export function importedTypeOf(names: Names, modules: Modules, module: string, name: string): Type {
  if (modules.has(`${module}.${name}`)) return { kind: 'own module', name: `${module}.${name}` }
  const own = modules.get(module)
  if (own) return own.module.bindings.get(name)?.type ?? UNKNOWN
  if (module === 'tensorflow' || module.startsWith('tensorflow.')) {
    const path = names.tensorflowPath(module, name)
    return path === undefined ? UNKNOWN : libraryMember('tf', path)
  }
  const holder = moduleTypeOf(names, modules, module)
  return holder.kind === 'library'
    ? libraryMember(holder.root, holder.path === '' ? name : `${holder.path}.${name}`)
    : UNKNOWN
}
/** A name in a library. */
export function libraryMember(root: 'tf' | 'np' | 'python', path: string): Type {
  if (root === 'np') {
    if (/^(pi|e|inf|nan|NaN|Inf|infty)$/.test(path)) return FLOAT
    if (path === 'newaxis') return NONE
  }
  if (root === 'python') {
    if (path === 'math.pi' || path === 'math.e') return FLOAT
    if (path === 'sys.argv') return list(STR)
    if (path === 'sys.maxint' || path === 'sys.maxsize') return INT
    if (/^(sys\.(version|platform|executable)|string\.\w+|os\.(sep|linesep))$/.test(path)) return STR
    if (path === 'os.environ' || path === 'sys.path' || path === 'sys.stdout' || path === 'sys.stderr') return PYTHON
  }
  return library(root, path)
}

/** What tf0 has under which name: how a path of Python's TensorFlow or numpy is written in TypeScript. */
import { positionsOf } from '../../python/objects/foreign_calls.ts'
import type { Namespace } from '../../python/objects/values/module.ts'
import { PyModule } from '../../python/objects/values/module.ts'
import type { Library, Type } from './types.ts'

export interface Libraries {
  readonly tf: Namespace
  readonly np: Namespace
  /** A module of TensorFlow by the path that programs import, `tensorflow.python.ops.rnn_cell`. */
  tensorflow(name: string): unknown
  /** Whether Python's own library has a module. */
  hasModule(name: string): boolean
}

const MOST_PARTS = 5

/** Looks names up in tf0's namespaces. */
export class Names {
  readonly #libraries: Libraries
  /** Where a value of tf is public: the shortest path. */
  readonly #paths = new Map<unknown, string>()

  constructor(libraries: Libraries) {
    this.#libraries = libraries
    let level: (readonly [path: string, at: object])[] = [['', libraries.tf]]
    for (let depth = 0; depth < MOST_PARTS && level.length > 0; depth++) {
      const next: (readonly [string, object])[] = []
      for (const [path, at] of level)
        for (const [name, value] of Object.entries(at)) {
          if ((typeof value !== 'object' && typeof value !== 'function') || value === null || this.#paths.has(value))
            continue
          const full = path === '' ? name : `${path}.${name}`
          if (full === 'np' || full.startsWith('np.')) continue
          this.#paths.set(value, full)
          if (isNamespace(value)) next.push([full, value])
        }
      level = next
    }
  }

  #value(root: Library, path: string): unknown {
    let at: unknown = root === 'tf' ? this.#libraries.tf : this.#libraries.np
    if (path === '') return at
    for (const name of path.split('.')) {
      if ((typeof at !== 'object' && typeof at !== 'function') || at === null || !(name in at)) return undefined
      at = (at as Record<string, unknown>)[name]
    }
    return at
  }
  has(root: Library, path: string): boolean {
    return root === 'python' || this.#value(root, path) !== undefined
  }
  isFunction(root: Library, path: string): boolean {
    return root !== 'python' && typeof this.#value(root, path) === 'function'
  }
  /** Whether calls need `new`. */
  isClass(root: Library, path: string): boolean {
    if (root === 'python') return false
    const value = this.#value(root, path)
    return typeof value === 'function' && Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
  }
  isNamespace(root: Library, path: string): boolean {
    const value = this.#value(root, path)
    return typeof value === 'object' && value !== null && isNamespace(value)
  }
  /** Whether what is there is a namespace or a function or class, not an object. */
  holdsNames(root: Library, path: string): boolean {
    const value = this.#value(root, path)
    return (
      typeof value === 'function' ||
      (typeof value === 'object' && value !== null && isNamespace(value) && Reflect.ownKeys(value).length > 0)
    )
  }
  /** Whether objects of a class have a member. */
  hasMember(path: string, name: string): boolean {
    const value = this.#value('tf', path)
    return typeof value === 'function' && name in ((value.prototype ?? {}) as object)
  }
  /** The parameters of a function, or of a method of a class, that takes its arguments by position only. */
  positionsOf(path: string, method?: string): readonly string[] | undefined {
    const value = this.#value('tf', path)
    const fn = method === undefined ? value : (value as { prototype?: Namespace } | undefined)?.prototype?.[method]
    return typeof fn === 'function' ? positionsOf(fn as never) : undefined
  }
  hasPythonModule(name: string): boolean {
    return this.#libraries.hasModule(name)
  }
  /** `tensorflow.a.b`, or a name in it, as a path of tf; undefined where tf0 does not have it under a public name. */
  tensorflowPath(module: string, name: string | null): string | undefined {
    if (module === 'tensorflow' && name === null) return ''
    const direct = [module.split('.').slice(1), name ?? []].flat().join('.')
    if (this.#value('tf', direct) !== undefined) return direct
    const holder = this.#libraries.tensorflow(module)
    const value = name !== null && holder instanceof PyModule ? holder.find(name) : undefined
    // what the module itself has goes before a module of that path
    const known = value instanceof PyModule ? this.#pathOfModule(value) : this.#paths.get(value)
    if (known !== undefined) return known
    const found = name === null ? holder : this.#libraries.tensorflow(`${module}.${name}`)
    return found instanceof PyModule ? this.#pathOfModule(found) : undefined
  }
  #pathOfModule(module: PyModule): string | undefined {
    const [own] = module.fallbacks
    if (own === this.#libraries.tf) return ''
    return own instanceof PyModule ? this.#pathOfModule(own) : this.#paths.get(own)
  }
}

/** Module namespaces, and objects of functions and classes. */
function isNamespace(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  if ((value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] === 'Module') return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export const library = (root: Library, path: string): Type => ({ kind: 'library', root, path })

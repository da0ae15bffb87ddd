// Part of the built package: reads a part of it when something of the part is used.
import { createRequire } from 'node:module'

/**
 * The address of this file. A program that is bundled as a CommonJS module has no `import.meta`.
 * @param {string | undefined} url
 */
export const address = url =>
  url ?? new URL(`file://${encodeURI(__filename).replace(/[?#]/g, encodeURIComponent)}`).href

/** Where the root of the package's code is, counted from this file. */
const root = address(import.meta.url)

/** @type {Map<string, (require: (id: string) => object, module: { exports: object }, root: string) => void>} */
const factories = new Map()
/** @type {Map<string, object>} What parts have given, and the modules that were there at start. */
const modules = new Map()
let startModules = () => ({})
let require

/** Declares the modules that were read at start, which parts import. */
export function atStart(get) {
  startModules = get
}

/** Hands in the text of parts: a bundler makes them one file with the program, where they can't be read from their own. */
export function provide(parts) {
  for (const [id, factory] of Object.entries(parts)) factories.set(id, factory)
}

/** Calls nest as deep as an evaluation needs: a part that a stack overflow leaves half evaluated could not be evaluated again. */
const hasRoom = depth => depth === 0 || hasRoom(depth - 1)

/** What the part exports; evaluates it at first. */
export function part(id) {
  const known = modules.get(id)
  if (known) return known
  if (modules.size === 0) {
    for (const [name, value] of Object.entries(startModules())) modules.set(name, value)
    return part(id)
  }
  hasRoom(2000)
  let factory = factories.get(id)
  if (!factory) {
    require ??= createRequire(root)
    factory = require(`./parts/${id}.cjs`)
  }
  const module = { exports: {} }
  factory(part, module, root)
  modules.set(id, module.exports)
  return module.exports
}

/** As `import * as` makes it, of a module that is a part. */
export function namespace(id, names) {
  const object = Object.create(null, { [Symbol.toStringTag]: { value: 'Module' } })
  for (const name of names) Object.defineProperty(object, name, { get: () => part(id)[name], enumerable: true })
  return Object.preventExtensions(object)
}

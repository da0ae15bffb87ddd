/**
 * Everything that JavaScript and Node bring along: the values that no program of Python may hold. They are collected when this module is
 * loaded, which must be before tf0 is.
 */
import { builtinModules, createRequire } from 'node:module'

const require = createRequire(import.meta.url)

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

/** What programs hold by right: the streams and tables behind it stay out of the walk. */
const SKIPPED = new Set<unknown>([process.env, process.argv])

/** Constructors and prototypes that no name leads to. */
const HIDDEN: readonly object[] = [
  function* () {},
  async () => {},
  async function* () {},
  [][Symbol.iterator](),
  new Map().entries(),
  new Set().values(),
  ''[Symbol.iterator](),
  'a'.matchAll(/a/g),
  (function* () {})(),
  new Uint8Array(),
].map(value => Object.getPrototypeOf(value) as object)

function walk(roots: readonly unknown[]): Set<object> {
  const found = new Set<object>()
  const open = roots.filter(isObject)
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (found.has(value) || SKIPPED.has(value)) continue
    found.add(value)
    const parts: unknown[] = [Object.getPrototypeOf(value)]
    for (const key of Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key)
      if (property) parts.push(property.value, property.get, property.set)
    }
    for (const part of parts) if (isObject(part) && !found.has(part)) open.push(part)
  }
  return found
}

/** Modules that Node warns of, or that change the process when they are loaded. */
const UNTOUCHED = /^_|^(punycode|repl|inspector|trace_events|sys|wasi|test|sqlite|sea)\b|\//

const modules = builtinModules.filter(name => !UNTOUCHED.test(name)).map(name => require(name) as unknown)

/** Worker threads of the test's own runner, and what it keeps in them, are no part of the language. */
const GLOBALS = Object.getOwnPropertyNames(globalThis).filter(
  name => /^[A-Za-z]\w*$/.test(name) && !/vitest|vite/i.test(name),
)

const roots = [globalThis, ...GLOBALS.map(name => (globalThis as Record<string, unknown>)[name]), ...HIDDEN, ...modules]

/** All of them, by identity. */
export const intrinsics: ReadonlySet<object> = walk(roots)

type Snapshot = ReadonlyMap<object, readonly (readonly [PropertyKey, unknown])[]>

const isPrototypeOrClass = (value: object): boolean =>
  typeof value === 'function' || Object.hasOwn(value, 'constructor')

/** The properties of the constructors and prototypes, to see afterwards that none has changed. */
export function snapshot(): Snapshot {
  const own = (value: object) =>
    Reflect.ownKeys(value).map(key => [key, Object.getOwnPropertyDescriptor(value, key)?.value as unknown] as const)
  return new Map([...intrinsics].filter(isPrototypeOrClass).map(value => [value, own(value)]))
}

/** What has changed since. */
export function changes(before: Snapshot): string[] {
  const out: string[] = []
  for (const [value, properties] of before) {
    const known = new Map(properties)
    for (const key of Reflect.ownKeys(value)) {
      const now = Object.getOwnPropertyDescriptor(value, key)?.value as unknown
      if (!known.has(key) || !Object.is(known.get(key), now)) out.push(`${nameOf(value)}.${String(key)}`)
    }
  }
  return out
}

/** What an intrinsic is called. */
export function nameOf(value: object): string {
  if (typeof value === 'function') return value.name
  const made = Object.getOwnPropertyDescriptor(value, 'constructor')?.value as { name?: string } | undefined
  return made ? `${made.name}.prototype` : Object.prototype.toString.call(value)
}

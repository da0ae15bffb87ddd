/**
 * Which argument of a call that has failed is of a kind that nothing of its place takes. Asked only then: calls that succeed pay nothing, and
 * values of other kinds may still be what a converter of the user's makes a tensor of.
 */

/** Says in Python's words what was wrong with the arguments; undefined: nothing that is known of. */
export type Diagnosis = () => string | undefined

const BUILT_IN: readonly (abstract new (...args: never[]) => object)[] = [
  Date,
  Promise,
  RegExp,
  Set,
  WeakMap,
  WeakSet,
  Error,
  ArrayBuffer,
  DataView,
  // not everywhere
  ...(typeof SharedArrayBuffer === 'undefined' ? [] : [SharedArrayBuffer]),
]
/** Items of a list, and lists in lists, that are looked at. */
const [MOST, DEEPEST] = [100, 4]

/** What `value`, or an item of it, is that has no counterpart in Python. */
export function foreignKind(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) {
    if (depth === DEEPEST) return undefined
    for (const item of value.slice(0, MOST)) {
      const kind = foreignKind(item, depth + 1)
      if (kind !== undefined) return kind
    }
    return undefined
  }
  if (Object.getPrototypeOf(value) === null) return 'an object without a prototype'
  const type = BUILT_IN.find(type => value instanceof type)
  return type && `an object of JavaScript's ${type.name}`
}

/** The first argument of a function without a signature that does not fit, or is missing among the `needed` ones. */
export function unfitPosition(name: string, needed: number, args: readonly unknown[]): string | undefined {
  for (const [i, value] of args.entries()) {
    const kind = foreignKind(value)
    if (kind !== undefined) return `${name}() argument ${i + 1} cannot be ${kind}`
  }
  for (let i = 0; i < needed; i++)
    if (args[i] === undefined) return `${name}() missing required positional argument ${i + 1}`
  return undefined
}

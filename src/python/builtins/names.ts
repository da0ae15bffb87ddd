/** The built-in names. */
import { EXCEPTIONS } from '../objects/exceptions.ts'
import { NOT_IMPLEMENTED } from '../objects/operators.ts'
import { ELLIPSIS } from '../objects/values/slice.ts'

const table = new Map<string, unknown>([
  ...Object.entries(EXCEPTIONS),
  ['NotImplemented', NOT_IMPLEMENTED],
  ['Ellipsis', ELLIPSIS],
  ['__debug__', true],
])

/** Adds built-in names. */
export function defineBuiltins(names: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(names)) table.set(name, value)
}

/** All of them, for the module that has them. */
export const allBuiltins = (): Readonly<Record<string, unknown>> => Object.fromEntries(table)

/** The value of a built-in name; undefined where there is none. */
export const findBuiltin = (name: string): unknown => table.get(name)

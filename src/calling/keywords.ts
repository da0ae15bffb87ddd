/** Objects that a front end has made of the keywords of a call. */

const made = new WeakSet<object>()

/** Says that `keywords`, the last argument of a call, is never a value, whatever its keys are. */
export function asKeywords<T extends object>(keywords: T): T {
  made.add(keywords)
  return keywords
}
export const areKeywords = (value: object): boolean => made.has(value)

const values = new WeakSet<object>()

/** Says that `value`, the last argument of a call to a function of a program, is a dict and not keywords. */
export function asValue<T extends object>(value: T): T {
  values.add(value)
  return value
}
export const isValue = (value: object): boolean => values.has(value)

/** Dicts of Python as arguments. */

/** A Map or a plain object. */
export type Dict<T> = Readonly<Record<string, T>> | ReadonlyMap<string, T>
export const entriesOf = <T>(dict: Dict<T>): readonly (readonly [string, T])[] =>
  dict instanceof Map ? [...dict] : Object.entries(dict as Record<string, T>)

/**
 * The dict that was given for the parameter `name`. Where it stood last with that name as its only key it was taken for keywords, and what
 * came is its value.
 */
export function dictFor<T extends object>(
  name: string,
  given: Dict<T> | T | null,
  type: new (...args: never[]) => T,
): Dict<T> | null {
  return given instanceof type ? { [name]: given } : (given as Dict<T> | null)
}

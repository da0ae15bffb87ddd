/** Values by name, as arguments of the data modules. */

/** Values by name, as programs of both languages write them. */
export type Dict<V> = Readonly<Record<string, V>> | ReadonlyMap<string, V>
export const entriesOf = <V>(dict: Dict<V>): [string, V][] =>
  dict instanceof Map ? [...dict] : Object.entries(dict as Readonly<Record<string, V>>)

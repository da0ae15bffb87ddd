/** The types of fields and of what may be written to them. */
import type { Message } from './message.ts'
import type { RepeatedField } from './repeated.ts'

/** A map field: an object without a prototype, in the order in which the entries came. */
export type MapField<T> = { [key: string]: T }
/** What a bytes field takes; strings are UTF-8. It reads as Buffer. */
export type BytesLike = Uint8Array | string

/** What may be given for a field of type V. */
export type Given<V> = V extends Message
  ? V | Init<V>
  : V extends RepeatedField<infer E>
    ? Iterable<Given<E>>
    : V extends Buffer
      ? BytesLike
      : V extends number | bigint | string | boolean
        ? V
        : V extends MapField<infer E>
          ? MapField<Given<E>> | ReadonlyMap<string | number, Given<E>>
          : V

/** Python's keyword arguments of a message class: any of its fields; null leaves a field unset. */
export type Init<M> = {
  [K in keyof M as K extends string ? (M[K] extends (...args: never[]) => unknown ? never : K) : never]?:
    | Given<M[K]>
    | null
    | undefined
}

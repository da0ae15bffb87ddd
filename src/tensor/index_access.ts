/**
 * `array[i]` and `array[i] = v`. A proxy ends the chain of prototypes: it is asked for what neither the array nor its classes have, so that
 * members of arrays cost nothing, and an index that is out of range is an error instead of nothing.
 */

/** Whether a key is a number as JavaScript writes it: one with a fraction is no index, which the reader says. */
function indexOf(key: string | symbol): number | undefined {
  if (typeof key !== 'string') return undefined
  const first = key.charCodeAt(0)
  // digits, and the minus before them
  if (!(first >= 48 && first <= 57) && first !== 45) return undefined
  const index = Number(key)
  return String(index) === key ? index : undefined
}

/** Lets `read` and `write` answer for indices of the objects whose last prototype is `prototype`. */
export function answerIndices<A extends object>(
  prototype: object,
  read: (array: A, index: number) => unknown,
  write: (array: A, index: number, value: unknown) => void,
): void {
  const isArray = (value: unknown): value is A => typeof value === 'object' && value !== null && 'shape' in value
  const last = new Proxy(Object.create(Object.prototype) as object, {
    get(target, key, receiver) {
      const index = indexOf(key)
      return index !== undefined && isArray(receiver) ? read(receiver, index) : Reflect.get(target, key, receiver)
    },
    set(target, key, value, receiver) {
      const index = indexOf(key)
      if (index === undefined || !isArray(receiver)) return Reflect.set(target, key, value, receiver)
      write(receiver, index, value)
      return true
    },
  })
  Object.setPrototypeOf(prototype, last)
}

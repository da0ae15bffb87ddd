/** `instanceof` for subclasses of NDArray without a walk to the end of the prototypes, where the proxy of arrays is slow. */
import { NDArray } from '../../tensor/ndarray.ts'

/** Marks the prototype of a class, which `instanceof` then looks for; other classes that extend it are asked as usual. */
export function makeInstancesQuick(type: { readonly prototype: NDArray }): void {
  const mark = Symbol('is an instance')
  Object.defineProperty(NDArray.prototype, mark, { value: false })
  Object.defineProperty(type.prototype, mark, { value: true })
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      return this === type
        ? typeof value === 'object' && value !== null && (value as { [mark]?: boolean })[mark] === true
        : Function.prototype[Symbol.hasInstance].call(this as never, value)
    },
  })
}

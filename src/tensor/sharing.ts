/** Whose memory an array uses, and whether it may be written. Only views carry this: arrays with memory of their own are as they were made. */
import { ValueError } from '../errors/index.ts'

/** Gives fields of a derived class to an object that exists already. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: the object takes the fields of the derived class
    return object
  }
}

export class Sharing extends Given {
  #base: object | null
  #writeable: boolean

  private constructor(array: object, base: object | null, writeable: boolean) {
    super(array)
    this.#base = base
    this.#writeable = writeable
  }

  /** `view`, which shares the memory of `array`: that of its base, where it is a view itself. */
  static mark<A extends object>(view: A, array: object): A {
    if (#base in array) new Sharing(view, array.#base ?? array, array.#writeable)
    else new Sharing(view, array, true)
    return view
  }
  /** `view` as one that can't be written. */
  static protect<A extends object>(view: A): A {
    Sharing.setWriteable(view, false)
    return view
  }

  static baseOf(array: object): object | null {
    return #base in array ? array.#base : null
  }
  static isWriteable(array: object): boolean {
    return #base in array ? array.#writeable : true
  }
  static setWriteable(array: object, writeable: boolean): void {
    if (#base in array) array.#writeable = writeable
    else if (!writeable) new Sharing(array, null, false)
  }
  /** ValueError where an array can't be written. */
  static checkWriteable(array: object): void {
    if (!Sharing.isWriteable(array)) throw new ValueError('assignment destination is read-only')
  }
}

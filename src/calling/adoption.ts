/** Classes that can set up an object which exists already: a program in another language makes its objects before it initialises them. */

let waiting: object | undefined

/** The base of such classes: its constructor gives the object that waits for one, where there is one. */
export class Adopting {
  constructor() {
    const self = waiting
    if (self === undefined) return
    waiting = undefined
    // biome-ignore lint/correctness/noConstructorReturn: the fields of the classes below go to this object
    return self
  }
}

/** Runs `construct`, which makes an object of an adopting class, with `self` in the place of the new object. */
export function adopt(self: object, construct: () => unknown): void {
  waiting = self
  try {
    construct()
  } finally {
    waiting = undefined
  }
}

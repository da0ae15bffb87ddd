/** Functions that return nothing. */

/** None, after something was done: `'append(item)': (self, item) => done(self.push(item))`. */
export const done = (_result: unknown): null => null

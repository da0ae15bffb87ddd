/**
 * Python's built-in exceptions, as TensorFlow raises them. `constructor.name` is Python's name. What tf0 throws on purpose is an instance of
 * these classes; what else comes out of its code is a mistake of its own (boundary.ts).
 */
import { textOf } from './text.ts'
import { beginAtUser } from './user_stack.ts'

/** Base of the errors that tf0 raises in place of Python's built-ins. */
export class PythonError extends Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(textOf(message), options)
    beginAtUser(this)
  }
  override get name(): string {
    return this.constructor.name
  }
}

class DeliberateTypeError extends globalThis.TypeError {
  constructor(message?: string, options?: ErrorOptions) {
    super(textOf(message), options)
    beginAtUser(this)
  }
}
Object.defineProperty(DeliberateTypeError, 'name', { value: 'TypeError' })
/** A value of the wrong type, refused on purpose. To a program it is JavaScript's TypeError; JavaScript's own are none of these. */
export const TypeError = DeliberateTypeError
export type TypeError = DeliberateTypeError

/** A value of the right type that cannot be used: a shape that does not fit, an unknown option. */
export class ValueError extends PythonError {}
/** A name or key that does not exist. */
export class KeyError extends PythonError {}
/** A registry (gradients, converters) has no entry. */
export class LookupError extends PythonError {}
/** An index outside of a sequence. */
export class IndexError extends PythonError {}
/** A call that the object's state forbids: a closed session, a finalized graph. */
export class RuntimeError extends PythonError {}
/** What nests too deep, or holds itself. */
export class RecursionError extends RuntimeError {}
/** An attribute that an object does not have. */
export class AttributeError extends PythonError {}
/** TensorFlow itself refuses to do this. */
export class NotImplementedError extends PythonError {}
/** A broken invariant that TensorFlow checks with `assert`. */
export class AssertionError extends PythonError {}
/** A division by zero in a Python number. */
export class ZeroDivisionError extends PythonError {}
/** A number too large for its type. */
export class OverflowError extends PythonError {}
/** No memory for a value of the size that was asked for. */
export class MemoryError extends PythonError {}
/** The end of an iteration. */
export class StopIteration extends PythonError {}
/** Ctrl-C: SIGINT came, and the program does not handle it. */
export class KeyboardInterrupt extends PythonError {}
/** A failing read or write. */
export class IOError extends PythonError {}

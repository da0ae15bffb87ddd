/**
 * The boundary between a program and tf0: what public functions, methods and constructors let out. Errors that tf0 throws on purpose show the
 * line that called; what else its own code throws is a mistake of its own and becomes an InternalError that says so; what the user's
 * functions throw passes, and so does the overflow of a stack that they had filled. Calls that succeed pay nothing.
 */
import { bug, isBug } from './bug.ts'
import { isDeliberate } from './deliberate.ts'
import { exception_type_from_error_code } from './op_errors.ts'
import { TypeError } from './python.ts'
import { hasRoom, isStackOverflow } from './stack_overflow.ts'
import { Status } from './status.ts'
import { type Diagnosis, unfitPosition } from './unfit.ts'
import { isOwnFrame, programRuns } from './user_line.ts'
import { beginAtUser, type Captured, firstFrame, showCallOf } from './user_stack.ts'

// biome-ignore lint/suspicious/noExplicitAny: functions of any signature
type Callable = (...args: any[]) => any

/** Whether tf0's code threw `error`, rather than a function of the user's that it called. */
function isOwn(error: Error): boolean {
  const first = firstFrame(error)
  return first !== undefined && isOwnFrame(first)
}

/** Stack overflows that are the program's. */
const overflowsOfProgram = new WeakSet<Error>()

/** Whether the stack ran over because the program's own calls had filled it: then little is left where it called tf0. */
function isOverflowOfProgram(error: Error): boolean {
  if (!isStackOverflow(error)) return false
  if (!overflowsOfProgram.has(error) && hasRoom()) return false
  // the calls of tf0 that it passes next have more and more room
  overflowsOfProgram.add(error)
  return true
}

/** What a public function throws in place of `error`. */
function publicError(error: unknown, diagnose?: Diagnosis): unknown {
  if (!(error instanceof Error)) return error
  // tf0's own code calls public functions too: what the one inside did not know of, the arguments of the one outside may explain
  if (isBug(error)) return unfitArguments(error.cause, diagnose) ?? error
  if (isDeliberate(error)) return error
  if (error instanceof Status)
    return new (exception_type_from_error_code(error.code))(null, null, error.message, { cause: error.cause })
  // a front end has its own boundary
  if (programRuns() || !isOwn(error) || isOverflowOfProgram(error)) return error
  return unfitArguments(error, diagnose) ?? bug(`${error.constructor.name}: ${error.message}`, error)
}
/** The error of an argument of the wrong kind; undefined where `cause`, which tf0's code has thrown, comes from none. */
function unfitArguments(cause: unknown, diagnose?: Diagnosis): TypeError | undefined {
  const unfit =
    MADE_BY_ARGUMENTS.some(type => cause instanceof type) && !isStackOverflow(cause) ? diagnose?.() : undefined
  return unfit === undefined ? undefined : new TypeError(unfit, { cause })
}
/** What JavaScript throws where a value is of the wrong kind. */
const MADE_BY_ARGUMENTS = [globalThis.TypeError, RangeError, SyntaxError]

/** The error to throw where `called`, a public function, has failed with `error`; `diagnose` says which argument did not fit, if one did not. */
export function failed(error: unknown, called: Callable, diagnose?: Diagnosis): unknown {
  const thrown = publicError(error, diagnose)
  if (isDeliberate(thrown) && !programRuns()) showCallOf(called, thrown as Error)
  return thrown
}

/** The error to reject with where what was called at `captured` fails later. */
export function failedLater(error: unknown, captured: Captured): unknown {
  const thrown = publicError(error)
  if (isDeliberate(thrown) && !programRuns()) beginAtUser(thrown as Error, captured)
  return thrown
}

/** Node prints no excerpt of a line that holds this; where it prints one, it is that of the caller. */
export const NO_EXCERPT = 'node-do-not-add-exception-line'

const isGuarded = new WeakSet<object>()

/** Whether a public function or class is one of those that this module has made. */
export const hasBoundary = (f: object): boolean => isGuarded.has(f)
/** Says that `f` calls `failed` itself. */
export function markGuarded<F extends object>(f: F): F {
  isGuarded.add(f)
  return f
}

/** `f` as a program may call it. */
export function guarded<F extends Callable>(f: F, name: string = f.name, needed: number = f.length): F {
  const made = function (this: unknown, ...args: unknown[]): unknown {
    try {
      return f.apply(this, args)
    } catch (error) {
      throw at(
        NO_EXCERPT,
        failed(error, made, () => diagnoseBound(made, args) ?? unfitPosition(name, needed, args)),
      )
    }
  }
  Object.defineProperty(made, 'name', { value: name, configurable: true })
  Object.defineProperty(made, 'length', { value: f.length, configurable: true })
  isGuarded.add(made)
  return made as F
}
/** `error`; the first argument marks the line of the `throw`. */
export const at = (_mark: typeof NO_EXCERPT, error: unknown): unknown => error

interface GuardOptions {
  /** Only these methods and accessors; others are called too often to be wrapped, and throw nothing. */
  readonly only?: readonly string[]
}

/** Gives the methods, accessors and static methods that stand in `type` itself their boundary. */
export function guardMethods(
  type: Callable | (abstract new (...args: never[]) => unknown),
  { only }: GuardOptions = {},
): void {
  const prototype = (type as { readonly prototype: object }).prototype
  for (const [holder, isStatic] of [
    [prototype, false],
    [type, true],
  ] as const) {
    for (const key of Reflect.ownKeys(holder)) {
      if (typeof key !== 'string' || key === 'constructor' || (isStatic && key === 'prototype')) continue
      if (only && !only.includes(key)) continue
      const property = Object.getOwnPropertyDescriptor(holder, key) as PropertyDescriptor
      if (!property.configurable) continue
      const { value, get, set } = property
      if (typeof value === 'function') {
        // classes and what has its boundary already are left as they are
        if (isGuarded.has(value) || isClass(value)) continue
        Object.defineProperty(holder, key, { ...property, value: guarded(value, key, 0) })
      } else if (get || set) {
        Object.defineProperty(holder, key, {
          ...property,
          ...(get && { get: guarded(get) }),
          ...(set && { set: guarded(set) }),
        })
      }
    }
  }
}
const isClass = (value: object): boolean => Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false

let diagnoseBound: (callable: object, args: readonly unknown[]) => string | undefined = () => undefined
/** Lets functions with signatures be diagnosed by their parameters. */
export function diagnoseBy(diagnose: typeof diagnoseBound): void {
  diagnoseBound = diagnose
}

/**
 * `type` as a program may construct it, with the boundary of its methods; stands for it from then on:
 *
 *     // @ts-expect-error the guarded class takes its place
 *     Variable = guardedClass(Variable)
 */
export function guardedClass<C extends abstract new (...args: never[]) => object>(
  type: C,
  options: GuardOptions = {},
): C {
  guardMethods(type, options)
  const made = function (...args: unknown[]): object {
    try {
      if (!new.target) throw new TypeError(`${type.name} is a class: new ${type.name}(…) makes an object of it`)
      return Reflect.construct(type, args, new.target)
    } catch (error) {
      throw at(
        NO_EXCERPT,
        // the signature may be that of the class or of what stands for it
        failed(
          error,
          made,
          () => diagnoseBound(made, args) ?? diagnoseBound(type, args) ?? unfitPosition(type.name, 0, args),
        ),
      )
    }
  }
  // its prototype stays unwritable, as that of classes is
  for (const key of Reflect.ownKeys(type))
    Object.defineProperty(made, key, Object.getOwnPropertyDescriptor(type, key) as PropertyDescriptor)
  Object.setPrototypeOf(made, Object.getPrototypeOf(type))
  Object.defineProperty(type.prototype, 'constructor', { value: made, writable: true, configurable: true })
  isGuarded.add(made)
  return made as unknown as C
}

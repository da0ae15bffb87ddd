/** TensorFlow's run-time errors: one class per status code (core/lib/core/error_codes.proto). */
import { PythonError } from './python.ts'
import { STACK_HEADER } from './user_stack.ts'

/** What an OpError needs to know of the node that failed; `Operation` fits. */
export interface FailingOperation {
  readonly name: string
  readonly node_def: unknown
  /** The user's line that made the node, or undefined. */
  readonly userLine?: string | undefined
}

/** An error of the runtime, with TensorFlow's status code and, where one is known, the node that failed. */
export class OpError extends PythonError {
  readonly error_code: number
  readonly node_def: unknown
  readonly op: FailingOperation | null

  constructor(
    node_def: unknown,
    op: FailingOperation | null,
    message: string,
    error_code: number,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.node_def = node_def
    this.op = op
    this.error_code = error_code
    // the node is in `message` already; enumerable copies would flood a printed stack
    for (const key of ['node_def', 'op'] as const) Object.defineProperty(this, key, { enumerable: false })
  }
  [STACK_HEADER](): string {
    const cause = this.#cause()
    return `${this.constructor.name}: ${this.message}${cause ? `\n\n${cause}` : ''}`
  }
  /** Which line of the user's program made the node that failed. */
  #cause(): string {
    const line = this.op?.userLine
    return this.op && line ? `Caused by op '${this.op.name}', defined at: ${line}` : ''
  }
  /** As Python's `str`: the message, then where the node was made. */
  override toString(): string {
    return this[STACK_HEADER]()
  }
}

type StatusError = new (
  node_def: unknown,
  op: FailingOperation | null,
  message: string,
  options?: ErrorOptions,
) => OpError

function statusClass(name: string, code: number): StatusError {
  const made = {
    [name]: class extends OpError {
      constructor(node_def: unknown, op: FailingOperation | null, message: string, options?: ErrorOptions) {
        super(node_def, op, message, code, options)
      }
    },
  }
  return made[name] as StatusError
}

export const OK = 0
export const CANCELLED = 1
export const UNKNOWN = 2
export const INVALID_ARGUMENT = 3
export const DEADLINE_EXCEEDED = 4
export const NOT_FOUND = 5
export const ALREADY_EXISTS = 6
export const PERMISSION_DENIED = 7
export const RESOURCE_EXHAUSTED = 8
export const FAILED_PRECONDITION = 9
export const ABORTED = 10
export const OUT_OF_RANGE = 11
export const UNIMPLEMENTED = 12
export const INTERNAL = 13
export const UNAVAILABLE = 14
export const DATA_LOSS = 15
export const UNAUTHENTICATED = 16

export class CancelledError extends statusClass('CancelledError', CANCELLED) {}
export class UnknownError extends statusClass('UnknownError', UNKNOWN) {}
export class InvalidArgumentError extends statusClass('InvalidArgumentError', INVALID_ARGUMENT) {}
export class DeadlineExceededError extends statusClass('DeadlineExceededError', DEADLINE_EXCEEDED) {}
export class NotFoundError extends statusClass('NotFoundError', NOT_FOUND) {}
export class AlreadyExistsError extends statusClass('AlreadyExistsError', ALREADY_EXISTS) {}
export class PermissionDeniedError extends statusClass('PermissionDeniedError', PERMISSION_DENIED) {}
export class ResourceExhaustedError extends statusClass('ResourceExhaustedError', RESOURCE_EXHAUSTED) {}
export class FailedPreconditionError extends statusClass('FailedPreconditionError', FAILED_PRECONDITION) {}
export class AbortedError extends statusClass('AbortedError', ABORTED) {}
export class OutOfRangeError extends statusClass('OutOfRangeError', OUT_OF_RANGE) {}
/** tf0's only use of it: TensorFlow has it, tf0 does not yet. */
export class UnimplementedError extends statusClass('UnimplementedError', UNIMPLEMENTED) {}
export class InternalError extends statusClass('InternalError', INTERNAL) {}
export class UnavailableError extends statusClass('UnavailableError', UNAVAILABLE) {}
export class DataLossError extends statusClass('DataLossError', DATA_LOSS) {}
export class UnauthenticatedError extends statusClass('UnauthenticatedError', UNAUTHENTICATED) {}

const CLASSES: ReadonlyMap<number, StatusError> = new Map<number, StatusError>([
  [CANCELLED, CancelledError],
  [UNKNOWN, UnknownError],
  [INVALID_ARGUMENT, InvalidArgumentError],
  [DEADLINE_EXCEEDED, DeadlineExceededError],
  [NOT_FOUND, NotFoundError],
  [ALREADY_EXISTS, AlreadyExistsError],
  [PERMISSION_DENIED, PermissionDeniedError],
  [RESOURCE_EXHAUSTED, ResourceExhaustedError],
  [FAILED_PRECONDITION, FailedPreconditionError],
  [ABORTED, AbortedError],
  [OUT_OF_RANGE, OutOfRangeError],
  [UNIMPLEMENTED, UnimplementedError],
  [INTERNAL, InternalError],
  [UNAVAILABLE, UnavailableError],
  [DATA_LOSS, DataLossError],
  [UNAUTHENTICATED, UnauthenticatedError],
])

/** The class that TensorFlow raises for a status code. */
export function exception_type_from_error_code(code: number): StatusError {
  return CLASSES.get(code) ?? UnknownError
}

/** The status code of an error class. */
export function error_code_from_exception_type(type: unknown): number {
  for (const [code, known] of CLASSES) if (known === type) return code
  return UNKNOWN
}

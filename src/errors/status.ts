/**
 * What kernels and shape functions throw: a status without a node. The runtime, which knows the node, turns it into
 * the OpError of that node; graph construction turns it into a ValueError.
 */
import * as codes from './op_errors.ts'

export class Status extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

export const invalidArgument = (message: string): Status => new Status(codes.INVALID_ARGUMENT, message)
export const failedPrecondition = (message: string): Status => new Status(codes.FAILED_PRECONDITION, message)
export const outOfRange = (message: string): Status => new Status(codes.OUT_OF_RANGE, message)
export const unimplemented = (message: string): Status => new Status(codes.UNIMPLEMENTED, message)
export const notFound = (message: string): Status => new Status(codes.NOT_FOUND, message)
export const alreadyExists = (message: string): Status => new Status(codes.ALREADY_EXISTS, message)
export const internal = (message: string): Status => new Status(codes.INTERNAL, message)
export const cancelled = (message: string): Status => new Status(codes.CANCELLED, message)
export const resourceExhausted = (message: string): Status => new Status(codes.RESOURCE_EXHAUSTED, message)
/** TensorFlow's error for a tensor that the memory does not hold. */
export const outOfMemory = (shape: readonly number[]): Status =>
  resourceExhausted(`OOM when allocating tensor with shape[${shape.join(',')}]`)
export const dataLoss = (message: string): Status => new Status(codes.DATA_LOSS, message)
export const aborted = (message: string): Status => new Status(codes.ABORTED, message)

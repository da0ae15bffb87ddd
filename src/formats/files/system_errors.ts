/** What the system says of files, as TensorFlow reports it (core/platform/posix: IOError). */
import {
  ABORTED,
  ALREADY_EXISTS,
  DEADLINE_EXCEEDED,
  FAILED_PRECONDITION,
  INVALID_ARGUMENT,
  NOT_FOUND,
  OUT_OF_RANGE,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  UNAVAILABLE,
  UNIMPLEMENTED,
  UNKNOWN,
} from '../../errors/op_errors.ts'
import { Status } from '../../errors/status.ts'

/** Codes by the system's names; others are unknown. */
const CODES: Readonly<Record<string, number>> = {
  EINVAL: INVALID_ARGUMENT,
  ENAMETOOLONG: INVALID_ARGUMENT,
  E2BIG: INVALID_ARGUMENT,
  ESPIPE: INVALID_ARGUMENT,
  ETIMEDOUT: DEADLINE_EXCEEDED,
  ENODEV: NOT_FOUND,
  ENOENT: NOT_FOUND,
  ENXIO: NOT_FOUND,
  ESRCH: NOT_FOUND,
  EEXIST: ALREADY_EXISTS,
  EPERM: PERMISSION_DENIED,
  EACCES: PERMISSION_DENIED,
  EROFS: PERMISSION_DENIED,
  ENOTEMPTY: FAILED_PRECONDITION,
  EISDIR: FAILED_PRECONDITION,
  ENOTDIR: FAILED_PRECONDITION,
  EBADF: FAILED_PRECONDITION,
  EBUSY: FAILED_PRECONDITION,
  ETXTBSY: FAILED_PRECONDITION,
  EPIPE: FAILED_PRECONDITION,
  ENOSPC: RESOURCE_EXHAUSTED,
  EDQUOT: RESOURCE_EXHAUSTED,
  EMFILE: RESOURCE_EXHAUSTED,
  ENFILE: RESOURCE_EXHAUSTED,
  EMLINK: RESOURCE_EXHAUSTED,
  ENOBUFS: RESOURCE_EXHAUSTED,
  ENOMEM: RESOURCE_EXHAUSTED,
  EFBIG: OUT_OF_RANGE,
  EOVERFLOW: OUT_OF_RANGE,
  ENOSYS: UNIMPLEMENTED,
  ENOTSUP: UNIMPLEMENTED,
  EXDEV: UNIMPLEMENTED,
  EAGAIN: UNAVAILABLE,
  EINTR: UNAVAILABLE,
  EDEADLK: ABORTED,
  ESTALE: ABORTED,
}

const codeOf = (error: unknown): string | undefined => {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined
}

/** `body`, with what the system refuses as TensorFlow's error of `path`. */
export function withFile<R>(path: string, body: () => R): R {
  try {
    return body()
  } catch (error) {
    const code = codeOf(error)
    // a name that holds a zero byte
    if ((error as { code?: unknown }).code === 'ERR_INVALID_ARG_VALUE') throw new Status(INVALID_ARGUMENT, path)
    if (code === undefined) throw error
    throw systemError(path, code)
  }
}
/** The error of a path for a code of the system: `EISDIR`. */
export const systemError = (path: string, code: string): Status =>
  new Status(CODES[code] ?? UNKNOWN, message(path, code))
/** TensorFlow 0.12.1 gives the path alone, later versions the reason too: it stands where the class of the error does not say it. */
const message = (path: string, code: string): string => {
  const reason = REASONS[code]
  return reason === undefined ? path : `${path}; ${reason}`
}
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  EDQUOT: 'Disk quota exceeded',
  EMFILE: 'Too many open files',
  ENFILE: 'Too many open files in system',
  EFBIG: 'File too large',
  EIO: 'Input/output error',
  ESPIPE: 'Illegal seek',
}

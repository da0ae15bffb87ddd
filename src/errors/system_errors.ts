/** What the operating system says of files, as TensorFlow's status codes (core/lib/core/error_codes, platform/posix/error.cc). */
import * as codes from './op_errors.ts'
import { Status } from './status.ts'

const NUMBERS = `
  ${codes.INVALID_ARGUMENT} EINVAL ENAMETOOLONG E2BIG EDESTADDRREQ EDOM EFAULT EILSEQ ENOTTY ESPIPE
  ${codes.DEADLINE_EXCEEDED} ETIMEDOUT ETIME
  ${codes.NOT_FOUND} ENODEV ENOENT ENXIO ESRCH
  ${codes.ALREADY_EXISTS} EEXIST
  ${codes.PERMISSION_DENIED} EPERM EACCES EROFS
  ${codes.FAILED_PRECONDITION} ENOTEMPTY EISDIR ENOTDIR EBADF EBUSY EPIPE ETXTBSY
  ${codes.RESOURCE_EXHAUSTED} ENOSPC EDQUOT EMFILE EMLINK ENFILE ENOBUFS ENODATA ENOMEM
  ${codes.OUT_OF_RANGE} EFBIG EOVERFLOW ERANGE
  ${codes.UNIMPLEMENTED} ENOSYS ENOTSUP EOPNOTSUPP EXDEV
  ${codes.UNAVAILABLE} EAGAIN EINTR
  ${codes.ABORTED} EDEADLK ESTALE ELOOP`
const CODES: ReadonlyMap<string, number> = new Map(
  NUMBERS.trim()
    .split('\n')
    .flatMap(line => {
      const [code, ...names] = line.trim().split(' ')
      return names.map(name => [name, Number(code)] as const)
    }),
)

/** An error of Node's that the operating system caused, as the Status that TensorFlow gives, whose message is the file's name; others as they are. */
export function fileError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code
  if (!(error instanceof Error) || typeof code !== 'string') return error
  // Node looks at paths itself
  if (code === 'ERR_INVALID_ARG_VALUE') return new Status(codes.INVALID_ARGUMENT, path)
  if (!('syscall' in error)) return error
  return new Status(CODES.get(code) ?? codes.UNKNOWN, path)
}

/** What `work`, which handles the file `path`, returns; the operating system's errors become TensorFlow's. */
export function withFile<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw fileError(error, path)
  }
}

/** What the system says of files, as Python reports it. */
import { IOError } from '../../errors/index.ts'
import { giveAttribute } from './values/members.ts'
import { int } from './values/numbers.ts'
import { tuple } from './values/tuple.ts'

/** Numbers and texts by the system's names (Linux). */
export const SYSTEM_ERRORS: Readonly<Record<string, readonly [number: number, text: string]>> = {
  EPERM: [1, 'Operation not permitted'],
  ENOENT: [2, 'No such file or directory'],
  EINTR: [4, 'Interrupted system call'],
  EIO: [5, 'Input/output error'],
  EBADF: [9, 'Bad file descriptor'],
  EAGAIN: [11, 'Resource temporarily unavailable'],
  ENOMEM: [12, 'Cannot allocate memory'],
  EACCES: [13, 'Permission denied'],
  EEXIST: [17, 'File exists'],
  EXDEV: [18, 'Invalid cross-device link'],
  ENOTDIR: [20, 'Not a directory'],
  EISDIR: [21, 'Is a directory'],
  EINVAL: [22, 'Invalid argument'],
  EMFILE: [24, 'Too many open files'],
  EFBIG: [27, 'File too large'],
  ENOSPC: [28, 'No space left on device'],
  EROFS: [30, 'Read-only file system'],
  EPIPE: [32, 'Broken pipe'],
  ENAMETOOLONG: [36, 'File name too long'],
  ENOTEMPTY: [39, 'Directory not empty'],
  ELOOP: [40, 'Too many levels of symbolic links'],
}

/** `[Errno 2] No such file or directory: 'name'`, with the attributes that Python gives it. */
export function ioError(code: string, file: string | null): IOError {
  const [number, text] = SYSTEM_ERRORS[code] ?? [5, code]
  const error = new IOError(`[Errno ${number}] ${text}${file === null ? '' : `: '${file}'`}`)
  giveAttribute(error, 'errno', int(number))
  giveAttribute(error, 'strerror', text)
  giveAttribute(error, 'filename', file)
  giveAttribute(error, 'args', tuple(int(number), text))
  return error
}

/** Does something with a file; failures of the system are Python's. */
export function withFile<T>(file: string | null, action: () => T): T {
  try {
    return action()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (error instanceof Error && typeof code === 'string' && Object.hasOwn(SYSTEM_ERRORS, code))
      throw ioError(code, file)
    // names that no file can have
    if (code === 'ERR_INVALID_ARG_VALUE') throw ioError('EINVAL', file)
    throw error
  }
}

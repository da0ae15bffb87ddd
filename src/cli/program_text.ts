/** The text of the program that a command is given. */
import { readFileSync } from 'node:fs'
import { UsageError } from './usage_error.ts'

/** What stands for standard input instead of a file. */
export const STANDARD_INPUT = '-'

/** The text of a file or of standard input; UsageError where it can't be read. */
export function programText(file: string): string {
  try {
    return readFileSync(file === STANDARD_INPUT ? 0 : file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new UsageError(
      `can't open file '${file}': ${code === 'ENOENT' ? '[Errno 2] No such file or directory' : code === 'EISDIR' ? 'it is a folder' : message}`,
    )
  }
}

/** What the compiler of one program knows. */
import { SyntaxError } from '../objects/exceptions.ts'

export interface Unit {
  readonly file: string
  readonly lines: readonly string[]
  readonly trueDivision: boolean
  readonly version: 2 | 3
}

/** An error that shows the line it is about. */
export function unsupported(unit: Unit, line: number, message: string): SyntaxError {
  return new SyntaxError(message, { file: unit.file, line, text: (unit.lines[line - 1] ?? '').trim() })
}

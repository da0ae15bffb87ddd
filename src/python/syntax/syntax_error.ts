/** What is no program. */
import { PythonError } from '../../errors/python.ts'

/** Where a text is wrong. */
export interface SyntaxPlace {
  readonly file: string
  readonly line: number
  /** The line, without its indent. */
  readonly text: string
}

export class SyntaxError extends PythonError {
  /** Undefined for those that a program raises itself. */
  declare readonly place?: SyntaxPlace
  /** What is wrong, without the place. */
  declare readonly reason?: string

  constructor(message?: string, place?: SyntaxPlace) {
    super(place ? `${place.file}:${place.line}: ${message}\n    ${place.text}` : message)
    if (!place) return
    Object.defineProperty(this, 'place', { value: place })
    Object.defineProperty(this, 'reason', { value: message })
  }
}

/** A line that begins where it must not. */
export class IndentationError extends SyntaxError {}

/** Tracebacks, as Python prints them. */

import { SyntaxError } from '../../syntax/syntax_error.ts'
import { exceptionClass, isErrorClassBuiltIn, type TracedError } from '../exceptions.ts'
import { qualifiedName, str } from './repr.ts'

/** A line of a program. */
export interface TracebackPlace {
  readonly file: string
  readonly line: number
}

/** The class of an error with its module, where that is not Python's own. */
function className(error: Error): string {
  const type = exceptionClass(error)
  return isErrorClassBuiltIn(type) ? error.name : qualifiedName(type)
}

/** Where a text is no program: Python shows the line itself. */
function syntaxErrorLines(error: SyntaxError, show: (place: TracebackPlace) => TracebackPlace): string[] {
  const { place, reason } = error
  if (!place) return [`${error.name}: ${error.message}`]
  const { file, line } = show(place)
  return [
    `  File "${file}", line ${line}`,
    ...(place.text === '' ? [] : [`    ${place.text}`]),
    `${error.name}: ${reason ?? error.message}`,
  ]
}

/** The lines that an error passed through, and the error; `sources`: the text of files by name. `show` says how places are written. */
export function errorLines(
  error: unknown,
  sources: ReadonlyMap<string, readonly string[]>,
  show: (place: TracebackPlace) => TracebackPlace = place => place,
): string[] {
  const entries = (error as TracedError | null)?.pythonTraceback ?? []
  const lines = [...entries].reverse().flatMap(entry => {
    const source = sources.get(entry.file)?.[entry.line - 1]?.trim()
    const { file, line } = show(entry)
    return [`  File "${file}", line ${line}, in ${entry.name}`, ...(source ? [`    ${source}`] : [])]
  })
  const head = lines.length > 0 || !(error instanceof SyntaxError) ? ['Traceback (most recent call last):'] : []
  if (error instanceof SyntaxError) return [...head, ...lines, ...syntaxErrorLines(error, show)]
  const name = error instanceof Error ? className(error) : typeof error
  const message = error instanceof Error ? str(error) : String(error)
  return [...head, ...lines, message === '' ? name : `${name}: ${message}`]
}

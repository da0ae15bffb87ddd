/** Tracebacks, as Python prints them. */
import type { TracedError } from '../exceptions.ts'

/** The lines that an error passed through, and the error; `sources`: the text of files by name. */
export function errorLines(error: unknown, sources: ReadonlyMap<string, readonly string[]>): string[] {
  const entries = (error as TracedError | null)?.pythonTraceback ?? []
  const lines = [...entries].reverse().flatMap(({ file, line, name }) => {
    const source = sources.get(file)?.[line - 1]?.trim()
    return [`  File "${file}", line ${line}, in ${name}`, ...(source ? [`    ${source}`] : [])]
  })
  const name = error instanceof Error ? error.name : typeof error
  const message = error instanceof Error ? error.message : String(error)
  return ['Traceback (most recent call last):', ...lines, message === '' ? name : `${name}: ${message}`]
}

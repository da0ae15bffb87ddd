/** Where lines begin: what a block is. The grammar forgives wrong indents; Python does not. */
import { IndentationError } from './syntax_error.ts'

const TAB = 8

/** The column at which a line begins; a tab goes to the next multiple of eight, a form feed to the start. */
function columnOf(line: string): number {
  let column = 0
  for (const char of line) {
    if (char === ' ') column++
    else if (char === '\t') column = (Math.floor(column / TAB) + 1) * TAB
    else if (char === '\f') column = 0
    else break
  }
  return column
}

/** What a line leaves open for the next one. */
interface Open {
  brackets: number
  /** The quotes of a text that goes on. */
  quotes: string | null
  continued: boolean
  /** The last character that is neither space nor comment. */
  last: string
}

/** Reads a line up to its end. */
function scan(line: string, open: Open): void {
  open.continued = false
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string
    if (open.quotes !== null) {
      if (char === '\\') {
        if (at === line.length - 1) open.continued = true
        at++
      } else if (line.startsWith(open.quotes, at)) {
        at += open.quotes.length - 1
        open.quotes = null
      }
      continue
    }
    if (char === '#') break
    if (char === '"' || char === "'") {
      open.quotes = line.startsWith(char.repeat(3), at) ? char.repeat(3) : char
      at += open.quotes.length - 1
    } else if ('([{'.includes(char)) open.brackets++
    else if (')]}'.includes(char)) open.brackets = Math.max(0, open.brackets - 1)
    else if (char === '\\' && at === line.length - 1) open.continued = true
    if (!/\s/.test(char)) open.last = char
  }
  // a text between single quotes ends with its line
  if (open.quotes?.length === 1 && !open.continued) open.quotes = null
}

/** Throws IndentationError for the first line that begins where it must not. */
export function checkIndentation(lines: readonly string[], file: string): void {
  const wrong = (message: string, at: number): IndentationError =>
    new IndentationError(message, { file, line: at + 1, text: (lines[at] ?? '').trim() })
  const columns = [0]
  const open: Open = { brackets: 0, quotes: null, continued: false, last: '' }
  let awaited = false
  for (const [i, line] of lines.entries()) {
    if (open.brackets === 0 && open.quotes === null && !open.continued) {
      if (/^\s*(#|$)/.test(line)) continue
      const column = columnOf(line)
      const top = columns.at(-1) as number
      if (awaited) {
        if (column <= top) throw wrong('expected an indented block', i)
        columns.push(column)
      } else if (column > top) throw wrong('unexpected indent', i)
      else {
        while ((columns.at(-1) as number) > column) columns.pop()
        if (columns.at(-1) !== column) throw wrong('unindent does not match any outer indentation level', i)
      }
    }
    scan(line, open)
    awaited = open.last === ':' && open.brackets === 0 && open.quotes === null && !open.continued
  }
  if (awaited) throw wrong('expected an indented block', lines.length - 1)
}

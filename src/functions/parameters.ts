/** What a function tells of its parameters (inspect.getargspec). */
export interface Parameters {
  readonly names: readonly string[]
  /** It takes more arguments than it names. */
  readonly rest: boolean
  /** Some parameters have defaults, or it takes keywords. */
  readonly optional: boolean
  readonly doc: string | null
}
type AnyFunction = (...args: never[]) => unknown

const describers: ((fn: AnyFunction) => Parameters | undefined)[] = []
/** A front end says what it knows of its functions. */
export function describeParameters(describe: (fn: AnyFunction) => Parameters | undefined): void {
  describers.push(describe)
}

export function parametersOf(fn: AnyFunction): Parameters {
  for (const describe of describers) {
    const found = describe(fn)
    if (found) return found
  }
  return writtenParameters(fn.toString())
}

/** The text between the parentheses that open at `start`, cut at the commas that are in no other brackets. */
function argumentsAt(text: string, start: number): string[] {
  const parts = ['']
  let depth = 0
  for (const char of text.slice(start)) {
    if (')]}'.includes(char)) depth--
    if (depth === 0 && char === ')') break
    if (depth === 1 && char === ',') parts.push('')
    else if (depth > 0) parts[parts.length - 1] += char
    if ('([{'.includes(char)) depth++
  }
  return parts.map(part => part.trim()).filter(part => part !== '')
}

/** The parameters of a function of JavaScript, by its text. Patterns have no names. */
function writtenParameters(written: string): Parameters {
  const text = written.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, '')
  const single = /^(?:async\s+)?([\w$]+)\s*=>/.exec(text)?.[1]
  const parts = single === undefined ? argumentsAt(text, text.indexOf('(')) : [single]
  const named = parts.filter(part => !part.startsWith('...'))
  return {
    names: named.map((part, i) => /^[A-Za-z]\w*$/.exec(part)?.[0] ?? `arg${i}`),
    rest: named.length < parts.length,
    optional: named.some(part => /^[\w$]+\s*=/.test(part)),
    doc: null,
  }
}

/** Long lines are broken at the commas of their outermost brackets. */

const WIDTH = 120
const PAIRS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** The end of a literal that begins at `at`, or `at` where none does. */
function literalEnd(line: string, at: number): number {
  const quote = line[at] as string
  if (quote !== "'" && quote !== '`' && quote !== '"') return at
  let i = at + 1
  for (let depth = 0; i < line.length; i++) {
    if (line[i] === '\\') i++
    else if (quote === '`' && line.startsWith('${', i)) {
      depth++
      i++
    } else if (depth > 0 && line[i] === '}') depth--
    else if (depth === 0 && line[i] === quote) return i + 1
  }
  return line.length
}

/** Where the brackets that open at `at` close, and the commas directly in them. */
function bracket(line: string, at: number): { readonly end: number; readonly commas: readonly number[] } | undefined {
  const open: string[] = []
  const commas: number[] = []
  for (let i = at; i < line.length; ) {
    const after = literalEnd(line, i)
    if (after > i) {
      i = after
      continue
    }
    const char = line[i] as string
    if (char === '/' && line[i + 1] === '/') return undefined
    if (PAIRS[char]) open.push(PAIRS[char])
    else if (char === open.at(-1)) {
      open.pop()
      if (open.length === 0) return { end: i, commas }
    } else if (char === ',' && open.length === 1) commas.push(i)
    i++
  }
  return undefined
}

/** A line as several, if it is too long and has brackets to break. */
export function wrapped(line: string): string[] {
  if (line.length <= WIDTH || line.length > 20_000) return [line]
  const indent = /^ */.exec(line)?.[0] ?? ''
  if (/^(\/\/|\*|\/\*)/.test(line.trimStart())) return [line]
  // the last group at the outermost level that is long enough to be worth it
  for (let i = indent.length; i < line.length; ) {
    const after = literalEnd(line, i)
    if (after > i) {
      i = after
      continue
    }
    if (PAIRS[line[i] as string]) {
      const found = bracket(line, i)
      if (!found) return [line]
      const inner = line.slice(i + 1, found.end)
      // heads of statements have no commas at their end
      if (/\b(for|if|while|catch) $/.test(line.slice(0, i))) {
        i++
        continue
      }
      if (inner.length > 30 && line.length - inner.length < WIDTH) {
        const parts: string[] = []
        let from = i + 1
        for (const comma of [...found.commas, found.end]) {
          parts.push(line.slice(from, comma).trim())
          from = comma + 1
        }
        const items = parts.filter(part => part !== '')
        const rest = line.slice(found.end)
        return [
          line.slice(0, i + 1),
          ...items.flatMap(item => wrapped(`${indent}  ${item},`)),
          ...wrapped(`${indent}${rest}`),
        ]
      }
      i = found.end + 1
      continue
    }
    i++
  }
  return [line]
}

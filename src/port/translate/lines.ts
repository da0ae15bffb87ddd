/** Lines of text. */

const INDENT = '  '
export const indented = (lines: readonly string[]): string[] => lines.map(line => (line === '' ? '' : INDENT + line))

/** A statement that the line before could not swallow: there are no semicolons. */
export const startsSafely = (text: string): string => (/^[[(`]/.test(text) ? `;${text}` : text)

/** A text as a comment. */
export function docLines(text: string): string[] {
  const lines = text
    .replaceAll('*/', '*\\/')
    .split('\n')
    .map(line => line.trim())
  while (lines.length > 1 && lines.at(-1) === '') lines.pop()
  while (lines.length > 1 && lines[0] === '') lines.shift()
  if (lines.length === 1) return [`/** ${lines[0]} */`]
  return ['/**', ...lines.map(line => ` *${line === '' ? '' : ` ${line}`}`), ' */']
}

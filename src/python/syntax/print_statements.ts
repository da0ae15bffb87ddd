/**
 * Python 2's `print`. The grammar takes `print (a) % b`, `print -a` and `print [a]` for expressions with a name; with a file before its values
 * the same statement has one reading only, and `print >>None, (a) % b` prints where `print (a) % b` does.
 */
import type { Node } from 'web-tree-sitter'

const FILE = ' >>None,'

const hasKeywords = (node: Node): boolean =>
  node.type === 'call' &&
  (node.childForFieldName('arguments')?.children.some(child => /keyword|splat/.test(child?.type ?? '')) ?? false)

/** Where the word `print` ends that begins this statement and is followed by values; with keywords it can only be the function of `print_function`. */
function printEnd(statement: Node): number | undefined {
  let first = statement
  for (let next = first.child(0); next; next = first.child(0)) first = next
  if (first.type !== 'identifier' || first.text !== 'print') return undefined
  const only = statement.namedChildCount === 1 ? statement.namedChild(0) : null
  if (only && (only.type === 'identifier' || only.type === 'assignment' || hasKeywords(only))) return undefined
  return first.endIndex
}

const expressionStatements = (root: Node): Node[] =>
  root.descendantsOfType('expression_statement').filter(node => node !== null)

/** The text with `repr(…)` in the place of Python 2's backquotes, which the grammar takes for those of a string. */
export function withoutBackquotes(root: Node, text: string): string {
  let out = ''
  let at = 0
  for (const node of root.descendantsOfType('string')) {
    if (node === null || !node.text.startsWith('`')) continue
    out += `${text.slice(at, node.startIndex)}repr((${node.text.slice(1, -1)}))`
    at = node.endIndex
  }
  return out + text.slice(at)
}

/** The text with a file for every `print` that was taken for a name. */
export function withPrintStatements(root: Node, text: string): string {
  const ends = expressionStatements(root).flatMap(statement => printEnd(statement) ?? [])
  let out = ''
  let at = 0
  for (const end of ends) {
    out += text.slice(at, end) + FILE
    at = end
  }
  return out + text.slice(at)
}

/** Whether a statement goes on after `print (…)` in a way that only the statement of Python 2 does. */
export const goesOnAfterPrint = (root: Node): boolean =>
  expressionStatements(root).some(
    statement => printEnd(statement) !== undefined && statement.namedChild(0)?.type !== 'call',
  )

/** The text of a program, and errors that point into it. */
import type { Node } from 'web-tree-sitter'
import { SyntaxError } from './syntax_error.ts'

/** What the converter of one program carries along. */
export interface Source {
  readonly file: string
  readonly lines: readonly string[]
  readonly version: 2 | 3
  /** Which literals are Python 2's `unicode`: those with a `u`, or all that are no bytes. */
  readonly unicode: 'none' | 'prefixed' | 'all'
}

export const lineOf = (node: Node): number => node.startPosition.row + 1

/** An error that shows the line it is about. */
export function syntaxError(source: Source, node: Node, message: string): SyntaxError {
  const line = lineOf(node)
  return new SyntaxError(message, { file: source.file, line, text: (source.lines[line - 1] ?? '').trim() })
}

/** The named children, without comments. */
export function children(node: Node): Node[] {
  return node.namedChildren.filter(
    (child): child is Node => child !== null && child.type !== 'comment' && child.type !== 'line_continuation',
  )
}

/** The child in a field, which the grammar promises. */
export function field(source: Source, node: Node, name: string): Node {
  const child = node.childForFieldName(name)
  if (!child) throw syntaxError(source, node, `'${node.type}' without ${name}`)
  return child
}

/** The children in a repeated field, without comments. */
export function fields(node: Node, name: string): Node[] {
  return node
    .childrenForFieldName(name)
    .filter((child): child is Node => child?.isNamed === true && child.type !== 'comment')
}

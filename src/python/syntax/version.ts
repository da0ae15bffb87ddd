/** Which Python a program is written for. */
import type { Node } from 'web-tree-sitter'
import { goesOnAfterPrint } from './print_statements.ts'

/** What only one version's grammar has, by the grammar's names. */
const STATEMENTS_OF_2 = ['print_statement', 'exec_statement']
const NODES_OF_3 = [
  'interpolation',
  'nonlocal_statement',
  'typed_parameter',
  'typed_default_parameter',
  'named_expression',
]
const NAMES_OF_2 = /\b(xrange|raw_input|iteritems|itervalues|iterkeys|has_key|basestring|unicode)\b/
const EXCEPT_OF_2 = /^[ \t]*except[ \t]+[\w.]+[ \t]*,[ \t]*\w+[ \t]*:/m
const TEXT_OF_3 =
  /\bsuper\(\)|\byield from\b|^async def\b|^(import|from)[ \t]+(urllib\.(request|parse|error)|queue|configparser|tkinter)\b/m

/** Calls of the function `print` that the statement of Python 2 would print as a tuple, or not at all. */
const printsAsFunction = (root: Node): boolean =>
  root.descendantsOfType('call').some(node => {
    const given = node?.childForFieldName('arguments')
    if (node?.childForFieldName('function')?.text !== 'print' || given?.type !== 'argument_list') return false
    const [only, ...others] = given.namedChildren.filter(child => child?.type !== 'comment')
    return !only || others.length > 0 || only.type === 'keyword_argument' || only.type === 'list_splat'
  })

/** Python 2 had no text beyond ASCII without a line that tells the encoding. */
const isForeignText = (text: string): boolean =>
  /[^\0-\x7f]/.test(text) && !/coding[:=]/.test(text.split('\n', 2).join('\n'))

/** What the text says; null where it is a program of both. `futures`: whether it imports from `__future__`, which means nothing to Python 3. */
export function versionOf(root: Node, text: string, futures: ReadonlySet<string>): 2 | 3 | null {
  const printFunction = futures.has('print_function')
  if (NAMES_OF_2.test(text) || EXCEPT_OF_2.test(text) || root.descendantsOfType(STATEMENTS_OF_2).length > 0) return 2
  if (!printFunction && goesOnAfterPrint(root)) return 2
  if (TEXT_OF_3.test(text) || root.descendantsOfType(NODES_OF_3).length > 0) return 3
  if (futures.size > 0) return 2
  return printsAsFunction(root) || isForeignText(text) ? 3 : null
}

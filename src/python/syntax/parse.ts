/** Text → tree. */

import type { Node, Tree } from 'web-tree-sitter'
import { bug } from '../../errors/bug.ts'
import { RecursionError, RuntimeError } from '../../errors/python.ts'
import { isStackOverflow } from '../../errors/stack_overflow.ts'
import type { Expression, Program } from './ast.ts'
import { pythonParser } from './grammar.ts'
import { checkIndentation } from './indentation.ts'
import { withoutBackquotes, withPrintStatements } from './print_statements.ts'
import { type Source, syntaxError } from './source.ts'
import { block } from './statements.ts'
import { SyntaxError } from './syntax_error.ts'
import { versionOf } from './version.ts'

export interface ParseOptions {
  /** Shown in errors; default `<string>`. */
  readonly file?: string
  /** The language's version; without it the text decides: print statements, `except E, e`, imports from `__future__` are Python 2. */
  readonly version?: 2 | 3
  /** The version where the text does not tell; default 3. With 2, `/` still gives a float there, as Python 3's does. */
  readonly otherwise?: 2 | 3
  /** Whether `/` of whole numbers gives a float; default: the version's rule or `from __future__ import division`. */
  readonly trueDivision?: boolean
}

function firstError(node: Node): Node | null {
  if (node.isError || node.isMissing) return node
  for (const child of node.children) {
    if (!child?.hasError && !child?.isMissing) continue
    const found = firstError(child)
    if (found) return found
  }
  return null
}

function parseText(text: string): Tree {
  const tree = pythonParser().parse(text)
  if (!tree) throw bug('the parser gave no tree')
  return tree
}

/** What the program imports from `__future__`. */
function futureNames(text: string): Set<string> {
  const statements = text.matchAll(/^[ \t]*from[ \t]+__future__[ \t]+import\b[ \t]*(\([^)]*\)|[^\n(]*)/gm)
  return new Set([...statements].flatMap(([, names = '']) => names.match(/\w+/g) ?? []))
}

/** The statements; a text that is nested deeper than the stack is as deep as Python's compiler refuses. */
function converted(source: Source, root: Node): Program['body'] {
  try {
    return block(source, root)
  } catch (error) {
    if (isStackOverflow(error))
      throw new (source.version === 2 ? RuntimeError : RecursionError)(
        'maximum recursion depth exceeded during compilation',
      )
    throw error
  }
}

/** Parses a program. Throws SyntaxError with file, line and source line. */
export function parseProgram(text: string, options: ParseOptions = {}): Program {
  const clean = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  const future = futureNames(clean)
  const printFunction = future.has('print_function')
  let tree = parseText(clean)
  try {
    const told = options.version ?? versionOf(tree.rootNode, clean, future)
    const version = told ?? options.otherwise ?? 3
    let written = clean
    for (const rewrite of version === 2 ? [withoutBackquotes, ...(printFunction ? [] : [withPrintStatements])] : []) {
      const rewritten = rewrite(tree.rootNode, written)
      if (rewritten === written) continue
      tree.delete()
      tree = parseText(rewritten)
      written = rewritten
    }
    const root = tree.rootNode
    const source: Source = {
      file: options.file ?? '<string>',
      lines: clean.split('\n'),
      version: printFunction ? 3 : version,
      unicode: version === 3 ? 'none' : future.has('unicode_literals') ? 'all' : 'prefixed',
    }
    const error = root.hasError ? (firstError(root) ?? root) : null
    checkIndentation(error ? source.lines.slice(0, error.startPosition.row + 1) : source.lines, source.file)
    if (root.hasError) throw syntaxError(source, firstError(root) ?? root, 'invalid syntax')
    const division = told !== 2 || future.has('division')
    return {
      file: source.file,
      body: converted(source, root),
      trueDivision: options.trueDivision ?? division,
      version,
      told: told !== null,
      lines: source.lines,
    }
  } finally {
    tree.delete()
  }
}

/** A program of Python 2 has modules of Python 2. */
export const versionOfModules = ({ version, told }: Program): Pick<ParseOptions, 'version' | 'otherwise'> =>
  version === 3 ? {} : told ? { version } : { otherwise: version }

/** Parses a single expression. */
export function parseExpression(
  text: string,
  options: ParseOptions = {},
): { readonly program: Program; readonly value: Expression } {
  const program = parseProgram(`(${text.trim()}\n)\n`, options)
  const [only] = program.body
  if (program.body.length !== 1 || only?.kind !== 'expression')
    throw syntaxErrorText(program, 'an expression is expected')
  return { program, value: only.value }
}

function syntaxErrorText(program: Program, message: string): SyntaxError {
  return new SyntaxError(message, { file: program.file, line: 1, text: program.lines[0] ?? '' })
}

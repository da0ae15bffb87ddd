/** The grammar of Python 2 and 3 (tree-sitter-python, MIT; its licence lies beside the grammar), loaded once. */

import { readFileSync } from 'node:fs'
import { Language, Parser } from 'web-tree-sitter'
import { RuntimeError } from '../../errors/python.ts'

let parser: Parser | undefined

/** Loads the grammar. Parsing is synchronous afterwards. */
export async function loadGrammar(): Promise<void> {
  if (parser) return
  await Parser.init()
  const language = await Language.load(readFileSync(new URL('./tree-sitter-python.wasm', import.meta.url)))
  const made = new Parser()
  made.setLanguage(language)
  parser = made
}

/** The parser; `loadGrammar` must have been awaited. */
export function pythonParser(): Parser {
  if (!parser) throw new RuntimeError('the Python grammar is not loaded: await loadGrammar() first')
  return parser
}

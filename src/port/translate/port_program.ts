/** A program of Python → files of TypeScript. */
import type { Program } from '../../python/syntax/ast.ts'
import { Comments } from './comments.ts'
import { Declarations } from './declarations.ts'
import { Expressions } from './expressions.ts'
import { moduleFile } from './imports.ts'
import { Inference } from './inference.ts'
import { type Libraries, Names } from './libraries.ts'
import { wrapped } from './line_breaks.ts'
import { type Scan, scanProgram } from './scopes.ts'
import { Statements, setterName } from './statements.ts'
import { safeName } from './text.ts'
import { Translation } from './translation.ts'

export interface PortedFile {
  /** Relative to the program's folder, with its ending. */
  readonly file: string
  readonly text: string
  /** Places that are left to do. */
  readonly todos: number
}

/** Translates a program and the modules of its own that it imports, by their dotted names. */
export function portProgram(
  name: string,
  program: Program,
  modules: ReadonlyMap<string, Program>,
  libraries: Libraries,
): PortedFile[] {
  const scans = new Map<string, Scan>([['', scanProgram(program)]])
  for (const [module, parsed] of modules) scans.set(module, scanProgram(parsed))
  const inference = new Inference(new Names(libraries), scans)
  return [...scans].map(([module, scan]) => {
    const { text, todos } = fileText(scan, inference, module, module === '' ? name : `${module}.py`)
    return { file: module === '' ? name.replace(/(\.(py|ipynb))?$/, '.ts') : moduleFile(module), text, todos }
  })
}

const headerText = (source: string, todos: number): string =>
  todos === 0
    ? `// Ported from ${source} by tf0 port: nothing is left to do.`
    : `// Ported from ${source} by tf0 port: ${todos} ${todos === 1 ? 'place is' : 'places are'} left to do, see TODO(port).`

function fileText(scan: Scan, inference: Inference, module: string, source: string): { text: string; todos: number } {
  const { program } = scan
  inference.enter(scan)
  const translation = new Translation(scan, inference, module)
  const statements = new Statements(
    translation,
    new Expressions(translation),
    new Declarations([scan.module, ...scan.scopes.values()]),
    new Comments(program.lines),
  )
  const body = statements.body(program.body, scan.module, program.lines.length + 1)
  for (const { name, assignedOutside } of scan.module.bindings.values())
    if (assignedOutside)
      body.push('', `export function ${setterName(name)}(value: any) {`, `  ${safeName(name)} = value`, '}')
  const { uses, tf, np } = translation
  const imports = [
    ...(uses.tf ? [`import * as ${tf} from 'tf0'`] : []),
    ...(uses.np ? [`import * as ${np} from 'tf0/numpy'`] : []),
    ...(uses.py ? ["import * as py from 'tf0/port'"] : []),
    ...new Set(statements.header),
  ]
  const version = uses.py && program.version === 2 && module === '' ? ['', 'py.version(2)'] : []
  const lines = withoutUnused(body).flatMap(wrapped)
  const first = splitHead(lines)
  const head = imports.length > 0 ? [...imports, ...version] : []
  const text = [
    headerText(source, translation.todos),
    ...first.comments,
    ...(head.length > 0 || first.comments.length > 0 ? head : []),
    ...(first.rest.length > 0 ? ['', ...first.rest] : []),
    ...(head.length === 0 && first.rest.length === 0 ? ['', 'export {}'] : []),
  ]
  return { text: `${text.join('\n')}\n`, todos: translation.todos }
}

/** Comments at the beginning stand before the imports. */
function splitHead(lines: readonly string[]): {
  readonly comments: readonly string[]
  readonly rest: readonly string[]
} {
  let end = 0
  while (end < lines.length && /^(\/\/| ?\*|\/\*\*)/.test(lines[end] as string)) end++
  // what stands right above a statement belongs to it
  if (lines[end] !== '' && end > 0) return { comments: [], rest: lines }
  let rest = end
  while (lines[rest] === '') rest++
  return { comments: lines.slice(0, end).filter(line => !/^\/\/!|coding[:=]/.test(line)), rest: lines.slice(rest) }
}

/** Without modules of Python's that nothing uses any more. */
function withoutUnused(lines: readonly string[]): string[] {
  const text = lines.join('\n')
  const out = lines.filter(line => {
    const name = /^const (\w+) = py\.module\(/.exec(line)?.[1]
    return name === undefined || (text.match(new RegExp(`(?<![\\w.])${name}\\b`, 'g')) ?? []).length > 1
  })
  // no blank lines where there was something between them
  return out.filter((line, i) => line !== '' || (out[i - 1] ?? '') !== '')
}

/** Syntax nodes of statements → the tree. */
import type { Node } from 'web-tree-sitter'
import type { BinaryOperator, Expression, Handler, ImportedName, Statement, WithItem } from './ast.ts'
import { callArguments, expression, parameters } from './expressions.ts'
import { children, field, fields, lineOf, type Source, syntaxError } from './source.ts'

type Convert = (source: Source, node: Node) => Statement

const simple =
  (kind: 'break' | 'continue' | 'pass'): Convert =>
  (_, node) => ({ kind, line: lineOf(node) })

const declaration =
  (kind: 'global' | 'nonlocal'): Convert =>
  (_, node) => ({ kind, names: children(node).map(child => child.text), line: lineOf(node) })

/** The statements of a block. */
export function block(source: Source, node: Node | null): Statement[] {
  return node ? children(node).map(child => statement(source, child)) : []
}

/** `a, b` without brackets is a tuple. */
function oneOrTuple(source: Source, nodes: readonly Node[], line: number): Expression {
  const items = nodes.map(child => expression(source, child))
  return items.length === 1 ? (items[0] as Expression) : { kind: 'tuple', items, line }
}

function assignment(source: Source, node: Node): Statement {
  const targets: Expression[] = []
  let at: Node = node
  while (at.type === 'assignment') {
    const right = at.childForFieldName('right')
    // `x: int` declares, and assigns nothing
    if (!right) return { kind: 'pass', line: lineOf(node) }
    targets.push(expression(source, field(source, at, 'left')))
    at = right
  }
  return { kind: 'assign', targets, value: expression(source, at), line: lineOf(node) }
}

const expressionStatement: Convert = (source, node) => {
  const parts = children(node)
  const [only] = parts
  const line = lineOf(node)
  if (parts.length === 1 && only) {
    if (only.type === 'assignment') return assignment(source, only)
    if (only.type === 'augmented_assignment')
      return {
        kind: 'augmented',
        target: expression(source, field(source, only, 'left')),
        operator: field(source, only, 'operator').type.slice(0, -1) as BinaryOperator,
        value: expression(source, field(source, only, 'right')),
        line,
      }
    // Python 2: a bare `print` ends the line
    if (only.type === 'identifier' && only.text === 'print' && source.version === 2)
      return { kind: 'print', values: [], file: null, newline: true, line }
  }
  const commas = node.children.some(child => child?.type === ',')
  return {
    kind: 'expression',
    value: commas
      ? { kind: 'tuple', items: parts.map(child => expression(source, child)), line }
      : oneOrTuple(source, parts, line),
    line,
  }
}

const printStatement: Convert = (source, node) => {
  const parts = children(node)
  const chevron = parts.find(child => child.type === 'chevron')
  return {
    kind: 'print',
    values: parts.filter(child => child !== chevron).map(child => expression(source, child)),
    file: chevron ? expression(source, children(chevron)[0] as Node) : null,
    newline: node.child(node.childCount - 1)?.type !== ',',
    line: lineOf(node),
  }
}

const ifStatement: Convert = (source, node) => {
  const alternatives = fields(node, 'alternative')
  const chain = (index: number): Statement[] => {
    const next = alternatives[index]
    if (!next) return []
    if (next.type === 'else_clause') return block(source, next.childForFieldName('body'))
    return [branch(next, index + 1)]
  }
  const branch = (at: Node, next: number): Statement => ({
    kind: 'if',
    condition: expression(source, field(source, at, 'condition')),
    then: block(source, at.childForFieldName('consequence')),
    otherwise: chain(next),
    line: lineOf(at),
  })
  return branch(node, 0)
}

const elseOf = (source: Source, node: Node): Statement[] =>
  block(source, node.childForFieldName('alternative')?.childForFieldName('body') ?? null)

function handler(source: Source, node: Node): Handler {
  const parts = children(node)
  const body = parts.find(child => child.type === 'block') ?? null
  const values = parts.filter(child => child !== body)
  let [type, target] = values
  if (type?.type === 'as_pattern') {
    target = type.childForFieldName('alias') ?? undefined
    type = children(type)[0]
  }
  return {
    line: lineOf(node),
    type: type ? expression(source, type) : null,
    target: target ? expression(source, target) : null,
    body: block(source, body),
  }
}

const tryStatement: Convert = (source, node) => {
  const parts = children(node)
  const of = (type: string): Node | undefined => parts.find(child => child.type === type)
  const final = of('finally_clause')
  return {
    kind: 'try',
    body: block(source, field(source, node, 'body')),
    handlers: parts.filter(child => child.type === 'except_clause').map(child => handler(source, child)),
    otherwise: block(source, of('else_clause')?.childForFieldName('body') ?? null),
    final: block(source, (final && children(final).find(child => child.type === 'block')) ?? null),
    line: lineOf(node),
  }
}

const withStatement: Convert = (source, node) => {
  const clause = children(node).find(child => child.type === 'with_clause')
  const contexts = (clause ? children(clause) : []).map(item => field(source, item, 'value'))
  // `with (a as b, c):` may come as one tuple
  const [only] = contexts
  const flat =
    contexts.length === 1 && only?.type === 'tuple' && children(only).some(child => child.type === 'as_pattern')
      ? children(only)
      : contexts
  return {
    kind: 'with',
    items: flat.map((value): WithItem => {
      if (value.type !== 'as_pattern') return { context: expression(source, value), target: null }
      return {
        context: expression(source, children(value)[0] as Node),
        target: expression(source, field(source, value, 'alias')),
      }
    }),
    body: block(source, node.childForFieldName('body')),
    line: lineOf(node),
  }
}

const importedName = (node: Node): ImportedName =>
  node.type === 'aliased_import'
    ? { name: node.childForFieldName('name')?.text ?? '', alias: node.childForFieldName('alias')?.text ?? null }
    : { name: node.text, alias: null }

const decorated: Convert = (source, node) => {
  const decorators = children(node)
    .filter(child => child.type === 'decorator')
    .map(child => expression(source, children(child)[0] as Node))
  const definition = statement(source, field(source, node, 'definition'))
  return { ...definition, decorators } as Statement
}

const CONVERTERS: Readonly<Record<string, Convert>> = {
  expression_statement: expressionStatement,
  print_statement: printStatement,
  if_statement: ifStatement,
  try_statement: tryStatement,
  with_statement: withStatement,
  decorated_definition: decorated,
  pass_statement: simple('pass'),
  break_statement: simple('break'),
  continue_statement: simple('continue'),
  global_statement: declaration('global'),
  nonlocal_statement: declaration('nonlocal'),
  // Python 2: `exec code in globals, locals`
  exec_statement: (source, node) => {
    const [code, ...dicts] = children(node).map(child => expression(source, child)) as [Expression, ...Expression[]]
    const inside = dicts.flatMap(dict => (dict.kind === 'tuple' ? dict.items : [dict]))
    const line = lineOf(node)
    const args = [code, ...inside].map(value => ({ kind: 'positional' as const, value }))
    return {
      kind: 'expression',
      value: { kind: 'call', callee: { kind: 'name', name: 'exec', line }, args, line },
      line,
    }
  },
  for_statement: (source, node) => ({
    kind: 'for',
    target: expression(source, field(source, node, 'left')),
    iterable: expression(source, field(source, node, 'right')),
    body: block(source, node.childForFieldName('body')),
    otherwise: elseOf(source, node),
    line: lineOf(node),
  }),
  while_statement: (source, node) => ({
    kind: 'while',
    condition: expression(source, field(source, node, 'condition')),
    body: block(source, node.childForFieldName('body')),
    otherwise: elseOf(source, node),
    line: lineOf(node),
  }),
  return_statement: (source, node) => {
    const value = children(node)[0]
    return { kind: 'return', value: value ? expression(source, value) : null, line: lineOf(node) }
  },
  delete_statement: (source, node) => {
    const targets = expression(source, children(node)[0] as Node)
    return { kind: 'delete', targets: targets.kind === 'tuple' ? targets.items : [targets], line: lineOf(node) }
  },
  raise_statement: (source, node) => {
    const cause = node.childForFieldName('cause')
    const value = children(node).find(child => child.id !== cause?.id)
    if (!value) return { kind: 'raise', exception: null, argument: null, line: lineOf(node) }
    const raised = expression(source, value)
    // Python 2: `raise Class, argument[, traceback]`
    if (value.type === 'expression_list' && raised.kind === 'tuple')
      return {
        kind: 'raise',
        exception: raised.items[0] ?? null,
        argument: raised.items[1] ?? null,
        line: lineOf(node),
      }
    return { kind: 'raise', exception: raised, argument: null, line: lineOf(node) }
  },
  assert_statement: (source, node) => {
    const [condition, message] = children(node).map(child => expression(source, child))
    return { kind: 'assert', condition: condition as Expression, message: message ?? null, line: lineOf(node) }
  },
  import_statement: (_, node) => ({ kind: 'import', names: children(node).map(importedName), line: lineOf(node) }),
  future_import_statement: (_, node) => ({
    kind: 'from_import',
    module: '__future__',
    names: children(node).map(importedName),
    line: lineOf(node),
  }),
  import_from_statement: (source, node) => {
    const module = field(source, node, 'module_name')
    const wildcard = children(node).some(child => child.type === 'wildcard_import')
    return {
      kind: 'from_import',
      module: module.text,
      names: wildcard ? '*' : fields(node, 'name').map(importedName),
      line: lineOf(node),
    }
  },
  function_definition: (source, node) => ({
    kind: 'function',
    name: field(source, node, 'name').text,
    parameters: parameters(source, node.childForFieldName('parameters')),
    body: block(source, node.childForFieldName('body')),
    decorators: [],
    line: lineOf(node),
  }),
  class_definition: (source, node) => {
    const bases = node.childForFieldName('superclasses')
    return {
      kind: 'class',
      name: field(source, node, 'name').text,
      arguments: bases ? callArguments(source, bases) : [],
      body: block(source, node.childForFieldName('body')),
      decorators: [],
      line: lineOf(node),
    }
  },
}

/** Converts one statement. */
export function statement(source: Source, node: Node): Statement {
  const convert = Object.hasOwn(CONVERTERS, node.type) ? CONVERTERS[node.type] : undefined
  if (!convert) throw syntaxError(source, node, `the Python front end does not know '${node.type}'`)
  return convert(source, node)
}

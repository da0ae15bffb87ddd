/** Syntax nodes of expressions → the tree. */
import type { Node } from 'web-tree-sitter'
import type {
  Argument,
  BinaryOperator,
  Clause,
  ComparisonOperator,
  Expression,
  FormattedPart,
  Parameter,
  UnaryOperator,
} from './ast.ts'
import { floatLiteral, integerLiteral, LiteralError, stringPrefix, stringText, stringValue } from './literals.ts'
import { children, field, fields, lineOf, type Source, syntaxError } from './source.ts'

type Convert = (source: Source, node: Node) => Expression

const first = (source: Source, node: Node): Node => {
  const child = children(node)[0]
  if (!child) throw syntaxError(source, node, `invalid syntax: empty ${node.type}`)
  return child
}

const constant =
  (value: unknown): Convert =>
  (_, node) => ({ kind: 'constant', value, line: lineOf(node) })

const sequence =
  (kind: 'list' | 'tuple' | 'set'): Convert =>
  (source, node) => ({ kind, items: children(node).map(child => expression(source, child)), line: lineOf(node) })

const starred: Convert = (source, node) => ({
  kind: 'starred',
  value: expression(source, first(source, node)),
  line: lineOf(node),
})
const inner: Convert = (source, node) => expression(source, first(source, node))

const comprehension =
  (form: 'list' | 'set' | 'generator' | 'dict'): Convert =>
  (source, node) => {
    const body = field(source, node, 'body')
    const element = form === 'dict' ? field(source, body, 'key') : body
    return {
      kind: 'comprehension',
      form,
      element: expression(source, element),
      value: form === 'dict' ? expression(source, field(source, body, 'value')) : null,
      clauses: children(node)
        .slice(1)
        .map(child => clause(source, child)),
      line: lineOf(node),
    }
  }

function clause(source: Source, node: Node): Clause {
  if (node.type === 'if_clause') return { kind: 'if', condition: expression(source, first(source, node)) }
  const iterables = fields(node, 'right').map(child => expression(source, child))
  const iterable: Expression =
    iterables.length === 1 ? (iterables[0] as Expression) : { kind: 'tuple', items: iterables, line: lineOf(node) }
  return { kind: 'for', target: expression(source, field(source, node, 'left')), iterable }
}

function slice(source: Source, node: Node): Expression {
  const parts: (Expression | null)[] = [null]
  for (const child of node.children) {
    if (!child || child.type === 'comment') continue
    if (child.type === ':') parts.push(null)
    else parts[parts.length - 1] = expression(source, child)
  }
  return { kind: 'slice', start: parts[0] ?? null, stop: parts[1] ?? null, step: parts[2] ?? null, line: lineOf(node) }
}

function subscript(source: Source, node: Node): Expression {
  const indices = fields(node, 'subscript').map(child => expression(source, child))
  const commas = node.children.some(child => child?.type === ',')
  const index: Expression =
    indices.length === 1 && !commas ? (indices[0] as Expression) : { kind: 'tuple', items: indices, line: lineOf(node) }
  return { kind: 'subscript', object: expression(source, field(source, node, 'value')), index, line: lineOf(node) }
}

export function callArguments(source: Source, node: Node): Argument[] {
  if (node.type === 'generator_expression') return [{ kind: 'positional', value: expression(source, node) }]
  return children(node).map((child): Argument => {
    if (child.type === 'keyword_argument')
      return {
        kind: 'keyword',
        name: field(source, child, 'name').text,
        value: expression(source, field(source, child, 'value')),
      }
    if (child.type === 'list_splat') return { kind: 'spread', value: expression(source, first(source, child)) }
    if (child.type === 'dictionary_splat')
      return { kind: 'spread_keywords', value: expression(source, first(source, child)) }
    return { kind: 'positional', value: expression(source, child) }
  })
}

function parameter(source: Source, node: Node, position: number, keywordOnly: boolean): Parameter | null {
  const kind = keywordOnly ? 'keyword_only' : 'positional'
  const plain = (name: Node, value: Node | null): Parameter => {
    const unpack = name.type === 'tuple_pattern' ? expression(source, name) : null
    return { name: unpack ? `.${position}` : name.text, kind, default: value && expression(source, value), unpack }
  }
  switch (node.type) {
    case 'identifier':
    case 'tuple_pattern':
      return plain(node, null)
    case 'typed_parameter':
      return parameter(source, first(source, node), position, keywordOnly)
    case 'default_parameter':
    case 'typed_default_parameter':
      return plain(field(source, node, 'name'), field(source, node, 'value'))
    case 'list_splat_pattern':
      return { name: first(source, node).text, kind: 'args', default: null, unpack: null }
    case 'dictionary_splat_pattern':
      return { name: first(source, node).text, kind: 'keywords', default: null, unpack: null }
    case 'keyword_separator':
    case 'positional_separator':
      return null
    default:
      throw syntaxError(source, node, `parameters of the kind '${node.type}' are not supported`)
  }
}

export function parameters(source: Source, node: Node | null): Parameter[] {
  const out: Parameter[] = []
  let keywordOnly = false
  for (const [position, child] of (node ? children(node) : []).entries()) {
    const made = parameter(source, child, position, keywordOnly)
    if (made) out.push(made)
    if (made?.kind === 'args' || child.type === 'keyword_separator') keywordOnly = true
  }
  return out
}

function formattedParts(source: Source, node: Node, prefix: string): FormattedPart[] {
  const out: FormattedPart[] = []
  for (const child of children(node)) {
    if (child.type === 'string_content') {
      const text = child.text.replace(/\{\{/g, '{').replace(/\}\}/g, '}')
      out.push(String(stringValue(text, prefix, 3)))
    } else if (child.type === 'interpolation' || child.type === 'format_expression') {
      const format = child.childForFieldName('format_specifier')
      if (child.children.some(part => part?.type === '=')) out.push(`${field(source, child, 'expression').text}=`)
      out.push({
        value: expression(source, field(source, child, 'expression')),
        conversion: child.childForFieldName('type_conversion')?.text.slice(1) ?? null,
        format: format ? formatSpecifier(source, format) : null,
      })
    }
  }
  return out
}

/** `:>{width}.2f`: literal text with expressions inside. */
function formatSpecifier(source: Source, node: Node): FormattedPart[] {
  const out: FormattedPart[] = []
  let at = node.startIndex + 1
  const text = (end: number): string => node.text.slice(at - node.startIndex, end - node.startIndex)
  for (const child of children(node)) {
    if (child.type !== 'format_expression') continue
    if (child.startIndex > at) out.push(text(child.startIndex))
    out.push({ value: expression(source, field(source, child, 'expression')), conversion: null, format: null })
    at = child.endIndex
  }
  if (node.endIndex > at) out.push(text(node.endIndex))
  return out
}

/** A literal; what stands for no value is a SyntaxError there. */
const literal =
  (convert: Convert): Convert =>
  (source, node) => {
    try {
      return convert(source, node)
    } catch (error) {
      if (error instanceof LiteralError) throw syntaxError(source, node, error.message)
      throw error
    }
  }

const string: Convert = literal((source, node) => {
  const prefix = stringPrefix(node.child(0)?.text ?? '')
  if (prefix.includes('f'))
    return { kind: 'formatted', parts: formattedParts(source, node, prefix.replace('f', '')), line: lineOf(node) }
  const value = stringValue(stringText(node), prefix, source.version)
  const isUnicode =
    source.unicode === 'all' ? !prefix.includes('b') : source.unicode === 'prefixed' && prefix.includes('u')
  return {
    kind: 'constant',
    value,
    ...(isUnicode && typeof value === 'string' ? { unicode: true } : {}),
    line: lineOf(node),
  }
})

const concatenated: Convert = (source, node) => {
  const parts = children(node).map(child => string(source, child))
  if (parts.every(part => part.kind === 'constant')) {
    const values = parts.map(part => part.value as string | Buffer)
    const value = values.some(part => Buffer.isBuffer(part))
      ? Buffer.concat(values.map(part => Buffer.from(part as string)))
      : values.join('')
    const isUnicode = typeof value === 'string' && parts.some(part => part.unicode)
    return { kind: 'constant', value, ...(isUnicode ? { unicode: true } : {}), line: lineOf(node) }
  }
  return {
    kind: 'formatted',
    parts: parts.flatMap(part =>
      part.kind === 'formatted' ? part.parts : part.kind === 'constant' ? [String(part.value)] : [],
    ),
    line: lineOf(node),
  }
}

const compare: Convert = (source, node) => ({
  kind: 'compare',
  operands: children(node).map(child => expression(source, child)),
  operators: node
    .childrenForFieldName('operators')
    .map(operator => (operator?.type ?? '').replace('<>', '!='))
    .filter((text): text is ComparisonOperator => text !== ''),
  line: lineOf(node),
})

const CONVERTERS: Readonly<Record<string, Convert>> = {
  identifier: (_, node) => ({ kind: 'name', name: node.text, line: lineOf(node) }),
  keyword_identifier: (_, node) => ({ kind: 'name', name: node.text, line: lineOf(node) }),
  true: constant(true),
  false: constant(false),
  none: constant(null),
  ellipsis: (_, node) => ({ kind: 'ellipsis', line: lineOf(node) }),
  integer: literal((_, node) => ({ kind: 'constant', value: integerLiteral(node.text), line: lineOf(node) })),
  float: (_, node) => ({ kind: 'constant', value: floatLiteral(node.text), line: lineOf(node) }),
  string,
  concatenated_string: concatenated,
  list: sequence('list'),
  list_pattern: sequence('list'),
  tuple: sequence('tuple'),
  tuple_pattern: sequence('tuple'),
  expression_list: sequence('tuple'),
  pattern_list: sequence('tuple'),
  set: sequence('set'),
  list_splat: starred,
  list_splat_pattern: starred,
  parenthesized_expression: inner,
  as_pattern_target: inner,
  list_comprehension: comprehension('list'),
  set_comprehension: comprehension('set'),
  dictionary_comprehension: comprehension('dict'),
  generator_expression: comprehension('generator'),
  slice,
  subscript,
  string_content: (_, node) => ({ kind: 'constant', value: node.text, line: lineOf(node) }),
  attribute: (source, node) => ({
    kind: 'attribute',
    object: expression(source, field(source, node, 'object')),
    name: field(source, node, 'attribute').text,
    line: lineOf(node),
  }),
  call: (source, node) => ({
    kind: 'call',
    callee: expression(source, field(source, node, 'function')),
    args: callArguments(source, field(source, node, 'arguments')),
    line: lineOf(node),
  }),
  unary_operator: (source, node) => ({
    kind: 'unary',
    operator: field(source, node, 'operator').type as UnaryOperator,
    operand: expression(source, field(source, node, 'argument')),
    line: lineOf(node),
  }),
  not_operator: (source, node) => ({
    kind: 'unary',
    operator: 'not',
    operand: expression(source, field(source, node, 'argument')),
    line: lineOf(node),
  }),
  binary_operator: (source, node) => ({
    kind: 'binary',
    operator: field(source, node, 'operator').type as BinaryOperator,
    left: expression(source, field(source, node, 'left')),
    right: expression(source, field(source, node, 'right')),
    line: lineOf(node),
  }),
  boolean_operator: (source, node) => ({
    kind: 'logical',
    operator: field(source, node, 'operator').type as 'and' | 'or',
    left: expression(source, field(source, node, 'left')),
    right: expression(source, field(source, node, 'right')),
    line: lineOf(node),
  }),
  comparison_operator: compare,
  conditional_expression: (source, node) => {
    const [then, condition, otherwise] = children(node).map(child => expression(source, child)) as [
      Expression,
      Expression,
      Expression,
    ]
    return { kind: 'conditional', condition, then, otherwise, line: lineOf(node) }
  },
  lambda: (source, node) => ({
    kind: 'lambda',
    parameters: parameters(source, node.childForFieldName('parameters')),
    body: expression(source, field(source, node, 'body')),
    line: lineOf(node),
  }),
  dictionary: (source, node) => ({
    kind: 'dict',
    entries: children(node).map(child =>
      child.type === 'pair'
        ? {
            key: expression(source, field(source, child, 'key')),
            value: expression(source, field(source, child, 'value')),
          }
        : { key: null, value: expression(source, first(source, child)) },
    ),
    line: lineOf(node),
  }),
  yield: (source, node) => {
    const value = children(node)[0]
    return {
      kind: 'yield',
      value: value ? expression(source, value) : null,
      from: node.children.some(child => child?.type === 'from'),
      line: lineOf(node),
    }
  },
  named_expression: (source, node) => ({
    kind: 'walrus',
    name: field(source, node, 'name').text,
    value: expression(source, field(source, node, 'value')),
    line: lineOf(node),
  }),
}

/** Converts one expression; patterns of assignments are expressions too. */
export function expression(source: Source, node: Node): Expression {
  const convert = Object.hasOwn(CONVERTERS, node.type) ? CONVERTERS[node.type] : undefined
  if (!convert) throw syntaxError(source, node, `the Python front end does not know '${node.type}'`)
  return convert(source, node)
}

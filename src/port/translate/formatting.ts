/** `'%d of %s' % (i, n)`, `'{} of {}'.format(i, n)` and f-strings as templates. */
import type { Argument, Expression, FormattedPart } from '../../python/syntax/ast.ts'
import type { Expressions } from './expressions.ts'
import type { Scope } from './scopes.ts'
import { called, primary, quote, type Text, templateText } from './text.ts'
import { holdsFloat, type Type } from './types.ts'

/** A value as an argument of a helper that prints it: floats are said to be floats. */
export function shownArgument(on: Expressions, expression: Expression, scope: Scope): string {
  const { translation } = on
  const type = translation.typeOf(expression, scope)
  const text = on.text(expression, scope)
  if (
    expression.kind === 'call' &&
    expression.callee.kind === 'name' &&
    expression.callee.name === 'float' &&
    !scope.resolve('float')
  )
    return `${translation.py('double')}(${text})`
  if (type.kind === 'object' && type.path === 'shape') return `${translation.py('to_tuple')}(${text})`
  // functions return tuples as arrays
  if (type.kind === 'tuple' && !type.nullable && expression.kind !== 'tuple') {
    const made = `${translation.py('to_tuple')}(${text})`
    return holdsFloat(type) ? `${translation.py('floating')}(${made})` : made
  }
  return holdsFloat(type) ? `${translation.py('floating')}(${text})` : text
}

/** The text of a value in a template: what `${…}` holds. */
function strPart(on: Expressions, expression: Expression, scope: Scope): string {
  const type = on.translation.typeOf(expression, scope)
  if (showsItself(type)) return `\${${on.text(expression, scope)}}`
  return `\${${on.translation.py('str')}(${shownArgument(on, expression, scope)})}`
}

/** Values whose text is the same in JavaScript. */
export const showsItself = (type: Type): boolean =>
  !type.nullable && (type.kind === 'str' || type.kind === 'int' || type.kind === 'array' || type.kind === 'tensor')

const isNumeric = (type: Type): boolean => !type.nullable && (type.kind === 'int' || type.kind === 'float')

/** One directive of `%` applied to a value. */
function percentPart(on: Expressions, directive: string, value: Expression, scope: Scope): string {
  const { translation } = on
  const type = translation.typeOf(value, scope)
  const [, flags = '', width = '', precision, kind = ''] =
    /^%([#0\- +]*)(\d*)(?:\.(\d*))?[hlL]?([a-zA-Z])$/.exec(directive) ?? []
  if (flags === '' && width === '') {
    if (kind === 's' && precision === undefined) return strPart(on, value, scope)
    if (/[di]/.test(kind) && precision === undefined && isNumeric(type))
      return type.kind === 'int' ? `\${${on.text(value, scope)}}` : `\${Math.trunc(${on.text(value, scope)})}`
    if (kind === 'f')
      return `\${${translation.py('fixed')}(${on.text(value, scope)}, ${precision === undefined ? 6 : Number(precision || 0)})}`
  }
  return `\${${translation.py('percent')}(${quote(directive)}, ${/[sra]/.test(kind) ? shownArgument(on, value, scope) : on.text(value, scope)})}`
}

const DIRECTIVE = /%(?:\([^)]*\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d*))?[hlL]?[a-zA-Z%]/g

/** `format % values` where the format is a literal and the values stand there. */
function percentText(on: Expressions, format: string, values: Expression, scope: Scope): Text {
  const { translation } = on
  const found = [...format.matchAll(DIRECTIVE)]
  const type = translation.typeOf(values, scope)
  const given = values.kind === 'tuple' ? values.items : [values]
  const single =
    values.kind === 'tuple' ||
    isNumeric(type) ||
    type.kind === 'str' ||
    type.kind === 'array' ||
    type.kind === 'tensor' ||
    type.kind === 'bool'
  const plain = single && given.every(value => value.kind !== 'starred')
  const directives = found.filter(match => !match[0].endsWith('%'))
  const strange = found.some(match => /[(*]/.test(match[0])) || format.replace(DIRECTIVE, '').includes('%')
  if (!plain || strange || directives.length !== given.length) {
    const args =
      values.kind === 'tuple' ? given.map(value => shownArgument(on, value, scope)) : [shownArgument(on, values, scope)]
    const helper = values.kind === 'tuple' || values.kind === 'dict' ? 'percent' : 'percent_of'
    return called(`${translation.py(helper)}(${[quote(format), ...args].join(', ')})`)
  }
  let at = 0
  let next = 0
  let text = ''
  for (const match of found) {
    text += templateText(format.slice(at, match.index))
    text += match[0].endsWith('%') ? '%' : percentPart(on, match[0], given[next++] as Expression, scope)
    at = match.index + match[0].length
  }
  return template(text + templateText(format.slice(at)))
}

/** A template, or a plain text where nothing is in it. */
function template(text: string): Text {
  return primary(`\`${text}\``)
}

/** One `{…}` of `str.format` or an f-string. */
function formatPart(on: Expressions, value: Expression, conversion: string | null, spec: string, scope: Scope): string {
  const { translation } = on
  const type = translation.typeOf(value, scope)
  if (conversion === null && spec === '') return strPart(on, value, scope)
  if (conversion === null && (spec === 'd' || spec === '') && type.kind === 'int') return `\${${on.text(value, scope)}}`
  const fixed = /^\.(\d+)f$/.exec(spec)
  if (conversion === null && fixed) return `\${${translation.py('fixed')}(${on.text(value, scope)}, ${fixed[1]})}`
  const field = `{${conversion === null ? '' : `!${conversion}`}${spec === '' ? '' : `:${spec}`}}`
  return `\${${translation.py('format')}(${quote(field)}, ${shownArgument(on, value, scope)})}`
}

/** `'…'.format(…)` of a literal. */
export function strFormatText(on: Expressions, format: string, args: readonly Argument[], scope: Scope): Text {
  const { translation } = on
  const parts = format.split(/(\{\{|\}\}|\{[^{}]*\})/)
  const positional = args.filter(argument => argument.kind === 'positional').map(argument => argument.value)
  const named = new Map(
    args.flatMap(argument => (argument.kind === 'keyword' ? [[argument.name, argument.value] as const] : [])),
  )
  const general = (): Text => {
    const texts = args.flatMap(argument =>
      argument.kind === 'positional'
        ? [shownArgument(on, argument.value, scope)]
        : argument.kind === 'spread'
          ? [`...${on.iterable(argument.value, scope).text}`]
          : [],
    )
    const keywords = args.flatMap(argument =>
      argument.kind === 'keyword'
        ? [`${argument.name}: ${shownArgument(on, argument.value, scope)}`]
        : argument.kind === 'spread_keywords'
          ? [`...${translation.py('options')}(${on.text(argument.value, scope)})`]
          : [],
    )
    if (keywords.length > 0) texts.push(`{ ${keywords.join(', ')} }`)
    return called(`${translation.py('format')}(${[quote(format), ...texts].join(', ')})`)
  }
  if (args.some(argument => argument.kind === 'spread' || argument.kind === 'spread_keywords')) return general()
  let next = 0
  let text = ''
  for (const part of parts) {
    if (part === '{{' || part === '}}') text += part[0]
    else if (part.startsWith('{')) {
      const [, name, conversion, spec = ''] = /^\{(\w*)(?:!([rsa]))?(?::([^{}]*))?\}$/.exec(part) ?? []
      if (name === undefined) return general()
      const value = name === '' ? positional[next++] : /^\d+$/.test(name) ? positional[Number(name)] : named.get(name)
      if (!value) return general()
      text += formatPart(on, value, conversion ?? null, spec, scope)
    } else {
      if (/[{}]/.test(part)) return general()
      text += templateText(part)
    }
  }
  return template(text)
}

function fString(on: Expressions, parts: readonly FormattedPart[], scope: Scope): string {
  return parts
    .map(part => {
      if (typeof part === 'string') return templateText(part)
      const spec = part.format ?? []
      if (spec.every(one => typeof one === 'string'))
        return formatPart(on, part.value, part.conversion, spec.join(''), scope)
      return `\${${on.translation.py('builtin')}('format')(${on.text(part.value, scope)}, \`${fString(on, spec, scope)}\`)}`
    })
    .join('')
}

/** An expression that formats; undefined for any other. */
export function formattedText(on: Expressions, expression: Expression, scope: Scope): Text | undefined {
  if (expression.kind === 'formatted') return template(fString(on, expression.parts, scope))
  if (expression.kind !== 'binary' || expression.operator !== '%') return undefined
  const { left, right } = expression
  if (left.kind === 'constant' && typeof left.value === 'string') return percentText(on, left.value, right, scope)
  if (on.translation.typeOf(left, scope).kind !== 'str') return undefined
  const args =
    right.kind === 'tuple' ? right.items.map(item => shownArgument(on, item, scope)) : [shownArgument(on, right, scope)]
  const helper = right.kind === 'tuple' ? 'percent' : 'percent_of'
  return called(`${on.translation.py(helper)}(${[on.text(left, scope), ...args].join(', ')})`)
}

/** `print(…)` and `print …` as a statement. */
export function printText(
  on: Expressions,
  values: readonly Expression[],
  options: { readonly sep?: string; readonly end?: string; readonly file?: string },
  scope: Scope,
): string {
  const { translation } = on
  const types = values.map(value => translation.typeOf(value, scope))
  const [first] = values
  const { file, sep, end } = options
  const simple =
    sep === undefined &&
    end === undefined &&
    types.every(showsItself) &&
    !values.some(value => value.kind === 'starred')
  // the first text of several is a format to console.log
  const safe =
    values.length < 2 || types[0]?.kind !== 'str' || (first?.kind === 'constant' && !String(first.value).includes('%'))
  if (simple && (file === undefined || file === 'sys.stderr')) {
    const texts = values.map((value, i) => {
      const type = types[i] as Type
      const text = on.text(value, scope)
      return type.kind === 'str' || type.kind === 'int' ? text : `\`\${${text}}\``
    })
    const target = file === undefined ? 'console.log' : 'console.error'
    if (safe) return `${target}(${texts.join(', ')})`
    return `${target}(\`${values.map((_, i) => `\${${(texts[i] as string).replace(/^`\$\{(.*)\}`$/, '$1')}}`).join(' ')}\`)`
  }
  const named = [
    sep === undefined ? '' : `sep: ${sep}`,
    end === undefined ? '' : `end: ${end}`,
    file === undefined ? '' : `file: ${file}`,
  ].filter(part => part !== '')
  const args = values.map(value => (value.kind === 'starred' ? on.text(value, scope) : shownArgument(on, value, scope)))
  if (named.length > 0) args.push(`{ ${named.join(', ')} }`)
  return `${translation.py('print')}(${args.join(', ')})`
}

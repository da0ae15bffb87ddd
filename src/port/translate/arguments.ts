/** The arguments of calls. */
import type { Argument, Expression } from '../../python/syntax/ast.ts'
import type { Expressions } from './expressions.ts'
import type { Scope } from './scopes.ts'
import { called, inside, keyText, quote, STRENGTH, type Text } from './text.ts'
import { parametersAfterSelf } from './translation.ts'
import type { FunctionInfo } from './types.ts'

export type Call = Extract<Expression, { kind: 'call' }>

/** Special methods that have a name of JavaScript's or tf0's. */
export const methodName = (name: string): string => (name === '__call__' ? 'call' : name)

/** The arguments of a call in the order of the parameters; keywords find their places. */
export function ownCall(
  on: Expressions,
  callee: Text,
  info: FunctionInfo,
  args: readonly Argument[],
  scope: Scope,
): Text {
  const { translation } = on
  const parameters = parametersAfterSelf(info)
  const target = inside(callee, STRENGTH.call)
  if (args.some(argument => argument.kind === 'spread' || argument.kind === 'spread_keywords')) {
    const onlyRest = args.every(argument => argument.kind === 'positional' || argument.kind === 'spread')
    const texts = argumentTexts(on, args, scope)
    const untyped = target.startsWith('new ') ? `new (${target.slice(4)} as any)` : `(${target} as any)`
    if (onlyRest && parameters.every(parameter => parameter.kind === 'positional' || parameter.kind === 'args'))
      return called(`${target === 'super' || target.startsWith('super.') ? target : untyped}(${texts.join(', ')})`)
    const names = parameters
      .filter(parameter => parameter.kind === 'positional' || parameter.kind === 'keyword_only')
      .map(parameter => quote(parameter.name))
    const positional = args.flatMap(argument =>
      argument.kind === 'positional'
        ? [on.text(argument.value, scope)]
        : argument.kind === 'spread'
          ? [`...${on.iterable(argument.value, scope).text}`]
          : [],
    )
    const keywords = args.flatMap(argument =>
      argument.kind === 'keyword'
        ? [`${keyText(argument.name)}: ${on.text(argument.value, scope)}`]
        : argument.kind === 'spread_keywords'
          ? [`...${translation.py('options')}(${on.text(argument.value, scope)})`]
          : [],
    )
    if (parameters.at(-1)?.kind === 'keywords' && parameters.length - 1 <= positional.length)
      return called(`${untyped}(${[...positional, `{ ${keywords.join(', ')} }`].join(', ')})`)
    return called(
      `${untyped}(...${translation.py('bind')}([${names.join(', ')}], [${positional.join(', ')}], { ${keywords.join(', ')} }))`,
    )
  }
  const placed: (string | undefined)[] = []
  const rest: string[] = []
  const keywords: string[] = []
  const restAt = parameters.findIndex(parameter => parameter.kind === 'args')
  const plainRest = restAt >= 0 && restAt === parameters.length - 1
  let at = 0
  for (const argument of args) {
    const text = on.text(argument.value, scope)
    if (argument.kind === 'positional') {
      if (restAt >= 0 && at >= restAt) rest.push(text)
      else placed[at++] = text
      continue
    }
    const { name } = argument as Extract<Argument, { kind: 'keyword' }>
    const place = parameters.findIndex(
      parameter => parameter.name === name && (parameter.kind === 'positional' || parameter.kind === 'keyword_only'),
    )
    if (place >= 0) placed[place] = text
    else keywords.push(`${keyText(name)}: ${text}`)
  }
  if (restAt >= 0 && !plainRest && rest.length > 0) placed[restAt] = `[${rest.join(', ')}]`
  if (keywords.length > 0) {
    const place = parameters.findIndex(parameter => parameter.kind === 'keywords')
    if (place >= 0) placed[place] = `{ ${keywords.join(', ')} }`
    else translation.todo('a keyword that the function does not have')
  }
  const texts = Array.from(placed, text => text ?? 'undefined')
  if (plainRest) {
    while (rest.length > 0 && texts.length < restAt) texts.push('undefined')
    texts.push(...rest)
  }
  return called(`${target}(${texts.join(', ')})`)
}

/** Arguments of a function that takes them by position, keywords in their places; as they are where that leaves gaps. */
export function placed(names: readonly string[] | undefined, args: readonly Argument[]): readonly Argument[] {
  if (!names || !args.some(argument => argument.kind === 'keyword')) return args
  const out: Argument[] = []
  for (const [i, argument] of args.entries()) {
    if (argument.kind === 'positional') out[i] = argument
    else if (argument.kind !== 'keyword' || !names.includes(argument.name)) return args
    else out[names.indexOf(argument.name)] = { kind: 'positional', value: argument.value }
  }
  return out.length === args.length && !Array.from(out).includes(undefined as never) ? out : args
}

/** Arguments as written, keywords as an object at the end. */
export function argumentTexts(
  on: Expressions,
  args: readonly Argument[],
  scope: Scope,
  write = (value: Expression): string => on.text(value, scope),
): string[] {
  const texts: string[] = []
  const keywords: string[] = []
  for (const argument of args) {
    if (argument.kind === 'positional') texts.push(write(argument.value))
    else if (argument.kind === 'spread') texts.push(`...${on.iterable(argument.value, scope).text}`)
    else if (argument.kind === 'keyword') {
      const text = write(argument.value)
      keywords.push(text === argument.name ? text : `${keyText(argument.name)}: ${text}`)
    } else keywords.push(`...${on.translation.py('options')}(${on.text(argument.value, scope)})`)
  }
  if (keywords.length > 0) texts.push(`{ ${keywords.join(', ')} }`)
  return texts
}

/** A value as tf0's functions take it: tuples and dicts that stand there are arrays and objects. */
export function libraryValue(on: Expressions, value: Expression, scope: Scope): string {
  if (value.kind === 'tuple') return `[${value.items.map(item => libraryValue(on, item, scope)).join(', ')}]`
  if (value.kind === 'list') return `[${value.items.map(item => libraryValue(on, item, scope)).join(', ')}]`
  if (value.kind === 'dict') {
    const object = on.objectText(value, scope)
    if (object) return object.text
    if (value.entries.every(entry => entry.key !== null))
      return `[${value.entries.map(entry => `[${on.text(entry.key as Expression, scope)}, ${libraryValue(on, entry.value, scope)}]`).join(', ')}]`
  }
  return on.text(value, scope)
}

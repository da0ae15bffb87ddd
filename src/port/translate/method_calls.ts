/** Calls of methods: texts, lists and dicts by JavaScript's own, objects of tf0 and the program as they are. */
import type { Argument, Expression } from '../../python/syntax/ast.ts'
import { argumentTexts, type Call, libraryValue, methodName, ownCall, placed } from './arguments.ts'
import type { Expressions } from './expressions.ts'
import { strFormatText } from './formatting.ts'
import type { Scope } from './scopes.ts'
import { called, memberName, primary, quote, STRENGTH, type Text } from './text.ts'
import { type FunctionInfo, isText, type Type } from './types.ts'

type MethodCall = Call & { readonly callee: Extract<Expression, { kind: 'attribute' }> }

/** Methods that only Python's lists, texts, dicts and sets have under these names. */
const OF_PYTHON = new Set(
  'append extend insert remove pop index count sort reverse split rsplit splitlines strip lstrip rstrip join replace startswith endswith lower upper title capitalize format encode decode find rfind zfill ljust rjust center isdigit isalpha isalnum isspace isupper islower keys values items iteritems itervalues iterkeys get has_key update setdefault copy clear add discard union intersection difference symmetric_difference issubset issuperset most_common popleft appendleft translate partition rpartition tolist tostring tobytes'.split(
    ' ',
  ),
)
/** Of those, methods that arrays and other objects of tf0 have as well: nothing is to be translated where it isn't Python's. */
const ALSO_OF_ARRAYS = new Set('copy sort tolist'.split(' '))

export function methodCall(on: Expressions, expression: MethodCall, scope: Scope): Text {
  const { translation } = on
  const { callee, args } = expression
  const { name, object } = callee
  const type = translation.typeOf(object, scope)
  if (name === 'format' && object.kind === 'constant' && typeof object.value === 'string')
    return strFormatText(on, object.value, args, scope)
  const values = args.flatMap(argument => (argument.kind === 'positional' ? [argument.value] : []))
  if (values.length === args.length && !type.nullable) {
    const own =
      type.kind === 'str'
        ? textMethod(on, object, name, values, scope)
        : type.kind === 'list'
          ? listMethod(on, object, name, values, scope)
          : type.kind === 'dict'
            ? dictMethod(on, object, name, values, scope)
            : undefined
    if (own) return own
  }
  if (['str', 'list', 'dict', 'set', 'tuple', 'bytes'].includes(type.kind))
    return pythonMethod(on, object, name, args, scope)
  if (
    type.kind === 'unknown' ||
    type.kind === 'result' ||
    type.kind === 'none' ||
    type.kind === 'iterator' ||
    (type.kind === 'object' && type.path === 'shape')
  ) {
    const candidate = onlyMethod(on, name)
    if (candidate)
      return ownCall(on, called(`${on.text(object, scope, STRENGTH.call)}.${memberName(name)}`), candidate, args, scope)
    if (OF_PYTHON.has(name) && !(ALSO_OF_ARRAYS.has(name) && type.kind === 'result') && !ownClassesHave(on, name))
      return pythonMethod(on, object, name, args, scope)
  }
  const { names } = translation.inference
  if ((type.kind === 'array' || type.kind === 'result') && !names.hasMember('NDArray', name))
    return pythonMethod(on, object, name, args, scope)
  const at = on.text(object, scope, STRENGTH.call)
  // a file's text, which is bytes there
  if (name === 'ParseFromString' && args.length === 1)
    return called(`${at}.${name}(${argumentTexts(on, args, scope)} as any)`)
  // sizes that are not known are null there, which a program would have met
  if (type.kind === 'object' && type.path === 'TensorShape' && name === 'as_list')
    return called(`(${at}.as_list() as number[])`)
  const write =
    type.kind === 'python'
      ? (value: Expression): string => on.text(value, scope)
      : (value: Expression): string => libraryValue(on, value, scope)
  if ((name === 'run' || name === 'eval') && args.some(argument => argument.kind !== 'spread_keywords'))
    return called(`${at}.${name}(${runArguments(on, args, scope).join(', ')})`)
  const owner =
    type.kind === 'tensor' ? 'Variable' : type.kind === 'object' ? (PATHS[type.path] ?? type.path) : undefined
  const given = owner === undefined ? args : placed(names.positionsOf(owner, name), args)
  return called(`${at}.${memberName(methodName(name))}(${argumentTexts(on, given, scope, write).join(', ')})`)
}
/** Where classes are that have a short name among the types. */
const PATHS: Readonly<Record<string, string>> = {
  DataSet: 'examples.tutorials.mnist.input_data.DataSet',
  Optimizer: 'train.Optimizer',
}

/** `sess.run(y, feed_dict={x: 3})`: pairs. */
function runArguments(on: Expressions, args: readonly Argument[], scope: Scope): string[] {
  const fed = (value: Expression): string => {
    if (value.kind !== 'dict' || !value.entries.every(entry => entry.key !== null)) return on.text(value, scope)
    const pairs = value.entries.map(
      entry => `[${on.text(entry.key as Expression, scope)}, ${libraryValue(on, entry.value, scope)}]`,
    )
    return `[${pairs.join(', ')}]`
  }
  const texts: string[] = []
  const keywords: string[] = []
  for (const [i, argument] of args.entries()) {
    if (argument.kind === 'positional')
      texts.push(
        i === 0
          ? argument.value.kind === 'dict'
            ? fed(argument.value)
            : libraryValue(on, argument.value, scope)
          : fed(argument.value),
      )
    else if (argument.kind === 'keyword') {
      if (argument.name === 'fetches') texts.unshift(libraryValue(on, argument.value, scope))
      else {
        const text = argument.name === 'feed_dict' ? fed(argument.value) : on.text(argument.value, scope)
        keywords.push(text === argument.name ? text : `${argument.name}: ${text}`)
      }
    } else if (argument.kind === 'spread') texts.push(`...${on.iterable(argument.value, scope).text}`)
    else keywords.push(`...${on.translation.py('options')}(${on.text(argument.value, scope)})`)
  }
  if (keywords.length > 0) texts.push(`{ ${keywords.join(', ')} }`)
  return texts
}

/** The method of the program's classes that has this name, if they agree on its parameters. */
function onlyMethod(on: Expressions, name: string): FunctionInfo | undefined {
  const found = [...on.translation.scan.classes.values()].flatMap(info => info.methods.get(name) ?? [])
  const [first] = found
  if (!first) return undefined
  const names = (info: FunctionInfo): string =>
    info.definition.parameters.map(parameter => `${parameter.kind}${parameter.name}`).join()
  return found.every(info => names(info) === names(first)) ? first : undefined
}
const ownClassesHave = (on: Expressions, name: string): boolean =>
  [...on.translation.scan.classes.values()].some(info => info.methods.has(name))

const pythonMethod = (
  on: Expressions,
  object: Expression,
  name: string,
  args: readonly Argument[],
  scope: Scope,
): Text =>
  called(
    `${on.translation.py('method')}(${on.text(object, scope)}, ${quote(name)})(${argumentTexts(on, args, scope).join(', ')})`,
  )

function textMethod(
  on: Expressions,
  object: Expression,
  name: string,
  values: readonly Expression[],
  scope: Scope,
): Text | undefined {
  const at = on.text(object, scope, STRENGTH.call)
  const texts = values.map(value => on.text(value, scope))
  const types = values.map(value => on.translation.typeOf(value, scope))
  const [first, second] = values
  switch (name) {
    case 'strip':
      return values.length === 0 ? called(`${at}.trim()`) : undefined
    case 'lower':
    case 'upper':
      return called(`${at}.to${name === 'lower' ? 'Lower' : 'Upper'}Case()`)
    case 'startswith':
    case 'endswith':
      return values.length === 1 && isText(types[0] as Type)
        ? called(`${at}.${name === 'startswith' ? 'startsWith' : 'endsWith'}(${texts[0]})`)
        : undefined
    case 'split':
      return values.length === 1 && first?.kind === 'constant' && typeof first.value === 'string' && first.value !== ''
        ? called(`${at}.split(${texts[0]})`)
        : undefined
    case 'replace':
      return values.length === 2 &&
        second?.kind === 'constant' &&
        !String(second.value).includes('$') &&
        isText(types[0] as Type)
        ? called(`${at}.replaceAll(${texts.join(', ')})`)
        : undefined
    case 'find':
      return values.length === 1 && isText(types[0] as Type) ? called(`${at}.indexOf(${texts[0]})`) : undefined
    case 'join': {
      const type = types[0]
      if (values.length !== 1 || !type || type.kind !== 'list' || type.nullable || !isText(type.item)) return undefined
      return called(`${on.text(first as Expression, scope, STRENGTH.call)}.join(${at})`)
    }
    default:
      return undefined
  }
}

function listMethod(
  on: Expressions,
  object: Expression,
  name: string,
  values: readonly Expression[],
  scope: Scope,
): Text | undefined {
  const at = on.text(object, scope, STRENGTH.call)
  const texts = values.map(value => on.text(value, scope))
  switch (name) {
    case 'append':
      return values.length === 1 ? called(`${at}.push(${texts[0]})`) : undefined
    case 'extend':
      return values.length === 1
        ? called(`${at}.push(...${on.iterable(values[0] as Expression, scope).text})`)
        : undefined
    case 'reverse':
      return values.length === 0 ? called(`${at}.reverse()`) : undefined
    default:
      return undefined
  }
}

function dictMethod(
  on: Expressions,
  object: Expression,
  name: string,
  values: readonly Expression[],
  scope: Scope,
): Text | undefined {
  const at = on.text(object, scope, STRENGTH.call)
  switch (name) {
    case 'keys':
    case 'values':
      return values.length === 0 ? primary(`[...${at}.${name}()]`) : undefined
    case 'itervalues':
    case 'iterkeys':
      return values.length === 0 ? primary(`[...${at}.${name.slice(4)}()]`) : undefined
    case 'has_key':
      return values.length === 1 ? called(`${at}.has(${on.text(values[0] as Expression, scope)})`) : undefined
    default:
      return undefined
  }
}

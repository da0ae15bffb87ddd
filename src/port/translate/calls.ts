/** Calls: of tf0 with options as a last object, of the program's own functions by position, of Python's built-in functions. */
import type { Argument, Expression } from '../../python/syntax/ast.ts'
import { builtinCall } from './builtin_calls.ts'
import type { Expressions } from './expressions.ts'
import { strFormatText } from './formatting.ts'
import { isStatic, superMethod } from './inference.ts'
import { elementOfType } from './library_types.ts'
import { methodCall } from './method_calls.ts'
import type { Scope } from './scopes.ts'
import { called, inside, isIdentifier, keyText, memberName, primary, quote, STRENGTH, type Text } from './text.ts'
import { parametersAfterSelf } from './translation.ts'
import { type FunctionInfo, isArrayLike, type Type } from './types.ts'

export type Call = Extract<Expression, { kind: 'call' }>

/** Functions of tf that make tensors of Python's numbers: a whole one is an int there. */
const OF_VALUES = new Set(
  'constant Variable convert_to_tensor pack stack fill identity square add mul sub multiply subtract div divide pow maximum minimum reduce_sum reduce_mean reduce_max reduce_min reduce_prod concat cast abs neg negative mod argmax placeholder_with_default assign squared_difference equal less greater tile map_fn while_loop to_float'.split(
    ' ',
  ),
)
const NP_OF_VALUES = /^(array|asarray|asanyarray|full|dot|sum|prod|max|min|concatenate|vstack|hstack|stack|reshape|tile|repeat|append|unique|sort|cumsum|outer|diag|atleast_2d)$/

export function callText(on: Expressions, expression: Call, scope: Scope): Text {
  const { translation } = on
  const { callee, args } = expression
  const parent = superMethod(callee)
  if (parent !== null) return superCall(on, parent, args, scope)
  const type = translation.inference.calleeType(callee, scope)
  switch (type.kind) {
    case 'function': {
      const inherited = baseCall(on, callee, type.info, args, scope)
      if (inherited) return inherited
      if (type.info.owner && callee.kind === 'attribute' && translation.inference.calleeType(callee.object, scope).kind === 'class' && !isStatic(type.info) && args.length > 0)
        break
      return ownCall(on, on.write(callee, scope), type.info, args, scope)
    }
    case 'class': {
      const init = translation.inference.classMember(type.info, '__init__')
      const name = on.write(callee, scope)
      const made = { ...name, text: `new ${inside(name, STRENGTH.call)}` }
      if (init?.kind === 'function') return ownCall(on, made, init.info, args, scope)
      return called(`${made.text}(${argumentTexts(on, args, scope).join(', ')})`)
    }
    case 'instance': {
      const method = translation.inference.classMember(type.info, '__call__')
      if (method?.kind === 'function') return ownCall(on, called(`${on.text(callee, scope, STRENGTH.call)}.call`), method.info, args, scope)
      break
    }
    case 'library':
      if (type.root === 'python') return pythonCall(on, expression, type.path, scope)
      return libraryCall(on, type.root, type.path, expression, scope)
  }
  if (callee.kind === 'attribute') return methodCall(on, expression as Call & { callee: typeof callee }, scope)
  return unknownCall(on, expression, type, scope)
}

/** A call of something of which nobody knows whether JavaScript can call it: cells, models, functions in variables. */
function unknownCall(on: Expressions, { callee, args }: Call, type: Type, scope: Scope): Text {
  const texts = argumentTexts(on, args, scope)
  const known = type.kind === 'python' || callee.kind === 'lambda'
  if (known) return called(`${on.text(callee, scope, STRENGTH.call)}(${texts.join(', ')})`)
  return called(`${on.translation.py('call')}(${[on.text(callee, scope), ...texts].join(', ')})`)
}

function superCall(on: Expressions, name: string, args: readonly Argument[], scope: Scope): Text {
  const base = scope.owner?.base
  const method = base ? on.translation.inference.classMember(base, name) : undefined
  const target = name === '__init__' ? 'super' : `super.${memberName(methodName(name))}`
  if (name === '__init__' && !base && !scope.owner?.foreign) return primary('super()')
  if (name === '__init__' && !base && objectBase(scope.owner?.foreign)) return primary('super()')
  if (method?.kind === 'function') return ownCall(on, called(target), method.info, args, scope)
  return called(`${target}(${argumentTexts(on, args, scope).join(', ')})`)
}
export const objectBase = (type: Type | null | undefined): boolean =>
  type === null || type === undefined || (type.kind === 'library' && type.root === 'python' && type.path === 'builtins.object')

/** `Base.__init__(self, …)` and `Base.method(self, …)` in a class that extends Base. */
function baseCall(on: Expressions, callee: Expression, info: FunctionInfo, args: readonly Argument[], scope: Scope): Text | undefined {
  if (callee.kind !== 'attribute' || !info.owner || isStatic(info)) return undefined
  const object = on.translation.inference.calleeType(callee.object, scope)
  const [self, ...rest] = args
  if (object.kind !== 'class' || self?.kind !== 'positional' || self.value.kind !== 'name' || on.write(self.value, scope).text !== 'this') return undefined
  let inherits = false
  for (let at = scope.owner?.base ?? null, i = 0; at && i < 20; at = at.base, i++) inherits ||= at === object.info
  if (!inherits) return undefined
  const target = callee.name === '__init__' ? 'super' : `super.${memberName(methodName(callee.name))}`
  return ownCall(on, called(target), info, rest, scope)
}

/** Special methods that have a name of JavaScript's or tf0's. */
export const methodName = (name: string): string => (name === '__call__' ? 'call' : name)

/** The arguments of a call in the order of the parameters; keywords find their places. */
export function ownCall(on: Expressions, callee: Text, info: FunctionInfo, args: readonly Argument[], scope: Scope): Text {
  const { translation } = on
  const parameters = parametersAfterSelf(info)
  const target = inside(callee, STRENGTH.call)
  if (args.some(argument => argument.kind === 'spread' || argument.kind === 'spread_keywords')) {
    const onlyRest = args.every(argument => argument.kind === 'positional' || argument.kind === 'spread')
    const texts = argumentTexts(on, args, scope)
    const untyped = target.startsWith('new ') ? `new (${target.slice(4)} as any)` : `(${target} as any)`
    if (onlyRest && parameters.every(parameter => parameter.kind === 'positional' || parameter.kind === 'args'))
      return called(`${target === 'super' || target.startsWith('super.') ? target : untyped}(${texts.join(', ')})`)
    const names = parameters.filter(parameter => parameter.kind === 'positional' || parameter.kind === 'keyword_only').map(parameter => quote(parameter.name))
    const positional = args.flatMap(argument => (argument.kind === 'positional' ? [on.text(argument.value, scope)] : argument.kind === 'spread' ? [`...${on.iterable(argument.value, scope).text}`] : []))
    const keywords = args.flatMap(argument =>
      argument.kind === 'keyword' ? [`${keyText(argument.name)}: ${on.text(argument.value, scope)}`] : argument.kind === 'spread_keywords' ? [`...${translation.py('options')}(${on.text(argument.value, scope)})`] : [],
    )
    if (parameters.at(-1)?.kind === 'keywords' && parameters.length - 1 <= positional.length) return called(`${untyped}(${[...positional, `{ ${keywords.join(', ')} }`].join(', ')})`)
    return called(`${untyped}(...${translation.py('bind')}([${names.join(', ')}], [${positional.join(', ')}], { ${keywords.join(', ')} }))`)
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
    const place = parameters.findIndex(parameter => parameter.name === name && (parameter.kind === 'positional' || parameter.kind === 'keyword_only'))
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

/** Arguments as written, keywords as an object at the end. */
export function argumentTexts(on: Expressions, args: readonly Argument[], scope: Scope, write = (value: Expression): string => on.text(value, scope)): string[] {
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

function libraryCall(on: Expressions, root: 'tf' | 'np', path: string, { callee, args }: Call, scope: Scope): Text {
  const { translation } = on
  const { names } = translation.inference
  const target = on.isImported(callee, scope) ? on.library(root, path, callee.kind === 'attribute' ? callee.name : path) : called(on.text(callee, scope, STRENGTH.call))
  if (root === 'tf' && path === 'app.run' && args.length === 0 && scope.module.bindings.has('main')) return called(`${target.text}(main)`)
  const types = args.map(argument => translation.typeOf(argument.value, scope))
  const name = path.split('.').at(-1) as string
  const wholes = (root === 'tf' && OF_VALUES.has(name)) || (root === 'np' && NP_OF_VALUES.test(path))
  const meets = types.some(isArrayLike)
  const typed = args.some(argument => argument.kind === 'keyword' && argument.name === 'dtype')
  const whole = root === 'tf' ? 'int32' : 'int64'
  let dtype: string | undefined
  const write = (value: Expression): string => {
    const type = translation.typeOf(value, scope)
    const text = libraryValue(on, value, scope)
    if (!wholes || typed || meets || elementOfType(type) !== 'int' || type.nullable) return text
    const isFirst = args[0]?.value === value
    if (type.kind === 'int') return isFirst || name === 'fill' || name === 'map_fn' || (root === 'tf' && !/^(reduce_\w+|argmax|concat|tile|cast)$/.test(name)) ? `${translation.tfName('int')}(${text})` : text
    if (!isFirst || (type.kind !== 'list' && type.kind !== 'tuple')) return text
    if (/^(constant|convert_to_tensor|Variable|array|asarray|asanyarray)$/.test(name) && !hasDtype(path, args)) {
      dtype = root === 'tf' ? translation.tfName(whole) : translation.npName(whole)
      return text
    }
    return /^(reduce_\w+|concat)$/.test(name) ? `${root === 'tf' ? translation.tfName('constant') : translation.npName('array')}(${text}, { dtype: ${root === 'tf' ? translation.tfName(whole) : translation.npName(whole)} })` : text
  }
  const texts = argumentTexts(on, args, scope, write)
  if (dtype !== undefined) {
    const last = texts.at(-1)
    if (args.at(-1)?.kind === 'keyword' && last) texts[texts.length - 1] = last.replace(/ \}$/, `, dtype: ${dtype} }`)
    else texts.push(`{ dtype: ${dtype} }`)
  }
  const make = names.isClass(root, path) ? 'new ' : ''
  return called(`${make}${target.text}(${texts.join(', ')})`)
}
/** Whether a dtype is given by position. */
const hasDtype = (path: string, args: readonly Argument[]): boolean =>
  path === 'Variable' ? false : args.length > 1 && args[1]?.kind === 'positional'

const MATH_FUNCTIONS = new Set('sqrt exp log sin cos tan tanh atan atan2 asin acos sinh cosh log10 log2'.split(' '))

/** A function of Python's library, built-in ones included. */
function pythonCall(on: Expressions, expression: Call, path: string, scope: Scope): Text {
  const { translation } = on
  const { callee, args } = expression
  if (path.startsWith('builtins.')) return builtinCall(on, path.slice('builtins.'.length), expression, scope)
  const name = path.split('.').at(-1) as string
  const numeric = args.every(argument => argument.kind === 'positional' && /^(int|float)$/.test(translation.typeOf(argument.value, scope).kind))
  if (path === `math.${name}` && numeric) {
    const texts = args.map(argument => on.text(argument.value, scope)).join(', ')
    if (MATH_FUNCTIONS.has(name) && !(name === 'log' && args.length > 1)) return called(`Math.${name}(${texts})`)
    if (/^(floor|ceil)$/.test(name)) return called(`Math.${name}(${texts})`)
    if (name === 'fabs') return called(`Math.abs(${texts})`)
  }
  if (path === 'sys.exit') return called(`${translation.py('exit')}(${argumentTexts(on, args, scope).join(', ')})`)
  return called(`${on.text(callee, scope, STRENGTH.call)}(${argumentTexts(on, args, scope).join(', ')})`)
}

export { isIdentifier, strFormatText }

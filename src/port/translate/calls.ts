/** Calls: of tf0 with options as a last object, of the program's own functions by position, of Python's built-in functions. */
import type { Argument, Expression } from '../../python/syntax/ast.ts'
import { argumentTexts, type Call, libraryValue, methodName, ownCall, placed } from './arguments.ts'
import { builtinCall } from './builtin_calls.ts'
import type { Expressions } from './expressions.ts'
import { elementOfDtype, elementOfType } from './library_types.ts'
import { methodCall } from './method_calls.ts'
import type { Scope } from './scopes.ts'
import { called, inside, memberName, primary, STRENGTH, type Text } from './text.ts'
import { isStatic, superMethod } from './type_rules.ts'
import { type FunctionInfo, isArrayLike, type Type } from './types.ts'

/** Functions of tf that make tensors of Python's numbers: a whole one is an int there. */
const OF_VALUES = new Set(
  'constant Variable convert_to_tensor pack stack fill identity square add mul sub multiply subtract div divide pow maximum minimum reduce_sum reduce_mean reduce_max reduce_min reduce_prod concat cast abs neg negative mod argmax placeholder_with_default assign squared_difference equal less greater tile map_fn while_loop to_float'.split(
    ' ',
  ),
)
/** Their keywords that are values; others are axes, shapes and sizes. */
const VALUE_KEYWORDS = new Set(
  'value values initial_value x y a b input tensor tensors elems initializer delta input_tensor loop_vars object arrays'.split(
    ' ',
  ),
)
const NP_OF_VALUES =
  /^(array|asarray|asanyarray|full|dot|sum|prod|max|min|concatenate|vstack|hstack|stack|reshape|tile|repeat|append|unique|sort|cumsum|outer|diag|atleast_2d)$/

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
      if (
        type.info.owner &&
        callee.kind === 'attribute' &&
        translation.inference.calleeType(callee.object, scope).kind === 'class' &&
        !isStatic(type.info) &&
        args.length > 0
      )
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
      if (method?.kind === 'function')
        return ownCall(on, called(`${on.text(callee, scope, STRENGTH.call)}.call`), method.info, args, scope)
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
  const candidate = callee.kind === 'name' ? sameNamed(on, callee.name, callee.line, scope) : undefined
  if (candidate) return ownCall(on, on.write(callee, scope), candidate, args, scope)
  return called(`${on.translation.py('call')}(${[on.text(callee, scope), ...texts].join(', ')})`)
}

/** The function of a name that was given more than once: the last before the call, or the last of all for a call inside of a function. */
function sameNamed(on: Expressions, name: string, line: number, scope: Scope): FunctionInfo | undefined {
  const binding = scope.resolve(name)
  if (binding?.kind !== 'function') return undefined
  let found: FunctionInfo | undefined
  for (const [definition, info] of on.translation.scan.functions as ReadonlyMap<{ line: number }, FunctionInfo>) {
    const before = scope.body !== binding.scope || definition.line < line
    if (info.name === name && info.scope.parent === binding.scope && before) found = info
  }
  return found
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
  type === null ||
  type === undefined ||
  (type.kind === 'library' && type.root === 'python' && type.path === 'builtins.object')

/** `Base.__init__(self, …)` and `Base.method(self, …)` in a class that extends Base. */
function baseCall(
  on: Expressions,
  callee: Expression,
  info: FunctionInfo,
  args: readonly Argument[],
  scope: Scope,
): Text | undefined {
  if (callee.kind !== 'attribute' || !info.owner || isStatic(info)) return undefined
  const object = on.translation.inference.calleeType(callee.object, scope)
  const [self, ...rest] = args
  if (
    object.kind !== 'class' ||
    self?.kind !== 'positional' ||
    self.value.kind !== 'name' ||
    on.write(self.value, scope).text !== 'this'
  )
    return undefined
  let inherits = false
  for (let at = scope.owner?.base ?? null, i = 0; at && i < 20; at = at.base, i++) inherits ||= at === object.info
  if (!inherits) return undefined
  const target = callee.name === '__init__' ? 'super' : `super.${memberName(methodName(callee.name))}`
  return ownCall(on, called(target), info, rest, scope)
}

function libraryCall(on: Expressions, root: 'tf' | 'np', path: string, call: Call, scope: Scope): Text {
  const { translation } = on
  const { names } = translation.inference
  const { callee } = call
  const args = root === 'tf' ? placed(names.positionsOf(path), call.args) : call.args
  const target = on.isImported(callee, scope)
    ? on.library(root, path, callee.kind === 'attribute' ? callee.name : path)
    : called(on.text(callee, scope, STRENGTH.call))
  if (root === 'tf' && path === 'app.run' && args.length === 0 && scope.module.bindings.has('main'))
    return called(`${target.text}(main)`)
  const types = args.map(argument => translation.typeOf(argument.value, scope))
  const name = path.split('.').at(-1) as string
  const wholes = (root === 'tf' && OF_VALUES.has(name)) || (root === 'np' && NP_OF_VALUES.test(path))
  const meets = types.some(isArrayLike)
  const typed = args.some(argument => argument.kind === 'keyword' && argument.name === 'dtype')
  const whole = root === 'tf' ? 'int32' : 'int64'
  let dtype: string | undefined
  const plain = new Set(
    args.flatMap(one => (one.kind === 'keyword' && !VALUE_KEYWORDS.has(one.name) ? [one.value] : [])),
  )
  const write = (value: Expression): string => {
    const type = translation.typeOf(value, scope)
    if (
      root === 'np' &&
      (value.kind === 'list' || value.kind === 'tuple') &&
      value.items.some(item => isArrayLike(translation.typeOf(item, scope)))
    )
      return `[${value.items.map(item => (translation.typeOf(item, scope).kind === 'list' && elementOfType(translation.typeOf(item, scope)) === 'int' ? `${translation.npName('array')}(${libraryValue(on, item, scope)}, { dtype: ${translation.npName('int64')} })` : libraryValue(on, item, scope))).join(', ')}]`
    const text = libraryValue(on, value, scope)
    if (!wholes || plain.has(value) || typed || meets || elementOfType(type) !== 'int' || type.nullable) return text
    const isFirst = args[0]?.value === value
    if (type.kind === 'int')
      return isFirst ||
        name === 'fill' ||
        name === 'map_fn' ||
        (root === 'tf' && !/^(reduce_\w+|argmax|concat|tile|cast|pack|stack)$/.test(name))
        ? `${translation.tfName('int')}(${text})`
        : text
    if (!isFirst || (type.kind !== 'list' && type.kind !== 'tuple')) return text
    if (/^(constant|convert_to_tensor|Variable|array|asarray|asanyarray)$/.test(name) && !hasDtype(path, args)) {
      dtype = root === 'tf' ? translation.tfName(whole) : translation.npName(whole)
      return text
    }
    return /^(reduce_\w+|concat)$/.test(name)
      ? `${root === 'tf' ? translation.tfName('constant') : translation.npName('array')}(${text}, { dtype: ${root === 'tf' ? translation.tfName(whole) : translation.npName(whole)} })`
      : text
  }
  const texts = argumentTexts(on, args, scope, write)
  if (dtype !== undefined) {
    const last = texts.at(-1)
    if (args.at(-1)?.kind === 'keyword' && last) texts[texts.length - 1] = last.replace(/ \}$/, `, dtype: ${dtype} }`)
    else texts.push(`{ dtype: ${dtype} }`)
  }
  // dtypes make scalars and arrays of their kind
  if (root === 'np' && elementOfDtype(path) !== null && !names.isFunction('np', path))
    return called(`${translation.py('module')}('numpy').${path}(${texts.join(', ')})`)
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
  const numeric = args.every(
    argument => argument.kind === 'positional' && /^(int|float)$/.test(translation.typeOf(argument.value, scope).kind),
  )
  if (path === `math.${name}` && numeric) {
    const texts = args.map(argument => on.text(argument.value, scope)).join(', ')
    if (MATH_FUNCTIONS.has(name) && !(name === 'log' && args.length > 1)) return called(`Math.${name}(${texts})`)
    if (/^(floor|ceil)$/.test(name)) return called(`Math.${name}(${texts})`)
    if (name === 'fabs') return called(`Math.abs(${texts})`)
  }
  if (path === 'sys.exit') return called(`${translation.py('exit')}(${argumentTexts(on, args, scope).join(', ')})`)
  return called(`${on.text(callee, scope, STRENGTH.call)}(${argumentTexts(on, args, scope).join(', ')})`)
}

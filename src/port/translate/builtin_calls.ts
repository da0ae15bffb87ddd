/** Calls of Python's built-in functions. */
import type { Expression } from '../../python/syntax/ast.ts'
import { argumentTexts, type Call } from './arguments.ts'
import type { Expressions } from './expressions.ts'
import { printText, shownArgument } from './formatting.ts'
import type { Scope } from './scopes.ts'
import { called, inside, primary, quote, STRENGTH, strong, type Text } from './text.ts'
import { isArrayLike, isNumber, type Type } from './types.ts'

const HELPERS = new Set(
  'all any enumerate filter getattr hasattr iter list map next range reversed round set setattr sorted sum zip dict isinstance type max min abs int float bool len str repr'.split(
    ' ',
  ),
)

const surely = (type: Type, ...kinds: readonly string[]): boolean => !type.nullable && kinds.includes(type.kind)

export function builtinCall(on: Expressions, name: string, expression: Call, scope: Scope): Text {
  const { translation } = on
  const { args } = expression
  const values = args.flatMap(argument => (argument.kind === 'positional' ? [argument.value] : []))
  const plain = values.length === args.length
  const [first] = values
  const type = first ? translation.typeOf(first, scope) : undefined
  const one = plain && values.length === 1 && first !== undefined && type !== undefined
  const helper = (): Text => called(`${translation.py(name)}(${argumentTexts(on, args, scope).join(', ')})`)
  switch (name) {
    case 'print':
      return called(printCall(on, expression, scope))
    case 'len':
      if (one && surely(type, 'list', 'str', 'tuple'))
        return called(`${inside(lengthOwner(on, first, scope), STRENGTH.call)}.length`)
      if (one && surely(type, 'array')) return called(`${on.text(first, scope, STRENGTH.call)}.length`)
      if (one && surely(type, 'dict', 'set')) return called(`${on.text(first, scope, STRENGTH.call)}.size`)
      return helper()
    case 'int':
    case 'long':
      if (one && surely(type, 'int')) return on.write(first, scope)
      if (one && surely(type, 'float')) return called(`Math.trunc(${on.text(first, scope)})`)
      return called(`${translation.py('int')}(${argumentTexts(on, args, scope).join(', ')})`)
    case 'float':
      if (one && surely(type, 'int', 'float')) return on.write(first, scope)
      return helper()
    case 'str':
    case 'unicode':
      if (!one) break
      if (surely(type, 'str')) return on.write(first, scope)
      if (surely(type, 'int')) return called(`String(${on.text(first, scope)})`)
      return called(`${translation.py('str')}(${shownArgument(on, first, scope)})`)
    case 'repr':
      if (one) return called(`${translation.py('repr')}(${shownArgument(on, first, scope)})`)
      break
    case 'bool':
      if (one && surely(type, 'bool')) return on.write(first, scope)
      return helper()
    case 'abs':
      if (one && surely(type, 'int', 'float')) return called(`Math.abs(${on.text(first, scope)})`)
      if (one && isArrayLike(type) && !type.nullable) return called(`${on.text(first, scope, STRENGTH.call)}.abs()`)
      return helper()
    case 'max':
    case 'min':
      if (plain && values.length > 1 && values.every(value => surely(translation.typeOf(value, scope), 'int', 'float')))
        return called(`Math.${name}(${on.items(values, scope)})`)
      return helper()
    case 'pow':
      if (plain && values.length === 2 && values.every(value => isNumber(translation.typeOf(value, scope))))
        return called(`Math.pow(${on.items(values, scope)})`)
      break
    case 'xrange':
      return called(`${translation.py('range')}(${argumentTexts(on, args, scope).join(', ')})`)
    case 'tuple':
      return called(one ? `${translation.py('to_tuple')}(${on.text(first, scope)})` : `${translation.py('tuple')}()`)
    case 'list':
      if (args.length === 0) return primary('[]')
      if (one && !type.nullable && surely(type, 'list', 'iterator', 'tuple', 'str', 'set') && first.kind !== 'call')
        return primary(`[...${on.text(first, scope, STRENGTH.call)}]`)
      return helper()
    case 'dict': {
      if (args.length > 0 && args.every(argument => argument.kind === 'keyword'))
        return called(`${translation.py('dict')}(${argumentTexts(on, args, scope).join(', ')})`)
      return helper()
    }
    case 'isinstance':
      return isinstanceText(on, values, scope) ?? helper()
    case 'set':
    case 'sorted':
    case 'sum':
    case 'any':
    case 'all':
    case 'enumerate':
    case 'zip':
      return helper()
    case 'getattr':
      return helper()
    case 'exit':
    case 'quit':
      return called(`${translation.py('exit')}(${argumentTexts(on, args, scope).join(', ')})`)
  }
  if (HELPERS.has(name)) return helper()
  if (/(Error|Exception|Exit|Interrupt|Iteration|Warning)$/.test(name))
    return called(
      `${translation.py('error')}(${[on.builtin(name).text, ...argumentTexts(on, args, scope)].join(', ')})`,
    )
  if (/^(globals|locals|eval|exec|execfile|vars|compile|reload|__import__)$/.test(name)) {
    translation.todo(`${name}() needs Python`)
    return called(`${translation.py('missing')}(${quote(`${name}()`)})`)
  }
  return called(`${on.builtin(name).text}(${argumentTexts(on, args, scope).join(', ')})`)
}

/** `py.range(n).length` is not what a reader wants, but lists are. */
const lengthOwner = (on: Expressions, value: Expression, scope: Scope): Text => on.write(value, scope)

function isinstanceText(on: Expressions, [value, type]: readonly Expression[], scope: Scope): Text | undefined {
  if (!value || !type) return undefined
  const known = on.translation.inference.calleeType(type, scope)
  const isClass =
    known.kind === 'class' ||
    (known.kind === 'library' &&
      known.root !== 'python' &&
      on.translation.inference.names.isClass(known.root, known.path))
  if (!isClass) return undefined
  return strong(
    `${on.text(value, scope, STRENGTH.relational + 1)} instanceof ${on.text(type, scope, STRENGTH.call)}`,
    STRENGTH.relational,
  )
}

/** `print(a, b, sep=…, end=…, file=…)`. */
function printCall(on: Expressions, { args }: Call, scope: Scope): string {
  const values: Expression[] = []
  const options: { sep?: string; end?: string; file?: string } = {}
  for (const argument of args) {
    if (argument.kind === 'positional') values.push(argument.value)
    else if (argument.kind === 'spread')
      values.push({ kind: 'starred', value: argument.value, line: argument.value.line })
    else if (argument.kind === 'keyword' && /^(sep|end|file)$/.test(argument.name))
      options[argument.name as 'sep'] = on.text(argument.value, scope)
    else if (argument.kind === 'keyword' && argument.name !== 'flush')
      on.translation.todo(`print has no ${argument.name}`)
  }
  return printText(on, values, options, scope)
}

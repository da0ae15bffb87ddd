/** What methods give, and the types of arguments. */
import type { Argument, Expression } from '../../python/syntax/ast.ts'
import type { Inference } from './inference.ts'
import { arrayMethod, type CallTypes, elementOfDtype, stringMethod, tfMethodResult } from './library_types.ts'
import type { Scope } from './scopes.ts'
import { BOOL, type ElementKind, INT, join, list, NEVER, NONE, type Type, tensor, UNKNOWN } from './types.ts'

/** What a method gives; lists and dicts learn what is put into them. */
export function methodType(
  on: Inference,
  object: Type,
  callee: Extract<Expression, { kind: 'attribute' }>,
  call: CallTypes,
  scope: Scope,
): Type {
  const { name } = callee
  const [first = NEVER] = call.positional
  switch (object.kind) {
    case 'array':
      return arrayMethod(object.element, name, call)
    case 'str':
      return stringMethod(name)
    case 'list':
      if (name === 'append') on.assign(callee.object, list(first), scope)
      if (name === 'extend') on.assign(callee.object, list(on.itemOf(first)), scope)
      if (name === 'insert') on.assign(callee.object, list(call.positional[1] ?? UNKNOWN), scope)
      if (name === 'pop') return object.item
      if (name === 'index' || name === 'count') return INT
      return name === 'copy' ? object : NONE
    case 'dict':
      if (name === 'keys') return list(object.key)
      if (name === 'values' || name === 'itervalues') return list(object.value)
      if (name === 'items' || name === 'iteritems') return list({ kind: 'tuple', items: [object.key, object.value] })
      if (name === 'get') return join(object.value, call.positional[1] ?? NONE)
      if (name === 'update') on.assign(callee.object, { kind: 'dict', key: UNKNOWN, value: UNKNOWN }, scope)
      if (name === 'setdefault')
        on.assign(callee.object, { kind: 'dict', key: first, value: call.positional[1] ?? NONE }, scope)
      if (name === 'has_key') return BOOL
      return name === 'pop' || name === 'setdefault' ? object.value : name === 'copy' ? object : UNKNOWN
    case 'set':
      if (name === 'add') on.assign(callee.object, { kind: 'set', item: first }, scope)
      return UNKNOWN
    case 'tensor':
      if (name === 'get_shape') return { kind: 'object', path: 'TensorShape' }
      if (name === 'eval') return tfMethodResult('Session', 'run', [object])
      if (/^(assign|assign_add|assign_sub|value|initialized_value|read_value)$/.test(name))
        return tensor(object.element, object.rank)
      return UNKNOWN
    case 'object':
      return tfMethodResult(object.path, name, call.positional)
    default:
      return object.kind === 'never' ? NEVER : UNKNOWN
  }
}

/** The types of arguments, as tables of results ask for them. */
export function callTypesOf(on: Inference, args: readonly Argument[], scope: Scope, version: 2 | 3): CallTypes {
  const positional: Type[] = []
  const keywords = new Map<string, Type>()
  const values: Expression[] = []
  const named = new Map<string, Expression>()
  for (const argument of args) {
    const type = on.typeOf(argument.value, scope)
    if (argument.kind === 'positional') {
      positional.push(type)
      values.push(argument.value)
    } else if (argument.kind === 'keyword') {
      keywords.set(argument.name, type)
      named.set(argument.name, argument.value)
    } else positional.push(UNKNOWN)
  }
  const at = (position: number, keyword: string): Expression | undefined => named.get(keyword) ?? values[position]
  return {
    positional,
    keywords,
    version,
    rankOf: (position, keyword) => {
      const value = at(position, keyword)
      if (value?.kind === 'list' || value?.kind === 'tuple') return value.items.length > 0 ? 1 : 0
      const type = value && on.typeOf(value, scope)
      return type?.kind === 'tuple' ? (type.items.length > 0 ? 1 : 0) : null
    },
    elementOf: (position, keyword) => elementNamed(on, at(position, keyword), scope),
  }
}
function elementNamed(on: Inference, value: Expression | undefined, scope: Scope): ElementKind | null {
  if (!value) return null
  if (value.kind === 'constant' && typeof value.value === 'string') return elementOfDtype(value.value) ?? 'unknown'
  const type = on.typeOf(value, scope)
  if (type.kind === 'library') {
    const name = type.path.split('.').at(-1) as string
    return elementOfDtype(name) ?? 'unknown'
  }
  return type.kind === 'none' ? null : 'unknown'
}

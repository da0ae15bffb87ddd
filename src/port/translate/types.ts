/** The light types by which a program of Python is translated: what decides operators, iteration, indexing and printing. */
import type { Expression, FunctionDefinition, Statement } from '../../python/syntax/ast.ts'
import type { Scope } from './scopes.ts'

/** The kind of an array's or tensor's elements. */
export type ElementKind = 'int' | 'float' | 'bool' | 'str' | 'unknown'

export type FunctionStatement = Extract<Statement, { kind: 'function' }>
export type ClassStatement = Extract<Statement, { kind: 'class' }>
export type Lambda = Extract<Expression, { kind: 'lambda' }>

/** A function, method or lambda of the program. */
export interface FunctionInfo {
  readonly name: string
  readonly definition: Pick<FunctionDefinition, 'parameters'> & { readonly decorators?: readonly Expression[] }
  readonly body: readonly Statement[] | Expression
  readonly scope: Scope
  readonly owner: ClassInfo | null
  readonly generator: boolean
  returns: Type
  /** Whether it is used as a value, so that nobody knows what it is called with. */
  escapes: boolean
}

/** A class of the program. */
export interface ClassInfo {
  readonly name: string
  readonly statement: ClassStatement
  readonly scope: Scope
  readonly methods: Map<string, FunctionInfo>
  /** What is assigned to attributes of its objects. */
  readonly attributes: Map<string, Type>
  readonly members: Map<string, Type>
  base: ClassInfo | null
  /** The base that is not the program's, as a type. */
  foreign: Type | null
}

type Shape =
  | {
      readonly kind: 'unknown' | 'never' | 'int' | 'float' | 'bool' | 'str' | 'bytes' | 'none' | 'python' | 'operation'
    }
  | { readonly kind: 'list' | 'set' | 'iterator'; readonly item: Type }
  | { readonly kind: 'tuple'; readonly items: readonly Type[] }
  | { readonly kind: 'dict'; readonly key: Type; readonly value: Type }
  /** `rank`: 0 where it is known to be a scalar, 1 where it is known to be none. */
  | { readonly kind: 'array'; readonly element: ElementKind }
  /** A number or an array: what runs and reductions give. */
  | { readonly kind: 'result'; readonly element: ElementKind }
  | { readonly kind: 'tensor'; readonly element: ElementKind; readonly rank: 0 | 1 | null; readonly variable: boolean }
  | { readonly kind: 'function'; readonly info: FunctionInfo }
  | { readonly kind: 'class'; readonly info: ClassInfo }
  | { readonly kind: 'instance'; readonly info: ClassInfo }
  /** A module, function or class of a library: `tf.nn`, `np.random.rand`. */
  | { readonly kind: 'library'; readonly root: Library; readonly path: string }
  | { readonly kind: 'object'; readonly path: string }
  /** A module of the program, by its file. */
  | { readonly kind: 'own module'; readonly name: string }

export type Library = 'tf' | 'np' | 'python'
export type Type = Shape & { readonly nullable?: boolean }

export const UNKNOWN: Type = { kind: 'unknown' }
export const NEVER: Type = { kind: 'never' }
export const INT: Type = { kind: 'int' }
export const FLOAT: Type = { kind: 'float' }
export const BOOL: Type = { kind: 'bool' }
export const STR: Type = { kind: 'str' }
export const NONE: Type = { kind: 'none' }
export const PYTHON: Type = { kind: 'python' }
export const OPERATION: Type = { kind: 'operation' }

export const list = (item: Type): Type => ({ kind: 'list', item })
export const iterator = (item: Type): Type => ({ kind: 'iterator', item })
export const array = (element: ElementKind = 'unknown'): Type => ({ kind: 'array', element })
export const result = (element: ElementKind): Type => ({ kind: 'result', element })
export const tensor = (element: ElementKind = 'unknown', rank: 0 | 1 | null = null, variable = false): Type => ({
  kind: 'tensor',
  element,
  rank,
  variable,
})

export const isNumber = (type: Type): boolean => type.kind === 'int' || type.kind === 'float' || type.kind === 'bool'
/** Numbers, texts and truth values that JavaScript's own operators compare. */
export const isPlain = (type: Type): boolean => !type.nullable && (isNumber(type) || type.kind === 'str')
/** Surely a text. */
export const isText = (type: Type): boolean => type.kind === 'str' && !type.nullable
/** What has methods named after the operators. */
export const isArrayLike = (type: Type): boolean => type.kind === 'array' || type.kind === 'tensor'

const elementJoin = (a: ElementKind, b: ElementKind): ElementKind => (a === b ? a : 'unknown')

function sameShape(a: Type, b: Type): boolean {
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'function':
    case 'class':
    case 'instance':
      return a.info === (b as typeof a).info
    case 'library':
      return a.root === (b as typeof a).root && a.path === (b as typeof a).path
    case 'object':
      return a.path === (b as typeof a).path
    case 'own module':
      return a.name === (b as typeof a).name
    default:
      return true
  }
}

const MOST_LEVELS = 4

function joinShapes(a: Type, b: Type, depth: number): Type {
  if (a.kind === 'never') return b
  if (b.kind === 'never') return a
  if (a.kind === 'unknown' || b.kind === 'unknown' || depth > MOST_LEVELS) return UNKNOWN
  if (isNumber(a) && isNumber(b) && a.kind !== b.kind) {
    if (a.kind === 'bool' || b.kind === 'bool') return UNKNOWN
    return FLOAT
  }
  if (
    (a.kind === 'result' && isNumber(b)) ||
    (b.kind === 'result' && isNumber(a)) ||
    (a.kind === 'result' && b.kind === 'array') ||
    (a.kind === 'array' && b.kind === 'result')
  ) {
    const of = (type: Type): ElementKind =>
      type.kind === 'result' || type.kind === 'array' ? type.element : (type.kind as ElementKind)
    return result(elementJoin(of(a), of(b)))
  }
  if (!sameShape(a, b)) return UNKNOWN
  switch (a.kind) {
    case 'list':
    case 'set':
    case 'iterator':
      return { kind: a.kind, item: join(a.item, (b as typeof a).item, depth + 1) }
    case 'tuple': {
      const other = (b as typeof a).items
      if (other.length !== a.items.length) return UNKNOWN
      return { kind: 'tuple', items: a.items.map((item, i) => join(item, other[i] as Type, depth + 1)) }
    }
    case 'dict': {
      const other = b as typeof a
      return { kind: 'dict', key: join(a.key, other.key, depth + 1), value: join(a.value, other.value, depth + 1) }
    }
    case 'array':
      return array(elementJoin(a.element, (b as typeof a).element))
    case 'result':
      return result(elementJoin(a.element, (b as typeof a).element))
    case 'tensor': {
      const other = b as typeof a
      return tensor(
        elementJoin(a.element, other.element),
        a.rank === other.rank ? a.rank : null,
        a.variable && other.variable,
      )
    }
    default:
      return a
  }
}

/** What a name may be that is one or the other. None beside something else makes that nullable. */
export function join(a: Type, b: Type, depth = 0): Type {
  if (a === b) return a
  if (a.kind === 'none' && b.kind !== 'none') return b.kind === 'never' ? a : { ...b, nullable: true }
  if (b.kind === 'none' && a.kind !== 'none') return a.kind === 'never' ? b : { ...a, nullable: true }
  const joined = joinShapes(a, b, depth)
  return a.nullable || b.nullable ? { ...joined, nullable: true } : joined
}

/** Whether two types say the same, down to `depth`. */
export function sameType(a: Type, b: Type, depth = 0): boolean {
  if (a === b) return true
  if (!sameShape(a, b) || Boolean(a.nullable) !== Boolean(b.nullable)) return false
  if (depth > MOST_LEVELS) return true
  switch (a.kind) {
    case 'list':
    case 'set':
    case 'iterator':
      return sameType(a.item, (b as typeof a).item, depth + 1)
    case 'tuple': {
      const { items } = b as typeof a
      return items.length === a.items.length && a.items.every((item, i) => sameType(item, items[i] as Type, depth + 1))
    }
    case 'dict':
      return sameType(a.key, (b as typeof a).key, depth + 1) && sameType(a.value, (b as typeof a).value, depth + 1)
    case 'array':
    case 'result':
      return a.element === (b as typeof a).element
    case 'tensor': {
      const other = b as typeof a
      return a.element === other.element && a.rank === other.rank && a.variable === other.variable
    }
    default:
      return true
  }
}

/** Whether a float is somewhere in a value, so that printing must know it. */
export function holdsFloat(type: Type, depth = 0): boolean {
  if (depth > MOST_LEVELS) return false
  switch (type.kind) {
    case 'float':
      return true
    case 'result':
      return type.element === 'float'
    case 'list':
    case 'set':
    case 'iterator':
      return holdsFloat(type.item, depth + 1)
    case 'tuple':
      return type.items.some(item => holdsFloat(item, depth + 1))
    case 'dict':
      return holdsFloat(type.value, depth + 1) || holdsFloat(type.key, depth + 1)
    default:
      return false
  }
}

/** How TypeScript writes the type; `any` where nothing is known. */
export function written(type: Type, tf: string | null, depth = 0): string {
  if (type.nullable || depth > MOST_LEVELS) return 'any'
  switch (type.kind) {
    case 'int':
    case 'float':
      return 'number'
    case 'bool':
      return 'boolean'
    case 'str':
      return 'string'
    case 'list':
      return `${written(type.item, tf, depth + 1)}[]`
    case 'tensor':
      return tf === null || type.variable || depth > 0 ? 'any' : `${tf}.Tensor`
    case 'instance':
      return type.info.name
    default:
      return 'any'
  }
}

/** Parameters: `(x: number, axis: any = 0, ...rest: any[])`. */
import type { Parameter } from '../../python/syntax/ast.ts'
import type { Expressions } from './expressions.ts'
import type { Scope } from './scopes.ts'
import { safeName } from './text.ts'
import { hasPlainRest, parametersAfterSelf } from './translation.ts'
import type { FunctionInfo, Type } from './types.ts'

/** The parameters in brackets. Defaults are evaluated where the function is made, those that are more than constants by a name of their own. */
export function parametersText(on: Expressions, info: FunctionInfo, outer: Scope): string {
  const rest = hasPlainRest(info)
  const parts = parametersAfterSelf(info).map(parameter => {
    const name = safeName(parameter.name)
    const type = info.scope.bindings.get(parameter.name)?.type
    if (parameter.kind === 'args') return rest ? `...${name}: any[]` : `${name}: any[] = []`
    if (parameter.kind === 'keywords') return `${name}: Record<string, any> = {}`
    const written = type ? on.translation.written(annotated(type, parameter)) : 'any'
    if (parameter.default) return `${name}: ${written} = ${defaultText(on, info, parameter, outer)}`
    // a parameter without default behind one with: JavaScript has no such thing
    return `${name}: ${written}`
  })
  return `(${parts.join(', ')})`
}

/** Callers outside, in files that import this one, may give anything. */
const annotated = (type: Type, parameter: Parameter): Type =>
  parameter.unpack || type.kind === 'never' || type.kind === 'none' ? { kind: 'unknown' } : type

/** Defaults that are evaluated each time without a difference. */
const isConstant = (parameter: Parameter): boolean => {
  const value = parameter.default
  if (!value) return true
  if (value.kind === 'constant' || value.kind === 'name' || value.kind === 'attribute') return true
  return value.kind === 'unary' && value.operand.kind === 'constant'
}

/** The name that holds a default. */
export const defaultName = (info: FunctionInfo, parameter: Parameter): string =>
  safeName(`${info.owner ? `${info.owner.name}_` : ''}${info.name}_${parameter.name}`.replace(/__init__/, 'init'))

export const heldDefaults = (info: FunctionInfo): readonly Parameter[] =>
  info.name === 'lambda' ? [] : info.definition.parameters.filter(parameter => !isConstant(parameter))

function defaultText(on: Expressions, info: FunctionInfo, parameter: Parameter, outer: Scope): string {
  if (info.name !== 'lambda' && !isConstant(parameter)) return defaultName(info, parameter)
  return parameter.default ? on.text(parameter.default, outer) : 'undefined'
}

/** Calls → closures. */
import { TypeError } from '../../errors/python.ts'
import { callMethod } from '../objects/attributes.ts'
import { call } from '../objects/call.ts'
import { iterable } from '../objects/iteration.ts'
import { machine } from '../objects/machine.ts'
import { CALL, type Keywords } from '../objects/values/callable.ts'
import { PySuper } from '../objects/values/class.ts'
import { PyModule } from '../objects/values/module.ts'
import type { Expression } from '../syntax/ast.ts'
import type { Unit } from './context.ts'
import { compileDynamic } from './dynamic_code.ts'
import { runtimeErrors } from './errors.ts'
import { compileExpression } from './expressions.ts'
import type { Evaluate, Frame } from './frame.ts'
import { frameFunction } from './introspection.ts'
import type { Scope } from './scope.ts'

type CallExpression = Extract<Expression, { kind: 'call' }>

interface Arguments {
  readonly positional: (frame: Frame) => unknown[]
  readonly keywords: (frame: Frame) => Keywords
}

/** The arguments of a call or of a class statement. */
export function compileArguments(unit: Unit, scope: Scope, args: CallExpression['args']): Arguments {
  const positional = args
    .filter(argument => argument.kind === 'positional' || argument.kind === 'spread')
    .map(argument => ({ spread: argument.kind === 'spread', value: compileExpression(unit, scope, argument.value) }))
  const named = args
    .filter(argument => argument.kind === 'keyword' || argument.kind === 'spread_keywords')
    .map(argument => ({
      name: argument.kind === 'keyword' ? argument.name : null,
      value: compileExpression(unit, scope, argument.value),
    }))
  return {
    positional: frame => {
      const out: unknown[] = []
      for (const { spread, value } of positional) {
        if (spread) for (const item of iterable(value(frame))) out.push(item)
        else out.push(value(frame))
      }
      return out
    },
    keywords: frame => {
      if (named.length === 0) return null
      const out = new Map<string, unknown>()
      const add = (name: string, value: unknown): void => {
        if (out.has(name)) throw new TypeError(`got multiple values for keyword argument '${name}'`)
        out.set(name, value)
      }
      for (const { name, value } of named) {
        if (name !== null) add(name, value(frame))
        else for (const [key, item] of value(frame) as Map<unknown, unknown>) add(String(key), item)
      }
      return out
    },
  }
}

/** `super()` without arguments: the class that the method stands in, and its first argument. */
function superOf(frame: Frame): unknown {
  const { method } = frame
  if (!method?.home.type) throw new runtimeErrors.RuntimeError('super(): no arguments')
  return new PySuper(method.home.type, method.frame.slots[0])
}

/** Compiles a call. Errors point to the line of the call even where its arguments go over several lines. */
export function compileCall(unit: Unit, scope: Scope, expression: CallExpression): Evaluate {
  const { positional, keywords } = compileArguments(unit, scope, expression.args)
  const { callee, line } = expression
  if (callee.kind === 'name' && callee.name === 'super' && expression.args.length === 0) return superOf
  if (
    callee.kind === 'name' &&
    (callee.name === 'eval' || callee.name === 'exec') &&
    scope.resolve(callee.name).kind !== 'slot'
  )
    return compileDynamic(
      unit,
      scope,
      callee.name,
      expression.args.map(argument => argument.value),
    )
  if (callee.kind === 'name' && expression.args.length === 0) {
    const own = frameFunction(scope, callee.name)
    if (own) return own
  }
  if (callee.kind === 'attribute') {
    const object = compileExpression(unit, scope, callee.object)
    const { name } = callee
    return frame => {
      const self = object(frame)
      const args = positional(frame)
      const named = keywords(frame)
      if (machine.current) machine.current.line = line
      if (self instanceof PyModule) {
        const found = self.find(name)
        if (found !== undefined) return call(found, args, named)
      }
      return callMethod(self, name, args, named)
    }
  }
  const target = compileExpression(unit, scope, callee)
  return frame => {
    const fn = target(frame)
    const args = positional(frame)
    const named = keywords(frame)
    if (machine.current) machine.current.line = line
    const direct =
      typeof fn === 'function'
        ? (fn as Partial<Record<typeof CALL, (args: unknown[], keywords: Keywords) => unknown>>)[CALL]
        : undefined
    return direct ? direct(args, named) : call(fn, args, named)
  }
}

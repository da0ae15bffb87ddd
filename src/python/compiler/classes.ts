/** Classes. */

import { makeClass } from '../objects/values/make_class.ts'
import type { Statement } from '../syntax/ast.ts'
import { compileArguments } from './calls.ts'
import type { Unit } from './context.ts'
import { type Evaluate, Frame } from './frame.ts'
import { docOf } from './introspection.ts'
import { declareBody, Scope } from './scope.ts'
import { compileBlock } from './statements.ts'

/** A class statement as a closure that makes the class. */
export function compileClass(unit: Unit, outer: Scope, statement: Extract<Statement, { kind: 'class' }>): Evaluate {
  const scope = new Scope('class', outer)
  declareBody(scope, statement.body, unit.version === 2)
  const { positional } = compileArguments(
    unit,
    outer,
    // metaclasses of old programs (ABCMeta) change nothing that a run shows
    statement.arguments.filter(argument => argument.kind === 'positional' || argument.kind === 'spread'),
  )
  const body = compileBlock(unit, scope, statement.body)
  const doc = docOf(statement.body)
  return defining => {
    const bases = positional(defining)
    const members = new Map<string, unknown>([['__doc__', doc]])
    body(new Frame(0, defining, defining.globals, members, defining.method))
    const module = defining.globals.get('__name__')
    return makeClass(statement.name, bases, members, typeof module === 'string' ? module : '__main__')
  }
}

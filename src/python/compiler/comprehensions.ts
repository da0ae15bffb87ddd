/** Comprehensions and generator expressions. */

import { iterable, iterate, PyIterator } from '../objects/iteration.ts'
import { truth } from '../objects/truth.ts'
import { PyDict } from '../objects/values/dict.ts'
import { PySet } from '../objects/values/set.ts'
import type { Clause, Expression } from '../syntax/ast.ts'
import type { Unit } from './context.ts'
import { compileExpression } from './expressions.ts'
import { type Assign, type Evaluate, Frame } from './frame.ts'
import { declareClauses, Scope } from './scope.ts'
import { compileTarget } from './targets.ts'

type Comprehension = Extract<Expression, { kind: 'comprehension' }>

type CompiledClause = { readonly iterable: Evaluate; readonly assign: Assign } | { readonly condition: Evaluate }

/** The first iterable is evaluated outside, where the comprehension stands; everything else has a scope of its own. */
export function compileComprehension(unit: Unit, outer: Scope, expression: Comprehension): Evaluate {
  const [first, ...rest] = expression.clauses as [Extract<Clause, { kind: 'for' }>, ...Clause[]]
  // Python 2: the names of a list's clauses are those of what it stands in
  const leaks = unit.version === 2 && expression.form === 'list'
  const scope = leaks ? outer : new Scope('function', outer)
  if (!leaks) declareClauses(scope, expression.clauses)
  const source = compileExpression(unit, outer, first.iterable)
  const assign = compileTarget(unit, scope, first.target)
  const clauses = rest.map((clause): CompiledClause => {
    if (clause.kind === 'if') return { condition: compileExpression(unit, scope, clause.condition) }
    return {
      iterable: compileExpression(unit, scope, clause.iterable),
      assign: compileTarget(unit, scope, clause.target),
    }
  })
  const element = compileExpression(unit, scope, expression.element)
  const value = expression.value && compileExpression(unit, scope, expression.value)

  const each = (frame: Frame, depth: number, emit: () => void): void => {
    const clause = clauses[depth]
    if (!clause) emit()
    else if ('condition' in clause) {
      if (truth(clause.condition(frame))) each(frame, depth + 1, emit)
    } else
      for (const item of iterable(clause.iterable(frame))) {
        clause.assign(frame, item)
        each(frame, depth + 1, emit)
      }
  }
  const run = (defining: Frame, emit: (frame: Frame) => void): void => {
    const frame = leaks ? defining : new Frame(scope.slots.size, defining, defining.globals, null, defining.method)
    for (const item of iterable(source(defining))) {
      assign(frame, item)
      each(frame, 0, () => emit(frame))
    }
  }

  switch (expression.form) {
    case 'list':
      return frame => {
        const out: unknown[] = []
        run(frame, inner => out.push(element(inner)))
        return out
      }
    case 'set':
      return frame => {
        const out = new PySet()
        run(frame, inner => out.add(element(inner)))
        return out
      }
    case 'dict':
      return frame => {
        const out = new PyDict()
        run(frame, inner => out.set(element(inner), value?.(inner)))
        return out
      }
    case 'generator': {
      const walk = function* (frame: Frame, depth: number): Generator<unknown> {
        const clause = clauses[depth]
        if (!clause) yield element(frame)
        else if ('condition' in clause) {
          if (truth(clause.condition(frame))) yield* walk(frame, depth + 1)
        } else
          for (const item of iterable(clause.iterable(frame))) {
            clause.assign(frame, item)
            yield* walk(frame, depth + 1)
          }
      }
      return defining => {
        const frame = leaks ? defining : new Frame(scope.slots.size, defining, defining.globals, null, defining.method)
        const items = iterate(source(defining))
        const start = function* (): Generator<unknown> {
          for (const item of { [Symbol.iterator]: () => items }) {
            assign(frame, item)
            yield* walk(frame, 0)
          }
        }
        return new PyIterator(start())
      }
    }
  }
}

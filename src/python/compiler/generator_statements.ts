/**
 * Statements of generators → JavaScript generators. Only what yields is compiled here; everything inside a generator that
 * does not yield is compiled as everywhere else.
 */
import { checkInterrupts } from '../../runtime/interrupts.ts'
import { enterContext } from '../objects/contexts.ts'
import { PyGenerator } from '../objects/generator.ts'
import { iterable, iterate } from '../objects/iteration.ts'
import { machine, noteHandled } from '../objects/machine.ts'
import { normalError } from '../objects/raise.ts'
import { truth } from '../objects/truth.ts'
import type { Expression, Statement } from '../syntax/ast.ts'
import { type Unit, unsupported } from './context.ts'
import { compileExpression } from './expressions.ts'
import { BREAK, type Completion, type Frame, NORMAL, RETURN, type Resume } from './frame.ts'
import { expressionsOf, type Scope, statementYields, yields } from './scope.ts'
import { type CompiledHandler, compileHandler, compileStatement } from './statements.ts'
import { compileTarget } from './targets.ts'

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>
/** An expression that may be a yield. */
type ResumeValue = (frame: Frame) => Generator<unknown, unknown, unknown>

/** The body of a generator function. */
export function compileGeneratorBody(unit: Unit, scope: Scope, statements: readonly Statement[]): Resume {
  return compileResumable(unit, scope, statements)
}

function compileResumable(unit: Unit, scope: Scope, statements: readonly Statement[]): Resume {
  const parts = statements.map(statement => ({
    line: statement.line,
    ...(statementYields(statement)
      ? { resume: compileYielding(unit, scope, statement), execute: null }
      : { resume: null, execute: compileStatement(unit, scope, statement) }),
  }))
  return function* (frame) {
    for (const { line, resume, execute } of parts) {
      if (machine.current) machine.current.line = line
      const completion: Completion = resume ? yield* resume(frame) : execute(frame)
      if (completion !== NORMAL) return completion
    }
    return NORMAL
  }
}

/** A value that may be `yield …` itself; yields deeper inside of an expression are not supported. */
function compileValue(unit: Unit, scope: Scope, expression: Expression): ResumeValue {
  if (expression.kind !== 'yield') {
    const value = compileExpression(unit, scope, expression)
    // biome-ignore lint/correctness/useYield: one shape for both kinds
    return function* (frame) {
      return value(frame)
    }
  }
  const value = expression.value && compileExpression(unit, scope, expression.value)
  if (expression.from)
    return function* (frame) {
      const source = iterate(value?.(frame))
      for (let step = source.next(); !step.done; step = source.next()) yield step.value
      return source instanceof PyGenerator ? source.returned : null
    }
  return function* (frame) {
    return yield value ? value(frame) : null
  }
}

function compileYielding(unit: Unit, scope: Scope, statement: Statement): Resume {
  const nested = expressionsOf(statement).find(expression => expression.kind !== 'yield' && yields(expression))
  if (nested)
    throw unsupported(
      unit,
      statement.line,
      'yield inside a larger expression is not supported: assign it to a variable first',
    )
  switch (statement.kind) {
    case 'expression': {
      const value = compileValue(unit, scope, statement.value)
      return function* (frame) {
        yield* value(frame)
        return NORMAL
      }
    }
    case 'assign': {
      const value = compileValue(unit, scope, statement.value)
      const targets = statement.targets.map(target => compileTarget(unit, scope, target))
      return function* (frame) {
        const result = yield* value(frame)
        for (const target of targets) target(frame, result)
        return NORMAL
      }
    }
    case 'return': {
      const value = compileValue(unit, scope, statement.value as Expression)
      return function* (frame) {
        frame.result = yield* value(frame)
        return RETURN
      }
    }
    case 'if': {
      const condition = compileExpression(unit, scope, statement.condition)
      const then = compileResumable(unit, scope, statement.then)
      const otherwise = compileResumable(unit, scope, statement.otherwise)
      return function* (frame) {
        return yield* truth(condition(frame)) ? then(frame) : otherwise(frame)
      }
    }
    case 'for': {
      const source = compileExpression(unit, scope, statement.iterable)
      const assign = compileTarget(unit, scope, statement.target)
      const body = compileResumable(unit, scope, statement.body)
      const otherwise = compileResumable(unit, scope, statement.otherwise)
      return function* (frame) {
        for (const item of iterable(source(frame))) {
          checkInterrupts()
          assign(frame, item)
          const completion = yield* body(frame)
          if (completion === BREAK) return NORMAL
          if (completion === RETURN) return RETURN
        }
        return yield* otherwise(frame)
      }
    }
    case 'while': {
      const condition = compileExpression(unit, scope, statement.condition)
      const body = compileResumable(unit, scope, statement.body)
      const otherwise = compileResumable(unit, scope, statement.otherwise)
      return function* (frame) {
        while (truth(condition(frame))) {
          checkInterrupts()
          const completion = yield* body(frame)
          if (completion === BREAK) return NORMAL
          if (completion === RETURN) return RETURN
        }
        return yield* otherwise(frame)
      }
    }
    case 'with':
      return compileWith(unit, scope, statement.items, compileResumable(unit, scope, statement.body))
    case 'try':
      return compileTry(unit, scope, statement)
    default:
      throw unsupported(unit, statement.line, `yield is not supported in this statement (${statement.kind})`)
  }
}

function compileWith(unit: Unit, scope: Scope, items: Of<'with'>['items'], body: Resume): Resume {
  const [item, ...rest] = items
  if (!item) return body
  const context = compileExpression(unit, scope, item.context)
  const assign = item.target && compileTarget(unit, scope, item.target)
  const inner = compileWith(unit, scope, rest, body)
  return function* (frame) {
    const { value, leave } = enterContext(context(frame))
    let completion: Completion
    try {
      assign?.(frame, value)
      completion = yield* inner(frame)
    } catch (thrown) {
      const error = normalError(thrown)
      if (leave(error)) return NORMAL
      throw error
    }
    leave(undefined)
    return completion
  }
}

function* handle(
  handlers: readonly (CompiledHandler & { body: Resume })[],
  frame: Frame,
  thrown: unknown,
): Generator<unknown, Completion, unknown> {
  const error = normalError(thrown)
  const handler = handlers.find(candidate => candidate.matches(frame, error))
  if (!handler) throw error
  handler.bind(frame, error)
  machine.handled.push(error)
  noteHandled(error)
  try {
    return yield* handler.body(frame)
  } finally {
    machine.handled.pop()
  }
}

function compileTry(unit: Unit, scope: Scope, statement: Of<'try'>): Resume {
  const body = compileResumable(unit, scope, statement.body)
  const handlers = statement.handlers.map(handler => ({
    ...compileHandler(unit, scope, handler),
    body: compileResumable(unit, scope, handler.body),
  }))
  const otherwise = compileResumable(unit, scope, statement.otherwise)
  const final = compileResumable(unit, scope, statement.final)
  const guarded: Resume = function* (frame) {
    let completion: Completion
    try {
      completion = yield* body(frame)
    } catch (thrown) {
      return yield* handle(handlers, frame, thrown)
    }
    return completion === NORMAL ? yield* otherwise(frame) : completion
  }
  return function* (frame) {
    let completion: Completion
    try {
      completion = yield* guarded(frame)
    } catch (error) {
      const ended = yield* final(frame)
      if (ended !== NORMAL) return ended
      throw error
    }
    const { result } = frame
    const ended = yield* final(frame)
    if (ended !== NORMAL) return ended
    frame.result = result
    return completion
  }
}

/** Statements → closures. */
import { AssertionError, RuntimeError } from '../../errors/index.ts'
import { checkInterrupts } from '../../runtime/interrupts.ts'
import { findBuiltin } from '../builtins/names.ts'
import { printText } from '../builtins/output.ts'
import { callMethod, getAttribute, setAttribute } from '../objects/attributes.ts'
import { call } from '../objects/call.ts'
import { enterContext } from '../objects/contexts.ts'
import { isException } from '../objects/exceptions.ts'
import { iterable } from '../objects/iteration.ts'
import { handling, machine } from '../objects/machine.ts'
import { augmented } from '../objects/operators.ts'
import { errorFrom, normalError } from '../objects/raise.ts'
import { getItem, setItem } from '../objects/subscript.ts'
import { str } from '../objects/text/repr.ts'
import { truth } from '../objects/truth.ts'
import { int } from '../objects/values/numbers.ts'
import { PyRange } from '../objects/values/range.ts'
import { PyTuple } from '../objects/values/tuple.ts'
import { isAnyText } from '../objects/values/unicode.ts'
import type { Statement } from '../syntax/ast.ts'
import { compileClass } from './classes.ts'
import type { Unit } from './context.ts'
import { compileExpression, divisionOf } from './expressions.ts'
import { BREAK, CONTINUE, type Completion, type Evaluate, type Execute, type Frame, NORMAL, RETURN } from './frame.ts'
import { compileFunction } from './functions.ts'
import { compileFromImport, compileImport } from './imports.ts'
import { assignName } from './names.ts'
import type { Scope } from './scope.ts'
import { compileDelete, compileTarget } from './targets.ts'

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>

/** Statements one after the other. Each sets the line, which errors and new nodes point to. */
export function compileBlock(unit: Unit, scope: Scope, statements: readonly Statement[]): Execute {
  const parts = statements
    .filter(statement => statement.kind !== 'pass')
    .map(statement => compileStatement(unit, scope, statement))
  const lines = statements.filter(statement => statement.kind !== 'pass').map(statement => statement.line)
  const { length } = parts
  return frame => {
    for (let i = 0; i < length; i++) {
      if (machine.current) machine.current.line = lines[i] as number
      const completion = (parts[i] as Execute)(frame)
      if (completion !== NORMAL) return completion
    }
    return NORMAL
  }
}

/** A statement that always ends normally. */
const plain =
  (run: (frame: Frame) => unknown): Execute =>
  frame => {
    run(frame)
    return NORMAL
  }

/** Compiles a statement that does not yield. */
export function compileStatement(unit: Unit, scope: Scope, statement: Statement): Execute {
  switch (statement.kind) {
    case 'expression':
      return plain(compileExpression(unit, scope, statement.value))
    case 'assign':
      return compileAssignment(unit, scope, statement)
    case 'augmented':
      return compileAugmented(unit, scope, statement)
    case 'print':
      return compilePrint(unit, scope, statement)
    case 'if': {
      const condition = compileExpression(unit, scope, statement.condition)
      const then = compileBlock(unit, scope, statement.then)
      const otherwise = compileBlock(unit, scope, statement.otherwise)
      return frame => (truth(condition(frame)) ? then(frame) : otherwise(frame))
    }
    case 'for':
      return compileFor(unit, scope, statement)
    case 'while':
      return compileWhile(unit, scope, statement)
    case 'with':
      return compileWith(unit, scope, statement.items, compileBlock(unit, scope, statement.body))
    case 'try':
      return compileTry(unit, scope, statement)
    case 'raise':
      return compileRaise(unit, scope, statement)
    case 'return': {
      const value = statement.value && compileExpression(unit, scope, statement.value)
      return frame => {
        frame.result = value ? value(frame) : null
        return RETURN
      }
    }
    case 'break':
      return () => BREAK
    case 'continue':
      return () => CONTINUE
    case 'pass':
    case 'global':
    case 'nonlocal':
      return () => NORMAL
    case 'delete': {
      const parts = statement.targets.map(target => compileDelete(unit, scope, target))
      return plain(frame => {
        for (const part of parts) part(frame)
      })
    }
    case 'assert': {
      const condition = compileExpression(unit, scope, statement.condition)
      const message = statement.message && compileExpression(unit, scope, statement.message)
      return plain(frame => {
        if (!truth(condition(frame))) throw errorFrom(AssertionError, message ? [message(frame)] : [])
      })
    }
    case 'import':
      return plain(compileImport(unit, scope, statement))
    case 'from_import':
      return plain(compileFromImport(unit, scope, statement))
    case 'function': {
      const make = compileFunction(unit, scope, { ...statement, statements: statement.body })
      return plain(decorate(unit, scope, statement, make))
    }
    case 'class':
      return plain(decorate(unit, scope, statement, compileClass(unit, scope, statement)))
  }
}

/** `@decorator` above a definition, which then gets its name. */
function decorate(
  unit: Unit,
  scope: Scope,
  statement: Of<'function'> | Of<'class'>,
  make: Evaluate,
): (frame: Frame) => void {
  const decorators = statement.decorators.map(decorator => compileExpression(unit, scope, decorator))
  const assign = assignName(scope, statement.name)
  return frame => {
    const wrappers = decorators.map(decorator => decorator(frame))
    let value = make(frame)
    for (const wrapper of wrappers.reverse()) value = call(wrapper, [value], null)
    assign(frame, value)
  }
}

function compileAssignment(unit: Unit, scope: Scope, statement: Of<'assign'>): Execute {
  const value = compileExpression(unit, scope, statement.value)
  const targets = statement.targets.map(target => compileTarget(unit, scope, target))
  const [only] = targets
  if (targets.length === 1 && only) return plain(frame => only(frame, value(frame)))
  return plain(frame => {
    const result = value(frame)
    for (const target of targets) target(frame, result)
  })
}

/** `target += value`: the target's parts are evaluated once. */
function compileAugmented(unit: Unit, scope: Scope, statement: Of<'augmented'>): Execute {
  const { target } = statement
  const operator = divisionOf(unit, statement.operator)
  const value = compileExpression(unit, scope, statement.value)
  const combine = (old: unknown, added: unknown): unknown =>
    Array.isArray(old) ? augmented(operator, old, added, iterable) : augmented(operator, old, added, iterable)
  switch (target.kind) {
    case 'attribute': {
      const object = compileExpression(unit, scope, target.object)
      return plain(frame => {
        const self = object(frame)
        setAttribute(self, target.name, combine(getAttribute(self, target.name), value(frame)))
      })
    }
    case 'subscript': {
      const object = compileExpression(unit, scope, target.object)
      const index = compileExpression(unit, scope, target.index)
      return plain(frame => {
        const self = object(frame)
        const at = index(frame)
        setItem(self, at, combine(getItem(self, at), value(frame)))
      })
    }
    default: {
      const read = compileExpression(unit, scope, target)
      const assign = compileTarget(unit, scope, target)
      return plain(frame => assign(frame, combine(read(frame), value(frame))))
    }
  }
}

/** Python 2's print writes each value before it computes the next one; the spaces between them are owed until then. */
function compilePrint(unit: Unit, scope: Scope, statement: Of<'print'>): Execute {
  const values = statement.values.map(value => compileExpression(unit, scope, value))
  const file = statement.file && compileExpression(unit, scope, statement.file)
  const { newline } = statement
  return plain(frame => {
    const target = file?.(frame) ?? null
    if (target !== null) {
      const text = values.map(value => str(value(frame))).join(' ')
      callMethod(target, 'write', [text + (newline ? '\n' : ' ')], null)
      return
    }
    for (const value of values) {
      const item = value(frame)
      const text = str(item)
      printText(machine.softspace ? ` ${text}` : text)
      // only a text that ends a line needs no space behind it: other values keep theirs, whatever they print
      machine.softspace = !isAnyText(item) || !/[^\S ]$/.test(text)
    }
    if (!newline) return
    printText('\n')
    machine.softspace = false
  })
}

/** What a loop goes through. Python 2's `range` makes a list, which nothing else sees here: its numbers need not be written out. */
function compileIterable(unit: Unit, scope: Scope, iterable: Of<'for'>['iterable']): Evaluate {
  const source = compileExpression(unit, scope, iterable)
  if (iterable.kind !== 'call' || iterable.callee.kind !== 'name' || iterable.callee.name !== 'range') return source
  if (!iterable.args.every(argument => argument.kind === 'positional')) return source
  const callee = compileExpression(unit, scope, iterable.callee)
  const args = iterable.args.map(argument => compileExpression(unit, scope, argument.value))
  const lazy = findBuiltin('xrange')
  const list = findBuiltin('range')
  return frame =>
    machine.version === 2 && callee(frame) === list
      ? call(
          lazy,
          args.map(arg => arg(frame)),
          null,
        )
      : source(frame)
}

/** Ends an iteration of a loop: whether the loop goes on. */
function compileFor(unit: Unit, scope: Scope, statement: Of<'for'>): Execute {
  const source = compileIterable(unit, scope, statement.iterable)
  const assign = compileTarget(unit, scope, statement.target)
  const body = compileBlock(unit, scope, statement.body)
  const otherwise = compileBlock(unit, scope, statement.otherwise)
  return frame => {
    const items = source(frame)
    if (items instanceof PyRange) {
      for (let i = 0, at = items.start; i < items.length; i++, at += items.step) {
        checkInterrupts()
        assign(frame, int(at))
        const completion = body(frame)
        if (completion === BREAK) return NORMAL
        if (completion === RETURN) return RETURN
      }
      return otherwise(frame)
    }
    for (const item of iterable(items)) {
      checkInterrupts()
      assign(frame, item)
      const completion = body(frame)
      if (completion === BREAK) return NORMAL
      if (completion === RETURN) return RETURN
    }
    return otherwise(frame)
  }
}

function compileWhile(unit: Unit, scope: Scope, statement: Of<'while'>): Execute {
  const condition = compileExpression(unit, scope, statement.condition)
  const body = compileBlock(unit, scope, statement.body)
  const otherwise = compileBlock(unit, scope, statement.otherwise)
  return frame => {
    while (truth(condition(frame))) {
      checkInterrupts()
      const completion = body(frame)
      if (completion === BREAK) return NORMAL
      if (completion === RETURN) return RETURN
    }
    return otherwise(frame)
  }
}

function compileWith(unit: Unit, scope: Scope, items: Of<'with'>['items'], body: Execute): Execute {
  const [item, ...rest] = items
  if (!item) return body
  const context = compileExpression(unit, scope, item.context)
  const assign = item.target && compileTarget(unit, scope, item.target)
  const inner = compileWith(unit, scope, rest, body)
  return frame => {
    const { value, leave } = enterContext(context(frame))
    let completion: Completion
    try {
      assign?.(frame, value)
      completion = inner(frame)
    } catch (thrown) {
      const error = normalError(thrown)
      if (leave(error)) return NORMAL
      throw error
    }
    leave(undefined)
    return completion
  }
}

/** A handler ready to be asked whether an error is its own. */
export interface CompiledHandler {
  readonly matches: (frame: Frame, error: unknown) => boolean
  readonly bind: (frame: Frame, error: unknown) => void
  readonly line: number
}

export function compileHandler(unit: Unit, scope: Scope, handler: Of<'try'>['handlers'][number]): CompiledHandler {
  const type = handler.type && compileExpression(unit, scope, handler.type)
  const bind = handler.target && compileTarget(unit, scope, handler.target)
  return {
    matches: (frame, error) => {
      if (!type) return true
      const types = type(frame)
      return types instanceof PyTuple ? types.some(one => isException(error, one)) : isException(error, types)
    },
    bind: (frame, error) => bind?.(frame, error),
    line: handler.line,
  }
}

function compileTry(unit: Unit, scope: Scope, statement: Of<'try'>): Execute {
  const body = compileBlock(unit, scope, statement.body)
  const handlers = statement.handlers.map(handler => ({
    ...compileHandler(unit, scope, handler),
    body: compileBlock(unit, scope, handler.body),
  }))
  const otherwise = compileBlock(unit, scope, statement.otherwise)
  const final = statement.final.length > 0 ? compileBlock(unit, scope, statement.final) : null
  const guarded: Execute = frame => {
    let completion: Completion
    try {
      completion = body(frame)
    } catch (thrown) {
      const error = normalError(thrown)
      const handler = handlers.find(candidate => candidate.matches(frame, error))
      if (!handler) throw error
      return handling(error, () => {
        handler.bind(frame, error)
        return handler.body(frame)
      })
    }
    return completion === NORMAL ? otherwise(frame) : completion
  }
  if (!final) return guarded
  return frame => {
    let completion: Completion
    try {
      completion = guarded(frame)
    } catch (error) {
      const ended = final(frame)
      if (ended !== NORMAL) return ended
      throw error
    }
    const result = frame.result
    const ended = final(frame)
    if (ended !== NORMAL) return ended
    frame.result = result
    return completion
  }
}

function compileRaise(unit: Unit, scope: Scope, statement: Of<'raise'>): Execute {
  const exception = statement.exception && compileExpression(unit, scope, statement.exception)
  const argument = statement.argument && compileExpression(unit, scope, statement.argument)
  return frame => {
    if (!exception) {
      const current = machine.handled.at(-1)
      if (current === undefined) throw new RuntimeError('No active exception to reraise')
      throw current
    }
    throw errorFrom(exception(frame), argument ? [argument(frame)] : [])
  }
}

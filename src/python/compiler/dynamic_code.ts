/** `eval` and `exec`: programs in strings. */

import { str } from '../objects/text/repr.ts'
import { PyDict } from '../objects/values/dict.ts'
import type { Expression } from '../syntax/ast.ts'
import { parseExpression, parseProgram } from '../syntax/parse.ts'
import type { Unit } from './context.ts'
import { compileExpression } from './expressions.ts'
import { type Evaluate, Frame, type Globals } from './frame.ts'
import { Scope } from './scope.ts'
import { compileBlock } from './statements.ts'

/** The names that are local where a piece of code stands. */
function localNames(scope: Scope, frame: Frame): [string, unknown][] {
  if (scope.kind === 'class') return [...(frame.names ?? [])]
  if (scope.kind === 'module') return []
  return [...scope.slots]
    .map(([name, slot]): [string, unknown] => [name, frame.slots[slot]])
    .filter(([, value]) => value !== undefined)
}

/** Where code runs: in the given dicts, or where the call stands. Locals of functions are copied, as in Python 3. */
function namesFor(
  scope: Scope,
  frame: Frame,
  given: readonly unknown[],
): { readonly globals: Globals; readonly finish: () => void } {
  const dicts = given.filter((dict): dict is PyDict => dict instanceof PyDict)
  if (dicts.length === 0) {
    const locals = localNames(scope, frame)
    return {
      globals: locals.length === 0 ? frame.globals : new Map([...frame.globals, ...locals]),
      finish: () => undefined,
    }
  }
  const globals: Globals = new Map(
    dicts.flatMap(dict => [...dict].map(([name, value]): [string, unknown] => [String(name), value])),
  )
  const target = dicts.at(-1) as PyDict
  return {
    globals,
    finish: () => {
      for (const [name, value] of globals) target.set(name, value)
    },
  }
}

/** A call of `eval` or `exec` as a closure. */
export function compileDynamic(unit: Unit, scope: Scope, kind: 'eval' | 'exec', args: readonly Expression[]): Evaluate {
  const parts = args.map(arg => compileExpression(unit, scope, arg))
  const options = { file: '<string>', version: unit.version, trueDivision: unit.trueDivision }
  return frame => {
    const [code, ...dicts] = parts.map(part => part(frame))
    const { globals, finish } = namesFor(scope, frame, dicts)
    const inner = new Frame(0, null, globals, null, null)
    const module = new Scope('module', null)
    if (kind === 'eval') {
      const { program, value } = parseExpression(str(code), options)
      return compileExpression(program, module, value)(inner)
    }
    const program = parseProgram(str(code), options)
    compileBlock(program, module, program.body)(inner)
    finish()
    return null
  }
}

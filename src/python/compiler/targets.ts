/** Targets of assignments → closures. */
import { ValueError } from '../../errors/index.ts'
import { deleteAttribute, setAttribute } from '../objects/attributes.ts'
import { toArray } from '../objects/iteration.ts'
import { slotsOf } from '../objects/slots.ts'
import { deleteItem, setItem } from '../objects/subscript.ts'
import type { Expression } from '../syntax/ast.ts'
import { type Unit, unsupported } from './context.ts'
import { compileExpression } from './expressions.ts'
import type { Assign, Frame } from './frame.ts'
import { assignName, deleteName } from './names.ts'
import type { Scope } from './scope.ts'

/** `target = value`. */
export function compileTarget(unit: Unit, scope: Scope, target: Expression): Assign {
  switch (target.kind) {
    case 'name':
      return assignName(scope, target.name)
    case 'attribute': {
      const object = compileExpression(unit, scope, target.object)
      const { name } = target
      return (frame, value) => setAttribute(object(frame), name, value)
    }
    case 'subscript': {
      const object = compileExpression(unit, scope, target.object)
      const index = compileExpression(unit, scope, target.index)
      return (frame, value) => setItem(object(frame), index(frame), value)
    }
    case 'tuple':
    case 'list':
      return compileUnpacking(unit, scope, target.items)
    default:
      throw unsupported(unit, target.line, `cannot assign to ${target.kind}`)
  }
}

/** `a, (b, *c) = value`. */
function compileUnpacking(unit: Unit, scope: Scope, targets: readonly Expression[]): Assign {
  const star = targets.findIndex(target => target.kind === 'starred')
  const assigns = targets.map(target => compileTarget(unit, scope, target.kind === 'starred' ? target.value : target))
  const behind = assigns.length - star - 1
  return (frame, value) => {
    const items = slotsOf(value).unpack?.(value as object, assigns.length) ?? toArray(value)
    if (star < 0) {
      if (items.length > assigns.length) throw new ValueError(`too many values to unpack (expected ${assigns.length})`)
      if (items.length < assigns.length)
        throw new ValueError(`not enough values to unpack (expected ${assigns.length}, got ${items.length})`)
      for (let i = 0; i < assigns.length; i++) (assigns[i] as Assign)(frame, items[i])
      return
    }
    if (items.length < assigns.length - 1)
      throw new ValueError(`not enough values to unpack (expected at least ${assigns.length - 1}, got ${items.length})`)
    for (let i = 0; i < star; i++) (assigns[i] as Assign)(frame, items[i])
    ;(assigns[star] as Assign)(frame, items.slice(star, items.length - behind))
    for (let i = 0; i < behind; i++) (assigns[star + 1 + i] as Assign)(frame, items[items.length - behind + i])
  }
}

/** `del target`. */
export function compileDelete(unit: Unit, scope: Scope, target: Expression): (frame: Frame) => void {
  switch (target.kind) {
    case 'name':
      return deleteName(scope, target.name)
    case 'attribute': {
      const object = compileExpression(unit, scope, target.object)
      return frame => deleteAttribute(object(frame), target.name)
    }
    case 'subscript': {
      const object = compileExpression(unit, scope, target.object)
      const index = compileExpression(unit, scope, target.index)
      return frame => deleteItem(object(frame), index(frame))
    }
    case 'tuple':
    case 'list': {
      const parts = target.items.map(item => compileDelete(unit, scope, item))
      return frame => {
        for (const part of parts) part(frame)
      }
    }
    default:
      throw unsupported(unit, target.line, `cannot delete ${target.kind}`)
  }
}

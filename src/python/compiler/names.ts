/** Reading, assigning and deleting names. */

import { findBuiltin } from '../builtins/names.ts'
import { NameError, UnboundLocalError } from '../objects/exceptions.ts'
import type { Assign, Evaluate, Frame } from './frame.ts'
import type { Place, Scope } from './scope.ts'

const unknown = (name: string): NameError => new NameError(`name '${name}' is not defined`)

function readGlobal(name: string): Evaluate {
  return frame => {
    const value = frame.globals.get(name)
    if (value !== undefined) return value
    const builtin = findBuiltin(name)
    if (builtin === undefined) throw unknown(name)
    return builtin
  }
}

function ancestor(frame: Frame, depth: number): Frame {
  let at = frame
  for (let i = 0; i < depth; i++) at = at.outer as Frame
  return at
}

function readPlace(place: Place, name: string, own: boolean): Evaluate {
  switch (place.kind) {
    case 'global':
      return readGlobal(name)
    case 'slot': {
      const { slot, depth } = place
      const fail = (): never => {
        throw own
          ? new UnboundLocalError(`local variable '${name}' referenced before assignment`)
          : new NameError(`free variable '${name}' referenced before assignment in enclosing scope`)
      }
      if (depth === 0) return frame => frame.slots[slot] ?? (frame.slots[slot] === null ? null : fail())
      return frame => {
        const value = ancestor(frame, depth).slots[slot]
        return value === undefined ? fail() : value
      }
    }
    case 'class': {
      const outer = readPlace(place.outer, name, false)
      return frame => {
        const value = frame.names?.get(name)
        return value === undefined ? outer(frame) : value
      }
    }
  }
}

/** Reads a name. */
export function readName(scope: Scope, name: string): Evaluate {
  const place = scope.resolve(name)
  return readPlace(place, name, place.kind === 'slot' && place.depth === 0)
}

/** Assigns a name. */
export function assignName(scope: Scope, name: string): Assign {
  const place = scope.resolve(name)
  if (place.kind === 'class') return (frame, value) => void frame.names?.set(name, value)
  if (place.kind === 'global') return (frame, value) => void frame.globals.set(name, value)
  const { slot, depth } = place
  if (depth === 0)
    return (frame, value) => {
      frame.slots[slot] = value
    }
  return (frame, value) => {
    ancestor(frame, depth).slots[slot] = value
  }
}

/** `del name`. */
export function deleteName(scope: Scope, name: string): (frame: Frame) => void {
  const place = scope.resolve(name)
  if (place.kind === 'class') return frame => void frame.names?.delete(name)
  if (place.kind === 'slot')
    return frame => {
      ancestor(frame, place.depth).slots[place.slot] = undefined
    }
  return frame => {
    if (!frame.globals.delete(name)) throw unknown(name)
  }
}

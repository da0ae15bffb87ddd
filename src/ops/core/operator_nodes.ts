/** Ops by name, for families that must not wait for each other: the op is looked up when the node is made. */
import { bug } from '../../errors/bug.ts'
import { lookupOp, type OpDef } from '../../graph/op_def.ts'

/** The op of that name, which must be registered by now. */
export function opNamed(name: string): OpDef {
  const def = lookupOp(name)
  if (!def) throw bug(`op ${name} is not loaded`)
  return def
}

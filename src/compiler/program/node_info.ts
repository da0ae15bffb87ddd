/** What lowerings see of a node. */

import type { NodeInfo } from '../../graph/op_def.ts'
import type { Operation } from '../../graph/operation.ts'
import { readAttr } from '../../graph/serialize/attrs.ts'

export function nodeInfo(op: Operation): NodeInfo {
  return {
    name: op.name,
    attr: name => readAttr(op.op_def, name, op.attr(name)),
    inputTypes: op.inputTypes,
    outputTypes: op.outputTypes,
  }
}

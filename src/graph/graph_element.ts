/** Tensors and operations by object or by name, with TensorFlow's messages (Graph.as_graph_element). */

import { pythonTypeName } from '../calling/python_repr.ts'
import { KeyError, TypeError, ValueError } from '../errors/python.ts'
import type { Graph } from './graph.ts'
import { Operation } from './operation.ts'
import { Tensor } from './tensor.ts'

export type GraphElement = Tensor | Operation

/** Objects that stand for an element of the graph: variables. */
export interface GraphElementLike {
  _as_graph_element(): GraphElement
}

const isElementLike = (obj: unknown): obj is GraphElementLike =>
  typeof obj === 'object' && obj !== null && '_as_graph_element' in obj && typeof obj._as_graph_element === 'function'

export function graphElement(
  graph: Graph,
  given: unknown,
  allowTensor: boolean,
  allowOperation: boolean,
): GraphElement {
  const types = allowTensor && allowOperation ? 'Tensor or Operation' : allowTensor ? 'Tensor' : 'Operation'
  if (!allowTensor && !allowOperation) throw new ValueError("allow_tensor and allow_operation can't both be False.")
  const obj = isElementLike(given)
    ? given._as_graph_element()
    : given instanceof String || Buffer.isBuffer(given)
      ? String(given)
      : given
  if (typeof obj === 'string') return byName(graph, obj, allowTensor, allowOperation)
  if (obj instanceof Tensor && allowTensor) {
    if (obj.graph !== graph) throw new ValueError(`Tensor ${obj} is not an element of this graph.`)
    return obj
  }
  if (obj instanceof Operation && allowOperation) {
    if (obj.graph !== graph) throw new ValueError(`Operation ${obj} is not an element of this graph.`)
    return obj
  }
  throw new TypeError(`Can not convert a ${pythonTypeName(given)} into a ${types}.`)
}

function byName(graph: Graph, name: string, allowTensor: boolean, allowOperation: boolean): GraphElement {
  if (name.includes(':') && allowTensor) {
    const parts = name.split(':')
    const [opName = '', index = ''] = parts
    if (parts.length !== 2 || !/^\s*[+-]?\d+\s*$/.test(index)) {
      throw new ValueError(
        `The name '${name}' looks a like a Tensor name, but is not a valid one. Tensor names must be of the form "<op_name>:<output_index>".`,
      )
    }
    const op = graph.operationByName(opName)
    if (!op)
      throw new KeyError(
        `The name '${name}' refers to a Tensor which does not exist. The operation, '${opName}', does not exist in the graph.`,
      )
    // an index of Python's: it may count from the end
    const tensor = op.outputs.at(Number(index))
    if (!tensor) {
      throw new KeyError(
        `The name '${name}' refers to a Tensor which does not exist. The operation, '${opName}', exists but only has ${op.outputs.length} outputs.`,
      )
    }
    return tensor
  }
  if (name.includes(':')) throw new ValueError(`Name '${name}' appears to refer to a Tensor, not a Operation.`)
  const op = graph.operationByName(name)
  if (allowOperation) {
    if (!op) throw new KeyError(`The name '${name}' refers to an Operation not in the graph.`)
    return op
  }
  const form = 'Tensor names must be of the form "<op_name>:<output_index>".'
  if (op) throw new ValueError(`The name '${name}' refers to an Operation, not a Tensor. ${form}`)
  throw new ValueError(`The name '${name}' looks like an (invalid) Operation name, not a Tensor. ${form}`)
}

/** A graph as a FunctionDef of 0.12, whose nodes name their results (framework/function.py). */
import { createHash } from 'node:crypto'
import {
  AttrValue,
  AttrValue_ListValue,
  FunctionDef,
  FunctionDef_Node,
  type OpDef_ArgDef,
  OpDef as OpDefProto,
} from '../formats/protos/graph.generated.ts'
import type { Graph } from '../graph/graph.ts'
import type { Operation } from '../graph/operation.ts'
import { nodeDef } from '../graph/serialize/node_def.ts'
import { opDefProto } from '../graph/serialize/op_def_proto.ts'
import type { Tensor } from '../graph/tensor.ts'

/** A result's name within a function: `x`, `x_o1` for the second. */
const resultName = (name: string): string => name.replace(/:0$/, '').replaceAll(':', '_o')
const nameOf = (tensor: Tensor): string => resultName(tensor.name)

const argDef = (tensor: Tensor): object => ({ name: nameOf(tensor), type: tensor.dtype.as_datatype_enum })
const typeAttr = (type: number): AttrValue => new AttrValue({ type })
const typesAttr = (types: readonly number[]): AttrValue =>
  new AttrValue({ list: new AttrValue_ListValue({ type: [...types] as never }) })
const numberAttr = (i: number): AttrValue => new AttrValue({ i })

/** Names for single tensors of a list that the op `op` returns as `list`. */
function identities(op: Operation, start: number, types: readonly number[], list: string): FunctionDef_Node[] {
  return types.map((type, i) => {
    const output = op.outputs[start + i] as Tensor
    return node('Identity', [nameOf(output)], [`${list}:${i}`], { T: typeAttr(type) })
  })
}
function node(
  op: string,
  ret: readonly string[],
  arg: readonly string[],
  attr: Readonly<Record<string, AttrValue>>,
): FunctionDef_Node {
  const made = new FunctionDef_Node({ op, ret: [...ret] as never, arg: [...arg] as never })
  for (const [name, value] of Object.entries(attr)) made.attr[name] = value
  return made
}

/** The node of `op`, and before it those that make its lists of tensors. */
function nodesOf(op: Operation): FunctionDef_Node[] {
  const { attr } = nodeDef(op)
  const definition = opDefProto(op.op_def)
  const before: FunctionDef_Node[] = []
  const typeOf = (arg: OpDef_ArgDef): number => arg.type || (attr[arg.type_attr] as AttrValue).type
  const lengthOf = (name: string): number => Number((attr[name] as AttrValue).i)
  const typesOf = (name: string): number[] => Array.from((attr[name] as AttrValue).list.type)

  const ret: string[] = []
  let at = 0
  for (const arg of definition.output_arg) {
    const start = at
    if (arg.number_attr) {
      const [type, length] = [typeOf(arg), lengthOf(arg.number_attr)]
      const array = `${op.name}_A2L_${start}`
      const list = `${array}_out`
      const types = Array<number>(length).fill(type)
      const attrs = { T: typeAttr(type), N: numberAttr(length), out_types: typesAttr(types) }
      before.push(node('_ArrayToList', [list], [array], attrs), ...identities(op, start, types, list))
      ret.push(array)
      at += length
    } else if (arg.type_list_attr) {
      const types = typesOf(arg.type_list_attr)
      at += types.length
      const list = `${op.name}_Lst_${start}_${at}`
      before.push(...identities(op, start, types, list))
      ret.push(list)
    } else ret.push(nameOf(op.outputs[at++] as Tensor))
  }
  if (definition.output_arg.length === 0) ret.push(resultName(op.name))

  const names = op.inputs.map(nameOf)
  const arg: string[] = []
  let from = 0
  for (const input of definition.input_arg) {
    const start = from
    if (input.number_attr) {
      const [type, length] = [typeOf(input), lengthOf(input.number_attr)]
      from += length
      const array = `${op.name}_L2A_${start}`
      const types = Array<number>(length).fill(type)
      const attrs = { Tin: typesAttr(types), T: typeAttr(type), N: numberAttr(length) }
      before.push(node('_ListToArray', [array], names.slice(start, from), attrs))
      arg.push(array)
    } else {
      from += input.type_list_attr ? typesOf(input.type_list_attr).length : 1
      arg.push(...names.slice(start, from))
    }
  }
  const made = node(op.type, ret, arg, attr)
  for (const control of op.control_inputs) made.dep.push(resultName(control.name))
  return [...before, made]
}

/** The function of `inputs`, placeholders of `graph`, that gives `outputs`. It has no name yet. */
export function functionDef(graph: Graph, inputs: readonly Tensor[], outputs: readonly Tensor[]): FunctionDef {
  const args = new Set<Operation>(inputs.map(input => input.op))
  const signature = new OpDefProto({
    name: '_',
    input_arg: inputs.map(argDef) as never,
    output_arg: outputs.map(argDef) as never,
  })
  const nodes = graph.operations.filter(op => !args.has(op)).flatMap(nodesOf)
  return new FunctionDef({ signature, node: nodes as never })
}

/** What tells functions apart, as TensorFlow computes it: 8 hexadecimal digits. `called`: those of the functions that it calls, by name. */
export function functionHash(definition: FunctionDef, called: readonly string[]): string {
  const hash = createHash('sha1')
  const number = (value: number): void => {
    hash.update(value.toString(16))
  }
  const text = (value: string): void => {
    number(Array.from(value).length)
    hash.update(value)
  }
  const texts = (values: Iterable<string>): void => {
    const list = [...values]
    number(list.length)
    list.forEach(text)
  }
  const first = ({ ret }: FunctionDef_Node): string => ret[0] ?? ''
  const nodes = [...definition.node].sort((a, b) => (first(a) < first(b) ? -1 : first(a) > first(b) ? 1 : 0))
  for (const { ret, op, arg, dep, attr } of nodes) {
    texts(ret)
    text(op)
    texts(arg)
    texts(dep)
    const names = Object.keys(attr).sort()
    number(names.length)
    for (const name of names) {
      text(name)
      const bytes = (attr[name] as AttrValue).SerializeToString()
      number(bytes.length)
      hash.update(bytes)
    }
  }
  for (const digits of called) hash.update(digits)
  return hash.digest('hex').slice(0, 8)
}

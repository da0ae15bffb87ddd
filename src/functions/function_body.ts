/**
 * What a function computes, out of either form that a FunctionDef has: TensorFlow 0.12's, whose nodes name their results, and that of 1.x, whose
 * nodes are those of a graph.
 */
import { invalidArgument } from '../errors/status.ts'
import type { AttrValue as AttrProto, FunctionDef } from '../formats/protos/graph.generated.ts'
import type { OpDef } from '../graph/op_def.ts'
import type { AttrValue, FunctionValue } from '../graph/serialize/attrs.ts'
import { attrOfProto } from '../graph/serialize/node_def.ts'

/** One node of a function. */
export interface BodyNode {
  readonly name: string
  readonly op: string
  readonly device: string
  /** The names of the lists of tensors that it takes one after another. */
  readonly inputs: readonly string[]
  /** The names of the nodes that it waits for. */
  readonly controls: readonly string[]
  readonly attr: Readonly<Record<string, AttrProto>>
  /** The names under which others find its outputs, by output argument. */
  readonly results: (def: OpDef) => readonly string[]
}

export interface FunctionBody {
  readonly nodes: readonly BodyNode[]
  /** The names of the lists of tensors that it returns. */
  readonly outputs: readonly string[]
}

const bodies = new WeakMap<FunctionDef, FunctionBody>()

export function bodyOf(definition: FunctionDef): FunctionBody {
  let body = bodies.get(definition)
  if (!body) {
    body =
      definition.node_def.length > 0 || Object.keys(definition.ret).length > 0 ? later(definition) : early(definition)
    bodies.set(definition, body)
  }
  return body
}

/** The form of 0.12: results have names of their own. */
function early({ signature, node }: FunctionDef): FunctionBody {
  return {
    nodes: Array.from(node, ({ op, ret, arg, dep, attr }) => {
      const names = Array.from(ret)
      return {
        name: names[0] ?? op,
        op,
        device: '',
        inputs: Array.from(arg),
        controls: Array.from(dep),
        attr,
        results: () => names,
      }
    }),
    outputs: Array.from(signature.output_arg, ({ name }) => name),
  }
}

/** The form of 1.x: `node:argument:index`. */
function later({ signature, node_def, ret }: FunctionDef): FunctionBody {
  return {
    nodes: Array.from(node_def, ({ name, op, device, input, attr }) => {
      const inputs = Array.from(input)
      return {
        name,
        op,
        device,
        inputs: inputs.filter(each => !each.startsWith('^')),
        controls: inputs.filter(each => each.startsWith('^')).map(each => each.slice(1)),
        attr,
        results: def => def.outputs.map(output => `${name}:${output.name}`),
      }
    }),
    outputs: Array.from(signature.output_arg, ({ name }) => {
      const from = ret[name]
      if (from === undefined) throw invalidArgument(`Return ${name} missing.`)
      return from
    }),
  }
}

/** The attributes of a node in the call that has these. */
export function boundAttrs(
  attr: Readonly<Record<string, AttrProto>>,
  given: ReadonlyMap<string, AttrValue>,
): Map<string, AttrValue> {
  const bound = new Map<string, AttrValue>()
  for (const [name, proto] of Object.entries(attr)) {
    const value = boundAttr(proto, given)
    if (value !== undefined) bound.set(name, value)
  }
  return bound
}

function boundAttr(proto: AttrProto, given: ReadonlyMap<string, AttrValue>): AttrValue | undefined {
  switch (proto.WhichOneof('value')) {
    case 'placeholder': {
      const value = given.get(proto.placeholder)
      if (value === undefined) throw invalidArgument(`Failed to bind all placeholders in ${proto.placeholder}`)
      return value
    }
    case 'func':
      return { name: proto.func.name, attrs: boundAttrs(proto.func.attr, given) } satisfies FunctionValue
    default:
      return attrOfProto(proto)
  }
}

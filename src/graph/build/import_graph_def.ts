/** Adds a GraphDef to a graph (framework/importer.py). */

import { pythonRepr, pythonTypeName } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { KeyError, TypeError, ValueError } from '../../errors/python.ts'
import { sharingTraceback } from '../../errors/user_line.ts'
import { type AttrValue as AttrValueProto, GraphDef, NodeDef, OpList } from '../../formats/protos/graph.generated.ts'
import type { DType } from '../../tensor/dtypes.ts'
import type { TensorShape } from '../../tensor/tensor_shape.ts'
import { argLengths, attrsOfArg, expectedTypes, outputTypes } from '../arg_lengths.ts'
import { insteadOfWrongKind, kindError, referenceTypeError } from '../attr_kinds.ts'
import { get_default_graph } from '../default_graph.ts'
import { inferShapes } from '../infer.ts'
import { type ArgDef, type AttrDef, lookupOp, type OpDef } from '../op_def.ts'
import { Operation } from '../operation.ts'
import type { AttrValue } from '../serialize/attrs.ts'
import { attrOfProto, attrProto } from '../serialize/node_def.ts'
import { Tensor } from '../tensor.ts'
import { isTrusted, refuseHostAccess } from '../trust.ts'
import { isLaterDefault, upgradeNodes } from '../upgrades.ts'
import { convertToTensor, type Name, withScope } from './convert.ts'

interface ImportArgs {
  graph_def: GraphDef | Uint8Array
  input_map: Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown> | null
  return_elements: readonly string[] | string | null
  name: Name
  producer_op_list: OpList | null
  trusted: boolean | null
}

/**
 * Adds the nodes of a GraphDef (or its bytes) to the default graph, under the scope `name` ('' for none).
 * `input_map` replaces tensors of the GraphDef (`'x:0'`) or operations (`'^x'`) by those of the graph.
 * Returns the tensors (`'y:0'`) and operations (`'y'`) named by `return_elements`, or null.
 * `trusted: false` is for graphs from elsewhere: PermissionDeniedError for nodes that read or write files or call functions of the program,
 * those of the graph's functions included. The default is true, unless `trust_imported_graphs` or the environment says otherwise.
 */
export const import_graph_def = pyfunction(
  'import_graph_def(graph_def, input_map=None, return_elements=None, name=None, op_dict=None, producer_op_list=None, trusted=None)',
  ({
    graph_def,
    input_map,
    return_elements,
    name,
    producer_op_list,
    trusted,
  }: ImportArgs): (Tensor | Operation)[] | null => {
    const def = graph_def instanceof Uint8Array ? GraphDef.FromString(graph_def) : graph_def
    if (!(def instanceof GraphDef)) throw new TypeError('graph_def must be a GraphDef proto.')
    const map = readInputMap(input_map)
    const wanted = typeof return_elements === 'string' ? [...return_elements] : return_elements
    if (wanted !== null && !Array.isArray(wanted))
      throw new TypeError(`'${pythonTypeName(wanted)}' object is not iterable`)
    if (wanted?.some(element => typeof element !== 'string'))
      throw new TypeError('return_elements must be a list of strings.')
    const checked = !isTrusted(trusted)
    return withScope(name, 'import', [...map.values()], scope =>
      sharingTraceback(() => new Importer(def, scope, checked, producerDefaults(producer_op_list)).run(map, wanted)),
    )
  },
)

function readInputMap(given: ImportArgs['input_map']): Map<string, unknown> {
  if (given === null) return new Map()
  const entries =
    given instanceof Map
      ? [...given]
      : typeof given === 'object' && !Array.isArray(given)
        ? Object.entries(given)
        : undefined
  if (!entries?.every(([key]) => typeof key === 'string'))
    throw new TypeError('input_map must be a dictionary mapping strings to Tensor objects.')
  return new Map((entries as [string, unknown][]).map(([key, value]) => [canonicalInput(key), value]))
}

/** Whether an attribute, which this version does not know, has the default of the version that made the graph: it asks for nothing new then. */
type ProducerDefault = (op: string, attr: string, value: AttrValueProto) => boolean
function producerDefaults(list: OpList | null): ProducerDefault {
  if (list === null) return () => false
  if (!(list instanceof OpList)) throw new TypeError('producer_op_list must be an OpList proto.')
  const defs = new Map(Array.from(list.op, def => [def.name, def]))
  return (op, attr, value) => {
    const known = defs.get(op)?.attr.find(each => each.name === attr)
    return known?.HasField('default_value') === true && known.default_value.equals(value)
  }
}

/** `x` is `x:0`; control inputs stay. ValueError for what is no name of a tensor. */
function canonicalInput(name: string): string {
  if (name.startsWith('^')) return name
  const [op, index = '0', ...more] = name.split(':')
  if (more.length > 0 || !/^\s*[+-]?\d+\s*$/.test(index))
    throw new ValueError(`Cannot convert ${pythonRepr(name)} to a tensor name.`)
  return `${op}:${Number(index)}`
}

/** How many outputs the counts of a GraphDef may ask for, but for as many as it names inputs. */
const MOST_OUTPUTS_OF_ALL = 2 ** 20
/** How many types an error lists. */
const MOST_LISTED = 100

/** Attributes that any node may have; those of another kind are passed over, as in TensorFlow. */
const INTERNAL: Readonly<Record<string, AttrDef>> = Object.assign(Object.create(null), {
  _class: { name: '_class', kind: 'string', isList: true },
  _output_shapes: { name: '_output_shapes', kind: 'shape', isList: true },
  _gradient_op_type: { name: '_gradient_op_type', kind: 'string', isList: false },
})

class Importer {
  readonly #def: GraphDef
  readonly #scope: string
  readonly #graph = get_default_graph()
  readonly #ops = new Map<string, Operation>()
  readonly #colocated: [Operation, Operation[]][] = []
  /** What all nodes of the import wait for. */
  readonly #dependencies = this.#graph.currentControlDependencies()

  readonly #checked: boolean
  readonly #producerDefault: ProducerDefault
  /** Outputs so far, but for as many as there are inputs. */
  #outputs = 0

  /** `checked`: nodes that reach out of the graph are refused. */
  constructor(def: GraphDef, scope: string, checked: boolean, producerDefault: ProducerDefault) {
    this.#def = def
    this.#scope = scope
    this.#checked = checked
    this.#producerDefault = producerDefault
  }

  run(givenMap: ReadonlyMap<string, unknown>, returnElements: readonly string[] | null): (Tensor | Operation)[] | null {
    const nodes = upgradeNodes(Array.from(this.#def.node))
    if (this.#checked) refuseHostAccess(nodes, this.#def)
    const { versions } = this.#def
    this.#graph.versions = { producer: versions.producer, min_consumer: versions.min_consumer }
    if (this.#def.HasField('library')) this.#graph.functions.import(this.#def.library)
    const inputMap = this.#convertInputMap(givenMap)
    for (const node of nodes) this.#ops.set(node.name, this.#addNode(node))
    const used = new Set<string>()
    for (const node of nodes) this.#connect(node, inputMap, used)
    for (const [op, others] of this.#colocated) {
      const device = others.find(other => other.device !== '')?.device
      if (device !== undefined) op.device = device
    }
    this.#graph.noteChange()
    const unused = [...inputMap.keys()].filter(key => !used.has(key))
    if (unused.length > 0)
      throw new ValueError(`Attempted to map inputs that were not found in graph_def: [${unused.join(', ')}]`)
    return returnElements?.map(name => this.#element(name)) ?? null
  }

  #convertInputMap(given: ReadonlyMap<string, unknown>): Map<string, Tensor | Operation> {
    if (given.size === 0) return new Map()
    if (this.#scope === '')
      throw new ValueError('tf.import_graph_def() requires a non-empty `name` if `input_map` is used.')
    return this.#graph.inNameScope('_inputs', () => {
      const converted = new Map<string, Tensor | Operation>()
      for (const [key, value] of given)
        converted.set(key, key.startsWith('^') && value instanceof Operation ? value : convertToTensor(value))
      return converted
    })
  }

  /** Pass 1: the node without its inputs. */
  #addNode(node: NodeDef): Operation {
    const def = lookupOp(node.op) ?? this.#graph.functions.opDef(node.op)
    if (!def) throw new KeyError(node.op)
    const attrs = new Map<string, AttrValue>()
    const unknown: string[] = []
    const wrong = new Map<string, string>()
    let missing: string | undefined
    for (const key of Object.keys(node.attr)) {
      const known = def.attrs.get(key) ?? INTERNAL[key]
      const error = known && kindError(node.attr[key] as never, known)
      if (known && error !== undefined) {
        if (def.attrs.has(key)) wrong.set(key, error)
        const instead = insteadOfWrongKind(def, known)
        if (instead !== undefined) attrs.set(key, instead)
        continue
      }
      const value = attrOfProto(node.attr[key] as never)
      if (value === undefined) continue
      if (!key.startsWith('_') && !known) {
        if (isLaterDefault(def.name, key, value)) continue
        if (this.#producerDefault(def.name, key, node.attr[key] as AttrValueProto)) continue
        unknown.push(key)
      }
      const reference = known?.kind === 'type' ? referenceTypeError(value) : undefined
      if (reference !== undefined) wrong.set(key, reference)
      attrs.set(key, value)
    }
    for (const attr of def.attrs.values()) {
      if (attrs.has(attr.name) || wrong.has(attr.name)) continue
      if (attr.defaultValue !== undefined) attrs.set(attr.name, attr.defaultValue)
      else missing ??= attr.name
    }
    for (const arg of def.outputs) requireTypes(node, def, attrs, arg)
    const op = this.#graph.addNode({
      def,
      inputs: [],
      argLengths: [],
      outputTypes: this.#outputTypes(node, def, attrs),
      attrs,
      name: node.name,
      inferShapes: false,
      device: '',
      controlInputs: [],
    })
    // TensorFlow imports such nodes, and refuses to run them
    op.unknownAttr = unknown[0]
    op.missingAttr = missing
    if (wrong.size > 0) op.wrongAttrs = wrong
    return op
  }

  #outputTypes(node: NodeDef, def: OpDef, attrs: ReadonlyMap<string, AttrValue>): DType[] {
    const types = outputTypes(def, attrs, node.input.length)
    this.#outputs += Math.max(0, types.length - node.input.length)
    if (this.#outputs > MOST_OUTPUTS_OF_ALL)
      throw invalid(
        node,
        `The nodes up to this one have more than ${MOST_OUTPUTS_OF_ALL} outputs that only counts ask for`,
      )
    return types
  }

  /** Pass 2: inputs, shapes and device. */
  #connect(node: NodeDef, inputMap: ReadonlyMap<string, Tensor | Operation>, used: Set<string>): void {
    const op = this.#ops.get(node.name) as Operation
    if (op.inputs.length > 0) throw invalid(node, 'Node name is not unique')
    for (const arg of op.op_def.inputs) requireTypes(node, op.op_def, op.attrs, arg)
    op.argLengths = argLengths(op.op_def, op.attrs)
    const bound = this.#colocate(node, op)
    const expected = op.argLengths.reduce((a, b) => a + b, 0)
    // no more than could be used: a count may be anything
    const types = expectedTypes(op.op_def, op.attrs, op.argLengths, node.input.length + MOST_LISTED)
    const controls: Operation[] = []
    let at = 0
    for (const given of node.input) {
      const mapped = inputMap.size > 0 ? inputMap.get(canonicalInput(given)) : undefined
      if (mapped) used.add(canonicalInput(given))
      if (given.startsWith('^')) {
        const source = (mapped instanceof Tensor ? mapped.op : mapped) ?? this.#ops.get(given.slice(1))
        if (!source) throw invalid(node, `Control input ${pythonRepr(given)} not found in graph_def.`)
        controls.push(source)
        continue
      }
      const type = types[at++]
      if (!type)
        throw invalid(node, `More inputs specified (${pythonRepr(canonicalInput(given))}) than the op expects.`)
      const source = mapped instanceof Tensor ? mapped : this.#tensor(given)
      if (!source) throw invalid(node, `Input tensor ${pythonRepr(canonicalInput(given))} not found in graph_def.`)
      if (!type.is_compatible_with(source.dtype)) {
        throw invalid(
          node,
          `Input tensor ${pythonRepr(canonicalInput(given))} Cannot convert a tensor of type ${source.dtype.name} to an input of type ${type.name}`,
        )
      }
      op.addInput(source)
    }
    if (at !== expected) {
      const given = op.inputs.map(input => input.dtype)
      throw invalid(
        node,
        `Input types mismatch (expected ${typeNames(types, expected)} but got ${typeNames(given, given.length)})`,
      )
    }
    if (this.#dependencies.length > 0) {
      const given = new Set(controls)
      for (const control of this.#dependencies) if (!given.has(control)) controls.push(control)
    }
    if (controls.length > 0) op.replaceControlInputs(controls)
    inferShapes(op)
    this.#outputShapes(op)
    if (!bound) this.#graph.placeImported(op, node.device)
  }

  #tensor(name: string): Tensor | undefined {
    if (!name.includes(':')) return this.#ops.get(name)?.outputs[0]
    const canonical = canonicalInput(name)
    const colon = canonical.indexOf(':')
    return this.#ops.get(canonical.slice(0, colon))?.outputs[Number(canonical.slice(colon + 1))]
  }

  /** Renames the groups of `_class`; true where another operation decides the device. */
  #colocate(node: NodeDef, op: Operation): boolean {
    const groups = op.attr('_class') as readonly string[] | undefined
    if (!groups) return false
    const others: Operation[] = []
    const renamed = groups.map(group => {
      if (typeof group !== 'string' || !group.startsWith('loc:@')) return group
      const target = group.slice(5)
      const other = this.#ops.get(target)
      if (!other)
        throw new ValueError(
          `Specified colocation to an op that does not exist during import: ${target} in ${node.name}`,
        )
      if (target !== node.name) others.push(other)
      return `loc:@${other.name}`
    })
    op.attrs.set('_class', renamed)
    if (others.length > 0) this.#colocated.push([op, others])
    return others.length > 0
  }

  #outputShapes(op: Operation): void {
    const shapes = op.attr('_output_shapes') as readonly TensorShape[] | undefined
    if (!shapes) return
    for (const [i, output] of op.outputs.entries()) {
      const shape = shapes[i]
      if (shape) output.set_shape(shape)
    }
    op.attrs.delete('_output_shapes')
  }

  #element(name: string): Tensor | Operation {
    const element = name.includes(':') ? this.#tensor(name) : this.#ops.get(name)
    if (!element) throw new ValueError(`Requested return_element ${pythonRepr(name)} not found in graph_def.`)
    return element
  }
}

const invalid = (node: NodeDef, message: string): ValueError =>
  new ValueError(`graph_def is invalid at node ${pythonRepr(node.name)}: ${message}.`)

/** The attributes that say the types of an argument must be there. */
function requireTypes(node: NodeDef, def: OpDef, attrs: ReadonlyMap<string, AttrValue>, arg: ArgDef): void {
  const name = attrsOfArg(arg).find(each => !attrs.has(each))
  if (name === undefined) return
  const shown = new NodeDef()
  shown.CopyFrom(node)
  for (const attr of def.attrs.values())
    if (attr.defaultValue !== undefined && !(attr.name in node.attr))
      shown.attr[attr.name] = attrProto(attr.defaultValue, attr)
  throw new ValueError(`Expected one attr with name ${pythonRepr(name)} in ${shown.ToText()}.`)
}

/** The names of the first of `count` types. */
function typeNames(types: readonly DType[], count: number): string {
  const names = types.slice(0, MOST_LISTED).map(type => type.name)
  if (count > names.length) names.push(`... (${count} in all)`)
  return pythonRepr(names.join(', '))
}

/** The graph: an append-only list of operations with unique names, and the scopes in which new ones are made. */

import { listOf, noAttribute, pythonTypeName } from '../calling/python_repr.ts'
import { NameScope, Scope, within } from '../calling/scope.ts'
import { setMethodSignatures } from '../calling/signature.ts'
import { guardMethods } from '../errors/boundary.ts'
import { RuntimeError, TypeError, ValueError } from '../errors/python.ts'
import { Status } from '../errors/status.ts'
import { type GraphDef, VersionDef } from '../formats/protos/graph.generated.ts'
import type { DType, DTypeLike } from '../tensor/dtypes.ts'
import { Collections } from './collections.ts'
import { ControlDependencies } from './control_dependencies.ts'
import { type AttrProtos, createdNode } from './create_op.ts'
import { popGraph, pushGraph } from './default_graph.ts'
import { canonicalDevice, type DeviceLike } from './device.ts'
import { FunctionLibrary } from './function_library.ts'
import { type GraphElement, graphElement } from './graph_element.ts'
import { inferShapes } from './infer.ts'
import { initialSeed } from './initial_seed.ts'
import { lookupOp, type OpDef } from './op_def.ts'
import { type ControlFlowContextLike, Operation } from './operation.ts'
import {
  applyDevices,
  type ColocationScope,
  colocationScope,
  type DeviceScope,
  deviceScope,
} from './placement_scopes.ts'
import { nameText } from './scope_names.ts'
import type { AttrValue } from './serialize/attrs.ts'
import { graphToProto } from './serialize/graph_to_proto.ts'
import type { Tensor } from './tensor.ts'

const OP_NAME = /^[A-Za-z0-9.][A-Za-z0-9_.\-/]*$/
const SCOPE_NAME = /^[A-Za-z0-9_.\-/]*$/
/** GraphDef version that 0.12.1 writes (core/public/version.h). */
export const PRODUCER_VERSION = 17

export interface GraphVersions {
  readonly producer: number
  readonly min_consumer: number
}

export interface NewNode {
  readonly def: OpDef
  readonly inputs: readonly Tensor[]
  readonly argLengths: readonly number[]
  readonly outputTypes: readonly DType[]
  readonly attrs: Map<string, AttrValue>
  /** A name to be made unique; ending in `/` it is used as it is. */
  readonly name: string
  /** Import sets shapes and devices itself. */
  readonly inferShapes?: boolean
  readonly device?: string
  readonly controlInputs?: readonly Operation[]
}

export interface GraphDefOptions {
  readonly from_version?: number | null
  readonly add_shapes?: boolean
}

interface ElementOptions {
  readonly allow_tensor?: boolean
  readonly allow_operation?: boolean
}

export class Graph {
  static readonly pythonModule = 'tensorflow.python.framework.ops'
  readonly collections = new Collections(this)
  readonly #operations: Operation[] = []
  readonly #byName = new Map<string, Operation>()
  readonly #namesInUse = new Map<string, number>()
  #nameStack: string | null = null
  #finalized = false
  #nextId = 0
  #changes = 0
  #dependencies = new ControlDependencies()
  #devices: DeviceScope | undefined
  #colocation: ColocationScope | undefined
  readonly #unfeedable = new Set<Tensor>()
  readonly #unfetchable = new Set<Operation>()
  #container = ''
  #originalOp: Operation | null = null
  #gradientOverrides: ReadonlyMap<string, string> = new Map()
  #controlFlowContext: ControlFlowContextLike | null = null
  /** The graph-level seed (`tf.set_random_seed`). */
  seed: number | null = initialSeed()
  versions: GraphVersions = { producer: PRODUCER_VERSION, min_consumer: 0 }
  readonly functions = new FunctionLibrary()
  /** State that other layers keep for this graph, by a key of their own. */
  readonly extras = new Map<unknown, unknown>()

  /** Greatest id of an operation; 0 for an empty graph. */
  get version(): number {
    return this.#nextId
  }
  /** Grows when nodes that exist already change: loops close their back edges, gradients add control inputs. */
  get changes(): number {
    return this.#changes
  }
  noteChange(): void {
    this.#changes++
  }
  /** The versions that its GraphDef says. */
  get graph_def_versions(): VersionDef {
    const { producer, min_consumer } = this.versions
    return new VersionDef(min_consumer === 0 ? { producer } : { producer, min_consumer })
  }
  get finalized(): boolean {
    return this.#finalized
  }
  /** From now on the graph cannot change; with `false` it may again, as monitored sessions leave it. */
  finalize(finalized = true): void {
    this.#finalized = finalized
  }
  checkNotFinalized(): void {
    if (this.#finalized) throw new RuntimeError('Graph is finalized and cannot be modified.')
  }
  // --- default graph

  /** Makes this the default graph until the result is disposed of, or while `body` runs. */
  as_default(): this
  as_default<R>(body: (graph: Graph) => R): R
  as_default<R>(body?: (graph: Graph) => R): this | R {
    pushGraph(this)
    return body ? within(this as Graph, () => popGraph(this), body) : this
  }
  [Symbol.dispose](): void {
    popGraph(this)
  }
  // --- nodes

  get_operations(): Operation[] {
    return [...this.#operations]
  }
  /** The operations, not to be changed. */
  get operations(): readonly Operation[] {
    return this.#operations
  }
  operationByName(name: string): Operation | undefined {
    return this.#byName.get(name)
  }
  /** The op that a GraphDef's node or a call names; a RuntimeError where none is registered. */
  static opDef(type: string): OpDef {
    const def = lookupOp(type)
    if (!def) throw new RuntimeError(`Unrecognized Op name ${type}`)
    return def
  }
  /** Adds a node. Public functions and imports call it; see `apply_op`. */
  addNode(node: NewNode): Operation {
    this.checkNotFinalized()
    const name = node.name.endsWith('/') ? node.name.slice(0, -1) : this.unique_name(node.name)
    if (!OP_NAME.test(name)) throw new ValueError(`'${name}' is not a valid node name`)
    for (const input of node.inputs) {
      if (input.graph !== this) throw new ValueError(`${input} must be from the same graph as the operation ${name}.`)
    }
    const attrs = node.attrs
    const override = this.#gradientOverrides.get(node.def.name)
    if (override !== undefined && !attrs.has('_gradient_op_type')) attrs.set('_gradient_op_type', override)
    const controlInputs = node.controlInputs ?? this.#dependencies.forInputs(node.inputs)
    const { def, inputs, argLengths, outputTypes } = node
    const originalOp = this.#originalOp
    const op = new Operation(this, { def, name, inputs, argLengths, controlInputs, attrs, outputTypes, originalOp })
    op.controlFlowContext = this.#controlFlowContext
    this.#controlFlowContext?.addOp(op)
    if (node.inferShapes !== false) {
      try {
        inferShapes(op)
      } catch (error) {
        for (const input of op.inputs) input.removeConsumer(op)
        throw error instanceof Status ? new ValueError(error.message) : error
      }
    }
    if (this.#byName.has(name)) throw new ValueError(`cannot add op with name ${name} as that name is already used`)
    op.id = ++this.#nextId
    this.#operations.push(op)
    this.#byName.set(name, op)
    if (!this.#namesInUse.has(name)) this.#namesInUse.set(name, 1)
    this.#dependencies.record(op)
    if (node.device === undefined) this.#place(op)
    else op.device = node.device
    return op
  }
  /**
   * Adds a node of any registered op: `inputs` are tensors, `dtypes` the types of its outputs, `attrs` maps names to AttrValue protos. A
   * `name` that ends in `/` is used as it is. For code that makes ops without a function of their own.
   */
  create_op(
    op_type: string,
    inputs: readonly unknown[],
    dtypes: readonly DTypeLike[],
    _input_types?: readonly DTypeLike[] | null,
    name?: string | null,
    attrs?: AttrProtos | null,
    _op_def?: unknown,
    compute_shapes = true,
    compute_device = true,
  ): Operation {
    this.checkNotFinalized()
    const node = createdNode(lookupOp(op_type) ?? this.functions.opDef(op_type), op_type, inputs, dtypes, attrs ?? null)
    return this.addNode({
      ...node,
      name: name ?? op_type,
      inferShapes: compute_shapes,
      ...(compute_device ? {} : { device: '' }),
    })
  }
  /** Whether this is the graph of a function that is being defined. */
  get building_function(): boolean {
    return false
  }
  /** Device functions, colocation and container of a new operation. */
  #place(op: Operation): void {
    applyDevices(op, this.#devices)
    if (this.#colocation) {
      if (this.#colocation.device) op.device = this.#colocation.device
      op.attrs.set('_class', [...this.#colocation.groups])
    }
    if (this.#container && op.op_def.stateful && op.attrs.get('container') === '')
      op.attrs.set('container', this.#container)
  }
  /** The device of an imported node: its own, then that of the scopes around the import. */
  placeImported(op: Operation, device: string): void {
    op.device = device === '' ? '' : canonicalDevice(device)
    applyDevices(op, this.#devices)
  }
  /** The graph as a GraphDef: nodes made after `from_version`; `add_shapes` adds their static shapes. */
  as_graph_def(
    ...args: [from_version?: number | null | GraphDefOptions, add_shapes?: boolean | GraphDefOptions]
  ): GraphDef {
    const options = args.find((arg): arg is GraphDefOptions => typeof arg === 'object' && arg !== null) ?? {}
    const [first, second] = args
    const from = typeof first === 'number' ? first : (options.from_version ?? null)
    return graphToProto(this, from, typeof second === 'boolean' ? second : (options.add_shapes ?? false))
  }
  as_graph_element(obj: unknown, allow_tensor: boolean | ElementOptions = true, allow_operation = true): GraphElement {
    const options = typeof allow_tensor === 'object' ? allow_tensor : { allow_tensor, allow_operation }
    return graphElement(this, obj, options.allow_tensor ?? true, options.allow_operation ?? true)
  }
  get_operation_by_name(name: string): Operation {
    if (typeof name !== 'string')
      throw new TypeError(`Operation names are strings (or similar), not ${pythonTypeName(name)}.`)
    return graphElement(this, name, false, true) as Operation
  }
  get_tensor_by_name(name: string): Tensor {
    if (typeof name !== 'string')
      throw new TypeError(`Tensor names are strings (or similar), not ${pythonTypeName(name)}.`)
    return graphElement(this, name, true, false) as Tensor
  }
  // --- names

  /** `name` within the current scope, with a number where it is taken. */
  unique_name(name: string, mark_as_used = true): string {
    let unique = this.#nameStack ? `${this.#nameStack}/${name}` : name
    let count = this.#namesInUse.get(unique) ?? 0
    if (mark_as_used) this.#namesInUse.set(unique, count + 1)
    if (count > 0) {
      const base = unique
      while (this.#namesInUse.has(unique)) unique = `${base}_${count++}`
      if (mark_as_used) this.#namesInUse.set(unique, 1)
    }
    return unique
  }
  get nameStack(): string | null {
    return this.#nameStack
  }
  /** Enters a name scope and returns how to leave it; see `name_scope`. */
  enterNameScope(name: string | null): { readonly prefix: string; readonly leave: () => void } {
    if (name) {
      const valid = this.#nameStack ? SCOPE_NAME : OP_NAME
      if (!valid.test(name)) throw new ValueError(`'${name}' is not a valid scope name`)
    }
    const before = this.#nameStack
    this.#nameStack = !name ? null : name.endsWith('/') ? name.slice(0, -1) : this.unique_name(name)
    return {
      prefix: this.#nameStack === null ? '' : `${this.#nameStack}/`,
      leave: () => {
        this.#nameStack = before
      },
    }
  }
  /** Runs `body` in the name scope; it gets the scope's prefix, `layer/`. */
  inNameScope<R>(name: string | null, body: (prefix: string) => R): R {
    const { prefix, leave } = this.enterNameScope(name)
    try {
      return body(prefix)
    } finally {
      leave()
    }
  }
  /** Names made inside begin with `name/`. null or '' is the root; a name ending in `/` is entered as it is. */
  name_scope(name: string | null): NameScope
  name_scope<R>(name: string | null, body: (scope: string) => R): R
  name_scope<R>(name: string | null, body?: (scope: string) => R): NameScope | R {
    const { prefix, leave } = this.enterNameScope(nameText(name))
    return body ? within(prefix, leave, body) : new NameScope(prefix, leave)
  }
  // --- control dependencies, devices, colocation

  /** Operations made inside run after `control_inputs`; null clears all dependencies, loops' and conds' included. */
  control_dependencies(control_inputs: readonly unknown[] | null): Scope<undefined>
  control_dependencies<R>(control_inputs: readonly unknown[] | null, body: () => R): R
  control_dependencies<R>(control_inputs: readonly unknown[] | null, body?: () => R): Scope<undefined> | R {
    let leave: () => void
    if (control_inputs === null) {
      const context = this.#controlFlowContext
      const before = this.#dependencies
      this.#dependencies = new ControlDependencies()
      this.#controlFlowContext = null
      leave = () => {
        this.#dependencies = before
        this.#controlFlowContext = context
      }
    } else {
      const ops = listOf(control_inputs).map(input => {
        const element = this.as_graph_element(input)
        return element instanceof Operation ? element : element.op
      })
      leave = this.#dependencies.push(ops)
    }
    return body ? within(undefined, leave, body) : new Scope(undefined, leave)
  }
  /** The operations that a new node would depend on. */
  currentControlDependencies(): Operation[] {
    return this.#dependencies.current()
  }
  /** The control inputs that a new node with these data inputs would get. */
  controlDependenciesFor(inputs: readonly Tensor[]): Operation[] {
    return this.#dependencies.forInputs(inputs)
  }
  /** What takes `op` as data from now on depends on the current control dependencies through it. */
  recordControlDependencies(op: Operation): void {
    this.#dependencies.record(op)
  }
  get controlFlowContext(): ControlFlowContextLike | null {
    return this.#controlFlowContext
  }
  set controlFlowContext(context: ControlFlowContextLike | null) {
    this.#controlFlowContext = context
  }
  /** Places operations made inside on a device: a name, a function of the operation, or null for no device of outer scopes. */
  device(device: DeviceLike): Scope<undefined>
  device<R>(device: DeviceLike, body: () => R): R
  device<R>(device: DeviceLike, body?: () => R): Scope<undefined> | R {
    this.#devices = deviceScope(device, this.#devices)
    const leave = () => {
      this.#devices = this.#devices?.outer
    }
    return body ? within(undefined, leave, body) : new Scope(undefined, leave)
  }
  /** Keeps operations made inside with `op`, on its device. */
  colocate_with(op: Tensor | Operation, ignore_existing?: boolean): Scope<undefined>
  colocate_with<R>(op: Tensor | Operation, ignore_existing: boolean, body: () => R): R
  colocate_with<R>(op: Tensor | Operation, ignore_existing = false, body?: () => R): Scope<undefined> | R {
    if (op === null || op === undefined) throw new ValueError('Tried to colocate with None')
    const operation = graphElement(this, op, true, true)
    const target = operation instanceof Operation ? operation : operation.op
    const [colocation, devices] = [this.#colocation, this.#devices]
    this.#colocation = colocationScope(target, ignore_existing ? undefined : colocation)
    this.#devices = undefined
    const leave = () => {
      this.#colocation = colocation
      this.#devices = devices
    }
    return body ? within(undefined, leave, body) : new Scope(undefined, leave)
  }
  /** Stateful operations made inside keep their state in the container of that name. */
  container(name: string): Scope<string>
  container<R>(name: string, body: (name: string) => R): R
  container<R>(name: string, body?: (name: string) => R): Scope<string> | R {
    const before = this.#container
    this.#container = name
    const leave = () => {
      this.#container = before
    }
    return body ? within(name, leave, body) : new Scope(name, leave)
  }
  /** Operations of the given types, made inside, have the gradients registered under the given names. */
  gradient_override_map(map: Readonly<Record<string, string>> | ReadonlyMap<string, string>): Scope<undefined>
  gradient_override_map<R>(map: Readonly<Record<string, string>> | ReadonlyMap<string, string>, body: () => R): R
  gradient_override_map<R>(
    map: Readonly<Record<string, string>> | ReadonlyMap<string, string>,
    body?: () => R,
  ): Scope<undefined> | R {
    const before = this.#gradientOverrides
    const added =
      map instanceof Map ? [...map] : typeof map === 'object' && map !== null ? Object.entries(map) : [[null]]
    if (added.flat().some(item => typeof item !== 'string'))
      throw new TypeError('op_type_map must be a dictionary mapping strings to strings')
    this.#gradientOverrides = new Map([...before, ...(added as [string, string][])])
    const leave = () => {
      this.#gradientOverrides = before
    }
    return body ? within(undefined, leave, body) : new Scope(undefined, leave)
  }
  /** Nodes made by `body` say that they belong to the gradient of `op`. */
  withOriginalOp<R>(op: Operation, body: () => R): R {
    const before = this.#originalOp
    this.#originalOp = op
    try {
      return body()
    } finally {
      this.#originalOp = before
    }
  }
  // --- feeding and fetching

  prevent_feeding(tensor: Tensor): void {
    this.#unfeedable.add(tensor)
  }
  is_feedable(tensor: Tensor): boolean {
    return this.mayFeed(tensor)
  }
  /** What runs ask, of tensors of this graph. */
  mayFeed(tensor: Tensor): boolean {
    return !this.#unfeedable.has(tensor)
  }
  prevent_fetching(op: Operation): void {
    this.#unfetchable.add(op)
  }
  is_fetchable(element: Tensor | Operation): boolean {
    const op = element instanceof Operation ? element : (element as Tensor | null)?.op
    if (!op) throw noAttribute(element, 'op')
    return this.mayFetch(op)
  }
  mayFetch(op: Operation): boolean {
    return !this.#unfetchable.has(op)
  }
  // --- collections

  add_to_collection(name: string, value: unknown): void {
    this.collections.add(name, value)
  }
  add_to_collections(names: string | readonly string[], value: unknown): void {
    for (const name of new Set(typeof names === 'string' ? [names] : listOf(names))) this.collections.add(name, value)
  }
  // a collection holds whatever users put into it
  // biome-ignore lint/suspicious/noExplicitAny: ported lines use what they get without casts
  get_collection(name: string, scope: string | null = null): any[] {
    return this.collections.get(name, scope)
  }
  // biome-ignore lint/suspicious/noExplicitAny: as above
  get_collection_ref(name: string): any[] {
    return this.collections.ref(name)
  }
  get_all_collection_keys(): string[] {
    return this.collections.keys()
  }
  clear_collection(name: string): void {
    this.collections.clear(name)
  }
  /** The value of `extras` under `key`, made on first use. */
  extra<T>(key: unknown, create: () => T): T {
    if (!this.extras.has(key)) this.extras.set(key, create())
    return this.extras.get(key) as T
  }
  toString(): string {
    return `<tf.Graph of ${this.#operations.length} operations>`
  }
}
guardMethods(Graph, {
  only: [
    ...[
      'as_default',
      'as_graph_def',
      'as_graph_element',
      'finalize',
      'get_operation_by_name',
      'get_tensor_by_name',
      'unique_name',
      'name_scope',
    ],
    ...[
      'control_dependencies',
      'device',
      'colocate_with',
      'container',
      'gradient_override_map',
      'prevent_feeding',
      'is_feedable',
    ],
    ...[
      'prevent_fetching',
      'is_fetchable',
      'add_to_collection',
      'add_to_collections',
      'get_collection',
      'get_collection_ref',
      'clear_collection',
    ],
  ],
})

setMethodSignatures(
  Graph,
  'create_op(op_type, inputs, dtypes, input_types=None, name=None, attrs=None, op_def=None, compute_shapes=True, compute_device=True)',
)

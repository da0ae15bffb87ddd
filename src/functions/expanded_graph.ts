/**
 * A graph without calls: a copy in which what functions compute stands where they were called, and their gradients where those are asked for.
 * Sessions run it instead of the graph, so that compiled programs and the reference executor see plain nodes.
 */
import { gradients } from '../autodiff/gradients.ts'
import { PythonError } from '../errors/python.ts'
import { invalidArgument, notFound, resourceExhausted, Status } from '../errors/status.ts'
import { withTraceback } from '../errors/user_line.ts'
import type { FunctionDef } from '../formats/protos/graph.generated.ts'
import { argLengths, outputTypes } from '../graph/arg_lengths.ts'
import { convertToTensor } from '../graph/build/convert.ts'
import { Graph } from '../graph/graph.ts'
import { inferShapes } from '../graph/infer.ts'
import { lookupOp, type OpDef } from '../graph/op_def.ts'
import type { Operation } from '../graph/operation.ts'
import type { AttrValue, FunctionValue } from '../graph/serialize/attrs.ts'
import type { Tensor } from '../graph/tensor.ts'
import { Identity, NoOp } from '../ops/core/identity_ops.ts'
import { zeros_like } from '../ops/math/zeros_like_ops.ts'
import type { DType } from '../tensor/dtypes.ts'
import { checkCall, checkGradientCall, checkNodeInputs, resultOfCall } from './call_checks.ts'
import { bodyOf, boundAttrs } from './function_body.ts'

/** The nodes that one call may come to, with all calls within. */
const MOST_NODES = 2 ** 16
/** How deep functions may call each other. */
const DEEPEST = 100

/** Tensors that are known once all nodes are made. */
type Later<T> = () => readonly T[]
interface Link {
  readonly op: Operation
  readonly inputs: Later<Tensor>
  readonly controls: Later<Operation>
  /** Whether it is part of a function, of whose tensors nothing is known yet. */
  readonly inner: boolean
}

/** A call that is being expanded. */
interface Call {
  readonly caller: Operation
  /** Where its nodes stand: `call/`. */
  readonly scope: string
  /** What nodes wait for that wait for no other node of the function. */
  readonly start: Later<Operation>
}
interface Results {
  readonly outputs: Later<Tensor>
  /** Nodes that do something beside computing the outputs. */
  readonly effects: Later<Operation>
}

const NOTHING: Later<never> = () => []

export class ExpandedGraph {
  readonly graph = new Graph()
  readonly #from: Graph
  #expanded = 0
  #links: Link[] = []
  readonly #tensors = new Map<Tensor, Tensor>()
  /** What has run when an operation has. */
  readonly #ends = new Map<Operation, Later<Operation>>()
  readonly #origins = new WeakMap<Operation, Operation>()
  readonly #failures = new Map<Operation, Status>()
  readonly #sizes = new Map<FunctionDef, number>()

  constructor(from: Graph) {
    this.#from = from
    this.graph.versions = from.versions
  }

  /** Adds what the graph has got since the last time; false where a name is taken, and all of it is to be done anew. */
  update(): boolean {
    const { operations } = this.#from
    const added = operations.slice(this.#expanded)
    if (this.#expanded > 0 && added.some(op => this.graph.operationByName(op.name))) return false
    for (const op of added) {
      withTraceback(op.traceback_, () => {
        if (op.op_def.spec.calls) this.#expand(op)
        else this.#copy(op)
      })
    }
    this.#expanded = operations.length
    this.#connectAll()
    return true
  }
  tensor(tensor: Tensor): Tensor {
    return this.#tensors.get(tensor) as Tensor
  }
  operations(op: Operation): readonly Operation[] {
    return (this.#ends.get(op) as Later<Operation>)()
  }
  /** The operation that a node stands for, or that called for it. */
  origin(op: Operation): Operation | undefined {
    return this.#origins.get(op)
  }
  /** Why a call cannot be run. */
  failure(op: Operation): Status | undefined {
    return this.#failures.get(op)
  }

  #copy(op: Operation): void {
    const copy = this.graph.addNode({
      def: op.op_def,
      inputs: [],
      argLengths: op.argLengths,
      outputTypes: op.outputTypes,
      attrs: op.attrs,
      name: `${op.name}/`,
      inferShapes: false,
      device: op.device,
      controlInputs: [],
    })
    copy.unknownAttr = op.unknownAttr
    copy.missingAttr = op.missingAttr
    copy.wrongAttrs = op.wrongAttrs
    for (const [i, output] of op.outputs.entries()) {
      const tensor = copy.outputs[i] as Tensor
      tensor.staticShape = output.staticShape
      this.#tensors.set(output, tensor)
    }
    this.#origins.set(copy, op)
    this.#ends.set(op, () => [copy])
    this.#links.push({ op: copy, inputs: this.#inputsOf(op), controls: this.#controlsOf(op), inner: false })
  }
  readonly #inputsOf =
    (op: Operation): Later<Tensor> =>
    () =>
      op.inputs.map(input => this.#tensors.get(input) as Tensor)
  readonly #controlsOf =
    (op: Operation): Later<Operation> =>
    () =>
      op.control_inputs.flatMap(control => this.operations(control))

  #expand(op: Operation): void {
    const links = this.#links.length
    try {
      const call: Call = {
        caller: op,
        scope: `${op.name}/`,
        // dead where an input is
        start: () => [...this.#controlsOf(op)(), ...new Set(this.#inputsOf(op)().map(input => input.op))],
      }
      checkCall(op, this.#from.functions.opDef(op.type) ?? op.op_def)
      const inputs = this.#inputsOf(op)
      const results =
        op.op_def.spec.calls === 'function'
          ? this.#function({ name: op.type, attrs: op.attrs }, inputs, call)
          : this.#gradient(op.attr('f') as FunctionValue, op.inputTypes, op.outputTypes, inputs, call)
      this.#deliver(op, results)
    } catch (error) {
      this.#links.length = links
      this.#failures.set(op, statusOf(error))
      this.#copy(op)
    }
  }
  /** The results of a call under its name. */
  #deliver(op: Operation, { outputs, effects }: Results): void {
    const single = op.outputs.length === 1
    const made = op.outputs.map((output, i) => {
      const node = this.#identity(
        single ? `${op.name}/` : this.#freeName(`${op.name}/output_${i}`),
        output.dtype.base_dtype,
        () => [resultOfCall(op, outputs(), i)],
        effects,
        op,
      )
      const tensor = node.outputs[0] as Tensor
      tensor.staticShape = output.staticShape
      this.#tensors.set(output, tensor)
      return node
    })
    if (made.length === 0) made.push(this.#node(NoOp, new Map(), `${op.name}/`, NOTHING, effects, op))
    this.#ends.set(op, () => made)
  }
  #freeName(name: string): string {
    let free = name
    for (let i = 1; this.graph.operationByName(free) || this.#from.operationByName(free); i++) free = `${name}_${i}`
    return `${free}/`
  }
  #identity(
    name: string,
    type: DType,
    inputs: Later<Tensor>,
    controls: Later<Operation>,
    caller: Operation,
  ): Operation {
    return this.#node(Identity, new Map<string, AttrValue>([['T', type]]), name, inputs, controls, caller)
  }
  #node(
    def: OpDef,
    attrs: Map<string, AttrValue>,
    name: string,
    inputs: Later<Tensor>,
    controls: Later<Operation>,
    caller: Operation,
    device = '',
  ): Operation {
    for (const { name: attr, defaultValue } of def.attrs.values()) {
      if (attrs.has(attr)) continue
      if (defaultValue === undefined) throw invalidArgument(`NodeDef missing attr '${attr}' from Op<name=${def.name}>`)
      attrs.set(attr, defaultValue)
    }
    const op = this.graph.addNode({
      def,
      inputs: [],
      argLengths: argLengths(def, attrs),
      outputTypes: outputTypes(def, attrs),
      attrs,
      name,
      inferShapes: false,
      device: device || caller.device,
      controlInputs: [],
    })
    this.#origins.set(op, caller)
    this.#links.push({ op, inputs, controls, inner: true })
    return op
  }

  /** Gives the nodes their inputs; what does not fit fails the call that it is for. */
  #connectAll(): void {
    for (const link of this.#links.splice(0)) {
      try {
        connect(link)
      } catch (error) {
        const caller = this.#origins.get(link.op) as Operation
        if (!this.#failures.has(caller)) this.#failures.set(caller, statusOf(error))
      }
    }
  }

  #checkSize(name: string, caller: Operation): void {
    if (this.#sizeOf(name, []) > MOST_NODES)
      throw resourceExhausted(`What ${caller.type} calls has more than ${MOST_NODES} nodes in all`)
  }
  /** How many nodes function `name` comes to. */
  #sizeOf(name: string, within: readonly string[]): number {
    const definition = this.#from.functions.get(name)?.definition
    if (!definition) return 1
    const known = this.#sizes.get(definition)
    if (known !== undefined) return known
    if (within.includes(name)) throw invalidArgument(`Function ${name} calls itself: ${[...within, name].join(' -> ')}`)
    if (within.length === DEEPEST)
      throw resourceExhausted(`Function ${within[0]} calls others more than ${DEEPEST} deep`)
    let size = 0
    for (const { op, attr } of bodyOf(definition).nodes) {
      const calls = lookupOp(op)?.spec.calls === 'gradient' ? (attr['f']?.func.name ?? '') : op
      size += this.#sizeOf(calls, [...within, name])
    }
    this.#sizes.set(definition, size)
    return size
  }

  /** What function `name` computes of `inputs`. */
  #function({ name, attrs }: FunctionValue, inputs: Later<Tensor>, outer: Call): Results {
    const { functions } = this.#from
    const found = functions.get(name)
    const own = functions.opDef(name)
    if (!found || !own) return this.#primitive(name, attrs, inputs, outer)
    this.#checkSize(name, outer.caller)
    const call = outer
    const tensors = new Map<string, Later<Tensor>>()
    const nodes = new Map<string, Later<Operation>>()
    let at = 0
    for (const [i, length] of argLengths(own, attrs).entries()) {
      const start = at
      const arg = (own.inputs[i] as { readonly name: string }).name
      tensors.set(arg, () => inputs().slice(start, start + length))
      nodes.set(arg, call.start)
      at += length
    }
    const effects: Later<Operation>[] = []
    // what a predicate decides may not run: nothing outside can wait for it
    const conditional = new Set<string>()
    const isConditional = (text: string): boolean => conditional.has(text) || conditional.has(text.replace(/:\d+$/, ''))
    const list = (text: string): readonly Tensor[] => {
      const whole = tensors.get(text)
      if (whole) return whole()
      const colon = text.lastIndexOf(':')
      const [some, index] = [tensors.get(text.slice(0, colon)), Number(text.slice(colon + 1))]
      const one = colon < 0 || !some ? undefined : some()[index]
      if (!one) throw invalidArgument(`${text} is not defined in function ${name}.`)
      return [one]
    }
    const body = bodyOf(found.definition)
    for (const node of body.nodes) {
      const attrsOfNode = boundAttrs(node.attr, attrs)
      const taken: Later<Tensor> = () => node.inputs.flatMap(list)
      if (node.op === '_ListToArray' || node.op === '_ArrayToList') {
        const decided = node.inputs.some(isConditional)
        for (const result of node.results(own)) {
          tensors.set(result, taken)
          if (decided) conditional.add(result)
        }
        continue
      }
      const waits: Later<Operation> = () => {
        const named = node.controls.flatMap(control => {
          const found = nodes.get(control)
          if (!found) throw invalidArgument(`dep: ${control} is not defined in function ${name}.`)
          return found()
        })
        return node.inputs.length + node.controls.length > 0 ? named : call.start()
      }
      const def = functions.opDef(node.op) ?? lookupOp(node.op)
      if (!def) throw notFound(`Op type not registered '${node.op}'`)
      const inner: Results = def.spec.calls
        ? this.#inner(def, attrsOfNode, taken, { ...call, scope: `${call.scope}${node.name}/`, start: waits })
        : this.#plain(def, attrsOfNode, taken, waits, node.device, this.#freeName(`${call.scope}${node.name}`), call)
      const { controlFlow } = def.spec
      const decided =
        controlFlow === 'switch' || (controlFlow !== 'merge' && [...node.inputs, ...node.controls].some(isConditional))
      if (decided) conditional.add(node.name)
      let from = 0
      const lengths = outputLengths(def, attrsOfNode)
      for (const [i, result] of node.results(def).entries()) {
        const [start, length] = [from, lengths[i] ?? 0]
        tensors.set(result, () => inner.outputs().slice(start, start + length))
        if (decided) conditional.add(result)
        from += length
      }
      nodes.set(node.name, () => [...new Set([...inner.outputs().map(output => output.op), ...inner.effects()])])
      if (!decided) effects.push(inner.effects)
    }
    return { outputs: () => body.outputs.flatMap(list), effects: () => effects.flatMap(each => each()) }
  }
  #inner(def: OpDef, attrs: Map<string, AttrValue>, taken: Later<Tensor>, call: Call): Results {
    const inputs: Later<Tensor> = () => {
      const given = taken()
      checkNodeInputs(def, attrs, given)
      return given
    }
    if (def.spec.calls === 'function') return this.#function({ name: def.name, attrs }, inputs, call)
    const given = attrs.get('Tin') as readonly DType[]
    return this.#gradient(attrs.get('f') as FunctionValue, given, attrs.get('Tout') as readonly DType[], inputs, call)
  }
  #plain(
    def: OpDef,
    attrs: Map<string, AttrValue>,
    inputs: Later<Tensor>,
    controls: Later<Operation>,
    device: string,
    name: string,
    call: Call,
  ): Results {
    const op = this.#node(def, attrs, name, inputs, controls, call.caller, device)
    const acts = def.stateful || def.spec.checks === true || op.outputs.length === 0
    return { outputs: () => op.outputs, effects: acts ? () => [op] : NOTHING }
  }
  /** An op that stands where a function may. */
  #primitive(name: string, attrs: ReadonlyMap<string, AttrValue>, inputs: Later<Tensor>, call: Call): Results {
    const def = lookupOp(name)
    if (!def || def.spec.calls) throw notFound(`Function ${name} is not defined.`)
    return this.#plain(def, new Map(attrs), inputs, call.start, '', this.#freeName(`${call.scope}${name}`), call)
  }

  /** The gradient of function `f`: of its inputs and those of its results come those of its inputs. */
  #gradient(
    f: FunctionValue,
    given: readonly DType[],
    wanted: readonly DType[],
    inputs: Later<Tensor>,
    call: Call,
  ): Results {
    const own = this.#from.functions.gradientOf(f.name)
    if (own !== undefined) {
      const signature = this.#from.functions.opDef(own)
      if (signature) checkGradientCall(signature, given)
      const results = this.#function({ name: own, attrs: new Map() }, inputs, call)
      return {
        ...results,
        outputs: () => {
          const outputs = results.outputs()
          if (outputs.length !== wanted.length)
            throw invalidArgument(
              `SymGrad expects to return ${wanted.length} tensor(s), but get ${outputs.length} tensor(s) instead.`,
            )
          return outputs
        },
      }
    }
    const mark = this.#links.length
    const named = (i: number): string =>
      this.#freeName(`${call.scope}${i < wanted.length ? `x_${i}` : `dy_${i - wanted.length}`}`)
    const passed = given.map((type, i) =>
      this.#identity(named(i), type.base_dtype, () => [inputs()[i] as Tensor], call.start, call.caller),
    )
    const tensors = passed.map(op => op.outputs[0] as Tensor)
    const entries = this.#links.splice(mark)
    const xs = tensors.slice(0, wanted.length)
    const { outputs, effects } = this.#function(f, () => xs, { ...call, start: () => passed })
    for (const link of this.#links.splice(mark)) connect(link)
    this.#links.push(...entries)
    const ys = outputs()
    const dys = tensors.slice(wanted.length)
    if (ys.length !== dys.length)
      throw invalidArgument(`${f.name} has ${ys.length} results, but its gradient is given ${dys.length} of theirs`)
    const before = this.graph.operations.length
    const grads = this.graph.as_default(() =>
      this.graph.inNameScope(call.scope, () => {
        const found = gradients([...ys], xs, { grad_ys: dys }) as readonly unknown[]
        return found.map((grad, i) => (grad === null ? zeros_like(xs[i] as Tensor) : convertToTensor(grad)))
      }),
    )
    for (const op of this.graph.operations.slice(before)) this.#origins.set(op, call.caller)
    return { outputs: () => grads, effects }
  }
}

/** Gives a node its inputs. */
function connect({ op, inputs, controls, inner }: Link): void {
  const given = inputs()
  if (inner) checkNodeInputs(op.op_def, op.attrs, given)
  for (const input of given) op.addInput(input)
  const before = controls()
  if (before.length > 0) op.replaceControlInputs([...new Set(before)])
  if (!inner) return
  try {
    inferShapes(op)
  } catch (error) {
    // the run finds it out, as TensorFlow's does
    statusOf(error)
  }
}

/** What is wrong with a function, as its call fails. Throws what is a mistake of tf0's. */
function statusOf(error: unknown): Status {
  if (error instanceof Status) return error
  if (error instanceof PythonError) return invalidArgument(error.message)
  throw error
}

/** How many tensors each output argument has. */
function outputLengths(def: OpDef, attrs: ReadonlyMap<string, AttrValue>): readonly number[] {
  return def.outputs.map(({ numberAttr, typeListAttr }) => {
    if (numberAttr !== undefined) return Number(attrs.get(numberAttr))
    return typeListAttr === undefined ? 1 : (attrs.get(typeListAttr) as readonly DType[]).length
  })
}

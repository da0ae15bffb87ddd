/** A node of the graph. */

import type { NotKeywords, PythonArguments } from '../calling/signature.ts'
import { guardMethods } from '../errors/boundary.ts'
import { ValueError } from '../errors/python.ts'
import { captureTraceback, type Traceback, userLine } from '../errors/user_line.ts'
import type { DType } from '../tensor/dtypes.ts'
import { argOfInputs } from './arg_lengths.ts'
import type { Graph } from './graph.ts'
import { inputList } from './input_list.ts'
import type { OpDef } from './op_def.ts'
import type { AttrValue } from './serialize/attrs.ts'
import { nodeDefOf } from './serialize/node_def_hook.ts'
import { currentEvaluation, type EvaluationArgs, evaluationArgs, Tensor } from './tensor.ts'

/** What surrounds an operation that is part of a cond or a loop. */
export interface ControlFlowContextLike {
  readonly name: string
  /** Lets the context rewrite the inputs of an operation made inside of it. */
  addOp(op: Operation): void
}

/** The groups of a `_class`; an imported one may hold anything. */
const classesOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(group => typeof group === 'string') : []

/** What an operation is made of. */
export interface OperationParts {
  readonly def: OpDef
  readonly name: string
  readonly inputs: readonly Tensor[]
  /** How many tensors each input argument took. */
  readonly argLengths: readonly number[]
  readonly controlInputs: readonly Operation[]
  readonly attrs: Map<string, AttrValue>
  readonly outputTypes: readonly DType[]
  readonly originalOp: Operation | null
}

/** A node: an op applied to tensors. Made by `apply_op` or `graph.create_op`; immutable for users. */
export class Operation {
  static readonly pythonModule = 'tensorflow.python.framework.ops'
  readonly graph: Graph
  readonly name: string
  readonly op_def: OpDef
  readonly attrs: Map<string, AttrValue>
  readonly outputs: readonly Tensor[]
  readonly outputTypes: readonly DType[]
  /** Position in the graph, from 1. */
  id = 0
  device = ''
  /** An attribute that the op does not have, or that it lacks, of an imported node: it cannot run. */
  unknownAttr: string | undefined
  missingAttr: string | undefined
  /** Attributes of another kind than the op says, with TensorFlow's complaint. */
  wrongAttrs: ReadonlyMap<string, string> | undefined
  controlFlowContext: ControlFlowContextLike | null = null
  /** The operation that this one is the gradient of. */
  originalOp: Operation | null
  readonly traceback_: Traceback
  #inputs: Tensor[]
  #controlInputs: Operation[]
  /** How many tensors each input argument took. */
  argLengths: readonly number[]

  constructor(
    graph: Graph,
    { def, name, inputs, argLengths, controlInputs, attrs, outputTypes, originalOp }: OperationParts,
  ) {
    this.graph = graph
    this.op_def = def
    this.name = name
    this.#inputs = inputList(inputs)
    this.argLengths = argLengths
    this.#controlInputs = [...controlInputs]
    this.attrs = attrs
    this.originalOp = originalOp
    this.traceback_ = captureTraceback()
    this.outputTypes = outputTypes
    this.outputs = outputTypes.map((type, i) => new Tensor(this, i, type))
    for (const input of inputs) input.addConsumer(this)
  }
  /** The op's name: `MatMul`. */
  get type(): string {
    return this.op_def.name
  }
  get inputs(): readonly Tensor[] {
    return this.#inputs
  }
  get control_inputs(): readonly Operation[] {
    return this.#controlInputs
  }
  /** The types that the op sees of its inputs: references only where it asks for one. */
  get inputTypes(): readonly DType[] {
    return argOfInputs(this.op_def, this.argLengths).map(({ isRef }, i) => {
      const { dtype } = this.#inputs[i] as Tensor
      return isRef ? dtype : dtype.base_dtype
    })
  }
  values(): readonly Tensor[] {
    return this.outputs
  }
  attr(name: string): AttrValue | undefined {
    return this.attrs.get(name)
  }
  /** An attribute in Python's form: strings are bytes. A ValueError where there is none of that name. */
  get_attr(name: string): AttrValue {
    const value = this.attrs.get(name)
    if (value === undefined) throw new ValueError(`No attr named '${name}' in ${String(this.node_def)}`)
    return value
  }
  get node_def(): unknown {
    return nodeDefOf(this)
  }
  /** Where the user's program made it. */
  get traceback(): string | undefined {
    return this.userLine
  }
  get userLine(): string | undefined {
    return userLine(this.traceback_)
  }
  /** `loc:@name` groups that keep this operation with others. */
  colocation_groups(): string[] {
    const groups = classesOf(this.attrs.get('_class')).filter(group => group.startsWith('loc:@'))
    return groups.length > 0 ? groups : [`loc:@${this.name}`]
  }
  /** Runs it in the default session, or the one given: `op.run(feed_dict)`, `op.run({ feed_dict, session })`. */
  run(...args: PythonArguments<'run(feed_dict=None, session=None)', EvaluationArgs>): void {
    const { feed_dict, session } = evaluationArgs(args)
    currentEvaluation().runOperation(this, feed_dict, session)
  }
  // --- changes that only the graph layer makes: loops close their back edges, gradients add control inputs

  updateInput(index: number, tensor: Tensor): void {
    this.#inputs[index]?.removeConsumer(this)
    this.#inputs[index] = tensor
    tensor.addConsumer(this)
    if (this.id > 0) this.graph.noteChange()
  }
  /** An import makes nodes first and connects them afterwards: there may be cycles. */
  addInput(tensor: Tensor): void {
    this.#inputs.push(tensor)
    tensor.addConsumer(this)
  }
  addControlInputs(ops: readonly Operation[]): void {
    for (const op of ops) this.#controlInputs.push(op)
    if (ops.length > 0 && this.id > 0) this.graph.noteChange()
  }
  replaceControlInputs(ops: readonly Operation[]): void {
    this.#controlInputs = [...ops]
    if (this.id > 0) this.graph.noteChange()
  }
  toString(): string {
    return String(this.node_def)
  }
  repr(): string {
    return `<tf.Operation '${this.name}' type=${this.type}>`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.repr()
  }
}
guardMethods(Operation, { only: ['get_attr', 'run'] })
export interface Operation extends NotKeywords {}

/** Functions as parts of a graph: defined once, called by nodes (framework/function.py). */
import { listOf, noAttribute, pythonRepr, pythonStr } from '../calling/python_repr.ts'
import { Tuple } from '../calling/tuple.ts'
import { guarded, guardedClass } from '../errors/boundary.ts'
import { isPlainObject } from '../errors/plain_object.ts'
import { AssertionError, ValueError } from '../errors/python.ts'
import { AttrValue, type FunctionDef, OpDef as OpDefProto } from '../formats/protos/graph.generated.ts'
import { convertToTensor, withScope } from '../graph/build/convert.ts'
import { createdNode } from '../graph/create_op.ts'
import { get_default_graph } from '../graph/default_graph.ts'
import { functionOp, type GraphFunction } from '../graph/function_library.ts'
import type { Graph } from '../graph/graph.ts'
import type { GradientFunction, OpDef } from '../graph/op_def.ts'
import type { Tensor } from '../graph/tensor.ts'
import { placeholder } from '../ops/core/placeholder_ops.ts'
import { variable_scope } from '../ops/variables/variable_scope.ts'
import type { Variable } from '../ops/variables/variables.ts'
import { as_dtype, type DType, type DTypeLike } from '../tensor/dtypes.ts'
import { FuncGraph } from './func_graph.ts'
import { functionDef, functionHash } from './function_def.ts'
import { type Parameters, parametersOf } from './parameters.ts'

// biome-ignore lint/suspicious/noExplicitAny: the body is the user's
type Body = (...args: any[]) => any
/** One tensor, several, or the operation of a function without results. */
// biome-ignore lint/suspicious/noExplicitAny: which of them depends on the function
type Called = any

interface CallOptions {
  /** The name of the node; the function's is the default. */
  readonly name?: string | null
  /** Whether TensorFlow's servers keep the call as it is. */
  readonly noinline?: boolean
}
interface DefunOptions {
  readonly func_name?: string
  readonly grad_func?: DefinedFunction | OverloadedFunction
  readonly python_grad_func?: GradientFunction
  readonly noinline?: boolean
}

/** Arguments, and the keywords at their end. */
function split(args: readonly unknown[]): { readonly inputs: readonly unknown[]; readonly keywords: object } {
  const last = args.at(-1)
  return isPlainObject(last) ? { inputs: args.slice(0, -1), keywords: last as object } : { inputs: args, keywords: {} }
}
function attrsOf(keywords: Readonly<Record<string, unknown>>): Record<string, AttrValue> {
  const { noinline, ...others } = keywords
  const unknown = Object.keys(others)
  if (unknown.length > 0) throw new ValueError(`Unknown keyword arguments: ${pythonRepr(unknown)}`)
  return noinline === undefined || noinline === null ? {} : { _noinline: new AttrValue({ b: Boolean(noinline) }) }
}

/** The node that calls the function of this signature. */
function callNode(signature: OpDefProto, def: OpDef, inputs: readonly Tensor[], keywords: object): Called {
  if (inputs.length !== signature.input_arg.length) {
    throw new ValueError(`Expected number of arguments: ${signature.input_arg.length}, received: ${inputs.length}`)
  }
  const { name = null, ...others } = keywords as CallOptions
  const attrs = attrsOf(others)
  const types = Array.from(signature.output_arg, ({ type }) => as_dtype(type))
  return withScope(name, signature.name, inputs, scope => {
    // of a function's results nothing is known but their types
    const node = createdNode(def, def.name, inputs, types, attrs)
    const op = get_default_graph().addNode({ ...node, name: scope, inferShapes: false })
    if (op.outputs.length === 0) return op
    return op.outputs.length === 1 ? op.outputs[0] : Tuple.from_items(op.outputs)
  })
}

/** A function with types for its arguments, as `Defun` makes it. Its body is built at its first use. */
export class DefinedFunction {
  readonly #body: Body
  readonly #args: readonly (readonly [name: string, type: DType])[]
  readonly #types: readonly DType[]
  readonly #options: DefunOptions
  readonly #doc: string | null
  #gradient: DefinedFunction | null
  #made: Built | null = null

  constructor(body: Body, parameters: Parameters, types: readonly DType[], options: DefunOptions) {
    const { grad_func } = options
    this.#body = body
    this.#types = types
    this.#args = types.map((type, i) => [parameters.names[i] ?? `arg${i}`, type])
    this.#options = options
    this.#doc = parameters.doc
    this.#gradient = grad_func instanceof DefinedFunction ? grad_func : null
  }
  /** The name of its op: as given, else that of the body and a number that the nodes decide. */
  get name(): string {
    return this.#built.definition.signature.name
  }
  get definition(): FunctionDef {
    return this.#built.definition
  }
  /** 8 hexadecimal digits that tell functions apart. */
  get hash(): string {
    return this.#built.hash
  }
  get declared_input_types(): readonly DType[] {
    return this.#types
  }
  /** Tensors of the graph around it that the body uses: arguments after those that are given. */
  get captured_inputs(): readonly Tensor[] {
    return this.#built.captured
  }
  get grad_func_name(): string | null {
    return this.#gradient?.name ?? null
  }
  get python_grad_func(): GradientFunction | null {
    return this.#options.python_grad_func ?? null
  }
  /** Says which function computes the gradient: of the arguments and the gradients of the results. Error: AssertionError where there is one. */
  set_grad_func(grad_func: DefinedFunction): void {
    if (this.#gradient) throw new AssertionError('The function has a gradient function already')
    if (!(grad_func instanceof DefinedFunction)) throw new AssertionError('grad_func is no function of Defun')
    this.#gradient = grad_func
  }
  /** Puts it, and the functions that it calls, into the library of a graph; a call does so. Error: ValueError where another has its name. */
  add_to_graph(g: Graph): void {
    const { definition, called } = this.#built
    const { name } = definition.signature
    const before = g.functions.get(name)
    const gradient = this.#gradient
    if (before && (before.definition === definition || before.definition.equals(definition))) return
    const { grad_func, python_grad_func } = this.#options
    if (!gradient && grad_func) throw noAttribute(grad_func, 'name')
    g.functions.add({
      definition,
      hash: this.hash,
      ...(gradient ? { gradientName: gradient.name } : {}),
      ...(python_grad_func ? { gradient: python_grad_func } : {}),
    })
    for (const each of called) if (!g.functions.get(each.definition.signature.name)) g.functions.add(each)
    gradient?.add_to_graph(g)
  }
  /** Adds a node that calls it. `args`: what becomes its inputs, and at the end `{ name, noinline }`. */
  call(...args: readonly unknown[]): Called {
    const graph = get_default_graph()
    this.add_to_graph(graph)
    const { inputs, keywords } = split(args)
    const { definition, captured } = this.#built
    const tensors = [...inputs.map(input => convertToTensor(input)), ...captured]
    return callNode(definition.signature, graph.functions.opDef(this.name) as OpDef, tensors, keywords)
  }
  get #built(): Built {
    this.#made ??= this.#build()
    return this.#made
  }
  #build(): Built {
    const graph = new FuncGraph()
    const { inputs, outputs } = graph.as_default(() => {
      const inputs = this.#args.map(([name, type]) => placeholder(type, null, name))
      const given: unknown = variable_scope('', { custom_getter: graph.getter }, () => this.#body(...inputs))
      const results = Array.isArray(given) ? given : [given]
      if (results.some(result => result === null || result === undefined))
        throw new ValueError('Function can not return None.')
      return { inputs, outputs: results.map(result => convertToTensor(result)) }
    })
    const { func_name, grad_func: _, python_grad_func: __, ...others } = this.#options
    const definition = functionDef(graph, [...inputs, ...graph.extraArgs], outputs)
    for (const [name, value] of Object.entries(attrsOf(others))) definition.attr[name] = value
    const called = [...graph.functions.all()]
    const byName = [...called].sort((a, b) => (a.definition.signature.name < b.definition.signature.name ? -1 : 1))
    const hash = functionHash(
      definition,
      byName.map(each => each.hash ?? ''),
    )
    definition.signature.name = func_name ?? `${this.#body.name || 'function'}_${hash}`
    if (this.#doc) definition.signature.description = this.#doc
    return { definition, hash, called, captured: graph.extraInputs }
  }
}
interface Built {
  readonly definition: FunctionDef
  readonly hash: string
  readonly called: readonly GraphFunction[]
  readonly captured: readonly Tensor[]
}

/** How TensorFlow writes types in the names of functions. */
const SHORT: Readonly<Record<string, string>> = {
  float16: 'f16',
  float32: 'f32',
  float64: 'f64',
  int32: 'i32',
  uint8: 'i8',
  uint16: 'u16',
  int16: 'i16',
  int8: 'i8',
  string: 's',
  complex64: 'c64',
  complex128: 'c128',
  int64: 'i64',
  bool: 'b',
  qint8: 'qi8',
  quint8: 'qu8',
  qint16: 'qi16',
  quint16: 'qu16',
  qint32: 'qi32',
  bfloat16: 'b16',
}

/** A function without types for its arguments: each call defines one for the types at hand. */
export class OverloadedFunction {
  static readonly pythonName = '_OverloadedFunction'

  readonly #body: Body
  readonly #parameters: Parameters
  readonly #options: DefunOptions
  readonly #defined = new Map<string, DefinedFunction>()

  constructor(body: Body, parameters: Parameters, options: DefunOptions) {
    if (options.grad_func !== undefined && !(options.grad_func instanceof OverloadedFunction))
      throw new AssertionError('grad_func is no function of Defun without types')
    this.#body = body
    this.#parameters = parameters
    this.#options = options
  }
  /** The function for arguments of these types. Error: ValueError for a type that functions cannot have. */
  instantiate(input_types: readonly DTypeLike[]): DefinedFunction {
    const types = input_types.map(type => as_dtype(type))
    if (types.some(type => !Object.hasOwn(SHORT, type.name)))
      throw new ValueError(`Unsupported dtypes: ${pythonRepr(types)}`)
    const key = types.map(type => SHORT[type.name]).join('')
    let defined = this.#defined.get(key)
    if (!defined) {
      const { func_name, grad_func, ...others } = this.#options
      const options = { ...others, ...(func_name === undefined ? {} : { func_name: `${func_name}_${key}` }) }
      defined = new DefinedFunction(this.#body, this.#parameters, types, options)
      const results = Array.from(defined.definition.signature.output_arg, ({ type }) => as_dtype(type))
      if (grad_func instanceof OverloadedFunction) defined.set_grad_func(grad_func.instantiate([...types, ...results]))
      this.#defined.set(key, defined)
    }
    return defined
  }
  /** Adds a node that calls the function for these arguments. */
  call(...args: readonly unknown[]): Called {
    const { inputs, keywords } = split(args)
    const tensors = inputs.map(input => convertToTensor(input))
    return this.instantiate(tensors.map(tensor => tensor.dtype)).call(...tensors, keywords)
  }
}

/**
 * Makes functions of the graph: what the body adds is kept in the graph's library, and a call is one node. Arguments have the types `input_types`; without
 * types each call decides them. `func_name` names the op, `grad_func` is the function that computes the gradient, `python_grad_func(op, ...grads)` adds its
 * nodes instead; else the nodes of the body are differentiated.
 *
 *     const square = new tf.function.Defun(tf.float32).call(function square(x) { return tf.mul(x, x) })
 *     const y = square.call(3)
 *
 * Errors: ValueError for a body with defaults or with another number of parameters than types.
 */
export class Defun {
  readonly #types: readonly DType[]
  readonly #options: DefunOptions

  constructor(...args: readonly (DTypeLike | DefunOptions)[]) {
    const { inputs, keywords } = split(args)
    this.#types = Tuple.from_items(inputs.map(type => as_dtype(type as DTypeLike))) as DType[]
    this.#options = keywords
  }
  call(func: Body): DefinedFunction & OverloadedFunction
  call(func: Body): DefinedFunction | OverloadedFunction {
    if (typeof func !== 'function') throw new ValueError(`func ${pythonStr(func)} must be callable`)
    const parameters = parametersOf(func)
    if (parameters.optional) {
      throw new ValueError('Functions with argument defaults or keyword arguments are not supported.')
    }
    const { names, rest } = parameters
    const count = this.#types.length
    if (count > 0) {
      if (count < names.length || (count > names.length && !rest)) {
        throw new ValueError('The function has fewer arguments than the number of specified input types.')
      }
      return new DefinedFunction(func, parameters, this.#types, this.#options)
    }
    if (names.length === 0 && !rest) return new DefinedFunction(func, parameters, [], this.#options)
    return new OverloadedFunction(func, parameters, this.#options)
  }
}

/**
 * A function that is defined later, or by a file: calls of it can be made before it is in the graph.
 *
 *     const later = new tf.function.Declare('Later', [tf.float32], [tf.float32])
 *     const y = later.call(x)
 *
 * Error of a run: NotFoundError where it still isn't there.
 */
export class Declare {
  readonly #signature: OpDefProto
  readonly #def: OpDef

  constructor(func_name: string, input_types: readonly DTypeLike[], output_types: readonly DTypeLike[]) {
    const args = (types: readonly DTypeLike[]): object[] =>
      listOf(types).map(type => ({ type: as_dtype(type).as_datatype_enum }))
    this.#signature = new OpDefProto({
      name: func_name,
      input_arg: args(input_types) as never,
      output_arg: args(output_types) as never,
    })
    this.#def = functionOp(this.#signature)
  }
  call(...args: readonly unknown[]): Called {
    const { inputs, keywords } = split(args)
    const tensors = inputs.map(input => convertToTensor(input))
    return callNode(this.#signature, this.#def, tensors, keywords)
  }
}

const building = (): FuncGraph | null => {
  const graph = get_default_graph()
  return graph instanceof FuncGraph ? graph : null
}
/** The variables that the body being built has asked for; none outside of one. */
export const get_extra_vars: () => readonly Variable[] = guarded(() => building()?.extraVars ?? [], 'get_extra_vars')
/** The tensors of the graph around the body being built that it uses. */
export const get_extra_inputs: () => readonly Tensor[] = guarded(
  () => building()?.extraInputs ?? [],
  'get_extra_inputs',
)
/** The arguments that stand for them in the body. */
export const get_extra_args: () => readonly Tensor[] = guarded(() => building()?.extraArgs ?? [], 'get_extra_args')

// @ts-expect-error the guarded class takes its place
Defun = guardedClass(Defun)
// @ts-expect-error the guarded class takes its place
Declare = guardedClass(Declare)
// @ts-expect-error the guarded class takes its place
DefinedFunction = guardedClass(DefinedFunction)
// @ts-expect-error the guarded class takes its place
OverloadedFunction = guardedClass(OverloadedFunction)

/** The functions of a graph (FunctionDefLibrary): each is an op that nodes of the graph may have. */
import { ValueError } from '../errors/python.ts'
import { notFound } from '../errors/status.ts'
import { type FunctionDef, FunctionDefLibrary, GradientDef } from '../formats/protos/graph.generated.ts'
import { as_dtype } from '../tensor/dtypes.ts'
import { type GradientFunction, OpDef } from './op_def.ts'

type ArgDef = FunctionDef['signature']['input_arg'][number]

/** A function: what it computes, and how it is differentiated where that is not left to the gradients of its nodes. */
export interface GraphFunction {
  readonly definition: FunctionDef
  /** The function of the library that computes its gradient. */
  readonly gradientName?: string | undefined
  /** Adds the nodes of its gradient. */
  readonly gradient?: GradientFunction | undefined
  /** Digits that tell it from other functions, where the program has defined it. */
  readonly hash?: string | undefined
}

export class FunctionLibrary {
  readonly #functions = new Map<string, GraphFunction>()
  readonly #ops = new Map<string, OpDef>()
  /** By function; files may name functions that the library does not have. */
  readonly #gradients = new Map<string, string>()

  get size(): number {
    return this.#functions.size
  }
  get(name: string): GraphFunction | undefined {
    return this.#functions.get(name)
  }
  all(): IterableIterator<GraphFunction> {
    return this.#functions.values()
  }
  /** The name of the function that computes the gradient of function `name`. */
  gradientOf(name: string): string | undefined {
    return this.#gradients.get(name)
  }
  /** Adds a function; one that is there already stays. A ValueError where another has its name. */
  add(added: GraphFunction): void {
    const { definition, gradientName } = added
    const { name } = definition.signature
    const previous = this.#functions.get(name)
    if (previous && !previous.definition.equals(definition))
      throw new ValueError('Another function is already defined with that name')
    if (previous) return
    if (gradientName !== undefined && added.gradient)
      throw new ValueError(`Gradient defined twice for function ${name}`)
    this.#functions.set(name, added)
    if (gradientName !== undefined) this.#gradients.set(name, gradientName)
  }
  /** Adds those of a file. */
  import(library: FunctionDefLibrary): void {
    for (const definition of library.function) this.add({ definition })
    for (const { function_name, gradient_func } of library.gradient) {
      const known = this.#gradients.get(function_name)
      if (known !== undefined && known !== gradient_func)
        throw new ValueError(`Gradient defined twice for function ${function_name}`)
      this.#gradients.set(function_name, gradient_func)
    }
  }
  /** The op that stands for function `name`. */
  opDef(name: string): OpDef | undefined {
    const found = this.#functions.get(name)
    if (!found) return undefined
    let def = this.#ops.get(name)
    if (!def) {
      def = functionOp(found.definition.signature)
      this.#ops.set(name, def)
    }
    return def
  }
  /** As a message; undefined where there is none. */
  toProto(): FunctionDefLibrary | undefined {
    if (this.#functions.size === 0 && this.#gradients.size === 0) return undefined
    const library = new FunctionDefLibrary()
    for (const { definition } of this.#functions.values()) library.function.push(definition)
    for (const [function_name, gradient_func] of this.#gradients)
      library.gradient.push(new GradientDef({ function_name, gradient_func }))
    return library
  }
}

/** `name: N * T`, as ops declare their arguments. */
function argText({ name, type, type_attr, number_attr, type_list_attr, is_ref }: ArgDef): string {
  const single = type_list_attr || type_attr || as_dtype(type % 100).name
  const type_ = is_ref || type > 100 ? `Ref(${single})` : single
  return `${name}: ${number_attr ? `${number_attr} * ` : ''}${type_}`
}

const ATTR_TYPE =
  /^(?:list\((?:string|int|float|bool|type|shape|tensor|func)\)|string|int|float|bool|type|shape|tensor|func)$/
function attrText({ name, type }: { readonly name: string; readonly type: string }): string {
  if (!ATTR_TYPE.test(type)) throw new ValueError(`Attr '${name}' of a function has the unknown type '${type}'`)
  return `${name}: ${type}`
}

/** An op of that signature, which a session replaces by what the function computes. */
export function functionOp(signature: FunctionDef['signature']): OpDef {
  return new OpDef(signature.name, {
    inputs: Array.from(signature.input_arg, argText),
    outputs: Array.from(signature.output_arg, argText),
    attrs: Array.from(signature.attr, attrText),
    stateful: signature.is_stateful,
    gradient: 'unregistered',
    calls: 'function',
    // a session replaces those that the graph's library has
    kernel: k => {
      throw notFound(`Op type not registered '${k.node.op}'`)
    },
    lower: { kind: 'host' },
  })
}

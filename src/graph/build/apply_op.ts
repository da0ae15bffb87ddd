/**
 * Makes a node from an op's definition and arguments by name: converts inputs, infers types and attributes, checks them
 * with TensorFlow's messages (framework/op_def_library.py).
 */

import { pythonRepr, pythonStr, pythonTypeName } from '../../calling/python_repr.ts'
import { NotImplementedError, TypeError, ValueError } from '../../errors/python.ts'
import type { DType } from '../../tensor/dtypes.ts'
import * as dtypes from '../../tensor/dtypes.ts'
import { argOfInputs, isListArg, outputTypes } from '../arg_lengths.ts'
import { attrFromPython } from '../attr_check.ts'
import { popGraph, pushGraph } from '../default_graph.ts'
import type { Graph } from '../graph.ts'
import type { ArgDef, AttrDef, OpDef } from '../op_def.ts'
import type { Operation } from '../operation.ts'
import { nameText } from '../scope_names.ts'
import type { AttrValue } from '../serialize/attrs.ts'
import { Tensor } from '../tensor.ts'
import { convertToTensor, graphOf, isBare, type Name } from './convert.ts'

/** Arguments of an op: inputs and attributes by name. `undefined` and null attributes take their default. */
export type OpArgs = Readonly<Record<string, unknown>>

/** Adds a node. `name` null: the op's own name; ending in `/`: used as it is. */
export function applyOp(def: OpDef, args: OpArgs, name: Name | string = null): Operation {
  const values = def.inputs.map(arg => args[arg.name])
  const graph = graphOf(values.flatMap(value => (Array.isArray(value) ? value : [value])))
  checkDeprecation(def, graph)
  pushGraph(graph)
  try {
    return graph.inNameScope(nameText(name) ?? def.name, scope => new Builder(def, args, scope, graph).build())
  } finally {
    popGraph(graph)
  }
}

/** `applyOp` for ops with one output. */
export function apply(def: OpDef, args: OpArgs, name: Name | string = null): Tensor {
  return applyOp(def, args, name).outputs[0] as Tensor
}

function checkDeprecation(def: OpDef, graph: Graph): void {
  const { deprecated } = def.spec
  const { producer } = graph.versions
  if (deprecated && producer >= deprecated.version) {
    throw new NotImplementedError(
      `Op ${def.name} is not available in GraphDef version ${producer}. It has been removed in version ${deprecated.version}. ${deprecated.explanation}.`,
    )
  }
}

class Builder {
  readonly #def: OpDef
  readonly #args: OpArgs
  readonly #scope: string
  readonly #graph: Graph
  readonly #attrs = new Map<string, AttrValue>()
  readonly #inferredFrom = new Map<string, string>()
  readonly #inputs: Tensor[] = []
  readonly #argLengths: number[] = []

  constructor(def: OpDef, args: OpArgs, scope: string, graph: Graph) {
    this.#def = def
    this.#args = args
    this.#scope = scope
    this.#graph = graph
  }

  build(): Operation {
    for (const arg of this.#def.inputs) {
      if (!(arg.name in this.#args)) throw new TypeError(`No argument for input ${arg.name}`)
      const value = this.#args[arg.name]
      const tensors = isListArg(arg) ? this.#convertList(arg, value) : [this.#convertOne(arg, value)]
      this.#infer(arg, tensors)
      if (arg.isRef && !tensors.every(tensor => tensor.dtype.is_ref)) {
        throw new TypeError(`Input '${arg.name}' of '${this.#def.name}' Op requires l-value input`)
      }
      for (const tensor of tensors) this.#inputs.push(tensor)
      this.#argLengths.push(tensors.length)
    }
    const attrs = this.#remainingAttrs()
    const node = {
      def: this.#def,
      inputs: this.#inputs,
      argLengths: this.#argLengths,
      outputTypes: outputTypes(this.#def, attrs, this.#inputs.length),
      attrs,
      name: this.#scope,
    }
    const args = argOfInputs(this.#def, this.#argLengths)
    const refs = this.#inputs.filter((_, i) => args[i]?.isRef)
    const scopes = refs.map(ref => this.#graph.colocate_with(ref))
    try {
      return this.#graph.addNode(node)
    } finally {
      for (const scope of scopes.reverse()) scope[Symbol.dispose]()
    }
  }

  /** The type that the context gives an argument: fixed, or known from an earlier argument. */
  #expected(arg: ArgDef): DType | null {
    return (
      arg.type ??
      ((arg.typeAttr === undefined ? undefined : this.#attrs.get(arg.typeAttr)) as DType | undefined) ??
      null
    )
  }
  #attrDef(name: string): AttrDef {
    return this.#def.attrs.get(name) as AttrDef
  }
  /** For bare numbers: the type of a later argument that must have the same one, else the first suitable type that the op takes. */
  #bareType(arg: ArgDef): DType | null {
    if (arg.typeAttr === undefined) return null
    for (const other of this.#def.inputs) {
      if (other.typeAttr !== arg.typeAttr) continue
      const value = this.#args[other.name]
      for (const item of isListArg(other) && Array.isArray(value) ? value : [value]) {
        const dtype = typeOf(item)
        if (dtype) return dtype
      }
    }
    const { allowed, defaultValue } = this.#attrDef(arg.typeAttr)
    if (defaultValue !== undefined) return defaultValue as DType
    if (!allowed || allowed.includes(dtypes.float32)) return null
    return allowed.includes(dtypes.int32) ? dtypes.int32 : (allowed[0] as DType)
  }

  #convertOne(arg: ArgDef, value: unknown): Tensor {
    const dtype = this.#expected(arg)
    const attr = arg.typeAttr === undefined ? undefined : this.#attrDef(arg.typeAttr)
    const preferred = dtype ? null : ((attr?.defaultValue ?? null) as DType | null)
    try {
      return convertToTensor(value, {
        name: arg.name,
        dtype,
        asRef: arg.isRef,
        preferred,
        bare: dtype || !isBare(value) ? null : this.#bareType(arg),
      })
    } catch (error) {
      if (error instanceof TypeError) {
        if (!dtype) throw error
        throw new TypeError(
          `Expected ${dtype.name} passed to parameter '${arg.name}' of op '${this.#def.name}', got ${pythonRepr(value)} of type '${pythonTypeName(value)}' instead.`,
        )
      }
      if (!(error instanceof ValueError)) throw error
      throw this.#mismatch(arg, value)
    }
  }
  #mismatch(arg: ArgDef, value: unknown): Error {
    const observed = convertToTensor(value, { asRef: arg.isRef }).dtype.name
    const prefix = `Input '${arg.name}' of '${this.#def.name}' Op has type ${observed} that does not match`
    if (arg.type) return new TypeError(`${prefix} expected type of ${arg.type.name}.`)
    const attr = arg.typeAttr as string
    const type = (this.#attrs.get(attr) ?? this.#attrDef(attr).defaultValue) as DType
    return new TypeError(
      `${prefix} type ${type.name} of argument '${this.#inferredFrom.get(attr) ?? 'Default in OpDef'}'.`,
    )
  }

  #convertList(arg: ArgDef, value: unknown): Tensor[] {
    if (!Array.isArray(value))
      throw new TypeError(
        `Expected list for '${arg.name}' argument to '${this.#def.name}' Op, not ${pythonStr(value)}.`,
      )
    let dtype = this.#expected(arg)
    let preferred: DType | null = null
    if (!dtype && arg.numberAttr !== undefined) {
      for (const item of value) dtype ??= typeOf(item) ?? null
      if (!dtype)
        preferred = ((arg.typeAttr === undefined ? undefined : this.#attrDef(arg.typeAttr).defaultValue) ??
          null) as DType | null
    }
    if (dtype && !arg.isRef) dtype = dtype.base_dtype
    try {
      const bare = this.#bareType(arg)
      const tensors = value.map((item, i) =>
        convertToTensor(item, { name: `${arg.name}_${i}`, dtype, asRef: arg.isRef, preferred, bare }),
      )
      if (arg.numberAttr !== undefined && new Set(tensors.map(tensor => tensor.dtype.base)).size > 1)
        throw new TypeError()
      return tensors
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof ValueError)) throw error
      throw this.#listMismatch(arg, value, dtype)
    }
  }
  #listMismatch(arg: ArgDef, values: readonly unknown[], dtype: DType | null): TypeError {
    const observed = values.map(value => {
      try {
        return convertToTensor(value, { asRef: arg.isRef }).dtype.base
      } catch {
        return '<NOT CONVERTIBLE TO TENSOR>'
      }
    })
    const prefix = `Tensors in list passed to '${arg.name}' of '${this.#def.name}' Op have types [${observed.join(', ')}]`
    if (arg.numberAttr === undefined) return new TypeError(`${prefix} that are invalid.`)
    if (arg.type) return new TypeError(`${prefix} that do not match expected type ${arg.type.name}.`)
    if (arg.typeAttr !== undefined && this.#attrs.has(arg.typeAttr)) {
      return new TypeError(`${prefix} that do not match type ${dtype?.name} inferred from earlier arguments.`)
    }
    return new TypeError(`${prefix} that don't all match.`)
  }

  /** Sets and checks the attributes that the tensors of one argument decide. */
  #infer(arg: ArgDef, tensors: readonly Tensor[]): void {
    const op = this.#def.name
    const types = tensors.map(tensor => tensor.dtype.base_dtype)
    if (arg.numberAttr !== undefined) {
      const known = this.#attrs.get(arg.numberAttr)
      if (known === undefined) {
        this.#attrs.set(arg.numberAttr, tensors.length)
        this.#inferredFrom.set(arg.numberAttr, arg.name)
        const { minimum } = this.#attrDef(arg.numberAttr)
        if (minimum !== undefined && tensors.length < minimum) {
          throw new ValueError(
            `List argument '${arg.name}' to '${op}' Op with length ${tensors.length} shorter than minimum length ${minimum}.`,
          )
        }
      } else if (known !== tensors.length) {
        throw new ValueError(
          `List argument '${arg.name}' to '${op}' Op with length ${tensors.length} must match length ${known} of argument '${this.#inferredFrom.get(arg.numberAttr)}'.`,
        )
      }
      if (arg.typeAttr !== undefined && !this.#attrs.has(arg.typeAttr)) {
        if (types.length === 0) {
          throw new TypeError(
            `Don't know how to infer type variable from empty input list passed to input '${arg.name}' of '${op}' Op.`,
          )
        }
        this.#setType(arg, arg.typeAttr, types[0] as DType)
      }
    } else if (arg.typeAttr !== undefined) {
      if (!this.#attrs.has(arg.typeAttr)) this.#setType(arg, arg.typeAttr, types[0] as DType)
    } else if (arg.typeListAttr !== undefined) {
      const known = this.#attrs.get(arg.typeListAttr) as readonly DType[] | undefined
      if (!known) {
        for (const type of types) checkType(type, this.#attrDef(arg.typeListAttr))
        this.#attrs.set(arg.typeListAttr, types)
        this.#inferredFrom.set(arg.typeListAttr, arg.name)
      } else if (known.length !== types.length || known.some((type, i) => type !== types[i])) {
        const names = (list: readonly DType[]) => list.map(type => type.name).join(', ')
        throw new TypeError(
          `Input '${arg.name}' of '${op}' Op has type list of ${names(types)} that does not match type list ${names(known)} of argument '${this.#inferredFrom.get(arg.typeListAttr)}'.`,
        )
      }
    }
  }
  #setType(arg: ArgDef, attr: string, type: DType): void {
    checkType(type, this.#attrDef(attr))
    this.#attrs.set(attr, type)
    this.#inferredFrom.set(attr, arg.name)
  }

  /** All attributes in the op's order: inferred, given, default. */
  #remainingAttrs(): Map<string, AttrValue> {
    const { attrs } = this.#def
    for (const key of Object.keys(this.#args)) {
      if (this.#attrs.has(key)) throw new TypeError(`Should not specify value for inferred attr '${key}'.`)
      if (!attrs.has(key) && !this.#def.inputs.some(arg => arg.name === key))
        throw new TypeError(`apply_op() got unexpected keyword arguments: ${key}`)
    }
    const all = new Map<string, AttrValue>()
    for (const attr of attrs.values()) {
      const inferred = this.#attrs.get(attr.name)
      if (inferred !== undefined) {
        all.set(attr.name, inferred)
        continue
      }
      const given = this.#args[attr.name]
      if ((given === undefined || given === null) && attr.defaultValue !== undefined)
        all.set(attr.name, attr.defaultValue)
      else if (given === undefined) throw new TypeError(`No argument for attr ${attr.name}`)
      else all.set(attr.name, attrFromPython(this.#def.name, attr, given))
    }
    return all
  }
}

/** The type of a value that already has one. */
function typeOf(value: unknown): DType | undefined {
  if (value instanceof Tensor) return value.dtype.base_dtype
  if (typeof value === 'object' && value !== null && '_as_graph_element' in value) {
    const element = (value as { _as_graph_element(): unknown })._as_graph_element()
    if (element instanceof Tensor) return element.dtype.base_dtype
  }
  return undefined
}

function checkType(type: DType, attr: AttrDef): void {
  if (attr.allowed && !attr.allowed.includes(type)) {
    throw new TypeError(
      `DataType ${type.name} for attr '${attr.name}' not in list of allowed values: ${attr.allowed.map(other => (other as DType).name).join(', ')}`,
    )
  }
}

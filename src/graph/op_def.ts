/**
 * What an op is: its inputs, outputs and attributes as TensorFlow registers them, and what tf0 knows of it (shapes,
 * gradient, kernel, lowering). Shared code asks these declarations and never which op it has.
 */

import { bug } from '../errors/bug.ts'
import { checkInt32 } from '../errors/int32.ts'
import type { Status } from '../errors/status.ts'
import type { Kernel } from '../kernels/kernel.ts'
import type { Scalar } from '../kernels/scalar.ts'
import { as_dtype, type DType } from '../tensor/dtypes.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import type { Shape } from '../tensor/shape.ts'
import type { AttrsOf, AttrTable, OperationOf } from './attr_types.ts'
import type { Graph } from './graph.ts'
import type { IndexedSlices } from './indexed_slices.ts'
import type { Operation } from './operation.ts'
import type { AttrKind, AttrValue } from './serialize/attrs.ts'
import { parseAttrSpec } from './serialize/attrs.ts'
import type { InferenceContext } from './shape_inference.ts'
import type { Tensor } from './tensor.ts'

/** One input or output argument: a tensor, or a list of tensors. */
export interface ArgDef {
  readonly name: string
  /** A fixed type; else one of the attributes below says it. */
  readonly type?: DType
  readonly typeAttr?: string
  /** The attribute that counts a list of tensors of one type. */
  readonly numberAttr?: string
  /** The attribute that lists the types of a list of tensors. */
  readonly typeListAttr?: string
  readonly isRef: boolean
}

export interface AttrDef {
  readonly name: string
  readonly kind: AttrKind
  readonly isList: boolean
  readonly defaultValue?: AttrValue
  readonly allowed?: readonly (DType | string)[]
  readonly minimum?: number
  /** Ours: TensorFlow would go on until memory or patience ends. */
  readonly maximum?: number
  /** TensorFlow's kernel, and perhaps its shape function, reads it as an integer of 32 bits. */
  readonly isInt32?: boolean
  /** All 64 bits of it count. Of other integers, which say how much or where, kernels get the nearest number. */
  readonly isInt64?: boolean
}

export type Gradient = Tensor | IndexedSlices | null

/** Adds the nodes that compute d(loss)/d(inputs) from d(loss)/d(outputs); one result per input, null where there is none. */
export type GradientFunction<Attrs extends AttrTable = AttrTable> = (
  op: OperationOf<Attrs>,
  ...grads: Tensor[]
) => readonly Gradient[]

/** The attributes and types of one node, as lowerings see them. */
export interface NodeInfo<Attrs = AttrTable> {
  readonly name: string
  attr<Name extends keyof Attrs & string>(name: Name): Attrs[Name]
  readonly inputTypes: readonly DType[]
  readonly outputTypes: readonly DType[]
}

/** What a lowering knows when a plan is made: concrete shapes, and the values that are known by then. */
export interface PlanContext<Attrs = AttrTable> extends NodeInfo<Attrs> {
  readonly inputShapes: readonly (readonly number[])[]
  readonly outputShapes: readonly (readonly number[])[]
  /** The value of input `index` where the op declares it as `shapeInputs`, or where it happens to be known. */
  value(index: number): NDArray | undefined
}

/** The number of an input and its new value. */
export type NewValue = readonly [input: number, value: Scalar]

/**
 * A WebAssembly kernel. `operands`: which inputs it takes (default all; those known at plan time are usually left out and go
 * into `attrs`, which is undefined where the kernel cannot do this node). `scalars`: expressions that the kernel computes.
 * `inPlace`: output 0 is the buffer of this (reference) input. `draws`: how many blocks of the node's random stream a run takes;
 * the kernel gets the stream's place (int32 [6]: four words of counter, two of key) before its other operands.
 * `checks`: it may refuse the values of its operands, so it runs even where nothing needs its outputs; a function where that depends
 * on what is known (then `freeInputs` says which values are looked at in the run).
 */
export interface KernelLowering<Attrs = AttrTable> {
  readonly kind: 'kernel'
  readonly kernel: string
  readonly operands?: readonly number[] | ((node: PlanContext<Attrs>) => readonly number[])
  readonly attrs?: (node: PlanContext<Attrs>) => Record<string, unknown> | undefined
  readonly scalars?: (node: PlanContext<Attrs>) => readonly Scalar[]
  readonly inPlace?: number
  readonly draws?: (node: PlanContext<Attrs>) => number
  readonly checks?: true | ((node: PlanContext<Attrs>) => boolean)
}

/** How an op gets into a plan. */
export type Lowering<Attrs = AttrTable> =
  /** Its value comes from outside: a feed. */
  | { readonly kind: 'source' }
  /** The output is the buffer of input 0, perhaps with another shape. */
  | { readonly kind: 'view' }
  /**
   * `when`: for which nodes; the others are left to the reference kernel. `views`: the shapes under which inputs broadcast to the
   * output, undefined for those that do so as they are.
   */
  | {
      readonly kind: 'elementwise'
      readonly scalar: (inputs: readonly Scalar[], node: NodeInfo<Attrs>) => Scalar
      readonly when?: (node: PlanContext<Attrs>) => boolean
      readonly views?: (node: PlanContext<Attrs>) => readonly (readonly number[] | undefined)[]
    }
  /**
   * Variables behind reference inputs get, in place and in one pass, scalar functions of the old values of all inputs: first
   * the one of input 0, and perhaps others of its shape. The inputs must have that shape, or be scalars. `when`: for which nodes;
   * the others are left to the reference kernel.
   */
  | {
      readonly kind: 'update'
      /** The new value of input 0 is this input as it is: where a host operation gives it, there is nothing to compile. */
      readonly copies?: number
      readonly values: (inputs: readonly Scalar[], node: NodeInfo<Attrs>) => readonly NewValue[]
      readonly when?: (node: PlanContext<Attrs>) => boolean
    }
  /** Input 0 reduced over `axes`, by default those in input 1 (`keep_dims` attribute). */
  | {
      readonly kind: 'reduce'
      readonly reducer: 'sum' | 'mean' | 'prod' | 'max' | 'min' | 'all' | 'any'
      readonly axes?: (node: PlanContext<Attrs>) => readonly number[]
    }
  | KernelLowering<Attrs>
  /** Only the reference kernel, called from within a plan. */
  | { readonly kind: 'reference' }
  /** Between segments: strings, resources, data-dependent shapes, side effects outside of the session. */
  | { readonly kind: 'host' }
  /** No kernel yet: graphs with the op load, print and export; running it raises UnimplementedError. */
  | { readonly kind: 'unimplemented' }

/**
 * What an op reaches outside of the graph: files of the machine, or functions of the program. `where`: only where this attribute is not
 * empty. Imports that are not trusted refuse such nodes.
 */
export interface HostAccess {
  readonly to: 'files' | 'functions'
  readonly where?: string
}

export type ControlFlow = 'switch' | 'merge' | 'enter' | 'exit' | 'next_iteration' | 'loop_cond' | 'trigger'

/** A session, as what it gives out may use it later. */
export interface FetchingSession {
  readonly graph: Graph
  // biome-ignore lint/suspicious/noExplicitAny: leaves of results are typed any
  run(fetches: unknown, feeds: readonly (readonly [Tensor, unknown])[]): any
  /** Nobody holds the tensor of that handle any more. */
  forget_tensor(handle: string): void
}

/** What `defineOp` takes. Argument and attribute specifications are written as TensorFlow registers them: `values: N * T`. */
export interface OpSpec<Specs extends readonly string[] = readonly string[], Attrs extends AttrTable = AttrsOf<Specs>> {
  readonly inputs?: readonly string[]
  readonly outputs?: readonly string[]
  readonly attrs?: Specs
  readonly summary?: string
  readonly deprecated?: { readonly version: number; readonly explanation: string }
  readonly stateful?: boolean
  readonly commutative?: boolean
  readonly aggregate?: boolean
  /** TensorFlow's error of a node whose kernel cannot be made. */
  readonly refuses?: (node: { attr(name: string): unknown }) => Status | undefined
  /** It reads or writes files, or calls the program that runs the graph. */
  readonly hostAccess?: HostAccess
  /** It uses the tensors that a session keeps between runs, which sessions on servers do not have. */
  readonly keptTensors?: true
  /** It shows something to whoever watches the run, so it matters when it does. */
  readonly prints?: boolean
  /** The outputs depend on the shapes of the inputs only. */
  readonly shapeOnly?: boolean
  readonly allowsUninitialized?: boolean
  /** Static shapes of the outputs. Throw `invalidArgument(…)` where TensorFlow's shape function fails. */
  readonly infer?: (c: InferenceContext<Attrs>) => readonly Shape[]
  /** The outputs' shapes where the inputs are concrete, if `infer` says less or other: TensorFlow's shape function may be vague or wrong. */
  readonly concreteShapes?: (c: InferenceContext<Attrs>) => readonly Shape[]
  /** 'none': not differentiable, gradients stop here silently. 'unregistered': TensorFlow raises LookupError. */
  readonly gradient?: GradientFunction<Attrs> | 'none' | 'unregistered'
  /** Why the gradient is not the derivative, where TensorFlow's is not. */
  readonly gradientIsNotDerivative?: string
  /** The reference kernel. Left out: derived from an elementwise or view lowering, or the op cannot run. */
  readonly kernel?: Kernel<Attrs>
  readonly lower?: Lowering<Attrs>
  /** It is run even where nothing needs its outputs: it checks something. */
  readonly checks?: boolean
  /** Inputs whose values decide the shapes of outputs: a plan needs them when it is made. */
  readonly shapeInputs?: readonly number[]
  /** Those of them that decide nothing at this node. */
  readonly freeInputs?: (op: OperationOf<Attrs>) => readonly number[]
  /** Output `o` is a view on input `aliases[o]` (undefined: a new buffer). Views and reference outputs need no saying. */
  readonly aliases?: (node: PlanContext<Attrs>) => readonly (number | undefined)[]
  /** Reference inputs that the kernel writes. Default: all reference inputs. */
  readonly writes?: readonly number[]
  /** Scheduling of TensorFlow's executor (reference/execution-order.md §7). Default: expensive, synchronous. */
  readonly scheduling?: 'inexpensive' | 'asynchronous' | 'inexpensive asynchronous'
  readonly controlFlow?: ControlFlow
  /** It stands for a function of the graph's library, or for the gradient of the function in attribute `f`: a session runs what that computes. */
  readonly calls?: 'function' | 'gradient'
  /** A stack of the values that a loop has computed, what puts its input 1 on one, and what takes it off again. */
  readonly history?: 'stack' | 'push' | 'pop'
  /**
   * What it does with a TensorArray, whose handle is input 0: reads an element (index, flow), writes one (index, value, flow), or gives the
   * handle of the array of its gradients.
   */
  readonly arrayAccess?: 'read' | 'write' | 'gradient'
  /**
   * Its kernel asks for `newOutput` once nothing can fail any more, and does not look at its inputs from then on: the place may be the variable to
   * which the output would be copied.
   */
  readonly fillsVariables?: true
  /** Called when a node becomes part of a message, which may be imported into another graph. */
  readonly exported?: (op: Operation) => void
  /** What a client makes of the fetched value of output 0. Default: the value itself. */
  readonly fetched?: (value: unknown, op: OperationOf<Attrs>, session: FetchingSession) => unknown
  /** The value of output 0 where it is known as the graph is built (tensor_util.constant_value). */
  readonly constantValue?: (
    op: OperationOf<Attrs>,
    valueOf: (tensor: Tensor) => NDArray | undefined,
  ) => NDArray | undefined
  /** Output 0 read as a shape, where it is partly known (tensor_util.constant_value_as_shape). */
  readonly constantShape?: (
    op: OperationOf<Attrs>,
    shapeOf: (tensor: Tensor) => Shape,
    valueOf: (tensor: Tensor) => NDArray | undefined,
  ) => Shape | undefined
}

/** A registered op. */
export class OpDef {
  readonly name: string
  readonly spec: OpSpec
  #inputs?: readonly ArgDef[]
  #outputs?: readonly ArgDef[]
  #attrs?: ReadonlyMap<string, AttrDef>
  #int32Attrs?: readonly string[]
  #constrainedAttrs?: readonly AttrDef[]

  constructor(name: string, spec: OpSpec) {
    this.name = name
    this.spec = spec.lower?.kind === 'kernel' ? { ...spec, lower: this.#checked(spec.lower) } : spec
  }
  /** With attributes that fit. */
  #checked(lower: KernelLowering): Lowering {
    const attrs = (node: PlanContext): Record<string, unknown> | undefined => {
      for (const name of this.int32Attrs) checkInt32(name, node.attr(name))
      return lower.attrs ? lower.attrs(node) : {}
    }
    return { ...lower, attrs }
  }
  // parsed when first asked for: a program uses a few dozen of hundreds of ops
  get inputs(): readonly ArgDef[] {
    this.#inputs ??= (this.spec.inputs ?? []).map(text => parseArg(text, this.attrs))
    return this.#inputs
  }
  get outputs(): readonly ArgDef[] {
    this.#outputs ??= (this.spec.outputs ?? []).map(text => parseArg(text, this.attrs))
    return this.#outputs
  }
  get attrs(): ReadonlyMap<string, AttrDef> {
    this.#attrs ??= new Map((this.spec.attrs ?? []).map(text => parseAttrSpec(text)).map(attr => [attr.name, attr]))
    return this.#attrs
  }
  /** The names of the attributes that must be integers of 32 bits. */
  get int32Attrs(): readonly string[] {
    this.#int32Attrs ??= [...this.attrs.values()].filter(attr => attr.isInt32).map(attr => attr.name)
    return this.#int32Attrs
  }
  /** The attributes that have a smallest or largest value, or length, or a list of allowed values. */
  get constrainedAttrs(): readonly AttrDef[] {
    this.#constrainedAttrs ??= [...this.attrs.values()].filter(
      attr => attr.minimum !== undefined || attr.maximum !== undefined || attr.allowed !== undefined,
    )
    return this.#constrainedAttrs
  }
  get stateful(): boolean {
    return this.spec.stateful ?? false
  }
  get inexpensive(): boolean {
    return this.spec.scheduling?.startsWith('inexpensive') ?? false
  }
  get asynchronous(): boolean {
    return this.spec.scheduling?.endsWith('asynchronous') ?? false
  }
}

/** `values: N * T`, `ref: Ref(dtype)`, `x: float`, `components: Tcomponents`. */
function parseArg(text: string, attrs: ReadonlyMap<string, AttrDef>): ArgDef {
  const [name, spelled] = text.split(/:\s*/) as [string, string]
  const ref = /^Ref\((.*)\)$/.exec(spelled)
  const [last, count] = (ref?.[1] ?? spelled).split(/\s*\*\s*/).reverse() as [string, string?]
  const isRef = ref !== null
  const number = count === undefined ? {} : { numberAttr: count }
  const attr = attrs.get(last)
  if (!attr) return { name, type: as_dtype(last), isRef, ...number }
  return attr.isList ? { name, typeListAttr: last, isRef } : { name, typeAttr: last, isRef, ...number }
}

const REGISTRY = new Map<string, OpDef>()

/** What several ops share, with the types of its attributes. */
export const opSpec = <const Specs extends readonly string[] = readonly []>(spec: OpSpec<Specs>): OpSpec<Specs> => spec

/** Registers an op. Its definition, shape function, gradient and reference kernel stand in one place. */
export function defineOp<const Specs extends readonly string[] = readonly []>(
  name: string,
  spec: OpSpec<Specs>,
): OpDef {
  if (REGISTRY.has(name)) throw bug(`op ${name} is defined twice`)
  const def = new OpDef(name, spec as OpSpec<never> as OpSpec)
  REGISTRY.set(name, def)
  return def
}

/** The op of that name, or undefined. */
export function lookupOp(name: string): OpDef | undefined {
  return REGISTRY.get(name)
}

/** All registered ops, in the order of their definition. */
export function registeredOps(): readonly OpDef[] {
  return [...REGISTRY.values()]
}

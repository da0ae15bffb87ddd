/** A symbolic value: one output of an operation. Operators and indexing are installed by `ops/`. */

import type { NotKeywords, PythonArguments } from '../calling/signature.ts'
import { guardMethods } from '../errors/boundary.ts'
import { isPlainObject } from '../errors/plain_object.ts'
import { RuntimeError, TypeError, ValueError } from '../errors/python.ts'
import type { DType } from '../tensor/dtypes.ts'
import type { Shape } from '../tensor/shape.ts'
import { as_shape, type ShapeLike, TensorShape } from '../tensor/tensor_shape.ts'
import type { Graph } from './graph.ts'
import type { Operation } from './operation.ts'
import { mergeShapes } from './shape_inference.ts'

/** What Python says of a tensor whose truth is asked for. */
export const NO_BOOL =
  'Using a `tf.Tensor` as a Python `bool` is not allowed. Use `if t is not None:` instead of `if t:` to test if a tensor is defined, and use TensorFlow ops such as tf.cond to execute subgraphs conditioned on the value of a tensor.'

/** What JavaScript gets that wants a primitive value of a tensor: its text. Errors: TypeError where it wants a number. */
export function symbolAsPrimitive(tensor: Tensor, hint: string): string {
  if (hint === 'number') {
    throw new TypeError(
      `${tensor} has no value before a run: use its methods (add, mul, lt …) to build on it, or session.run to get its value.`,
    )
  }
  return tensor.toString()
}

/** A handle to one output of an operation. It holds no value: `session.run` or `eval` gives one. */
export class Tensor {
  static readonly pythonModule = 'tensorflow.python.framework.ops'
  readonly op: Operation
  readonly value_index: number
  readonly dtype: DType
  /** The static shape as plain data. */
  staticShape: Shape = null
  /** Made when there is one: many tensors of a graph have none. */
  #consumers: Operation[] | undefined

  constructor(op: Operation, value_index: number, dtype: DType) {
    this.op = op
    this.value_index = value_index
    this.dtype = dtype
  }
  get graph(): Graph {
    return this.op.graph
  }
  /** `op_name:index`. */
  get name(): string {
    return `${this.op.name}:${this.value_index}`
  }
  get device(): string {
    return this.op.device
  }
  /** The static shape: what is known of it before a run. */
  get_shape(): TensorShape {
    return TensorShape.of(this.staticShape)
  }
  /** 1.x spelling of `get_shape()`. */
  get shape(): TensorShape {
    return this.get_shape()
  }
  /** Merges `shape` into what is known; a ValueError where they contradict each other. */
  set_shape(shape: ShapeLike): void {
    const added = as_shape(shape).toShape()
    const merged = mergeShapes(this.staticShape, added)
    if (merged === undefined)
      throw new ValueError(`Shapes ${this.get_shape()} and ${TensorShape.of(added)} are not compatible`)
    this.staticShape = merged
  }
  /** The operations that take this tensor as data. */
  consumers(): Operation[] {
    return this.#consumers ? [...this.#consumers] : []
  }
  /** Bookkeeping of operations. */
  addConsumer(op: Operation): void {
    if (this.#consumers) this.#consumers.push(op)
    else this.#consumers = [op]
  }
  removeConsumer(op: Operation): void {
    const at = this.#consumers?.lastIndexOf(op) ?? -1
    if (at >= 0) this.#consumers?.splice(at, 1)
  }

  /**
   * The tensor's value, in the default session or the one given: `t.eval()`, `t.eval(feed_dict)`,
   * `t.eval({ feed_dict, session })`.
   */
  // biome-ignore lint/suspicious/noExplicitAny: leaves of results are typed any
  eval(...args: PythonArguments<'eval(feed_dict=None, session=None)', EvaluationArgs>): any {
    const { feed_dict, session } = evaluationArgs(args)
    return currentEvaluation().evalTensor(this, feed_dict, session)
  }

  toString(): string {
    const shape = this.staticShape === null ? '' : `, shape=${this.get_shape()}`
    return `Tensor("${this.name}"${shape}, dtype=${this.dtype.name}${this.device ? `, device=${this.device}` : ''})`
  }
  /** Python's repr. */
  repr(): string {
    return `<tf.Tensor '${this.name}' shape=${this.get_shape()} dtype=${this.dtype.name}>`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.repr()
  }
  /** Tensors are symbols: as a number or in `if` they mean nothing. */
  [Symbol.toPrimitive](hint: string): string {
    return symbolAsPrimitive(this, hint)
  }
  [Symbol.iterator](): never {
    throw new TypeError("'Tensor' object is not iterable.")
  }
}
// the others are called at every turn of building and running a graph, and throw nothing
guardMethods(Tensor, { only: ['set_shape', 'eval', 'shape'] })

/** Arguments of `eval` and `run`: feeds, session, or both by keyword. */
export function evaluationArgs(args: readonly unknown[]): { feed_dict: unknown; session: unknown } {
  const [first = null, second = null] = args
  const isKeywords = (value: unknown): value is { feed_dict?: unknown; session?: unknown } =>
    isPlainObject(value) &&
    Object.keys(value).length > 0 &&
    Object.keys(value).every(key => key === 'feed_dict' || key === 'session')
  if (isKeywords(first)) return { feed_dict: first.feed_dict ?? null, session: first.session ?? null }
  if (isKeywords(second)) return { feed_dict: first, session: second.session ?? null }
  return { feed_dict: first, session: second }
}

/** Pairs of a tensor and its value, a Map, or an object whose keys are names of tensors (`x:0`). */
export type FeedDict =
  | readonly (readonly unknown[])[]
  | ReadonlyMap<unknown, unknown>
  | Readonly<Record<`${string}:${number}`, unknown>>
/** A session, as this layer knows it. */
interface SessionLike {
  readonly graph: Graph
  run(fetches: never): unknown
}
/** What `eval` and `run` take. */
export interface EvaluationArgs {
  feed_dict: FeedDict | null
  session: SessionLike | null
}

/** What the session layer does for tensors; installed by it. */
export interface Evaluation {
  evalTensor(tensor: Tensor, feed_dict: unknown, session: unknown): unknown
  runOperation(operation: Operation, feed_dict: unknown, session: unknown): void
}
let evaluation: Evaluation | undefined
/** Lets the session layer give tensors their `eval`. */
export function registerEvaluation(given: Evaluation): void {
  evaluation = given
}
export function currentEvaluation(): Evaluation {
  if (!evaluation) throw new RuntimeError('no session layer is loaded')
  return evaluation
}
export interface Tensor extends NotKeywords {}

/** What shape functions are written with: TensorFlow's InferenceContext and its messages (core/framework/shape_inference.cc). */
import { bug } from '../errors/bug.ts'
import { checkInt32 } from '../errors/int32.ts'
import { invalidArgument, Status } from '../errors/status.ts'
import type { DType } from '../tensor/dtypes.ts'
import type { NDArray } from '../tensor/ndarray.ts'
import { MOST_DIMENSIONS, numElements, type Shape } from '../tensor/shape.ts'
import { argRange } from './arg_lengths.ts'
import type { AttrTable } from './attr_types.ts'
import type { OpDef } from './op_def.ts'
import type { AttrValue } from './serialize/attrs.ts'

/** A dimension; null where it is unknown. */
export type Dim = number | null

/** Whether two dimensions may be the same. */
const compatible = (a: Dim, b: Dim): boolean => a === null || b === null || a === b

/** The shape that both describe, or undefined where they contradict each other. */
export function mergeShapes(a: Shape, b: Shape): Shape | undefined {
  if (a === null) return b
  if (b === null) return a
  if (a.length !== b.length || !a.every((dim, i) => compatible(dim, b[i] as Dim))) return undefined
  return a.map((dim, i) => dim ?? (b[i] as Dim))
}

/** `[2,?]`, or `?` where the rank is unknown: the runtime's spelling. */
export function printShape(shape: Shape): string {
  return shape === null ? '?' : `[${shape.map(dim => dim ?? '?').join(',')}]`
}

/** Where a context gets its node from: a node of a graph, or one of a plan with concrete shapes. */
export interface InferenceSource {
  readonly name: string
  readonly def: OpDef
  readonly inputTypes: readonly DType[]
  readonly outputTypes: readonly DType[]
  attr(name: string): AttrValue | undefined
  inputShape(index: number): Shape
  readonly inputCount: number
  /** The value of an input, where it is known. */
  value(index: number): NDArray | undefined
  /** An input read as a shape: partly known where only some elements are. */
  valueAsShape(index: number): Shape
  /** How many tensors each input argument has. */
  readonly argLengths: readonly number[]
}

export class InferenceContext<Attrs = AttrTable> {
  readonly #source: InferenceSource
  constructor(source: InferenceSource) {
    this.#source = source
  }
  get name(): string {
    return this.#source.name
  }
  get inputCount(): number {
    return this.#source.inputCount
  }
  get inputTypes(): readonly DType[] {
    return this.#source.inputTypes
  }
  get outputTypes(): readonly DType[] {
    return this.#source.outputTypes
  }
  /** The shape of input `index`; a negative index counts from the end. */
  input(index: number): Shape {
    return this.#source.inputShape(index < 0 ? this.inputCount + index : index)
  }
  /** All input shapes. */
  inputs(): Shape[] {
    return Array.from({ length: this.inputCount }, (_, i) => this.#source.inputShape(i))
  }
  /** The shapes of the tensors in the input argument `name`. */
  list(name: string): Shape[] {
    const { def, argLengths } = this.#source
    const range = argRange(def, argLengths, name)
    if (!range) throw bug(`${def.name} has no input ${name}`)
    return Array.from({ length: range.length }, (_, i) => this.#source.inputShape(range.from + i))
  }
  attr<Name extends keyof Attrs & string>(name: Name): Attrs[Name] {
    const value = this.#source.attr(name)
    if (value === undefined) throw bug(`${this.#source.def.name} has no attribute ${name}`)
    if (this.#source.def.int32Attrs.includes(name)) checkInt32(name, value)
    return value as Attrs[Name]
  }
  /** The value of an input, or undefined where it is not known before a run. */
  value(index: number): NDArray | undefined {
    return this.#source.value(index)
  }
  /** The integers in a known input, or undefined. */
  integers(index: number): number[] | undefined {
    const value = this.value(index)
    return value && Array.from(value.data as ArrayLike<number | bigint>, Number)
  }
  /** A known integer scalar, or undefined. */
  scalar(index: number): number | undefined {
    return this.integers(index)?.[0]
  }
  /** Input `index` read as a shape (MakeShapeFromShapeTensor). */
  valueAsShape(index: number): Shape {
    this.withRank(this.input(index), 1)
    const shape = this.#source.valueAsShape(index)
    return shape
  }
  // --- checks: each returns what it has learned

  withRank(shape: Shape, rank: number): readonly Dim[] {
    if (shape === null) {
      if (rank > MOST_DIMENSIONS)
        throw invalidArgument(`Shape must have at most ${MOST_DIMENSIONS} dimensions but must be rank ${rank}`)
      return new Array<Dim>(rank).fill(null)
    }
    if (shape.length !== rank) throw invalidArgument(`Shape must be rank ${rank} but is rank ${shape.length}`)
    return shape
  }
  withRankAtLeast(shape: Shape, rank: number): Shape {
    if (shape !== null && shape.length < rank)
      throw invalidArgument(`Shape must be at least rank ${rank} but is rank ${shape.length}`)
    return shape
  }
  withRankAtMost(shape: Shape, rank: number): Shape {
    if (shape !== null && shape.length > rank)
      throw invalidArgument(`Shape must be at most rank ${rank} but is rank ${shape.length}`)
    return shape
  }
  withValue(dim: Dim, value: number): number {
    if (dim !== null && dim !== value) throw invalidArgument(`Dimension must be ${value} but is ${dim}`)
    return value
  }
  mergeDim(a: Dim, b: Dim): Dim {
    if (!compatible(a, b)) throw invalidArgument(`Dimensions must be equal, but are ${a} and ${b}`)
    return a ?? b
  }
  merge(a: Shape, b: Shape): Shape {
    if (a === null) return b
    if (b === null) return a
    if (a.length !== b.length) throw invalidArgument(`Shapes must be equal rank, but are ${a.length} and ${b.length}`)
    for (const [i, dim] of a.entries()) {
      if (!compatible(dim, b[i] as Dim))
        throw invalidArgument(`Dimension ${i} in both shapes must be equal, but are ${dim} and ${b[i]}`)
    }
    return a.map((dim, i) => dim ?? (b[i] as Dim))
  }
  /** `prefix` must be a prefix of `shape`; the merged shape. */
  mergePrefix(shape: Shape, prefix: Shape): Shape {
    if (shape === null || prefix === null) return shape
    this.withRankAtLeast(shape, prefix.length)
    return [...prefix.map((dim, i) => this.mergeDim(shape[i] as Dim, dim)), ...shape.slice(prefix.length)]
  }
  // --- parts and sums

  /** Dimension `index` (negative: from the end); null where the rank is unknown. */
  dim(shape: Shape, index: number): Dim {
    return shape === null ? null : (shape[index < 0 ? shape.length + index : index] as Dim)
  }
  concatenate(a: Shape, b: Shape): Shape {
    return a === null || b === null ? null : [...a, ...b]
  }
  /** Dimensions from `start` to `end`; both may be negative. */
  subshape(shape: Shape, start: number, end = Number.POSITIVE_INFINITY): Shape {
    if (shape === null) return start === 0 && end === Number.POSITIVE_INFINITY ? shape : null
    const rank = shape.length
    let from = start
    let to = Math.min(end, rank)
    if (from > rank) from = rank
    if (from < 0) from += rank
    if (from < 0) throw invalidArgument(`Subshape start out of bounds: ${start}, for shape with rank ${rank}`)
    if (to < 0) to += rank
    if (to < 0) throw invalidArgument(`Subshape end out of bounds: ${end}, for shape with rank ${rank}`)
    if (from > to)
      throw invalidArgument(
        `Subshape must have computed start <= end, but is ${from} and ${to} (computed from start ${start} and end ${end} over shape with rank ${rank})`,
      )
    return shape.slice(from, to)
  }
  replaceDim(shape: Shape, index: number, dim: Dim): Shape {
    if (shape === null) return null
    const at = index < 0 ? shape.length + index : index
    if (at < 0 || at >= shape.length)
      throw invalidArgument(`Out of range dim_index ${index} for shape with ${shape.length} dimensions`)
    return shape.map((old, i) => (i === at ? dim : old))
  }
  addDims(a: Dim, b: Dim): Dim {
    if (a === 0) return b
    if (b === 0) return a
    return a === null || b === null ? null : a + b
  }
  subtractDims(a: Dim, b: Dim): Dim {
    if (b === 0) return a
    if (a === null || b === null) return null
    if (a < b) throw invalidArgument(`Negative dimension size caused by subtracting ${b} from ${a}`)
    return a - b
  }
  multiplyDims(a: Dim, b: Dim): Dim {
    if (a === 0 || b === 0) return 0
    if (a === 1) return b
    if (b === 1) return a
    return a === null || b === null ? null : a * b
  }
  /** `evenly`: the divisor must divide. */
  divideDim(a: Dim, divisor: number, evenly: boolean): Dim {
    if (divisor === 1) return a
    if (a === null) return null
    if (divisor <= 0) throw invalidArgument(`Divisor must be positive but is ${divisor}`)
    if (evenly && a % divisor !== 0)
      throw invalidArgument(`Dimension size must be evenly divisible by ${divisor} but is ${a}`)
    return Math.floor(a / divisor)
  }
  /** A dimension given by the scalar input `index` (MakeDimForScalarInput). */
  dimFromScalar(index: number): Dim {
    const known = this.value(index)
    if (!known) return null
    if (known.shape.length !== 0) throw invalidArgument(`Input must be scalar but has rank ${known.shape.length}`)
    const value = this.scalar(index) as number
    if (value < 0)
      throw invalidArgument(`Dimension size, given by scalar input ${index}, must be non-negative but is ${value}`)
    return value
  }
  numElements(shape: Shape): Dim {
    if (shape === null) return null
    return shape.includes(null) ? null : numElements(shape as number[])
  }
  vector(dim: Dim): Shape {
    return [dim]
  }
  /** Of unknown rank where no tensor has that many dimensions. */
  unknownOfRank(rank: number): Shape {
    return rank >= 0 && rank <= MOST_DIMENSIONS ? new Array<Dim>(rank).fill(null) : null
  }
  /** What fails in `check` fails with `context` on a line of its own. */
  withContext<T>(context: string, check: () => T): T {
    try {
      return check()
    } catch (error) {
      if (!(error instanceof Status)) throw error
      throw new Status(error.code, `${error.message}\n\t${context}`)
    }
  }
  fail(message: string): Status {
    return invalidArgument(message)
  }
}

// --- shape functions that many ops share

type ShapeFunction = (c: InferenceContext) => readonly Shape[]

/** The output has the shape of the first input. */
export const unchanged: ShapeFunction = c => [c.input(0)]
/** The first input's shape, which has at least (at most) that rank. */
export const unchangedWithRank =
  (rank: number): ShapeFunction =>
  c => [c.withRank(c.input(0), rank)]
export const unchangedWithRankAtLeast =
  (rank: number): ShapeFunction =>
  c => [c.withRankAtLeast(c.input(0), rank)]
export const scalarShape: ShapeFunction = () => [[]]
export const noOutputs: ShapeFunction = () => []
/** Nothing is known. */
export const unknownShape: ShapeFunction = c => c.outputTypes.map(() => null)
/** All inputs merged into one shape (MergeBothInputsShapeFn). */
export const merged: ShapeFunction = c => [c.inputs().reduce((a, b) => c.merge(a, b))]
/** numpy's broadcasting of two inputs (BroadcastBinaryOpShapeFn). */
export const broadcasted: ShapeFunction = c => {
  const a = c.input(0)
  const b = c.input(1)
  if (a === null || b === null) return [null]
  const rank = Math.max(a.length, b.length)
  const out: Dim[] = []
  for (let i = 0; i < rank; i++) {
    const x = i < rank - a.length ? 1 : (a[i - rank + a.length] as Dim)
    const y = i < rank - b.length ? 1 : (b[i - rank + b.length] as Dim)
    if (x === null || y === null) {
      // only a dimension above 1 decides; with a 1 the other one stands
      if (x !== null && x > 1) out.push(x)
      else if (y !== null && y > 1) out.push(y)
      else if (x === 1) out.push(y)
      else if (y === 1) out.push(x)
      else out.push(null)
    } else if (x === 1 || y === 1) out.push(x === 1 ? y : x)
    else out.push(c.mergeDim(x, y))
  }
  return [out]
}

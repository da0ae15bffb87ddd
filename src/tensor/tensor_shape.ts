/** The public class of static shapes: TensorFlow 0.12's TensorShape. */
import { guardMethods } from '../errors/boundary.ts'
import { bug } from '../errors/bug.ts'
import { IndexError, MemoryError, TypeError, ValueError } from '../errors/index.ts'
import { as_dimension, Dimension, type DimensionLike } from './dimension.ts'
import { sliceIndices } from './indexing.ts'
import { PyFloat, PyInt } from './literals.ts'
import type { Shape } from './shape.ts'

/** A TensorShapeProto; -1 stands for an unknown dimension. */
export interface TensorShapeProtoLike {
  readonly unknown_rank?: boolean
  readonly dim?: readonly { readonly size?: number | bigint | string; readonly name?: string }[]
}

/** What stands for a shape: null for unknown rank, a list of dimensions, one number, a TensorShape or its proto. */
export type ShapeLike =
  | TensorShape
  | Iterable<DimensionLike>
  | ArrayLike<DimensionLike>
  | DimensionLike
  | TensorShapeProtoLike

function isProto(value: unknown): value is TensorShapeProtoLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    ('unknown_rank' in value || Array.isArray((value as TensorShapeProtoLike).dim))
  )
}

function isDimensionLike(value: ShapeLike): value is DimensionLike {
  return (
    typeof value !== 'object' ||
    value === null ||
    value instanceof Dimension ||
    value instanceof PyInt ||
    value instanceof PyFloat
  )
}

const isSequence = (value: object): boolean => Symbol.iterator in value || 'length' in value

function parseDims(dims: ShapeLike | undefined): Dimension[] | null {
  if (dims === null || dims === undefined) return null
  if (dims instanceof TensorShape) return dims.dims === null ? null : [...dims.dims]
  if (typeof dims === 'string') {
    throw new TypeError(`A string has ambiguous TensorShape, please wrap in a list or convert to an int: ${dims}`)
  }
  if (isProto(dims)) {
    return dims.unknown_rank
      ? null
      : (dims.dim ?? []).map(({ size = 0 }) => new Dimension(Number(size) === -1 ? null : Number(size)))
  }
  // what is neither a number nor a sequence fails as a dimension does
  return isDimensionLike(dims) || !isSequence(dims)
    ? [as_dimension(dims as DimensionLike)]
    : Array.from(dims as ArrayLike<DimensionLike>, as_dimension)
}

/** A TensorShapeProto, as far as shapes know it. */
export interface ShapeProto {
  unknown_rank: boolean
  readonly dim: Iterable<{ size: number | bigint; name: string }> & { readonly length: number }
}
type ShapeFields = { readonly unknown_rank: true } | { readonly dim: readonly { readonly size: number }[] }
let makeShapeProto: ((fields: ShapeFields) => ShapeProto) | undefined
/** Installs the class of messages, which comes after shapes. */
export function registerShapeProto(make: (fields: ShapeFields) => ShapeProto): void {
  makeShapeProto = make
}

/**
 * A shape that may be known only in part: unknown rank (null), or known rank with unknown dimensions.
 * `new TensorShape([null, 784])` prints as `(?, 784)`.
 */
export class TensorShape {
  static readonly pythonModule = 'tensorflow.python.framework.tensor_shape'
  /** The dimensions, or null where the rank is unknown. */
  readonly dims: readonly Dimension[] | null

  /** Raises TypeError for a string, ValueError for a negative or fractional dimension. */
  constructor(dims?: ShapeLike) {
    this.dims = parseDims(dims)
  }

  static of(shape: Shape): TensorShape {
    return new TensorShape(shape)
  }
  /** The shape as plain data. */
  toShape(): Shape {
    return this.dims === null ? null : this.dims.map(dim => dim.value)
  }

  get ndims(): number | null {
    return this.dims === null ? null : this.dims.length
  }
  /** The rank; raises ValueError where it is unknown. */
  get length(): number {
    if (this.dims === null) throw new ValueError('Cannot take the length of Shape with unknown rank.')
    return this.dims.length
  }
  *[Symbol.iterator](): IterableIterator<Dimension> {
    if (this.dims === null) throw new ValueError('Cannot iterate over a shape with unknown rank.')
    yield* this.dims
  }

  /** The dimension at `index`, negative ones from the end; unknown where the rank is. */
  at(index: number): Dimension {
    if (this.dims === null) return new Dimension(null)
    if (typeof index === 'bigint') throw new IndexError('list index out of range')
    const dim = this.dims.at(index)
    if (dim === undefined) throw new IndexError('list index out of range')
    return dim
  }
  /** `shape[start:stop]`. Of an unknown rank, a stop makes that many unknown dimensions, anything else an unknown shape. */
  slice(start?: number | null, stop?: number | null, step?: number | null): TensorShape {
    if (this.dims !== null) {
      const picked = sliceIndices({ start: start ?? null, stop: stop ?? null, step: step ?? null }, this.dims.length)
      return new TensorShape(Array.from({ length: picked.count }, (_, i) => this.at(picked.start + i * picked.step)))
    }
    if (step !== undefined && step !== null) throw new ValueError('Steps are not yet handled')
    const from = start ?? 0
    if (stop === undefined || stop === null || from < 0 || stop < 0) return unknown_shape()
    return unknown_shape(Math.max(0, stop - from))
  }

  /** The product of the dimensions, or null where one is unknown. */
  num_elements(): number | null {
    return this.is_fully_defined()
      ? (this.dims as readonly Dimension[]).reduce((size, dim) => size * (dim.value as number), 1)
      : null
  }
  /** The dimensions as numbers, null for unknown ones; raises ValueError where the rank is unknown. */
  as_list(): (number | null)[] {
    if (this.dims === null) throw new ValueError('as_list() is not defined on an unknown TensorShape.')
    return this.dims.map(dim => dim.value)
  }
  /** This shape as a message: a TensorShapeProto. */
  as_proto(): ShapeProto {
    if (!makeShapeProto) throw bug('protocol messages are not loaded')
    return makeShapeProto(
      this.dims === null ? { unknown_rank: true } : { dim: this.dims.map(dim => ({ size: dim.value ?? -1 })) },
    )
  }

  /** What both shapes say together; raises ValueError where they contradict. */
  merge_with(other: ShapeLike): TensorShape {
    const shape = as_shape(other)
    if (this.dims === null) return shape
    if (!this.is_compatible_with(shape)) throw new ValueError(`Shapes ${this} and ${shape} are not compatible`)
    return new TensorShape(this.dims.map((dim, i) => dim.merge_with(shape.at(i))))
  }
  /** The dimensions of this shape followed by those of `other`; unknown where either rank is. */
  concatenate(other: ShapeLike): TensorShape {
    const shape = as_shape(other)
    return this.dims === null || shape.dims === null ? unknown_shape() : new TensorShape([...this.dims, ...shape.dims])
  }

  is_fully_defined(): boolean {
    return this.dims?.every(dim => dim.value !== null) ?? false
  }
  /** Whether some fully known shape fits both. */
  is_compatible_with(other: ShapeLike): boolean {
    const shape = as_shape(other)
    if (this.dims === null || shape.dims === null) return true
    return this.dims.length === shape.dims.length && this.dims.every((dim, i) => dim.is_compatible_with(shape.at(i)))
  }
  assert_is_compatible_with(other: ShapeLike): void {
    if (!this.is_compatible_with(other)) throw new ValueError(`Shapes ${this} and ${given(other)} are incompatible`)
  }
  assert_is_fully_defined(): void {
    if (!this.is_fully_defined()) throw new ValueError(`Shape ${this} is not fully defined`)
  }
  assert_same_rank(other: ShapeLike): void {
    const shape = as_shape(other)
    if (this.dims !== null && shape.dims !== null && this.dims.length !== shape.dims.length) {
      throw new ValueError(`Shapes ${this} and ${shape} must have the same rank`)
    }
  }
  assert_has_rank(rank: number): void {
    if (this.ndims !== null && this.ndims !== rank) throw new ValueError(`Shape ${this} must have rank ${rank}`)
  }
  /** This shape, an unknown one with `rank` unknown dimensions; raises ValueError for another rank. */
  with_rank(rank: number): TensorShape {
    this.assert_has_rank(rank)
    return this.merge_with(unknown_shape(rank))
  }
  with_rank_at_least(rank: number): TensorShape {
    if (this.ndims !== null && this.ndims < rank) throw new ValueError(`Shape ${this} must have rank at least ${rank}`)
    return this
  }
  with_rank_at_most(rank: number): TensorShape {
    if (this.ndims !== null && this.ndims > rank) throw new ValueError(`Shape ${this} must have rank at most ${rank}`)
    return this
  }

  /** Python's `==`: equal known dimensions. Unknown dimensions equal nothing, unknown ranks each other. */
  equals(other: unknown): boolean {
    if (typeof other === 'string') return false
    const shape = as_shape(other as ShapeLike)
    if (this.dims === null || shape.dims === null) return this.dims === shape.dims
    return (
      this.dims.length === shape.dims.length &&
      this.dims.every((dim, i) => dim === shape.at(i) || dim.equals(shape.at(i)) === true)
    )
  }
  /** Python's `!=`; raises ValueError where a rank is unknown. */
  not_equals(other: ShapeLike): boolean {
    const shape = as_shape(other)
    if (this.dims === null || shape.dims === null)
      throw new ValueError('The inequality of unknown TensorShapes is undefined.')
    return !this.equals(shape)
  }

  /** `(2, 3)`, `(3,)`, `(?, 4)`, `<unknown>`. */
  toString(): string {
    if (this.dims === null) return '<unknown>'
    return this.dims.length === 1 ? `(${this.dims[0]},)` : `(${this.dims.join(', ')})`
  }
  /** `TensorShape([Dimension(2), Dimension(None)])`. */
  repr(): string {
    return `TensorShape(${this.dims === null ? 'None' : `[${this.dims.map(dim => dim.repr()).join(', ')}]`})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.repr()
  }
}
guardMethods(TensorShape, {
  only: [
    ...[
      'at',
      'slice',
      'num_elements',
      'as_list',
      'as_proto',
      'merge_with',
      'concatenate',
      'is_compatible_with',
      'assert_is_compatible_with',
    ],
    ...[
      'assert_is_fully_defined',
      'assert_same_rank',
      'assert_has_rank',
      'with_rank',
      'with_rank_at_least',
      'with_rank_at_most',
    ],
  ],
})

/** A shape as the caller wrote it, for messages that show it so. */
function given(shape: ShapeLike): string {
  return Array.isArray(shape)
    ? `[${shape.map(dim => (dim === null ? 'None' : dim instanceof Dimension ? dim.repr() : String(dim))).join(', ')}]`
    : String(shape)
}

/** `shape` as a TensorShape. */
export function as_shape(shape: ShapeLike | undefined): TensorShape {
  return shape instanceof TensorShape ? shape : new TensorShape(shape)
}

const MOST_DIMENSIONS = 2 ** 20
/** A shape of unknown rank, or of `ndims` unknown dimensions. Errors: TypeError for other than integers, MemoryError for more than a million. */
export function unknown_shape(ndims?: number | PyInt | null): TensorShape {
  if (ndims === undefined || ndims === null) return new TensorShape(null)
  const count = ndims instanceof PyInt ? Number(ndims.value) : ndims
  if (!Number.isInteger(count))
    throw new TypeError(`a rank is an integer, not ${typeof count === 'number' ? count : typeof count}`)
  if (count > MOST_DIMENSIONS) throw new MemoryError(`a shape of ${count} dimensions`)
  return new TensorShape(new Array<null>(Math.max(count, 0)).fill(null))
}

/** What parsers of examples look for (ops/parsing_ops.py): features of fixed and of any length. */

import { pythonRepr } from '../../calling/python_repr.ts'
import { type PythonArguments, setSignature } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { ValueError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { convertToTensor } from '../../graph/build/convert.ts'
import { Tensor } from '../../graph/tensor.ts'
import { as_dtype, type DType, type DTypeLike } from '../../tensor/dtypes.ts'
import { type ShapeLike, TensorShape } from '../../tensor/tensor_shape.ts'
import { constant } from '../math/constant_op.ts'
import { reshape } from '../math/shape_ops.ts'

const typeOf = (dtype: DTypeLike | null): DType | null => (dtype === null ? null : as_dtype(dtype))

const VAR_LEN_TEXT = 'VarLenFeature(dtype)'

/** A feature with any number of values; it becomes a sparse tensor. */
export class VarLenFeature {
  readonly dtype: DType | null
  constructor(...args: PythonArguments<typeof VAR_LEN_TEXT, { dtype: DTypeLike | null }>) {
    this.dtype = typeOf((VAR_LEN.bind(args) as { dtype: DTypeLike | null }).dtype)
  }
  equals(other: unknown): boolean {
    return other instanceof VarLenFeature && String(other) === String(this)
  }
  toString(): string {
    return `VarLenFeature(dtype=${pythonRepr(this.dtype)})`
  }
}
// @ts-expect-error the guarded class takes its place
VarLenFeature = guardedClass(VarLenFeature)
const VAR_LEN = setSignature(VarLenFeature, VAR_LEN_TEXT)

const FIXED_LEN_TEXT = 'FixedLenFeature(shape, dtype, default_value=None)'

/** A feature with as many values as `shape` says; with `default_value` it may be missing. */
export class FixedLenFeature {
  readonly shape: ShapeLike
  readonly dtype: DType | null
  readonly default_value: TensorLike | null
  constructor(
    ...args: PythonArguments<
      typeof FIXED_LEN_TEXT,
      { shape: ShapeLike; dtype: DTypeLike | null; default_value: TensorLike | null }
    >
  ) {
    const bound = FIXED_LEN.bind(args) as {
      shape: ShapeLike
      dtype: DTypeLike | null
      default_value: TensorLike | null
    }
    this.shape = bound.shape
    this.dtype = typeOf(bound.dtype)
    this.default_value = bound.default_value
  }
  equals(other: unknown): boolean {
    return other instanceof FixedLenFeature && String(other) === String(this)
  }
  toString(): string {
    return `FixedLenFeature(shape=${pythonRepr(this.shape)}, dtype=${pythonRepr(this.dtype)}, default_value=${pythonRepr(this.default_value)})`
  }
}
// @ts-expect-error the guarded class takes its place
FixedLenFeature = guardedClass(FixedLenFeature)
const FIXED_LEN = setSignature(FixedLenFeature, FIXED_LEN_TEXT)

const SEQUENCE_TEXT = 'FixedLenSequenceFeature(shape, dtype, allow_missing=False)'

/** A list of features with as many values as `shape` says in each; with `allow_missing` the list may be missing. */
export class FixedLenSequenceFeature {
  readonly shape: ShapeLike
  readonly dtype: DType | null
  readonly allow_missing: boolean
  constructor(
    ...args: PythonArguments<
      typeof SEQUENCE_TEXT,
      { shape: ShapeLike; dtype: DTypeLike | null; allow_missing: boolean }
    >
  ) {
    const bound = SEQUENCE.bind(args) as { shape: ShapeLike; dtype: DTypeLike | null; allow_missing: boolean }
    this.shape = bound.shape
    this.dtype = typeOf(bound.dtype)
    this.allow_missing = bound.allow_missing
  }
  equals(other: unknown): boolean {
    return other instanceof FixedLenSequenceFeature && String(other) === String(this)
  }
  toString(): string {
    return `FixedLenSequenceFeature(shape=${pythonRepr(this.shape)}, dtype=${pythonRepr(this.dtype)}, allow_missing=${pythonRepr(this.allow_missing)})`
  }
}
// @ts-expect-error the guarded class takes its place
FixedLenSequenceFeature = guardedClass(FixedLenSequenceFeature)
const SEQUENCE = setSignature(FixedLenSequenceFeature, SEQUENCE_TEXT)

export type Feature = VarLenFeature | FixedLenFeature | FixedLenSequenceFeature
/** Features by name. */
export type Features = Readonly<Record<string, Feature>> | ReadonlyMap<string, Feature>

export interface DenseFeature {
  readonly key: string
  readonly dtype: DType
  readonly shape: TensorShape
  /** The default as given; null where there is none. */
  readonly fallback: TensorLike | null
  readonly allowMissing: boolean
}
/** The features in the order of their names. */
export interface FeatureLists {
  readonly sparse: readonly { readonly key: string; readonly dtype: DType }[]
  readonly dense: readonly DenseFeature[]
}

/** Sorts features by kind. `fixed`: the kind of dense features that is allowed here. */
export function featureLists(
  features: Features | null,
  fixed: typeof FixedLenFeature | typeof FixedLenSequenceFeature,
): FeatureLists {
  const sparse: { key: string; dtype: DType }[] = []
  const dense: DenseFeature[] = []
  const entries =
    features === null
      ? []
      : features instanceof Map
        ? [...features]
        : Object.entries(features as Readonly<Record<string, Feature>>)
  for (const [key, feature] of entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    if (
      !(
        feature instanceof VarLenFeature ||
        feature instanceof FixedLenFeature ||
        feature instanceof FixedLenSequenceFeature
      )
    ) {
      throw new ValueError(`Invalid feature ${key}:${pythonRepr(feature)}.`)
    }
    if (!(feature instanceof VarLenFeature || feature instanceof fixed)) {
      throw new ValueError(`('Unsupported ${feature.constructor.name} %s.', ${String(feature)})`)
    }
    const { dtype } = feature
    if (!dtype) throw new ValueError(`Missing type for feature ${key}.`)
    if (feature instanceof VarLenFeature) sparse.push({ key, dtype })
    else {
      if (feature.shape === null) throw new ValueError(`Missing shape for feature ${key}.`)
      const fallback = feature instanceof FixedLenFeature ? feature.default_value : null
      const allowMissing = feature instanceof FixedLenSequenceFeature && feature.allow_missing
      dense.push({ key, dtype, shape: new TensorShape(feature.shape), fallback, allowMissing })
    }
  }
  return { sparse, dense }
}

/** A feature's name as part of a node's. */
export const nameOfKey = (key: string): string => key.replace(/[^A-Za-z0-9_.\-/]/g, '_')

/** The defaults of dense features as tensors: empty where there are none. */
export function defaultTensors(dense: readonly DenseFeature[]): Tensor[] {
  return dense.map(({ key, dtype, shape, fallback }) => {
    if (fallback === null) return constant([] as never, { dtype }) as Tensor
    if (fallback instanceof Tensor) return fallback
    return reshape(
      convertToTensor(fallback, { dtype, name: `key_${nameOfKey(key)}` }),
      shape.as_list() as number[],
    ) as Tensor
  })
}

/** Columns of numbers, and buckets of them. */

import { pythonRepr, pythonStr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { guardedClass } from '../../errors/boundary.ts'
import { TypeError, ValueError } from '../../errors/python.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { one_hot } from '../../ops/array/one_hot_ops.ts'
import { pack } from '../../ops/array/pack_ops.ts'
import { tile } from '../../ops/array/tile_ops.ts'
import { transpose } from '../../ops/array/transpose_ops.ts'
import { to_float, to_int64 } from '../../ops/math/cast_ops.ts'
import { zeros } from '../../ops/math/constant_op.ts'
import { range } from '../../ops/math/sequence_ops.ts'
import { expand_dims, reshape, shape } from '../../ops/math/shape_ops.ts'
import { type Feature, FixedLenFeature } from '../../ops/parsing/feature_specs.ts'
import { zeros_initializer } from '../../ops/variables/init_ops.ts'
import { warning } from '../../platform/logging.ts'
import { as_dtype, type DType, type DTypeLike, float32, int32 } from '../../tensor/dtypes.ts'
import { float, int, PyFloat, PyInt } from '../../tensor/literals.ts'
import { bucketize, isList } from './bucketization.ts'
import {
  canonical,
  FeatureColumn,
  type FeatureTensors,
  featureOf,
  type LinearLookup,
  plainInt,
  type Transformed,
  transformedBy,
} from './feature_column.ts'
import { innerFlatten } from './inner_flatten.ts'

/** A dense tensor with `outputRank` dimensions: a last one is added, or inner ones are joined. */
export function reshapedTo(input: Tensor, outputRank: number, columnName: string): Tensor {
  const { ndims: rank } = input.get_shape()
  if (rank === null || outputRank < rank) return innerFlatten(input, outputRank) as Tensor
  if (outputRank > rank + 1) {
    throw new ValueError(
      `Error while processing column ${columnName}.Rank of input Tensor (${rank}) should be the same as output_rank (${outputRank}). For example, ` +
        'sequence data should typically be 3 dimensional (rank 3) while non-sequence data is typically 2 dimensional (rank 2).',
    )
  }
  if (outputRank === rank) return input
  warning(
    `Rank of input Tensor (${rank}) should be the same as output_rank (${outputRank}) for column. Will attempt to expand dims. ` +
      'It is highly recommended that you resize your input, as this behavior may change.',
  )
  return expand_dims(input, -1, { name: 'expand_dims' })
}

type Normalizer = ((input: Tensor) => Tensor) | { call(input: Tensor): Tensor }
type Literal = PyInt | PyFloat

interface RealFields {
  readonly column_name: string
  readonly dimension: number
  readonly default_value: readonly Literal[] | null
  readonly dtype: DType
  readonly normalizer: Normalizer | null
}
/** See `real_valued_column`. */
export class RealValuedColumn extends FeatureColumn {
  static override readonly pythonName = '_RealValuedColumn'
  readonly tupleName = '_RealValuedColumn'
  readonly _fields = ['column_name', 'dimension', 'default_value', 'dtype', 'normalizer']
  readonly column_name: string
  readonly dimension: number
  readonly default_value: readonly Literal[] | null
  readonly dtype: DType
  readonly normalizer: Normalizer | null
  constructor(fields: RealFields) {
    super()
    this.column_name = fields.column_name
    this.dimension = fields.dimension
    this.default_value = fields.default_value
    this.dtype = fields.dtype
    this.normalizer = fields.normalizer
  }
  get name(): string {
    return this.column_name
  }
  get config(): Readonly<Record<string, Feature>> {
    const { dimension, dtype, default_value } = this
    return { [this.column_name]: new FixedLenFeature([dimension], dtype, default_value && [...default_value]) }
  }
  override get key(): string {
    return this.textWithout('normalizer')
  }
  get normalizer_fn(): Normalizer | null {
    return this.normalizer
  }
  insert_transformed_feature(columns_to_tensors: FeatureTensors): void {
    const input = featureOf(columns_to_tensors, this.name) as Tensor
    const { normalizer } = this
    const normalized =
      normalizer === null ? input : typeof normalizer === 'function' ? normalizer(input) : normalizer.call(input)
    columns_to_tensors.set(this, to_float(normalized))
  }
  override toDnnInput(input: Transformed, outputRank: number): Tensor {
    const dense = input as Tensor
    return reshapedTo(dense.dtype === float32 ? dense : to_float(dense), outputRank, this.name)
  }
  override toDense(input: Transformed): Tensor {
    return input as Tensor
  }
}
// @ts-expect-error the guarded class takes its place
RealValuedColumn = guardedClass(RealValuedColumn)

const isInt = (value: unknown): boolean =>
  value instanceof PyInt || typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value))
const isFloat = (value: unknown): boolean =>
  value instanceof PyFloat || (typeof value === 'number' && !Number.isInteger(value))

/** Default values as literals of the kind that `dtype` takes; undefined where they don't fit. */
function literals(values: readonly unknown[], dtype: DType): Literal[] | undefined {
  if (values.every(isInt) && dtype.is_integer) return values.map(value => int(value as PyInt))
  return dtype.is_floating && values.every(value => isInt(value) || isFloat(value))
    ? values.map(value => float(value as PyFloat))
    : undefined
}

interface RealArgs {
  column_name: string
  dimension: number | PyInt
  default_value: unknown
  dtype: DTypeLike
  normalizer: Normalizer | null
}
/**
 * A column of `dimension` numbers. `default_value`, one or a list of them, is what an example without the feature has;
 * `normalizer` is a function of the tensor.
 *
 *     const age = tf.contrib.layers.real_valued_column('age', { normalizer: x => x.sub(38).div(13) })
 *
 * Errors: TypeError for a dimension that is not an integer and for a default that does not fit; ValueError for a dimension below 1,
 * for a list of another length, and for a dtype that is no number's.
 */
export const real_valued_column = pyfunction(
  'real_valued_column(column_name, dimension=1, default_value=None, dtype=float32, normalizer=None)',
  ({ column_name, dimension, default_value, dtype: given, normalizer }: RealArgs): RealValuedColumn => {
    const size = pythonStr(dimension)
    if (!isInt(dimension))
      throw new TypeError(`dimension must be an integer. dimension: ${size}, column_name: ${column_name}`)
    if (Number(dimension) < 1)
      throw new ValueError(`dimension must be greater than 0. dimension: ${size}, column_name: ${column_name}`)
    const dtype = as_dtype(given)
    if (!(dtype.is_integer || dtype.is_floating)) {
      throw new ValueError(`dtype must be convertible to float. dtype: ${dtype}, column_name: ${column_name}`)
    }
    const column = (values: readonly Literal[] | null): RealValuedColumn =>
      canonical(
        new RealValuedColumn({ column_name, dimension: plainInt(dimension), default_value: values, dtype, normalizer }),
      )
    if (default_value === null) return column(null)
    if (isList(default_value) && default_value.length !== Number(dimension)) {
      const shown = `default_value: ${pythonRepr(default_value)}, dimension: ${size}, column_name: ${column_name}`
      throw new ValueError(`The length of default_value must be equal to dimension. ${shown}`)
    }
    const values = isList(default_value)
      ? default_value
      : Array.from({ length: Number(dimension) }, () => default_value)
    const fitting = literals(values, dtype)
    if (fitting) return column(fitting)
    const shown = `default_value: ${pythonStr(default_value)}, dtype: ${dtype}, column_name: ${column_name}`
    throw new TypeError(`default_value must be compatible with dtype. ${shown}`)
  },
)

/** See `bucketized_column`. */
export class BucketizedColumn extends FeatureColumn {
  static override readonly pythonName = '_BucketizedColumn'
  readonly tupleName = '_BucketizedColumn'
  readonly _fields = ['source_column', 'boundaries']
  readonly source_column: RealValuedColumn
  readonly boundaries: readonly number[]
  constructor(source_column: RealValuedColumn, boundaries: readonly number[]) {
    super()
    this.source_column = source_column
    this.boundaries = boundaries
  }
  get name(): string {
    return `${this.source_column.name}_bucketized`
  }
  /** How many buckets there are. */
  get length(): number {
    return this.boundaries.length + 1
  }
  get config(): Readonly<Record<string, Feature>> {
    return this.source_column.config
  }
  override get parents(): readonly FeatureColumn[] {
    return [this.source_column]
  }
  insert_transformed_feature(columns_to_tensors: FeatureTensors): void {
    const input = transformedBy(columns_to_tensors, this.source_column) as Tensor
    columns_to_tensors.set(this, bucketize(input, [...this.boundaries], { name: 'bucketize' }))
  }
  override toDnnInput(input: Transformed, outputRank: number): Tensor {
    if (outputRank !== 2) throw new ValueError('BucketizedColumn currently only supports output_rank=2')
    const options = { name: 'one_hot', on_value: float(1), off_value: float(0) }
    return reshape(
      one_hot(to_int64(input as Tensor), this.length, options),
      [-1, this.length * this.source_column.dimension],
      { name: 'reshape' },
    )
  }
  /** The buckets as sparse ids: those of each dimension follow those of the one before. */
  to_sparse_tensor(input_tensor: Tensor): SparseTensor {
    const { dimension } = this.source_column
    const batchSize = shape(input_tensor, { name: 'shape' }).at(0)
    let rows: Tensor
    let columns: Tensor
    let ids: Tensor
    if (dimension > 1) {
      const each = tile(expand_dims(range(0, batchSize), 1, { name: 'expand_dims' }), [1, dimension], { name: 'tile' })
      // TensorFlow's spelling
      rows = reshape(each, [-1], { name: 'rehsape' })
      columns = tile(range(0, dimension), [batchSize], { name: 'tile' })
      const buckets = reshape(input_tensor, [-1], { name: 'reshape' })
      ids = buckets.add(columns.rmul(int(this.length)))
    } else {
      rows = range(0, batchSize)
      columns = zeros([batchSize], { dtype: int32, name: 'zeros' })
      ids = reshape(input_tensor, [-1], { name: 'reshape' })
    }
    const indices = to_int64(transpose(pack([rows, columns])))
    return new SparseTensor(indices, ids, to_int64(pack([batchSize, int(dimension)])))
  }
  override linearLookup(input: Transformed): LinearLookup {
    return {
      ids: this.to_sparse_tensor(input as Tensor),
      weights: null,
      vocabSize: this.length * this.source_column.dimension,
      initializer: zeros_initializer,
      combiner: 'sum',
    }
  }
}
// @ts-expect-error the guarded class takes its place
BucketizedColumn = guardedClass(BucketizedColumn)

interface BucketizedArgs {
  source_column: RealValuedColumn
  boundaries: readonly number[]
}
/**
 * The buckets that the numbers of a column fall into, between sorted `boundaries`; equal ones count once.
 *
 *     const ages = tf.contrib.layers.bucketized_column(age, [18, 25, 30, 40, 65])   // 6 buckets
 *
 * Errors: TypeError where the column isn't a real-valued one, ValueError for an empty list or one that isn't sorted.
 */
export const bucketized_column = pyfunction(
  'bucketized_column(source_column, boundaries)',
  ({ source_column, boundaries }: BucketizedArgs): BucketizedColumn => {
    if (!(source_column instanceof RealValuedColumn)) {
      throw new TypeError(
        `source_column must be an instance of _RealValuedColumn. source_column: ${pythonStr(source_column)}`,
      )
    }
    if (!isList(boundaries) || boundaries.length === 0) {
      throw new ValueError(`boundaries must be a non-empty list. boundaries: ${pythonStr(boundaries)}`)
    }
    const distinct = boundaries.filter((boundary, i) => {
      if (i === boundaries.length - 1) return true
      const [here, next] = [Number(boundary), Number(boundaries[i + 1])]
      if (here > next) throw new ValueError(`boundaries must be a sorted list. boundaries: ${pythonRepr(boundaries)}`)
      return here < next
    })
    return canonical(new BucketizedColumn(source_column, distinct))
  },
)

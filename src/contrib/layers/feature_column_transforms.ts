/** What feature columns make of features (contrib/layers/python/layers/feature_column_ops.py). */

import { pythonRepr } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import type { TensorLike } from '../../graph/build/convert.ts'
import { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { reshape } from '../../ops/math/shape_ops.ts'
import { parse_example } from '../../ops/parsing/parse_example_ops.ts'
import { parse_single_sequence_example } from '../../ops/parsing/parse_sequence_ops.ts'
import { debug } from '../../platform/logging.ts'
import {
  type FeatureColumn,
  type Features,
  type FeatureTensors,
  featureOf,
  type Transformed,
} from './feature_column.ts'
import { type RealValuedColumn, real_valued_column } from './feature_column_dense.ts'
import { sequenceSpecOf, specOf } from './feature_column_specs.ts'

/** The columns, each once, in the order of their keys. */
export function inOrder(columns: readonly FeatureColumn[]): FeatureColumn[] {
  const keyed = [...new Set(columns)].map(column => [column.key, column] as const)
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, column]) => column)
}

/** Errors: ValueError for two columns with the same key. */
export function checkColumns(columns: Iterable<FeatureColumn>): void {
  const seen = new Set<string>()
  for (const { key, name } of columns) {
    if (seen.has(key)) {
      throw new ValueError(
        `Duplicate feature column key found for column: ${name}. This usually means that the column is almost identical to another column, and one ` +
          'must be discarded.',
      )
    }
    seen.add(key)
  }
}
/** Checks that no two columns have the same key. Errors: ValueError. */
export const check_feature_columns = pyfunction(
  'check_feature_columns(feature_columns)',
  ({ feature_columns }: { feature_columns: Iterable<FeatureColumn> }): void => checkColumns(feature_columns),
)

/** What a column makes of its features; it is made once. */
export function transformed(features: FeatureTensors, column: FeatureColumn): Transformed {
  debug('Transforming feature_column %s', column)
  if (!features.has(column)) column.insert_transformed_feature(features)
  if (!features.has(column)) throw new ValueError(`Column ${column.name} is not supported.`)
  return featureOf(features, column)
}

interface TransformArgs {
  features: Features
  feature_columns: Iterable<FeatureColumn>
}
/**
 * What each column makes of its features, by column: ids, numbers, buckets, crosses. `features` stays as it is.
 * Errors: ValueError for two columns with the same key, KeyError for features that are missing.
 */
export const transform_features = pyfunction(
  'transform_features(features, feature_columns)',
  ({ features, feature_columns }: TransformArgs): Map<FeatureColumn, Transformed> => {
    const columns = [...feature_columns]
    checkColumns(columns)
    const entries = features instanceof Map ? [...features] : (Object.entries(features) as [string, Transformed][])
    const all = new Map<string | FeatureColumn, Transformed>(entries)
    return new Map(inOrder(columns).map(column => [column, transformed(all, column)]))
  },
)

interface ParseArgs {
  serialized: TensorLike
  feature_columns: Iterable<FeatureColumn>
  name: string | null
  example_names: TensorLike | null
}
/**
 * Reads a batch of serialized Examples for the columns: `tf.parse_example`, and what the columns make of the features. The result has
 * both, by name and by column; `input_from_feature_columns` and `weighted_sum_from_feature_columns` take it.
 *
 *     const features = tf.contrib.layers.parse_feature_columns_from_examples(serialized, columns)
 */
export const parse_feature_columns_from_examples = pyfunction(
  'parse_feature_columns_from_examples(serialized, feature_columns, name=None, example_names=None)',
  ({ serialized, feature_columns, name, example_names }: ParseArgs): Map<string | FeatureColumn, Transformed> => {
    const columns = [...feature_columns]
    checkColumns(columns)
    const parsed = parse_example({ serialized, features: specOf(columns), name, example_names }) as Record<
      string,
      Tensor | SparseTensor
    >
    const features = new Map<string | FeatureColumn, Transformed>(Object.entries(parsed))
    for (const column of inOrder(columns)) transformed(features, column)
    return features
  },
)

interface SequenceArgs {
  serialized: TensorLike
  context_feature_columns: Iterable<FeatureColumn> | null
  sequence_feature_columns: Iterable<FeatureColumn> | null
  name: string | null
  example_name: TensorLike | null
}
/**
 * Reads one serialized SequenceExample for columns of its context and of its sequences: two objects of tensors by the names of features.
 * Errors: ValueError where `serialized` is more than one string, and for columns with the same key.
 */
export const parse_feature_columns_from_sequence_examples = pyfunction(
  'parse_feature_columns_from_sequence_examples(serialized, context_feature_columns, sequence_feature_columns, name=None, example_name=None)',
  ({ serialized, context_feature_columns, sequence_feature_columns, name, example_name }: SequenceArgs) => {
    const one = single(serialized)
    const context = [...(context_feature_columns ?? [])]
    const sequence = [...(sequence_feature_columns ?? [])]
    checkColumns(context)
    const context_features = specOf(context)
    checkColumns(sequence)
    const sequence_features = sequenceSpecOf(sequence)
    return parse_single_sequence_example({ serialized: one, context_features, sequence_features, example_name, name })
  },
)
function single(serialized: TensorLike): Tensor {
  try {
    return reshape(serialized, [])
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw new ValueError(
      `serialized must contain as single sequence example. Batching must be done after parsing for sequence examples. Error: ${error.message}`,
    )
  }
}

function inferred(name: string, tensor: Tensor | SparseTensor): RealValuedColumn {
  // these errors have arguments that Python does not put into the text
  const error = (text: string): ValueError => new ValueError(`(${[text, name, tensor].map(pythonRepr).join(', ')})`)
  if (tensor instanceof SparseTensor) {
    throw error(
      'SparseTensor is not supported for auto detection. Please define corresponding FeatureColumn for tensor {} {}.',
    )
  }
  if (!(tensor.dtype.is_integer || tensor.dtype.is_floating)) {
    throw error(
      'Non integer or non floating types are not supported for auto detection. Please define corresponding FeatureColumn for tensor {} {}.',
    )
  }
  const dimension = tensor
    .get_shape()
    .as_list()
    .slice(1)
    .reduce<number>((product, size) => product * (size as number), 1)
  return real_valued_column(name, { dimension, dtype: tensor.dtype })
}
interface InferArgs {
  features: Tensor | SparseTensor | Features
}
/**
 * A real-valued column for each tensor of `features`, or one with an empty name for a tensor alone. Errors: ValueError for sparse tensors
 * and for those that are no numbers.
 */
export const infer_real_valued_columns = pyfunction(
  'infer_real_valued_columns(features)',
  ({ features }: InferArgs): RealValuedColumn[] => {
    if (!(features instanceof Map) && Object.getPrototypeOf(features) !== Object.prototype)
      return [inferred('', features as Tensor)]
    const entries =
      features instanceof Map ? [...features] : Object.entries(features as Readonly<Record<string, Tensor>>)
    return entries.map(([name, tensor]) => inferred(name as string, tensor as Tensor))
  },
)

/** What must be read of examples for feature columns. */

import { pythonStr, pythonTypeName } from '../../calling/python_repr.ts'
import { pyfunction } from '../../calling/signature.ts'
import { TypeError } from '../../errors/python.ts'
import type { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { placeholder } from '../../ops/core/placeholder_ops.ts'
import {
  type Feature,
  FixedLenFeature,
  FixedLenSequenceFeature,
  VarLenFeature,
} from '../../ops/parsing/feature_specs.ts'
import { sparse_placeholder } from '../../ops/sparse/sparse_compositions.ts'
import { warning } from '../../platform/logging.ts'
import type { DType } from '../../tensor/dtypes.ts'
import { FeatureColumn } from './feature_column.ts'

/** Columns in any collection; of a dict, its values. */
export type FeatureColumns =
  | Iterable<FeatureColumn>
  | ReadonlyMap<unknown, FeatureColumn>
  | Readonly<Record<string, FeatureColumn>>

const columnsOf = (columns: FeatureColumns): FeatureColumn[] => {
  if (columns instanceof Map) return [...(columns as ReadonlyMap<unknown, FeatureColumn>).values()]
  if (typeof columns !== 'object' || columns === null)
    throw new TypeError(`'${pythonTypeName(columns)}' object is not iterable`)
  return Symbol.iterator in columns ? [...(columns as Iterable<FeatureColumn>)] : Object.values(columns)
}

/** The features of columns by name. */
export function specOf(columns: FeatureColumns): Record<string, Feature> {
  const spec: Record<string, Feature> = {}
  for (const column of columnsOf(columns)) {
    if (!(column instanceof FeatureColumn)) {
      throw new TypeError(
        `feature_columns should only contain instances of _FeatureColumn. Given column is ${pythonStr(column)}`,
      )
    }
    Object.assign(spec, column.config)
  }
  return spec
}

interface SpecArgs {
  feature_columns: FeatureColumns
}
/**
 * What `tf.parse_example` takes as `features` so that it reads what the columns need.
 *
 *     const features = tf.parse_example(serialized, tf.contrib.layers.create_feature_spec_for_parsing(columns))
 */
export const create_feature_spec_for_parsing = pyfunction(
  'create_feature_spec_for_parsing(feature_columns)',
  ({ feature_columns }: SpecArgs) => specOf(feature_columns),
)

/** The features of columns over sequences. A feature with a default may be missing instead; with `allowMissing` all of them may. */
export function sequenceSpecOf(columns: FeatureColumns, allowMissing = false): Record<string, Feature> {
  const entries = Object.entries(specOf(columns)).map(([key, feature]): [string, Feature] => {
    if (!(feature instanceof FixedLenFeature)) return [key, feature]
    const { shape, dtype, default_value } = feature
    if (default_value !== null) {
      const shown = pythonStr(default_value)
      warning(
        `Found default value ${shown} for feature "${key}". Ignoring this value and setting \`allow_missing=True\` instead.`,
      )
    }
    return [key, new FixedLenSequenceFeature(shape, dtype, allowMissing || default_value !== null)]
  })
  return Object.fromEntries(entries)
}

interface SequenceSpecArgs {
  sequence_feature_columns: FeatureColumns
  allow_missing_by_default: boolean
}
export const _create_sequence_feature_spec_for_parsing = pyfunction(
  '_create_sequence_feature_spec_for_parsing(sequence_feature_columns, allow_missing_by_default=False)',
  (args: SequenceSpecArgs): Record<string, Feature> =>
    sequenceSpecOf(args.sequence_feature_columns, args.allow_missing_by_default),
)

/** Placeholders for the features that the columns need, by name: sparse ones for categories, [?, n] for numbers. */
export const make_place_holder_tensors_for_base_features = pyfunction(
  'make_place_holder_tensors_for_base_features(feature_columns)',
  ({ feature_columns }: SpecArgs): Record<string, Tensor | SparseTensor> => {
    const entries = Object.entries(specOf(feature_columns)).map(([key, feature]): [string, Tensor | SparseTensor] => {
      const dtype = feature.dtype as DType
      const name = `Placeholder_${key}`
      if (feature instanceof VarLenFeature) return [key, sparse_placeholder(dtype, { name })]
      return [key, placeholder(dtype, { shape: [null, (feature.shape as number[])[0] as number], name })]
    })
    return Object.fromEntries(entries)
  },
)

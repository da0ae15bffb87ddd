/** The input layer of a neural network from feature columns (contrib/layers/python/layers/feature_column_ops.py). */

import { pyfunction } from '../../calling/signature.ts'
import { ValueError } from '../../errors/python.ts'
import type { SparseTensor } from '../../graph/build/sparse_tensor.ts'
import { get_default_graph } from '../../graph/default_graph.ts'
import { GraphKeys } from '../../graph/graph_keys.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { concat } from '../../ops/array/concat_ops.ts'
import { PartitionedVariable } from '../../ops/variables/partitioned_variable.ts'
import { type VariableScope, variable_scope } from '../../ops/variables/variable_scope.ts'
import type { Initializer } from '../../ops/variables/variable_types.ts'
import type { Variable } from '../../ops/variables/variables.ts'
import { warning } from '../../platform/logging.ts'
import { float32 } from '../../tensor/dtypes.ts'
import { model_variable } from '../framework/variables.ts'
import { hashed_embedding_lookup_sparse, safe_embedding_lookup_sparse } from './embedding_ops.ts'
import {
  columnClass,
  type DeepLookup,
  type FeatureColumn,
  type Features,
  type FeatureTensors,
  featureTensors,
  type Transformed,
} from './feature_column.ts'
import { restoreFromCheckpoint } from './feature_column_checkpoint.ts'
import { CrossedColumn } from './feature_column_crossed.ts'
import { BucketizedColumn, RealValuedColumn } from './feature_column_dense.ts'
import { AnyEmbeddingColumn, HashedEmbeddingColumn, OneHotColumn } from './feature_column_embedding.ts'
import { checkColumns, inOrder, transformed } from './feature_column_transforms.ts'
import { innerFlatten } from './inner_flatten.ts'

/** The tensors among features, which say what graph a scope is in. */
export const tensorsOf = (features: FeatureTensors): readonly unknown[] =>
  [...features.values()].filter(value => !Array.isArray(value))

/** The parts of a variable. */
export const partsOf = (variable: Variable | PartitionedVariable): Variable[] =>
  variable instanceof PartitionedVariable ? variable._get_variable_list() : [variable]

interface Settings {
  readonly collections: readonly string[] | null
  readonly trainable: boolean
  readonly outputRank: number
}

const embeddingVariable = (
  name: string,
  shape: readonly number[],
  { initializer }: DeepLookup,
  { collections, trainable }: Settings,
) =>
  model_variable(name, {
    shape: [...shape],
    dtype: float32,
    initializer: initializer as Initializer,
    trainable,
    collections,
  }) as Variable | PartitionedVariable

/** The variable that columns share by its name, made by the first of them. */
function sharedVariable(name: string, lookup: DeepLookup, settings: Settings): Variable | PartitionedVariable {
  const collection = `SHARED_EMBEDDING_COLLECTION_${name.toUpperCase()}`
  const graph = get_default_graph()
  const shape = [lookup.vocabSize, lookup.dimension]
  const [found, ...others] = graph.get_collection(collection) as (Variable | PartitionedVariable)[]
  if (others.length > 0) throw new ValueError(`Collection ${collection} can only contain one (partitioned) variable.`)
  if (found === undefined) {
    const made = embeddingVariable(name, shape, lookup, settings)
    graph.add_to_collection(collection, made)
    return made
  }
  if (String(found.get_shape().as_list()) !== String(shape)) {
    throw new ValueError(
      `The embedding variable with name ${name} already exists, but its shape does not match required embedding shape  here. Please make sure to ` +
        'use different shared_embedding_name for different shared embeddings.',
    )
  }
  return found
}

function embedded(column: FeatureColumn, lookup: DeepLookup, settings: Settings): Tensor {
  const { combiner, dimension, sharedName, vocabSize } = lookup
  const ids = innerFlatten(lookup.ids, settings.outputRank) as SparseTensor
  const weights = lookup.weights === null ? null : (innerFlatten(lookup.weights, settings.outputRank) as SparseTensor)
  if (lookup.hashed) {
    const variable = embeddingVariable('weights', [vocabSize], lookup, settings)
    return hashed_embedding_lookup_sparse(variable, ids, dimension, { combiner, name: 'lookup' })
  }
  const variable =
    sharedName === null
      ? embeddingVariable('weights', [vocabSize, dimension], lookup, settings)
      : sharedVariable(sharedName, lookup, settings)
  const parts = partsOf(variable)
  restoreFromCheckpoint(column)
  const options = { sparse_weights: weights, combiner, name: `${column.name}weights`, max_norm: lookup.maxNorm }
  return safe_embedding_lookup_sparse(parts, ids, options)
}

/** A dense column's part of the input. */
function dense(column: FeatureColumn, input: Transformed, outputRank: number): Tensor {
  try {
    return column.toDnnInput(input, outputRank)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    const reason = `${error.message}, No deep embedding lookup arguments for column ${column}.`
    throw new ValueError(`Error creating input layer for column: ${column.name}.\n${reason}`)
  }
}

interface InputArgs {
  columns_to_tensors: Features
  feature_columns: Iterable<FeatureColumn>
  weight_collections: readonly string[] | null
  trainable: boolean
  scope: string | VariableScope | null
}
function input(args: InputArgs, outputRank: number, default_name: string): Tensor {
  const columns = [...args.feature_columns]
  checkColumns(columns)
  const features = featureTensors(args.columns_to_tensors)
  return variable_scope(args.scope, { default_name, values: tensorsOf(features) }, () => {
    const { weight_collections: given, trainable } = args
    const collections = given?.length ? [...new Set([...given, GraphKeys.GLOBAL_VARIABLES])] : given
    const settings = { collections, trainable, outputRank }
    const outputs = inOrder(columns).map(column =>
      variable_scope(null, { default_name: column.name, values: tensorsOf(features) }, () => {
        const made = transformed(features, column)
        const lookup = column.deepLookup(made)
        return lookup === null ? dense(column, made, outputRank) : embedded(column, lookup, settings)
      }),
    )
    return concat(outputRank - 1, outputs)
  })
}

const ARGUMENTS = 'columns_to_tensors, feature_columns, weight_collections=None, trainable=True, scope=None'
/**
 * The first layer of a neural network: what the columns make of their features, side by side in a [batch, width] tensor, in the order of
 * the columns' keys. Takes numbers, buckets, one-hot columns and embeddings, whose variables are made here.
 *
 *     const features = { age: tf.placeholder(tf.float32, [null, 1]), gender: tf.constant([['female'], ['male']]) }
 *     const layer = tf.contrib.layers.input_from_feature_columns(features, [age, tf.contrib.layers.one_hot_column(gender)])
 *
 * What columns made of features is added to `columns_to_tensors`, and used again. Errors: ValueError for other columns, and for columns
 * that are almost the same; KeyError for features that are missing.
 */
export const input_from_feature_columns = pyfunction(
  `input_from_feature_columns(${ARGUMENTS})`,
  (args: InputArgs): Tensor => input(args, 2, 'input_from_feature_columns'),
)

function checkSequenceColumns(columns: readonly FeatureColumn[]): void {
  for (const column of columns) {
    if (
      !(column instanceof OneHotColumn || column instanceof AnyEmbeddingColumn || column instanceof RealValuedColumn)
    ) {
      throw new ValueError(`FeatureColumn type ${columnClass(column)} is not currently supported for sequence data.`)
    }
  }
  // the set grows as it is walked
  const all = new Set(columns)
  for (const column of all) for (const parent of column.parents) all.add(parent)
  for (const column of all) {
    if (
      column instanceof HashedEmbeddingColumn ||
      column instanceof BucketizedColumn ||
      column instanceof CrossedColumn
    ) {
      throw new ValueError(
        `Column ${column.name} is of type ${columnClass(column)}, which is not currently supported for sequences.`,
      )
    }
  }
}

/**
 * `input_from_feature_columns` for sequences: features have a dimension more, and so has the result, [batch, steps, width]. Takes one-hot
 * columns, embeddings and numbers. Errors: ValueError for other columns, also where they are part of these.
 */
export const sequence_input_from_feature_columns = pyfunction(
  `sequence_input_from_feature_columns(${ARGUMENTS})`,
  (args: InputArgs): Tensor => {
    const module = 'tensorflow.contrib.layers.python.layers.feature_column_ops'
    warning(
      `sequence_input_from_feature_columns (from ${module}) is experimental and may change or be removed at any time, and without warning.`,
    )
    const feature_columns = [...args.feature_columns]
    checkSequenceColumns(feature_columns)
    return input({ ...args, feature_columns }, 3, 'sequence_input_from_feature_columns')
  },
)
